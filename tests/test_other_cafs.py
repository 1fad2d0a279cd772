"""Cafs that are data alone, invented for the purpose: calendars, terms, and what they must not be taken for."""

from datetime import date
from decimal import Decimal

import pytest

import afas
from afas.calendar import Calendar, NoWindow
from afas.errors import InvalidInput
from afas.followup import next_tasks
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.payments import (
    Accepted,
    Agreed,
    BankLine,
    Cancelled,
    Expectation,
    GapJustified,
    Ledger,
    Paid,
    PaymentTerms,
    Reversed,
    SetOff,
    cash_flow,
    reconcile,
    schedule,
)
from afas.periods import Period
from afas.terms import MissingRight, NoTerms, TermsBook

MARCH = {"advances": [{"rate": "0.50", "from": "2023-03-01"}]}
AT_ONCE = {"advances": [{"rate": "0.50", "on": "forecast validated"}]}
LUTINS = Activity("A", "P1", "EAJE", "Les Lutins", "AIX")
LESSONS = Activity("C", "P1", "CLAS", "Aide aux leçons", "AIX")
OTHERS = Activity("B", "P2", "ALSH", "Loisirs", "AIX")


def accepted(activity: str, kind: str, year: int, amount: object, on: date) -> Accepted:
    return Accepted(f"{activity}/{kind}/{year}/{on}", on, activity, year, kind, amount)


def due(ledger: Ledger) -> list[tuple[str, int, str, str]]:
    return [(str(e.on), e.year, e.kind.value, str(e.amount)) for e in ledger.entries() if e.kind is not None]


# --- terms hold for their year


def test_the_days_of_one_year_pay_no_advance_of_the_year_before() -> None:
    forecast = accepted("A", "FORECAST", 2022, "1000", date(2022, 2, 1))
    with pytest.raises(NoTerms, match="2022"):
        Ledger(PaymentTerms.from_mapping(MARCH)).record(forecast).balance()


def test_the_days_of_a_school_year_stand_in_its_two_civil_years() -> None:
    advances = [{"rate": "0.50", "from": "2023-10-02"}, {"rate": "0.30", "from": "2024-03-01"}]
    book = TermsBook.from_mapping({"terms": [{"ps": "CLAS", "advances": advances}]})
    ledger = Ledger(book, [LESSONS]).record(accepted("C", "FORECAST", 2023, "20000", date(2023, 9, 20)))
    assert due(ledger) == [("2023-10-02", 2023, "ADVANCE_1", "10000.00"), ("2024-03-01", 2023, "ADVANCE_2", "6000.00")]
    assert ledger.to_markdown("fr").splitlines()[0] == "### Aide aux leçons, 2023-2024"
    with pytest.raises(NoTerms):
        book.get(2024, "CLAS")


def test_the_terms_of_a_calendar_hold_for_its_year() -> None:
    seine = afas.calendars.get("92", 2023).payment_terms
    row = {"ps": "*", "kind": "FORECAST", "year": 2023, "available": "2022-12-12", "before": "2023-02-10"}
    brought = Calendar.from_mapping({"caf": "75", "year": 2023, "windows": [row], "payment_terms": AT_ONCE})
    for terms in (seine, brought.payment_terms):
        assert terms is not None
        assert terms.year == 2023
        with pytest.raises(NoTerms, match="2024"):
            Ledger(terms).record(accepted("A", "FORECAST", 2024, "1", date(2024, 2, 1))).balance()


def test_no_advance_for_a_year_that_no_agreement_covers() -> None:
    # the agreement ends with 2022; the forecast 2023 is validated while it still runs
    terms = PaymentTerms.from_mapping(AT_ONCE)
    facts = [
        Agreed("c1", date(2020, 1, 1), "A", Period(date(2020, 1, 1), date(2023, 1, 1))),
        accepted("A", "FORECAST", 2023, "1000", date(2022, 12, 20)),
    ]
    assert due(Ledger(terms).record(*facts)) == []
    renewed = Agreed("c2", date(2022, 12, 28), "A", Period(date(2023, 1, 1), date(2027, 1, 1)))
    assert due(Ledger(terms).record(*facts, renewed)) == [("2023-01-01", 2023, "ADVANCE_1", "500.00")]


