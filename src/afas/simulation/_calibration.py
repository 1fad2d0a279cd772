"""Weights fitted to published totals: raking, in exact decimals.

Raking (*calage sur marges*, iterative proportional fitting: Deming and Stephan, 1940) takes the columns in turn, and
multiplies the weights of each group by what its published total is over its present one, until all agree. Factors are
decimals of 40 digits, the same on every machine; weights are rounded once, at the end; `Margins` says what they
then add up to.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs
import numpy as np

from afas.columns import Fixed
from afas.documents import Document
from afas.documents import Table as ShownTable
from afas.errors import Fault, FaultKind, Faults, InvalidInput, did_you_mean
from afas.quantities import Unit, read_number
from afas.simulation._bands import coded, read_weights
from afas.simulation._checks import Asked, Decimals, Places
from afas.simulation._distribution import read_count
from afas.simulation._faults import FaultTable, Found
from afas.simulation._raking import DIGITS, exact_sum, raked
from afas.simulation._sums import Weights
from afas.simulation._tabled import Tabled
from afas.simulation._tables import NO_COLUMN, Amounts, Table, check_names, opened
from afas.text import Text, figure

__all__ = ["Calibration", "Margin", "Margins", "calibrated"]

_SUBJECT: Final = Text(fr="Calage sur marges", en="Calibration")
NO_TOTAL: Final = FaultKind(
    "no-total",
    Text(fr="des lignes ont « {found} », sans total publié", en="rows have “{found}”, which has no published total"),
)
NO_ROWS: Final = FaultKind(
    "no-rows-of",
    Text(
        fr="aucune ligne de poids positif n’a « {found} », dont le total publié est {total}",
        en="no row of a weight above zero has “{found}”, whose published total is {total}",
    ),
)
NOT_TOTALS: Final = FaultKind(
    "not-totals",
    Text(
        fr="{found} ne donne pas de totaux : écrivez {{colonne: {{valeur: total}}}}",
        en="{found} gives no totals: write {{column: {{value: total}}}}",
    ),
)
DIFFERENT_SUMS: Final = FaultKind(
    "different-sums",
    Text(
        fr="les totaux de « {first} » font {sum} en tout, ceux de « {found} » {other} : ce sont pourtant les mêmes "
        "lignes ; corrigez l’un ou l’autre",
        en="the totals of “{first}” add up to {sum}, those of “{found}” to {other}, although the rows are the same: "
        "correct one or the other",
    ),
)
TOO_FINE: Final = FaultKind(
    "weights-too-large",
    Text(
        fr="des poids à {places} décimales ne tiennent pas sur 64 bits : donnez moins de décimales (places)",
        en="weights of {places} decimals do not fit into 64 bits: give fewer (places)",
    ),
)
_PLACES: Final = Text(fr="décimales", en="decimals")
_ROUNDS: Final = Text(fr="tours", en="rounds")
NOT_REACHED: Final = FaultKind(
    "not-reached",
    Text(
        fr="après {rounds} tours, « {found} » est à {gap} de son total : les marges se contredisent, ou donnez plus de "
        "tours",
        en="after {rounds} rounds, “{found}” is {gap} from its total: the margins contradict each other, or allow more "
        "rounds",
    ),
)


@attrs.frozen
class Margin:
    """A published total, and what the weights add then add up to.

    Attributes:
        column: where the group stands.
        group: its value.
        asked: the published total.
        reached: the sum of the weights, as they were rounded.
    """

    column: str
    group: str
    asked: Decimal
    reached: Decimal


@attrs.frozen(repr=False)
class Margins(Tabled):
    """Each published total, and what was reached."""

    like = {"asked": Decimal(0), "reached": Decimal(0)}  # noqa: RUF012 - as the base class says

    lines: tuple[Margin, ...]

    def __iter__(self) -> Iterator[Margin]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def columns(self, locale: str = "fr") -> dict[str, list[Any]]:
        """Columns `column, group, asked, reached`."""
        return {field.name: [getattr(line, field.name) for line in self.lines] for field in attrs.fields(Margin)}

    def document(self, locale: str = "fr") -> Document:
        """A table: one row per total."""
        heads = [head(locale) for head in _HEAD]
        rows = [
            [line.column, line.group, figure(line.asked, locale), figure(line.reached, locale)] for line in self.lines
        ]
        return Document("", locale, (ShownTable("", heads, rows, figures={2, 3}),))


_HEAD: Final = (
    Text(fr="Colonne", en="Column"),
    Text(fr="Groupe", en="Group"),
    Text(fr="Total publié", en="Published total"),
    Text(fr="Total atteint", en="Total reached"),
)


@attrs.frozen(eq=False)
class Calibration:
    """A table with its new weights.

    Attributes:
        table: of the kind that came in, with the column of weights.
        margins: each published total, and what was reached.
        rounds: how many times all the columns were taken.
    """

    table: Any
    margins: Margins
    rounds: int


def calibrated(
    table: Any,
    totals: Mapping[str, Mapping[str, str | int | Decimal]],
    *,
    weights: str | None = None,
    name: str = "weight",
    tolerance: str | Decimal = "0.001",
    places: int = 6,
    rounds: int = 1000,
    overwrite: bool = False,
    decimals: Decimals | None = None,
    locale: str | None = None,
) -> Calibration:
    """The table with weights that add up to published totals, as near as can be to those it had.

    Args:
        table: as for `estimate_table`.
        totals: by column, then by value of the column (None: where it is empty), what the weights of its rows are to
            add up to; every value that a row has is there.
        weights: the column of the present weights; None: 1 on each row.
        name: of the column of new weights.
        tolerance: how far a total may be from the published one, before weights are rounded.
        places: the decimals of the new weights.
        rounds: how many times all the columns are taken at most.
        overwrite: replace a column of this name; else it is refused.
        decimals: as for `estimate_table`: of the present weights.
        locale: as there: of the present weights and of the totals.

    Raises:
        InvalidInput: a total is not a number, a value has no total or no row, the totals of two columns do not add up
            to the same sum, or they are not reached; every fault is there.
        FaultyTable: rows have no weight.

    >>> calibration = calibrated({"town": ["A", "A", "B", "B"], "kind": ["x", "y", "x", "y"]},
    ...                   {"town": {"A": 30, "B": 10}, "kind": {"x": 12, "y": 28}}, places=2)
    >>> [str(weight) for weight in calibration.table["weight"].to_decimals()]
    ['9.00', '21.00', '3.00', '7.00']
    """
    native, asked = opened(table), Asked(places=Places.of(decimals), locale=locale)
    check_names(native, [name], overwrite)
    faults = Faults(_SUBJECT)
    digits = read_count(places, "places", _PLACES, 0, faults)
    most = read_count(rounds, "rounds", _ROUNDS, 1, faults)
    gap = read_number(tolerance, "tolerance", Unit.RATE, locale=locale)
    if isinstance(gap, Fault):
        faults.add(gap)
        gap = Decimal(0)
    start, bad = Weights(Fixed(np.ones(native.size, np.int64))), list[Found]()
    if weights is not None:
        start, bad = read_weights(native, weights, asked)
    margins = _asked(native, totals, gap, locale, faults)
    faults.raise_if_any()
    FaultTable(tuple(bad), native=native).raise_if_any(_SUBJECT)
    cells, cell_of = np.unique(np.stack([column.codes for column in margins]), axis=1, return_inverse=True)
    cell_of = cell_of.reshape(-1)
    present = _weights_of_cells(start, cell_of, cells.shape[1])
    _check_rows(margins, cells, present)
    factors, done = raked(
        [[*line] for line in cells.tolist()], present, [column.totals for column in margins], gap, most
    )
    fitted = _rounded(start, factors, cell_of, digits)
    lines = _reached(margins, fitted)
    wrong = [line for line in lines if done > most and abs(line.reached - line.asked) > gap]
    faults.add(
        *(
            NOT_REACHED.at(f"totals.{line.column}", rounds=most, found=line.group, gap=abs(line.reached - line.asked))
            for line in wrong
        )
    )
    faults.raise_if_any()
    assert fitted.figures is not None  # noqa: S101 - they were just fitted
    added = native.added({name: Amounts(fitted.figures.units, None, digits)}, {})
    return Calibration(added, Margins(lines, native=native), min(done, most))


@attrs.frozen(eq=False)
class _Column:
    """The published totals of a column.

    Attributes:
        name: of the column.
        totals: in the order of its values.
        codes: the rank of each row's value.
        values: "" where the column is empty.
    """

    name: str
    totals: list[Decimal]
    codes: Any
    values: list[str]


def _asked(native: Table, given: Any, gap: Decimal, locale: str | None, faults: Faults) -> list[_Column]:
    """The published totals, column by column; `faults` has what is wrong with them."""
    if not isinstance(given, Mapping) or not given:
        faults.add(NOT_TOTALS.at("totals", found=repr(given)[:40]))
        return []
    columns = []
    for column, named in given.items():
        path = f"totals.{column}"
        if column not in native.names:
            hint = did_you_mean(str(column), native.names)
            faults.add(NO_COLUMN.at(path, found=str(column), hint=hint, known=tuple(native.names)))
        elif not isinstance(named, Mapping):
            faults.add(NOT_TOTALS.at(path, found=repr(named)[:40]))
        else:
            columns.append(_column(native, column, named, locale, faults))
    for other in columns[1:]:
        sums = [exact_sum(column.totals) for column in (columns[0], other)]
        if not faults.found and abs(sums[0] - sums[1]) > gap * (len(columns[0].totals) + len(other.totals)):
            fields = {"first": columns[0].name, "sum": sums[0], "found": other.name, "other": sums[1]}
            faults.add(DIFFERENT_SUMS.at(f"totals.{other.name}", **fields))
    return columns


def _column(native: Table, column: str, named: Mapping[Any, Any], locale: str | None, faults: Faults) -> _Column:
    """The totals of one column, each value with rows and each with a total."""
    codes, found = coded(native, column)
    values = ["" if isinstance(value, Text) else value for value in found]
    totals = {}
    for key, total in named.items():
        value = "" if key is None else str(key)
        read = read_number(total, f"totals.{column}.{value}", Unit.RATE, locale=locale)
        totals[value] = Decimal(0) if isinstance(read, Fault) else read
        if isinstance(read, Fault):
            faults.add(read)
        if value not in values and totals[value]:
            faults.add(NO_ROWS.at(f"totals.{column}.{value}", found=value or "–", total=str(total)[:40]))
    for value in values:
        if value not in totals:
            faults.add(NO_TOTAL.at(f"totals.{column}", found=value or "–"))
    return _Column(column, [totals.get(value, Decimal(0)) for value in values], codes, values)


def _weights_of_cells(start: Weights, cell_of: Any, cells: int) -> list[Decimal]:
    return [Decimal(weight) for weight in start.counts_by(cell_of, np.ones(len(cell_of), np.bool_), cells)]


def _check_rows(margins: Sequence[_Column], cells: Any, present: list[Decimal]) -> None:
    """Every total above zero has rows that can reach it."""
    faults = Faults(_SUBJECT)
    for line, column in zip(cells, margins, strict=True):
        for rank, total in enumerate(column.totals):
            if total and not any(present[cell] for cell in np.flatnonzero(line == rank)):
                faults.add(NO_ROWS.at(f"totals.{column.name}", found=column.values[rank] or "–", total=total))
    faults.raise_if_any()


def _rounded(start: Weights, factors: list[Decimal], cell_of: Any, places: int) -> Weights:
    """The weights times the factors of their cells, rounded half up."""
    assert start.figures is not None  # noqa: S101 - each row has a weight
    pairs, back = np.unique(np.stack([cell_of, start.figures.units]), axis=1, return_inverse=True)
    shift = Decimal(1).scaleb(-start.places)
    rounded = [
        int(DIGITS.multiply(DIGITS.multiply(factors[cell], Decimal(units)), shift).scaleb(places, DIGITS)
            .to_integral_value("ROUND_HALF_UP"))
        for cell, units in pairs.T.tolist()
    ]  # fmt: skip
    if max(rounded, default=0) >= 2**63:
        raise InvalidInput(_SUBJECT, (TOO_FINE.at("places", places=places),))
    return Weights(Fixed(np.array(rounded, np.int64)[back.reshape(-1)], places))


def _reached(margins: Sequence[_Column], weights: Weights) -> tuple[Margin, ...]:
    lines = []
    for column in margins:
        sums = weights.counts_by(column.codes, np.ones(len(column.codes), np.bool_), len(column.totals))
        lines += [
            Margin(column.name, value, total, Decimal(got))
            for value, total, got in zip(column.values, column.totals, sums, strict=True)
        ]
    return tuple(lines)
