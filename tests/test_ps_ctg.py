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
SITES = False  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL"]
SINCE: dict[str, int] = {"ACTUAL": 2023, "FORECAST": 2024}

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