def test_an_advance_each_quarter() -> None:
    days = ["2023-02-01", "2023-05-01", "2023-08-01", "2023-11-01"]
    cap = {"rate": "0.70", "base": "actual N-1"}
    terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.20", "from": day, "cap": cap} for day in days]})
    # 20 % of 1,000 each time, within 70 % of 1,000 on all of them: 200, 200, 200, 100; 1,000 - 700 left
    items = schedule(terms, forecast="1000", previous_actual="1000", actual="1000")
    assert [(item.kind.value, str(item.amount)) for item in items] == [
        ("ADVANCE_1", "200.00"), ("ADVANCE_2", "200.00"), ("ADVANCE_3", "200.00"), ("ADVANCE_4", "100.00"),
        ("BALANCE", "300.00"),
    ]  # fmt: skip
    assert [item.on for item in items[:4]] == [date.fromisoformat(day) for day in days]
    facts = [
        accepted("A", "FORECAST", 2023, "1000", date(2023, 1, 5)),
        accepted("A", "ACTUAL", 2022, "1000", date(2023, 1, 9)),
    ]
    assert [amount for _, year, _, amount in due(Ledger(terms).record(*facts)) if year == 2023] == [
        "200.00", "200.00", "200.00", "100.00",
    ]  # fmt: skip


# --- nothing of the input is dropped in silence


def test_a_key_that_a_book_does_not_know_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        TermsBook.from_mapping({"terms": [AT_ONCE], "caf": "59"})
    assert [fault.path for fault in caught.value.faults] == ["caf"]
    with pytest.raises(InvalidInput) as caught:
        PaymentTerms.from_mapping({"advances": [{"rate": "0.50", "from": 20230301}]})
    assert [fault.path for fault in caught.value.faults] == ["advances[0].from"]


def test_a_right_that_is_not_given_is_asked_for_in_a_sentence() -> None:
    terms = PaymentTerms.from_mapping(
        {"advances": [{"rate": "0.35", "base": "actual N-2", "on": "forecast validated"}]}
    )
    with pytest.raises(MissingRight) as caught:
        schedule(terms, forecast="10")
    assert caught.value.text("fr") == (
        "Le calcul a besoin du droit réel N-2, qui n’est pas connu. Donnez-le : schedule(..., actual_n_2=Decimal('…'))."
    )


# --- what is read says its own


def test_a_projected_calendar_is_provisional_in_its_errors_and_in_its_own_projection() -> None:
    draft = afas.calendars.get("92", 2023).project(2024)
    with pytest.raises(NoWindow) as caught:
        draft.window("RPE", DeclarationKind.UPDATE_JUNE)
    assert "2024 (provisoire) de la Caf 92" in caught.value.text("fr")
    assert draft.project(2025).name.fr == "Caf 92, 2025 : PROVISOIRE, projeté d’après 2024, lui-même provisoire"


def test_a_school_year_is_written_with_its_two_years() -> None:
    calendar = afas.calendars.get("92", 2023)
    task = next_tasks(calendar, [LESSONS], on=date(2023, 8, 14), done=[("C", DeclarationKind.ACTUAL)])[0]
    assert task.message.text("fr").startswith("Aide aux leçons, déclaration Prévisionnelle 2023-2024 : à transmettre")
    assert "Prévisionnelle 2023-2024" in calendar.to_markdown("fr")


def test_the_limit_says_why_it_applies() -> None:
    cap = {"rate": "0.70", "base": "actual N-1", "if": "gap over 0.10 not justified"}
    terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.80", "on": "forecast validated", "cap": cap}]})
    first = schedule(terms, forecast="100000", previous_actual="80000")[0]
    assert first.amount == 56_000
    assert first.reason.text("en").endswith(
        "limit of 70% × actual right N-1 (€80,000.00) on all advances (€0.00 due already), "
        "since there is a gap from actual N-1 to forecast N of over 10% of the actual right N-1 and it is not justified"
    )


def test_a_set_off_names_both_activities_by_their_names() -> None:
    terms = PaymentTerms.from_mapping(AT_ONCE)
    ledger = Ledger(terms, [LUTINS, OTHERS]).record(SetOff("s", date(2023, 4, 1), "A", 2022, "10", 2023, "B"))
    said = ledger.to_markdown("fr")
    assert "indu 2022 retenu sur Loisirs 2023" in said
    assert "indu Les Lutins 2022 retenu ici" in said
    itself = Ledger(terms).record(SetOff("s", date(2023, 4, 1), "A", 2022, "10", 2023))
    assert "overpayment of 2022 kept back from 2023" in itself.to_markdown("en", year=2022)


