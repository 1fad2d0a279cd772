"""One parameter, or two, taken through several values: the cost of each."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any, Final, Literal

import attrs

from afas import ps as registry
from afas.documents import Document, Table
from afas.errors import Fault, FaultKind, Faults, InvalidInput
from afas.forms import DeclarationKind
from afas.parameters import UNKNOWN_PARAMETER, Policy
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._checks import Asked, Decimals, Parameters, Places
from afas.simulation._prepared import Prepared, prepared
from afas.simulation._progress import Counter, Progress
from afas.simulation._rights import EVERY
from afas.simulation._scenario_reading import read_override
from afas.simulation._scenarios import Relative, Scenario, unknown
from afas.simulation._summaries import not_counted, to_the_cent
from afas.simulation._tabled import Tabled
from afas.text import Euros, Text, figure, signed

__all__ = ["Curve", "Grid", "Point", "grid", "sweep"]

_SUBJECT: Final = Text(fr="Variation d’un paramètre", en="Sweep of a parameter")
_HEAD: Final = (
    Text(fr="Droits", en="Rights"),
    Text(fr="Écart", en="Difference"),
    Text(fr="Gagnants", en="Winners"),
    Text(fr="Perdants", en="Losers"),
)
NOT_VALUES: Final = FaultKind(
    "not-values",
    Text(
        fr="{found} n’est pas une liste de valeurs, comme 1.90 et +2 %",
        en="{found} is not a list of values, such as 1.90 and +2 %",
    ),
)
TWO_PARAMETERS: Final = FaultKind(
    "two-parameters",
    Text(fr="il faut deux paramètres, et non {found}", en="two parameters are needed, not {found}"),
)


@attrs.frozen
class Point:
    """The outcome of one value, or of one pair of values.

    Attributes:
        values: the figures, or the exact changes of those in force, in the order of the parameters.
        amount: the sum of the rights, in euros.
        difference: from the baseline, in euros.
        winners: rows whose right rises.
        losers: rows whose right falls.
        left_out: rows that are in no sum, since they are at fault.
    """

    values: tuple[Decimal | Relative, ...]
    amount: Decimal
    difference: Decimal
    winners: int | Decimal
    losers: int | Decimal
    left_out: int = 0

    @property
    def value(self) -> Decimal | Relative:
        """The first of its values."""
        return self.values[0]


@attrs.frozen(repr=False)
class _Swept(Tabled):
    """Base class: the points of parameters taken through several values.

    Attributes:
        ps: the code of the PS.
        parameters: the names of the parameters.
        texts: their labels.
        baseline: the sum of the rights as they are, in euros.
        points: in the order of the values given; those of the last parameter change fastest.
    """

    ps: str
    parameters: tuple[str, ...]
    texts: tuple[Text, ...]
    baseline: Decimal
    points: tuple[Point, ...]

    @property
    def left_out(self) -> int:
        """How many rows some point leaves out."""
        return max((point.left_out for point in self.points), default=0)

    def columns(self, locale: str = "fr") -> dict[str, list[Any]]:
        """A column for each parameter, then `amount, difference, winners, losers, left_out`.

        A column that holds an exact change is of words, such as "+2 %".
        """
        columns: dict[str, list[Any]] = {
            name: [*_written([point.values[rank] for point in self.points])]
            for rank, name in enumerate(self.parameters)
        }
        for field in attrs.fields(Point)[1:]:
            columns[field.name] = [getattr(point, field.name) for point in self.points]
        return columns


@attrs.frozen(repr=False)
class Curve(_Swept):
    """One parameter taken through several values."""

    def document(self, locale: str = "fr") -> Document:
        """A table: one row per value."""
        heads = [f"{self.ps}, {self.texts[0](locale)}", *(head(locale) for head in _HEAD)]
        rows = [self._cells(point, locale) for point in self.points]
        shown = Table("", heads, rows, figures=range(1, len(heads)))
        return Document("", locale, (shown, *not_counted(self.left_out, locale)))

    @staticmethod
    def _cells(point: Point, locale: str) -> list[str]:
        amounts = [
            figure(Euros(to_the_cent(point.amount)), locale), signed(to_the_cent(point.difference), locale)
        ]  # fmt: skip
        return [_shown(point.value, locale), *amounts, figure(point.winners, locale), figure(point.losers, locale)]


@attrs.frozen(repr=False)
class Grid(_Swept):
    """Two parameters: each value of the first with each value of the second."""

    def document(self, locale: str = "fr") -> Document:
        """A table of the differences: a line per value of the first, a column per value of the second."""
        lines: dict[str, list[str]] = {}
        for point in self.points:
            shown = signed(to_the_cent(point.difference), locale)
            lines.setdefault(_shown(point.values[0], locale), []).append(shown)
        heads = dict.fromkeys(_shown(point.values[1], locale) for point in self.points)
        first, second = (text(locale) for text in self.texts)
        rows = [[name, *line] for name, line in lines.items()]
        table = Table("", [f"{self.ps}, {first} / {second}", *heads], rows, figures=range(1, len(heads) + 1))
        return Document("", locale, (table, *not_counted(self.left_out, locale)))


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
        InvalidInput: no parameter has this name, or a value cannot be a value of it.
        FaultyTable: rows are at fault.
        Cancelled: the callback asked for it; nothing is given.

    >>> table = {"attended_hours": ["1000"], "expenses": ["9000"], "general_scheme_share": [1]}
    >>> curve = sweep("ALSH", table, "ceiling", ["1.90", "+2 %"], 2023, {"ceiling": "2"})
    >>> curve.baseline, [point.amount for point in curve.points]
    (Decimal('600.00'), [Decimal('570.00'), Decimal('612.00')])
    """
    service = registry.get(ps) if isinstance(ps, str) else ps
    read = _values(service, {parameter: values})
    asked = Asked(parameters, policy, Places.of(decimals), kind, replacing=EVERY, locale=locale)
    before = prepared(table, service, year, asked, faults, weights)
    return Curve(*_points(before, service, read, faults, progress), native=before.table)


