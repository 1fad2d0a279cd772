"""The model of a PS (*prestation de service*): its data, parameters, formulas, parts, steps and controls."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import attrs

from afas.controls import Control
from afas.errors import AfasError, Fault, did_you_mean, error
from afas.forms import DeclarationKind, Field, FormCode, Giver
from afas.numbers import Symbols, Traced, Tracer, in_latex, in_words, latex_text
from afas.parameters import Parameter
from afas.periods import FinancialYear
from afas.ps._constraints import BROKEN, WORDS, Constraint, broken
from afas.ps._formulas import Formula, Part, Rules, first_before, in_force
from afas.quantities import Unit
from afas.text import Message, Text

__all__ = ["BROKEN", "PS", "WORDS", "Constraint", "Example", "Formula", "NotOfThisPS", "Part", "Rules"]

_ALL_KINDS = tuple(DeclarationKind)


@error
class NotOfThisPS(AfasError, LookupError):
    """The PS has no field, or no parameter, of this name."""

    code = "not-of-this-ps"
    template = Text(
        fr="{ps} n’a pas de « {found} »{hint} ; elle a : {known}.", en="{ps} has no “{found}”{hint}; it has: {known}."
    )
    ps: str
    found: str
    hint: Message | str
    known: tuple[str, ...]


@attrs.frozen
class Example:
    """A worked case of a PS, for its sheet and for the simulator.

    Attributes:
        year: financial year.
        entries: what is declared, by field.
        parameters: figures that nobody could source, for the show, by name.
    """

    year: int
    entries: Mapping[str, object] = attrs.field(hash=False)
    parameters: Mapping[str, str] = attrs.field(factory=dict, hash=False)


_TOTAL = Text(fr="Droit, toutes parts comprises", en="Right, all parts included")


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
        parts: its bonuses and complements.
        constraints: the order that its parameters keep, whoever supplies them.
        example: a worked case.
        illustrative: a figure, for demonstrations, for every parameter that has no sourced value in some year.
        purpose: what it pays and to whom, in a sentence that the source of its formula bears out.
    """

    code: str
    text: Text
    fields: tuple[Field, ...]
    parameters: tuple[Parameter, ...]
    formulas: tuple[Formula, ...]
    steps: dict[str, Text]
    controls: tuple[Control, ...] = ()
    aliases: tuple[str, ...] = ()
    kinds: tuple[DeclarationKind, ...] = _ALL_KINDS
    sites: bool = False
    school_year: bool = False
    step_units: Mapping[str, Unit] = attrs.field(factory=dict)
    since: Mapping[DeclarationKind, int] = attrs.field(factory=dict)
    parts: tuple[Part, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    example: Example | None = None
    illustrative: Mapping[str, str] = attrs.field(factory=dict)
    purpose: Text | None = None
    by_name: Mapping[str, Parameter] = attrs.field(init=False, eq=False, repr=False)

    @by_name.default
    def _by_name(self) -> Mapping[str, Parameter]:
        return {parameter.name: parameter for parameter in self.parameters}

    def __hash__(self) -> int:
        return hash(self.code)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled by its code where it is the registry's own, whole where it is the caller's."""
        from afas import ps  # noqa: PLC0415 - the registry stands above its files

        if ps.registered(self):
            return (ps.get, (self.code,))
        given: dict[str, Any] = {
            attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(PS) if attribute.init
        }
        return (partial(PS, **given), ())

    def form(self, code: FormCode | str) -> tuple[Field, ...]:
        """The fields of one of its forms, by its code: `FormCode.ACTIVITY` or "activity"."""
        return tuple(field for field in self.fields if field.form == code)

    def asks(
        self, kind: DeclarationKind | None, year: FinancialYear, giver: Giver = Giver.PARTNER
    ) -> tuple[Field, ...]:
        """The fields that a declaration of this kind and year asks of the partner, or of the Caf.

        A field that asks for a part (*bonus*) is asked once the part has a formula.
        """
        end = year.period.end
        too_early = {
            part.declared_by
            for part in self.parts
            if end is not None and all(formula.start >= end for formula in part.formulas)
        }
        return tuple(
            field
            for field in self.fields
            if field.name not in too_early and field.asked(kind, year) and field.given_by(year) is giver
        )

    def takes(self, kind: DeclarationKind, year: int) -> bool:
        """Does AFAS take this kind of declaration for that year?"""
        return kind in self.kinds and year >= self.since.get(kind, year)

    def formula(self, on: date) -> Formula | None:
        """The formula in force that day; None before the first."""
        return in_force(self.formulas, on)

    def rules(self, declared: Mapping[str, Any], *, on: date, until: date | None = None) -> Rules | None:
        """The formulas in force that day for what is declared; None before the first.

        Args:
            declared: what is declared, by field: a part counts where its own is not zero.
            on: the day.
            until: take, too, a part whose first formula starts after `on` and before this day.
        """
        formula = in_force(self.formulas, on)
        if formula is None:
            return None
        parts, missing = [], []
        for part in self.parts:
            if declared.get(part.declared_by):
                found = in_force(part.formulas, on) or first_before(part.formulas, until)
                if found is None:
                    missing.append(part)
                else:
                    parts.append((part.name, found))
        return Rules(formula, tuple(parts), tuple(missing))

    def broken(
        self, figures: Mapping[str, Decimal], *, on: date | None = None, path: str = "parameters"
    ) -> list[Fault]:
        """A fault for each constraint that figures, by name of parameter, break; see `Constraint`."""
        return broken(self.constraints, figures, self.by_name, on, path) if self.constraints else []

    def parameter(self, name: str) -> Parameter:
        """One of its parameters, by name.

        Raises:
            NotOfThisPS: it has none of that name.
        """
        found = self.by_name.get(name)
        if found is None:
            raise NotOfThisPS(self.code, name, did_you_mean(name, self.by_name), tuple(self.by_name))
        return found

    def field(self, name: str) -> Field:
        """One of its fields, by name.

        Raises:
            NotOfThisPS: it has none of that name.
        """
        found = next((field for field in self.fields if field.name == name), None)
        if found is None:
            known = tuple(field.name for field in self.fields)
            raise NotOfThisPS(self.code, name, did_you_mean(name, known), known)
        return found

    def words(self, *, on: date | None = None, locale: str = "fr") -> str:
        """The formula in words, one line a step, printed from the code that computes.

        Args:
            on: the day; None for the last formula.
            locale: French or English.

        Raises:
            LookupError: no formula is known that day.

        >>> from afas import ps
        >>> print(ps.get("FJT").words(locale="en"))
        Grant before the ceiling = Eligible payroll × Rate of the PS
        Right to the PS = rounded to the cent of (least of (Grant before the ceiling; Yearly ceiling of the PS))
        """
        return "\n".join(self.lines(self.symbols(on), locale))

    def lines(self, steps: Iterable[Traced], locale: str = "fr") -> list[str]:
        """Steps in words, one line each: its name and its formula."""
        return [
            f"{self.label(s.name)(locale)} = {in_words(s.args[0], lambda leaf: self.name(leaf, locale), locale)}"
            for s in steps
        ]

    def latex(self, *, on: date | None = None, locale: str = "fr") -> str:
        """The formula in LaTeX, one line a step, printed from the code that computes.

        Raises:
            LookupError: no formula is known that day.
        """
        lines = []
        for step in self.symbols(on):
            expression = in_latex(step.args[0], lambda leaf: latex_text(self.name(leaf, locale)), locale)
            lines.append(f"{latex_text(self.label(step.name)(locale))} &= {expression}")
        return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"

    def symbols(self, on: date | None = None) -> tuple[Traced, ...]:
        """The steps of the formula in force and of every part, as symbols."""
        day = self.formulas[-1].start if on is None else on
        rules = self.rules({part.declared_by: True for part in self.parts}, on=date.max if on is None else on)
        if rules is None:
            message = f"{self.code} has no formula on {day}; the first starts on {self.formulas[0].start}"
            raise LookupError(message)
        tracer = Tracer()
        rules.amounts(Symbols("data"), Symbols("parameters"), tracer)
        return tuple(tracer.steps)

    def name(self, leaf: Traced, locale: str = "fr") -> str:
        """The name of a figure or a step of a formula."""
        if leaf.op == "step":
            return self.label(leaf.name)(locale)
        named = self.named(leaf.name)
        return leaf.name if named is None else named.text(locale)

    def named(self, path: str) -> Field | Parameter | None:
        """The field or the parameter at a path of a formula (`data.expenses`); None where it has none of that name."""
        place, _, name = path.partition(".")
        among: tuple[Field | Parameter, ...] = self.parameters if place == "parameters" else self.fields
        return next((item for item in among if item.name == name), None)

    def unit(self, step: str) -> Unit:
        """The unit of a step."""
        return self.step_units.get(step, Unit.EUR)

    def label(self, step: str) -> Text:
        """The label of a step."""
        return (
            _TOTAL if step == "total" and "total" not in self.steps else self.steps.get(step) or Text(fr=step, en=step)
        )
