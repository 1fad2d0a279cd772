"""Data frames through narwhals, lazy ones of polars, record batches of Arrow."""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from afas.simulation._arrow import chunk_of_numpy, chunks_of_arrow, decimals, figures_of_arrow, table_of, words_column
from afas.simulation._chunks import Chunk
from afas.simulation._reading import Figures
from afas.simulation._tables._codes import Codes, codes_of_arrow, codes_of_whole_numbers
from afas.simulation._tables._table import (
    Amounts,
    Table,
    duplicate,
    figures_of_numpy,
    figures_of_objects,
    without_holes,
)  # fmt: skip

__all__ = ["Batch", "Frame", "Lazy"]


class Frame(Table):
    """A data frame, through narwhals."""

    arrow_out = True

    def __init__(self, frame: Any) -> None:
        self.frame, self.names = frame, list(frame.columns)
        self.native, self.kind = nw.to_native(frame), frame.implementation  # asked for once: narwhals takes its time
        if (twice := duplicate(self.names)) is not None:
            raise twice
        self.size = len(self.frame)

    def is_float(self, name: str) -> bool:
        column = self.arrow(name)
        if column is None:
            return bool(self.frame.get_column(name).dtype.is_float())
        return str(column.type) in ("halffloat", "float", "double")

    def chunks(self, name: str, places: int | None) -> list[Chunk] | None:
        column = self.arrow(name)
        if column is not None:
            return chunks_of_arrow(column, places)
        values = nw.to_native(self.frame)[name]
        return chunk_of_numpy(values.to_numpy(), places) if isinstance(values.dtype, np.dtype) else None

    def figures(self, name: str) -> Figures:
        column = self.arrow(name)
        if column is not None and "decimal" in str(column.type):
            return figures_of_arrow(column)
        series = self.frame.get_column(name)
        kind = series.dtype
        empty = series.is_null().to_numpy() if series.null_count() else None
        if kind.is_integer() or kind == nw.Boolean:
            filled = series if empty is None else series.fill_null(value=False if kind == nw.Boolean else 0)
            return figures_of_numpy(filled.to_numpy(), empty)
        if kind.is_float():
            return figures_of_numpy(np.asarray(series.to_numpy(), np.float64), empty)
        return figures_of_objects(series.to_list(), empty)

    def arrow(self, name: str) -> Any:
        """A column as Arrow has it, not copied; None where it is kept otherwise."""
        native, kind = self.native, self.kind
        if kind.is_pyarrow():
            return native.column(name)
        if kind.is_polars():
            return native.select(name).to_arrow().column(0)
        column = native[name]
        return column.array.__arrow_array__() if hasattr(column.dtype, "pyarrow_dtype") else None

    def values(self, name: str) -> list[Any]:
        column = self.arrow(name)
        listed = self.frame.get_column(name).to_list() if column is None else column.to_pylist()
        return without_holes(list(listed))

    def codes(self, name: str) -> Codes:
        column = self.arrow(name)
        coded = None if column is None else codes_of_arrow(column)
        if coded is not None:
            return coded[0], without_holes(coded[1])
        series = self.frame.get_column(name)
        if column is None and series.dtype.is_integer() and not series.null_count():
            coded = codes_of_whole_numbers(series.to_numpy())
        return coded or super().codes(name)

    def rows(self, rows: NDArray[np.int64] | slice, names: Sequence[str]) -> "Table":
        return Frame(self.frame.select(list(names))[rows])

    def new(self, columns: Mapping[str, Sequence[Any]], like: Mapping[str, Any] | None = None) -> Any:
        table, kind = table_of(columns, like), self.frame.implementation
        if kind.is_pyarrow():
            return table
        package = nw.get_native_namespace(self.frame)
        if kind.is_polars():
            return package.from_arrow(table)
        words = [name for name in table.column_names if str(table.schema.field(name).type) == "string"]
        frame = table.drop_columns(words).to_pandas(types_mapper=package.ArrowDtype)
        return frame.assign(**{name: package.Series(table.column(name).to_pylist(), dtype=object) for name in words})[
            list(columns)
        ]

    def added(self, amounts: Mapping[str, Amounts], words: Mapping[str, Mapping[int, str]]) -> Any:
        table = nw.to_native(self.frame)
        package, kind = nw.get_native_namespace(self.frame), self.frame.implementation
        columns: dict[str, Any] = {name: decimals(*column) for name, column in amounts.items()}
        columns |= {name: words_column(by_row, self.size) for name, by_row in words.items()}
        if kind.is_polars():
            return table.with_columns([package.Series(name, column) for name, column in columns.items()])
        if kind.is_pyarrow():
            for name, column in columns.items():
                at = table.schema.get_field_index(name)
                table = table.append_column(name, column) if at < 0 else table.set_column(at, name, column)
            return table
        return table.assign(
            **{name: _pandas(package, column, table.index, name in amounts) for name, column in columns.items()}
        )


class Lazy(Frame):
    """A lazy frame of polars: collected, and given back lazy."""

    def __init__(self, frame: Any) -> None:
        super().__init__(frame.collect())

    def added(self, amounts: Mapping[str, Amounts], words: Mapping[str, Mapping[int, str]]) -> Any:
        return super().added(amounts, words).lazy()


class Batch(Frame):
    """A record batch of Arrow: what engines hand to their workers."""

    def __init__(self, native: Any) -> None:
        import pyarrow as pa  # noqa: PLC0415 - there, since a batch is

        if (twice := duplicate(native.schema.names)) is not None:
            raise twice
        super().__init__(nw.from_native(pa.Table.from_batches([native]), eager_only=True))

    def added(self, amounts: Mapping[str, Amounts], words: Mapping[str, Mapping[int, str]]) -> Any:
        import pyarrow as pa  # noqa: PLC0415 - there, since a batch is

        table = super().added(amounts, words).combine_chunks()
        if not table.num_rows:
            return pa.RecordBatch.from_pylist([], schema=table.schema)
        return table.to_batches()[0]


def _pandas(package: ModuleType, column: Any, index: Any, amount: bool) -> Any:
    if not amount:
        return package.Series(column.to_pylist(), index=index, dtype=object)
    return package.Series(column, index=index, dtype=package.ArrowDtype(column.type))
