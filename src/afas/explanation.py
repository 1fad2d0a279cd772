"""Explains an amount: the figures it rests on, each with its source, and every step of its computation.

`explain` runs the PS's formulas again on traced numbers: the explanation comes from the very code that computes, and
ends in the same amount. It is shown as text, Markdown, HTML or JSON, in French or in English.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from afas.arithmetic import to_decimal
from afas.documents import Bullets, Document, Heading, Line, Note, Shown, clauses
from afas.errors import AfasError, error
from afas.estimation import Estimate
from afas.numbers import Traced, Tracer, as_shown, in_words, well_formed
from afas.parameters import BY_CALLER, FOR_SHOW, ParameterValue
from afas.ps import PS
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Euros, Message, Text, figure

__all__ = ["JSON_VERSION", "WORDS", "ExplainedStep", "Explanation", "explain"]

JSON_VERSION: Final = 1

_KEPT = Text(fr="retenu : {side}", en="kept: {side}")
_TIED = Text(fr="borne exactement atteinte : {side}", en="the bound is exactly reached: {side}")
_CLIPPED = Text(fr="négatif, ramené à zéro", en="negative, brought to zero")
_ROUNDED = {
    "cents": Text(fr="{exact} arrondi au centime", en="{exact} rounded to the cent"),
    "euros": Text(fr="{exact} arrondi à l’euro", en="{exact} rounded to the euro"),
}
WORDS: Final = {
    "kept": _KEPT,
    "tied": _TIED,
    "clipped": _CLIPPED,
    **{f"rounded_{unit}": text for unit, text in _ROUNDED.items()},
}
"""The words of the notes of a step, by the name that the rules as a document give them."""
_REPLACED: Final = Text(
    fr="Valeurs sourcées remplacées à la demande de l’appelant : {labels}.",
    en="Sourced values replaced as the caller asked: {labels}.",
)
_UNDATED: Final = Text(
    fr="Jour de publication non lu, tenus pour connus : {labels}.",
    en="Day of publication not read, taken as known: {labels}.",
)
_UNCHECKED: Final = Text(
    fr="Vérifiés avant cet exercice, fin non lue : {labels}.", en="Checked before this year, no end read: {labels}."
)


@error
class NotAStep(AfasError, ValueError):
    """The formula of a step is invalid: an unknown operation, or numbers that it does not take."""

    code = "not-a-step"
    template = Text(
        fr="« {step} » n’est pas l’étape d’une formule : refaites l’explication depuis l’estimation.",
        en="“{step}” is no step of a formula: explain the estimate anew.",
    )
    step: str


@attrs.frozen
class ExplainedStep:
    """One line of an explanation.

    Attributes:
        name: as the formula names it.
        text: what it is.
        formula: the tree of operations, with every figure and every choice taken.
        value: the exact result.
        unit: of the result.
        service: the PS, for the names of what the tree holds.
    """

    name: str
    text: Text
    formula: Traced = attrs.field(eq=as_shown)
    value: Fraction
    unit: Unit
    service: PS = attrs.field(repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        run = self.formula
        named = run.op == "step" and len(run.args) == 1 and run.value is not None
        if not named or not well_formed(run.args[0]):
            raise NotAStep(self.name)

    def in_words(self, locale: str = "fr") -> str:
        """The formula by the names of what it takes: *Heures réalisées × Prix plafond horaire*."""
        return in_words(self._run, lambda leaf: self.service.name(leaf, locale), locale)

    def in_figures(self, locale: str = "fr") -> str:
        """The same with the figures."""
        return in_words(self._run, lambda leaf: _figure(leaf, self.service, locale), locale)

    def result(self, locale: str = "fr") -> str:
        """The value in its unit."""
        return self.unit.show(self.value, locale)

    def bounds(self, locale: str = "fr") -> tuple[str, ...]:
        """Which side of each choice was active."""
        return tuple(message.text(locale) for message in self._bounds(locale))

    def rounding(self, locale: str = "fr") -> str | None:
        """The rounded number and its rounding; None if nothing was lost."""
        run = self._run
        if run.op not in _ROUNDED or run.args[0].value == run.value:
            return None
        return _ROUNDED[run.op].fill(exact=Euros(run.args[0].value)).text(locale)

    def line(self, locale: str = "fr") -> Line:
        """The step as a line of a document: its label, its result, its computation, its notes."""
        notes = [*self.bounds(locale), *filter(None, [self.rounding(locale)])]
        ways = tuple(dict.fromkeys([self.in_words(locale), self.in_figures(locale)]))
        return Line(self.text(locale), self.result(locale), ways, clauses(notes, locale))

    @property
    def _run(self) -> Traced:
        return self.formula.args[0]

    def _bounds(self, locale: str) -> Iterator[Message]:
        for node in _taken(self._run):
            if node.op == "not_below_zero":
                if node.args[0].value < 0:
                    yield _CLIPPED.fill()
            elif node.chosen is not None and node.op != "where":
                tied = sum(arg.value == node.value for arg in node.args) > 1
                if not tied and node.args[node.chosen].op in ("least", "greatest"):
                    continue  # its own choice is said next
                side = in_words(node.args[node.chosen], lambda leaf: self.service.name(leaf, locale), locale)
                yield (_TIED if tied else _KEPT).fill(side=side)


def _taken(node: Traced) -> Iterator[Traced]:
    """The choices of a step, down to its figures and the steps before, along the branches that were taken."""
    if node.op in ("given", "step"):
        return
    if node.op in ("least", "greatest", "not_below_zero"):
        yield node
    args = node.args if node.op != "where" else (node.args[node.chosen or 1],)
    for arg in args:
        yield from _taken(arg)


@attrs.frozen
class Explanation(Shown):
    """The explanation of an amount: the figures it rests on, with their sources, and the steps of its computation."""

    estimate: Estimate
    steps: tuple[ExplainedStep, ...]

    @property
    def amount(self) -> Decimal:
        """The amount the steps end in."""
        return to_decimal(self.steps[-1].value) if self.steps else self.estimate.amount

    def document(self, locale: str = "fr") -> Document:
        """The data, the scale, the steps and the rule, each under its heading."""
        estimate, service = self.estimate, self.estimate.rules
        heading = Text(fr="Estimation", en="Estimate")(locale)
        title = f"{heading} {service.code} {estimate.year.text(locale)} — {figure(Euros(estimate.amount), locale)}"
        data = [
            Line(field.text(locale), field.unit.show(estimate.entries[field.name], locale))
            for field in service.fields
            if field.name in estimate.entries and estimate.entries[field.name] != field.default
        ]
        figures = [self._parameter(name, value, locale) for name, value in estimate.scale.values.items()]
        rules = [
            Line(formula.source.cite(locale), link=formula.source.url)
            for formula in (estimate.formulas.formula, *(formula for _, formula in estimate.formulas.parts))
        ]
        lists = (
            (Text(fr="Données déclarées", en="Data declared"), Bullets(data)),
            (Text(fr="Barème", en="Scale"), Bullets(figures)),
            (Text(fr="Calcul", en="Steps"), Bullets((step.line(locale) for step in self.steps), numbered=True)),
            (Text(fr="Règle", en="Rule"), Bullets(rules)),
        )
        blocks = [block for name, items in lists if items.items for block in (Heading(name(locale)), items)]
        return Document(title, locale, (*map(Note, self._warnings(locale)), *blocks))

    def to_json(self) -> str:
        """The explanation for another program: both languages, exact figures as strings, `version` first."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def to_dict(self) -> dict[str, Any]:
        """The content of `to_json`; a quotient that never ends is written "1/3"."""
        estimate, service = self.estimate, self.estimate.rules
        return {
            "format": "afas.explanation",
            "version": JSON_VERSION,
            "ps": service.code,
            "year": estimate.year.text.en,
            "kind": estimate.kind,
            "amount": str(estimate.amount),
            "parts": {name: str(amount) for name, amount in estimate.parts.items()},
            "provisional": estimate.provisional,
            "illustrative": estimate.illustrative,
            "replaced": list(estimate.replaced),
            "unchecked": list(estimate.unchecked),
            "undated": list(estimate.undated),
            "known_on": estimate.scale.known_on and estimate.scale.known_on.isoformat(),
            "data": [
                {"name": f.name, "text": _both(f.text), "value": str(estimate.entries[f.name]), "unit": f.unit}
                for f in service.fields
                if f.name in estimate.entries
            ],
            "parameters": [self._parameter_dict(name, value) for name, value in estimate.scale.values.items()],
            "steps": [_step_dict(step) for step in self.steps],
            "rules": [
                {"name": name, "start": formula.start.isoformat(), "source": _source_dict(formula.source)}
                for name, formula in (("right", estimate.formulas.formula), *estimate.formulas.parts)
            ],
        }

    def _parameter_dict(self, name: str, value: ParameterValue) -> dict[str, Any]:
        parameter = self.estimate.rules.parameter(name)
        return {
            "name": name,
            "text": _both(parameter.text),
            "value": str(value.value),
            "unit": parameter.unit,
            "start": value.start.isoformat(),
            "end": value.end and value.end.isoformat(),
            "published": value.published and value.published.isoformat(),
            "grade": value.grade,
            "carried": name in self.estimate.scale.carried,
            "source": _source_dict(value.source),
        }

    def _parameter(self, name: str, value: ParameterValue, locale: str) -> Line:
        parameter = self.estimate.rules.parameter(name)
        note = f"{value.grade.text(locale)}, {value.since.text(locale)}"
        if value.source not in (BY_CALLER, FOR_SHOW):
            note = clauses((note, value.source.cite(locale)), locale)
        return Line(parameter.text(locale), parameter.unit.show(value.value, locale), note=note, link=value.source.url)

    def _warnings(self, locale: str) -> Iterator[str]:
        estimate = self.estimate
        if estimate.illustrative:
            yield Text(
                fr="Utilise des chiffres illustratifs, sans valeur officielle.",
                en="Uses illustrative figures that are not official.",
            )(locale)
        if estimate.provisional:
            yield Text(
                fr="Provisoire : un barème antérieur est reconduit.",
                en="Provisional: an earlier scale is carried forward.",
            )(locale)
        yield from self._named(_REPLACED, estimate.replaced, locale)
        if estimate.scale.known_on is not None:
            yield (
                Text(fr="Rejoué avec ce qui était publié au {day}.", en="Replayed with what was published by {day}.")
                .fill(day=estimate.scale.known_on)
                .text(locale)
            )
            yield from self._named(_UNDATED, estimate.undated, locale)
        yield from self._named(_UNCHECKED, estimate.unchecked, locale)

    def _named(self, warning: Text, names: tuple[str, ...], locale: str) -> Iterator[str]:
        if names:
            labels = tuple(self.estimate.rules.parameter(name).text for name in names)
            yield warning.fill(labels=labels).text(locale)


