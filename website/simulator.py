"""What the simulator of the page asks of the library: forms to show, and an estimate with its explanation.

It runs in the reader's browser (Pyodide) and, in the tests, here. Everything goes in and comes out as JSON: the
page knows no PS, no field and no sentence.
"""

import json
from collections.abc import Mapping
from typing import Any

import afas
from afas.errors import AfasError, Fault
from afas.forms import Field, read_entries
from afas.parameters import Parameter, illustrative
from afas.periods import FinancialYear
from afas.ps import PS
from afas.quantities import Unit
from afas.text import Euros, Text, figure
from website.worked import WORKED

__all__ = ["form", "run", "services"]


def services(locale: str) -> str:
    """Every PS: code, name, the first year its formula is known, the year of its example."""
    known = [afas.ps.get(code) for code in afas.ps.codes()]
    return json.dumps(
        [
            {"code": one.code, "name": one.text(locale), "year": WORKED[one.code].year, "school": one.school_year}
            for one in known
        ]
    )


def form(code: str, year: int, locale: str) -> str:
    """The inputs to show for a PS and a year: what is declared, then the figures, filled in where they are sourced."""
    service = afas.ps.get(code)
    when = FinancialYear(year, service.school_year)
    groups: dict[str, list[dict[str, Any]]] = {}
    for field in service.fields:
        groups.setdefault(field.form.text(locale), []).append(_field(field, code, locale))
    declared = {part.declared_by: True for part in service.parts}
    for title, names in zip((_SCALE, _PARTS), _figures(service, when, declared), strict=True):
        shown = [_parameter(service.parameter(name), when, code, locale) for name in names]
        if shown:
            groups[title.fill(year=when.text).text(locale)] = shown
    return json.dumps({"groups": [*groups.items()], "example_year": WORKED[code].year})


_SCALE = Text(fr="Barème {year}", en="Scale {year}")
_PARTS = Text(fr="Barème {year} des bonus et compléments déclarés", en="Scale {year} of the bonuses declared")


def _figures(service: PS, when: FinancialYear, declared: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parameters of the right itself, then those that only the parts declared ask for."""
    rules = service.rules(when.period.start, declared)
    if rules is None:
        return (), ()
    return rules.formula.uses, tuple(name for name in rules.uses if name not in rules.formula.uses)


def _input(path: str, label: Text, unit: Unit, locale: str) -> dict[str, Any]:
    return {
        "path": path,
        "label": label(locale),
        "unit": "" if unit is Unit.FLAG else unit.text(locale),
        "flag": unit is Unit.FLAG,
        "known": "",
        "whole": unit.whole,
    }


def _field(field: Field, code: str, locale: str) -> dict[str, Any]:
    given = WORKED[code].entries.get(field.name, "")
    example = given if isinstance(given, bool) else str(given)
    made = _input(f"entries.{field.name}", field.text, field.unit, locale)
    if field.unit is Unit.FLAG and field.default is not None:
        made["known"] = f"{field.default:f}"  # a list always shows a choice: the one that an empty entry stands for
    return {**made, "example": example}


def _parameter(parameter: Parameter, when: FinancialYear, code: str, locale: str) -> dict[str, Any]:
    value = parameter.at(when.period.start)
    missing = Text(
        fr="Aucune valeur sourcée pour cette année : à vous de la fournir.",
        en="No sourced value for this year: it is yours to supply.",
    )(locale)
    made = _input(f"parameters.{parameter.name}", parameter.text, parameter.unit, locale)
    example = WORKED[code].parameters.get(parameter.name, "")
    if value is None:
        return {**made, "hint": missing, "example": example}
    return {**made, "known": f"{value.value:f}", "hint": value.source.cite(locale), "example": ""}


def run(asked: str, locale: str) -> str:
    """The estimate of what is asked: `{"ps", "year", "entries", "parameters", "example"}`, or every fault."""
    given = json.loads(asked)
    service = afas.ps.get(given["ps"])
    try:
        return json.dumps(_estimated(service, given, locale))
    except AfasError as error:
        return json.dumps({"faults": [_fault(fault, locale) for fault in error.faults]})


def _estimated(service: PS, given: dict[str, Any], locale: str) -> dict[str, Any]:
    from markdown import markdown  # noqa: PLC0415 - only where an explanation is shown

    when = FinancialYear(given["year"], service.school_year)
    declared, _ = read_entries(service.fields, given["entries"])
    asked = {name for names in _figures(service, when, declared) for name in names}
    parameters = {name: figure for name, figure in given["parameters"].items() if figure != "" and name in asked}
    if given.get("example"):
        parameters = {**parameters, **illustrative(WORKED[service.code].parameters, when.period.start)}
    made = afas.estimate(service, given["entries"], year=when, parameters=parameters)
    return {
        "amount": figure(Euros(made.amount), locale),
        "explanation": markdown(afas.explain(made).to_markdown(locale)),
        "illustrative": made.illustrative,
    }


def _fault(fault: Fault, locale: str) -> dict[str, str]:
    return {"path": fault.path, "code": fault.code, "text": fault.message.text(locale)}
