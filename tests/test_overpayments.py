"""Overpayments (*indus*): when one arises, what comes of it, and that no more is given up than there is."""

from datetime import date
from decimal import Decimal

import pytest

from afas.errors import InvalidInput
from afas.exchange import dumps, loads
from afas.payments import (
    Accepted,
    Amended,
    Fact,
    GivenUpFor,
    Ledger,
    Notified,
    Overpayment,
    Paid,
    PaymentTerms,
    Recovered,
    Reversed,
    SetOff,
    WrittenOff,
    overpayments,
)

TERMS = PaymentTerms.from_mapping({"advances": [{"rate": "0.70", "on": "forecast validated"}]})
FORECAST = Accepted("f", date(2023, 2, 10), "A1", 2023, "FORECAST", "1000")
PAID = Paid("p", date(2023, 2, 20), "A1", 2023, "700")
ACTUAL = Accepted("a", date(2024, 4, 2), "A1", 2023, "ACTUAL", "600")  # 700 advanced, 600 due: 100 too much
END = date(2025, 1, 1)


def ledger(*facts: Fact) -> Ledger:
    return Ledger(TERMS).record(FORECAST, PAID, *facts)


def given_up(amount: str, on: date = date(2024, 6, 1), name: str = "w") -> WrittenOff:
    return WrittenOff(name, on, "A1", 2023, amount, GivenUpFor.REMISSION)


def test_one_arises_at_the_actual_declaration_and_says_so() -> None:
    assert overpayments(ledger(ACTUAL), on=date(2024, 4, 1)) == ()
    (indu,) = overpayments(ledger(ACTUAL), on=date(2024, 4, 2))
    assert (indu.activity, indu.year, str(indu.amount), indu.since.on) == ("A1", 2023, "100.00", date(2024, 4, 2))
    assert indu.text("fr").startswith("Indu de 100,00")
    assert "Actual 2023 declaration validated" in indu.text("en")
    assert len(indu.sources) == 2


def test_one_arises_after_a_control() -> None:
    right = Accepted("a", date(2024, 4, 2), "A1", 2023, "ACTUAL", "900")
    control = Amended("k", date(2024, 9, 3), "A1", 2023, "ACTUAL", "850", "Contrôle sur place")
    settled = ledger(right, Paid("q", date(2024, 4, 20), "A1", 2023, "200"))
    assert overpayments(settled, on=END) == ()
    (indu,) = overpayments(settled.record(control), on=END)
    assert (str(indu.amount), indu.since.on) == ("50.00", date(2024, 9, 3))
    assert "after a control" in indu.text("en")


def test_it_is_notified_then_paid_back_or_set_off() -> None:
    said = Notified("n", date(2024, 5, 2), "A1", 2023, "Courrier 17")
    (before,), (after,) = overpayments(ledger(ACTUAL), on=END), overpayments(ledger(ACTUAL, said), on=END)
    assert (before.notified, after.notified) == (None, date(2024, 5, 2))
    assert "tenu de le rembourser" in before.steps[0].text("fr")
    assert "2 May 2024" in after.steps[0].text("en")
    for back in (
        Recovered("r", date(2024, 6, 1), "A1", 2023, "100"),
        SetOff("s", date(2024, 6, 1), "A1", 2023, "100", 2024),
    ):
        assert 2023 not in {indu.year for indu in overpayments(ledger(ACTUAL, said, back), on=END)}
    (half,) = overpayments(ledger(ACTUAL, Recovered("r", date(2024, 6, 1), "A1", 2023, "40")), on=END)
    assert str(half.amount) == "60.00"


def test_the_threshold_is_open_until_it_is_given() -> None:
    (open_threshold,) = overpayments(ledger(ACTUAL), on=END)
    assert open_threshold.very_small is None
    assert any("threshold=" in step.text("fr") for step in open_threshold.steps)
    for threshold, small in (("100", False), ("100.01", True)):  # below it, and not at it
        (indu,) = overpayments(ledger(ACTUAL), on=END, threshold=threshold)
        assert indu.very_small is small
        assert not any("threshold=" in step.text("en") for step in indu.steps)
        assert any("cancelled" in step.text("en") for step in indu.steps) is small
    with pytest.raises(InvalidInput):
        overpayments(ledger(ACTUAL), on=END, threshold=0.5)  # type: ignore[arg-type] # the point


def test_the_doctrine_of_2021_says_nothing_of_the_years_before() -> None:
    old = Ledger(TERMS).record(
        Accepted("a", date(2021, 4, 2), "A1", 2020, "ACTUAL", "1"), Paid("p", date(2021, 5, 1), "A1", 2020, "9")
    )
    (indu,) = overpayments(old, on=END, threshold="50")
    assert (str(indu.amount), indu.very_small, len(indu.sources)) == ("8.00", None, 1)
    assert "2009-222" in indu.steps[-1].text("fr")


def test_what_the_caf_gives_up_settles_the_account_and_is_no_payment() -> None:
    balance = ledger(ACTUAL, given_up("100")).balance()
    assert (str(balance.written_off), str(balance.net), str(balance.left)) == ("100.00", "700.00", "0.00")
    assert balance.settled
    assert overpayments(ledger(ACTUAL, given_up("100")), on=END) == ()
    table = ledger(ACTUAL, given_up("100")).to_markdown("fr")
    assert "indu 2023 abandonné (remise de dette)" in table
    taken_back = ledger(ACTUAL, given_up("100"), Reversed("z", date(2024, 7, 1), "w"))
    assert str(taken_back.balance().left) == "-100.00"


def test_law_6_never_more_is_given_up_than_was_overpaid() -> None:
    # the actual right is revised to 650: 50 too much, of which no more than 50 is given up; to 800: nothing
    for right, left, kept in (("650", "0.00", "50.00"), ("700", "0.00", "0.00"), ("800", "100.00", "0.00")):
        revised = Accepted("b", date(2024, 8, 1), "A1", 2023, "ACTUAL", right)
        balance = ledger(ACTUAL, given_up("100"), revised).balance()
        assert (str(balance.left), str(balance.written_off)) == (left, kept)
    early = ledger(given_up("100", date(2024, 1, 1)), ACTUAL)  # said before there is anything to give up
    assert str(early.balance(through=date(2024, 2, 1)).written_off) == "0.00"
    assert str(early.balance().written_off) == "100.00"
    late = ledger(ACTUAL).record(given_up("30")).record(given_up("20", name="x"))
    assert str(late.balance().left) == "-50.00"


def test_law_8_they_travel() -> None:
    held = ledger(ACTUAL, Notified("n", date(2024, 5, 2), "A1", 2023), given_up("30"))
    assert loads(dumps(held), Ledger) == held
    (indu,) = overpayments(held, on=END)
    assert loads(dumps(indu), Overpayment) == indu
    assert indu.amount == Decimal(70)
    for bad in ("DEBT", None, 3):
        with pytest.raises(InvalidInput):
            WrittenOff("w", END, "A1", 2023, "1", bad)  # the point
