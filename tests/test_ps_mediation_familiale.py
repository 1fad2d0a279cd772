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
SAID = {  # the first loud figures of each, in words
    "MEDIATION-01": "Funded FTE (1.01) above real FTE (1)",
}
SITES = False  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL"]
SINCE: dict[str, int] = {}

# what is asked: figure, unit, form, what an empty entry stands for (None: it has to be filled in)
FIELDS: list[tuple[str, str, str, str | None]] = [
    ("real_fte", "FTE", "activity", None),
    ("funded_fte", "FTE", "activity", None),
    ("expenses", "EUR", "financial", None),
    ("family_participations", "EUR", "financial", None),
    ("consignations", "EUR", "financial", None),
]
CAF_GIVES: dict[str, str | None] = {}
UNITS = {
    "rate": "RATIO",
    "ceiling": "EUR_PER_FTE",
}  # of each parameter
STEPS: dict[str, str] = {
    "retained_price": "EUR_PER_FTE",
    "funded_share": "RATE",
}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2010-01-01",)),
]

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
