"""Law 1 through every door of a table: random rows, and rows whose exact value lies on half a cent.

`python -m assurance.doors` compares 10^6 random rows and 10^5 ties of each PS, handed over as a frame of pandas and of
polars, a table of Arrow, a relation of DuckDB, arrays of numpy and exact columns, with fractions: every cent.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import attrs
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

import afas
from afas import simulation
from afas.arithmetic import Exact, fractions
from afas.columns import Fixed
from afas.packs import illustrative_pack
from afas.ps import PS, Formula
from afas.quantities import Unit

PLACES = 6
"""Decimals of the figures that are moved to a tie."""
_MOST = 2 * 10**15  # units: floats of numpy hold them
_PACK = illustrative_pack()
_FIGURES = {
    "EAJE": {"ceiling_low": "9.70", "ceiling_high": "8.10", "ceiling_low_basic": "8.90", "ceiling_high_basic": "7.40"}
}
"""Illustrative too, where those of the pack would not go with the ones built in."""


def _silent(_: str, number: Any) -> Any:
    return number


@attrs.frozen(eq=False)
class Exactly:
    """The right of a PS in a year on exact fractions, one row at a time, and whether a row is a tie.

    Attributes:
        service, year, formula: of the right itself, without parts.
        figures: one for each parameter.
        names: of the fields that a table needs: those that the formula reads, and those without a default.
    """

    service: PS
    year: int
    formula: Formula
    figures: Mapping[str, Decimal]
    names: tuple[str, ...]

    @classmethod
    def of(cls, code: str) -> "Exactly":
        """Under the latest formula, with the figures built in or else illustrative ones."""
        service = afas.ps.get(code)
        formula = service.formulas[-1]
        year = next(one for one in range(2026, 1999, -1) if service.formula(date(one, 1, 1)) is formula)
        known = _PACK.of(code)
        figures = {}
        for name in formula.uses:
            held = service.by_name[name].at(date(year, 1, 1), "carry_forward")
            figures[name] = (held or known[name][0]).value
        figures |= {name: Decimal(value) for name, value in _FIGURES.get(code, {}).items()}
        read = set[str]()

        class Reads:
            def __getattr__(self, name: str) -> Fraction:
                read.add(name)
                return Fraction(1)

        formula.right(Reads(), fractions(figures), _silent)
        declaring = {part.declared_by for part in service.parts}
        names = [one.name for one in service.fields if one.name in read or one.default is None]
        return cls(service, year, formula, figures, tuple(name for name in names if name not in declaring))

    def right(self, rows: Mapping[str, Fixed]) -> Iterator[tuple[int, Fraction] | None]:
        """The cents of each row, and hundred times what was rounded to them; None: something over zero."""
        exact, last = fractions(self.figures), [Fraction(0)]
        rounded = Exact.rounded

        def seen(number: Fraction, per_euro: int) -> Fraction:
            last[0] = Fraction(number) * per_euro
            made: Fraction = rounded(number, per_euro)
            return made

        columns = [(name, rows[name].units.tolist(), 10 ** rows[name].decimals) for name in self.names]
        with patch.object(Exact, "rounded", staticmethod(seen)):
            for rank in range(len(columns[0][1])):
                row: Any = SimpleNamespace(**{name: Fraction(units[rank], by) for name, units, by in columns})
                try:
                    yield int(self.formula.right(row, exact, _silent) * 100), last[0]
                except ZeroDivisionError:
                    yield None

    def drawn(self, rng: np.random.Generator, size: int) -> dict[str, Fixed]:
        """Random rows of plain figures."""
        made = {}
        for name in self.names:
            field = self.service.field(name)
            if field.unit is Unit.FLAG:
                made[name] = Fixed(rng.integers(0, 2, size))
            elif field.unit is Unit.RATIO:
                made[name] = Fixed(rng.choice([10_000, 5_000, 9_731, 2_500, 8_000, 0], size), 4)
            elif field.unit.whole:
                made[name] = Fixed(rng.integers(1, 300, size))
            else:
                most = 10**6 if "fte" in name or field.unit is Unit.FTE else 3 * 10**11
                made[name] = Fixed(rng.integers(1, most, size) * 10 ** (PLACES - 2) % most, PLACES)
        return made

    def ties(self, rng: np.random.Generator, size: int) -> tuple[dict[str, Fixed], list[int]]:
        """So many rows on half a cent, or as many as are found, and their cents."""
        kept: dict[str, list[int]] = {name: [] for name in self.names}
        cents: list[int] = []
        places: dict[str, int] = {}
        for _ in range(400 + size // 4):
            if len(cents) >= size:
                break
            row = self.drawn(rng, 1)
            places = {name: one.decimals for name, one in row.items()}
            for name in self.names:
                if places[name] == PLACES:
                    family = self._family(row, name, min(500, size - len(cents)))
                    for rank, made in enumerate(self.right(family)):
                        if made is not None and made[1] % 1 == Fraction(1, 2):
                            cents.append(made[0])
                            for each, one in family.items():
                                kept[each].append(int(one.units[rank]))
        return {name: Fixed(np.array(kept[name], np.int64), places[name]) for name in self.names}, cents

    def _family(self, row: Mapping[str, Fixed], name: str, size: int) -> dict[str, Fixed]:
        """Rows that may be ties: the same, with one figure moved by steps of whole cents of the right."""
        empty = {each: one.take(slice(0, 0)) for each, one in row.items()}
        start = int(row[name].units[0])
        near = {each: Fixed(np.repeat(one.units, 2), one.decimals) for each, one in row.items()}
        near[name] = Fixed(np.array([start, start + 10_000]), PLACES)  # a cent, an hour: on the same slope
        here, there = self.right(near)
        if here is None or there is None or here[1] == there[1]:
            return empty
        slope = (there[1] - here[1]) / 10_000  # cents of the right for each unit of the figure
        half = (here[1] // 1) + Fraction(1, 2) - here[1]
        moves = (half / slope + rank / slope for rank in range(abs(slope.numerator) % 10_007 + 1))
        first = next((int(move) for move in moves if move.denominator == 1), None)
        if first is None:
            return empty
        step = int((1 / slope).numerator)  # the fewest units that make whole cents
        units = start + first + step * np.arange(size, dtype=np.int64)
        units = units[(units > 0) & (units < _MOST)]
        family = {each: Fixed(np.repeat(one.units, len(units)), one.decimals) for each, one in row.items()}
        family[name] = Fixed(units, PLACES)
        return family

    def estimated(self, door: "Callable[[Mapping[str, Fixed]], Any]", rows: Mapping[str, Fixed]) -> list[int | None]:
        """The cents of a table that came in through a door; None on a row at fault."""
        made = simulation.estimate_table(
            self.service, door(rows), self.year, self.figures, faults="report", parts=False,
            decimals={name: one.decimals for name, one in rows.items()} if door is DOORS["numpy"] else None,
            replacing=tuple(self.figures),
        )  # fmt: skip
        return _cents(made)


def _cents(made: Any) -> list[int | None]:
    if hasattr(made, "read_all"):
        made = made.read_all()
    column = made["amount"]
    if isinstance(column, Fixed):
        return list(column.units.tolist())
    listed = column.to_pylist() if hasattr(column, "to_pylist") else column.to_list()
    return [int(one.scaleb(2)) if isinstance(one, Decimal) else None for one in listed]


def _arrow(rows: Mapping[str, Fixed]) -> Any:
    made = {}
    for name, one in rows.items():
        words = np.stack([one.units, one.units >> 63], axis=1)
        kind = pa.decimal128(19, one.decimals)
        made[name] = pa.Array.from_buffers(kind, len(one), [None, pa.py_buffer(words)])
    return pa.table(made)


def _pandas(rows: Mapping[str, Fixed]) -> Any:
    return _arrow(rows).to_pandas(types_mapper=pd.ArrowDtype)


def _polars(rows: Mapping[str, Fixed]) -> Any:
    return pl.from_arrow(_arrow(rows))


def _duckdb(rows: Mapping[str, Fixed]) -> Any:
    return duckdb.from_arrow(_arrow(rows))


def _numpy(rows: Mapping[str, Fixed]) -> Any:
    return {name: one.units / 10.0**one.decimals if one.decimals else one.units for name, one in rows.items()}


DOORS: dict[str, Callable[[Mapping[str, Fixed]], Any]] = {
    "arrow": _arrow, "pandas": _pandas, "polars": _polars, "DuckDB": _duckdb, "numpy": _numpy, "exact": dict,
}  # fmt: skip


def differences(code: str, rows: int, ties: int, seed: int) -> tuple[int, int, list[str]]:
    """How many random rows and ties were compared through each door, and where a cent differs."""
    exactly, rng = Exactly.of(code), np.random.default_rng(seed)
    drawn = exactly.drawn(rng, rows)
    wanted = [None if made is None else made[0] for made in exactly.right(drawn)]
    on_ties, cents = exactly.ties(rng, ties)
    told = []
    for name, door in DOORS.items():
        for what, given, known in (("row", drawn, wanted), ("tie", on_ties, cents)):
            found = exactly.estimated(door, given) if known else []
            told += [
                f"{code}, {name}: {what} {rank}: {a} instead of {b}"
                for rank, (a, b) in enumerate(zip(found, known, strict=True))
                if a != b
            ]
    return rows, len(cents), told


def main(rows: int = 1_000_000, ties: int = 100_000, seed: int = 1) -> int:
    """Every PS; 1 where a cent differs, or ties are too few."""
    bad = 0
    for code in afas.ps.codes():
        compared, found, told = differences(code, rows, ties, seed)
        print(f"{code}: {compared:,} rows, {found:,} ties, {len(DOORS)} doors: {len(told)} cents differ", flush=True)
        print("".join(f"   {line}\n" for line in told[:10]), end="")
        bad += bool(told) + (found < ties)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
