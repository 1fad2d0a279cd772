"""Test vectors of the rules: entries, figures, and what the library answers, for another evaluator to compare with.

    python -m website.vectors FOLDER [SEED] [CASES]

writes `rules.json` (see `afas.exchange.rules`) and `vectors.json`: for each PS its worked case, then cases drawn from a
seed around what matters (years where a rule starts and the years beside them, figures at bounds and at ties, figures
that are missing, too long, out of bounds or unknown, sourced figures replaced or not). A vector holds the call and its
answer: the amount, its parts, each step (exact value; in words in French, in figures in English, shown in French,
notes), or every fault with its path, code and sentences. "Did you mean" is left out of the sentences: how near two
names are is no rule.
"""

import json
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import afas
from afas import exchange
from afas.errors import AfasError
from afas.explanation import ExplainedStep, explain
from afas.ps import PS
from afas.quantities import Unit

__all__ = ["vectors"]

_FIGURES = ("0", "1", "100", "1000", "1234.56", "4981", "7293.55", "0.01", "12500", "9.7", "1.07", "1.2", "117.5")
_RATIOS = ("0", "1", "0.5", "0.318", "0.07", "0.3333")
_ODD = ("", "abc", "-1", "1e3", "0.1234567890123", "9999999999999999", "12 500,5", "2")
_FLAGS = ("true", "false", "1", "0")
_HINT = re.compile(r" \(vouliez-vous dire « [^»]* » \?\)| \(did you mean “[^”]*”\?\)")


def vectors(seed: int, cases: int) -> Iterator[dict[str, Any]]:
    """The worked case of each PS, then so many cases of each, the same for the same seed."""
    draw = Random(seed)  # noqa: S311 - a draw to test with
    for code in afas.ps.codes():
        service = afas.ps.get(code)
        if service.example is not None:
            given = service.example
            entries = {name: value if isinstance(value, bool) else str(value) for name, value in given.entries.items()}
            yield _answered(service, entries, given.year, dict(given.parameters), [], None)
        for _ in range(cases):
            yield _drawn(service, draw)


def _drawn(service: PS, draw: Random) -> dict[str, Any]:
    entries = {
        field.name: _figure(field.unit, draw)
        for field in service.fields
        if draw.random() < (0.97 if field.default is None else 0.35)
    }
    if draw.random() < 0.05:
        entries["unknown"] = "1"
    known = date(2023, 1, 1)
    parameters = {
        parameter.name: _figure(parameter.unit, draw)
        for parameter in service.parameters
        if draw.random() < (0.9 if parameter.at(known) is None else 0.1)
    }
    replacing = list(parameters) if draw.random() < 0.7 else []
    kind = draw.choice([None, None, None, *service.kinds])
    return _answered(service, entries, draw.choice(_years(service)), parameters, replacing, kind)


def _years(service: PS) -> list[int]:
    formulas = [*service.formulas, *(formula for part in service.parts for formula in part.formulas)]
    return sorted({formula.start.year + gap for formula in formulas for gap in (-1, 0, 1)} | {2023, 2024, 2025, 2026})


def _figure(unit: Unit, draw: Random) -> str:
    if draw.random() < 0.04:
        return draw.choice(_ODD)
    if unit is Unit.FLAG:
        return draw.choice(_FLAGS)
    if unit is Unit.RATIO:
        return draw.choice(_RATIOS)
    return str(draw.choice((0, 1, 3, 20, 100, 1000))) if unit.whole else draw.choice(_FIGURES)


def _answered(
    service: PS,
    entries: dict[str, Any],
    year: int,
    parameters: dict[str, str],
    replacing: list[str],
    kind: afas.DeclarationKind | None,
) -> dict[str, Any]:
    call = {"ps": service.code, "entries": entries, "year": year, "parameters": parameters}
    call |= {"replacing": replacing, "kind": None if kind is None else kind.value}
    try:
        made = afas.estimate(service, entries, year, parameters, kind=kind, replacing=replacing)
    except AfasError as error:
        faults = [[fault.path, fault.code, *(_HINT.sub("", text) for text in (fault.message.fr, fault.message.en))]
                  for fault in error.faults]  # fmt: skip
        return {**call, "answer": {"faults": faults}}
    answer = {
        "amount": str(made.amount),
        "parts": {name: str(amount) for name, amount in made.parts.items()},
        "illustrative": made.illustrative,
        "replaced": list(made.replaced),
        "steps": [_step(step) for step in explain(made).steps],
    }
    return {**call, "answer": answer}


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
