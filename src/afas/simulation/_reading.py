"""A column of a table read as exact decimals, with the rows that cannot be read."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.arithmetic import scaled
from afas.columns import Fixed, Mask
from afas.errors import Fault, FaultKind
from afas.forms import MISSING, Field
from afas.quantities import Unit
from afas.simulation._chunks import limits, step
from afas.simulation._faults import Found
from afas.text import Text

__all__ = ["NOT_THAT_DECIMAL", "Figures", "is_empty", "read_field"]

NOT_THAT_DECIMAL: Final = FaultKind(
    "not-that-decimal",
    Text(
        fr="{found} n’est le flottant d’aucun nombre à {places} décimales",
        en="{found} is the float of no number with {places} decimals",
    ),
)
_LIMIT: Final = 2**63 - 1
_NOTHING: Final = frozenset({"NAType", "NaTType"})  # of pandas, which need not be there
_SAFE: Final = 2.0**51


@attrs.frozen(eq=False)
class Figures:
    """A column as it came in: exact units, or Python objects, or floats; with the rows that are empty.

    Attributes:
        values: int64 with `places`, or float64, or objects (strings, `Decimal`, int).
        places: of the units; None: `values` are floats or objects.
        empty: rows without a value; None: there are none.
        flags: are they yes and no, which no other figure is?
    """

    values: NDArray[Any]
    places: int | None = None
    empty: Mask | None = None
    flags: bool = False

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: NDArray[np.int64]) -> "Figures":
        """Some of the rows."""
        return Figures(self.values[rows], self.places, None if self.empty is None else self.empty[rows], self.flags)

    def to_objects(self) -> "Figures":
        """The same as Python objects, None where a row is empty."""
        values = (self.values.astype(np.bool_) if self.flags else self.values).astype(object)
        if self.empty is not None:
            values[self.empty] = None
        return Figures(values)


def is_empty(raw: object) -> bool:
    """Does it stand for no value: None, an empty string, a quiet NaN, pandas's NA?"""
    if raw is None:
        return True
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, Decimal):
        return raw.is_qnan()
    if isinstance(raw, (float, np.floating)):
        return bool(raw != raw)  # noqa: PLR0124 - a NaN is empty
    return type(raw).__name__ in _NOTHING or (isinstance(raw, np.datetime64) and bool(np.isnat(raw)))


def read_field(
    field: Field, figures: Figures, places: int | None, locale: str | None = None
) -> tuple[Fixed, list[Found]]:
    """The exact column of a field, zero on the rows at fault, and what is wrong on those.

    Args:
        field: whose unit and bounds it has to keep.
        figures: the column.
        places: how many decimals floats stand for; None: floats are refused.
        locale: the language in which strings are typed; None: a point, and nothing between digits.
    """
    if figures.flags and field.unit is not Unit.FLAG:
        figures = figures.to_objects()  # each row is reported as a single case is
    reader = _Reader(field, figures, locale)
    if figures.values.dtype == object:
        return reader.objects(places)
    if figures.values.dtype.kind == "f":
        return reader.floats(places)
    return reader.units(figures.values.astype(np.int64, copy=False), figures.places or 0)


def fixed(read: Sequence[Decimal]) -> Fixed:
    """Exact figures as whole numbers of the smallest place that any of them has."""
    places = max((-int(number.as_tuple().exponent) for number in read), default=0)
    places = max(places, 0)
    units = [int(scaled(number, places)) for number in read]
    fits = all(-_LIMIT <= number <= _LIMIT for number in units)
    return Fixed(np.array(units, np.int64 if fits else object), places)


def _decimal_of(raw: float, places: int) -> Decimal | Fault:
    """The decimal of so many places that a float is the nearest to."""
    if abs(raw) * 10.0**places < _SAFE:
        nearest = scaled(round(raw * 10.0**places), -places)
        if float(nearest) == raw:
            return nearest
    return NOT_THAT_DECIMAL.at("", found=repr(raw), places=places)


