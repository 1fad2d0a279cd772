"""Cash flow and reconciliation, worked by hand; and what must hold of them for any ledger."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afas.errors import InvalidInput
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.payments import (
    Accepted,
    BankLine,
    BroughtForward,
    Expectation,
    Fact,
    Ledger,
    Paid,
    PaymentTerms,
    SameIdOtherFact,
    cash_flow,
    reconcile,
)
from tests.test_ledger_laws import BOOKS, histories

TERMS = PaymentTerms.from_mapping(
    {
        "top_up_rate": "0.40",
        "advances": [
            {"rate": "0.40", "on": "forecast validated"},
            {"rate": "0.30", "on": "actual N-1 validated", "cap": {"rate": "0.70", "base": "actual N-1"}},
        ],
    }
)
HOME = Activity("A1", "P1", "ALSH", "Loisirs", "LILLE")
OPENED = Ledger(TERMS, [HOME]).record(
    BroughtForward("bf", date(2022, 12, 31), "A1", 2022, "65000"),
    Accepted("f", date(2023, 2, 10), "A1", 2023, "FORECAST", "100000"),
)
ACTUAL_2022 = Expectation("A1", 2022, "ACTUAL", date(2023, 4, 11), "95000", "90000", "100000")
MARCH, APRIL = date(2023, 3, 1), date(2023, 4, 1)


def euros(*amounts: int) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


def test_what_is_known_and_what_is_expected_between_two_amounts() -> None:
    # known: 40 % x 100,000, overdue: paid this month at the earliest. April, likely: 95,000 - 65,000 = 30,000 and
    # min(30,000; 66,500 - 40,000) = 26,500; low: 25,000 + 23,000; high: 35,000 + 30,000
    flow = cash_flow(OPENED, [ACTUAL_2022], on=date(2023, 3, 5), partner="P1")
    assert [month.start for month in flow.months] == [MARCH, APRIL]
    assert [[m.known, m.expected, m.low, m.high, m.total] for m in flow.months] == [
        euros(40_000, 0, 40_000, 40_000, 40_000),
        euros(0, 56_500, 48_000, 65_000, 96_500),
    ]
    assert "| 2023-04 | €0.00 | €56,500.00 | €48,000.00 | €65,000.00 | €96,500.00 |" in flow.to_markdown("en")
    assert "Attendu" in flow._repr_html_()


def test_a_higher_actual_right_can_mean_a_lower_balance() -> None:
    # actual 2023 of 98,000 for sure: 98,000 less the advances, 63,000 to 70,000
    sure = Expectation("A1", 2023, "ACTUAL", date(2024, 4, 10), "98000")
    month = cash_flow(OPENED, [ACTUAL_2022, sure], on=date(2023, 3, 5)).months[-1]
    assert [month.expected, month.low, month.high] == euros(31_500, 28_000, 35_000)


def test_what_is_paid_is_expected_no_more_and_an_overpayment_is_shown() -> None:
    paid = OPENED.record(Paid("b", date(2023, 2, 20), "A1", 2023, "40000"))
    assert cash_flow(paid, on=date(2023, 3, 5)).months == ()
    low = Accepted("r", date(2023, 4, 11), "A1", 2022, "ACTUAL", "60000")
    months = cash_flow(paid.record(low), on=date(2023, 4, 12)).months
    # 60,000 - 65,000 = -5,000; second advance min(30,000; 42,000 - 40,000) = 2,000
    assert [month.start for month in months] == [APRIL]
    assert [month.known for month in months] == euros(-3_000)


def test_the_delay_of_the_caf_is_given_never_guessed() -> None:
    months = cash_flow(OPENED, on=date(2023, 2, 10), delay=25).months  # 10 February + 25 days: 7 March
    assert [month.start for month in months] == [MARCH]


def test_lines_are_matched_alone_or_together_and_what_is_not_is_said() -> None:
    ledger = OPENED.record(Accepted("r", date(2023, 4, 11), "A1", 2022, "ACTUAL", "95000"))
    lines = [
        BankLine("L1", date(2023, 2, 20), "40000", "ACOMPTE"),
        BankLine("L2", date(2023, 4, 20), "56500"),  # the balance of 30,000 and the second advance of 26,500
        BankLine("L3", date(2023, 4, 22), "12.34"),
    ]
    found = reconcile(ledger, [*lines, lines[0]], through=date(2023, 4, 30), partner="P1")
    assert [(match.line.id, len(match.dues)) for match in found.matched] == [("L1", 1), ("L2", 2)]
    assert [line.id for line in found.unexpected] == ["L3"]
    assert found.missing == ()
    after = ledger.record(*found.facts)
    assert after.balance().left == 0
    assert "2023 | Payment |  | €26,500.00 | €0.00 | transfer from the Caf, L2: settles Second advance" in (
        after.to_markdown("en")
    )
    again = reconcile(after, lines, through=date(2023, 4, 30))
    assert [line.id for line in again.recorded] == ["L1", "L2"]
    assert (again.matched, again.facts) == ((), ())


def test_what_is_missing_is_what_fell_due_and_no_line_pays() -> None:
    found = reconcile(OPENED, [BankLine("L1", date(2023, 2, 9), "40000")], through=date(2023, 3, 1))
    assert [line.id for line in found.unexpected] == ["L1"]  # a day before it fell due
    assert [one.amount for one in found.missing] == [40_000]
    assert "Manquant" in found.to_markdown("fr")
    assert "1er acompte Loisirs 2023, échu le 10 février 2023 : 40" in found.to_markdown("fr")
    assert reconcile(OPENED, [], through=date(2023, 2, 9)).missing == ()
    other = [BankLine("L1", date(2023, 2, 9), "1"), BankLine("L1", date(2023, 2, 9), "2")]
    with pytest.raises(SameIdOtherFact):
        reconcile(OPENED, other, through=MARCH)


@given(st.sampled_from(BOOKS[:2]), histories())
def test_law_6_a_line_for_each_due_leaves_nothing_missing(book: object, facts: list[Fact]) -> None:
    ledger = Ledger(book).record(*facts)  # type: ignore[arg-type] # a TermsBook
    through = date(2027, 1, 1)
    dues = reconcile(ledger, [], through=through).missing
    lines = [
        BankLine(f"L{rank}", one.entry.on + timedelta(rank % 20), one.amount, "VIR") for rank, one in enumerate(dues)
    ]
    found = reconcile(ledger, lines, through=through, within=20)
    matched = sum((match.line.amount for match in found.matched), Decimal(0))
    missing = sum((one.amount for one in found.missing), Decimal(0))
    unexpected = sum((line.amount for line in found.unexpected), Decimal(0))
    assert matched + missing == sum((one.amount for one in dues), Decimal(0))
    assert missing == unexpected  # two lines can only be swapped where their amounts make the same sums
    left = {**ledger.record(*found.facts).balances("activity")}
    before = ledger.balances("activity")
    assert sum((before[key].left - left[key].left for key in before), Decimal(0)) == matched


@given(st.sampled_from(BOOKS[:2]), histories())
def test_law_6_the_months_add_up_to_what_is_left(book: object, facts: list[Fact]) -> None:
    ledger = Ledger(book).record(*facts)  # type: ignore[arg-type] # a TermsBook
    flow = cash_flow(ledger, on=date(2023, 6, 1))
    assert sum((month.known for month in flow.months), Decimal(0)) == ledger.balance().left
    assert all(month.low <= month.known + month.expected <= month.high for month in flow.months)


@pytest.mark.parametrize("bad", ["2023-03-05", None, datetime(2023, 3, 5, 12), date(1, 1, 1)])
def test_the_day_that_is_looked_at_is_a_day(bad: Any) -> None:
    for ask in (lambda: cash_flow(OPENED, on=bad), lambda: reconcile(OPENED, [], through=bad)):
        with pytest.raises(InvalidInput):
            ask()
    with pytest.raises(InvalidInput):
        Expectation("A1", 2023, DeclarationKind.ACTUAL, bad, Decimal(1))


@pytest.mark.parametrize("bad", [-1, 10**9, 1.5, "3", True, None])
def test_a_delay_is_a_number_of_days(bad: Any) -> None:
    for ask in (
        lambda: cash_flow(OPENED, on=MARCH, delay=bad),
        lambda: reconcile(OPENED, [], through=MARCH, within=bad),
    ):
        with pytest.raises(InvalidInput):
            ask()
