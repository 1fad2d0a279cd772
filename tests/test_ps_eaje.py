"""EAJE: 100 hours; tiers until 2024, a slope from 2025."""

import pytest

from afas import estimate
from afas.errors import InvalidInput
from afas.parameters import Supplied

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "660.00",
    ),  # 107 % exactly: 10 x 66
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107.01",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "594.00",
    ),  # 9 x 66
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "117",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "594.00",
    ),  # 117 % stands in the middle tier
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "117.01",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "528.00",
    ),  # 8 x 66
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": False,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "462.00",
    ),  # 7 x 66
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "60",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "600.00",
    ),  # 660 - 60
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "0",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "0.00",
    ),  # nothing spent
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "0.25",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "0.17",
    ),  # 0.165, a tie
    (
        2024,
        {
            "entitled_hours": "100",
            "billed_hours": "110",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {
            "ceiling_low": "10",
            "ceiling_middle": "9",
            "ceiling_high": "8",
            "ceiling_low_basic": "7",
            "ceiling_middle_basic": "6",
            "ceiling_high_basic": "5",
        },
        "594.00",
    ),  # the last year of the tiers
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "107",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "660.00",
    ),  # P = 10
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "110",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "644.77",
    ),  # P = 9.7692
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "113.5",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "627.00",
    ),  # P = 9.50
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "117",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "609.23",
    ),  # P = 9.2308
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "120",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "594.00",
    ),  # P = 9
    (
        2025,
        {
            "entitled_hours": "100",
            "billed_hours": "130",
            "attended_hours": "100",
            "meals_and_nappies": True,
            "expenses": "100000",
            "family_participations": "0",
            "general_scheme_share": "1",
        },
        {"ceiling_low": "10", "ceiling_high": "9", "ceiling_low_basic": "7", "ceiling_high_basic": "5"},
        "594.00",
    ),  # P = 9
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("EAJE", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate(
            "EAJE",
            {
                "entitled_hours": "100",
                "billed_hours": "107",
                "attended_hours": "100",
                "meals_and_nappies": True,
                "expenses": "100000",
                "family_participations": "0",
                "general_scheme_share": "1",
            },
            2013,
            parameters={
                "ceiling_low": "10",
                "ceiling_middle": "9",
                "ceiling_high": "8",
                "ceiling_low_basic": "7",
                "ceiling_middle_basic": "6",
                "ceiling_high_basic": "5",
            },
        )
