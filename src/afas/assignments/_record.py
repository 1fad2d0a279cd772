"""What is held, and the questions a portal asks of it; the changes are `roles`'."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache, partial
from types import MappingProxyType
from typing import Any, Final

import attrs

from afas import ps as registry
from afas.assignments._assignment import LIMITS, Assignment, Role
from afas.assignments._index import Key, RoleIndex, Unassigned
from afas.errors import FaultKind, Faults
from afas.partners import Activity, Person, Site
from afas.periods import Period
from afas.persistent import SortedMap
from afas.reference import Reference
from afas.text import Message, Text

__all__ = ["RoleRecord", "Where"]

Where = Activity | Site | str
"""An activity, a site, or the id of one."""

_ON_ACTIVITY: Final = Text(fr="{name}", en="{name}")
_ON_SITE: Final = Text(fr="{site} ({activity})", en="{site} ({activity})")


NOT_A_LIMIT: Final = FaultKind(
    "not-a-limit",
    Text(
        fr="« {found} » n’est pas une limite : un rôle parmi {known}, et un nombre de personnes à partir de 1",
        en="“{found}” is not a limit: one of the roles {known}, and a number of persons from 1 on",
    ),
)


def _complete(limits: Mapping[Role, int]) -> Mapping[Role, int]:
    """The limits of a Caf, which need only name those that are not the usual ones."""
    faults = Faults(Text(fr="Limites", en="Limits"))
    for role, most in limits.items():
        if role not in LIMITS or type(most) is not int or most < 1:
            known = tuple(one.value for one in Role)
            faults.add(NOT_A_LIMIT.at(f"limits.{role}", found=f"{role}: {most}", known=known))
    faults.raise_if_any()
    return MappingProxyType({**LIMITS, **limits})


@cache
def _by_site(ps: str) -> bool:
    """Does this PS take its activity data site by site? One that is not in the registry does not."""
    try:
        return registry.get(ps).sites
    except registry.UnknownPS:
        return False


@attrs.frozen(eq=False)
class RoleRecord:
    """All assignments of a portal, with what is asked of them.

    Raises:
        InvalidInput: a limit of no role, or of nobody (`not-a-limit`).

    Attributes:
        limits: how many may hold each role at an instant; another Caf's limits are another value.
        reference: the activities, sites and persons it knows.
    """

    limits: Mapping[Role, int] = attrs.field(default=LIMITS, converter=_complete)
    reference: Reference = attrs.field(factory=Reference)
    _held: SortedMap[Key, tuple[Assignment, ...]] = attrs.field(factory=SortedMap, repr=False)
    _index: RoleIndex = attrs.field(factory=RoleIndex, repr=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RoleRecord):
            return NotImplemented
        return (dict(self.limits), list(self.assignments), list(self.reference.activities)) == (
            dict(other.limits),
            list(other.assignments),
            list(other.reference.activities),
        )

    def __hash__(self) -> int:
        return hash((len(self._held), tuple(self.limits.items())))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled by its parts: a mapping that cannot be changed cannot be pickled."""
        parts = {field.alias: getattr(self, field.name) for field in attrs.fields(type(self)) if field.init}
        return (partial(type(self), **{**parts, "limits": dict(self.limits)}), ())

    @property
    def assignments(self) -> Iterator[Assignment]:
        """All that was ever given, withdrawn ones too, by activity and role, in the order they were given."""
        return (one for entry in self._held.items() for one in entry.value)

    def holders(self, role: Role, where: Where, on: date) -> tuple[Person, ...]:
        """Who has the power of this role that day; on a site, those of its whole activity too."""
        return tuple(dict.fromkeys(one.person for one in self._there(role, where) if one.may_act(on)))

    def differs(self, activity: Activity) -> tuple[str, ...]:
        """Where the book knows this activity as another partner's or of another PS: what is told of it instead."""
        known = self.reference.activity(activity.id)
        if known is None or known is activity:
            return ()
        partner = () if known.partner == activity.partner else (activity.partner,)
        same = known.ps == activity.ps or registry.code_of(known.ps) == registry.code_of(activity.ps)
        return partner if same else (*partner, activity.ps)

    def may(self, role: Role, person: Person, activity: Activity, on: date, site: str | None = None) -> bool:
        """Does this person have the power of this role that day, on the activity or (where one is named) the site?

        Not on an activity that `differs` from the one the book knows, nor for a person whom the reference data does
        not recognise.
        """
        if self.differs(activity) or not self.reference.recognises(person):
            return False
        for one in self._group((activity.id, role)):
            if one.person.id == person.id and (not one.site or one.site == site) and one.may_act(on):
                return True
        if site is None or self.reference.activity(activity.id) is not None:
            return False
        there = {one.person.id for key in (activity.id, site) for one in self._group((key, role)) if one.may_act(on)}
        return person.id in there and len(there) <= self.limits[role]

    def places(self, activity: str, role: Role) -> tuple[str, ...]:
        """Where the role is held on an activity: the ids of its sites, or "" for the activity itself."""
        return tuple(self._sites(self.reference.activity(activity), role)) or ("",)

    def history(self, where: Where) -> tuple[Assignment, ...]:
        """All the assignments of an activity and its sites, withdrawn ones too, by the day they began."""
        activity, site = self._spot(where)
        found = [one for role in Role for one in self._group((activity, role)) if site in ("", one.site)]
        return tuple(sorted(found, key=lambda one: (one.period.start, one.role, one.site)))

    def held_by(self, person: Person) -> tuple[Assignment, ...]:
        """All the assignments of a person, withdrawn ones too, by activity."""
        return tuple(
            one for key in self._index.keys_of(person.id) for one in self._group(key) if one.person.id == person.id
        )

    def unassigned(self, role: Role, on: date | Period) -> Iterator[Unassigned]:
        """Where nobody may act in this role that day, or on some days of a period (*non attribué*).

        Only activities that the book knows are looked at; for activity data by site, each of their sites. Answers
        come one by one: the first costs O(log n), whatever the size of the book.
        """
        days = on if isinstance(on, Period) else Period(on, on + timedelta(days=1))
        for one in self._index.unassigned(role, days):
            group = self._group((one.activity, role))
            waiting = tuple(
                each
                for each in group
                if each.site in ("", one.site) and each.pending and not each.validated and each.held
                if each.held.common(one.period)
            )
            yield attrs.evolve(one, pending=waiting) if waiting else one

    def ending(self, on: date, within: int) -> Iterator[Assignment]:
        """The assignments held on `on` or later whose last day is at most `within` days after it, soonest first."""
        return self._index.ending(on, on + timedelta(days=within + 1))

    def _group(self, key: Key) -> tuple[Assignment, ...]:
        return self._held.get(key) or ()

    def _spot(self, where: Where) -> tuple[str, str]:
        key = where if isinstance(where, str) else where.id
        activity = None if self.reference.activity(key) else self.reference.activity_of(key)
        return (activity.id, key) if activity else (key, "")

    def _there(self, role: Role, where: Where) -> list[Assignment]:
        activity, site = self._spot(where)
        return [one for one in self._group((activity, role)) if one.site in ("", site)]

    def _label(self, activity: str, site: str) -> Message:
        known = self.reference.activity(activity)
        name = known.name if known else activity
        if known and site and any(one.id == site for one in known.sites):
            return _ON_SITE.fill(site=known.site(site).name, activity=name)
        return _ON_SITE.fill(site=site, activity=name) if site else _ON_ACTIVITY.fill(name=name)

    def _sites(self, activity: Activity | None, role: Role) -> list[str]:
        """The places of an activity on which somebody has to hold the role; [""] for the activity itself."""
        if activity is None:
            return []
        by_site = role is Role.ACTIVITY_DATA and _by_site(activity.ps)
        return [one.id for one in activity.sites if by_site] or [""]
