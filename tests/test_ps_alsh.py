"""ALSH: 100 hours at 10 euros: a bound of 1,000."""

from decimal import Decimal

import pytest

from afas import estimate, ps
from afas.controls import run
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "ALSH-01": (
        "BLOCKING",
        {"wednesday_hours": "9", "wednesday_days": "1"},
        {"wednesday_hours": "9.01", "wednesday_days": "1"},
        {"wednesday_hours": "4", "wednesday_half_days": "1"},
        {"wednesday_hours": "4.01", "wednesday_half_days": "1"},
    ),  # 9 h a day with meal, 4 h a half-day
    "ALSH-02": (
        "BLOCKING",
        {"aeeh_hours": "10", "aeeh_children": "1", "attended_hours": "10"},
        {"aeeh_hours": "10.01", "aeeh_children": "1", "attended_hours": "10"},
        {"aeeh_hours": "0", "aeeh_children": "0", "attended_hours": "10"},
        {"aeeh_hours": "0", "aeeh_children": "1", "attended_hours": "10"},
        {"aeeh_hours": "0.01", "aeeh_children": "1", "attended_hours": "10"},
        {"aeeh_hours": "0.01", "aeeh_children": "0", "attended_hours": "10"},
    ),  # hours go with children
    "ALSH-03": (
        "BLOCKING",
        {"asre_hours": "108", "asre_children": "1"},
        {"asre_hours": "108.01", "asre_children": "1"},
    ),  # 3 h x 36 weeks
    "ALSH-N1": "attended_hours",
}
SAID = {  # the first loud figures of each, in words
    "ALSH-01": "9.01 h of Wednesdays for 1 days with meal and 0 half-days: at most 9 h (9 h a day, 4 h a half-day)",
    "ALSH-02": "Aeeh: 10.01 h for 1 children, of 10 h attended; hours go with children, and are no more than the total",
    "ALSH-03": "108.01 h of Asre for 1 children: at most 108 h (3 h a week, 36 weeks)",
}
SITES = True  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL", "UPDATE_JUNE", "UPDATE_SEPTEMBER"]
SINCE: dict[str, int] = {}

# what is asked: figure, unit, form, what an empty entry stands for (None: it has to be filled in)
FIELDS: list[tuple[str, str, str, str | None]] = [
    ("attended_hours", "HOUR", "activity", None),
    ("expenses", "EUR", "financial", None),
    ("general_scheme_share", "RATIO", "financial", None),
    ("aeeh_hours", "HOUR", "activity", "0"),
    ("aeeh_children", "CHILD", "activity", "0"),
    ("wednesday_hours", "HOUR", "activity", "0"),
    ("wednesday_reference_hours", "HOUR", "activity", "0"),
    ("wednesday_new_2017_hours", "HOUR", "activity", "0"),
    ("extracurricular_hours", "HOUR", "activity", "0"),
    ("extracurricular_expenses", "EUR", "financial", "0"),
    ("youth_hours", "HOUR", "activity", "0"),
    ("youth_expenses", "EUR", "financial", "0"),
    ("asre_hours", "HOUR", "activity", "0"),
    ("asre_children", "CHILD", "activity", "0"),
    ("territory_new_hours", "HOUR", "activity", "0"),
    ("territory_hours", "HOUR", "activity", "0"),
    ("wednesday_days", "DAY", "activity", "0"),
    ("wednesday_half_days", "DAY", "activity", "0"),
]
CAF_GIVES: dict[str, str | None] = {"general_scheme_share": "2019-01-01"}  # from which day; None: always
UNITS = {
    "rate": "RATIO",
    "ceiling": "EUR_PER_HOUR",
    "inclusive_complement_rate": "EUR_PER_HOUR",
    "share_on_complement": "FLAG",
    "wednesday_plan_rate": "EUR_PER_HOUR",
    "extracurricular_ceiling": "EUR_PER_HOUR",
    "youth_ceiling": "EUR_PER_HOUR",
    "asre_rate": "EUR_PER_HOUR",
    "asre_week": "HOUR",
    "asre_weeks": "COUNT",
    "territory_hours_most": "RATIO",
    "territory_hour_amount": "EUR_PER_HOUR",
}  # of each parameter
STEPS: dict[str, str] = {
    "new_hours": "HOUR",
    "asre_counted": "HOUR",
    "territory_counted": "HOUR",
}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2007-01-01",)),
    ("extracurricular", "extracurricular_hours", ("2007-01-01",)),
    ("youth", "youth_hours", ("2007-01-01",)),
    ("asre", "asre_hours", ("2014-01-01",)),
    ("territory_bonus", "territory_new_hours", ("2024-01-01",)),
    ("inclusive_complement", "aeeh_hours", ("2024-01-01",)),
    ("wednesday_plan", "wednesday_hours", ("2018-09-01",)),
]

