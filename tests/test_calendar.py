"""The calendar: the published table, its edges, and what is not published."""

from datetime import date, timedelta

import pytest

import afas
from afas.calendar import Calendar, NoWindow, Window
from afas.calendars import CalendarNotPublished
from afas.errors import InvalidInput
from afas.forms import DeclarationKind
from afas.sources import Source
from afas.text import Text

SEINE = afas.calendars.get(caf="92", year=2023)
DAY = timedelta(days=1)


def test_the_table_is_the_one_published() -> None:
    june = SEINE.window("ALSH", DeclarationKind.UPDATE_JUNE)
    assert (june.available, june.before) == (date(2023, 6, 18), date(2023, 7, 13))
    aad = SEINE.window("AAD", DeclarationKind.ACTUAL)
    assert (aad.available, aad.before) == (date(2023, 2, 15), date(2023, 4, 30))
    clas = SEINE.window("CLAS", DeclarationKind.FORECAST)
    assert (clas.available, clas.before) == (date(2023, 8, 13), date(2023, 10, 12))
    # filled cells of the table: EAJE 4, ALSH 4, RAM 3, LAEP 2, PS JEUNES 2, MEDIATION 2, AAD 3, CLAS 2
    assert len(SEINE.windows) == 22


@pytest.mark.parametrize("window", SEINE.windows, ids=lambda window: f"{window.ps}-{window.kind}")
def test_law_7_each_window_opens_before_it_closes_and_the_last_day_is_too_late(window: Window) -> None:
    assert not window.open(window.available - DAY)
    assert window.open(window.available)
    assert window.open(window.before - DAY)
    assert not window.open(window.before)
    assert (window.days_left(window.before - DAY), window.days_left(window.before)) == (1, 0)


def test_observed_lengths_between_opening_and_deadline() -> None:
    lengths = {
        kind: {(w.before - w.available).days for w in SEINE.windows if w.kind is kind} for kind in DeclarationKind
    }
    assert lengths[DeclarationKind.FORECAST] == {60}
    assert lengths[DeclarationKind.ACTUAL] == {74, 45}  # 45: CLAS
    assert lengths[DeclarationKind.UPDATE_JUNE] == lengths[DeclarationKind.UPDATE_SEPTEMBER] == {25}


def test_a_kind_that_a_ps_has_not_is_an_error_that_says_what_there_is() -> None:
    with pytest.raises(NoWindow, match="Forecast, Actual and Update January to September"):
        SEINE.window("RAM", DeclarationKind.UPDATE_JUNE)


def test_a_year_not_published_is_an_error() -> None:
    with pytest.raises(CalendarNotPublished, match="92 2023"):
        afas.calendars.get(caf="92", year=2031)


def test_a_calendar_that_closes_before_it_opens_or_says_a_thing_twice_is_refused() -> None:
    bad = Window("EAJE", DeclarationKind.FORECAST, 2023, date(2023, 2, 1), date(2023, 1, 1))
    with pytest.raises(InvalidInput) as caught:
        Calendar("00", 2023, Text(fr="essai", en="trial"), (bad, bad), Source("essai", "Caf 00"))
    assert [fault.code for fault in caught.value.faults] == [
        "closes-before-it-opens",
        "closes-before-it-opens",
        "window-twice",
    ]


def test_a_calendar_of_another_caf_is_data_and_its_own_window_goes_before_the_common_one() -> None:
    rows = [
        {"ps": "*", "kind": "FORECAST", "year": 2023, "available": "2022-12-12", "before": "2023-02-10"},
        {"ps": "RPE", "kind": "FORECAST", "year": 2023, "available": "2023-01-02", "before": "2023-03-01"},
    ]
    calendar = Calendar.from_mapping({"caf": "00", "year": 2023, "windows": rows}, Source("essai", "Caf 00"))
    assert calendar.window("ALSH", DeclarationKind.FORECAST).before == date(2023, 2, 10)
    assert calendar.window("RAM", DeclarationKind.FORECAST).before == date(2023, 3, 1)
    assert [window.before for window in calendar.open_windows("RPE", on=date(2023, 2, 15))] == [date(2023, 3, 1)]


def test_a_bad_calendar_says_all_that_is_wrong() -> None:
    row = {"ps": "", "kind": "JUNE", "year": "2023", "available": "1 June", "before": 3, "late": True}
    with pytest.raises(InvalidInput) as caught:
        Calendar.from_mapping({"year": None, "windows": [row]}, Source("essai", "Caf 00"))
    keys = ("ps", "kind", "year", "available", "before", "late")
    assert {fault.path for fault in caught.value.faults} == {*(f"windows[0].{key}" for key in keys), "year", "caf"}


def test_what_can_be_read_of_a_bad_row_is_checked_too() -> None:
    """An unknown kind does not hide that the window closes before it opens, nor the same window twice elsewhere."""
    good = {"ps": "*", "kind": "FORECAST", "year": 2023, "available": "2022-12-12", "before": "2023-02-10"}
    unknown = {**good, "kind": "FORECASTS", "before": "2022-12-01"}
    with pytest.raises(InvalidInput) as caught:
        Calendar.from_mapping({"caf": "00", "year": 2023, "windows": [good, unknown, good]})
    assert {(fault.path, fault.code) for fault in caught.value.faults} == {
        ("windows[1].kind", "unreadable"),
        ("windows[1]", "closes-before-it-opens"),
        ("windows[2]", "window-twice"),
    }
