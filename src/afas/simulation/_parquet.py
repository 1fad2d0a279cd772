"""A Parquet file larger than memory: estimated piece by piece, written as it goes, whole or not at all."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import attrs

from afas.simulation._estimates import Estimator
from afas.simulation._faults import FaultyTable
from afas.simulation._parts import Part, Parts, parts_of
from afas.simulation._progress import Counter, Progress
from afas.simulation._streams import moved
from afas.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["parquet"]

ROWS: Final = 1 << 17
UNDONE: Final = ".partial"
"""Added to the name of what is not whole yet."""
_SUBJECT: Final = Text(fr="Estimations d’un fichier Parquet", en="Estimates of a Parquet file")


def parquet(
    source: Any,
    target: Any,
    estimator: Estimator,
    *,
    rows: int = ROWS,
    progress: Progress | None = None,
    resume: bool = False,
    filesystem: Any = None,
) -> int:
    """Estimate every row of a Parquet file, and write it with its amounts; a part of it is in memory at a time.

    Nothing is opened here: pyarrow reads and writes what the caller names. A file that is named is written beside
    (`droits.parquet.partial`) and takes its name once it is whole: work that is killed leaves no wrong file.

    With `resume`, what is done is kept part by part in a folder beside the target (`droits.parquet.parts`), each of
    whole row groups of the source, with a note of the work they belong to. The same call, repeated after an
    interruption, goes on from there; a call that asks for something else is refused. The folder goes once the target
    is there.

    Args:
        source: a path, or a file open for reading bytes.
        target: a path, or a file open for writing bytes.
        estimator: what is asked; `parts=None` adds no columns of parts, since all rows have the same columns.
        rows: read at a time.
        progress: called with the rows done and those there are; `False` or an error of its own cancels.
        resume: keep what is done, and go on from what is; the target is then a path.
        filesystem: of the target and of the parts, as pyarrow has it; None: that of this machine.

    Returns:
        How many rows were written.

    Raises:
        FaultyTable: rows are at fault, and the estimator raises.
        Cancelled: the callback asked for it; with `resume` the parts stay.
        OtherParts: the folder holds parts of other work.
        TypeError: `resume`, and the target is no path.

    >>> import io, pyarrow as pa, pyarrow.parquet as pq
    >>> source, target = io.BytesIO(), io.BytesIO()
    >>> pq.write_table(pa.table({"animator_fte": [1, 0], "expenses": [43000, 0]}), source)
    >>> parquet(source, target, Estimator("RPE", 2023, {"ceiling": "60000"}))
    2
    >>> [str(amount) for amount in pq.read_table(target)["amount"].to_pylist()]
    ['18490.00', '0.00']
    """
    import pyarrow.fs as pafs  # noqa: PLC0415 - loaded only where a file is written
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    place = None if hasattr(target, "write") else str(target)
    if place is None and resume:
        message = "resume=True keeps parts beside the target: give the path of a file"
        raise TypeError(message)
    with pq.ParquetFile(source, pre_buffer=False) as file:
        work = _Work(file, estimator.fixed, rows, Counter(file.metadata.num_rows, progress))
        if place is None:
            work.write(target, Part(0, tuple(range(file.num_row_groups)), 0, file.metadata.num_rows))
            return work.counter.done
        disk = filesystem or pafs.LocalFileSystem()
        if resume:
            parts = Parts.of(disk, place, file, estimator)
            for part in parts_of(file.metadata):
                if part.rank in parts.done:
                    work.counter.add(part.size)
                else:
                    work.write_whole(disk, parts.path(part), part)
            with disk.open_output_stream(place + UNDONE) as stream:
                parts.join(stream, work.schema)
            disk.move(place + UNDONE, place)
            parts.forget()
        else:
            work.write_whole(disk, place, Part(0, tuple(range(file.num_row_groups)), 0, file.metadata.num_rows))
        return work.counter.done


@attrs.define(eq=False)
class _Work:
    """The rows of a file, estimated and written.

    Attributes:
        file: of pyarrow, open for reading.
        estimator: whose columns do not depend on the rows.
        rows: read at a time.
        counter: of the rows done.
    """

    file: Any
    estimator: Estimator
    rows: int
    counter: Counter

    @property
    def schema(self) -> "pa.Schema":
        """Of what is written."""
        import pyarrow as pa  # noqa: PLC0415 - loaded only where a file is read

        return self.estimator(pa.RecordBatch.from_pylist([], schema=self.file.schema_arrow)).schema

    def write_whole(self, disk: Any, path: str, part: Part) -> None:
        """Write a part under its name, once all of it is there."""
        try:
            with disk.open_output_stream(path + UNDONE) as stream:
                self.write(stream, part)
        except Exception:
            disk.delete_file(path + UNDONE)
            raise
        disk.move(path + UNDONE, path)

    def write(self, stream: Any, part: Part) -> None:
        """Write the rows of a part with their amounts."""
        import pyarrow.parquet as pq  # noqa: PLC0415 - loaded only where a file is written

        schema = self.schema
        with pq.ParquetWriter(stream, schema) as writer:
            for batch in self.estimated(part):
                writer.write_batch(batch.cast(schema))

    def estimated(self, part: Part) -> "Iterator[pa.RecordBatch]":
        """The batches of a part, with their amounts."""
        first = part.first
        for batch in self.file.iter_batches(batch_size=self.rows, row_groups=list(part.groups)):
            try:
                yield self.estimator(batch)
            except FaultyTable as wrong:
                moved(wrong.table, first).raise_if_any(_SUBJECT)
                raise
            first += batch.num_rows
            self.counter.add(batch.num_rows)