def _points(
    before: Prepared,
    service: PS,
    values: Mapping[str, Sequence[Decimal | Relative]],
    faults: Literal["raise", "report"],
    progress: Progress | None,
) -> tuple[str, tuple[str, ...], tuple[Text, ...], Decimal, tuple[Point, ...]]:
    """The outcome of each value, or pair of values, in the order of the attributes of `_Swept`."""
    names, planned = tuple(values), []
    for some in product(*values.values()):
        changed = dict(zip(names, some, strict=True))
        scenario = Scenario(" ".join(map(str, some)), parameters={service.code: changed})
        planned.append((some, scenario, before.tasks(scenario, {})))
    counter = Counter(sum(len(task.rows) for *_, tasks in planned for task in tasks), progress)
    points = []
    for some, scenario, tasks in planned:
        outcome = before.outcome(scenario, {}, tasks, counter)
        if faults == "raise":
            outcome.faults.raise_if_any(_SUBJECT)
        whole = outcome.whole
        points.append(Point(some, whole.after, whole.difference, whole.winners, whole.losers, outcome.left_out))
    texts = tuple(service.parameter(name).text for name in names)
    return service.code, names, texts, before.budget, tuple(points)


def _written(values: Sequence[Decimal | Relative]) -> list[Decimal] | list[str]:
    """A column of figures; of words, where any of them is a change."""
    figures = [value for value in values if not isinstance(value, Relative)]
    return figures if len(figures) == len(values) else [str(value) for value in values]


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
        InvalidInput: there are not two parameters of these names, or a value cannot be a value of it.
        FaultyTable: rows are at fault.
        Cancelled: the callback asked for it; nothing is given.

    >>> table = {"attended_hours": ["1000"], "expenses": ["9000"], "general_scheme_share": [1]}
    >>> costs = grid("ALSH", table, {"ceiling": ["2", "+2 %"], "rate": ["0.31"]}, 2023, {"ceiling": "2"})
    >>> [str(point.difference) for point in costs.points]
    ['20.00', '32.40']
    """
    service = registry.get(ps) if isinstance(ps, str) else ps
    if len(values) != 2:
        raise InvalidInput(_SUBJECT, (TWO_PARAMETERS.at("values", found=tuple(values) or ("–",)),))
    read = _values(service, values)
    asked = Asked(parameters, policy, Places.of(decimals), kind, replacing=EVERY, locale=locale)
    before = prepared(table, service, year, asked, faults, weights)
    return Grid(*_points(before, service, read, faults, progress), native=before.table)


def _values(service: PS, values: Mapping[str, Sequence[Any]]) -> dict[str, list[Decimal | Relative]]:
    """The values of each parameter; every fault at once."""
    faults, known = Faults(_SUBJECT), dict[str, list[Decimal | Relative]]()
    for name, some in values.items():
        if name not in service.by_name:
            faults.add(unknown(UNKNOWN_PARAMETER, "parameter", name, service.by_name))
            continue
        if isinstance(some, (str, bytes)) or not hasattr(some, "__iter__"):
            faults.add(NOT_VALUES.at(f"values.{name}", found=repr(some)[:40]))
            continue
        path = "values" if len(values) == 1 else f"values.{name}"
        read = [read_override(value, f"{path}[{rank}]", service.parameter(name)) for rank, value in enumerate(some)]
        faults.add(*(fault for fault in read if isinstance(fault, Fault)))
        known[name] = [value for value in read if isinstance(value, (Decimal, Relative))]
    faults.raise_if_any()
    return known
