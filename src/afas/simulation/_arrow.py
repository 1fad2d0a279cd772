"""Columns of Arrow: exact figures read where they lie, amounts and words written."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np

from afas.columns import Cents, Mask
from afas.simulation._chunks import Chunk
from afas.simulation._reading import Figures

__all__ = ["chunk_of_numpy", "chunks_of_arrow", "decimals", "figures_of_arrow", "table_of", "words_column"]

DIGITS: Final = 19  # of an amount in cents that fits into 64 bits
_WIDEST: Final = 38
_WIDEST_SCALE: Final = 18  # beyond, figures of money do not fit into 64 bits
_LEAST: Final = 8_192  # rows of a piece of memory, below which pieces are put together
_PLAIN: Final = {
    "bool": "b1", "int8": "i1", "int16": "i2", "int32": "i4", "int64": "i8", "uint8": "u1", "uint16": "u2",
    "uint32": "u4", "double": "f8",
}  # fmt: skip
_WHOLE: Final = frozenset({"i1", "i2", "i4", "i8", "u1", "u2", "u4", "b1"})
_SCALES: Final = (0, 2, 4, 6, 8, 10, 12)  # one of these holds every figure that has at most 12 decimals


def figures_of_arrow(column: Any) -> Figures:
    """A column of decimals as whole numbers of its last decimal, or of fewer where the others are zeros."""
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a table has such a column

    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    empty = column.is_null().to_numpy(zero_copy_only=False).astype(np.bool_) if column.null_count else None
    if column.type.bit_width == 128 and column.type.scale >= 0:
        figures = _units(chunks, column.type.scale, empty)
        if figures is not None:
            return figures
    for scale in _SCALES:
        try:
            narrower = column.cast(pa.decimal128(_WIDEST, scale))
        except pa.ArrowInvalid:  # a digit would be lost, or a figure has too many
            continue
        figures = _units(narrower.chunks if isinstance(narrower, pa.ChunkedArray) else [narrower], scale, empty)
        if figures is not None:
            return figures
    values = np.empty(len(column), object)
    values[:] = column.to_pylist()
    return Figures(values)


def _units(chunks: Any, scale: int, empty: Mask | None) -> Figures | None:
    """The low words of decimals of 128 bits; None where any of them needs more than 64."""
    if not chunks:
        return Figures(np.empty(0, np.int64), scale)
    words = [
        np.frombuffer(chunk.buffers()[1], np.int64, 2 * len(chunk), 16 * chunk.offset).reshape(-1, 2)
        for chunk in chunks
    ]
    whole = words[0] if len(words) == 1 else np.concatenate(words)
    units = np.ascontiguousarray(whole[:, 0])
    if empty is not None:
        units = np.where(empty, 0, units)
    beyond = (whole[:, 1] != units >> 63) if empty is None else (whole[:, 1] != units >> 63) & ~empty
    return None if beyond.any() else Figures(units, scale, empty)


def chunks_of_arrow(column: Any, places: int | None) -> list[Chunk] | None:
    """Where a column lies in memory; None for a kind of it that has to be read otherwise."""
    chunks = column.chunks if hasattr(column, "chunks") else [column]
    if len(chunks) * _LEAST > len(column) and len(chunks) > 1:
        combined = column.combine_chunks()
        chunks = combined.chunks if hasattr(combined, "chunks") else [combined]
    found = [_chunk(array, places) for array in chunks if len(array)]
    return None if any(chunk is None for chunk in found) else [chunk for chunk in found if chunk is not None]


def _chunk(array: Any, places: int | None) -> Chunk | None:
    kind, size, shift = str(array.type), len(array), array.offset
    if array.null_count == size:
        return Chunk(np.broadcast_to(np.int64(0), size), 0, empty=np.broadcast_to(np.True_, size), nothing=True)
    valid, data = array.buffers()[:2] if kind in _PLAIN or kind.startswith("decimal128") else (None, None)
    if data is None:
        return None
    bits = np.frombuffer(valid, np.uint8) if valid is not None and array.null_count else None
    if kind.startswith("decimal128"):
        scale = array.type.scale
        words = np.frombuffer(data, np.int64, 2 * size, 16 * shift).reshape(-1, 2)
        return Chunk(words, scale, bits, shift) if 0 <= scale <= _WIDEST_SCALE else None
    if kind == "bool":
        return Chunk(np.frombuffer(data, np.uint8), 0, bits, shift, packed=True, rows=size)
    dtype = np.dtype(_PLAIN[kind])
    if dtype.kind == "f" and places is None:
        return None
    return Chunk(
        np.frombuffer(data, dtype, size, dtype.itemsize * shift), (places or 0) if dtype.kind == "f" else 0, bits, shift
    )


def chunk_of_numpy(column: Any, places: int | None) -> list[Chunk] | None:
    """An array of numpy as it lies in memory; None where it has to be read otherwise."""
    if isinstance(column, np.ma.MaskedArray) or column.ndim != 1:
        return None
    if column.dtype.str[1:] in ("f8",):
        return None if places is None else [Chunk(column, places)]
    return [Chunk(column, 0)] if column.dtype.str[1:] in _WHOLE else None


def decimals(cents: Cents, empty: Mask | None, places: int = 2) -> Any:
    """Amounts as Arrow's decimals of 128 bits; two words a row are taken as they are."""
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a frame wants it

    words = cents
    if cents.ndim == 1:
        words = np.empty((len(cents), 2), np.int64)
        words[:, 0] = cents
        np.right_shift(cents, 63, out=words[:, 1])
    valid = None if empty is None else pa.py_buffer(np.packbits(~empty, bitorder="little"))
    return pa.Array.from_buffers(pa.decimal128(DIGITS, places), len(cents), [valid, pa.py_buffer(words)])


def words_column(words: Mapping[int, str], size: int) -> Any:
    """Words on some rows, null on the others."""
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a frame wants it

    if not words:
        return pa.nulls(size, pa.string())
    cells = np.full(size, None, object)
    for row, word in words.items():
        cells[row] = word
    return pa.array(cells, pa.string())


def table_of(columns: Mapping[str, Sequence[Any]], like: Mapping[str, Any] | None = None) -> Any:
    """A table of Arrow out of lists of words, whole numbers, days or exact figures.

    Exact figures have 38 digits and the decimals of the longest, two at least.

    Args:
        columns: None stands for nothing.
        like: a value of each column, for those that have none; words, where it has none either.
    """
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a frame wants it

    arrays = {}
    for name, values in columns.items():
        there = [value for value in values if value is not None] or [(like or {}).get(name, "")]
        arrays[name] = pa.array(values, _kind_of(there))
    return pa.table(arrays)


def _kind_of(values: Sequence[Any]) -> Any:
    """The type of Arrow for values of one kind."""
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a frame wants it

    first = values[0]
    if isinstance(first, Decimal):
        places = max(2, *(-int(value.as_tuple().exponent) for value in values))
        wide = max(value.adjusted() for value in values) + 1 + places
        return pa.decimal128(_WIDEST, places) if wide <= _WIDEST else pa.decimal256(2 * _WIDEST, places)
    return pa.int64() if isinstance(first, int) else pa.date32() if isinstance(first, date) else pa.string()