# as read in the sources: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES: list[tuple[str, str, str | None, str, Grade]] = [
    ("rate", "2007-01-01", None, "0.30", Grade.SOURCED),
    ("inclusive_complement_rate", "2024-01-01", "2025-01-01", "4.50", Grade.SOURCED),
    ("inclusive_complement_rate", "2025-01-01", "2026-01-01", "3.90", Grade.SOURCED),
    ("wednesday_plan_rate", "2018-09-01", "2019-09-01", "0.46", Grade.SOURCED),
    ("wednesday_plan_rate", "2019-09-01", "2021-09-01", "0.46", Grade.SOURCED),
    ("asre_rate", "2014-01-01", "2015-01-01", "0.50", Grade.SOURCED),
    ("asre_rate", "2015-01-01", "2016-01-01", "0.52", Grade.SOURCED),
    ("asre_week", "2014-01-01", "2015-01-01", "3", Grade.SOURCED),
    ("asre_week", "2015-01-01", "2016-01-01", "3", Grade.SOURCED),
    ("asre_weeks", "2014-01-01", "2015-01-01", "36", Grade.SOURCED),
    ("asre_weeks", "2015-01-01", "2016-01-01", "36", Grade.SOURCED),
    ("territory_hours_most", "2024-01-01", "2026-01-01", "0.25", Grade.SOURCED),
]

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (
        2023,
        {"attended_hours": "100", "expenses": "0", "general_scheme_share": "1"},
        {"ceiling": "10"},
        "0.00",
    ),  # nothing spent
    (
        2007,
        {"attended_hours": "100", "expenses": "1000", "general_scheme_share": "1"},
        {"ceiling": "10"},
        "300.00",
    ),  # the bound
    (
        2023,
        {"attended_hours": "100", "expenses": "999.9", "general_scheme_share": "1"},
        {"ceiling": "10"},
        "299.97",
    ),  # just below
    (
        2023,
        {"attended_hours": "100", "expenses": "1000.01", "general_scheme_share": "1"},
        {"ceiling": "10"},
        "300.00",
    ),  # just above
    (
        2023,
        {"attended_hours": "100", "expenses": "1000", "general_scheme_share": "0.5"},
        {"ceiling": "10"},
        "150.00",
    ),  # half under the general scheme
    (
        2023,
        {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"},
        {"ceiling": "1.97"},
        "2188.07",
    ),  # 2188.065, a tie
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("ALSH", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate(
            "ALSH",
            {"attended_hours": "100", "expenses": "1000", "general_scheme_share": "1"},
            2006,
            parameters={"ceiling": "10"},
        )


def test_alsh_02_hours_go_with_children() -> None:
    """Aeeh hours without children, or children without hours, block; none of either does not."""
    for hours, children, speaks in (("0", "0", False), ("1", "0", True), ("0", "1", True), ("1", "1", False)):
        figures = {field.name: Decimal(0) for field in ps.get("ALSH").fields} | {"attended_hours": Decimal(10)}
        figures |= {"aeeh_hours": Decimal(hours), "aeeh_children": Decimal(children)}
        assert bool(run(ps.get("ALSH").controls, figures, {})) is speaks


def test_alsh_01_counts_half_days() -> None:
    """9 h for a day and 4 h for a half-day: 13 h, and days alone or half-days alone."""
    for days, halves, hours, speaks in (("1", "1", "13", False), ("1", "1", "13.01", True), ("0", "1", "4.01", True)):
        figures = {field.name: Decimal(0) for field in ps.get("ALSH").fields} | {"wednesday_hours": Decimal(hours)}
        figures |= {"wednesday_days": Decimal(days), "wednesday_half_days": Decimal(halves)}
        assert bool(run(ps.get("ALSH").controls, figures, {})) is speaks
