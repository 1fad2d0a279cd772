"""What may be done to a declaration now, by whom, and if not, every reason why not.

`blockers` returns all the reasons at once, who can lift each and by when; `apply` does the action where there
are none, and returns a new declaration. `allowed` lists what a person may do now, `lifters` names who can lift
a reason. `merge` brings together two copies that were saved apart.
"""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import takewhile
from typing import cast

import attrs

from afas.declarations import (
    TRANSITIONS,
    Accept,
    Action,
    ActionName,
    AnyAction,
    Blocker,
    Cancel,
    Case,
    Check,
    Complement,
    Declaration,
    Enter,
    Event,
    FormKey,
    FormRefusal,
    Guard,
    Justify,
    Labels,
    Refuse,
    SendBack,
    Sign,
    Signature,
    Status,
    Transmit,
    Validate,
    Who,
    after,
    diagram,
    may,
    reasons,
    replay,
    rows,
    table,
    up_to_date,
    verify,
)
from afas.errors import AfasError, Fault, error, listed
from afas.forms import FormCode
from afas.partners import CAF, Person
from afas.roles import Role, RoleBook
from afas.text import Message, Text

__all__ = [
    "TRANSITIONS", "Accept", "Action", "ActionBlocked", "Blocker", "Cancel", "Check", "Complement", "Enter",
    "FormRefusal", "Justify", "Labels", "NotTheSame", "Outcome", "Refuse", "SendBack", "Sign", "Status", "Transmit",
    "Validate", "allowed", "apply", "blockers", "diagram", "lifters", "merge", "replay", "table", "verify",
]  # fmt: skip


@error
class ActionBlocked(AfasError, ValueError):
    """The action cannot be taken; every reason is in `blockers`. Nothing was changed."""

    code = "action-blocked"
    template = Text(fr="« {action} » n’est pas possible :", en="“{action}” is not possible:")
    action: ActionName
    blockers: tuple[Blocker, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """One a blocker."""
        return tuple(Fault("", blocker.code, blocker.message) for blocker in self.blockers)

    @property
    def text(self) -> Message:
        """One line a reason."""
        return listed(self.template.fill(action=self.action), self.blockers)


@error
class NotTheSame(AfasError, ValueError):
    """Two copies to be merged are not of one declaration."""

    code = "not-the-same-declaration"
    template = Text(
        fr="{stored} et {mine} ne sont pas la même déclaration : elles ne se fusionnent pas.",
        en="{stored} and {mine} are not the same declaration: they cannot be merged.",
    )
    stored: Text
    mine: Text


@attrs.frozen
class Outcome:
    """What an action gave: the new declaration, and the events that say what happened."""

    declaration: Declaration
    events: tuple[Event, ...]


def blockers(declaration: Declaration, action: Action, *, by: Person, roles: RoleBook, on: date) -> tuple[Blocker, ...]:
    """Every reason why `by` cannot take this action that day; none where `apply` would succeed.

    The reasons look ahead: asked why a declaration cannot be transmitted, it also says what is not entered,
    checked, justified, validated or signed yet.
    """
    case = Case(declaration, action, by, roles, on)
    return tuple(reasons(case))


def apply(declaration: Declaration, action: Action, *, by: Person, roles: RoleBook, at: datetime) -> Outcome:
    """Take an action: a new declaration, and the event that says what happened.

    Args:
        declaration: on which.
        action: what to do.
        by: who does it: the portal has made sure that it is they.
        roles: who may do what.
        at: when, by the clock of the Caf: its day, as it is told, is the one that roles, windows and deadlines are
            looked at. A moment kept in UTC is turned into local time first.

    Raises:
        ActionBlocked: with every reason; the declaration is as it was.
    """
    return _take(Case(declaration, action, by, roles, at.date()), at)


def _take(case: Case, at: datetime) -> Outcome:
    declaration, action = case.declaration, case.action
    found = tuple(reasons(case))
    if found or case.row is None:
        raise ActionBlocked(action.name, found)
    made = case.estimate
    signature = None if made is None else Signature(case.by, at, declaration.digest(made), made)
    event = Event(cast(AnyAction, action), case.by, at, case.row.target, signature)
    return Outcome(after(declaration, event), (event,))


def allowed(declaration: Declaration, *, by: Person, roles: RoleBook, on: date) -> tuple[ActionName, ...]:
    """What this person may do now, by status, role and opening; `blockers` says what else stands in the way."""
    closed = on < declaration.window.available
    return tuple(
        name
        for name, (row, *_) in rows(declaration.status).items()
        if not (closed and Guard.OPENED in row.guards)
        and any(
            may(row.who, declaration, form, by, roles, on)
            for form in (declaration.forms if row.who is Who.PROVIDER else (None,))
        )
    )


def lifters(blocker: Blocker, declaration: Declaration, roles: RoleBook, on: date) -> tuple[Person, ...]:
    """The persons who can lift a reason that day: the approver, the providers of its form, or the Caf."""
    if blocker.lifted_by is Who.CAF:
        return (CAF,)
    where: Iterable[tuple[Role, str]]
    if blocker.lifted_by is Who.APPROVER:
        where = [(Role.APPROVER, declaration.activity.id)]
    else:
        forms = declaration.forms if blocker.form is None else (blocker.form,)
        where = [scope for form in forms for scope in _scopes(form, declaration)]
    found = [person for role, scope in where for person in roles.holders(role, scope, on)]
    return tuple(dict.fromkeys(found))


def _scopes(form: FormKey, declaration: Declaration) -> tuple[tuple[Role, str], ...]:
    code, site = form
    role = Role.ACTIVITY_DATA if code is FormCode.ACTIVITY else Role.FINANCIAL_DATA
    own = () if site is None else ((role, site),)
    return (*own, (role, declaration.activity.id))


def merge(stored: Declaration, mine: Declaration, *, roles: RoleBook) -> Outcome:
    """Bring to the stored declaration what was done on another copy of it, each action judged anew.

    Saves that do not overlap (two sites, two forms, two fields) come together; an overlap is a conflict.

    Raises:
        ActionBlocked: something done on `mine` cannot be done on `stored` any more; nothing is lost: both
            copies are as they were.
        NotTheSame: the two are not copies of one declaration.
    """
    if stored.opened != mine.opened:
        raise NotTheSame(stored.id.text, mine.id.text)
    both = zip(stored.history, mine.history, strict=False)
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))
    apart = mine.history[common:]
    cases = (Case(stored, attrs.evolve(event.action, seen=common), event.by, roles, event.at.date()) for event in apart)
    conflicts = [(case.action.name, blocker) for case in cases for blocker in up_to_date(case)]
    if conflicts:
        raise ActionBlocked(conflicts[0][0], tuple(blocker for _, blocker in conflicts))
    result = stored
    for event in apart:
        again = attrs.evolve(event.action, seen=None)
        case = Case(result, again, event.by, roles, event.at.date(), merging=True)
        result = _take(case, event.at).declaration
    return Outcome(result, result.history[stored.version :])
