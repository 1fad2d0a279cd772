"""Exact columns: whole numbers of the last decimal place, and quotients of two of them.

`Column` knows between which bounds its whole numbers lie (Python's own, which have no limit), so that an operation
knows beforehand whether it fits into 64 bits. Where it does not, it goes on in `Approximate`; in a block of numbers
without a limit, everything fits.
"""

import operator
from fractions import Fraction
from typing import Any, Final

import numpy as np

from afas.columns._approximate import Approximate
from afas.columns._fixed import Mask
from afas.columns._number import Block, Number
from afas.columns._operations import as_floats, at_least, divide

__all__ = ["LIMIT", "Column", "Quotient"]

LIMIT: Final = 2**63 - 1
_PLAIN: Final[dict[Any, Any]] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.less: operator.lt,
    np.less_equal: operator.le,
    np.not_equal: operator.ne,
    np.greater_equal: operator.ge,
    np.minimum: min,
    np.maximum: max,
}


class Column(Number):
    """Exact decimals: `units / 10**places`, where `low <= units <= high`; `units` alone is the same on every row."""

    __slots__ = ("_floats", "high", "low", "places", "units")
    width = 0

    def __init__(self, block: Block, units: Any, places: int, low: int, high: int) -> None:
        self.block, self.units, self.places, self.low, self.high = block, units, places, low, high
        self._floats: Approximate | None = None

    @property
    def floats(self) -> Approximate:
        """The same, in floats."""
        if self._floats is None:
            most = max(-self.low, self.high)
            if isinstance(self.units, int):
                floats: Any = float(self.units)
            else:
                floats = self.block.do(as_floats, self.units)
            share = 0.0 if most <= 2**53 else Approximate.HALF_ULP
            known = most <= 2**53 and (self.low > 0 or self.block.tape is not None)
            ends = (float(self.low), float(self.high)) if known else None
            self._floats = Approximate(self.block, floats, self.places, share, 0.0, ends)
        return self._floats

    @property
    def is_flag(self) -> bool:
        """Is it surely zero or one on every row?"""
        return self.places == 0 and self.low >= 0 and self.high <= 1

    def fits(self, low: int, high: int) -> bool:
        """Can whole numbers between these bounds be computed with?"""
        return self.block.big or (low >= -LIMIT and high <= LIMIT)

    def at(self, places: int) -> "Column | None":
        """The same with more places, if that fits."""
        if places == self.places:
            return self
        by = 10 ** (places - self.places)
        low, high = self.low * by, self.high * by
        if not self.fits(low, high):
            return None
        return Column(self.block, self._do(np.multiply, by), places, low, high)

    def _do(self, function: Any, other: Any) -> Any:
        """An operation on the units, and those of another column."""
        if isinstance(self.units, int) and isinstance(other, int):
            return _PLAIN[function](self.units, other)
        if self.low == self.high == 0 and function is np.multiply:
            return 0
        return self.block.do(function, self.units, other)

    def aligned(self, other: "Column") -> "tuple[Column, Column] | None":
        """Both with the same places, if that fits."""
        places = max(self.places, other.places)
        a, b = self.at(places), other.at(places)
        return None if a is None or b is None else (a, b)

    def lifted(self, other: Number) -> Any:
        """Nothing is narrower."""
        raise TypeError(other)

    def plus(self, other: "Column") -> Any:
        """Their sum."""
        return self._sum(other, 1)

    def minus(self, other: "Column") -> Any:
        """Their difference."""
        return self._sum(other, -1)

    def _sum(self, other: "Column", sign: int) -> Any:
        if other.low == other.high == 0:
            return self
        if self.low == self.high == 0 and sign > 0:
            return other
        if (both := self.aligned(other)) is not None:
            a, b = both
            low, high = (a.low + b.low, a.high + b.high) if sign > 0 else (a.low - b.high, a.high - b.low)
            if a.fits(low, high):
                return Column(a.block, a._do(np.add if sign > 0 else np.subtract, b.units), a.places, low, high)
        return self.floats.plus(other.floats) if sign > 0 else self.floats.minus(other.floats)

    def times(self, other: "Column") -> Any:
        """Their product."""
        a, b = (other, self) if isinstance(self.units, int) else (self, other)
        if b.low == b.high == 0:
            return Column(a.block, 0, a.places + b.places, 0, 0)
        if isinstance(b.units, int) and b.units == 1:
            return Column(a.block, a.units, a.places + b.places, a.low, a.high)
        ends = (a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)
        low, high = min(ends), max(ends)
        if a.fits(low, high):
            return Column(a.block, a._do(np.multiply, b.units), a.places + b.places, low, high)
        return self.floats.times(other.floats)

    def over(self, other: "Column") -> Any:
        """Their quotient; nothing over nothing is nothing; something over zero is a fault of the row."""
        top, bottom = self, other
        if isinstance(bottom.units, int):
            if bottom.units == 0:
                self.block.fault(np.not_equal(top.units, 0))
            size = abs(bottom.units) or 1
            signed = top * Fraction(-1) if bottom.units < 0 else top
            if not isinstance(signed, Column):
                return self.floats.over(other.floats)
            return Quotient(self.block, signed, Column(self.block, size, bottom.places, size, size))
        if bottom.low < 0:  # the sign goes to the numerator
            most, whole = max(-bottom.low, bottom.high), max(-top.low, top.high)
            if not self.fits(-max(most, whole), max(most, whole)):  # the least number of 64 bits has no opposite
                return self.floats.over(other.floats)
            flipped = self.block.choose(np.less(bottom.units, 0), -top.units, top.units)
            top = Column(self.block, flipped, top.places, -whole, whole)
            bottom = Column(self.block, np.abs(bottom.units), bottom.places, 0, most)
            self.block.tape = None
        if bottom.low == 0 and (low := int(bottom.units.min())) > 0:
            if self.block.tape is not None:  # kept for blocks that are as far from zero
                low = 1 << low.bit_length() - 1
                self.block.tape.done.append((at_least, (bottom.units, low), None))
            bottom.low = low  # known from here on
        if bottom.low == 0:
            self.block.fault(np.logical_and(np.equal(bottom.units, 0), np.not_equal(top.units, 0)))
            bottom = Column(self.block, np.maximum(bottom.units, 1), bottom.places, 1, max(1, bottom.high))
        return Quotient(self.block, top, bottom)

    def mark_zeros(self) -> None:
        """Rows where it is zero are at fault: something has it for a denominator."""
        if self.low <= 0 <= self.high:
            self.block.fault(np.equal(self.units, 0))

    def below(self, other: "Column", compare: np.ufunc) -> Any:
        """The rows on which the comparison holds."""
        both = self.aligned(other)
        if both is None:
            return self.floats.below(other.floats, compare)
        return both[0]._do(compare, both[1].units)

    def bounded(self, other: "Column", which: np.ufunc) -> Any:
        """The smaller, or the larger, row by row."""
        smaller = which is np.minimum
        both = self.aligned(other)
        if both is None:
            return self.floats.bounded(other.floats, which)
        a, b = both
        if (a.high <= b.low) if smaller else (a.low >= b.high):
            return self
        if (b.high <= a.low) if smaller else (b.low >= a.high):
            return other
        choose = min if smaller else max
        units = a._do(which, b.units)
        return Column(self.block, units, a.places, choose(a.low, b.low), choose(a.high, b.high))

    def chosen(self, rows: Mask, other: "Column") -> Any:
        """This one on these rows, the other elsewhere."""
        both = self.aligned(other)
        if both is None:
            return self.floats.chosen(rows, other.floats)
        a, b = both
        units = self.block.choose(rows, a.units, b.units)
        return Column(self.block, units, a.places, min(a.low, b.low), max(a.high, b.high))

    def rounded(self, places: int) -> Any:
        """Rounded to so many places, half away from zero."""
        if self.places <= places:
            return self
        unit = 10 ** (self.places - places)
        if isinstance(self.units, int):
            low = _half_away(self.units, unit)
            return Column(self.block, low, places, low, low)
        half, most = unit // 2, max(-self.low, self.high)
        if not self.fits(-most, max(most + half, unit)):
            return self.floats.rounded(places)
        do = self.block.do
        size = self.units if self.low >= 0 else do(np.abs, self.units)
        units = do(np.floor_divide if self.block.big else divide, do(np.add, size, half), unit)
        if self.low < 0:
            units = do(np.multiply, do(np.sign, self.units), units)
        low, high = (_half_away(end, unit) for end in (self.low, self.high))
        return Column(self.block, units, places, low, high)


