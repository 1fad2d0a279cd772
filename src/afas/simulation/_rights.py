"""The rights of a table: for each PS and year, rows are read, parameters found, formulas run, amounts gathered."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.arithmetic import RatioOverZero, unnamed
from afas.columns import Amounts, Cents, Fixed, Mask, attempt
from afas.errors import Fault, FaultKind
from afas.parameters import NoValueAt, Supplied
from afas.periods import FinancialYear
from afas.ps import PS, Formula, not_in_force
from afas.simulation._checks import Asked, asked_of, check
from afas.simulation._faults import FaultTable, Found
from afas.simulation._parameters import check_constraints, figures_at, supplied
from afas.simulation._reading import Figures, read_field
from afas.simulation._segments import Segment, segments_of
from afas.simulation._tables import Table
from afas.text import Text

__all__ = ["EVERY", "MOST", "OVER_ZERO", "TOO_LARGE", "Done", "Job", "SegmentRows", "rights"]

MOST: Final = 2**60
"""The largest amount of a row, in cents: sums of a few of them stay within 64 bits."""
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
EVERY: Final = ("*",)
"""Of `Asked.replacing`: whatever is supplied takes the place of what is built in, as scenarios are meant to."""
Ranks = NDArray[np.int64]


@attrs.define(eq=False)
class Done:
    """The rights of a table.

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
        """The faults of all the rows, as a table."""
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


@attrs.frozen(eq=False)
class Job:
    """One amount of a right on the rows of a segment.

    Attributes:
        name: "right" for the PS itself, or that of the part.
        formula: in force that year.
        rows: those that declare it; None: all.
        figures: the figures that the formula reads.
        lacking: the fault of each parameter it reads that has no value.
    """

    name: str
    formula: Formula
    rows: Mask | None
    figures: Mapping[str, Decimal]
    lacking: Mapping[str, Fault]


@attrs.define(eq=False)
class SegmentRows:
    """The rows of one PS and year: what they declare, and what is wrong with them.

    Attributes:
        segment: PS, year, ranks in the table.
        size: how many rows.
        wrong: those at fault.
        data: the exact column of each field, or the figure that all rows have.
        found: the faults, by rank in the segment.
        jobs: the amounts that are to be computed.
    """

    segment: Segment
    size: int
    asked: Asked
    wrong: Mask = attrs.field(init=False)
    data: dict[str, Any] = attrs.field(factory=dict)
    found: list[Found] = attrs.field(factory=list)
    jobs: list[Job] = attrs.field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.wrong = np.zeros(self.size, np.bool_)

    @property
    def service(self) -> PS:
        """The PS."""
        return self.segment.service

    @property
    def on(self) -> date:
        """The first day of the year."""
        return self.segment.year.start

    def keep(self, found: Found) -> None:
        """Keep a fault of some rows."""
        self.wrong[found.rows] = True
        self.found.append(found)

    def keep_alike(self, ranks: Ranks, fault: Fault, field: str | None = None) -> None:
        """Keep the same fault of these rows."""
        if len(ranks):
            self.keep(Found.alike(ranks, fault.path.removeprefix("entries.") if field is None else field, fault))

    def in_table(self, ranks: Any) -> Any:
        """The ranks of these rows in the whole table."""
        return ranks if self.segment.rows is None else self.segment.rows[ranks]

    def supplied(self, days: Mapping[str, date]) -> Supplied | None:
        """The caller's figures of these parameters."""
        return supplied(self.asked.parameters, self.service, days)


def rights(
    table: Table,
    ps: str | PS,
    year: int | str | FinancialYear,
    asked: Asked,
    keep: Callable[[SegmentRows], None] | None = None,
    *,
    checked: bool = False,
) -> Done:
    """The rights of a table; `keep` is handed the rows of each PS and year once they are computed.

    `checked` says that the columns and the parameters were checked, of the whole table that these rows are of.

    Raises:
        InvalidInput: a column is missing, or a parameter cannot be read.
        NoValueAt: a parameter that every row reads has no value.
    """
    segments, found = segments_of(table, ps, year)
    services = tuple(dict.fromkeys(segment.service for segment in segments))
    if not checked:
        check(table, services, asked)
    figures = {name: table.figures(name) for name in asked_of(services, None) if name in table.names}
    names = dict.fromkeys(["right", *(part.name for service in services for part in service.parts)])
    done = Done(table.size, every=tuple(names))
    for fault in found:
        done.found.append(fault)
        done.wrong[fault.rows] = True
    for segment in segments:
        rows = _read(segment, table.size, figures, asked)
        rows.jobs = _amounts_asked(rows)
        amounts = [_run(rows, job) for job in rows.jobs]
        _gather(done, rows, amounts)
        if keep is not None:
            keep(rows)
    return done


def _read(segment: Segment, size: int, figures: Mapping[str, Figures], asked: Asked) -> SegmentRows:
    """The rows of a segment, every field read."""
    rows = SegmentRows(segment, size if segment.rows is None else len(segment.rows), asked)
    for field in segment.service.fields:
        if not field.asked(asked.kind):
            continue
        column = figures.get(field.name)
        if column is None:
            rows.data[field.name] = field.default
            continue
        mine = column if segment.rows is None else column.take(segment.rows)
        rows.data[field.name], found = read_field(field, mine, asked.places.get(field.name), asked.locale)
        for fault in found:
            rows.keep(fault)
    return rows


