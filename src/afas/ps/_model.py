"""What a PS (*prestation de service*) is made of: its data, parameters, formula, steps and controls.

Imports: text, sources, quantities, arithmetic, parameters, forms, controls.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import attrs

from afas.arithmetic import Data, Step
from afas.controls import Control
from afas.forms import DeclarationKind, Field, FormCode
from afas.parameters import Parameter
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

__all__ = ["PS", "Formula"]

_ALL_KINDS = tuple(DeclarationKind)


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
class PS:
    """A service the Caf co-finances, and all the rules that are its own.

    Attributes:
        code: the Caf's.
        text: its name.
        fields: what is declared.
        parameters: its dated figures.
        formulas: in the order of time; the year chooses.
        steps: the label of each step the formulas name, the last being the right.
        controls: what is checked before it is transmitted.
        aliases: other codes it is known by.
        kinds: the kinds of declaration it knows.
        sites: is activity data entered site by site?
        school_year: does it run by school year?
        step_units: the unit of the steps that are no amount in euros.
        since: the first year AFAS takes a kind of declaration, where a source states it.
    """

    code: str
    text: Text
    fields: tuple[Field, ...]
    parameters: tuple[Parameter, ...]
    formulas: tuple[Formula, ...]
    steps: dict[str, Text] = attrs.field(hash=False)
    controls: tuple[Control, ...] = ()
    aliases: tuple[str, ...] = ()
    kinds: tuple[DeclarationKind, ...] = _ALL_KINDS
    sites: bool = False
    school_year: bool = False
    step_units: Mapping[str, Unit] = attrs.field(factory=dict, hash=False)
    since: Mapping[DeclarationKind, int] = attrs.field(factory=dict, hash=False)

    def form(self, code: FormCode) -> tuple[Field, ...]:
        """The fields of one of its forms."""
        return tuple(field for field in self.fields if field.form is code)

    def formula(self, on: date) -> Formula | None:
        """The formula in force that day; None before the first."""
        return next((formula for formula in reversed(self.formulas) if formula.start <= on), None)

    def parameter(self, name: str) -> Parameter:
        """One of its parameters, by name."""
        return next(parameter for parameter in self.parameters if parameter.name == name)
