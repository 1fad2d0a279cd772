"""Figures for properties: of each unit, exact, within its bounds; and whole cases of any PS."""

from decimal import Decimal
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from afas import ps
from afas.periods import FinancialYear
from afas.ps import PS
from afas.quantities import Unit


def figures(unit: Unit) -> st.SearchStrategy[Any]:
    """Above zero, where zero would divide."""
    if unit is Unit.FLAG:
        return st.sampled_from([Decimal(0), Decimal(1)])
    if unit is Unit.RATIO:
        return st.decimals(0, 1, places=4)
    if unit.whole:
        return st.integers(1, 1000)
    return st.decimals(Decimal("0.01"), 100_000, places=2)


def case(data: st.DataObject, service: PS | None = None) -> tuple[PS, FinancialYear, dict[str, Any], dict[str, Any]]:
    """A PS, a year in which one of its formulas starts, entries, and a figure for every parameter it reads."""
    service = service or ps.get(data.draw(st.sampled_from(ps.codes())))
    starts = [formula.start for formula in service.formulas]
    starts += [formula.start for part in service.parts for formula in part.formulas]
    year = FinancialYear(data.draw(st.sampled_from(starts)).year, service.school_year)
    barred = {
        part.declared_by for part in service.parts if all(formula.start > year.start for formula in part.formulas)
    }
    entries = {
        field.name: data.draw(figures(field.unit))
        for field in service.fields
        if field.default is None or (field.name not in barred and data.draw(st.booleans()))
    }
    if entries.get("handicap_children") or entries.get("growth_places"):  # shares of these
        entries |= {"enrolled_children": 100, "cofinanced_2023": 10}
    rules = service.rules(entries, on=year.start)
    assert rules is not None
    supplied = {name: data.draw(figures(service.parameter(name).unit)) for name in rules.uses}
    return service, year, entries, in_order(service, supplied)


def in_order(service: PS, supplied: dict[str, Any]) -> dict[str, Any]:
    """The same figures, each pair that a constraint orders put in that order."""
    for _ in service.constraints:
        for constraint in service.constraints:
            low, high = supplied.get(constraint.lesser), supplied.get(constraint.greater)
            if low is not None and high is not None:
                assume(low != high or not constraint.strict)
                supplied[constraint.lesser], supplied[constraint.greater] = min(low, high), max(low, high)
    return supplied
