"""The statement of an account: each line with its amounts and reason in words, and the sentence it ends in."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from afas.documents import Heading, Paragraph, Table
from afas.partners import Activity
from afas.payments import (
    Accepted,
    Agreed,
    Amended,
    BroughtForward,
    Cancelled,
    Closed,
    DayCome,
    Entry,
    Fact,
    GapJustified,
    Ledger,
    Notified,
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
from afas.payments._dues import Settlement
from afas.payments._facts import OfDeclaration
from afas.periods import Period

TERMS = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}], "top_up_rate": "0"})


def on(month: int, day: int, year: int = 2023) -> date:
    return date(year, month, day)


FORECAST = Accepted("f", on(2, 10), "A1", 2023, "FORECAST", "1000")
ACTUAL = Accepted("a", on(4, 2, 2024), "A1", 2023, "ACTUAL", "600")


def paid(amount: str, day: date | None = None, name: str = "p") -> Paid:
    return Paid(name, day or on(2, 20), "A1", 2023, amount)


# --- the table


def test_each_line_stands_in_its_column_with_what_is_left_after_it_and_what_it_settles() -> None:
    """Earlier advances of 100; 40 % of 1,000; paid 250 twice, 100 too much; taken back; 50 back; kept back; nothing."""
    ledger = Ledger(TERMS).record(
        BroughtForward("b", on(1, 1), "A1", 2023, "100"),
        FORECAST,
        Paid("p", on(2, 20), "A1", 2023, "250", "VIR 1"),
        paid("250", on(2, 21), "p2"),
        Reversed("z", on(2, 22), "p2"),
        Recovered("r", on(2, 23), "A1", 2023, "50"),
        SetOff("s", on(2, 24), "A2", 2022, "70", 2023, "A1"),
        paid("0", on(2, 25), "p0"),
        Accepted("a", on(4, 2, 2024), "A1", 2023, "ACTUAL", "200"),
        WrittenOff("w", on(5, 2, 2024), "A1", 2023, "20", "REMISSION"),
        paid("0.01", on(5, 3, 2024), "q"),
    )
    assert ledger.to_markdown("en", activity="A1").splitlines() == [
        "### A1, 2023",
        "",
        "| On | What | Due | Received | Left | Why |",
        "|---|---|---:|---:|---:|---|",
        "| 1 January 2023 | Earlier advances | €100.00 |  | €100.00 | advances 2023 brought forward |",
        "| 1 January 2023 | Payment |  | €100.00 | €0.00 | advances 2023 brought forward: "
        "settles Earlier advances (€100.00) |",
        "| 10 February 2023 | First advance | €400.00 |  | €400.00 | Forecast 2023 declaration validated by the Caf: "
        "40% × forecast right N (€1,000.00) |",
        "| 20 February 2023 | Payment |  | €250.00 | €150.00 | transfer from the Caf, VIR 1: "
        "settles First advance (€250.00) |",
        "| 21 February 2023 | Payment |  | €250.00 | -€100.00 | transfer from the Caf: "
        "settles First advance (€150.00); €100.00 beyond what is due |",
        "| 22 February 2023 | Payment |  | -€250.00 | €150.00 | "
        "taken back: transfer from the Caf of 21 February 2023 |",
        "| 23 February 2023 | Repayment |  | -€50.00 | €200.00 | paid back by the partner |",
        "| 24 February 2023 | Set-off |  | €70.00 | €130.00 | overpayment of A2 2022 kept back here: "
        "settles Repayment (€50.00) and Payment (€20.00) |",
        "| 25 February 2023 | Payment |  | €0.00 | €130.00 | transfer from the Caf |",
        "| 2 April 2024 | Overpayment | -€300.00 |  | -€170.00 | Actual 2023 declaration validated by the Caf: "
        "actual right €200.00 − advances €500.00 |",
        "| 2 May 2024 | Write-off |  | -€20.00 | -€150.00 | overpayment of 2023 given up (debt remission) |",
        "| 3 May 2024 | Payment |  | €0.01 | -€150.01 | transfer from the Caf; €0.01 beyond what is due |",
        "",
        "Overpayment: €150.01 to pay back, or to set off against a later payment.",
        "",
        "Terms supplied by the caller, without a source.",
    ]


@pytest.mark.parametrize(
    ("facts", "fr", "en"),
    [
        ([], "Reste à verser par la Caf : 400,00 €.", "Left for the Caf to pay: €400.00."),
        ([paid("399.99")], "Reste à verser par la Caf : 0,01 €.", "Left for the Caf to pay: €0.01."),
        (
            [paid("400")],
            "À jour : tout ce qui est échu est versé (400,00 €).",
            "Up to date: all that is due is paid (€400.00).",
        ),
        (
            [paid("400.01")],
            "Indu : 0,01 € à rembourser, ou à retenir sur un prochain versement.",
            "Overpayment: €0.01 to pay back, or to set off against a later payment.",
        ),
        (
            [ACTUAL, paid("400"), paid("200", on(4, 9, 2024), "q")],
            "Soldé : reçu 600,00 € = droit réel.",
            "Settled: received €600.00 = actual right.",
        ),
        (  # the settlement is undone: nothing more than the advance is due, and all of it is paid
            [ACTUAL, paid("400"), Reversed("z", on(5, 1, 2024), "a")],
            "À jour : tout ce qui est échu est versé (400,00 €).",
            "Up to date: all that is due is paid (€400.00).",
        ),
        (  # and settled again
            [ACTUAL, paid("400"), Reversed("z", on(5, 1, 2024), "a"), attrs.evolve(ACTUAL, id="b", amount="400")],
            "Soldé : reçu 400,00 € = droit réel.",
            "Settled: received €400.00 = actual right.",
        ),
        (
            [ACTUAL, paid("700"), Recovered("r", on(5, 1, 2024), "A1", 2023, "100")],
            "Soldé : reçu 600,00 € = droit réel.",
            "Settled: received €600.00 = actual right.",
        ),
    ],
)
def test_a_statement_ends_in_where_the_account_stands(facts: list[Fact], fr: str, en: str) -> None:
    ledger = Ledger(TERMS).record(FORECAST, *facts)
    for locale, said in (("fr", fr), ("en", en)):
        end = ledger.document(locale).blocks[2]
        assert isinstance(end, Paragraph)
        assert end.words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == said


def test_a_statement_has_a_table_an_activity_and_year_in_their_order_and_ends_in_the_terms() -> None:
    activities = [Activity("A1", "P1", "ALSH", "Zébulon", "AIX"), Activity("A2", "P1", "CLAS", "Aide", "AIX")]
    facts: list[Fact] = [
        Paid("p1", on(2, 1), "A2", 2023, "1"),
        Paid("p2", on(2, 2), "A1", 2023, "2"),
        Paid("p3", on(2, 3), "A1", 2022, "3"),
        Paid("p4", on(2, 4), "A2", 2022, "4"),
    ]
    ledger = Ledger(TERMS, activities).record(*facts)
    whole = ledger.document("en")
    assert (whole.title, whole.language, whole.level) == ("", "en", 2)
    titles = ["Zébulon, 2022", "Zébulon, 2023", "Aide, 2022-2023", "Aide, 2023-2024"]
    assert [block.words for block in whole.blocks if isinstance(block, Heading)] == titles
    tables = [block for block in whole.blocks if isinstance(block, Table)]
    assert [[row.cells[3] for row in table.rows] for table in tables] == [["€3.00"], ["€2.00"], ["€4.00"], ["€1.00"]]
    assert {table.figures for table in tables} == {frozenset({2, 3, 4})}
    kinds = [Heading, Table, Paragraph] * 4 + [Paragraph]
    assert [type(block) for block in whole.blocks] == kinds

    def asked(activity: str | None = None, year: int | None = None) -> list[str]:
        blocks = ledger.document("en", activity=activity, year=year).blocks
        return [block.words for block in blocks if isinstance(block, Heading)]

    assert asked("A1") == titles[:2]
    assert asked("A2", 2023) == titles[3:]
    assert asked(year=2022) == [titles[0], titles[2]]
    assert ledger.to_markdown("en", activity="A9").splitlines()[0] == "No movement."
    assert ledger.to_markdown("fr", activity="A9").splitlines()[0] == "Aucun mouvement."


# --- the reasons


def said(fact: Fact, locale: str = "en", **more: Any) -> str:
    """The reason of an entry of A1 2023 of that cause."""
    entry = Entry("A1", 2023, fact.day, Side.DUE, None, Decimal(1), fact)
    return attrs.evolve(entry, **more).reason.text(locale).replace("\N{NO-BREAK SPACE}", " ")


DAY = on(2, 10)
OF_FORECAST = ("f", DAY, "A1", 2023, "FORECAST")
REASONS: list[tuple[Fact, str, str]] = [
    (
        Amended(*OF_FORECAST, "1", "Contrôle sur place"),
        "déclaration Prévisionnelle 2023 rectifiée par la Caf après contrôle (Contrôle sur place)",
        "Forecast 2023 declaration amended by the Caf after a control (Contrôle sur place)",
    ),
    (
        Amended(*OF_FORECAST, "1"),
        "déclaration Prévisionnelle 2023 rectifiée par la Caf après contrôle",
        "Forecast 2023 declaration amended by the Caf after a control",
    ),
    (
        Accepted("f", DAY, "A1", 2022, "ACTUAL", "1"),  # the year that was declared, not that of the line
        "déclaration Réelle 2022 validée par la Caf",
        "Actual 2022 declaration validated by the Caf",
    ),
    (
        Transmitted(*OF_FORECAST),
        "déclaration Prévisionnelle 2023 transmise à la Caf",
        "Forecast 2023 declaration transmitted to the Caf",
    ),
    (
        Refused(*OF_FORECAST),
        "déclaration Prévisionnelle 2023 refusée par la Caf",
        "Forecast 2023 declaration refused by the Caf",
    ),
    (
        Cancelled(*OF_FORECAST),
        "déclaration Prévisionnelle 2023 annulée par la Caf",
        "Forecast 2023 declaration cancelled by the Caf",
    ),
    (OfDeclaration(*OF_FORECAST), "déclaration Prévisionnelle 2023 enregistrée", "Forecast 2023 declaration recorded"),
    (
        GapJustified("f", DAY, "A1", 2023),
        "écart entre prévisionnel 2023 et réel 2022 justifié",
        "gap from actual 2022 to forecast 2023 justified",
    ),
    (DayCome("f", DAY), "échéance prévue par les modalités", "day set by the terms"),
    (Agreed("f", DAY, "A1", Period(DAY)), "convention signée", "agreement signed"),
    (Closed("f", DAY, "A1"), "activité fermée", "activity closed"),
    (Reversed("f", DAY, "g"), "contre-passation", "taken back"),
    (BroughtForward("f", DAY, "A1", 2023, "1"), "acomptes 2023 repris", "advances 2023 brought forward"),
    (Paid("f", DAY, "A1", 2023, "1"), "virement de la Caf", "transfer from the Caf"),
    (Paid("f", DAY, "A1", 2023, "1", "VIR 7"), "virement de la Caf, VIR 7", "transfer from the Caf, VIR 7"),
    (Recovered("f", DAY, "A1", 2023, "1"), "remboursé par le partenaire", "paid back by the partner"),
    (Notified("f", DAY, "A1", 2023, "Courrier 17"), "fait enregistré", "fact recorded"),
    (
        WrittenOff("f", DAY, "A1", 2023, "1", "VERY_SMALL"),
        "indu 2023 abandonné (très petit montant)",
        "overpayment of 2023 given up (very small amount)",
    ),
    # a set-off, on the account it is taken from, within the activity or in another, and on the other account
    (SetOff("f", DAY, "A1", 2023, "1", 2024), "indu 2023 retenu sur 2024", "overpayment of 2023 kept back from 2024"),
    (
        SetOff("f", DAY, "A1", 2023, "1", 2023, "A2"),
        "indu 2023 retenu sur A2 2023",
        "overpayment of 2023 kept back from A2 2023",
    ),
    (SetOff("f", DAY, "A1", 2022, "1", 2023), "indu 2022 retenu ici", "overpayment of 2022 kept back here"),
    (SetOff("f", DAY, "A2", 2022, "1", 2023, "A1"), "indu A2 2022 retenu ici", "overpayment of A2 2022 kept back here"),
    (SetOff("f", DAY, "A2", 2023, "1", 2023, "A1"), "indu A2 2023 retenu ici", "overpayment of A2 2023 kept back here"),
]


@pytest.mark.parametrize(("fact", "fr", "en"), REASONS, ids=lambda each: type(each).__name__)
def test_each_fact_is_a_reason_in_words_and_so_is_what_takes_it_back(fact: Fact, fr: str, en: str) -> None:
    assert (said(fact, "fr"), said(fact, "en")) == (fr, en)
    back = Reversed("z", on(3, 1), fact.id)
    assert said(back, "fr", target=fact) == f"contre-passation : {fr} du 10 février 2023"
    assert said(back, "en", target=fact) == f"taken back: {en} of 10 February 2023"


def test_of_a_school_year_both_years_are_said() -> None:
    for fact, words in (
        (Accepted(*OF_FORECAST, "1"), "Forecast 2023-2024 declaration validated by the Caf"),
        (Accepted("f", DAY, "A1", 2022, "ACTUAL", "1"), "Actual 2022-2023 declaration validated by the Caf"),
        (GapJustified("f", DAY, "A1", 2023), "gap from actual 2022-2023 to forecast 2023-2024 justified"),
        (BroughtForward("f", DAY, "A1", 2023, "1"), "advances 2023-2024 brought forward"),
        (WrittenOff("f", DAY, "A1", 2023, "1", "REMISSION"), "overpayment of 2023-2024 given up (debt remission)"),
        (SetOff("f", DAY, "A1", 2023, "1", 2024), "overpayment of 2023-2024 kept back from 2024-2025"),
        (SetOff("f", DAY, "A1", 2022, "1", 2023), "overpayment of 2022-2023 kept back here"),
    ):
        assert said(fact, school=True) == words
    entry = Entry("A1", 2023, DAY, Side.PAID, None, Decimal(1), paid("1"))
    assert (entry.exercise.text.fr, entry.event) == ("2023", "p")
    assert attrs.evolve(entry, school=True).exercise.text.fr == "2023-2024"


def test_a_due_says_its_cause_then_how_much_and_what_it_comes_in_place_of() -> None:
    """A first amount, a revised one, one that is due no more; each of a fact, and of what takes a fact back."""
    how, before = Settlement(60_000, 40_000), Decimal("150.00")
    cause = said(ACTUAL)
    right = "actual right €600.00 − advances €400.00"
    assert said(ACTUAL, how=how) == f"{cause}: {right}"
    assert said(ACTUAL, how=how, before=before) == f"{cause}: {right}, instead of €150.00"
    assert said(ACTUAL, before=before) == f"{cause}: nothing due, instead of €150.00"
    assert said(ACTUAL, "fr", before=before) == f"{said(ACTUAL, 'fr')} : plus rien n’est dû, au lieu de 150,00 €"
    assert said(ACTUAL, "fr", how=how, before=before) == (
        f"{said(ACTUAL, 'fr')} : droit réel 600,00 € − acomptes 400,00 €, au lieu de 150,00 €"
    )
    back = Reversed("z", on(5, 1, 2024), "a")
    assert said(back, target=ACTUAL, before=before) == (
        f"taken back: {cause} of 2 April 2024: nothing due, instead of €150.00"
    )


def test_other_activities_are_called_as_the_reader_calls_them() -> None:
    there = Entry("A1", 2023, DAY, Side.SET_OFF, None, Decimal(-1), SetOff("f", DAY, "A1", 2023, "1", 2024, "A2"))
    here = Entry("A2", 2024, DAY, Side.SET_OFF, None, Decimal(1), there.cause)
    names = {"A1": "Les Lutins", "A2": "Loisirs"}.__getitem__
    assert there.why(names).text("en") == "overpayment of 2023 kept back from Loisirs 2024"
    assert here.why(names).text("en") == "overpayment of Les Lutins 2023 kept back here"


def test_what_money_settles_is_said_under_its_kind_whoever_is_paid() -> None:
    """A due by its kind; money that was given back by its side."""
    due = Entry("A1", 2023, DAY, Side.DUE, PaymentKind.BALANCE, Decimal(5), ACTUAL)
    assert due.kind is PaymentKind.BALANCE
    ledger = Ledger(TERMS).record(ACTUAL, paid("600", on(4, 3, 2024)), Recovered("r", on(4, 4, 2024), "A1", 2023, "10"))
    again = ledger.record(paid("10", on(4, 5, 2024), "q"))
    assert "transfer from the Caf: settles Balance (€600.00) |" in again.to_markdown("en")
    assert "transfer from the Caf: settles Repayment (€10.00) |" in again.to_markdown("en")
