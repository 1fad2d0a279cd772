"""What is to be done, by when, how many days are left; a projected calendar; what changed from one to another."""

import builtins
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas.calendar import Calendar, NoWindow, ProjectsBackwards, Window
from afas.errors import ExtraMissing, InvalidInput
from afas.followup import TaskState, agenda, alerts, next_tasks
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.sources import Source
from afas.text import Text
from afas.windows import ChangeKind, UnknownDepartment, french_holidays, working_days
from tests.test_no_io import watched

SEINE = afas.calendars.get("92", 2023)
HERE = Source("essai", "Caf 00")
ALSH = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")
AAD = Activity("A2", "P1", "AAD", "Aide à domicile", "NANTERRE")
FORECAST, ACTUAL, JUNE, SEPTEMBER = (
    DeclarationKind.FORECAST,
    DeclarationKind.ACTUAL,
    DeclarationKind.UPDATE_JUNE,
    DeclarationKind.UPDATE_SEPTEMBER,
)


def caf_00(**more: Any) -> Calendar:
    row = {"ps": "*", "kind": "FORECAST", "year": 2023, "available": "2022-12-12", "before": "2023-02-10"}
    return Calendar.from_mapping({"caf": "00", "year": 2023, "windows": [row], **more}, HERE)


def test_days_left_and_working_days_left_without_easter_monday() -> None:
    # AAD, actual: before 30 April. From Thursday 6 April: 6-29 April are 24 days; working days 6, 7, 11-14 (the 10th is
    # Easter Monday), 17-21, 24-28: 2 + 4 + 5 + 5 = 16
    holidays = french_holidays(date(2023, 1, 1), date(2023, 12, 31))
    task = next_tasks(SEINE, [AAD], on=date(2023, 4, 6), done=[("A2", FORECAST)], holidays=holidays)[0]
    assert (task.state, task.days, task.working_days) == (TaskState.OPEN, 24, 16)
    assert task.message.text("fr") == (
        "Aide à domicile, déclaration Réelle 2022 : à transmettre avant le 30 avril 2023, "
        "reste 24 jours (dont ouvrés : 16)"
    )


def test_public_holidays_are_the_french_ones_and_those_of_a_department() -> None:
    first, last = date(2023, 1, 1), date(2023, 12, 31)
    france = french_holidays(first, last)
    assert len(france) == 11  # the eleven of the labour code, L3133-1
    assert date(2023, 5, 29) in france  # Whit Monday: Easter 9 April + 50
    assert french_holidays(first, last, "57") - france == {
        date(2023, 4, 7),
        date(2023, 12, 26),
    }  # Good Friday, St Stephen
    assert working_days(date(2023, 5, 8), date(2023, 5, 8), france) == 0


def test_holidays_read_nothing_outside_once_imported() -> None:
    french_holidays(date(2023, 1, 1), date(2023, 12, 31))
    with watched() as seen:
        french_holidays(date(2023, 1, 1), date(2023, 12, 31))
    assert seen == []


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name == "holidays":
            raise ImportError(name)
        return plain(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ExtraMissing, match=r"pip install 'afas\[holidays\]'"):
        french_holidays(date(2023, 1, 1), date(2023, 1, 2))


def test_late_then_open_then_upcoming() -> None:
    found = agenda(SEINE, [ALSH], on=date(2023, 3, 30), done=[("A1", FORECAST)])
    # the actual declaration was due before 30 March: that day is the first late; June opens on 18 June, 80 days on
    assert [(task.window.kind, task.state, task.days) for task in found] == [
        (ACTUAL, TaskState.LATE, 1),
        (JUNE, TaskState.UPCOMING, 80),
        (SEPTEMBER, TaskState.UPCOMING, 171),
    ]
    assert "1 day late" in found[0].message.text("en")


def test_the_next_thing_to_do_for_a_portfolio() -> None:
    tasks = next_tasks(SEINE, [ALSH, AAD], on=date(2023, 9, 12), done=[("A1", k) for k in (FORECAST, ACTUAL, JUNE)])
    assert [(task.activity.id, task.window.kind, task.state) for task in tasks] == [
        ("A2", FORECAST, TaskState.LATE),
        ("A1", SEPTEMBER, TaskState.UPCOMING),
    ]
    everything = [("A1", kind) for kind in DeclarationKind]
    assert next_tasks(SEINE, [ALSH], on=date(2023, 9, 12), done=everything) == ()


