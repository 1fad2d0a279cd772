"""Laws 1 and 9 for money: the same cents in any decimal context of the caller, on every door that gives an amount."""

import decimal
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

import afas
from afas.errors import InvalidInput
from afas.estimation import Estimate
from afas.payments import (
    Accepted,
    BankLine,
    Expectation,
    Ledger,
    Paid,
    PaymentTerms,
    Recovered,
    SetOff,
    cash_flow,
    reconcile,
    schedule,
)
from afas.payments._cents import ZERO, from_cents, in_cents, less, negated, total

CENT = Decimal("0.01")
TERMS = PaymentTerms.from_mapping(
    {
        "top_up_rate": "0.40",
        "partial_year": "by days",
        "advances": [
            {"rate": "0.40", "on": "forecast validated"},
            {"rate": "0.30", "on": "actual N-1 validated", "cap": {"rate": "0.70", "base": "actual N-1"}},
        ],
    }
)
DAY = date(2023, 2, 10)
CONTEXTS = [
    decimal.Context(prec=6),
    decimal.Context(prec=1),
    decimal.Context(prec=6, rounding=decimal.ROUND_UP),
    decimal.Context(prec=28, traps=[decimal.Inexact, decimal.Rounded, decimal.FloatOperation]),
    decimal.Context(prec=9, Emax=3, Emin=-3, traps=[decimal.Overflow, decimal.Underflow, decimal.Subnormal]),
    decimal.Context(prec=50, rounding=decimal.ROUND_FLOOR, traps=[]),
]


def amounts() -> Iterator[str]:
    """Every amount that payments give of one case, as text."""
    largest = "999999999999999.99"
    yield from (f"{item.amount}" for item in schedule(TERMS, forecast="99999.99", previous_actual=largest, actual="1"))
    ledger = Ledger(TERMS).record(
        Accepted("f", DAY, "A1", 2023, "FORECAST", largest),
        Accepted("p", DAY, "A1", 2022, "ACTUAL", "123456789.01"),
        Accepted("u", date(2023, 7, 1), "A1", 2023, "UPDATE_JUNE", "999999999999999.99"),
        Paid("b", date(2023, 3, 1), "A1", 2023, "86419752.31"),
        Paid("d", date(2023, 3, 2), "A1", 2022, "123456789.02"),
        Recovered("r", date(2023, 3, 3), "A1", 2022, "0.01"),
        SetOff("s", date(2023, 3, 4), "A1", 2023, "12345678.91", 2022),
    )
    yield from (f"{entry.amount} {entry.reason.text('fr')}" for entry in ledger.entries())
    balance = ledger.balance()
    yield f"{balance} {balance.net} {balance.left}"
    yield str(ledger.balances("year"))
    yield ledger.to_markdown("fr")
    foreseen = Expectation("A1", 2023, "ACTUAL", date(2024, 4, 1), "1234567.89", "1234567.88", largest)
    yield str(cash_flow(ledger, [foreseen], on=DAY))
    lines = [BankLine("L", date(2023, 4, 1), "123456.78"), BankLine("M", date(2023, 2, 12), largest)]
    yield reconcile(ledger, lines, through=date(2024, 1, 1)).to_markdown("en")


@pytest.mark.parametrize("context", CONTEXTS, ids=str)
def test_law_9_the_same_cents_in_any_decimal_context(context: decimal.Context) -> None:
    expected = list(amounts())
    with decimal.localcontext(context):
        assert list(amounts()) == expected


@pytest.mark.parametrize("context", CONTEXTS, ids=str)
def test_law_9_an_estimate_gives_the_same_cents_and_its_ledger_takes_them(context: decimal.Context) -> None:
    # 2/3 of 88,888.89 is 59,259.26, under a ceiling that does not bind; 75 % of it 44,444.445, to the nearest cent
    def right() -> Estimate:
        entries = {"real_fte": "3", "funded_fte": "2", "expenses": "88888.89"}
        entries |= {"family_participations": "0", "consignations": "0"}
        figures = {"ceiling": "1000000"}
        return afas.estimate("MEDIATION_FAMILIALE", entries, year=2023, parameters=figures)

    with decimal.localcontext(context):
        made = right()
        assert made.amount == Decimal("44444.45")
        ledger = Ledger(TERMS).record(Accepted("f", DAY, "A1", 2023, "FORECAST", made.amount))
        assert str(ledger.balance().due) == "17777.78"
    assert made == right()


@pytest.mark.parametrize(
    "amount", ["1000000000000000", Decimal("1E+15"), 10**15, Decimal("1E+999999"), "0.001", Decimal("0.0000000000001")]
)
def test_an_amount_beyond_fifteen_digits_or_of_parts_of_cents_is_refused(amount: object) -> None:
    for context in CONTEXTS:
        with decimal.localcontext(context), pytest.raises(InvalidInput):
            Paid("b", DAY, "A1", 2023, amount)  # the point
    assert Paid("b", DAY, "A1", 2023, "999999999999999.99").cents == 99_999_999_999_999_999


def test_a_sum_keeps_up_to_300_digits_and_never_rounds() -> None:
    """A euro, or ten, of 297 or 298 zeros and a cent: one digit too many is an error, not a rounding."""
    for context in CONTEXTS:
        with decimal.localcontext(context):
            assert total((Decimal("1E+297"), CENT)).as_tuple().digits == (1, *[0] * 298, 1)
            assert less(Decimal("1E+297"), CENT).as_tuple().digits == (9,) * 299
            with pytest.raises(decimal.Inexact):
                total((Decimal("1E+298"), CENT))
            assert [str(amount) for amount in (total(()), negated(ZERO), negated(CENT), less(CENT, CENT))] == [
                "0.00", "0.00", "-0.01", "0.00",
            ]  # fmt: skip
            assert [str(from_cents(cents)) for cents in (0, 1, -1, 12_345)] == ["0.00", "0.01", "-0.01", "123.45"]
            assert [in_cents(Decimal(euros)) for euros in ("0", "0.01", "-0.01", "123.4")] == [0, 1, -1, 12_340]
