"""Units of figures, and the exact reading of a number.

A figure is a `Decimal`, a whole number of any type or a plain decimal string ("7293.55"). A float is refused: 0.1 is
not a tenth. What people type is read the way their language writes numbers, where its locale is given ("12 500,5 €").
What is read is bounded in size, so that no input can make the exact arithmetic run away.
"""

import re
from decimal import Context, Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import Final

from afas.errors import Fault, FaultKind
from afas.text import Code, Euros, Percent, Text, figure, language

__all__ = ["Unit", "read_flag", "read_number"]

_PLAIN: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?", re.ASCII)
_ZERO, _ONE = Decimal(0), Decimal(1)
_MOST_DIGITS: Final = 15
_MOST_DECIMALS: Final = 12

FLOAT = FaultKind(
    "float-refused",
    Text(
        fr="un flottant ({found}) n’est pas exact : écrivez Decimal('{found}') ou la chaîne '{found}'",
        en="a float ({found}) is not exact: write Decimal('{found}') or the string '{found}'",
    ),
)
NOT_A_NUMBER = FaultKind(
    "not-a-number",
    Text(
        fr="« {found} » n’est pas un nombre : écrivez des chiffres, comme {like}",
        en="“{found}” is not a number: write digits, as in {like}",
    ),
)
TOO_LONG = FaultKind(
    "number-too-long",
    Text(
        fr="ce nombre a plus de {digits} chiffres avant la virgule ou de {decimals} après",
        en="this number has more than {digits} digits before the point or {decimals} after",
    ),
)
AMBIGUOUS = FaultKind(
    "ambiguous-number",
    Text(
        fr="« {found} » peut se lire de deux façons : écrivez {low} ou {high}",
        en="“{found}” can be read in two ways: write {low} or {high}",
    ),
)
NOT_WHOLE = FaultKind(
    "not-whole",
    Text(fr="{found} n’est pas entier ({unit})", en="{found} is not a whole number ({unit})"),
)
TOO_LOW = FaultKind(
    "too-low",
    Text(
        fr="{found} est inférieur au minimum, {low} ({unit})", en="{found} is below the least allowed, {low} ({unit})"
    ),
)
TOO_HIGH = FaultKind(
    "too-high",
    Text(fr="{found} dépasse le maximum, {high} ({unit})", en="{found} is above the most allowed, {high} ({unit})"),
)
NOT_A_RATIO = FaultKind(
    "not-a-ratio",
    Text(
        fr="{found} n’est pas un taux entre 0 et 1 : pour {found} %, écrivez {fixed}",
        en="{found} is not a ratio between 0 and 1: for {found} %, write {fixed}",
    ),
)
NOT_A_FLAG = FaultKind(
    "not-a-flag",
    Text(
        fr="« {found} » n’est ni vrai ni faux : donnez True ou False",
        en="“{found}” is neither true nor false: give True or False",
    ),
)


class Unit(Code):
    """The unit of a figure."""

    HOUR = "h", Text(fr="h", en="h")
    EUR = "EUR", Text(fr="€", en="€")
    EUR_PER_HOUR = "EUR/h", Text(fr="€/h", en="€/h")
    EUR_PER_FTE = "EUR/FTE", Text(fr="€/ETP", en="€/FTE")
    EUR_PER_UNIT = "EUR/unit", Text(fr="€/unité", en="€/unit")
    EUR_PER_GROUP = "EUR/group", Text(fr="€/groupe", en="€/group")
    EUR_PER_PLACE = "EUR/place", Text(fr="€/place", en="€/place")
    RATIO = "ratio", Text(fr="taux", en="ratio")  # a share of something: from 0 to 1
    RATE = "rate", Text(fr="rapport", en="quotient")  # one figure over another: from 0 on
    FTE = "FTE", Text(fr="ETP", en="FTE")
    PLACE = "place", Text(fr="places", en="places")
    CHILD = "child", Text(fr="enfants", en="children")
    DAY = "day", Text(fr="jours", en="days")
    COUNT = "count", Text(fr="nombre", en="count")
    FLAG = "flag", Text(fr="oui ou non", en="yes or no")

    @property
    def whole(self) -> bool:
        """Is it counted in whole numbers?"""
        return self is _COUNT or self is _PLACE or self is _CHILD

    def text_of(self, value: Decimal | Fraction) -> Text:
        """A figure of this unit, in both languages."""
        return Text(fr=self.show(value, "fr"), en=self.show(value, "en"))

    def show(self, value: Decimal | Fraction, locale: str = "fr") -> str:
        """A figure of this unit, as each language writes it.

        >>> Unit.EUR_PER_HOUR.show(Decimal("1.97"), "en")
        '€1.97/h'
        """
        match self:
            case Unit.RATIO | Unit.RATE:
                return figure(Percent(value), locale)
            case Unit.FLAG:
                return figure(bool(value), locale)
            case Unit.COUNT:
                return figure(value, locale)
        if self.value.startswith("EUR"):
            return figure(Euros(value), locale) + self.text(locale).removeprefix("€")
        return f"{figure(value, locale)}\u00a0{self.text(locale)}"


