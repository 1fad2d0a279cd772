"""Values of a column as ranks among those that differ: a PS or a year is then read once, however many rows have it."""

from collections.abc import Hashable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Codes", "codes_of", "codes_of_arrow", "codes_of_whole_numbers"]

Codes = tuple[NDArray[np.integer[Any]], list[Any]]
"""The rank of each row, and the value of each rank."""

_APART: Final = frozenset({str, int, type(None)})  # values of two of these kinds never equal each other
_NARROW: Final = 1 << 16


def codes_of(values: list[Any]) -> Codes:
    """The ranks of Python objects."""
    if set(map(type, values)) <= _APART:
        ranks: dict[Any, int] = {value: rank for rank, value in enumerate(dict.fromkeys(values))}
        return np.fromiter(map(ranks.__getitem__, values), np.int64, len(values)), list(ranks)
    ranks, firsts = {}, list[Any]()
    coded = np.empty(len(values), np.int64)
    for row, value in enumerate(values):
        coded[row] = ranks.setdefault(_key(value), len(ranks))
        if coded[row] == len(firsts):
            firsts.append(value)
    return coded, firsts


def _key(raw: Any) -> Hashable:
    """The key by which values differ; a value that cannot be hashed is known by its words."""
    try:
        hash(raw)
    except TypeError:  # a list, a signaling NaN
        return (type(raw), str(raw))
    return (bool, raw) if isinstance(raw, bool) else raw  # True == 1


def codes_of_whole_numbers(column: NDArray[np.integer[Any]]) -> Codes | None:
    """The ranks of whole numbers that are near each other; None where they are not."""
    if not len(column):
        return np.empty(0, np.int64), []
    low = int(column.min())
    if int(column.max()) - low >= _NARROW:
        return None
    apart = (column - column.dtype.type(low)).astype(np.int64)
    there = np.flatnonzero(np.bincount(apart))
    ranks = np.zeros(int(there[-1]) + 1, np.int64)
    ranks[there] = np.arange(len(there))
    return ranks[apart], (there + low).tolist()


def codes_of_arrow(column: Any) -> Codes | None:
    """The ranks of a column of Arrow; None where it has none: lists, and the like."""
    import pyarrow as pa  # noqa: PLC0415 - there, since its column is

    if len(column) == 0:
        return np.empty(0, np.int64), []
    try:
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        if isinstance(column, pa.ChunkedArray):
            column = column.unify_dictionaries().combine_chunks()
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return None
    if isinstance(column, pa.ChunkedArray):  # of some versions
        column = column.chunk(0)
    values, ranks = column.dictionary.to_pylist(), column.indices
    if ranks.null_count:
        values, ranks = [*values, None], ranks.cast(pa.int64()).fill_null(len(values))
    return ranks.to_numpy(zero_copy_only=False), values
