"""Overpayments (*indus*): when one arises, what comes of it, and that no more is given up than there is."""

from datetime import date
from decimal import Decimal

import pytest

from afas.errors import InvalidInput
from afas.exchange import dumps, loads
from afas.partners import Activity
from afas.payments import (
    Accepted,
    Amended,
    Entry,
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
    Side,
    WrittenOff,
    overpayments,
)
from afas.payments._overpayments import CIRCULAR_2021, NOTIFICATION

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


TO_NOTIFY = "the Caf notifies it to the partner, who has to pay it back"
NOTIFIED = "notified on 2 May 2024: to be paid back"
HOW = "it is paid back, or set off against a later payment; a repayment plan can be tailored"
OPEN = "a very small overpayment is cancelled, below a threshold that was not read: give it (threshold=…)"
RIGHTS = "a debt remission can be asked for, by a national scale; disputes belong to the administrative courts only"
BEFORE = "before the year 2021, LC 2009-222, which was not read, says what comes of it"


@pytest.mark.parametrize(
    ("year", "amount", "threshold", "small", "then"),
    [
        (2021, "100", None, None, [HOW, OPEN, RIGHTS]),
        (2021, "100", "99.99", False, [HOW, RIGHTS]),
        (2021, "100", "100", False, [HOW, RIGHTS]),
        (2021, "100", "100.01", True, ["it is below the threshold of €100.01: cancelled", RIGHTS]),
        (2021, "0.01", "0", False, [HOW, RIGHTS]),
        (2020, "100", None, None, [BEFORE]),
        (2020, "100", "100.01", None, [BEFORE]),
    ],
)
def test_the_next_steps_of_each_year_and_amount(
    year: int, amount: str, threshold: str | None, small: bool | None, then: list[str]
) -> None:
    """Of the year 2021 on the circular says them; of the year before, no text that was read."""
    since = Entry("A1", year, date(2024, 4, 2), Side.DUE, None, Decimal(-1), ACTUAL)
    bound = None if threshold is None else Decimal(threshold)
    for notified, first in ((None, TO_NOTIFY), (date(2024, 5, 2), NOTIFIED)):
        indu = Overpayment("A1", year, Decimal(amount), since, notified, bound)
        assert indu.very_small is small
        assert [step.text("en") for step in indu.steps] == [first, *then]
        assert indu.sources == ((NOTIFICATION, CIRCULAR_2021) if year == 2021 else (NOTIFICATION,))


def test_it_says_how_much_of_which_year_since_when_and_why() -> None:
    (indu,) = overpayments(ledger(ACTUAL), on=END)
    assert indu.text("en") == (
        "Overpayment of €100.00, year 2023, since 2 April 2024: Actual 2023 declaration validated by the Caf: "
        "actual right €600.00 − advances €700.00"
    )


def test_the_threshold_is_an_exact_amount() -> None:
    for bad, code in ((0.5, "float-refused"), ("-1", "too-low"), ("0.001", "not-whole-cents"), ("x", "not-a-number")):
        with pytest.raises(InvalidInput) as caught:
            overpayments(ledger(), on=END, threshold=bad)  # type: ignore[arg-type] # the point
        assert [(fault.path, fault.code) for fault in caught.value.faults] == [("threshold", code)]


def test_they_are_told_by_account_the_earliest_first_of_one_partner_or_of_all() -> None:
    """Each was paid more than nothing; of one day, by activity, then by year."""

    def paid(activity: str, year: int, month: int, amount: str) -> Paid:
        return Paid(f"{activity}{year}", date(2024, month, 1), activity, year, amount)

    activities = [Activity(f"A{n}", "P1" if n < 3 else "P2", "ALSH", f"Activité {n}", "LILLE") for n in (1, 2, 3)]
    held = Ledger(TERMS, activities).record(
        paid("A3", 2022, 3, "1"),
        paid("A2", 2023, 2, "2"),
        paid("A1", 2023, 2, "3"),
        paid("A1", 2022, 2, "4"),
        paid("A2", 2022, 1, "5"),
    )

    def found(on: date, partner: str | None = None) -> list[tuple[str, int, str]]:
        return [(each.activity, each.year, str(each.amount)) for each in overpayments(held, on=on, partner=partner)]

    every = [
        ("A2", 2022, "5.00"),
        ("A1", 2022, "4.00"),
        ("A1", 2023, "3.00"),
        ("A2", 2023, "2.00"),
        ("A3", 2022, "1.00"),
    ]
    assert found(END) == every
    assert found(date(2024, 2, 1)) == every[:4]
    assert found(date(2024, 1, 31)) == every[:1]
    assert found(date(2023, 12, 31)) == []
    assert found(END, "P1") == every[:4]
    assert found(END, "P2") == every[4:]


