"""Law 6 over random years of facts: repeats, reversals, refusals, revisions and late arrivals, in any order."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from afas import exchange
from afas.forms import DeclarationKind
from afas.payments import (
    Accepted,
    Agreed,
    Amended,
    BroughtForward,
    Cancelled,
    Closed,
    Entry,
    Fact,
    GapJustified,
    GivenUpFor,
    Ledger,
    Movement,
    Paid,
    PaymentKind,
    PaymentTerms,
    Recovered,
    Refused,
    Reversed,
    SetOff,
    Side,
    Transmitted,
    WrittenOff,
)
from afas.periods import Period
from afas.terms import TermsBook

ZERO = Decimal(0)
SEINE = {
    "top_up_rate": "0.40",
    "partial_year": "by months",
    "advances": [
        {"rate": "0.40", "on": "forecast validated"},
        {"rate": "0.30", "on": "actual N-1 validated", "cap": {"rate": "0.70", "base": "actual N-1"}},
    ],
}
NORD = {
    "top_up_rate": "0",
    "partial_year": "by days",
    "advances": [
        {"rate": "0.35", "base": "actual N-2", "on": "forecast transmitted"},
        {
            "rate": "0.35",
            "on": "actual N-1 processed",
            "cap": {"rate": "0.70", "base": "actual N-1", "if": "gap over 0.10 not justified"},
        },
    ],
}
PAID_FIRST = {
    "top_up_rate": "0.5",
    "top_up_cap": {"rate": "0.9", "base": "latest forecast N"},
    "partial_year": "as declared",
    "advances": [
        {"rate": "0.4", "on": "balance N-1 paid", "from": "2023-03-01"},
        {"rate": "0.4", "base": "latest forecast N", "on": "update validated"},
    ],
}
BOOKS = [
    TermsBook.from_mapping({"terms": [{**rules, "year": year} for year in (2021, 2022, 2023)]})
    for rules in (SEINE, NORD, PAID_FIRST)
]

activities = st.sampled_from(["A1", "A1", "A1", "A2"])  # mostly one, so that its facts meet
years = st.sampled_from([2022, 2023, 2022, 2021])
times = st.integers(0, 23).map(time)
days = st.integers(0, 1000).map(lambda days: date(2021, 1, 1) + timedelta(days))
kinds = st.sampled_from([DeclarationKind.ACTUAL, DeclarationKind.FORECAST, *DeclarationKind])
amounts = st.integers(0, 10**7).map(lambda cents: Decimal(cents).scaleb(-2))


def movement(name: str) -> st.SearchStrategy[Movement]:
    of_year = (st.just(name), days, activities, years)
    periods = st.tuples(days, days).filter(lambda two: two[0] < two[1]).map(lambda two: Period(*two))
    made: list[st.SearchStrategy[Any]] = [
        *([st.builds(Accepted, *of_year, kinds, amounts)] * 8),
        st.builds(Amended, *of_year, kinds, amounts),
        *(st.builds(cls, *of_year, kinds) for cls in (Transmitted, Refused, Cancelled)),
        *(st.builds(cls, *of_year, amounts) for cls in (BroughtForward, Paid, Recovered)),
        st.builds(WrittenOff, *of_year, amounts, st.sampled_from(GivenUpFor)),
        st.builds(SetOff, *of_year, amounts, years, st.sampled_from(["", "A1", "A2"])),
        st.builds(GapJustified, *of_year),
        st.builds(Closed, *of_year[:3]),
        st.builds(Agreed, *of_year[:3], periods, st.sampled_from(["existing", "new"])),
    ]
    return st.one_of(made)


MOVEMENTS = [movement(f"m{rank}") for rank in range(10)]
# an ordinary year: what is validated, and about how many days after it starts
STEPS = [
    (DeclarationKind.FORECAST, 40),
    (DeclarationKind.UPDATE_JUNE, 200),
    (DeclarationKind.UPDATE_SEPTEMBER, 290),
    (DeclarationKind.ACTUAL, 460),
]


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts in an order in which they may be recorded: each reversal after what it reverses.

    Ordinary years of one activity, now and then incomplete, out of season or revised, and whatever else happens.
    """
    facts: list[Fact] = []
    for year in (2021, 2022, 2023):
        for kind, about in STEPS:
            for again in range(draw(st.sampled_from([1, 1, 1, 0, 2]))):
                on = date(year, 1, 1) + timedelta(about + draw(st.integers(-30, 120)))
                facts.append(Accepted(f"{kind}{year}{again}", on, "A1", year, kind, draw(amounts)))
    facts += [draw(MOVEMENTS[rank]) for rank in range(draw(st.integers(0, len(MOVEMENTS))))]
    with_times = draw(st.booleans())
    if with_times:
        facts = [attrs.evolve(fact, on=datetime.combine(fact.day, draw(times))) for fact in facts]
    for rank in range(draw(st.integers(0, 3))):
        if facts:
            target = draw(st.sampled_from(facts))
            if not isinstance(target, Reversed):
                later = timedelta(draw(st.integers(0, 200)), 3600 * draw(st.integers(0, 5)) if with_times else 0)
                facts.append(Reversed(f"r{rank}", target.on + later, target.id))
    return facts


