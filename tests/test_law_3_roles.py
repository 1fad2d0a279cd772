"""Law 3: at every instant at most one approver and two providers a role, on every activity and on every site.

A machine assigns, withdraws, transfers, renews, validates and follows new reference data on random days. An oracle
written apart holds, for each day, role and place, who has power and who waits; after each step they are compared
day by day, with the questions that the indexes answer. The count of what was tried is printed (`pytest -s`).
"""

import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from afas.access import follow
from afas.errors import AfasError
from afas.partners import Activity, Person, Site
from afas.periods import Period
from afas.reference import Reference
from afas.roles import LIMITS, Role, RoleBook, TooManyHolders

ORIGIN, SPAN = date(2023, 1, 1), 14
DAYS = [ORIGIN + timedelta(days=offset) for offset in range(SPAN + 4)]
PEOPLE = [Person(name[0], name) for name in ("Amel", "Bruno", "Chloé", "Dora")]
CENTRE = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (Site("S1", "Balzac"), Site("S2", "Pasteur")))
CRECHE = Activity("A2", "P1", "EAJE", "Crèche", "NANTERRE")
PLACES = {"A1": (CENTRE, ""), "S1": (CENTRE, "S1"), "S2": (CENTRE, "S2"), "A2": (CRECHE, "")}
tried: Counter[str] = Counter()

days = st.sampled_from(DAYS[:SPAN])
ends = st.none() | days
people = st.sampled_from(PEOPLE)
roles = st.sampled_from(list(Role))
places = st.sampled_from(list(PLACES))
picks = st.integers(0, 20)


def on_each_place(role: Role, place: str) -> list[tuple[str, str]]:
    """The places that an assignment on `place` counts on."""
    activity, site = PLACES[place]
    if site or role is not Role.ACTIVITY_DATA:
        return [(activity.id, site)]
    return [(activity.id, ""), *((activity.id, one.id) for one in activity.sites)]


def given(machine: "Book") -> bool:
    return any(True for _ in machine.book.assignments)


def waiting(machine: "Book") -> bool:
    return any(one.pending and not one.validated for one in machine.book.assignments)


