"""Law 10: each figure holds from its first day to its last, and not the day before nor the day after.

Each PS has a table `FIGURES` in its own test, transcribed from our notes of the sources, apart from the code.
"""

import importlib
from datetime import date, timedelta
from decimal import Decimal

import pytest

from afas import ps
from afas.parameters import ParameterValue
from afas.sources import Grade

Row = tuple[str, str, str | None, str, Grade]  # parameter, first day, the day after the last, figure, grade
A_DAY = timedelta(days=1)


def table(code: str) -> list[Row]:
    figures: list[Row] = importlib.import_module(f"tests.test_ps_{code.lower()}").FIGURES
    return figures


ROWS = [(code, *row) for code in ps.codes() for row in table(code)]


# Readings taken where a source is silent, as decision 3 has them: from the first day of what reads them.
READINGS: list[tuple[str, *Row]] = [
    ("EAJE", "share_before_deduction", "2014-01-01", None, "0", Grade.CHOSEN),
    ("EAJE", "cost_per_billed_hour", "2014-01-01", None, "0", Grade.CHOSEN),
    ("EAJE", "hourly_amount_rounded", "2014-01-01", None, "0", Grade.CHOSEN),
    ("EAJE", "bound_in_middle_tier", "2014-01-01", "2025-01-01", "1", Grade.CHOSEN),  # the tiers end with 2024
    ("EAJE", "handicap_by_slices", "2019-01-01", None, "0", Grade.CHOSEN),
    ("ALSH", "share_on_complement", "2024-01-01", None, "0", Grade.CHOSEN),
    ("RPE", "general_scheme_share", "2022-01-01", None, "1", Grade.CHOSEN),
    ("RPE", "reinforced_mission_undated", "2023-01-01", None, "0", Grade.CHOSEN),
    ("LAEP", "general_scheme_share", "2016-01-01", None, "1", Grade.CHOSEN),
    ("LAEP", "opening_hours_alone", "2016-01-01", None, "0", Grade.CHOSEN),
    ("CLAS", "rounded_to_the_euro", "2004-09-01", None, "0", Grade.CHOSEN),
    ("AAD", "cap_after_participations", "2022-01-01", None, "0", Grade.CHOSEN),
    ("CTG", "cap_on_cost", "2023-01-01", None, "0", Grade.CHOSEN),
]
ROWS += [row for row in READINGS if row[1] not in {name for name, *_ in table(row[0])}]


def rows_of(code: str) -> list[Row]:
    return [(name, first, after, figure, grade) for of, name, first, after, figure, grade in ROWS if of == code]


def at(code: str, name: str, on: date) -> ParameterValue | None:
    return ps.get(code).parameter(name).at(on)


@pytest.mark.parametrize(("code", "name", "first", "after", "figure", "grade"), ROWS)
def test_law_10_as_read_from_its_first_day_to_its_last(
    code: str, name: str, first: str, after: str | None, figure: str, grade: Grade
) -> None:
    start = date.fromisoformat(first)
    last = date(2099, 12, 31) if after is None else date.fromisoformat(after) - A_DAY
    for day in (start, last):
        value = at(code, name, day)
        assert value is not None, f"no value on {day}"
        assert (value.value, value.grade) == (Decimal(figure), grade)
        assert value.source.checked_on is not None


@pytest.mark.parametrize("code", ps.codes())
def test_law_10_nothing_the_day_before_nor_the_day_after(code: str) -> None:
    """Outside the rows of its table, a parameter has no value: nobody read one."""
    starts = {(name, date.fromisoformat(first)) for name, first, *_ in rows_of(code)}
    for name, first, after, _, _ in rows_of(code):
        before = date.fromisoformat(first) - A_DAY
        followed = any(other == name and day == first for other, _, day, _, _ in rows_of(code))
        assert (at(code, name, before) is not None) is followed, f"{name} on {before}"
        if after is not None and (name, date.fromisoformat(after)) not in starts:
            assert at(code, name, date.fromisoformat(after)) is None, f"{name} on {after}"


@pytest.mark.parametrize("code", ps.codes())
def test_law_10_every_value_is_in_the_table_of_its_ps(code: str) -> None:
    """A figure that nobody transcribed there has not been read twice."""
    known = {(name, first, after, Decimal(figure)) for name, first, after, figure, _ in rows_of(code)}
    for parameter in ps.get(code).parameters:
        for value in parameter.values:
            end = None if value.end is None else value.end.isoformat()
            row = (parameter.name, value.start.isoformat(), end, value.value)
            assert row in known, f"{code}: {row}"


def test_law_10_a_formula_starts_with_a_year_of_its_ps() -> None:
    """On 1 January, or 1 September for a school year; the Plan mercredi and the growth bonus begin within one."""
    within = {
        (code, formula.start.isoformat())
        for code in ps.codes()
        for formula in (*ps.get(code).formulas, *(each for part in ps.get(code).parts for each in part.formulas))
        if (formula.start.month, formula.start.day) != ((9, 1) if ps.get(code).school_year else (1, 1))
    }
    assert within == {("ALSH", "2018-09-01"), ("EAJE", "2025-11-01")}
