"""Fields have dates and a giver: a form asks what the year can compute, of whoever gives it."""

from datetime import date

import attrs
import pytest

from afas import ps
from afas.forms import DeclarationKind, Field, FormCode, Giver
from afas.periods import FinancialYear
from afas.quantities import Unit
from afas.text import Text

HOURS = Field("hours", Unit.HOUR, Text(fr="heures", en="hours"), FormCode.ACTIVITY)


@pytest.mark.parametrize(
    ("since", "until", "asked"),
    [
        (None, None, [2022, 2023, 2024]),
        (date(2023, 1, 1), None, [2023, 2024]),
        (date(2023, 12, 31), None, [2023, 2024]),  # its last day is in the year
        (date(2024, 1, 1), None, [2024]),
        (None, date(2023, 1, 1), [2022]),  # `until` is the first day without
        (None, date(2023, 1, 2), [2022, 2023]),
    ],
)
def test_a_field_is_asked_in_the_years_in_which_a_rule_reads_it(
    since: date | None, until: date | None, asked: list[int]
) -> None:
    field = attrs.evolve(HOURS, since=since, until=until)
    assert [year for year in (2022, 2023, 2024) if field.asked(None, FinancialYear(year))] == asked


def test_who_gives_a_field_may_change_on_a_day() -> None:
    field = attrs.evolve(HOURS, giver=Giver.CAF, given_since=date(2019, 1, 1))
    givers = [field.given_by(FinancialYear(year)) for year in (2018, 2019, 2020)]
    assert givers == [Giver.PARTNER, Giver.CAF, Giver.CAF]
    assert attrs.evolve(field, given_since=None).given_by(FinancialYear(2018)) is Giver.CAF


def test_a_bonus_is_asked_from_its_first_formula_on() -> None:
    alsh = ps.get("ALSH")
    bonus = {part.declared_by for part in alsh.parts}
    first = min(formula.start.year for part in alsh.parts for formula in part.formulas)
    for year in (first - 1, first):
        asked = {field.name for field in alsh.asks(DeclarationKind.ACTUAL, FinancialYear(year))}
        assert ("attended_hours" in asked, bool(bonus & asked)) == (True, year == first)