class Book(RuleBasedStateMachine):
    """The book beside the oracle: who has power, by role, place and day."""

    def __init__(self) -> None:
        super().__init__()
        self.book = RoleBook.of((), Reference.of([CENTRE, CRECHE]))
        tried["books"] += 1

    def powers(self, book: RoleBook, role: Role, place: tuple[str, str], day: date) -> list[str]:
        """By brute force, from the bare assignments."""
        return [
            one.person.id
            for one in book.assignments
            if one.role is role and one.activity == place[0] and one.site in ("", place[1])
            if one.period.start <= day and (one.period.end is None or day < one.period.end)
            if (one.withdrawn is None or day < one.withdrawn)
            if not one.pending or (one.validated is not None and one.validated <= day)
        ]

    def change(self, name: str, make: Callable[[], RoleBook]) -> None:
        before = list(self.book.assignments)
        tried[name] += 1
        refused: AfasError | None = None
        try:
            self.book = make()
        except AfasError as error:
            refused = error
        if refused is not None:
            tried[f"{name} refused"] += 1
            tried[f"  {refused.code}"] += 1
            assert refused.text("fr") != refused.text("en")
            assert list(self.book.assignments) == before, "a refused change leaves the book as it was"
        if isinstance(refused, TooManyHolders):
            self.check_refusal(refused)

    def check_refusal(self, refused: TooManyHolders) -> None:
        """On the days it names the places are taken; on the others it says are free, there is one."""
        days = [day for period in refused.days for day in DAYS if period.holds(day)]
        for day in days:
            there = {one.person.id for one in refused.in_the_way if one.held and one.held.holds(day)}
            assert len(there) >= refused.limit
        assert not any(period.holds(day) for period in refused.free for day in days)

    @rule(role=roles, person=people, place=places, start=days, end=ends, pending=st.booleans())
    def assign(self, role: Role, person: Person, place: str, start: date, end: date | None, pending: bool) -> None:
        """And where it is refused for want of places, there was none by the oracle's count."""
        waits = pending and role is Role.APPROVER
        self.change("assign", lambda: self.book.assign(role, person, place, start, end, pending=waits))

    @rule(person=people, place=places, start=days, end=ends)
    def assign_data(self, person: Person, place: str, start: date, end: date | None) -> None:
        """The role that is held on activities and on sites."""
        before = self.book
        try:
            self.book.assign(Role.ACTIVITY_DATA, person, place, start, end)
        except TooManyHolders as refused:
            free = refused.free
        except AfasError:
            free = ()
        else:
            free = (Period(start, end),)
        for period in free:
            before.assign(Role.ACTIVITY_DATA, person, place, period.start, period.end)
        self.change("assign", lambda: self.book.assign(Role.ACTIVITY_DATA, person, place, start, end))

    def chosen(self, pick: int) -> tuple[Role, Person, str]:
        """One of the assignments there are, so that most changes have something to change."""
        listed = list(self.book.assignments)
        one = listed[pick % len(listed)]
        return one.role, one.person, one.site or one.activity

    @precondition(given)
    @rule(pick=picks, on=days)
    def withdraw(self, pick: int, on: date) -> None:
        role, person, place = self.chosen(pick)
        self.change("withdraw", lambda: self.book.withdraw(role, person, place, on))
        assert not any(
            person == one.person and one.site == PLACES[place][1] and one.may_act(on)
            for one in self.book.assignments
            if one.role is role and one.activity == PLACES[place][0].id
        )

    @precondition(given)
    @rule(pick=picks, taker=people, on=days, pending=st.booleans())
    def transfer(self, pick: int, taker: Person, on: date, pending: bool) -> None:
        """Never none: on each day as many have the power as before."""
        role, giver, place = self.chosen(pick)
        spot, before = on_each_place(role, place)[0], self.book
        self.change("transfer", lambda: before.transfer(role, giver, taker, place, on, pending=pending))
        for day in DAYS if self.book is not before else []:
            held, holds = (self.powers(one, role, spot, day) for one in (before, self.book))
            assert len(held) == len(holds)

    @precondition(given)
    @rule(pick=picks, end=ends)
    def renew(self, pick: int, end: date | None) -> None:
        role, person, place = self.chosen(pick)
        self.change("renew", lambda: self.book.renew(role, person, place, end))

    @precondition(waiting)
    @rule(pick=picks, on=days)
    def validate(self, pick: int, on: date) -> None:
        listed = [one for one in self.book.assignments if one.pending and not one.validated]
        one = listed[pick % len(listed)]
        self.change("validate", lambda: self.book.validate(one.role, one.person, one.site or one.activity, on))

    @precondition(given)
    @rule(on=days, sites=st.sampled_from([("S1",), ("S1", "S2"), ()]))
    def follow(self, on: date, sites: tuple[str, ...]) -> None:
        """A newer snapshot without some sites, then the former one: those assignments stay ended."""
        tried["follow"] += 1
        kept = tuple(one for one in CENTRE.sites if one.id in sites)
        less = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", kept)
        followed = follow(self.book, Reference.of([less, CRECHE]), on)
        for orphan in followed.orphans:
            assert orphan.assignment.site not in sites
            assert not any(orphan.assignment.may_act(day) for day in DAYS if day >= on)
        self.book = follow(followed.book, Reference.of([CENTRE, CRECHE]), on).book

    @invariant()
    def law_3_no_day_has_more_holders_than_the_limit(self) -> None:
        """And the questions answer what the oracle finds."""
        listed = list(self.book.assignments)
        for role in Role:
            absent = {day: {(one.activity, one.site) for one in self.book.unassigned(role, day)} for day in DAYS}
            for place in [("A1", ""), ("A1", "S1"), ("A1", "S2"), ("A2", "")]:
                for day in DAYS:
                    there = self.powers(self.book, role, place, day)
                    assert len(set(there)) <= LIMITS[role], (role, place, day, there)
                    where = place[1] or place[0]
                    assert {one.id for one in self.book.holders(role, where, day)} == set(there)
                    asked = place[1] in self.book.places(place[0], role)
                    assert (place in absent[day]) == (asked and not there)
        for within in (0, 3):
            ending = {id(one) for one in self.book.ending(DAYS[5], within)}
            lasts = [(one, one.held.last) for one in listed if one.held and one.held.last]
            assert ending == {id(one) for one, last in lasts if DAYS[5] <= last <= DAYS[5 + within]}
        for person in PEOPLE:
            assert set(self.book.held_by(person)) == {one for one in listed if one.person == person}
        assert RoleBook.of(self.book.assignments, self.book.reference) == self.book
        tried["days looked at"] += len(DAYS) * len(Role) * len(PLACES)


def run(examples: int, steps: int) -> None:
    tried.clear()
    machine = Book.TestCase
    machine.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=[one for one in Phase if one is not Phase.explain],
    )
    machine("runTest").runTest()
    sys.stdout.write("\nlaw 3: " + ", ".join(f"{count} {name}" for name, count in sorted(tried.items())))
    assert tried["assign"]
    assert tried["assign refused"]


def test_law_3_at_most_one_approver_and_two_providers_on_every_day() -> None:
    run(60, 15)


@pytest.mark.slow
def test_law_3_over_long_histories() -> None:
    run(400, 30)


def test_the_unassigned_days_of_a_period_are_each_told_once() -> None:
    """Approver from 3 to 6 January held: absent on 1 and 2, and from 6 on, within the days asked for."""
    book = RoleBook.of((), Reference.of([CRECHE])).assign(Role.APPROVER, PEOPLE[0], "A2", DAYS[2], DAYS[5])
    found = list(book.unassigned(Role.APPROVER, Period(DAYS[0], DAYS[9])))
    assert [one.period for one in found] == [Period(DAYS[0], DAYS[2]), Period(DAYS[5], DAYS[9])]
    assert list(book.unassigned(Role.APPROVER, Period(DAYS[2], DAYS[5]))) == []
