"""Typography: what French and English readers see; nothing is rounded on display."""

import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

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
        (True, "oui", "yes"),
        (None, "–", "–"),
    ],
)
def test_figures_in_both_languages(value: object, french: str, english: str) -> None:
    assert (figure(value, "fr"), figure(value, "en-GB")) == (french, english)


def test_another_language_is_refused() -> None:
    with pytest.raises(UnknownLocale):
        Text(fr="a", en="b").get("de")


def test_errors_survive_a_pickle() -> None:
    error = UnspecifiedTerms(Text(fr="le taux", en="the rate"), "fix")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert isinstance(again, AfasError)
    assert again.text("fr") == error.text("fr")
