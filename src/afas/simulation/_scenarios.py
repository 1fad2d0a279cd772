"""A scenario: what a reform changes, as data. Figures of the PS, terms of payment, or a formula by its name.

A scenario is a mapping, or the same as JSON:

    {"name": "Plafond Alsh +2 %", "text": {"fr": "…", "en": "…"},
     "parameters": {"ALSH": {"ceiling": "+2 %", "rate": "0.31"},
                    "FJT": {"ceiling": [{"value": "105000", "start": "2024-01-01", "end": "2025-01-01"}]}},
     "terms": {"advances": [{"rate": "0.50", "base": "forecast N", "on": "forecast validated"}]},
     "formulas": {"RPE": "flat-sum", "ALSH": {"wednesday_plan": "every-hour"}}}

`"legislation": 2024` puts the formulas and figures of that year on every row, whatever its own year; what else the
scenario says is changed from there. A figure alone holds for every year, `"+2 %"` is an exact change of the figure it
stands on, dated values hold where they cover the year, and leave the others. A formula is named here and supplied by
the caller, as `NamedFormula`.
`_scenario_reading` reads it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from typing import Any, Final

import attrs

from afas.errors import Fault, FaultKind, Faults, did_you_mean
from afas.parameters import Parameter, ParameterValue
from afas.periods import Period
from afas.ps import PS, Formula
from afas.sources import Grade, Source
from afas.terms import PaymentTerms
from afas.text import Percent, Text, figure

__all__ = ["SUBJECT", "UNKNOWN_FORMULA", "NamedFormula", "Override", "Relative", "Scenario", "unknown"]

SUBJECT: Final = Text(fr="Scénario", en="Scenario")
_WIDE: Final = Context(prec=100)  # more digits than two figures have

UNKNOWN_FORMULA = FaultKind(
    "unknown-formula",
    Text(
        fr="formule inconnue « {found} »{hint} ; fournies : {known}. Fournissez-la : formulas={{'{found}': "
        "NamedFormula(…)}}",
        en="unknown formula “{found}”{hint}; supplied: {known}. Supply it: formulas={{'{found}': NamedFormula(…)}}",
    ),
)


def unknown(kind: FaultKind, path: str, found: object, known: Mapping[str, object] | Sequence[str]) -> Fault:
    """The fault of an unknown name, with the known name it looks like."""
    shown = str(found)[:40]
    names = tuple(known)
    return kind.at(path, found=shown, hint=did_you_mean(shown, names), known=names or ("–",))


@attrs.frozen
class Relative:
    """An exact change of a figure: `Relative(Decimal("0.02"))` is +2 %.

    >>> Relative(Decimal("0.02")).of(Decimal("1.97"))
    Decimal('2.0094')
    """

    ratio: Decimal

    def of(self, figure: Decimal) -> Decimal:
        """The figure, changed; exact."""
        return _WIDE.multiply(figure, _WIDE.add(1, self.ratio)).normalize(_WIDE)

    def __str__(self) -> str:
        return f"{_WIDE.multiply(self.ratio, 100).normalize(_WIDE):+f} %"

    def show(self, locale: str = "fr") -> str:
        """As each language writes it."""
        return ("+" if self.ratio > 0 else "") + figure(Percent(self.ratio), locale)


Override = Decimal | Relative | tuple[ParameterValue, ...]
"""In the place of a figure: another for every year, an exact change, or dated values."""


@attrs.frozen
class NamedFormula:
    """A formula that a scenario may name: its code, and what it needs that the PS does not have.

    Attributes:
        formula: in force from its `start` on, in the place of those of the PS.
        parameters: the figures it reads that the PS does not define.
        steps: labels of the steps that the PS does not name.
    """

    formula: Formula
    parameters: tuple[Parameter, ...] = ()
    steps: Mapping[str, Text] = attrs.field(factory=dict, hash=False)

    def applied(self, service: PS, part: str) -> PS:
        """The PS with this formula in the place of its own, or of the formula of one of its parts."""
        known = {parameter.name for parameter in self.parameters}
        changed = attrs.evolve(
            service,
            parameters=(
                *(parameter for parameter in service.parameters if parameter.name not in known),
                *self.parameters,
            ),
            steps={**service.steps, **self.steps},
        )
        if part == "right":
            return attrs.evolve(changed, formulas=self._after(service.formulas))
        parts = (
            attrs.evolve(own, formulas=self._after(own.formulas)) if own.name == part else own for own in changed.parts
        )
        return attrs.evolve(changed, parts=tuple(parts))

    def _after(self, formulas: tuple[Formula, ...]) -> tuple[Formula, ...]:
        return (*(formula for formula in formulas if formula.start < self.formula.start), self.formula)


@attrs.frozen
class Scenario:
    """The changes of a reform; figures, terms and formulas that it does not name stay as in the baseline.

    Attributes:
        name: as results show it.
        text: its title, in both languages; None: its name says it.
        parameters: by code of the PS, then by name: what stands in the place of the figure.
        terms: of payment, in the place of the baseline's; None: the same.
        formulas: by code of the PS, then by part ("right" is the PS itself): the name of the formula supplied.
        legislation: the year whose formulas and figures hold on every row; None: those of its own year.

    >>> scenario = Scenario("+2 %", parameters={"ALSH": {"ceiling": Relative(Decimal("0.02"))}})
    >>> scenario.figure("ALSH", "ceiling", on=date(2023, 1, 1), before=Decimal("1.97"))
    Decimal('2.0094')
    """

    name: str
    text: Text | None = None
    parameters: Mapping[str, Mapping[str, Override]] = attrs.field(factory=dict, hash=False)
    terms: PaymentTerms | None = None
    formulas: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict, hash=False)
    legislation: int | None = None

    def label(self, locale: str = "fr") -> str:
        """Its title, or its name where it has none."""
        return self.text(locale) if self.text else self.name

    @property
    def words(self) -> Text:
        """Its title, or its name where it has none, in both languages."""
        return self.text or Text(fr=self.name, en=self.name)

    def values(self, code: str, figures: Mapping[str, Decimal], when: Period) -> dict[str, ParameterValue]:
        """The figures of a PS that it changes, as values whose source is the scenario.

        Args:
            code: of the PS.
            figures: those in force under the scenario, by name.
            when: the period they are asked for.
        """
        source = Source(title=self.name, publisher="scénario")
        values: dict[str, ParameterValue] = {}
        for name, override in self.parameters.get(code, {}).items():
            if isinstance(override, tuple):
                values.update((name, value) for value in override if value.period.holds(when.start))
            elif name in figures:
                values[name] = ParameterValue(when.start, when.end, figures[name], source, Grade.SUPPLIED)
        return values

    def figure(self, code: str, name: str, *, on: date, before: Decimal | None) -> Decimal | None:
        """A figure under the scenario: `before` where it changes nothing, or changes what nobody knows."""
        override = self.parameters.get(code, {}).get(name)
        if isinstance(override, Decimal):
            return override
        if isinstance(override, Relative):
            return None if before is None else override.of(before)
        return next((value.value for value in override or () if value.period.holds(on)), before)

    def service(self, service: PS, formulas: Mapping[str, NamedFormula]) -> PS:
        """The PS under the scenario.

        Raises:
            InvalidInput: a formula that was not supplied.
        """
        faults = Faults(SUBJECT)
        for part, name in self.formulas.get(service.code, {}).items():
            found = formulas.get(name)
            if found is None:
                faults.add(unknown(UNKNOWN_FORMULA, f"formulas.{service.code}.{part}", name, formulas))
            else:
                service = found.applied(service, part)
        faults.raise_if_any()
        return service

    def to_mapping(self) -> dict[str, Any]:
        """The scenario as `read_scenario` reads it: exact figures as strings."""
        mapping: dict[str, Any] = {"name": self.name}
        if self.text:
            mapping["text"] = {"fr": self.text.fr, "en": self.text.en}
        if self.parameters:
            mapping["parameters"] = {
                code: {name: _written(override) for name, override in named.items()}
                for code, named in self.parameters.items()
            }
        if self.terms:
            mapping["terms"] = _terms_written(self.terms)
        if self.legislation is not None:
            mapping["legislation"] = self.legislation
        if self.formulas:
            mapping["formulas"] = {code: dict(parts) for code, parts in self.formulas.items()}
        return mapping

    def to_json(self) -> str:
        """The same, as JSON."""
        return json.dumps(self.to_mapping(), ensure_ascii=False)


def _written(override: Override) -> Any:
    if isinstance(override, tuple):
        return [_value_written(value) for value in override]
    return f"{override:f}" if isinstance(override, Decimal) else str(override)


def _value_written(value: ParameterValue) -> dict[str, Any]:
    source = attrs.asdict(value.source, filter=lambda _, value: value is not None)
    days = {"start": value.start, "end": value.end, "published": value.published}
    return {
        "value": f"{value.value:f}",
        "source": {key: item.isoformat() if isinstance(item, date) else item for key, item in source.items()},
        **{key: day.isoformat() for key, day in days.items() if day is not None},
    }


def _terms_written(terms: PaymentTerms) -> dict[str, Any]:
    written: dict[str, Any] = {
        "advances": [
            _without_none(
                rate=f"{advance.rate:f}",
                base=advance.base,
                on=advance.on,
                cap=_cap_written(advance.cap),
                **{"from": advance.from_day.isoformat() if advance.from_day else None},
            )
            for advance in terms.advances
        ]
    }
    return written | _without_none(
        top_up_rate=None if terms.top_up_rate is None else f"{terms.top_up_rate:f}",
        top_up_cap=_cap_written(terms.top_up_cap),
        year=terms.year,
        ps=list(terms.ps) or None,
        equipment=terms.equipment,
        partial_year=terms.partial_year,
        rounding=terms.rounding,
    )


def _cap_written(cap: Any) -> Any:
    if cap is None or isinstance(cap, str):
        return cap
    return _without_none(rate=f"{cap.rate:f}", base=cap.base, scope=cap.scope, **{"if": cap.condition})


def _without_none(**given: Any) -> dict[str, Any]:
    return {key: value for key, value in given.items() if value is not None}
