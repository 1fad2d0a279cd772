"""What a ledger answers: its lines and balances by activity, partner, year and day, its names, and what it refuses."""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from afas.errors import AfasError, InvalidInput
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.payments import (
    Accepted,
    Balance,
    BalanceDiffers,
    BalanceStated,
    BroughtForward,
    CannotReverse,
    Entry,
    Fact,
    Ledger,
    Notified,
    Paid,
    PaymentTerms,
    Recovered,
    Reversed,
    SameIdOtherFact,
    SetOff,
    Side,
    UnknownActivity,
    WrittenOff,
)
from afas.periods import MixedMoments

TERMS = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}], "top_up_rate": "0"})
LUTINS = Activity("A1", "P2", "EAJE", "Les Lutins", "AIX")
LOISIRS = Activity("A2", "P1", "ALSH", "Loisirs", "AIX")
LESSONS = Activity("A3", "P2", "CLAS", "Aide aux leçons", "AIX")
ALL = [LUTINS, LOISIRS, LESSONS]


def on(month: int, day: int, year: int = 2023) -> date:
    return date(year, month, day)


FACTS: list[Fact] = [
    Accepted("f1", on(2, 10), "A1", 2023, "FORECAST", "1000"),  # 400 due
    Accepted("f2", on(2, 12), "A2", 2023, "FORECAST", "2000"),  # 800 due
    Accepted("f3", on(2, 11), "A3", 2023, "FORECAST", "500"),  # 200 due
    Accepted("a1", on(4, 1), "A1", 2022, "ACTUAL", "90"),  # 90 due
    Paid("p1", on(2, 20), "A1", 2023, "300"),
    Paid("p2", on(2, 12), "A2", 2023, "900"),
    Recovered("r2", on(5, 2), "A2", 2023, "60"),
    SetOff("s2", on(5, 3), "A2", 2023, "40", 2022, "A1"),  # 40 of what A2 has too much pay A1, for 2022
]
LEDGER = Ledger(TERMS, ALL).record(*FACTS)


def lines(ledger: Ledger, **asked: Any) -> list[tuple[str, int, str, str, str]]:
    return [(e.activity, e.year, str(e.on)[5:], e.side.value, str(e.amount)) for e in ledger.entries(**asked)]


def balance(of: Balance) -> tuple[str, ...]:
    """Due, paid, recovered, set off, written off; kept by the partner, left."""
    amounts = (of.due, of.paid, of.recovered, of.set_off, of.written_off, of.net, of.left)
    return tuple(str(amount) for amount in amounts)


