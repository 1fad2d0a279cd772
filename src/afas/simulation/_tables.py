"""Tables of each kind: their columns read as figures, and columns added to them."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final

import narwhals as nw
import numpy as np

from afas.columns import Cents, Fixed, Mask
from afas.simulation._reading import Figures

__all__ = ["Table", "opened"]

_DIGITS: Final = 19  # of an amount in cents that fits into 64 bits


def opened(native: Any) -> "Table":
    """A table of any kind, to read from and to add to."""
    if isinstance(native, Mapping):
        return _Columns(native)
    kind = type(native)
    if kind.__name__ == "RecordBatch" and kind.__module__.startswith("pyarrow"):
        return _Batch(native)
    return _Frame(native)


class Table:
    """What is asked of a table."""

    names: list[str]
    size: int

    def figures(self, name: str) -> Figures:
        """A column as figures."""
        raise NotImplementedError

    def values(self, name: str) -> list[Any]:
        """A column as Python objects: codes, years."""
        raise NotImplementedError

    def added(self, amounts: Mapping[str, Cents], empty: Mask | None, told: Mapping[str, list[str | None]]) -> Any:
        """The table with columns of amounts (null where `empty`), then of words."""
        raise NotImplementedError


class _Columns(Table):
    """A mapping of columns."""

    def __init__(self, native: Mapping[str, Any]) -> None:
        self.native, self.names = native, list(native)
        sizes = {name: len(column) for name, column in native.items()}
        if len(set(sizes.values())) > 1:
            message = f"columns of different lengths: {sizes}"
            raise ValueError(message)
        self.size = next(iter(sizes.values()), 0)

    def figures(self, name: str) -> Figures:
        column = self.native[name]
        if isinstance(column, Fixed):
            return Figures(np.ma.getdata(column.units), column.decimals, _masked(column.units))
        if not isinstance(column, np.ndarray):
            column = np.array(list(column), object)
        return _of_numpy(column)

    def values(self, name: str) -> list[Any]:
        column = self.native[name]
        return column.to_decimals() if isinstance(column, Fixed) else list(np.asarray(column).tolist())

    def added(self, amounts: Mapping[str, Cents], empty: Mask | None, told: Mapping[str, list[str | None]]) -> Any:
        made: dict[str, Any] = dict(self.native)
        for name, cents in amounts.items():
            made[name] = Fixed(cents if empty is None else np.ma.MaskedArray(cents, empty), 2)
        for name, words in told.items():
            made[name] = np.array(words, object)
        return made


def _masked(units: Any) -> Mask | None:
    return np.ma.getmaskarray(units) if isinstance(units, np.ma.MaskedArray) else None


def _of_numpy(column: Any, empty: Mask | None = None) -> Figures:
    if isinstance(column, np.ma.MaskedArray):
        empty, column = np.ma.getmaskarray(column), np.ma.getdata(column)
    kind = column.dtype.kind
    if kind in "ib" or (kind == "u" and column.dtype.itemsize < np.dtype(np.int64).itemsize):
        return Figures(column.astype(np.int64, copy=False), 0, empty)
    if kind == "f":
        return Figures(column, None, empty)
    return Figures(np.array(column.tolist(), object), None, empty)


class _Frame(Table):
    """A data frame, through narwhals."""

    def __init__(self, native: Any) -> None:
        self.frame = nw.from_native(native, eager_only=True)
        self.names, self.size = self.frame.columns, len(self.frame)

    def figures(self, name: str) -> Figures:
        series = self.frame.get_column(name)
        kind = series.dtype
        empty = series.is_null().to_numpy() if series.null_count() else None
        if isinstance(kind, nw.Decimal):
            return _of_decimals(series, empty)
        if kind.is_integer() or kind == nw.Boolean:
            filled = series if empty is None else series.fill_null(value=False if kind == nw.Boolean else 0)
            return _of_numpy(filled.to_numpy(), empty)
        if kind.is_float():
            return _of_numpy(np.asarray(series.to_numpy(), np.float64), empty)
        values = np.empty(len(series), object)
        values[:] = series.to_list()
        if empty is not None:
            values[empty] = None
        return Figures(values)

    def values(self, name: str) -> list[Any]:
        return list(self.frame.get_column(name).to_list())

    def added(self, amounts: Mapping[str, Cents], empty: Mask | None, told: Mapping[str, list[str | None]]) -> Any:
        made = nw.to_native(self.frame)
        package, kind = nw.get_native_namespace(self.frame), self.frame.implementation
        columns: dict[str, Any] = {name: _decimals(cents, empty) for name, cents in amounts.items()} | dict(told)
        if kind.is_polars():
            return made.with_columns([package.Series(name, column) for name, column in columns.items()])
        if kind.is_pyarrow():
            for name, column in columns.items():
                made = made.append_column(
                    name, [column] if name in amounts else package.array(column, package.string())
                )
            return made
        return made.assign(
            **{name: _pandas(package, column, made.index, name in amounts) for name, column in columns.items()}
        )


class _Batch(_Frame):
    """A record batch of Arrow: what engines hand to their workers."""

    def __init__(self, native: Any) -> None:
        import pyarrow as pa  # noqa: PLC0415 - there, since a batch is

        super().__init__(pa.Table.from_batches([native]))

    def added(self, amounts: Mapping[str, Cents], empty: Mask | None, told: Mapping[str, list[str | None]]) -> Any:
        import pyarrow as pa  # noqa: PLC0415 - there, since a batch is

        made = super().added(amounts, empty, told).combine_chunks()
        if not made.num_rows:
            return pa.RecordBatch.from_pylist([], schema=made.schema)
        return made.to_batches()[0]


def _pandas(package: ModuleType, column: Any, index: Any, amount: bool) -> Any:
    if not amount:
        return package.Series(column, index=index, dtype=object)
    return package.Series(column, index=index, dtype=package.ArrowDtype(column.type))


def _decimals(cents: Cents, empty: Mask | None) -> Any:
    """Amounts as Arrow's decimals of 128 bits."""
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a frame wants it

    words = np.empty((len(cents), 2), np.int64)
    words[:, 0] = cents
    np.right_shift(cents, 63, out=words[:, 1])
    valid = None if empty is None else pa.py_buffer(np.packbits(~empty, bitorder="little"))
    return pa.Array.from_buffers(pa.decimal128(_DIGITS, 2), len(cents), [valid, pa.py_buffer(words)])


def _of_decimals(series: Any, empty: Mask | None) -> Figures:
    """A column of decimals, read where Arrow keeps it."""
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a frame has decimals

    column = series.to_arrow()
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    if not pa.types.is_decimal128(column.type):
        return Figures(np.array(column.to_pylist(), object))
    if not chunks:
        return Figures(np.empty(0, np.int64), column.type.scale)
    words = [np.frombuffer(one.buffers()[1], np.int64, 2 * len(one), 16 * one.offset).reshape(-1, 2) for one in chunks]
    whole = words[0] if len(words) == 1 else np.concatenate(words)
    units = np.ascontiguousarray(whole[:, 0])
    if empty is not None:
        units = np.where(empty, 0, units)
    beyond = (whole[:, 1] != units >> 63) if empty is None else (whole[:, 1] != units >> 63) & ~empty
    if beyond.any():
        return Figures(np.array(column.to_pylist(), object))
    return Figures(units, column.type.scale, empty)
