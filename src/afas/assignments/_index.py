"""The indexes of a book of roles, so that no question scans the whole book.

Sorted maps, kept up to date at each change in O(log n): what a person holds, what ends when, on which days nobody
has the power of a role (*non attribué*), and the activity of each site that an assignment names. Answers are given
one by one, as they are asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from afas.assignments._assignment import FOREVER, Assignment, Role, whole
from afas.periods import Period
from afas.persistent import SortedMap

__all__ = ["Key", "RoleIndex", "Unassigned", "vacancies"]

Key = tuple[str, Role]
"""An activity's id, and a role."""


@attrs.frozen
class Unassigned:
    """Days on which nobody may act in a role on an activity, or on one of its sites (*non attribué*).

    Attributes:
        site: the site's id; None for the whole activity.
        period: those of the days asked for.
        pending: the assignments that only wait for the Caf's validation.
        closed: is the site closed? Its form may still be open: whoever holds the role on the whole activity may act.
    """

    role: Role
    activity: str
    site: str | None = attrs.field(converter=whole)
    period: Period
    pending: tuple[Assignment, ...] = ()
    closed: bool = False

    def completed(self, group: Iterable[Assignment], *, closed: bool) -> "Unassigned":
        """A copy with the assignments that wait for validation, and whether the site is closed.

        Those that are held there and not validated wait for it: the others would give power.
        """
        pending = tuple(
            row
            for row in group
            if row.site in (None, self.site) and not row.validated and row.held and row.held.common(self.period)
        )
        return attrs.evolve(self, pending=pending, closed=closed)


def _gaps(assignments: Iterable[Assignment]) -> list[tuple[int, int]]:
    """The days, as ordinals, on which none of these gives power."""
    powers = sorted(days for assignment in assignments if (days := assignment.power_ordinals()))
    found, covered = [], date.min.toordinal()
    for start, end in (*powers, (FOREVER, FOREVER)):
        if start > covered:
            found.append((covered, start))
        covered = max(covered, end)
    return found


_End = tuple[int, str, Role, str, str]
_Gap = tuple[int, int, str, str]
_GapEntry = tuple[_Gap, None, int]