OF_A1 = [
    ("A1", 2023, "02-10", "DUE", "400.00"),
    ("A1", 2023, "02-20", "PAID", "300.00"),
    ("A1", 2022, "04-01", "DUE", "90.00"),
    ("A1", 2022, "05-03", "SET_OFF", "40.00"),
]
OF_A2 = [
    ("A2", 2023, "02-12", "DUE", "800.00"),
    ("A2", 2023, "02-12", "PAID", "900.00"),
    ("A2", 2023, "05-02", "RECOVERED", "-60.00"),
    ("A2", 2023, "05-03", "SET_OFF", "-40.00"),
]
OF_A3 = [("A3", 2023, "02-11", "DUE", "200.00")]
EVERY = [OF_A1[0], OF_A3[0], OF_A2[0], OF_A2[1], OF_A1[1], OF_A1[2], OF_A2[2], OF_A1[3], OF_A2[3]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, EVERY),
        ({"activity": "A1"}, OF_A1),
        ({"activity": "A2"}, OF_A2),
        ({"activity": "A9"}, []),
        ({"partner": "P1"}, OF_A2),
        ({"partner": "P2"}, [line for line in EVERY if line[0] != "A2"]),
        ({"partner": "P9"}, []),
        ({"year": 2022}, [line for line in EVERY if line[1] == 2022]),
        ({"year": 2023}, [line for line in EVERY if line[1] == 2023]),
        ({"year": 2024}, []),
        ({"activity": "A1", "year": 2022}, OF_A1[2:]),
        ({"partner": "P2", "year": 2022}, OF_A1[2:]),
        ({"partner": "P1", "year": 2022}, []),
        ({"through": on(2, 9)}, []),
        ({"through": on(2, 10)}, EVERY[:1]),  # the lines of that day are among them
        ({"through": on(2, 19)}, EVERY[:4]),
        ({"through": on(2, 20)}, EVERY[:5]),
        ({"through": on(5, 3)}, EVERY),
        ({"year": 2022, "through": on(5, 2)}, OF_A1[2:3]),
        ({"activity": "A1", "year": 2023, "through": on(2, 19)}, OF_A1[:1]),
        ({"partner": "P1", "through": on(2, 12)}, OF_A2[:2]),
        ({"activity": "A2", "partner": "P2"}, OF_A2),  # an activity says more than its partner
    ],
)
def test_lines_are_in_the_order_of_days_then_activities_and_those_that_are_asked_for(
    asked: dict[str, Any], expected: list[tuple[str, int, str, str, str]]
) -> None:
    assert lines(LEDGER, **asked) == expected
    sums = {side: sum(Decimal(line[4]) for line in expected if line[3] == side.value) for side in Side}
    found = LEDGER.balance(**asked)
    assert (found.due, found.paid, -found.recovered, found.set_off) == tuple(sums.values())[:4]
    if not asked:
        assert [(e.activity, str(e.amount)) for e in LEDGER] == [(line[0], line[4]) for line in expected]


def test_lines_are_in_the_order_of_their_days_by_the_offset_of_each() -> None:
    """Of one activity as of all: 00:10 of the 10th in Paris comes before 23:30 of the 9th by universal time."""
    first = Paid("p", datetime(2023, 2, 10, 0, 10, tzinfo=timezone(timedelta(hours=1))), "A1", 2023, "1")
    then = Paid("q", datetime(2023, 2, 9, 23, 30, tzinfo=UTC), "A1", 2023, "2")
    held = Ledger(TERMS).record(first, then)
    assert held.facts == (first, then)
    assert held.entries() == held.entries(activity="A1")
    assert [line[2:] for line in lines(held)] == [("02-09", "PAID", "2.00"), ("02-10", "PAID", "1.00")]


def test_balances_by_activity_partner_and_year_add_up_to_that_of_the_ledger() -> None:
    whole = ("1490.00", "1200.00", "60.00", "0.00", "0.00", "1140.00", "350.00")
    a1 = ("490.00", "300.00", "0.00", "40.00", "0.00", "340.00", "150.00")
    a2 = ("800.00", "900.00", "60.00", "-40.00", "0.00", "800.00", "0.00")
    a3 = ("200.00", "0.00", "0.00", "0.00", "0.00", "0.00", "200.00")
    p2 = ("690.00", "300.00", "0.00", "40.00", "0.00", "340.00", "350.00")
    y2022 = ("90.00", "0.00", "0.00", "40.00", "0.00", "40.00", "50.00")
    y2023 = ("1400.00", "1200.00", "60.00", "-40.00", "0.00", "1100.00", "300.00")
    expected: dict[str, list[tuple[str | int, tuple[str, ...]]]] = {
        "activity": [("A1", a1), ("A2", a2), ("A3", a3)],
        "partner": [("P1", a2), ("P2", p2)],
        "year": [(2022, y2022), (2023, y2023)],
    }
    for by, found in expected.items():
        assert [(key, balance(each)) for key, each in LEDGER.balances(by).items()] == found
    assert LEDGER.balances() == LEDGER.balances("activity")
    assert balance(LEDGER.balance()) == whole
    assert str(LEDGER.paid) == "1140.00"
    assert balance(Ledger(TERMS).balance()) == ("0.00",) * 7
    assert Ledger(TERMS).balances("year") == {}


