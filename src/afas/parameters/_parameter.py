"""Dated, sourced figures: what a rate or a ceiling (*plafond*) was, from when to when, and who says so.

A `Parameter` holds its values in the order of time; between two values there is no overlap, and no hole
but those declared in `gaps` (years nobody could source). Asking for a day that no value covers is an error
that says how to supply one: a figure is never invented. `policy="carry_forward"` takes the last value known
before the day, and marks it provisional.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

import attrs

from afas.errors import AfasError, error
from afas.periods import Period
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Message, Text

__all__ = ["READ", "Pack", "Parameter", "ParameterValue", "Policy", "Scale", "Supplied", "UntiledParameter"]

Policy = Literal["strict", "carry_forward"]
"""The choice where no value covers the day: raise, or take the last value known and mark the result."""

Supplied = Mapping[str, "Decimal | int | str | ParameterValue | Sequence[ParameterValue]"]
"""Parameters a caller brings, by name: a figure (for the year asked), or dated values with their source."""

READ: Final = frozenset({Grade.SOURCED, Grade.START_INFERRED, Grade.REPORTED, Grade.DERIVED})
"""The grades of a figure that a text states."""

_NO_END: Final = Text(fr="à partir du {start} (fin non lue)", en="from {start} on (no end read)")


@error
class UntiledParameter(AfasError, ValueError):
    """The values of a parameter overlap, or leave a hole that is not declared."""

    code = "untiled-parameter"
    template = Text(
        fr="« {parameter} » : la valeur qui commence le {start} ne fait pas suite à celle qui finit le {end} ; "
        "corrigez les dates, ou déclarez le trou dans gaps.",
        en="“{parameter}”: the value that starts on {start} does not follow the one that ends on {end}; "
        "correct the dates, or declare the hole in gaps.",
    )
    parameter: str
    start: date
    end: date | None


@attrs.frozen
class ParameterValue:
    """A figure, in force from `start` (held) to `end` (not held; None: no end was read).

    Attributes:
        start: first day.
        end: first day it no longer holds.
        value: the exact figure, in the parameter's unit.
        source: who states it.
        grade: how well it is supported.
        published: the day it became known, if later or earlier than `start`; for replays.
    """

    start: date
    end: date | None
    value: Decimal
    source: Source
    grade: Grade = Grade.SOURCED
    published: date | None = None

    @property
    def period(self) -> Period:
        """When it is in force."""
        return Period(self.start, self.end)

    @property
    def since(self) -> Message:
        """When it is in force, in words; what was read without an end says so."""
        read = self.grade not in (Grade.SUPPLIED, Grade.ILLUSTRATIVE, Grade.CHOSEN)
        return _NO_END.fill(start=self.start) if self.end is None and read else self.period.message


def _in_order(values: Iterable[ParameterValue]) -> tuple[ParameterValue, ...]:
    return tuple(sorted(values, key=lambda value: value.start))


@attrs.frozen
class Parameter:
    """A rate, a ceiling, a threshold: its name, unit and label, and its values in the order of time.

    Attributes:
        name: stable, for code.
        unit: of its figures.
        text: its label.
        values: in the order of time.
        gaps: the periods nobody could source.
        note: what to know where no value is held, shown with the error.

    Raises:
        UntiledParameter: two values overlap, or leave a hole that `gaps` does not declare.

    >>> from datetime import date
    >>> from afas import ps
    >>> rate = ps.get("EAJE").parameter("rate")
    >>> value = rate.at(date(2025, 1, 1))
    >>> print(value.value, value.source.publisher, value.grade.name)
    0.66 Caf du Nord SOURCED
    """

    name: str
    unit: Unit
    text: Text
    values: tuple[ParameterValue, ...] = attrs.field(default=(), converter=_in_order)
    gaps: tuple[Period, ...] = ()
    note: Text | None = None

    def __attrs_post_init__(self) -> None:
        pieces = sorted([*(value.period for value in self.values), *self.gaps], key=lambda period: period.start)
        for before, after in pairwise(pieces):
            if before.end != after.start:
                raise UntiledParameter(self.name, after.start, before.end)

    def at(self, day: date, policy: Policy = "strict", known_on: date | None = None) -> ParameterValue | None:
        """The value in force that day; None where nobody has sourced one.

        Args:
            day: which day.
            policy: "carry_forward" falls back on the last value before that day.
            known_on: leave out what was published after this day.
        """
        before = None
        for value in self.values:
            if value.start > day:
                break
            if known_on is None or value.published is None or value.published <= known_on:
                if value.end is None or day < value.end:
                    return value
                before = value
        return before if policy == "carry_forward" else None

    @property
    def known(self) -> tuple[Message, ...]:
        """The periods that have a value, in words."""
        return tuple(value.period.message for value in self.values)


@attrs.frozen
class Scale:
    """The parameters of a PS on one day (*barème*).

    Attributes:
        on: the day.
        values: the value in force of each, by name.
        carried: names whose value is the last known one, carried forward: the result is provisional.
        known_on: what was published after this day is left out; None: nothing is.
    """

    on: date
    values: Mapping[str, ParameterValue]
    carried: tuple[str, ...] = ()
    known_on: date | None = None


@attrs.frozen
class Pack:
    """Dated figures that a portal brings for several PS; `packs` reads one from a mapping or from JSON.

    Attributes:
        values: by code of the PS, then by name of the parameter, in the order of time.
    """

    values: Mapping[str, Mapping[str, tuple[ParameterValue, ...]]] = attrs.field(hash=False)

    def of(self, code: str) -> Mapping[str, tuple[ParameterValue, ...]]:
        """The figures of one PS, by name of parameter."""
        return self.values.get(code, {})

    def applicable(
        self, code: str, parameters: Mapping[str, Parameter], days: Mapping[str, date]
    ) -> Mapping[str, tuple[ParameterValue, ...]]:
        """The figures of one PS that have a value that day, or whose parameter has no built-in value that day."""
        brought = self.of(code)
        return {
            name: brought[name]
            for name, on in days.items()
            if name in brought
            and (any(value.period.holds(on) for value in brought[name]) or parameters[name].at(on) is None)
        }
