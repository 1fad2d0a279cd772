"""RPE: 43 % of the expenses."""

import pytest

from afas import estimate
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "RPE-01": ("TO_JUSTIFY", {"animator_fte": "1", "approved_fte": "1"}, {"animator_fte": "1.01", "approved_fte": "1"}),
    "RPE-N1": "expenses",
}
SAID = {  # the first loud figures of each, in words
    "RPE-01": "1.01 FTE of animators, above the 1 FTE approved",
}
SITES = False  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL", "UPDATE_SEPTEMBER"]
SINCE: dict[str, int] = {}

# what is asked: figure, unit, form, what an empty entry stands for (None: it has to be filled in)
FIELDS: list[tuple[str, str, str, str | None]] = [
    ("animator_fte", "FTE", "activity", None),
    ("expenses", "EUR", "financial", None),
    ("reinforced_mission", "FLAG", "activity", "0"),
    ("approved_fte", "FTE", "activity", "0"),
]
CAF_GIVES: dict[str, str | None] = {}
UNITS = {
    "rate": "RATIO",
    "ceiling": "EUR_PER_FTE",
    "general_scheme_share": "RATIO",
    "reinforced_mission_bonus": "EUR",
    "reinforced_mission_bonus_undated": "EUR",
    "reinforced_mission_undated": "FLAG",
}  # of each parameter
STEPS: dict[str, str] = {}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2017-01-01",)),
    ("mission_bonus", "reinforced_mission", ("2017-01-01", "2023-01-01")),
]

# as read in the sources: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES: list[tuple[str, str, str | None, str, Grade]] = [
    ("rate", "2022-01-01", None, "0.43", Grade.START_INFERRED),
    ("reinforced_mission_bonus", "2017-01-01", "2022-01-01", "3000", Grade.START_INFERRED),
    ("reinforced_mission_bonus", "2022-01-01", "2023-01-01", "3000", Grade.SOURCED),
    ("reinforced_mission_bonus_undated", "2023-01-01", None, "3229", Grade.START_INFERRED),
]

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (2022, {"animator_fte": "0", "expenses": "0"}, {"ceiling": "1000"}, "0.00"),  # nobody
    (2022, {"animator_fte": "1", "expenses": "1000"}, {"ceiling": "1000"}, "430.00"),  # the bound
    (2023, {"animator_fte": "1", "expenses": "999.9"}, {"ceiling": "1000"}, "429.96"),  # 429.957, just below
    (2023, {"animator_fte": "1", "expenses": "1000.01"}, {"ceiling": "1000"}, "430.00"),  # just above
    (2023, {"animator_fte": "1", "expenses": "0.5"}, {"ceiling": "1000"}, "0.22"),  # 0.215, a tie
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("RPE", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate("RPE", {"animator_fte": "1", "expenses": "1000"}, 2021, parameters={"ceiling": "1000"})
