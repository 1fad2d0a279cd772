"""Where rows stand before and after, and how sure the sums of a sample are."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, Literal

import attrs
import numpy as np

from afas.columns import Cents
from afas.documents import Document
from afas.documents import Table as ShownTable
from afas.errors import Fault, FaultKind, Faults
from afas.quantities import Unit, read_number
from afas.simulation._summaries import not_counted, to_the_cent
from afas.simulation._sums import Weights, exact, totals
from afas.simulation._tabled import Tabled
from afas.text import Euros, Percent, Text, figure

__all__ = ["Draws", "Interval", "Intervals", "Measure", "Sampled", "Transitions", "read_count", "redrawn"]

_HEAD: Final = Text(fr="avant, puis après", en="before, then after")
Measure = Literal["cost", "before", "after", "winners", "losers"]
MEASURES: Final[dict[Measure, Text]] = {
    "cost": Text(fr="Coût", en="Cost"),
    "before": Text(fr="Droits avant", en="Rights before"),
    "after": Text(fr="Droits après", en="Rights after"),
    "winners": Text(fr="Gagnants", en="Winners"),
    "losers": Text(fr="Perdants", en="Losers"),
}
NOT_A_MEASURE: Final = FaultKind(
    "not-a-measure",
    Text(
        fr="« {found} » n’est pas une somme d’ici ; il y a : {known}", en="“{found}” is no sum here; there are: {known}"
    ),
)
NOT_A_LEVEL: Final = FaultKind(
    "not-a-level",
    Text(
        fr="« {found} » n’est pas un niveau : donnez un nombre entre 0 et 1, comme 0.95",
        en="“{found}” is not a level: give a number between 0 and 1, such as 0.95",
    ),
)
NOT_A_COUNT: Final = FaultKind(
    "not-a-count",
    Text(
        fr="« {found} » n’est pas un nombre de {what} : donnez un entier, {least} au moins",
        en="“{found}” is not a number of {what}: give a whole number, {least} at least",
    ),
)


@attrs.frozen(repr=False)
class Transitions(Tabled):
    """How many rows go from each band of the right before to each band of the right after.

    Attributes:
        before: the bands before, one per line.
        after: the bands after, one per column.
        counts: by line, then by column; weighted, where rows have weights.
        left_out: rows that are nowhere, since they are at fault.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    counts: tuple[tuple[int | Decimal, ...], ...]
    left_out: int = 0

    def columns(self, locale: str = "fr") -> dict[str, list[Any]]:
        """Columns `before, after, count`: one row per pair of bands."""
        pairs = [(before, after, count) for before, line in zip(self.before, self.counts, strict=True)
                 for after, count in zip(self.after, line, strict=True)]  # fmt: skip
        return {name: [pair[rank] for pair in pairs] for rank, name in enumerate(("before", "after", "count"))}

    def document(self, locale: str = "fr") -> Document:
        """A table: a line a band before, a column a band after."""
        rows = [
            [name, *(figure(count, locale) for count in line)]
            for name, line in zip(self.before, self.counts, strict=True)
        ]
        shown = ShownTable("", [_HEAD(locale), *self.after], rows, figures=range(1, len(self.after) + 1))
        return Document("", locale, (shown, *not_counted(self.left_out, locale)))


@attrs.frozen(repr=False)
class Interval(Tabled):
    """Between what a sum lies, as the values of replicates tell.

    Attributes:
        of: which sum.
        value: that of the table itself; in euros, or rows.
        low, high: values of replicates: as many stand below `low` as above `high`, and the share of `level` between.
        level: from 0 to 1.
        values: of all the replicates, in the order of the draws.
        left_out: rows that are in no sum, since they are at fault.
    """

    of: Measure
    value: Decimal
    low: Decimal
    high: Decimal
    level: Decimal
    values: tuple[Decimal, ...]
    left_out: int = 0

    @classmethod
    def of_values(
        cls, of: Measure, value: Decimal, values: Sequence[Decimal], level: Decimal, left_out: int
    ) -> "Interval":
        """The ends that leave half of what is beyond the level on each side."""
        ordered = sorted(values)
        beyond = int(len(ordered) * (1 - level) / 2)  # on each side
        return cls(of, value, ordered[beyond], ordered[len(ordered) - 1 - beyond], level, tuple(values), left_out)

    def columns(self, locale: str = "fr") -> dict[str, list[Any]]:
        """Columns `of, value, low, high, level, replicates`, on one row."""
        return {
            "of": [self.of], "value": [self.value], "low": [self.low], "high": [self.high], "level": [self.level],
            "replicates": [len(self.values)],
        }  # fmt: skip

    def document(self, locale: str = "fr") -> Document:
        """A table: the sum, and its ends."""
        return _shown((), [((), self)], self.left_out, locale)


@attrs.frozen(repr=False)
class Intervals(Tabled):
    """The interval of the sum of each group.

    Attributes:
        by: the keys.
        lines: the values that the rows of each group have in common, and the interval of its sum.
        left_out: rows that are in no group, since they are at fault.
    """

    by: tuple[str, ...]
    lines: tuple[tuple[tuple[str | Text, ...], Interval], ...]
    left_out: int = 0

    def __iter__(self) -> Iterator[tuple[tuple[str | Text, ...], Interval]]:
        return iter(self.lines)

    def columns(self, locale: str = "fr") -> dict[str, list[Any]]:
        """Columns `group` (with several keys, one for each), `value, low, high`; an empty key is None."""
        names = ["group"] if len(self.by) == 1 else list(self.by)
        columns: dict[str, list[Any]] = {
            name: [keys[rank] if isinstance(keys[rank], str) else None for keys, _ in self.lines]
            for rank, name in enumerate(names)
        }
        return columns | {
            name: [getattr(interval, name) for _, interval in self.lines] for name in ("value", "low", "high")
        }

    def document(self, locale: str = "fr") -> Document:
        """A table: one row per group."""
        return _shown(self.by, self.lines, self.left_out, locale)


