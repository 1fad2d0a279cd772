"""What the sources publish, worked again; the figures themselves stand in the test of each PS (`FIGURES`)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from afas import estimate, explain, ps
from afas.controls import run
from afas.errors import InvalidInput
from afas.forms import DeclarationKind
from afas.parameters import NoValueAt


def cents(code: str, entries: dict[str, Any], year: int, **parameters: object) -> str:
    return str(estimate(code, entries, year, parameters=parameters).amount)  # type: ignore[arg-type] # as a caller would


def test_published_clas_2004_2005() -> None:
    # published: 5,599 x 30 % = 1,679.70, shown as 1,680
    group = {"groups": 1, "children": 10, "expenses": 6000}
    assert cents("CLAS", group, 2004) == "1679.70"
    assert cents("CLAS", group, 2004, rounded_to_the_euro=True) == "1680.00"


@pytest.mark.parametrize("ceiling", ["7884.62", "7887.69"])
def test_published_clas_maximum_about_2021(ceiling: str) -> None:
    # 7,884.62 x 0.325 = 2,562.5015; 7,887.69 x 0.325 = 2,563.49925; both are 2,563 to the euro
    group = {"groups": 1, "children": 10, "expenses": 10_000}
    assert cents("CLAS", group, 2021, ceiling=ceiling, rounded_to_the_euro=True) == "2563.00"


EAJE = {
    "entitled_hours": 100,
    "billed_hours": 100,
    "attended_hours": 100,
    "meals_and_nappies": False,
    "expenses": 10_000,
    "family_participations": 0,
    "general_scheme_share": 1,
}
REST = {f"ceiling_{tier}": "1" for tier in ("low", "middle", "high", "middle_basic", "high_basic")}
ON_THE_SLOPE = {f"ceiling_{end}": "1" for end in ("low", "high", "low_basic", "high_basic")}


@pytest.mark.parametrize("year", [2014, 2015, 2016, 2017])
def test_published_eaje_ceiling_without_nappies_or_meals(year: int) -> None:
    assert cents("EAJE", EAJE, year, **REST) == "454.74"  # 6.89 x 0.66 = 4.5474 an hour


def test_published_eaje_2018_at_112_percent() -> None:
    figures = {**REST, "ceiling_low_basic": "1"}
    del figures["ceiling_middle"]
    entries = {**EAJE, "meals_and_nappies": True, "billed_hours": 112}
    assert cents("EAJE", entries, 2018, **figures) == "519.42"  # 7.87 x 0.66 = 5.1942 an hour


@pytest.mark.parametrize("ceiling", ["10.04", "10.05"])
def test_published_eaje_2024_with_nappies_and_meals(ceiling: str) -> None:
    # published for 2024, at most 107 %: 6.63 an hour; 10.04 x 0.66 = 6.6264; 10.05 x 0.66 = 6.633
    hour = {**EAJE, "entitled_hours": 1, "billed_hours": 1, "attended_hours": 1, "meals_and_nappies": True}
    assert cents("EAJE", hour, 2024, **{**REST, "ceiling_low": ceiling, "ceiling_low_basic": "1"}) == "6.63"


@pytest.mark.parametrize("year", [2024, 2025])
def test_eaje_psu_and_participations_make_the_same_total(year: int) -> None:
    # neutralisation: 100 h x 9 x 0.66 = 594, whatever the families pay
    ceilings = {**(REST if year == 2024 else ON_THE_SLOPE), "ceiling_low_basic": "9"}
    for paid in (0, "123.45", 594):
        right = Decimal(cents("EAJE", {**EAJE, "family_participations": paid}, year, **ceilings))
        assert right + Decimal(paid) == 594


def test_eaje_the_readings_left_open_can_be_changed() -> None:
    # 100 h, 120 billed, 8 euros an hour at most, half under the general scheme, 100 of participations, 700 of expenses
    half = {**EAJE, "expenses": 700, "family_participations": 100, "general_scheme_share": "0.5", "billed_hours": 120}
    eights = dict.fromkeys([*REST, "ceiling_low_basic"], "8")
    assert cents("EAJE", half, 2024, **eights) == "181.00"  # (100 x 7 x 0.66 - 100) x 0.5
    assert cents("EAJE", half, 2024, **eights, share_before_deduction=True) == "131.00"  # 462 x 0.5 - 100
    # 700 / 120 h x 100 h x 0.66 = 385; (385 - 100) x 0.5
    assert cents("EAJE", half, 2024, **eights, cost_per_billed_hour=True) == "142.50"
    at_bound = {**EAJE, "billed_hours": 117}
    tiers = {**REST, "ceiling_low_basic": "9", "ceiling_middle_basic": "8", "ceiling_high_basic": "7"}
    assert cents("EAJE", at_bound, 2024, **tiers) == "528.00"  # 8 x 66
    assert cents("EAJE", at_bound, 2024, **tiers, bound_in_middle_tier=False) == "462.00"  # 7 x 66
    assert cents("EAJE", {**EAJE, "billed_hours": "116.99"}, 2024, **tiers, bound_in_middle_tier=False) == "528.00"


@pytest.mark.parametrize(
    ("ps_hour", "least", "most"), [("0.54", "1.7834", "1.8166"), ("0.59", "1.95", "1.9833"), ("0.62", "2.05", "2.0833")]
)
def test_published_alsh_ps_for_an_hour_leaves_the_ceiling_open(ps_hour: str, least: str, most: str) -> None:
    # 1.7834 x 0.3 = 0.53502; 1.8166 x 0.3 = 0.54498; 1.95 x 0.3 = 0.585; 1.9833 x 0.3 = 0.59499; and so on
    hour = {"attended_hours": 1, "expenses": 100, "general_scheme_share": 1}
    assert cents("ALSH", hour, 2025, ceiling=least) == cents("ALSH", hour, 2025, ceiling=most) == ps_hour


ALSH = {"attended_hours": 100, "expenses": 1000, "general_scheme_share": "0.5"}


def parts(entries: dict[str, Any], year: int, **parameters: object) -> dict[str, str]:
    made = estimate("ALSH", {**ALSH, **entries}, year, parameters={"ceiling": "2", **parameters})  # type: ignore[dict-item] # as a caller would
    assert explain(made).amount == made.amount == sum(made.parts.values())
    return {name: str(amount) for name, amount in made.parts.items()}


def test_alsh_of_three_kinds_each_under_its_ceiling() -> None:
    # 100 h x 2 = 200 x 0.30 x 0.5 = 30; 10 h x 3 = 30, under 40: 4.50; 20 under 10 h x 4: 3.00
    three = {"extracurricular_hours": 10, "extracurricular_expenses": 40, "youth_hours": 10, "youth_expenses": 20}
    assert parts(three, 2025, extracurricular_ceiling="3", youth_ceiling="4") == {
        "right": "30.00",
        "extracurricular": "4.50",
        "youth": "3.00",
    }


@pytest.mark.parametrize(
    ("extra", "amount"), [("0", "0.00"), ("29.99", "4.50"), ("30", "4.50"), ("30.01", "4.50"), ("0.10", "0.02")]
)
def test_alsh_extracurricular_around_its_bound(extra: str, amount: str) -> None:
    # 10 h x 3 = 30, x 0.15 = 4.50; 29.99 x 0.15 = 4.4985; 0.10 x 0.15 = 0.015, a tie
    entries = {"extracurricular_hours": 10, "extracurricular_expenses": extra}
    assert parts(entries, 2025, extracurricular_ceiling="3")["extracurricular"] == amount


@pytest.mark.parametrize(
    ("year", "hours", "amount"),
    [
        (2014, 108, "54.00"),  # published: 3 h x 36 weeks x 0.50
        (2014, 109, "54.00"),
        (2014, 107, "53.50"),
        (2015, 108, "56.16"),  # x 0.52
        (2015, "0.25", "0.13"),
    ],
)
def test_published_asre(year: int, hours: object, amount: str) -> None:
    assert parts({"asre_hours": hours, "asre_children": 1}, year)["asre"] == amount


def test_alsh_asre_is_nobody_s_after_2015() -> None:
    with pytest.raises(NoValueAt):
        parts({"asre_hours": 1, "asre_children": 1}, 2016)


@pytest.mark.parametrize(("new", "amount"), [(24, "4.80"), (25, "5.00"), (26, "5.00")])
def test_alsh_territory_bonus_within_a_quarter(new: int, amount: str) -> None:
    # 100 h under contract: 25 new hours at most, at 0.20
    entries = {"territory_hours": 100, "territory_new_hours": new}
    assert parts(entries, 2024, territory_hour_amount="0.20")["territory_bonus"] == amount


def test_alsh_complement_with_or_without_the_share() -> None:
    # 10 h x 3.90 = 39; half of it under the general scheme
    assert parts({"aeeh_hours": 10, "aeeh_children": 1}, 2025)["inclusive_complement"] == "39.00"
    shared = parts({"aeeh_hours": 10, "aeeh_children": 1}, 2025, share_on_complement=True)
    assert shared["inclusive_complement"] == "19.50"


def found(code: str, **entries: object) -> set[str]:
    service = ps.get(code)
    figures = {field.name: Decimal(str(entries.get(field.name, 0))) for field in service.fields}
    return {finding.code for finding in run(service.controls, figures, {})}


@pytest.mark.parametrize(("hours", "odd"), [("26", False), ("26.01", True)])
def test_alsh_01_the_hours_of_wednesdays(hours: str, odd: bool) -> None:
    # 2 days of 9 h and 2 half-days of 4 h
    assert ("ALSH-01" in found("ALSH", wednesday_hours=hours, wednesday_days=2, wednesday_half_days=2)) is odd
    assert "ALSH-01" not in found("ALSH", wednesday_hours=hours)


@pytest.mark.parametrize(("hours", "odd"), [("216", False), ("216.01", True)])
def test_alsh_03_the_hours_of_the_asre(hours: str, odd: bool) -> None:
    assert ("ALSH-03" in found("ALSH", asre_hours=hours, asre_children=2)) is odd  # 2 x 108


@pytest.mark.parametrize(("hours", "odd"), [(30, False), (31, True)])
def test_alsh_02_counts_the_hours_of_all_three(hours: int, odd: bool) -> None:
    all_three = {"attended_hours": 10, "extracurricular_hours": 10, "youth_hours": 10}
    assert ("ALSH-02" in found("ALSH", **all_three, aeeh_hours=hours, aeeh_children=1)) is odd


@pytest.mark.parametrize(("hours", "odd"), [("40000", False), ("40000.01", True)])
def test_eaje_03_the_theoretical_capacity(hours: str, odd: bool) -> None:
    # 20 places x 200 days x 10 h = 40,000 h
    entries = {"attended_hours": hours, "billed_hours": hours, "places": 20, "opening_days": 200, "daily_hours": 10}
    assert ("EAJE-03" in found("EAJE", **entries)) is odd
    assert "EAJE-03" not in found("EAJE", **{**entries, "opening_days": 0})


@pytest.mark.parametrize(("fte", "approved", "odd"), [("1", "1", False), ("1.01", "1", True), ("2", "0", False)])
def test_rpe_01_more_than_approved(fte: str, approved: str, odd: bool) -> None:
    assert ("RPE-01" in found("RPE", animator_fte=fte, approved_fte=approved)) is odd


def test_rpe_and_laep_under_a_share_of_the_general_scheme() -> None:
    # 1,000 x 0.43 x 0.5; 1,000 x 0.30 x 0.5
    rpe, laep = {"animator_fte": 1, "expenses": 1000}, {"opening_hours": 100, "organisation_hours": 0, "expenses": 1000}
    assert cents("RPE", rpe, 2023, ceiling=1000, general_scheme_share="0.5") == "215.00"
    assert cents("LAEP", laep, 2023, ceiling=10, general_scheme_share="0.5") == "150.00"


def test_laep_hours_of_organisation_count_unless_said() -> None:
    hours = {"opening_hours": 60, "organisation_hours": 40, "expenses": 2000}
    assert cents("LAEP", hours, 2023, ceiling=10) == "300.00"  # 100 h x 10 x 0.30
    assert cents("LAEP", hours, 2023, ceiling=10, opening_hours_alone=True) == "180.00"  # 60 h


@pytest.mark.parametrize(("code", "address"), [("AGC", "517060"), ("ACF", "509450"), ("EVS", "509450")])
def test_each_risen_rate_cites_the_page_that_states_it(code: str, address: str) -> None:
    value = ps.get(code).parameter("rate").at(date(2024, 1, 1))
    assert value is not None
    assert str(value.source.url).endswith(address)


def test_published_alsh_new_hour_of_a_wednesday_is_a_euro() -> None:
    # 0.54 of PS (1.80 x 0.30) and 0.46 of bonus; the hour is new: 1 against 0 in the year of reference
    hour = {"attended_hours": 1, "expenses": 100, "general_scheme_share": 1, "wednesday_hours": 1}
    made = estimate("ALSH", hour, 2019, parameters={"ceiling": "1.80"})
    assert {name: str(part) for name, part in made.parts.items()} == {"right": "0.54", "wednesday_plan": "0.46"}
    assert made.amount == Decimal("1.00")
    assert explain(made).amount == made.amount


@pytest.mark.parametrize("year", [2018, 2020, 2021])  # 2018: the plan starts in September; 2021: to August
def test_published_alsh_plan_mercredi_to_the_school_year_2020_2021(year: int) -> None:
    hour = {"attended_hours": 1, "expenses": 100, "general_scheme_share": 1, "wednesday_hours": 1}
    assert str(estimate("ALSH", hour, year, parameters={"ceiling": "1.80"}).parts["wednesday_plan"]) == "0.46"


def test_alsh_plan_mercredi_outside_its_years() -> None:
    hour = {"attended_hours": 1, "expenses": 100, "general_scheme_share": 1, "wednesday_hours": 1}
    with pytest.raises(InvalidInput, match="before 1 September 2018"):
        estimate("ALSH", hour, 2017, parameters={"ceiling": "1.80"})
    with pytest.raises(NoValueAt) as caught:
        estimate("ALSH", hour, 2022, parameters={"ceiling": "1.80"})
    assert [fault.path for fault in caught.value.faults] == ["parameters.wednesday_plan_rate"]


@pytest.mark.parametrize(
    ("hours", "reference", "of_2017", "amount"),
    [
        (100, 80, 0, "9.20"),  # 20 h above the year of reference
        (100, 80, 30, "23.00"),  # and 30 h new in September 2017
        (100, 80, 90, "46.00"),  # never more than the hours there are
        (50, 80, 30, "13.80"),  # none above: those of 2017 alone
    ],
)
def test_alsh_plan_mercredi_counts_the_hours_of_september_2017(
    hours: int, reference: int, of_2017: int, amount: str
) -> None:
    entries = {"wednesday_hours": hours, "wednesday_reference_hours": reference, "wednesday_new_2017_hours": of_2017}
    assert parts(entries, 2019)["wednesday_plan"] == amount


def test_alsh_complement_of_2026_is_nobody_s() -> None:
    with pytest.raises(NoValueAt) as caught:
        parts({"aeeh_hours": 1, "aeeh_children": 1}, 2026)
    assert [fault.path for fault in caught.value.faults] == ["parameters.inclusive_complement_rate"]


@pytest.mark.parametrize(("ps_hour", "total"), [("0.59", "4.49"), ("0.62", "4.52")])
def test_published_alsh_2025_with_the_inclusive_complement(ps_hour: str, total: str) -> None:
    hour = {"attended_hours": 1, "expenses": 100, "general_scheme_share": 1, "aeeh_hours": 1, "aeeh_children": 1}
    made = estimate("ALSH", hour, 2025, parameters={"rate": "1", "ceiling": ps_hour}, replacing=["rate"])
    assert made.amount == Decimal(total)
    assert made.replaced == ("rate",)


def test_alsh_complement_at_its_day_of_change() -> None:
    hour = {"attended_hours": 1, "expenses": 0, "general_scheme_share": 1, "aeeh_hours": "2"}
    assert [cents("ALSH", hour, year, ceiling="1") for year in (2024, 2025)] == ["9.00", "7.80"]  # 2 x 4.50; 2 x 3.90


def test_mediation_by_hand() -> None:
    # 120,000 x 1 / 1.5 = 80,000; capped at 75,000; x 75 % = 56,250; less 3,000 / 1.5 = 2,000
    entries = {
        "real_fte": "1.5",
        "funded_fte": 1,
        "expenses": 120_000,
        "family_participations": 3000,
        "consignations": 0,
    }
    assert cents("MEDIATION_FAMILIALE", entries, 2020, ceiling=75_000) == "54250.00"
    assert cents("MEDIATION_FAMILIALE", entries, 2010, ceiling=75_000) == "47500.00"  # 66 %: 49,500 - 2,000


def test_published_fjt_of_2008_gives_the_ceiling() -> None:
    # Home Dôme: 140,000 before the ceiling of 90,000; the rate was not read: at 0.30, a payroll of 466,666.67
    assert cents("FJT", {"eligible_payroll": "466666.67"}, 2008, rate="0.30") == "90000.00"
    with pytest.raises(NoValueAt, match="rate"):
        cents("FJT", {"eligible_payroll": 140_000}, 2008)
    with pytest.raises(InvalidInput, match="before 1 January 2008"):
        cents("FJT", {"eligible_payroll": 140_000}, 2007, rate="0.30", ceiling=90_000)


def bonus(name: str, year: int, entries: Mapping[str, object], **parameters: object) -> str:
    ceilings: dict[str, Any] = {**REST, "ceiling_low_basic": "1"} if year < 2025 else ON_THE_SLOPE
    made = estimate("EAJE", {**EAJE, **entries}, year, parameters=ceilings | parameters)
    assert explain(made).amount == made.amount == sum(made.parts.values())
    return str(made.parts[name])


@pytest.mark.parametrize(
    ("children", "amount"),
    [
        # 20 places, 300,000 of expenses, 1,000 children; share x rate x 300,000, at most 20 x 1,300 = 26,000
        (40, "1800.00"),  # 4 %: 0.04 x 0.15 x 300,000
        (49, "2205.00"),  # 4.9 %: 0.15 still
        (50, "4500.00"),  # 5 % stands in the middle tier: 0.30
        (75, "6750.00"),  # 7.5 % too
        (76, "10260.00"),  # above: 0.45
        (100, "13500.00"),
        (192, "25920.00"),  # just below the cap
        (193, "26000.00"),  # 26,055, capped
    ],
)
@pytest.mark.parametrize("year", [2019, 2023])
def test_eaje_handicap_bonus(children: int, amount: str, year: int) -> None:
    entries = {"places": 20, "expenses": 300_000, "enrolled_children": 1000, "handicap_children": children}
    assert bonus("handicap_bonus", year, entries, handicap_cost_ceiling=20_000) == amount


@pytest.mark.parametrize(
    ("children", "amount"),
    [
        (40, "1800.00"),  # 4 % x 0.15 x 300,000, as with one rate
        (60, "3150.00"),  # (5 % x 0.15 + 1 % x 0.30) x 300,000
        (100, "7875.00"),  # (5 % x 0.15 + 2.5 % x 0.30 + 2.5 % x 0.45) x 300,000
    ],
)
def test_eaje_handicap_bonus_by_slices(children: int, amount: str) -> None:
    entries = {"places": 20, "expenses": 300_000, "enrolled_children": 1000, "handicap_children": children}
    assert bonus("handicap_bonus", 2019, entries, handicap_cost_ceiling=20_000, handicap_by_slices=True) == amount


@pytest.mark.parametrize(
    ("each", "amount"),
    [(2599, "7800.00"), (2600, "7800.00"), (3000, "9000.00"), (3600, "10800.00"), (3601, "10800.00")],
)
def test_eaje_territory_bonus_of_new_places_within_its_bounds(each: int, amount: str) -> None:
    assert bonus("territory_new_bonus", 2021, {"territory_new_places": 3}, territory_new_amount=each) == amount


@pytest.mark.parametrize(("each", "amount"), [(2099, "6300.00"), (2500, "7500.00"), (3101, "9300.00")])
def test_published_eaje_territory_bonus_of_2020(each: int, amount: str) -> None:
    # 2,100 to 3,100 euros for each of 3 new places before the rise of 500 of 2021
    assert bonus("territory_new_bonus", 2020, {"territory_new_places": 3}, territory_new_amount=each) == amount


def test_eaje_territory_bonus_before_2020_is_nobody_s() -> None:
    for entries in ({"territory_new_places": 3}, {"territory_places": 3}):
        with pytest.raises(InvalidInput, match="before 1 January 2020"):
            bonus("territory_bonus", 2019, entries, territory_amount=1)


def test_eaje_territory_bonus_of_existing_places() -> None:
    assert bonus("territory_bonus", 2023, {"territory_places": 20}, territory_amount="812.34") == "16246.80"


def test_eaje_handicap_cap_of_2024_is_nobody_s() -> None:
    entries = {"places": 20, "enrolled_children": 100, "handicap_children": 4}
    with pytest.raises(NoValueAt) as caught:
        bonus("handicap_bonus", 2024, entries, handicap_cost_ceiling=20_000)
    assert [fault.path for fault in caught.value.faults] == ["parameters.handicap_cap"]


@pytest.mark.parametrize(
    ("now", "amount"),
    [
        (100, "0.00"),
        (103, "0.00"),
        (104, "4000.00"),
        (107, "4000.00"),
        (108, "8000.00"),
        (111, "8000.00"),
        (112, "12000.00"),
    ],
)
def test_eaje_growth_bonus(now: int, amount: str) -> None:
    entries = {"growth_places": 40, "cofinanced_2023": 100, "cofinanced_places": now}
    assert bonus("growth_bonus", 2026, entries) == amount  # 40 places x 0, 100, 200 or 300


@pytest.mark.parametrize(("counts", "amount"), [(True, "4000.00"), (False, "0.00")])
def test_eaje_growth_bonus_of_2025_is_a_choice(counts: bool, amount: str) -> None:
    entries = {"growth_places": 40, "cofinanced_2023": 100, "cofinanced_places": 104}
    assert bonus("growth_bonus", 2025, entries, growth_bonus_in_2025=counts) == amount
    with pytest.raises(NoValueAt, match="since November 2025"):
        bonus("growth_bonus", 2025, entries)
    with pytest.raises(InvalidInput, match="before 1 November 2025"):
        bonus("growth_bonus", 2024, entries)


def test_eaje_flat_bonuses() -> None:
    assert bonus("attractiveness_bonus", 2024, {"attractiveness_places": 30}) == "29100.00"  # x 970
    assert (
        bonus("attractiveness_bonus", 2024, {"attractiveness_places": 30, "public_manager": True}) == "14250.00"
    )  # x 475
    assert bonus("reservation_bonus", 2025, {"reservation_places": 3}) == "8400.00"  # x 2,800
    assert bonus("social_mix_bonus", 2019, {"social_mix": True, "places": 10}, social_mix_amount=800) == "8000.00"
    assert bonus("social_mix_bonus", 2019, {"social_mix": True, "places": 10}, social_mix_amount=2101) == "21000.00"


@pytest.mark.parametrize(("days", "amount"), [("1", "132.00"), ("3", "396.00"), ("4", "396.00")])
@pytest.mark.parametrize("year", [2024, 2025])
def test_eaje_pedagogical_days(days: str, amount: str, year: int) -> None:
    # 20 places x 10 h x 1 euro x 0.66 = 132 a day, for 3 days at most
    assert bonus("pedagogical_days", year, {"places": 20, "pedagogical_days": days}) == amount


@pytest.mark.parametrize(
    ("rounded", "amount"),
    [(True, "2320.50"), (False, "2321.55")],  # published: 35 places x 10 h x 6.63; 10.05 x 0.66 = 6.633
)
def test_published_eaje_pedagogical_day_of_2024(rounded: bool, amount: str) -> None:
    entries = {"meals_and_nappies": True, "expenses": 100_000, "pedagogical_days": 1, "authorised_places": 35}
    ceilings = {"ceiling_low": "10.05", "hourly_amount_rounded": rounded}
    assert bonus("pedagogical_days", 2024, entries, **ceilings) == amount


def test_eaje_pedagogical_days_count_the_places_of_the_authorisation() -> None:
    both = {"places": 40, "authorised_places": 20, "pedagogical_days": 1}
    assert bonus("pedagogical_days", 2024, both) == "132.00"  # 20 places x 10 h x 1 euro x 0.66
    assert "EAJE-12" not in found("EAJE", **both)
    assert "EAJE-12" in found("EAJE", places=40, pedagogical_days=1)
    assert "EAJE-12" not in found("EAJE", places=40)


@pytest.mark.parametrize("year", [2014, 2024, 2025])
def test_eaje_hours_without_children(year: int) -> None:
    # 120 h x 1 euro x 0.66 x 1, nothing deducted
    assert bonus("preparation", year, {"preparation_hours": 120, "family_participations": 50}) == "79.20"


def test_eaje_a_price_told_for_the_psu_is_not_told_again_for_its_days() -> None:
    entries = {**EAJE, "places": 20, "pedagogical_days": 2, "preparation_hours": 10}
    names = [step.name for step in explain(estimate("EAJE", entries, 2025, parameters=ON_THE_SLOPE)).steps]
    assert len(names) == len(set(names))
    assert names[-4:] == ["pedagogical_hours", "pedagogical_days", "preparation", "total"]


RPE = {"animator_fte": 1, "expenses": 1000, "reinforced_mission": True}
RAM = {"rate": "0.43", "general_scheme_share": "1"}  # of the Ram, before 2022, neither was read


@pytest.mark.parametrize(("year", "figures"), [(2017, RAM), (2021, RAM), (2022, {})])
def test_published_rpe_reinforced_mission_until_2022(year: int, figures: dict[str, str]) -> None:
    made = estimate("RPE", RPE, year, parameters={"ceiling": 1000, **figures})
    assert (str(made.parts["mission_bonus"]), str(made.amount)) == ("3000.00", "3430.00")  # 430 and 3,000


def test_rpe_reinforced_mission_from_2023_is_named_by_the_caller() -> None:
    with pytest.raises(NoValueAt) as caught:
        estimate("RPE", RPE, 2023, parameters={"ceiling": 1000})
    (fault,) = caught.value.faults
    assert fault.path == "parameters.reinforced_mission_bonus"
    assert "reinforced_mission_undated" in fault.text("en")
    of_the_page: dict[str, Any] = {"ceiling": 1000, "reinforced_mission_undated": True}
    assert str(estimate("RPE", RPE, 2023, parameters=of_the_page).parts["mission_bonus"]) == "3229.00"
    own: dict[str, Any] = {"ceiling": 1000, "reinforced_mission_bonus": "3100.005"}
    assert (
        str(estimate("RPE", RPE, 2024, parameters=own).parts["mission_bonus"]) == "3100.01"
    )  # a cent, not a digit more


def test_rpe_reinforced_mission_before_2017_is_nobody_s() -> None:
    with pytest.raises(InvalidInput, match="before 1 January 2017"):
        estimate("RPE", RPE, 2016, parameters={"ceiling": 1000, "rate": "0.43"})


def test_a_part_before_its_time_is_refused_and_at_zero_it_is_not() -> None:
    hour = {"attended_hours": 1, "expenses": 100, "general_scheme_share": 1}
    assert cents("ALSH", {**hour, "aeeh_hours": 0}, 2023, ceiling=1) == "0.30"
    with pytest.raises(ValueError, match="no formula known before 1 January 2024"):
        cents("ALSH", {**hour, "aeeh_hours": 1}, 2023, ceiling=1)


@pytest.mark.parametrize(
    ("code", "kind", "year", "taken"),
    [
        ("AGC", DeclarationKind.ACTUAL, 2023, False),
        ("AGC", DeclarationKind.FORECAST, 2024, True),
        ("ACF", DeclarationKind.FORECAST, 2023, False),
        ("ACF", DeclarationKind.ACTUAL, 2024, True),
        ("CTG", DeclarationKind.ACTUAL, 2023, True),
        ("CTG", DeclarationKind.FORECAST, 2023, False),
        ("CTG", DeclarationKind.FORECAST, 2024, True),
        ("RPE", DeclarationKind.UPDATE_JUNE, 2023, False),
        ("RPE", DeclarationKind.UPDATE_SEPTEMBER, 2023, True),
        ("AAD", DeclarationKind.UPDATE_JUNE, 2023, False),
        ("LAEP", DeclarationKind.UPDATE_SEPTEMBER, 2023, False),
        ("ALSH", DeclarationKind.UPDATE_JUNE, 2023, True),
    ],
)
def test_from_when_afas_takes_a_kind(code: str, kind: DeclarationKind, year: int, taken: bool) -> None:
    assert ps.get(code).takes(kind, year) is taken


def test_a_kind_that_afas_does_not_take_is_a_fault() -> None:
    with pytest.raises(ValueError, match="does not take the “Forecast” declaration 2023"):
        estimate("AGC", {"expenses": 1}, 2023, parameters={"ceiling": 1}, kind=DeclarationKind.FORECAST)


def test_what_was_known_on_a_day() -> None:
    entries, ceiling = {"expenses": "1000"}, {"ceiling": "2000"}
    with pytest.raises(NoValueAt):
        estimate("AGC", entries, 2024, ceiling, known_on=date(2024, 3, 11))
    then = estimate("AGC", entries, 2024, ceiling, policy="carry_forward", known_on=date(2024, 3, 11))
    assert (then.amount, then.provisional) == (Decimal("400.00"), True)
    assert "Rejoué avec ce qui était publié au 11 mars 2024" in explain(then).to_markdown("fr")
    assert estimate("AGC", entries, 2024, ceiling, known_on=date(2024, 3, 12)).amount == Decimal("424.00")


def test_the_names_of_the_calendar_are_understood() -> None:
    for name, code in (("RAM", "RPE"), ("PS JEUNES", "PS_JEUNES"), ("MEDIATION FAM", "MEDIATION_FAMILIALE")):
        assert ps.get(name).code == code
