"""The group of each row of a table: the value of a column, or the band its figure stands in; and weights of rows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any, Final

import attrs
import numpy as np

from afas.columns import Cents, Fixed, Mask
from afas.errors import Fault, FaultKind, Faults, InvalidInput, did_you_mean
from afas.forms import Field, FormCode
from afas.quantities import Unit, read_number
from afas.simulation._checks import TABLE, Asked, check_floats
from afas.simulation._faults import FaultTable, Found
from afas.simulation._raking import DIGITS
from afas.simulation._reading import is_empty, read_field
from afas.simulation._summaries import NO_GROUP
from afas.simulation._sums import Weights
from afas.simulation._tables import NO_COLUMN, Table
from afas.text import Text, figure

__all__ = [
    "Grouping",
    "coded",
    "grouped",
    "read_column",
    "read_edges",
    "read_replicates",
    "read_weights",
    "repeated",
    "steps",
]

_LEAST: Final = Decimal(-(10**15))
_SUBJECT: Final = Text(fr="Regroupement", en="Grouping")
_FITS: Final = 2**63 - 1

NOT_ASCENDING = FaultKind(
    "not-ascending",
    Text(fr="les bornes ne vont pas en croissant : {found}", en="the edges do not rise: {found}"),
)
NOT_A_LIST = FaultKind(
    "not-a-list-of-edges",
    Text(
        fr="{found} n’est pas une liste de bornes, comme [1000, 5000]",
        en="{found} is not a list of edges, such as [1000, 5000]",
    ),
)
EMPTY_CELL = FaultKind(
    "empty-cell",
    Text(
        fr="la colonne « {column} » est vide sur cette ligne : il y faut un nombre",
        en="the column “{column}” is empty on this row: it needs a number",
    ),
)
TOO_WIDE = FaultKind(
    "too-many-digits",
    Text(
        fr="les nombres de la colonne « {found} » ne tiennent pas ensemble sur 64 bits : arrondissez-les",
        en="the numbers of the column “{found}” do not fit together into 64 bits: round them",
    ),
)
REPEATED = FaultKind(
    "repeated-row",
    Text(
        fr="mêmes valeurs ({found}) que la ligne {row} dans {columns} : gardez une seule ligne",
        en="same values ({found}) as row {row} in {columns}: keep one row",
    ),
)


@attrs.frozen(eq=False)
class Grouping:
    """The group of each row.

    Attributes:
        codes: the rank of its group, row by row.
        keys: the value of each group in every column.
    """

    codes: Any
    keys: Sequence[tuple[str | Text, ...]]


def grouped(
    native: Table,
    keys: Mapping[str, Sequence[Any] | None],
    amounts: Mapping[str, Cents],
    asked: Asked,
    counted: Mask,
) -> Grouping:
    """The group of each row, and the groups in order, each with its value in every column.

    Args:
        native: the table.
        keys: by column, or name of an amount: the edges of its bands; None: each value alone.
        amounts: in cents, by name.
        asked: how figures are written, and what floats stand for.
        counted: the rows that have to be read; the others are in any group.

    Raises:
        InvalidInput: as `read_edges`, `steps` and `coded`.
    """
    codes, names = np.zeros(native.size, np.int64), list[tuple[str | Text, ...]]([()])
    for column, edges in keys.items():
        if edges is None:
            more, values = coded(native, column)
        else:
            more, values = _banded(native, column, edges, amounts, asked, counted)
        used, codes = np.unique(codes * len(values) + more, return_inverse=True)
        names = [(*names[code // len(values)], values[code % len(values)]) for code in used.tolist()]
    return Grouping(codes.reshape(-1), names)


def read_column(native: Table, field: Field, asked: Asked) -> tuple[Fixed, Mask, list[Found]]:
    """A column of figures as the table writes them, its empty rows, and the rows that cannot be read.

    Args:
        native: the table.
        field: named as the column; its bounds hold, and its default where a row is empty.
        asked: how figures are written, and what floats stand for.

    Raises:
        InvalidInput: no column has this name, it is of floats and nobody said of how many decimals, or its figures do
            not fit into 64 bits.
    """
    column = field.name
    check_column(native, column)
    if native.is_float(column):
        check_floats([column], asked.places)
    raw = native.figures(column)
    figures, found = read_field(field, raw, asked.places.get(column), asked.locale)
    if figures.units.dtype == object:
        raise InvalidInput(TABLE, (TOO_WIDE.at(f"columns.{column}", found=column),))
    if raw.values.dtype.kind == "O":
        return figures, np.array([is_empty(value) for value in raw.values.tolist()], np.bool_), found
    empty = np.zeros(native.size, np.bool_) if raw.empty is None else np.asarray(raw.empty, np.bool_)
    return figures, empty | np.isnan(raw.values) if raw.values.dtype.kind == "f" else empty, found


def steps(native: Table, column: str, amounts: Mapping[str, Cents], asked: Asked, counted: Mask) -> Fixed:
    """A column of exact figures, or an amount, to be put in order: a figure on every row that is counted.

    Raises:
        InvalidInput: as `read_column`, or a row that is counted has no figure; the first of these rows are there.
    """
    figures, empty = _figures(native, column, amounts, asked, counted)
    bad = np.flatnonzero(empty & counted)
    if len(bad):
        FaultTable((Found.alike(bad, column, EMPTY_CELL.at("", column=column)),)).refuse(_SUBJECT)
    return figures


def read_weights(native: Table, column: str, asked: Asked) -> tuple[Weights, list[Found]]:
    """A column of weights: exact numbers that are not below zero, one per row; and the rows that have no weight.

    Raises:
        InvalidInput: as `read_column`.
    """
    field = Field(column, Unit.RATE, Text(fr=f"poids {column}", en=f"weight {column}"), FormCode.FINANCIAL)
    figures, _, found = read_column(native, field, asked)
    return Weights(figures), found


def read_replicates(native: Table, columns: Sequence[str], asked: Asked, counted: Mask) -> list[Weights]:
    """Columns of replicate weights, of the rows that are counted.

    Raises:
        InvalidInput: as `read_column`, or a row that is counted has no weight; the first of these rows are there.
    """
    replicates, found = list[Weights](), list[Found]()
    for column in columns:
        weights, bad = read_weights(native, column, asked)
        replicates.append(weights.take(counted))
        found += [fault.of(counted) for fault in bad]
    FaultTable(tuple(fault for fault in found if len(fault.rows))).refuse(_SUBJECT)
    return replicates


def coded(native: Table, column: str) -> tuple[Any, list[str | Text]]:
    """The rank of each row's value, and the values in order; blank cells are of one group.

    Raises:
        InvalidInput: no column has this name.
    """
    check_column(native, column)
    raw, every = native.codes(column)
    there = np.flatnonzero(np.bincount(raw, minlength=len(every)))  # a dictionary may hold words that no row has
    names = {rank: NO_GROUP if is_empty(every[rank]) else str(every[rank]) for rank in there.tolist()}
    values = sorted(set(names.values()), key=figure)
    places = {name: place for place, name in enumerate(values)}
    place = np.zeros(len(every), np.int64)
    place[there] = [places[name] for name in names.values()]
    return place[raw] if len(raw) else np.empty(0, np.int64), values


def repeated(native: Table, columns: Sequence[str]) -> list[Found]:
    """The rows that have the same values in these columns as a row before.

    Raises:
        InvalidInput: no column has this name.
    """
    for column in columns:
        check_column(native, column)
    values = [native.values(column) for column in columns]
    firsts: dict[tuple[Any, ...], int] = {}
    first = np.fromiter(
        (firsts.setdefault(key, row) for row, key in enumerate(zip(*values, strict=True))), np.int64, native.size
    )
    rows = np.flatnonzero(first != np.arange(native.size))
    if not len(rows):
        return []

    def fault(rank: int, path: str) -> Fault:
        row = int(rows[rank])
        shown = " · ".join(str(column[row])[:40] for column in values)
        return REPEATED.at(path, found=shown, columns=tuple(columns), row=int(first[row]))

    return [Found(rows, " ".join(columns), REPEATED.code, fault)]


def read_edges(edges: Any, asked: Asked, path: str = "edges") -> list[Decimal]:
    """Where a band ends and the next one begins.

    Raises:
        InvalidInput: they are not a list of numbers, or do not rise.
    """
    if isinstance(edges, (str, bytes)) or not hasattr(edges, "__iter__"):
        raise InvalidInput(_SUBJECT, (NOT_A_LIST.at(path, found=repr(edges)[:40]),))
    faults = Faults(_SUBJECT)
    read = [
        read_number(edge, f"{path}[{rank}]", Unit.EUR, None, locale=asked.locale) for rank, edge in enumerate(edges)
    ]
    faults.add(*(fault for fault in read if isinstance(fault, Fault)))
    known = [edge for edge in read if isinstance(edge, Decimal)]
    if any(low >= high for low, high in pairwise(known)):
        faults.add(NOT_ASCENDING.at(path, found=tuple(str(edge) for edge in known)))
    faults.raise_if_any()
    return known


def _banded(
    native: Table, column: str, edges: Sequence[Any], amounts: Mapping[str, Cents], asked: Asked, counted: Mask
) -> tuple[Any, list[str | Text]]:
    """The rank of each row's band, and the bands in order; empty rows have a band of their own."""
    known = read_edges(edges, asked)
    figures, empty = _figures(native, column, amounts, asked, counted)
    # a figure is at or above an edge exactly when it is at or above the least whole number of units that is
    least = (ceil(Fraction(edge) * 10**figures.decimals) for edge in known)
    limits = np.array([max(-_FITS, min(units, _FITS)) for units in least], np.int64)
    ends = [f"{edge.normalize(DIGITS):f}" for edge in known]
    names = [f"< {ends[0]}"] if ends else ["–"]
    names += [f"{low} – {high}" for low, high in pairwise(ends)]
    names += [f"≥ {ends[-1]}"] if ends else []
    codes = np.searchsorted(limits, figures.units, side="right")
    return np.where(empty, len(names), codes), [*names, NO_GROUP]


def _figures(
    native: Table, column: str, amounts: Mapping[str, Cents], asked: Asked, counted: Mask
) -> tuple[Fixed, Mask]:
    """A column as exact figures, and its empty rows; a row that is counted can be read."""
    if column in amounts and column not in native.names:
        return Fixed(amounts[column], 2), np.zeros(native.size, np.bool_)
    field = Field(column, Unit.EUR, _SUBJECT, FormCode.FINANCIAL, low=_LEAST, default=Decimal(0))
    figures, empty, found = read_column(native, field, asked)
    kept = [fault.of(counted) for fault in found]
    FaultTable(tuple(fault for fault in kept if len(fault.rows))).refuse(_SUBJECT)
    return figures, empty


def check_column(native: Table, column: str) -> None:
    """Refuse a column that the table does not have.

    Raises:
        InvalidInput: the table has no column of this name.
    """
    if column not in native.names:
        hint = did_you_mean(column, native.names)
        fault = NO_COLUMN.at("column", found=column, hint=hint, known=tuple(native.names))
        raise InvalidInput(_SUBJECT, (fault,))
