"""Reads a pack from a mapping, from JSON or from the rows of a spreadsheet, and keeps every fault of it."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from afas import ps as registry
from afas.errors import AfasError, Fault, FaultKind, Faults, did_you_mean
from afas.parameters import BY_CALLER, UNKNOWN_PARAMETER, Pack, Parameter, ParameterValue, read_figure
from afas.ps import PS
from afas.reading import Reader, not_json, unknown_key
from afas.sources import Grade, Source
from afas.text import Text

__all__ = ["read_csv", "read_pack"]

_SUBJECT = Text(fr="Paquet de paramètres", en="Pack of parameters")

NOT_A_PACK = FaultKind(
    "not-a-pack",
    Text(fr="attendu : {expected} ; reçu : {found}", en="expected {expected}; got {found}"),
)
NOT_A_DATE = FaultKind(
    "not-a-date",
    Text(
        fr="« {found} » n’est pas une date : écrivez année-mois-jour, comme 2023-01-01",
        en="“{found}” is not a date: write year-month-day, as in 2023-01-01",
    ),
)
NO_START = FaultKind(
    "no-start",
    Text(
        fr="aucune date de début : donnez start, comme 2023-01-01, ici ou pour tout le paquet",
        en="no first day: give start, as in 2023-01-01, here or for the whole pack",
    ),
)
NO_HEAD = FaultKind(
    "no-head",
    Text(
        fr="la première ligne ne nomme pas la colonne {name} ; elle nomme : {found}",
        en="the first line does not name the column {name}; it names: {found}",
    ),
)
NO_SOURCE = FaultKind(
    "no-source",
    Text(
        fr="aucune source : donnez title et publisher, ici ou pour tout le paquet",
        en="no source: give its title and publisher, here or for the whole pack",
    ),
)
ENDS_BEFORE = FaultKind(
    "ends-before-it-starts", Text(fr="finit le {end}, avant de commencer", en="ends on {end}, before it starts")
)

_PACK_KEYS = ("source", "start", "end", "published", "supplied_by", "values")
_VALUE_KEYS = ("value", "source", "start", "end", "published", "supplied_by", "label", "unit")
_SOURCE_KEYS = tuple(field.name for field in attrs.fields(Source))
_HEADS = ("ps", "parameter", "value")
_MAPPING = Text(fr="un objet", en="an object")


def read_pack(given: Mapping[str, Any] | str, services: Sequence[PS] | None = None) -> Pack:
    """Read a pack, and check all of it: codes, names, units and bounds, dates that tile, sources.

    Args:
        given: the mapping, or its JSON.
        services: the PS it may speak of; None: those of the registry, and the scale of participations.

    Raises:
        InvalidInput: something in it is wrong; every fault is there, with its path.

    >>> pack = read_pack({"source": {"title": "Barème", "publisher": "Caf 00"}, "start": "2023-01-01",
    ...                   "values": {"ALSH": {"ceiling": "1.97"}}})
    >>> pack.of("ALSH")["ceiling"][0].source.title
    'Barème'
    """
    return _Reader(services).pack(given)


class _Reader:
    """Reads one pack, and keeps its faults."""

    def __init__(self, services: Sequence[PS] | None) -> None:
        every = (*map(registry.get, registry.codes()), registry.PARTICIPATIONS)
        known = every if services is None else services
        self.services = {name: service for service in known for name in (service.code, *service.aliases)}
        self.faults = Faults(_SUBJECT)
        self.words = Reader(self.faults, unreadable=not_a_pack)

    def pack(self, given: object) -> Pack:
        if isinstance(given, str):
            try:
                given = json.loads(given, parse_float=str)
            except (ValueError, RecursionError) as wrong:
                self.faults.add(not_json("pack", wrong))
                self.faults.raise_if_any()
        whole = self.mapping(given, "pack", _PACK_KEYS)
        shared = self.shared(whole)
        values: dict[str, Mapping[str, tuple[ParameterValue, ...]]] = {}
        for code, figures in self.mapping(whole.get("values"), "values").items():
            path = f"values.{code}"
            service = self.services.get(code)
            if service is None:
                self.faults.add(unknown_key(path, code, tuple(self.services)))
                continue
            named = self.mapping(figures, path).items()
            read = {name: self.parameter(name, raw, shared, service, f"{path}.{name}") for name, raw in named}
            values[service.code] = {**values.get(service.code, {}), **read}
            self.in_order(service, values[service.code], path)
        self.faults.raise_if_any()
        return Pack(values)

    def in_order(self, service: PS, brought: Mapping[str, tuple[ParameterValue, ...]], path: str) -> None:
        """The constraints of the PS, on each day that a figure of the pack starts, with the built-in ones beside it."""
        names = {name for constraint in service.constraints for name in (constraint.lesser, constraint.greater)}
        faults: list[Fault] = []
        for day in sorted({value.start for name in names for value in brought.get(name, ())}):
            figures = {}
            for name in names:
                own = next((value for value in brought.get(name, ()) if value.period.holds(day)), None)
                value = own or service.parameter(name).at(day)
                if value is not None:
                    figures[name] = value.value
            faults += [
                fault
                for fault in service.broken(figures, on=day, path=path)
                if fault.path not in {f.path for f in faults}
            ]
        self.faults.add(*faults)

    def gathered(self, read: Mapping[tuple[str, str], Sequence[ParameterValue]]) -> Pack:
        """The pack of figures read one by one: their dates tile, and the constraints of each PS hold."""
        values_of: dict[str, dict[str, tuple[ParameterValue, ...]]] = {}
        for (code, name), values in read.items():
            values_of.setdefault(code, {})[name] = tuple(sorted(values, key=lambda value: value.start))
            parameter = self.services[code].parameter(name)
            self.attempt(lambda p=parameter, v=tuple(values): attrs.evolve(p, values=v, gaps=()), f"{code}.{name}")  # type: ignore[misc]
        for code, named in values_of.items():
            self.in_order(self.services[code], named, code)
        self.faults.raise_if_any()
        return Pack(values_of)

    def shared(self, whole: Mapping[str, object]) -> dict[str, object]:
        """The defaults of every figure that does not say otherwise; read once, so that a fault comes once."""
        common: dict[str, object] = {}
        for key in ("start", "end", "published"):
            if whole.get(key) is not None:
                common[key] = self.day(whole[key], key) or date.min
        if whole.get("supplied_by"):
            common["supplied_by"] = str(whole["supplied_by"])
        if whole.get("source") is not None:
            common["source"] = self.source(whole["source"], "source") or BY_CALLER
        return common

    def parameter(
        self, name: str, given: object, shared: Mapping[str, object], service: PS, path: str
    ) -> tuple[ParameterValue, ...]:
        parameter = service.by_name.get(name)
        if parameter is None:
            hint = did_you_mean(str(name), service.by_name)
            known = tuple(service.by_name)
            self.faults.add(UNKNOWN_PARAMETER.at(path, found=str(name)[:40], hint=hint, known=known))
            return ()
        several = given if isinstance(given, (list, tuple)) else [given]
        several = [row for row in several if not _blank(row)]
        read = [
            self.value(row, shared, parameter, f"{path}[{rank}]" if isinstance(given, (list, tuple)) else path)
            for rank, row in enumerate(several)
        ]
        values = tuple(value for value in read if value is not None)
        if values and len(values) == len(several):
            self.attempt(lambda: attrs.evolve(parameter, values=values, gaps=()), path)
        return values

    def value(
        self, given: object, shared: Mapping[str, object], parameter: Parameter, path: str
    ) -> ParameterValue | None:
        own = self.mapping(given, path, _VALUE_KEYS) if isinstance(given, Mapping) else {"value": given}
        parts = {**shared, **own}
        before = len(self.faults.found)
        figure = read_figure(parts.get("value"), f"{path}.value" if own is given else path, parameter)
        if isinstance(figure, Fault):
            self.faults.add(figure)
        start, end, published = (self.day(parts.get(key), f"{path}.{key}") for key in ("start", "end", "published"))
        if start is None and not parts.get("start"):
            self.faults.add(NO_START.at(f"{path}.start"))
        if start is not None and end is not None and end <= start:
            self.faults.add(ENDS_BEFORE.at(f"{path}.end", end=end))
        source = self.source(parts.get("source"), f"{path}.source")
        if len(self.faults.found) > before or isinstance(figure, Fault) or start is None or source is None:
            return None
        by = parts.get("supplied_by")
        return ParameterValue(
            start, end, figure, attrs.evolve(source, supplied_by=str(by)) if by else source, Grade.SUPPLIED, published
        )

    def source(self, given: object, path: str) -> Source | None:
        if isinstance(given, Source):
            return given
        if given is None:
            self.faults.add(NO_SOURCE.at(path))
            return None
        parts = self.mapping(given, path, _SOURCE_KEYS)
        words = {key: parts.get(key) for key in ("title", "publisher", "url", "page")}
        if not all(isinstance(words[key], str) and str(words[key]).strip() for key in ("title", "publisher")):
            self.faults.add(NO_SOURCE.at(path))
            return None
        days = {key: self.day(parts.get(key), f"{path}.{key}") for key in ("checked_on", "published")}
        return Source(**{key: None if word is None else str(word) for key, word in words.items()}, **days)  # type: ignore[arg-type] # title and publisher were checked

    def day(self, given: object, path: str) -> date | None:
        if given is None or type(given) is date:
            return given
        try:
            return date.fromisoformat(str(given))
        except ValueError:
            self.faults.add(NOT_A_DATE.at(path, found=str(given)[:40]))
            return None

    def mapping(self, given: object, path: str, keys: Sequence[str] = ()) -> Mapping[str, Any]:
        return self.words.mapping(given, path, known=keys)

    def attempt(self, make: Callable[[], object], path: str) -> None:
        try:
            make()
        except AfasError as wrong:
            self.faults.add(*(attrs.evolve(fault, path=path) for fault in wrong.faults))


def not_a_pack(path: str, found: object, _: tuple[str, ...]) -> Fault:
    """The fault `not-a-pack`: an object was expected here."""
    return NOT_A_PACK.at(path, expected=_MAPPING, found=repr(found)[:40])


def _blank(given: object) -> bool:
    """Is it a line of a template that nobody filled in?"""
    return isinstance(given, Mapping) and "label" in given and given.get("value") in (None, "")


def read_csv(text: str, services: Sequence[PS] | None = None) -> Pack:
    r"""Read a pack from a spreadsheet: one figure a line, under the heads that `template(...).to_csv()` writes.

    Commas or semicolons separate cells; under semicolons a figure may have a decimal comma. A line without a value is
    left out: `left_open` says what stays open.

    Args:
        text: the content of the file.
        services: the PS it may speak of; None: those of the registry, and the scale of participations.

    Raises:
        InvalidInput: something in it is wrong; every fault is there, with its line (`line 3.value`).

    >>> heads = "ps;parameter;value;start;title;publisher;supplied_by"
    >>> pack = read_csv(heads + "\nALSH;ceiling;1,97;2026-01-01;Barème 2026;Cnaf;Jeanne, Caf 00")
    >>> pack.of("ALSH")["ceiling"][0].source.cite()
    'Cnaf, « Barème 2026 », fourni par Jeanne, Caf 00'
    """
    reader = _Reader(services)
    content: object = text
    if not isinstance(content, str):
        reader.faults.add(NOT_A_PACK.at("pack", expected="CSV", found=repr(content)[:40]))
        reader.faults.raise_if_any()
    lines = str(content).removeprefix("\ufeff").splitlines()
    separator = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    read: dict[tuple[str, str], list[ParameterValue]] = {}
    try:
        rows = list(csv.DictReader(lines, delimiter=separator))
    except csv.Error as wrong:
        reader.faults.add(NOT_A_PACK.at("pack", expected="CSV", found=str(wrong)[:80]))
        reader.faults.raise_if_any()
    heads = tuple(head.strip() for head in (next(csv.reader(lines[:1], delimiter=separator), ())))
    reader.faults.add(*(NO_HEAD.at("line 1", name=name, found=heads or ("–",)) for name in _HEADS if name not in heads))
    for number, cells in enumerate(rows, 2):
        line = {str(head).strip(): str(cell or "").strip() for head, cell in cells.items() if head}
        path = f"line {number}"
        if not line.get("value"):
            continue
        service = reader.services.get(line.get("ps", ""))
        if service is None:
            reader.faults.add(unknown_key(f"{path}.ps", line.get("ps", ""), tuple(reader.services)))
            continue
        parameter = service.by_name.get(line.get("parameter", ""))
        if parameter is None:
            found, known = line.get("parameter", ""), tuple(service.by_name)
            hint = did_you_mean(found, service.by_name)
            reader.faults.add(UNKNOWN_PARAMETER.at(f"{path}.parameter", found=found[:40], hint=hint, known=known))
            continue
        value = reader.value(_of_line(line, separator), {}, parameter, path)
        read.setdefault((service.code, parameter.name), []).extend([] if value is None else [value])
    return reader.gathered(read)


def _of_line(line: Mapping[str, str], separator: str) -> dict[str, object]:
    """The figure that a line of a spreadsheet gives, as a pack spells it."""
    figure = line["value"].replace(",", ".") if separator == ";" and line["value"].count(",") == 1 else line["value"]
    dated = {key: line[key] for key in ("start", "end", "published", "supplied_by") if line.get(key)}
    source = {key: line[key] for key in ("title", "publisher", "url", "page") if line.get(key)}
    return {"value": figure, **dated, "source": source or None}
