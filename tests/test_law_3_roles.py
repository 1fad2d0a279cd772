"""Law 3: at every instant at most one approver and two providers a role, on every activity and on every site.

A machine assigns, withdraws, transfers, renews, validates and follows new reference data, with dates in any order. A
model written apart (`roles_model`) is told what was accepted; after each step the answers of the book are compared with
it day by day. The count of what was tried is printed (`pytest -s`).
"""

import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from afas.access import follow
from afas.errors import AfasError
from afas.partners import Activity, Person, Site
from afas.periods import Period
from afas.reference import Reference
from afas.roles import LIMITS, Role, RoleBook, TooManyHolders
from tests.roles_model import Model, Row

ORIGIN, SPAN = date(2023, 1, 1), 14
DAYS = [ORIGIN + timedelta(days=offset) for offset in range(SPAN + 4)]
PEOPLE = {name[0]: Person(name[0], name) for name in ("Amel", "Bruno", "Chloé", "Dora")}
CENTRE = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (Site("S1", "Balzac"), Site("S2", "Pasteur")))
CRECHE = Activity("A2", "P1", "EAJE", "Crèche", "NANTERRE")
SPOTS: dict[str, tuple[str, str | None]] = {
    "A1": ("A1", None), "S1": ("A1", "S1"), "S2": ("A1", "S2"), "A2": ("A2", None)
}  # fmt: skip
ACTIVITIES = {"A1": CENTRE, "A2": CRECHE}
tried: Counter[str] = Counter()

days = st.sampled_from(DAYS[:SPAN])
ends = st.none() | days
people = st.sampled_from(list(PEOPLE))
roles = st.sampled_from(list(Role))
places = st.sampled_from(list(SPOTS))
picks = st.integers(0, 20)


def given(machine: "Book") -> bool:
    return bool(machine.model.rows)


def anybody_waits(machine: "Book") -> bool:
    return bool(machine.waiting())


def renewable(machine: "Book") -> bool:
    return any(row.end is not None and row.ended is None for row in machine.model.rows)


