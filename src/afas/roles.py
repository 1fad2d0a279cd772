"""The book of roles (*habilitations*): who may do what, where, from when to when.

One approver at any instant, at most two providers per data role; one person may hold all. A role is held on an
activity, or, for activity data where the PS takes it by site, on a site. Whoever holds it on the activity holds it
on each of its sites, and is counted there. A change that would break a limit is refused whole: the book is never
changed in place, and each change gives a new one, in O(log n).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import attrs

from afas.assignments import (
    LIMITS,
    AlreadyHolds,
    Assignment,
    Key,
    NothingToRenew,
    NothingToValidate,
    NotInHabilitation,
    NotOnASite,
    NotValidatedYet,
    ReferenceDiffers,
    Role,
    RoleIndex,
    RoleRecord,
    State,
    TooManyHolders,
    Unassigned,
    UnknownAssignment,
    Where,
    admit,
    check_registry,
    nothing_to_renew,
)
from afas.errors import AfasError, Faults
from afas.partners import Activity, Person
from afas.periods import Period
from afas.persistent import SortedMap
from afas.reference import Reference
from afas.text import Text

__all__ = [
    "LIMITS", "AlreadyHolds", "Assignment", "NotInHabilitation", "NotOnASite", "NotValidatedYet", "NothingToRenew",
    "NothingToValidate", "ReferenceDiffers", "Role", "RoleBook", "State", "TooManyHolders", "Unassigned",
    "UnknownAssignment", "Where",
]  # fmt: skip

_SUBJECT: Final = Text(fr="habilitations", en="assignments")
_Groups = Mapping[Key, tuple[Assignment, ...]]


@attrs.frozen(eq=False)
class RoleBook(RoleRecord):
    """All assignments of a portal, and the reference data they speak of.

    A book knows the activities of its `reference`, and those it is handed in a change. An id that it does not know
    stands for itself; it is checked, and takes its place, when its activity is known.

    >>> amel = Person("U1", "Amel")
    >>> book = RoleBook().assign(Role.APPROVER, amel, "A1", date(2023, 1, 1))
    >>> [one.name for one in book.holders(Role.APPROVER, "A1", date(2023, 6, 1))]
    ['Amel']

    Attributes:
        limits: how many may hold each role at an instant; another Caf's limits are another value.
        reference: the activities, sites and persons it knows.
    """

    @classmethod
    def of(
        cls,
        assignments: Iterable[Assignment] = (),
        reference: Reference | None = None,
        limits: Mapping[Role, int] = LIMITS,
    ) -> "RoleBook":
        """A book of many assignments at once, checked: all faults together.

        Raises:
            InvalidInput: what each refused assignment stumbles on, at `assignments[n]`; the codes are those of the
                refusals of `assign`.
        """
        known = reference or Reference()
        groups: dict[Key, tuple[Assignment, ...]] = {}
        faults = Faults(_SUBJECT)
        nobody_listed = Reference()  # who has left since stays in the history
        empty, activities = cls(limits, known), {one.id for one in known.activities}
        for number, told in enumerate(assignments):
            one = told if told.activity in activities else empty._placed(told)
            others = groups.get((one.activity, one.role), ())
            try:
                check_registry(one.person, nobody_listed)
                empty._check(one, others, past=True)
            except AfasError as refused:
                faults.add(*(attrs.evolve(fault, path=f"assignments[{number}]") for fault in refused.faults))
            else:
                groups[one.activity, one.role] = (*others, one)
        faults.raise_if_any()
        return empty._filled(groups)

    def _filled(self, groups: _Groups) -> "RoleBook":
        places = (((one.id, role), self._sites(one, role)) for one in self.reference.activities for role in Role)
        held = SortedMap[Key, tuple[Assignment, ...]].of((*pair, 0) for pair in groups.items())
        return attrs.evolve(self, held=held, index=RoleIndex.of(groups, places))

    # -- changes ------------------------------------------------------------------------------------------------

    def assign(
        self, role: Role, person: Person, where: Where, start: date, end: date | None = None, *, pending: bool = False
    ) -> "RoleBook":
        """Give a role from `start` (held) to `end` (not held; None: no end).

        Args:
            role: what the person may do.
            person: as the Mcp habilitation module knows it.
            where: an activity, or a site where the PS takes activity data by site.
            start: the first day.
            end: the first day without.
            pending: has the Caf to validate the person first (an approver that appears greyed)? The assignment
                takes its place and is seen, without power until `validate`.

        Raises:
            TooManyHolders: on some day of the period, the role has all the holders it may have.
            AlreadyHolds: this person holds it there already.
            NotOnASite: the role is not held by site there.
            NotInHabilitation: the person is outside the habilitation module, or not among the persons the book knows.
            ReferenceDiffers: the activity has lost sites since the book's reference data, or is of another partner
                or PS.
            PeriodEndsBeforeItStarts: `end` is not after `start`.
        """
        check_registry(person, self.reference)
        book, activity, site = self._at(where)
        return book._admitted(Assignment(role, person, activity, Period(start, end), site, pending))

    def withdraw(self, role: Role, person: Person, where: Where, on: date) -> "RoleBook":
        """End an assignment: `on` is the first day it no longer holds. One that has not begun never will.

        Raises:
            UnknownAssignment: the person does not hold the role there that day nor later.
        """
        book, key, one = self._found(role, person, where, on)
        return book._replaced(key, {one: attrs.evolve(one, withdrawn=on)})

    def transfer(
        self, role: Role, giver: Person, taker: Person, where: Where, on: date, *, pending: bool = False
    ) -> "RoleBook":
        """Hand a role over in one step: `on` is the taker's first day, to the end the giver had.

        With `pending`, the giver keeps the power until the Caf validates the taker: there are never two approvers,
        nor none.

        Raises:
            UnknownAssignment: the giver does not hold the role there that day nor later.
            NotValidatedYet: the giver only waits for the Caf's validation.
            AlreadyHolds: giver and taker are one person, or the taker holds the role there already.
            TooManyHolders, NotInHabilitation: as for `assign`.
        """
        check_registry(taker, self.reference)
        book, key, one = self._found(role, giver, where, on)
        if taker.id == giver.id:
            raise AlreadyHolds(taker.name, role, book._label(one.activity, one.site), one.period, (one,))
        power = one.power
        if power is None:
            raise NotValidatedYet(giver.name, role, book._label(one.activity, one.site))
        days = Period(max(on, power.start), power.end)
        new = Assignment(role, taker, one.activity, days, one.site, pending, replaces=giver.id if pending else "")
        if not pending:
            book = book._replaced(key, {one: attrs.evolve(one, withdrawn=days.start)})
        return book._admitted(new)

    def renew(self, role: Role, person: Person, where: Where, end: date | None) -> "RoleBook":
        """Put off the end of the person's last assignment there, to `end` (not held; None: no end).

        Raises:
            NothingToRenew: none there, it has no end, or it was withdrawn.
            TooManyHolders: on some day of those added, the role has all the holders it may have.
            PeriodEndsBeforeItStarts: `end` is not after the present end.
        """
        book, activity, site = self._at(where)
        group = book._group((activity, role))
        own = [one for one in group if one.person.id == person.id and one.site == site]
        last = max(own, key=lambda one: one.period.start, default=None)
        if last is None or last.period.end is None or last.withdrawn is not None:
            raise nothing_to_renew(person, role, book._label(activity, site), last)
        added = attrs.evolve(last, period=Period(last.period.end, end))
        book._check(added, tuple(one for one in group if one is not last))
        return book._replaced((activity, role), {last: attrs.evolve(last, period=Period(last.period.start, end))})

    def validate(self, role: Role, person: Person, where: Where, on: date) -> "RoleBook":
        """The Caf validates a pending assignment: it gives power from `on`, and ends that of the one it replaces.

        Raises:
            NothingToValidate: nothing of this person waits there.
        """
        book, activity, site = self._at(where)
        group = book._group((activity, role))
        waiting = [
            one
            for one in group
            if one.person.id == person.id and one.site == site and one.state(max(on, one.period.start)) is State.PENDING
        ]
        if not waiting:
            raise NothingToValidate(person.name, role, book._label(activity, site), on)
        changed = {one: attrs.evolve(one, validated=on) for one in waiting}
        for one in changed.copy().values():
            power = one.power
            for rival in group:
                if power and rival.person.id == one.replaces and rival.held and rival.held.common(power):
                    changed[rival] = attrs.evolve(rival, withdrawn=max(power.start, rival.period.start))
        return book._replaced((activity, role), changed)

    # -- how ----------------------------------------------------------------------------------------------------

    def _at(self, where: Where) -> tuple["RoleBook", str, str]:
        """The book that knows this place, its activity's id, and its site's id ("" for the whole activity)."""
        book = self._knowing(where) if isinstance(where, Activity) else self
        return (book, *book._spot(where))

    def _knowing(self, activity: Activity) -> "RoleBook":
        """The book that knows this activity and its sites; what was held under their bare ids takes its place."""
        known = self.reference.activity(activity.id)
        if known == activity:
            return self
        sites = {one.id for one in activity.sites}
        differs = {one.id for one in known.sites} - sites if known else set()
        differs |= {one for one in sites if (other := self.reference.activity_of(one)) and other.id != activity.id}
        what = (*sorted(differs), *self.differs(activity))
        if what:
            raise ReferenceDiffers(activity.name, what)
        book = attrs.evolve(self, reference=self.reference.knowing(activity))
        for role in Role:
            book = book._settled(activity, role, self._sites(known, role))
        return book

    def _settled(self, activity: Activity, role: Role, sites_before: list[str]) -> "RoleBook":
        """With the assignments of this role told by the bare ids of the sites, and the days nobody holds it."""
        book, key = self, (activity.id, role)
        group: tuple[Assignment, ...] = ()
        bare = [(one.id, told) for one in activity.sites for told in self._group((one.id, role))]
        placed = [attrs.evolve(told, activity=activity.id, site=site) for site, told in bare]
        for one in (*self._group(key), *placed):
            book._check(one, group, past=True)
            group = (*group, one)
        for site, _ in bare:
            book = book._put((site, role), ())
        return book._put(key, group, sites_before)

    def _placed(self, one: Assignment) -> Assignment:
        """An assignment told by its site's id alone, under the activity that has the site."""
        if one.site or self.reference.activity(one.activity):
            return one
        activity = self.reference.activity_of(one.activity)
        return one if activity is None else attrs.evolve(one, activity=activity.id, site=one.activity)

    def _found(self, role: Role, person: Person, where: Where, on: date) -> tuple["RoleBook", Key, Assignment]:
        """The person's assignment that is held that day, or the next one to come."""
        book, activity, site = self._at(where)
        group = book._group((activity, role))
        own = [
            one
            for one in group
            if one.person.id == person.id
            and one.site == site
            and one.held
            and (one.held.end is None or one.held.end > on)
        ]
        if not own:
            holders = tuple(one for one in group if one.site in ("", site) and one.held and one.held.holds(on))
            raise UnknownAssignment(person.name, role, book._label(activity, site), on, holders)
        return book, (activity, role), min(own, key=lambda one: one.period.start)

    def _check(self, new: Assignment, others: tuple[Assignment, ...], past: bool = False) -> None:
        """Refuse what has no place; with `past`, one that has an end may speak of a site that is gone since."""
        if not others and not new.site:
            return
        activity = self.reference.activity(new.activity)
        gone = past and new.role is Role.ACTIVITY_DATA and (new.held is None or new.held.end is not None)
        if new.site and activity and not gone and new.site not in self._sites(activity, new.role):
            raise NotOnASite(new.role, activity.ps, self._label(new.activity, new.site), activity.name)
        if others:
            sites = [site for site in self._sites(activity, new.role) if site]
            admit(new, others, self.limits[new.role], sites, self._label(new.activity, new.site), needless=past)

    def _admitted(self, new: Assignment) -> "RoleBook":
        group = self._group((new.activity, new.role))
        self._check(new, group)
        return self._put((new.activity, new.role), (*group, new))

    def _replaced(self, key: Key, changed: Mapping[Assignment, Assignment]) -> "RoleBook":
        return self._put(key, tuple(changed.get(one, one) for one in self._group(key)))

    def _put(self, key: Key, group: tuple[Assignment, ...], sites_before: list[str] | None = None) -> "RoleBook":
        sites = self._sites(self.reference.activity(key[0]), key[1])
        before = sites if sites_before is None else sites_before
        index = self._index.changed(key, self._group(key), group, {"old": before, "new": sites})
        held = self._held.set(key, group) if group else self._held.without(key)
        return attrs.evolve(self, held=held, index=index)
