"""A baseline and scenarios on a table: who gains, who loses, and what those concerned answer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

import attrs
import numpy as np

from afas.errors import AfasError, FaultKind, Faults, InvalidInput
from afas.forms import DeclarationKind
from afas.parameters import Policy
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._checks import Asked, Decimals, Parameters, Places
from afas.simulation._contributions import Change, Split
from afas.simulation._explained import ExplainedRow
from afas.simulation._faults import FaultTable
from afas.simulation._outcomes import Outcome
from afas.simulation._prepared import SUBJECT, Prepared, prepared
from afas.simulation._progress import Counter, Progress
from afas.simulation._results import Results
from afas.simulation._rights import EVERY
from afas.simulation._scenario_reading import NAME_TWICE, read_scenario
from afas.simulation._scenarios import NamedFormula, Scenario
from afas.text import Text

__all__ = ["run"]

_KINDS: Final = ("rule", "figures")
NOT_AN_ORDER: Final = FaultKind(
    "not-an-order",
    Text(
        fr="{found} ne dit pas comment partager l’écart : donnez True (moyenne sur tous les ordres), False (aucun "
        "partage), ou l’ordre, de rule et figures, dans une liste",
        en="{found} does not say how to share the difference: give True (the mean over every order), False (no "
        "sharing), or the order, of rule and figures, in a list",
    ),
)
ROWS_CHANGED: Final = FaultKind(
    "rows-changed",
    Text(
        fr="la réponse « {name} » rend {found} lignes, la table en a {size} : rendez les mêmes, dans leur ordre",
        en="the answer “{name}” gives {found} rows, the table has {size}: give the same ones, in their order",
    ),
)


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
    split: Split = True,
    progress: Progress | None = None,
    locale: str | None = None,
    weights: str | None = None,
    answers: Mapping[str, Callable[[Outcome], Any]] | None = None,
) -> Results:
    """Run scenarios on a table: who gains, who loses, the cost, and the part of each change.

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
        faults: "raise", or "report": rows at fault are left out of every sum, and reported in `faults`.
        split: share each difference between what changed. True: each change gets its mean effect over every order in
            which they could have come (the number of runs doubles with each change, up to ten). `["rule", "figures"]`
            or `["figures", "rule"]`: formulas and figures come in this order. False: no sharing.
        progress: called with the rows done and those there are; `False` or an error of its own cancels.
        locale: as for `estimate_table`.
        weights: the name of a column of exact weights: how often each row counts, in every sum, mean and count. A row
            without a weight is at fault.
        answers: what those concerned do differently, by name: a function of the outcome, that gives the table again
            with other entries, its rows in their order. They come in turn, each after what was found before; what one
            brings is a part of the difference of its own.

    Raises:
        InvalidInput: a scenario or a column is at fault; every fault is there.
        FaultyTable: rows are at fault.
        Cancelled: the callback asked for it; nothing is given.

    >>> table = {"attended_hours": ["1000", "1000"], "expenses": ["9000", "1000"], "general_scheme_share": [1, 1]}
    >>> scenario = {"name": "+2 %", "parameters": {"ALSH": {"ceiling": "+2 %"}}}
    >>> results = run({"ceiling": "2"}, [scenario], table, "ALSH", 2023)
    >>> results["+2 %"].cost, results["+2 %"].winners.count
    (Decimal('12.00'), 1)
    """
    named, order = formulas or {}, _read_split(split)
    read = _read(scenarios, named)
    asked = Asked(baseline, policy, Places.of(decimals), kind, replacing=EVERY, locale=locale)
    before = prepared(table, ps, year, asked, faults, weights)
    planned = [(scenario, before.tasks(scenario, named)) for scenario in read]
    counter = Counter(sum(len(task.rows) for _, tasks in planned for task in tasks), progress)
    outcomes = tuple(before.outcome(scenario, named, tasks, counter, order) for scenario, tasks in planned)
    for name, answer in (answers or {}).items():
        outcomes = tuple(
            _answered(outcome, name, prepared(answer(outcome), ps, year, asked, faults, weights), named)
            for outcome in outcomes
        )
    for outcome in outcomes:
        if faults == "raise":
            outcome.faults.raise_if_any(Text(fr=f"Scénario « {outcome.text.fr} »", en=f"Scenario “{outcome.text.en}”"))
    return Results(outcomes, FaultTable(before.done.faults.found, native=before.table), native=before.table)


def _read(
    scenarios: Sequence[Scenario | Mapping[str, Any] | str], formulas: Mapping[str, NamedFormula]
) -> list[Scenario]:
    """The scenarios, each under a name of its own."""
    if isinstance(scenarios, (str, Scenario, Mapping)):
        scenarios = [scenarios]
    faults, read = Faults(SUBJECT), list[Scenario]()
    for rank, given in enumerate(scenarios):
        try:
            scenario = given if isinstance(given, Scenario) else read_scenario(given, formulas)
        except AfasError as wrong:
            with faults.at(f"scenarios[{rank}]"):
                faults.add(*wrong.faults)
            continue
        if scenario.name in [other.name for other in read]:
            faults.add(NAME_TWICE.at(f"scenarios[{rank}].name", found=scenario.name))
        read.append(scenario)
    faults.raise_if_any()
    return read


def _read_split(split: Any) -> Split:
    if isinstance(split, bool):
        return split
    kinds = tuple(split) if isinstance(split, (list, tuple)) else ()
    if sorted(map(str, kinds)) != sorted(_KINDS):
        raise InvalidInput(SUBJECT, (NOT_AN_ORDER.at("split", found=repr(split)[:40]),))
    return kinds


def _answered(outcome: Outcome, name: str, after: Prepared, formulas: Mapping[str, NamedFormula]) -> Outcome:
    """An outcome once those concerned have answered it: their entries under the same scenario."""
    size = len(outcome.wrong)
    if after.done.size != size:
        raise InvalidInput(SUBJECT, (ROWS_CHANGED.at(f"answers.{name}", name=name, found=after.done.size, size=size),))
    scenario = outcome.scenario
    tasks = after.tasks(scenario, formulas)
    answered = after.outcome(scenario, formulas, tasks, Counter(sum(len(task.rows) for task in tasks)))
    wrong = outcome.wrong | answered.wrong
    key: Change = ("answer", name)
    shares = {**outcome.shares, key: answered.after - outcome.after}

    def explained(row: int) -> ExplainedRow:
        before = outcome.explained(row).before.estimate
        return ExplainedRow.of(row, scenario.words, before, after.after(row, scenario, formulas))

    return attrs.evolve(
        outcome,
        before=np.where(wrong, 0, outcome.before),
        after=np.where(wrong, 0, answered.after),
        shares={change: np.where(wrong, 0, cents) for change, cents in shares.items()},
        labels=dict(outcome.labels) | {(code, key): Text(fr=name, en=name) for code in outcome.rows_of},
        wrong=wrong,
        faults=FaultTable(
            (*outcome.faults.found, *after.done.faults.found, *answered.faults.found), native=outcome.native
        ),
        answers=(*outcome.answers, name),
        explained=explained,
    )
