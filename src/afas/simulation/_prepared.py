"""A table read once, its baseline, and what a scenario changes on it, amount by amount."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import attrs
import numpy as np

from afas.columns import Cents, Fixed, Mask
from afas.comparison import ALL_TOGETHER, BY_RULE
from afas.errors import Fault, Faults
from afas.estimation import Estimate
from afas.parameters import no_value, read_figure, scale
from afas.periods import FinancialYear
from afas.ps import PS, Formula, not_in_force
from afas.simulation._bands import read_weights
from afas.simulation._cases import case_of, estimate_of
from afas.simulation._checks import Asked
from afas.simulation._contributions import Amount, Change, Effect, Split, effect
from afas.simulation._explained import ExplainedRow
from afas.simulation._faults import FaultTable, Found
from afas.simulation._outcomes import Outcome
from afas.simulation._progress import Counter
from afas.simulation._rights import MOST, OVER_ZERO, TOO_LARGE, Done, Job, SegmentRows, rights
from afas.simulation._scenarios import NamedFormula, Scenario
from afas.simulation._sums import ONE_EACH, Weights
from afas.simulation._tables import opened
from afas.text import Text

__all__ = ["SUBJECT", "Prepared", "Task", "prepared"]

BLOCK: Final = 1 << 16
SUBJECT: Final = Text(fr="Simulation d’une réforme", en="Simulation of a reform")


@attrs.frozen(eq=False)
class Task:
    """One amount of a right under a scenario, on the rows of the table that declare it and can be computed."""

    service: PS
    on: date
    amount: Amount
    rows: Any
    data: Mapping[str, Fixed | Decimal]
    missing: Sequence[Fault] = ()  # why no formula is in force: the rows cannot be computed

    def blocks(self) -> Iterator[tuple[Any, Mapping[str, Fixed | Decimal]]]:
        """The rows and their data, block after block."""
        for start in range(0, len(self.rows), BLOCK):
            span = slice(start, start + BLOCK)
            data = {
                name: column.take(span) if isinstance(column, Fixed) else column for name, column in self.data.items()
            }
            yield self.rows[span], data


@attrs.frozen(eq=False)
class Prepared:
    """A table read once, its baseline computed; scenarios are run on it.

    Attributes:
        table: as it came in, opened.
        done: the baseline.
        groups: the rows by PS and year, with their figures.
        ps, year, asked: the arguments it was read with.
        weights: how often each row counts.
    """

    table: Any
    done: Done
    groups: Sequence[SegmentRows]
    ps: str | PS
    year: int | str | FinancialYear
    asked: Asked
    weights: Weights = ONE_EACH

    @property
    def services(self) -> tuple[PS, ...]:
        """The PS of the table."""
        return tuple(dict.fromkeys(group.service for group in self.groups))

    @property
    def budget(self) -> Decimal:
        """The sum of the rights of the baseline, in euros."""
        return self.weights.euros(self.done.total)

    def tasks(self, scenario: Scenario, formulas: Mapping[str, NamedFormula]) -> list[Task]:
        """The changes of a scenario, amount by amount.

        Raises:
            InvalidInput: a formula was not supplied, or a changed figure leaves its bounds; every fault is there.
        """
        faults = Faults(Text(fr=f"Scénario « {scenario.name} »", en=f"Scenario “{scenario.name}”"))
        tasks = []
        for grouped in self.groups:
            service, year = self.rules(grouped, scenario, formulas)
            for job in grouped.jobs:
                new, missing = _formula(service, job, grouped, year)
                figures = job.figures if missing else _figures(scenario, service, new, job, grouped, year, faults)
                needed = ~grouped.wrong if job.rows is None else job.rows & ~grouped.wrong
                at = np.flatnonzero(needed)
                data = {
                    name: column if len(at) == grouped.size or not isinstance(column, Fixed) else column.take(at)
                    for name, column in grouped.data.items()
                }
                rows = at if grouped.segment.rows is None else grouped.segment.rows[at]
                amount = Amount(job.name, job.formula, new, job.figures, figures)
                tasks.append(Task(service, year.start, amount, rows, data, missing))
        faults.raise_if_any()
        return tasks

    def before(self, row: int) -> Estimate:
        """One row of the baseline as one case.

        Raises:
            NoSuchRow: there is none.
            FaultyTable: it is at fault.
        """
        return estimate_of(case_of(self.table, row, self.ps, self.year, self.asked))

    def after(self, row: int, scenario: Scenario, formulas: Mapping[str, NamedFormula]) -> Estimate:
        """One row under a scenario as one case, its figures said to come from the scenario.

        Raises:
            NoSuchRow: there is none.
            FaultyTable: it is at fault.
        """
        case = case_of(self.table, row, self.ps, self.year, self.asked)
        service, year = self.rules(case, scenario, formulas)
        figures: dict[str, Decimal] = {}
        for task in attrs.evolve(self, groups=[case]).tasks(scenario, formulas):
            figures |= task.amount.after
        changed = scenario.values(case.service.code, figures, year.period)
        return estimate_of(case, service, year, changed)

    def explained(self, row: int, scenario: Scenario, formulas: Mapping[str, NamedFormula]) -> ExplainedRow:
        """One row before and after."""
        before, after = self.before(row), self.after(row, scenario, formulas)
        return ExplainedRow.of(int(row), scenario.words, before, after)

    @staticmethod
    def rules(rows: SegmentRows, scenario: Scenario, formulas: Mapping[str, NamedFormula]) -> tuple[PS, FinancialYear]:
        """The PS and the year whose rules these rows have under a scenario."""
        service = scenario.service(rows.service, formulas)
        year = scenario.legislation
        return service, rows.segment.year if year is None else FinancialYear(year, service.school_year)

    def outcome(
        self,
        scenario: Scenario,
        formulas: Mapping[str, NamedFormula],
        tasks: Sequence[Task],
        counter: Counter,
        split: Split = False,
    ) -> Outcome:
        """Compute the outcome of a scenario."""
        size = self.done.size
        after, wrong = self.done.total.copy(), self.done.wrong.copy()
        shares: dict[Change, Cents] = {}
        labels: dict[tuple[str, Change], Text] = {}
        found: list[Found] = []
        for task in tasks:
            for fault in task.missing:
                found.append(Found.alike(task.rows, fault.path.removeprefix("entries."), fault))
                wrong[task.rows] = True
            for rows, data in task.blocks():
                if task.amount.changes:
                    computed = effect(task.amount, data, len(rows), split)
                    after[rows] += computed.after - computed.before
                    _add(shares, labels, task, rows, computed, size)
                    _keep_faults(task, computed, rows, wrong, found)
                counter.add(len(rows))
        for cents in (after, *shares.values()):
            cents[wrong] = 0
        before = np.where(wrong, 0, self.done.total)
        rows_of = {  # every row has the PS itself, and perhaps some of its parts
            code: np.concatenate([t.rows for t in tasks if (t.service.code, t.amount.name) == (code, "right")])
            for code in dict.fromkeys(task.service.code for task in tasks)
        }
        return Outcome(
            native=self.table, before=before, after=after, wrong=wrong, weights=self.weights, asked=self.asked,
            text=scenario.words, scenario=scenario, shares=shares, labels=labels, rows_of=rows_of,
            faults=FaultTable(found, native=self.table), order=() if isinstance(split, bool) else tuple(split),
            explained=lambda row: self.explained(row, scenario, formulas),
        )  # fmt: skip


def _add(
    shares: dict[Change, Cents],
    labels: dict[tuple[str, Change], Text],
    task: Task,
    rows: Any,
    computed: Effect,
    size: int,
) -> None:
    for key, cents in computed.shares.items():
        whole = shares.setdefault(key, np.zeros(size, np.int64))
        whole[rows] += cents
        kind, name = key
        label = task.service.parameter(name).text if kind == "parameter" else ALL_TOGETHER if name == "all" else BY_RULE
        labels.setdefault((task.service.code, key), label)


def _keep_faults(task: Task, computed: Effect, rows: Any, wrong: Mask, found: list[Found]) -> None:
    """Keep the rows that the scenario cannot compute."""
    faults = [(computed.end.over_zero, "", OVER_ZERO.at("")), (computed.end.too_large, "", TOO_LARGE.at("", most=MOST))]
    for name, mask in computed.end.lacks.items():
        faults.append((mask, f"parameters.{name}", no_value(task.service.parameter(name), on=task.on)))
    for mask, field, fault in faults:
        if mask.any():
            found.append(Found.alike(rows[mask], field, fault))
            wrong[rows[mask]] = True


def _formula(service: PS, job: Job, grouped: SegmentRows, year: FinancialYear) -> tuple[Formula, tuple[Fault, ...]]:
    """The formula of an amount under a scenario, in force that year; and why there is none."""
    asking = {part.declared_by: True for part in service.parts if part.name == job.name}
    rules = service.rules(asking, on=year.start, until=year.period.end)
    missing = not_in_force(service, year, grouped.asked.kind if job.name == "right" else None, rules)
    if rules is None or missing:
        return job.formula, tuple(dict.fromkeys(missing))
    return dict([("right", rules.formula), *rules.parts])[job.name], ()


def _figures(
    scenario: Scenario,
    service: PS,
    formula: Formula,
    job: Job,
    grouped: SegmentRows,
    year: FinancialYear,
    faults: Faults,
) -> dict[str, Decimal]:
    """The figures of the formula under the scenario; a parameter without a value is left out."""
    on = year.start if job.name == "right" else max(year.start, formula.start)
    before = {} if scenario.legislation is not None else dict(job.figures)
    kept = () if scenario.legislation is not None else job.formula.uses
    unread = {name: on for name in formula.uses if name not in kept}
    if unread:
        known, _ = scale(
            service.by_name,
            unread,
            on=on,
            supplied=grouped.supplied(unread),
            policy=grouped.asked.policy,
            replacing=service.by_name,
        )
        before |= {name: value.value for name, value in known.values.items()}
    figures = {}
    for name in formula.uses:
        figure = scenario.figure(service.code, name, on=on, before=before.get(name))
        if figure is None:
            continue
        read = read_figure(figure, f"parameters.{service.code}.{name}", service.parameter(name))
        if isinstance(read, Fault):
            faults.add(read)
        else:
            figures[name] = read
    faults.add(*service.broken(figures, on=on, path=f"parameters.{service.code}"))
    return figures


def prepared(
    table: Any,
    ps: str | PS,
    year: int | str | FinancialYear,
    asked: Asked,
    faults: Literal["raise", "report"],
    weights: str | None = None,
) -> Prepared:
    """The table, read once, and its baseline; a row without a weight is at fault, as a row without a figure is.

    Raises:
        FaultyTable: rows are at fault, and `faults` is "raise".
    """
    opened_, groups = opened(table), list[SegmentRows]()
    done, counts = rights(opened_, ps, year, asked, groups.append), ONE_EACH
    if weights is not None:
        counts, bad = read_weights(opened_, weights, asked)
        for found in bad:
            done.found.append(found)
            done.wrong[found.rows] = True
        for cents in done.parts.values() if bad else ():
            cents[done.wrong] = 0
    if faults == "raise":
        done.faults.raise_if_any(SUBJECT)
    return Prepared(opened_, done, groups, ps, year, asked, counts)
