"""One parameter, or two, taken through several values: what each costs."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal

import attrs

from afas import ps as registry
from afas.documents import Document, Shown, Table
from afas.errors import Fault, FaultKind, Faults, InvalidInput
from afas.forms import DeclarationKind
from afas.parameters import UNKNOWN_PARAMETER, Policy
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._checks import Asked, Decimals, Parameters, Places
from afas.simulation._outcomes import Outcome
from afas.simulation._progress import Counter, Progress
from afas.simulation._reform import Prepared, prepared
from afas.simulation._rights import EVERY
from afas.simulation._scenario_reading import read_override
from afas.simulation._scenarios import Relative, Scenario, unknown
from afas.simulation._summaries import not_counted
from afas.simulation._tables import Table as Native
from afas.text import Euros, Text, figure, signed

__all__ = ["Curve", "Grid", "GridPoint", "Point", "grid", "sweep"]

_SUBJECT: Final = Text(fr="Variation d’un paramètre", en="Sweep of a parameter")
_HEAD: Final = (
    Text(fr="Droits", en="Rights"),
    Text(fr="Écart", en="Difference"),
    Text(fr="Gagnants", en="Winners"),
    Text(fr="Perdants", en="Losers"),
)


TWO_PARAMETERS: Final = FaultKind(
    "two-parameters",
    Text(fr="il faut deux paramètres, et non {found}", en="two parameters are needed, not {found}"),
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
    winners: int | Decimal
    losers: int | Decimal
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
    native: Native | None = attrs.field(default=None, repr=False, eq=False)

    def table(self) -> Any:
        """A table of the kind that came in: columns `value, amount, difference, winners, losers, left_out`.

        Where one is an exact change, all are words, such as "+2 %".
        """
        names = [field.name for field in attrs.fields(Point)]
        made: dict[str, list[Any]] = {name: [getattr(one, name) for one in self.points] for name in names}
        made["value"] = _written(made["value"])
        return made if self.native is None else self.native.made(made)

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
        value = _shown(one.value, locale)
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
    weights: str | None = None,
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
        weights: as for `run`.

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
        weights,
    )
    made = _outcomes(before, service, [{parameter: one} for one in read], faults, progress)
    points = tuple(Point(value, *_sums(one)) for value, one in zip(read, made, strict=True))
    native = before.table
    return Curve(service.code, parameter, service.parameter(parameter).text, before.budget, points, native)


def _outcomes(
    before: Prepared,
    service: PS,
    figures: Sequence[Mapping[str, Decimal | Relative]],
    faults: Literal["raise", "report"],
    progress: Progress | None,
) -> Iterator[Outcome]:
    """What each of these sets of figures gives, in turn."""
    planned = []
    for one in figures:
        scenario = Scenario(" ".join(str(figure) for figure in one.values()), parameters={service.code: one})
        planned.append((scenario, before.tasks(scenario, {})))
    told = Counter(sum(len(task.rows) for _, tasks in planned for task in tasks), progress)
    for scenario, tasks in planned:
        made = before.outcome(scenario, tasks, split=False, told=told)
        if faults == "raise":
            made.faults.raise_if_any(_SUBJECT)
        yield made


def _sums(one: Outcome) -> tuple[Decimal, Decimal, int | Decimal, int | Decimal, int]:
    return one.budget_after, one.cost, one.winners.count, one.losers.count, one.left_out


@attrs.frozen
class GridPoint:
    """What a pair of values gives; as a `Point`.

    Attributes:
        values: the figures, or the exact changes, in the order of the parameters.
    """

    values: tuple[Decimal | Relative, Decimal | Relative]
    amount: Decimal
    difference: Decimal
    winners: int | Decimal
    losers: int | Decimal
    left_out: int = 0


@attrs.frozen
class Grid(Shown):
    """The points of two parameters, each value of one with each of the other.

    Attributes:
        ps: the code of the PS.
        parameters: the names of the two.
        texts: their labels.
        baseline: the sum of the rights as they are, in euros.
        points: the values of the second change fastest.
    """

    ps: str
    parameters: tuple[str, str]
    texts: tuple[Text, Text]
    baseline: Decimal
    points: tuple[GridPoint, ...]
    native: Native | None = attrs.field(default=None, repr=False, eq=False)

    def table(self) -> Any:
        """A table of the kind that came in: a column each parameter, `amount, difference, winners, losers, left_out`.

        Where one is an exact change, all are words, such as "+2 %".
        """
        made: dict[str, list[Any]] = {
            name: _written([one.values[rank] for one in self.points]) for rank, name in enumerate(self.parameters)
        }
        for field in attrs.fields(GridPoint)[1:]:
            made[field.name] = [getattr(one, field.name) for one in self.points]
        return made if self.native is None else self.native.made(made)

    def document(self, locale: str = "fr") -> Document:
        """A table of the differences: a line a value of the first, a column a value of the second."""
        lines: dict[str, list[str]] = {}
        for one in self.points:
            lines.setdefault(_shown(one.values[0], locale), []).append(signed(one.difference, locale))
        heads = dict.fromkeys(_shown(one.values[1], locale) for one in self.points)
        first, second = (text(locale) for text in self.texts)
        shown = Table("", [f"{self.ps}, {first} / {second}", *heads], [[name, *line] for name, line in lines.items()],
                      figures=range(1, len(heads) + 1))  # fmt: skip
        left_out = max((one.left_out for one in self.points), default=0)
        return Document("", locale, (shown, *not_counted(left_out, locale)))


def _written(values: Sequence[Decimal | Relative]) -> list[Decimal] | list[str]:
    """A column of figures; of words, where one is a change."""
    figures = [one for one in values if not isinstance(one, Relative)]
    return figures if len(figures) == len(values) else [str(one) for one in values]


def _shown(value: Decimal | Relative, locale: str) -> str:
    return value.show(locale) if isinstance(value, Relative) else figure(value, locale)


def grid(
    ps: str | PS,
    table: Any,
    values: Mapping[str, Sequence[str | int | Decimal]],
    year: int | str | FinancialYear = "year",
    parameters: Parameters | None = None,
    policy: Policy = "strict",
    *,
    faults: Literal["raise", "report"] = "raise",
    decimals: Decimals | None = None,
    kind: DeclarationKind | None = None,
    progress: Progress | None = None,
    locale: str | None = None,
    weights: str | None = None,
) -> Grid:
    """The sum of the rights for each pair of values of two parameters. The table is read once.

    Args:
        ps: as for `sweep`.
        table: as for `estimate_table`.
        values: by name of the two parameters: figures, or exact changes such as "+2 %".
        year: as for `sweep`.
        parameters: as there.
        policy: as there.
        faults: as there.
        decimals: as there.
        kind: as there.
        progress: as there.
        locale: as there.
        weights: as there.

    Raises:
        InvalidInput: there are not two parameters of these names, or a value cannot be one.
        FaultyTable: rows are at fault.
        Cancelled: the callback asked for it; nothing is given.

    >>> table = {"attended_hours": ["1000"], "expenses": ["9000"], "general_scheme_share": [1]}
    >>> made = grid("ALSH", table, {"ceiling": ["2", "+2 %"], "rate": ["0.31"]}, 2023, {"ceiling": "2"})
    >>> [str(one.difference) for one in made.points]
    ['20.00', '32.40']
    """
    service = registry.get(ps) if isinstance(ps, str) else ps
    if len(values) != 2:
        raise InvalidInput(_SUBJECT, (TWO_PARAMETERS.at("values", found=tuple(values) or ("–",)),))
    (first, ones), (second, others) = ((name, _values(service, name, some)) for name, some in values.items())
    asked = Asked(parameters, policy, Places.of(decimals), kind, replacing=EVERY, locale=locale)
    before = prepared(table, service, year, asked, faults, weights)
    pairs = [(one, other) for one in ones for other in others]
    made = _outcomes(before, service, [{first: one, second: other} for one, other in pairs], faults, progress)
    points = tuple(GridPoint(pair, *_sums(one)) for pair, one in zip(pairs, made, strict=True))
    texts = service.parameter(first).text, service.parameter(second).text
    return Grid(service.code, (first, second), texts, before.budget, points, before.table)


def _values(service: PS, parameter: str, values: Sequence[str | int | Decimal]) -> list[Decimal | Relative]:
    faults = Faults(_SUBJECT)
    if parameter not in service.by_name:
        faults.add(unknown(UNKNOWN_PARAMETER, "parameter", parameter, service.by_name))
        faults.raise_if_any()
    read = [read_override(one, f"values[{rank}]", service.parameter(parameter)) for rank, one in enumerate(values)]
    faults.add(*(one for one in read if isinstance(one, Fault)))
    faults.raise_if_any()
    return [one for one in read if isinstance(one, (Decimal, Relative))]
