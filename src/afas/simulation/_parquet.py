"""A Parquet file larger than memory: estimated row group by row group, written as it goes."""

from typing import Any, Final

from afas.simulation._estimates import Estimator
from afas.simulation._faults import FaultyTable
from afas.simulation._progress import Counter, Progress
from afas.simulation._streams import moved
from afas.text import Text

__all__ = ["parquet"]

ROWS: Final = 1 << 17
_SUBJECT: Final = Text(fr="Estimations d’un fichier Parquet", en="Estimates of a Parquet file")


def parquet(
    source: Any, target: Any, estimator: Estimator, *, rows: int = ROWS, progress: Progress | None = None
) -> int:
    """Estimate every row of a Parquet file, and write it with its amounts; a part of it is in memory at a time.

    Nothing is opened here: pyarrow reads and writes what the caller names.

    Args:
        source: a path, or a file open for reading bytes.
        target: a path, or a file open for writing bytes.
        estimator: what is asked; `parts=None` adds no columns of parts, since all rows have the same columns.
        rows: read at a time.
        progress: called with the rows done and those there are; `False` or an error of its own cancels.

    Returns:
        How many rows were written.

    Raises:
        FaultyTable: rows are at fault, and the estimator raises; what was written before is of no use.
        Cancelled: the callback asked for it.

    >>> import io, pyarrow as pa, pyarrow.parquet as pq
    >>> source, target = io.BytesIO(), io.BytesIO()
    >>> pq.write_table(pa.table({"animator_fte": [1, 0], "expenses": [43000, 0]}), source)
    >>> parquet(source, target, Estimator("RPE", 2023, {"ceiling": "60000"}))
    2
    >>> [str(amount) for amount in pq.read_table(target)["amount"].to_pylist()]
    ['18490.00', '0.00']
    """
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a file is read
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    fixed = estimator.fixed
    with pq.ParquetFile(source, pre_buffer=False) as file:
        counter, first = Counter(file.metadata.num_rows, progress), 0
        schema = fixed(pa.RecordBatch.from_pylist([], schema=file.schema_arrow)).schema
        with pq.ParquetWriter(target, schema) as writer:
            for batch in file.iter_batches(batch_size=rows):
                try:
                    made = fixed(batch)
                except FaultyTable as wrong:
                    moved(wrong.table, first).raise_if_any(_SUBJECT)
                    raise
                writer.write_batch(made.cast(schema))
                first += batch.num_rows
                counter.add(batch.num_rows)
        return first
