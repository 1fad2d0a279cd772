"""MEDIATION_FAMILIALE: 75,000 per FTE; 2,000 of the 3,000 of participations are deducted."""

import pytest

from afas import estimate
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "MEDIATION-01": ("BLOCKING", {"real_fte": "1", "funded_fte": "1"}, {"real_fte": "1", "funded_fte": "1.01"}),
    "MEDIATION-N1": "expenses",
}
SITES = False  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL"]
SINCE: dict[str, int] = {}

# as read in the sources: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES: list[tuple[str, str, str | None, str, Grade]] = [
    ("rate", "2010-01-01", "2011-01-01", "0.66", Grade.SOURCED),
    ("rate", "2020-01-01", None, "0.75", Grade.START_INFERRED),
]

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (
        2010,
        {
            "real_fte": "1.5",
            "funded_fte": "1",
            "expenses": "120000",
            "family_participations": "3000",
            "consignations": "0",
        },
        {"ceiling": "75000"},
        "47500.00",
    ),  # 75,000 x 66 % - 2,000
    (
        2020,
        {
            "real_fte": "1.5",
            "funded_fte": "1",
            "expenses": "120000",
            "family_participations": "3000",
            "consignations": "0",
        },
        {"ceiling": "75000"},
        "54250.00",
    ),  # 75,000 x 75 % - 2,000
    (
        2020,
        {
            "real_fte": "1.5",
            "funded_fte": "1",
            "expenses": "112500",
            "family_participations": "3000",
            "consignations": "0",
        },
        {"ceiling": "75000"},
        "54250.00",
    ),  # the bound
    (
        2020,
        {
            "real_fte": "1.5",
            "funded_fte": "1",
            "expenses": "112498.5",
            "family_participations": "3000",
            "consignations": "0",
        },
        {"ceiling": "75000"},
        "54249.25",
    ),  # 74,999 x 75 % - 2,000
    (
        2020,
        {
            "real_fte": "1.5",
            "funded_fte": "1",
            "expenses": "112501.5",
            "family_participations": "3000",
            "consignations": "0",
        },
        {"ceiling": "75000"},
        "54250.00",
    ),  # just above
    (
        2020,
        {"real_fte": "0", "funded_fte": "0", "expenses": "0", "family_participations": "0", "consignations": "0"},
        {"ceiling": "75000"},
        "0.00",
    ),  # nothing
    (
        2020,
        {
            "real_fte": "1.5",
            "funded_fte": "1",
            "expenses": "100",
            "family_participations": "3000",
            "consignations": "0",
        },
        {"ceiling": "75000"},
        "0.00",
    ),  # less than what families paid
    (
        2020,
        {"real_fte": "1", "funded_fte": "1", "expenses": "10.02", "family_participations": "0", "consignations": "0"},
        {"ceiling": "75000"},
        "7.52",
    ),  # 7.515, a tie
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("MEDIATION_FAMILIALE", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """The rate of 2011 to 2019 was not read."""
    with pytest.raises(InvalidInput):
        estimate(
            "MEDIATION_FAMILIALE",
            {
                "real_fte": "1.5",
                "funded_fte": "1",
                "expenses": "120000",
                "family_participations": "3000",
                "consignations": "0",
            },
            2011,
            parameters={"ceiling": "75000"},
        )