_COUNT, _PLACE, _CHILD, _RATIO = Unit.COUNT, Unit.PLACE, Unit.CHILD, Unit.RATIO  # read at each figure


def read_number(
    raw: object,
    path: str,
    unit: Unit,
    low: Decimal | None = _ZERO,
    high: Decimal | None = None,
    *,
    locale: str | None = None,
) -> Decimal | Fault:
    """The exact decimal, or the fault that says how to write it.

    Args:
        raw: a `Decimal`, a whole number of any type (`int`, `numpy.int64`) or a decimal string.
        path: where it stands, for the fault.
        unit: what it counts; a ratio lies between 0 and 1 whatever the bounds.
        low: the least allowed, itself allowed (None: no bound).
        high: the most allowed, itself allowed (None: no bound).
        locale: how a string is written: "fr" reads 12 500,5 and 95 %, "en" reads 12,500.5; None: as programs write it.

    >>> read_number("7293.55", "expenses", Unit.EUR)
    Decimal('7293.55')
    >>> read_number("12 500,5", "hours", Unit.HOUR, locale="fr")
    Decimal('12500.5')
    >>> read_number(-5, "hours", Unit.HOUR).code
    'too-low'
    """
    if type(raw) is str and locale is None and _PLAIN.fullmatch(raw):
        value = Decimal(raw)
    else:
        read = _plain(raw, path, unit, locale) if type(raw) is str else _exact(raw, path, unit)
        if isinstance(read, Fault):
            return read
        value = read
    if unit is _RATIO and not _ZERO <= value <= _ONE:
        return _not_a_ratio(value, path, unit)
    if low is not None and value < low:
        return TOO_LOW.at(path, found=value, low=low, unit=unit)
    if high is not None and value > high:
        return TOO_HIGH.at(path, found=value, high=high, unit=unit)
    if unit.whole and value != value.to_integral_value():
        return NOT_WHOLE.at(path, found=value, unit=unit)
    return value


def _not_a_ratio(value: Decimal, path: str, unit: Unit) -> Fault:
    if value < 0:
        return TOO_LOW.at(path, found=value, low=Decimal(0), unit=unit)
    return NOT_A_RATIO.at(path, found=value, fixed=f"{value.scaleb(-2, _WIDE).normalize(_WIDE):f}")


def _exact(raw: object, path: str, unit: Unit) -> Decimal | Fault:
    """A number that is no string, whatever its type."""
    if isinstance(raw, str):  # an enum, a string of numpy
        return _plain(str(raw), path, unit, None)
    if isinstance(raw, bool) or not isinstance(raw, (Integral, Real, Decimal)) or isinstance(raw, Fraction):
        return _not_a_number(repr(raw), path, unit=unit)
    if isinstance(raw, Integral):
        return Decimal(int(raw)) if abs(int(raw)) < 10**_MOST_DIGITS else _too_long(path)
    if isinstance(raw, Decimal):
        return _bounded(raw, path)
    shown = repr(float(raw))
    return FLOAT.at(path, found=shown) if shown not in ("nan", "inf", "-inf") else _not_a_number(shown, path, unit=unit)


def _bounded(value: Decimal, path: str) -> Decimal | Fault:
    """A decimal of bounded length; zeros at its end do not count."""
    if not value.is_finite():
        return _not_a_number(str(value), path)
    if value.adjusted() >= _MOST_DIGITS:
        return _too_long(path)
    sign, digits, exponent = value.as_tuple()
    if isinstance(exponent, int) and exponent < -_MOST_DECIMALS:
        extra = -_MOST_DECIMALS - exponent
        if any(digits[-extra:]):
            return _too_long(path)
        value = Decimal((sign, digits[:-extra] or (0,), -_MOST_DECIMALS))
    return value


