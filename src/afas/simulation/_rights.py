"""The rights of a table, group by group: figures read, parameters found, formulas run on the rows that are right."""

import difflib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs
import numpy as np

from afas.arithmetic import RatioOverZero, unnamed
from afas.columns import Cents, Each, Fixed, Mask, attempt
from afas.errors import Fault, FaultKind, InvalidInput, closest, did_you_mean
from afas.estimation import not_in_force
from afas.forms import MISSING, DeclarationKind
from afas.parameters import NO_VALUE, UNKNOWN_PARAMETER, NoValueAt, Pack, Policy, Supplied, scale
from afas.periods import FinancialYear
from afas.ps import PS, Formula
from afas.simulation._faults import FaultTable, Found
from afas.simulation._reading import Figures, read_field
from afas.simulation._segments import Segment, segments_of
from afas.simulation._tables import Table
from afas.text import Text

__all__ = ["Asked", "Computed", "Done", "Grouped", "Parameters", "rights"]

Parameters = Supplied | Pack | Mapping[str, Supplied]

OVER_ZERO: Final = FaultKind(
    RatioOverZero.code,
    Text(
        fr="un rapport a zéro pour dénominateur, et autre chose au-dessus : corrigez la donnée qui vaut zéro",
        en="a ratio has zero below and something above: correct the figure that is zero",
    ),
)
TOO_LARGE: Final = FaultKind(
    "amount-too-large",
    Text(
        fr="le montant dépasse {most} centimes, ce qu’une colonne peut tenir",
        en="the amount is above {most} cents, what a column can hold",
    ),
)
LOOKS_LIKE: Final = FaultKind(
    "looks-like-a-field",
    Text(
        fr="la colonne « {found} » ressemble à la donnée « {name} », absente : renommez l’une ou l’autre",
        en="the column “{found}” looks like the field “{name}”, which is absent: rename one or the other",
    ),
)
FLOATS: Final = FaultKind(
    "floats-refused",
    Text(
        fr="des flottants ne sont pas exacts : donnez des décimaux, ou dites combien de décimales "
        "ils représentent, par exemple decimals={{'{name}': 2}}",
        en="floats are not exact: give decimals, or say how many decimals they stand for, "
        "such as decimals={{'{name}': 2}}",
    ),
)
Job = tuple[str, Formula, Mapping[str, date], "Mask | None"]
"""A formula to run: the name of its amount, the day each parameter is asked for, the rows that declare it."""

_TABLE: Final = Text(fr="colonnes de la table", en="columns of the table")
_MOST: Final = 2**60
_CLOSE: Final = 0.85


@attrs.frozen(eq=False)
class Asked:
    """What is asked of a table, beside its PS and year."""

    parameters: Parameters | None = None
    policy: Policy = "strict"
    decimals: Mapping[str, int] = attrs.field(factory=dict)
    kind: DeclarationKind | None = None
    known_on: date | None = None
    each: Each = map


@attrs.define(eq=False)
class Done:
    """What came out.

    Attributes:
        size: rows.
        parts: cents by name of part, zero on a row that does not declare it.
        every: the names of all the parts the PS have.
        found: the faults.
        wrong: rows at fault.
    """

    size: int
    parts: dict[str, Cents] = attrs.field(factory=dict)
    every: tuple[str, ...] = ("right",)
    found: list[Found] = attrs.field(factory=list)
    wrong: Mask = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.wrong = np.zeros(self.size, np.bool_)

    @property
    def faults(self) -> FaultTable:
        """As a table."""
        return FaultTable(tuple(self.found))

    @property
    def total(self) -> Cents:
        """The right in cents, all parts added."""
        first, *others = self.parts.values() or (np.zeros(self.size, np.int64),)
        for other in others:
            first = first + other
        return first

    def part(self, name: str) -> Cents:
        """One part, in cents."""
        return self.parts[name] if name in self.parts else np.zeros(self.size, np.int64)


def rights(
    table: Table,
    ps: str | PS,
    year: int | str | FinancialYear,
    asked: Asked,
    keep: "Callable[[Grouped], None] | None" = None,
) -> Done:
    """The rights of a table; `keep` is handed each group once it is computed, with the amounts it computed.

    Raises:
        InvalidInput: a column is missing, or a parameter cannot be read.
    """
    groups, found = segments_of(table, ps, year)
    services = tuple(dict.fromkeys(group.service for group in groups))
    _check_columns(table, services, asked.kind)
    _check_parameters(services, asked.parameters)
    names = dict.fromkeys(["right", *(part.name for service in services for part in service.parts)])
    done = Done(table.size, every=tuple(names))
    for one in found:
        done.found.append(one)
        done.wrong[one.rows] = True
    read: dict[str, Figures] = {}
    _check_floats(table, services, asked, read)
    for group in groups:
        grouped = Grouped(table, group, asked, done, read)
        grouped.all()
        if keep is not None:
            keep(grouped)
    return done


