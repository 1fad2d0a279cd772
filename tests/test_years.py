"""Years: every door takes the same ones, from the first to the last of `afas.periods.YEARS`, and no others."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

import afas
from afas import payments, simulation
from afas.errors import AfasError
from afas.periods import YEARS, FinancialYear, NotAMoment, NotAYear, fixed, not_a_year
from afas.terms import PaymentTerms

ADVANCES = [{"rate": "0.40", "on": "forecast validated"}]
FIRST, LAST = YEARS[0], YEARS[-1]


def window(year: int) -> object:
    rows = [{"ps": "*", "kind": "FORECAST", "year": year, "available": f"{year}-01-01", "before": f"{year}-12-31"}]
    return afas.Calendar.from_mapping({"caf": "00", "year": year, "windows": rows})


DOORS: dict[str, Callable[[int], object]] = {
    "a financial year": FinancialYear,
    "a moment": lambda year: fixed(datetime(year, 6, 1, 12)),
    "a calendar": window,
    "terms": lambda year: PaymentTerms.from_mapping({"advances": ADVANCES, "year": year}),
    "a fact": lambda year: payments.GapJustified("E1", date(year, 6, 1), "A1", year),
    "a scenario": lambda year: simulation.read_scenario({"name": "s", "legislation": year}),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_takes_the_first_and_the_last_year(door: str) -> None:
    DOORS[door](FIRST)
    DOORS[door](LAST)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("year", [FIRST - 1, LAST + 1])
def test_every_door_refuses_the_years_on_either_side(door: str, year: int) -> None:
    with pytest.raises((AfasError, NotAMoment)):
        DOORS[door](year)


def test_a_column_of_years_takes_the_same_years() -> None:
    table = {"animator_fte": ["1"] * 4, "expenses": ["43000"] * 4, "y": [FIRST - 1, FIRST, LAST, LAST + 1]}
    faults = simulation.check_table("RPE", table, "y", parameters={"ceiling": "60000"}, policy="carry_forward")
    years = [fault for fault in faults if fault.code == "not-a-year"]
    assert [fault.path for fault in years] == ["rows[0].y", "rows[3].y"]
    assert all(f"{FIRST} to {LAST}" in fault.text.en for fault in years)


def test_a_year_in_a_text_is_told_to_go_without_quotation_marks_and_years_are_said_as_years() -> None:
    with pytest.raises(NotAYear) as caught:
        FinancialYear("2023")
    asked = "write a whole number, without quotation marks, from 1900 to 2200"
    assert caught.value.text("en") == f"“2023” is no financial year: {asked}."
    assert asked in not_a_year("year", "2023").text.en
