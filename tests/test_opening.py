"""Declarations open in linear time, compared with figures of the right year."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

import afas
from afas.controls import Known
from afas.declarations import Declaration, Status
from afas.errors import InvalidInput
from afas.forms import DeclarationKind, FormCode
from afas.periods import FinancialYear
from afas.windows import AfterDeadline
from tests.test_context import AT, BOOK, CAMPAIGN, RELAY, SCALE
from tests.work import calls

CALENDAR = afas.calendars.get("92", 2023)
DAY = date(2023, 1, 16)
FORECAST, ACTUAL = DeclarationKind.FORECAST, DeclarationKind.ACTUAL


def opened(kind: DeclarationKind, day: date = DAY, **given: object) -> Declaration:
    offered = afas.open_declarations(CALENDAR, [RELAY], on=day, **given)  # type: ignore[arg-type]
    return next(one for one in offered if one.kind is kind)


def known(year: int) -> Known:
    return Known({"expenses": Decimal(1)}, {}, FinancialYear(year))


def test_figures_are_compared_with_those_of_their_year() -> None:
    """On 16 January 2023 the forecast 2023 and the actual 2022 are open; the figures are of the forecast 2023."""
    given = {"A3": known(2023)}
    assert opened(FORECAST, forecast=given).forecast == known(2023)
    assert opened(ACTUAL, forecast=given).forecast == Known()
    assert opened(ACTUAL, forecast={"A3": known(2022)}).forecast == known(2022)
    assert opened(FORECAST, previous={"A3": known(2022)}).previous == known(2022)
    assert opened(ACTUAL, previous={"A3": known(2022)}).previous == Known()
    with pytest.raises(InvalidInput) as refused:
        opened(ACTUAL, forecast={("A3", ACTUAL): known(2023)})
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("A3.ACTUAL", "of-another-year")]
    assert opened(ACTUAL, forecast={"A3": {"expenses": Decimal(1)}}).forecast.total  # the caller vouches for the year


def test_the_number_of_a_declaration_is_the_next_of_its_own_activity_year_and_kind() -> None:
    """Whatever exists of others, and in whatever order it is stored."""
    first = opened(FORECAST)
    assert opened(ACTUAL, existing=[first]).sequence == 1
    cancelled = [attrs.evolve(first, sequence=rank, status=Status.CANCELLED) for rank in (3, 1, 2)]
    assert opened(FORECAST, existing=cancelled).sequence == 4
    assert opened(FORECAST, existing=cancelled[1:2]).sequence == 2


def test_on_a_form_that_is_not_asked_nothing_is_typed() -> None:
    _, faults = opened(FORECAST).read((FormCode.ACTIVITY, "S9"))
    assert [(fault.path, fault.code) for fault in faults] == [("activity.S9.animator_fte", "missing-field")]


def test_an_update_is_of_january_to_june_or_to_september() -> None:
    updates = [kind for kind in DeclarationKind if kind.updates]
    assert updates == [DeclarationKind.UPDATE_JUNE, DeclarationKind.UPDATE_SEPTEMBER]


def test_what_was_sent_gives_the_figures_to_compare_with() -> None:
    forecast = opened(FORECAST)
    for action, by in CAMPAIGN:
        forecast = afas.apply(forecast, action, by=by, roles=BOOK, at=AT, scale=SCALE).declaration
    assert forecast.status is Status.TRANSMITTED
    later = CALENDAR.project(2024)
    day = later.window("RPE", ACTUAL).available
    offered = afas.open_declarations(later, [RELAY], on=day, existing=[forecast])
    actual = next(one for one in offered if one.kind is ACTUAL)
    assert (actual.year.year, actual.forecast.year) == (2023, FinancialYear(2023))
    assert actual.forecast.total == {"animator_fte": Decimal(1), "expenses": Decimal(50000)} | {
        name: figure for name, figure in actual.forecast.total.items() if name not in ("animator_fte", "expenses")
    }
    assert actual.previous == Known()  # nothing was sent for 2022
    next_forecast = next(one for one in offered if one.kind is FORECAST)
    assert (next_forecast.year.year, next_forecast.previous.year) == (2024, FinancialYear(2023))
    draft = afas.open_declarations(later, [RELAY], on=day, existing=[opened(FORECAST)])
    assert all(one.forecast == Known() for one in draft if one.kind is ACTUAL)


def test_opening_is_linear_in_what_exists() -> None:
    """Four times as many activities and declarations are about four times the work: never sixteen."""

    def work(count: int) -> int:
        portfolio = [afas.Activity(f"A{rank}", "P1", "RPE", "Relais", "NANTERRE") for rank in range(count)]
        existing = afas.open_declarations(CALENDAR, portfolio, on=DAY)
        return calls(lambda: afas.open_declarations(CALENDAR, portfolio, on=DAY, existing=existing))

    work(1)  # what is loaded at the first call
    assert work(200) < 5 * work(50)


def test_what_is_sent_is_no_alert() -> None:
    forecast = opened(FORECAST)
    open_now = {alert.window.kind for alert in afas.alerts(CALENDAR, [RELAY], on=DAY, declarations=[forecast])}
    assert open_now == {FORECAST, ACTUAL}
    for action, by in CAMPAIGN:
        forecast = afas.apply(forecast, action, by=by, roles=BOOK, at=AT, scale=SCALE).declaration
    assert [alert.window.kind for alert in afas.alerts(CALENDAR, [RELAY], on=DAY, declarations=[forecast])] == [ACTUAL]
    tasks = afas.followup.agenda(CALENDAR, [RELAY], on=DAY, declarations=[forecast])
    assert FORECAST not in {task.window.kind for task in tasks}
    other_year = afas.alerts(CALENDAR.project(2024), [RELAY], on=date(2024, 1, 16), declarations=[forecast])
    assert FORECAST in {alert.window.kind for alert in other_year}


def test_what_nobody_opened_in_time_can_be_opened_late_where_the_caf_takes_it() -> None:
    forecast = CALENDAR.window("RPE", DeclarationKind.FORECAST)

    def opened(day: date, calendar: afas.Calendar = CALENDAR, *, late: bool = True) -> set[DeclarationKind]:
        return {declaration.kind for declaration in afas.open_declarations(calendar, [RELAY], on=day, late=late)}

    assert DeclarationKind.FORECAST in opened(forecast.last, late=False)
    assert DeclarationKind.FORECAST not in opened(forecast.before, late=False)
    assert DeclarationKind.FORECAST in opened(forecast.before)
    assert DeclarationKind.FORECAST not in opened(forecast.available - timedelta(days=1))
    windows = tuple(attrs.evolve(window, after_deadline=AfterDeadline.REFUSED) for window in CALENDAR.windows)
    assert DeclarationKind.FORECAST not in opened(forecast.before, attrs.evolve(CALENDAR, windows=windows))


def test_figures_that_the_caf_gives_are_read_when_it_opens() -> None:
    """A figure given as text is kept as the exact figure: the declaration can be stored."""
    centre = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")
    given: Any = {"A1": {"general_scheme_share": "0.98"}}
    (forecast, *_) = afas.open_declarations(CALENDAR, [centre], on=DAY, given=given)
    assert forecast.given == {"general_scheme_share": Decimal("0.98")}
    assert isinstance(forecast.given["general_scheme_share"], Decimal)
    given = {"A1": {"general_scheme_share": 0.98}}
    with pytest.raises(InvalidInput):
        afas.open_declarations(CALENDAR, [centre], on=DAY, given=given)


def test_of_the_figures_of_several_years_those_of_the_year_before_are_taken() -> None:
    """A portal keeps what the Caf handed over each year; none of another year stands for it."""
    years = {("A3", FORECAST): [known(2021), known(2022), known(2023)], ("A3", ACTUAL): [known(2020)]}
    assert opened(FORECAST, previous=years).previous == known(2022)
    assert opened(ACTUAL, previous=years).previous == Known()
