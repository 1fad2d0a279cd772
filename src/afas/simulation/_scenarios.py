"""A scenario: what a reform changes, as data. Figures of the PS, terms of payment, or a formula by its name.

A scenario is a mapping, or the same as JSON:

    {"name": "Plafond Alsh +2 %", "text": {"fr": "…", "en": "…"},
     "parameters": {"ALSH": {"ceiling": "+2 %", "rate": "0.31"},
                    "FJT": {"ceiling": [{"value": "105000", "start": "2024-01-01", "end": "2025-01-01"}]}},
     "terms": {"advances": [{"rate": "0.50", "base": "forecast N", "on": "forecast validated"}]},
     "formulas": {"RPE": "flat-sum", "ALSH": {"wednesday_plan": "every-hour"}}}

A figure alone holds for every year, `"+2 %"` is an exact change of the figure it stands on, dated values hold where they
cover the year and leave the others as they are. A formula is named here and supplied by the caller, as `NamedFormula`.

Imports: text, errors, sources, quantities, parameters, packs, ps (the registry), terms.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from typing import Any, Final

import attrs

from afas import ps as registry
from afas.errors import AfasError, Fault, FaultKind, Faults, InvalidInput, did_you_mean
from afas.packs import NOT_A_PACK, UNKNOWN_KEY, read_pack
from afas.parameters import UNKNOWN_PARAMETER, Parameter, ParameterValue, read_figure
from afas.ps import PS, Formula
from afas.terms import PaymentTerms
from afas.text import Percent, Text, figure

__all__ = [
    "NamedFormula", "Override", "Relative", "Scenario", "read_override", "read_scenario", "read_scenarios", "unknown",
]  # fmt: skip

_SUBJECT: Final = Text(fr="Scénario", en="Scenario")
_KEYS: Final = ("name", "text", "parameters", "terms", "formulas")
_RELATIVE: Final = re.compile(r"([+\-−])\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*%", re.ASCII)
_WIDE: Final = Context(prec=100)  # more digits than two figures have
_MAPPING: Final = Text(fr="un objet", en="an object")
_LIST: Final = Text(fr="une liste", en="a list")

NO_NAME = FaultKind(
    "no-name",
    Text(fr="le scénario n’a pas de nom : donnez name", en="the scenario has no name: give it one, under name"),
)
NAME_TWICE = FaultKind(
    "name-used-twice",
    Text(fr="deux scénarios portent le nom « {found} »", en="two scenarios have the name “{found}”"),
)
UNKNOWN_FORMULA = FaultKind(
    "unknown-formula",
    Text(
        fr="formule inconnue « {found} »{hint} ; fournies : {known}. Fournissez-la : formulas={{'{found}': "
        "NamedFormula(…)}}",
        en="unknown formula “{found}”{hint}; supplied: {known}. Supply it: formulas={{'{found}': NamedFormula(…)}}",
    ),
)
UNKNOWN_PART = FaultKind(
    "unknown-part",
    Text(
        fr="« {found} » n’est pas une part de cette PS{hint} ; parts : {known}",
        en="“{found}” is no part of this PS{hint}; parts: {known}",
    ),
)
READS_UNKNOWN = FaultKind(
    "formula-reads-unknown",
    Text(
        fr="la formule « {formula} » lit le paramètre « {found} », que ni elle ni la PS ne définit",
        en="formula “{formula}” reads the parameter “{found}”, which neither it nor the PS defines",
    ),
)
BELOW_NOTHING = FaultKind(
    "below-nothing",
    Text(fr="{found} : une baisse de plus de 100 %", en="{found}: a fall of more than 100 %"),
)


@attrs.frozen
class Relative:
    """An exact change of a figure: `Relative(Decimal("0.02"))` is +2 %.

    >>> Relative(Decimal("0.02")).of(Decimal("1.97"))
    Decimal('2.0094')
    """

    ratio: Decimal

    def of(self, figure: Decimal) -> Decimal:
        """The figure, changed; exact."""
        return _WIDE.multiply(figure, 1 + self.ratio).normalize(_WIDE)

    def __str__(self) -> str:
        return f"{(self.ratio * 100).normalize():+f} %"

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
        """The PS with this formula in the place of its own, or of that of one of its parts."""
        known = {parameter.name for parameter in self.parameters}
        made = attrs.evolve(
            service,
            parameters=(*(one for one in service.parameters if one.name not in known), *self.parameters),
            steps={**service.steps, **self.steps},
        )
        if part == "right":
            return attrs.evolve(made, formulas=self._after(service.formulas))
        parts = (
            attrs.evolve(one, formulas=self._after(one.formulas)) if one.name == part else one for one in made.parts
        )
        return attrs.evolve(made, parts=tuple(parts))

    def _after(self, formulas: tuple[Formula, ...]) -> tuple[Formula, ...]:
        return (*(one for one in formulas if one.start < self.formula.start), self.formula)


@attrs.frozen
class Scenario:
    """What a reform changes; what it does not name stays as in the baseline.

    Attributes:
        name: as results show it.
        text: what it is, in both languages; None: its name says it.
        parameters: by code of the PS, then by name: what stands in the place of the figure.
        terms: of payment, in the place of the baseline's; None: the same.
        formulas: by code of the PS, then by part ("right" is the PS itself): the name of the formula supplied.

    >>> scenario = read_scenario({"name": "+2 %", "parameters": {"ALSH": {"ceiling": "+2 %"}}})
    >>> scenario.figure("ALSH", "ceiling", date(2023, 1, 1), Decimal("1.97"))
    Decimal('2.0094')
    """

    name: str
    text: Text | None = None
    parameters: Mapping[str, Mapping[str, Override]] = attrs.field(factory=dict, hash=False)
    terms: PaymentTerms | None = None
    formulas: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict, hash=False)

    def label(self, locale: str = "fr") -> str:
        """What it is called."""
        return self.text.get(locale) if self.text else self.name

    def figure(self, code: str, name: str, on: date, before: Decimal | None) -> Decimal | None:
        """A figure under the scenario: `before` where it changes nothing, or changes what nobody knows."""
        override = self.parameters.get(code, {}).get(name)
        if isinstance(override, Decimal):
            return override
        if isinstance(override, Relative):
            return None if before is None else override.of(before)
        return next((one.value for one in override or () if one.period.holds(on)), before)

    def service(self, service: PS, formulas: Mapping[str, NamedFormula]) -> PS:
        """The PS under the scenario.

        Raises:
            InvalidInput: a formula that was not supplied.
        """
        faults = Faults(_SUBJECT)
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
        made: dict[str, Any] = {"name": self.name}
        if self.text:
            made["text"] = {"fr": self.text.fr, "en": self.text.en}
        if self.parameters:
            made["parameters"] = {
                code: {name: _written(override) for name, override in named.items()}
                for code, named in self.parameters.items()
            }
        if self.terms:
            made["terms"] = _terms_written(self.terms)
        if self.formulas:
            made["formulas"] = {code: dict(parts) for code, parts in self.formulas.items()}
        return made

    def to_json(self) -> str:
        """The same, as JSON."""
        return json.dumps(self.to_mapping(), ensure_ascii=False)


def read_scenario(
    given: Mapping[str, Any] | str,
    formulas: Mapping[str, NamedFormula] | None = None,
    services: Sequence[PS] | None = None,
) -> Scenario:
    """Read a scenario, and check all of it: codes, names, units and bounds, dates, terms, formulas.

    Args:
        given: the mapping, or its JSON.
        formulas: those supplied, by name.
        services: the PS it may speak of; None: those of the registry.

    Raises:
        InvalidInput: something in it is wrong; every fault is there, with its path.
    """
    reader = _Reader(formulas or {}, services)
    made = reader.scenario(_parsed(given, reader.faults), "")
    reader.faults.raise_if_any()
    return made


def read_scenarios(
    given: Sequence[Mapping[str, Any]] | str,
    formulas: Mapping[str, NamedFormula] | None = None,
    services: Sequence[PS] | None = None,
) -> tuple[Scenario, ...]:
    """Read several scenarios, all faults at once; no two have the same name.

    Raises:
        InvalidInput: something in them is wrong; every fault is there, with its path (`[1].parameters.ALSH.ceiling`).
    """
    reader = _Reader(formulas or {}, services)
    rows = _parsed(given, reader.faults)
    if not isinstance(rows, (list, tuple)):
        reader.faults.add(NOT_A_PACK.at("scenarios", expected=_LIST, found=repr(rows)[:40]))
        rows = ()
    made = tuple(reader.scenario(row, f"[{rank}].") for rank, row in enumerate(rows))
    names = [one.name for one in made]
    for rank, name in enumerate(names):
        if name and name in names[:rank]:
            reader.faults.add(NAME_TWICE.at(f"[{rank}].name", found=name))
    reader.faults.raise_if_any()
    return made


def _parsed(given: object, faults: Faults) -> Any:
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given, parse_float=str)
    except (ValueError, RecursionError) as wrong:
        faults.add(NOT_A_PACK.at("scenario", expected="JSON", found=str(wrong)[:80]))
        faults.raise_if_any()
        raise


def unknown(kind: FaultKind, path: str, found: object, known: Mapping[str, object] | Sequence[str]) -> Fault:
    shown = str(found)[:40]
    names = tuple(known)
    return kind.at(path, found=shown, hint=did_you_mean(shown, names), known=names or ("–",))


def read_override(raw: object, path: str, parameter: Parameter) -> Decimal | Relative | Fault:
    """A figure, or an exact change such as "+2 %"."""
    if isinstance(raw, str) and (told := _RELATIVE.fullmatch(raw.strip())):
        ratio = Decimal(told[2]) / 100 * (1 if told[1] == "+" else -1)
        return BELOW_NOTHING.at(path, found=raw.strip()) if ratio < -1 else Relative(ratio)
    return read_figure(raw, path, parameter)


class _Reader:
    """Reads scenarios, and keeps their faults."""

    def __init__(self, formulas: Mapping[str, NamedFormula], services: Sequence[PS] | None) -> None:
        known = [registry.get(code) for code in registry.codes()] if services is None else services
        self.services = {name: one for one in known for name in (one.code, *one.aliases)}
        self.formulas = formulas
        self.faults = Faults(_SUBJECT)

    def scenario(self, given: object, path: str) -> Scenario:
        whole = self.mapping(given, path.rstrip(".") or "scenario")
        for key in whole:
            if key not in _KEYS:
                self.faults.add(unknown(UNKNOWN_KEY, f"{path}{key}", key, _KEYS))
        name = whole.get("name")
        if not isinstance(name, str) or not name.strip():
            self.faults.add(NO_NAME.at(f"{path}name"))
            name = ""
        formulas = dict(self.by_ps(whole.get("formulas"), f"{path}formulas", self.named_formulas))
        changed = self.changed(formulas)
        read = self.by_ps(whole.get("parameters"), f"{path}parameters", lambda *a: self.figures(name, changed, *a))
        return Scenario(
            name,
            self.label(whole.get("text"), f"{path}text"),
            dict(read),
            self.terms(whole.get("terms"), f"{path}terms"),
            formulas,
        )

    def mapping(self, given: object, path: str) -> Mapping[str, Any]:
        if isinstance(given, Mapping):
            return given
        self.faults.add(NOT_A_PACK.at(path, expected=_MAPPING, found=repr(given)[:40]))
        return {}

    def label(self, given: object, path: str) -> Text | None:
        if given is None or isinstance(given, str):
            return Text(fr=given, en=given) if given else None
        told = self.mapping(given, path)
        for key in ("fr", "en"):
            if not isinstance(told.get(key), str):
                self.faults.add(NOT_A_PACK.at(f"{path}.{key}", expected="JSON string", found=repr(told.get(key))[:40]))
        return Text(fr=str(told.get("fr")), en=str(told.get("en")))

    def by_ps(self, given: object, path: str, read: Any) -> Iterator[tuple[str, Any]]:
        for code, inner in self.mapping({} if given is None else given, path).items():
            service = self.services.get(code)
            if service is None:
                self.faults.add(unknown(UNKNOWN_KEY, f"{path}.{code}", code, self.services))
            else:
                yield service.code, read(service, inner, f"{path}.{code}")

    def named_formulas(self, service: PS, given: object, path: str) -> dict[str, str]:
        if isinstance(given, str):
            given = {"right": given}
        parts = ("right", *(part.name for part in service.parts))
        made: dict[str, str] = {}
        for part, name in self.mapping(given, path).items():
            if part not in parts:
                self.faults.add(unknown(UNKNOWN_PART, f"{path}.{part}", part, parts))
            found = self.formulas.get(name) if isinstance(name, str) else None
            if found is None:
                self.faults.add(unknown(UNKNOWN_FORMULA, f"{path}.{part}", name, self.formulas))
                continue
            known = {*service.by_name, *(one.name for one in found.parameters)}
            for read in found.formula.uses:
                if read not in known:
                    self.faults.add(READS_UNKNOWN.at(f"{path}.{part}", formula=name, found=read))
            made[part] = name
        return made

    def changed(self, formulas: Mapping[str, Mapping[str, str]]) -> dict[str, PS]:
        """The PS that the scenario's figures speak of: those with the parameters of its formulas."""
        made = {one.code: one for one in self.services.values()}
        for code, parts in formulas.items():
            for part, name in parts.items():
                made[code] = self.formulas[name].applied(made[code], part)
        return made

    def figures(
        self, scenario: str, changed: Mapping[str, PS], service: PS, given: object, path: str
    ) -> dict[str, Override]:
        parameters = changed[service.code].by_name
        made: dict[str, Override] = {}
        for name, raw in self.mapping(given, path).items():
            here = f"{path}.{name}"
            if name not in parameters:
                self.faults.add(unknown(UNKNOWN_PARAMETER, here, name, parameters))
                continue
            read = self.override(raw, here, parameters[name], scenario, changed[service.code])
            if isinstance(read, Fault):
                self.faults.add(read)
            elif read is not None:
                made[name] = read
        return made

    def override(
        self, raw: object, path: str, parameter: Parameter, scenario: str, service: PS
    ) -> Override | Fault | None:
        if isinstance(raw, (list, tuple)):
            return self.dated(raw, path, parameter, scenario, service)
        return read_override(raw, path, parameter)

    def dated(self, raw: Any, path: str, parameter: Parameter, scenario: str, service: PS) -> Override | None:
        """Dated values, read as those of a pack; their source is the scenario where they do not say another."""
        source = {"title": f"scénario « {scenario} »", "publisher": "scénario"}
        pack = {"source": source, "values": {service.code: {parameter.name: list(raw)}}}
        try:
            return read_pack(pack, [service]).of(service.code)[parameter.name]
        except InvalidInput as wrong:
            inside = f"values.{service.code}.{parameter.name}"
            self.faults.add(*(attrs.evolve(one, path=path + one.path.removeprefix(inside)) for one in wrong.faults))
            return None

    def terms(self, given: object, path: str) -> PaymentTerms | None:
        if given is None:
            return None
        try:
            return PaymentTerms.from_mapping(self.mapping(given, path))
        except AfasError as wrong:
            self.faults.add(*(attrs.evolve(one, path=f"{path}.{one.path}") for one in wrong.faults))
            return None


def _written(override: Override) -> Any:
    if isinstance(override, tuple):
        return [_value_written(one) for one in override]
    return f"{override:f}" if isinstance(override, Decimal) else str(override)


def _value_written(value: ParameterValue) -> dict[str, Any]:
    source = attrs.asdict(value.source, filter=lambda _, one: one is not None)
    days = {"start": value.start, "end": value.end, "published": value.published}
    return {
        "value": f"{value.value:f}",
        "source": {key: one.isoformat() if isinstance(one, date) else one for key, one in source.items()},
        **{key: day.isoformat() for key, day in days.items() if day is not None},
    }


def _terms_written(terms: PaymentTerms) -> dict[str, Any]:
    made: dict[str, Any] = {
        "advances": [
            _without_none(
                rate=f"{one.rate:f}",
                base=one.base,
                on=one.on,
                cap=_cap_written(one.cap),
                **{"from": one.from_day.isoformat() if one.from_day else None},
            )
            for one in terms.advances
        ]
    }
    return made | _without_none(
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
