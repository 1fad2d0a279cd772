"""What scenarios change, to be read: cost, winners and losers, groups, quantiles, the part of each change.

Every amount is exact: sums are of whole cents. A mean is the sum over the number of rows, rounded half up to the cent.
A quantile is an amount that some row has: the smallest that at least that share of the rows do not exceed.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, Final, Literal

import attrs
import numpy as np

from afas.columns import Cents, Mask
from afas.documents import Document, Shown
from afas.documents import Table as ShownTable
from afas.errors import Fault, FaultKind, Faults, InvalidInput, did_you_mean
from afas.payments import from_cents
from afas.quantities import Unit, read_number
from afas.simulation._bands import banded, coded
from afas.simulation._contributions import Change
from afas.simulation._faults import FaultTable
from afas.simulation._scenarios import Scenario
from afas.simulation._summaries import GROUP_HEAD, GroupLine, Groups, Share, Tally, line, not_counted
from afas.simulation._sums import total, totals
from afas.simulation._tables import Amounts, Table, check_names
from afas.text import Euros, Text, figure, signed

__all__ = ["Outcome", "Results"]

_SUBJECT: Final = Text(fr="Résultats", en="Results")
UNKNOWN_SCENARIO = FaultKind(
    "unknown-scenario",
    Text(
        fr="pas de scénario « {found} »{hint} ; il y a : {known}", en="no scenario “{found}”{hint}; there are: {known}"
    ),
)
AMBIGUOUS = FaultKind(
    "ambiguous-column",
    Text(
        fr="« {found} » est une colonne de la table et un montant de ce résultat : renommez la colonne",
        en="“{found}” is a column of the table and an amount of this result: rename the column",
    ),
)
NO_ROWS = FaultKind("no-rows", Text(fr="aucune ligne : pas de quantile", en="no rows: there is no quantile"))


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
    shares: Mapping[Change, Cents]
    labels: Mapping[tuple[str, Change], Text]
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
        return len(self.wrong) - self.left_out

    @property
    def budget_before(self) -> Decimal:
        """The sum of the rights before, in euros."""
        return from_cents(total(self.before))

    @property
    def budget_after(self) -> Decimal:
        """The sum of the rights after, in euros."""
        return from_cents(total(self.after))

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
            Share(code, *key, text, from_cents(total(self.shares[key][self.rows_of[code]])))
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
        return tuple(from_cents(int(ordered[rank])) for rank in ranks)

    def by(self, column: str, edges: Sequence[str | int | Decimal] | None = None) -> Groups:
        """The same sums by group: a column (PS, commune, Caf…), or bands of a column of figures.

        Args:
            column: its name; "before" and "after" are the rights, in euros.
            edges: where a band ends and the next one begins, itself in the next one, rising; None: each value alone.

        Raises:
            InvalidInput: no column has this name, or it is that of a column and of an amount; it is not made of exact
                numbers, or the edges do not rise.
        """
        if column in ("before", "after") and column in self.native.names:
            raise InvalidInput(_SUBJECT, (AMBIGUOUS.at("column", found=column),))
        if edges is None:
            codes, names = coded(self.native, column)
        else:
            codes, names = banded(self.native, column, edges, {"before": self.before, "after": self.after})
        kept = ~self.wrong
        codes, changed = codes[kept], self.difference[kept]
        sums = [
            totals(codes, values, len(names))
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
            GroupLine(name, rows, from_cents(before), from_cents(after), from_cents(moved), winners, losers)
            for name, (rows, before, after, moved, winners, losers) in zip(names, zip(*sums, strict=True), strict=True)
            if rows
        )
        return Groups(column, tuple(lines), self.left_out)

    @property
    def left_out(self) -> int:
        """How many rows are counted nowhere: those at fault."""
        return int(np.count_nonzero(self.wrong))

    def table(self, prefix: str = "", overwrite: bool = False) -> Any:
        """The table that came in, of the same kind, with the columns `before`, `after`, `difference`, `effect_…`.

        `effect_<parameter>` (`effect_formula` for another formula) add up to `difference`, on every row.

        Args:
            prefix: of the names of the columns that are added.
            overwrite: replace columns that have these names; else they are refused.

        Raises:
            InvalidInput: the table has a column of one of these names.
        """
        columns = {"before": self.before, "after": self.after, "difference": self.difference}
        columns |= {f"effect_{name}": cents for (_, name), cents in self.shares.items()}
        check_names(self.native, [prefix + name for name in columns], overwrite)
        empty = self.wrong if self.left_out else None
        return self.native.added({prefix + name: Amounts(cents, empty) for name, cents in columns.items()}, {})

    def document(self, locale: str = "fr") -> Document:
        """A table: budget, winners and losers, then the part of each change."""
        tallies = ((_WINNERS, self.winners), (_LOSERS, self.losers))
        rows = [
            [_BEFORE(locale), figure(Euros(self.budget_before), locale)],
            [_AFTER(locale), figure(Euros(self.budget_after), locale)],
            [_COST(locale), signed(self.cost, locale)],
        ]
        for label, tally in tallies:
            rows.append([label(locale), figure(tally.count, locale)])
            if tally.mean is not None and tally.largest is not None:
                rows += [
                    [_SUM(locale), signed(tally.sum, locale)],
                    [_MEAN(locale), signed(tally.mean, locale)],
                    [_LARGEST(locale), signed(tally.largest, locale)],
                ]
        rows.append([_UNCHANGED(locale), figure(self.unchanged, locale)])
        rows += [[f"{one.ps}, {one.text(locale)}", signed(one.amount, locale)] for one in self.contributions]
        shown = ShownTable("", (self.scenario.label(locale), ""), rows, figures={1})
        return Document("", locale, (shown, *not_counted(self.left_out, locale)))


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
        hint = did_you_mean(name, known)
        raise InvalidInput(_SUBJECT, (UNKNOWN_SCENARIO.at("scenario", found=name, hint=hint, known=known or ("–",)),))

    def document(self, locale: str = "fr") -> Document:
        """A table: one row a scenario; then how many rows are left out."""
        heads = [head(locale) for head in (_SCENARIO, *GROUP_HEAD)]
        rows = [[outcome.scenario.label(locale), *line(_whole(outcome), locale)] for outcome in self.outcomes]
        shown = ShownTable("", heads, rows, figures=range(1, len(heads)))
        return Document("", locale, (shown, *not_counted(self.left_out, locale)))

    @property
    def left_out(self) -> int:
        """How many rows some outcome leaves out."""
        wrong = [outcome.wrong for outcome in self.outcomes]
        return int(np.count_nonzero(np.logical_or.reduce(wrong))) if wrong else len(self.faults.rows())


def _whole(outcome: Outcome) -> GroupLine:
    """An outcome, all its rows together."""
    sums = outcome.budget_before, outcome.budget_after, outcome.cost
    return GroupLine("", outcome.rows, *sums, outcome.winners.count, outcome.losers.count)
