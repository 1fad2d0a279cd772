"""The formulas of a PS and of its parts, each in force from a day on, and those that make one right."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import attrs

from afas.arithmetic import Data, Step
from afas.sources import Source

__all__ = ["Formula", "Part", "Rules", "first_before", "in_force"]


@attrs.frozen
class Formula:
    """A formula, in force from a day until the next one of its PS starts.

    Attributes:
        start: first day.
        right: `right(data, parameters, step)`: the right in euros, rounded to the cent.
        uses: the parameters it reads.
        source: the text it comes from.
    """

    start: date
    right: Callable[[Data, Data, Step], Any]
    uses: tuple[str, ...]
    source: Source


@attrs.frozen
class Part:
    """A named amount beside the PS itself (*bonus*, *complément*): computed where its data is declared.

    Attributes:
        name: of the step it ends in.
        declared_by: the field that, where it is not zero, asks for it.
        formulas: in the order of time.
    """

    name: str
    declared_by: str
    formulas: tuple[Formula, ...]


class Rules(NamedTuple):
    """The formulas that make a right: that of the PS, and those of the parts that are declared, by name.

    `missing` are the parts that are declared, but have no formula that day.
    """

    formula: Formula
    parts: tuple[tuple[str, Formula], ...] = ()
    missing: tuple[Part, ...] = ()

    @property
    def uses(self) -> tuple[str, ...]:
        """The parameters they read."""
        if not self.parts:
            return self.formula.uses
        return tuple(dict.fromkeys([*self.formula.uses, *(name for _, formula in self.parts for name in formula.uses)]))

    def days(self, on: date) -> dict[str, date]:
        """The day each parameter is read on: `on`, or the first day of a part that starts later."""
        days = dict.fromkeys(self.formula.uses, on)
        for _, formula in self.parts:
            for name in formula.uses:
                days.setdefault(name, max(on, formula.start))
        return days

    def amounts(self, data: Any, parameters: Any, step: Step) -> dict[str, Any]:
        """Each amount by name: `right` is the PS itself, then its parts."""
        rights = {"right": self.formula.right(data, parameters, step)}
        for name, formula in self.parts:
            rights[name] = formula.right(data, parameters, step)
        return rights

    def right(self, data: Any, parameters: Any, step: Step) -> Any:
        """The right in euros, all parts added."""
        total, *others = self.amounts(data, parameters, step).values()
        for other in others:
            total = total + other
        return step("total", total) if others else total


def in_force(formulas: tuple[Formula, ...], on: date) -> Formula | None:
    """The formula in force that day; None before the first."""
    for formula in reversed(formulas):
        if formula.start <= on:
            return formula
    return None


def first_before(formulas: tuple[Formula, ...], until: date | None) -> Formula | None:
    """The first formula, if it starts before that day."""
    return formulas[0] if until is not None and formulas[0].start < until else None
