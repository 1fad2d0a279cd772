"""Reconciliation by hand: which due a line pays, what is told and never forced, and ids that are taken already."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from afas.errors import InvalidInput
from afas.partners import Activity
from afas.payments import (
    Accepted,
    Amended,
    BankLine,
    Entry,
    Fact,
    Ledger,
    Paid,
    PaymentKind,
    PaymentTerms,
    Reconciliation,
    Recovered,
    SameIdOtherFact,
    Side,
    reconcile,
)
from afas.payments._matching import Open, by_account, match

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


ACTIVITIES = [Activity(f"A{n}", "P1" if n < 3 else "P2", "ALSH", f"Activité {n}", "LILLE") for n in (1, 2, 3, 4)]
FIFTH = DAY + timedelta(5)


def part(name: str, amount: str, activity: str = "A1", on: date = FIFTH) -> Paid:
    return Paid(name, on, activity, 2023, amount)


@pytest.mark.parametrize(
    ("facts", "partner", "recorded"),
    [
        ([part("1", "400")], None, True),
        ([part("1", "400")], "P1", True),
        ([part("1", "400")], "P2", False),
        ([part("1", "400.01")], None, False),
        ([part("1", "400", on=DAY + timedelta(6))], None, False),
        ([part("1#1", "150"), part("1#2", "250", "A2")], None, True),
        ([part("1#1", "150"), part("1#2", "250", "A2")], "P1", True),
        ([part("1#1", "150"), part("1#2", "250", "A3")], None, True),
        ([part("1#1", "150"), part("1#2", "250", "A3")], "P1", False),  # a part of it is another partner's
        ([part("1#1", "150"), part("1#2", "250", "A3")], "P2", False),
        ([part("1#1", "150"), part("1#2", "250", on=DAY + timedelta(6))], None, False),
        ([part("1#1", "400"), Recovered("1#2", FIFTH, "A1", 2023, "100")], None, False),
        ([part("1#1", "300"), Recovered("1#2", FIFTH, "A1", 2023, "100")], None, False),
        ([part("1#1", "150"), part("1#3", "250")], None, False),  # its parts are numbered without a gap
    ],
)
def test_a_line_is_recorded_where_all_under_its_id_is_its_payment(
    facts: list[Fact], partner: str | None, recorded: bool
) -> None:
    """Whole or in parts: payments of its day, to the partner asked about, that come to its amount."""
    found = reconcile(Ledger(TERMS, ACTIVITIES).record(*facts), [line("400")], through=MARCH, partner=partner)
    assert found.recorded == ((line("400"),) if recorded else ())
    assert [(clash.line, clash.recorded) for clash in found.clashes] == ([] if recorded else [(line("400"), facts[0])])
    assert (found.matched, found.missing, found.unexpected) == ((), (), ())


def test_a_line_whose_parts_would_take_an_id_of_the_ledger_pays_nothing() -> None:
    taken = part("1#2", "7", "A3")
    ledger = Ledger(TERMS).record(accepted("A1", "1000"), accepted("A2", "2000"), taken)
    found = reconcile(ledger, [line("1200")], through=MARCH)
    assert [(clash.line, clash.recorded) for clash in found.clashes] == [(line("1200"), taken)]
    assert [str(due.amount) for due in found.missing] == ["400.00", "800.00"]
    assert found.matched == ()


def test_two_lines_never_make_facts_of_one_id() -> None:
    ledger = Ledger(TERMS).record(accepted("A1", "1000"), accepted("A2", "2000"), accepted("A3", "5000"))
    odd = line("2000", name="1#2", on=DAY + timedelta(6))
    found = reconcile(ledger, [line("1200"), odd], through=MARCH)
    assert [(clash.line, clash.recorded) for clash in found.clashes] == [(odd, found.facts[1])]
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


ONE_PARTNER = [Activity(f"A{n}", "P1", "ALSH", "Une", "LILLE") for n in range(1, 9)]


def paying(
    lines: list[BankLine], *rights: Accepted, within: int = 60, of: list[Activity] = ONE_PARTNER
) -> dict[str, list[str]]:
    """The activities that each line pays."""
    found = reconcile(Ledger(TERMS, of).record(*rights), lines, through=date(2024, 1, 1), within=within)
    assert {due.line.id for due in found.matched}.isdisjoint(line.id for line in found.unexpected)
    paid = {match.line.id: [due.entry.activity for due in match.dues] for match in found.matched}
    left = [due.entry.activity for due in found.missing]
    assert sorted(left + [name for names in paid.values() for name in names]) == sorted(one.activity for one in rights)
    return paid


def due(activity: str, amount: int, day: int = 0) -> Accepted:
    """A forecast whose advance of 40 % is this amount, so many days after `DAY`."""
    return accepted(activity, str(Decimal(amount) * 5 / 2), DAY + timedelta(day))


def test_each_line_takes_a_due_of_its_own_by_their_days_whatever_the_order_of_the_statement() -> None:
    """Three lines of 40 and two dues of 40: the first two, by day and then by id, pay the older and the newer."""
    rights = [due("A1", 40, 2), due("A2", 40, 1)]
    lines = [
        line("40", DAY + timedelta(5), "c"),
        line("40", DAY + timedelta(5), "b"),
        line("40", DAY + timedelta(3), "z"),
    ]
    for given in (lines, lines[::-1], lines[1:] + lines[:1]):
        assert paying(given, *rights) == {"z": ["A2"], "b": ["A1"]}


def test_one_due_is_paid_rather_than_several_be_it_another_partner_s() -> None:
    """Of the first partner, 10 and 20 of one day; of the second, 30 alone."""
    first = (due("A1", 10), due("A2", 20))
    for on in (DAY, DAY + timedelta(60)):
        assert paying([line("30", on)], *first, due("A3", 30), of=ACTIVITIES) == {"1": ["A3"]}
        assert paying([line("30", on)], *first, due("A3", 31), of=ACTIVITIES) == {"1": ["A1", "A2"]}
    # a few dues of one day rather than all of some days: 10 and 20 of the second partner
    apart = [due("A1", 10), due("A2", 20, 1), due("A3", 10), due("A4", 20)]
    assert paying([line("30")], *apart, of=ACTIVITIES) == {"1": ["A3", "A4"]}


def test_of_several_choices_the_latest_day_comes_first_then_all_of_it_then_the_fewest_then_the_first() -> None:
    several = [due(f"A{n}", n) for n in (1, 2, 3, 4)]
    assert paying([line("5")], *several) == {"1": ["A1", "A4"]}  # and not A2 and A3
    assert paying([line("7")], *several) == {"1": ["A3", "A4"]}  # and not A1, A2 and A4
    assert paying([line("9")], *several) == {"1": ["A2", "A3", "A4"]}
    assert paying([line("10")], *several) == {"1": ["A1", "A2", "A3", "A4"]}
    first_day = [due("A1", 40), due("A2", 23)]
    assert paying([line("63")], *first_day, due("A3", 33, 1), due("A4", 30, 1)) == {"1": ["A3", "A4"]}
    six = [due(f"A{rank + 3}", 2**rank, 1) for rank in range(6)]  # 1, 2, 4, 8, 16, 32: 63 in all
    assert paying([line("63")], *first_day, *six) == {"1": [f"A{rank + 3}" for rank in range(6)]}
    assert paying([line("64")], *first_day, *six) == {}


def test_a_due_that_a_line_has_paid_is_in_no_sum_any_more() -> None:
    """10, 20 and 30 of one day: once 30 is paid, a line of 30 pays the two others, and then nothing is left for 60."""
    rights = [due("A1", 10), due("A2", 20)]
    lines = [line("20", FIFTH, "a"), line("30", FIFTH, "b")]
    assert paying(lines, *rights) == {"a": ["A2"]}
    ledger = Ledger(TERMS, ONE_PARTNER).record(*rights, due("A3", 30))
    found = reconcile(ledger, [line("30", FIFTH, name) for name in "abc"], through=MARCH)
    assert [[due.entry.activity for due in match.dues] for match in found.matched] == [["A3"], ["A1", "A2"]]
    assert [fact.id for fact in found.facts] == ["a", "b#1", "b#2"]
    assert ([line.id for line in found.unexpected], found.missing) == (["c"], ())


@pytest.mark.parametrize(("within", "paid"), [(60, {}), (61, {"1": ["A1", "A2"]}), (62, {"1": ["A1", "A2"]})])
def test_several_dues_are_all_within_the_days_of_the_line(within: int, paid: dict[str, list[str]]) -> None:
    """10 due 61 days before the line, and 20 on its day."""
    assert paying([line("30", DAY + timedelta(61))], due("A1", 10), due("A2", 20, 61), within=within) == paid
    assert paying([line("30", DAY + timedelta(61))], due("A1", 10), due("A2", 20, 62), within=within) == {}


def test_what_falls_due_after_the_last_day_looked_at_is_neither_paid_nor_missing() -> None:
    ledger = Ledger(TERMS).record(due("A1", 10), due("A2", 30, 1))
    found = reconcile(ledger, [line("30")], through=DAY)
    assert ([due.entry.activity for due in found.missing], found.unexpected) == (["A1"], (line("30"),))
    assert reconcile(ledger, [line("30")], through=DAY + timedelta(1)).unexpected == ()


def test_of_one_partner_only_its_own_dues_are_looked_at() -> None:
    ledger = Ledger(TERMS, ACTIVITIES).record(due("A1", 10), due("A3", 30))
    found = reconcile(ledger, [line("30")], through=MARCH, partner="P1")
    assert ([due.entry.activity for due in found.missing], found.unexpected) == (["A1"], (line("30"),))
    assert found.names == {"A1": "Activité 1"}


def test_what_is_missing_is_told_by_day_then_by_activity_then_by_year() -> None:
    """Whatever their partners: A3 is of another than A1."""
    rights = [due("A3", 10), due("A1", 20, 1), due("A2", 30), accepted("A2", "100", DAY, 2022)]
    found = reconcile(Ledger(TERMS, ACTIVITIES).record(*rights), [], through=MARCH)
    assert [(due.entry.activity, due.entry.year, str(due.amount)) for due in found.missing] == [
        ("A2", 2022, "40.00"), ("A2", 2023, "30.00"), ("A3", 2023, "10.00"), ("A1", 2023, "20.00"),
    ]  # fmt: skip


def test_of_one_day_dues_go_by_activity_and_then_by_year_whatever_their_partners_and_what_made_them() -> None:
    """A2 is of another partner; what is due to A1 for 2022 comes from an amendment, taken last that day."""
    mixed = [Activity(f"A{n}", "P2" if n == 2 else "P1", "ALSH", "Une", "LILLE") for n in (1, 2, 3)]
    amended = Amended("k", DAY, "A1", 2022, "FORECAST", "25")
    ledger = Ledger(TERMS, mixed).record(due("A3", 10), due("A2", 10), due("A1", 10), amended)
    missing = reconcile(ledger, [], through=MARCH).missing
    told = [("A1", 2022), ("A1", 2023), ("A2", 2023), ("A3", 2023)]
    assert [(due.entry.activity, due.entry.year) for due in missing] == told
    found = reconcile(ledger, [line("10")], through=MARCH)
    assert [(fact.activity, fact.year) for fact in found.facts] == told[:1]


def test_the_payments_to_record_bear_the_words_of_the_line_or_its_id() -> None:
    ledger = Ledger(TERMS).record(due("A1", 10), due("A2", 20), due("A3", 40))
    lines = [line("30", FIFTH, "a", "VIR CAF"), line("40", FIFTH, "b")]
    assert reconcile(ledger, lines, through=MARCH).facts == (
        Paid("a#1", FIFTH, "A1", 2023, "10", "VIR CAF"),
        Paid("a#2", FIFTH, "A2", 2023, "20", "VIR CAF"),
        Paid("b", FIFTH, "A3", 2023, "40", "b"),
    )


def test_every_list_is_said_under_its_name_in_both_languages() -> None:
    """Of 40 due to A3, 5 is paid; A4 gave back 5 of the 50 it was paid."""
    given_back = Recovered("e", DAY + timedelta(2), "A4", 2023, "5")
    ledger = Ledger(TERMS, ACTIVITIES).record(
        due("A1", 10), due("A2", 20), due("A3", 40), due("A4", 50),
        part("d", "5", "A3", DAY + timedelta(1)), part("f", "50", "A4", DAY + timedelta(1)), given_back,
    )  # fmt: skip
    lines = [
        line("30", FIFTH, "a", "VIR"), line("77", FIFTH, "u"), line("5", DAY + timedelta(1), "d"),
        line("6", FIFTH, "e"), line("8", FIFTH, "vA12023", "LOYER"),
    ]  # fmt: skip
    found = reconcile(ledger, lines, through=MARCH)
    assert [row for row in found.to_markdown("en").splitlines() if row] == [
        "#### Matched (1)",
        "- 15 February 2023, €30.00 (VIR): First advance Activité 1 2023, due on 10 February 2023 and First advance "
        "Activité 2 2023, due on 10 February 2023",
        "#### Missing (2)",
        "- First advance Activité 3 2023, due on 10 February 2023: €35.00 not received",
        "- Repayment Activité 4 2023, due on 12 February 2023: €5.00 not received",
        "#### Unexpected (1)",
        "- 15 February 2023, €77.00 (u): matches nothing due",
        "#### Recorded already (1)",
        "- 11 February 2023, €5.00 (d)",
        "#### Id already taken (2)",
        "- 15 February 2023, €6.00 (e): the id “e” already stands for a movement of €5.00 of 12 February 2023; give "
        "this line an id of its own, or correct what is recorded",
        "- 15 February 2023, €8.00 (LOYER): the id “vA12023” already stands for a fact that is no payment of 10 "
        "February 2023; give this line an id of its own, or correct what is recorded",
    ]
    assert [row.replace("\N{NO-BREAK SPACE}", " ") for row in found.to_markdown("fr").splitlines() if row] == [
        "#### Rapproché (1)",
        "- 15 février 2023, 30,00 € (VIR) : 1er acompte Activité 1 2023, échu le 10 février 2023 et 1er acompte "
        "Activité 2 2023, échu le 10 février 2023",
        "#### Manquant (2)",
        "- 1er acompte Activité 3 2023, échu le 10 février 2023 : 35,00 € non reçus",
        "- Remboursement Activité 4 2023, échu le 12 février 2023 : 5,00 € non reçus",
        "#### Inattendu (1)",
        "- 15 février 2023, 77,00 € (u) : ne correspond à rien d’échu",
        "#### Déjà enregistré (1)",
        "- 11 février 2023, 5,00 € (d)",
        "#### Identifiant déjà pris (2)",
        "- 15 février 2023, 6,00 € (e) : l’identifiant « e » est déjà celui d’un mouvement de 5,00 € du 12 février "
        "2023 ; donnez à cette ligne un identifiant à elle, ou corrigez ce qui est enregistré",
        "- 15 février 2023, 8,00 € (LOYER) : l’identifiant « vA12023 » est déjà celui d’un fait qui n’est pas un "
        "versement du 10 février 2023 ; donnez à cette ligne un identifiant à elle, ou corrigez ce qui est enregistré",
    ]
    empty = reconcile(Ledger(TERMS), [], through=MARCH)
    assert (empty.to_markdown("fr"), empty.facts, empty) == ("", (), Reconciliation((), (), (), ()))


# --- what is left of a due


def entry(side: Side, amount: str, day: int) -> Entry:
    on = DAY + timedelta(day)
    kind = PaymentKind.ADVANCE_1 if side is Side.DUE else None
    return Entry("A1", 2023, on, side, kind, Decimal(amount), accepted("A1", "1"))


def parts(dues: tuple[Open, ...]) -> list[str]:
    """The rank of the line of each, which is its day, and the amount."""
    return [f"{(due.entry.on - DAY).days}: {due.amount.normalize():f}" for due in dues]


@pytest.mark.parametrize(
    ("lines", "uses", "left", "credit"),
    [  # "due" or another side, and amounts one after the other
        ("", {}, [], "0.00"),
        # the oldest due is paid first, to the cent
        ("due 100 paid 100", {1: ["0: 100"]}, [], "0.00"),
        ("due 0.50 paid 0.50", {1: ["0: 0.5"]}, [], "0.00"),
        ("due 100 paid 99.99", {1: ["0: 99.99"]}, ["0: 0.01"], "0.00"),
        ("due 100 50 paid 100", {2: ["0: 100"]}, ["1: 50"], "0.00"),
        ("due 100 50 paid 120", {2: ["0: 100", "1: 20"]}, ["1: 30"], "0.00"),
        ("due 100 50 paid 30 80 40", {2: ["0: 30"], 3: ["0: 70", "1: 10"], 4: ["1: 40"]}, [], "0.00"),
        ("due 100 50 paid 1 set_off 1", {2: ["0: 1"], 3: ["0: 1"]}, ["0: 98", "1: 50"], "0.00"),
        ("due 0 paid 0", {}, [], "0.00"),
        ("due 100 0 paid 0 due 5", {}, ["0: 100", "3: 5"], "0.00"),
        # too much is deducted from what falls due next
        ("paid 30", {}, [], "30.00"),
        ("due 100 paid 130.50", {1: ["0: 100"]}, [], "30.50"),
        ("due 100 paid 130 due 20", {1: ["0: 100"]}, [], "10.00"),
        ("due 100 paid 130 due 30", {1: ["0: 100"]}, [], "0.00"),
        ("due 100 paid 130 due 50", {1: ["0: 100"]}, ["2: 20"], "0.00"),
        ("due 100 paid 130 due 50 7 paid 21", {1: ["0: 100"], 4: ["2: 20", "3: 1"]}, ["3: 6"], "0.00"),
        # what is due no more cancels the latest due first, then is to be recovered
        ("due 100 50 -0.50", {}, ["0: 100", "1: 49.5"], "0.00"),
        ("due 100 50 -50", {}, ["0: 100"], "0.00"),
        ("due 100 50 -70", {}, ["0: 80"], "0.00"),
        ("due 10 20 30 -5", {}, ["0: 10", "1: 20", "2: 25"], "0.00"),
        ("due 10 20 30 -35", {}, ["0: 10", "1: 15"], "0.00"),
        ("due 100 50 -150", {}, [], "0.00"),
        ("due 100 50 -160", {}, [], "10.00"),
        ("due 100 50 -160 due 4 10", {}, ["4: 4"], "0.00"),
        ("due 100 50 paid 60 due -60", {2: ["0: 60"]}, ["0: 30"], "0.00"),
        ("due 100 paid 100 due -40 -2", {1: ["0: 100"]}, [], "42.00"),
        # what is given back was too much first; then it is to be paid again, before any due
        ("due 100 paid 120 recovered -15", {1: ["0: 100"]}, [], "5.00"),
        ("due 100 paid 120 recovered -20", {1: ["0: 100"]}, [], "0.00"),
        ("due 100 paid 120 recovered -20.50", {1: ["0: 100"]}, ["2: 0.5"], "0.00"),
        ("due 10 20 recovered -5 paid 7", {3: ["2: 5", "0: 2"]}, ["0: 8", "1: 20"], "0.00"),
        ("due 10 20 set_off -5 written_off -6", {}, ["3: 6", "2: 5", "0: 10", "1: 20"], "0.00"),
        ("due 10 20 recovered -5 due -22", {}, ["2: 5", "0: 8"], "0.00"),
    ],
)  # fmt: skip
def test_what_settles_what_and_what_is_left(
    lines: str, uses: dict[int, list[str]], left: list[str], credit: str
) -> None:
    side, entries = Side.DUE, list[Entry]()
    for word in lines.split():
        if word.upper() in Side.__members__:
            side = Side[word.upper()]
        else:
            entries.append(entry(side, word, len(entries)))
    found = match(entries)
    assert [parts(used) for used in found.uses] == [uses.get(rank, []) for rank in range(len(entries))]
    assert parts(found.open) == left
    assert found.credit == Decimal(credit)


def test_the_rest_of_a_due_paid_in_part_stays_open() -> None:
    """40,000 due, of which 10,000 and then 1 are paid."""
    paid = [Paid("p", DAY + timedelta(1), "A1", 2023, "10000"), Paid("q", DAY + timedelta(2), "A1", 2023, "1")]
    ledger = Ledger(TERMS).record(accepted("A1", "100000"), *paid)
    found = match(ledger.entries(activity="A1"))
    (first, *_) = ledger.entries()
    assert found.open == (Open(first, Decimal(29_999)),)
    assert found.uses == ((), (Open(first, Decimal(10_000)),), (Open(first, Decimal(1)),))


def test_each_activity_and_year_is_an_account_of_its_own() -> None:
    rights = [accepted("A1", "10"), accepted("A2", "20"), accepted("A1", "30", year=2022)]
    entries = Ledger(TERMS).record(*rights, part("p", "3"), part("q", "8", "A2")).entries()
    found = {account: [str(entry.amount) for entry in lines] for account, lines in by_account(entries).items()}
    assert found == {("A1", 2023): ["4.00", "3.00"], ("A2", 2023): ["8.00", "8.00"], ("A1", 2022): ["12.00"]}
