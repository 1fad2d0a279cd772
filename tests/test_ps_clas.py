"""CLAS: school years, and the published maximum of 2004-2005."""

from decimal import Decimal

import pytest

from afas import estimate, ps
from afas.controls import run
from afas.errors import InvalidInput
from afas.parameters import Supplied
from afas.sources import Grade

# what is quiet and what speaks, on both sides of each threshold; a name: against last year's, above 10 %
CONTROLS: dict[str, tuple[str, *tuple[dict[str, str], ...]] | str] = {
    "CLAS-01": (
        "TO_JUSTIFY",
        {"groups": "2", "children": "24"},
        {"groups": "2", "children": "25"},
        {"groups": "2", "children": "16"},
        {"groups": "2", "children": "15"},
    ),  # 8 to 12 children a group
    "CLAS-N1": "expenses",
}
SAID = {  # the first loud figures of each, in words
    "CLAS-01": "25 children in 2 groups: a group has 8 to 12 children",
}
SITES = False  # is activity data entered site by site?
KINDS = ["FORECAST", "ACTUAL"]
SINCE: dict[str, int] = {}

# what is asked: figure, unit, form, what an empty entry stands for (None: it has to be filled in)
FIELDS: list[tuple[str, str, str, str | None]] = [
    ("groups", "COUNT", "activity", None),
    ("children", "CHILD", "activity", None),
    ("expenses", "EUR", "financial", None),
]
CAF_GIVES: dict[str, str | None] = {}
UNITS = {
    "rate": "RATIO",
    "ceiling": "EUR_PER_GROUP",
    "rounded_to_the_euro": "FLAG",
}  # of each parameter
STEPS: dict[str, str] = {}  # the unit of the steps that are no amount in euros
# the first day of each formula: of the PS, and of each part with the figure that asks for it
FORMULAS: list[tuple[str, str | None, tuple[str, ...]]] = [
    ("right", None, ("2004-09-01",)),
]

# as read in the sources: parameter, first day, the day after the last (None: no end read), figure, grade
FIGURES: list[tuple[str, str, str | None, str, Grade]] = [
    ("rate", "2004-09-01", "2005-09-01", "0.30", Grade.SOURCED),
    ("rate", "2005-09-01", "2006-09-01", "0.30", Grade.SOURCED),
    ("rate", "2015-09-01", None, "0.325", Grade.START_INFERRED),
    ("ceiling", "2004-09-01", "2005-09-01", "5599", Grade.SOURCED),
]

CASES: list[tuple[int, dict[str, object], Supplied, str]] = [
    (2004, {"groups": "0", "children": "10", "expenses": "0"}, {}, "0.00"),  # nobody
    (
        2004,
        {"groups": "1", "children": "10", "expenses": "5599"},
        {},
        "1679.70",
    ),  # 5,599 x 30 %: published as 1,680, to the euro
    (2004, {"groups": "1", "children": "10", "expenses": "5598.9"}, {}, "1679.67"),  # just below
    (2004, {"groups": "1", "children": "10", "expenses": "5599.01"}, {}, "1679.70"),  # just above
    (2004, {"groups": "1", "children": "10", "expenses": "10.05"}, {}, "3.02"),  # 3.015, a tie
    (2004, {"groups": "2", "children": "10", "expenses": "20000"}, {}, "3359.40"),  # two groups
    (2005, {"groups": "1", "children": "10", "expenses": "1000"}, {"ceiling": "1000"}, "300.00"),  # still 30 %
    (2015, {"groups": "1", "children": "10", "expenses": "1000"}, {"ceiling": "1000"}, "325.00"),  # 32.5 %
]


@pytest.mark.parametrize(("year", "entries", "parameters", "amount"), CASES)
def test_worked_by_hand(year: int, entries: dict[str, object], parameters: Supplied, amount: str) -> None:
    assert str(estimate("CLAS", entries, year, parameters=parameters).amount) == amount


def test_before_what_was_read() -> None:
    """No figure of that year is invented."""
    with pytest.raises(InvalidInput):
        estimate("CLAS", {"groups": "1", "children": "10", "expenses": "1000"}, 2006, parameters={"ceiling": "1000"})


@pytest.mark.parametrize(("children", "found"), [(7, True), (8, False), (12, False), (13, True)])
def test_clas_01(children: int, found: bool) -> None:
    figures = {"groups": Decimal(1), "children": Decimal(children), "expenses": Decimal(1)}
    assert bool(run(ps.get("CLAS").controls, figures, {})) == found


def test_clas_01_a_group_has_at_least_eight_children() -> None:
    """The lower side: 2 groups of 8 are 16."""
    for children, speaks in (("16", False), ("15", True)):
        figures = {"groups": Decimal(2), "children": Decimal(children), "expenses": Decimal(0)}
        assert bool(run(ps.get("CLAS").controls, figures, {})) is speaks
