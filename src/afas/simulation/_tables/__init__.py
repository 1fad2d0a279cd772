"""Tables of each kind: their columns read as figures, some of their rows, and columns added to them."""

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw

from afas.errors import InvalidInput
from afas.simulation._tables._frames import Batch, Frame, Lazy
from afas.simulation._tables._mapping import Columns
from afas.simulation._tables._table import (
    NO_COLUMN,
    NOT_A_TABLE,
    TABLE,
    TAKEN,
    Amounts,
    Table,
    duplicates,
)  # fmt: skip

__all__ = [
    "NO_COLUMN",
    "Amounts",
    "Table",
    "check_names",
    "is_lazy",
    "is_stream",
    "opened",
    "reader_of",
]


def opened(native: Any) -> "Table":
    """A table of any kind, to read from and to add to; readers and relations are read whole.

    Raises:
        InvalidInput: it is not a table, two columns have one name, or a value of a mapping is not a column.
    """
    if isinstance(native, Mapping):
        return Columns(native)
    if _is_record_batch(native):
        return Batch(native)
    frame = _frame_of(native)
    if isinstance(frame, nw.DataFrame):
        return Frame(frame)
    if is_lazy(native):
        return Lazy(frame)
    with reader_of(native) as reader:
        return Frame(_frame_of(reader.read_all()))


def is_stream(native: Any) -> bool:
    """Is it read piece by piece (a reader or a dataset of Arrow, a relation of DuckDB), and never whole in memory?"""
    if _is_dataset(native):
        return True
    if isinstance(native, Mapping) or not hasattr(native, "__arrow_c_stream__"):
        return False
    if _is_record_batch(native) or hasattr(native, "combine_chunks"):  # a table of Arrow
        return False
    return not isinstance(_frame_of(native), nw.DataFrame)


def _frame_of(native: Any) -> Any:
    """The object as narwhals wraps it; the object itself where narwhals does not know it."""
    try:
        return nw.from_native(native, pass_through=True)
    except nw.exceptions.DuplicateError:
        raise duplicates(native) from None


def reader_of(native: Any) -> Any:
    """A reader of record batches, of a dataset or of whatever speaks Arrow's interface of streams.

    Raises:
        InvalidInput: it does not.
    """
    if _is_dataset(native):
        return _scanned(native).to_reader()
    if hasattr(native, "__arrow_c_stream__"):
        import pyarrow as pa  # noqa: PLC0415 - loaded only where something speaks Arrow

        try:
            return pa.RecordBatchReader.from_stream(native)
        except (pa.ArrowException, TypeError, ValueError):
            pass  # a column, say
    raise InvalidInput(TABLE, (NOT_A_TABLE.at("", found=type(native).__name__),))


def _is_dataset(native: Any) -> bool:
    """A dataset of Arrow, or a scanner of it?"""
    if not type(native).__module__.startswith("pyarrow"):
        return False
    return hasattr(native, "get_fragments") or hasattr(native, "scan_batches")


def _scanned(native: Any) -> Any:
    """A scanner that reads little ahead: a dataset may be larger than memory."""
    if hasattr(native, "scan_batches"):
        return native
    import pyarrow.dataset as ds  # noqa: PLC0415 - there, since a dataset is

    asked = {}
    if isinstance(getattr(native, "format", None), ds.ParquetFileFormat):
        asked["fragment_scan_options"] = ds.ParquetFragmentScanOptions(pre_buffer=False)
    return native.scanner(batch_size=1 << 17, batch_readahead=1, fragment_readahead=1, **asked)


def is_lazy(native: Any) -> bool:
    """Is it a lazy frame of polars?"""
    return type(native).__name__ == "LazyFrame" and type(native).__module__.startswith("polars")


def check_names(table: "Table", names: Iterable[str], overwrite: bool) -> None:
    """Refuse to put a column where there is a column of this name, unless the caller asked for it.

    Raises:
        InvalidInput: a name is taken.
    """
    taken = [] if overwrite else [name for name in names if name in table.names]
    if taken:
        raise InvalidInput(TABLE, tuple(TAKEN.at(f"columns.{name}", found=name) for name in taken))


def _is_record_batch(native: Any) -> bool:
    return type(native).__name__ == "RecordBatch" and type(native).__module__.startswith("pyarrow")
