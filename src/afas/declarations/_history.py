"""What an event makes of a declaration, and so the replay of a whole history.

`after` is the only place where the data of a declaration changes; `workflow.apply` goes through it, and
`replay` goes through it again, event by event: the same object comes back (law 5). Nothing is computed anew on
a replay: an event of signing carries its signature, whatever the rules have become since.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from afas.declarations._actions import Check, Complement, Enter, Justify, OnForm, Refuse, SendBack, Sign, Transmit
from afas.declarations._declaration import Declaration, Event, FormKey
from afas.declarations._lifecycle import Status, rows
from afas.errors import AfasError, error
from afas.forms import FormCode
from afas.text import Message, Text

__all__ = ["BrokenHistory", "Verification", "after", "form_key", "replay", "verify"]


@error
class BrokenHistory(AfasError, ValueError):
    """These events cannot follow one another: the history was altered, or is another declaration's."""

    code = "broken-history"
    template = Text(
        fr="L’événement {rank} (« {action} ») ne peut suivre l’état « {status} » : cet historique a été modifié, ou "
        "n’est pas celui de cette déclaration.",
        en="Event {rank} (“{action}”) cannot follow status “{status}”: this history was altered, or is not that of "
        "this declaration.",
    )
    rank: int
    action: object
    status: Status


_CODES: Final = {code.value: code for code in FormCode}


def form_key(action: OnForm) -> FormKey:
    """The form an action is about."""
    return (_CODES[action.form], action.site)


def after(declaration: Declaration, event: Event) -> Declaration:
    """The declaration once this has happened to it."""
    history = (*declaration.history, event)
    return declaration.evolved({"status": event.target, "history": history, **_changes(declaration, event)})


def _changes(declaration: Declaration, event: Event) -> Mapping[str, Any]:
    """The data that changes; any change of data drops what spoke of it."""
    match event.action:
        case Enter() as action:
            return _entered(declaration, action)
        case Check() as action:
            return {"checked": declaration.checked | {form_key(action)}}
        case SendBack() as action:
            return {"checked": declaration.checked - {form_key(action)}, "signature": None}
        case Justify(control=control, words=words):
            return {"justifications": {**declaration.justifications, control: words}}
        case Complement(words=words):
            return {"complements": words, "signature": None}
        case Sign():
            return {"signature": event.signature}
        case Transmit():
            return {"refusal": None}
        case Refuse(forms=forms) as action:
            named = {(FormCode(form.form), form.site) for form in forms}
            return {"refusal": action, "checked": declaration.checked - named, "signature": None}
    return {}


def _entered(declaration: Declaration, action: Enter) -> Mapping[str, Any]:
    key = form_key(action)
    before = declaration.entries.get(key, {})
    typed = {name: value for name, value in {**before, **action.values}.items() if value is not None}
    changes: dict[str, Any] = {
        "entries": {**declaration.entries, key: typed},
        "checked": declaration.checked - {key},
        "signature": None,
    }
    if declaration.justifications:
        changes["justifications"] = _still_justified(declaration, declaration.evolved(changes))
    return changes


def _still_justified(before: Declaration, changed: Declaration) -> dict[str, str]:
    """The justifications of controls none of whose figures has moved, on the activity or on their site."""
    was, now = before.known(), changed.known()

    def moved(site: str | None) -> set[str]:
        old, new = was.of(site), now.of(site)
        return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}

    codes = {control.code: control for control in before.controls}
    kept = {}
    for finding, words in before.justifications.items():
        code, _, site = finding.partition("/")
        control = codes.get(code)
        if control is not None and not moved(site or None) & set(control.reads):
            kept[finding] = words
    return kept


def replay(opened: Declaration, events: Iterable[Event]) -> Declaration:
    """The declaration that these events make of one just opened.

    Raises:
        BrokenHistory: an event cannot follow those before it.
    """
    declaration = opened
    for rank, event in enumerate(events, start=1):
        leads_to = {row.target for row in rows(declaration.status).get(event.name, ())}
        if event.target not in leads_to:
            raise BrokenHistory(rank, event.name, declaration.status)
        declaration = after(declaration, event)
    return declaration


@attrs.frozen
class Verification:
    """Whether a signature covers what a declaration holds now.

    Attributes:
        signed: is there a signature at all?
        holds: is its digest that of the present data?
        expected: the digest signed.
        found: the digest of the present data.
        changed: what is not as it was when signed, by path (`entries.activity.S1.attended_hours`); nothing where it is
            the activity, the estimate, or the history itself.
    """

    signed: bool
    holds: bool
    expected: str = ""
    found: str = ""
    changed: tuple[str, ...] = ()

    @property
    def text(self) -> Message:
        """Whether the signature holds, and if not what has changed."""
        if not self.signed:
            return _NOT_SIGNED.fill()
        return _HOLDS.fill() if self.holds else _CHANGED.fill(what=self.changed or _NOT_BY_PATH)


_NOT_SIGNED: Final = Text(fr="non signée", en="not signed")
_HOLDS: Final = Text(fr="la signature couvre les données présentes", en="the signature covers the present data")
_CHANGED: Final = Text(fr="modifié depuis la signature : {what}", en="changed since it was signed: {what}")
_NOT_BY_PATH: Final = Text(
    fr="l’activité, l’estimation ou l’historique", en="the activity, the estimate or the history"
)


def verify(declaration: Declaration) -> Verification:
    """Does the signature cover exactly what the declaration holds? If not, what has changed since.

    Its digest has to be that of the present data, and it has to be the one that the history tells, over the entries
    that the history tells: what was signed is found again by a replay up to the signing. Whoever can rewrite the whole
    history and its digest together leaves no trace here: keep the digest of a receipt elsewhere.
    """
    signature = declaration.signature
    if signature is None:
        return Verification(signed=False, holds=False)
    found = declaration.digest(signature.estimate)
    last = max((rank for rank, event in enumerate(declaration.history, 1) if event.signature is not None), default=0)
    try:
        signed = replay(declaration.opened, declaration.history[:last])
    except BrokenHistory:
        return Verification(True, False, signature.digest, found)
    covers = found == signature.digest
    if covers and signed.signature == signature and signed.entries == declaration.entries:
        return Verification(True, True, signature.digest, found)
    return Verification(True, False, signature.digest, found, tuple(sorted(_differences(signed, declaration))))


def _differences(signed: Declaration, now: Declaration) -> Iterable[str]:
    for form in signed.entries.keys() | now.entries.keys():
        was, here = signed.entries.get(form, {}), now.entries.get(form, {})
        where = ".".join(part for part in ("entries", form[0].value, form[1]) if part)
        yield from (f"{where}.{name}" for name in was.keys() | here.keys() if was.get(name) != here.get(name))
    for name in signed.justifications.keys() | now.justifications.keys():
        if signed.justifications.get(name) != now.justifications.get(name):
            yield f"justifications.{name}"
    if signed.complements != now.complements:
        yield "complements"
    if signed.signature != now.signature:
        yield "signature"
