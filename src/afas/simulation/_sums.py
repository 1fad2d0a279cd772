"""Sums of whole columns of cents, exact however large: a sum of millions of amounts may not fit into 64 bits."""

from typing import Any, Final

import numpy as np

from afas.columns import Cents

__all__ = ["total", "totals"]

_HALF: Final = 32  # bits: sums of halves fit into 64 bits up to 2**31 rows


def total(cents: Cents) -> int:
    """The sum of a column.

    >>> total(np.array([2**62, 2**62, 2**62])) == 3 * 2**62
    True
    """
    high, low = (int(half.sum()) for half in _halves(cents))
    return (high << _HALF) + low


def totals(codes: Any, cents: Cents, groups: int) -> list[int]:
    """The sum of each group of rows.

    Args:
        codes: the group of each row, from 0 on.
        cents: one a row.
        groups: how many there are.

    >>> totals(np.array([0, 1, 0]), np.array([2**62, -5, 2**62]), 2) == [2**63, -5]
    True
    """
    made = []
    for half in _halves(cents):
        sums = np.zeros(groups, np.int64)
        np.add.at(sums, codes, half)
        made.append(sums.tolist())
    return [(high << _HALF) + low for high, low in zip(*made, strict=True)]


def _halves(cents: Cents) -> tuple[Cents, Cents]:
    """The upper and the lower half of the numbers."""
    return cents >> _HALF, cents & (2**_HALF - 1)
