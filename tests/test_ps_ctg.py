"""CTG: rate and ceiling are the caller’s."""

import pytest

from afas import estimate
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "CTG-N1": "expenses",
}
SAID: dict[str, str] = {}  # no control but that against last year
SITES = False  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL"]
SINCE: dict[str, int] = {"ACTUAL": 2023, "FORECAST": 2024}

# what is asked: figure, unit, form, what an empty entry stands for (None: it has to be filled in)
FIELDS: list[tuple[str, str, str, str | None]] = [
    ("cooperation_fte", "FTE", "activity", None),
    ("expenses", "EUR", "financial", None),
]
CAF_GIVES: dict[str, str | None] = {}
UNITS = {
    "rate": "RATIO",
    "ceiling": "EUR_PER_FTE",
    "cap_on_cost": "FLAG",
}  # of each parameter
STEPS: dict[str, str] = {}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2023-01-01",)),
]

FIGURES: list[tuple[str, str, str | None, str, Grade]] = []  # nothing was read

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (2023, {"cooperation_fte": "1", "expenses": "0"}, {"rate": "0.5", "ceiling": "1000"}, "0.00"),  # nothing spent
    (2023, {"cooperation_fte": "1", "expenses": "2000"}, {"rate": "0.5", "ceiling": "1000"}, "1000.00"),  # the bound
    (2023, {"cooperation_fte": "1", "expenses": "1999.98"}, {"rate": "0.5", "ceiling": "1000"}, "999.99"),  # just below
    (
        2024,
        {"cooperation_fte": "1", "expenses": "2000.01"},
        {"rate": "0.5", "ceiling": "1000"},
        "1000.00",
    ),  # just above
    (
        2023,
        {"cooperation_fte": "1", "expenses": "3000"},
        {"rate": "0.5", "ceiling": "1000", "cap_on_cost": 1},
        "500.00",
    ),  # the other reading
    (2023, {"cooperation_fte": "1", "expenses": "0.01"}, {"rate": "0.5", "ceiling": "1000"}, "0.01"),  # 0.005, a tie
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("CTG", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate("CTG", {"cooperation_fte": "1", "expenses": "1000"}, 2023, parameters={"ceiling": "1000"})
