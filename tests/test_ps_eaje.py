"""EAJE: 100 hours; tiers until 2024, a slope from 2025."""

from decimal import Decimal

import pytest

from afas import estimate, ps
from afas.controls import run
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "EAJE-01": (
        "TO_JUSTIFY",
        {"billed_hours": "100", "attended_hours": "100"},
        {"billed_hours": "99.99", "attended_hours": "100"},
    ),  # billed below attended
    "EAJE-02": (
        "TO_JUSTIFY",
        {"billed_hours": "120", "attended_hours": "100"},
        {"billed_hours": "120.01", "attended_hours": "100"},
    ),  # above 120 %
    "EAJE-03": (
        "BLOCKING",
        {"attended_hours": "40000", "places": "20", "opening_days": "200", "daily_hours": "10"},
        {"attended_hours": "40000.01", "places": "20", "opening_days": "200", "daily_hours": "10"},
    ),  # 20 places x 200 days x 10 h
    "EAJE-06": (
        "INFORMATION",
        {"billed_hours": "100", "family_participations": "526"},
        {"billed_hours": "100", "family_participations": "526.01"},
        {"billed_hours": "100", "family_participations": "13"},
        {"billed_hours": "100", "family_participations": "12.99"},
    ),  # 8,500 x 0.0619 % = 5.2615, hence 5.26 an hour at most; 647.49 x 0.0202 % = 0.1308, hence 0.13 at least
    "EAJE-08": (
        "BLOCKING",
        {"handicap_children": "40", "enrolled_children": "40"},
        {"handicap_children": "41", "enrolled_children": "40"},
    ),
    "EAJE-09": ("BLOCKING", {"pedagogical_days": "3"}, {"pedagogical_days": "4"}),  # at most 3 a year
    "EAJE-12": (
        "TO_JUSTIFY",
        {"pedagogical_days": "1", "authorised_places": "1", "places": "40"},
        {"pedagogical_days": "1", "authorised_places": "0", "places": "40"},
        {"pedagogical_days": "0", "authorised_places": "0"},
        {"pedagogical_days": "1", "authorised_places": "0"},
    ),
    "EAJE-N1": "attended_hours",
    "EAJE-N1-BILLED": "billed_hours",
    "EAJE-N1-EXPENSES": "expenses",
    "EAJE-N1-FAMILIES": "family_participations",
}
SAID = {  # the first loud figures of each, in words
    "EAJE-01": "Billed hours (99.99) below attended hours (100): billing rate 99.99%",
    "EAJE-02": "Billing rate of 120.01%, above 120%",
    "EAJE-03": "40,000.01 h attended, above the theoretical capacity (40,000 h: places × days × hours a day)",
    "EAJE-06": "Family participations of €5.26 a billed hour: the scales go from €0.13 to €5.26",
    "EAJE-08": "41 children with a handicap for 40 children enrolled",
    "EAJE-09": "4 pedagogical days: at most 3 a year",
    "EAJE-12": "Pedagogical days counted for 40 places (most of the year), for want of the "
    "places of the authorisation to operate, which the Caf gives",
}
SITES = False  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL", "UPDATE_JUNE", "UPDATE_SEPTEMBER"]
SINCE: dict[str, int] = {}

