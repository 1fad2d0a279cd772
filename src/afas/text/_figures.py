"""Figures, days and lists as each language writes them (Babel): every digit kept, nothing rounded."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Final

from afas.text._language import babel_locale, language

__all__ = ["day_as", "euros", "join", "long_date", "no_break", "number", "percent", "signed"]

_FRACTION_DIGITS: Final = 6  # a quotient such as 1/3 never ends: it is shown cut here, with an ellipsis
_MOST_DECIMALS: Final = 12  # those a figure may have: a fraction that ends by then is shown whole
_MOST_DIGITS: Final = 200  # beyond, a number is shown as Python writes it
_SPACES: Final = {
    **{f" {mark}": f"\u00a0{mark}" for mark in (":", "»", "%", "€")},
    **{f" {mark}": f"\u202f{mark}" for mark in (";", "?", "!")},
    "« ": "«\u00a0",
}


def _decimal(value: Decimal | Fraction | int) -> tuple[Decimal, bool]:
    """The value as a decimal, and whether digits had to be left out (a quotient that never ends)."""
    if not isinstance(value, Fraction):
        return Decimal(value), False
    for places in (_MOST_DECIMALS, _FRACTION_DIGITS):
        digits, rest = divmod(abs(value.numerator) * 10**places, value.denominator)
        if rest == 0:
            break
    sign, written = int(value < 0), tuple(map(int, str(digits)))
    return Decimal((sign, written, -places)), rest != 0


def _written(value: Decimal | Fraction | int, write: Callable[[Decimal], str]) -> tuple[str, bool]:
    """The figure as Babel writes it, with every digit in any decimal context, and whether digits were left out."""
    shown, cut = _decimal(value)
    if not shown.is_finite() or abs(shown.adjusted()) >= _MOST_DIGITS or len(shown.as_tuple().digits) >= _MOST_DIGITS:
        return str(value), False
    with localcontext(Context(prec=4 * _MOST_DIGITS)):
        return write(shown), cut


def number(value: Decimal | Fraction | int, locale: str = "fr") -> str:
    """A number with the separators of the language, all its digits kept.

    >>> number(Decimal("1234567.125"), "en")
    '1,234,567.125'
    """
    from babel.numbers import format_decimal

    text, cut = _written(
        value, lambda shown: format_decimal(_plain(shown), locale=babel_locale(locale), decimal_quantization=False)
    )
    return text + "…" if cut else text


def _plain(value: Decimal) -> Decimal:
    """Without the zeros after the last digit: 12.500 is 12.5, 100 stays 100."""
    normal = value.normalize()
    return normal.quantize(Decimal(1)) if normal == normal.to_integral_value() else normal


def euros(value: Decimal | Fraction | int, locale: str = "fr") -> str:
    """An amount in euros, two decimals at least and never fewer than it has.

    >>> euros(Decimal("1234.5"), "en")
    '€1,234.50'
    """
    from babel.numbers import format_currency

    text, cut = _written(
        value, lambda shown: format_currency(shown, "EUR", locale=babel_locale(locale), decimal_quantization=False)
    )
    return text.replace("\u00a0€", "…\u00a0€") if cut and text.endswith("€") else text + ("…" if cut else "")


def signed(amount: Decimal, locale: str = "fr") -> str:
    """A difference in euros, with its sign where it is above zero too.

    >>> signed(Decimal("12.50"), "en")
    '+€12.50'
    """
    shown = euros(amount, locale)
    return f"+{shown}" if amount > 0 else shown


def percent(value: Decimal | Fraction, locale: str = "fr") -> str:
    """A ratio out of a hundred: 0.424 is 42.4 %.

    >>> percent(Decimal("0.424"), "en")
    '42.4%'
    """
    from babel.numbers import format_percent

    text, cut = _written(
        value, lambda shown: format_percent(_plain(shown), locale=babel_locale(locale), decimal_quantization=False)
    )
    digits = text.rstrip("%\u00a0")
    return f"{digits}…{text.removeprefix(digits)}" if cut else text


def long_date(day: date, locale: str = "fr") -> str:
    """A day in full: 9 février 2023, 9 February 2023."""
    from babel.dates import format_date

    if isinstance(day, datetime):
        day = day.date()
    text = str(format_date(day, "long", locale=babel_locale(locale)))
    return text.replace("1 ", "1er ", 1) if day.day == 1 and language(locale) == "fr" else text


def day_as(day: date, pattern: str, locale: str = "fr") -> str:
    """A day, or an instant, by a pattern of Unicode: "MMM yyyy" is févr. 2023, Feb 2023.

    >>> day_as(date(2023, 2, 9), "d MMM", "fr")
    '9 févr.'
    """
    from babel.dates import format_date, format_datetime

    shown = format_datetime if isinstance(day, datetime) else format_date
    return str(shown(day, pattern, locale=babel_locale(locale)))


def join(items: Iterable[str], locale: str = "fr") -> str:
    """A list in a sentence: a, b et c."""
    from babel.lists import format_list

    return str(format_list(list(items), locale=babel_locale(locale)))


def no_break(words: str, locale: str = "fr") -> str:
    r"""The words as a page prints them: in French, no line begins with a colon or ends with an opening quotation mark.

    Labels are written with plain spaces, so that they are found and compared; what is laid out goes through here.

    >>> no_break("Solde : « 12 % »")
    'Solde\xa0: «\xa012\xa0%\xa0»'
    """
    if language(locale) == "fr":
        for plain, kept in _SPACES.items():
            words = words.replace(plain, kept)
    return words