def _amounts_asked(rows: SegmentRows) -> list[Job]:
    """The formulas that the rows ask for, with their parameters; a row that asks for an absent formula is at fault."""
    service, year, kind = rows.service, rows.segment.year, rows.asked.kind
    rules = service.rules({}, on=rows.on, until=year.period.end)
    for fault in not_in_force(service, year, kind, rules):
        rows.keep_alike(np.arange(rows.size), fault)
    if rules is None:
        return []
    asked = [_job(rows, "right", rules.formula, rules.days(rows.on), None)]
    for part in service.parts:
        declared = _declared(rows, part.declared_by)
        if declared is None:
            continue
        rules = service.rules({part.declared_by: True}, on=rows.on, until=year.period.end)
        assert rules is not None  # noqa: S101 - a formula is in force
        for fault in not_in_force(service, year, None, rules) if rules.missing else ():
            rows.keep_alike(np.flatnonzero(declared), fault)
        if not rules.missing:
            asked += [_job(rows, name, formula, rules.days(rows.on), declared) for name, formula in rules.parts]
    check_constraints(service, {name: figure for job in asked for name, figure in job.figures.items()}, rows.on)
    return asked


def _job(rows: SegmentRows, name: str, formula: Formula, days: Mapping[str, date], declared: Mask | None) -> Job:
    used, asked = {parameter: days[parameter] for parameter in formula.uses}, rows.asked
    figures, lacking = figures_at(
        rows.service, used, rows.on, asked.parameters, asked.policy, asked.known_on, asked.replacing
    )
    return Job(name, formula, declared, figures, lacking)


def _declared(rows: SegmentRows, name: str) -> Mask | None:
    """The rows that declare a part; None where none does."""
    figures = rows.data.get(name)
    if not isinstance(figures, Fixed):
        return None if not figures else np.ones(rows.size, np.bool_)
    declared = np.not_equal(figures.units, 0).astype(np.bool_)
    return declared if declared.any() else None


@attrs.frozen(eq=False)
class _Amount:
    """The amounts of a job, on the rows it was run on (None: all of the segment)."""

    job: Job
    ranks: Ranks | None
    result: Amounts

    @property
    def cents(self) -> Cents:
        """The cents of each row."""
        return self.result.cents[self.job.name]


def _run(rows: SegmentRows, job: Job) -> _Amount:
    """Run one formula on the sound rows that declare it."""
    needed = ~rows.wrong if job.rows is None else job.rows & ~rows.wrong
    ranks = None if needed.all() else np.flatnonzero(needed)
    data = {
        name: figures.take(ranks) if isinstance(figures, Fixed) and ranks is not None else figures
        for name, figures in rows.data.items()
    }
    size = rows.size if ranks is None else len(ranks)
    name, formula = job.name, job.formula

    def amount(d: Any, p: Any) -> dict[str, Any]:
        return {name: formula.right(d, p, unnamed)}

    return _Amount(job, ranks, attempt(amount, data, job.figures, rows.asked.each, size, tuple(job.lacking)))


def _gather(done: Done, rows: SegmentRows, amounts: list[_Amount]) -> None:
    """Put the amounts of a segment where they stand in the table, and its faults with those of the table."""
    _raise_if_all_lack(rows, amounts)
    for amount in amounts:
        _keep_faults(rows, amount)
        if rows.segment.rows is None and amount.ranks is None:
            done.parts[amount.job.name] = amount.cents
        else:
            ranks = np.arange(rows.size) if amount.ranks is None else amount.ranks
            whole = done.parts.setdefault(amount.job.name, np.zeros(done.size, np.int64))
            whole[rows.in_table(ranks)] = amount.cents
    _check_totals(done, rows)
    wrong = rows.in_table(np.flatnonzero(rows.wrong))
    done.wrong[wrong] = True
    for cents in done.parts.values():
        cents[wrong] = 0
    done.found += [attrs.evolve(fault, rows=rows.in_table(fault.rows)) for fault in rows.found]


_OVER_ZERO: Final = OVER_ZERO.at("")
_TOO_LARGE: Final = TOO_LARGE.at("", most=MOST)


def _keep_faults(rows: SegmentRows, amount: _Amount) -> None:
    """Keep the rows that a formula could not compute."""
    result, lacking = amount.result, amount.job.lacking
    large = (amount.cents > MOST) | (amount.cents < -MOST)
    if result.too_large is not None:
        large |= result.too_large
    faults = [(result.over_zero, _OVER_ZERO, ""), (large, _TOO_LARGE, "")]
    faults += [(mask, lacking[name], None) for name, mask in result.lacks.items()]  # type: ignore[misc]
    for mask, fault, field in faults:
        if mask is not None and mask.any():
            ranks = np.flatnonzero(mask)
            rows.keep_alike(ranks if amount.ranks is None else amount.ranks[ranks], fault, field)


def _raise_if_all_lack(rows: SegmentRows, amounts: list[_Amount]) -> None:
    """A parameter that every row of the table reads is asked for at once."""
    if rows.segment.rows is not None:
        return
    lacking = [
        amount.job.lacking[name]
        for amount in amounts
        if amount.ranks is None and amount.job.name == "right"
        for name, mask in amount.result.lacks.items()
        if mask.all()
    ]
    if lacking:
        code = rows.service.code
        raise NoValueAt(Text(fr=f"Estimations {code}", en=f"{code} estimates"), tuple(dict.fromkeys(lacking)))


def _check_totals(done: Done, rows: SegmentRows) -> None:
    """A right whose parts together may leave 64 bits is at fault, as one part above the most is."""
    parts = done.parts.values()
    if len(parts) * MOST < 2**63:
        return
    mine = slice(None) if rows.segment.rows is None else rows.segment.rows
    reach = sum(np.abs(cents[mine]).astype(np.float64) for cents in parts)
    rows.keep_alike(np.flatnonzero(reach > 4 * MOST), _TOO_LARGE, field="")  # 2**62: room for rounding