# what is asked: figure, unit, form, what an empty entry stands for (None: it has to be filled in)
FIELDS: list[tuple[str, str, str, str | None]] = [
    ("entitled_hours", "HOUR", "activity", None),
    ("billed_hours", "HOUR", "activity", None),
    ("attended_hours", "HOUR", "activity", None),
    ("meals_and_nappies", "FLAG", "activity", None),
    ("expenses", "EUR", "financial", None),
    ("family_participations", "EUR", "financial", None),
    ("general_scheme_share", "RATIO", "financial", None),
    ("pedagogical_days", "DAY", "activity", "0"),
    ("preparation_hours", "HOUR", "activity", "0"),
    ("opening_days", "DAY", "activity", "0"),
    ("daily_hours", "HOUR", "activity", "0"),
    ("places", "PLACE", "activity", "0"),
    ("enrolled_children", "CHILD", "activity", "0"),
    ("handicap_children", "CHILD", "activity", "0"),
    ("social_mix", "FLAG", "activity", "0"),
    ("authorised_places", "PLACE", "activity", "0"),
    ("attractiveness_places", "PLACE", "activity", "0"),
    ("public_manager", "FLAG", "activity", "0"),
    ("territory_new_places", "PLACE", "activity", "0"),
    ("territory_places", "PLACE", "activity", "0"),
    ("reservation_places", "PLACE", "activity", "0"),
    ("growth_places", "PLACE", "activity", "0"),
    ("cofinanced_2023", "PLACE", "activity", "0"),
    ("cofinanced_places", "PLACE", "activity", "0"),
]
CAF_GIVES: dict[str, str | None] = {
    "general_scheme_share": "2019-01-01",
    "authorised_places": None,
}  # from which day; None: always
UNITS = {
    "rate": "RATIO",
    "low_rate": "RATE",
    "middle_rate": "RATE",
    "high_rate": "RATE",
    "ceiling_low": "EUR_PER_HOUR",
    "ceiling_middle": "EUR_PER_HOUR",
    "ceiling_high": "EUR_PER_HOUR",
    "ceiling_low_basic": "EUR_PER_HOUR",
    "ceiling_middle_basic": "EUR_PER_HOUR",
    "ceiling_high_basic": "EUR_PER_HOUR",
    "share_before_deduction": "FLAG",
    "cost_per_billed_hour": "FLAG",
    "hourly_amount_rounded": "FLAG",
    "bound_in_middle_tier": "FLAG",
    "pedagogical_days_most": "DAY",
    "pedagogical_day_hours": "HOUR",
    "handicap_low": "RATIO",
    "handicap_high": "RATIO",
    "handicap_rate_low": "RATIO",
    "handicap_rate_middle": "RATIO",
    "handicap_rate_high": "RATIO",
    "handicap_cap": "EUR_PER_PLACE",
    "handicap_by_slices": "FLAG",
    "handicap_cost_ceiling": "EUR_PER_PLACE",
    "social_mix_amount": "EUR_PER_PLACE",
    "social_mix_most": "EUR_PER_PLACE",
    "attractiveness_private": "EUR_PER_PLACE",
    "attractiveness_public": "EUR_PER_PLACE",
    "territory_new_amount": "EUR_PER_PLACE",
    "territory_new_least": "EUR_PER_PLACE",
    "territory_new_most": "EUR_PER_PLACE",
    "territory_amount": "EUR_PER_PLACE",
    "reservation_amount": "EUR_PER_PLACE",
    "growth_low": "RATIO",
    "growth_middle": "RATIO",
    "growth_high": "RATIO",
    "growth_bonus_none": "EUR_PER_PLACE",
    "growth_bonus_low": "EUR_PER_PLACE",
    "growth_bonus_middle": "EUR_PER_PLACE",
    "growth_bonus_high": "EUR_PER_PLACE",
    "growth_bonus_in_2025": "FLAG",
}  # of each parameter
STEPS: dict[str, str] = {
    "billing_rate": "RATE",
    "ceiling": "EUR_PER_HOUR",
    "ceiling_start": "EUR_PER_HOUR",
    "ceiling_end": "EUR_PER_HOUR",
    "retained_price": "EUR_PER_HOUR",
    "hourly_amount": "EUR_PER_HOUR",
    "pedagogical_hours": "HOUR",
    "handicap_share": "RATE",
    "handicap_part": "RATE",
    "territory_new_each": "EUR_PER_PLACE",
    "growth": "RATE",
    "growth_amount": "EUR_PER_PLACE",
}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2014-01-01", "2025-01-01")),
    ("pedagogical_days", "pedagogical_days", ("2024-01-01", "2025-01-01")),
    ("preparation", "preparation_hours", ("2014-01-01", "2025-01-01")),
    ("handicap_bonus", "handicap_children", ("2019-01-01",)),
    ("social_mix_bonus", "social_mix", ("2019-01-01",)),
    ("attractiveness_bonus", "attractiveness_places", ("2024-01-01",)),
    ("territory_new_bonus", "territory_new_places", ("2020-01-01",)),
    ("territory_bonus", "territory_places", ("2020-01-01",)),
    ("reservation_bonus", "reservation_places", ("2025-01-01",)),
    ("growth_bonus", "growth_places", ("2025-11-01", "2026-01-01")),
]

