"""The book of roles (*habilitations*): who may do what, where, from when to when.

One approver at any instant, at most two providers per data role; one person may hold all. A role is held on an
activity, or, for activity data where the PS takes it by site, on a site. Whoever holds it on the activity holds it
on each of its sites, and is counted there. A change that would break a limit is refused whole: the book is never
changed in place, and each change gives a new one, in O(log n).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import attrs

from afas.assignments import (
    LIMITS,
    AlreadyHolds,
    Assignment,
    BookDifference,
    NothingToRenew,
    NothingToValidate,
    NotInHabilitation,
    NotOnASite,
    NotValidatedYet,
    ReferenceDiffers,
    Register,
    Role,
    State,
    TooManyHolders,
    Unassigned,
    UnknownAssignment,
    Where,
    check_registry,
    nothing_to_renew,
    places_of,
    vacancies,
    validated,
)
from afas.errors import AfasError, Faults
from afas.partners import Activity, Person
from afas.periods import Period
from afas.reference import Reference
from afas.text import Text

__all__ = [
    "LIMITS", "AlreadyHolds", "Assignment", "BookDifference", "NotInHabilitation", "NotOnASite", "NotValidatedYet",
    "NothingToRenew", "NothingToValidate", "ReferenceDiffers", "Role", "RoleBook", "State", "TooManyHolders",
    "Unassigned", "UnknownAssignment", "Where",
]  # fmt: skip

_SUBJECT: Final = Text(fr="habilitations", en="assignments")


@attrs.frozen(init=False)
class RoleBook:
    """All assignments of a portal, and the reference data they speak of.

    A book knows the activities of its `reference`, and those it is handed in a change. An id that it does not know
    stands for itself; it is checked, and takes its place, when its activity is known.

    >>> amel = Person("U1", "Amel")
    >>> book = RoleBook().assign(Role.APPROVER, amel, "A1", date(2023, 1, 1))
    >>> [person.name for person in book.holders(Role.APPROVER, "A1", date(2023, 6, 1))]
    ['Amel']

    Raises:
        InvalidInput: a limit of no role, or of nobody (`not-a-limit`).
    """

    _register: Register

    def __init__(self, limits: Mapping[Role, int] = LIMITS, reference: Reference | None = None) -> None:
        """A book that nobody has a role in.

        Args:
            limits: how many may hold each role at an instant; another Caf's limits are another value.
            reference: the activities, sites and persons it knows.
        """
        self.__attrs_init__(Register.fitted(limits, reference or Reference(), ())[0])

    @classmethod
    def of(
        cls,
        assignments: Iterable[Assignment] = (),
        reference: Reference | None = None,
        limits: Mapping[Role, int] = LIMITS,
    ) -> "RoleBook":
        """Build a book from assignments, reporting every fault at once.

        Raises:
            InvalidInput: the refusal of each assignment that has no place, at `assignments[n]`; the codes are those
                of the refusals of `assign`.
        """
        rows, faults = tuple(assignments), Faults(_SUBJECT)
        book, refused = cls.fitted(rows, reference, limits)
        for number, refusal in refused.items():
            faults.add(*(attrs.evolve(fault, path=f"assignments[{number}]") for fault in refusal.faults))
        faults.raise_if_any()
        return book

    @classmethod
    def fitted(
        cls,
        assignments: Iterable[Assignment] = (),
        reference: Reference | None = None,
        limits: Mapping[Role, int] = LIMITS,
    ) -> tuple["RoleBook", Mapping[int, AfasError]]:
        """A book of the assignments that have a place, in the order given, and the refusals of the others by number."""
        register, refused = Register.fitted(limits, reference or Reference(), assignments)
        return cls._over(register), refused

    @classmethod
    def _over(cls, register: Register) -> "RoleBook":
        book = cls.__new__(cls)
        book.__attrs_init__(register)
        return book

    @property
    def limits(self) -> Mapping[Role, int]:
        """The number of persons who may hold each role at an instant."""
        return self._register.limits

    @property
    def reference(self) -> Reference:
        """The activities, sites and persons it knows."""
        return self._register.reference

    def __repr__(self) -> str:
        return f"RoleBook(limits={dict(self.limits)}, {len(self._register.groups)} groups of assignments)"

    def __reduce__(self) -> tuple[Any, ...]:
        return RoleBook.of, (tuple(self.assignments), self.reference, dict(self.limits))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RoleBook):
            return NotImplemented
        return (dict(self.limits), self.reference, list(self.assignments)) == (
            dict(other.limits),
            other.reference,
            list(other.assignments),
        )

    def __hash__(self) -> int:
        return hash((len(self._register.groups), tuple(self.limits.items())))

    # -- questions ----------------------------------------------------------------------------------------------

    @property
    def assignments(self) -> Iterator[Assignment]:
        """All that was ever given, withdrawn ones too, by activity and role, in the order they were given."""
        return (assignment for entry in self._register.groups.items() for assignment in entry.value)

    def holders(self, role: Role, where: Where, on: date) -> tuple[Person, ...]:
        """The persons with the power of this role that day; on a site, those of its whole activity too."""
        activity, site = self._register.spot(where)
        return tuple(
            dict.fromkeys(
                assignment.person
                for assignment in self._register.group((activity, role))
                if assignment.site in (None, site) and assignment.may_act(on)
            )
        )

    def differs(self, activity: Activity) -> tuple[str, ...]:
        """The attributes of this activity that differ from those in the book: its partner, its PS."""
        return self._register.differs(activity)

    def may(self, role: Role, person: Person, activity: Activity, on: date, site: str | None = None) -> bool:
        """Does this person have the power of this role that day, on the activity or (where one is named) the site?

        Not on an activity that `differs` from the one the book knows, nor for a person whom the reference data does
        not recognise.
        """
        register = self._register
        known = register.reference.activity(activity.id)
        if known is not activity and register.differs(activity):
            return False
        if not register.reference.recognises(person):
            return False
        for assignment in register.groups.get((activity.id, role)) or ():
            if (
                assignment.person.id == person.id
                and (assignment.site is None or assignment.site == site)
                and assignment.may_act(on)
            ):
                return True
        if site is None or known is not None:
            return False
        there = {
            assignment.person.id
            for key in (activity.id, site)
            for assignment in register.group((key, role))
            if assignment.may_act(on)
        }
        return person.id in there and len(there) <= self.limits[role]

    def places(self, activity: str, role: Role) -> tuple[str | None, ...]:
        """The places a role is held on within an activity: the ids of its sites, or None for the activity itself."""
        return tuple(places_of(self.reference.activity(activity), role)) or (None,)

    def place(self, where: Where) -> tuple[str, str | None]:
        """The ids of the activity and of the site (None: the whole activity) that are meant; a closed site too."""
        return self._register.spot(where)

    def history(self, where: Where) -> tuple[Assignment, ...]:
        """All the assignments of an activity and its sites, withdrawn ones too, by the day they began."""
        return self._register.history(where)

    def held_by(self, person: Person) -> tuple[Assignment, ...]:
        """All the assignments of a person, withdrawn ones too, by activity."""
        return self._register.of_person(person)

    def unassigned(self, role: Role, on: date | Period) -> Iterator[Unassigned]:
        """The places where nobody may act in this role that day, or on some days of a period (*non attribué*).

        Only activities that the book knows are looked at; for activity data by site, each of their sites, and the
        closed ones on which somebody held the role. Answers come one by one: the first costs O(log n), whatever the
        size of the book.
        """
        days = on if isinstance(on, Period) else Period.one_day(on)
        return (self._register.described(found) for found in self._register.index.unassigned(role, days))

    def vacancies(self, role: Role, activity: str, site: str | None, days: Period) -> Iterator[Unassigned]:
        """The days of a period on which nobody may act in this role on an activity, or on one of its sites."""
        key = (activity, role)
        return (self._register.described(found) for found in vacancies(key, self._register.group(key), site, days))

    def ending(self, on: date, within: int) -> Iterator[Assignment]:
        """The assignments held on `on` or later whose last day is at most `within` days after it, soonest first."""
        return self._register.index.ending(on, within)

    def difference(self, other: "RoleBook") -> BookDifference:
        """The rows to end and to add so that a store of this book holds `other`.

        Costs O(log n) for each activity and role that changed, where one book was made from the other by changes.

        >>> day, amel = date(2023, 1, 1), Person("U1", "Amel")
        >>> before = RoleBook().assign(Role.APPROVER, amel, "A1", day)
        >>> rows = before.difference(before.withdraw(Role.APPROVER, amel, "A1", date(2023, 6, 1)))
        >>> [row.withdrawn for row in rows.ended], [row.withdrawn for row in rows.added]
        ([None], [datetime.date(2023, 6, 1)])
        """
        return self._register.difference(other._register)

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
                takes its seat and is seen, without power until `validate`.

        Raises:
            TooManyHolders: on some day of the period, the role has all the holders it may have.
            AlreadyHolds: this person holds it there already.
            NotOnASite: the role is not held by site there.
            UnknownSite: the site is closed.
            NotInHabilitation: the person is outside the habilitation module, or not among the persons the book knows.
            ReferenceDiffers: the activity has lost sites since the book's reference data, or is of another partner
                or PS.
            InvalidInput: an id of the activity or its sites is already used (`id-used-twice`).
            PeriodEndsBeforeItStarts: `end` is not after `start`.
        """
        check_registry(person, self.reference)
        register, activity, site = self._register.at(where)
        return self._over(register.admitted(Assignment(role, person, activity, Period(start, end), site, pending)))

    def withdraw(self, role: Role, person: Person, where: Where, on: date) -> "RoleBook":
        """End an assignment: `on` is the first day it no longer holds. One that has not begun never will.

        Where nothing is found, one that was given under this id is, though the site has moved or closed since.

        Raises:
            UnknownAssignment: the person does not hold the role there that day nor later.
        """
        register, key, found = self._register.found(role, person, where, on, former=True)
        return self._over(register.replaced(key, {found: attrs.evolve(found, withdrawn=on)}))

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
        register, key, found = self._register.found(role, giver, where, on)
        if taker.id == giver.id:
            raise AlreadyHolds(taker.name, role, register.name(found.activity, found.site), found.period, (found,))
        power = found.power
        if power is None:
            raise NotValidatedYet(giver.name, role, register.name(found.activity, found.site))
        days = Period(max(on, power.start), power.end)
        new = Assignment(role, taker, found.activity, days, found.site, pending, replaces=giver.id if pending else "")
        if not pending:
            register = register.replaced(key, {found: attrs.evolve(found, withdrawn=days.start)})
        return self._over(register.admitted(new))

    def renew(self, role: Role, person: Person, where: Where, end: date | None) -> "RoleBook":
        """Put off the end of the person's last assignment there, to `end` (not held; None: no end).

        One that was withdrawn before it began is not looked at.

        Raises:
            NothingToRenew: none there, it has no end, or it was withdrawn.
            TooManyHolders: on some day of those added, the role has all the holders it may have.
            PeriodEndsBeforeItStarts: `end` is not after the present end.
        """
        register, activity, site = self._register.at(where)
        group = register.group((activity, role))
        own = [assignment for assignment in group if assignment.person.id == person.id and assignment.site == site]
        began = [assignment for assignment in own if assignment.held]
        last = max(began or own, key=lambda assignment: assignment.period.start, default=None)
        if last is None or last.period.end is None or last.withdrawn is not None:
            raise nothing_to_renew(person, role, register.name(activity, site), last)
        added = attrs.evolve(last, period=Period(last.period.end, end))
        register.check(added, tuple(assignment for assignment in group if assignment is not last))
        return self._over(
            register.replaced((activity, role), {last: attrs.evolve(last, period=Period(last.period.start, end))})
        )

    def validate(self, role: Role, person: Person, where: Where, on: date) -> "RoleBook":
        """The Caf validates a pending assignment: it gives power from `on`, and ends that of the one it replaces.

        Raises:
            NothingToValidate: nothing of this person waits there.
        """
        register, activity, site = self._register.at(where)
        group = register.group((activity, role))
        there = [assignment for assignment in group if assignment.site == site]
        waiting = [
            assignment
            for assignment in there
            if assignment.person.id == person.id and assignment.state(max(on, assignment.period.start)) is State.PENDING
        ]
        if not waiting:
            raise NothingToValidate(person.name, role, register.name(activity, site), on)
        return self._over(register.replaced((activity, role), validated(there, waiting, on=on)))
