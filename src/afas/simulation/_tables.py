"""Tables of each kind: their columns read as figures, some of their rows, and columns added to them."""

from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any, ClassVar, Final, NamedTuple

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from afas.columns import Cents, Fixed, Mask
from afas.errors import FaultKind, InvalidInput
from afas.simulation._arrow import chunk_of_numpy, chunks_of_arrow, decimals, figures_of_arrow, table_of, words_column
from afas.simulation._blocks import Chunk
from afas.simulation._reading import Figures, is_empty
from afas.text import Text

__all__ = ["NOT_A_YEAR", "NO_COLUMN", "YEARS", "Amounts", "Table", "check_names", "is_stream", "opened", "reader_of"]

TABLE: Final = Text(fr="table", en="table")
NOT_A_TABLE: Final = FaultKind(
    "not-a-table",
    Text(
        fr="{found} n’est pas une table : donnez un DataFrame (pandas, polars), une table ou un lecteur Arrow, une "
        "relation DuckDB, ou un dictionnaire de colonnes ; pour Spark et Dask, voyez simulation.batches",
        en="{found} is not a table: give a data frame (pandas, polars), a table or reader of Arrow, a relation of "
        "DuckDB, or a mapping of columns; for Spark and Dask, see simulation.batches",
    ),
)
NO_COLUMN: Final = FaultKind(
    "no-column",
    Text(
        fr="la table n’a pas de colonne « {found} »{hint} ; elle a : {known}",
        en="the table has no column “{found}”{hint}; it has: {known}",
    ),
)
NOT_A_YEAR: Final = FaultKind(
    "not-a-year", Text(fr="« {found} » n’est pas une année, comme 2023", en="“{found}” is not a year, such as 2023")
)
YEARS: Final = range(1900, 2200)
NOT_A_COLUMN: Final = FaultKind(
    "not-a-column",
    Text(
        fr="{found} n’est pas une colonne : donnez une valeur par ligne, comme [{found}] * {size}",
        en="{found} is not a column: give one value a row, such as [{found}] * {size}",
    ),
)
LENGTHS: Final = FaultKind(
    "columns-of-different-lengths",
    Text(
        fr="cette colonne a {found} lignes, une autre {size} : donnez-en autant à chacune",
        en="this column has {found} rows, another one {size}: give each as many",
    ),
)
DUPLICATE: Final = FaultKind(
    "duplicate-column",
    Text(
        fr="plusieurs colonnes s’appellent « {found} » : renommez-les",
        en="several columns are called “{found}”: rename them",
    ),
)
TAKEN: Final = FaultKind(
    "column-taken",
    Text(
        fr="la table a déjà une colonne « {found} » : renommez-la, ou demandez overwrite=True pour la remplacer",
        en="the table already has a column “{found}”: rename it, or ask for overwrite=True to replace it",
    ),
)


def opened(native: Any) -> "Table":
    """A table of any kind, to read from and to add to; readers and relations are read whole.

    Raises:
        InvalidInput: it is not a table, two columns have one name, or a column of a mapping is none.
    """
    if isinstance(native, Mapping):
        return _Columns(native)
    if _is_record_batch(native):
        return _Batch(native)
    frame = _frame_of(native)
    if isinstance(frame, nw.DataFrame):
        return _Frame(frame)
    if isinstance(frame, nw.LazyFrame) and frame.implementation.is_polars():
        return _Lazy(frame)
    return _Frame(nw.from_native(reader_of(native).read_all(), eager_only=True))


def is_stream(native: Any) -> bool:
    """Is it read piece by piece (a reader of Arrow, a relation of DuckDB), and not held in memory?"""
    if isinstance(native, Mapping) or _is_record_batch(native) or not hasattr(native, "__arrow_c_stream__"):
        return False
    return not isinstance(_frame_of(native), nw.DataFrame) and not hasattr(native, "combine_chunks")


