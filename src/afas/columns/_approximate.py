"""Columns of floats that know how far from the truth they may be.

The truth of row `i` lies within `off + share * abs(floats[i])` of `floats[i]`, both over `10**places`. Each operation
adds what its own rounding may lose (half a unit in the last place, at most `HALF_ULP` of the result), and the whole is
widened a little, since the bounds are floats too. A rounding or a comparison that the bound leaves open marks its row
as doubtful: the row is computed again on whole numbers without a limit. Hence a float decides nothing by itself.
"""

from math import ceil, floor, frexp
from typing import Any, ClassVar, Final

import numpy as np

from afas.columns._fixed import Mask
from afas.columns._number import Block, Number
from afas.columns._operations import as_whole, choose_floats

__all__ = ["Approximate"]

_WIDER: Final = 1.0 + 2.0**-20  # covers the rounding of the bounds themselves, and products of small shares
_TOO_VAGUE: Final = 2.0**-30
_WHOLE: Final = 2.0**51  # floats below are closer to each other than a half
_MOST_PLACES: Final = 22  # powers of ten that floats hold exactly
_SPREAD: Final = 64.0


class Approximate(Number):
    """Floats within a known error."""

    __slots__ = ("_ends", "floats", "off", "places", "share")
    width = 2
    HALF_ULP: ClassVar[float] = 2.0**-53

    def __init__(
        self,
        block: Block,
        floats: Any,
        places: int,
        share: float,
        off: float = 0.0,
        ends: tuple[float, float] | None = None,
    ) -> None:
        self.block, self.floats, self.places, self.share, self.off = block, floats, places, share, off
        self._ends = ends
        if not (share < _TOO_VAGUE and off < np.inf):
            block.doubt_all()
            self.share = self.off = 0.0

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest of its floats; computed if not known yet."""
        if self._ends is None or self._ends[0] == -np.inf or self._ends[1] == np.inf:
            self._ends = self._measured(self._ends is not None and self._ends[0] >= 0)
        return self._ends

    @property
    def _known(self) -> tuple[float, float]:
        """Its ends as far as they are known without looking."""
        if isinstance(self.floats, float):
            return float(self.floats), float(self.floats)
        return self._ends or (-np.inf, np.inf)

    def _measured(self, positive: bool) -> tuple[float, float]:
        """Its ends; where none is below zero, and other blocks are to have them too, zero is the lower one."""
        if isinstance(self.floats, float):
            return float(self.floats), float(self.floats)
        if self.block.tape is None:
            return float(self.floats.min()), float(self.floats.max())
        more = 2.0**self.block.slack
        low = 0.0 if positive else _below(float(self.floats.min()))
        low = low / more if low > 0 else low * more
        high = max(-_below(-float(self.floats.max())), 2.0**-64) * more
        self.block.keep_within(self.floats, low, high)
        return low, high

    def _do(self, function: Any, *floats: Any) -> Any:
        """An operation on floats, kept to be done again if one of them is a column."""
        if all(isinstance(value, float) for value in floats):
            return float(function(*floats))
        return self.block.do(function, *floats)

    @property
    def top(self) -> float:
        """The largest size of a float in it."""
        low, high = self.ends
        return max(-low, high)

    @property
    def least(self) -> float:
        """The smallest absolute value; zero where both signs are there."""
        low, high = self.ends
        return max(low, -high, 0.0)

    @property
    def error(self) -> float:
        """The furthest a row may be from the truth."""
        return (self.off + (self.share * self.top if self.share else 0.0)) * _WIDER

    def lifted(self, other: Any) -> "Approximate":
        """An exact column, in floats."""
        return other.floats  # type: ignore[no-any-return] # of both exact kinds

    def at(self, places: int) -> "Approximate":
        """The same, counted in another place."""
        if places == self.places:
            return self
        by = places - self.places
        if abs(by) > _MOST_PLACES:
            return self.at(self.places + (_MOST_PLACES if by > 0 else -_MOST_PLACES)).at(places)
        power = 10.0 ** abs(by) if by > 0 else 1.0 / 10.0 ** abs(by)
        share = self.share if by > 0 else _shares(self.share)  # a power below one is rounded itself
        floats, off = self._do(np.multiply, self.floats, power), self.off * power
        ends = None if self._ends is None else _wider(self._ends[0] * power, self._ends[1] * power)
        return Approximate(self.block, floats, places, _shares(share), off * _WIDER, ends)

    def plus(self, other: "Approximate") -> "Approximate":
        """Their sum."""
        return self._sum(other, np.add)

    def minus(self, other: "Approximate") -> "Approximate":
        """Their difference."""
        return self._sum(other, np.subtract)

    def _sum(self, other: "Approximate", which: np.ufunc) -> "Approximate":
        places = max(self.places, other.places)
        a, b = self.at(places), other.at(places)
        off = (a.error + b.error) * _WIDER
        (low, high), (least, most) = a._known, b._known
        ends = _wider(low + least, high + most) if which is np.add else _wider(low - most, high - least)
        return Approximate(self.block, self._do(which, a.floats, b.floats), places, self.HALF_ULP, off, ends)

    def times(self, other: "Approximate") -> "Approximate":
        """Their product."""
        a, b = self._tight(), other._tight()
        off = 0.0
        if a.off:
            off += a.off * b.top * (1 + b.share)
        if b.off:
            off += b.off * a.top * (1 + a.share)
        off = (off + a.off * b.off) * _WIDER
        floats, ends = self._do(np.multiply, a.floats, b.floats), _product(a._known, b._known)
        return Approximate(self.block, floats, a.places + b.places, _shares(a.share, b.share), off, ends)

    def over(self, other: "Approximate") -> "Approximate":
        """Their quotient; a row whose denominator may be zero is doubtful."""
        a, b = self._tight(), other._tight()
        if isinstance(b.floats, float) and not b.off and b.floats:
            return a._over_number(b)
        if b.least <= 2 * b.off:
            self.block.tape = None  # which rows they are is of this block
            near = np.broadcast_to(np.abs(b.floats) <= 2 * b.off, self.block.size)
            self.block.doubt(near)
            b = Approximate(self.block, np.where(near, 1.0 + 4 * b.off, b.floats), b.places, b.share, b.off)
        low, share, off = 1.0, b.share, 0.0
        if a.off or b.off:
            low = b.least
            if not low:  # both signs are there
                self.block.tape = None
                low = float(np.min(np.abs(b.floats)))
            share = b.share + b.off / (low - b.off) if b.off else b.share
            off = a.off / (low * (1 - share)) * _WIDER if share < _TOO_VAGUE else np.inf
        floats, ends = self._do(np.divide, a.floats, b.floats), _quotient(a._known, b._known)
        return Approximate(self.block, floats, a.places - b.places, _shares(a.share, share), off, ends)

    def _over_number(self, other: "Approximate") -> "Approximate":
        """The quotient by a number that is the same on every row: a product, which is quicker, by its inverse."""
        floats, share = self._do(np.multiply, self.floats, 1.0 / other.floats), _shares(self.share, other.share)
        off = self.off / (abs(other.floats) * (1 - other.share)) * _WIDER if other.share < _TOO_VAGUE else np.inf
        ends = _quotient(self._known, other._known)
        return Approximate(self.block, floats, self.places - other.places, _shares(share), off, ends)

    def mark_zeros(self) -> None:
        """Rows where it may be zero are computed again."""
        if self.least <= self.error:
            self.block.doubt(np.broadcast_to(np.abs(self.floats) <= self.error, self.block.size))

    def _tight(self) -> "Approximate":
        """The same with a relative error, where all its floats are of about one size."""
        if self.off:
            low = self.least
            if low * _SPREAD > self.top > 0:
                share = self.share + self.off / low * _WIDER
                return Approximate(self.block, self.floats, self.places, share, ends=self._ends)
        return self

    def below(self, other: "Approximate", compare: np.ufunc) -> Any:
        """The rows on which the comparison holds."""
        places = max(self.places, other.places)
        a, b = self.at(places), other.at(places)
        apart = self._do(np.abs, self._do(np.subtract, a.floats, b.floats))
        error = (a.error + b.error) * _WIDER
        if isinstance(apart, float):
            self.block.doubt(apart <= error)
            return compare(a.floats, b.floats)
        open_, compared = self.block.do(np.less_equal, apart, error), self.block.do(compare, a.floats, b.floats)
        self.block.doubt(open_, compared)
        return compared

    def bounded(self, other: "Approximate", which: np.ufunc) -> "Approximate":
        """The smaller, or the larger, row by row."""
        places = max(self.places, other.places)
        a, b = self.at(places), other.at(places)
        floats = self._do(which, a.floats, b.floats)
        share, off = max(a.share, b.share) * _WIDER, max(a.off, b.off) * _WIDER
        return Approximate(self.block, floats, places, share, off, _bounded(a, b, which))

    def chosen(self, rows: Mask, other: "Approximate") -> "Approximate":
        """This one on these rows, the other elsewhere."""
        places = max(self.places, other.places)
        a, b = self.at(places), other.at(places)
        floats = self.block.do(choose_floats, rows, a.floats, b.floats)
        return Approximate(self.block, floats, places, max(a.share, b.share), max(a.off, b.off))

    def rounded(self, places: int) -> Any:
        """Rounded to so many places, half away from zero; a row that may be on either side of a half is doubtful."""
        here = self.at(places)
        top, error = here.top, here.error
        nearest = self._do(np.rint, here.floats)
        apart = self._do(np.subtract, here.floats, nearest)
        if self.block.tape is None or isinstance(nearest, float) or error >= _SPREAD**-2 or top >= _WHOLE:
            return here._rounded_once(nearest, apart)
        low, high = here.ends
        whole = self.block.do(as_whole, nearest)
        self.block.doubt_beyond(apart, 0.5 - 2 * error, whole)
        return Number.whole(self.block, whole, places, min(0, floor(low)), max(0, ceil(high)))

    def _rounded_once(self, nearest: Any, apart: Any) -> Any:
        """The same, of a block whose bound is wide or whose floats are large: not to be done again on others."""
        self.block.tape = None
        top, error = self.top, self.error
        if error < _SPREAD**-2:
            open_ = np.abs(apart) >= 0.5 - 2 * error
        else:
            open_ = np.abs(apart) + 2 * (np.abs(self.floats) * self.share + self.off) >= 0.5
        if top >= _WHOLE:
            far = np.abs(nearest) >= _WHOLE
            open_ = open_ | far
            nearest = np.where(far, 0.0, nearest)
        self.block.doubt(open_)
        whole = np.asarray(nearest).astype(np.int64)
        return Number.whole(self.block, whole, self.places, int(whole.min()), int(whole.max()))


def _below(end: float) -> float:
    """A power of two that is not above a number, or minus one."""
    if end == 0:
        return 0.0
    _, exponent = frexp(end)
    return 2.0 ** (exponent - 1) if end > 0 else -(2.0**exponent)


def _wider(low: float, high: float) -> tuple[float, float]:
    """Bounds that hold though they were rounded themselves."""
    return low - abs(low) * 2.0**-40, high + abs(high) * 2.0**-40


def _product(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float] | None:
    """Between what a product lies; None where that is not known."""
    if a[0] >= 0 and b[0] >= 0:
        return _wider(a[0] * b[0], np.inf if np.inf in (a[1], b[1]) else a[1] * b[1])
    if np.isfinite([*a, *b]).all():
        products = [left * other for left in a for other in b]
        return _wider(min(products), max(products))
    return None


def _quotient(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float] | None:
    """Between what a quotient lies; None where that is not known."""
    if b[0] == b[1] > 0:  # by the same number on every row
        return _wider(a[0] / b[0], a[1] / b[0])
    return (0.0, np.inf) if a[0] >= 0 and b[0] >= 0 else None


def _bounded(a: Approximate, b: Approximate, which: np.ufunc) -> tuple[float, float] | None:
    """Between what the smaller, or the larger, of two lies; None where that is not known."""
    mine, other = a._known, b._known
    ends = float(which(mine[0], other[0])), float(which(mine[1], other[1]))
    return None if ends == (-np.inf, np.inf) else ends


def _shares(*shares: float) -> float:
    """The share of a product of these, rounded once."""
    return (sum(shares) + Approximate.HALF_ULP) * _WIDER
