"""The rights of plain rows of several PS and years: each group is brought together, computed, and put back."""

from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._blocks import Euros
from afas.simulation._checks import Asked, check, check_floats_of
from afas.simulation._plain import Plain
from afas.simulation._segments import Segment, segments_of
from afas.simulation._tables import Table

__all__ = ["PlainGroups"]

ROWS: Final = 1 << 19
"""Brought together at a time: what is copied does not grow with the table."""
_KEPT: Final = 12
"""Groups up to which the memory they write into is kept."""


@attrs.define(eq=False)
class PlainGroups:
    """The formulas of the PS and years of tables, ready to run.

    Attributes:
        ps: as in `rights`.
        year: as there.
        asked: as there.
        plains: what was learnt, by PS and year.
        checked: the PS, with the columns of tables that were found right for them.
    """

    ps: str | PS
    year: int | str | FinancialYear
    asked: Asked
    plains: dict[tuple[PS, FinancialYear], Plain] = attrs.field(factory=dict)
    checked: set[tuple[tuple[PS, ...], tuple[str, ...]]] = attrs.field(factory=set)

    def rights(self, table: Table, total: Euros) -> tuple[NDArray[np.int64], tuple[str, ...]]:
        """Write the rights of the plain rows; the ranks of the others, and the names of all parts of the PS.

        Raises:
            InvalidInput: as `rights`.
        """
        pieces = [(start, self.groups(table, start)) for start in range(0, table.size, ROWS)]
        services = tuple(dict.fromkeys(group.service for _, groups in pieces for group in groups))
        self.check(table, services)
        left = [np.empty(0, np.int64)]
        for start, groups in pieces:
            rows = self.piece(table, start)
            away = np.ones(rows.size, np.bool_)
            for group in groups:
                ranks = np.arange(rows.size) if group.rows is None else group.rows
                some = self.written(rows, group, ranks, start, total)
                away[ranks] = False
                away[ranks[some]] = True
            left.append(start + np.flatnonzero(away))
        names = dict.fromkeys(["right", *(part.name for service in services for part in service.parts)])
        return np.concatenate(left), tuple(names)

    @staticmethod
    def piece(table: Table, start: int) -> Table:
        """The rows that are brought together at a time."""
        stop = min(start + ROWS, table.size)
        return table if stop - start == table.size else table.rows(slice(start, stop), table.names)

    def groups(self, table: Table, start: int) -> list[Segment]:
        """The rows of a piece by PS and year, in short numbers: those of a long table are all kept."""
        segments, _ = segments_of(self.piece(table, start), self.ps, self.year)
        return [
            segment if segment.rows is None else Segment(segment.service, segment.year, segment.rows.astype(np.int32))
            for segment in segments
        ]

    def check(self, table: Table, services: tuple[PS, ...]) -> None:
        """The table as a whole, before any row is read; its names but once."""
        key = services, tuple(table.names)
        if key in self.checked:
            check_floats_of(table, services, self.asked)
        else:
            check(table, services, self.asked)
            self.checked.add(key)

    def written(
        self, rows: Table, group: Segment, ranks: NDArray[Any], start: int, total: Euros
    ) -> NDArray[np.int64] | slice:
        """Write the rights of the rows of a group; which of them are left."""
        service, key = group.service, (group.service, group.year)
        plain = self.plains.get(key)
        if plain is None:
            plain = self.plains[key] = Plain(service, group.year, self.asked)
        names = [field.name for field in service.fields if field.name in rows.names]
        whole = len(ranks) == rows.size
        done = plain.rights(rows.rows(slice(None) if whole else ranks, names)) if names else None
        if len(self.plains) > _KEPT:
            plain.release()
        if done is None:
            return slice(None)
        total.put_amounts(start, ranks, done[0])
        return done[1]