def test_what_opens_and_closes_between_two_days_both_counted() -> None:
    assert {window.ps for window in SEINE.opening(date(2023, 6, 11), date(2023, 6, 18))} == {"EAJE", "ALSH"}
    assert {window.ps for window in SEINE.opening(date(2023, 6, 12), date(2023, 6, 18))} == {"ALSH"}
    # EAJE and AAD, September: before 5 October, so the last day is the 4th
    assert {window.ps for window in SEINE.closing(date(2023, 10, 4), date(2023, 10, 4))} == {"EAJE", "RPE", "AAD"}
    assert SEINE.closing(date(2023, 10, 5), date(2023, 10, 5)) == ()


def test_the_kinds_that_a_ps_lacks() -> None:
    assert SEINE.lacks("RAM") == (JUNE,)
    assert SEINE.lacks("LAEP") == (JUNE, SEPTEMBER)
    assert SEINE.lacks("ALSH") == ()


def test_a_caf_may_take_the_deadline_day_itself() -> None:
    strict, kind = caf_00().window("ALSH", FORECAST), caf_00(deadline_day="in time").window("ALSH", FORECAST)
    day = date(2023, 2, 10)
    assert (strict.open(day), kind.open(day)) == (False, True)
    assert (strict.late(day), kind.late(day), kind.late(day + timedelta(1))) == (True, False, True)
    assert strict.deadline.text("fr") == "avant le 10 février 2023"
    assert kind.deadline.text("fr") == "jusqu’au 10 février 2023 inclus"


def test_a_calendar_brings_its_terms_and_every_fault_of_both_is_told() -> None:
    terms = {"advances": [{"rate": "0.5", "on": "forecast validated"}], "year": 2023}
    calendar = caf_00(payment_terms=terms)
    assert calendar.payment_terms is not None
    assert calendar.payment_terms.year == 2023
    with pytest.raises(InvalidInput) as caught:
        caf_00(payment_terms={"advances": [{"rate": "5", "on": "forecast validated"}]}, deadline_day="maybe", note="?")
    assert {fault.path for fault in caught.value.faults} == {"payment_terms.advances[0].rate", "deadline_day", "note"}


def test_an_alias_in_a_calendar_is_its_ps_and_a_window_stands_near_its_year() -> None:
    row = {"ps": "RAM", "kind": "FORECAST", "year": 2023, "available": "2022-12-12", "before": "2023-02-10"}
    calendar = Calendar.from_mapping({"caf": "00", "year": 2023, "windows": [row]}, HERE)
    assert calendar.window("RPE", FORECAST).ps == "RPE"
    with pytest.raises(InvalidInput, match="far from the year 2023"):
        Calendar.from_mapping({"caf": "00", "year": 2023, "windows": [{**row, "available": "2032-12-12"}]}, HERE)


def test_next_year_by_hand() -> None:
    draft = SEINE.project(2024)
    # 18 June 2023 is a Sunday; 18 June 2024 a Tuesday, and the nearest Sunday the 16th; 25 days on: 11 July
    june = draft.window("ALSH", JUNE)
    assert (june.available, june.before) == (date(2024, 6, 16), date(2024, 7, 11))
    # 11 December 2022 is a Sunday; 11 December 2023 a Monday: the 10th; 60 days on: 8 February 2024
    forecast = draft.window("EAJE", FORECAST)
    assert (forecast.available, forecast.before, forecast.year) == (date(2023, 12, 10), date(2024, 2, 8), 2024)
    # 15 February 2023 is a Wednesday; 2024: Thursday, so the 14th; 74 days on, through 29 February: 28 April
    actual = draft.window("AAD", ACTUAL)
    assert (actual.available, actual.before) == (date(2024, 2, 14), date(2024, 4, 28))
    assert draft.payment_terms is None
    with pytest.raises(ProjectsBackwards, match="2023"):
        SEINE.project(2023)