def in_any_order(data: st.DataObject, facts: Sequence[Fact]) -> list[Fact]:
    """The facts late or early, some of them twice; revisions of one declaration and moment in the order recorded."""
    plain = data.draw(st.permutations([fact for fact in facts if not isinstance(fact, Reversed)]))
    undone = data.draw(st.permutations([fact for fact in facts if isinstance(fact, Reversed)]))
    again = data.draw(st.lists(st.sampled_from(list(facts)), max_size=5)) if facts else []
    revisions: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        revisions.setdefault(revised(fact), []).append(fact)
    return [*(revisions[revised(fact)].pop(0) for fact in plain), *undone, *again]


def revised(fact: Fact) -> tuple[object, ...]:
    """What two revisions have in common whose order is the one recorded."""
    if isinstance(fact, Accepted):
        return (type(fact), fact.on, fact.activity, fact.year, fact.kind)
    return (fact.id,)


def column(entries: Sequence[Entry], side: Side) -> Decimal:
    return sum((entry.amount for entry in entries if entry.side is side), ZERO)


def actual_right(facts: Sequence[Fact], activity: str, year: int) -> Decimal | None:
    """The right last validated or amended and neither cancelled nor taken back, told without the ledger."""
    undone = {fact.event for fact in facts if isinstance(fact, Reversed)}
    about = [
        fact
        for fact in facts
        if isinstance(fact, (Accepted, Cancelled))
        and (fact.activity, fact.year, fact.kind) == (activity, year, DeclarationKind.ACTUAL)
        and fact.id not in undone
    ]
    works = (Accepted, Amended, Cancelled)  # in which order the Caf does, on one day
    right: Decimal | None = None
    for fact in sorted(about, key=lambda fact: (str(fact.on), works.index(type(fact)))):
        right = fact.amount if isinstance(fact, Accepted) else None
    return right


@given(st.data(), st.sampled_from(BOOKS), histories())
def test_law_6_what_is_due_adds_up_to_the_right_whatever_the_order(
    data: st.DataObject, book: TermsBook, facts: list[Fact]
) -> None:
    straight = Ledger(book).record(*facts)
    shuffled = Ledger(book)
    for fact in in_any_order(data, facts):
        shuffled = shuffled.record(fact)
    assert shuffled == straight
    assert shuffled.entries() == straight.entries()
    for activity in ("A1", "A2"):
        for year in (2021, 2022, 2023):
            entries = straight.entries(activity=activity, year=year)
            right = actual_right(facts, activity, year)
            if right is not None:
                assert column(entries, Side.DUE) == right
            else:
                balances = [e.amount for e in entries if e.kind in (PaymentKind.BALANCE, PaymentKind.OVERPAYMENT)]
                assert sum(balances) == 0