@attrs.frozen(eq=False)
class Computed:
    """One amount of a right in a group: its formula, the rows that declare it (None: all), the figures it has."""

    name: str
    formula: Formula
    rows: Mask | None
    held: Mapping[str, Decimal]


class Grouped:
    """The rights of one group."""

    def __init__(self, table: Table, group: Segment, asked: Asked, done: Done, read: dict[str, Figures]) -> None:
        self.table, self.group, self.asked, self.done, self.read = table, group, asked, done, read
        self.service, self.on = group.service, group.year.start
        self.size = table.size if group.rows is None else len(group.rows)
        self.wrong = np.zeros(self.size, np.bool_)
        self.data: dict[str, Fixed | Decimal] = {}
        self.computed: list[Computed] = []

    def all(self) -> None:
        for field in self.service.fields:
            if field.asked(self.asked.kind):
                self.field(field)
        until = self.group.year.period.end
        rules = self.service.rules(self.on, {}, until)
        for fault in not_in_force(self.service, self.group.year, self.asked.kind, rules):
            self.tell(np.arange(self.size), fault)
        if rules is None:
            return self.close()
        jobs: list[Job] = [("right", rules.formula, rules.days(self.on), None)]
        for part in self.service.parts:
            declared = self.declared(part.declared_by)
            if declared is None:
                continue
            rules = self.service.rules(self.on, {part.declared_by: True}, until)
            assert rules is not None  # noqa: S101 - a formula is in force
            if rules.missing:
                for fault in not_in_force(self.service, self.group.year, None, rules):
                    self.tell(np.flatnonzero(declared), fault)
            else:
                jobs += [(name, one, rules.days(self.on), declared) for name, one in rules.parts]
        sound = ~self.wrong
        every: list[Fault] = []
        for name, formula, days, rows in jobs:
            held, bad = self.parameters({one: days[one] for one in formula.uses})
            self.computed.append(Computed(name, formula, rows, held))
            lacking = self.run(name, formula, sound if rows is None else rows & sound, held, bad)
            every += lacking
        if every:  # the whole table lacks a figure
            subject = Text(fr=f"Estimations {self.service.code}", en=f"{self.service.code} estimates")
            raise NoValueAt(subject, tuple(dict.fromkeys(every)))
        self.check_totals()
        return self.close()

    def field(self, field: Any) -> None:
        """Read one column."""
        if field.name not in self.table.names:
            self.data[field.name] = field.default
            return
        figures = self.read[field.name]
        if self.group.rows is not None:
            figures = figures.take(self.group.rows)
        self.data[field.name], found = read_field(field, figures, self.asked.decimals.get(field.name))
        for one in found:
            self.keep(one)

    def declared(self, name: str) -> Mask | None:
        """The rows that declare a part; None where none does."""
        figures = self.data.get(name)
        if not isinstance(figures, Fixed):
            return None if not figures else np.ones(self.size, np.bool_)
        rows = np.not_equal(figures.units, 0).astype(np.bool_)
        return rows if rows.any() else None

    def parameters(self, days: Mapping[str, date]) -> tuple[dict[str, Decimal], dict[str, Fault]]:
        """The figures asked for, and the fault of each that has no value."""
        supplied: Any = _supplied(self.asked.parameters, self.service, days)
        held, bad = scale(self.service.by_name, days, self.on, supplied, self.asked.policy, self.asked.known_on)
        if unread := tuple(fault for fault in bad if fault.code != NO_VALUE.code):
            raise InvalidInput(Text(fr="paramètres", en="parameters"), unread)
        lacking = {fault.path.removeprefix("parameters."): fault for fault in bad}
        return {name: value.value for name, value in held.values.items()}, lacking

    def supplied(self, days: Mapping[str, date]) -> Supplied | None:
        """What the caller brings of these parameters."""
        return _supplied(self.asked.parameters, self.service, days)

    def run(
        self, name: str, formula: Formula, needed: Mask, parameters: Mapping[str, Decimal], lacking: Mapping[str, Fault]
    ) -> list[Fault]:
        """Run one formula on the rows that need it; the figures without a value that every row of the table reads."""
        ranks = None if needed.all() else np.flatnonzero(needed)
        data = {
            field: one if ranks is None or not isinstance(one, Fixed) else one.take(ranks)
            for field, one in self.data.items()
        }
        size = self.size if ranks is None else len(ranks)

        def amount(d: Any, p: Any) -> dict[str, Any]:
            return {name: formula.right(d, p, unnamed)}

        made = attempt(amount, data, parameters, self.asked.each, size, tuple(lacking))
        cents = made.cents[name]
        large = (cents > _MOST) | (cents < -_MOST)
        if made.too_large is not None:
            large |= made.too_large
        for mask, kind in ((made.over_zero, OVER_ZERO), (large, TOO_LARGE)):
            if mask is not None and mask.any():
                at = np.flatnonzero(mask)
                self.tell(at if ranks is None else ranks[at], kind.at("", most=_MOST), field="")
        for parameter, mask in made.lacks.items():
            at = np.flatnonzero(mask)
            self.tell(at if ranks is None else ranks[at], lacking[parameter])
        if self.group.rows is None and ranks is None:
            self.done.parts[name] = cents
            return [lacking[parameter] for parameter, mask in made.lacks.items() if mask.all() and name == "right"]
        whole = self.done.parts.setdefault(name, np.zeros(self.done.size, np.int64))
        at = np.arange(self.size) if ranks is None else ranks
        whole[at if self.group.rows is None else self.group.rows[at]] = cents
        return []

    def tell(self, ranks: Any, fault: Fault, field: str | None = None) -> None:
        """Keep one fault of these rows of the group."""
        if len(ranks):
            name = fault.path.removeprefix("entries.") if field is None else field
            self.keep(Found.alike(ranks, name, fault))

    def keep(self, found: Found) -> None:
        self.wrong[found.rows] = True
        rows = found.rows if self.group.rows is None else self.group.rows[found.rows]
        self.done.found.append(attrs.evolve(found, rows=rows))

    def check_totals(self) -> None:
        """A right whose parts together may leave 64 bits is at fault, as one part above the most is."""
        parts = self.done.parts.values()
        if len(parts) * _MOST < 2**63:
            return
        rows = slice(None) if self.group.rows is None else self.group.rows
        reach = sum(np.abs(cents[rows]).astype(np.float64) for cents in parts)
        self.tell(np.flatnonzero(reach > 4 * _MOST), TOO_LARGE.at("", most=_MOST), field="")  # 2**62: room for rounding

    def close(self) -> None:
        """What is wrong in the group is wrong in the table, and has no amount."""
        rows = np.flatnonzero(self.wrong)
        if len(rows):
            rows = rows if self.group.rows is None else self.group.rows[rows]
            self.done.wrong[rows] = True
            for cents in self.done.parts.values():
                cents[rows] = 0