def test_what_is_given_up_is_no_money_and_leaves_less_to_recover() -> None:
    """700 paid of 600: 30 back, 20 kept back for 2024, 10 given up, so 40 still to recover."""
    held = Ledger(TERMS).record(
        Accepted("a", on(4, 2, 2024), "A1", 2023, "ACTUAL", "600"),
        Paid("p", on(2, 20), "A1", 2023, "700"),
        Recovered("r", on(5, 2, 2024), "A1", 2023, "30"),
        SetOff("s", on(5, 3, 2024), "A1", 2023, "20", 2024),
        WrittenOff("w", on(5, 4, 2024), "A1", 2023, "10", "REMISSION"),
    )
    assert balance(held.balance(year=2023)) == ("600.00", "700.00", "30.00", "-20.00", "10.00", "650.00", "-40.00")
    assert balance(held.balance(year=2024)) == ("0.00", "0.00", "0.00", "20.00", "0.00", "20.00", "-20.00")


def test_accounts_are_settled_once_the_last_word_on_each_is_said_and_nothing_is_left() -> None:
    def facts(activity: str, year: int, paid: str) -> list[Fact]:
        key = f"{activity}{year}"
        return [
            Accepted(f"a{key}", on(4, 2, year + 1), activity, year, "ACTUAL", "600"),
            Paid(f"p{key}", on(4, 3, year + 1), activity, year, paid),
        ]

    settled = [*facts("A1", 2022, "600"), *facts("A1", 2023, "600"), *facts("A2", 2023, "600")]
    assert Ledger(TERMS).record(*settled).balance().settled is True
    nothing = Accepted("a0", on(4, 2, 2024), "A1", 2023, "ACTUAL", "0")
    assert Ledger(TERMS).record(nothing).balance().settled is True  # a right of nothing, and nothing is left
    assert Ledger(TERMS).balance().settled is False  # nothing is known
    for other in (
        [Accepted("f", on(2, 2), "A3", 2023, "FORECAST", "0")],  # nothing is left, and the right is not known
        [Accepted("f", on(2, 2), "A3", 2023, "FORECAST", "1"), Paid("p", on(2, 3), "A3", 2023, "0.40")],
        facts("A3", 2023, "599.99"),
        facts("A3", 2023, "600.01"),
        [*facts("A3", 2023, "601"), *facts("A3", 2024, "599")],  # nothing is left of all, a euro of each
        [
            *facts("A3", 2023, "600"),
            Reversed("z", on(5, 1, 2024), "aA32023"),
            Recovered("r", on(5, 2), "A3", 2023, 600),
        ],
    ):
        found = Ledger(TERMS).record(*settled, *other).balance()
        assert found.settled is False
        assert Ledger(TERMS).record(*settled, *other).balance(activity="A1").settled is True


def test_it_is_asked_by_activity_partner_or_year() -> None:
    """Another word is refused; of more than 40 characters, the first 40 are quoted."""
    with pytest.raises(InvalidInput) as caught:
        LEDGER.balances("x" * 41)
    assert caught.value.text("en").splitlines() == [
        "Balances: 1 to correct",
        f"- by: “{'x' * 40}” is unknown; choose among: activity, partner and year",
    ]


def test_it_knows_its_activities_and_names_them() -> None:
    unnamed = Ledger(TERMS)
    assert [LEDGER.name_of(name) for name in ("A1", "A3", "A9")] == ["Les Lutins", "Aide aux leçons", "A9"]
    assert [LEDGER.partner_of(name) for name in ("A1", "A2", "A9")] == ["P2", "P1", ""]
    assert (unnamed.name_of("A1"), unnamed.partner_of("A1")) == ("A1", "")
    by_id = Ledger(TERMS, {activity.id: activity for activity in ALL})
    assert (
        by_id
        == Ledger(TERMS, iter(ALL))
        == Ledger(TERMS, tuple(ALL))
        == Ledger(TERMS, MappingProxyType(by_id.activities))
    )
    assert dict(by_id.activities) == {"A1": LUTINS, "A2": LOISIRS, "A3": LESSONS}
    assert unnamed.activities == {}
    assert LEDGER.record(Paid("p9", on(6, 1), "A1", 2023, "1")).activities is LEDGER.activities  # not copied each time


