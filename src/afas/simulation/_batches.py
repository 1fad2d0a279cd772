"""A computation as a kernel over batches, for an engine that runs it on many machines or piece by piece.

The kernel is a value: it pickles, holds no table, and opens nothing. A row at fault is reported in a column beside the
amounts, never raised: what a machine finds is not lost on the way to the others.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs
import narwhals as nw

from afas.errors import AfasError, error
from afas.simulation._streams import lazily, mapped
from afas.simulation._tables import is_lazy, is_stream, reader_of
from afas.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Batches", "NoSparkType", "Work"]

_SUBJECT: Final = Text(fr="lots", en="batches")
_SPARK: Final = {
    "bool": "boolean",
    "int8": "tinyint",
    "int16": "smallint",
    "int32": "int",
    "int64": "bigint",
    "float": "float",
    "double": "double",
    "string": "string",
    "large_string": "string",
    "string_view": "string",
    "date32[day]": "date",
    "binary": "binary",
    "large_binary": "binary",
}


@error
class NoSparkType(AfasError, TypeError):
    """A column is of a type that this library does not name in Spark's words."""

    code = "no-spark-type"
    template = Text(
        fr="La colonne « {column} » est de type {found}, que Spark n’écrit pas simplement : écartez-la.",
        en="The column “{column}” is of type {found}, with no plain name in Spark: leave it out of the table.",
    )
    column: str
    found: str


class Work(Protocol):
    """A computation on a table; it pickles."""

    def started(self) -> Callable[[Any], Any]:
        """A function of a table, giving it with columns that do not depend on its rows, that of the faults the last."""
        ...


@attrs.frozen
class Batches:
    """A kernel: tables in, the same with amounts and faults out.

    `batches`, `payments_batches` and `scenario_batches` make them. `on` runs it on what an engine holds (Spark, Dask,
    lazy polars). Or call it on an iterator of record batches (Spark's `mapInArrow`), or its `table` on a table (Dask's
    `map_partitions`, polars' `map_batches`), with the `schema` of what comes out.

    Attributes:
        work: what is computed.
    """

    work: Work

    def on(self, frame: Any) -> Any:
        """Run it on a frame of Spark, of Dask or of polars (lazy), giving a frame of the same engine, not computed yet.

        A reader or a dataset of Arrow or a relation of DuckDB gives a reader; a table, a table.

        Raises:
            InvalidInput: a column is missing, or a parameter cannot be read: raised here, before any job is started.
            NoSparkType: a column is of a nested or rare type.
        """
        if hasattr(frame, "mapInArrow"):
            return frame.mapInArrow(self, self.ddl(frame.limit(0).toArrow().schema))
        if hasattr(frame, "map_partitions"):
            return frame.map_partitions(self.table, meta=self.schema(frame))
        if is_lazy(frame):
            return lazily(frame, self.table)
        return mapped(reader_of(frame), self.table, _SUBJECT) if is_stream(frame) else self.table(frame)

    def __call__(self, batches: "Iterable[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        """Each batch with its amounts and its column `faults`, in the same order."""
        work = self.work.started()
        for batch in batches:
            yield _typed(work(batch))

    def table(self, table: Any) -> Any:
        """One table of any kind that `estimate_table` takes, with the same columns added."""
        return _typed(self.work.started()(table))

    def schema(self, given: Any) -> Any:
        """The schema of what comes out, for that of what goes in.

        Args:
            given: a schema of Arrow, giving one; a schema of polars, giving one; a frame of pandas or of Dask, giving
                an empty frame of pandas, as the `meta` of Dask.

        Raises:
            InvalidInput: a field has no column, or a parameter cannot be read: raised here, before any job is started.
        """
        frame = getattr(given, "_meta", given)  # of Dask
        if hasattr(frame, "iloc"):
            return self.table(frame.iloc[:0])
        if type(given).__module__.startswith("polars"):
            import polars as pl  # noqa: PLC0415 - there, since its schema is

            return self.table(pl.DataFrame(schema=given)).schema
        import pyarrow as pa  # noqa: PLC0415 - needed only where batches are

        return self.table(pa.RecordBatch.from_pylist([], schema=given)).schema

    def ddl(self, given: "pa.Schema") -> str:
        """The same schema in the words of Spark: `` `attended_hours` decimal(12,2), … ``.

        Raises:
            InvalidInput: as `schema`.
            NoSparkType: a column is of a nested or rare type.
        """
        return ", ".join(f"`{field.name.replace('`', '``')}` {_spark(field)}" for field in self.schema(given))


def _typed(table: Any) -> Any:
    """In pandas, the faults are strings of Arrow: an empty partition has the type of a full one."""
    import pyarrow as pa  # noqa: PLC0415 - needed only where batches are

    frame = nw.from_native(table, pass_through=True)
    if not isinstance(frame, nw.DataFrame) or not frame.implementation.is_pandas():
        return table
    package: Any = nw.get_native_namespace(frame)
    return table.astype({table.columns[-1]: package.ArrowDtype(pa.string())})  # that of the faults


def _spark(field: "pa.Field") -> str:
    found = str(field.type)
    if found.startswith("decimal128("):
        return found.replace("decimal128", "decimal").replace(" ", "")
    if found.startswith("timestamp["):
        return "timestamp" if field.type.tz else "timestamp_ntz"
    if found not in _SPARK:
        raise NoSparkType(field.name, found)
    return _SPARK[found]
