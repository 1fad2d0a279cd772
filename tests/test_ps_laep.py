"""LAEP: 100 hours at 10 euros: a bound of 1,000."""

from decimal import Decimal

import pytest

from afas import estimate, ps
from afas.controls import run
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "LAEP-01": (
        "TO_JUSTIFY",
        {"opening_hours": "100", "organisation_hours": "100"},
        {"opening_hours": "100", "organisation_hours": "100.01"},
    ),
    "LAEP-N1": "expenses",
}
SAID = {  # the first loud figures of each, in words
    "LAEP-01": "Hours of organisation (100.01) above opening hours (100)",
}
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
    "general_scheme_share": "RATIO",
    "opening_hours_alone": "FLAG",
}  # of each parameter
STEPS: dict[str, str] = {"hours": "HOUR"}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2016-01-01",)),
]

# as read in the sources: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES: list[tuple[str, str, str | None, str, Grade]] = [
    ("rate", "2016-01-01", None, "0.30", Grade.START_INFERRED),
]

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (
        2016,
        {"opening_hours": "60", "organisation_hours": "40", "expenses": "0"},
        {"ceiling": "10"},
        "0.00",
    ),  # nothing spent
    (
        2016,
        {"opening_hours": "60", "organisation_hours": "40", "expenses": "1000"},
        {"ceiling": "10"},
        "300.00",
    ),  # the bound
    (
        2023,
        {"opening_hours": "60", "organisation_hours": "40", "expenses": "999.9"},
        {"ceiling": "10"},
        "299.97",
    ),  # just below
    (
        2023,
        {"opening_hours": "60", "organisation_hours": "40", "expenses": "1000.01"},
        {"ceiling": "10"},
        "300.00",
    ),  # just above
    (
        2023,
        {"opening_hours": "60", "organisation_hours": "40", "expenses": "999.95"},
        {"ceiling": "10"},
        "299.99",
    ),  # 299.985, a tie
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("LAEP", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate(
            "LAEP",
            {"opening_hours": "60", "organisation_hours": "40", "expenses": "1000"},
            2015,
            parameters={"ceiling": "10"},
        )


@pytest.mark.parametrize(("organisation", "found"), [("60", False), ("60.01", True)])
def test_laep_01(organisation: str, found: bool) -> None:
    figures = {"opening_hours": Decimal(60), "organisation_hours": Decimal(organisation), "expenses": Decimal(1)}
    assert bool(run(ps.get("LAEP").controls, figures, {})) == found