def _half_away(units: int, by: int) -> int:
    rounded = (abs(units) + by // 2) // by
    return rounded if units >= 0 else -rounded


class Quotient(Number):
    """One column over another that is above zero on every row."""

    __slots__ = ("_floats", "bottom", "top")
    width = 1

    def __init__(self, block: Block, top: Column, bottom: Column) -> None:
        self.block, self.top, self.bottom = block, top, bottom
        self._floats: Approximate | None = None

    @property
    def floats(self) -> Approximate:
        """The same, in floats."""
        if self._floats is None:
            self._floats = self.top.floats.over(self.bottom.floats)
        return self._floats

    def lifted(self, other: Column) -> "Quotient":
        """The column over one."""
        return Quotient(self.block, other, Column(self.block, 1, 0, 1, 1))

    def plus(self, other: "Quotient") -> Any:
        """Their sum."""
        total = self._sum(other, 1)
        return self.floats.plus(other.floats) if total is None else total

    def minus(self, other: "Quotient") -> Any:
        """Their difference."""
        difference = self._sum(other, -1)
        return self.floats.minus(other.floats) if difference is None else difference

    def _sum(self, other: "Quotient", sign: int) -> "Quotient | None":
        if self.bottom is other.bottom:
            a, b, bottom = self.top, other.top, self.bottom
        else:
            a, b, bottom = self.top * other.bottom, other.top * self.bottom, self.bottom * other.bottom
        top = a + b if sign > 0 else a - b
        if isinstance(top, Column) and isinstance(bottom, Column):
            return Quotient(self.block, top, bottom)
        return None

    def times(self, other: "Quotient") -> Any:
        """Their product."""
        top, bottom = self.top * other.top, self.bottom * other.bottom
        if isinstance(top, Column) and isinstance(bottom, Column):
            return Quotient(self.block, top, bottom)
        return self.floats.times(other.floats)

    def over(self, other: "Quotient") -> Any:
        """Their quotient."""
        top, bottom = self.top * other.bottom, self.bottom * other.top
        if isinstance(top, Column) and isinstance(bottom, Column):
            return top.over(bottom)
        return self.floats.over(other.floats)

    def mark_zeros(self) -> None:
        """Rows where it is zero are at fault."""
        self.top.mark_zeros()

    def below(self, other: "Quotient", compare: np.ufunc) -> Any:
        """The rows on which the comparison holds: both denominators are above zero, so cross products are compared."""
        a, b = self.top * other.bottom, other.top * self.bottom
        if isinstance(a, Column) and isinstance(b, Column):
            return a.below(b, compare)
        return self.floats.below(other.floats, compare)

    def bounded(self, other: "Quotient", which: np.ufunc) -> Any:
        """The smaller, or the larger, row by row."""
        if not self.block.big:
            return self.floats.bounded(other.floats, which)
        return self.chosen(self.below(other, np.less_equal if which is np.minimum else np.greater_equal), other)

    def chosen(self, rows: Mask, other: "Quotient") -> Any:
        """This one on these rows, the other elsewhere."""
        if not self.block.big:
            return self.floats.chosen(rows, other.floats)
        return Quotient(self.block, self.top.chosen(rows, other.top), self.bottom.chosen(rows, other.bottom))

    def rounded(self, places: int) -> Any:
        """Rounded to so many places, half away from zero."""
        shift = places + self.bottom.places - self.top.places
        top: Any = self.top * Fraction(10 ** max(shift, 0) * 2)
        bottom: Any = self.bottom * Fraction(10 ** max(-shift, 0))
        if isinstance(top, Column) and isinstance(bottom, Column):
            most = max(-top.low, top.high)
            if top.fits(0, most + bottom.high) and bottom.fits(0, 2 * bottom.high):
                do = self.block.do if isinstance(top.units, np.ndarray) else self.block.do_once
                size = top.units if top.low >= 0 else do(np.abs, top.units)
                units = do(np.floor_divide, do(np.add, size, bottom.units), do_twice(do, bottom.units))
                if top.low < 0:
                    units = do(np.multiply, do(np.sign, top.units), units)
                most = (most + bottom.low) // (2 * bottom.low)
                return Column(self.block, units, places, -most if top.low < 0 else 0, most)
        return self.floats.rounded(places)


def do_twice(do: Any, units: Any) -> Any:
    """Twice as much."""
    return 2 * units if isinstance(units, int) else do(np.multiply, units, 2)


Number.whole = Column
