"""Law 6: what undoes follows what it undoes; the order of facts does not depend on when they came, nor where they were
stored.

Each kind of fact, each order, on one day or at times, late, reversed, and stored and read between any two facts.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from afas.errors import AfasError, InvalidInput
from afas.exchange import dumps, loads
from afas.forms import DeclarationKind
from afas.payments import (
    Accepted,
    Agreed,
    Amended,
    BroughtForward,
    Cancelled,
    CannotReverse,
    Closed,
    DayCome,
    Fact,
    GapJustified,
    Ledger,
    Movement,
    Paid,
    PaymentTerms,
    Recovered,
    Refused,
    Reversed,
    SetOff,
    Transmitted,
)
from afas.payments._order import comes_before, in_order
from afas.periods import Period

TERMS = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
SENT = PaymentTerms.from_mapping(
    {"advances": [{"rate": "0.40", "base": "actual N-2", "on": "forecast transmitted"}], "top_up_rate": "0"}
)
DAY = date(2023, 2, 10)
PARIS = timezone(timedelta(hours=1))


def at(hour: int, minute: int = 0, zone: timezone | None = None) -> datetime:
    return datetime(2023, 2, 10, hour, minute, tzinfo=zone)


def accepted(on: date, amount: str = "1000", name: str = "v") -> Accepted:
    return Accepted(name, on, "A1", 2023, "FORECAST", amount)


def refused(on: date) -> Refused:
    return Refused("n", on, "A1", 2023, "FORECAST")


def cancelled(on: date) -> Cancelled:
    return Cancelled("c", on, "A1", 2023, "FORECAST")


def stored(ledger: Ledger) -> Ledger:
    return loads(dumps(ledger), Ledger)


def every_way(terms: PaymentTerms, *facts: Fact) -> set[str]:
    """What is due, whatever the order the facts are recorded in, together or one by one, stored and read between."""
    dues = set()
    for order in permutations(facts):
        together = Ledger(terms).record(*order)
        assert stored(together) == together
        assert stored(together).record(*order) == together  # the same facts again change nothing
        dues.add(str(together.balance().due))
        plain = [fact for fact in order if not isinstance(fact, Reversed)]
        undone = [fact for fact in order if isinstance(fact, Reversed)]
        apart = Ledger(terms)
        for fact in (*plain, *undone):
            apart = stored(apart.record(fact))
        assert apart == together
        assert apart.entries() == together.entries()
        dues.add(str(apart.balance().due))
    return dues


# --- what undoes follows what it undoes


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (DAY, DAY),
        (at(15), at(16)),
        (at(15), at(15)),
        (DAY, at(16)),
        (DAY, at(0)),
        (at(15), DAY),
        (at(12, 0, PARIS), at(11, 30, UTC)),  # 12:30 in Paris
        (DAY, at(16, 0, PARIS)),
        (DAY, DAY + timedelta(1)),
        (at(23), DAY + timedelta(1)),
    ],
)
def test_law_6_a_cancellation_follows_the_validation_of_its_day(first: date, then: date) -> None:
    assert every_way(TERMS, accepted(first), cancelled(then)) == {"0.00"}


@pytest.mark.parametrize(
    ("first", "then"), [(DAY, DAY), (at(15), at(16)), (at(15), at(15)), (DAY, at(16)), (at(15), DAY)]
)
def test_law_6_a_reversal_follows_what_it_reverses(first: date, then: date) -> None:
    assert every_way(TERMS, accepted(first), Reversed("r", then, "v")) == {"0.00"}


def test_law_6_a_validation_after_a_cancellation_of_that_day_counts_where_both_have_their_times() -> None:
    assert every_way(TERMS, cancelled(at(9)), accepted(at(15))) == {"400.00"}
    assert every_way(TERMS, cancelled(at(14, 30, PARIS)), accepted(at(14, 0, UTC))) == {"400.00"}


def test_law_6_a_refusal_follows_the_transmission_and_the_validation_of_its_day() -> None:
    right = Accepted("a21", date(2022, 4, 1), "A1", 2021, "ACTUAL", "1000")
    sent = Transmitted("t", DAY, "A1", 2023, "FORECAST")
    # the advance that fell due stays, until the declaration is validated or cancelled
    assert every_way(SENT, right, sent) == every_way(SENT, right, sent, refused(DAY)) == {"1400.00"}
    two = PaymentTerms.from_mapping(
        {"advances": [{"rate": "0.40", "on": "forecast validated"}, {"rate": "0.30", "on": "actual N-1 validated"}]}
    )
    later = Accepted("a22", DAY + timedelta(1), "A1", 2022, "ACTUAL", "900")
    assert every_way(two, accepted(DAY), later) == {"1600.00"}  # 400 + 300 + 900
    for first, then in ((DAY, DAY), (DAY, at(16)), (at(15), DAY), (at(15), at(16)), (at(15), at(15))):
        assert every_way(two, accepted(first), refused(then), later) == {"1300.00"}  # nothing new on what is refused
    assert every_way(two, refused(at(9)), accepted(at(15)), later) == {"1600.00"}


def test_law_6_a_validation_taken_back_leaves_the_declaration_refused() -> None:
    two = PaymentTerms.from_mapping(
        {"advances": [{"rate": "0.40", "on": "forecast validated"}, {"rate": "0.30", "on": "actual N-1 validated"}]}
    )
    facts = [accepted(at(8)), refused(at(9)), accepted(at(10), "1000", "w"), Reversed("r", at(11), "w")]
    later = Accepted("a22", DAY + timedelta(1), "A1", 2022, "ACTUAL", "900")
    assert every_way(two, *facts, later) == {"1300.00"}  # 400 + 900: nothing new on what is refused


def test_no_top_up_falls_due_while_the_forecast_it_rises_from_is_refused() -> None:
    terms = PaymentTerms.from_mapping(
        {"advances": [{"rate": "0.40", "on": "forecast validated"}], "top_up_rate": "0.50"}
    )
    update = Accepted("u", DAY + timedelta(20), "A1", 2023, "UPDATE_JUNE", "1200")
    facts = [accepted(DAY), refused(DAY + timedelta(5)), update]
    assert every_way(terms, *facts) == {"400.00"}
    assert every_way(terms, *facts, accepted(DAY + timedelta(30), "1000", "w")) == {"500.00"}


def test_a_top_up_ends_with_the_validation_it_rises_from_though_the_forecast_is_still_sent() -> None:
    """40 % of 1,000 and 50 % of the 200 more: 500; without a validated forecast, neither has a base any more."""
    terms = PaymentTerms.from_mapping(
        {"advances": [{"rate": "0.40", "on": "forecast validated"}], "top_up_rate": "0.50"}
    )
    sent = Transmitted("t", DAY, "A1", 2023, "FORECAST")
    update = Accepted("u", DAY + timedelta(20), "A1", 2023, "UPDATE_JUNE", "1200")
    facts = [sent, accepted(DAY + timedelta(1), "1000", "w"), update]
    assert every_way(terms, *facts) == {"500.00"}
    back = Reversed("r", DAY + timedelta(30), "w")
    assert every_way(terms, *facts, back) == {"0.00"}
    assert every_way(terms, *facts, back, accepted(DAY + timedelta(40), "1100", "x")) == {"490.00"}  # 440 + 50


def test_law_6_a_transmission_taken_back_makes_nothing_due() -> None:
    right = Accepted("a21", date(2022, 4, 1), "A1", 2021, "ACTUAL", "1000")
    sent = Transmitted("t", DAY, "A1", 2023, "FORECAST")
    assert every_way(SENT, right, sent, Reversed("r", DAY, "t")) == {"1000.00"}
    assert every_way(SENT, right, sent, Reversed("r", at(9), "t")) == {"1000.00"}


def test_an_agreement_of_a_day_holds_from_its_first_hour() -> None:
    agreed = Agreed("g", DAY, "A1", Period(date(2023, 4, 1), date(2027, 1, 1)))
    terms = TERMS.with_partial_year("by months")
    ledger = Ledger(terms).record(accepted(at(9)), agreed)
    assert [str(entry.on) for entry in ledger.entries()] == ["2023-04-01"]


KINDS: list[Any] = [
    lambda on: Agreed("f", on, "A1", Period(date(2023, 1, 1))),
    lambda on: Closed("f", on, "A1"),
    lambda on: GapJustified("f", on, "A1", 2023),
    lambda on: Transmitted("f", on, "A1", 2023, "FORECAST"),
    lambda on: Refused("f", on, "A1", 2023, "FORECAST"),
    lambda on: Cancelled("f", on, "A1", 2023, "FORECAST"),
    lambda on: Accepted("f", on, "A1", 2023, "FORECAST", "700"),
    lambda on: Amended("f", on, "A1", 2023, "FORECAST", "700"),
    lambda on: BroughtForward("f", on, "A1", 2023, "100"),
    lambda on: Paid("f", on, "A1", 2023, "400"),
    lambda on: Recovered("f", on, "A1", 2023, "400"),
    lambda on: SetOff("f", on, "A1", 2023, "400", 2022),
    lambda on: SetOff("f", on, "A1", 2023, "400", 2022, "A2"),
]


@pytest.mark.parametrize("fact", [kind(DAY) for kind in KINDS], ids=lambda fact: type(fact).__name__)
def test_what_holds_for_the_whole_of_its_day_comes_first_and_what_else_has_no_time_comes_last(fact: Fact) -> None:
    """Beside payments of that day at 8 and at 18 o'clock, which are about something else."""
    timed = [Paid(f"p{hour}", at(hour), "A1", 2022, "1") for hour in (8, 18)]
    first = isinstance(fact, (Agreed, Closed, GapJustified, BroughtForward))
    for given in ([fact, *timed], [*timed, fact]):
        assert in_order(given) == ([fact, *timed] if first else [*timed, fact])


