"""Figures as they come in: their units, and how a number is read exactly or refused.

A figure is a `Decimal`, an `int` or a plain decimal string ("7293.55"). A float is refused: 0.1 is not a
tenth. What is read is bounded in size, so that no input can make the exact arithmetic run away.
"""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from afas.errors import Fault, FaultKind
from afas.text import Code, Euros, Percent, Text, figure

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
        fr="« {found} » n’est pas un nombre : écrivez des chiffres et un point, comme 7293.55",
        en="“{found}” is not a number: write digits and a point, as in 7293.55",
    ),
)
TOO_LONG = FaultKind(
    "number-too-long",
    Text(
        fr="ce nombre a plus de {digits} chiffres avant la virgule ou de {decimals} après",
        en="this number has more than {digits} digits before the point or {decimals} after",
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
    """What a figure counts."""

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
    raw: object, path: str, unit: Unit, low: Decimal | None = _ZERO, high: Decimal | None = None
) -> Decimal | Fault:
    """The exact decimal, or the fault that says how to write it.

    Args:
        raw: a `Decimal`, an `int` or a plain decimal string.
        path: where it stands, for the fault.
        unit: what it counts; a ratio lies between 0 and 1 whatever the bounds.
        low: the least allowed, itself allowed (None: no bound).
        high: the most allowed, itself allowed (None: no bound).

    >>> read_number("7293.55", "expenses", Unit.EUR)
    Decimal('7293.55')
    >>> read_number(-5, "hours", Unit.HOUR).code
    'too-low'
    """
    value = Decimal(raw) if type(raw) is str and _PLAIN.fullmatch(raw) else _exact(raw, path)
    if isinstance(value, Fault):
        return value
    if unit is _RATIO and not _ZERO <= value <= _ONE:
        return (
            NOT_A_RATIO.at(path, found=value, fixed=f"{value / 100:f}")
            if value > 0
            else TOO_LOW.at(path, found=value, low=Decimal(0), unit=unit)
        )
    if low is not None and value < low:
        return TOO_LOW.at(path, found=value, low=low, unit=unit)
    if high is not None and value > high:
        return TOO_HIGH.at(path, found=value, high=high, unit=unit)
    if unit.whole and value != value.to_integral_value():
        return NOT_WHOLE.at(path, found=value, unit=unit)
    return value


def _exact(raw: object, path: str) -> Decimal | Fault:
    if isinstance(raw, str):
        text = raw.strip()
        if _PLAIN.fullmatch(text):
            return Decimal(text)
        shape = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text, re.ASCII)
        return _too_long(path) if shape else NOT_A_NUMBER.at(path, found=raw[:40])
    if isinstance(raw, float):
        return FLOAT.at(path, found=repr(raw))
    if isinstance(raw, bool) or not isinstance(raw, (int, Decimal)):
        return NOT_A_NUMBER.at(path, found=repr(raw)[:40])
    if isinstance(raw, int):
        return Decimal(raw) if abs(raw) < 10**_MOST_DIGITS else _too_long(path)
    if not raw.is_finite():
        return NOT_A_NUMBER.at(path, found=str(raw))
    exponent = raw.as_tuple().exponent
    if raw.adjusted() >= _MOST_DIGITS or (isinstance(exponent, int) and exponent < -_MOST_DECIMALS):
        return _too_long(path)
    return raw


def _too_long(path: str) -> Fault:
    return TOO_LONG.at(path, digits=_MOST_DIGITS, decimals=_MOST_DECIMALS)


def read_flag(raw: object, path: str) -> Decimal | Fault:
    """A yes or a no, as 1 or 0; a figure already read and the strings of web forms are understood."""
    if isinstance(raw, (int, Decimal)) and raw in (0, 1):
        return Decimal(raw)
    match raw:
        case "true" | "True" | "1":
            return Decimal(1)
        case "false" | "False" | "0":
            return Decimal(0)
    return NOT_A_FLAG.at(path, found=repr(raw)[:40])