def _frame_of(native: Any) -> Any:
    """As narwhals knows it; the thing itself where it does not."""
    try:
        return nw.from_native(native, pass_through=True)
    except nw.exceptions.DuplicateError:
        raise _duplicates(native) from None


def reader_of(native: Any) -> Any:
    """A reader of record batches, of whatever speaks Arrow's interface of streams.

    Raises:
        InvalidInput: it does not.
    """
    if hasattr(native, "__arrow_c_stream__"):
        import pyarrow as pa  # noqa: PLC0415 - loaded only where something speaks Arrow

        try:
            return pa.RecordBatchReader.from_stream(native)
        except (pa.ArrowException, TypeError, ValueError):
            pass  # a column, say
    raise InvalidInput(TABLE, (NOT_A_TABLE.at("", found=type(native).__name__),))


def check_names(table: "Table", names: Iterable[str], overwrite: bool) -> None:
    """Refuse to put a column where there is one, unless the caller asked for it.

    Raises:
        InvalidInput: a name is taken.
    """
    taken = [] if overwrite else [name for name in names if name in table.names]
    if taken:
        raise InvalidInput(TABLE, tuple(TAKEN.at(f"columns.{name}", found=name) for name in taken))


def _is_record_batch(native: Any) -> bool:
    return type(native).__name__ == "RecordBatch" and type(native).__module__.startswith("pyarrow")


def _duplicates(native: Any) -> InvalidInput:
    names = getattr(native, "column_names", None) or [str(name) for name in getattr(native, "columns", ())]
    return _duplicate(names) or InvalidInput(TABLE, (DUPLICATE.at("columns", found="?"),))


def _duplicate(names: Sequence[str]) -> InvalidInput | None:
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    faults = tuple(DUPLICATE.at(f"columns.{name}", found=name) for name in twice)
    return InvalidInput(TABLE, faults) if faults else None


class Amounts(NamedTuple):
    """A column to add: cents (for Arrow perhaps its words), the rows that have none (None: each has some), decimals."""

    cents: Cents
    empty: Mask | None = None
    places: int = 2


class Table:
    """What is asked of a table.

    Attributes:
        names: of its columns.
        size: its rows.
    """

    names: list[str]
    size: int
    arrow_out: ClassVar[bool]  # are amounts added as Arrow's decimals?

    def is_float(self, name: str) -> bool:
        """Is a column of floats?"""
        raise NotImplementedError

    def chunks(self, name: str, places: int | None) -> list[Chunk] | None:
        """A column where it lies in memory; None where it has to be read otherwise.

        Args:
            name: of the column.
            places: the decimals that floats stand for.
        """
        raise NotImplementedError

    def figures(self, name: str) -> Figures:
        """A column as figures."""
        raise NotImplementedError

    def values(self, name: str) -> list[Any]:
        """A column as Python objects: codes, years; None where there is nothing."""
        raise NotImplementedError

    def rows(self, rows: NDArray[np.int64] | slice, names: Sequence[str]) -> "Table":
        """Some rows of some columns."""
        raise NotImplementedError

    def made(self, columns: Mapping[str, Sequence[Any]], like: Mapping[str, Any] | None = None) -> Any:
        """A new table of the same kind; `like` has a value of each column, for those that have none."""
        raise NotImplementedError

    def added(self, amounts: Mapping[str, Amounts], words: Mapping[str, Mapping[int, str]]) -> Any:
        """The table with columns of amounts, then of words on some rows; one of the same name is replaced."""
        raise NotImplementedError


