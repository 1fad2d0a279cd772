"""Law 10: each figure holds from its first day to its last, and not the day before nor the day after.

Each PS has a table `FIGURES` in its own test, transcribed from our notes of the sources, apart from the code.
"""

import importlib
from datetime import date, timedelta
from decimal import Decimal

import pytest

from afas import ps
from afas.parameters import ParameterValue
from afas.quantities import Unit
from afas.sources import Grade

Row = tuple[str, str, str | None, str, Grade]  # parameter, first day, the day after the last, figure, grade
A_DAY = timedelta(days=1)


def table(code: str) -> list[Row]:
    figures: list[Row] = importlib.import_module(f"tests.test_ps_{code.lower()}").FIGURES
    return figures


ROWS = [(code, *row) for code in ps.codes() for row in table(code)]


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
    starts = {(name, date.fromisoformat(first)) for name, first, *_ in table(code)}
    for name, first, after, _, _ in table(code):
        before = date.fromisoformat(first) - A_DAY
        followed = any(other == name and day == first for other, _, day, _, _ in table(code))
        assert (at(code, name, before) is not None) is followed, f"{name} on {before}"
        if after is not None and (name, date.fromisoformat(after)) not in starts:
            assert at(code, name, date.fromisoformat(after)) is None, f"{name} on {after}"


@pytest.mark.parametrize("code", ps.codes())
def test_law_10_every_value_is_in_the_table_of_its_ps(code: str) -> None:
    """A figure that nobody transcribed there has not been read twice; readings of 0 or 1 apart."""
    known = {(name, first, after, Decimal(figure)) for name, first, after, figure, _ in table(code)}
    for parameter in ps.get(code).parameters:
        if parameter.unit is Unit.FLAG or parameter.name == "general_scheme_share":
            continue
        for value in parameter.values:
            end = None if value.end is None else value.end.isoformat()
            row = (parameter.name, value.start.isoformat(), end, value.value)
            assert row in known, f"{code}: {row}"