def _supplied(parameters: Parameters | None, service: PS, days: Mapping[str, date]) -> Supplied | None:
    """What the caller brings of these parameters."""
    if parameters is None:
        return None
    if isinstance(parameters, Pack):
        return parameters.held(service.code, service.by_name, days)
    own = _own(parameters, service)
    return {name: own[name] for name in days if name in own}


def _own(parameters: Mapping[str, Any], service: PS) -> Mapping[str, Any]:
    """The figures of one PS: those under its code, or all of them where they stand under no code."""
    if parameters and all(isinstance(one, Mapping) for one in parameters.values()):
        for code in (service.code, *service.aliases):
            if code in parameters:
                return parameters[code]  # type: ignore[no-any-return]
        return {}
    return parameters


def _check_parameters(services: tuple[PS, ...], parameters: Parameters | None) -> None:
    """Every name that is supplied is a parameter of some PS asked for."""
    if parameters is None or isinstance(parameters, Pack):
        return
    faults = []
    known = {name for service in services for name in service.by_name}
    supplied = {name for service in services for name in _own(parameters, service)}
    for name in sorted(supplied - known):
        hint = did_you_mean(name, known)
        faults.append(UNKNOWN_PARAMETER.at(f"parameters.{name}", found=name, hint=hint, known=tuple(sorted(known))))
    if faults:
        raise InvalidInput(Text(fr="paramètres", en="parameters"), tuple(faults))


def _check_floats(table: Table, services: tuple[PS, ...], asked: Asked, read: dict[str, Figures]) -> None:
    """A column of floats is refused whole, unless the caller says what decimals it stands for."""
    faults = []
    for name in dict.fromkeys(field.name for service in services for field in service.fields):
        if name in table.names:
            read[name] = table.figures(name)
            if read[name].values.dtype.kind == "f" and name not in asked.decimals:
                faults.append(FLOATS.at(f"columns.{name}", name=name))
    if faults:
        raise InvalidInput(_TABLE, tuple(faults))


def _check_columns(table: Table, services: tuple[PS, ...], kind: DeclarationKind | None) -> None:
    """A column for every field that has to be filled in, and none that looks like a field but is not."""
    fields = {field.name: field for service in services for field in service.fields if field.asked(kind)}
    absent = [field for name, field in fields.items() if name not in table.names]
    faults, others = [], [name for name in table.names if name not in fields]
    for field in absent:
        alike = closest(field.name, others)
        if field.default is None:
            faults.append(MISSING.at(f"columns.{field.name}", label=field.text, unit=field.unit))
        if alike and _alike(alike, field.name, required=field.default is None):
            faults.append(LOOKS_LIKE.at(f"columns.{alike}", found=alike, name=field.name))
    if faults:
        raise InvalidInput(_TABLE, tuple(faults))


def _alike(found: str, name: str, required: bool) -> bool:
    return required or difflib.SequenceMatcher(None, found, name).ratio() >= _CLOSE