_ENDS: Final = Text(fr="entre (à {level})", en="between (at {level})"), Text(fr="et", en="and")


def _shown(
    by: Sequence[str], lines: Sequence[tuple[Sequence[str | Text], Interval]], left_out: int, locale: str
) -> Document:
    of = lines[0][1].of if lines else "cost"
    level = lines[0][1].level if lines else Decimal(0)
    heads = [*by, MEASURES[of](locale), _ENDS[0].fill(level=Percent(level)).text(locale), _ENDS[1](locale)]
    rows = [
        [
            *(figure(key, locale) for key in keys),
            *(_written(end, of, locale) for end in (interval.value, interval.low, interval.high)),
        ]
        for keys, interval in lines
    ]
    shown = ShownTable("", heads, rows, figures=range(len(by), len(heads)))
    return Document("", locale, (shown, *not_counted(left_out, locale)))


def _written(value: Decimal, of: Measure, locale: str) -> str:
    return figure(value if of in ("winners", "losers") else Euros(to_the_cent(value)), locale)


@attrs.frozen
class Draws:
    """The options of a sample, checked.

    Attributes:
        of: which sum.
        draws: how many times rows are drawn again.
        seed: the same seed gives the same draws.
        level: the share of the values that stand between the ends.
    """

    of: Measure
    draws: int
    seed: int
    level: Decimal

    @classmethod
    def read(cls, of: object, draws: object, seed: object, level: object, faults: Faults) -> "Draws":
        """From what the caller gives; `faults` has what is wrong."""
        return cls(
            _measure(of, faults),
            read_count(draws, "draws", _DRAWS, 1, faults),
            read_count(seed, "seed", _SEED, 0, faults),
            _level(level, faults),
        )


_DRAWS: Final = Text(fr="tirages", en="draws")
_SEED: Final = Text(fr="graine", en="seed")


@attrs.frozen(eq=False)
class Sampled:
    """The rows whose sums are asked for, by group.

    Attributes:
        of: which sum.
        values: what each row brings, in cents or rows.
        weights: how often each row counts.
        codes: the group of each row.
        groups: how many there are.
    """

    of: Measure
    values: Cents
    weights: Weights
    codes: Any
    groups: int

    def sums(self, weights: Weights) -> list[Decimal]:
        """The sum of each group, with these weights."""
        units = None if weights.figures is None else weights.figures.units
        places = (0 if self.of in ("winners", "losers") else 2) + weights.places
        return [exact(total, places) for total in totals(self.codes, self.values, self.groups, units)]

    def intervals(self, asked: Draws, replicates: Iterable[Weights] | None, left_out: int) -> list[Interval]:
        """The interval of each group; by drawing rows again where there are no replicate weights."""
        if replicates is None:
            replicates = redrawn(self.weights, len(self.values), asked.draws, asked.seed)
        by_draw = [self.sums(weights) for weights in replicates]
        return [
            Interval.of_values(self.of, value, [sums[rank] for sums in by_draw], asked.level, left_out)
            for rank, value in enumerate(self.sums(self.weights))
        ]


def _measure(of: object, faults: Faults) -> Measure:
    """A sum by its name; `faults` has what is wrong."""
    for name in MEASURES:
        if of == name:
            return name
    faults.add(NOT_A_MEASURE.at("of", found=str(of)[:40], known=tuple(MEASURES)))
    return "cost"


def _level(level: object, faults: Faults) -> Decimal:
    """A share between 0 and 1, neither of them; `faults` has what is wrong."""
    read = read_number(level, "level", Unit.RATIO)
    if isinstance(read, Fault) or not 0 < read < 1:
        faults.add(NOT_A_LEVEL.at("level", found=str(level)[:40]))
        return Decimal("0.95")
    return read


def read_count(count: Any, path: str, what: Text, least: int, faults: Faults) -> int:
    """A whole number; `faults` has what is wrong."""
    if hasattr(count, "__index__") and not isinstance(count, bool) and int(count) >= least:
        return int(count)
    faults.add(NOT_A_COUNT.at(path, found=str(count)[:40], what=what, least=least))
    return least


def redrawn(weights: Weights, size: int, draws: int, seed: int) -> Iterator[Weights]:
    """As many rows drawn again as there are, with their weights; each as likely, up to one in 2**32.

    The bits are Philox's, and nothing else of numpy's generators, which may change: the same seed gives the same rows.
    """
    bits = np.random.Philox(seed)
    for _ in range(draws):
        raw = bits.random_raw((size + 1) // 2)
        halves = np.concatenate([raw >> np.uint64(32), raw & np.uint64(2**32 - 1)])[:size]
        rows = (halves * np.uint64(size)) >> np.uint64(32)
        times = np.bincount(rows.astype(np.int64), minlength=size)
        yield weights.times(times)