def test_29_february_is_projected_to_the_same_weekday() -> None:
    # 29 February 2024 is a Thursday; 28 February 2025 a Friday: Thursday the 27th
    window = Window("*", ACTUAL, 2023, date(2024, 2, 29), date(2024, 4, 1))
    assert window.moved(1).available == date(2025, 2, 27)


def test_a_projection_says_everywhere_that_it_is_provisional() -> None:
    draft = SEINE.project(2024)
    assert draft.provisional
    assert not SEINE.provisional
    shown = [draft.name.fr, draft._repr_html_().splitlines()[0], draft.to_markdown("fr")]
    assert all("PROVISOIRE" in text for text in shown)
    assert draft.to_markdown("en").count("(provisional date)") == len(draft.windows)
    tasks = agenda(draft, [ALSH], on=date(2024, 1, 20))
    assert tasks
    assert all("provisional" in task.message.text("en") for task in tasks)
    assert all("provisoire" in alert.message.text("fr") for alert in alerts(draft, [ALSH], on=date(2024, 1, 20)))
    assert all("provisoire" in change.message.text("fr") for change in SEINE.changes(draft))


def test_two_calendars_compared_in_words() -> None:
    one = {"kind": "FORECAST", "year": 2023, "available": "2022-12-12"}
    before = caf_00(windows=[{**one, "ps": "*", "before": "2023-02-10"}, {**one, "ps": "RPE", "before": "2023-02-10"}])
    after = caf_00(
        windows=[
            {**one, "ps": "*", "before": "2023-02-13"},
            {"ps": "*", "kind": "ACTUAL", "year": 2022, "available": "2023-01-10", "before": "2023-03-01"},
        ]
    )
    found = before.changes(after)
    assert [change.kind for change in found] == [ChangeKind.MOVED, ChangeKind.REMOVED, ChangeKind.ADDED]
    assert [change.message.text("fr") for change in found] == [
        "toutes les PS, Prévisionnelle : à transmettre avant le 13 février 2023 au lieu de : avant le 10 février 2023 "
        "(3 jours plus tard)",
        "RPE, Prévisionnelle : n’existe plus",
        "toutes les PS, Réelle : nouvelle, ouverte le 10 janvier 2023, à transmettre avant le 1er mars 2023",
    ]
    assert found[0].message.text("en") == (
        "all PS, Forecast: to transmit before 13 February 2023 instead of: before 10 February 2023 (3 days later)"
    )
    assert SEINE.changes(SEINE) == ()


def test_the_calendar_shows_itself_and_escapes_what_it_was_given() -> None:
    assert "À transmettre" in SEINE._repr_html_()
    odd = Window("<b>", FORECAST, 2023, date(2023, 1, 1), date(2023, 2, 1))
    html = Calendar("00", 2023, Text(fr="<i>", en="<i>"), (odd,), HERE)._repr_html_()
    assert "<b>" not in html
    assert "<i>" not in html


kinds = st.sampled_from(DeclarationKind)
opens = st.dates(date(2022, 6, 1), date(2024, 6, 30))
windows = st.builds(
    lambda ps, kind, available, days: Window(ps, kind, 2023, available, available + timedelta(days)),
    st.sampled_from(["*", "ALSH", "RPE", "CLAS"]),
    kinds,
    opens,
    st.integers(1, 120),
)
calendars = st.lists(windows, min_size=1, max_size=10, unique_by=lambda window: (window.ps, window.kind)).map(
    lambda found: Calendar("00", 2023, Text(fr="essai", en="trial"), tuple(found), HERE)
)


@given(calendars, st.sampled_from(["ALSH", "RPE", "CLAS"]), kinds, st.integers(1, 5))
def test_law_7_a_calendar_opens_before_it_closes_and_covers_what_it_announces_and_nothing_else(
    calendar: Calendar, ps: str, kind: DeclarationKind, years: int
) -> None:
    for one in (calendar, calendar.project(2023 + years)):
        if kind in one.kinds(ps):
            window = one.window(ps, kind)
            assert window.available < window.before
            assert window.open(window.available)
            assert window.open(window.last)
            assert not window.open(window.before)
            assert window.late(window.before)
            assert not window.late(window.last)
        else:
            assert kind in one.lacks(ps)
            with pytest.raises(NoWindow):
                one.window(ps, kind)


