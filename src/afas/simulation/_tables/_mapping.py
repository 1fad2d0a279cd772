"""A mapping of columns: arrays of numpy, exact columns, lists."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afas.columns import Fixed, Mask
from afas.errors import InvalidInput
from afas.simulation._arrow import chunk_of_numpy
from afas.simulation._chunks import Chunk
from afas.simulation._reading import Figures
from afas.simulation._tables._codes import Codes, codes_of_whole_numbers
from afas.simulation._tables._table import (
    LENGTHS,
    NOT_A_COLUMN,
    TABLE,
    Amounts,
    Table,
    figures_of_numpy,
    figures_of_objects,
    without_holes,
)  # fmt: skip

__all__ = ["Columns"]


class Columns(Table):
    """A mapping of columns."""

    arrow_out = False

    def __init__(self, native: Mapping[str, Any]) -> None:
        self.native, self.names = native, list(native)
        sizes = {name: _length(column) for name, column in native.items()}
        self.size = next((size for size in sizes.values() if size is not None), 0)
        faults = [
            NOT_A_COLUMN.at(f"columns.{name}", found=repr(native[name])[:40], size=self.size)
            if size is None
            else LENGTHS.at(f"columns.{name}", found=size, size=self.size)
            for name, size in sizes.items()
            if size != self.size
        ]
        if faults:
            raise InvalidInput(TABLE, tuple(faults))

    def is_float(self, name: str) -> bool:
        column = self.native[name]
        return isinstance(column, np.ndarray) and column.dtype.kind == "f"

    def chunks(self, name: str, places: int | None) -> list[Chunk] | None:
        column = self.native[name]
        if isinstance(column, Fixed):
            units = np.ma.getdata(column.units)
            return [Chunk(units, column.decimals, empty=_masked(column.units))] if units.dtype == np.int64 else None
        return chunk_of_numpy(column, places) if isinstance(column, np.ndarray) else None

    def figures(self, name: str) -> Figures:
        column = self.native[name]
        if isinstance(column, Fixed):
            return Figures(np.ma.getdata(column.units), column.decimals, _masked(column.units))
        if isinstance(column, np.ndarray):
            return figures_of_numpy(column)
        return figures_of_objects(self.values(name))

    def values(self, name: str) -> list[Any]:
        column = self.native[name]
        if isinstance(column, Fixed):
            return column.to_decimals()
        for listing in ("to_pylist", "to_list", "tolist"):
            if hasattr(column, listing):
                return without_holes(getattr(column, listing)())
        return without_holes(list(column))

    def codes(self, name: str) -> Codes:
        column = self.native[name]
        whole = type(column) is np.ndarray and column.dtype.kind in "iu"
        return (codes_of_whole_numbers(column) if whole else None) or super().codes(name)

    def rows(self, rows: NDArray[np.int64] | slice, names: Sequence[str]) -> "Table":
        return Columns({name: _taken(self.native[name], rows) for name in names})

    def new(self, columns: Mapping[str, Sequence[Any]], like: Mapping[str, Any] | None = None) -> Any:
        return dict(columns)  # `like` says nothing of lists

    def added(self, amounts: Mapping[str, Amounts], words: Mapping[str, Mapping[int, str]]) -> Any:
        columns: dict[str, Any] = dict(self.native)
        for name, (cents, empty, places) in amounts.items():
            columns[name] = Fixed(cents if empty is None else np.ma.MaskedArray(cents, empty), places)
        for name, by_row in words.items():
            columns[name] = np.full(self.size, None, object)
            for row, word in by_row.items():
                columns[name][row] = word
        return columns


def _length(column: Any) -> int | None:
    """The rows of a column; None: it is not a column."""
    if isinstance(column, (str, bytes, Mapping)) or getattr(column, "ndim", 1) != 1:
        return None
    return (
        len(column)
        if (hasattr(column, "__len__") and hasattr(column, "__getitem__")) or isinstance(column, Fixed)
        else None
    )


def _taken(column: Any, rows: Any) -> Any:
    if isinstance(column, Fixed):
        return column.take(rows)
    if isinstance(column, np.ndarray):
        return column[rows]
    return column[rows] if isinstance(rows, slice) else [column[int(row)] for row in rows]


def _masked(units: Any) -> Mask | None:
    return np.ma.getmaskarray(units) if isinstance(units, np.ma.MaskedArray) else None
