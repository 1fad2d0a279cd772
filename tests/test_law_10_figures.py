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


@pytest.mark.parametrize("code", ps.codes())
def test_law_10_each_formula_starts_on_the_day_of_the_table_of_its_ps(code: str) -> None:
    """In force on that day, and not the day before; a part is asked for by the figure that its table names."""
    service = ps.get(code)
    held = [
        ("right", None, service.formulas),
        *((part.name, part.declared_by, part.formulas) for part in service.parts),
    ]
    found = [(name, asked_by, tuple(formula.start.isoformat() for formula in each)) for name, asked_by, each in held]
    assert found == importlib.import_module(f"tests.test_ps_{code.lower()}").FORMULAS
    for rank, formula in enumerate(service.formulas):
        assert service.formula(formula.start) is formula
        assert service.formula(formula.start - A_DAY) is (service.formulas[rank - 1] if rank else None)


@pytest.mark.parametrize("code", ps.codes())
def test_each_parameter_and_each_step_has_the_unit_of_the_table_of_its_ps(code: str) -> None:
    """A step that the table does not name is an amount in euros."""
    service, tables = ps.get(code), importlib.import_module(f"tests.test_ps_{code.lower()}")
    assert {parameter.name: parameter.unit.name for parameter in service.parameters} == tables.UNITS
    units = {name: service.unit(name).name for name in service.steps}
    assert {name: unit for name, unit in units.items() if unit != "EUR"} == tables.STEPS


# The days of publication that were read: a replay leaves out what was not known yet.
PUBLISHED = {
    ("RPE", "reinforced_mission_bonus", "2017-01-01"): "2017-07-26",  # the circular
    ("MEDIATION_FAMILIALE", "rate", "2010-01-01"): "2009-11-25",  # the circular
    ("AGC", "rate", "2024-01-01"): "2024-03-12",  # said in the Assemblée nationale
}
# Holes between two values, or after the last: years that were looked for, and that no text states.
GAPS = {
    ("RPE", "reinforced_mission_bonus"): [("2023-01-01", None)],
    ("CLAS", "rate"): [("2006-09-01", "2015-09-01")],
    ("MEDIATION_FAMILIALE", "rate"): [("2011-01-01", "2020-01-01")],
}


def test_law_10_the_days_of_publication_and_the_holes_are_those_of_the_tables() -> None:
    held = [(code, parameter) for code in ps.codes() for parameter in ps.get(code).parameters]
    assert {
        (code, parameter.name, value.start.isoformat()): value.published.isoformat()
        for code, parameter in held
        for value in parameter.values
        if value.published is not None
    } == PUBLISHED
    assert {
        (code, parameter.name): [(gap.start.isoformat(), gap.end and gap.end.isoformat()) for gap in parameter.gaps]
        for code, parameter in held
        if parameter.gaps
    } == GAPS
    assert {(code, parameter.name) for code, parameter in held if parameter.note} == {
        ("RPE", "reinforced_mission_bonus"),
        ("EAJE", "growth_bonus_in_2025"),
    }


def test_law_10_a_formula_starts_with_a_year_of_its_ps() -> None:
    """On 1 January, or 1 September for a school year; the Plan mercredi and the growth bonus begin within one."""
    within = {
        (code, formula.start.isoformat())
        for code in ps.codes()
        for formula in (*ps.get(code).formulas, *(each for part in ps.get(code).parts for each in part.formulas))
        if (formula.start.month, formula.start.day) != ((9, 1) if ps.get(code).school_year else (1, 1))
    }
    assert within == {("ALSH", "2018-09-01"), ("EAJE", "2025-11-01")}
