"""An action on a declaration, being judged: who takes it and when, and the reasons against it.

`guards` looks at what the lifecycle's table asks; here is what is asked of every action, whether the person has the
power of it that day.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

import attrs

from afas.declarations._actions import Action
from afas.declarations._declaration import Declaration, FormKey
from afas.declarations._lifecycle import Transition, Who, rows
from afas.estimation import Estimate
from afas.forms import FormCode
from afas.partners import CAF, Activity, Person
from afas.roles import Role, RoleBook
from afas.text import Message, Text

__all__ = ["Blocker", "Case", "may", "no_power"]


@attrs.frozen
class Blocker:
    """One reason why an action cannot be taken: who can lift it, and by when.

    Attributes:
        code: stable, for machines.
        message: the reason, with its figures.
        lifted_by: whose move it is.
        by_when: the day before which it is to be lifted.
        form: the form it is about, whose provider it is then.
    """

    code: str
    message: Message
    lifted_by: Who
    by_when: date | None = None
    form: FormKey | None = None

    @property
    def text(self) -> Message:
        """The reason, who lifts it and by when; `Labels.message` puts a portal's labels in it."""
        if self.by_when is None:
            return _WHO.fill(what=self.message, who=self.lifted_by)
        return _WHO_BEFORE.fill(what=self.message, who=self.lifted_by, day=self.by_when)


_WHO: Final = Text(fr="{what} → {who}", en="{what} → {who}")
_WHO_BEFORE: Final = Text(fr="{what} → {who}, avant le {day}", en="{what} → {who}, before {day}")
_NO_ROLE: Final = Text(fr="{person} n’est pas {who} le {on}", en="{person} is not {who} on {on}")
_DIFFERS: Final = Text(
    fr="la déclaration est celle de {name} ({id}, gestionnaire {partner}, PS {ps}), les habilitations sont celles du "
    "gestionnaire {other_partner}, PS {other_ps}",
    en="the declaration is of {name} ({id}, partner {partner}, PS {ps}), the roles are of partner {other_partner}, "
    "PS {other_ps}",
)
_BEFORE_THE_LAST: Final = Text(
    fr="une action ne se date pas du {on} : la dernière, « {action} », est du {last}",
    en="an action is not dated {on}: the last, “{action}”, is of {last}",
)


@attrs.define
class Case:
    """An action on a declaration, being judged: what guards look at, and the estimate one of them makes.

    Attributes:
        merging: is it brought from another copy, where it may be older than what is told here?
        form: the form it is about, where the declaration has it.
        row: the row of the table it would take; None where the status has none.
    """

    declaration: Declaration
    action: Action
    by: Person
    roles: RoleBook
    on: date
    merging: bool = False
    estimate: Estimate | None = None
    form: FormKey | None = attrs.field(init=False)
    row: Transition | None = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        forms, asked = self.declaration.forms, self.action.form_key
        self.form = forms[forms.index(asked)] if asked in forms else None
        open_here = rows(self.declaration.status).get(self.action.name)
        if open_here is None:
            self.row = None
        elif len(open_here) == 1:
            self.row = open_here[0]
        else:
            left = [form for form in forms if form not in self.declaration.checked and form != asked]
            self.row = next(row for row in open_here if row.last is not bool(left))

    def blocker(self, code: str, message: Message, who: Who, form: FormKey | None = None) -> Blocker:
        """A reason that somebody lifts: before the deadline, save the Caf, who has none."""
        return Blocker(code, message, who, None if who is Who.CAF else self.declaration.window.before, form)


_DATA_ROLES: Final = {FormCode.ACTIVITY: Role.ACTIVITY_DATA, FormCode.FINANCIAL: Role.FINANCIAL_DATA}


def may(who: Who, declaration: Declaration, form: FormKey | None, by: Person, roles: RoleBook, on: date) -> bool:
    """Is this person one of those, on that form, that day?"""
    if who is Who.CAF:
        return by == CAF
    if who is Who.APPROVER:
        return roles.may(Role.APPROVER, by, declaration.activity, on)
    return form is not None and roles.may(_DATA_ROLES[form[0]], by, declaration.activity, on, form[1])


def no_power(case: Case, who: Who) -> Iterator[Blocker]:
    """Why this person is not one of those who take the action that day."""
    declaration, history = case.declaration, case.declaration.history
    if who is not Who.CAF and case.roles.differs(declaration.activity):
        yield Blocker("activity-differs", _differing(declaration.activity, case.roles), Who.CAF)
        return
    known = case.action.form_key is None or case.form is not None
    if known and not may(who, declaration, case.form, case.by, case.roles, case.on):
        yield case.blocker("no-role", _NO_ROLE.fill(person=case.by.name, who=who, on=case.on), who)
    told_as_not_open = who is not Who.CAF and case.on < declaration.window.available
    if history and case.on < history[-1].at.date() and not (case.merging or told_as_not_open):
        told = _BEFORE_THE_LAST.fill(on=case.on, last=history[-1].at.date(), action=history[-1].name)
        yield case.blocker("before-the-last", told, who)


def _differing(activity: Activity, roles: RoleBook) -> Message:
    known = roles.reference.activity(activity.id) or activity
    return _DIFFERS.fill(
        name=activity.name,
        id=activity.id,
        partner=activity.partner,
        ps=activity.ps,
        other_partner=known.partner,
        other_ps=known.ps,
    )
