"""The figures that scenario charts draw, out of what `simulation.run` gives.

It asks for what the results have, not for their classes: whoever draws plain figures does not need numpy.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import reduce
from typing import Any, Protocol, TypeVar, runtime_checkable

import attrs

from afas.text import Text, figure

__all__ = [
    "Count",
    "Difference",
    "Grouped",
    "Moves",
    "counts_of",
    "kept",
    "moves_of",
    "not_drawn",
    "of_others",
    "spread_of",
]

Count = int | Decimal
Kind = TypeVar("Kind")
_OTHERS = Text(
    fr="Autres groupes, qui ne sont pas dessinés ({count}) : {words}", en="Other groups, not drawn ({count}): {words}"
)
_LEFT_OUT = Text(
    fr="Lignes qui ne sont pas comptées, à corriger : {count}", en="Rows that are not counted, to be corrected: {count}"
)


@runtime_checkable
class Difference(Protocol):
    """The changes brought by one scenario or one step (`simulation.Difference`)."""

    @property
    def text(self) -> Text:
        """Its name."""

    @property
    def budget_before(self) -> Decimal:
        """In euros."""

    @property
    def budget_after(self) -> Decimal:
        """In euros."""

    @property
    def winners(self) -> Any:
        """With their `count`."""

    @property
    def losers(self) -> Any:
        """With their `count`."""

    @property
    def unchanged(self) -> Count:
        """Rows."""

    @property
    def spread(self) -> Mapping[Decimal, Count]:
        """Rows by difference, in euros."""

    @property
    def left_out(self) -> int:
        """Rows at fault, which are in no sum."""


class Grouped(Protocol):
    """The rows of one group (`simulation.GroupLine`)."""

    @property
    def group(self) -> str | Text:
        """Its name."""

    @property
    def count(self) -> Count:
        """The number of rows, weighted where they have weights."""

    @property
    def winners(self) -> Count:
        """How many."""

    @property
    def losers(self) -> Count:
        """How many."""

    @property
    def gains(self) -> Decimal:
        """Euros."""

    @property
    def losses(self) -> Decimal:
        """Euros, below zero."""

    @property
    def before(self) -> Decimal:
        """Euros."""


@attrs.frozen
class Moves:
    """The gains and losses of a group, in euros.

    Attributes:
        gains: of those that gain.
        losses: of those that lose, below zero.
        before: the sum of its rights before.
    """

    gains: Decimal
    losses: Decimal
    before: Decimal

    @property
    def net(self) -> Decimal:
        """Both together."""
        return self.gains + self.losses

    def plus(self, other: "Moves") -> "Moves":
        """Of two groups."""
        return Moves(self.gains + other.gains, self.losses + other.losses, self.before + other.before)


def moves_of(
    results: Mapping[str, Moves | tuple[Decimal, Decimal]] | Iterable[Grouped], locale: str
) -> dict[str, Moves]:
    """Gains and losses by group."""
    if isinstance(results, Mapping):
        return {
            name: moves if isinstance(moves, Moves) else Moves(moves[0], moves[1], Decimal(0))
            for name, moves in results.items()
        }
    return {figure(result.group, locale): Moves(result.gains, result.losses, result.before) for result in results}


def counts_of(
    results: Mapping[str, tuple[Count, Count, Count]] | Iterable[Difference | Grouped], locale: str
) -> dict[str, tuple[Count, Count, Count]]:
    """Losers, unchanged and winners, by scenario or group."""
    if isinstance(results, Mapping):
        return dict(results)
    counts = {}
    for result in results:
        if isinstance(result, Difference):
            counts[result.text(locale)] = (result.losers.count, result.unchanged, result.winners.count)
        else:
            counts[figure(result.group, locale)] = (
                result.losers,
                result.count - result.losers - result.winners,
                result.winners,
            )
    return counts


def spread_of(result: Difference | Mapping[Decimal, Count] | Iterable[Decimal]) -> dict[Decimal, Count]:
    """Rows by difference in euros, without the rows at fault."""
    if isinstance(result, Difference):
        return dict(result.spread)
    return dict(result if isinstance(result, Mapping) else Counter(result))


def kept(
    items: Mapping[str, Kind],
    most: int | None,
    size: Callable[[Kind], Any],
    add: Callable[[Kind, Kind], Kind],
    largest_first: bool,
) -> tuple[dict[str, Kind], Kind | None, int]:
    """The largest of them; all the others added up together, so that nothing is lost; and how many these are.

    Args:
        items: by name, in the order given.
        most: how many are kept; None: all.
        size: the measure by which the largest are found.
        add: the sum of two of them.
        largest_first: put them in this order; else they stay in theirs.
    """
    ranked = sorted(items, key=lambda name: size(items[name]), reverse=True)
    top = ranked if most is None or len(ranked) <= most else ranked[: max(most, 1)]
    largest = {name: items[name] for name in (top if largest_first else [name for name in items if name in set(top)])}
    others = [items[name] for name in items if name not in largest]
    return largest, reduce(add, others) if others else None, len(others)


def of_others(count: int, words: str, locale: str) -> str:
    """The groups that are not drawn, as a line under the title."""
    return _OTHERS.fill(count=count, words=words).text(locale)


def not_drawn(results: object, locale: str) -> list[str]:
    """The number of rows left out of a chart, as a line under its title; empty if there are none."""
    count = getattr(results, "left_out", None)
    if count is None and isinstance(results, list | tuple):
        count = max((getattr(result, "left_out", 0) for result in results), default=0)
    return [_LEFT_OUT.fill(count=count).text(locale)] if count else []
