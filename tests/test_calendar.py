"""The calendar: the published table, its edges, and what is not published."""

from datetime import date, timedelta

import attrs
import pytest

import afas
from afas.calendar import Calendar, NoWindow, Window
from afas.calendars import CalendarNotPublished
from afas.errors import InvalidInput
from afas.forms import DeclarationKind
from afas.ps import UnknownPS
from afas.sources import Source
from afas.text import Text
from afas.windows import AfterDeadline

SEINE = afas.calendars.get(caf="92", year=2023)
DAY = timedelta(days=1)


PUBLISHED = {
    # the service's table of 2023: for each PS forecast 2023, actual 2022, June and September (available, before)
    ("92", 2023): """
        EAJE  2022-12-11 2023-02-09  2023-01-15 2023-03-30  2023-06-11 2023-07-06  2023-09-10 2023-10-05
        ALSH  2022-12-18 2023-02-16  2023-01-15 2023-03-30  2023-06-18 2023-07-13  2023-09-17 2023-10-12
        RPE   2022-12-11 2023-02-09  2023-01-15 2023-03-30  -          -           2023-09-10 2023-10-05
        LAEP  2022-12-11 2023-02-09  2023-01-15 2023-03-30  -          -           -          -
        PS_JEUNES 2022-12-11 2023-02-09  2023-01-15 2023-03-30  -      -           -          -
        MEDIATION_FAMILIALE 2022-12-11 2023-02-09  2023-01-15 2023-03-30  - -      -          -
        AAD   2022-12-11 2023-02-09  2023-02-15 2023-04-30  -          -           2023-09-10 2023-10-05
        CLAS  2023-08-13 2023-10-12  2023-07-15 2023-08-29  -          -           -          -
    """,
    # the page of the Somme for its partners: one set for all PS; of 2024, the actual declaration 2023 alone
    ("80", 2023): "*  2022-12-15 2023-02-13  2023-01-16 2023-03-31  2023-06-15 2023-07-10  2023-09-17 2023-10-12",
    ("80", 2024): "*  - -  2024-01-16 2024-03-31  - -  - -",
}
KINDS = (
    DeclarationKind.FORECAST,
    DeclarationKind.ACTUAL,
    DeclarationKind.UPDATE_JUNE,
    DeclarationKind.UPDATE_SEPTEMBER,
)


def test_every_calendar_is_the_table_that_its_caf_published() -> None:
    assert set(afas.calendars.known()) == set(PUBLISHED)
    for (caf, year), table in PUBLISHED.items():
        read = [row.split() for row in table.strip().splitlines()]
        windows = [
            Window(
                ps, kind, year - (kind is DeclarationKind.ACTUAL), date.fromisoformat(first), date.fromisoformat(day)
            )
            for ps, *days in read
            for kind, first, day in zip(KINDS, days[::2], days[1::2], strict=True)
            if first != "-"
        ]
        calendar = afas.calendars.get(caf, year)
        assert (calendar.caf, calendar.year, calendar.zone) == (caf, year, "Europe/Paris")
        assert sorted(calendar.windows, key=repr) == sorted(windows, key=repr)


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


# --- both sides of each day and of each year


def rows(*windows: tuple[str, str, int, str, str], **more: object) -> Calendar:
    keys = ("ps", "kind", "year", "available", "before")
    listed = [dict(zip(keys, window, strict=True)) for window in windows]
    return Calendar.from_mapping({"caf": "00", "year": 2023, "windows": listed, **more})


def codes(window: Window) -> list[str]:
    try:
        Calendar("00", window.year, Text(fr="essai", en="trial"), (window,), Source("essai", "Caf 00"))
    except InvalidInput as refused:
        return [fault.code for fault in refused.faults]
    return []


@pytest.mark.parametrize(
    ("available", "before", "said"),
    [
        (date(2023, 2, 1), date(2023, 2, 2), []),  # open for one day
        (date(2023, 2, 1), date(2023, 2, 1), ["closes-before-it-opens"]),
        (date(2022, 1, 1), date(2022, 2, 1), []),  # the year before the year it is about, to two years after
        (date(2021, 12, 31), date(2022, 2, 1), ["far-from-its-year"]),
        (date(2025, 12, 31), date(2026, 2, 1), []),
        (date(2026, 1, 1), date(2026, 2, 1), ["far-from-its-year"]),
    ],
)
def test_law_7_a_window_is_open_for_a_day_at_least_and_near_its_year(
    available: date, before: date, said: list[str]
) -> None:
    assert codes(Window("*", DeclarationKind.FORECAST, 2023, available, before)) == said


@pytest.mark.parametrize(
    ("year", "available", "before", "paths"),
    [
        (1900, date(1900, 1, 1), date(1900, 2, 1), []),
        (2200, date(2200, 1, 1), date(2200, 12, 31), []),
        (1899, date(1900, 1, 1), date(1900, 2, 1), ["year"]),
        (2201, date(2200, 1, 1), date(2200, 2, 1), ["year"]),
        (1900, date(1899, 12, 31), date(1900, 2, 1), ["available"]),
        (2200, date(2200, 12, 1), date(2201, 1, 1), ["before"]),
        (0, date(1, 1, 1), date(9999, 1, 1), ["year", "available", "before"]),
    ],
)
def test_windows_are_of_the_years_1900_to_2200(year: int, available: date, before: date, paths: list[str]) -> None:
    found: list[str] = []
    try:
        Window("*", DeclarationKind.FORECAST, year, available, before)
    except InvalidInput as refused:
        found = [fault.path for fault in refused.faults]
    assert found == paths


