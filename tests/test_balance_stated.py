"""A balance stated as a fact: the account comes to it on that day, or the ledger says by how much it does not."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from afas.errors import InvalidInput
from afas.exchange import dumps, loads
from afas.payments import (
    Accepted,
    BalanceDiffers,
    BalanceStated,
    Fact,
    Ledger,
    Paid,
    PaymentTerms,
    Reversed,
    cash_flow,
    reconcile,
)

TERMS = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
DAY = date(2023, 2, 10)
FORECAST = Accepted("f", DAY, "A1", 2023, "FORECAST", "1000")
PAID = Paid("p", date(2023, 2, 20), "A1", 2023, "150")


def stated(left: object, on: date, name: str = "s", year: int = 2023) -> BalanceStated:
    return BalanceStated(name, on, "A1", year, left)


def ledger(*facts: Fact) -> Ledger:
    return Ledger(TERMS).record(FORECAST, PAID, *facts)


@pytest.mark.parametrize(
    ("left", "on"),
    [
        ("0", date(2023, 2, 9)),
        ("400", DAY),  # at the end of the day
        ("400.00", date(2023, 2, 19)),
        ("250", date(2023, 2, 20)),
        (Decimal(250), date(2024, 1, 1)),
        ("400", datetime(2023, 2, 20, 8)),  # the transfer of that day has no time: it comes later
    ],
)
def test_an_account_that_stands_at_what_was_stated_says_nothing(left: object, on: date) -> None:
    assert ledger(stated(left, on)).balance() == ledger().balance()
    assert ledger(stated(left, on)).entries() == ledger().entries()


def test_a_difference_is_told_with_its_amount_wherever_the_account_is_asked_for() -> None:
    wrong = ledger(stated("260", date(2023, 3, 1)), stated("-5", date(2023, 3, 2), "t"))
    for ask in (
        wrong.entries,
        wrong.balance,
        wrong.to_markdown,
        lambda: wrong.balances("year"),
        lambda: cash_flow(wrong, on=DAY),
        lambda: reconcile(wrong, [], through=date(2024, 1, 1)),
    ):
        with pytest.raises(BalanceDiffers) as caught:
            ask()
        assert [str(one.difference) for one in caught.value.differences] == ["-10.00", "255.00"]
        assert len(caught.value.faults) == 2
    assert "10" in caught.value.text("fr")
    assert "1 March 2023" in caught.value.text("en")
    assert wrong.balance(through=date(2023, 2, 28)).left == 250  # before that day, the account can be looked at
    assert wrong.balance(activity="A2").left == 0


def test_a_late_fact_can_break_a_balance_and_another_mend_it() -> None:
    kept = ledger(stated("250", date(2023, 3, 1)))
    late = kept.record(Paid("q", date(2023, 2, 25), "A1", 2023, "50"))
    with pytest.raises(BalanceDiffers, match="200"):
        late.balance()
    assert late.record(Reversed("z", date(2023, 2, 26), "q")).balance().left == 250
    assert late.record(Reversed("z", date(2023, 3, 5), "s")).balance().left == 200  # the statement taken back


def test_a_balance_stated_travels_and_is_exact() -> None:
    held = ledger(stated("-12.34", date(2022, 1, 1), year=2022))
    assert loads(dumps(held), Ledger) == held
    for bad in ("12.345", 0.5, None, "1e3"):
        with pytest.raises(InvalidInput):
            stated(bad, DAY)
