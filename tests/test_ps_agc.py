"""AGC: the rate before and after the rise."""

import pytest

from afas import estimate
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "AGC-N1": "expenses",
}
SAID: dict[str, str] = {}  # no control but that against last year
SITES = False  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL"]
SINCE: dict[str, int] = {"FORECAST": 2024, "ACTUAL": 2024}

# what is asked: figure, unit, form, what an empty entry stands for (None: it has to be filled in)
FIELDS: list[tuple[str, str, str, str | None]] = [
    ("expenses", "EUR", "financial", None),
]
CAF_GIVES: dict[str, str | None] = {}
UNITS = {
    "rate": "RATIO",
    "ceiling": "EUR",
}  # of each parameter
STEPS: dict[str, str] = {}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2013-01-01",)),
]

# as read in the sources: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES: list[tuple[str, str, str | None, str, Grade]] = [
    ("rate", "2023-01-01", "2024-01-01", "0.40", Grade.START_INFERRED),
    ("rate", "2024-01-01", None, "0.424", Grade.START_INFERRED),
]

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (2023, {"expenses": "0"}, {"ceiling": "1000"}, "0.00"),  # nothing spent
    (2023, {"expenses": "1000"}, {"ceiling": "1000"}, "400.00"),  # the bound itself
    (2023, {"expenses": "999.98"}, {"ceiling": "1000"}, "399.99"),  # 399.992, just below
    (2023, {"expenses": "1000.01"}, {"ceiling": "1000"}, "400.00"),  # just above
    (2023, {"expenses": "10.0125"}, {"ceiling": "1000"}, "4.01"),  # 4.005, a tie
    (2024, {"expenses": "1000"}, {"ceiling": "1000"}, "424.00"),  # from 1 January 2024: the rate x 1.06
    (2024, {"expenses": "0.625"}, {"ceiling": "1000"}, "0.27"),  # 0.265, a tie
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("AGC", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate("AGC", {"expenses": "1000"}, 2022, parameters={"ceiling": "1000"})