@pytest.mark.parametrize(
    ("after", "late"), [("TAKEN_LATE", True), ("REFUSED", False)], ids=["taken late", "refused late"]
)
def test_a_window_that_is_over_is_offered_late_only_where_the_caf_takes_it(after: str, late: bool) -> None:
    calendar = rows(
        ("*", "FORECAST", 2023, "2022-12-12", "2023-02-10"),
        ("ALSH", "FORECAST", 2023, "2022-12-15", "2023-02-20"),  # goes before that of all PS
        ("*", "ACTUAL", 2022, "2023-01-15", "2023-03-30"),
        ("EAJE", "UPDATE_JUNE", 2023, "2023-01-01", "2023-12-31"),
        after_deadline=after,
    )

    def offered(day: date, ps: str = "ALSH", *, late: bool = False) -> list[tuple[str, DeclarationKind]]:
        return [(window.ps, window.kind) for window in calendar.open_windows(ps, on=day, late=late)]

    forecast, actual = ("ALSH", DeclarationKind.FORECAST), ("*", DeclarationKind.ACTUAL)
    assert offered(date(2022, 12, 14)) == []
    assert offered(date(2022, 12, 14), "RAM") == [("*", DeclarationKind.FORECAST)]
    assert offered(date(2022, 12, 15)) == [forecast]
    assert offered(date(2023, 2, 19)) == [forecast, actual]
    assert offered(date(2023, 2, 20)) == [actual]
    assert offered(date(2023, 2, 20), late=True) == ([forecast, actual] if late else [actual])
    assert offered(date(2023, 3, 30)) == []
    assert offered(date(2023, 3, 30), late=True) == ([forecast, actual] if late else [])
    assert offered(date(2022, 12, 14), late=True) == []  # what is not open yet is not late


def test_windows_that_open_or_close_come_in_the_order_of_their_days_then_of_their_ps() -> None:
    calendar = rows(
        ("RPE", "FORECAST", 2023, "2023-01-05", "2023-02-10"),
        ("ALSH", "FORECAST", 2023, "2023-01-05", "2023-02-10"),
        ("EAJE", "FORECAST", 2023, "2023-01-02", "2023-02-20"),
        ("LAEP", "FORECAST", 2023, "2023-01-08", "2023-02-09"),
    )
    first, last = date(2023, 1, 2), date(2023, 1, 8)
    assert [window.ps for window in calendar.opening(first, last)] == ["EAJE", "ALSH", "RPE", "LAEP"]
    assert [window.ps for window in calendar.opening(first + DAY, last - DAY)] == ["ALSH", "RPE"]
    # the last days in time: 8, 9, 9 and 19 February
    first, last = date(2023, 2, 8), date(2023, 2, 19)
    assert [window.ps for window in calendar.closing(first, last)] == ["LAEP", "ALSH", "RPE", "EAJE"]
    assert [window.ps for window in calendar.closing(first + DAY, last - DAY)] == ["ALSH", "RPE"]


def test_a_calendar_says_what_it_announces_for_a_ps_and_what_it_lacks() -> None:
    calendar = rows(
        ("RPE", "ACTUAL", 2022, "2023-01-05", "2023-02-10"), ("*", "FORECAST", 2023, "2023-01-05", "2023-02-10")
    )
    forecast, actual, june, september = KINDS
    assert calendar.kinds("RPE") == (actual, forecast)
    assert calendar.kinds("ALSH") == (forecast,)
    assert calendar.lacks("RAM") == (june, september)
    assert set(calendar.lacks("ALSH")) == {actual, june, september}
    with pytest.raises(NoWindow) as caught:
        rows(("RPE", "ACTUAL", 2022, "2023-01-05", "2023-02-10")).window("ALSH", actual)
    assert caught.value.text("en") == "The 2023 calendar of Caf 00 has no “Actual” declaration for ALSH; " + (
        "it announces: nothing."
    )


def test_a_window_is_about_a_civil_year_or_a_school_year_as_its_ps_runs() -> None:
    calendar = rows(
        ("*", "FORECAST", 2023, "2023-01-05", "2023-02-10"), ("PS_OF_2030", "ACTUAL", 2022, "2023-01-05", "2023-02-10")
    )
    every, unknown = calendar.windows
    years = {ps: calendar.financial_year(every, ps) for ps in ("ALSH", "CLAS", "*")}
    assert {ps: (year.year, year.school) for ps, year in years.items()} == {
        "ALSH": (2023, False),
        "CLAS": (2023, True),
        "*": (2023, False),
    }
    # a PS whose rules are not written here has civil years, in its own window alone
    assert calendar.financial_year(unknown, "PS_OF_2030") == calendar.financial_year(unknown, "ALSH")
    assert calendar.code("PS_OF_2030") == "PS_OF_2030"
    with pytest.raises(UnknownPS):
        calendar.financial_year(every, "PS_OF_2030")


