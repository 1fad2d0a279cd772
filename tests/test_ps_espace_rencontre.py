"""ESPACE_RENCONTRE: 100 hours at 10 euros: a bound of 1,000."""

import pytest

from afas import estimate
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "ESPACE_RENCONTRE-N1": "expenses",
}
SAID: dict[str, str] = {}  # no control but that against last year
SITES = True  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL"]
SINCE: dict[str, int] = {}

# what is asked: figure, unit, form, what an empty entry stands for (None: it has to be filled in)
FIELDS: list[tuple[str, str, str, str | None]] = [
    ("opening_hours", "HOUR", "activity", None),
    ("organisation_hours", "HOUR", "activity", None),
    ("expenses", "EUR", "financial", None),
]
CAF_GIVES: dict[str, str | None] = {}
UNITS = {
    "rate": "RATIO",
    "ceiling": "EUR_PER_HOUR",
}  # of each parameter
STEPS: dict[str, str] = {"hours": "HOUR"}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2019-01-01",)),
]

# as read in the sources: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES: list[tuple[str, str, str | None, str, Grade]] = [
    ("rate", "2019-01-01", None, "0.60", Grade.SOURCED),
]

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (
        2019,
        {"opening_hours": "60", "organisation_hours": "40", "expenses": "0"},
        {"ceiling": "10"},
        "0.00",
    ),  # nothing spent
    (
        2019,
        {"opening_hours": "60", "organisation_hours": "40", "expenses": "1000"},
        {"ceiling": "10"},
        "600.00",
    ),  # the bound
    (
        2023,
        {"opening_hours": "60", "organisation_hours": "40", "expenses": "999.99"},
        {"ceiling": "10"},
        "599.99",
    ),  # 599.994, just below
    (
        2023,
        {"opening_hours": "60", "organisation_hours": "40", "expenses": "1000.01"},
        {"ceiling": "10"},
        "600.00",
    ),  # just above
    (
        2023,
        {"opening_hours": "60", "organisation_hours": "40", "expenses": "10.025"},
        {"ceiling": "10"},
        "6.02",
    ),  # 6.015, a tie
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("ESPACE_RENCONTRE", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate(
            "ESPACE_RENCONTRE",
            {"opening_hours": "60", "organisation_hours": "40", "expenses": "1000"},
            2018,
            parameters={"ceiling": "10"},
        )
