"""Dated values: what is in force on each day, and what the tiling forbids."""

from datetime import date
from decimal import Decimal

import pytest

from afas.parameters import Parameter, ParameterValue, UntiledParameter
from afas.periods import FinancialYear, Period, PeriodEndsBeforeItStarts
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

SOURCE = Source("essai", "Caf 00")
LABEL = Text(fr="taux", en="rate")


def value(start: int, end: int | None, figure: str, published: date | None = None) -> ParameterValue:
    last = None if end is None else date(end, 1, 1)
    return ParameterValue(date(start, 1, 1), last, Decimal(figure), SOURCE, published=published)


def rate(*values: ParameterValue, gaps: tuple[Period, ...] = ()) -> Parameter:
    return Parameter("rate", Unit.RATIO, LABEL, values, gaps)


def at(parameter: Parameter, day: date, **options: object) -> str | None:
    found = parameter.at(day, **options)  # type: ignore[arg-type] # options are checked by their tests
    return None if found is None else str(found.value)


def test_each_day_of_change() -> None:
    parameter = rate(value(2020, 2024, "0.40"), value(2024, None, "0.424"))
    assert at(parameter, date(2019, 12, 31)) is None
    assert at(parameter, date(2020, 1, 1)) == at(parameter, date(2023, 12, 31)) == "0.40"
    assert at(parameter, date(2024, 1, 1)) == at(parameter, date(2099, 1, 1)) == "0.424"


def test_after_the_last_value_strict_has_none_and_carry_forward_the_last() -> None:
    parameter = rate(value(2020, 2021, "0.40"))
    assert at(parameter, date(2021, 1, 1)) is None
    assert at(parameter, date(2021, 1, 1), policy="carry_forward") == "0.40"
    assert at(parameter, date(2019, 1, 1), policy="carry_forward") is None


def test_what_was_known_on_a_day_can_be_replayed() -> None:
    parameter = rate(value(2023, 2024, "0.40"), value(2024, None, "0.424", published=date(2024, 3, 12)))
    assert at(parameter, date(2024, 1, 1), known_on=date(2024, 3, 11)) is None
    assert at(parameter, date(2024, 1, 1), known_on=date(2024, 3, 12)) == "0.424"


def test_values_tile_time_or_say_where_they_do_not() -> None:
    with pytest.raises(UntiledParameter):
        rate(value(2020, 2022, "0.40"), value(2021, None, "0.5"))
    with pytest.raises(UntiledParameter):
        rate(value(2020, 2021, "0.40"), value(2022, None, "0.5"))
    hole = Period(date(2021, 1, 1), date(2022, 1, 1))
    assert at(rate(value(2020, 2021, "0.40"), value(2022, None, "0.5"), gaps=(hole,)), date(2021, 6, 1)) is None


def test_adjoining_periods_share_no_day() -> None:
    first, second = Period(date(2023, 1, 1), date(2023, 9, 1)), Period(date(2023, 9, 1))
    assert first.common(second) is None
    assert first.last == date(2023, 8, 31)
    with pytest.raises(PeriodEndsBeforeItStarts):
        Period(date(2023, 1, 1), date(2023, 1, 1))


def test_school_years_are_named_by_their_autumn() -> None:
    year = FinancialYear(2023, school=True)
    assert year.period == Period.through(date(2023, 9, 1), date(2024, 8, 31))
    assert year.text.fr == "2023-2024"
    assert year.previous() < FinancialYear(2023) < year
