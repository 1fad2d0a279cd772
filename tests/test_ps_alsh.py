"""ALSH: 100 hours at 10 euros: a bound of 1,000."""

import pytest

from afas import estimate
from afas.errors import InvalidInput
from afas.parameters import Supplied

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