class _Reader:
    def __init__(self, field: Field, figures: Figures, locale: str | None) -> None:
        self.locale = locale
        self.field, self.figures, self.found = field, figures, list[Found]()
        self.wrong = np.zeros(len(figures), np.bool_)
        self.default = field.default

    def units(self, units: Any, places: int) -> tuple[Fixed, list[Found]]:
        """Whole numbers of the last place, checked against the field."""
        if self.figures.empty is not None and self.figures.empty.any():
            units = self.emptied(units, places, self.figures.empty)
        return self.bounded(units, places)

    def emptied(self, units: Any, places: int, empty: Mask) -> Any:
        """Empty rows take the default, or are at fault."""
        if self.default is None:
            missing = MISSING.at("", label=self.field.text, unit=self.field.unit)
            self.keep(MISSING.code, empty, lambda _, path: attrs.evolve(missing, path=path))
        return np.where(empty, int(scaled(self.default or Decimal(0), places)), units)

    def floats(self, places: int | None) -> tuple[Fixed, list[Found]]:
        """The decimals that floats are the nearest to, if the caller says with how many places."""
        values = self.figures.values.astype(np.float64, copy=False)
        empty = np.isnan(values)
        if self.figures.empty is not None:
            empty |= self.figures.empty
        if places is None:
            message = f"{self.field.name}: floats, and nobody said of how many decimals"
            raise TypeError(message)
        present = np.where(empty, 0.0, values)
        scaled = np.rint(present * 10.0**places)
        far = ~(np.abs(scaled) < _SAFE)
        scaled = np.where(far, 0.0, scaled)
        off = far | (scaled / 10.0**places != present)
        self.keep(
            NOT_THAT_DECIMAL.code,
            off,
            lambda row, path: NOT_THAT_DECIMAL.at(path, found=repr(float(values[row])), places=places),
        )
        units = np.where(off, 0, scaled).astype(np.int64)
        if empty.any():
            units = self.emptied(units, places, empty)
        return self.bounded(units, places)

    def objects(self, places: int | None) -> tuple[Fixed, list[Found]]:
        """Strings and decimals, each read as the scalar path reads it; the same string is read once."""
        ranks: dict[str, int] = {}
        each, codes = list[object](), np.empty(len(self.figures), np.int64)
        for row, raw in enumerate(self.figures.values):
            rank = ranks.setdefault(raw, len(each)) if type(raw) is str else len(each)
            codes[row] = rank
            if rank == len(each):
                each.append(raw)
        read = [self.scalar(raw, places) for raw in each]
        wrong = [rank for rank, value in enumerate(read) if isinstance(value, Fault)]
        if wrong:
            self.repeated(read, codes, wrong)
        figures = fixed([Decimal(0) if isinstance(value, Fault) else value for value in read])
        return figures.take(codes), self.found

    def scalar(self, raw: object, places: int | None) -> Decimal | Fault:
        """One figure; a float as the decimal it stands for, if the caller says with how many places."""
        if not is_empty(raw):
            if places is not None and isinstance(raw, (float, np.floating)):
                raw = _decimal_of(float(raw), places)
            return raw if isinstance(raw, Fault) else self.field.read(raw, "", locale=self.locale)
        return MISSING.at("", label=self.field.text, unit=self.field.unit) if self.default is None else self.default

    def repeated(self, read: Sequence[Decimal | Fault], codes: NDArray[np.int64], wrong: Sequence[int]) -> None:
        """Keep the faults of the figures that are wrong, on each row that has one of them."""
        at_fault = np.zeros(len(read), np.bool_)
        at_fault[wrong] = True
        by_code: dict[str, list[tuple[int, Fault]]] = {}
        for row in np.flatnonzero(at_fault[codes]).tolist():
            fault = read[codes[row]]
            assert isinstance(fault, Fault)  # noqa: S101 - only faulty figures are in `wrong`
            by_code.setdefault(fault.code, []).append((row, fault))
        for code, faults in by_code.items():
            self.listed(code, faults)

    def listed(self, code: str, faults: Sequence[tuple[int, Fault]]) -> None:
        """Keep faults found row by row."""
        rows = np.array([row for row, _ in faults], np.int64)
        listed = [fault for _, fault in faults]
        self.found.append(Found(rows, self.field.name, code, lambda rank, path: attrs.evolve(listed[rank], path=path)))

    def keep(self, code: str, rows: Mask, at: Callable[[int, str], Fault]) -> None:
        """Keep a fault of these rows, once per row."""
        rows = rows & ~self.wrong
        if rows.any():
            self.wrong |= rows
            ranks = np.flatnonzero(rows)
            self.found.append(Found(ranks, self.field.name, code, lambda rank, path: at(int(ranks[rank]), path)))

    def bounded(self, units: Any, places: int) -> tuple[Fixed, list[Found]]:
        """Outside the bounds of the unit and of the field, a row is at fault: the scalar path says what is wrong."""
        if len(units) == 0:
            return Fixed(units, places), self.found
        least, most = int(units.min()), int(units.max())
        low, high = limits(self.field, places)
        odd = np.zeros(len(units), np.bool_)
        if least < low:
            odd |= units < low
        if most > high:
            odd |= units > high
        if (whole := step(self.field, places)) > 1:
            odd |= units % whole != 0
        odd &= ~self.wrong
        if odd.any():
            self.said(units, places, odd)
        if self.wrong.any():
            units = np.where(self.wrong, 0, units)
        return Fixed(units, places), self.found

    def said(self, units: Any, places: int, odd: Mask) -> None:
        """Keep the faults that the scalar path finds on these rows."""
        by_code: dict[str, list[tuple[int, Fault]]] = {}
        for row in np.flatnonzero(odd):
            value = self.field.read(scaled(int(units[row]), -places), "")
            if isinstance(value, Fault):
                self.wrong[row] = True
                by_code.setdefault(value.code, []).append((int(row), value))
        for code, faults in by_code.items():
            self.listed(code, faults)
