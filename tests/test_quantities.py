"""Figures: one reader, exact, for whatever type or language they come in."""

import decimal
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from afas.errors import Fault
from afas.quantities import Unit, read_flag, read_number
from afas.text import number

FIGURES = st.decimals(Decimal("-999999999999999"), Decimal("999999999999999"), places=4)


def told(raw: object, unit: Unit = Unit.EUR, locale: str | None = None) -> str:
    fault = read_number(raw, "x", unit, None, locale=locale)
    assert isinstance(fault, Fault), fault
    return fault.code


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (np.int64(43000), "43000"),
        (np.uint8(7), "7"),
        (np.str_("43000.50"), "43000.50"),
        (Decimal("43000.000000000000000000"), "43000.000000000000"),  # Spark's decimal(38,18)
        ("43000.000000000000000000", "43000.000000000000"),
        ("0.100000000000000", "0.100000000000"),
        (Decimal("1E+3"), "1E+3"),
    ],
)
def test_whole_numbers_of_any_type_and_zeros_at_the_end_are_read(raw: object, value: str) -> None:
    assert read_number(raw, "x", Unit.EUR) == Decimal(value)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (True, "not-a-number"), (np.True_, "not-a-number"), (None, "not-a-number"), ("", "not-a-number"),
        (Fraction(1, 3), "not-a-number"), (Decimal("NaN"), "not-a-number"), (Decimal("sNaN"), "not-a-number"),
        (Decimal("-Infinity"), "not-a-number"), (float("nan"), "not-a-number"), ("NaN", "not-a-number"),
        ("1e3", "not-a-number"), ("٣", "not-a-number"), ([], "not-a-number"), ({"a": 1}, "not-a-number"),
        (0.1, "float-refused"), (np.float64(43000.5), "float-refused"), (np.float32(0.5), "float-refused"),
        (10**15, "number-too-long"), ("0.1234567890123", "number-too-long"), (Decimal("1E+400"), "number-too-long"),
        ("9" * 100_000, "number-too-long"), (Decimal("1E-999999"), "number-too-long"),
    ],
)  # fmt: skip
def test_what_is_no_exact_figure_is_told(raw: object, code: str) -> None:
    assert told(raw) == code


def test_the_advice_for_a_float_can_be_typed() -> None:
    fault = read_number(np.float64(43000.5), "expenses", Unit.EUR)
    assert isinstance(fault, Fault)
    assert fault.text.en == "expenses: a float (43000.5) is not exact: write Decimal('43000.5') or the string '43000.5'"


@pytest.mark.parametrize(
    ("typed", "locale", "value"),
    [
        ("12 500,5", "fr", "12500.5"), ("12\u202f500,5", "fr", "12500.5"), ("12\u00a0500", "fr", "12500"),
        ("12500,50", "fr_FR", "12500.50"), ("7293.55", "fr", "7293.55"), ("1 234,56 €", "fr", "1234.56"),
        ("\u22125", "fr", "-5"), ("0.125", "fr", "0.125"), ("12,500", "fr", "12.500"),
        ("1,234", "en", "1234"), ("1,234,567.5", "en-GB", "1234567.5"),
        ("€1,234.50", "en", "1234.50"), ("12", "en", "12"),
    ],
)  # fmt: skip
def test_what_people_type_is_read_as_their_language_writes_it(typed: str, locale: str, value: str) -> None:
    assert read_number(typed, "x", Unit.EUR, None, locale=locale) == Decimal(value)


def test_a_ratio_can_be_typed_out_of_a_hundred() -> None:
    assert read_number("95 %", "share", Unit.RATIO, locale="fr") == Decimal("0.95")
    assert read_number("31.8%", "share", Unit.RATIO, locale="en") == Decimal("0.318")
    assert told("95 %", Unit.HOUR, "fr") == "not-a-number"
    assert told("95", Unit.RATIO, "fr") == "not-a-ratio"


@pytest.mark.parametrize(
    ("typed", "locale", "code"),
    [
        ("1.234", "fr", "ambiguous-number"),  # 1,234 or 1234?
        ("1.234.567", "fr", "not-a-number"), ("1 23,5", "fr", "not-a-number"), ("1,2,3", "fr", "not-a-number"),
        ("1,23", "en", "not-a-number"), ("12 500,5", "en", "not-a-number"), ("1,2345", "en", "not-a-number"),
        ("12 500,5", None, "not-a-number"), ("12500 heures", "fr", "not-a-number"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_refused(typed: str, locale: str | None, code: str) -> None:
    assert told(typed, locale=locale) == code


@given(FIGURES, st.sampled_from(["fr", "en"]))
def test_a_figure_that_is_shown_can_be_typed_back(figure: Decimal, locale: str) -> None:
    assert read_number(number(figure, locale), "x", Unit.EUR, None, locale=locale) == figure


@given(FIGURES.map(abs), st.integers(1, 40))
def test_a_figure_is_read_the_same_in_any_decimal_context(figure: Decimal, precision: int) -> None:
    with decimal.localcontext(prec=precision):
        assert read_number(str(figure), "x", Unit.EUR) == figure
        assert read_number("95 %", "x", Unit.RATIO, locale="fr") == Decimal("0.95")


@pytest.mark.parametrize("raw", [Decimal("sNaN"), Decimal("NaN"), 2, 0.0, 1.0, "2", "oui", None, [], np.float64(1)])
def test_what_is_neither_yes_nor_no_is_told(raw: object) -> None:
    fault = read_flag(raw, "meals")
    assert isinstance(fault, Fault)
    assert fault.code == "not-a-flag"


@pytest.mark.parametrize("raw", [True, 1, Decimal(1), np.True_, np.int64(1), "true", "1", "Oui"])
def test_a_yes_of_any_type_is_one(raw: object) -> None:
    assert read_flag(raw, "meals", locale="fr") == Decimal(1)


@pytest.mark.parametrize("locale", [None, "fr", "en", "fr_FR"])
@pytest.mark.parametrize("raw", ["abc", "1.234.567", "12 h"])
def test_the_number_given_as_an_example_is_read_by_the_same_door(raw: str, locale: str | None) -> None:
    fault = read_number(raw, "x", Unit.EUR, None, locale=locale)
    assert isinstance(fault, Fault)
    like = str(fault.fields["like"])
    assert read_number(like, "x", Unit.EUR, None, locale=locale) == Decimal("7293.55")
    assert f"comme {like}" in fault.text.fr
    assert ("," in like) == (locale in ("fr", "fr_FR"))
