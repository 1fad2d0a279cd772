"""The indexes of a book of roles, so that a question does not read the book.

Three sorted maps, kept up to date at each change in O(log n): what a person holds, what ends when, and on which
days nobody has the power of a role (*non attribué*). Answers are given one by one, as they are asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from afas.assignments._assignment import FOREVER, Assignment, Role
from afas.periods import Period
from afas.persistent import SortedMap

__all__ = ["Key", "RoleIndex", "Unassigned", "gaps"]

Key = tuple[str, Role]
"""An activity's id, and a role."""


@attrs.frozen
class Unassigned:
    """Days on which nobody may act in a role on an activity, or on one of its sites (*non attribué*).

    Attributes:
        site: the site's id; "" for the whole activity.
        period: those of the days asked for.
        pending: the assignments that only wait for the Caf's validation.
    """

    role: Role
    activity: str
    site: str
    period: Period
    pending: tuple[Assignment, ...] = ()


def gaps(assignments: Iterable[Assignment]) -> list[tuple[int, int]]:
    """The days, as ordinals, on which none of these gives power."""
    powers = sorted(days for one in assignments if (days := one.power_ordinals()))
    found, covered = [], 0
    for start, end in powers:
        if start > covered:
            found.append((covered, start))
        covered = max(covered, end)
    return [*found, (covered, FOREVER)] if covered < FOREVER else found


_End = tuple[int, str, Role, str, str]
_Gap = tuple[int, int, str, str]
_GapEntry = tuple[_Gap, None, int]


@attrs.frozen(eq=False)
class RoleIndex:
    """What a person holds, what ends when, and where nobody is."""

    _of_person: SortedMap[tuple[str, str, Role], None] = attrs.field(factory=SortedMap)
    _ends: SortedMap[_End, Assignment] = attrs.field(factory=SortedMap)
    _gaps: Mapping[Role, SortedMap[_Gap, None]] = attrs.field(factory=lambda: {role: SortedMap() for role in Role})

    @classmethod
    def of(
        cls, groups: Mapping[Key, tuple[Assignment, ...]], places: Iterable[tuple[Key, Iterable[str]]]
    ) -> "RoleIndex":
        """The indexes of a whole book; `places` are the sites (or "") of each activity and role."""
        persons = {(one.person.id, *key) for key, held in groups.items() for one in held}
        absent: dict[Role, list[_GapEntry]] = {role: [] for role in Role}
        for key, sites in places:
            absent[key[1]] += _gap_entries(key, groups.get(key, ()), sites)
        return cls(
            SortedMap.of((one, None, 0) for one in persons),
            SortedMap.of((*pair, 0) for held in groups.values() for one in held if (pair := _end(one))),
            {role: SortedMap.of(entries) for role, entries in absent.items()},
        )

    def changed(
        self, key: Key, old: tuple[Assignment, ...], new: tuple[Assignment, ...], sites: Mapping[str, Iterable[str]]
    ) -> "RoleIndex":
        """The indexes after the assignments of one activity and role have changed.

        `sites` holds the places before and after, under "old" and "new".
        """
        return attrs.evolve(
            self,
            of_person=self._persons(key, old, new),
            ends=self._ending(old, new),
            gaps=self._absent(key, old, new, sites),
        )

    def _persons(
        self, key: Key, old: tuple[Assignment, ...], new: tuple[Assignment, ...]
    ) -> SortedMap[tuple[str, str, Role], None]:
        before, after = {one.person.id for one in old}, {one.person.id for one in new}
        index = self._of_person
        for person in before - after:
            index = index.without((person, *key))
        for person in after - before:
            index = index.set((person, *key), None)
        return index

    def _ending(self, old: tuple[Assignment, ...], new: tuple[Assignment, ...]) -> SortedMap[_End, Assignment]:
        index = self._ends
        before = dict(pair for one in old if (pair := _end(one)))
        after = dict(pair for one in new if (pair := _end(one)))
        for end in before.keys() - after.keys():
            index = index.without(end)
        for end, one in after.items():
            if before.get(end) is not one:
                index = index.set(end, one)
        return index

    def _absent(
        self, key: Key, old: tuple[Assignment, ...], new: tuple[Assignment, ...], sites: Mapping[str, Iterable[str]]
    ) -> Mapping[Role, SortedMap[_Gap, None]]:
        before, after = _gap_entries(key, old, sites["old"]), _gap_entries(key, new, sites["new"])
        index = self._gaps[key[1]]
        for key_before, _, _ in set(before) - set(after):
            index = index.without(key_before)
        for gap in set(after) - set(before):
            index = index.set(*gap)
        return {**self._gaps, key[1]: index}

    def keys_of(self, person: str) -> Iterator[Key]:
        """The activities and roles of which a person has, had or will have an assignment."""
        for entry in self._of_person.items((person, "", Role.ACTIVITY_DATA)):
            if entry.key[0] != person:
                return
            yield entry.key[1], entry.key[2]

    def ending(self, after: date, until: date) -> Iterator[Assignment]:
        """The assignments whose first day without is after `after`, and at most `until`, soonest first."""
        for entry in self._ends.items((after.toordinal() + 1, "", Role.ACTIVITY_DATA, "", "")):
            if entry.key[0] > until.toordinal():
                return
            yield entry.value

    def unassigned(self, role: Role, period: Period) -> Iterator[Unassigned]:
        """Where nobody has the power of the role on some days of the period."""
        first, past = period.start.toordinal(), FOREVER if period.end is None else period.end.toordinal()
        for entry in self._gaps[role].overlapping(first, past):
            start, end, activity, site = entry.key
            days = Period(
                max(period.start, date.fromordinal(max(start, 1))),
                None if min(end, past) >= FOREVER else date.fromordinal(min(end, past)),
            )
            yield Unassigned(role, activity, site, days)


def _end(one: Assignment) -> tuple[_End, Assignment] | None:
    if one.period.end is None and one.withdrawn is None:
        return None
    held = one.held
    if held is None or held.end is None:
        return None
    return (held.end.toordinal(), one.activity, one.role, one.site, one.person.id), one


def _gap_entries(key: Key, held: tuple[Assignment, ...], sites: Iterable[str]) -> list[_GapEntry]:
    return [
        ((start, end, key[0], site), None, end)
        for site in sites
        for start, end in gaps(one for one in held if one.site in ("", site))
    ]