def test_a_year_is_that_of_its_ps_and_civil_where_the_ps_is_not_known() -> None:
    local = Activity("A4", "P1", "LOCAL", "Aide locale", "AIX")
    held = Ledger(TERMS, [*ALL, local]).record(*(Paid(f"p{n}", on(2, 1), f"A{n}", 2023, "1") for n in (1, 3, 4)))
    assert [entry.exercise.text.fr for entry in held] == ["2023", "2023-2024", "2023"]
    assert [entry.exercise.text.fr for entry in Ledger(TERMS).record(Paid("p", on(2, 1), "A3", 2023, "1"))] == ["2023"]


@pytest.mark.parametrize(
    "fact",
    [
        Accepted("x", on(6, 1), "A9", 2023, "ACTUAL", "1"),
        Paid("x", on(6, 1), "A9", 2023, "1"),
        SetOff("x", on(6, 1), "A9", 2023, "1", 2022, "A1"),
        SetOff("x", on(6, 1), "A1", 2023, "1", 2022, "A9"),
        Notified("x", on(6, 1), "A9", 2023),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_a_fact_of_an_activity_it_was_not_given_is_refused_and_named(fact: Fact) -> None:
    with pytest.raises(UnknownActivity) as caught:
        LEDGER.record(fact)
    assert (caught.value.activity, caught.value.known) == ("A9", ("A1", "A2", "A3"))
    assert Ledger(TERMS).record(fact).facts == (fact,)  # a ledger that was given none takes any


def test_asked_by_partner_each_activity_it_holds_must_be_known() -> None:
    held = Ledger(TERMS).record(FACTS[0])
    asks: list[Callable[[], object]] = [
        lambda: held.entries(partner="P1"),
        lambda: held.balance(partner="P1"),
        lambda: held.balances("partner"),
    ]
    for ask in asks:
        with pytest.raises(UnknownActivity) as caught:
            ask()
        assert (caught.value.activity, caught.value.known) == ("A1", ("–",))


# --- what it records


def test_a_fact_is_recorded_once_by_its_id() -> None:
    same, other = Paid("p1", on(2, 20), "A1", 2023, "300"), Paid("p1", on(2, 20), "A1", 2023, "300.01")
    assert LEDGER.record() is LEDGER
    assert LEDGER.record(same) is LEDGER.record(same, same) is LEDGER
    assert (LEDGER.get("p1"), LEDGER.get("p9")) == (same, None)
    for facts in ((other,), (Notified("n", on(3, 1), "A1", 2023), other)):
        with pytest.raises(SameIdOtherFact, match="p1"):
            LEDGER.record(*facts)
    with pytest.raises(SameIdOtherFact, match="p1"):
        Ledger(TERMS).record(same, other)  # together too
    assert Ledger(TERMS).record(same, same).facts == (same,)
    # beside one that is known, a new one is recorded
    assert LEDGER.record(same, Paid("p9", on(2, 21), "A1", 2023, "1")).get("p9") is not None


def test_one_by_one_or_together_in_any_number_they_make_one_ledger() -> None:
    facts = [Paid(f"p{rank:02}", on(1, 1) + timedelta(rank), "A1", 2023, "1") for rank in range(20)]
    back = [Reversed(f"z{rank:02}", on(3, 1), f"p{rank:02}") for rank in (0, 7, 19)]
    together = Ledger(TERMS).record(*facts, *back)
    for sizes in (1, 2, 3, 7, 16):
        apart = Ledger(TERMS)
        for first in range(0, len(facts), sizes):
            apart = apart.record(*facts[first : first + sizes])
        for each in back:
            apart = apart.record(each)
        assert apart == together
        assert hash(apart) == hash(together)
        assert apart.facts == (*facts, *back)
        assert apart.entries() == together.entries()
        assert str(apart.paid) == "17.00"
        assert repr(apart) == "<Ledger of 23 facts>"
        assert all(apart.get(fact.id) == fact for fact in (*facts, *back))
    assert together != Ledger(TERMS).record(*facts)
    assert together != Ledger(TERMS, ALL).record(*facts, *back)
    other = PaymentTerms.from_mapping({"advances": [{"rate": "0.50", "on": "forecast validated"}]})
    assert together != Ledger(other).record(*facts, *back)
    assert (together == "a ledger") is False
    for again in (copy.copy(together), copy.deepcopy(together), pickle.loads(pickle.dumps(together))):  # noqa: S301
        assert again == together
        assert again.entries() == together.entries()


def test_facts_recorded_one_by_one_are_copied_a_few_times_each() -> None:
    """Held in parts, each less than half of the one before: 7 facts in parts of 4, 2 and 1; the eighth makes one."""
    ledger, sizes = Ledger(TERMS), []
    for rank in range(8):
        ledger = ledger.record(Paid(f"p{rank}", on(2, 20), "A1", 2023, "1"))
        sizes.append([len(run.facts) for run in ledger._runs])
    assert sizes == [[1], [2], [2, 1], [4], [4, 1], [4, 2], [4, 2, 1], [8]]
    assert [len(run.facts) for run in ledger.record(Paid("q", on(2, 20), "A1", 2023, "1"))._runs] == [8, 1]


def test_a_day_may_be_of_a_class_of_its_own() -> None:
    class Day(date):
        """A day as another library makes it."""

    own = Paid("p", Day(2023, 2, 20), "A1", 2023, "300")
    assert Ledger(TERMS).record(own, Paid("q", at(9), "A1", 2023, "1")).facts[1] == own
    assert lines(Ledger(TERMS).record(own)) == [("A1", 2023, "02-20", "PAID", "300.00")]


def test_a_reversal_bears_on_the_activities_of_what_it_reverses() -> None:
    """On both of a set-off, in the same call or later, though it names none of them."""
    kept = SetOff("s", on(3, 1), "A1", 2022, "100", 2023, "A2")
    back = Reversed("z", on(3, 2), "s")
    empty = Ledger(TERMS, ALL)
    for ledger in (empty.record(kept, back), empty.record(back, kept), empty.record(kept).record(back)):
        assert lines(ledger) == [
            ("A1", 2022, "03-01", "SET_OFF", "-100.00"),
            ("A2", 2023, "03-01", "SET_OFF", "100.00"),
            ("A1", 2022, "03-02", "SET_OFF", "100.00"),
            ("A2", 2023, "03-02", "SET_OFF", "-100.00"),
        ]


def at(hour: int, offset: int | None = None) -> datetime:
    zone = None if offset is None else timezone(timedelta(hours=offset))
    return datetime(2023, 2, 20, hour, tzinfo=zone)


@pytest.mark.parametrize(
    ("paid", "back", "taken"),
    [
        (on(2, 20), on(2, 19), False),
        (on(2, 20), on(2, 20), True),
        (on(2, 20), at(0), True),  # of the same day: it is put after
        (at(9), on(2, 20), True),
        (at(9), on(2, 19), False),
        (at(9), at(9), True),
        (at(9), at(8), False),
        (at(9, 1), at(8, 0), True),  # the same instant
        (at(9, 1), at(7, 0), False),
    ],
)
def test_a_reversal_is_of_the_moment_of_what_it_reverses_or_later(paid: date, back: date, taken: bool) -> None:
    fact, reversal = Paid("p", paid, "A1", 2023, "1"), Reversed("z", back, "p")
    for ledger, facts in ((Ledger(TERMS), (fact, reversal)), (Ledger(TERMS).record(fact), (reversal,))):
        if taken:
            assert str(ledger.record(*facts).paid) == "0.00"
            continue
        with pytest.raises(CannotReverse) as caught:
            ledger.record(*facts)
        assert (caught.value.id, caught.value.event) == ("z", "p")


def test_what_is_not_recorded_or_is_a_reversal_is_not_reversed() -> None:
    held = Ledger(TERMS).record(Paid("p", on(2, 20), "A1", 2023, "1"), Reversed("z", on(2, 21), "p"))
    for event in ("p9", "z", "y"):
        with pytest.raises(CannotReverse) as caught:
            held.record(Reversed("y", on(3, 1), event))
        assert (caught.value.id, caught.value.event) == ("y", event)
    # recorded anew under an id of its own, it counts
    assert str(held.record(Paid("p2", on(3, 1), "A1", 2023, "1")).paid) == "1.00"


def test_moments_with_and_without_an_offset_are_not_mixed_whenever_they_were_recorded() -> None:
    day, wall = Paid("d", on(2, 20), "A1", 2023, "1"), Paid("w", at(9), "A1", 2023, "1")
    offset, later = Paid("o", at(9, 1), "A1", 2023, "1"), Paid("l", at(10, 1), "A1", 2023, "1")
    for kept in ([day, wall], [wall, day], [day, offset, later], [offset, day, later]):
        held = Ledger(TERMS)
        for fact in kept:
            held = held.record(fact)
        wrong = wall if offset in kept else offset
        for facts in ((wrong,), (Paid("e", on(2, 21), "A1", 2023, "1"), wrong)):
            with pytest.raises(MixedMoments) as caught:
                held.record(*facts)
            assert (caught.value.found, caught.value.other) == ("2023-02-20T09:00:00", "2023-02-20T09:00:00+01:00")
    for mixed in ((wall, offset), (offset, wall), (wall, Reversed("z", at(10, 1), "w"))):
        with pytest.raises(MixedMoments):
            Ledger(TERMS).record(*mixed)
    utc = Paid("u", datetime(2023, 2, 20, 9, tzinfo=UTC), "A1", 2023, "1")
    assert Ledger(TERMS).record(utc, offset, day).facts == (offset, utc, day)  # by the clock of the world


# --- balances that were stated


def test_a_balance_that_differs_is_told_where_its_activity_year_and_day_are_asked_for() -> None:
    """A1 2023 stands at 100 on 1 March, and 90 is stated."""
    wrong = LEDGER.record(BalanceStated("b", on(3, 1), "A1", 2023, "90"))
    for asked in ({}, {"activity": "A1"}, {"partner": "P2"}, {"year": 2023}, {"through": on(3, 1)}):
        with pytest.raises(BalanceDiffers) as caught:
            wrong.entries(**asked)
        (found,) = caught.value.differences
        assert (found.activity, found.year, found.on) == ("A1", 2023, on(3, 1))
        assert (str(found.stated), str(found.found), str(found.difference)) == ("90.00", "100.00", "10.00")
    asides: list[dict[str, Any]] = [
        {"activity": "A2"},
        {"partner": "P1"},
        {"year": 2022},
        {"through": on(2, 28)},
        {"year": 2022, "through": on(4, 1)},
        {"year": 2023, "through": on(2, 28)},
    ]
    for asked in asides:
        assert wrong.entries(**asked) == LEDGER.entries(**asked)


def test_of_each_activity_the_balance_is_stated_for_its_own_year() -> None:
    """A year of which nothing is known stands at 0, as one does before its first line."""
    right = [
        BalanceStated("b1", on(12, 31), "A1", 2023, "100"),
        BalanceStated("b2", on(12, 31), "A1", 2022, "50"),
        BalanceStated("b3", on(12, 31), "A2", 2023, "0"),
        BalanceStated("b4", on(12, 31), "A2", 2024, "0"),
        BalanceStated("b5", on(2, 9), "A1", 2023, "0"),
        BalanceStated("b6", on(2, 12), "A2", 2023, "-100"),
    ]
    assert LEDGER.record(*right).balance() == LEDGER.balance()


def test_a_declaration_stands_for_its_own_activity_year_and_kind() -> None:
    assert LEDGER.stands("A1", 2023, DeclarationKind.FORECAST)
    assert LEDGER.stands("A1", 2022, DeclarationKind.ACTUAL)
    for activity, year, kind in (
        ("A1", 2022, DeclarationKind.FORECAST),
        ("A1", 2023, DeclarationKind.ACTUAL),
        ("A2", 2022, DeclarationKind.ACTUAL),
        ("A9", 2023, DeclarationKind.FORECAST),
    ):
        assert not LEDGER.stands(activity, year, kind)


def test_brought_forward_is_due_and_paid_that_day_and_counts_among_the_advances() -> None:
    """300 brought forward, then 40 % of 1,000 more; of 600 in all, 100 too much was advanced."""
    held = Ledger(TERMS).record(
        BroughtForward("b", on(1, 1), "A1", 2023, "300"),
        Accepted("f", on(2, 10), "A1", 2023, "FORECAST", "1000"),
        Accepted("a", on(4, 2, 2024), "A1", 2023, "ACTUAL", "600"),
    )
    assert [(line.kind and line.kind.value, line.side.value, str(line.amount)) for line in held] == [
        ("BROUGHT_FORWARD", "DUE", "300.00"),
        (None, "PAID", "300.00"),
        ("ADVANCE_1", "DUE", "400.00"),
        ("OVERPAYMENT", "DUE", "-100.00"),
    ]
    assert str(held.balance().left) == "300.00"
    assert all(isinstance(line, Entry) for line in held)


def test_each_refusal_says_what_was_found_and_what_to_do() -> None:
    """Both languages of each, whole; a line for each balance that differs."""
    wrong = LEDGER.record(
        BalanceStated("b", on(3, 1), "A1", 2023, "90"), BalanceStated("c", on(5, 4), "A2", 2023, "0.01")
    )
    asks: list[tuple[Callable[[], object], str, str]] = [
        (
            lambda: LEDGER.record(Paid("p1", on(2, 20), "A1", 2023, "1")),
            "« p1 » est déjà enregistré, avec un autre contenu : donnez à ce fait un identifiant à lui.",
            "“p1” is recorded already, with other contents: give this fact an id of its own.",
        ),
        (
            lambda: LEDGER.record(Reversed("z", on(2, 19), "p1")),
            "« z » ne peut annuler « p1 » : enregistrez d’abord ce fait ; une contre-passation ne le précède pas et ne "
            "s’annule pas (enregistrez le fait de nouveau).",
            "“z” cannot reverse “p1”: record that fact first; a reversal does not come before it, and is not itself "
            "reversed (record the fact anew).",
        ),
        (
            lambda: LEDGER.record(Paid("x", on(2, 20), "A9", 2023, "1")),
            "L’activité « A9 » n’est pas de ce registre ; connues : A1, A2 et A3. Donnez-la : "
            "Ledger(terms, activities=…).",
            "The activity “A9” is not of this ledger; known: A1, A2 and A3. Give it: Ledger(terms, activities=…).",
        ),
        (
            wrong.balance,
            "Le registre ne retombe pas sur les soldes constatés : il manque un fait, ou il y en a un de trop.\n"
            "- A1 2023, le 1er mars 2023 : reste 100,00 €, et non 90,00 € (différence : 10,00 €)\n"
            "- A2 2023, le 4 mai 2023 : reste 0,00 €, et non 0,01 € (différence : -0,01 €)",
            "The ledger does not come to the balances stated: a fact is missing, or there is one too many.\n"
            "- A1 2023, on 1 March 2023: €100.00 left, and not €90.00 (difference: €10.00)\n"
            "- A2 2023, on 4 May 2023: €0.00 left, and not €0.01 (difference: -€0.01)",
        ),
    ]
    for ask, fr, en in asks:
        with pytest.raises(AfasError) as caught:
            ask()
        assert caught.value.text("fr").replace("\N{NO-BREAK SPACE}", " ") == fr
        assert caught.value.text("en") == en
    assert isinstance(caught.value, BalanceDiffers)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("", "balance-differs")] * 2