@attrs.frozen
class RoleIndex:
    """Indexes: keys by person, assignments by end, days without holder, activities by site."""

    _of_person: SortedMap[tuple[str, str, Role], None] = attrs.field(factory=SortedMap)
    _ends: SortedMap[_End, Assignment] = attrs.field(factory=SortedMap)
    _gaps: Mapping[Role, SortedMap[_Gap, None]] = attrs.field(factory=lambda: {role: SortedMap() for role in Role})
    _of_site: SortedMap[str, str] = attrs.field(factory=SortedMap)

    @classmethod
    def of(
        cls, groups: Mapping[Key, tuple[Assignment, ...]], places: Iterable[tuple[Key, Iterable[str | None]]]
    ) -> "RoleIndex":
        """The indexes of a whole book; `places` are the sites (or None) of each activity and role."""
        persons = {(assignment.person.id, *key) for key, group in groups.items() for assignment in group}
        activity_of = {
            assignment.site: assignment.activity for group in groups.values() for assignment in group if assignment.site
        }
        absent: dict[Role, list[_GapEntry]] = {role: [] for role in Role}
        for key, sites in places:
            absent[key[1]] += _gap_entries(key, groups.get(key, ()), sites)
        return cls(
            SortedMap.of((key, None, 0) for key in persons),
            SortedMap.of((*pair, 0) for group in groups.values() for assignment in group if (pair := _end(assignment))),
            {role: SortedMap.of(entries) for role, entries in absent.items()},
            SortedMap.of((*pair, 0) for pair in activity_of.items()),
        )

    def changed(
        self,
        key: Key,
        old: tuple[Assignment, ...],
        new: tuple[Assignment, ...],
        places_before: Iterable[str | None],
        places: Iterable[str | None],
    ) -> "RoleIndex":
        """The indexes after the assignments of one activity and role, or its places, have changed."""
        return RoleIndex(
            self._persons(key, old, new),
            self._ending(old, new),
            self._absent(key, _gap_entries(key, old, places_before), _gap_entries(key, new, places)),
            self._of_site,  # what reference data knew and knows no more changes with the whole book only
        )

    def _persons(
        self, key: Key, old: tuple[Assignment, ...], new: tuple[Assignment, ...]
    ) -> SortedMap[tuple[str, str, Role], None]:
        before, after = {assignment.person.id for assignment in old}, {assignment.person.id for assignment in new}
        index = self._of_person
        for person in before - after:
            index = index.without((person, *key))
        for person in after - before:
            index = index.set((person, *key), None)
        return index

    def _ending(self, old: tuple[Assignment, ...], new: tuple[Assignment, ...]) -> SortedMap[_End, Assignment]:
        index = self._ends
        before = dict(pair for assignment in old if (pair := _end(assignment)))
        after = dict(pair for assignment in new if (pair := _end(assignment)))
        for end in before.keys() - after.keys():
            index = index.without(end)
        for end, assignment in after.items():
            if before.get(end) is not assignment:
                index = index.set(end, assignment)
        return index

    def _absent(
        self, key: Key, before: list[_GapEntry], after: list[_GapEntry]
    ) -> Mapping[Role, SortedMap[_Gap, None]]:
        index = self._gaps[key[1]]
        for key_before, _, _ in set(before) - set(after):
            index = index.without(key_before)
        for gap in set(after) - set(before):
            index = index.set(*gap)
        return {**self._gaps, key[1]: index}

    def activity_of(self, site: str) -> str | None:
        """The activity on whose site of this id an assignment was last given; None where none was."""
        return self._of_site.get(site)

    def keys_of(self, person: str) -> Iterator[Key]:
        """The activities and roles of which a person has, had or will have an assignment."""
        for entry in self._of_person.items((person, "", Role.ACTIVITY_DATA)):
            if entry.key[0] != person:
                return
            yield entry.key[1], entry.key[2]

    def ending(self, after: date, within: int) -> Iterator[Assignment]:
        """The assignments whose last day is `after` or one of the `within` days that follow, soonest first."""
        first = after.toordinal() + 1
        for entry in self._ends.items((first, "", Role.ACTIVITY_DATA, "", "")):
            if entry.key[0] > first + within:
                return
            yield entry.value

    def unassigned(self, role: Role, period: Period) -> Iterator[Unassigned]:
        """The activities and sites without anybody in the role on some days of the period."""
        first, past = period.start.toordinal(), FOREVER if period.end is None else period.end.toordinal()
        for entry in self._gaps[role].overlapping(first, past):
            start, end, activity, site = entry.key
            yield Unassigned(role, activity, site, _cut_to(period, start, end))


def vacancies(key: Key, group: Iterable[Assignment], site: str | None, days: Period) -> Iterator[Unassigned]:
    """The days of a period on which none of these assignments gives power on the site (None: on the activity)."""
    first, past = days.start.toordinal(), FOREVER if days.end is None else days.end.toordinal()
    for start, end in _gaps(assignment for assignment in group if assignment.site is None or assignment.site == site):
        if start < past and end > first:
            yield Unassigned(key[1], key[0], site, _cut_to(days, start, end))


def _cut_to(period: Period, start: int, end: int) -> Period:
    """The part of the period between two ordinals."""
    last = min(end, FOREVER if period.end is None else period.end.toordinal())
    first = max(period.start, date.fromordinal(start))
    return Period(first, None if last == FOREVER else date.fromordinal(last))


def _end(assignment: Assignment) -> tuple[_End, Assignment] | None:
    """The key of an assignment by its first day without; None where it has no end, or never began."""
    ends = [day for day in (assignment.period.end, assignment.withdrawn) if day is not None]
    if not ends or min(ends) <= assignment.period.start:
        return None
    return (
        min(ends).toordinal(),
        assignment.activity,
        assignment.role,
        assignment.site or "",
        assignment.person.id,
    ), assignment


def _gap_entries(key: Key, group: tuple[Assignment, ...], places: Iterable[str | None]) -> list[_GapEntry]:
    return [
        ((start, end, key[0], site or ""), None, end)
        for site in places
        for start, end in _gaps(
            assignment for assignment in group if assignment.site is None or assignment.site == site
        )
    ]
