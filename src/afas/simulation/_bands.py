"""The group of each row of a table: the value of a column, or the band its figure stands in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any, Final

import numpy as np

from afas.columns import Cents, Fixed, Mask
from afas.errors import Fault, FaultKind, Faults, InvalidInput, did_you_mean
from afas.forms import Field, FormCode
from afas.quantities import Unit, read_number
from afas.simulation._faults import Found
from afas.simulation._reading import read_field
from afas.simulation._summaries import NO_GROUP
from afas.simulation._sums import Weights
from afas.simulation._tables import NO_COLUMN, Table
from afas.text import Text, figure

__all__ = ["grouped", "read_weights", "repeated", "steps"]

_LEAST: Final = Decimal(-(10**15))
_SUBJECT: Final = Text(fr="Regroupement", en="Grouping")

NOT_ASCENDING = FaultKind(
    "not-ascending",
    Text(fr="les bornes ne vont pas en croissant : {found}", en="the edges do not rise: {found}"),
)
NO_FIGURE = FaultKind(
    "no-figures",
    Text(
        fr="la colonne « {found} » n’est pas faite de nombres exacts : regroupez-la sans bornes",
        en="the column “{found}” is not made of exact numbers: group it without edges",
    ),
)

REPEATED = FaultKind(
    "repeated-row",
    Text(fr="mêmes {found} que la ligne {row} : gardez-en une", en="same {found} as row {row}: keep one of them"),
)
BELOW_ZERO = FaultKind(
    "weight-below-zero",
    Text(fr="la colonne « {found} » a des poids négatifs", en="the column “{found}” has weights below zero"),
)


def grouped(
    native: Table, keys: Mapping[str, Sequence[str | int | Decimal] | None], amounts: Mapping[str, Cents]
) -> tuple[Any, list[tuple[str | Text, ...]]]:
    """The group of each row, and the groups in order, each with its value in every column.

    Args:
        native: the table.
        keys: by column, or name of an amount: the edges of its bands; None: each value alone.
        amounts: in cents, by name.

    Raises:
        InvalidInput: as `banded` and `coded`.
    """
    codes, names = np.zeros(native.size, np.int64), list[tuple[str | Text, ...]]([()])
    for column, edges in keys.items():
        more, values = coded(native, column) if edges is None else banded(native, column, edges, amounts)
        used, codes = np.unique(codes * len(values) + more, return_inverse=True)
        names = [(*names[one // len(values)], values[one % len(values)]) for one in used.tolist()]
    return codes.reshape(-1), names


def steps(native: Table, column: str, amounts: Mapping[str, Cents]) -> Fixed:
    """A column of exact figures, or an amount, to be put in order; no row may be empty.

    Raises:
        InvalidInput: no column has this name, or it is not made of exact numbers.
    """
    figures, empty = _figures(native, column, amounts)
    if empty.any():
        raise InvalidInput(_SUBJECT, (NO_FIGURE.at("column", found=column),))
    return figures


def read_weights(native: Table, column: str) -> Weights:
    """A column of weights: exact numbers that are not below zero, one a row.

    Raises:
        InvalidInput: no column has this name, or a row has no such weight.
    """
    figures = steps(native, column, {})
    if len(figures) and int(figures.units.min()) < 0:
        raise InvalidInput(_SUBJECT, (BELOW_ZERO.at("weights", found=column),))
    return Weights(figures)


def coded(native: Table, column: str) -> tuple[Any, list[str | Text]]:
    """The rank of each row's value, and the values in order.

    Raises:
        InvalidInput: no column has this name.
    """
    _check_column(native, column)
    ranks: dict[Any, int] = {}
    raw = np.fromiter((ranks.setdefault(one, len(ranks)) for one in native.values(column)), np.int64, native.size)
    names = [NO_GROUP if one is None else str(one) for one in ranks]
    order = sorted(range(len(names)), key=lambda rank: figure(names[rank]))
    place = np.empty(len(names), np.int64)
    place[order] = np.arange(len(names))
    return place[raw] if len(raw) else raw, [names[rank] for rank in order]


def repeated(native: Table, columns: Sequence[str]) -> list[Found]:
    """The rows that have the same values in these columns as one before.

    Raises:
        InvalidInput: no column has this name.
    """
    codes, _ = grouped(native, dict.fromkeys(columns), {})
    firsts, inverse = np.unique(codes, return_index=True, return_inverse=True)[1:]
    first = firsts[inverse.reshape(-1)] if len(codes) else codes
    rows = np.flatnonzero(first != np.arange(native.size))
    if not len(rows):
        return []
    field = " ".join(columns)

    def fault(rank: int, path: str) -> Fault:
        return REPEATED.at(path, found=tuple(columns), row=int(first[rows[rank]]))

    return [Found(rows, field, REPEATED.code, fault)]


def banded(
    native: Table, column: str, edges: Sequence[str | int | Decimal], amounts: Mapping[str, Cents]
) -> tuple[Any, list[str | Text]]:
    """The rank of each row's band, and the bands in order; empty rows have one of their own.

    Args:
        native: the table.
        column: one of its columns, or the name of an amount.
        edges: where a band ends and the next one begins.
        amounts: in cents, by name.

    Raises:
        InvalidInput: no column has this name, it is not made of exact numbers, or the edges do not rise.
    """
    faults = Faults(_SUBJECT)
    read = [read_number(one, f"edges[{rank}]", Unit.EUR, None) for rank, one in enumerate(edges)]
    faults.add(*(one for one in read if isinstance(one, Fault)))
    known = [one for one in read if isinstance(one, Decimal)]
    if any(low >= high for low, high in pairwise(known)):
        faults.add(NOT_ASCENDING.at("edges", found=tuple(str(one) for one in known)))
    faults.raise_if_any()
    figures, empty = _figures(native, column, amounts)
    # a figure is at or above an edge exactly when it is at or above the least whole number of units that is
    limits = np.array([ceil(Fraction(one) * 10**figures.decimals) for one in known], np.int64)
    names = [f"< {known[0]:f}"] if known else ["–"]
    names += [f"{low:f} – {high:f}" for low, high in pairwise(known)]
    names += [f"≥ {known[-1]:f}"] if known else []
    codes = np.searchsorted(limits, figures.units, side="right")
    return np.where(empty, len(names), codes), [*names, NO_GROUP]


def _figures(native: Table, column: str, amounts: Mapping[str, Cents]) -> tuple[Fixed, Mask]:
    """A column as exact figures, and its empty rows."""
    nowhere = np.zeros(native.size, np.bool_)
    if column in amounts and column not in native.names:
        return Fixed(amounts[column], 2), nowhere
    _check_column(native, column)
    raw = native.figures(column)
    if raw.values.dtype.kind == "f":
        raise InvalidInput(_SUBJECT, (NO_FIGURE.at("column", found=column),))
    field = Field(column, Unit.EUR, _SUBJECT, FormCode.FINANCIAL, low=_LEAST, default=Decimal(0))
    made, found = read_field(field, raw, None)
    if found:
        raise InvalidInput(_SUBJECT, (NO_FIGURE.at("column", found=column),))
    if raw.values.dtype.kind == "O":
        return made, np.array([one is None for one in raw.values.tolist()], np.bool_)
    return made, nowhere if raw.empty is None else raw.empty


def _check_column(native: Table, column: str) -> None:
    if column not in native.names:
        hint = did_you_mean(column, native.names)
        fault = NO_COLUMN.at("column", found=column, hint=hint, known=tuple(native.names))
        raise InvalidInput(_SUBJECT, (fault,))
