"""Euros as whole cents and back, and sums: every digit, whatever the decimal context of the caller."""

import decimal
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

__all__ = ["EXACT", "ZERO", "from_cents", "in_cents", "less", "negated", "total"]

EXACT: Final = decimal.Context(prec=300, traps=[decimal.Inexact, decimal.InvalidOperation])
"""Where a lost digit is an error, never a rounding."""

ZERO: Final = Decimal("0.00")


def from_cents(cents: int) -> Decimal:
    """Whole cents as euros with two decimals.

    >>> from_cents(12345)
    Decimal('123.45')
    """
    return Decimal(cents).scaleb(-2, EXACT)


def in_cents(amount: Decimal) -> int:
    """Euros with two decimals at most, as whole cents."""
    return int(amount.scaleb(2, EXACT))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum; 0.00 if there are none."""
    result = ZERO
    for amount in amounts:
        result = EXACT.add(result, amount)
    return result


def less(amount: Decimal, other: Decimal) -> Decimal:
    """The first amount less the other."""
    return EXACT.subtract(amount, other)


def negated(amount: Decimal) -> Decimal:
    """The amount with the other sign; zero has none."""
    return EXACT.subtract(ZERO, amount)
