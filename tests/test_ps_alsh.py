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
SITES = True  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL", "UPDATE_JUNE", "UPDATE_SEPTEMBER"]
SINCE: dict[str, int] = {}

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
