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


BOUNDS = [  # the figure, the least and the most allowed, both allowed themselves; what is said
    ("0", "0", None, None), ("-0.01", "0", None, "too-low"), ("-5", None, None, None),
    ("10", "10", "20", None), ("9.99", "10", "20", "too-low"), ("20", "10", "20", None),
    ("20.01", "10", "20", "too-high"),
    ("0", "1", None, "too-low"), ("5", None, "4", "too-high"), ("-5", None, "4", None),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "low", "high", "code"), BOUNDS)
def test_a_figure_stands_between_its_bounds_both_allowed(
    raw: str, low: str | None, high: str | None, code: str | None
) -> None:
    least, most = (None if bound is None else Decimal(bound) for bound in (low, high))
    read = read_number(raw, "x", Unit.EUR, least, most)
    if code is None:
        assert read == Decimal(raw)
    else:
        assert isinstance(read, Fault)
        assert (read.path, read.code, read.fields["found"]) == ("x", code, Decimal(raw))


def test_nothing_is_below_zero_unless_its_reader_says_so() -> None:
    fault = read_number("-1", "x", Unit.EUR)
    assert isinstance(fault, Fault)
    assert fault.code == "too-low"


@pytest.mark.parametrize("unit", Unit)
def test_a_count_of_things_is_whole_and_a_ratio_is_a_part_of_one(unit: Unit) -> None:
    whole = unit in (Unit.COUNT, Unit.PLACE, Unit.CHILD)
    part = unit is Unit.RATIO
    assert unit.whole is whole
    for raw, code in (
        ("0", None), ("1", None), ("2", "not-a-ratio" if part else None), ("2.00", "not-a-ratio" if part else None),
        ("0.5", "not-whole" if whole else None), ("1.01", "not-whole" if whole else "not-a-ratio" if part else None),
    ):  # fmt: skip
        read = read_number(raw, "x", unit)
        assert (read.code if isinstance(read, Fault) else None) == code, raw


@pytest.mark.parametrize("low", [None, Decimal(-10), Decimal(0)])
def test_a_ratio_lies_between_nought_and_one_whatever_its_bounds(low: Decimal | None) -> None:
    below, above = (read_number(raw, "x", Unit.RATIO, low) for raw in ("-0.01", "31.8"))
    assert isinstance(below, Fault)
    assert isinstance(above, Fault)
    assert (below.code, below.fields["low"], above.code) == ("too-low", 0, "not-a-ratio")
    assert above.text.en == "x: 31.8 is not a ratio between 0 and 1: for 31.8 %, write 0.318"
    high = read_number("0.6", "x", Unit.RATIO, low, Decimal("0.5"))
    assert isinstance(high, Fault)
    assert high.code == "too-high"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("999999999999999", "999999999999999"), (10**15 - 1, "999999999999999"), (1 - 10**15, "-999999999999999"),
        ("-999999999999999.999999999999", "-999999999999999.999999999999"),
        ("0.000000000001", "1E-12"), (Decimal("0.0000000000010"), "1E-12"), (Decimal("0.0000000000000"), "0"),
        ("1000000000000000", None), (-(10**15), None), (Decimal("1E+15"), None),
        (Decimal("999999999999999.5"), "999999999999999.5"),
        ("0.0000000000001", None), ("1.0000000000010", "1.000000000001"), ("1.0000000000011", None),
        ("1.1000000000001", None), ("1.00000000000010", None), (" 5 ", "5"), ("9" * 101, None), ("0" * 100, "0"),
        ("-5", "-5"), ("5.", "no"), (".5", "no"), ("--5", "no"), ("+5", "no"), ("1_000", "no"), ("95 %", "no"),
        ("5 €", "no"),
    ],
)  # fmt: skip
def test_a_figure_has_fifteen_digits_before_the_point_and_twelve_after(raw: object, value: str | None) -> None:
    read = read_number(raw, "x", Unit.EUR, None)
    if value in (None, "no"):
        assert isinstance(read, Fault)
        assert read.code == ("number-too-long" if value is None else "not-a-number")
    else:
        assert (type(read), read) == (Decimal, Decimal(str(value)))


SHOWN = {  # 1,234.5 of each unit, as French and as English write it; a ratio out of a hundred
    Unit.HOUR: ("1\u202f234,5\xa0h", "1,234.5\xa0h"),
    Unit.EUR: ("1\u202f234,50\xa0€", "€1,234.50"),
    Unit.EUR_PER_HOUR: ("1\u202f234,50\xa0€/h", "€1,234.50/h"),
    Unit.EUR_PER_FTE: ("1\u202f234,50\xa0€/ETP", "€1,234.50/FTE"),
    Unit.EUR_PER_UNIT: ("1\u202f234,50\xa0€/unité", "€1,234.50/unit"),
    Unit.EUR_PER_GROUP: ("1\u202f234,50\xa0€/groupe", "€1,234.50/group"),
    Unit.EUR_PER_PLACE: ("1\u202f234,50\xa0€/place", "€1,234.50/place"),
    Unit.RATIO: ("123\u202f450\xa0%", "123,450%"),
    Unit.RATE: ("123\u202f450\xa0%", "123,450%"),
    Unit.FTE: ("1\u202f234,5\xa0ETP", "1,234.5\xa0FTE"),
    Unit.PLACE: ("1\u202f234,5\xa0places", "1,234.5\xa0places"),
    Unit.CHILD: ("1\u202f234,5\xa0enfants", "1,234.5\xa0children"),
    Unit.DAY: ("1\u202f234,5\xa0jours", "1,234.5\xa0days"),
    Unit.COUNT: ("1\u202f234,5", "1,234.5"),
    Unit.FLAG: ("oui", "yes"),
}


