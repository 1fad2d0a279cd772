"""The persons who can lift a reason against an action."""

from datetime import date

from afas.declarations._attempt import Blocker, closed, may
from afas.declarations._declaration import Declaration, FormKey
from afas.declarations._lifecycle import Who
from afas.forms import FormCode
from afas.partners import CAF, Person
from afas.roles import Role, RoleBook

__all__ = ["lifters"]


def lifters(blocker: Blocker, declaration: Declaration, *, roles: RoleBook, on: date) -> tuple[Person, ...]:
    """The persons who can lift a reason that day: the providers of its form, the approver, or the Caf.

    The approver fills the form of a site that has closed. Where nobody holds the role, it is the Caf's move: it knows
    who gives roles at the partner, and it may cancel. So somebody is always named.
    """
    if blocker.lifted_by in (Who.CAF, Who.MANAGER):
        return (CAF,)
    approvers = roles.holders(Role.APPROVER, declaration.activity.id, on)
    if blocker.lifted_by is Who.APPROVER:
        return approvers or (CAF,)
    forms = declaration.forms if blocker.form is None else (blocker.form,)
    found = [
        person
        for form in forms
        for role, scope in _scopes(form, declaration)
        for person in roles.holders(role, scope, on)
        if may(Who.PROVIDER, declaration, form, by=person, roles=roles, on=on)
    ]
    if any(closed(declaration, form, roles=roles) for form in forms):
        found += approvers
    return tuple(dict.fromkeys(found)) or (CAF,)


def _scopes(form: FormKey, declaration: Declaration) -> tuple[tuple[Role, str], ...]:
    code, site = form
    role = Role.ACTIVITY_DATA if code is FormCode.ACTIVITY else Role.FINANCIAL_DATA
    own = () if site is None else ((role, site),)
    return (*own, (role, declaration.activity.id))
