"""Typography: what French and English readers see; nothing is rounded on display."""

import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

import afas
from afas.errors import AfasError
from afas.payments import UnspecifiedTerms
from afas.text import Euros, Percent, Text, UnknownLocale, figure

NARROW, NBSP = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (Euros(Decimal("1234.56")), f"1{NARROW}234,56{NBSP}€", "€1,234.56"),
        (Euros(Decimal("2188.065")), f"2{NARROW}188,065{NBSP}€", "€2,188.065"),
        (Percent(Decimal("0.424")), f"42,4{NBSP}%", "42.4%"),
        (Decimal("12.500"), "12,5", "12.5"),
        (Fraction(1, 3), "0,333333…", "0.333333…"),
        (date(2023, 2, 9), "9 février 2023", "9 February 2023"),
        (date(2023, 1, 1), "1er janvier 2023", "1 January 2023"),
        (date(2023, 2, 11), "11 février 2023", "11 February 2023"),
        (("a", "b", "c"), "a, b et c", "a, b and c"),
        (Decimal("0.123456789012"), "0,123456789012", "0.123456789012"),
        (Percent(Decimal("0.123456789012")), f"12,3456789012{NBSP}%", "12.3456789012%"),
        (Euros(Decimal("1234.123456789012")), f"1{NARROW}234,123456789012{NBSP}€", "€1,234.123456789012"),
        (Fraction(1, 10**12), "0,000000000001", "0.000000000001"),
        (Euros(Fraction(-1, 3)), f"-0,333333…{NBSP}€", "-€0.333333…"),
        (Percent(Fraction(1, 3)), f"33,3333…{NBSP}%", "33.3333…%"),
        (True, "oui", "yes"),
        (None, "–", "–"),
    ],
)
def test_figures_in_both_languages(value: object, french: str, english: str) -> None:
    assert (figure(value, "fr"), figure(value, "en-GB")) == (french, english)


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownLocale):
        Text(fr="a", en="b")("de")


def test_errors_survive_a_pickle() -> None:
    error = UnspecifiedTerms(Text(fr="le taux", en="the rate"), "fix")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert isinstance(again, AfasError)
    assert again.text("fr") == error.text("fr")


def test_every_digit_of_a_long_number_is_shown() -> None:
    """Thirty digits on each side, as many as a document may hold: more than the context of Python's decimals."""
    digits = "123456789012345678901234567891"
    shown = figure(Decimal(f"{digits}.{digits}"), "fr")
    assert shown.replace(NARROW, "") == f"{digits},{digits}"


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "1E+999999999", "1E-999999999"])
def test_a_number_no_page_could_hold_is_shown_short(odd: str) -> None:
    assert figure(Decimal(odd), "fr") == odd


def test_a_page_in_html_has_its_no_break_spaces() -> None:
    made = afas.explain(
        afas.estimate(
            "ALSH",
            {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"},
            year=2023,
            parameters={"ceiling": "1.97"},
        )
    )
    assert " :" not in made.to_html("fr")
    assert f"{NBSP}:" in made.to_html("fr")
    assert NBSP + ":" not in made.to_html("en")
