"""Plausible figures for the fields of any PS, from their units and from what its formula compares them with.

Nothing here knows a PS by name. A field counts hours, posts, places or euros: its unit gives an order of magnitude
(invented), the size of the activity scales it. Euros are spread around the bound that the formula sets them, read in
the formula itself: `least(expenses, hours x ceiling)` gives expenses from well below to well above `hours x ceiling`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from afas.arithmetic import scaled
from afas.controls import Severity
from afas.forms import DeclarationKind, Field
from afas.numbers import Symbols, Traced, Tracer, leaves
from afas.packs import illustrative_pack
from afas.parameters import Pack, scale
from afas.periods import FinancialYear
from afas.ps import PS, Formula, Part
from afas.quantities import Unit
from afas.simulation.synthetic._draws import Draws, Ints

__all__ = ["Declared", "Figures", "known_figures"]

Floats = NDArray[np.float64]
Figures = dict[str, tuple[Ints, int]]
"""By field: whole numbers of the last decimal, and how many decimals."""

# Illustrative: the usual figure of an activity of middling size, in units of its last decimal, and its decimals.
_USUAL: Final[Mapping[Unit, tuple[int, int]]] = {
    Unit.HOUR: (12_000_00, 2),
    Unit.FTE: (1_50, 2),
    Unit.PLACE: (30, 0),
    Unit.CHILD: (40, 0),
    Unit.COUNT: (4, 0),
    Unit.DAY: (2, 0),
    Unit.EUR: (60_000_00, 2),
}
_SIZES: Final = (150, 400, 700, 1000, 1500, 2600, 6000)  # of an activity, in thousandths of the middling size
_WIDE: Final = (600, 850, 950, 1050, 1200, 1500)  # expenses over the bound, in thousandths: both sides of it
_BONUS: Final = 100  # thousandths of the activities that ask for a given bonus
_EDGE: Final = 20  # thousandths that stand on a bound
_TIE: Final = 20  # thousandths whose right ends on half a cent
# Remainders of expenses in cents that put a right on half a cent, for the denominators that rates have.
_HALVES: Final = ((5, 10), (50, 100), (25, 50), (250, 500), (500, 1000))


class Declared:
    """The figures that the activities of a PS declare for a year, in one kind of declaration."""

    def __init__(self, service: PS, year: int, kind: DeclarationKind, parameters: Pack | None) -> None:
        self.service, self.kind = service, kind
        self.on = FinancialYear(year, service.school_year).start
        self.fields = [field for field in service.fields if field.asked(kind)]
        self.parameters = parameters
        self.prices = known_figures(service, service.formula(self.on), self.on, parameters)

    def figures(self, draws: Draws) -> Figures:
        """A figure for each field and activity."""
        drawn: Figures = {}
        sizes = draws.along("size", _SIZES)
        edge = draws.one_in(f"edge {self.kind}", _EDGE)
        tie = ~edge & draws.one_in(f"tie {self.kind}", _TIE)
        required = [field for field in self.fields if field.default is None]
        for field in sorted(required, key=lambda field: field.unit is Unit.EUR):  # euros last: bounded by the others
            if field.unit is Unit.EUR:
                drawn[field.name] = self._euros(field, draws, drawn, sizes, edge, tie)
            else:
                drawn[field.name] = self._counted(field, draws, drawn, sizes, edge, tie)
        drawn |= self._optional(draws, drawn)
        return {field.name: _bounded(field, *drawn[field.name]) for field in self.fields}

    def _stream(self, field: Field) -> str:
        return f"{self.service.code} {self.kind} {field.name}"

    def _first(self, drawn: Figures, unit: Unit) -> tuple[Ints, int] | None:
        """The figures of the first field of that unit."""
        units = {field.name: field.unit for field in self.fields}
        return next((figures for name, figures in drawn.items() if units[name] is unit), None)

    def _counted(
        self, field: Field, draws: Draws, drawn: Figures, sizes: Ints, edge: Any, tie: Any
    ) -> tuple[Ints, int]:
        name = self._stream(field)
        if field.unit is Unit.FLAG:
            return draws.one_in(name, 700).astype(np.int64), 0
        if field.unit in (Unit.RATIO, Unit.RATE):
            whole = tie | draws.one_in(f"{name} whole", 400)
            return np.where(whole, 10_000, draws.between(name, 7_000, 9_999)), 4
        first = self._first(drawn, field.unit)
        usual, decimals = _USUAL.get(field.unit, _USUAL[Unit.COUNT])
        if field.unit is Unit.HOUR:
            usual = self._usual_hours(usual)
        if first is None:
            values = usual * sizes // 1000 * draws.between(name, 800, 1200) // 1000
        else:
            values = np.where(tie, first[0], first[0] * draws.between(name, 800, 1100) // 1000)
        if field.unit is Unit.HOUR:  # whole hours where the row stands on a bound, quarters of an hour elsewhere
            step = np.where(edge | tie, 100, 25)
            values = values // step * step
        return np.maximum(values, 10**decimals if field.unit.whole else 25), decimals

    def _usual_hours(self, usual: int) -> int:
        """The hours that a middling budget pays for, at the price that the formula sets them."""
        hourly = [
            price for name, price in self.prices.items() if self.service.parameter(name).unit is Unit.EUR_PER_HOUR
        ]
        return int(min(max(_USUAL[Unit.EUR][0] / max(hourly), 100_00), 50_000_00)) if any(hourly) else usual

    def _euros(self, field: Field, draws: Draws, drawn: Figures, sizes: Ints, edge: Any, tie: Any) -> tuple[Ints, int]:
        name = self._stream(field)
        usual, decimals = _USUAL[Unit.EUR]
        first = self._first(drawn, Unit.EUR)
        if first is not None:
            return first[0] * draws.between(name, 20, 200) // 1000, decimals
        bound = self._bound(field, drawn, len(sizes))
        over = draws.along(name, _WIDE)
        if bound is None:
            bound, edge = usual * sizes // 1000, np.zeros(len(sizes), np.bool_)
        values = bound // 1000 * over + bound % 1000 * over // 1000
        halves = np.array(_HALVES)[draws.between(f"{name} half", 0, len(_HALVES) - 1)]
        below = bound * 4 // 5 // halves[:, 1] * halves[:, 1] - halves[:, 1] * draws.between(f"{name} tie", 1, 9)
        values = np.where(tie, np.maximum(below, 0) + halves[:, 0], values)
        return np.where(edge, bound, values), decimals

    def _bound(self, field: Field, drawn: Figures, rows: int) -> Ints | None:
        """The figure, in cents, above which the formula counts no more; None where it sets no bound."""
        formula = self.service.formula(self.on)
        if formula is None or any(name not in self.prices for name in formula.uses):
            return None
        known = {f"data.{name}": values / 10.0**decimals for name, (values, decimals) in drawn.items()}
        known |= {f"parameters.{name}": np.full(rows, price) for name, price in self.prices.items()}
        path = f"data.{field.name}"
        for side, other in _bounds(formula, path):
            if leaves(other) | leaves(side) <= known.keys() | {path}:
                slope = _value(side, known | {path: np.ones(rows)})
                most = _over(_value(other, known), slope)
                return np.floor(np.clip(most, 0, 10**12) * 100 + 0.5).astype(np.int64)
        return None

    def _optional(self, draws: Draws, drawn: Figures) -> Figures:
        """Zero, but for the activities that ask for a bonus or a complement."""
        rows = len(next(iter(drawn.values()))[0]) if drawn else draws.stop - draws.start
        found: Figures = {}
        fields = {field.name: field for field in self.fields if field.default is not None}
        for name, field in fields.items():
            decimals = _USUAL.get(field.unit, (0, 0))[1]
            found[name] = np.zeros(rows, np.int64), decimals
        computable = {part.name: formula for part in self.service.parts if (formula := self._computable(part))}
        barred = {part.declared_by for part in self.service.parts if part.name not in computable}
        for part in self.service.parts:
            formula = computable.get(part.name)
            if formula is None or part.declared_by not in fields:
                continue
            asked = draws.one_in(f"{self.service.code} {self.kind} asks {part.name}", _BONUS)
            for name in sorted((self._goes_with(part, formula) & fields.keys()) - barred):
                values, decimals = found[name]
                few = self._few(fields[name], draws, drawn, name == part.declared_by)
                found[name] = np.where(asked & (values == 0), few, values), decimals
        return found

    def _computable(self, part: Part) -> Formula | None:
        """The formula of a part on the first day of the year, if every figure it reads is known."""
        formula = next((formula for formula in reversed(part.formulas) if formula.start <= self.on), None)
        known = known_figures(self.service, formula, self.on, self.parameters)
        return formula if formula is not None and known.keys() >= set(formula.uses) else None

    def _goes_with(self, part: Part, formula: Formula) -> set[str]:
        """The fields that a part asks for: those its formula reads, those a blocking control compares with it."""
        read = {name.removeprefix("data.") for name in _leaves_of(formula) if name.startswith("data.")}
        for control in self.service.controls:
            if control.severity is Severity.BLOCKING and part.declared_by in control.reads:
                read |= set(control.reads)
        return read | {part.declared_by}

    def _few(self, field: Field, draws: Draws, drawn: Figures, asking: bool) -> Ints:
        name = self._stream(field)
        if field.unit is Unit.FLAG:
            return np.ones(draws.stop - draws.start, np.int64)
        if field.unit in (Unit.HOUR, Unit.FTE, Unit.EUR):
            first = self._first(drawn, field.unit)
            usual = _USUAL[field.unit][0] if first is None else first[0]
            return np.maximum(usual * draws.between(name, 20, 100) // 1000, 1)
        if field.unit in (Unit.RATIO, Unit.RATE):
            return draws.between(name, 1, 9_999)
        return draws.between(name, 1, 3) if asking else draws.between(name, 10, 40)


def known_figures(service: PS, formula: Formula | None, on: date, parameters: Pack | None) -> dict[str, float]:
    """The figures of a formula, nearly: the figures given, else those built in, else the illustrative ones."""
    found: dict[str, float] = {}
    for pack in (illustrative_pack(), None, parameters):
        uses = () if formula is None else formula.uses
        days = dict.fromkeys(uses, on)
        supplied = pack.applicable(service.code, service.by_name, days) if pack else None
        values, _ = scale(service.by_name, days, on=on, supplied=supplied, replacing=service.by_name)
        found |= {name: float(value.value) for name, value in values.values.items()}
    return found


def _symbols(formula: Formula) -> Traced:
    symbols: Traced = formula.right(Symbols("data"), Symbols("parameters"), Tracer())
    return symbols


def _leaves_of(formula: Formula) -> frozenset[str]:
    return leaves(_symbols(formula))


def _bounds(formula: Formula, path: str) -> Iterator[tuple[Traced, Traced]]:
    """Each pair that the formula takes the least of, of which a single side depends on the figure."""
    left, seen = [_symbols(formula)], set[int]()
    while left:
        node = left.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        left += node.args
        if node.op == "least" and len(node.args) == 2:
            for side, other in (node.args, node.args[::-1]):
                if path in leaves(side) and path not in leaves(other):
                    yield side, other


def _over(top: Floats, bottom: Floats) -> Floats:
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom != 0)


def _value(node: Traced, known: Mapping[str, Floats]) -> Any:
    """The approximate value of a formula: enough to spread figures, never to say a right."""
    if node.op == "given":
        return known[node.name]
    args = [_value(arg, known) for arg in node.args]
    match node.op:
        case "+":
            return args[0] + args[1]
        case "-":
            return args[0] - args[1]
        case "*":
            return args[0] * args[1]
        case "ratio":
            return _over(args[0], args[1])
        case "least":
            return np.minimum.reduce(args)
        case "greatest":
            return np.maximum.reduce(args)
        case "<=":
            return args[0] <= args[1]
        case "<":
            return args[0] < args[1]
        case "where":
            return np.where(args[0] != 0, args[1], args[2])
        case "not_below_zero":
            return np.maximum(args[0], 0.0)
    return args[0]  # a step is what it names; a rounding changes too little here


def _bounded(field: Field, values: Ints, decimals: int) -> tuple[Ints, int]:
    """The figures, kept within the bounds of the field."""
    low, high = (None if bound is None else int(scaled(bound, decimals)) for bound in (field.low, field.high))
    return np.clip(values, low, high), decimals
