"""The inputs of a formula: the rows of a block as exact columns, and figures that are the same on every row."""

from fractions import Fraction
from typing import Any

import numpy as np

from afas.columns._approximate import Approximate
from afas.columns._column import LIMIT, Column, Quotient
from afas.columns._fixed import Fixed
from afas.columns._number import Block, Number
from afas.columns._operations import whole_bits

__all__ = ["column", "constant"]

_PLACES: dict[int, int | None] = {1: 0}  # of the fractions with this denominator; None: no end


def column(block: Block, figures: Fixed, high: int = 0) -> Column:
    """The rows of a block, as a formula reads them; on a tape, their bound is at least `high`."""
    units: Any = figures.units.astype(object) if block.big else figures.units
    low, most = _bounds(units)
    if units.dtype == object and not block.big:  # figures of more than 64 bits
        block.doubt_all()
        return Column(block, np.zeros(block.size, np.int64), figures.decimals, 0, 0)
    if low < -LIMIT and not block.big:  # -2**63 alone: its opposite is too large
        block.doubt_all()
        units, low = np.maximum(units, -LIMIT), -LIMIT
    if block.tape is not None:
        if low < 0:
            block.tape = None
        most = max(high, whole_bits(most))
    return Column(block, units, figures.decimals, low, most)


def _bounds(units: Any) -> tuple[int, int]:
    """The bounds of these units; where none is negative, the bits that any of them has give one, in one pass."""
    if units.dtype != object:
        bits = int(np.bitwise_or.reduce(units))
        if bits >= 0:
            return 0, bits
    return int(units.min()), int(units.max())


def constant(block: Block, value: Fraction) -> Number:
    """The same number on every row."""
    top, bottom = value.numerator, value.denominator
    if bottom not in _PLACES:
        _PLACES[bottom] = _ending(bottom)
    places = _PLACES[bottom]
    units = top if places is None else top * (10**places // bottom)
    if not block.big and max(abs(units), bottom) > LIMIT:  # as many digits as a figure may have
        return Approximate(block, float(value), 0, Approximate.HALF_ULP)
    if places is None:
        return Quotient(block, Column(block, top, 0, top, top), Column(block, bottom, 0, bottom, bottom))
    return Column(block, units, places, units, units)


def _ending(denominator: int) -> int | None:
    """The number of decimals of its fractions; None where they never end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


Number.constant = staticmethod(constant)