@given(st.sampled_from(BOOKS), histories())
def test_law_6_once_all_is_paid_what_was_paid_less_what_was_recovered_is_the_right(
    book: TermsBook, facts: list[Fact]
) -> None:
    ledger = Ledger(book).record(*facts)
    settled = 0
    for _ in range(4):  # paying a balance can make the next advance due
        for activity in ("A1", "A2"):
            for year in (2021, 2022, 2023):
                left = ledger.balance(activity=activity, year=year).left
                pay = Paid if left > 0 else Recovered
                if left:
                    settled += 1
                    ledger = ledger.record(pay(f"s{settled}", date(2026, 1, 1), activity, year, abs(left)))
    for activity in ("A1", "A2"):
        for year in (2021, 2022, 2023):
            balance = ledger.balance(activity=activity, year=year)
            right = actual_right(facts, activity, year)
            assert balance.left == 0
            assert right is None or (balance.settled and balance.net - balance.written_off == right)


@given(histories())
def test_law_6_no_advance_exceeds_its_cap(facts: list[Fact]) -> None:
    ledger = Ledger(BOOKS[0]).record(*facts)
    for activity in ("A1", "A2"):
        for year in (2022, 2023):
            entries = ledger.entries(activity=activity, year=year)
            due = {kind: sum((entry.amount for entry in entries if entry.kind is kind), ZERO) for kind in PaymentKind}
            first, second = due[PaymentKind.ADVANCE_1], due[PaymentKind.ADVANCE_2]
            assert first >= 0
            assert second >= 0
            before = actual_right(facts, activity, year - 1)
            if second and before is not None and actual_right(facts, activity, year) is None:
                most = before * Decimal("0.70") + Decimal("0.005")  # 70 % of the actual right N-1, to the cent
                assert due[PaymentKind.BROUGHT_FORWARD] + first + second <= most


@given(st.data(), histories())
def test_law_6_nothing_is_paid_twice_and_money_is_never_lost(data: st.DataObject, facts: list[Fact]) -> None:
    ledger = Ledger(BOOKS[0])
    for fact in in_any_order(data, facts):
        ledger = ledger.record(fact)
    undone = {fact.event for fact in facts if isinstance(fact, Reversed)}
    paid = sum(
        (fact.amount for fact in facts if isinstance(fact, (Paid, BroughtForward)) and fact.id not in undone), ZERO
    )
    back = sum((fact.amount for fact in facts if isinstance(fact, Recovered) and fact.id not in undone), ZERO)
    balance = ledger.balance()
    assert (balance.paid, balance.recovered) == (paid, back)
    assert balance.set_off == 0  # what is kept back somewhere is counted elsewhere, of the two activities there are


@given(st.sampled_from(BOOKS), histories())
def test_law_5_a_ledger_is_replayed_from_its_facts_and_an_old_one_stays_as_it_was(
    book: TermsBook, facts: list[Fact]
) -> None:
    ledgers = [Ledger(book)]
    for fact in facts:
        ledgers.append(ledgers[-1].record(fact))
    before = [ledger.balance() for ledger in ledgers]
    assert Ledger(book).record(*ledgers[-1].facts) == ledgers[-1]
    for rank, ledger in enumerate(ledgers):
        again = Ledger(book).record(*facts[:rank])
        assert again.entries() == ledger.entries()
        assert again.balance() == before[rank]


def test_law_6_beside_one_of_a_moment_what_is_told_of_a_whole_day_has_a_place_of_its_own() -> None:
    """Two forecasts of a whole day; at one o'clock a third, and the first is taken back: the third stands, 40 % of 250.

    Without a place of its own beside the third, the second would stand once the ledger has been stored: 40 % of 7,805.
    """
    day, at_one = date(2023, 1, 1), datetime(2023, 1, 1, 1)
    facts = (
        Accepted("f0", day, "A1", 2023, "FORECAST", "18810"),
        Accepted("f2", day, "A1", 2023, "FORECAST", "7805"),
        Accepted("f1", at_one, "A1", 2023, "FORECAST", "250"),
    )
    ledger = Ledger(PaymentTerms.from_mapping({"top_up_rate": "0", "advances": [SEINE["advances"][0]]})).record(*facts)
    assert ledger.balance().due == Decimal("3122.00")  # nothing of a moment follows: the two of the day come last
    taken_back = Reversed("f3", at_one, "f0")
    for kept in (ledger, exchange.loads(exchange.dumps(ledger))):
        assert kept.record(taken_back).balance().due == Decimal("100.00")