@given(windows, st.integers(1, 8))
def test_law_7_a_projection_keeps_place_weekday_and_length(window: Window, years: int) -> None:
    moved = window.moved(years)
    assert moved.available.weekday() == window.available.weekday()
    assert moved.before - moved.available == window.before - window.available
    there = date(window.available.year + years, window.available.month, min(window.available.day, 28))
    assert abs((moved.available - there).days) <= 3 + max(0, window.available.day - 28)
    assert moved.provisional


@pytest.mark.parametrize(
    ("departments", "more"),
    [
        (["75", "92", "2A", "2B", "01", None], []),
        (["57", "67", "68"], [date(2023, 4, 7), date(2023, 12, 26)]),  # Good Friday and Saint Stephen's day
        (["974"], [date(2023, 12, 20)]),  # the end of slavery in La Réunion
    ],
)
def test_the_holidays_of_each_department(departments: list[str | None], more: list[date]) -> None:
    year = (date(2023, 1, 1), date(2023, 12, 31))
    for department in departments:
        assert french_holidays(*year, department) == french_holidays(*year) | set(more)


@pytest.mark.parametrize("department", ["20", "96", "999", "", "Alsace", 75])
def test_a_department_that_is_none_is_told(department: Any) -> None:
    with pytest.raises(UnknownDepartment):
        french_holidays(date(2023, 1, 1), date(2023, 1, 2), department)


# the day of the end of slavery (labour code, L3422-2)
END_OF_SLAVERY = {
    "971": date(2023, 5, 27), "972": date(2023, 5, 22), "973": date(2023, 6, 10), "974": date(2023, 12, 20),
    "976": date(2023, 4, 27), "977": date(2023, 10, 9), "978": date(2023, 5, 28),
}  # fmt: skip


def test_every_department_is_known_and_those_overseas_have_the_day_of_the_end_of_slavery() -> None:
    year = (date(2023, 1, 1), date(2023, 12, 31))
    country = french_holidays(*year)
    for department in (f"{number:02d}" for number in range(1, 96) if number not in (20, 57, 67, 68)):
        assert french_holidays(*year, department) == country, department
    assert {key for key in END_OF_SLAVERY if END_OF_SLAVERY[key] in french_holidays(*year, key) - country} == {
        *END_OF_SLAVERY
    }
    assert french_holidays(*year, "975") >= country
    with pytest.raises(UnknownDepartment) as refused:
        french_holidays(*year, "x" * 90)
    assert refused.value.found == "x" * 20
    assert set(refused.value.others) == {"57", "67", "68", "6AE", "975", *END_OF_SLAVERY}  # 6AE: Alsace as a whole


def test_holidays_are_those_between_two_days_both_counted_over_the_new_year() -> None:
    christmas, new_year = date(2022, 12, 25), date(2023, 1, 1)
    assert french_holidays(christmas, new_year) == {christmas, new_year}
    day = timedelta(days=1)
    assert french_holidays(christmas + day, new_year - day) == frozenset()
    assert french_holidays(date(2021, 12, 26), date(2022, 12, 24)) >= {date(2022, 1, 1), date(2022, 11, 11)}


@pytest.mark.parametrize(
    ("first", "end", "days"),
    [
        (date(2023, 4, 7), date(2023, 4, 7), 0), (date(2023, 4, 8), date(2023, 4, 7), 0),  # Friday
        (date(2023, 4, 7), date(2023, 4, 8), 1), (date(2023, 4, 7), date(2023, 4, 10), 1),
        (date(2023, 4, 8), date(2023, 4, 10), 0), (date(2023, 4, 10), date(2023, 4, 11), 0),  # Easter Monday
        (date(2023, 4, 10), date(2023, 4, 12), 1), (date(2023, 4, 3), date(2023, 4, 15), 9),
    ],
)  # fmt: skip
def test_working_days_are_monday_to_friday_without_holidays(first: date, end: date, days: int) -> None:
    assert working_days(first, end, {date(2023, 4, 10)}) == days
    assert working_days(first, end) == days + (first <= date(2023, 4, 10) < end)
