"""Test vectors of the rules: calls, and what the library answers, for another evaluator to compare with.

    python -m website.vectors FOLDER [SEED] [CASES]

writes `rules.json` (see `afas.exchange.rules`) and `vectors.json`: for each PS its worked case, then cases drawn from a
seed around what matters (years where a rule starts and the years beside them, figures at bounds and at ties, figures
that are missing, too long, out of bounds or unknown, typed in a language or not, sourced figures replaced or not). A
vector is a call and its answer; both are described on the page "Rules as a document". `website.agreement` hands the
same cases, many more, to an evaluator one by one.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

import afas
from afas import exchange
from afas.errors import AfasError, Fault
from afas.explanation import ExplainedStep, explain
from afas.parameters import illustrative
from afas.ps import PS
from afas.quantities import Unit, read_flag, read_number
from website import typed

__all__ = ["answered", "drawn", "vectors"]

_FIGURES: Final = ("0", "1", "100", "1000", "1234.56", "4981", "7293.55", "0.01", "12500", "9.7", "1.07", "117.5")
_RATIOS: Final = ("0", "1", "0.5", "0.318", "0.07", "0.3333")
_WHOLE: Final = ("0", "1", "3", "20", "100", "1000")
_ODD: Final = (
    *("", "  ", "maybe", "abc", "-1", "1e3", "0.1234567890123", "9999999999999999", "12 500,5", "2", "1.5", "01.50"),
    *(" 7 ", "9" * 101),
)
_MOST: Final = "999999999999999"
_FLAGS: Final = ("true", "false", "True", "False", "1", "0", "1", "0", "1", "0")
_HINT: Final = re.compile(r" \(vouliez-vous dire « [^»]* » \?\)| \(did you mean “[^”]*”\?\)")
_LONG_AGO: Final = date(1900, 1, 1)

Call = dict[str, Any]


def vectors(seed: int, cases: int) -> Iterator[Call]:
    """The worked case of each PS, then so many drawn cases of each: every call with its `answer`."""
    for code in afas.ps.codes():
        for call in drawn(afas.ps.get(code), seed, cases):
            yield {**call, "answer": answered(call)}


def drawn(service: PS, seed: int, cases: int) -> Iterator[Call]:
    """The calls alone: those of a PS do not depend on how many others are drawn."""
    draw = Random(f"{seed} {service.code}")  # noqa: S311 - a draw to test with
    if service.example is not None:
        given = service.example
        entries = {name: value if isinstance(value, bool) else str(value) for name, value in given.entries.items()}
        yield _call(service, entries, given.year, dict(given.parameters))
    years = _years(service)
    yield from (_drawn(service, years, draw) for _ in range(cases))


def _call(service: PS, entries: Call, year: int, parameters: Call, **more: Any) -> Call:
    call = {"ps": service.code, "entries": entries, "year": year, "parameters": parameters}
    return {**call, "replacing": [], "kind": None, "locale": None, **more}


def _drawn(service: PS, years: list[int], draw: Random) -> Call:
    locale = draw.choice((None, None, "fr", "en"))
    careful = draw.random() < 0.6
    odd, empty, bonus = (0.0, 0.0, 0.15) if careful else (draw.choice((0.01, 0.1)), 0.04, 0.35)
    entries: Call = {
        field.name: _figure(field.unit, locale, odd, draw) if draw.random() > odd / 9 else None
        for field in service.fields
        if draw.random() < (1 - empty if field.default is None else bonus)
    }
    parameters = _scaled(service, locale, draw) if careful else _scale(service, locale, odd / 4, draw)
    replacing = [*parameters] if careful or draw.random() < 0.5 else []
    if not careful:
        _mistake(service, entries, parameters, replacing, draw)
    kinds = (None, *(kind.value for kind in service.kinds))
    kind = draw.choice(kinds) if draw.random() < 0.5 else None
    year = draw.choice(years) if careful or draw.random() < 0.95 else draw.choice((1899, 1900, 2200, 2201))
    entries = dict(draw.sample([*entries.items()], len(entries)))
    call = _call(service, entries, year, parameters, replacing=replacing, kind=kind, locale=locale)
    if not careful and draw.random() < 0.05:
        call["ps"] = draw.choice((*service.aliases, service.code.lower(), "NOTHING"))
    return call


def _scaled(service: PS, locale: str | None, draw: Random) -> Call:
    """The figures of the worked case, all times one factor: what holds between them goes on to hold."""
    factor = Decimal(draw.randrange(50, 200)) / 100
    given = {} if service.example is None else service.example.parameters
    return {
        name: _written(f"{Decimal(value) * factor:f}", service.parameter(name).unit, locale, draw)
        for name, value in given.items()
    }


def _scale(service: PS, locale: str | None, odd: float, draw: Random) -> Call:
    """Figures of any value; some are those that a text states, some are only for show."""
    known = date(2023, 1, 1)
    parameters: Call = {}
    for parameter in service.parameters:
        if draw.random() >= (0.95 if parameter.at(known) is None else 0.15):
            continue
        value = _figure(parameter.unit, locale, odd, draw)
        if parameter.values and draw.random() < 0.3:
            value = str(draw.choice(parameter.values).value)
        for_show = draw.random() < 0.1 and parameter.unit is not Unit.FLAG and _plain(value)
        parameters[parameter.name] = {"value": value, "grade": "ILLUSTRATIVE"} if for_show else value
    return parameters


def _mistake(service: PS, entries: Call, parameters: Call, replacing: list[str], draw: Random) -> None:
    """At times a name that nothing has, or figures so large that no amount holds the right."""
    some = draw.random()
    if some < 0.03:
        entries["unknown"] = "1"
    elif some < 0.06:
        parameters["unknown"] = "1"
    elif some < 0.09:
        replacing.append("unknown")
    elif some < 0.12:
        small = (Unit.RATIO, Unit.FLAG)
        entries.update({field.name: _MOST for field in service.fields if field.unit not in small})
        parameters.update({one.name: _MOST for one in service.parameters if one.unit not in small})


def _plain(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(read_number(value, "", Unit.EUR), Fault)


def _years(service: PS) -> list[int]:
    formulas = [*service.formulas, *(formula for part in service.parts for formula in part.formulas)]
    return sorted({formula.start.year + gap for formula in formulas for gap in (-1, 0, 1)} | {2023, 2024, 2025, 2026})


def _figure(unit: Unit, locale: str | None, odd: float, draw: Random) -> Any:
    """A figure of the unit, as a program or a person writes it; at times what no form allows."""
    if draw.random() < odd:
        refused = typed.REFUSED.get(locale or "", {})
        return draw.choice((*_ODD, *refused, 1, 0.5))
    return _written(_value(unit, draw), unit, locale, draw)


def _written(value: str, unit: Unit, locale: str | None, draw: Random) -> str:
    if locale is None or (unit is Unit.FLAG and value not in ("0", "1")):
        return value
    return typed.written(Decimal(value), unit, locale, draw)


def _value(unit: Unit, draw: Random) -> str:
    some = draw.random()
    if unit is Unit.FLAG:
        return draw.choice(_FLAGS)
    if unit is Unit.RATIO:
        return draw.choice(_RATIOS) if some < 0.5 else f"0.{draw.randrange(10_000):04}"
    if unit.whole:
        return draw.choice(_WHOLE) if some < 0.5 else str(draw.randrange(400))
    if some < 0.5:
        return draw.choice(_FIGURES)
    return f"{draw.randrange(10 ** draw.randrange(1, 7))}.{draw.randrange(1000):03}"


def answered(call: Call) -> Call:
    """What the library answers: the amount, its parts and steps, or every fault.

    What is typed in a language is read before the estimate, as a server reads a form.
    """
    try:
        service = afas.ps.get(call["ps"])
    except AfasError as error:
        return {"faults": [_told(fault, {}) for fault in error.faults]}
    kind = None if call["kind"] is None else afas.DeclarationKind(call["kind"])
    entries, parameters, unread = _read(service, call)
    try:
        made = afas.estimate(service, entries, call["year"], parameters, kind=kind, replacing=call["replacing"])
    except AfasError as error:
        return {"faults": [_told(fault, unread) for fault in error.faults]}
    return {
        "amount": str(made.amount),
        "parts": {name: str(amount) for name, amount in made.parts.items()},
        "illustrative": made.illustrative,
        "replaced": list(made.replaced),
        "steps": [_step(step) for step in explain(made).steps],
    }


def _read(service: PS, call: Call) -> tuple[Call, Call, dict[str, Fault]]:
    """The entries and the figures to estimate with; what cannot be read stands as "?", with its fault by path."""
    locale, unread = call["locale"], dict[str, Fault]()
    fields = {field.name: field for field in service.fields}

    def figure(path: str, raw: Any, unit: Unit, low: Decimal | None = Decimal(0), high: Decimal | None = None) -> Any:
        empty = isinstance(raw, str) and not raw.strip() and path.startswith("entries.")  # a field left empty
        if locale is None or raw is None or empty:
            return raw
        flag = unit is Unit.FLAG
        read = read_flag(raw, path, locale=locale) if flag else read_number(raw, path, unit, low, high, locale=locale)
        if isinstance(read, Fault):
            unread[path] = read
            return "?"
        return read

    entries, parameters = {}, {}
    for name, raw in call["entries"].items():
        field = fields.get(name)
        entries[name] = figure(f"entries.{name}", raw, field.unit, field.low, field.high) if field else raw
    for name, given in call["parameters"].items():
        raw = given["value"] if isinstance(given, dict) else given
        read = figure(f"parameters.{name}", raw, service.by_name[name].unit) if name in service.by_name else raw
        for_show = isinstance(given, dict) and read != "?"
        parameters[name] = illustrative({name: read}, _LONG_AGO)[name] if for_show else read
    return entries, parameters, unread


def _told(fault: Fault, unread: Mapping[str, Fault]) -> list[str]:
    if fault.code in ("not-a-number", "not-a-flag"):
        fault = unread.get(fault.path, fault)
    return [fault.path, fault.code, *(_HINT.sub("", text) for text in (fault.message.fr, fault.message.en))]


def _step(step: ExplainedStep) -> list[Any]:
    rounding = step.rounding("fr")
    notes = [*step.bounds("fr"), *([] if rounding is None else [rounding])]
    return [step.name, str(step.value), step.in_words("fr"), step.in_figures("en"), step.result("fr"), notes]


def main(folder: str, seed: str = "1", cases: str = "20") -> None:
    """Write both files, and say what they hold."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    made = [*vectors(int(seed), int(cases))]
    (place / "rules.json").write_text(json.dumps(exchange.rules(), ensure_ascii=False, separators=(",", ":")), "utf-8")
    (place / "vectors.json").write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")), "utf-8")
    refused = sum("faults" in vector["answer"] for vector in made)
    print(f"vectors: {len(made)} of seed {seed}, {refused} refusals, in {place}")


if __name__ == "__main__":
    main(*sys.argv[1:])
