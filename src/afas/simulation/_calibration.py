"""Weights made to agree with published totals: raking, in exact decimals.

Raking (*calage sur marges*, iterative proportional fitting: Deming and Stephan, 1940) takes the columns in turn, and
multiplies the weights of each group by what its published total is over its present one, until all agree. Factors are
decimals of 40 digits, the same on every machine; weights are rounded once, at the end, and what they then add up to is
told.
"""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any, Final

import attrs
import numpy as np

from afas.columns import Fixed
from afas.errors import Fault, FaultKind, Faults, InvalidInput
from afas.quantities import Unit, read_number
from afas.simulation._bands import coded, read_weights
from afas.simulation._sums import Weights
from afas.simulation._tables import Amounts, check_names, opened
from afas.text import Text

__all__ = ["Calibration", "Margin", "calibrated"]

_SUBJECT: Final = Text(fr="Calage sur marges", en="Calibration")
_DIGITS: Final = Context(prec=40)
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
    """A published total, and what the weights add up to.

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


@attrs.frozen(eq=False)
class Calibration:
    """A table with its new weights.

    Attributes:
        table: of the kind that came in, with the column of weights.
        margins: each published total, and what was reached.
        rounds: how many times all the columns were taken.
    """

    table: Any
    margins: tuple[Margin, ...]
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
) -> Calibration:
    """The table with weights that add up to published totals, as near as can be to those it had.

    Args:
        table: as for `estimate_table`.
        totals: by column, then by value of the column, what the weights of its rows are to add up to; every value that
            a row has is there.
        weights: the column of the present weights; None: 1 on each row.
        name: of the column of new weights.
        tolerance: how far a total may be from the published one, before weights are rounded.
        places: the decimals of the new weights.
        rounds: how many times all the columns are taken at most.
        overwrite: replace a column of this name; else it is refused.

    Raises:
        InvalidInput: a total is none, a value has no total or no row, or the totals are not reached: each is told.

    >>> made = calibrated({"town": ["A", "A", "B", "B"], "kind": ["x", "y", "x", "y"]},
    ...                   {"town": {"A": 30, "B": 10}, "kind": {"x": 12, "y": 28}}, places=2)
    >>> [str(one) for one in made.table["weight"].to_decimals()]
    ['9.00', '21.00', '3.00', '7.00']
    """
    native = opened(table)
    check_names(native, [name], overwrite)
    start = Weights(Fixed(np.ones(native.size, np.int64))) if weights is None else read_weights(native, weights)
    asked, codes, names = _asked(native, totals)
    cells, cell_of = np.unique(np.stack([codes[column] for column in asked]), axis=1, return_inverse=True)
    cell_of = cell_of.reshape(-1)
    held = _weights_of_cells(start, cell_of, cells.shape[1])
    _check_rows(asked, names, cells, held)
    factors, done = _raked([[*line] for line in cells.tolist()], held, [*asked.values()], _gap(tolerance), rounds)
    made = _rounded(start, factors, cell_of, places)
    margins = _margins(asked, codes, names, made)
    wrong = [one for one in margins if done > rounds and abs(one.reached - one.asked) > _gap(tolerance)]
    if wrong:
        raise InvalidInput(
            _SUBJECT,
            tuple(
                NOT_REACHED.at(f"totals.{one.column}", rounds=rounds, found=one.group, gap=abs(one.reached - one.asked))
                for one in wrong
            ),
        )
    assert made.figures is not None  # noqa: S101 - they were just made
    return Calibration(native.added({name: Amounts(made.figures.units, None, places)}, {}), margins, min(done, rounds))


def _gap(tolerance: str | Decimal) -> Decimal:
    return Decimal(tolerance)


def _asked(native: Any, given: Any) -> tuple[dict[str, list[Decimal]], dict[str, Any], dict[str, list[str]]]:
    """The totals of each column in the order of its values, the rank of each row's value, and the values."""
    faults = Faults(_SUBJECT)
    asked: dict[str, list[Decimal]] = {}
    codes, names = dict[str, Any](), dict[str, list[str]]()
    for column, named in given.items():
        codes[column], found = coded(native, column)
        names[column] = ["" if isinstance(one, Text) else one for one in found]
        read = {str(key): read_number(one, f"totals.{column}.{key}", Unit.EUR) for key, one in named.items()}
        faults.add(*(one for one in read.values() if isinstance(one, Fault)))
        for key in read.keys() - set(names[column]):
            faults.add(NO_ROWS.at(f"totals.{column}.{key}", found=key, total=str(read[key])[:40]))
        asked[column] = []
        for key in names[column]:
            if key not in read:
                faults.add(NO_TOTAL.at(f"totals.{column}", found=key or "–"))
            total = read.get(key)
            asked[column].append(total if isinstance(total, Decimal) else Decimal(0))
    if not given:
        faults.add(NO_TOTAL.at("totals", found="–"))
    faults.raise_if_any()
    return asked, codes, names


