"""Rules as a document: forty lines that know no PS compute from it what the library computes."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import afas
from afas import exchange, ps
from afas.explanation import explain
from afas.periods import FinancialYear
from tests.strategies import case

DOCUMENT = json.loads(json.dumps(exchange.rules()))
SERVICES = {service["code"]: service for service in DOCUMENT["services"]}


def rounded(number: Fraction, per_euro: int) -> Fraction:
    units = abs(number) * per_euro + Fraction(1, 2)
    whole = units.numerator // units.denominator
    return Fraction(whole if number >= 0 else -whole, per_euro)


OPERATORS: Mapping[str, Any] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "least": lambda *numbers: min(numbers),
    "greatest": lambda *numbers: max(numbers),
    "where": lambda condition, then, otherwise: then if condition else otherwise,
    "ratio": lambda a, b: a / b if b else a,  # nothing over nothing; something over zero is an error
    "cents": lambda a: rounded(a, 100),
    "euros": lambda a: rounded(a, 1),
    "not_below_zero": lambda a: max(a, Fraction(0)),
}


def run(formula: Mapping[str, Any], given: Mapping[str, Mapping[str, Fraction]]) -> tuple[Any, list[tuple[str, Any]]]:
    """The right that a formula of the document gives, and its steps."""
    values: list[Any] = []
    for op, *rest in formula["nodes"]:
        if op in ("data", "parameters"):
            values.append(given[op][rest[0]])
        elif op == "step":
            values.append(values[rest[1]])
        else:
            values.append(OPERATORS[op](*(values[rank] for rank in rest)))
    return values[formula["right"]], [(formula["nodes"][rank][1], values[rank]) for rank in formula["steps"]]


def in_force(formulas: list[Mapping[str, Any]], year: FinancialYear) -> Mapping[str, Any] | None:
    """The last formula that has started on the first day of the year, or the first that starts within it."""
    started = [formula for formula in formulas if date.fromisoformat(formula["start"]) <= year.start]
    end = year.period.end
    within = [formula for formula in formulas if end is not None and date.fromisoformat(formula["start"]) < end]
    chosen = started[-1:] or within[:1]
    return chosen[0] if chosen else None


@pytest.mark.parametrize("code", ps.codes())
@settings(max_examples=30)
@given(data=st.data())
def test_the_document_gives_what_the_library_gives(code: str, data: st.DataObject) -> None:
    service, year, entries, supplied = case(data, ps.get(code))
    try:
        estimate = afas.estimate(service, entries, year, supplied, replacing=service.by_name)
    except afas.errors.AfasError:
        return
    rules = SERVICES[code]
    figures = {name: Fraction(value) for name, value in estimate.entries.items()}
    given = {"data": figures, "parameters": {name: Fraction(value) for name, value in estimate.figures.items()}}
    asked = [rules["formulas"], *(part["formulas"] for part in rules["parts"] if figures[part["declared_by"]])]
    runs = [run(formula, given) for formulas in asked if (formula := in_force(formulas, year)) is not None]
    assert sum(right for right, _ in runs) == Fraction(estimate.amount)
    steps = {name: value for _, steps in runs for name, value in steps}
    assert {step.name: step.value for step in explain(estimate).steps if step.name != "total"} == steps


def test_a_node_stands_after_those_it_is_made_from_and_once() -> None:
    for service in DOCUMENT["services"]:
        for formula in [*service["formulas"], *(one for part in service["parts"] for one in part["formulas"])]:
            for rank, (op, *rest) in enumerate(formula["nodes"]):
                if op in ("data", "parameters"):
                    known = service["fields"] if op == "data" else service["parameters"]
                    assert rest[0] in {one["name"] for one in known}
                else:
                    assert op == "step" or op in OPERATORS
                    assert all(arg < rank for arg in rest if isinstance(arg, int))
            assert len({tuple(node) for node in formula["nodes"] if node[0] in ("data", "parameters")}) == sum(
                node[0] in ("data", "parameters") for node in formula["nodes"]
            )


def test_figures_and_days_of_the_document_are_those_of_the_library() -> None:
    for code, service in SERVICES.items():
        for parameter in service["parameters"]:
            built_in = ps.get(code).parameter(parameter["name"]).values
            assert [(Decimal(value["value"]), value["start"], value["grade"]) for value in parameter["values"]] == [
                (value.value, value.start.isoformat(), value.grade.value) for value in built_in
            ]
            for value in parameter["values"]:
                assert DOCUMENT["sources"][value["source"]]["cite"]["fr"]


def test_a_document_says_which_rules_it_holds() -> None:
    assert DOCUMENT["afas"] == afas.__version__
    assert exchange.rules("RAM")["services"] == exchange.rules(ps.get("RPE"))["services"]
    assert exchange.rules("RPE")["digest"] != exchange.rules("ALSH")["digest"]
    assert exchange.rules()["digest"] == DOCUMENT["digest"]


def test_the_document_keeps_its_schema_and_the_schema_keeps_it_narrow() -> None:
    schema = jsonschema.Draft202012Validator(exchange.rules_schema())
    schema.check_schema(exchange.rules_schema())
    assert [fault.message for fault in schema.iter_errors(DOCUMENT)] == []
    for code in ps.codes():
        assert schema.is_valid(exchange.rules(code))
    for path in (("services", 0, "fields", 0, "unit"), ("services", 0, "formulas", 0, "nodes", 0), ("digest",)):
        wrong = json.loads(json.dumps(DOCUMENT))
        place = wrong
        for key in path[:-1]:
            place = place[key]
        for other in ("?", ["?", 0], None, 1):
            place[path[-1]] = other
            assert not schema.is_valid(wrong)
        del place[path[-1]]
        assert path[-1] == 0 or not schema.is_valid(wrong)
    assert not schema.is_valid({**DOCUMENT, "more": 1})
