"""The right against one figure: every point an estimate, every bend where the bound changes."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from afas import estimate, what_if
from afas.arithmetic import Data, RatioOverZero, Step, cents, where
from afas.curves import Curve, NotAFigure, curve
from afas.errors import InvalidInput
from afas.forms import DeclarationKind, Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.ps import PS, Formula
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text
from tests.strategies import case
from tests.test_comparison import BASIC, EAJE, TIERS

ALSH = estimate(
    "ALSH", {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"}, 2023, {"ceiling": "1.97"}
)


def test_every_point_is_an_estimate() -> None:
    found = curve(ALSH, "attended_hours", 0, 8000)
    for at, amount in found.points:
        entries = {**ALSH.entries, "attended_hours": at}
        assert amount == estimate("ALSH", entries, 2023, {"ceiling": "1.97"}).amount
    assert [at for at, _ in found.points] == sorted({at for at, _ in found.points})
    assert found.here == 4981


def test_a_bend_where_the_expenses_take_over() -> None:
    # 7,293.55 / 1.97 = 3,702.309…: from 3,702.31 h on, the expenses are the bound; an hour was worth 1.97 x 0.30
    (bend,) = curve(ALSH, "attended_hours", 0, 8000).bends
    assert (bend.at, bend.before.amount, bend.after.amount) == (Decimal("3702.31"), Fraction("0.591"), Fraction(0))
    assert bend.kept.fr == "Total des charges"
    assert bend.text("en").startswith("From 3,702.31\xa0h: €0.00 more for 1\xa0h more (before: €0.591)")


def test_a_bend_on_the_very_figure_where_both_sides_are_equal() -> None:
    # 4,981 h x 1.97 = 9,812.57 euros
    (bend,) = curve(ALSH, "expenses", 0, 20_000).bends
    assert (bend.at, bend.before.amount, bend.after.amount) == (Decimal("9812.57"), Fraction("0.3"), Fraction(0))


def test_a_parameter_varies_too() -> None:
    # 7,293.55 / 4,981 = 1.46427…; one euro of ceiling is worth 4,981 x 0.30
    (bend,) = curve(ALSH, "ceiling", "0.50", 3).bends
    assert (bend.at, bend.before.amount, bend.after.amount) == (Decimal("1.4643"), Fraction("1494.3"), Fraction(0))


def test_a_straight_line_has_no_bend() -> None:
    assert curve(ALSH, "general_scheme_share", 0, 1).bends == ()


def test_the_tiers_of_a_rate_are_found() -> None:
    made = estimate("EAJE", EAJE, 2023, TIERS | BASIC)
    # 100 h attended: the tier of 10 euros ends at 107 %, that is at 107 h billed. Before: 100 x 10 x 0.66 = 660;
    # above: 100 x 9 x 0.66 = 594. Above 117 % another tier starts, of 9 euros too: nothing to be seen.
    (bend,) = curve(made, "billed_hours", 101, 130).bends
    assert (bend.at, bend.from_amount, bend.amount) == (Decimal("107.01"), Decimal("660.00"), Decimal("594.00"))
    assert bend.text("en") == "From 107.01\xa0h: from €660.00 to €594.00"


def test_what_cannot_vary_is_told() -> None:
    """A figure that the estimate does not read, or a yes or no; the figures that can vary are named."""
    with pytest.raises(NotAFigure) as caught:
        curve(ALSH, "attended_hour", 0, 1)
    assert (caught.value.ps, caught.value.found) == ("ALSH", "attended_hour")
    assert caught.value.known[:3] == ("attended_hours", "expenses", "general_scheme_share")
    assert caught.value.known[-2:] == ("rate", "ceiling")
    assert "did you mean “attended_hours”" in caught.value.text("en")
    creche = estimate("EAJE", EAJE, 2023, TIERS | BASIC)
    for name in ("meals_and_nappies", "bound_in_middle_tier_", "growth_low"):
        with pytest.raises(NotAFigure) as caught:
            curve(creche, name, 0, 1)
        assert "meals_and_nappies" not in caught.value.known
    with pytest.raises(InvalidInput):
        curve(ALSH, "general_scheme_share", 0, 2)


def test_the_point_of_the_estimate_is_on_the_curve_from_its_first_figure_to_its_last() -> None:
    for low, high, here in (
        ("4981", "5000", 4981),
        ("4981.01", "5000", None),
        ("4000", "4981", 4981),
        ("4000", "4980.99", None),
    ):
        assert curve(ALSH, "attended_hours", low, high, points=1).here == here
    assert curve(ALSH, "ceiling", "1", "2", points=1).here == Decimal("1.97")
    assert curve(ALSH, "ceiling", "1", "1.96", points=1).here is None
    found = curve(ALSH, "attended_hours", 4000, 5000, points=1)
    assert attrs.evolve(found, points=()).here is None


def test_a_curve_has_so_many_steps_each_of_them_once() -> None:
    """Twenty-four where nothing is said; never less than a step of the unit apart."""
    assert [at for at, _ in curve(ALSH, "general_scheme_share", 0, 1).points] == [
        (Decimal(rank) / 24).quantize(Decimal("0.0001")) for rank in range(25)
    ]
    assert curve(ALSH, "attended_hours", 0, 200, points=2).points == (
        (Decimal("0.00"), Decimal("0.00")),
        (Decimal("100.00"), Decimal("59.10")),  # 100 x 1.97 x 0.30
        (Decimal("200.00"), Decimal("118.20")),
    )
    assert curve(ALSH, "attended_hours", 100, 100).points == ((Decimal("100.00"), Decimal("59.10")),)
    assert [at for at, _ in curve(ALSH, "attended_hours", 100, "100.02").points] == [
        Decimal(at) for at in ("100.00", "100.01", "100.02")
    ]
    assert [at for at, _ in curve(ALSH, "attended_hours", 0, 100, points=0).points] == [0, 100]


def test_groups_are_counted_one_by_one() -> None:
    """One group of 2004: 5,599 x 30 %; from two on, the expenses of 6,000 are the bound."""
    clas = estimate("CLAS", {"groups": 1, "children": 10, "expenses": 6000}, 2004)
    found = curve(clas, "groups", 0, 3)
    rights = ("0.00", "1679.70", "1800.00", "1800.00")
    assert found.points == tuple((Decimal(rank), Decimal(right)) for rank, right in enumerate(rights))
    (bend,) = found.bends
    assert (bend.at, bend.before.amount, bend.after.amount) == (Decimal(2), Fraction("1679.7"), Fraction(0))
    assert bend.from_amount is None
    assert (found.name, found.label.en, found.unit) == ("groups", "Number of groups", Unit.COUNT)


def test_a_curve_keeps_the_conditions_of_its_estimate() -> None:
    """Known on a day, carried forward, for a kind of declaration: 1,000 x 40 %, since 42.4 % was published later."""
    then = estimate(
        "AGC", {"expenses": 1000}, 2024, {"ceiling": 9000}, "carry_forward", DeclarationKind.ACTUAL, date(2024, 3, 11)
    )
    assert then.amount == Decimal("400.00")
    assert curve(then, "expenses", 1000, 2000, points=1).points[-1] == (Decimal(2000), Decimal("800.00"))
    rate = curve(then, "rate", "0.40", "0.50", points=1)  # a sourced figure may vary too
    assert rate.points == ((Decimal("0.4"), Decimal("400.00")), (Decimal("0.5"), Decimal("500.00")))


def tiers(second: str) -> Curve:
    """A right of 1 euro up to 5 plots, and another amount from 5 plots on."""

    def right(d: Data, p: Data, step: Step) -> Any:
        return step("right", cents(where(d.plots < p.bound, p.first, p.second)))

    source = Source("Règlement", "Commune inventée", date(2026, 1, 1))
    names = {"bound": "5", "first": "1.00", "second": second}
    text = Text(fr="x", en="x")
    parameters = tuple(
        Parameter(name, Unit.EUR, text, (ParameterValue(date(2023, 1, 1), None, Decimal(figure), source),))
        for name, figure in names.items()
    )
    plots = Field("plots", Unit.COUNT, Text(fr="Parcelles", en="Plots"), FormCode.ACTIVITY)
    formula = Formula(date(2023, 1, 1), right, tuple(names), source)
    garden = PS("GARDEN", text, (plots,), parameters, (formula,), {"right": text})
    return curve(estimate(garden, {"plots": 1}, 2023), "plots", 0, 10, points=2)


def test_a_jump_is_more_than_rounding_explains() -> None:
    """Two amounts rounded to the cent may differ by two; three are a jump, up or down."""
    assert tiers("1.02").bends == ()
    assert tiers("0.98").bends == ()
    for second in ("1.03", "0.97"):
        (bend,) = tiers(second).bends
        assert (bend.at, bend.from_amount, bend.amount) == (Decimal(5), Decimal("1.00"), Decimal(second))
        assert bend.kept.en == ""
        assert bend.text("fr") == f"À partir de 5 : le droit passe de 1,00\xa0€ à {second.replace('.', ',')}\xa0€"


@settings(max_examples=25)
@given(st.data())
def test_every_point_of_every_ps_is_an_estimate(data: st.DataObject) -> None:
    service, year, entries, figures = case(data)
    try:
        made = estimate(service, entries, year, figures, replacing=service.by_name)
        name = data.draw(
            st.sampled_from([f.name for f in service.fields if f.name in made.entries and f.unit != "flag"])
        )
        given_ = made.entries[name]
        found = curve(made, name, int(given_ / 2), int(given_) + 1, points=3)
        for at, amount in found.points:
            assert amount == what_if(made, to={name: at}).amount
    except (InvalidInput, RatioOverZero):
        reject()  # a figure cannot go that far
