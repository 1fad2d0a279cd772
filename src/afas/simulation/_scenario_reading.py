"""Scenarios read from mappings or JSON: codes, names, units and bounds, dates, terms, formulas; every fault at once."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from afas import ps as registry
from afas.errors import AfasError, Fault, FaultKind, Faults, InvalidInput
from afas.packs import NOT_A_PACK, UNKNOWN_KEY, not_a_pack, read_pack
from afas.parameters import UNKNOWN_PARAMETER, Parameter, read_figure
from afas.periods import YEARS, not_a_year
from afas.ps import PS
from afas.reading import Reader, not_json
from afas.simulation._scenarios import SUBJECT, UNKNOWN_FORMULA, NamedFormula, Override, Relative, Scenario, unknown
from afas.terms import PaymentTerms
from afas.text import Text

__all__ = ["read_change", "read_override", "read_scenario", "read_scenarios"]

_KEYS: Final = ("name", "text", "parameters", "terms", "formulas", "legislation")
_RELATIVE: Final = re.compile(r"([+\-−])\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*%", re.ASCII)
_LIST: Final = Text(fr="une liste", en="a list")

NO_NAME = FaultKind(
    "no-name",
    Text(fr="le scénario n’a pas de nom : donnez name", en="the scenario has no name: give it one, under name"),
)
NAME_TWICE = FaultKind(
    "name-used-twice",
    Text(fr="deux scénarios portent le nom « {found} »", en="two scenarios have the name “{found}”"),
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
    read = reader.scenario(_parsed(given, reader.faults), "")
    reader.faults.raise_if_any()
    return read


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
    read = tuple(reader.scenario(row, f"[{rank}].") for rank, row in enumerate(rows))
    names = [scenario.name for scenario in read]
    for rank, name in enumerate(names):
        if name and name in names[:rank]:
            reader.faults.add(NAME_TWICE.at(f"[{rank}].name", found=name))
    reader.faults.raise_if_any()
    return read


def _parsed(given: object, faults: Faults) -> Any:
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given, parse_float=str)
    except (ValueError, RecursionError) as wrong:
        faults.add(not_json("scenario", wrong))
        faults.raise_if_any()
        raise


def read_change(raw: object) -> Relative | None:
    """An exact change such as "+2 %" or "-0,5 %"; None: it is not a change, or more than the whole is taken away."""
    change = _RELATIVE.fullmatch(raw.strip().replace(",", ".")) if isinstance(raw, str) else None
    if change is None:
        return None
    ratio = Decimal(change[2]) / 100 * (1 if change[1] == "+" else -1)
    return None if ratio < -1 else Relative(ratio)


def read_override(raw: object, path: str, parameter: Parameter) -> Decimal | Relative | Fault:
    """A figure, or an exact change such as "+2 %"."""
    if isinstance(raw, str) and (change := _RELATIVE.fullmatch(raw.strip())):
        ratio = Decimal(change[2]) / 100 * (1 if change[1] == "+" else -1)
        return BELOW_NOTHING.at(path, found=raw.strip()) if ratio < -1 else Relative(ratio)
    return read_figure(raw, path, parameter)


class _Reader:
    """Reads scenarios, and keeps their faults."""

    def __init__(self, formulas: Mapping[str, NamedFormula], services: Sequence[PS] | None) -> None:
        known = [registry.get(code) for code in registry.codes()] if services is None else services
        self.services = {name: service for service in known for name in (service.code, *service.aliases)}
        self.formulas = formulas
        self.faults = Faults(SUBJECT)
        self.words = Reader(self.faults, unreadable=not_a_pack)

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
            self.legislation(whole.get("legislation"), f"{path}legislation"),
        )

    def legislation(self, given: object, path: str) -> int | None:
        if given is None or (isinstance(given, int) and not isinstance(given, bool) and given in YEARS):
            return given
        self.faults.add(not_a_year(path, given))
        return None

    def mapping(self, given: object, path: str) -> Mapping[str, Any]:
        return self.words.mapping(given, path)

    def label(self, given: object, path: str) -> Text | None:
        if given is None or isinstance(given, str):
            return Text(fr=given, en=given) if given else None
        labels = self.mapping(given, path)
        words = {key: labels.get(key) for key in ("fr", "en")}
        for key, word in words.items():
            if not isinstance(word, str):
                self.faults.add(NOT_A_PACK.at(f"{path}.{key}", expected="JSON string", found=repr(word)[:40]))
        return Text(fr=str(words["fr"]), en=str(words["en"]))

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
        formulas: dict[str, str] = {}
        for part, name in self.mapping(given, path).items():
            if part not in parts:
                self.faults.add(unknown(UNKNOWN_PART, f"{path}.{part}", part, parts))
            found = self.formulas.get(name) if isinstance(name, str) else None
            if found is None:
                self.faults.add(unknown(UNKNOWN_FORMULA, f"{path}.{part}", name, self.formulas))
                continue
            known = {*service.by_name, *(parameter.name for parameter in found.parameters)}
            for read in found.formula.uses:
                if read not in known:
                    self.faults.add(READS_UNKNOWN.at(f"{path}.{part}", formula=name, found=read))
            formulas[part] = name
        return formulas

    def changed(self, formulas: Mapping[str, Mapping[str, str]]) -> dict[str, PS]:
        """The PS that the scenario's figures speak of: those with the parameters of its formulas."""
        services = {service.code: service for service in self.services.values()}
        for code, parts in formulas.items():
            for part, name in parts.items():
                services[code] = self.formulas[name].applied(services[code], part)
        return services

    def figures(
        self, scenario: str, changed: Mapping[str, PS], service: PS, given: object, path: str
    ) -> dict[str, Override]:
        parameters = changed[service.code].by_name
        figures: dict[str, Override] = {}
        for name, raw in self.mapping(given, path).items():
            here = f"{path}.{name}"
            if name not in parameters:
                self.faults.add(unknown(UNKNOWN_PARAMETER, here, name, parameters))
                continue
            read = self.override(raw, here, parameters[name], scenario, changed[service.code])
            if isinstance(read, Fault):
                self.faults.add(read)
            elif read is not None:
                figures[name] = read
        return figures

    def override(
        self, raw: object, path: str, parameter: Parameter, scenario: str, service: PS
    ) -> Override | Fault | None:
        if isinstance(raw, (list, tuple)):
            return self.dated(raw, path, parameter, scenario, service)
        return read_override(raw, path, parameter)

    def dated(self, raw: Any, path: str, parameter: Parameter, scenario: str, service: PS) -> Override | None:
        """Dated values, read as those of a pack; their source is the scenario where they do not say another."""
        source = {"title": scenario, "publisher": "scénario"}
        pack = {"source": source, "values": {service.code: {parameter.name: list(raw)}}}
        try:
            return read_pack(pack, [service]).of(service.code)[parameter.name]
        except InvalidInput as wrong:
            inside = f"values.{service.code}.{parameter.name}"
            self.faults.add(
                *(attrs.evolve(fault, path=path + fault.path.removeprefix(inside)) for fault in wrong.faults)
            )
            return None

    def terms(self, given: object, path: str) -> PaymentTerms | None:
        if given is None:
            return None
        try:
            return PaymentTerms.from_mapping(self.mapping(given, path))
        except AfasError as refusal:
            with self.faults.at(path):
                self.faults.add(*refusal.faults)
            return None
