"""The figures read in the sources, transcribed from our notes of them, apart from the code; and what they publish."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from afas import estimate, explain, ps
from afas.forms import DeclarationKind
from afas.parameters import NoValueAt
from afas.sources import Grade

SOURCED, INFERRED, CHOSEN = Grade.SOURCED, Grade.START_INFERRED, Grade.CHOSEN

FIGURES: list[tuple[str, str, int, str, Grade]] = [  # PS, parameter, year (on 31 December), figure, grade
    *(("EAJE", "rate", year, "0.66", SOURCED) for year in range(2014, 2027)),
    *(("EAJE", "low_rate", year, "1.07", SOURCED) for year in range(2014, 2027)),
    *(("EAJE", "middle_rate", year, "1.17", SOURCED) for year in range(2014, 2025)),
    *(("EAJE", "high_rate", year, "1.20", SOURCED) for year in range(2025, 2027)),
    *(("EAJE", "ceiling_low_basic", year, "6.89", CHOSEN) for year in range(2014, 2018)),
    ("EAJE", "ceiling_middle", 2018, "7.87", CHOSEN),
    ("EAJE", "handicap_rate_low", 2019, "0.15", SOURCED),
    ("EAJE", "handicap_rate_middle", 2019, "0.30", SOURCED),
    ("EAJE", "handicap_rate_high", 2019, "0.45", SOURCED),
    ("EAJE", "handicap_low", 2019, "0.05", SOURCED),
    ("EAJE", "handicap_high", 2019, "0.075", SOURCED),
    *(("EAJE", "handicap_cap", year, "1300", SOURCED) for year in range(2019, 2024)),
    ("EAJE", "social_mix_most", 2019, "2100", SOURCED),
    ("EAJE", "attractiveness_private", 2024, "970", SOURCED),
    ("EAJE", "attractiveness_public", 2024, "475", SOURCED),
    ("EAJE", "reservation_amount", 2025, "2800", SOURCED),
    ("EAJE", "growth_bonus_low", 2025, "100", SOURCED),
    ("EAJE", "growth_bonus_middle", 2025, "200", SOURCED),
    ("EAJE", "growth_bonus_high", 2025, "300", SOURCED),
    ("EAJE", "pedagogical_days_most", 2024, "3", SOURCED),
    ("EAJE", "pedagogical_day_hours", 2024, "10", SOURCED),
    *(("ALSH", "rate", year, "0.30", SOURCED) for year in range(2007, 2027)),
    ("ALSH", "wednesday_plan_rate", 2018, "0.46", SOURCED),
    ("ALSH", "wednesday_plan_rate", 2019, "0.46", SOURCED),
    ("ALSH", "inclusive_complement_rate", 2024, "4.50", SOURCED),
    ("ALSH", "inclusive_complement_rate", 2025, "3.90", SOURCED),
    *(("RPE", "rate", year, "0.43", INFERRED) for year in range(2022, 2027)),
    ("RPE", "reinforced_mission_bonus", 2022, "3229", INFERRED),
    *(("LAEP", "rate", year, "0.30", INFERRED) for year in range(2016, 2027)),
    ("CLAS", "rate", 2004, "0.30", SOURCED),
    ("CLAS", "ceiling", 2004, "5599", SOURCED),
    ("CLAS", "rate", 2005, "0.30", SOURCED),
    *(("CLAS", "rate", year, "0.325", INFERRED) for year in range(2015, 2027)),
    *(("PS_JEUNES", "rate", year, "0.50", SOURCED) for year in range(2020, 2027)),
    ("MEDIATION_FAMILIALE", "rate", 2010, "0.66", SOURCED),
    *(("MEDIATION_FAMILIALE", "rate", year, "0.75", INFERRED) for year in range(2020, 2027)),
    *(("ESPACE_RENCONTRE", "rate", year, "0.60", SOURCED) for year in range(2019, 2027)),
    *(("AAD", "rate", year, "1", INFERRED) for year in range(2022, 2027)),
    ("AGC", "rate", 2023, "0.40", INFERRED),
    *(("AGC", "rate", year, "0.424", INFERRED) for year in range(2024, 2027)),
    ("ACF", "rate", 2023, "0.60", INFERRED),
    *(("ACF", "rate", year, "0.636", INFERRED) for year in range(2024, 2027)),
    ("EVS", "rate", 2023, "0.60", INFERRED),
    *(("EVS", "rate", year, "0.636", INFERRED) for year in range(2024, 2027)),
    *(("FJT", "rate", year, "0.318", INFERRED) for year in range(2024, 2027)),
]
NOT_READ = [  # PS, parameter, a year nobody could source
    ("EAJE", "ceiling_low", 2024),
    ("EAJE", "ceiling_low_basic", 2018),
    ("EAJE", "ceiling_middle", 2017),
    ("EAJE", "ceiling_middle", 2019),
    ("EAJE", "handicap_cap", 2018),
    ("EAJE", "handicap_cap", 2024),
    ("EAJE", "high_rate", 2024),
    ("EAJE", "middle_rate", 2025),
    ("ALSH", "ceiling", 2023),
    ("ALSH", "wednesday_plan_rate", 2017),
    ("ALSH", "wednesday_plan_rate", 2020),
    ("ALSH", "inclusive_complement_rate", 2023),
    ("CLAS", "ceiling", 2005),
    ("CLAS", "rate", 2006),
    ("CLAS", "rate", 2014),
    ("MEDIATION_FAMILIALE", "rate", 2011),
    ("MEDIATION_FAMILIALE", "rate", 2019),
    ("AGC", "rate", 2022),
    ("FJT", "rate", 2023),
    ("CTG", "rate", 2024),
    *((code, "ceiling", 2024) for code in ps.codes() if code != "EAJE"),
]


@pytest.mark.parametrize(("code", "name", "year", "figure", "grade"), FIGURES)
def test_as_read(code: str, name: str, year: int, figure: str, grade: Grade) -> None:
    value = ps.get(code).parameter(name).at(date(year, 12, 31))
    assert value is not None
    assert (value.value, value.grade) == (Decimal(figure), grade)


@pytest.mark.parametrize(("code", "name", "year"), NOT_READ)
def test_not_read(code: str, name: str, year: int) -> None:
    assert ps.get(code).parameter(name).at(date(year, 12, 31)) is None


def test_every_value_is_in_this_table() -> None:
    """A figure that nobody transcribed here has not been read twice; choices and the zero below a first step apart."""
    known = {(code, name, Decimal(figure)) for code, name, _, figure, _ in FIGURES}
    aside = {"growth_low", "growth_middle", "growth_high", "growth_bonus_none"}
    for service in map(ps.get, ps.codes()):
        for parameter in service.parameters:
            for value in parameter.values:
                if value.grade is not CHOSEN and parameter.name not in aside:
                    assert (service.code, parameter.name, value.value) in known, f"{service.code}.{parameter.name}"


def cents(code: str, entries: dict[str, Any], year: int, **parameters: object) -> str:
    return str(estimate(code, entries, year, parameters=parameters).amount)  # type: ignore[arg-type] # as a caller would


def test_published_clas_2004_2005() -> None:
    # published: 5,599 x 30 % = 1,679.70, shown as 1,680
    group = {"groups": 1, "children": 10, "expenses": 6000}
    assert cents("CLAS", group, 2004) == "1679.70"


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


def test_published_alsh_new_hour_of_a_wednesday_is_a_euro() -> None:
    # 0.54 of PS (1.80 x 0.30) and 0.46 of bonus; the hour is new: 1 against 0 in the year of reference
    hour = {"attended_hours": 1, "expenses": 100, "general_scheme_share": 1, "wednesday_hours": 1}
    made = estimate("ALSH", hour, 2019, parameters={"ceiling": "1.80"})
    assert {name: str(part) for name, part in made.parts.items()} == {"right": "0.54", "wednesday_plan": "0.46"}
    assert made.amount == Decimal("1.00")
    assert explain(made).amount == made.amount


@pytest.mark.parametrize(("ps_hour", "total"), [("0.59", "4.49"), ("0.62", "4.52")])
def test_published_alsh_2025_with_the_inclusive_complement(ps_hour: str, total: str) -> None:
    hour = {"attended_hours": 1, "expenses": 100, "general_scheme_share": 1, "aeeh_hours": 1, "aeeh_children": 1}
    made = estimate("ALSH", hour, 2025, parameters={"rate": "1", "ceiling": ps_hour})
    assert made.amount == Decimal(total)


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


def test_fjt_the_published_case_gives_the_ceiling() -> None:
    # the one published case: 140,000 before the ceiling of 90,000 (2006)
    assert cents("FJT", {"eligible_payroll": 140_000}, 2024, rate="1", ceiling=90_000) == "90000.00"


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
def test_eaje_handicap_bonus(children: int, amount: str) -> None:
    entries = {"places": 20, "expenses": 300_000, "enrolled_children": 1000, "handicap_children": children}
    assert bonus("handicap_bonus", 2019, entries, handicap_cost_ceiling=20_000) == amount


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


def test_rpe_reinforced_mission() -> None:
    entries = {"animator_fte": 1, "expenses": 1000, "reinforced_mission": True}
    made = estimate("RPE", entries, 2023, parameters={"ceiling": 1000})
    assert (str(made.parts["mission_bonus"]), str(made.amount)) == ("3229.00", "3659.00")  # 430 and 3,229


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
