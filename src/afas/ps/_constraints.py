"""Constraints between two figures of a scale: thresholds in order, bounds that are no empty interval."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

import attrs

from afas.errors import Fault, FaultKind
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

__all__ = ["BROKEN", "WORDS", "Constraint", "broken"]

BROKEN = FaultKind(
    "constraint-broken",
    Text(
        fr="« {lesser} » ({low}) doit être {relation} « {greater} » ({high}) : {why} ({source})",
        en="“{lesser}” ({low}) must be {relation} “{greater}” ({high}): {why} ({source})",
    ),
)
WORDS: Final = {"below": Text(fr="inférieur à", en="below"), "at_most": Text(fr="au plus égal à", en="at most")}
"""How the first figure of a constraint stands to the second."""


class _Named(Protocol):
    @property
    def text(self) -> Text: ...
    @property
    def unit(self) -> Unit: ...


@attrs.frozen
class Constraint:
    """Two parameters of a PS of which the first is below the second, or at most equal to it.

    Attributes:
        lesser: name of the parameter that stays below.
        greater: name of the other.
        source: the text that orders them.
        text: why, in words.
        strict: may they be equal?  True: no.
        since: first day the constraint holds; None: whenever both have a value.

    >>> from afas import ps
    >>> [(one.lesser, one.greater) for one in ps.get("EAJE").constraints if "low_rate" in one.lesser]
    [('low_rate', 'middle_rate'), ('low_rate', 'high_rate')]
    """

    lesser: str
    greater: str
    source: Source
    text: Text
    strict: bool = False
    since: date | None = None

    def holds(self, low: Any, high: Any) -> Any:
        """Whether two figures keep it; on columns, whether each row does."""
        return low < high if self.strict else low <= high


def broken(
    constraints: Iterable[Constraint],
    figures: Mapping[str, Decimal],
    named: Mapping[str, _Named],
    on: date | None = None,
    path: str = "parameters",
) -> list[Fault]:
    """A fault for each constraint that figures break; one whose figures are not both there is not judged.

    Args:
        constraints: those of a PS.
        figures: by name of parameter.
        named: the parameters, by name.
        on: the day the figures are for; None: every constraint is judged.
        path: where the figures stand, for the faults.
    """
    faults = []
    for constraint in constraints:
        low, high = figures.get(constraint.lesser), figures.get(constraint.greater)
        if low is None or high is None or constraint.holds(low, high):
            continue
        if on is None or constraint.since is None or on >= constraint.since:
            faults.append(_fault(constraint, low, high, named, path))
    return faults


def _fault(constraint: Constraint, low: Decimal, high: Decimal, named: Mapping[str, _Named], path: str) -> Fault:
    lesser, greater = named[constraint.lesser], named[constraint.greater]
    return BROKEN.at(
        f"{path}.{constraint.lesser}",
        lesser=lesser.text,
        greater=greater.text,
        low=_shown(lesser.unit, low),
        high=_shown(greater.unit, high),
        relation=WORDS["below" if constraint.strict else "at_most"],
        why=constraint.text,
        source=constraint.source.publisher,
    )


def _shown(unit: Unit, value: Decimal) -> Text:
    return Text(fr=unit.show(value, "fr"), en=unit.show(value, "en"))