# as read in the sources: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES: list[tuple[str, str, str | None, str, Grade]] = [
    ("rate", "2014-01-01", None, "0.66", Grade.SOURCED),
    ("low_rate", "2014-01-01", None, "1.07", Grade.SOURCED),
    ("middle_rate", "2014-01-01", "2025-01-01", "1.17", Grade.SOURCED),
    ("high_rate", "2025-01-01", None, "1.20", Grade.SOURCED),
    ("ceiling_middle", "2018-01-01", "2019-01-01", "7.87", Grade.CHOSEN),
    ("ceiling_low_basic", "2014-01-01", "2018-01-01", "6.89", Grade.CHOSEN),
    ("pedagogical_days_most", "2024-01-01", None, "3", Grade.SOURCED),
    ("pedagogical_day_hours", "2024-01-01", None, "10", Grade.SOURCED),
    ("handicap_low", "2019-01-01", "2026-01-01", "0.05", Grade.SOURCED),
    ("handicap_high", "2019-01-01", "2026-01-01", "0.075", Grade.SOURCED),
    ("handicap_rate_low", "2019-01-01", "2026-01-01", "0.15", Grade.SOURCED),
    ("handicap_rate_middle", "2019-01-01", "2026-01-01", "0.30", Grade.SOURCED),
    ("handicap_rate_high", "2019-01-01", "2026-01-01", "0.45", Grade.SOURCED),
    ("handicap_cap", "2019-01-01", "2024-01-01", "1300", Grade.SOURCED),
    ("social_mix_most", "2019-01-01", "2026-01-01", "2100", Grade.SOURCED),
    ("attractiveness_private", "2024-01-01", None, "970", Grade.SOURCED),
    ("attractiveness_public", "2024-01-01", None, "475", Grade.SOURCED),
    ("territory_new_least", "2020-01-01", "2021-01-01", "2100", Grade.SOURCED),
    ("territory_new_least", "2021-01-01", None, "2600", Grade.SOURCED),
    ("territory_new_most", "2020-01-01", "2021-01-01", "3100", Grade.SOURCED),
    ("territory_new_most", "2021-01-01", None, "3600", Grade.SOURCED),
    ("reservation_amount", "2025-01-01", None, "2800", Grade.SOURCED),
    ("growth_low", "2025-11-01", None, "0.04", Grade.SOURCED),
    ("growth_middle", "2025-11-01", None, "0.08", Grade.SOURCED),
    ("growth_high", "2025-11-01", None, "0.12", Grade.SOURCED),
    ("growth_bonus_none", "2025-11-01", None, "0", Grade.SOURCED),
    ("growth_bonus_low", "2025-11-01", None, "100", Grade.SOURCED),
    ("growth_bonus_middle", "2025-11-01", None, "200", Grade.SOURCED),
    ("growth_bonus_high", "2025-11-01", None, "300", Grade.SOURCED),
]

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "660.00",
    ),  # 107 % exactly: 10 x 66
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107.01",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "594.00",
    ),  # 9 x 66
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "117",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "594.00",
    ),  # 117 % stands in the middle tier
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "117.01",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "528.00",
    ),  # 8 x 66
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": False,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "462.00",
    ),  # 7 x 66
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "60",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "600.00",
    ),  # 660 - 60
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "0",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "0.00",
    ),  # nothing spent
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "0.25",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "0.17",
    ),  # 0.165, a tie
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "110",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "594.00",
    ),  # the last year of the tiers
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "660.00",
    ),  # P = 10
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "110",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "644.77",
    ),  # P = 9.7692
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "113.5",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "627.00",
    ),  # P = 9.50
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "117",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "609.23",
    ),  # P = 9.2308
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "120",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "594.00",
    ),  # P = 9
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "130",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "594.00",
    ),  # P = 9
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("EAJE", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate(
            "EAJE",
            {
                "entitled_hours": "100",
                "billed_hours": "107",
                "attended_hours": "100",
                "meals_and_nappies": True,
                "expenses": "100000",
                "family_participations": "0",
                "general_scheme_share": "1",
            },
            2013,
            parameters={
                "ceiling_low": "10",
                "ceiling_middle": "9",
                "ceiling_high": "8",
                "ceiling_low_basic": "7",
                "ceiling_middle_basic": "6",
                "ceiling_high_basic": "5",
            },
        )


@pytest.mark.parametrize(
    ("entries", "code", "words"),
    [
        ({"billed_hours": 2, "attended_hours": 3}, "EAJE-01", "billing rate 66.67%"),
        ({"billed_hours": 5, "attended_hours": 3}, "EAJE-02", "Billing rate of 166.67%"),
        ({"billed_hours": 3, "family_participations": 20}, "EAJE-06", "of €6.67 a billed hour"),
    ],
)
def test_a_finding_shows_a_rate_to_the_hundredth_of_a_percent_and_an_hour_to_the_cent(
    entries: dict[str, int], code: str, words: str
) -> None:
    figures = {field.name: Decimal(entries.get(field.name, 0)) for field in ps.get("EAJE").fields}
    (said,) = (one.text("en") for one in run(ps.get("EAJE").controls, figures, {}) if one.code == code)
    assert words in said


def test_a_creche_without_hours_has_no_billing_rate_and_pays_nothing_an_hour() -> None:
    """Neither a rate below 100 %, nor one above 120 %, nor an hourly participation, can be told of no hour."""
    for entries in ({"billed_hours": 10}, {"billed_hours": -1}, {"family_participations": 10}, {}):
        figures = {field.name: Decimal(entries.get(field.name, 0)) for field in ps.get("EAJE").fields}
        found = {one.code for one in run(ps.get("EAJE").controls, figures, {})}
        assert found.isdisjoint({"EAJE-01", "EAJE-02"})
        assert ("EAJE-06" in found) is ("billed_hours" in entries)  # ten hours (or one taken back), and nothing paid
