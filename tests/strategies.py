"""Figures for properties: of each unit, exact, within its bounds."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

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
