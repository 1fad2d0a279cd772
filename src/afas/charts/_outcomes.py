"""The figures that scenario charts draw, out of what `simulation.run` gives.

It asks for what the results have, not for their classes: whoever draws plain figures does not need numpy.

"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from afas.text import Text, figure

__all__ = ["Count", "Grouped", "Outcome", "costs_of", "counts_of", "differences_of"]

Count = int | Decimal
_BASELINE = Text(fr="Sans changement", en="No change")


@runtime_checkable
class Outcome(Protocol):
    """What one scenario changes (`simulation.Outcome`)."""

    @property
    def scenario(self) -> Any:
        """With its `label`."""

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
    def difference(self) -> Any:
        """Cents, one a row."""

    @property
    def wrong(self) -> Any:
        """Rows at fault."""


class Grouped(Protocol):
    """The rows of one group (`simulation.GroupLine`)."""

    @property
    def group(self) -> str | Text:
        """Its name."""

    @property
    def count(self) -> Count:
        """How many rows, weighted where they have weights."""

    @property
    def winners(self) -> Count:
        """How many."""

    @property
    def losers(self) -> Count:
        """How many."""


def costs_of(results: Mapping[str, Decimal] | Iterable[Outcome], locale: str) -> dict[str, Decimal]:
    """Euros by scenario, the baseline first."""
    if isinstance(results, Mapping):
        return dict(results)
    costs: dict[str, Decimal] = {}
    for one in results:
        costs.setdefault(_BASELINE(locale), one.budget_before)
        costs[one.scenario.label(locale)] = one.budget_after
    return costs


def counts_of(
    results: Mapping[str, tuple[Count, Count, Count]] | Iterable[Outcome | Grouped], locale: str
) -> dict[str, tuple[Count, Count, Count]]:
    """Losers, unchanged and winners, by scenario or group."""
    if isinstance(results, Mapping):
        return dict(results)
    counts = {}
    for one in results:
        if isinstance(one, Outcome):
            counts[one.scenario.label(locale)] = (one.losers.count, one.unchanged, one.winners.count)
        else:
            counts[figure(one.group, locale)] = (one.losers, one.count - one.losers - one.winners, one.winners)
    return counts


def differences_of(result: Outcome | Iterable[Decimal]) -> Iterator[Decimal]:
    """Euros, one a row, without the rows at fault."""
    if not isinstance(result, Outcome):
        yield from result
        return
    known: dict[int, Decimal] = {}
    for cents in result.difference[~result.wrong].tolist():
        if cents not in known:
            known[cents] = Decimal(cents).scaleb(-2)
        yield known[cents]
