"""What scenarios change, to be read: cost, winners and losers, groups, quantiles, the part of each change.

Every amount is exact: sums are of whole cents, times exact weights where rows have some (then with more decimals than
two). A mean is the sum over the number of rows, rounded half up to the cent. A quantile is an amount that some row has:
the smallest that at least that share of the rows do not exceed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal

import attrs
import numpy as np

from afas.arithmetic import total as added_up
from afas.columns import Cents, Mask
from afas.documents import Document, Shown
from afas.documents import Table as ShownTable
from afas.errors import Fault, FaultKind, Faults, InvalidInput, did_you_mean
from afas.payments import from_cents
from afas.quantities import Unit, read_number
from afas.simulation._bands import grouped, read_weights, steps
from afas.simulation._contributions import Change
from afas.simulation._distribution import Interval, Measure, Transitions, redrawn
from afas.simulation._faults import FaultTable
from afas.simulation._scenarios import Scenario
from afas.simulation._summaries import GROUP_HEAD, GroupLine, Groups, Share, Tally, line, not_counted
from afas.simulation._sums import ONE_EACH, Weights
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


WHOSE_EDGES = FaultKind(
    "whose-edges",
    Text(
        fr="nommez une colonne au moins, et dites de laquelle sont les bornes : edges={{colonne: bornes}}, "
        "parmi {known}",
        en="name a column at least, and say whose edges they are: edges={{column: edges}}, among {known}",
    ),
)


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
        weights: how often each row counts.
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
    weights: Weights = ONE_EACH

    @property
    def difference(self) -> Cents:
        """After less before, in cents, one a row."""
        return self.after - self.before

    @property
    def rows(self) -> int:
        """How many rows of the table are counted."""
        return len(self.wrong) - self.left_out

    @property
    def count(self) -> int | Decimal:
        """How many they stand for: the sum of their weights."""
        return self.weights.count(~self.wrong)

    @property
    def budget_before(self) -> Decimal:
        """The sum of the rights before, in euros."""
        return self.weights.euros(self.before)

    @property
    def budget_after(self) -> Decimal:
        """The sum of the rights after, in euros."""
        return self.weights.euros(self.after)

    @property
    def cost(self) -> Decimal:
        """What the scenario costs, in euros: after less before."""
        return self.weights.euros(self.difference)

    @property
    def winners(self) -> Tally:
        """The rows whose right rises."""
        changed = self.difference
        return Tally.of(changed[changed > 0], self.weights.take(changed > 0))

    @property
    def losers(self) -> Tally:
        """The rows whose right falls."""
        changed = self.difference
        return Tally.of(changed[changed < 0], self.weights.take(changed < 0))

    @property
    def unchanged(self) -> int | Decimal:
        """The rows whose right stays."""
        return self.weights.count(~self.wrong & (self.difference == 0))

    @property
    def contributions(self) -> tuple[Share, ...]:
        """The cost, by PS and change; they add up to it."""
        return tuple(
            Share(code, *key, text, self.weights.take(self.rows_of[code]).euros(self.shares[key][self.rows_of[code]]))
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
        kept, cents = ~self.wrong, {"before": self.before, "after": self.after}.get(of, self.difference)
        read = [one for one in shares if isinstance(one, Decimal)]
        return tuple(from_cents(one) for one in self.weights.take(kept).quantiles(cents[kept], read))

    @property
    def split(self) -> dict[str, Decimal]:
        """The cost, by kind of change: "figures", "rule" (another formula), "answer"; they add up to it."""
        kinds = {"parameter": "figures"}
        made: dict[str, Decimal] = {}
        for one in self.contributions:
            kind = kinds.get(one.kind, one.kind)
            made[kind] = added_up((made.get(kind, Decimal(0)), one.amount))
        return made

    def by(
        self,
        *columns: str,
        edges: Sequence[str | int | Decimal] | Mapping[str, Sequence[str | int | Decimal]] | None = None,
    ) -> Groups:
        """The same sums by group: columns (PS, commune, Caf…), or bands of a column of figures.

        Args:
            columns: their names; "before" and "after" are the rights, in euros. Of several, each group is of the rows
                that have the same value in each.
            edges: where a band ends and the next one begins, itself in the next one, rising; of several columns, by
                name. None: each value alone.

        Raises:
            InvalidInput: no column has this name, or it is that of a column and of an amount; it is not made of exact
                numbers, or the edges do not rise.
        """
        bands = edges if isinstance(edges, Mapping) else dict.fromkeys(columns[:1], edges)
        known = {name: bands.get(name) for name in columns}
        unknown = [name for name in bands if name not in known] if isinstance(edges, Mapping) else []
        if unknown or not columns or (edges is not None and len(columns) > 1 and not isinstance(edges, Mapping)):
            raise InvalidInput(_SUBJECT, (WHOSE_EDGES.at("edges", known=columns or ("–",)),))
        for name in columns:
            self._check_name(name)
        return self._grouped(columns, *grouped(self.native, known, {"before": self.before, "after": self.after}))

    def tiles(self, count: int = 10, of: str = "before") -> Groups:
        """The same sums by tenth of the rows (`count=10`), from the lowest: deciles, or other equal parts.

        A tile ends at the quantile of its share; rows of one amount stay together, so that tiles may be uneven.

        Args:
            count: how many tiles.
            of: "before", "after", or a column of exact figures.

        Raises:
            InvalidInput: no column has this name or it is not made of exact numbers, or no row is counted.
        """
        self._check_name(of)
        codes, names = self._tiles(count, of)
        return self._grouped((of,), codes, [(name,) for name in names])

    def transitions(self, edges: Sequence[str | int | Decimal] | None = None, tiles: int = 5) -> Transitions:
        """How many rows go from each band of the right before to each band of the right after.

        Args:
            edges: of the bands, in euros, as in `by`; None: tiles of the rights before, and of those after.
            tiles: how many, without edges.

        Raises:
            InvalidInput: the edges do not rise, or no row is counted.
        """
        amounts = {"before": self.before, "after": self.after}
        sides = []
        for name in amounts:
            if edges is None:
                sides.append(self._tiles(tiles, name))
            else:
                codes, keys = grouped(self.native, {name: edges}, amounts)
                sides.append((codes, [figure(key[0]) for key in keys]))
        (codes, names), (later, later_names) = sides
        width, kept = len(later_names), ~self.wrong
        counts = self.weights.take(kept).counts_by(
            (codes * width + later)[kept], np.ones(int(kept.sum()), np.bool_), len(names) * width
        )
        cells = tuple(tuple(counts[start : start + width]) for start in range(0, len(counts), width))
        return Transitions(tuple(names), tuple(later_names), cells, self.left_out, self.native)

    def _tiles(self, count: int, of: str) -> tuple[Any, list[str]]:
        """The tile of each row, and their names."""
        if not self.rows:
            raise InvalidInput(_SUBJECT, (NO_ROWS.at("rows"),))
        figures = steps(self.native, of, {"before": self.before, "after": self.after})
        kept = ~self.wrong
        ends = self.weights.take(kept).quantiles(
            figures.units[kept], [Fraction(rank, count) for rank in range(1, count)]
        )
        return np.searchsorted(np.array(ends, np.int64), figures.units), [str(rank + 1) for rank in range(count)]

    def _check_name(self, column: str) -> None:
        if column in ("before", "after") and column in self.native.names:
            raise InvalidInput(_SUBJECT, (AMBIGUOUS.at("column", found=column),))

    def _grouped(self, by: tuple[str, ...], codes: Any, keys: Sequence[tuple[str | Text, ...]]) -> Groups:
        """The sums of each group of rows; groups without a row are left aside."""
        kept = ~self.wrong
        codes, changed, weights, size = codes[kept], self.difference[kept], self.weights.take(kept), len(keys)
        gains, losses = (np.where(moved, changed, 0) for moved in (changed > 0, changed < 0))
        columns = [
            np.bincount(codes, minlength=size).tolist(),
            weights.counts_by(codes, np.ones(len(codes), np.bool_), size),
            *(weights.euros_by(codes, one, size) for one in (self.before[kept], self.after[kept], changed)),
            *(weights.counts_by(codes, one, size) for one in (changed > 0, changed < 0)),
            *(weights.euros_by(codes, one, size) for one in (gains, losses)),
        ]
        lines = (GroupLine(key, *sums) for key, sums in zip(keys, zip(*columns, strict=True), strict=True))
        return Groups(by, tuple(line for line in lines if line.rows), self.left_out, self.native)

    def interval(
        self,
        of: Measure = "cost",
        *,
        weights: Sequence[str] = (),
        draws: int = 500,
        seed: int = 0,
        level: str | Decimal = "0.95",
    ) -> Interval:
        """Between what a sum lies if the rows are a sample: by replicate weights, or by drawing rows again (bootstrap).

        Args:
            of: "cost", "before", "after", "winners" or "losers".
            weights: columns of replicate weights, in the place of drawing.
            draws: how many times as many rows as there are (counted ones) are drawn, each as likely.
            seed: the same seed gives the same draws, on every machine.
            level: the share of the values that stand between its ends.

        Raises:
            InvalidInput: a column of weights is none, the level is not between 0 and 1, or no row is counted.
        """
        if not self.rows:
            raise InvalidInput(_SUBJECT, (NO_ROWS.at("rows"),))
        kept = ~self.wrong
        values = {
            "cost": self.difference,
            "before": self.before,
            "after": self.after,
            "winners": (self.difference > 0).astype(np.int64),
            "losers": (self.difference < 0).astype(np.int64),
        }[of][kept]
        places = 0 if of in ("winners", "losers") else 2
        if weights:
            others: Iterable[Weights] = [read_weights(self.native, name).take(kept) for name in weights]
        else:
            others = redrawn(self.weights.take(kept), len(values), draws, seed)
        return Interval.of_replicates(of, self.weights.take(kept), others, values, places, level)

    @property
    def left_out(self) -> int:
        """How many rows are counted nowhere: those at fault."""
        return int(np.count_nonzero(self.wrong))

    def table(self, prefix: str = "", overwrite: bool = False) -> Any:
        """The table that came in, of the same kind, with the columns `before`, `after`, `difference`, `effect_…`.

        `effect_<parameter>` (`effect_formula` for another formula, `effect_answer_<name>` for an answer) add up to
        `difference`, on every row.

        Args:
            prefix: of the names of the columns that are added.
            overwrite: replace columns that have these names; else they are refused.

        Raises:
            InvalidInput: the table has a column of one of these names.
        """
        columns = {"before": self.before, "after": self.after, "difference": self.difference}
        columns |= {
            f"effect_answer_{name}" if kind == "answer" else f"effect_{name}": cents
            for (kind, name), cents in self.shares.items()
        }
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
    gain, lose = outcome.winners, outcome.losers
    return GroupLine(("",), outcome.rows, outcome.count, *sums, gain.count, lose.count, gain.sum, lose.sum)
