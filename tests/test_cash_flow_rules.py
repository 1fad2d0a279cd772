"""Cash flow, rule by rule: in which month an amount stands, whose it is, and what an expectation must be."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from afas.documents import Document, Paragraph, Table
from afas.errors import InvalidInput
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.payments import (
    Accepted,
    BroughtForward,
    CashFlow,
    Expectation,
    Fact,
    Ledger,
    Month,
    Paid,
    PaymentTerms,
    Recovered,
    cash_flow,
)

TERMS = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
ACTIVITIES = [Activity(f"A{n}", "P1" if n < 3 else "P2", "ALSH", f"Activité {n}", "LILLE") for n in (1, 2, 3, 4)]


def right(activity: str, on: date, amount: str, kind: str = "FORECAST", year: int = 2023) -> Accepted:
    return Accepted(f"{activity}{kind}{year}{on}", on, activity, year, kind, amount)


def told(flow: CashFlow) -> list[tuple[str, ...]]:
    """Each month: known, expected, low, high, total, in whole euros where they are."""
    return [
        (f"{m.start:%Y-%m-%d}", *(f"{a.normalize():f}" for a in (m.known, m.expected, m.low, m.high, m.total)))
        for m in flow.months
    ]


def paid(on: date, amount: str, name: str = "p") -> Paid:
    return Paid(name, on, "A1", 2023, amount)


# --- in which month


@pytest.mark.parametrize(
    ("fell_due", "on", "delay", "month"),
    [
        (date(2023, 3, 1), date(2023, 1, 15), 0, "2023-03-01"),
        (date(2023, 3, 31), date(2023, 1, 15), 0, "2023-03-01"),
        (date(2023, 3, 31), date(2023, 3, 31), 0, "2023-03-01"),
        (date(2023, 3, 31), date(2023, 4, 1), 0, "2023-04-01"),  # overdue: in the month that is looked at
        (date(2023, 3, 31), date(2024, 2, 29), 0, "2024-02-01"),
        (date(2023, 3, 31), date(2023, 1, 15), 1, "2023-04-01"),
        (date(2023, 3, 30), date(2023, 1, 15), 1, "2023-03-01"),
        (date(2023, 3, 1), date(2023, 1, 15), 31, "2023-04-01"),
        (date(2023, 3, 1), date(2023, 5, 2), 31, "2023-05-01"),
    ],
)
def test_a_due_stands_in_the_month_it_would_be_paid_and_not_before_the_day_looked_at(
    fell_due: date, on: date, delay: int, month: str
) -> None:
    ledger = Ledger(TERMS).record(right("A1", fell_due, "1000"))
    assert told(cash_flow(ledger, on=on, delay=delay)) == [(month, "400", "0", "400", "400", "400")]
    if not delay:
        assert cash_flow(ledger, on=on) == cash_flow(ledger, on=on, delay=0)


@pytest.mark.parametrize(
    ("facts", "month"),
    [
        # 500 paid of 400, in May or in two parts
        ([paid(date(2023, 5, 2), "500")], ("2023-05-01", "-100")),
        ([paid(date(2023, 5, 2), "450"), paid(date(2023, 7, 2), "50", "q")], ("2023-07-01", "-100")),
        # 400 paid in March; revised in June to 300 due
        ([paid(date(2023, 3, 2), "400"), right("A1", date(2023, 6, 10), "750")], ("2023-06-01", "-100")),
        # 500 paid in March, then settled: what is due more, or nothing more, has made none of it
        ([paid(date(2023, 3, 2), "500"), right("A1", date(2024, 4, 2), "400", "ACTUAL")], ("2023-03-01", "-100")),
        ([paid(date(2023, 3, 2), "500"), right("A1", date(2024, 4, 2), "400.5", "ACTUAL")], ("2023-03-01", "-99.5")),
        ([paid(date(2023, 3, 2), "500"), right("A1", date(2024, 4, 2), "440", "ACTUAL")], ("2023-03-01", "-60")),
        ([paid(date(2023, 3, 2), "500"), right("A1", date(2024, 4, 2), "399.5", "ACTUAL")], ("2024-04-01", "-100.5")),
        # what was given back last
        ([paid(date(2023, 3, 2), "500"), Recovered("r", date(2023, 9, 3), "A1", 2023, "30")], ("2023-09-01", "-70")),
    ],
)
def test_what_is_to_be_given_back_stands_in_the_month_of_what_last_made_or_changed_it(
    facts: list[Fact], month: tuple[str, str]
) -> None:
    ledger = Ledger(TERMS).record(right("A1", date(2023, 2, 10), "1000"), *facts)
    start, amount = month
    assert told(cash_flow(ledger, on=date(2023, 1, 1))) == [(start, amount, "0", amount, amount, amount)]


def test_months_follow_each_other_with_their_total_and_those_of_nothing_are_left_out() -> None:
    """400 in March; in May 40 due to A2 and 100 to give back for A1 of 2022; in June, 80 due and 80 to give back."""
    facts = [
        right("A1", date(2023, 3, 10), "1000"),
        right("A2", date(2023, 5, 10), "100"),
        Paid("p", date(2023, 5, 11), "A1", 2022, "100"),
        right("A3", date(2023, 6, 10), "200"),
        Paid("q", date(2023, 6, 11), "A4", 2022, "80"),
        right("A4", date(2023, 8, 10), "10"),
    ]
    flow = cash_flow(Ledger(TERMS, ACTIVITIES).record(*facts), on=date(2023, 1, 1))
    assert told(flow) == [
        ("2023-03-01", "400", "0", "400", "400", "400"),
        ("2023-05-01", "-60", "0", "-60", "-60", "340"),
        ("2023-08-01", "4", "0", "4", "4", "344"),
    ]
    assert flow.months[0] == Month(date(2023, 3, 1), Decimal(400), Decimal(0), Decimal(400), Decimal(400), Decimal(400))


# --- what is expected


def expected(
    activity: str, likely: str, low: str | None = None, high: str | None = None, month: int = 4
) -> Expectation:
    return Expectation(activity, 2023, DeclarationKind.FORECAST, date(2023, month, 3), likely, low, high)


@pytest.mark.parametrize(
    ("low", "high", "range_"),
    [
        (None, None, ("40", "40")),
        ("50", None, ("20", "40")),
        (None, "200", ("40", "80")),
        ("50", "200", ("20", "80")),
        ("0", "100", ("0", "40")),
        ("100", "100", ("40", "40")),
    ],
)
def test_the_range_goes_from_the_least_right_to_the_most(
    low: str | None, high: str | None, range_: tuple[str, str]
) -> None:
    flow = cash_flow(Ledger(TERMS), [expected("A1", "100", low, high)], on=date(2023, 1, 1))
    assert told(flow) == [("2023-04-01", "0", "40", *range_, "40")]


def test_the_ranges_of_activities_add_up_month_by_month() -> None:
    """Known 4 of A1; A2 20 to 80, likely 40; A3, in May, 4 to 8, likely 4: a month of one has nothing of the other."""
    ledger = Ledger(TERMS, ACTIVITIES).record(right("A1", date(2023, 4, 1), "10"))
    foreseen = [expected("A2", "100", "50", "200"), expected("A3", "10", None, "20", month=5)]
    assert told(cash_flow(ledger, foreseen, on=date(2023, 1, 1))) == [
        ("2023-04-01", "4", "40", "24", "84", "44"),
        ("2023-05-01", "0", "4", "4", "8", "48"),
    ]


def test_of_one_declaration_the_last_expectation_counts_and_none_once_it_stands() -> None:
    ledger = Ledger(TERMS).record(right("A1", date(2023, 4, 1), "10"))
    foreseen = [expected("A2", "100"), expected("A2", "300", month=6), expected("A1", "700")]
    assert told(cash_flow(ledger, foreseen, on=date(2023, 1, 1))) == [
        ("2023-04-01", "4", "0", "4", "4", "4"),
        ("2023-06-01", "0", "120", "120", "120", "124"),
    ]


def test_each_year_and_kind_of_declaration_is_expected_apart() -> None:
    """40 % of 100 for each of two years, in April; the actual right of the first, 90, leaves 50 in June."""
    rights = ((2022, "FORECAST", 4, "100"), (2023, "FORECAST", 4, "100"), (2022, "ACTUAL", 6, "90"))
    foreseen = [
        Expectation("A1", year, DeclarationKind(kind), date(2023, month, 3), amount)
        for year, kind, month, amount in rights
    ]
    assert told(cash_flow(Ledger(TERMS), foreseen, on=date(2023, 1, 1))) == [
        ("2023-04-01", "0", "80", "80", "80", "80"),
        ("2023-06-01", "0", "50", "50", "50", "130"),
    ]


def test_a_month_stands_where_only_the_least_or_the_most_is_something() -> None:
    """100 brought forward and paid: 100 due leaves nothing, 90 makes 10 too much; and 40 % of 0 to 100."""
    ledger = Ledger(TERMS).record(BroughtForward("b", date(2022, 12, 31), "A1", 2022, "100"))
    settled = Expectation("A1", 2022, DeclarationKind.ACTUAL, date(2023, 4, 3), "100", "90")
    assert told(cash_flow(ledger, [settled], on=date(2023, 1, 1))) == [("2023-04-01", "0", "0", "-10", "0", "0")]
    maybe = expected("A2", "0", None, "100")
    assert told(cash_flow(ledger, [maybe], on=date(2023, 1, 1))) == [("2023-04-01", "0", "0", "0", "40", "0")]
    assert told(cash_flow(ledger, [expected("A2", "0")], on=date(2023, 1, 1))) == []


@pytest.mark.parametrize(
    ("partner", "known", "likely"), [("P1", "4", "40"), ("P2", "8", "80"), (None, "12", "120"), ("P3", None, None)]
)
def test_of_one_partner_only_its_activities_are_known_and_expected(
    partner: str | None, known: str | None, likely: str | None
) -> None:
    """A1 is of the first and A3 of the second, each with a due; A2 and A4 are theirs too, each with nothing yet."""
    dues = [right("A1", date(2023, 4, 1), "10"), right("A3", date(2023, 4, 1), "20")]
    foreseen = [expected("A2", "100"), expected("A4", "200")]
    flow = cash_flow(Ledger(TERMS, ACTIVITIES).record(*dues), foreseen, on=date(2023, 1, 1), partner=partner)
    found = [(f"{month.known.normalize():f}", f"{month.expected.normalize():f}") for month in flow.months]
    assert found == ([] if known is None else [(known, likely)])


def test_an_expectation_becomes_the_validation_it_foresees() -> None:
    foreseen = Expectation("A1", 2023, "ACTUAL", date(2024, 4, 3), "10", "0", "20.5")
    assert foreseen.kind is DeclarationKind.ACTUAL
    rights = {"low": "0.00", "likely": "10.00", "high": "20.50"}
    for scenario, amount in rights.items():
        assert str(foreseen.right(scenario)) == amount
        wanted = Accepted("expected/A1/2023/ACTUAL", date(2024, 4, 3), "A1", 2023, DeclarationKind.ACTUAL, amount)
        assert foreseen.fact(scenario) == wanted
    alone = Expectation("A1", 2023, DeclarationKind.ACTUAL, date(2024, 4, 3), "10")
    assert {alone.right(scenario) for scenario in rights} == {Decimal(10)}


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ({"kind": "MAY"}, "kind", "unreadable"),
        ({"year": "2023"}, "year", "unreadable"),
        ({"year": 1899}, "year", "unreadable"),
        ({"on": "2024-04-03"}, "on", "unreadable"),
        ({"likely": "x"}, "likely", "not-a-number"),
        ({"likely": None}, "likely", "not-a-number"),
        ({"likely": 10.5}, "likely", "float-refused"),
        ({"low": "-1"}, "low", "too-low"),
        ({"low": "1.005"}, "low", "not-whole-cents"),
        ({"high": 20.5}, "high", "float-refused"),
        ({"low": "10.01"}, "likely", "likely-outside-range"),
        ({"high": "9.99"}, "likely", "likely-outside-range"),
        ({"low": "11", "high": "9"}, "likely", "likely-outside-range"),
    ],
)
def test_what_an_expectation_cannot_be_is_said_of_its_field(given: dict[str, Any], path: str, code: str) -> None:
    fields = {"activity": "A1", "year": 2023, "kind": "ACTUAL", "on": date(2024, 4, 3), "likely": "10", **given}
    with pytest.raises(InvalidInput) as caught:
        Expectation(**fields)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [(path, code)]


def test_a_right_outside_its_range_is_told_with_the_range() -> None:
    with pytest.raises(InvalidInput, match=r"€5[.]00 is not between €6[.]00 and €7[.]00") as caught:
        Expectation("A1", 2023, DeclarationKind.ACTUAL, date(2024, 4, 3), "5", "6", "7")
    assert "5,00" in caught.value.text("fr")
    for edge in ("6", "7"):
        assert Expectation("A1", 2023, DeclarationKind.ACTUAL, date(2024, 4, 3), edge, "6", "7").likely == Decimal(edge)


# --- what is shown


def test_the_months_as_a_table_of_figures_and_what_its_columns_mean() -> None:
    ledger = Ledger(TERMS).record(right("A1", date(2023, 3, 10), "1000"))
    flow = cash_flow(ledger, [expected("A2", "100", "50", "200")], on=date(2023, 1, 1))
    heads = ("Month", "Known", "Expected", "Between", "and", "Total")
    rows = [
        ("2023-03", "€400.00", "€0.00", "€400.00", "€400.00", "€400.00"),
        ("2023-04", "€0.00", "€40.00", "€20.00", "€80.00", "€440.00"),
    ]
    note = (
        "Known: due and not paid. Expected: what would fall due if the declarations expected were validated. "
        "Between… and: as each right expected comes out low or high."
    )
    table = Table("", heads, rows, figures=(1, 2, 3, 4, 5))
    assert flow.document("en") == Document("", "en", (table, Paragraph(note)))
    (french, _) = flow.document().blocks
    assert isinstance(french, Table)
    assert french.heads == ("Mois", "Connu", "Attendu", "Entre", "et", "Cumul")
    assert french.rows[0].cells[1].replace("\N{NO-BREAK SPACE}", " ") == "400,00 €"
