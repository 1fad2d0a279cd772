"""The right against one figure: every point an estimate, every bend where the bound changes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from afas import estimate, what_if
from afas.arithmetic import RatioOverZero
from afas.curves import NotAFigure, curve
from afas.errors import InvalidInput
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


def test_what_cannot_vary_is_told() -> None:
    with pytest.raises(NotAFigure, match="attended_hours"):
        curve(ALSH, "attended_hour", 0, 1)
    with pytest.raises(InvalidInput):
        curve(ALSH, "general_scheme_share", 0, 2)