@pytest.mark.parametrize("unit", Unit)
def test_a_figure_is_shown_with_its_unit_in_each_language(unit: Unit) -> None:
    figure = Decimal("1234.5")
    assert (unit.show(figure), unit.show(figure, "en")) == SHOWN[unit]
    text = unit.text_of(figure)
    assert (text.fr, text.en) == SHOWN[unit]
    assert Unit.FLAG.show(Decimal(0)) == "non"


@pytest.mark.parametrize(
    ("raw", "locale", "read"),
    [
        ("oui", "fr", 1), ("NON", "fr", 0), (" oui ", "fr", 1), ("yes", "en", 1), ("No", "en_GB", 0),
        ("true", None, 1), ("True", None, 1), ("1", "en", 1), ("false", None, 0), ("False", "fr", 0), ("0", None, 0),
        (False, None, 0), (0, None, 0), (Decimal("0.0"), None, 0), (np.False_, None, 0), (Decimal("1.0"), None, 1),
        ("oui", "en", None), ("yes", "fr", None), ("yes", None, None), ("oui", None, None), ("TRUE", None, None),
        ("", None, None), ("", "fr", None), (" ", "en", None), (-1, None, None), (Decimal("0.5"), None, None),
    ],
)  # fmt: skip
def test_a_yes_or_a_no_is_read_and_silence_is_neither(raw: object, locale: str | None, read: int | None) -> None:
    found = read_flag(raw, "meals", locale=locale)
    if read is None:
        assert isinstance(found, Fault)
        assert (found.path, found.code) == ("meals", "not-a-flag")
        assert len(str(found.fields["found"])) <= 40
    else:
        assert (type(found), found) == (Decimal, Decimal(read))


@pytest.mark.parametrize(
    ("typed", "locale", "value"),
    [
        ("1 234 567,5", "fr", "1234567.5"), ("-1 234", "fr", "-1234"), ("1234567", "fr", "1234567"),
        ("0.123", "fr", "0.123"), ("1.23", "fr", "1.23"), ("12.3456", "fr", "12.3456"), ("0,5", "fr", "0.5"),
        ("-12,345.678", "en", "-12345.678"), ("€5", "fr", "5"), ("5 €", "en", "5"), ("12.5", "en", "12.5"),
        ("1234 567", "fr", None), ("1,234 567", "fr", None), ("12 34", "fr", None), ("1234,567", "en", None),
        ("1,234.567,8", "en", None), ("5 € €", "fr", None), ("95 %", "fr", None), ("%", "fr", None), ("", "fr", None),
    ],
)  # fmt: skip
def test_thousands_are_set_apart_by_threes(typed: str, locale: str, value: str | None) -> None:
    read = read_number(typed, "x", Unit.EUR, None, locale=locale)
    if value is None:
        assert isinstance(read, Fault)
        assert read.code == "not-a-number"
    else:
        assert read == Decimal(value)


@pytest.mark.parametrize("typed", ["12.345", "999.999", "-1.234"])
def test_a_point_before_three_figures_says_both_ways_to_read_it(typed: str) -> None:
    fault = read_number(typed, "x", Unit.EUR, None, locale="fr")
    assert isinstance(fault, Fault)
    assert (fault.code, fault.fields["found"]) == ("ambiguous-number", typed)
    assert (fault.fields["low"], fault.fields["high"]) == (typed.replace(".", ","), typed.replace(".", ""))


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("95%", Unit.RATIO, "0.95"), ("107,5 %", Unit.RATE, "1.075"), ("0,95", Unit.RATIO, "0.95"),
        ("0 %", Unit.RATIO, "0"), ("100 %", Unit.RATIO, "1"), ("101 %", Unit.RATIO, None), ("95 %%", Unit.RATE, None),
    ],
)  # fmt: skip
def test_a_hundredth_is_read_for_a_ratio_and_for_a_quotient(typed: str, unit: Unit, value: str | None) -> None:
    read = read_number(typed, "x", unit, locale="fr")
    assert isinstance(read, Fault) if value is None else read == Decimal(value)


@pytest.mark.parametrize(("unit", "like"), [(Unit.RATIO, "0,95"), (Unit.RATE, "0,95"), (Unit.EUR, "7293,55")])
def test_what_is_no_number_is_told_with_one_of_its_unit(unit: Unit, like: str) -> None:
    for raw in ("?" * 90, None, float("inf")):
        for locale, shown in (
            ("fr", like if isinstance(raw, str) else like.replace(",", ".")),
            (None, like.replace(",", ".")),
        ):
            fault = read_number(raw, "x", unit, locale=locale)
            assert isinstance(fault, Fault)
            assert fault.code == "not-a-number"
            assert fault.fields["like"] == shown
            assert len(str(fault.fields["found"])) <= 40
