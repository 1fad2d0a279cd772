"""The estimate of a right (*montant estimé de la PS*), and its explanation step by step.

`estimate` runs the PS's formula on exact fractions; `explain` runs the same formula again on traced
fractions, so that the explanation is made by what computes, and ends in the same amount.

Imports: text, errors, periods, arithmetic, parameters, forms, ps (the registry).
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import attrs

from afas import ps as registry
from afas.arithmetic import Traced, Tracer, to_decimal
from afas.errors import FaultKind, Faults
from afas.forms import DeclarationKind, read_entries
from afas.parameters import BY_CALLER, FOR_SHOW, NO_VALUE, NoValueAt, ParameterValue, Policy, Scale, Supplied, scale
from afas.periods import FinancialYear
from afas.ps import PS
from afas.quantities import Unit
from afas.sources import Grade
from afas.text import Euros, Message, Percent, Text, figure

__all__ = ["Estimate", "ExplainedStep", "Explanation", "estimate", "explain"]

NO_FORMULA = FaultKind(
    "no-formula-at",
    Text(fr="aucune formule de la PS n’est connue avant le {first}", en="no formula of the PS is known before {first}"),
)


@attrs.frozen
class Estimate:
    """The right to a PS for a year, and all it was computed from.

    Attributes:
        ps: code of the PS.
        year: financial year.
        entries: the exact figures declared, by field.
        scale: the parameters used, each with its source.
        amount: the right, in euros, to the cent.
        service: the PS itself, so that one outside the registry can be explained; None: looked up by its code.
    """

    ps: str
    year: FinancialYear
    entries: Mapping[str, Decimal] = attrs.field(hash=False)
    scale: Scale = attrs.field(hash=False)
    amount: Decimal
    service: PS | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def rules(self) -> PS:
        """The PS it was computed by."""
        return self.service or registry.get(self.ps)

    @property
    def provisional(self) -> bool:
        """Was a parameter carried forward from an earlier year?"""
        return bool(self.scale.carried)

    @property
    def illustrative(self) -> bool:
        """Does it use a figure that is not official?"""
        return any(value.grade is Grade.ILLUSTRATIVE for value in self.scale.values.values())


def estimate(
    ps: str | PS,
    entries: Mapping[str, object],
    year: int | FinancialYear,
    parameters: Supplied | None = None,
    policy: Policy = "strict",
    kind: DeclarationKind | None = None,
) -> Estimate:
    """The right to a PS, exact to the cent.

    Args:
        ps: its code (or the PS itself).
        entries: what is declared, by field name: `Decimal`, `int` or decimal strings; never floats.
        year: the financial year (an int is read as the PS reads it: civil, or school year).
        parameters: figures that take the place of the built-in ones, by name.
        policy: "strict" refuses a year without a figure; "carry_forward" takes the last one known.
        kind: leave out the fields this kind of declaration does not ask for.

    Raises:
        InvalidInput: something in the entries or the parameters is wrong; all of it is in `faults`.
        NoValueAt: the entries are right, but a parameter has no value that year.
        UnknownPS: no PS has this code.

    >>> estimate("ALSH", {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"},
    ...          year=2023, parameters={"ceiling": "1.97"}).amount
    Decimal('2188.07')
    """
    service = registry.get(ps) if isinstance(ps, str) else ps
    when = FinancialYear(year, service.school_year) if isinstance(year, int) else year
    on = when.period.start
    subject = Text(fr=f"Estimation {service.code} {when.text.fr}", en=f"{service.code} estimate {when.text.en}")
    faults = Faults(subject)
    figures, bad = read_entries([f for f in service.fields if f.asked(kind)], entries)
    faults.add(*bad)
    formula = service.formula(on)
    used = formula.uses if formula else tuple(parameter.name for parameter in service.parameters)
    values, bad = scale([p for p in service.parameters if p.name in used], on, parameters, policy)
    faults.add(*bad)
    if formula is None:
        faults.add(NO_FORMULA.at("year", first=service.formulas[0].start))
    if faults.found and all(fault.code == NO_VALUE.code for fault in faults.found):
        raise NoValueAt(subject, tuple(faults.found))
    faults.raise_if_any()
    assert formula is not None  # noqa: S101 - a missing formula is among the faults just raised
    right = formula.right(_numbers(figures), _numbers(_decimals(values)), _silent)
    return Estimate(service.code, when, figures, values, to_decimal(right), service)


def _silent(name: str, number: Any) -> Any:  # noqa: ARG001 - the plain run keeps no steps
    return number


def _numbers(figures: Mapping[str, Decimal]) -> Any:
    return SimpleNamespace(**{name: Fraction(value) for name, value in figures.items()})


def _decimals(values: Scale) -> dict[str, Decimal]:
    return {name: value.value for name, value in values.values.items()}


@attrs.frozen
class ExplainedStep:
    """One line of an explanation.

    Attributes:
        name: as the formula names it.
        text: what it is.
        formula: how it was made: the tree of operations, with every figure and every choice taken.
        value: the exact result.
    """

    name: str
    text: Text
    formula: Traced
    value: Fraction


@attrs.frozen
class Explanation:
    """How an amount was made: the figures it rests on, with their sources, and the steps to it."""

    estimate: Estimate
    steps: tuple[ExplainedStep, ...]

    @property
    def amount(self) -> Decimal:
        """The amount the steps end in."""
        return to_decimal(self.steps[-1].value)

    def to_markdown(self, locale: str = "fr") -> str:
        """The explanation as Markdown, in French or English."""
        service = self.estimate.rules
        heading = Text(fr="Estimation", en="Estimate").get(locale)
        lines = [f"### {heading} {service.code} {self.estimate.year.text.get(locale)}", ""]
        lines += self._warnings(locale)
        is_ = Text(fr=" :", en=":").get(locale)
        lines += [
            f"- {field.text.get(locale)}{is_} {_shown(self.estimate.entries[field.name], field.unit, locale)}"
            for field in service.fields
            if field.name in self.estimate.entries
        ]
        for name, value in self.estimate.scale.values.items():
            parameter = service.parameter(name)
            amount = _shown(value.value, parameter.unit, locale)
            lines.append(f"- {parameter.text.get(locale)}{is_} {amount} — {self._source(value, locale)}")
        lines.append("")
        for rank, step in enumerate(self.steps, start=1):
            words = _words(step.formula.args[0], service, locale, top=True)
            result = f"**{_result(step, service, locale)}**{_bound(step, service, locale)}"
            lines.append(f"{rank}. {step.text.get(locale)} = {words} = {result}")
        formula = service.formula(self.estimate.year.period.start)
        if formula is not None:
            rule = Text(fr="Règle", en="Rule").get(locale)
            lines += ["", f"{rule}{is_} {formula.source.cite(locale)}"]
        return "\n".join(lines)

    def _warnings(self, locale: str) -> list[str]:
        warnings = []
        if self.estimate.illustrative:
            warnings.append(
                Text(
                    fr="**Utilise des chiffres illustratifs, sans valeur officielle.**",
                    en="**Uses illustrative figures that are not official.**",
                )
            )
        if self.estimate.provisional:
            warnings.append(
                Text(
                    fr="**Provisoire : un barème antérieur est reconduit.**",
                    en="**Provisional: an earlier scale is carried forward.**",
                )
            )
        return [line for warning in warnings for line in (warning.get(locale), "")]

    @staticmethod
    def _source(value: ParameterValue, locale: str) -> str:
        since = value.period.message.text(locale)
        grade = f"{value.grade.text.get(locale)}, {since}"
        return grade if value.source in (BY_CALLER, FOR_SHOW) else f"{grade} ; {value.source.cite(locale)}"

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def explain(estimated: Estimate) -> Explanation:
    """The same formula, run again on traced numbers: every step, and the same amount.

    >>> made = estimate("RPE", {"animator_fte": 1, "expenses": "50000"}, 2023, parameters={"ceiling": "60000"})
    >>> explain(made).amount
    Decimal('21500.00')
    """
    service = estimated.rules
    formula = service.formula(estimated.year.period.start)
    assert formula is not None  # noqa: S101 - an estimate exists only where a formula does
    tracer = Tracer()
    data = {name: Traced.given(f"data.{name}", Fraction(v)) for name, v in estimated.entries.items()}
    used = {name: Traced.given(f"parameters.{name}", Fraction(v)) for name, v in _decimals(estimated.scale).items()}
    formula.right(_space(data), _space(used), tracer)
    steps = tuple(ExplainedStep(s.name, service.steps[s.name], s, s.value) for s in tracer.steps)
    return Explanation(estimated, steps)


def _space(numbers: Mapping[str, Traced]) -> Any:
    return SimpleNamespace(**numbers)


_OPERATORS = {"+": "+", "-": "−", "*": "×", "<=": "≤", "<": "<", "ratio": "/"}
_CHOICES = {
    "least": Text(fr="le plus petit de", en="least of"),
    "greatest": Text(fr="le plus grand de", en="greatest of"),
}

_OF_ONE = {
    "cents": Text(fr="arrondi au centime de", en="rounded to the cent of"),
    "euros": Text(fr="arrondi à l’euro de", en="rounded to the euro of"),
    "not_below_zero": Text(fr="ou zéro si négatif", en="or zero if negative"),
}


def _words(node: Traced, service: PS, locale: str, top: bool = False) -> str:
    """The tree of a step as words, down to the figures and the steps before it."""
    if node.op == "given":
        unit = _unit(node, service)
        return _shown(node.value, unit, locale)
    if node.op == "step":
        return f"[{service.steps[node.name].get(locale)}]"
    if node.op in _OPERATORS:
        left, right = (_words(arg, service, locale) for arg in node.args)
        both = f"{left} {_OPERATORS[node.op]} {right}"
        return both if top else f"({both})"
    if node.op in _CHOICES:
        inside = " ; ".join(_words(arg, service, locale, top=True) for arg in node.args)
        return f"{_CHOICES[node.op].get(locale)} ({inside})"
    if node.op == "where":
        return _words(node.args[node.chosen or 1], service, locale, top)
    return f"{_OF_ONE[node.op].get(locale)} ({_words(node.args[0], service, locale, top=True)})"


def _unit(node: Traced, service: PS) -> Unit:
    where_from, _, name = node.name.partition(".")
    if where_from == "parameters":
        return service.parameter(name).unit
    return next(field.unit for field in service.fields if field.name == name)


def _shown(value: Any, unit: Unit, locale: str) -> str:
    match unit:
        case Unit.EUR:
            return figure(Euros(value), locale)
        case Unit.RATIO | Unit.RATE:
            return figure(Percent(value), locale)
        case Unit.FLAG:
            return figure(bool(value), locale)
    return f"{figure(value, locale)} {unit.text.get(locale)}"


def _result(step: ExplainedStep, service: PS, locale: str) -> str:
    """A step’s value in its unit."""
    unit = service.step_units.get(step.name, Unit.EUR)
    if unit.text.fr.startswith("€/"):
        return figure(Euros(step.value), locale) + unit.text.get(locale).removeprefix("€")
    return _shown(step.value, unit, locale)


def _bound(step: ExplainedStep, service: PS, locale: str) -> str:
    """Which side of a choice was active, in words."""
    node = step.formula.args[0]
    while node.op in ("cents", "euros"):
        node = node.args[0]
    if node.op not in _CHOICES or node.chosen is None:
        return ""
    kept = Message(
        Text(fr=" (retenu : {side})", en=" (kept: {side})"), {"side": _side(node.args[node.chosen], service, locale)}
    )
    return kept.text(locale)


def _side(node: Traced, service: PS, locale: str) -> str:
    """What a bound is made of, by name."""
    if node.op == "given":
        where_from, _, name = node.name.partition(".")
        labels = service.parameters if where_from == "parameters" else service.fields
        return next(one.text.get(locale) for one in labels if one.name == name)
    if node.op == "step":
        return service.steps[node.name].get(locale)
    sign = f" {_OPERATORS.get(node.op, ',')} "
    return sign.join(_side(arg, service, locale) for arg in node.args)
