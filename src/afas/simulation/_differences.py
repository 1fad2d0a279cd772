"""What scenarios change, to be read: cost, winners and losers, groups, quantiles, the part of each change.

Every amount is exact: sums are of whole cents. A mean is the sum over the number of rows, rounded half up to the cent.
A quantile is an amount that some row has: the smallest that at least that share of the rows do not exceed.

Imports: text, tables, columns, errors, quantities, and the modules beside this one.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, Final, Literal

import attrs
import numpy as np

from afas import tables
from afas.arithmetic import Exact, to_decimal
from afas.columns import Cents, Fixed, Mask
from afas.errors import Fault, FaultKind, Faults, InvalidInput, did_you_mean
from afas.forms import Field, FormCode
from afas.quantities import Unit, read_number
from afas.simulation._faults import FaultTable
from afas.simulation._groups import NO_COLUMN
from afas.simulation._reading import read_field
from afas.simulation._scenarios import Scenario
from afas.simulation._tables import Table
from afas.text import Euros, Text, figure

__all__ = ["GroupLine", "Groups", "Outcome", "Results", "Share", "ShareKey", "Shown", "Tally", "signed"]

ShareKey = tuple[Literal["parameter", "rule"], str]

_LEAST: Final = Decimal(-(10**15))
_SUBJECT: Final = Text(fr="Résultats", en="Results")
UNKNOWN_SCENARIO = FaultKind(
    "unknown-scenario",
    Text(
        fr="pas de scénario « {found} »{hint} ; il y a : {known}", en="no scenario “{found}”{hint}; there are: {known}"
    ),
)
NOT_ASCENDING = FaultKind(
    "not-ascending",
    Text(fr="les bornes ne vont pas en croissant : {found}", en="the edges do not rise: {found}"),
)
NO_FIGURE = FaultKind(
    "no-figures",
    Text(
        fr="la colonne « {found} » n’est pas faite de nombres exacts : regroupez-la sans bornes",
        en="the column “{found}” is not made of exact numbers: group it without edges",
    ),
)
NO_ROWS = FaultKind("no-rows", Text(fr="aucune ligne : pas de quantile", en="no rows: there is no quantile"))


def _euros(cents: Any) -> Decimal:
    return Decimal(int(cents)).scaleb(-2)


def signed(amount: Decimal, locale: str) -> str:
    shown = figure(Euros(amount), locale)
    return f"+{shown}" if amount > 0 else shown


@attrs.frozen
class Tally:
    """Rows that gain, or that lose.

    Attributes:
        count: how many.
        sum: of their differences, in euros; negative for losses.
        mean: half up to the cent; None where there are none.
        largest: the difference farthest from zero; None where there are none.
    """

    count: int
    sum: Decimal
    mean: Decimal | None = None
    largest: Decimal | None = None

    @classmethod
    def of(cls, cents: Cents) -> "Tally":
        """Of differences of one sign."""
        if not len(cents):
            return cls(0, _euros(0))
        total = int(cents.sum())
        mean = Exact.rounded(Fraction(total, 100 * len(cents)), 100)
        return cls(len(cents), _euros(total), to_decimal(mean), _euros(cents.max() if total > 0 else cents.min()))


@attrs.frozen
class Share:
    """What one change brings to the difference, all rows of a PS together; as a `Contribution` does for one case.

    Attributes:
        ps: the code of the PS.
        kind: "parameter", or "rule" (another formula, with the parameters only one of them reads).
        name: of the parameter.
        text: its label.
        amount: in euros; negative where it lowers the rights.
    """

    ps: str
    kind: Literal["parameter", "rule"]
    name: str
    text: Text
    amount: Decimal


@attrs.frozen
class GroupLine:
    """The rows of one group, in euros.

    Attributes:
        group: what they have in common.
        rows: how many.
        before: the sum of the rights before.
        after: after.
        difference: after less before.
        winners: rows that gain.
        losers: rows that lose.
    """

    group: str
    rows: int
    before: Decimal
    after: Decimal
    difference: Decimal
    winners: int
    losers: int


_GROUP_HEAD: Final = (
    Text(fr="Lignes", en="Rows"),
    Text(fr="Avant", en="Before"),
    Text(fr="Après", en="After"),
    Text(fr="Écart", en="Difference"),
    Text(fr="Gagnants", en="Winners"),
    Text(fr="Perdants", en="Losers"),
)
_NO_GROUP: Final = Text(fr="(vide)", en="(empty)")


class Shown:
    """A table of words in both forms."""

    def cells(self, locale: str = "fr") -> list[list[str]]:
        """Its cells, line by line; the first holds the heads."""
        raise NotImplementedError

    def to_markdown(self, locale: str = "fr") -> str:
        """Markdown."""
        return tables.markdown(self.cells(locale), figures_from=1)

    def _repr_html_(self) -> str:
        return tables.html(self.cells())


@attrs.frozen
class Groups(Shown):
    """The lines of a grouping; they add up to the outcome."""

    by: str
    lines: tuple[GroupLine, ...]

    def __iter__(self) -> Iterator[GroupLine]:
        return iter(self.lines)

    def __getitem__(self, group: str) -> GroupLine:
        return next(one for one in self.lines if one.group == group)

    def cells(self, locale: str = "fr") -> list[list[str]]:
        """One line a group."""
        head = [self.by, *(one.get(locale) for one in _GROUP_HEAD)]
        return [head, *([one.group, *_line(one, locale)] for one in self.lines)]


def _line(one: Any, locale: str) -> list[str]:
    amounts = [figure(Euros(one.before), locale), figure(Euros(one.after), locale), signed(one.difference, locale)]
    return [figure(one.rows, locale), *amounts, figure(one.winners, locale), figure(one.losers, locale)]


@attrs.frozen(eq=False, repr=False)
class Outcome(Shown):
    """What one scenario changes, row by row and in sum; rows at fault are left out.

    Attributes:
        scenario: the one that was run.
        native: the table it was run on.
        before, after: the rights, in cents, one a row; zero on a row at fault.
        shares: of the difference of each row, in cents, by change; they add up to it.
        labels: of the changes, by PS.
        rows_of: the rows of each PS.
        wrong: the rows at fault.
        faults: those that the scenario itself makes.
    """

    scenario: Scenario
    native: Table
    before: Cents
    after: Cents
    shares: Mapping[ShareKey, Cents]
    labels: Mapping[tuple[str, ShareKey], Text]
    rows_of: Mapping[str, Any]
    wrong: Mask
    faults: FaultTable

    @property
    def difference(self) -> Cents:
        """After less before, in cents, one a row."""
        return self.after - self.before

    @property
    def rows(self) -> int:
        """How many rows are counted."""
        return int(len(self.wrong) - np.count_nonzero(self.wrong))

    @property
    def budget_before(self) -> Decimal:
        """The sum of the rights before, in euros."""
        return _euros(self.before.sum())

    @property
    def budget_after(self) -> Decimal:
        """The sum of the rights after, in euros."""
        return _euros(self.after.sum())

    @property
    def cost(self) -> Decimal:
        """What the scenario costs, in euros: after less before."""
        return self.budget_after - self.budget_before

    @property
    def winners(self) -> Tally:
        """The rows whose right rises."""
        changed = self.difference
        return Tally.of(changed[changed > 0])

    @property
    def losers(self) -> Tally:
        """The rows whose right falls."""
        changed = self.difference
        return Tally.of(changed[changed < 0])

    @property
    def unchanged(self) -> int:
        """The rows whose right stays."""
        return self.rows - int(np.count_nonzero(self.difference))

    @property
    def contributions(self) -> tuple[Share, ...]:
        """The cost, by PS and change; they add up to it."""
        return tuple(
            Share(code, *key, text, _euros(self.shares[key][self.rows_of[code]].sum()))
            for (code, key), text in self.labels.items()
        )

    def quantiles(
        self, *at: str | Decimal, of: Literal["difference", "before", "after"] = "difference"
    ) -> tuple[Decimal, ...]:
        """Amounts below which a given share of the rows stands, in euros.

        Args:
            at: shares from 0 to 1, exact: `"0.5"` for the median; each gives the smallest amount that at least this
                share of the rows do not exceed (0 gives the least).
            of: which amount.

        Raises:
            InvalidInput: a share is none, or no row is counted.
        """
        faults = Faults(_SUBJECT)
        shares = [read_number(one, f"at[{rank}]", Unit.RATIO) for rank, one in enumerate(at)]
        faults.add(*(one for one in shares if isinstance(one, Fault)))
        if not self.rows:
            faults.add(NO_ROWS.at("rows"))
        faults.raise_if_any()
        cents: Cents = {"before": self.before, "after": self.after}.get(of, self.difference)[~self.wrong]
        ranks = [max(ceil(Fraction(one) * len(cents)), 1) - 1 for one in shares if isinstance(one, Decimal)]
        ordered = np.partition(cents, sorted(set(ranks)))
        return tuple(_euros(ordered[rank]) for rank in ranks)

    def by(self, column: str, edges: Sequence[str | int | Decimal] | None = None) -> Groups:
        """The same sums by group: a column (PS, commune, Caf…), or bands of a column of figures.

        Args:
            column: its name; "before" and "after" are the rights, in euros.
            edges: where a band ends and the next one begins, itself in the next one, rising; None: each value alone.

        Raises:
            InvalidInput: no column has this name, it is not made of exact numbers, or the edges do not rise.
        """
        if edges is None:
            codes, names = self._coded(column)
        else:
            codes, names = self._banded(column, edges)
        kept = ~self.wrong
        codes, changed = codes[kept], self.difference[kept]
        sums = [
            _summed(codes, values, len(names))
            for values in (
                np.ones(len(codes), np.int64),
                self.before[kept],
                self.after[kept],
                changed,
                (changed > 0).astype(np.int64),
                (changed < 0).astype(np.int64),
            )
        ]
        lines = (
            GroupLine(name, rows, _euros(before), _euros(after), _euros(moved), winners, losers)
            for name, (rows, before, after, moved, winners, losers) in zip(
                names, np.stack(sums, axis=1).tolist(), strict=True
            )
            if rows
        )
        return Groups(column, tuple(lines))

    def _coded(self, column: str) -> tuple[Any, list[str]]:
        self._check_column(column)
        ranks: dict[Any, int] = {}
        raw = np.fromiter(
            (ranks.setdefault(one, len(ranks)) for one in self.native.values(column)), np.int64, len(self.wrong)
        )
        names = [_NO_GROUP.get("fr") if one is None else str(one) for one in ranks]
        order = sorted(range(len(names)), key=lambda rank: names[rank])
        place = np.empty(len(names), np.int64)
        place[order] = np.arange(len(names))
        return place[raw] if len(raw) else raw, [names[rank] for rank in order]

    def _banded(self, column: str, edges: Sequence[str | int | Decimal]) -> tuple[Any, list[str]]:
        faults = Faults(_SUBJECT)
        read = [read_number(one, f"edges[{rank}]", Unit.EUR, None) for rank, one in enumerate(edges)]
        faults.add(*(one for one in read if isinstance(one, Fault)))
        known = [one for one in read if isinstance(one, Decimal)]
        if any(a >= b for a, b in zip(known, known[1:], strict=False)):
            faults.add(NOT_ASCENDING.at("edges", found=tuple(str(one) for one in known)))
        faults.raise_if_any()
        figures, empty = self._figures(column)
        # a figure is at or above an edge exactly when it is at or above the least whole number of units that is
        limits = np.array([ceil(Fraction(one) * 10**figures.decimals) for one in known], np.int64)
        names = [f"< {known[0]:f}"] if known else ["–"]
        names += [f"{low:f} – {high:f}" for low, high in zip(known, known[1:], strict=False)]
        names += [f"≥ {known[-1]:f}"] if known else []
        codes = np.searchsorted(limits, figures.units, side="right")
        return np.where(empty, len(names), codes), [*names, _NO_GROUP.get("fr")]

    def _figures(self, column: str) -> tuple[Fixed, Mask]:
        """A column as exact figures, and its empty rows."""
        nowhere = np.zeros(len(self.wrong), np.bool_)
        if column in ("before", "after") and column not in self.native.names:
            return Fixed(self.before if column == "before" else self.after, 2), nowhere
        self._check_column(column)
        raw = self.native.figures(column)
        field = Field(column, Unit.EUR, _SUBJECT, FormCode.FINANCIAL, low=_LEAST, default=Decimal(0))
        floats = raw.values.dtype.kind == "f"
        made, found = (Fixed(np.zeros(0, np.int64)), [True]) if floats else read_field(field, raw, None)
        if found:
            raise InvalidInput(_SUBJECT, (NO_FIGURE.at("column", found=column),))
        empty = raw.empty
        if raw.values.dtype.kind == "O":
            empty = np.array([one is None for one in raw.values.tolist()], np.bool_)
        return made, nowhere if empty is None else empty

    def _check_column(self, column: str) -> None:
        if column not in self.native.names:
            hint = did_you_mean(column, self.native.names)
            raise InvalidInput(
                _SUBJECT, (NO_COLUMN.at("column", found=column, hint=hint, known=tuple(self.native.names)),)
            )

    @property
    def table(self) -> Any:
        """The table that came in, of the same kind, with the columns `before`, `after`, `difference`, `effect_…`.

        `effect_<parameter>` (`effect_formula` for another formula) add up to `difference`, on every row.
        """
        columns = {"before": self.before, "after": self.after, "difference": self.difference}
        columns |= {f"effect_{name}": cents for (_, name), cents in self.shares.items()}
        return self.native.added(columns, self.wrong if self.wrong.any() else None, {})

    def cells(self, locale: str = "fr") -> list[list[str]]:
        """Budget, winners and losers, then the part of each change."""
        tallies = ((_WINNERS, self.winners), (_LOSERS, self.losers))
        rows = [
            [self.scenario.label(locale), ""],
            [_BEFORE.get(locale), figure(Euros(self.budget_before), locale)],
            [_AFTER.get(locale), figure(Euros(self.budget_after), locale)],
            [_COST.get(locale), signed(self.cost, locale)],
        ]
        for label, tally in tallies:
            rows.append([label.get(locale), figure(tally.count, locale)])
            if tally.mean is not None and tally.largest is not None:
                rows += [
                    [_SUM.get(locale), signed(tally.sum, locale)],
                    [_MEAN.get(locale), signed(tally.mean, locale)],
                    [_LARGEST.get(locale), signed(tally.largest, locale)],
                ]
        rows.append([_UNCHANGED.get(locale), figure(self.unchanged, locale)])
        rows += [[f"{one.ps}, {one.text.get(locale)}", signed(one.amount, locale)] for one in self.contributions]
        return rows


_BEFORE: Final = Text(fr="Droits avant", en="Rights before")
_AFTER: Final = Text(fr="Droits après", en="Rights after")
_COST: Final = Text(fr="Coût", en="Cost")
_WINNERS: Final = Text(fr="Gagnants", en="Winners")
_LOSERS: Final = Text(fr="Perdants", en="Losers")
_UNCHANGED: Final = Text(fr="Inchangés", en="Unchanged")
_SUM: Final = Text(fr="ensemble", en="together")
_MEAN: Final = Text(fr="en moyenne", en="on average")
_LARGEST: Final = Text(fr="au plus", en="at most")
_SCENARIO: Final = Text(fr="Scénario", en="Scenario")
_FAULTY: Final = Text(
    fr="{count} fautes : les lignes concernées ne sont comptées nulle part.",
    en="{count} faults: the rows concerned are counted nowhere.",
)


def _summed(codes: Any, values: Cents, groups: int) -> Cents:
    """The sum of each group, in whole numbers."""
    sums = np.zeros(groups, np.int64)
    np.add.at(sums, codes, values)
    return sums


@attrs.frozen(repr=False, eq=False)
class Results(Shown):
    """What each scenario changes, side by side.

    Attributes:
        outcomes: in the order the scenarios were given.
        faults: rows of the table that the baseline cannot compute.
    """

    outcomes: tuple[Outcome, ...]
    faults: FaultTable

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes)

    def __getitem__(self, name: str) -> Outcome:
        """The outcome of a scenario, by its name.

        Raises:
            InvalidInput: no scenario has this name.
        """
        for one in self.outcomes:
            if one.scenario.name == name:
                return one
        known = tuple(one.scenario.name for one in self.outcomes)
        raise InvalidInput(
            _SUBJECT,
            (UNKNOWN_SCENARIO.at("scenario", found=name, hint=did_you_mean(name, known), known=known or ("–",)),),
        )

    def cells(self, locale: str = "fr") -> list[list[str]]:
        """One line a scenario."""
        head = [_SCENARIO.get(locale), *(one.get(locale) for one in _GROUP_HEAD)]
        return [
            head,
            *(
                [
                    one.scenario.label(locale),
                    *_line(
                        GroupLine(
                            "",
                            one.rows,
                            one.budget_before,
                            one.budget_after,
                            one.cost,
                            one.winners.count,
                            one.losers.count,
                        ),
                        locale,
                    ),
                ]
                for one in self.outcomes
            ),
        ]

    def to_markdown(self, locale: str = "fr") -> str:
        """Markdown, with how many faults there are."""
        shown = super().to_markdown(locale)
        many = len(self.faults) + sum(len(one.faults) for one in self.outcomes)
        return f"{shown}\n\n{_FAULTY.fill(count=many).text(locale)}" if many else shown
