"""The ledger by hand: the vectors of the sources as facts, Cafs that are data alone, and what the table says."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

import afas
from afas.errors import InvalidInput
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.payments import (
    Accepted,
    Agreed,
    BroughtForward,
    Cancelled,
    CannotReverse,
    Closed,
    Fact,
    GapJustified,
    Ledger,
    Paid,
    PaymentKind,
    PaymentTerms,
    Recovered,
    Refused,
    Reversed,
    SetOff,
    Transmitted,
    UnspecifiedTerms,
    WrittenOff,
)
from afas.periods import Period
from afas.terms import NoTerms, TermsBook, in_words

NORD = {
    "year": 2023,
    "ps": ["MEDIATION_FAMILIALE", "ESPACE_RENCONTRE"],
    "equipment": "existing",
    "top_up_rate": "0",
    "advances": [
        {"rate": "0.35", "base": "actual N-2", "on": "forecast transmitted"},
        {
            "rate": "0.35",
            "base": "forecast N",
            "on": "actual N-1 processed",
            "cap": {"rate": "0.70", "base": "actual N-1", "if": "gap over 0.10 not justified"},
        },
    ],
}
NORD_NEW = {
    **NORD,
    "equipment": "new",
    "advances": [
        {"rate": "0.35", "base": "forecast N", "on": "forecast validated"},
        {"rate": "0.35", "base": "latest forecast N", "on": "September update validated"},
    ],
}
NORD_BOOK = TermsBook.from_mapping({"terms": [NORD, NORD_NEW]})
SEINE = afas.calendars.get("92", 2023).payment_terms
assert SEINE is not None
CAPPED = SEINE.with_cap(rate="0.70", base="actual N-1", scope="cumulative").with_top_up("0.40")
MEDIATION = Activity("A1", "P1", "MEDIATION_FAMILIALE", "Médiation", "LILLE")


def validated(kind: str, year: int, amount: object, month: int = 2, day: int = 10, spent: int = 0) -> Accepted:
    """A declaration of A1 validated in the year of the calendar, or `spent` years later."""
    name = f"{kind}/{year}/{amount}"
    return Accepted(name, date(2023 + spent, month, day), "A1", year, kind, amount)


def due(ledger: Ledger, year: int = 2023) -> list[tuple[str, str, str]]:
    entries = ledger.entries(activity="A1", year=year)
    return [(str(entry.on), entry.kind.value, str(entry.amount)) for entry in entries if entry.kind is not None]


def nord(previous: int, *more: Fact) -> Ledger:
    return Ledger(NORD_BOOK, [MEDIATION]).record(
        Accepted("r21", date(2022, 4, 1), "A1", 2021, "ACTUAL", 90_000),
        Transmitted("t23", date(2023, 2, 1), "A1", 2023, "FORECAST"),
        validated("FORECAST", 2023, 100_000),
        validated("ACTUAL", 2022, previous, month=4),
        *more,
    )


def test_vector_p2_as_facts() -> None:
    ledger = nord(95_000, validated("ACTUAL", 2023, 98_000, month=4, spent=1))
    assert due(ledger) == [
        ("2023-02-01", "ADVANCE_1", "31500.00"),
        ("2023-04-10", "ADVANCE_2", "35000.00"),
        ("2024-04-10", "BALANCE", "31500.00"),
    ]


def test_a_revision_of_the_actual_right_of_two_years_before_reaches_the_advance() -> None:
    """35 % of 90,000 = 31,500; revised to 100,000: 35,000, hence 3,500 more; cancelled: nothing is known any more."""
    assert due(nord(95_000))[0] == ("2023-02-01", "ADVANCE_1", "31500.00")
    revised = nord(95_000, Accepted("r21b", date(2023, 5, 2), "A1", 2021, "ACTUAL", 100_000))
    assert ("2023-05-02", "ADVANCE_1", "3500.00") in due(revised)


def test_vectors_p3_and_p4_as_facts_and_a_gap_justified_late() -> None:
    last = validated("ACTUAL", 2023, 50_000, month=4, spent=1)
    assert due(nord(80_000, last))[1:] == [
        ("2023-04-10", "ADVANCE_2", "24500.00"),
        ("2024-04-10", "OVERPAYMENT", "-6000.00"),
    ]
    before = GapJustified("g", date(2023, 3, 1), "A1", 2023)
    assert due(nord(80_000, last, before))[1:] == [
        ("2023-04-10", "ADVANCE_2", "35000.00"),
        ("2024-04-10", "OVERPAYMENT", "-16500.00"),
    ]
    after = GapJustified("g", date(2023, 5, 2), "A1", 2023)  # 35,000 - 24,500 = 10,500 more that day
    assert due(nord(80_000, last, after))[1:3] == [
        ("2023-04-10", "ADVANCE_2", "24500.00"),
        ("2023-05-02", "ADVANCE_2", "10500.00"),
    ]


@pytest.mark.parametrize(("previous", "second"), [(95_000, "26500.00"), (50_000, "0.00")])
def test_vectors_p6_and_p7_as_facts(previous: int, second: str) -> None:
    ledger = Ledger(CAPPED).record(validated("FORECAST", 2023, 100_000), validated("ACTUAL", 2022, previous, month=4))
    assert due(ledger) == [("2023-02-10", "ADVANCE_1", "40000.00"), ("2023-04-10", "ADVANCE_2", second)]


def test_new_equipment_has_terms_of_its_own_in_its_first_year_only() -> None:
    # 35 % x 100,000; then 35 % x 110,000 after the September update; no top-up in these terms
    agreed = Agreed("c", date(2023, 1, 2), "A1", Period(date(2023, 1, 1), date(2027, 1, 1)), "new")
    first_year = [validated("FORECAST", 2023, 100_000), validated("UPDATE_SEPTEMBER", 2023, 110_000, month=10)]
    ledger = Ledger(NORD_BOOK, [MEDIATION]).record(agreed, *first_year)
    assert due(ledger) == [("2023-02-10", "ADVANCE_1", "35000.00"), ("2023-10-10", "ADVANCE_2", "38500.00")]
    with pytest.raises(NoTerms, match=r"2024.*existing"):  # never those of another year
        ledger.record(validated("FORECAST", 2024, 1, spent=1)).balance()


def test_an_agreement_that_starts_does_not_make_equipment_new() -> None:
    """Renewed on 1 January, what exists is still paid as the vector P2 says: 31,500 and 35,000."""
    for start, equipment in ((date(2023, 1, 1), "existing"), (date(2022, 1, 1), "new"), (date(2022, 1, 1), "existing")):
        agreed = Agreed("c", start, "A1", Period(start, date(2027, 1, 1)), equipment)
        assert due(nord(95_000, agreed)) == due(nord(95_000)), (start, equipment)


def test_an_advance_whose_right_is_known_only_after_the_activity_has_closed_never_falls_due() -> None:
    """40 % of the actual right N-1 of 900: 360 if it is known before the first day closed, nothing from that day on."""
    terms = PaymentTerms.from_mapping(
        {"advances": [{"rate": "0.40", "base": "actual N-1", "on": "forecast validated"}], "top_up_rate": "0"}
    )
    closed = Closed("c", date(2023, 4, 10), "A1")
    for day, amounts in ((9, ["360.00"]), (10, []), (11, [])):
        facts = [validated("FORECAST", 2023, 1_000), validated("ACTUAL", 2022, 900, month=4, day=day), closed]
        assert [amount for _, _, amount in due(Ledger(terms).record(*facts))] == amounts, day


def test_a_settlement_whose_validation_is_taken_back_is_undone_to_the_cent() -> None:
    """1,000 - 400 settle the year, or 300 - 400; without the actual right, the advance of 400 stands alone again."""
    terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}], "top_up_rate": "0"})
    for right, back in ((1_000, ("OVERPAYMENT", "-600.00")), (300, ("BALANCE", "100.00"))):
        actual = validated("ACTUAL", 2023, right, month=4, spent=1)
        ledger = Ledger(terms).record(validated("FORECAST", 2023, 1_000), actual)
        undone = ledger.record(Reversed("r", date(2024, 5, 2), actual.id))
        assert due(undone) == [*due(ledger), ("2024-05-02", *back)]
        assert str(undone.balance().due) == "400.00"
        assert not undone.record(Paid("p", date(2024, 5, 3), "A1", 2023, "400")).balance().settled  # nothing is left


def test_a_ps_without_rules_here_is_paid_by_the_terms_of_its_own_code_and_by_civil_year() -> None:
    theirs = {
        "year": 2023,
        "ps": ["LOCAL"],
        "advances": [{"rate": "0.30", "on": "forecast validated"}],
        "top_up_rate": "0",
    }
    others = {
        "year": 2023,
        "ps": ["EAJE"],
        "advances": [{"rate": "0.50", "on": "forecast validated"}],
        "top_up_rate": "0",
    }
    local = Activity("A1", "P1", "LOCAL", "Aide locale", "LILLE")
    ledger = Ledger(TermsBook.from_mapping({"terms": [others, theirs]}), [local])
    assert due(ledger.record(validated("FORECAST", 2023, 1_000))) == [("2023-02-10", "ADVANCE_1", "300.00")]


def test_a_declaration_stands_from_its_validation_to_what_undoes_it() -> None:
    terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}], "top_up_rate": "0"})
    sent = Transmitted("t", date(2023, 2, 1), "A1", 2023, "FORECAST")
    right = validated("FORECAST", 2023, 1_000)
    undone = [
        Refused("x", date(2023, 3, 1), "A1", 2023, "FORECAST"),
        Cancelled("x", date(2023, 3, 1), "A1", 2023, "FORECAST"),
        Reversed("x", date(2023, 3, 1), right.id),
    ]
    histories: list[tuple[list[Fact], bool]] = [([], False), ([sent], False), ([sent, right], True)]
    for facts, stands in [*histories, *(([sent, right, fact], False) for fact in undone)]:
        assert Ledger(terms).record(*facts).stands("A1", 2023, DeclarationKind.FORECAST) is stands
    assert not Ledger(terms).record(right).stands("A1", 2023, DeclarationKind.ACTUAL)
    assert not Ledger(terms).record(right).stands("A1", 2022, DeclarationKind.FORECAST)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("A1", ["overpayment of 2022 kept back from 2023", "overpayment of 2022 kept back here"]),
        ("A2", ["overpayment of 2022 kept back from A2 2023", "overpayment of A1 2022 kept back here"]),
    ],
)
def test_both_accounts_of_a_set_off_say_where_the_other_half_stands(target: str, words: list[str]) -> None:
    terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}], "top_up_rate": "0"})
    paid, kept = Paid("p", date(2023, 1, 5), "A1", 2022, "100"), date(2023, 3, 1)
    ledger = Ledger(terms).record(paid, SetOff("s", kept, "A1", 2022, "100", 2023, target))
    told = {(one.activity, one.year): one for one in ledger.entries() if one.on == kept}
    assert [told["A1", 2022].reason.text("en"), told[target, 2023].reason.text("en")] == words
    assert [str(told["A1", 2022].amount), str(told[target, 2023].amount)] == ["-100.00", "100.00"]


def test_what_the_caf_gives_up_before_there_is_an_overpayment_counts_once_there_is() -> None:
    """400 paid, 100 given up in March; the right of 300 of April makes 100 too much: nothing is left to recover."""
    terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}], "top_up_rate": "0"})
    paid = Paid("p", date(2023, 2, 12), "A1", 2023, "400")
    given_up = WrittenOff("w", date(2024, 3, 1), "A1", 2023, "100", "REMISSION")
    ledger = Ledger(terms).record(validated("FORECAST", 2023, 1_000), paid, given_up)
    assert str(ledger.balance().left) == "0.00"
    after = ledger.record(validated("ACTUAL", 2023, 300, month=4, spent=1))
    assert (str(after.balance().left), str(after.balance().written_off)) == ("0.00", "100.00")


def test_fixed_days_and_the_balance_as_triggers() -> None:
    terms = PaymentTerms.from_mapping(
        {
            "advances": [
                {"rate": "0.50", "from": "2023-03-01"},
                {
                    "rate": "0.20",
                    "on": "balance N-1 paid",
                    "cap": {"rate": "0.25", "base": "forecast N", "scope": "this advance"},
                },
            ]
        }
    )
    ledger = Ledger(terms).record(validated("FORECAST", 2023, 1_000, month=1), validated("ACTUAL", 2022, 900, month=4))
    assert due(ledger) == [("2023-03-01", "ADVANCE_1", "500.00")]
    paid = ledger.record(Paid("b1", date(2023, 4, 20), "A1", 2022, "900"))
    assert due(paid) == [("2023-03-01", "ADVANCE_1", "500.00"), ("2023-04-20", "ADVANCE_2", "200.00")]
    assert ledger.balance(through=date(2023, 2, 28)).due == 0


def test_top_ups_rise_from_the_highest_forecast_known_and_can_have_a_cap() -> None:
    # June 90: nothing; September 130: 40 % x (130 - 100) = 12
    facts = [
        validated("FORECAST", 2023, 100),
        validated("UPDATE_JUNE", 2023, 90, month=7),
        validated("UPDATE_SEPTEMBER", 2023, 130, month=10),
    ]
    assert due(Ledger(CAPPED).record(*facts))[1:] == [("2023-10-10", "TOP_UP", "12.00")]
    # all advances within 40 % of the latest forecast, 52: 52 - 40 = 12, but within 39 %, 50.70: 10.70
    terms = PaymentTerms.from_mapping(
        {
            "top_up_rate": "0.40",
            "top_up_cap": {"rate": "0.39", "base": "latest forecast N"},
            "advances": [{"rate": "0.40", "on": "forecast validated"}],
        }
    )
    assert due(Ledger(terms).record(*facts))[1:] == [("2023-10-10", "TOP_UP", "10.70")]


def test_a_revision_of_each_declaration_reaches_what_was_due_on_it() -> None:
    facts = [validated("FORECAST", 2023, 100_000), validated("ACTUAL", 2022, 95_000, month=4)]
    # actual N-1 revised: 70 % x 100,000 - 40,000 = 30,000, so 3,500 more; its own balance 5,000 more
    ledger = Ledger(CAPPED).record(*facts, validated("ACTUAL", 2022, 100_000, month=5))
    assert due(ledger)[2:] == [("2023-05-10", "ADVANCE_2", "3500.00")]
    assert due(ledger, 2022) == [("2023-04-10", "BALANCE", "95000.00"), ("2023-05-10", "BALANCE", "5000.00")]
    # forecast revised to 80,000: 32,000, so 8,000 less; then 24,000 within 66,500 - 32,000, so 2,500 less
    ledger = Ledger(CAPPED).record(*facts, validated("FORECAST", 2023, 80_000, month=6))
    assert due(ledger)[2:] == [("2023-06-10", "ADVANCE_1", "-8000.00"), ("2023-06-10", "ADVANCE_2", "-2500.00")]
    assert "au lieu de 40" in ledger.entries(activity="A1", year=2023)[2].reason.text("fr")


def test_a_cancellation_after_a_payment_makes_it_an_overpayment_until_the_declaration_is_validated_again() -> None:
    ledger = Ledger(CAPPED).record(
        validated("FORECAST", 2023, 100_000),
        Paid("b1", date(2023, 2, 20), "A1", 2023, "40000"),
        Cancelled("x", date(2023, 3, 1), "A1", 2023, "FORECAST"),
    )
    assert ledger.balance().left == Decimal("-40000.00")
    assert "Indu : 40" in ledger.to_markdown("fr")
    again = ledger.record(validated("FORECAST", 2023, 80_000, month=4))
    assert again.balance().left == Decimal("-8000.00")  # 32,000 due, 40,000 paid
    assert again.record(Recovered("r", date(2023, 5, 1), "A1", 2023, "8000")).balance().left == 0


def test_a_refusal_after_a_payment_asks_nothing_back_and_lets_nothing_new_fall_due() -> None:
    refused = Refused("n", date(2023, 3, 1), "A1", 2023, "FORECAST")
    facts = [validated("FORECAST", 2023, 100_000), refused, validated("ACTUAL", 2022, 95_000, month=4)]
    ledger = Ledger(CAPPED).record(*facts)
    assert due(ledger) == [("2023-02-10", "ADVANCE_1", "40000.00")]
    # corrected to 90,000 and validated in May: 36,000; then 27,000 within 66,500 - 36,000
    corrected = ledger.record(validated("FORECAST", 2023, 90_000, month=5))
    assert due(corrected)[1:] == [("2023-05-10", "ADVANCE_1", "-4000.00"), ("2023-05-10", "ADVANCE_2", "27000.00")]


def test_an_activity_closed_midway_has_no_more_advances_and_is_settled_by_its_actual_declaration() -> None:
    ledger = Ledger(CAPPED).record(
        validated("FORECAST", 2023, 100_000),
        Closed("end", date(2023, 5, 31), "A1"),
        validated("UPDATE_JUNE", 2023, 120_000, month=7),
        validated("ACTUAL", 2022, 95_000, month=8),
        validated("ACTUAL", 2023, 15_000, month=3, spent=1),
    )
    assert due(ledger) == [("2023-02-10", "ADVANCE_1", "40000.00"), ("2024-03-10", "OVERPAYMENT", "-25000.00")]


@pytest.mark.parametrize(
    ("closed", "validated_at", "falls_due"),
    [
        (date(2023, 2, 9), date(2023, 2, 10), False),
        (date(2023, 2, 10), date(2023, 2, 10), False),  # a closing holds for the whole of its day
        (date(2023, 2, 11), date(2023, 2, 10), True),
        (datetime(2023, 2, 10, 9), datetime(2023, 2, 10, 15), False),
        (datetime(2023, 2, 10, 15), datetime(2023, 2, 10, 9), True),
    ],
)
def test_from_the_day_an_activity_closes_no_advance_falls_due(
    closed: date, validated_at: date, falls_due: bool
) -> None:
    forecast = Accepted("f", validated_at, "A1", 2023, "FORECAST", 100_000)
    for facts in ((forecast, Closed("end", closed, "A1")), (Closed("end", closed, "A1"), forecast)):
        assert bool(due(Ledger(CAPPED).record(*facts))) is falls_due


def test_an_update_of_a_forecast_that_nobody_validated_tops_nothing_up() -> None:
    sent = Transmitted("t", date(2023, 1, 5), "A1", 2023, "FORECAST")
    assert due(Ledger(CAPPED).record(sent, validated("UPDATE_JUNE", 2023, 120_000, month=7))) == []


def test_an_agreement_that_starts_within_the_year() -> None:
    agreed = Agreed("c", date(2023, 1, 5), "A1", Period(date(2023, 4, 1), date(2025, 1, 1)))
    facts = [agreed, validated("FORECAST", 2023, 100_000), validated("ACTUAL", 2022, 80_000, month=3)]
    with pytest.raises(UnspecifiedTerms, match="by months"):
        Ledger(CAPPED).record(*facts).balance()
    # nothing before 1 April. By months: 9/12 of 80,000 is 60,000; 70 % of it 42,000, less 40,000
    by_months = Ledger(CAPPED.with_partial_year("by months")).record(*facts)
    assert due(by_months) == [("2023-04-01", "ADVANCE_1", "40000.00"), ("2023-04-01", "ADVANCE_2", "2000.00")]
    # by days: 275/365 of 80,000 = 60,273.9726…; 70 % = 42,191.78
    by_days = Ledger(CAPPED.with_partial_year("by days")).record(*facts)
    assert due(by_days)[1] == ("2023-04-01", "ADVANCE_2", "2191.78")
    declared = Ledger(CAPPED.with_partial_year("as declared")).record(*facts)
    assert due(declared)[1] == ("2023-04-01", "ADVANCE_2", "16000.00")  # 56,000 - 40,000


def test_an_agreement_that_ends_within_the_year() -> None:
    agreed = Agreed("c", date(2022, 1, 5), "A1", Period(date(2022, 1, 1), date(2023, 7, 1)))
    facts = [validated("FORECAST", 2023, 50_000), validated("UPDATE_SEPTEMBER", 2023, 70_000, month=10)]
    ledger = Ledger(CAPPED.with_partial_year("by months")).record(agreed, *facts)
    assert due(ledger) == [("2023-02-10", "ADVANCE_1", "20000.00")]  # the update comes after the end


def test_too_much_is_set_off_against_the_next_year_or_another_activity() -> None:
    ledger = Ledger(CAPPED).record(
        BroughtForward("bf", date(2022, 12, 31), "A1", 2022, "66000"),
        validated("ACTUAL", 2022, 60_000, month=4),
        validated("FORECAST", 2023, 100_000),
    )
    assert ledger.balance(year=2022).left == -6000
    kept = ledger.record(SetOff("s", date(2023, 4, 15), "A1", 2022, "6000", 2023))
    assert kept.balance(year=2022).left == 0
    assert kept.balance(year=2022).settled
    assert kept.balance(year=2023).left == ledger.balance(year=2023).left - 6000
    other = ledger.record(SetOff("s", date(2023, 4, 15), "A1", 2022, "6000", 2023, "A2"))
    assert other.balance(activity="A2").set_off == 6000
    assert other.balance(activity="A1", year=2022).left == 0


def test_a_reversal_comes_after_what_it_reverses_and_counts_once() -> None:
    ledger = Ledger(CAPPED).record(
        validated("FORECAST", 2023, 100_000), Paid("b1", date(2023, 2, 20), "A1", 2023, "40000")
    )
    back = ledger.record(Reversed("z1", date(2023, 2, 25), "b1"), Reversed("z2", date(2023, 2, 26), "b1"))
    assert back.balance().left == 40_000
    assert "contre-passation : virement de la Caf" in back.to_markdown("fr")
    for bad in (
        Reversed("z3", date(2023, 3, 1), "unknown"),
        Reversed("z3", date(2023, 2, 1), "b1"),
        Reversed("z3", date(2023, 3, 1), "z1"),
    ):
        with pytest.raises(CannotReverse, match="z3"):
            back.record(bad)


def test_a_year_is_settled_once_its_actual_declaration_is_validated_and_nothing_is_left() -> None:
    forecast, actual = validated("FORECAST", 2023, 100_000), validated("ACTUAL", 2023, 90_000, month=3, spent=1)
    advance = Paid("b1", date(2023, 2, 20), "A1", 2023, "40000")
    balance = Paid("b2", date(2024, 3, 20), "A1", 2023, "50000")
    for facts, left, settled in (
        ([forecast], 40_000, False),
        ([forecast, advance], 0, False),  # nothing is left, and the last word is not said
        ([forecast, advance, actual], 50_000, False),  # the last word is said, and something is left
        ([forecast, advance, actual, balance], 0, True),
    ):
        found = Ledger(CAPPED).record(*facts).balance()
        assert found.left == left
        assert found.settled is settled
    other = Accepted("o", date(2023, 2, 10), "A2", 2023, "FORECAST", 1000)
    assert not Ledger(CAPPED).record(forecast, advance, actual, balance, other).balance().settled


def test_amounts_are_exact_or_refused() -> None:
    for bad, code in ((0.1, "float-refused"), ("1.005", "not-whole-cents"), ("-1", "too-low")):
        with pytest.raises(InvalidInput) as caught:
            Paid("b", date(2023, 1, 1), "A1", 2023, bad)  # the point
        assert caught.value.faults[0].code == code


def test_what_the_source_leaves_open_is_asked_for_with_the_choices() -> None:
    assert SEINE is not None
    ledger = Ledger(SEINE).record(validated("FORECAST", 2023, 100_000), validated("ACTUAL", 2022, 95_000, month=4))
    with pytest.raises(UnspecifiedTerms, match=r"'cumulative' \| 'this advance'"):
        ledger.balance()


def test_facts_of_one_day_are_taken_in_the_order_of_their_times() -> None:
    def at(hour: int) -> datetime:
        return datetime(2023, 2, 10, hour)

    accepted = Accepted("f", at(9), "A1", 2023, "FORECAST", "100")
    cancelled = Cancelled("x", at(15), "A1", 2023, "FORECAST")
    assert Ledger(CAPPED).record(cancelled, accepted).balance().due == 0
    early = Cancelled("x", at(8), "A1", 2023, "FORECAST")
    assert Ledger(CAPPED).record(early, accepted).balance().due == 40


def test_the_table_says_why_each_amount_was_paid_that_day() -> None:
    ledger = Ledger(CAPPED).record(
        validated("FORECAST", 2023, 100_000),
        Paid("b1", date(2023, 2, 20), "A1", 2023, "40100", "VIR 0231"),
        validated("ACTUAL", 2022, 95_000, month=4),
    )
    table = ledger.to_markdown("en", year=2023)
    assert table.splitlines()[0] == "### A1, 2023"
    assert table.splitlines()[4:9] == [
        "| 10 February 2023 | First advance | €40,000.00 |  | €40,000.00 | "
        "Forecast 2023 declaration validated by the Caf: 40% × forecast right N (€100,000.00) |",
        "| 20 February 2023 | Payment |  | €40,100.00 | -€100.00 | transfer from the Caf, VIR 0231: "
        "settles First advance (€40,000.00); €100.00 beyond what is due |",
        "| 10 April 2023 | Second advance | €26,500.00 |  | €26,400.00 | "
        "Actual 2022 declaration validated by the Caf: 30% × forecast right N (€100,000.00) = €30,000.00, "
        "cut to €26,500.00: limit of 70% × actual right N-1 (€95,000.00) on all advances (€40,000.00 due already) |",
        "",
        "Left for the Caf to pay: €26,400.00.",
    ]


def test_the_table_says_where_the_terms_come_from_and_what_the_caller_named() -> None:
    assert Ledger(CAPPED).to_markdown("en").splitlines()[-3:] == [
        "Terms: Caf des Hauts-de-Seine, “Mon Compte Partenaire, un espace au service des partenaires de la Caf”, "
        "calendrier 2023 des déclarations et des paiements (checked on 23 November 2026).",
        "",
        "Named by the caller, the source being silent: limit of the advances and rate of the top-ups.",
    ]
    assert "sans source" in Ledger(NORD_BOOK)._repr_html_()


def test_terms_in_words() -> None:
    assert [line.text("fr") for line in in_words(NORD_BOOK.terms[0])] == [
        "1er acompte : 35\N{NO-BREAK SPACE}% × droit réel N-2, dès que la prévisionnelle est transmise",
        "2ème acompte : 35\N{NO-BREAK SPACE}% × droit prévisionnel N, dès que la Caf a traité la réelle N-1, dans la "
        "limite de 70\N{NO-BREAK SPACE}% × droit réel N-1 sur le cumul des acomptes, si l’écart entre prévisionnel N "
        "et réel N-1 est de plus de 10\N{NO-BREAK SPACE}% du droit réel N-1 et n’est pas justifié",
        "Complément d’acompte : aucun",
        "Solde : droit réel N − acomptes, dès que la Caf valide la réelle N ; l’indu se rembourse ou se retient",
        "Arrondi : le centime le plus proche, une fois par montant",
    ]
    assert SEINE is not None
    said = [line.text("en") for line in in_words(SEINE)]
    assert said[1].endswith("within a limit that the source does not say")
    assert said[2] == "Top-up: at a rate that the source does not say"


def test_what_was_entered_is_escaped() -> None:
    odd = Activity("A1", "P1", "ALSH", "<b>Loisirs|", "LILLE")
    ledger = Ledger(CAPPED, [odd]).record(Paid("b1", date(2023, 2, 20), "A1", 2023, "1", "<script>|\n"))
    assert "<script>" not in ledger._repr_html_()
    assert "<b>" not in ledger._repr_html_()
    assert r"\|" in ledger.to_markdown("fr")
    assert Ledger(CAPPED).to_markdown("fr").startswith("Aucun mouvement.")


def test_bad_terms_of_a_book_say_all_that_is_wrong() -> None:
    bad: dict[str, Any] = {**NORD, "year": "2023", "equipment": "old", "rounding": "tenth", "caf": "59"}
    with pytest.raises(InvalidInput) as caught:
        TermsBook.from_mapping({"terms": [bad, {"advances": []}]})
    assert {fault.path for fault in caught.value.faults} == {
        "terms[0].year",
        "terms[0].equipment",
        "terms[0].rounding",
        "terms[0].caf",
        "terms[1].advances",
    }


@pytest.mark.parametrize(
    ("condition", "second"),
    [  # forecast 100,000, actual N-1 88,000: a rise of 12,000, 13.6 % of N-1 and 12 % of the forecast
        ("rise over 0.10", "21600.00"),  # 61,600 - 40,000
        ("drop over 0.10", "30000.00"),
        ("gap over 0.13", "21600.00"),
        ("gap over 0.13 of forecast N", "30000.00"),
    ],
)
def test_the_readings_of_the_gap(condition: str, second: str) -> None:
    assert SEINE is not None
    terms = SEINE.with_cap(rate="0.70", base="actual N-1", condition=condition)
    ledger = Ledger(terms).record(validated("FORECAST", 2023, 100_000), validated("ACTUAL", 2022, 88_000, month=4))
    assert due(ledger)[1] == ("2023-04-10", PaymentKind.ADVANCE_2, second)
