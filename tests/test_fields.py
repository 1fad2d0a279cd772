"""Fields have dates and a giver: a form asks what the year can compute, of whoever gives it."""

from datetime import date, datetime

import attrs
import pytest

import afas
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


def test_a_field_is_asked_by_the_kinds_of_declaration_that_name_it() -> None:
    field = attrs.evolve(HOURS, kinds=frozenset({DeclarationKind.ACTUAL}), until=date(2023, 1, 1))
    for year, read in ((None, True), (FinancialYear(2022), True), (FinancialYear(2023), False)):
        asked = [field.asked(kind, year) for kind in (None, *DeclarationKind)]
        expected = [kind in (None, DeclarationKind.ACTUAL) and read for kind in (None, *DeclarationKind)]
        assert asked == expected
    assert all(HOURS.asked(kind) for kind in (None, *DeclarationKind))


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


@pytest.mark.parametrize("code", ps.codes())
def test_the_field_of_a_part_is_asked_in_every_year_from_its_first_formula_on(code: str) -> None:
    service = ps.get(code)
    for part in service.parts:
        starts = [formula.start.year for formula in part.formulas]
        (field,) = [field for field in service.fields if field.name == part.declared_by]
        kind = next(kind for kind in service.kinds if field.asked(kind, FinancialYear(2026)))
        for year in (min(starts) - 1, min(starts), max(starts) - 1, max(starts), 2200):
            when = FinancialYear(year, service.school_year)
            asked = {one.name for one in service.asks(kind, when, field.given_by(when))}
            assert (part.declared_by in asked) is (year >= min(starts)), (part.name, year)


def test_a_form_asks_what_the_year_can_compute_and_the_check_tells_the_rest() -> None:
    """ALSH 2023: the complements for children with AEEH have no formula before 2024."""
    leisure = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")
    amel, day = afas.Person("U1", "Amel"), date(2023, 1, 16)
    at = datetime(2023, 1, 16, 9)
    book = afas.RoleBook()
    for role in afas.Role:
        book = book.assign(role, amel, leisure, date(2022, 9, 1))
    declaration = afas.open_declarations(afas.calendars.get("92", 2023), [leisure], on=day)[0]
    asked = {field.name for field in declaration.fields(FormCode.ACTIVITY)}
    assert "attended_hours" in asked
    assert not asked & {"aeeh_hours", "territory_new_hours"}

    def entered(**values: str) -> list[tuple[str, str]]:
        entry = afas.Enter("activity", values={"attended_hours": "100", **values})
        saved = afas.apply(declaration, entry, by=amel, roles=book, at=at).declaration
        found = afas.blockers(saved, afas.Check("activity"), by=amel, roles=book, at=at)
        return [(one.code, one.lifted_by.value) for one in found]

    assert entered() == []
    assert entered(aeeh_hours="0") == []  # stored entries stay valid
    assert entered(aeeh_hours="5")[0] == ("no-part-at", "PROVIDER")


def test_a_year_without_a_formula_is_told_at_the_check_and_is_the_caf_s() -> None:
    fjt = afas.Activity("A1", "P1", "FJT", "Foyer", "NANTERRE")
    row = {"ps": "FJT", "kind": "FORECAST", "year": 2001, "available": "2000-12-12", "before": "2001-02-10"}
    calendar = afas.Calendar.from_mapping({"caf": "00", "year": 2001, "windows": [row]})
    amel, at = afas.Person("U1", "Amel"), datetime(2001, 1, 16, 9)
    book = afas.RoleBook()
    for role in afas.Role:
        book = book.assign(role, amel, fjt, date(2000, 9, 1))
    (declaration,) = afas.open_declarations(calendar, [fjt], on=at.date())
    form = declaration.forms[0]
    entry = afas.Enter(form[0].value, values={field.name: "1" for field in declaration.fields(form[0])})
    saved = afas.apply(declaration, entry, by=amel, roles=book, at=at).declaration
    found = afas.blockers(saved, afas.Check(form[0].value), by=amel, roles=book, at=at)
    assert [(one.code, one.lifted_by.value, one.path) for one in found] == [("no-formula-at", "CAF", "year")]


@pytest.mark.parametrize(
    ("until", "typed", "told"),
    [
        (date(2023, 1, 1), "5", [("field-not-in-force", "PROVIDER", "entries.activity.approved_fte")]),
        (date(2023, 1, 1), "0", []),
        (date(2023, 1, 2), "5", []),
    ],
    ids=["no day", "no day, and zero", "one day"],
)
def test_a_figure_that_no_rule_reads_that_year_is_told_at_its_check(
    until: date, typed: str, told: list[tuple[str, str, str]]
) -> None:
    relay, at = afas.Activity("A3", "P1", "RPE", "Relais", "NANTERRE"), datetime(2023, 1, 16, 9)
    amel, rpe = afas.Person("U1", "Amel"), ps.get("RPE")
    book = afas.RoleBook()
    for role in afas.Role:
        book = book.assign(role, amel, relay, date(2022, 9, 1))
    fields = [attrs.evolve(one, until=until) if one.name == "approved_fte" else one for one in rpe.fields]
    own = attrs.evolve(rpe, fields=tuple(fields))
    opened = afas.open_declarations(afas.calendars.get("92", 2023), [relay], on=at.date(), services={"RPE": own})
    declaration = next(one for one in opened if one.kind is DeclarationKind.FORECAST)
    entry = afas.Enter("activity", values={"animator_fte": "1", "approved_fte": typed})
    saved = afas.apply(declaration, entry, by=amel, roles=book, at=at).declaration
    found = afas.blockers(saved, afas.Check("activity"), by=amel, roles=book, at=at)
    assert [(one.code, one.lifted_by.value, one.path) for one in found] == told
    label = own.field("approved_fte").text
    for one in found:
        assert one.message("en") == (
            f"the estimate cannot be made, {label('en')}: no rule reads “{label('en')}” in 2023: leave this field empty"
        )
