"""Checks of the values in facts of a ledger: amounts in whole cents, days, moments, years."""

from datetime import date, datetime
from decimal import Decimal, Inexact
from typing import Final, NoReturn

import attrs

from afas.errors import AfasError, Fault, FaultKind, InvalidInput
from afas.payments._cents import EXACT
from afas.periods import YEARS, fixed
from afas.quantities import Unit, read_number
from afas.reading import UNREADABLE
from afas.terms import EQUIPMENT
from afas.text import Text

__all__ = [
    "NOT_WHOLE_CENTS", "check_day", "check_days", "exact_amount", "exact_cents", "is_day", "is_equipment", "is_year",
    "moment", "refuse", "refused",
]  # fmt: skip

NOT_WHOLE_CENTS = FaultKind(
    "not-whole-cents",
    Text(
        fr="{found} n’est pas un nombre entier de centimes : un droit est arrondi avant d’être payé",
        en="{found} is not a whole number of cents: a right is rounded before it is paid",
    ),
)
_CENT: Final = Decimal("0.01")
_SUBJECT: Final = Text(fr="Mouvement", en="Movement")
_TEN_YEARS: Final = 3660


def exact_cents(raw: object, path: str, low: Decimal | None = Decimal(0)) -> Decimal | Fault:
    """An amount in euros with two decimals, 15 digits at most before the point, not below `low`; or what is wrong."""
    amount = read_number(raw, path, Unit.EUR, low)
    if isinstance(amount, Fault):
        return amount
    try:
        return amount.quantize(_CENT, context=EXACT)
    except Inexact:
        return NOT_WHOLE_CENTS.at(path, found=amount)


def exact_amount(raw: object, path: str = "amount") -> Decimal:
    """An exact amount in euros, for a constructor.

    Raises:
        InvalidInput: it is negative, or not a whole number of cents.
    """
    amount = exact_cents(raw, path)
    if isinstance(amount, Fault):
        raise refused(amount)
    return amount


def refused(fault: Fault) -> InvalidInput:
    """The error of a fact with this fault."""
    return InvalidInput(_SUBJECT, (fault,))


def refuse(path: str, found: object, wanted: str) -> NoReturn:
    """Raise the error of a fact with a value that cannot be read."""
    raise refused(UNREADABLE.at(path, found=str(found)[:40], wanted=wanted))


def moment(raw: date | datetime) -> date | datetime:
    """A day, or a moment whose time zone has become a fixed offset; between 1900 and 2200."""
    if isinstance(raw, datetime):
        try:
            return fixed(raw)
        except AfasError as bad:
            raise InvalidInput(_SUBJECT, tuple(attrs.evolve(fault, path="on") for fault in bad.faults)) from None
    found: object = raw
    if not isinstance(found, date) or found.year not in YEARS:
        refuse("on", raw, "date(2023, 2, 10), datetime(2023, 2, 10, 15)")
    return raw


def is_day(_: object, field: "attrs.Attribute[date]", raw: object) -> None:
    """A validator: a day, and no moment."""
    check_day(raw, field.name)


def check_day(raw: object, path: str) -> None:
    """Refuse what is no day.

    Raises:
        InvalidInput: it is a moment, a text, or out of the years that are taken.
    """
    if not isinstance(raw, date) or isinstance(raw, datetime) or raw.year not in YEARS:
        refuse(path, raw, "date(2023, 2, 10)")


def check_days(raw: object, path: str) -> None:
    """Refuse what is no number of days.

    Raises:
        InvalidInput: it is negative, not whole, or over ten years.
    """
    if type(raw) is not int or not 0 <= raw <= _TEN_YEARS:
        refuse(path, raw, f"0 … {_TEN_YEARS}")


def is_year(_: object, field: "attrs.Attribute[int]", raw: object) -> None:
    """A validator: a year between 1900 and 2200."""
    if type(raw) is not int or raw not in YEARS:
        refuse(field.name, raw, "2023")


def is_equipment(_: object, __: "attrs.Attribute[str]", raw: object) -> None:
    """A validator: a kind of equipment that terms of payment know."""
    if raw not in EQUIPMENT:
        refuse("equipment", raw, ", ".join(EQUIPMENT))
