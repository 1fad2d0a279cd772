"""A baseline and scenarios on a table: the right of every row before and after, and what each change brings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import attrs
import numpy as np

from afas.columns import Cents, Fixed, Mask
from afas.comparison import ALL_TOGETHER, BY_RULE
from afas.errors import Fault, FaultKind, Faults, InvalidInput
from afas.estimation import not_in_force
from afas.forms import DeclarationKind
from afas.parameters import NO_VALUE, Policy, read_figure, scale
from afas.periods import FinancialYear
from afas.ps import PS, Formula
from afas.simulation._bands import read_weights
from afas.simulation._checks import Asked, Decimals, Parameters, Places
from afas.simulation._contributions import Amount, Change, Effect, effect
from afas.simulation._faults import FaultTable, Found
from afas.simulation._outcomes import Outcome, Results
from afas.simulation._progress import Counter, Progress
from afas.simulation._rights import EVERY, MOST, OVER_ZERO, TOO_LARGE, Computed, Done, SegmentRows, rights
from afas.simulation._scenario_reading import read_scenario
from afas.simulation._scenarios import NamedFormula, Scenario
from afas.simulation._sums import ONE_EACH, Weights
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
        weights: how often each row counts.
    """

    table: Any
    done: Done
    groups: Sequence[SegmentRows]
    weights: Weights = ONE_EACH

    @property
    def services(self) -> tuple[PS, ...]:
        """The PS of the table."""
        return tuple(dict.fromkeys(one.service for one in self.groups))

    @property
    def budget(self) -> Decimal:
        """The sum of the rights of the baseline, in euros."""
        return self.weights.euros(self.done.total)

    def tasks(self, scenario: Scenario, formulas: Mapping[str, NamedFormula]) -> list[Task]:
        """What a scenario changes, amount by amount.

        Raises:
            InvalidInput: a formula was not supplied, or a changed figure leaves its bounds; every fault is there.
        """
        faults = Faults(Text(fr=f"Scénario « {scenario.name} »", en=f"Scenario “{scenario.name}”"))
        made = []
        for grouped in self.groups:
            service = scenario.service(grouped.service, formulas)
            year = grouped.segment.year
            if scenario.legislation is not None:
                year = FinancialYear(scenario.legislation, service.school_year)
            for job in grouped.computed:
                new = _formula(service, job, grouped, year, faults)
                figures = _figures(scenario, service, new, job, grouped, year, faults)
                needed = ~grouped.wrong if job.rows is None else job.rows & ~grouped.wrong
                at = np.flatnonzero(needed)
                data = {
                    name: one if len(at) == grouped.size or not isinstance(one, Fixed) else one.take(at)
                    for name, one in grouped.data.items()
                }
                rows = at if grouped.segment.rows is None else grouped.segment.rows[at]
                made.append(
                    Task(service, year.start, Amount(job.name, job.formula, new, job.held, figures), rows, data)
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
        return Outcome(
            scenario, self.table, before, after, shares, labels, rows_of, wrong, FaultTable(found), self.weights
        )


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


def _formula(service: PS, job: Computed, grouped: SegmentRows, year: FinancialYear, faults: Faults) -> Formula:
    """The formula of an amount under a scenario, in force that year."""
    asking = {part.declared_by: True for part in service.parts if part.name == job.name}
    rules = service.rules(year.start, asking, year.period.end)
    missing = not_in_force(service, year, grouped.asked.kind if job.name == "right" else None, rules)
    if rules is None or missing:
        faults.add(*missing)
        return job.formula
    return dict([("right", rules.formula), *rules.parts])[job.name]


def _figures(
    scenario: Scenario,
    service: PS,
    formula: Formula,
    job: Computed,
    grouped: SegmentRows,
    year: FinancialYear,
    faults: Faults,
) -> dict[str, Decimal]:
    """The figures that the formula has under the scenario; one without a value is left out."""
    on = year.start if job.name == "right" else max(year.start, formula.start)
    before = {} if scenario.legislation is not None else dict(job.held)
    kept = () if scenario.legislation is not None else job.formula.uses
    unread = {name: on for name in formula.uses if name not in kept}
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
    table: Any,
    ps: str | PS,
    year: int | str | FinancialYear,
    asked: Asked,
    faults: Literal["raise", "report"],
    weights: str | None = None,
) -> Prepared:
    """The table, read once, and its baseline.

    Raises:
        FaultyTable: rows are at fault, and `faults` is "raise".
    """
    opened_, groups = opened(table), list[SegmentRows]()
    done = rights(opened_, ps, year, asked, groups.append)
    if faults == "raise":
        done.faults.raise_if_any(_SUBJECT)
    return Prepared(opened_, done, groups, ONE_EACH if weights is None else read_weights(opened_, weights))


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
    weights: str | None = None,
    answers: Mapping[str, Callable[[Outcome], Any]] | None = None,
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
        weights: the name of a column of exact weights: how often each row counts, in every sum, mean and count.
        answers: what those concerned do differently, by name: a function of the outcome, that gives the table again
            with other entries, its rows in their order. They come in turn, each after what was found before; what one
            brings is a part of the difference of its own.

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
    asked = Asked(baseline, policy, Places.of(decimals), kind, replacing=EVERY, locale=locale)
    before = prepared(table, ps, year, asked, faults, weights)
    planned = [(one, before.tasks(one, named)) for one in read]
    told = Counter(sum(len(task.rows) for _, tasks in planned for task in tasks), progress)
    outcomes = tuple(before.outcome(one, tasks, split, told) for one, tasks in planned)
    for name, answer in (answers or {}).items():
        outcomes = tuple(
            _answered(one, name, prepared(answer(one), ps, year, asked, faults, weights), named) for one in outcomes
        )
    for one in outcomes:
        if faults == "raise":
            one.faults.raise_if_any(Text(fr=f"Scénario « {one.scenario.name} »", en=f"Scenario “{one.scenario.name}”"))
    return Results(outcomes, before.done.faults)


ROWS_CHANGED: Final = FaultKind(
    "rows-changed",
    Text(
        fr="la réponse « {name} » rend {found} lignes, la table en a {size} : rendez les mêmes, dans leur ordre",
        en="the answer “{name}” gives {found} rows, the table has {size}: give the same ones, in their order",
    ),
)


def _answered(outcome: Outcome, name: str, after: Prepared, formulas: Mapping[str, NamedFormula]) -> Outcome:
    """An outcome once those concerned have answered it: their entries under the same scenario."""
    size = len(outcome.wrong)
    if after.done.size != size:
        raise InvalidInput(_SUBJECT, (ROWS_CHANGED.at(f"answers.{name}", name=name, found=after.done.size, size=size),))
    tasks = after.tasks(outcome.scenario, formulas)
    made = after.outcome(outcome.scenario, tasks, False, Counter(sum(len(task.rows) for task in tasks), None))
    wrong = outcome.wrong | made.wrong
    key: Change = ("answer", name)
    shares = {**outcome.shares, key: made.after - outcome.after}
    return attrs.evolve(
        outcome,
        before=np.where(wrong, 0, outcome.before),
        after=np.where(wrong, 0, made.after),
        shares={change: np.where(wrong, 0, cents) for change, cents in shares.items()},
        labels=dict(outcome.labels) | {(code, key): Text(fr=name, en=name) for code in outcome.rows_of},
        wrong=wrong,
        faults=FaultTable((*outcome.faults.found, *after.done.faults.found, *made.faults.found)),
    )