@pytest.mark.parametrize("fact", [kind(DAY) for kind in KINDS], ids=lambda fact: type(fact).__name__)
@pytest.mark.parametrize("then", [DAY, at(0), at(16), DAY + timedelta(3)])
def test_law_6_every_fact_reversed_is_as_if_it_had_never_been(fact: Fact, then: date) -> None:
    """Whether it was validated before, that day or after: the same is due and kept as without it."""
    for around in (DAY - timedelta(5), DAY, at(8), at(18), DAY + timedelta(5)):
        without = Ledger(TERMS).record(accepted(around)).balance()
        ledger = Ledger(TERMS).record(accepted(around), fact, Reversed("r", then, "f"))
        assert ledger.balance().left == without.left == 400
        assert stored(ledger).entries() == ledger.entries()
        late = stored(Ledger(TERMS).record(fact, Reversed("r", then, "f"))).record(accepted(around))
        assert late.balance() == ledger.balance()
        if not (isinstance(fact, Accepted) and around == DAY):  # revisions of one day keep the order recorded
            assert late == ledger


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("moment", [DAY, at(15), at(15, 30, PARIS), at(23, 59, UTC)])
def test_law_8_a_fact_keeps_its_moment(kind: Any, moment: date) -> None:
    ledger = Ledger(TERMS).record(kind(moment))
    again = stored(ledger)
    (fact,) = again.facts
    assert fact.on == moment
    assert type(fact.on) is type(moment)
    assert getattr(fact.on, "utcoffset", lambda: None)() == getattr(moment, "utcoffset", lambda: None)()
    assert again.record(kind(moment)) is again


