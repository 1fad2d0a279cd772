"""Sums of whole columns of cents, exact however large, each row counted as often as its weight says."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, Final

import attrs
import numpy as np

from afas.columns import Cents, Fixed

__all__ = ["ONE_EACH", "Weights", "total", "totals"]

_BITS: Final = 62


@attrs.frozen(eq=False)
class Weights:
    """How often each row counts.

    Attributes:
        figures: exact decimals, one per row; None: each row once.
    """

    figures: Fixed | None = None

    @property
    def places(self) -> int:
        """The decimals of a weight."""
        return self.figures.decimals if self.figures is not None else 0

    def take(self, rows: Any) -> "Weights":
        """The weights of some rows."""
        return self if self.figures is None else Weights(self.figures.take(rows))

    def times(self, counts: Cents) -> "Weights":
        """Each row so many times.

        >>> Weights(Fixed.of(["1.5", "2"])).times(np.array([0, 3])).figures.to_decimals()
        [Decimal('0.0'), Decimal('6.0')]
        """
        if self.figures is None:
            return Weights(Fixed(counts))
        units = self.figures.units
        if _bits(units) + _bits(counts) > _BITS:
            units = units.astype(object)
        return Weights(Fixed(units * counts, self.figures.decimals))

    def euros(self, cents: Cents) -> Decimal:
        """The sum of a column of cents, in euros; all its decimals are kept.

        >>> Weights(Fixed.of(["1.5", "2"])).euros(np.array([1, 10]))
        Decimal('0.215')
        """
        return exact(total(cents, self._units), 2 + self.places)

    def count(self, rows: Any) -> int | Decimal:
        """How many these rows stand for."""
        if self.figures is None:
            return int(np.count_nonzero(rows))
        whole = total(rows.astype(np.int64), self._units)
        return whole if not self.places else exact(whole, self.places)

    def mean(self, cents: Cents) -> Fraction:
        """The mean of a column of cents, in euros."""
        weighed = total(np.ones(len(cents), np.int64), self._units)
        return Fraction(total(cents, self._units), 100 * weighed) if weighed else Fraction(0)

    def euros_by(self, codes: Any, cents: Cents, groups: int) -> list[Decimal]:
        """The sum of each group of rows, in euros."""
        return [exact(units, 2 + self.places) for units in totals(codes, cents, groups, self._units)]

    def counts_by(self, codes: Any, rows: Any, groups: int) -> list[Any]:
        """How many the rows of each group stand for."""
        sums = totals(codes, rows.astype(np.int64), groups, self._units)
        return sums if not self.places else [exact(units, self.places) for units in sums]

    def quantiles(self, cents: Cents, shares: Sequence[Decimal | Fraction]) -> list[int]:
        """For each share, the smallest amount that at least this share of the rows do not exceed."""
        order = np.argsort(cents, kind="stable")
        units = np.ones(len(cents), np.int64) if self._units is None else self._units[order]
        reached = np.cumsum(units.astype(object) if _bits(units) + len(units).bit_length() > _BITS else units)
        amounts = []
        for share in shares:
            wanted = max(ceil(Fraction(share) * int(reached[-1])), 1)
            amounts.append(int(cents[order[min(int(np.searchsorted(reached, wanted)), len(cents) - 1)]]))
        return amounts

    @property
    def _units(self) -> Cents | None:
        return None if self.figures is None else self.figures.units


ONE_EACH: Final = Weights()


def exact(units: int, places: int) -> Decimal:
    """Whole units of the last decimal as a number, in any decimal context."""
    return Decimal(f"{units}E-{places}")


def total(cents: Cents, weights: Cents | None = None) -> int:
    """The sum of a column, or of its products with whole weights.

    >>> total(np.array([2**62, 2**62, 2**62])) == 3 * 2**62
    True
    >>> total(np.array([2**60, -3]), np.array([2**40, 5])) == 2**100 - 15
    True
    """
    whole = 0
    for limb, shift in _limbs(cents, weights):
        whole += int(limb.sum() if weights is None else (limb * weights).sum()) << shift
    return whole


def totals(codes: Any, cents: Cents, groups: int, weights: Cents | None = None) -> list[int]:
    """The sum of each group of rows.

    Args:
        codes: the group of each row, from 0 on.
        cents: one per row.
        groups: how many there are.
        weights: whole numbers, one per row; None: 1.

    >>> totals(np.array([0, 1, 0]), np.array([2**62, -5, 2**62]), 2) == [2**63, -5]
    True
    """
    whole = [0] * groups
    for limb, shift in _limbs(cents, weights):
        sums = np.zeros(groups, limb.dtype)
        np.add.at(sums, codes, limb if weights is None else limb * weights)
        whole = [so_far + (int(more) << shift) for so_far, more in zip(whole, sums.tolist(), strict=True)]
    return whole


def _limbs(cents: Cents, weights: Cents | None) -> list[tuple[Any, int]]:
    """The numbers in pieces so short that their products with the weights add up within 64 bits, and their shifts."""
    room = _BITS - len(cents).bit_length() - (_bits(weights) if weights is not None else 1)
    if _bits(cents) <= room:
        return [(cents, 0)]
    if room < 8:
        return [(cents.astype(object), 0)]
    limbs, left, shift = [], cents, 0
    while _bits(left) > room:
        limbs.append((left & (2**room - 1), shift))
        left, shift = left >> room, shift + room
    return [*limbs, (left, shift)]


def _bits(units: Cents | None) -> int:
    """How many bits the largest of them has."""
    if units is None or not len(units):
        return 0
    return max(int(units.max()), -int(units.min())).bit_length()
