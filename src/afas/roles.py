"""Roles (*habilitations*): who may do what, where, from when to when.

One approver at any instant, at most two providers per data role and scope; one person may hold all. A scope
is an activity, or a site where the PS takes its data by site. A change that would break a limit is refused
whole, and says who stands in the way and when.

The role of activity data held on the activity covers all its sites, beside those held on a site; the limit
counts each scope by itself.

Imports: text, errors, periods, partners.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

import attrs

from afas.errors import AfasError, error
from afas.partners import Activity, Person, Site
from afas.periods import Period
from afas.text import Message, Text

__all__ = ["LIMITS", "Assignment", "Role", "RoleBook", "TooManyHolders", "UnknownAssignment"]


class Role(StrEnum):
    """What a person may do on an activity or a site."""

    APPROVER = "APPROVER"
    ACTIVITY_DATA = "ACTIVITY_DATA"
    FINANCIAL_DATA = "FINANCIAL_DATA"

    @property
    def text(self) -> Text:
        """As the service names it."""
        return _ROLES[self]


_ROLES: Final = {
    Role.APPROVER: Text(fr="Approbateur", en="Approver"),
    Role.ACTIVITY_DATA: Text(fr="Fournisseur de données d’activité", en="Activity data provider"),
    Role.FINANCIAL_DATA: Text(fr="Fournisseur de données financières", en="Financial data provider"),
}

LIMITS: Final[Mapping[Role, int]] = {Role.APPROVER: 1, Role.ACTIVITY_DATA: 2, Role.FINANCIAL_DATA: 2}
"""How many may hold a role at one instant on one scope ("Un seul approbateur"; "deux fournisseurs sur le
même rôle"). Source: Caf des Hauts-de-Seine, presentation of 18 October 2023."""


@attrs.frozen
class Assignment:
    """A role held by a person on a scope (an activity's or a site's id) over a period."""

    role: Role
    person: Person
    scope: str
    period: Period

    @property
    def message(self) -> Message:
        """Who, and when."""
        return Text(fr="{person} ({period})", en="{person} ({period})").fill(
            person=self.person.name, period=self.period.message
        )


@error
class TooManyHolders(AfasError, ValueError):
    """The role is already held by as many persons as may hold it, on some of these days."""

    code = "too-many-holders"
    template = Text(
        fr="{person} ne peut être {role} sur {scope} {period} : {limit} au plus à la fois, et le {day} le rôle est "
        "déjà tenu par {holders}. Mettez fin à une de ces habilitations, ou choisissez d’autres jours.",
        en="{person} cannot be {role} on {scope} {period}: {limit} at most at a time, and on {day} the role is "
        "already held by {holders}. End one of these assignments, or choose other days.",
    )
    person: str
    role: Role
    scope: str
    period: Message
    limit: int
    day: date
    holders: tuple[Message, ...]


@error
class UnknownAssignment(AfasError, LookupError):
    """The book holds no such assignment."""

    code = "unknown-assignment"
    template = Text(
        fr="{person} n’est pas {role} sur {scope} le {on} : rien à retirer.",
        en="{person} is not {role} on {scope} on {on}: nothing to withdraw.",
    )
    person: str
    role: Role
    scope: str
    on: date


@attrs.frozen
class RoleBook:
    """All assignments of a portal; each change returns a new book.

    >>> amel = Person("U1", "Amel")
    >>> book = RoleBook().assign(Role.APPROVER, amel, "A1", date(2023, 1, 1))
    >>> [one.name for one in book.holders(Role.APPROVER, "A1", date(2023, 6, 1))]
    ['Amel']
    """

    by_scope: Mapping[tuple[Role, str], tuple[Assignment, ...]] = attrs.field(factory=dict, hash=False)
    limits: Mapping[Role, int] = attrs.field(default=LIMITS, hash=False)

    def assign(
        self, role: Role, person: Person, where: Activity | Site | str, start: date, end: date | None = None
    ) -> "RoleBook":
        """Give a role from `start` (held) to `end` (not held; None: no end).

        Raises:
            TooManyHolders: on some day of the period, the role has all the holders it may have.
            PeriodEndsBeforeItStarts: `end` is not after `start`.
        """
        scope = where if isinstance(where, str) else where.id
        new = Assignment(role, person, scope, Period(start, end))
        held = self.by_scope.get((role, scope), ())
        self._check(new, held)
        return attrs.evolve(self, by_scope={**self.by_scope, (role, scope): (*held, new)})

    def _check(self, new: Assignment, held: tuple[Assignment, ...]) -> None:
        """At the start of each overlap the number of holders is at its highest: look at those days."""
        overlaps = [one for one in held if one.period.common(new.period)]
        for day in sorted({max(one.period.start, new.period.start) for one in overlaps}):
            there = [one for one in overlaps if one.period.holds(day)]
            others = {one.person.id for one in there}
            if new.person.id in others or len(others) >= self.limits[new.role]:
                raise TooManyHolders(
                    new.person.name,
                    new.role,
                    new.scope,
                    new.period.message,
                    self.limits[new.role],
                    day,
                    tuple(one.message for one in there),
                )

    def withdraw(self, role: Role, person: Person, where: Activity | Site | str, on: date) -> "RoleBook":
        """End an assignment: `on` is the first day it no longer holds.

        Raises:
            UnknownAssignment: the person does not hold the role there that day.
        """
        scope = where if isinstance(where, str) else where.id
        held = self.by_scope.get((role, scope), ())
        kept: list[Assignment] = []
        for one in held:
            if one.person.id == person.id and one.period.holds(on):
                if one.period.start < on:
                    kept.append(attrs.evolve(one, period=Period(one.period.start, on)))
            else:
                kept.append(one)
        if len(kept) == len(held) and tuple(kept) == held:
            raise UnknownAssignment(person.name, role, scope, on)
        return attrs.evolve(self, by_scope={**self.by_scope, (role, scope): tuple(kept)})

    def holders(self, role: Role, where: Activity | Site | str, on: date) -> tuple[Person, ...]:
        """Who holds this role on this very scope that day."""
        scope = where if isinstance(where, str) else where.id
        return tuple(one.person for one in self.by_scope.get((role, scope), ()) if one.period.holds(on))

    def may(self, role: Role, person: Person, activity: Activity, on: date, site: str | None = None) -> bool:
        """Does this person hold this role that day, on the activity or (where one is named) on the site?"""
        scopes = [activity.id] if site is None else [activity.id, site]
        return any(one.id == person.id for scope in scopes for one in self.holders(role, scope, on))