def paid(name: str, on: date) -> Paid:
    return Paid(name, on, "A1", 2022, "1")


def of_forecast(on: date) -> dict[str, Fact]:
    """A fact of each kind about the forecast of 2023, and the reversals of two of them."""
    about = {
        "sent": Transmitted("t", on, "A1", 2023, "FORECAST"),
        "right": accepted(on),
        "amended": Amended("k", on, "A1", 2023, "FORECAST", "500"),
        "refused": refused(on),
        "cancelled": cancelled(on),
    }
    return about | {"unsent": Reversed("r", on, "t"), "undone": Reversed("s", on, "v")}


IN_TURN = ("sent", "right", "amended", "refused", "cancelled", "unsent", "undone")
WHOLE = of_forecast(DAY)
LATER = Agreed("g", DAY, "A1", Period(date(2023, 1, 1)))


@pytest.mark.parametrize(
    "facts",
    [
        [WHOLE[name] for name in IN_TURN],
        [of_forecast(at(15))[name] for name in IN_TURN],  # at one moment as on one day
        # a fact without a time comes right before the first that would follow it, and else once the day is over
        [paid("p", at(8)), WHOLE["right"], of_forecast(at(9))["amended"], of_forecast(at(15))["refused"]],
        [paid("p", at(8)), WHOLE["sent"], of_forecast(at(9))["right"], paid("q", at(18)), WHOLE["cancelled"]],
        [of_forecast(at(9))["cancelled"], paid("q", at(18)), WHOLE["undone"]],
        [of_forecast(at(15))["right"], WHOLE["refused"], of_forecast(at(15))["cancelled"]],
        [WHOLE["right"], Reversed("s", at(16), "v"), paid("q", at(18))],
        [paid("b", DAY), Reversed("z", at(16), "b"), paid("q", at(18)), paid("c", DAY)],
        [paid("b", at(15)), paid("q", at(18)), Reversed("z", DAY, "b")],
        # nothing but what is about the same declaration or fact moves it
        [
            Cancelled("c1", at(9), "A1", 2022, "FORECAST"),
            Cancelled("c2", at(10), "A1", 2023, "ACTUAL"),
            Cancelled("c3", at(11), "A2", 2023, "FORECAST"),
            paid("q", at(12)),
            WHOLE["right"],
            Cancelled("c4", at(9) + timedelta(1), "A1", 2023, "FORECAST"),
        ],
        # what holds for its whole day comes first
        [LATER, paid("p", at(0)), paid("q", DAY)],
        [LATER, Closed("a", DAY, "A1"), GapJustified("b", DAY, "A1", 2023), BroughtForward("c", DAY, "A1", 2023, "1"),
         paid("p", at(0))],
        # days, then moments to the microsecond
        [paid("z", DAY - timedelta(1)), paid("y", at(9)), paid("x", at(9) + timedelta(microseconds=1)),
         paid("w", at(9) + timedelta(seconds=1)), paid("v", at(23, 59)), paid("u", DAY + timedelta(1))],
        [paid("z", DAY - timedelta(1)), WHOLE["sent"], WHOLE["right"], accepted(DAY + timedelta(1), "1", "a")],
        # of one moment or day and one kind: by their ids, or for validations by their declarations
        [paid("a", DAY), paid("b", DAY), paid("c", DAY)],
        [paid("a", at(9)), paid("b", at(9)), paid("c", at(9))],
        [paid("x", at(9)), paid("a", DAY), paid("b", DAY), paid("c", DAY)],
        [Closed("a", DAY, "A1"), GapJustified("b", DAY, "A1", 2023), Closed("c", DAY, "A2"), paid("x", at(9))],
        [Accepted("z", DAY, "A1", 2022, "FORECAST", "1"), Accepted("y", DAY, "A1", 2023, "ACTUAL", "1"),
         Accepted("x", DAY, "A1", 2023, "FORECAST", "1"), Accepted("w", DAY, "A2", 2021, "ACTUAL", "1")],
    ],
)  # fmt: skip
def test_law_6_the_order_of_facts_is_their_own(facts: list[Fact]) -> None:
    """By day and moment, then by what undoes what, then by name: however they are given."""
    given = [facts, facts[::-1], facts[::2] + facts[1::2], facts[1::2] + facts[::2], sorted(facts, key=lambda f: f.id)]
    known = [fact for fact in (WHOLE["sent"], WHOLE["right"]) if fact.id not in {one.id for one in facts}]
    for order in given:
        assert [fact for fact in in_order([*order, *known]) if fact not in known] == facts


