"""One parameter taken through several values: what each costs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, Literal

import attrs

from afas import ps as registry
from afas.documents import Document, Shown, Table
from afas.errors import Fault, Faults
from afas.forms import DeclarationKind
from afas.parameters import UNKNOWN_PARAMETER, Policy
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._checks import Asked, Decimals, Parameters, Places
from afas.simulation._progress import Counter, Progress
from afas.simulation._reform import prepared
from afas.simulation._rights import EVERY
from afas.simulation._scenario_reading import read_override
from afas.simulation._scenarios import Relative, Scenario, unknown
from afas.simulation._summaries import not_counted
from afas.text import Euros, Text, figure, signed

__all__ = ["Curve", "Point", "sweep"]

_SUBJECT: Final = Text(fr="Variation d’un paramètre", en="Sweep of a parameter")
_HEAD: Final = (
    Text(fr="Droits", en="Rights"),
    Text(fr="Écart", en="Difference"),
    Text(fr="Gagnants", en="Winners"),
    Text(fr="Perdants", en="Losers"),
)


@attrs.frozen
class Point:
    """What one value gives.

    Attributes:
        value: the figure, or the exact change of the one in force.
        amount: the sum of the rights, in euros.
        difference: from the baseline, in euros.
        winners: rows whose right rises.
        losers: rows whose right falls.
        left_out: rows that are in no sum, since they are at fault.
    """

    value: Decimal | Relative
    amount: Decimal
    difference: Decimal
    winners: int
    losers: int
    left_out: int = 0


@attrs.frozen
class Curve(Shown):
    """The points of a sweep, in the order of the values given.

    Attributes:
        ps: the code of the PS.
        parameter: the name of the parameter.
        text: its label.
        baseline: the sum of the rights as they are, in euros.
    """

    ps: str
    parameter: str
    text: Text
    baseline: Decimal
    points: tuple[Point, ...]

    def table(self) -> dict[str, list[Any]]:
        """Columns `value, amount, difference, winners, losers, left_out`, to make a table of."""
        names = [field.name for field in attrs.fields(Point)]
        made: dict[str, list[Any]] = {name: [getattr(one, name) for one in self.points] for name in names}
        made["value"] = [str(one) if isinstance(one, Relative) else one for one in made["value"]]
        return made

    def document(self, locale: str = "fr") -> Document:
        """A table: one row a value."""
        heads = [f"{self.ps}, {self.text(locale)}", *(head(locale) for head in _HEAD)]
        rows = [self._cells(point, locale) for point in self.points]
        left_out = max((point.left_out for point in self.points), default=0)
        return Document(
            "", locale, (Table("", heads, rows, figures=range(1, len(heads))), *not_counted(left_out, locale))
        )

    @staticmethod
    def _cells(one: Point, locale: str) -> list[str]:
        value = one.value.show(locale) if isinstance(one.value, Relative) else figure(one.value, locale)
        amounts = [figure(Euros(one.amount), locale), signed(one.difference, locale)]
        return [value, *amounts, figure(one.winners, locale), figure(one.losers, locale)]


def sweep(
    ps: str | PS,
    table: Any,
    parameter: str,
    values: Sequence[str | int | Decimal],
    year: int | str | FinancialYear = "year",
    parameters: Parameters | None = None,
    policy: Policy = "strict",
    *,
    faults: Literal["raise", "report"] = "raise",
    decimals: Decimals | None = None,
    kind: DeclarationKind | None = None,
    progress: Progress | None = None,
    locale: str | None = None,
) -> Curve:
    """The sum of the rights for each value of a parameter: its cost curve. The table is read once.

    Args:
        ps: the code of the PS, or the PS itself.
        table: as for `estimate_table`.
        parameter: its name.
        values: figures, or exact changes such as "+2 %".
        year: the financial year, or the name of a column of years.
        parameters: the figures of the baseline, as for `estimate_table`.
        policy: as there.
        decimals: as there.
        kind: as there.
        faults: "raise", or "report": rows at fault are left out of every sum.
        progress: called with the rows done and those there are; `False` or an error of its own cancels.
        locale: as for `estimate_table`.

    Raises:
        InvalidInput: no parameter has this name, or a value cannot be one.
        FaultyTable: rows are at fault.
        Cancelled: the callback asked for it; nothing is given.

    >>> table = {"attended_hours": ["1000"], "expenses": ["9000"], "general_scheme_share": [1]}
    >>> curve = sweep("ALSH", table, "ceiling", ["1.90", "+2 %"], 2023, {"ceiling": "2"})
    >>> curve.baseline, [point.amount for point in curve.points]
    (Decimal('600.00'), [Decimal('570.00'), Decimal('612.00')])
    """
    service = registry.get(ps) if isinstance(ps, str) else ps
    read = _values(service, parameter, values)
    before = prepared(
        table,
        service,
        year,
        Asked(parameters, policy, Places.of(decimals), kind, replacing=EVERY, locale=locale),
        faults,
    )
    scenarios = [Scenario(str(one), parameters={service.code: {parameter: one}}) for one in read]
    planned = [(one, before.tasks(one, {})) for one in scenarios]
    told = Counter(sum(len(task.rows) for _, tasks in planned for task in tasks), progress)
    points, baseline = [], before.budget
    for value, (scenario, tasks) in zip(read, planned, strict=True):
        made = before.outcome(scenario, tasks, split=False, told=told)
        if faults == "raise":
            made.faults.raise_if_any(_SUBJECT)
        gains, losses = made.winners.count, made.losers.count
        points.append(Point(value, made.budget_after, made.cost, gains, losses, made.left_out))
    return Curve(service.code, parameter, service.parameter(parameter).text, baseline, tuple(points))


def _values(service: PS, parameter: str, values: Sequence[str | int | Decimal]) -> list[Decimal | Relative]:
    faults = Faults(_SUBJECT)
    if parameter not in service.by_name:
        faults.add(unknown(UNKNOWN_PARAMETER, "parameter", parameter, service.by_name))
        faults.raise_if_any()
    read = [read_override(one, f"values[{rank}]", service.parameter(parameter)) for rank, one in enumerate(values)]
    faults.add(*(one for one in read if isinstance(one, Fault)))
    faults.raise_if_any()
    return [one for one in read if isinstance(one, (Decimal, Relative))]
