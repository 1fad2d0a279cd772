"""Columns of floats that know how far from the truth they may be.

The truth of row `i` lies within `off + share * abs(floats[i])` of `floats[i]`, both over `10**places`. Each operation
adds what its own rounding may lose (half a unit in the last place, at most `HALF_ULP` of the result), and the whole is
widened a little, since the bounds are floats too. A rounding or a comparison that the bound leaves open marks its row
as doubtful: the row is computed again on whole numbers without a limit. Hence a float decides nothing by itself.
"""

from typing import Any, ClassVar, Final

import numpy as np

from afas.columns._fixed import Mask
from afas.columns._number import Block, Number

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

    def __init__(self, block: Block, floats: Any, places: int, share: float, off: float = 0.0) -> None:
        self.block, self.floats, self.places, self.share, self.off = block, floats, places, share, off
        self._ends: tuple[float, float] | None = None
        if not (share < _TOO_VAGUE and off < np.inf):
            block.doubt_all()
            self.share = self.off = 0.0

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest float in it."""
        if self._ends is None:
            one = isinstance(self.floats, float)
            self._ends = (self.floats, self.floats) if one else (float(self.floats.min()), float(self.floats.max()))
        return self._ends

    @property
    def top(self) -> float:
        """The largest size of a float in it."""
        low, high = self.ends
        return max(-low, high)

    @property
    def least(self) -> float:
        """A size that none is below: zero where both signs are there."""
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
        power = 10.0 ** abs(by)
        made, off = (self.floats * power, self.off * power) if by > 0 else (self.floats / power, self.off / power)
        return Approximate(self.block, made, places, _shares(self.share), off * _WIDER)

    def plus(self, other: "Approximate") -> "Approximate":
        """Their sum."""
        return self._sum(other, np.add)

    def minus(self, other: "Approximate") -> "Approximate":
        """Their difference."""
        return self._sum(other, np.subtract)

    def _sum(self, other: "Approximate", which: np.ufunc) -> "Approximate":
        places = min(self.places, other.places)
        a, b = self.at(places), other.at(places)
        off = (a.error + b.error) * _WIDER
        return Approximate(self.block, which(a.floats, b.floats), places, self.HALF_ULP, off)

    def times(self, other: "Approximate") -> "Approximate":
        """Their product."""
        a, b = self._tight(), other._tight()
        off = 0.0
        if a.off:
            off += a.off * b.top * (1 + b.share)
        if b.off:
            off += b.off * a.top * (1 + a.share)
        off = (off + a.off * b.off) * _WIDER
        return Approximate(self.block, a.floats * b.floats, a.places + b.places, _shares(a.share, b.share), off)

    def over(self, other: "Approximate") -> "Approximate":
        """Their quotient; a row whose denominator may be zero is doubtful."""
        a, b = self._tight(), other._tight()
        if b.least <= 2 * b.off:
            near = np.broadcast_to(np.abs(b.floats) <= 2 * b.off, self.block.size)
            self.block.doubt(near)
            b = Approximate(self.block, np.where(near, 1.0 + 4 * b.off, b.floats), b.places, b.share, b.off)
        low = b.least or float(np.min(np.abs(b.floats)))
        share = b.share + b.off / (low - b.off) if b.off else b.share
        off = a.off / (low * (1 - share)) * _WIDER if share < _TOO_VAGUE else np.inf
        made = a.floats / b.floats
        return Approximate(self.block, made, a.places - b.places, _shares(a.share, share), off)

    def mark_zeros(self) -> None:
        """Rows where it may be zero are computed again."""
        if self.least <= self.error:
            self.block.doubt(np.broadcast_to(np.abs(self.floats) <= self.error, self.block.size))

    def _tight(self) -> "Approximate":
        """The same with its error told as a share, where all its floats are of about one size."""
        if self.off:
            low = self.least
            if low * _SPREAD > self.top > 0:
                return Approximate(self.block, self.floats, self.places, self.share + self.off / low * _WIDER)
        return self

    def below(self, other: "Approximate", compare: np.ufunc) -> Any:
        """Where the comparison holds."""
        places = min(self.places, other.places)
        a, b = self.at(places), other.at(places)
        apart = np.abs(a.floats - b.floats)
        self.block.doubt(np.broadcast_to(apart <= (a.error + b.error) * _WIDER, self.block.size))
        return compare(a.floats, b.floats)

    def bounded(self, other: "Approximate", which: np.ufunc) -> "Approximate":
        """The smaller, or the larger, row by row."""
        places = min(self.places, other.places)
        a, b = self.at(places), other.at(places)
        made = which(a.floats, b.floats)
        return Approximate(self.block, made, places, max(a.share, b.share) * _WIDER, max(a.off, b.off) * _WIDER)

    def chosen(self, rows: Mask, other: "Approximate") -> "Approximate":
        """This one on these rows, the other elsewhere."""
        places = min(self.places, other.places)
        a, b = self.at(places), other.at(places)
        made = np.where(rows, a.floats, b.floats)
        return Approximate(self.block, made, places, max(a.share, b.share), max(a.off, b.off))

    def rounded(self, places: int) -> Any:
        """Rounded to so many places, half away from zero; a row that may be on either side of a half is doubtful."""
        from afas.columns._column import Column  # noqa: PLC0415 - the two kinds lead to each other

        here = self.at(places)
        top, error = here.top, here.error
        nearest = np.rint(here.floats)
        apart = np.abs(here.floats - nearest)
        if error < _SPREAD**-2:
            open_ = apart >= 0.5 - 2 * error
        else:
            open_ = apart + 2 * (np.abs(here.floats) * here.share + here.off) >= 0.5
        if top >= _WHOLE:
            far = np.abs(nearest) >= _WHOLE
            open_ = open_ | far
            nearest = np.where(far, 0.0, nearest)
        self.block.doubt(np.broadcast_to(open_, self.block.size))
        made = np.asarray(nearest).astype(np.int64)
        return Column(self.block, made, places, int(made.min()), int(made.max()))


def _shares(*shares: float) -> float:
    """The share of a product of these, rounded once."""
    return (sum(shares) + Approximate.HALF_ULP) * _WIDER
