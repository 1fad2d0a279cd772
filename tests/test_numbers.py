"""The kinds of number at their edges: comparisons of traced numbers, trees no formula makes, amounts not in cents."""

from decimal import Decimal
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas import ps
from afas.arithmetic import NotInCents, RatioOverZero, to_decimal
from afas.estimation import FigureNeeded, amounts
from afas.numbers import Traced
from afas.numbers._traced import well_formed

FIGURES = st.fractions(-100, 100) | st.none()


@given(FIGURES, FIGURES, st.sampled_from([lt, le, gt, ge]))
def test_a_traced_comparison_says_what_the_fractions_say(a: Fraction | None, b: Fraction | None, compare: Any) -> None:
    made = compare(Traced.given("data.a", a), Traced.given("data.b", b))
    assert made.value == (None if a is None or b is None else compare(a, b))
    assert well_formed(made)


def test_a_tree_with_the_value_of_another_kind_is_no_formulas() -> None:
    one = Traced.given("data.a", Fraction(1))
    assert well_formed(one + one)
    assert not well_formed(attrs.evolve(one + one, value=True))
    assert not well_formed(attrs.evolve(one <= Traced.given("data.b", Fraction(2)), value=Fraction(1)))
    assert not well_formed(attrs.evolve(one, args=(one,)))


def test_an_amount_that_no_formula_rounded_does_not_leave_the_library() -> None:
    assert to_decimal(Fraction(5, 4)) == Decimal("1.25")
    with pytest.raises(NotInCents) as bad:
        to_decimal(Fraction(1, 3))
    assert "0.333333" in bad.value.text.en
    assert "0,333333" in bad.value.text.fr
    assert bad.value.code == "not-in-cents"


def test_a_figure_that_is_read_and_not_given_is_asked_for() -> None:
    rules = ps.get("ALSH").rules({}, on=afas.FinancialYear(2023).start)
    assert rules is not None
    entered = {field.name: field.default or Decimal(1) for field in ps.get("ALSH").fields}
    with pytest.raises(FigureNeeded):
        amounts(rules, entered, {"rate": Decimal("0.30")})


def test_a_ratio_over_zero_is_told_once_the_figures_of_the_scale_are_there() -> None:
    """Nobody works there (0 FTE): the price of one has no meaning; before that, what the scale lacks is asked for."""
    service = ps.get("MEDIATION_FAMILIALE")
    entries = {field.name: "0" if field.name == "real_fte" else "1" for field in service.fields}

    def refused(supplied: dict[str, str]) -> afas.errors.AfasError:
        with pytest.raises(afas.errors.AfasError) as bad:
            afas.estimate(service, entries, 2023, supplied)
        return bad.value

    lacking = {fault.path.removeprefix("parameters.") for fault in refused({}).faults}
    assert lacking <= service.by_name.keys()
    over = refused(dict.fromkeys(lacking, "0.5"))
    assert isinstance(over, RatioOverZero)
    assert over.paths == ("entries.real_fte",)
