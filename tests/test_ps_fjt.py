"""FJT: 31.8 % of the payroll, within 318."""

import pytest

from afas import estimate
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "FJT-N1": "eligible_payroll",
}
SAID: dict[str, str] = {}  # no control but that against last year
SITES = False  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL"]
SINCE: dict[str, int] = {}

# what is asked: figure, unit, form, what an empty entry stands for (None: it has to be filled in)
FIELDS: list[tuple[str, str, str, str | None]] = [
    ("eligible_payroll", "EUR", "financial", None),
]
CAF_GIVES: dict[str, str | None] = {}
UNITS = {
    "rate": "RATIO",
    "ceiling": "EUR",
}  # of each parameter
STEPS: dict[str, str] = {}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2008-01-01",)),
]

# as read in the sources: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES: list[tuple[str, str, str | None, str, Grade]] = [
    ("rate", "2024-01-01", None, "0.318", Grade.START_INFERRED),
    ("ceiling", "2008-01-01", "2009-01-01", "90000", Grade.SOURCED),
]

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (2024, {"eligible_payroll": "0"}, {"ceiling": "318"}, "0.00"),  # nobody
    (2024, {"eligible_payroll": "1000"}, {"ceiling": "318"}, "318.00"),  # the bound
    (2024, {"eligible_payroll": "999.9"}, {"ceiling": "318"}, "317.97"),  # 317.9682, just below
    (2025, {"eligible_payroll": "1000.01"}, {"ceiling": "318"}, "318.00"),  # just above
    (2024, {"eligible_payroll": "2.5"}, {"ceiling": "318"}, "0.80"),  # 0.795, a tie
    (2023, {"eligible_payroll": "1000"}, {"ceiling": "318", "rate": "0.25"}, "250.00"),  # a rate the caller brings
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("FJT", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate("FJT", {"eligible_payroll": "1000"}, 2023, parameters={"ceiling": "318"})
