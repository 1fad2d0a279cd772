"""Why two estimates differ, what another figure would give, what one more unit is worth."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afas import compare, estimate, marginal_values, what_if
from afas.comparison import NotComparable, _both_ways, _in_cents, _mean
from afas.errors import InvalidInput
from afas.estimation import Estimate
from tests.strategies import case

ALSH = {"attended_hours": "1000", "expenses": "2000", "general_scheme_share": "1"}
EAJE = {
    "entitled_hours": "100",
    "billed_hours": "110",
    "attended_hours": "100",
    "meals_and_nappies": True,
    "expenses": "100000",
    "family_participations": "0",
    "general_scheme_share": "1",
}
TIERS = {"ceiling_low": "10", "ceiling_middle": "9", "ceiling_high": "9"}
BASIC = {"ceiling_low_basic": "7", "ceiling_middle_basic": "6", "ceiling_high_basic": "5"}
SLOPE = {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"}


def alsh(year: int = 2023, ceiling: str = "1", **changed: str) -> Estimate:
    return estimate("ALSH", ALSH | changed, year, parameters={"ceiling": ceiling})


def shares(before: Estimate, after: Estimate) -> dict[str, str]:
    return {one.name: str(one.amount) for one in compare(before, after).contributions}


def test_one_change_has_the_whole_difference() -> None:
    # 1,000 h x 1 x 0.30 = 300; 1,200 h: 360
    assert shares(alsh(), alsh(attended_hours="1200")) == {"attended_hours": "60.00"}


def test_two_changes_share_what_they_do_together() -> None:
    # 300 -> 1,200 h x 1.50 x 0.30 = 540. Hours alone: +60; ceiling alone: 450, +150.
    # Hours first: 60 then 180. Ceiling first: 150 then 90. Means: 75 and 165; 75 + 165 = 240.
    assert shares(alsh(), alsh(ceiling="1.5", attended_hours="1200")) == {
        "attended_hours": "75.00",
        "ceiling": "165.00",
    }


def test_a_change_behind_the_bound_brings_nothing() -> None:
    # 2,000 and 3,000 of expenses are both above the bound of 1,000
    assert shares(alsh(), alsh(expenses="3000")) == {"expenses": "0.00"}


def test_a_rise_of_the_rate() -> None:
    # 1,000 x 0.40 = 400 in 2023; 1,000 x 0.424 = 424 in 2024
    before, after = (estimate("AGC", {"expenses": "1000"}, year, parameters={"ceiling": 2000}) for year in (2023, 2024))
    (only,) = compare(before, after).contributions
    assert (only.kind, only.name, str(only.amount)) == ("parameter", "rate", "24.00")


def test_a_reform_of_the_formula_is_a_cause_of_its_own() -> None:
    # 110 %: 9 x 66 = 594.00 by tiers; 10 - 3/13 = 9.769230..., x 66 = 644.77 on the slope
    before = estimate("EAJE", EAJE, 2024, parameters=TIERS | BASIC)
    after = estimate("EAJE", EAJE, 2025, parameters=SLOPE)
    (only,) = compare(before, after).contributions
    assert (only.kind, str(only.amount)) == ("rule", "50.77")


def test_odd_cents_are_given_to_the_largest_remainder() -> None:
    # 0.10 x 0.30 = 0.03, then 0.13 x 0.30 x 0.5 = 0.0195 -> 0.02
    # ceiling alone: 0.039 -> 0.04; share alone: 0.015 -> 0.02, a tie
    # ceiling: mean of +0.01 and 0 = half a cent; share: mean of -0.01 and -0.02 = -1.5: in cents, 1 and -2
    before = alsh(ceiling="0.0001", attended_hours="1000", expenses="5")
    after = alsh(ceiling="0.00013", attended_hours="1000", expenses="5", general_scheme_share="0.5")
    assert before.amount - after.amount == Decimal("0.01")
    assert shares(before, after) == {"general_scheme_share": "-0.01", "ceiling": "0.00"}


def test_figures_that_go_together_are_told_together() -> None:
    nothing = EAJE | {"billed_hours": 0, "attended_hours": 0, "entitled_hours": 0}
    before = estimate("EAJE", nothing, 2024, parameters=TIERS | BASIC)
    after = estimate("EAJE", EAJE, 2024, parameters=TIERS | BASIC)
    assert shares(before, after) == {"inputs": "594.00"}


def test_two_ps_are_not_compared() -> None:
    with pytest.raises(NotComparable):
        compare(alsh(), estimate("AGC", {"expenses": "1000"}, 2023, parameters={"ceiling": 2000}))


def test_shown_in_both_languages_and_for_programs() -> None:
    made = compare(alsh(), alsh(attended_hours="1200"))
    assert "Heures réalisées : **+60,00\xa0€** — de 1\u202f000\xa0h à 1\u202f200\xa0h" in made.to_markdown("fr")
    assert "Attended hours: +€60.00 — from 1,000\xa0h to 1,200\xa0h" in made.to_text("en")
    assert "<strong>+60,00\xa0€</strong>" in made._repr_html_()
    told = json.loads(made.to_json())
    assert (told["version"], told["amount"]) == (1, "60.00")
    assert told["contributions"][0]["name"] == "attended_hours"


@settings(max_examples=25)
@given(st.data())
def test_contributions_add_up_to_the_difference(data: st.DataObject) -> None:
    service, *_ = first = case(data)
    made = [
        estimate(service, entries, year, parameters, replacing=service.by_name)
        for _, year, entries, parameters in (first, case(data, service))
    ]
    before, after = made
    compared = compare(before, after)
    assert sum(one.amount for one in compared.contributions) == after.amount - before.amount == compared.amount


def test_what_if_moves_a_figure_and_sets_a_yes_or_no() -> None:
    assert what_if(alsh(), attended_hours=+100).amount == Decimal("330.00")
    assert what_if(alsh(), attended_hours="-0.5").amount == Decimal("299.85")
    made = estimate("EAJE", EAJE, 2024, parameters=TIERS | BASIC)
    assert what_if(made, meals_and_nappies=False).amount == Decimal("396.00")  # 6 x 66


def test_what_if_keeps_the_sources_and_refuses_the_impossible() -> None:
    moved = what_if(alsh(), attended_hours=1)
    assert moved.scale == alsh().scale
    with pytest.raises(InvalidInput) as caught:
        what_if(alsh(), attended_hours=0.5, hours=1)  # type: ignore[arg-type] # a float, refused
    assert [(f.path, f.code) for f in caught.value.faults] == [
        ("what_if.attended_hours", "float-refused"),
        ("what_if.hours", "unknown-field"),
    ]
    with pytest.raises(InvalidInput):
        what_if(alsh(), attended_hours=-1001)


def worth(made: Estimate) -> dict[str, Fraction]:
    return {one.name: one.amount for one in marginal_values(made)}


def test_what_one_more_is_worth_under_either_bound() -> None:
    # hours bound: 1 h = 1 x 0.30; a point of the share = 300 / 100
    assert worth(alsh()) == {"attended_hours": Fraction("0.3"), "expenses": 0, "general_scheme_share": 3}
    # expenses bound: 500 < 1,000; 500 x 0.30 / 100
    assert worth(alsh(expenses="500")) == {
        "attended_hours": 0,
        "expenses": Fraction("0.3"),
        "general_scheme_share": Fraction("1.5"),
    }


def test_on_the_bound_itself_one_more_of_either_alone_is_worth_nothing() -> None:
    made = worth(alsh(expenses="1000"))
    assert made["attended_hours"] == made["expenses"] == 0


def test_one_more_billed_hour_on_the_slope_lowers_the_ceiling() -> None:
    # P falls by 1/0.13 a unit of rate; one more billed hour of 100 is 0.01: -1/13 euro of price, x 66
    made = estimate("EAJE", EAJE, 2025, parameters=SLOPE)
    assert worth(made)["billed_hours"] == Fraction(-66, 13)
    assert worth(made)["entitled_hours"] == (10 - Fraction(3, 13)) * Fraction("0.66")


def test_a_participation_above_the_grant_changes_nothing() -> None:
    made = estimate("EAJE", EAJE | {"family_participations": 700}, 2025, parameters=SLOPE)
    assert worth(made)["family_participations"] == worth(made)["entitled_hours"] == 0


def test_said_in_words() -> None:
    hours, _, share, *_ = marginal_values(alsh())
    assert hours.text("fr") == "Heures réalisées : 0,30\xa0€ de plus pour 1\xa0h de plus"
    assert share.text("en") == "Share under the general scheme: €3.00 more for 1% more"


def test_what_if_sets_a_figure_or_a_parameter() -> None:
    # 1,000 h x 1 x 0.30 = 300; 1,500 h: 450; at 1.10: 330; both: 1,500 x 1.10 = 1,650 x 0.30
    assert what_if(alsh(), to={"attended_hours": "1500"}).amount == Decimal("450.00")
    assert what_if(alsh(), parameters={"ceiling": "1.10"}).amount == Decimal("330.00")
    assert what_if(alsh(), to={"attended_hours": "1500"}, parameters={"ceiling": "1.10"}).amount == Decimal("495.00")
    with pytest.raises(InvalidInput) as caught:
        what_if(alsh(), to={"attended_hours": "1500"}, attended_hours=+1, attended_hour=+1)
    assert [(f.path, f.code) for f in caught.value.faults] == [
        ("what_if.attended_hours", "set-and-moved"),
        ("what_if.attended_hour", "unknown-field"),
    ]
    assert "did you mean “attended_hours”" in caught.value.text("en")


def test_what_if_a_part_goes_and_comes() -> None:
    with_part = alsh(2025, aeeh_hours="10", aeeh_children="1")  # 300 + 10 x 3.90
    assert with_part.amount == Decimal("339.00")
    without = what_if(with_part, aeeh_hours=-10)
    assert without.amount == Decimal("300.00")
    assert what_if(without, aeeh_hours=+10).amount == Decimal("339.00")


def test_a_tier_whose_ceiling_neither_knows_is_told_together() -> None:
    # with meals at 105 %: 10 x 66 = 660; without at 110 %: 6 x 66 = 396; nobody gave the other ceilings
    before = estimate("EAJE", EAJE | {"billed_hours": 105}, 2024, parameters={"ceiling_low": 10})
    after = estimate("EAJE", EAJE | {"meals_and_nappies": False}, 2024, parameters={"ceiling_middle_basic": 6})
    assert (before.amount, after.amount) == (Decimal("660.00"), Decimal("396.00"))
    assert shares(before, after) == {"inputs": "-264.00"}


def test_across_the_reform_with_what_each_year_needs() -> None:
    # 105 %, with meals: 10 x 66 = 660 in 2024; in 2025 110 %: 10 - 3/13 x 1 = 9.76923..., x 66 = 644.77, and a part:
    # 20 places x 10 h x 9.76923 x 0.66 = 1,289.54
    before = estimate("EAJE", EAJE | {"billed_hours": 105}, 2024, parameters={"ceiling_low": 10})
    slope = {"ceiling_low": 10, "ceiling_high": 9}
    after = estimate("EAJE", EAJE | {"places": 20, "pedagogical_days": 1}, 2025, parameters=slope)
    made = compare(before, after)
    assert sum(one.amount for one in made.contributions) == made.amount == Decimal("1274.31")
    assert shares(before, after)["pedagogical_days"] == "1289.54"
    assert shares(after, before)["pedagogical_days"] == "-1289.54"  # the part goes


# the worth of each change alone, and of those that together bring 6 more; what each has in the mean over every order,
# and over one order and its reverse
SHARED = [
    ((5, -2, 7), (), (5, -2, 7), (5, -2, 7)),  # nothing together: each its own
    ((5, -2, 7), (0, 2), (8, -2, 10), (8, -2, 10)),  # half to each of the two, whoever comes first
    ((5, -2, 7), (1, 2), (5, 1, 10), (5, 1, 10)),
    ((0, 0, 0), (0, 1, 2), (2, 2, 2), (3, 0, 3)),  # the last one brings all: a third each; half to either end
    ((1,), (), (1,), (1,)),
    ((1, 1, 1, 1), (0, 1, 2, 3), ("5/2", "5/2", "5/2", "5/2"), (4, 1, 1, 4)),
]


@pytest.mark.parametrize(("alone", "together", "mean", "both_ways"), SHARED)
def test_what_changes_do_together_is_shared_over_the_orders_they_may_come_in(
    alone: tuple[int, ...], together: tuple[int, ...], mean: tuple[str, ...], both_ways: tuple[int, ...]
) -> None:
    def value(mask: int) -> Fraction:
        done = {rank for rank in range(len(alone)) if mask >> rank & 1}
        return Fraction(sum(alone[rank] for rank in done) + (6 if together and done >= set(together) else 0))

    assert _mean(len(alone), value) == [Fraction(share) for share in mean]
    assert _both_ways(len(alone), value) == list(both_ways)


@pytest.mark.parametrize(
    ("shares", "cents"),
    [
        (("0.335", "0.335", "0.33"), ("0.34", "0.33", "0.33")),  # one cent is left: to the first of the largest
        (("1/3", "1/3", "1/3"), ("0.34", "0.33", "0.33")),
        (("0.001", "0.009"), ("0.00", "0.01")),
        (("-0.005", "0.015"), ("0.00", "0.01")),  # -0.01 and 0.01, and one left: to the first of two halves
        (("-1/3", "-2/3"), ("-0.33", "-0.67")),
        (("0.10", "0.20"), ("0.10", "0.20")),
        ((), ()),
    ],
)
def test_shares_are_rounded_so_that_they_still_add_up(shares: tuple[str, ...], cents: tuple[str, ...]) -> None:
    assert [str(one) for one in _in_cents([Fraction(share) for share in shares])] == list(cents)


def test_a_change_is_shown_from_one_figure_to_the_other_and_a_reform_without_figures() -> None:
    made = compare(alsh(), alsh(attended_hours="1200", ceiling="1.5"))
    assert made.to_text("en").splitlines()[-2:] == [
        "- Attended hours: +€75.00 — from 1,000\xa0h to 1,200\xa0h",
        "- Hourly ceiling: +€165.00 — from €1.00/h to €1.50/h",
    ]
    before = estimate("EAJE", EAJE, 2024, parameters=TIERS | BASIC)
    reform = compare(before, estimate("EAJE", EAJE, 2025, parameters=SLOPE)).to_text("en").splitlines()[-1]
    assert reform.endswith(": +€50.77")