def test_a_fact_is_of_an_earlier_day_or_moment_than_another() -> None:
    """Strictly; a day and a moment of it come neither before the other."""
    moments = [DAY - timedelta(1), at(9) - timedelta(1), at(9), DAY, at(10), DAY + timedelta(1)]
    earlier = {(0, 2), (0, 3), (0, 4), (0, 5), (1, 2), (1, 3), (1, 4), (1, 5), (2, 4), (2, 5), (3, 5), (4, 5)}
    found = {
        (m, n)
        for m, first in enumerate(moments)
        for n, then in enumerate(moments)
        if comes_before(paid("a", first), paid("b", then))
    }
    assert found == earlier


# --- revisions of one day


@pytest.mark.parametrize("revision", [Accepted, Amended])
def test_law_6_revisions_of_one_day_count_in_the_order_recorded(revision: type[Accepted]) -> None:
    for names in (("v1", "v2", "v10"), ("v9", "v10", "v1")):
        ledger = Ledger(TERMS)
        for name, amount in zip(names, ("1000", "3000", "2000"), strict=True):
            ledger = stored(ledger.record(accepted(DAY, amount, name)))
        assert ledger.balance().due == 800
        assert Ledger(TERMS).record(*ledger.facts).balance().due == 800
        last = ledger.record(revision("z", DAY, "A1", 2023, "FORECAST", "500"))
        assert last.balance().due == 200


def test_law_6_revisions_with_times_count_by_their_times_and_the_amendment_after_the_validation_of_its_day() -> None:
    assert every_way(TERMS, accepted(at(9), "3000", "b"), accepted(at(15), "1000", "a")) == {"400.00"}
    assert every_way(TERMS, accepted(DAY), Amended("k", DAY, "A1", 2023, "FORECAST", "500")) == {"200.00"}
    assert every_way(TERMS, accepted(at(15)), Amended("k", DAY, "A1", 2023, "FORECAST", "500")) == {"200.00"}
    assert every_way(TERMS, accepted(DAY), Amended("k", at(9), "A1", 2023, "FORECAST", "500"), cancelled(DAY)) == {
        "0.00"
    }


# --- moments


