"""Reconciliation by hand: which due a line pays, what is told and never forced, and ids that are taken already."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from afas.errors import InvalidInput
from afas.partners import Activity
from afas.payments import (
    Accepted,
    BankLine,
    Entry,
    Fact,
    Ledger,
    Matching,
    Paid,
    PaymentKind,
    PaymentTerms,
    Recovered,
    SameIdOtherFact,
    Side,
    reconcile,
)
from afas.payments._matching import match

TERMS = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
DAY = date(2023, 2, 10)
MARCH = date(2023, 3, 31)


def accepted(activity: str, right: str, on: date = DAY, year: int = 2023) -> Accepted:
    return Accepted(f"v{activity}{year}", on, activity, year, "FORECAST", right)


def line(amount: str, on: date = DAY + timedelta(5), name: str = "1", label: str = "") -> BankLine:
    return BankLine(name, on, amount, label)


# --- ids


def test_a_line_whose_id_stands_for_another_transfer_is_told_and_its_due_stays_missing() -> None:
    """Banks number their lines anew each month: "1" of 400 in February is not "1" of 800 in March."""
    ledger = Ledger(TERMS).record(accepted("A1", "1000"), accepted("A2", "2000"))
    first = reconcile(ledger, [line("400")], through=MARCH)
    ledger = ledger.record(*first.facts)
    again = reconcile(ledger, [line("400")], through=MARCH)
    assert (len(again.recorded), again.clashes) == (1, ())
    march = reconcile(ledger, [line("800", date(2023, 3, 12))], through=MARCH)
    assert [clash.recorded.id for clash in march.clashes] == ["1"]
    assert (march.recorded, march.matched, march.unexpected) == ((), (), ())
    assert [str(due.amount) for due in march.missing] == ["800.00"]
    said = march.to_markdown("en")
    assert "Id already taken" in said
    assert "€400.00" in said


@pytest.mark.parametrize(
    "other",
    [
        accepted("A2", "2000", year=2022),
        Recovered("vA22022", DAY + timedelta(5), "A1", 2023, "400"),
        Paid("vA22022", DAY + timedelta(4), "A1", 2023, "400"),
        Paid("vA22022", DAY + timedelta(5), "A1", 2023, "401"),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_a_line_whose_id_stands_for_anything_else_is_told(other: Fact) -> None:
    ledger = Ledger(TERMS).record(accepted("A1", "1000"), other)
    found = reconcile(ledger, [line("400", name="vA22022")], through=MARCH)
    assert [clash.recorded for clash in found.clashes] == [other]
    assert (found.recorded, found.matched) == ((), ())
    assert "vA22022" in found.to_markdown("fr")
    assert ("a fact that is no payment" in found.to_markdown("en")) is isinstance(other, Accepted)
    assert ("a movement of €40" in found.to_markdown("en")) is not isinstance(other, Accepted)


def test_a_line_recorded_for_another_partner_is_told() -> None:
    two = [Activity("A1", "P1", "ALSH", "Un", "LILLE"), Activity("A2", "P2", "ALSH", "Deux", "LILLE")]
    ledger = Ledger(TERMS, two).record(accepted("A1", "1000"), accepted("A2", "1000"))
    ledger = ledger.record(*reconcile(ledger, [line("400")], through=MARCH, partner="P1").facts)
    found = reconcile(ledger, [line("400")], through=MARCH, partner="P2")
    assert (len(found.clashes), found.recorded, len(found.missing)) == (1, (), 1)


def test_a_line_in_parts_is_recorded_once_and_told_when_it_changes() -> None:
    ledger = Ledger(TERMS).record(accepted("A1", "1000"), accepted("A2", "2000"))
    both = reconcile(ledger, [line("1200")], through=MARCH)
    assert [fact.id for fact in both.facts] == ["1#1", "1#2"]
    ledger = ledger.record(*both.facts)
    assert len(reconcile(ledger, [line("1200")], through=MARCH).recorded) == 1
    assert len(reconcile(ledger, [line("1100")], through=MARCH).clashes) == 1


def test_two_lines_never_make_facts_of_one_id() -> None:
    ledger = Ledger(TERMS).record(accepted("A1", "1000"), accepted("A2", "2000"), accepted("A3", "5000"))
    odd = line("2000", name="1#2", on=DAY + timedelta(6))
    found = reconcile(ledger, [line("1200"), odd], through=MARCH)
    assert [clash.line for clash in found.clashes] == [odd]
    assert ledger.record(*found.facts).balance().left == 2000
    with pytest.raises(SameIdOtherFact):
        reconcile(ledger, [line("400"), line("401")], through=MARCH)


def test_a_line_has_a_day_and_an_exact_amount() -> None:
    for bad in ({"on": "2023-02-10"}, {"on": None}, {"amount": 1.5}, {"amount": "-1"}):
        with pytest.raises(InvalidInput):
            BankLine(**{"id": "1", "on": DAY, "amount": "1", **bad})  # type: ignore[arg-type] # the point


# --- which due a line pays


def test_of_two_equal_dues_the_oldest_is_paid() -> None:
    older, later = accepted("A2", "1000", DAY - timedelta(3)), accepted("A1", "1000")
    ledger = Ledger(TERMS).record(later, older)
    found = reconcile(ledger, [line("400")], through=MARCH)
    assert [fact.activity for fact in found.facts] == ["A2"]
    same_day = Ledger(TERMS).record(accepted("A2", "1000"), accepted("A1", "1000"))
    assert [fact.activity for fact in reconcile(same_day, [line("400")], through=MARCH).facts] == ["A1"]


@pytest.mark.parametrize(("days", "paid"), [(-1, 0), (0, 1), (60, 1), (61, 0)])
def test_a_line_pays_what_fell_due_within_its_days(days: int, paid: int) -> None:
    ledger = Ledger(TERMS).record(accepted("A1", "1000"))
    found = reconcile(ledger, [line("400", DAY + timedelta(days))], through=date(2024, 1, 1))
    assert (len(found.matched), len(found.unexpected), len(found.missing)) == (paid, 1 - paid, 1 - paid)


@pytest.mark.parametrize(("apart", "paid"), [(4, 1), (5, 0)])
def test_a_few_dues_of_one_day_are_four_at_most(apart: int, paid: int) -> None:
    """Dues of 1, 2, 4, 8, 16, 32: each choice of them has a sum of its own; all six together are tried besides."""
    rights = [accepted(f"A{rank}", str(right)) for rank, right in enumerate(("2.50", "5", "10", "20", "40", "80"))]
    few = sum((1, 2, 4, 8, 16, 32)[:apart])
    found = reconcile(Ledger(TERMS).record(*rights), [line(str(few))], through=MARCH)
    assert len(found.matched) == paid
    if paid:
        assert [str(due.amount) for due in found.matched[0].dues] == ["1.00", "2.00", "4.00", "8.00"]
    assert len(reconcile(Ledger(TERMS).record(*rights), [line("63")], through=MARCH).matched[0].dues) == 6


@pytest.mark.parametrize(("dues", "paid"), [(16, 1), (17, 0)])
def test_a_choice_is_made_among_sixteen_dues_of_one_day_at_most(dues: int, paid: int) -> None:
    rights = [accepted(f"A{rank:02}", str(2.5 * (100 + rank))) for rank in range(dues)]
    found = reconcile(Ledger(TERMS).record(*rights), [line("201")], through=MARCH)  # 100 + 101, and no other two
    assert len(found.matched) == paid


def test_all_that_fell_due_over_some_days_and_not_more() -> None:
    rights = [accepted(f"A{rank}", "1000", DAY + timedelta(rank)) for rank in range(3)]
    ledger = Ledger(TERMS).record(*rights)
    found = reconcile(ledger, [line("800")], through=MARCH)
    assert [fact.activity for fact in found.facts] == ["A1", "A2"]  # the latest days
    assert reconcile(ledger, [line("1200")], through=MARCH).missing == ()
    assert len(reconcile(ledger, [line("801")], through=MARCH).unexpected) == 1


# --- what is left of a due


def matched(*facts: Fact) -> Matching:
    return match(Ledger(TERMS).record(accepted("A1", "100000"), *facts).entries(activity="A1"))


def test_the_rest_of_a_due_paid_in_part_stays_open() -> None:
    part = matched(Paid("p", DAY + timedelta(1), "A1", 2023, "10000"))
    assert [str(due.amount) for due in part.open] == ["30000.00"]
    assert [[str(due.amount) for due in used] for used in part.uses] == [[], ["10000.00"]]
    rest = matched(
        Paid("p", DAY + timedelta(1), "A1", 2023, "10000"), Paid("q", DAY + timedelta(2), "A1", 2023, "30000")
    )
    assert not rest.open
    assert rest.credit == 0
    assert [[str(due.amount) for due in used] for used in rest.uses] == [[], ["10000.00"], ["30000.00"]]


def test_a_euro_pays_a_euro_of_a_due() -> None:
    one = matched(Paid("p", DAY + timedelta(1), "A1", 2023, "1"))
    assert [str(due.amount) for due in one.open] == ["39999.00"]
    assert [str(due.amount) for due in one.uses[1]] == ["1.00"]
    more = matched(Paid("p", DAY + timedelta(1), "A1", 2023, "40001"))
    assert not more.open
    assert more.credit == 1


def entry(side: Side, amount: str, day: int) -> Entry:
    on = DAY + timedelta(day)
    kind = PaymentKind.ADVANCE_1 if side is Side.DUE else None
    return Entry("A1", 2023, on, side, kind, Decimal(amount), accepted("A1", "1"))


def test_what_is_due_no_more_cancels_the_latest_due_first_and_then_what_was_paid() -> None:
    lines = [entry(Side.DUE, "100", 0), entry(Side.DUE, "50", 1), entry(Side.DUE, "-70", 2)]
    assert [str(due.amount) for due in match(lines).open] == ["80.00"]
    over = match([*lines, entry(Side.DUE, "-100", 3)])
    assert (over.open, str(over.credit)) == ((), "20.00")
    again = match([*lines, entry(Side.DUE, "-100", 3), entry(Side.DUE, "20", 4), entry(Side.DUE, "5", 5)])
    assert [str(due.amount) for due in again.open] == ["5.00"]
    assert again.credit == 0
    exact = match([*lines, entry(Side.DUE, "-80", 3)])
    assert not exact.open
    assert exact.credit == 0


def test_what_is_given_back_was_too_much_first_then_opens_a_due_again() -> None:
    lines = [entry(Side.DUE, "100", 0), entry(Side.PAID, "120", 1)]
    back = match([*lines, entry(Side.RECOVERED, "-50", 2)])
    assert [str(due.amount) for due in back.open] == ["30.00"]
    assert back.credit == 0
    exact = match([*lines, entry(Side.RECOVERED, "-20", 2)])
    assert not exact.open
    assert exact.credit == 0
