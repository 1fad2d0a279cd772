"""A baseline and scenarios on a table: the right of every row before and after, and what each change brings."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import attrs
import numpy as np

from afas.columns import Cents, Fixed, Mask
from afas.comparison import ALL_TOGETHER, BY_RULE
from afas.errors import Fault, Faults
from afas.forms import DeclarationKind
from afas.parameters import NO_VALUE, Policy, read_figure, scale
from afas.payments import from_cents
from afas.periods import FinancialYear
from afas.ps import PS, Formula
from afas.simulation._checks import Asked, Decimals, Parameters, Places
from afas.simulation._contributions import Amount, Change, Effect, effect
from afas.simulation._faults import FaultTable, Found
from afas.simulation._outcomes import Outcome, Results
from afas.simulation._progress import Counter, Progress
from afas.simulation._rights import EVERY, MOST, OVER_ZERO, TOO_LARGE, Computed, Done, SegmentRows, rights
from afas.simulation._scenario_reading import read_scenario
from afas.simulation._scenarios import NamedFormula, Scenario
from afas.simulation._sums import total
from afas.simulation._tables import opened
from afas.text import Text

__all__ = ["Prepared", "prepared", "run"]

BLOCK: Final = 1 << 16
_SUBJECT: Final = Text(fr="Simulation d’une réforme", en="Simulation of a reform")


@attrs.frozen(eq=False)
class Task:
    """One amount of a right under a scenario, on the rows of the table that declare it and can be computed."""

    service: PS
    on: date
    amount: Amount
    rows: Any
    data: Mapping[str, Fixed | Decimal]

    def blocks(self) -> Iterator[tuple[Any, Mapping[str, Fixed | Decimal]]]:
        """The rows and their data, block after block."""
        for start in range(0, len(self.rows), BLOCK):
            span = slice(start, start + BLOCK)
            data = {name: one.take(span) if isinstance(one, Fixed) else one for name, one in self.data.items()}
            yield self.rows[span], data


@attrs.frozen(eq=False)
class Prepared:
    """A table read once, its baseline computed; scenarios are run on it.

    Attributes:
        table: as it came in, opened.
        done: the baseline.
        groups: the rows by PS and year, with their figures.
    """

    table: Any
    done: Done
    groups: Sequence[SegmentRows]

    @property
    def services(self) -> tuple[PS, ...]:
        """The PS of the table."""
        return tuple(dict.fromkeys(one.service for one in self.groups))

    @property
    def budget(self) -> Decimal:
        """The sum of the rights of the baseline, in euros."""
        return from_cents(total(self.done.total))

    def tasks(self, scenario: Scenario, formulas: Mapping[str, NamedFormula]) -> list[Task]:
        """What a scenario changes, amount by amount.

        Raises:
            InvalidInput: a formula was not supplied, or a changed figure leaves its bounds; every fault is there.
        """
        faults = Faults(Text(fr=f"Scénario « {scenario.name} »", en=f"Scenario “{scenario.name}”"))
        made = []
        for grouped in self.groups:
            service = scenario.service(grouped.service, formulas)
            for job in grouped.computed:
                new = _formula(service, job.name, grouped)
                figures = _figures(scenario, service, new, job, grouped, faults)
                needed = ~grouped.wrong if job.rows is None else job.rows & ~grouped.wrong
                at = np.flatnonzero(needed)
                data = {
                    name: one if len(at) == grouped.size or not isinstance(one, Fixed) else one.take(at)
                    for name, one in grouped.data.items()
                }
                rows = at if grouped.segment.rows is None else grouped.segment.rows[at]
                made.append(
                    Task(service, grouped.on, Amount(job.name, job.formula, new, job.held, figures), rows, data)
                )
        faults.raise_if_any()
        return made

    def outcome(self, scenario: Scenario, tasks: Sequence[Task], split: bool, told: Counter) -> Outcome:
        """Run what a scenario changes."""
        size = self.done.size
        after, wrong = self.done.total.copy(), self.done.wrong.copy()
        shares: dict[Change, Cents] = {}
        labels: dict[tuple[str, Change], Text] = {}
        found: list[Found] = []
        for task in tasks:
            for rows, data in task.blocks():
                if task.amount.changes:
                    made = effect(task.amount, data, len(rows), split)
                    after[rows] += made.after - made.before
                    _add(shares, labels, task, rows, made, size)
                    _tell(task, made, rows, wrong, found)
                told.add(len(rows))
        for cents in (after, *shares.values()):
            cents[wrong] = 0
        before = np.where(wrong, 0, self.done.total)
        rows_of = {  # every row has the PS itself, and perhaps some of its parts
            code: np.concatenate([t.rows for t in tasks if (t.service.code, t.amount.name) == (code, "right")])
            for code in dict.fromkeys(task.service.code for task in tasks)
        }
        return Outcome(scenario, self.table, before, after, shares, labels, rows_of, wrong, FaultTable(found))


def _add(
    shares: dict[Change, Cents],
    labels: dict[tuple[str, Change], Text],
    task: Task,
    rows: Any,
    made: Effect,
    size: int,
) -> None:
    for key, cents in made.shares.items():
        whole = shares.setdefault(key, np.zeros(size, np.int64))
        whole[rows] += cents
        kind, name = key
        label = task.service.parameter(name).text if kind == "parameter" else ALL_TOGETHER if name == "all" else BY_RULE
        labels.setdefault((task.service.code, key), label)


def _tell(task: Task, made: Effect, rows: Any, wrong: Mask, found: list[Found]) -> None:
    """Keep the rows that the scenario cannot compute."""
    faults = [(made.end.over_zero, "", OVER_ZERO.at("")), (made.end.too_large, "", TOO_LARGE.at("", most=MOST))]
    for name, mask in made.end.lacks.items():
        faults.append((mask, f"parameters.{name}", _no_value(task.service, name, task.on)))
    for mask, field, fault in faults:
        if mask.any():
            found.append(Found.alike(rows[mask], field, fault))
            wrong[rows[mask]] = True


def _no_value(service: PS, name: str, on: date) -> Fault:
    parameter = service.parameter(name)
    known = parameter.known or (Text(fr="aucune", en="none").fill(),)
    told = {"parameter": name, "label": parameter.text, "unit": parameter.unit, "on": on, "known": known}
    return NO_VALUE.at(f"parameters.{name}", **told)


def _formula(service: PS, name: str, grouped: SegmentRows) -> Formula:
    """The formula of an amount under a scenario, in force that year."""
    asking = {part.declared_by: True for part in service.parts if part.name == name}
    rules = service.rules(grouped.on, asking, grouped.segment.year.period.end)
    assert rules is not None  # noqa: S101 - the baseline has one, and a scenario takes none away
    return dict([("right", rules.formula), *rules.parts])[name]


def _figures(
    scenario: Scenario, service: PS, formula: Formula, job: Computed, grouped: SegmentRows, faults: Faults
) -> dict[str, Decimal]:
    """The figures that the formula has under the scenario; one without a value is left out."""
    on = grouped.on if job.name == "right" else max(grouped.on, formula.start)
    before = dict(job.held)
    unread = {name: on for name in formula.uses if name not in job.formula.uses}
    if unread:
        held, _ = scale(
            service.by_name, unread, on, grouped.supplied(unread), grouped.asked.policy, replacing=service.by_name
        )
        before |= {name: value.value for name, value in held.values.items()}
    made = {}
    for name in formula.uses:
        figure = scenario.figure(service.code, name, on, before.get(name))
        if figure is None:
            continue
        read = read_figure(figure, f"parameters.{service.code}.{name}", service.parameter(name))
        if isinstance(read, Fault):
            faults.add(read)
        else:
            made[name] = read
    faults.add(*service.broken(made, on, f"parameters.{service.code}"))
    return made


def prepared(
    table: Any, ps: str | PS, year: int | str | FinancialYear, asked: Asked, faults: Literal["raise", "report"]
) -> Prepared:
    """The table, read once, and its baseline.

    Raises:
        FaultyTable: rows are at fault, and `faults` is "raise".
    """
    opened_, groups = opened(table), list[SegmentRows]()
    done = rights(opened_, ps, year, asked, groups.append)
    if faults == "raise":
        done.faults.raise_if_any(_SUBJECT)
    return Prepared(opened_, done, groups)


def run(
    baseline: Parameters | None,
    scenarios: Sequence[Scenario | Mapping[str, Any] | str],
    table: Any,
    ps: str | PS = "ps",
    year: int | str | FinancialYear = "year",
    *,
    formulas: Mapping[str, NamedFormula] | None = None,
    policy: Policy = "strict",
    faults: Literal["raise", "report"] = "raise",
    decimals: Decimals | None = None,
    kind: DeclarationKind | None = None,
    split: bool = True,
    progress: Progress | None = None,
    locale: str | None = None,
) -> Results:
    """What scenarios change on a table: who gains, who loses, what it costs, and which change brings what.

    Args:
        baseline: the figures before, as `parameters` of `estimate_table`; None: those built in.
        scenarios: each a `Scenario`, or what `read_scenario` reads.
        table: as for `estimate_table`.
        ps: the PS, or the name of a column of codes.
        year: the financial year, or the name of a column of years.
        formulas: those that scenarios name.
        policy: as for `estimate_table`.
        decimals: as there.
        kind: as there.
        faults: "raise", or "report": rows at fault are left out of every sum, and told in `faults`.
        split: share each difference between what changed (the number of runs doubles with each change, up to ten).
        progress: called with the rows done and those there are; `False` or an error of its own cancels.
        locale: as for `estimate_table`.

    Raises:
        InvalidInput: a scenario or a column is at fault; every fault is there.
        FaultyTable: rows are at fault.
        Cancelled: the callback asked for it; nothing is given.

    >>> table = {"attended_hours": ["1000", "1000"], "expenses": ["9000", "1000"], "general_scheme_share": [1, 1]}
    >>> scenario = {"name": "+2 %", "parameters": {"ALSH": {"ceiling": "+2 %"}}}
    >>> made = run({"ceiling": "2"}, [scenario], table, "ALSH", 2023)
    >>> made["+2 %"].cost, made["+2 %"].winners.count
    (Decimal('12.00'), 1)
    """
    named = formulas or {}
    read = [one if isinstance(one, Scenario) else read_scenario(one, named) for one in scenarios]
    before = prepared(
        table, ps, year, Asked(baseline, policy, Places.of(decimals), kind, replacing=EVERY, locale=locale), faults
    )
    planned = [(one, before.tasks(one, named)) for one in read]
    told = Counter(sum(len(task.rows) for _, tasks in planned for task in tasks), progress)
    outcomes = tuple(before.outcome(one, tasks, split, told) for one, tasks in planned)
    for one in outcomes:
        if faults == "raise":
            one.faults.raise_if_any(Text(fr=f"Scénario « {one.scenario.name} »", en=f"Scenario “{one.scenario.name}”"))
    return Results(outcomes, before.done.faults)