def test_what_is_taken_back_and_what_is_justified_are_said_in_full() -> None:
    ledger = Ledger(PaymentTerms.from_mapping(AT_ONCE)).record(
        accepted("A", "FORECAST", 2023, "1000", date(2023, 2, 1)),
        Paid("b", date(2023, 2, 9), "A", 2023, "500"),
        Reversed("z", date(2023, 2, 20), "b"),
    )
    assert "contre-passation : virement de la Caf du 9 février 2023" in ledger.to_markdown("fr")
    cap = {"rate": "0.40", "base": "actual N-1", "if": "gap over 0.10 not justified"}
    terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated", "cap": cap}]})
    facts = [
        accepted("A", "ACTUAL", 2022, "800", date(2023, 1, 1)),
        accepted("A", "FORECAST", 2023, "1000", date(2023, 2, 1)),
        GapJustified("g", date(2023, 3, 1), "A", 2023),
    ]
    said = Ledger(terms).record(*facts).to_markdown("fr")
    assert "écart entre prévisionnel 2023 et réel 2022 justifié : 40" in said


# --- reconciliation and cash flow


def two_partners() -> Ledger:
    return Ledger(PaymentTerms.from_mapping(AT_ONCE), [LUTINS, OTHERS, LESSONS]).record(
        accepted("A", "FORECAST", 2023, "200", date(2023, 2, 1)),
        accepted("B", "FORECAST", 2023, "100", date(2023, 2, 1)),
        accepted("C", "FORECAST", 2023, "60", date(2023, 2, 3)),
    )


def test_one_line_never_pays_two_partners() -> None:
    found = reconcile(two_partners(), [BankLine("L", date(2023, 2, 5), "150")], through=date(2023, 3, 1))
    assert (found.matched, len(found.missing), len(found.unexpected)) == ((), 3, 1)


def test_a_line_may_pay_all_that_fell_due_over_several_days_and_names_the_activities() -> None:
    # 200 x 50 % on the 1st and 60 x 50 % on the 3rd: one transfer of 130 for partner P1
    found = reconcile(two_partners(), [BankLine("L", date(2023, 2, 5), "130")], through=date(2023, 3, 1))
    assert [len(match.dues) for match in found.matched] == [2]
    said = found.to_markdown("fr")
    assert "1er acompte Les Lutins 2023, échu le 1er février 2023" in said
    assert "1er acompte Aide aux leçons 2023-2024, échu le 3 février 2023" in said
    assert "1er acompte Loisirs 2023, échu le 1er février 2023 : 50,00\N{NO-BREAK SPACE}€ non reçus" in said


def test_an_expectation_that_has_come_true_is_expected_no_more() -> None:
    ledger = Ledger(PaymentTerms.from_mapping(AT_ONCE)).record(
        accepted("A", "FORECAST", 2023, "1000", date(2023, 2, 1)), Paid("b", date(2023, 2, 9), "A", 2023, "500")
    )
    foreseen = Expectation("A", 2023, "FORECAST", date(2023, 2, 20), "900", "800", "1000")
    assert cash_flow(ledger, [foreseen], on=date(2023, 2, 10)).months == ()
    cancelled = ledger.record(Cancelled("x", date(2023, 2, 10), "A", 2023, "FORECAST"))
    # 500 paid, nothing due: to give back in February; then 450 due of the 900 expected: 50 to give back in all
    months = cash_flow(cancelled, [foreseen], on=date(2023, 2, 10)).months
    assert [(str(m.known), str(m.expected), str(m.low), str(m.high)) for m in months] == [
        ("-500.00", "450.00", "-100.00", "0.00")
    ]


def test_the_range_holds_every_mix_of_low_and_high() -> None:
    # actual 2022 between 900 and 1,100, the second advance 30 % within 70 % of it: 230 to 300; actual 2023 between 980
    # and 1,020: the balance of 2023 is at least 980 - 700 and at most 1,020 - 630
    terms = PaymentTerms.from_mapping(
        {
            "advances": [
                {"rate": "0.40", "on": "forecast validated"},
                {"rate": "0.30", "on": "actual N-1 validated", "cap": {"rate": "0.70", "base": "actual N-1"}},
            ]
        }
    )
    ledger = Ledger(terms).record(accepted("A", "FORECAST", 2023, "1000", date(2023, 2, 1)))
    foreseen = [
        Expectation("A", 2022, "ACTUAL", date(2023, 4, 1), "1000", "900", "1100"),
        Expectation("A", 2023, "ACTUAL", date(2024, 4, 1), "1000", "980", "1020"),
    ]
    last = cash_flow(ledger, foreseen, on=date(2023, 2, 1)).months[-1]
    assert (last.low, last.expected, last.high) == (Decimal(280), Decimal(300), Decimal(390))