def _plain(raw: str, path: str, unit: Unit, locale: str | None) -> Decimal | Fault:
    """A decimal string as programs write it, or as the language of the locale does."""
    if len(raw) > _MOST_CHARACTERS:
        return _too_long(path)
    text = raw.strip()
    percent = False
    if locale is not None:
        text = text.replace("\u2212", "-").removesuffix("€").removeprefix("€").strip()
        percent = unit in (Unit.RATIO, Unit.RATE) and text.endswith("%")
        text = text.removesuffix("%").rstrip() if percent else text
        ungrouped = _ungrouped(text, raw, path, language(locale), unit)
        if isinstance(ungrouped, Fault):
            return ungrouped
        text = ungrouped
    if not _DIGITS.fullmatch(text):
        return _not_a_number(raw, path, locale, unit)
    value = _bounded(Decimal(text), path)
    return value if isinstance(value, Fault) or not percent else _bounded(value.scaleb(-2, _WIDE), path)


def _ungrouped(text: str, raw: str, path: str, language: str, unit: Unit) -> str | Fault:
    """The number without what sets its thousands apart, and with a point; grouping that could be a point is refused."""
    if language == "en":
        return text.replace(",", "") if _ENGLISH.fullmatch(text) else text
    if _FRENCH.fullmatch(text):
        return re.sub(r"[ \u00a0\u202f]", "", text).replace(",", ".")
    if _POINTS.fullmatch(text):  # 1.234: a point of programs, or thousands set apart as some languages do?
        whole, decimals = text.replace(".", ""), text.replace(".", ",", 1)
        if text.count(".") > 1:
            return _not_a_number(raw, path, language, unit)
        return AMBIGUOUS.at(path, found=raw[:40], low=decimals, high=whole)
    return text


_MOST_CHARACTERS: Final = 100
_WIDE: Final = Context(prec=2 * (_MOST_DIGITS + _MOST_DECIMALS))
_DIGITS: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_FRENCH: Final = re.compile(r"-?([0-9]{1,3}([ \u00a0\u202f][0-9]{3})+|[0-9]+)(,[0-9]+)?")
_ENGLISH: Final = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", re.ASCII)
_POINTS: Final = re.compile(r"-?[1-9][0-9]{0,2}(\.[0-9]{3})+", re.ASCII)


def _not_a_number(found: str, path: str, locale: str | None = None, unit: Unit = _COUNT) -> Fault:
    """The fault `not-a-number`, with a number as this door reads it: with a comma where French is typed."""
    like = "0.95" if unit in (Unit.RATIO, Unit.RATE) else "7293.55"
    typed = like.replace(".", ",") if locale is not None and language(locale) == "fr" else like
    return NOT_A_NUMBER.at(path, found=found[:40], like=typed)


def _too_long(path: str) -> Fault:
    return TOO_LONG.at(path, digits=_MOST_DIGITS, decimals=_MOST_DECIMALS)


_YES: Final = frozenset({"true", "True", "1"})
_NO: Final = frozenset({"false", "False", "0"})
_TYPED: Final = {"fr": ("oui", "non"), "en": ("yes", "no")}


def read_flag(raw: object, path: str, *, locale: str | None = None) -> Decimal | Fault:
    """A yes or a no, as 1 or 0: a boolean, a figure already read, or the strings of web forms.

    Args:
        raw: what was given.
        path: where it stands, for the fault.
        locale: "fr" reads oui and non too, "en" reads yes and no.

    >>> read_flag("oui", "meals", locale="fr")
    Decimal('1')
    """
    if isinstance(raw, str):
        yes, no = ("", "") if locale is None else _TYPED[language(locale)]
        text = raw.strip()
        if text in _YES or (yes and text.lower() == yes):
            return _ONE
        if text in _NO or (no and text.lower() == no):
            return _ZERO
    elif type(raw).__name__ in ("bool", "bool_"):  # numpy has one of its own
        return _ONE if raw else _ZERO
    elif (isinstance(raw, Integral) or (isinstance(raw, Decimal) and raw.is_finite())) and raw in (0, 1):
        return Decimal(int(raw))
    return NOT_A_FLAG.at(path, found=(raw if isinstance(raw, str) else repr(raw))[:40])