def test_a_reversal_before_what_it_reverses_is_refused() -> None:
    moments: list[tuple[date, date]] = [
        (at(15), at(10)),
        (DAY, DAY - timedelta(1)),
        (at(15), DAY - timedelta(1)),
        (DAY, datetime(2023, 2, 9, 23)),
        (at(12, 0, PARIS), at(10, 59, UTC)),
    ]
    for first, then in moments:
        for ledger in (Ledger(TERMS).record(accepted(first)), stored(Ledger(TERMS).record(accepted(first)))):
            with pytest.raises(CannotReverse):
                ledger.record(Reversed("r", then, "v"))


def test_a_reversal_may_be_named_before_its_fact_in_one_recording() -> None:
    ledger = Ledger(TERMS).record(Reversed("r", DAY, "v"), accepted(DAY))
    assert ledger == Ledger(TERMS).record(accepted(DAY), Reversed("r", DAY, "v"))


def test_law_6_offsets_that_disagree_on_the_day_still_follow_the_clock() -> None:
    # validated on the 10th at 00:10 in Paris; cancelled twenty minutes later, told in UTC: still the 9th there
    early = datetime(2023, 2, 10, 0, 10, tzinfo=PARIS)
    later = datetime(2023, 2, 9, 23, 30, tzinfo=UTC)
    assert every_way(TERMS, accepted(early), cancelled(later)) == {"0.00"}
    paid = Paid("p", date(2023, 2, 9), "A1", 2023, "400")
    assert every_way(TERMS, accepted(early), cancelled(later), paid) == {"0.00"}


def test_wall_times_and_offsets_do_not_mix_in_one_ledger() -> None:
    naive, aware = accepted(at(12)), Cancelled("c", at(13, 0, PARIS), "A1", 2023, "FORECAST")
    for first, then in ((naive, aware), (aware, naive)):
        ledger = Ledger(TERMS).record(first)
        for refusing in (ledger, stored(ledger)):
            with pytest.raises(AfasError) as caught:
                refusing.record(then)
            assert "astimezone" in caught.value.text("fr")
        with pytest.raises(AfasError):
            Ledger(TERMS).record(first, then)
    assert Ledger(TERMS).record(naive, Paid("b", DAY, "A1", 2023, "1")).facts  # a whole day goes with both


# --- only facts


def test_only_what_happened_is_recorded() -> None:
    for nothing in (DayCome("d", DAY), Fact("f", DAY), Movement("m", DAY, "A1"), None, "v", {"id": "v"}):
        with pytest.raises(InvalidInput) as caught:
            Ledger(TERMS).record(accepted(DAY), nothing)  # type: ignore[arg-type] # the point
        assert caught.value.faults[0].path == "facts[1]"


def test_the_day_of_a_fact_is_a_day_or_a_moment() -> None:
    for bad in ("2023-02-10", 20230210, None, 1.5):
        with pytest.raises(InvalidInput) as caught:
            Paid("b", bad, "A1", 2023, "1")  # type: ignore[arg-type] # the point
        assert caught.value.faults[0].path == "on"


def test_law_6_a_late_fact_gives_what_a_punctual_one_gives() -> None:
    facts: list[Fact] = [
        accepted(DAY),
        Paid("p", at(9), "A1", 2023, "400"),
        cancelled(at(17)),
        accepted(at(18), "500", "w"),
        Reversed("r", at(19), "p"),
    ]
    straight = Ledger(TERMS).record(*facts)
    assert straight.balance().left == 200  # the validation of 18:00 stands; the transfer came back
    for late in range(len(facts)):
        needs = [late, len(facts) - 1] if late == 1 else [late]  # a reversal waits for what it reverses
        ledger = Ledger(TERMS).record(*(fact for rank, fact in enumerate(facts) if rank not in needs))
        ledger = stored(ledger).record(*(facts[rank] for rank in needs))
        assert ledger == straight
        assert ledger.entries() == straight.entries()


@pytest.mark.parametrize("whole_first", [True, False])
def test_a_validation_of_a_whole_day_comes_after_one_of_that_day_that_has_a_time(whole_first: bool) -> None:
    """The order of facts (decision 18): 40 % of the right of the day, 2,000, and not of that of 10:00, 1,000."""
    at_ten = Accepted("ten", datetime(2023, 2, 10, 10), "A1", 2023, DeclarationKind.FORECAST, Decimal(1000))
    that_day = Accepted("day", DAY, "A1", 2023, DeclarationKind.FORECAST, Decimal(2000))
    told = [that_day, at_ten] if whole_first else [at_ten, that_day]
    assert Ledger(TERMS).record(*told).balance(activity="A1", year=2023).due == Decimal("800.00")