def test_it_is_since_the_line_from_which_there_was_one_without_a_break() -> None:
    """600 due and 700 paid: 100 too much in April; recovered in May, nothing is left; a cent is paid in June."""
    back = Recovered("r", date(2024, 5, 3), "A1", 2023, "100")
    again = Paid("x", date(2024, 6, 3), "A1", 2023, "0.01")
    more = Paid("y", date(2024, 6, 4), "A1", 2023, "1")
    for facts, on, amount, since in (
        ((), END, "100.00", date(2024, 4, 2)),
        ((back, again), date(2024, 5, 2), "100.00", date(2024, 4, 2)),
        ((back, again), date(2024, 6, 3), "0.01", date(2024, 6, 3)),
        ((back, again, more), END, "1.01", date(2024, 6, 3)),
        ((again,), END, "100.01", date(2024, 4, 2)),
        ((Recovered("r", date(2024, 5, 3), "A1", 2023, "99.99"), again), END, "0.02", date(2024, 4, 2)),
    ):
        (indu,) = overpayments(ledger(ACTUAL, *facts), on=on)
        assert (str(indu.amount), indu.since.on) == (amount, since)
    assert overpayments(ledger(ACTUAL, back, again), on=date(2024, 5, 3)) == ()


def test_one_is_recovered_over_several_dues() -> None:
    """100 too much of 2023: 60 kept back from 2024, then 40 from 2025, and each of them has so much less to be paid."""

    def forecast(year: int) -> Accepted:
        return Accepted(f"f{year}", date(year, 2, 10), "A1", year, "FORECAST", "1000")

    def kept(year: int, amount: str) -> SetOff:
        return SetOff(f"s{year}", date(year, 5, 1), "A1", 2023, amount, year)

    held = ledger(ACTUAL, forecast(2024), forecast(2025), kept(2024, "60"), kept(2025, "40"))
    for on, left in ((date(2024, 4, 30), "100.00"), (date(2024, 5, 1), "40.00"), (date(2025, 4, 30), "40.00")):
        (indu,) = overpayments(held, on=on)
        assert (indu.year, str(indu.amount), indu.since.on) == (2023, left, date(2024, 4, 2))
    assert overpayments(held, on=date(2025, 5, 1)) == ()
    assert [str(held.balance(year=year).left) for year in (2023, 2024, 2025)] == ["0.00", "640.00", "660.00"]
    back = held.record(Reversed("z", date(2025, 6, 1), "s2024"))  # taken back, there is one again, since that day
    (indu,) = overpayments(back, on=date(2025, 6, 1))
    assert (indu.year, str(indu.amount), indu.since.on) == (2023, "60.00", date(2025, 6, 1))
    assert [str(back.balance(year=year).left) for year in (2023, 2024, 2025)] == ["-60.00", "700.00", "660.00"]


def test_it_is_notified_since_it_arose_and_by_the_day_that_is_looked_at() -> None:
    """The last notification of that activity and year counts."""

    def said(day: date, year: int = 2023, activity: str = "A1") -> Notified:
        return Notified(f"n{day}{year}{activity}", day, activity, year)

    arose, day_before, later = date(2024, 4, 2), date(2024, 4, 1), date(2024, 5, 2)
    for facts, on, notified in (
        ([said(day_before)], END, None),
        ([said(arose)], END, arose),
        ([said(later)], date(2024, 5, 1), None),
        ([said(later)], later, later),
        ([said(arose), said(later)], END, later),
        ([said(arose), said(later)], date(2024, 5, 1), arose),
        ([said(later, 2022), said(later, 2023, "A2")], END, None),
    ):
        (indu,) = overpayments(ledger(ACTUAL, *facts), on=on)
        assert indu.notified == notified


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
            WrittenOff("w", END, "A1", 2023, "1", bad)  # type: ignore[arg-type] # the point
