"""Tables that are read piece by piece: readers and datasets of Arrow, relations of DuckDB, lazy frames of polars."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from afas.errors import AfasError
from afas.simulation._faults import FaultTable, FaultyTable, Found
from afas.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["checked", "lazily", "mapped", "moved"]


def mapped(reader: "pa.RecordBatchReader", function: Callable[[Any], Any], subject: Text) -> "pa.RecordBatchReader":
    """A reader that gives what the function makes of each batch; ranks of rows at fault count from the first batch.

    Args:
        reader: where the batches come from.
        function: of a batch, giving a batch of the same schema whatever its rows.
        subject: of the faults.
    """
    import pyarrow as pa  # noqa: PLC0415 - there, since a reader is

    try:
        empty = function(pa.RecordBatch.from_pylist([], schema=reader.schema))
    except AfasError:
        reader.close()  # what it reads from may answer one query at a time
        raise

    def batches() -> "Iterator[pa.RecordBatch]":
        first = 0
        with reader:
            for batch in reader:
                try:
                    yield function(batch).cast(empty.schema)
                except FaultyTable as wrong:
                    moved(wrong.table, first).raise_if_any(subject)
                first += batch.num_rows

    return pa.RecordBatchReader.from_batches(empty.schema, batches())


def lazily(frame: Any, function: Callable[[Any], Any]) -> Any:
    """A lazy frame of polars that gives what the function makes of each piece of it, once it is collected or written.

    Args:
        frame: a lazy frame.
        function: of a data frame, giving a frame of the same columns whatever its rows. Before the lazy frame is
            collected, it is called once, with no row.
    """
    schema = function(frame.clear().collect()).schema
    return frame.map_batches(
        function, schema=schema, streamable=True,
        predicate_pushdown=False, projection_pushdown=False, slice_pushdown=False,  # columns that are not there yet
    )  # fmt: skip


def checked(reader: "pa.RecordBatchReader", function: Callable[[Any], FaultTable]) -> FaultTable:
    """The faults of all the batches of a reader."""
    found: list[Found] = []
    first = 0
    with reader:
        for batch in reader:
            found += moved(function(batch), first).found
            first += batch.num_rows
    return FaultTable(tuple(found))


def moved(faults: FaultTable, first: int) -> FaultTable:
    """The same faults, of rows that stand that much further."""
    return FaultTable(tuple(attrs.evolve(found, rows=found.rows + first) for found in faults.found))