def test_a_calendar_from_a_portal_holds_what_it_was_given_and_defaults_for_the_rest() -> None:
    row = ("RAM", "FORECAST", 2023, "2022-12-12", "2023-02-10")
    plain = rows(row)
    read = Window("RPE", DeclarationKind.FORECAST, 2023, date(2022, 12, 12), date(2023, 2, 10))
    assert (plain.caf, plain.year, plain.name.fr, plain.zone, plain.payment_terms) == (
        ("00", 2023, "Caf 00, 2023", "Europe/Paris", None)
    )
    assert plain.windows == (read,)
    assert plain.source.publisher == "appelant"
    (kept,) = rows(row, deadline_day="in time", after_deadline="REFUSED", zone="Indian/Reunion").windows
    assert kept == attrs.evolve(read, before=date(2023, 2, 11), day_included=True, after_deadline=AfterDeadline.REFUSED)
    assert (kept.last, kept.provisional) == (date(2023, 2, 10), False)


@pytest.mark.parametrize("zone", ["", " ", "Europe/Paris ", "/Paris", "Europe//Paris", "a/b/c/d", "../etc", 1, None])
def test_a_zone_has_the_name_of_a_zone(zone: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        rows(("*", "FORECAST", 2023, "2022-12-12", "2023-02-10"), zone=zone)
    assert [fault.path for fault in caught.value.faults] == ["zone"]
    with pytest.raises(InvalidInput) as caught:
        attrs.evolve(SEINE, zone=zone)  # type: ignore[arg-type] # a calendar that is made by hand too
    assert [fault.path for fault in caught.value.faults] == ["zone"]


def test_terms_of_a_calendar_are_of_its_year_unless_they_say_otherwise() -> None:
    row = ("*", "FORECAST", 2023, "2022-12-12", "2023-02-10")
    terms = {"advances": [{"rate": "0.5", "on": "forecast validated"}]}
    read = [rows(row, payment_terms=terms | more).payment_terms for more in ({}, {"year": 2024})]
    assert [one and one.year for one in read] == [2023, 2024]
    with pytest.raises(InvalidInput) as caught:
        rows(row, payment_terms=[terms])
    assert all(fault.path.startswith("payment_terms") for fault in caught.value.faults)


@pytest.mark.parametrize("windows", [None, [], {}, "2023"])
def test_a_calendar_has_a_window_at_least(windows: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        Calendar.from_mapping({"caf": "00", "year": 2023, "windows": windows})
    assert [fault.path for fault in caught.value.faults] == ["windows"]


def test_a_move_is_told_by_its_days_both_ways_and_only_within_a_year() -> None:
    def moved(*after: tuple[str, str, int, str, str], **more: object) -> list[str]:
        before = rows(("RPE", "FORECAST", 2023, "2023-01-05", "2023-02-10"))
        return [change.message.text("en") for change in before.changes(rows(*after, **more))]

    assert moved(("RPE", "FORECAST", 2023, "2023-01-05", "2023-02-10")) == []
    assert moved(("RPE", "FORECAST", 2023, "2023-01-04", "2023-02-12")) == [
        "RPE, Forecast: opens on 4 January 2023 instead of 5 January 2023 (1 day earlier) and to transmit before "
        "12 February 2023 instead of: before 10 February 2023 (2 days later)"
    ]
    assert moved(("RPE", "FORECAST", 2023, "2023-01-07", "2023-02-10")) == [
        "RPE, Forecast: opens on 7 January 2023 instead of 5 January 2023 (2 days later)"
    ]
    # the same last day in other words: nothing is earlier nor later
    assert moved(("RPE", "FORECAST", 2023, "2023-01-05", "2023-02-09"), deadline_day="in time") == [
        "RPE, Forecast: to transmit by 9 February 2023, that day included instead of: before 10 February 2023"
    ]
    assert moved(("RPE", "FORECAST", 2024, "2024-01-05", "2024-02-10")) == [
        "RPE, Forecast: opens on 5 January 2024 instead of 5 January 2023 and to transmit before 10 February 2024 "
        "instead of: before 10 February 2023"
    ]


def test_a_calendar_is_shown_whole_each_window_with_its_ps_its_year_and_its_days() -> None:
    calendar = rows(
        ("*", "FORECAST", 2023, "2022-12-12", "2023-02-10"), ("CLAS", "ACTUAL", 2022, "2023-07-15", "2023-08-29")
    )
    assert calendar.to_markdown("fr").splitlines()[-4:] == [
        "| PS | Déclaration | Ouverte le | À transmettre |",
        "|---|---|---|---|",
        "| toutes | Prévisionnelle 2023 | 12 décembre 2022 | avant le 10 février 2023 |",
        "| CLAS | Réelle 2022-2023 | 15 juillet 2023 | avant le 29 août 2023 |",
    ]
    assert "| all | Forecast 2023 | 12 December 2022 | before 10 February 2023 |" in calendar.to_markdown("en")
