"""AAD: a ceiling of 900, participations of 200."""

import pytest

from afas import estimate
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "AAD-N1": "expenses",
}
SAID: dict[str, str] = {}  # no control but that against last year
SITES = False  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL", "UPDATE_SEPTEMBER"]
SINCE: dict[str, int] = {}

# what is asked: figure, unit, form, what an empty entry stands for (None: it has to be filled in)
FIELDS: list[tuple[str, str, str, str | None]] = [
    ("expenses", "EUR", "financial", None),
    ("family_participations", "EUR", "financial", None),
]
CAF_GIVES: dict[str, str | None] = {}
UNITS = {
    "rate": "RATIO",
    "ceiling": "EUR",
    "cap_after_participations": "FLAG",
}  # of each parameter
STEPS: dict[str, str] = {}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2022-01-01",)),
]

# as read in the sources: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES: list[tuple[str, str, str | None, str, Grade]] = [
    ("rate", "2022-01-01", None, "1", Grade.START_INFERRED),
]

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (2022, {"expenses": "0", "family_participations": "200"}, {"ceiling": "900"}, "0.00"),  # nothing spent
    (2022, {"expenses": "900", "family_participations": "200"}, {"ceiling": "900"}, "700.00"),  # the bound
    (2023, {"expenses": "899.99", "family_participations": "200"}, {"ceiling": "900"}, "699.99"),  # just below
    (2023, {"expenses": "900.01", "family_participations": "200"}, {"ceiling": "900"}, "700.00"),  # just above
    (
        2023,
        {"expenses": "1000", "family_participations": "200"},
        {"ceiling": "900", "cap_after_participations": 1},
        "800.00",
    ),  # the other reading
    (2023, {"expenses": "10.005", "family_participations": "0"}, {"ceiling": "900"}, "10.01"),  # a tie
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("AAD", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate("AAD", {"expenses": "1000", "family_participations": "200"}, 2021, parameters={"ceiling": "900"})
