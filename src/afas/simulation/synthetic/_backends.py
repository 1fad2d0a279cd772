"""Synthetic columns, as a table of the kind asked for: pyarrow, pandas, polars, or a dict of numpy arrays."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.arithmetic import scaled

__all__ = ["BACKENDS", "Column", "table_of"]

BACKENDS: Final = ("pyarrow", "pandas", "polars", "numpy")
_PRECISION: Final = 18  # digits of a decimal that an int64 always holds

Ints = NDArray[np.int64]


@attrs.frozen(eq=False)
class Column:
    """Exact figures (whole numbers of 10^-scale), or words: chosen among a few, or each its own.

    Attributes:
        values: the numbers; the rank of the word; or the words, of one width, in ASCII.
        scale: how many decimals; None for words.
        among: the words that are chosen from; None where each row has its own.
        absent: where nothing stands; None: nowhere.
    """

    values: Any
    scale: int | None = None
    among: tuple[str, ...] | None = None
    absent: NDArray[np.bool_] | None = None

    @classmethod
    def exact(cls, values: Ints, scale: int, absent: NDArray[np.bool_] | None = None) -> "Column":
        """A column of figures."""
        return cls(values, scale, None, absent)

    @classmethod
    def empty(cls, rows: int, scale: int) -> "Column":
        """A column of figures, all absent yet."""
        return cls(np.zeros(rows, np.int64), scale, None, np.ones(rows, np.bool_))

    @classmethod
    def chosen(cls, ranks: Ints, among: tuple[str, ...]) -> "Column":
        """A column of words among a few."""
        return cls(ranks, None, among)

    @classmethod
    def words(cls, words: Any) -> "Column":
        """A column of words of one width, in ASCII."""
        return cls(words)

    @classmethod
    def joined(cls, parts: Sequence["Column"]) -> "Column":
        """The rows of several columns, in turn."""
        first, scale = parts[0], max((part.scale or 0 for part in parts), default=0)
        if first.scale is None:
            return attrs.evolve(first, values=np.concatenate([part.values for part in parts]))
        values = np.concatenate([part.values * 10 ** (scale - (part.scale or 0)) for part in parts])
        absent = np.concatenate(
            [np.zeros(len(part.values), np.bool_) if part.absent is None else part.absent for part in parts]
        )
        return cls(values, scale, None, absent if absent.any() else None)

    def filled(self, values: Ints, scale: int, here: Any, rank: int, step: int) -> "Column":
        """This column with these figures on the rows `rank`, `rank + step`, …, where `here` says so."""
        assert self.scale is not None  # noqa: S101 - figures, not words
        assert self.absent is not None  # noqa: S101 - it comes from `empty`
        most = max(scale, self.scale)
        mine = self.values * 10 ** (most - self.scale) if most > self.scale else self.values
        lines = slice(None) if here is None else here
        mine[rank::step][lines] = values[lines] * 10 ** (most - scale)
        self.absent[rank::step][lines] = False
        return Column(mine, most, None, self.absent)


def table_of(columns: Mapping[str, Column], backend: str) -> Any:
    """The table, of the kind asked for.

    Raises:
        ImportError: the package of that kind of table is not installed.
    """
    if backend == "numpy":
        return {name: _objects(column) for name, column in columns.items()}
    import pyarrow as pa  # noqa: PLC0415 - only where such a table is asked for

    table = pa.table({name: _arrow(column) for name, column in columns.items()})
    if backend == "pandas":
        import pandas as pd  # noqa: PLC0415 - the same

        return table.to_pandas(types_mapper=pd.ArrowDtype)
    if backend == "polars":
        import polars as pl  # noqa: PLC0415 - the same

        return pl.from_arrow(table)
    return table


def _objects(column: Column) -> Any:
    """Whole numbers as int64, other figures as Decimal objects, words as str; None where nothing stands."""
    if column.scale is None:
        return np.array(column.among)[column.values] if column.among else column.values.astype("U")
    if column.scale == 0 and column.absent is None:
        return column.values
    objects = np.array([scaled(value, -column.scale) for value in column.values.tolist()], dtype=object)
    if column.absent is not None:
        objects[column.absent] = None
    return objects


def _arrow(column: Column) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - only where such a table is asked for

    rows = len(column.values)
    if column.among is not None:
        return pa.DictionaryArray.from_arrays(pa.array(column.values), pa.array(column.among)).cast(pa.string())
    if column.scale is None:
        width = column.values.dtype.itemsize
        offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int64)
        data = pa.py_buffer(np.ascontiguousarray(column.values))
        return pa.LargeStringArray.from_buffers(rows, pa.py_buffer(offsets), data).cast(pa.string())
    if column.scale == 0:
        return pa.array(column.values, mask=column.absent)
    wide = np.empty((rows, 2), "<i8")
    wide[:, 0], wide[:, 1] = column.values, column.values >> 63
    holes = None if column.absent is None else pa.py_buffer(np.packbits(~column.absent, bitorder="little"))
    return pa.Array.from_buffers(pa.decimal128(_PRECISION, column.scale), rows, [holes, pa.py_buffer(wide)])
