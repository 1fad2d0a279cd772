"""The changes that others made to a declaration since the version that the author of an action had read."""

from collections.abc import Iterator, Mapping
from typing import Final

from afas.declarations._actions import Correct, Enter
from afas.declarations._attempt import Attempt, Blocker, entry_path
from afas.declarations._declaration import Event
from afas.declarations._history import saved
from afas.declarations._lifecycle import USUAL, Who
from afas.declarations._scalars import Scalar, blank
from afas.text import Text

__all__ = ["conflicts"]

_NO_VERSION: Final = Text(
    fr="la version {seen} n’existe pas : la déclaration en est à la version {now}",
    en="there is no version {seen}: the declaration is at version {now}",
)
_CONFLICT: Final = Text(
    fr="« {field} » a été changé entre-temps par {person} : {theirs} ; vous : {yours}",
    en="“{field}” was changed meanwhile by {person}: {theirs}; you: {yours}",
)
_MOVED_ON: Final = Text(
    fr="entre-temps, {person} a fait « {action} » ({detail}) : relisez avant de poursuivre",
    en="meanwhile {person} did “{action}” ({detail}): read it again before going on",
)


def conflicts(attempt: Attempt, seen: int) -> Iterator[Blocker]:
    """The blockers of an action whose author had read version `seen` of the declaration, which is not the last."""
    history = attempt.declaration.history
    if not 0 <= seen < len(history):
        yield attempt.blocker(
            "no-such-version", _NO_VERSION.fill(seen=seen, now=len(history)), USUAL[attempt.action.name].who
        )
    elif isinstance(attempt.action, Enter):
        yield from _field_conflicts(attempt, attempt.action, seen)
    else:
        form = attempt.action.form_key
        for event in _changes(history, seen):
            if form is None or event.action.form_key in (form, None):
                shown = _MOVED_ON.fill(person=event.by.name, action=event.name, detail=event.detail or None)
                yield attempt.blocker("conflict", shown, USUAL[attempt.action.name].who, form=attempt.form)


def _changes(history: tuple[Event, ...], seen: int) -> Iterator[Event]:
    """The events since a version, those left out that saved what was so already."""
    typed: dict[object, Mapping[str, Scalar]] = {}
    for rank, event in enumerate(history):
        action = event.action
        if isinstance(action, (Enter, Correct)):
            before = typed.get(action.form_key, {})
            typed[action.form_key] = saved(before, action.values)
            if isinstance(action, Enter) and all(
                _same(before.get(name), value) for name, value in action.values.items()
            ):
                continue
        if rank >= seen:
            yield event


def _typed(events: tuple[Event, ...], action: Enter) -> Mapping[str, Scalar]:
    """The values on the form of an action after these events."""
    typed: Mapping[str, Scalar] = {}
    for event in events:
        if isinstance(event.action, (Enter, Correct)) and event.action.form_key == action.form_key:
            typed = saved(typed, event.action.values)
    return typed


def _same(value: Scalar, other: Scalar) -> bool:
    return value == other or (blank(value) and blank(other))


def _field_conflicts(attempt: Attempt, action: Enter, seen: int) -> Iterator[Blocker]:
    """The fields of this save that others have set otherwise since its author looked."""
    history = attempt.declaration.history
    then, now = _typed(history[:seen], action), _typed(history, action)
    labels = {field.name: field.text for field in attempt.declaration.service.fields}
    for name, yours in action.values.items():
        theirs = now.get(name)
        if _same(then.get(name), theirs) or _same(theirs, yours):
            continue
        by = next(
            event.by
            for event in reversed(history[seen:])
            if isinstance(event.action, (Enter, Correct))
            and event.action.form_key == action.form_key
            and name in event.action.values
        )
        shown = _CONFLICT.fill(field=labels.get(name, name), person=by.name, theirs=theirs, yours=yours)
        path = "" if attempt.form is None else entry_path(attempt.form, name)
        yield attempt.blocker("conflict", shown, Who.PROVIDER, attempt.form, path)
