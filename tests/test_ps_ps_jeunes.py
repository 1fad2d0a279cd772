"""PS_JEUNES: 50 % of a post."""

import pytest

from afas import estimate
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "PSJ-01": ("BLOCKING", {"animator_fte": "0.01"}, {"animator_fte": "0"}),
    "PSJ-N1": "expenses",
}
SAID = {  # the first loud figures of each, in words
    "PSJ-01": "No qualified animator (0 FTE)",
}
SITES = False  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL"]
SINCE: dict[str, int] = {}

# what is asked: figure, unit, form, what an empty entry stands for (None: it has to be filled in)
FIELDS: list[tuple[str, str, str, str | None]] = [
    ("animator_fte", "FTE", "activity", None),
    ("expenses", "EUR", "financial", None),
]
CAF_GIVES: dict[str, str | None] = {}
UNITS = {
    "rate": "RATIO",
    "ceiling": "EUR_PER_FTE",
}  # of each parameter
STEPS: dict[str, str] = {}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2020-01-01",)),
]

# as read in the sources: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES: list[tuple[str, str, str | None, str, Grade]] = [
    ("rate", "2020-01-01", None, "0.50", Grade.SOURCED),
]

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (2020, {"animator_fte": "0", "expenses": "0"}, {"ceiling": "1000"}, "0.00"),  # no post
    (2020, {"animator_fte": "1", "expenses": "1000"}, {"ceiling": "1000"}, "500.00"),  # the bound
    (2023, {"animator_fte": "1", "expenses": "999.98"}, {"ceiling": "1000"}, "499.99"),  # just below
    (2023, {"animator_fte": "1", "expenses": "1000.01"}, {"ceiling": "1000"}, "500.00"),  # just above
    (2023, {"animator_fte": "1", "expenses": "0.01"}, {"ceiling": "1000"}, "0.01"),  # 0.005, a tie
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("PS_JEUNES", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate("PS_JEUNES", {"animator_fte": "1", "expenses": "1000"}, 2019, parameters={"ceiling": "1000"})
