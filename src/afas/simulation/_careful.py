"""Rights and faults of any rows, a bounded number of rows at a time, so that memory does not grow with the table."""

from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.columns import Mask
from afas.parameters import NoValueAt
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._blocks import Euros
from afas.simulation._checks import Asked
from afas.simulation._faults import FaultTable, Found
from afas.simulation._rights import Done, rights
from afas.simulation._tables import Table

__all__ = ["Careful"]

ROWS: Final = 1 << 18


@attrs.define(eq=False)
class Careful:
    """The amounts of a table, filled a number of rows at a time.

    Attributes:
        table: the table they are of.
        total: the right of every row.
        shown: whether parts are shown: always, never, or (None) where a row declares a part.
        parts: the parts that are shown, by name.
        wrong: rows at fault.
        found: their faults.
    """

    table: Table
    total: Euros
    shown: bool | None
    parts: dict[str, Euros] = attrs.field(factory=dict)
    wrong: Mask = attrs.field(init=False)
    found: list[Found] = attrs.field(factory=list)

    @wrong.default
    def _wrong(self) -> Mask:
        return np.zeros(self.table.size, np.bool_)

    @property
    def faults(self) -> FaultTable:
        """The faults of all the rows, as a table."""
        return FaultTable(tuple(self.found))

    def run(
        self,
        ps: str | PS,
        year: int | str | FinancialYear,
        asked: Asked,
        left: NDArray[np.int64] | None = None,
        names: Sequence[str] | None = None,
    ) -> None:
        """Compute rows, all or those that are left.

        Args:
            ps: as in `rights`.
            year: as there.
            asked: as there.
            left: the ranks; None: all.
            names: of the columns that are read; None: all.

        Raises:
            InvalidInput: as `rights`.
            NoValueAt: a parameter that every row reads has no value.
        """
        size = self.table.size if left is None else len(left)
        try:
            self._run(ps, year, asked, left, names, ROWS)
        except NoValueAt:
            if size <= ROWS:
                raise
            self.parts, self.found = {}, []  # again: is it every row of the whole that reads it?
            self._run(ps, year, asked, left, names, size)

    def _run(
        self,
        ps: str | PS,
        year: int | str | FinancialYear,
        asked: Asked,
        left: NDArray[np.int64] | None,
        names: Sequence[str] | None,
        at_once: int,
    ) -> None:
        size = self.table.size if left is None else len(left)
        order: dict[str, None] = {}
        for start in range(0, max(size, 1), at_once):
            stop = min(start + at_once, size)
            ranks = np.arange(start, stop) if left is None else left[start:stop]
            whole = left is None and stop - start == self.table.size
            some = slice(start, stop) if left is None else ranks
            rows = self.table if whole else self.table.rows(some, self.table.names if names is None else names)
            done = rights(rows, ps, year, asked, checked=self.table.size > 0)
            order |= dict.fromkeys(done.every)
            self._add(done, ranks, some)
        self.parts = {name: self.parts[name] for name in order if name in self.parts}

    def _add(self, done: Done, ranks: NDArray[np.int64], some: slice | NDArray[np.int64]) -> None:
        """Put the rights of some rows where they stand."""
        for name in done.every if self.shown else done.parts if self.shown is None and len(done.parts) > 1 else ():
            if name not in self.parts:  # until here, every row had but the right itself
                self.parts[name] = self.total.copy() if name == "right" else self.total.zeros()
        self.total.put(some, done.total)
        for name, part in self.parts.items():
            part.put(some, done.part(name))
        self.wrong[some] = done.wrong
        self.found += [attrs.evolve(fault, rows=ranks[fault.rows]) for fault in done.found]
