"""The interface of a table of any kind, and the faults of objects that are not tables."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from afas.columns import Cents, Mask
from afas.errors import FaultKind, InvalidInput
from afas.simulation._chunks import Chunk
from afas.simulation._reading import Figures, is_empty
from afas.simulation._tables._codes import Codes, codes_of
from afas.text import Text

__all__ = [
    "LENGTHS", "NOT_A_COLUMN", "NOT_A_TABLE", "NO_COLUMN", "TABLE", "TAKEN", "Amounts", "Table",
    "duplicate", "duplicates", "figures_of_numpy", "figures_of_objects", "without_holes",
]  # fmt: skip

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
NOT_A_COLUMN: Final = FaultKind(
    "not-a-column",
    Text(
        fr="{found} n’est pas une colonne : donnez une valeur par ligne, comme [{found}] * {size}",
        en="{found} is not a column: give one value per row, such as [{found}] * {size}",
    ),
)
LENGTHS: Final = FaultKind(
    "columns-of-different-lengths",
    Text(
        fr="cette colonne a {found} lignes, une autre {size} : donnez-en autant à chacune",
        en="this column has {found} rows, another {size}: give each as many",
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


def duplicates(native: Any) -> InvalidInput:
    names = getattr(native, "column_names", None) or [str(name) for name in getattr(native, "columns", ())]
    return duplicate(names) or InvalidInput(TABLE, (DUPLICATE.at("columns", found="?"),))


def duplicate(names: Sequence[str]) -> InvalidInput | None:
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    faults = tuple(DUPLICATE.at(f"columns.{name}", found=name) for name in twice)
    return InvalidInput(TABLE, faults) if faults else None


class Amounts(NamedTuple):
    """A column to add: cents (for Arrow perhaps its words), the rows that have none (None: each has some), decimals."""

    cents: Cents
    empty: Mask | None = None
    places: int = 2


class Table:
    """A table of any kind.

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

    def codes(self, name: str) -> Codes:
        """A column as ranks among the values that differ: that of each row, and the value of each rank."""
        return codes_of(self.values(name))

    def rows(self, rows: NDArray[np.int64] | slice, names: Sequence[str]) -> "Table":
        """Some rows of some columns."""
        raise NotImplementedError

    def new(self, columns: Mapping[str, Sequence[Any]], like: Mapping[str, Any] | None = None) -> Any:
        """A new table of the same kind; `like` has a value of each column, for those that have none."""
        raise NotImplementedError

    def added(self, amounts: Mapping[str, Amounts], words: Mapping[str, Mapping[int, str]]) -> Any:
        """The table with columns of amounts, then of words on some rows; a column of the same name is replaced."""
        raise NotImplementedError


def without_holes(values: list[Any]) -> list[Any]:
    return [None if value is None or (not isinstance(value, str) and is_empty(value)) else value for value in values]


def figures_of_objects(values: list[Any], empty: Mask | None = None) -> Figures:
    objects = np.empty(len(values), object)
    for row, value in enumerate(values):  # each alone: numpy would make a table of lists
        objects[row] = value
    if empty is not None:
        objects[empty] = None
    return Figures(objects)


def figures_of_numpy(column: Any, empty: Mask | None = None) -> Figures:
    if isinstance(column, np.ma.MaskedArray):
        empty, column = np.ma.getmaskarray(column), np.ma.getdata(column)
    kind = column.dtype.kind
    if kind in "ib" or (kind == "u" and column.dtype.itemsize < np.dtype(np.int64).itemsize):
        return Figures(column.astype(np.int64, copy=False), 0, empty, flags=kind == "b")
    if kind == "f":
        return Figures(column, None, empty)
    return figures_of_objects(column.tolist(), empty)
