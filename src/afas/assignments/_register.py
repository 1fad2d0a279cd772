"""The register under a book of roles: assignments by activity and role, their indexes, and the checks at entry.

Every way to make or change a book passes here: a row gets in by `fitted` or `admitted`, which count the seats; the
others only end what was there (`replaced`). Questions and changes in the words of the service are in `roles`.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from afas import ps as registry
from afas.assignments._assignment import Assignment, Role
from afas.assignments._index import Key, RoleIndex, Unassigned
from afas.assignments._refusals import NotOnASite, ReferenceDiffers, UnknownAssignment, not_in_habilitation, place_name
from afas.assignments._seats import admit, complete_limits, places_of, takes_sites
from afas.errors import AfasError, InvalidInput
from afas.partners import Activity, Person, Site, UnknownSite
from afas.persistent import SortedMap
from afas.reference import TWICE, Reference
from afas.text import Message, Text

__all__ = ["BookDifference", "Register", "Where", "check_registry", "placed", "validated"]

Where = Activity | Site | str
"""An activity, a site, or the id of one."""

Group = tuple[Assignment, ...]
"""The assignments of one activity and role, in the order they were given."""


@attrs.frozen
class BookDifference:
    """The difference between two books; an assignment that changed is among the ended and among the added."""

    added: tuple[Assignment, ...]
    ended: tuple[Assignment, ...]


@attrs.frozen
class Register:
    """The assignments of a book by activity and role, with the reference data and the limits that they keep."""

    limits: Mapping[Role, int]
    reference: Reference
    groups: SortedMap[Key, Group] = attrs.field(factory=SortedMap)
    index: RoleIndex = attrs.field(factory=RoleIndex)

    @classmethod
    def fitted(
        cls, limits: Mapping[Role, int], reference: Reference, rows: Iterable[Assignment]
    ) -> tuple["Register", Mapping[int, AfasError]]:
        """A register of the rows that have a place, in the order given, and the refusals of the others by number."""
        empty = cls(complete_limits(limits), reference)
        groups: dict[Key, Group] = {}
        refused: dict[int, AfasError] = {}
        nobody_listed = Reference()  # who has left since stays in the history
        activities = {activity.id for activity in empty.reference.activities}
        for number, row in enumerate(rows):
            new = row if row.activity in activities else placed(row, reference)
            others = groups.get((new.activity, new.role), ())
            try:
                check_registry(new.person, nobody_listed)
                empty.check(new, others, recorded=True)
            except AfasError as refusal:
                refused[number] = refusal
            else:
                groups[new.activity, new.role] = (*others, new)
        return empty._filled(groups), refused

    def _filled(self, groups: Mapping[Key, Group]) -> "Register":
        keys = (((activity.id, role), activity) for activity in self.reference.activities for role in Role)
        places = ((key, places_of(activity, key[1], groups.get(key, ()))) for key, activity in keys)
        rows = SortedMap[Key, Group].of((*pair, 0) for pair in groups.items())
        return Register(self.limits, self.reference, rows, RoleIndex.of(groups, places))

    def differs(self, activity: Activity) -> tuple[str, ...]:
        """The attributes of this activity that differ from those in the book: its partner, its PS."""
        known = self.reference.activity(activity.id)
        if known is None:
            return ()
        partner = () if known.partner == activity.partner else (activity.partner,)
        same = registry.code_of(known.ps) == registry.code_of(activity.ps)
        return partner if same else (*partner, activity.ps)

    def group(self, key: Key) -> Group:
        """The assignments of an activity and role, in the order they were given."""
        return self.groups.get(key) or ()

    def of_person(self, person: Person) -> Group:
        """All the assignments of a person, by activity."""
        keys = self.index.keys_of(person.id)
        return tuple(assignment for key in keys for assignment in self.group(key) if assignment.person.id == person.id)

    def difference(self, other: "Register") -> BookDifference:
        """The rows to end and to add so that a store of this register holds the other."""
        added: list[Assignment] = []
        ended: list[Assignment] = []
        for _, before, after in self.groups.difference(other.groups):
            old, new = before or (), after or ()
            added += [assignment for assignment in new if assignment not in old]
            ended += [assignment for assignment in old if assignment not in new]
        return BookDifference(tuple(added), tuple(ended))

    def described(self, found: Unassigned) -> Unassigned:
        """A copy with the assignments that wait for validation, and whether the site is closed."""
        group = self.group((found.activity, found.role))
        closed = False
        if found.site is not None:
            owner = self.reference.activity_of(found.site)
            closed = owner is None or owner.id != found.activity
        return found.completed(group, closed=closed)

    def history(self, where: Where) -> Group:
        """All the assignments of an activity and its sites, by the day they began."""
        activity, site = self.spot(where)
        found = [
            assignment
            for role in Role
            for assignment in self.group((activity, role))
            if site in (None, assignment.site)
        ]
        return tuple(
            sorted(found, key=lambda assignment: (assignment.period.start, assignment.role, assignment.site or ""))
        )

    def spot(self, where: Where) -> tuple[str, str | None]:
        """The activity's id, and the site's id; a closed site is found by the assignments it had."""
        key = where if isinstance(where, str) else where.id
        if self.reference.activity(key) is not None:
            return key, None
        known = self.reference.activity_of(key)
        former = None if known else self.index.activity_of(key)
        if former is not None:
            known = self.reference.activity(former)
        return (known.id, key) if known else (key, None)

    def at(self, where: Where) -> tuple["Register", str, str | None]:
        """The book that knows this place, its activity's id, and its site's id (None for the whole activity)."""
        book = self._knowing(where) if isinstance(where, Activity) else self
        return (book, *book.spot(where))

    def name(self, activity: str, site: str | None) -> Message:
        """The name of a place, for the sentences."""
        return place_name(self.reference, activity, site)

    def _knowing(self, activity: Activity) -> "Register":
        """The book that knows this activity and its sites; what was held under their bare ids takes its place."""
        known = self.reference.activity(activity.id)
        if known == activity:
            return self
        sites = {site.id for site in activity.sites}
        differs = {site.id for site in known.sites} - sites if known else set()
        differs |= {site for site in sites if (other := self.reference.activity_of(site)) and other.id != activity.id}
        what = (*sorted(differs), *self.differs(activity))
        if what:
            raise ReferenceDiffers(activity.name, what)
        self._check_ids(activity)
        book = attrs.evolve(self, reference=self.reference.knowing(activity))
        for role in Role:
            book = book._settled(activity, role, places_of(known, role, self.group((activity.id, role))))
        return book

    def _check_ids(self, activity: Activity) -> None:
        """Refuse a site whose id names an activity in the rows: a role that is never held by site was given on it."""
        alone = [role for role in Role if not takes_sites(activity, role)]
        faults = [
            TWICE.at(f"sites[{place}]", id=site.id, other=site.id)
            for place, site in enumerate(activity.sites)
            if any((site.id, role) in self.groups for role in alone)
        ]
        if faults:
            raise InvalidInput(Text(fr="données de référence", en="reference data"), tuple(faults))

    def _settled(self, activity: Activity, role: Role, before: list[str | None]) -> "Register":
        """A register where assignments given by the ids of sites are placed under this activity."""
        book, key = self, (activity.id, role)
        group: Group = ()
        bare = [(site.id, assignment) for site in activity.sites for assignment in self.group((site.id, role))]
        placed = [attrs.evolve(assignment, activity=activity.id, site=site) for site, assignment in bare]
        for new in (*self.group(key), *placed):
            book.check(new, group, recorded=True)
            group = (*group, new)
        for site, _ in bare:
            book = book.put((site, role), ())
        return book.put(key, group, before)

    def found(
        self, role: Role, person: Person, where: Where, on: date, *, former: bool = False
    ) -> tuple["Register", Key, Assignment]:
        """The person's assignment that is held that day, or the next one to come.

        With `former`, also one that was given under this id, where the id has changed hands since (a site that moved
        to another activity, or whose activity is closed).
        """
        book, activity, site = self.at(where)
        group = book.group((activity, role))
        own = [
            assignment
            for assignment in group
            if assignment.person.id == person.id and assignment.site == site and _lasts(assignment, on)
        ]
        if not own and former:
            bare = where if isinstance(where, str) else where.id
            own = [
                assignment
                for assignment in book.of_person(person)
                if assignment.role is role and (assignment.site or assignment.activity) == bare
            ]
            own = [assignment for assignment in own if _lasts(assignment, on)]
        if not own:
            holders = tuple(
                assignment
                for assignment in group
                if assignment.site in (None, site) and assignment.held and assignment.held.holds(on)
            )
            raise UnknownAssignment(person.name, role, book.name(activity, site), on, holders)
        found = min(own, key=lambda assignment: assignment.period.start)
        return book, (found.activity, role), found

    def check(self, new: Assignment, others: Group, *, recorded: bool = False) -> None:
        """Refuse what has no place; a recorded row that has an end may be of a site that is closed since."""
        if new.site:
            self._check_site(new, new.site, recorded=recorded)
        if others:
            name = lambda: self.name(new.activity, new.site)  # noqa: E731
            admit(new, others, self.limits[new.role], name, recorded=recorded)

    def _check_site(self, new: Assignment, site: str, *, recorded: bool) -> None:
        held, activity = new.held, self.reference.activity(new.activity)
        if activity is None or held is None:
            return
        ended = recorded and new.role is Role.ACTIVITY_DATA and held.end is not None
        if ended or site in places_of(activity, new.role):
            return
        if not takes_sites(activity, new.role):
            raise NotOnASite(new.role, activity.ps, self.name(new.activity, site), activity.name)
        raise UnknownSite(site, activity.name, tuple(known.id for known in activity.sites))

    def admitted(self, new: Assignment) -> "Register":
        """A register with one assignment more, after checking that its seats are free."""
        group = self.group((new.activity, new.role))
        self.check(new, group)
        return self.put((new.activity, new.role), (*group, new))

    def replaced(self, key: Key, changed: Mapping[Assignment, Assignment]) -> "Register":
        """A register where these assignments are replaced by changed ones."""
        return self.put(key, tuple(changed.get(assignment, assignment) for assignment in self.group(key)))

    def put(self, key: Key, group: Group, before: list[str | None] | None = None) -> "Register":
        """A register with this group under the key; `before`: its places before the reference data changed."""
        activity, old = self.reference.activity(key[0]), self.group(key)
        if before is None:
            before = places_of(activity, key[1], old)
        index = self.index.changed(key, old, group, before, places_of(activity, key[1], group))
        groups = self.groups.set(key, group) if group else self.groups.without(key)
        return Register(self.limits, self.reference, groups, index)


def _lasts(assignment: Assignment, on: date) -> bool:
    """Does it take a seat that day or later?"""
    return assignment.held is not None and (assignment.held.end is None or assignment.held.end > on)


def check_registry(person: Person, reference: Reference) -> None:
    """Refuse a person that the habilitation module does not know, naming the right one."""
    if not reference.recognises(person):
        raise not_in_habilitation(person, reference)


def placed(row: Assignment, reference: Reference) -> Assignment:
    """An assignment that names its site's id alone, put under the activity that has the site."""
    activity = None if row.site else reference.activity_of(row.activity)
    return row if activity is None else attrs.evolve(row, activity=activity.id, site=row.activity)


def validated(there: Iterable[Assignment], waiting: Iterable[Assignment], *, on: date) -> dict[Assignment, Assignment]:
    """The assignments that a validation changes at a place: the power of those who wait, the end of those replaced.

    Whoever is replaced ends on the earliest day on which one of them has the power.
    """
    changed = {assignment: attrs.evolve(assignment, validated=on) for assignment in waiting}
    givers = {assignment.replaces for assignment in waiting} - {assignment.person.id for assignment in waiting}
    powers = [(assignment.replaces, power) for assignment in changed.values() if (power := assignment.power)]
    for rival in (assignment for assignment in there if assignment.person.id in givers):
        ends = [
            max(power.start, rival.period.start)
            for giver, power in powers
            if giver == rival.person.id and rival.held and rival.held.common(power)
        ]
        if ends:
            changed[rival] = attrs.evolve(rival, withdrawn=min(ends))
    return changed
