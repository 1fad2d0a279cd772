"""The worth of one more unit: the slope of each word of a formula, going up, ties included."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from afas import estimate, marginal_values
from afas.arithmetic import cents, euros, greatest, least, not_below_zero, ratio, where
from afas.curves import Marginal
from afas.numbers import Traced, Tracer
from afas.quantities import Unit
from afas.text import Text

LABEL = Text(fr="chiffre", en="figure")
X, TWO, THREE, FOUR = (Traced.given(name, Fraction(value)) for name, value in (("x", 3), ("2", 2), ("3", 3), ("4", 4)))
ZERO, TEN, SAME = (Traced.given(name, Fraction(value)) for name, value in (("0", 0), ("10", 10), ("same", 3)))
NEVER = Traced.given("unread", None)


def slope(number: Traced, unit: Unit = Unit.EUR) -> Fraction:
    return Marginal.of(number, "x", "x", LABEL, unit).amount


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (lambda: X, 1),
        (lambda: FOUR, 0),
        (lambda: X + FOUR, 1),
        (lambda: X + X, 2),
        (lambda: X - FOUR, 1),
        (lambda: FOUR - X, -1),
        (lambda: X * FOUR, 4),
        (lambda: FOUR * X, 4),
        (lambda: X * X, 6),  # of x squared: 2 x
        (lambda: ratio(X, FOUR), Fraction(1, 4)),
        (lambda: ratio(FOUR, X), Fraction(-4, 9)),  # of 4 / x: - 4 / x squared
        (lambda: ratio(X * X, X), 1),
        (lambda: ratio(ZERO, ZERO), 0),  # nothing over nothing: no right, and no slope
        (lambda: least(X, FOUR), 1),
        (lambda: least(X, TWO), 0),
        (lambda: least(X, THREE), 0),  # on the bound: one more is worth nothing
        (lambda: least(X * FOUR, X + TEN, FOUR * THREE), 0),
        (lambda: greatest(X, FOUR), 0),
        (lambda: greatest(X, TWO), 1),
        (lambda: greatest(X, THREE), 1),  # on the bound: one more counts
        (lambda: not_below_zero(X - TWO), 1),
        (lambda: not_below_zero(X - THREE), 1),
        (lambda: not_below_zero(X - FOUR), 0),
        (lambda: not_below_zero(THREE - X), 0),
        (lambda: not_below_zero(FOUR - X), -1),
        (lambda: cents(X * FOUR), 4),
        (lambda: euros(X * FOUR), 4),
        (lambda: Tracer()("right", X * FOUR), 4),
        (lambda: where(X, X, FOUR), 1),  # a flag: the branch that is taken
        (lambda: where(ZERO, X, FOUR), 0),
        (lambda: where(X <= FOUR, X, TEN * X), 1),
        (lambda: where(X <= TWO, X, TEN * X), 10),
        # on a threshold, the branch that one more enters
        (lambda: where(X <= THREE, X, TEN * X), 10),
        (lambda: where(X < THREE, X, TEN * X), 10),
        (lambda: where(X >= THREE, TEN * X, X), 10),
        (lambda: where(X > THREE, TEN * X, X), 10),
        (lambda: where(TWO + THREE <= X + TWO, TEN * X, X), 10),
        (lambda: where(FOUR - X <= X - TWO, TEN * X, X), 10),
        (lambda: where(X + X < THREE + X, TEN * X, X), 1),
        (lambda: where(SAME <= THREE, X, TEN * X), 1),  # whatever the figure
        (lambda: where(SAME < THREE, X, TEN * X), 10),
        (lambda: where(X <= THREE, X, NEVER), 1),  # a tier whose figure nobody supplied cannot be entered
        (lambda: where(X > THREE, NEVER, TEN * X), 10),
    ],
)
def test_the_worth_of_one_more_is_the_slope_going_up(number: Callable[[], Any], expected: Fraction | int) -> None:
    """By hand, at x = 3."""
    assert slope(number()) == expected


def test_one_more_of_a_ratio_is_a_point_out_of_a_hundred_and_else_a_unit() -> None:
    assert slope(X * TEN, Unit.RATIO) == Fraction(1, 10)
    assert slope(X * TEN, Unit.RATE) == slope(X * TEN, Unit.HOUR) == 10
    told = Marginal("x", LABEL, Unit.RATIO, Fraction(3, 2))
    assert told.one_more.en == "1%"
    assert told.text("en") == "figure: €1.50 more for 1% more"
    assert Marginal("x", LABEL, Unit.HOUR, Fraction(3)).text("en") == "figure: €3.00 more for 1\xa0h more"


def test_each_figure_that_the_formula_reads_has_its_worth_and_a_flag_has_none() -> None:
    """ALSH under its ceiling: 100 h x 10 x 0.30 x 0.5; a crèche says nothing of its flag, nor of what it reads not."""
    entries = {"attended_hours": 100, "expenses": 2000, "general_scheme_share": "0.5", "aeeh_hours": 2}
    made = estimate("ALSH", entries, 2024, {"ceiling": 10})
    assert [(one.name, one.label.en, one.unit, one.amount) for one in marginal_values(made)] == [
        ("attended_hours", "Attended hours", Unit.HOUR, Fraction("1.5")),
        ("expenses", "Total expenses", Unit.EUR, 0),
        ("general_scheme_share", "Share under the general scheme", Unit.RATIO, 3),  # a point: 300 / 100
        ("aeeh_hours", "of which hours of children with the Aeeh", Unit.HOUR, Fraction("4.5")),
    ]
    creche = dict.fromkeys(("entitled_hours", "billed_hours", "attended_hours", "expenses"), 100)
    creche |= {"meals_and_nappies": True, "family_participations": 0, "general_scheme_share": 1}
    read = [one.name for one in marginal_values(estimate("EAJE", creche, 2024, {"ceiling_low": 10}))]
    assert read == [name for name in creche if name != "meals_and_nappies"]