def explain(estimated: Estimate) -> Explanation:
    """The same formulas, run again on traced numbers: every step, and the same amount.

    Raises:
        InvalidInput: figures that the formulas read are missing: the estimate was stored so, or altered since.

    >>> from afas.estimation import estimate
    >>> estimated = estimate("RPE", {"animator_fte": 1, "expenses": "50000"}, 2023, parameters={"ceiling": "60000"})
    >>> explain(estimated).amount
    Decimal('21500.00')
    """
    service = estimated.rules
    tracer = Tracer()
    estimated.traced_right(tracer)
    steps = [
        ExplainedStep(s.name, service.label(s.name), s, s.value, service.unit(s.name), service)
        for s in tracer.steps
        if s.value is not None  # a step of a branch that was left aside
    ]
    return Explanation(estimated, tuple(steps))


def _both(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}


def _source_dict(source: Source) -> dict[str, Any]:
    data = attrs.asdict(source)
    return data | {day: data[day] and data[day].isoformat() for day in ("checked_on", "published")}


def _step_dict(step: ExplainedStep) -> dict[str, Any]:
    bounds = zip(step.bounds("fr"), step.bounds("en"), strict=True)
    rounding = step.rounding("fr"), step.rounding("en")
    return {
        "name": step.name,
        "text": _both(step.text),
        "formula": {locale: step.in_words(locale) for locale in ("fr", "en")},
        "figures": {locale: step.in_figures(locale) for locale in ("fr", "en")},
        "value": _digits(step.value),
        "unit": step.unit,
        "bounds": [{"fr": fr, "en": en} for fr, en in bounds],
        "rounding": dict(zip(("fr", "en"), rounding, strict=True)) if rounding[0] else None,
    }


def _digits(value: Fraction) -> str:
    """The exact value as a decimal string, or as a fraction where no decimal is."""
    bottom = value.denominator
    places = next((n for n in range(bottom.bit_length()) if pow(10, n, bottom) == 0), None)
    if places is None:
        return str(value)
    return f"{Decimal(f'{int(value * 10**places)}e-{places}'):f}"


def _figure(leaf: Traced, service: PS, locale: str) -> str:
    """A figure in its unit."""
    if leaf.op == "step":
        return service.unit(leaf.name).show(leaf.value, locale)
    named = service.named(leaf.name)
    return figure(leaf.value, locale) if named is None else named.unit.show(leaf.value, locale)
