"""Where rows stand before and after, and how sure a sum of a sample is."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final, Literal

import attrs
import numpy as np

from afas.columns import Cents, Fixed
from afas.documents import Document, Shown
from afas.documents import Table as ShownTable
from afas.errors import FaultKind, InvalidInput
from afas.quantities import Unit, read_number
from afas.simulation._summaries import not_counted
from afas.simulation._sums import Weights, exact, total
from afas.simulation._tables import Table
from afas.text import Text, figure

__all__ = ["Interval", "Measure", "Transitions", "redrawn"]

_SUBJECT: Final = Text(fr="Répartition", en="Distribution")
_HEAD: Final = Text(fr="avant, puis après", en="before, then after")
Measure = Literal["cost", "before", "after", "winners", "losers"]
NOT_A_LEVEL: Final = FaultKind(
    "not-a-level",
    Text(
        fr="« {found} » n’est pas un niveau : donnez un nombre entre 0 et 1, comme 0.95, et un tirage au moins",
        en="“{found}” is not a level: give a number between 0 and 1, such as 0.95, and one draw at least",
    ),
)


@attrs.frozen
class Transitions(Shown):
    """How many rows go from each band of the right before to each band of the right after.

    Attributes:
        before: the bands before, one a line.
        after: the bands after, one a column.
        counts: by line, then by column; weighted, where rows have weights.
        left_out: rows that are nowhere, since they are at fault.
        native: the table they come from.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    counts: tuple[tuple[int | Decimal, ...], ...]
    left_out: int = 0
    native: Table | None = attrs.field(default=None, repr=False, eq=False)

    def table(self) -> Any:
        """A table of the kind that came in, with columns `before, after, count`: one row a pair of bands."""
        pairs = [(one, other, count) for one, line in zip(self.before, self.counts, strict=True)
                 for other, count in zip(self.after, line, strict=True)]  # fmt: skip
        made = {name: [pair[rank] for pair in pairs] for rank, name in enumerate(("before", "after", "count"))}
        return made if self.native is None else self.native.made(made)

    def document(self, locale: str = "fr") -> Document:
        """A table: a line a band before, a column a band after."""
        rows = [
            [name, *(figure(count, locale) for count in line)]
            for name, line in zip(self.before, self.counts, strict=True)
        ]
        shown = ShownTable("", [_HEAD(locale), *self.after], rows, figures=range(1, len(self.after) + 1))
        return Document("", locale, (shown, *not_counted(self.left_out, locale)))


@attrs.frozen
class Interval:
    """Between what a sum lies, as the values of replicates tell.

    Attributes:
        of: which sum.
        value: that of the table itself; in euros, or rows.
        low, high: values of replicates: as many stand below `low` as above `high`, and the share of `level` between.
        level: from 0 to 1.
        values: of all the replicates, in the order they were made.
    """

    of: Measure
    value: Decimal
    low: Decimal
    high: Decimal
    level: Decimal
    values: tuple[Decimal, ...] = attrs.field(repr=False)

    @classmethod
    def of_replicates(
        cls,
        of: Measure,
        weights: Weights,
        replicates: Iterable[Weights],
        figures: Cents,
        places: int,
        level: str | Decimal,
    ) -> "Interval":
        """The ends that leave half of what is beyond the level on each side.

        Raises:
            InvalidInput: the level is none, or there is no replicate.
        """
        read = read_number(level, "level", Unit.RATIO)
        values = [_sum(one, figures, places) for one in replicates]
        if not isinstance(read, Decimal) or not 0 < read < 1 or not values:
            raise InvalidInput(_SUBJECT, (NOT_A_LEVEL.at("level", found=str(level)[:40]),))
        ordered = sorted(values)
        beyond = int(len(ordered) * (1 - read) / 2)  # on each side
        return cls(
            of, _sum(weights, figures, places), ordered[beyond], ordered[len(ordered) - 1 - beyond], read, tuple(values)
        )


def _sum(weights: Weights, figures: Cents, places: int) -> Decimal:
    units = None if weights.figures is None else weights.figures.units
    return exact(total(figures, units), places + weights.places)


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
        figures = weights.figures
        yield Weights(Fixed(times) if figures is None else Fixed(times * figures.units, figures.decimals))
