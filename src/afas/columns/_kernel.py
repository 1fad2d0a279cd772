"""A formula kept to be run on block after block: the operations of the first block are done again on the others."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from afas.arithmetic import RatioOverZero
from afas.columns._column import Column
from afas.columns._fixed import Cents, Fixed, Mask
from afas.columns._given import column
from afas.columns._number import Block
from afas.columns._run import Amounts, settle
from afas.columns._tape import Program, Tape

__all__ = ["Kernel"]

_SLACK = 16  # bits; each costs one of the 53 that floats have
_PATIENCE = 8  # blocks without a program, before none is looked for any more


class Kernel:
    """A formula with its parameters, on whole numbers that are not negative.

    What it gives is exact; rows that it leaves open (a rounding that floats cannot settle) are named, for `settle`; a
    block that takes more than plain 64-bit operations is refused: it is for `columns.run`.

    Attributes:
        read: the names of the columns that the formula reads; None: it was not run yet.
    """

    def __init__(
        self,
        formula: Callable[[Any, Any], Mapping[str, Any]],
        data: Mapping[str, Any],
        parameters: Mapping[str, Decimal],
    ) -> None:
        """Of a formula as `columns.run` takes it.

        Args:
            formula: gives the amounts by name.
            data: the decimals of each column (int), or the figure (Decimal) that is the same on every row.
            parameters: the figures by name.
        """
        self.formula, self.given, self.rates = formula, data, parameters
        self.places = {name: entry for name, entry in data.items() if isinstance(entry, int)}
        self.figures = {
            name: Fraction(entry) for name, entry in data.items() if not isinstance(entry, int) and entry is not None
        }
        self.parameters = _Named({name: Fraction(value) for name, value in parameters.items()})
        self.program: Program[str] | None = None
        self.read: frozenset[str] | None = None
        self.refused = self.learnt = 0

    @property
    def names(self) -> list[str]:
        """Of the amounts; empty until a block was learnt."""
        return [] if self.program is None else [*self.program.bounds]

    @property
    def floats(self) -> frozenset[str]:
        """The columns that are best read as floats."""
        return frozenset() if self.program is None else self.program.floats

    def learn(self, units: Mapping[str, Any], size: int) -> bool:
        """Find out what is to be done, from a block; False where a formula cannot be kept."""
        known = {} if self.program is None else self.program.highs
        names = self.places if self.read is None else self.read
        block = Block(size, tape=Tape(), slack=min(2 + 2 * self.learnt, _SLACK))
        self.learnt += 1
        columns = {
            name: column(block, Fixed(units[name].astype(np.int64, copy=False), self.places[name]), known.get(name, 0))
            for name in names
        }
        given = _Named({**self.figures, **columns})
        try:
            with np.errstate(all="raise"):
                formed = self.formula(given, self.parameters)
        except (FloatingPointError, RatioOverZero):  # a float outside of what floats can say; figures that make a zero
            return False
        self.read = frozenset(given.read & columns.keys())
        amounts: dict[str, Any] = {}
        for name, amount in formed.items():
            cents = amount.at(2) if isinstance(amount, Column) and amount.places <= 2 else None
            if cents is None or not isinstance(cents.units, np.ndarray):
                return False
            amounts[name] = cents
        if block.tape is None:
            return False
        used = {name: number for name, number in columns.items() if name in self.read}
        self.program = block.tape.program(
            {name: number.units for name, number in used.items()},
            {name: number.high for name, number in used.items()},
            {name: amount.units for name, amount in amounts.items()},
            {name: (amount.low, amount.high) for name, amount in amounts.items()},
            floats=True,
        )
        return self.program is not None

    def run(
        self, units: Mapping[str, Any], bits: Mapping[str, int], outputs: Mapping[str, Cents], size: int
    ) -> Mask | bool:
        """The amounts of a block, written to `outputs`.

        Args:
            units: of each column that is read: whole numbers, as int64 or (best where `floats` names it) as float64.
            bits: a number that has all the bits of each column's units, or is the largest of them.
            outputs: where the cents go, by name.
            size: rows.

        Returns:
            True: all of them are right; a mask: all but these; False: none are.
        """
        for _ in range(2):
            program = self.program  # replaced as a whole, by any thread: a wider one is right for all
            if program is not None and all(bits[name] <= high for name, high in program.highs.items()):
                inputs = [_as(units[name], name in program.floats) for name in program.highs]
                done = program.run(inputs, outputs, size)
                if done is not False:
                    return done
            if self.refused > _PATIENCE or not self.learn(units, size):
                self.refused += 1
                return False
        return False

    def settle(self, units: Mapping[str, Any]) -> Amounts:
        """The amounts of rows that were left open, on whole numbers without a limit.

        Args:
            units: of each column that is read.
        """
        figures = {name: entry for name, entry in self.given.items() if isinstance(entry, Decimal)}
        columns = {name: Fixed(figures.astype(np.int64), self.places[name]) for name, figures in units.items()}
        return settle(self.formula, {**figures, **columns}, self.rates)

    def bounds(self, name: str) -> tuple[int, int]:
        """Between what the cents of an amount lie."""
        assert self.program is not None  # noqa: S101 - it was run
        return self.program.bounds[name]


def _as(units: Any, floats: bool) -> Any:
    """The units as the program reads them: what it is may change while a block is read."""
    return units if (units.dtype.kind == "f") == floats else units.astype(np.float64 if floats else np.int64)


class _Named:
    """Figures by name, which knows those that were read."""

    def __init__(self, figures: Mapping[str, Any]) -> None:
        self._figures, self.read = figures, set[str]()

    def __getattr__(self, name: str) -> Any:
        try:
            figure = self._figures[name]
        except KeyError:
            raise AttributeError(name) from None
        self.read.add(name)
        return figure
