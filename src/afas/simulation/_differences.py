"""The rights of a table before and after, row by row, and what is asked of them: sums, groups, deciles, intervals.

Every amount is exact: sums are of whole cents, times exact weights where rows have some (then with more decimals than
two). A mean is the sum over the number of rows, rounded half up to the cent. A quantile is an amount that some row has:
the smallest that at least that share of the rows do not exceed. Rows at fault are in no sum, and every view says how
many they are.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal

import attrs
import numpy as np

from afas.columns import Cents, Mask
from afas.errors import Fault, FaultKind, Faults, InvalidInput
from afas.payments import from_cents
from afas.quantities import Unit, read_number
from afas.simulation._bands import Grouping, grouped, read_edges, read_replicates, steps
from afas.simulation._checks import Asked
from afas.simulation._distribution import Draws, Interval, Intervals, Measure, Sampled, Transitions, read_count
from afas.simulation._summaries import GroupLine, Groups, Tally
from afas.simulation._sums import ONE_EACH, Weights
from afas.simulation._tables import Table
from afas.text import Text, figure

__all__ = ["SUBJECT", "Difference", "Edges"]

SUBJECT: Final = Text(fr="Résultats", en="Results")
Edges = Sequence[str | int | Decimal]
"""Where a band ends and the next one begins, itself in the next one, rising."""
Side = Literal["difference", "before", "after"]
_SIDES: Final = ("difference", "before", "after")
_TILES: Final = Text(fr="parts égales", en="equal parts")
AMBIGUOUS = FaultKind(
    "ambiguous-column",
    Text(
        fr="« {found} » est une colonne de la table et un montant de ce résultat : renommez la colonne",
        en="“{found}” is a column of the table and an amount of this result: rename the column",
    ),
)
NO_ROWS = FaultKind("no-rows", Text(fr="aucune ligne n’est comptée", en="no row is counted"))
NOT_A_SIDE = FaultKind(
    "not-an-amount",
    Text(
        fr="« {found} » n’est pas un montant d’ici ; il y a : {known}",
        en="“{found}” is no amount here; there are: {known}",
    ),
)
WHOSE_EDGES = FaultKind(
    "whose-edges",
    Text(
        fr="nommez une colonne au moins, et dites de laquelle sont les bornes : edges={{colonne: bornes}}, "
        "parmi {known}",
        en="name a column at least, and say whose edges they are: edges={{column: edges}}, among {known}",
    ),
)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Difference:
    """The right of each row, before and after.

    Attributes:
        native: the table they are of.
        before, after: in cents, row by row; zero on a row at fault.
        wrong: the rows at fault, which are in no sum.
        weights: how often each row counts.
        asked: how figures of the table are written.
        text: what it is the difference of.
    """

    native: Table
    before: Cents
    after: Cents
    wrong: Mask
    weights: Weights = ONE_EACH
    asked: Asked = attrs.field(factory=Asked)
    text: Text

    @property
    def difference(self) -> Cents:
        """After less before, in cents, row by row."""
        return self.after - self.before

    @property
    def left_out(self) -> int:
        """How many rows are counted nowhere: those at fault."""
        return int(np.count_nonzero(self.wrong))

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
        """The cost of the change, in euros: after less before."""
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
    def spread(self) -> dict[Decimal, int | Decimal]:
        """How many rows have each difference, in euros, from the least on; weighted where rows have weights."""
        kept = ~self.wrong
        amounts, codes = np.unique(self.difference[kept], return_inverse=True)
        ones = np.ones(len(codes), np.bool_)
        counts = self.weights.take(kept).counts_by(codes.reshape(-1), ones, len(amounts))
        return {from_cents(cents): count for cents, count in zip(amounts.tolist(), counts, strict=True)}

    @property
    def whole(self) -> GroupLine:
        """All its rows together, as the lines of groups are."""
        sums = self.budget_before, self.budget_after, self.cost
        gain, lose = self.winners, self.losers
        return GroupLine(("",), self.rows, self.count, *sums, gain.count, lose.count, gain.sum, lose.sum)

    def quantiles(self, *at: str | Decimal, of: Side = "difference") -> tuple[Decimal, ...]:
        """Amounts below which a given share of the rows stands, in euros.

        Args:
            at: shares from 0 to 1, exact: `"0.5"` for the median; each gives the smallest amount that at least this
                share of the rows do not exceed (0 gives the least).
            of: which amount.

        Raises:
            InvalidInput: a share is not a number from 0 to 1, the amount is unknown, or no row is counted.
        """
        faults = Faults(SUBJECT)
        shares = [read_number(share, f"at[{rank}]", Unit.RATIO) for rank, share in enumerate(at)]
        faults.add(*(fault for fault in shares if isinstance(fault, Fault)))
        if of not in _SIDES:
            faults.add(NOT_A_SIDE.at("of", found=str(of)[:40], known=_SIDES))
        self._check_rows(faults)
        kept, cents = ~self.wrong, getattr(self, of)
        read = [share for share in shares if isinstance(share, Decimal)]
        return tuple(from_cents(amount) for amount in self.weights.take(kept).quantiles(cents[kept], read))

    def by(self, *columns: str, edges: Edges | Mapping[str, Edges] | None = None) -> Groups:
        """The same sums by group: columns (PS, commune, Caf…), or bands of a column of figures.

        Args:
            columns: their names; "before" and "after" are the rights, in euros. Of several, each group is of the rows
                that have the same value in each.
            edges: where a band ends and the next one begins, itself in the next one, rising; of several columns, by
                name. None: each value alone.

        Raises:
            InvalidInput: no column has this name, or it is that of a column and of an amount; a counted row has no
                exact number there, or the edges do not rise.
        """
        groups = self._groups(columns, edges)
        return self._summed(columns, groups)

    def tiles(self, count: int = 10, of: str = "before") -> Groups:
        """The same sums by tenth of the rows (`count=10`), from the lowest: deciles, or other equal parts.

        A tile ends at the quantile of its share; rows of one amount stay together, so that tiles may be uneven.

        Args:
            count: how many tiles.
            of: "before", "after", or a column of exact figures.

        Raises:
            InvalidInput: no column has this name or a counted row has no exact number there, there is no such number
                of tiles, or no row is counted.
        """
        self._check_name(of)
        tiles = self._tiles(count, of)
        return self._summed((of,), tiles)

    def transitions(self, edges: Edges | None = None, tiles: int = 5) -> Transitions:
        """How many rows go from each band of the right before to each band of the right after.

        Args:
            edges: of the bands, in euros, as in `by`; None: tiles of the rights before, and of those after.
            tiles: how many, without edges.

        Raises:
            InvalidInput: the edges do not rise, there is no such number of tiles, or no row is counted.
        """
        if edges is None:
            first, then = self._tiles(tiles, "before"), self._tiles(tiles, "after")
        else:
            known = read_edges(edges, self.asked)
            first, then = (
                grouped(self.native, {side: known}, {side: cents}, self.asked, ~self.wrong)
                for side, cents in (("\0before", self.before), ("\0after", self.after))
            )
        size, width, kept = len(first.keys), len(then.keys), ~self.wrong
        pairs = (first.codes * width + then.codes)[kept]
        counts = self.weights.take(kept).counts_by(pairs, np.ones(len(pairs), np.bool_), size * width)
        cells = tuple(tuple(counts[start : start + width]) for start in range(0, len(counts), width))
        before, after = (tuple(figure(key[0]) for key in bands.keys) for bands in (first, then))
        return Transitions(before, after, cells, self.left_out, native=self.native)

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
            InvalidInput: the sum is unknown, the level, the draws or the seed is out of bounds, a counted row has no
                replicate weight, or no row is counted.
        """
        every = Grouping(np.zeros(len(self.wrong), np.int64), [()])
        return self._sampled(every, of, weights, draws, seed, level)[0]

    def intervals(
        self,
        *columns: str,
        edges: Edges | Mapping[str, Edges] | None = None,
        of: Measure = "cost",
        weights: Sequence[str] = (),
        draws: int = 500,
        seed: int = 0,
        level: str | Decimal = "0.95",
    ) -> Intervals:
        """The same by group, out of the same draws of the whole table; arguments as in `by` and `interval`.

        Args:
            columns: as in `by`.
            edges: as in `by`.
            of: as in `interval`.
            weights: as there.
            draws: as there.
            seed: as there.
            level: as there.

        Raises:
            InvalidInput: as there.
        """
        groups = self._groups(columns, edges)
        found = self._sampled(groups, of, weights, draws, seed, level)
        there = np.bincount(groups.codes[~self.wrong], minlength=len(groups.keys))
        lines = tuple((key, interval) for key, interval, rows in zip(groups.keys, found, there, strict=True) if rows)
        return Intervals(columns, lines, self.left_out, native=self.native)

    def _sampled(
        self, groups: Grouping, of: Measure, names: Sequence[str], draws: int, seed: int, level: str | Decimal
    ) -> list[Interval]:
        """The interval of the sum of each group."""
        faults = Faults(SUBJECT)
        asked = Draws.read(of, draws, seed, level, faults)
        self._check_rows(faults)
        kept, moved = ~self.wrong, self.difference
        values = {"cost": moved, "before": self.before, "after": self.after, "winners": moved > 0, "losers": moved < 0}
        rows = Sampled(
            asked.of, values[asked.of][kept].astype(np.int64), self.weights.take(kept), groups.codes[kept],
            len(groups.keys),
        )  # fmt: skip
        names = (names,) if isinstance(names, str) else names
        others = read_replicates(self.native, names, self.asked, kept) if names else None
        return rows.intervals(asked, others, self.left_out)

    def _groups(self, columns: tuple[str, ...], edges: Any) -> Grouping:
        bands = edges if isinstance(edges, Mapping) else dict.fromkeys(columns[:1], edges)
        unknown = [name for name in bands if name not in columns] if isinstance(edges, Mapping) else []
        if unknown or not columns or (edges is not None and len(columns) > 1 and not isinstance(edges, Mapping)):
            raise InvalidInput(SUBJECT, (WHOSE_EDGES.at("edges", known=columns or ("–",)),))
        for name in columns:
            self._check_name(name)
        keys = {name: bands.get(name) for name in columns}
        amounts = {"before": self.before, "after": self.after}
        for name in ("before", "after"):
            if name in keys and keys[name] is None:  # an amount by each of its values
                raise InvalidInput(SUBJECT, (WHOSE_EDGES.at("edges", known=columns),))
        return grouped(self.native, keys, amounts, self.asked, ~self.wrong)

    def _tiles(self, count: int, of: str) -> Grouping:
        """The tile of each row."""
        faults = Faults(SUBJECT)
        tiles = read_count(count, "count", _TILES, 1, faults)
        self._check_rows(faults)
        kept = ~self.wrong
        figures = steps(self.native, of, {"before": self.before, "after": self.after}, self.asked, kept)
        shares = [Fraction(rank, tiles) for rank in range(1, tiles)]
        ends = self.weights.take(kept).quantiles(figures.units[kept], shares)
        codes = np.searchsorted(np.array(ends, np.int64), figures.units)
        return Grouping(codes, [(str(rank + 1),) for rank in range(tiles)])

    def _check_rows(self, faults: Faults) -> None:
        if not self.rows:
            faults.add(NO_ROWS.at("rows"))
        faults.raise_if_any()

    def _check_name(self, column: str) -> None:
        if column in ("before", "after") and column in self.native.names:
            raise InvalidInput(SUBJECT, (AMBIGUOUS.at("column", found=column),))

    def _summed(self, by: tuple[str, ...], groups: Grouping) -> Groups:
        """The sums of each group of rows; groups without a row are left aside."""
        kept, size = ~self.wrong, len(groups.keys)
        codes, changed, weights = groups.codes[kept], self.difference[kept], self.weights.take(kept)
        gains, losses = (np.where(moved, changed, 0) for moved in (changed > 0, changed < 0))
        columns = [
            np.bincount(codes, minlength=size).tolist(),
            weights.counts_by(codes, np.ones(len(codes), np.bool_), size),
            *(weights.euros_by(codes, cents, size) for cents in (self.before[kept], self.after[kept], changed)),
            *(weights.counts_by(codes, rows, size) for rows in (changed > 0, changed < 0)),
            *(weights.euros_by(codes, cents, size) for cents in (gains, losses)),
        ]
        lines = (GroupLine(key, *sums) for key, sums in zip(groups.keys, zip(*columns, strict=True), strict=True))
        return Groups(by, tuple(line for line in lines if line.rows), self.left_out, native=self.native)