def _weights_of_cells(start: Weights, cell_of: Any, cells: int) -> list[Decimal]:
    return [Decimal(one) for one in start.counts_by(cell_of, np.ones(len(cell_of), np.bool_), cells)]


def _check_rows(asked: Any, names: Any, cells: Any, held: list[Decimal]) -> None:
    """Every total above zero has rows that can reach it."""
    faults = Faults(_SUBJECT)
    for line, (column, wanted) in zip(cells, asked.items(), strict=True):
        for rank, total in enumerate(wanted):
            if total and not any(held[cell] for cell in np.flatnonzero(line == rank)):
                faults.add(NO_ROWS.at(f"totals.{column}", found=names[column][rank], total=total))
    faults.raise_if_any()


def _raked(
    lines: list[list[int]], held: list[Decimal], asked: list[list[Decimal]], tolerance: Decimal, rounds: int
) -> tuple[list[Decimal], int]:
    """The factor of each cell, and the rounds it took: one more than those allowed where the totals are not reached."""
    add, multiply, divide = _DIGITS.add, _DIGITS.multiply, _DIGITS.divide
    factors = [Decimal(1)] * len(held)

    def sums(line: list[int], size: int) -> list[Decimal]:
        made = [Decimal(0)] * size
        for cell, rank in enumerate(line):
            made[rank] = add(made[rank], multiply(held[cell], factors[cell]))
        return made

    for done in range(1, rounds + 1):
        for line, wanted in zip(lines, asked, strict=True):
            now = sums(line, len(wanted))
            ratios = [divide(one, other) if other else Decimal(0) for one, other in zip(wanted, now, strict=True)]
            factors = [multiply(factor, ratios[rank]) for factor, rank in zip(factors, line, strict=True)]
        gaps = [
            abs(_DIGITS.subtract(one, other))
            for line, wanted in zip(lines, asked, strict=True)
            for one, other in zip(wanted, sums(line, len(wanted)), strict=True)
        ]
        if max(gaps, default=Decimal(0)) <= tolerance:
            return factors, done
    return factors, rounds + 1


def _rounded(start: Weights, factors: list[Decimal], cell_of: Any, places: int) -> Weights:
    """The weights times the factors of their cells, rounded half up."""
    assert start.figures is not None  # noqa: S101 - each row has one
    pairs, back = np.unique(np.stack([cell_of, start.figures.units]), axis=1, return_inverse=True)
    shift = Decimal(1).scaleb(-start.places)
    made = [
        int(_DIGITS.multiply(_DIGITS.multiply(factors[cell], Decimal(units)), shift).scaleb(places, _DIGITS)
            .to_integral_value("ROUND_HALF_UP"))
        for cell, units in pairs.T.tolist()
    ]  # fmt: skip
    return Weights(Fixed(np.array(made, np.int64)[back.reshape(-1)], places))


def _margins(asked: Any, codes: Any, names: Any, made: Weights) -> tuple[Margin, ...]:
    margins = []
    for column, wanted in asked.items():
        reached = made.counts_by(codes[column], np.ones(len(codes[column]), np.bool_), len(wanted))
        margins += [
            Margin(column, group, total, Decimal(got))
            for group, total, got in zip(names[column], wanted, reached, strict=True)
        ]
    return tuple(margins)
