"""Columns that know on which rows they were computed from a figure that has no value.

A parameter without a value stands in a formula as any number; a choice that leaves it aside on a row leaves that row
sound, as `estimate` does for one case. What it gives on the other rows is not to be read.
"""

from collections.abc import Mapping

import numpy as np

from afas.columns._fixed import Mask
from afas.columns._number import Block, Condition, Number, meet

__all__ = ["Lacking", "Partly", "absent"]

Lacking = Mapping[str, Mask]
"""The rows that read each figure without a value, by its name."""


class Partly(Number):
    """A number of another kind, and the rows where it is computed from figures without a value."""

    __slots__ = ("known", "lacks")
    width = 9

    def __init__(self, known: Number, lacks: Lacking) -> None:
        self.block, self.known, self.lacks = known.block, known, lacks

    def lifted(self, other: Number) -> "Partly":
        """A number that lacks nothing."""
        return Partly(other, {})

    def _both(self, other: "Partly", number: Number) -> "Partly":
        return Partly(number, _either(self.lacks, other.lacks))

    def plus(self, other: "Partly") -> "Partly":
        """Their sum."""
        return self._both(other, self.known + other.known)

    def minus(self, other: "Partly") -> "Partly":
        """Their difference."""
        return self._both(other, self.known - other.known)

    def times(self, other: "Partly") -> "Partly":
        """Their product."""
        return self._both(other, self.known * other.known)

    def over(self, other: "Partly") -> "Partly":
        """Their quotient."""
        return self._both(other, self.words.ratio(self.known, other.known))

    def compared(self, other: "Partly", compare: np.ufunc) -> Condition:
        """The rows on which the comparison holds, and those where it is unknown."""
        a, b = meet(self.known, other.known)
        return Condition(self.block, a.below(b, compare), _either(self.lacks, other.lacks))

    def bounded(self, other: "Partly", which: np.ufunc) -> "Partly":
        """The smaller, or the larger, row by row: both are read."""
        a, b = meet(self.known, other.known)
        return self._both(other, a.bounded(b, which))

    def chosen(self, rows: Mask, other: "Partly") -> "Partly":
        """This one on these rows, the other elsewhere: each row reads its own."""
        a, b = meet(self.known, other.known)
        here = {name: mask & rows for name, mask in self.lacks.items()}
        there = {name: mask & ~rows for name, mask in other.lacks.items()}
        return Partly(a.chosen(rows, b), _either(here, there))

    def rounded(self, places: int) -> "Partly":
        """Rounded to so many places."""
        return Partly(self.words.rounded(self.known, 10**places), self.lacks)

    def mark_zeros(self) -> None:
        """Rows where it is zero are at fault."""
        self.known.mark_zeros()  # type: ignore[attr-defined] # each kind has its own

    def lacking(self, lacks: Lacking) -> "Partly":
        """The same, unknown where the condition that chose it is unknown."""
        return Partly(self.known, _either(self.lacks, lacks))


def _either(lacking: Lacking, other: Lacking) -> Lacking:
    return {**lacking, **{name: mask | lacking[name] if name in lacking else mask for name, mask in other.items()}}


def absent(block: Block, name: str, stand_in: Number) -> Partly:
    """A figure without a value, on every row of a block."""
    return Partly(stand_in, {name: np.ones(block.size, np.bool_)})


def _lacking(number: Number, lacks: Lacking) -> Partly:
    return Partly(number, lacks)


Number.lacking = _lacking
