"""The rules of a PS as a document: everything that an evaluator in another language needs, and no code.

A formula is straight-line code, so that it makes its own tree (see `numbers`): the document holds the nodes of the
tree, each after those it is made from, shared ones once. What an evaluator has to do with it is specified on the page
"Rules as a document"; `js/` holds one.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from afas import __version__, estimation, explanation, forms, numbers, parameters, periods, quantities
from afas import ps as registry
from afas.arithmetic import RatioOverZero
from afas.exchange._json import canonical
from afas.forms import Field
from afas.numbers import Symbols, Traced, Tracer
from afas.parameters import Parameter, ParameterValue
from afas.ps import BROKEN, PS, Constraint, Example, Formula, Part
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Code, Text

__all__ = ["RULES_VERSION", "rules"]

RULES_VERSION: Final = 1
"""The version of the form of the document: it changes when an evaluator has to."""


def rules(ps: str | PS | None = None) -> dict[str, Any]:
    """The rules of one PS, or of all, as plain data ready for `json.dumps`.

    Args:
        ps: a PS or its code; None for all those of the registry.

    Returns:
        `format`, `version` (of the form of the document), `afas` (the version of the library whose rules they are),
        `units`, `grades`, `faults` (the sentence of each code, with its `{places}`), `words`, `sources`, `services`,
        and `digest`: SHA-256 of the canonical JSON (RFC 8785) of all the others, by which a server and a page tell
        whether they run the same rules. Figures are decimal strings, days are ISO 8601, words are in both languages.

    >>> document = rules("FJT")
    >>> document["format"], document["services"][0]["code"]
    ('afas-rules', 'FJT')
    >>> document["services"][0]["formulas"][0]["nodes"][0]
    ['data', 'eligible_payroll']
    """
    services = [registry.get(code) for code in registry.codes()] if ps is None else [_service(ps)]
    sources: dict[Source, int] = {}
    written = [_written(service, sources) for service in services]
    document = {
        "format": "afas-rules",
        "version": RULES_VERSION,
        "afas": __version__,
        "units": {unit.value: {**_words(unit.text), "whole": unit.whole} for unit in Unit},
        "grades": _codes(Grade),
        "faults": {kind.code: _words(kind.template) for kind in _FAULTS},
        "words": {name: _words(text) for name, text in _WORDS.items()},
        "sources": [_source(source) for source in sources],
        "services": written,
    }
    return {**document, "digest": _digest(document)}


_FAULTS: Final = (
    *(registry.NO_FORMULA, registry.NO_PART, registry.NOT_TAKEN, periods.NOT_A_YEAR, estimation.TOO_LARGE),
    *(forms.UNKNOWN_FIELD, forms.MISSING),
    *(parameters.NO_VALUE, parameters.REPLACES_SOURCED, parameters.UNKNOWN_PARAMETER),
    *(quantities.FLOAT, quantities.NOT_A_NUMBER, quantities.TOO_LONG, quantities.AMBIGUOUS, quantities.NOT_WHOLE),
    *(quantities.TOO_LOW, quantities.TOO_HIGH, quantities.NOT_A_RATIO, quantities.NOT_A_FLAG),
    *(BROKEN, RatioOverZero, registry.UnknownPS),
)
"""The faults that an estimate can find."""


_WORDS: Final = {
    "none": Text(fr="aucune", en="none"),
    "yes": Text(fr="oui", en="yes"),
    "no": Text(fr="non", en="no"),
    "kind_from": registry.KIND_FROM,
    **registry.WORDS,
    **periods.WORDS,
    **numbers.WORDS,
    **explanation.WORDS,
}
"""The words that faults and an explanation are made of."""


def _service(ps: str | PS) -> PS:
    return ps if isinstance(ps, PS) else registry.get(ps)


def _digest(document: Mapping[str, Any]) -> str:
    import hashlib  # noqa: PLC0415 - needed only here

    return hashlib.sha256(canonical(document)).hexdigest()


def _words(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}


def _codes(codes: Iterable[Code]) -> dict[str, dict[str, str]]:
    return {code.value: _words(code.text) for code in codes}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _figure(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"


def _source(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "page": source.page,
        "published": _day(source.published),
        "checked_on": _day(source.checked_on),
        "cite": {"fr": source.cite("fr"), "en": source.cite("en")},
    }


def _written(service: PS, sources: dict[Source, int]) -> dict[str, Any]:
    def rank(source: Source) -> int:
        return sources.setdefault(source, len(sources))

    return {
        "code": service.code,
        "aliases": list(service.aliases),
        "text": _words(service.text),
        "school_year": service.school_year,
        "sites": service.sites,
        "kinds": _codes(service.kinds),
        "since": {kind.value: year for kind, year in service.since.items()},
        "fields": [_field(field) for field in service.fields],
        "parameters": [_parameter(parameter, rank) for parameter in service.parameters],
        "constraints": [_constraint(constraint, rank) for constraint in service.constraints],
        "formulas": [_formula(formula, rank) for formula in service.formulas],
        "parts": [_part(part, rank) for part in service.parts],
        "steps": {name: {**_words(text), "unit": service.unit(name).value} for name, text in service.steps.items()},
        "total": _words(service.label("total")),
        "example": _example(service.example),
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "text": _words(field.text),
        "unit": field.unit.value,
        "form": field.form.value,
        "by_site": field.by_site,
        "low": _figure(field.low),
        "high": _figure(field.high),
        "default": _figure(field.default),
        "kinds": None if field.kinds is None else sorted(kind.value for kind in field.kinds),
        "section": None if field.section is None else _words(field.section),
        "since": _day(field.since),
        "until": _day(field.until),
        "giver": field.giver.value,
        "given_since": _day(field.given_since),
    }


def _parameter(parameter: Parameter, rank: Any) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "text": _words(parameter.text),
        "unit": parameter.unit.value,
        "note": None if parameter.note is None else _words(parameter.note),
        "values": [_value(value, rank) for value in parameter.values],
    }


def _value(value: ParameterValue, rank: Any) -> dict[str, Any]:
    return {
        "start": _day(value.start),
        "end": _day(value.end),
        "value": _figure(value.value),
        "grade": value.grade.value,
        "source": rank(value.source),
        "published": _day(value.published),
    }


def _constraint(constraint: Constraint, rank: Any) -> dict[str, Any]:
    return {
        "lesser": constraint.lesser,
        "greater": constraint.greater,
        "strict": constraint.strict,
        "since": _day(constraint.since),
        "text": _words(constraint.text),
        "source": rank(constraint.source),
    }


def _part(part: Part, rank: Any) -> dict[str, Any]:
    return {
        "name": part.name,
        "declared_by": part.declared_by,
        "formulas": [_formula(formula, rank) for formula in part.formulas],
    }


def _formula(formula: Formula, rank: Any) -> dict[str, Any]:
    tracer = Tracer()
    right = formula.right(Symbols("data"), Symbols("parameters"), tracer)
    nodes: list[list[Any]] = []
    known: dict[int, int] = {}
    kept: dict[tuple[Any, ...], int] = {}
    for node in (*tracer.steps, right):
        _walk(node, nodes, known, kept)
    return {
        "start": _day(formula.start),
        "uses": list(formula.uses),
        "source": rank(formula.source),
        "nodes": nodes,
        "steps": [known[id(step)] for step in tracer.steps],
        "right": known[id(right)],
    }


def _walk(node: Traced, nodes: list[list[Any]], known: dict[int, int], kept: dict[tuple[Any, ...], int]) -> int:
    """Write a node after those it is made from, once; what is given twice under one name is one node."""
    if id(node) not in known:
        args = [_walk(arg, nodes, known, kept) for arg in node.args]
        if node.op == "given":
            place, _, name = node.name.partition(".")
            written: list[Any] = [place, name]
        else:
            written = [node.op, *([node.name] if node.op == "step" else []), *args]
        known[id(node)] = kept.setdefault(tuple(written), len(nodes)) if node.op == "given" else len(nodes)
        if known[id(node)] == len(nodes):
            nodes.append(written)
    return known[id(node)]


def _example(example: Example | None) -> dict[str, Any] | None:
    if example is None:
        return None
    return {
        "year": example.year,
        "entries": {name: _entry(value) for name, value in example.entries.items()},
        "parameters": dict(example.parameters),
    }


def _entry(value: object) -> Any:
    return value if isinstance(value, (bool, str)) or value is None else str(value)