class _Columns(Table):
    """A mapping of columns."""

    arrow_out = False

    def __init__(self, native: Mapping[str, Any]) -> None:
        self.native, self.names = native, list(native)
        sizes = {name: _length(column) for name, column in native.items()}
        self.size = next((size for size in sizes.values() if size is not None), 0)
        faults = [
            NOT_A_COLUMN.at(f"columns.{name}", found=repr(native[name])[:40], size=self.size)
            if size is None
            else LENGTHS.at(f"columns.{name}", found=size, size=self.size)
            for name, size in sizes.items()
            if size != self.size
        ]
        if faults:
            raise InvalidInput(TABLE, tuple(faults))

    def is_float(self, name: str) -> bool:
        column = self.native[name]
        return isinstance(column, np.ndarray) and column.dtype.kind == "f"

    def chunks(self, name: str, places: int | None) -> list[Chunk] | None:
        column = self.native[name]
        if isinstance(column, Fixed):
            units = np.ma.getdata(column.units)
            return [Chunk(units, column.decimals, empty=_masked(column.units))] if units.dtype == np.int64 else None
        return chunk_of_numpy(column, places) if isinstance(column, np.ndarray) else None

    def figures(self, name: str) -> Figures:
        column = self.native[name]
        if isinstance(column, Fixed):
            return Figures(np.ma.getdata(column.units), column.decimals, _masked(column.units))
        if isinstance(column, np.ndarray):
            return _of_numpy(column)
        return _objects(self.values(name))

    def values(self, name: str) -> list[Any]:
        column = self.native[name]
        if isinstance(column, Fixed):
            return column.to_decimals()
        for listing in ("to_pylist", "to_list", "tolist"):
            if hasattr(column, listing):
                return _without_holes(getattr(column, listing)())
        return _without_holes(list(column))

    def rows(self, rows: NDArray[np.int64] | slice, names: Sequence[str]) -> "Table":
        return _Columns({name: _taken(self.native[name], rows) for name in names})

    def made(self, columns: Mapping[str, Sequence[Any]], like: Mapping[str, Any] | None = None) -> Any:
        return dict(columns)  # `like` says nothing of lists

    def added(self, amounts: Mapping[str, Amounts], words: Mapping[str, Mapping[int, str]]) -> Any:
        made: dict[str, Any] = dict(self.native)
        for name, (cents, empty, places) in amounts.items():
            made[name] = Fixed(cents if empty is None else np.ma.MaskedArray(cents, empty), places)
        for name, told in words.items():
            made[name] = np.full(self.size, None, object)
            for row, word in told.items():
                made[name][row] = word
        return made


def _length(column: Any) -> int | None:
    """The rows of a column; None: it is none."""
    if isinstance(column, (str, bytes, Mapping)) or getattr(column, "ndim", 1) != 1:
        return None
    return (
        len(column)
        if (hasattr(column, "__len__") and hasattr(column, "__getitem__")) or isinstance(column, Fixed)
        else None
    )


def _taken(column: Any, rows: Any) -> Any:
    if isinstance(column, Fixed):
        return column.take(rows)
    if isinstance(column, np.ndarray):
        return column[rows]
    return column[rows] if isinstance(rows, slice) else [column[int(row)] for row in rows]


def _without_holes(values: list[Any]) -> list[Any]:
    return [None if value is None or (not isinstance(value, str) and is_empty(value)) else value for value in values]


def _masked(units: Any) -> Mask | None:
    return np.ma.getmaskarray(units) if isinstance(units, np.ma.MaskedArray) else None


def _objects(values: list[Any], empty: Mask | None = None) -> Figures:
    made = np.empty(len(values), object)
    for row, value in enumerate(values):  # one by one: numpy would make a table of lists
        made[row] = value
    if empty is not None:
        made[empty] = None
    return Figures(made)


def _of_numpy(column: Any, empty: Mask | None = None) -> Figures:
    if isinstance(column, np.ma.MaskedArray):
        empty, column = np.ma.getmaskarray(column), np.ma.getdata(column)
    kind = column.dtype.kind
    if kind in "ib" or (kind == "u" and column.dtype.itemsize < np.dtype(np.int64).itemsize):
        return Figures(column.astype(np.int64, copy=False), 0, empty, flags=kind == "b")
    if kind == "f":
        return Figures(column, None, empty)
    return _objects(column.tolist(), empty)


