"""Columns of Arrow: exact figures read where they lie, amounts and words written."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from afas.columns import Cents, Mask
from afas.simulation._reading import Figures

__all__ = ["decimals", "figures_of_arrow", "words_column"]

DIGITS: Final = 19  # of an amount in cents that fits into 64 bits
_WIDEST: Final = 38
_SCALES: Final = (0, 2, 4, 6, 8, 10, 12)  # one of these holds every figure that has at most 12 decimals


def figures_of_arrow(column: Any) -> Figures:
    """A column of decimals as whole numbers of its last decimal, or of fewer where the others are zeros."""
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a table has such a column

    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    empty = column.is_null().to_numpy(zero_copy_only=False).astype(np.bool_) if column.null_count else None
    if column.type.bit_width == 128 and column.type.scale >= 0:
        made = _units(chunks, column.type.scale, empty)
        if made is not None:
            return made
    for scale in _SCALES:
        try:
            narrower = column.cast(pa.decimal128(_WIDEST, scale))
        except pa.ArrowInvalid:  # a digit would be lost, or a figure has too many
            continue
        made = _units(narrower.chunks if isinstance(narrower, pa.ChunkedArray) else [narrower], scale, empty)
        if made is not None:
            return made
    values = np.empty(len(column), object)
    values[:] = column.to_pylist()
    return Figures(values)


def _units(chunks: Any, scale: int, empty: Mask | None) -> Figures | None:
    """The low words of decimals of 128 bits; None where one needs more than 64."""
    if not chunks:
        return Figures(np.empty(0, np.int64), scale)
    words = [np.frombuffer(one.buffers()[1], np.int64, 2 * len(one), 16 * one.offset).reshape(-1, 2) for one in chunks]
    whole = words[0] if len(words) == 1 else np.concatenate(words)
    units = np.ascontiguousarray(whole[:, 0])
    if empty is not None:
        units = np.where(empty, 0, units)
    beyond = (whole[:, 1] != units >> 63) if empty is None else (whole[:, 1] != units >> 63) & ~empty
    return None if beyond.any() else Figures(units, scale, empty)


def decimals(cents: Cents, empty: Mask | None) -> Any:
    """Amounts as Arrow's decimals of 128 bits."""
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a frame wants it

    words = np.empty((len(cents), 2), np.int64)
    words[:, 0] = cents
    np.right_shift(cents, 63, out=words[:, 1])
    valid = None if empty is None else pa.py_buffer(np.packbits(~empty, bitorder="little"))
    return pa.Array.from_buffers(pa.decimal128(DIGITS, 2), len(cents), [valid, pa.py_buffer(words)])


def words_column(told: Mapping[int, str], size: int) -> Any:
    """Words on some rows, null on the others."""
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a frame wants it

    if not told:
        return pa.nulls(size, pa.string())
    made = np.full(size, None, object)
    for row, word in told.items():
        made[row] = word
    return pa.array(made, pa.string())
