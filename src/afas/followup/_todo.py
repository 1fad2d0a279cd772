"""The tasks of each person today, and the progress of each partner.

`todo` is what a person has to do, the late ones first; `progress` counts per partner ("7 of 12 transmitted, 2
late"). `alerts` gives what is open, before any declaration is entered.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

import attrs

from afas.declarations import ActionName, Declaration, FormKey, Status, Summary, Who, may
from afas.partners import Person
from afas.roles import RoleBook
from afas.text import Message, Series, Text
from afas.windows import day_count
from afas.workflow import allowed

__all__ = ["Progress", "Todo", "progress", "todo"]

_NEXT: Final = (
    *(ActionName.TRANSMIT, ActionName.SIGN, ActionName.VALIDATE, ActionName.CHECK, ActionName.ENTER),
    *(ActionName.ACCEPT, ActionName.REFUSE),
)
_TODO: Final = Text(
    fr="{activity} : {kind} {year}, « {status} » ; à faire : {action}, avant le {before} ({days})",
    en="{activity}: {kind} {year}, “{status}”; to do: {action}, before {before} ({days})",
)
_TODO_CAF: Final = Text(
    fr="{activity} : {kind} {year}, « {status} » ; à faire : {action}",
    en="{activity}: {kind} {year}, “{status}”; to do: {action}",
)
_TODO_LATE: Final = Text(
    fr="{activity} : {kind} {year}, « {status} » ; à faire : {action} ; en retard de {days} (avant le {before})",
    en="{activity}: {kind} {year}, “{status}”; to do: {action}; {days} late (before {before})",
)


@attrs.frozen
class Todo:
    """An alert of the day: a declaration that awaits something of this person."""

    declaration: Declaration | Summary
    action: ActionName
    before: date
    late: bool
    message: Message
    corrections: tuple[str, ...] = ()

    @property
    def text(self) -> Message:
        """The alert in words, with the corrections asked for; `Labels.message` puts a portal's labels in it."""
        if not self.corrections:
            return self.message
        both = Text(fr="{alert} ; à corriger : {asked}", en="{alert}; to correct: {asked}")
        return both.fill(alert=self.message, asked=Series(self.corrections))


def todo(declarations: Iterable[Declaration | Summary], *, by: Person, roles: RoleBook, on: date) -> tuple[Todo, ...]:
    """The tasks of this person that day on these declarations, whole or in short: late ones first, then by deadline."""
    found = []
    for whole in declarations:
        declaration = whole if isinstance(whole, Summary) else Summary.of(whole)
        open_now = allowed(declaration, by=by, roles=roles, on=on)
        action = next((name for name in _NEXT if name in open_now and _awaited(declaration, name, by, roles, on)), None)
        if action is not None:
            found.append(
                attrs.evolve(_alert(whole, action, on), corrections=_asked(declaration, action, by, roles, on))
            )
    return tuple(sorted(found, key=lambda alert: (not alert.late, alert.before, alert.declaration.id)))


def _awaited(declaration: Summary, name: ActionName, by: Person, roles: RoleBook, on: date) -> bool:
    """Entering and checking are awaited on forms of theirs that are not checked yet; the rest as it comes.

    A form sent back is to be entered anew; a refused declaration is to be corrected.
    """
    if name not in (ActionName.ENTER, ActionName.CHECK):
        return True
    if declaration.status is Status.REFUSED:
        return name is ActionName.ENTER
    left = [form for form in _mine(declaration, by, roles, on) if form not in declaration.checked]
    to_check = [form for form in left if form in declaration.started and form not in declaration.corrections]
    return len(to_check) > 0 if name is ActionName.CHECK else len(to_check) < len(left)


def _mine(declaration: Summary, by: Person, roles: RoleBook, on: date) -> list[FormKey]:
    return [form for form in declaration.forms if may(Who.PROVIDER, declaration, form, by=by, roles=roles, on=on)]


def _asked(declaration: Summary, action: ActionName, by: Person, roles: RoleBook, on: date) -> tuple[str, ...]:
    """The corrections asked for on the forms that this person has to enter."""
    if action is not ActionName.ENTER:
        return ()
    refused = declaration.status is Status.REFUSED
    forms = declaration.forms if refused else _mine(declaration, by, roles, on)
    return tuple(dict.fromkeys(reason for form in forms for reason in declaration.corrections.get(form, ())))


def _alert(declaration: Declaration | Summary, action: ActionName, on: date) -> Todo:
    late, before = declaration.late(on), declaration.window.before
    with_caf = declaration.status is Status.TRANSMITTED
    message = (_TODO_LATE if late else _TODO_CAF if with_caf else _TODO).fill(
        activity=declaration.activity.name,
        kind=declaration.kind,
        year=declaration.year.text,
        status=declaration.status,
        action=action,
        before=before,
        days=day_count((on - before).days + 1 if late else declaration.window.days_left(on)),
    )
    return Todo(declaration, action, before, late, message)


@attrs.frozen
class Progress:
    """The progress of a partner: the numbers of its declarations that are sent, accepted, refused, late."""

    partner: str
    total: int
    transmitted: int
    accepted: int
    refused: int
    late: int

    @property
    def text(self) -> Message:
        """In short: 7 of 12 transmitted, 2 late."""
        words = Text(
            fr="transmises : {transmitted} sur {total}, en retard : {late}",
            en="{transmitted} of {total} transmitted, {late} late",
        )
        return words.fill(transmitted=self.transmitted, total=self.total, late=self.late)


def progress(declarations: Iterable[Declaration | Summary], *, on: date) -> tuple[Progress, ...]:
    """One line a partner, in the order of their ids; what the Caf cancelled does not count.

    Args:
        declarations: whole, or in short.
        on: the day.
    """
    by_partner: dict[str, list[Declaration | Summary]] = {}
    for declaration in declarations:
        if declaration.alive:
            by_partner.setdefault(declaration.activity.partner, []).append(declaration)
    return tuple(
        Progress(
            partner,
            len(declarations),
            sum(declaration.status.sent for declaration in declarations),
            sum(declaration.status is Status.ACCEPTED for declaration in declarations),
            sum(declaration.status is Status.REFUSED for declaration in declarations),
            sum(declaration.late(on) for declaration in declarations),
        )
        for partner, declarations in sorted(by_partner.items())
    )