class _Frame(Table):
    """A data frame, through narwhals."""

    arrow_out = True

    def __init__(self, frame: Any) -> None:
        self.frame, self.names = frame, list(frame.columns)
        if (duplicate := _duplicate(self.names)) is not None:
            raise duplicate
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
            return _of_numpy(filled.to_numpy(), empty)
        if kind.is_float():
            return _of_numpy(np.asarray(series.to_numpy(), np.float64), empty)
        return _objects(series.to_list(), empty)

    def arrow(self, name: str) -> Any:
        """A column as Arrow has it, not copied; None where it is kept otherwise."""
        native, kind = nw.to_native(self.frame), self.frame.implementation
        if kind.is_pyarrow():
            return native.column(name)
        if kind.is_polars():
            return native.select(name).to_arrow().column(0)
        column = native[name]
        return column.array.__arrow_array__() if hasattr(column.dtype, "pyarrow_dtype") else None

    def values(self, name: str) -> list[Any]:
        column = self.arrow(name)
        listed = self.frame.get_column(name).to_list() if column is None else column.to_pylist()
        return _without_holes(list(listed))

    def rows(self, rows: NDArray[np.int64] | slice, names: Sequence[str]) -> "Table":
        return _Frame(self.frame.select(list(names))[rows])

    def made(self, columns: Mapping[str, Sequence[Any]], like: Mapping[str, Any] | None = None) -> Any:
        made, kind = table_of(columns, like), self.frame.implementation
        if kind.is_pyarrow():
            return made
        package = nw.get_native_namespace(self.frame)
        if kind.is_polars():
            return package.from_arrow(made)
        words = [name for name in made.column_names if str(made.schema.field(name).type) == "string"]
        frame = made.drop_columns(words).to_pandas(types_mapper=package.ArrowDtype)
        return frame.assign(**{name: package.Series(made.column(name).to_pylist(), dtype=object) for name in words})[
            list(columns)
        ]

    def added(self, amounts: Mapping[str, Amounts], words: Mapping[str, Mapping[int, str]]) -> Any:
        made = nw.to_native(self.frame)
        package, kind = nw.get_native_namespace(self.frame), self.frame.implementation
        columns: dict[str, Any] = {name: decimals(*column) for name, column in amounts.items()}
        columns |= {name: words_column(told, self.size) for name, told in words.items()}
        if kind.is_polars():
            return made.with_columns([package.Series(name, column) for name, column in columns.items()])
        if kind.is_pyarrow():
            for name, column in columns.items():
                at = made.schema.get_field_index(name)
                made = made.append_column(name, column) if at < 0 else made.set_column(at, name, column)
            return made
        return made.assign(
            **{name: _pandas(package, column, made.index, name in amounts) for name, column in columns.items()}
        )


class _Lazy(_Frame):
    """A lazy frame of polars: collected, and given back lazy."""

    def __init__(self, frame: Any) -> None:
        super().__init__(frame.collect())

    def added(self, amounts: Mapping[str, Amounts], words: Mapping[str, Mapping[int, str]]) -> Any:
        return super().added(amounts, words).lazy()


class _Batch(_Frame):
    """A record batch of Arrow: what engines hand to their workers."""

    def __init__(self, native: Any) -> None:
        import pyarrow as pa  # noqa: PLC0415 - there, since a batch is

        if (duplicate := _duplicate(native.schema.names)) is not None:
            raise duplicate
        super().__init__(nw.from_native(pa.Table.from_batches([native]), eager_only=True))

    def added(self, amounts: Mapping[str, Amounts], words: Mapping[str, Mapping[int, str]]) -> Any:
        import pyarrow as pa  # noqa: PLC0415 - there, since a batch is

        made = super().added(amounts, words).combine_chunks()
        if not made.num_rows:
            return pa.RecordBatch.from_pylist([], schema=made.schema)
        return made.to_batches()[0]


def _pandas(package: ModuleType, column: Any, index: Any, amount: bool) -> Any:
    if not amount:
        return package.Series(column.to_pylist(), index=index, dtype=object)
    return package.Series(column, index=index, dtype=package.ArrowDtype(column.type))