class Book(RuleBasedStateMachine):
    """The book beside the model."""

    def __init__(self) -> None:
        super().__init__()
        self.book = RoleBook(reference=Reference.of([CENTRE, CRECHE]))
        self.model = Model(DAYS)
        self.changed: set[tuple[Role, str]] = set()
        tried["books"] += 1

    def waiting(self) -> list[Row]:
        return [row for row in self.model.rows if row.waits and row.validated is None]

    def change(self, name: str, role: Role, place: str, make: Callable[[], RoleBook]) -> bool:
        """Was the change taken? A refused one leaves the book as it was, and is right."""
        rows = list(self.book.assignments)
        tried[name] += 1
        self.changed = {(role, SPOTS[place][0])}
        try:
            self.book = make()
        except AfasError as error:
            refused = error
        else:
            return True
        tried[f"{name} refused"] += 1
        tried[f"  {refused.code}"] += 1
        assert refused.text("fr") != refused.text("en")
        assert list(self.book.assignments) == rows
        if isinstance(refused, TooManyHolders):
            self.check_refusal(role, place, refused)
        return False

    def check_refusal(self, role: Role, place: str, refused: TooManyHolders) -> None:
        """On each day it names, the seats of one of the places are all held; and it does not say that day is free."""
        activity, site = SPOTS[place]
        spots = [site] if site else [None, "S1", "S2"]
        for day in DAYS:
            there = [{row.person for row in self.model.there(role, activity, spot) if row.held(day)} for spot in spots]
            if any(period.holds(day) for period in refused.days):
                assert any(len(persons) >= refused.limit for persons in there)
                assert not any(period.holds(day) for period in refused.free)

    @initialize(giver=people, on=days)
    def begin(self, giver: str, on: date) -> None:
        """Somebody approves, gives figures for some days, waits: a role to hand over, to renew, to validate."""
        self.assign(Role.APPROVER, giver, "A1", on, None, False)
        self.assign(Role.FINANCIAL_DATA, giver, "A1", on, on + timedelta(days=3), False)
        self.assign(Role.FINANCIAL_DATA, giver, "A2", on, None, True)

    @rule(role=roles, person=people, place=places, start=days, end=ends, waits=st.booleans())
    def assign(self, role: Role, person: str, place: str, start: date, end: date | None, waits: bool) -> None:
        who = PEOPLE[person]
        if not self.named(place):
            return  # a bare id, which stands for itself: see the tests of snapshots
        if self.change("assign", role, place, lambda: self.book.assign(role, who, place, start, end, pending=waits)):
            self.model.assign(role, person, SPOTS[place], start, end, waits)

    @rule(person=people, place=places, start=days, end=ends)
    def assign_where_a_seat_is_free(self, person: str, place: str, start: date, end: date | None) -> None:
        """On the days a refusal says are free, it is accepted."""
        try:
            self.book.assign(Role.ACTIVITY_DATA, PEOPLE[person], place, start, end)
        except TooManyHolders as refused:
            for period in refused.free:
                self.book.assign(Role.ACTIVITY_DATA, PEOPLE[person], place, period.start, period.end)
        except AfasError:
            return

    def named(self, place: str) -> bool:
        """Does the book know this place, or did it once?"""
        known = self.book.reference.activity_of(place) or self.book.reference.activity(place)
        return known is not None or any(row.site == place for row in self.model.rows)

    def picked(self, pick: int, rows: list[Row] | None = None) -> tuple[Role, str, str]:
        """One of the rows there are, so that most changes have something to change."""
        among = self.model.rows if rows is None else rows
        row = among[pick % len(among)]
        return row.role, row.person, row.site or row.activity

    def lasting(self, on: date) -> list[Row]:
        """The rows held that day or later, of which there is something to change; all where there are none."""
        found = [row for row in self.model.rows if any(row.held(day) for day in DAYS if day >= on)]
        return found or self.model.rows

    @precondition(given)
    @rule(pick=picks, on=days)
    def withdraw(self, pick: int, on: date) -> None:
        role, person, place = self.picked(pick, self.lasting(on))
        if self.change("withdraw", role, place, lambda: self.book.withdraw(role, PEOPLE[person], place, on)):
            self.model.withdraw(role, person, SPOTS[place], on)

    @precondition(given)
    @rule(pick=picks, taker=people, on=days, waits=st.booleans())
    def transfer(self, pick: int, taker: str, on: date, waits: bool) -> None:
        """Never none: on each day as many have the power as before."""
        role, giver, place = self.picked(pick, self.lasting(on))
        spot, before = SPOTS[place], [self.count(role, place, day) for day in DAYS]
        from_, to = PEOPLE[giver], PEOPLE[taker]
        if self.change("transfer", role, place, lambda: self.book.transfer(role, from_, to, place, on, pending=waits)):
            self.model.transfer(role, giver, taker, spot, on, waits)
            assert [self.count(role, place, day) for day in DAYS] == before

    def count(self, role: Role, place: str, day: date) -> int:
        return len(self.book.holders(role, place, day))

    @precondition(renewable)
    @rule(pick=picks, end=ends)
    def renew(self, pick: int, end: date | None) -> None:
        role, person, place = self.picked(pick, [row for row in self.model.rows if row.end and not row.ended])
        if self.change("renew", role, place, lambda: self.book.renew(role, PEOPLE[person], place, end)):
            self.model.renew(role, person, SPOTS[place], end)

    @precondition(anybody_waits)
    @rule(pick=picks, on=days)
    def validate(self, pick: int, on: date) -> None:
        role, person, place = self.picked(pick, self.waiting())
        if self.change("validate", role, place, lambda: self.book.validate(role, PEOPLE[person], place, on)):
            self.model.validate(role, person, SPOTS[place], on)

    @rule(on=days, sites=st.sampled_from([("S1",), ("S1", "S2"), ()]), reopened=st.booleans())
    def follow(self, on: date, sites: tuple[str, ...], reopened: bool) -> None:
        """A newer snapshot without some sites; then, or later, the former one: those assignments stay ended."""
        tried["follow"] += 1
        self.changed = {(Role.ACTIVITY_DATA, "A1")}
        kept = tuple(site for site in CENTRE.sites if site.id in sites)
        less = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", kept)
        followed = follow(self.book, Reference.of([less, CRECHE]), on=on)
        self.model.close("A1", {"S1", "S2"} - set(sites), on)
        assert not {orphan.assignment.site for orphan in followed.orphans} & {None, *sites}
        for place in followed.unassigned:
            first = place.period.start
            assert place.closed
            assert not self.model.holders(place.role, place.activity, place.site, first)
        self.book = followed.book
        if reopened:
            self.reopen(on)

    @rule(on=days)
    def reopen(self, on: date) -> None:
        """All the sites are there: nobody is told to go, however late others came."""
        self.changed = {(Role.ACTIVITY_DATA, "A1")}
        followed = follow(self.book, Reference.of([CENTRE, CRECHE]), on=on)
        assert followed.orphans == ()
        self.book = followed.book

    @invariant()
    def law_3_no_day_has_more_holders_than_the_limit(self) -> None:
        """And the questions answer what the model finds, on the places of what was just changed."""
        known = {site.id for site in getattr(self.book.reference.activity("A1"), "sites", ())}
        for role, activity in self.changed:
            waits = any(row.waits for row in self.model.rows if (row.role, row.activity) == (role, activity))
            spots = [(place, site) for place, (found, site) in SPOTS.items() if found == activity]
            for place, site in spots:
                named = self.named(place)
                for day in DAYS:
                    there = self.model.holders(role, activity, site, day)
                    answer = {person.id for person in self.book.holders(role, place, day)} if named else there
                    assert answer == there, (role, place, day)
                    assert len(there) <= LIMITS[role], (role, place, day, there)
                    if waits:
                        assert self.model.most(role, activity, site, day) <= LIMITS[role]
                    for key, person in PEOPLE.items():
                        may = self.book.may(role, person, ACTIVITIES[activity], day, site)
                        assert may == (key in there)
            self.look_for_the_unassigned(role, activity, known)
            tried["days looked at"] += len(DAYS) * len(spots)

    def look_for_the_unassigned(self, role: Role, activity: str, known: set[str]) -> None:
        by_site = role is Role.ACTIVITY_DATA and activity == "A1"
        named = {row.site for row in self.model.rows if row.site} if by_site else set()
        asked: set[str | None] = {*known, *named} if by_site else {None}
        if by_site and not known:
            asked.add(None)
        for day in DAYS:
            found = {one.site: one.closed for one in self.book.unassigned(role, day) if one.activity == activity}
            assert set(found) == {site for site in asked if not self.model.holders(role, activity, site, day)}
            assert all(closed == (site is not None and site not in known) for site, closed in found.items())

    @invariant()
    def each_book_reads_back_whatever_the_order_of_its_rows(self) -> None:
        rows = list(self.book.assignments)
        assert RoleBook.of(rows, self.book.reference) == self.book
        Random(len(rows)).shuffle(rows)  # noqa: S311 - an order, not a secret
        assert set(RoleBook.of(rows, self.book.reference).assignments) == set(self.book.assignments)

    @invariant()
    def the_indexes_answer_what_the_rows_say(self) -> None:
        rows = list(self.book.assignments)
        for within in (0, 3):
            ending = {id(one) for one in self.book.ending(DAYS[5], within)}
            lasts = [(one, one.held.last) for one in rows if one.held and one.held.last]
            assert ending == {id(one) for one, last in lasts if DAYS[5] <= last <= DAYS[5 + within]}
        for person in PEOPLE.values():
            assert set(self.book.held_by(person)) == {one for one in rows if one.person == person}

    @invariant()
    def whatever_may_grants_some_withdrawal_ends(self) -> None:
        day = DAYS[7]
        for role, activity in self.changed:
            for place, (found, site) in SPOTS.items():
                for person in PEOPLE.values():
                    if found != activity or not self.book.may(role, person, ACTIVITIES[activity], day, site):
                        continue
                    book = self.book
                    for where in (place, activity):
                        try:
                            book = book.withdraw(role, person, where, day)
                        except AfasError:
                            continue
                    assert not book.may(role, person, ACTIVITIES[activity], day, site)


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
    for kind in ("assign", "assign refused", "transfer", "withdraw", "renew", "validate", "follow"):
        assert tried[kind], kind


def test_law_3_at_most_one_approver_and_two_providers_on_every_day() -> None:
    run(80, 20)


@pytest.mark.slow
def test_law_3_over_long_histories() -> None:
    run(400, 30)


def test_the_unassigned_days_of_a_period_are_each_told_once() -> None:
    """Approver from 3 to 6 January held: absent on 1 and 2, and from 6 on, within the days asked for."""
    book = RoleBook(reference=Reference.of([CRECHE])).assign(Role.APPROVER, PEOPLE["A"], "A2", DAYS[2], DAYS[5])
    found = list(book.unassigned(Role.APPROVER, Period(DAYS[0], DAYS[9])))
    assert [one.period for one in found] == [Period(DAYS[0], DAYS[2]), Period(DAYS[5], DAYS[9])]
    assert list(book.unassigned(Role.APPROVER, Period(DAYS[2], DAYS[5]))) == []
