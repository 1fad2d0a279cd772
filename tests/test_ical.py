"""iCalendar: what a client shows, read by two libraries; and the same windows back."""

import sys
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas import calendars, ical
from afas.assignments import Assignment, Role
from afas.errors import ExtraMissing, InvalidInput
from afas.periods import Period
from tests.receipt_cases import small

AT = datetime(2022, 12, 1, 8, tzinfo=UTC)
PUBLISHED = calendars.get("92", 2023)


def events(made: bytes) -> list[Any]:
    """The events, as icalendar reads them; what a property holds it does not say by type."""
    return list(icalendar.Calendar.from_ical(made).walk("VEVENT"))


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_windows_go_to_icalendar_and_come_back(locale: str) -> None:
    assert ical.windows_of(ical.export([PUBLISHED], at=AT, locale=locale)) == PUBLISHED.windows


def test_a_projected_calendar_is_tentative_and_comes_back_provisional() -> None:
    projected = PUBLISHED.project(2024)
    made = ical.export([projected], at=AT)
    assert {str(event["STATUS"]) for event in events(made)} == {"TENTATIVE"}
    assert all("(date provisoire)" in event["SUMMARY"] for event in events(made))
    assert ical.windows_of(made) == projected.windows
    assert {str(event["STATUS"]) for event in events(ical.export([PUBLISHED], at=AT))} == {"CONFIRMED"}


def test_the_last_day_shown_is_the_last_in_time() -> None:
    """ALSH, June: "à transmettre avant" 13 July 2023, so the last day is 12 July; reminders 7 days and 1 day before."""
    june = next(one for one in PUBLISHED.windows if one.ps == "ALSH" and one.kind == "UPDATE_JUNE")
    opens, last = events(ical.export([attrs.evolve(PUBLISHED, windows=(june,))], at=AT))
    assert opens["DTSTART"].dt == date(2023, 6, 18)
    assert (last["DTSTART"].dt, last["DTEND"].dt) == (date(2023, 7, 12), date(2023, 7, 13))
    assert str(last["SUMMARY"]) == "Dernier jour pour transmettre : ALSH, Actualisée Janvier à Juin 2023"
    assert "avant le 13 juillet 2023" in str(last["DESCRIPTION"])
    assert [alarm["TRIGGER"].dt for alarm in last.walk("VALARM")] == [timedelta(days=-7), timedelta(days=-1)]
    assert list(opens.walk("VALARM")) == []
    assert last["DTSTAMP"].dt == AT


def test_alarms_are_asked_for() -> None:
    made = events(ical.export([PUBLISHED], at=AT, alarms=(1, 30, 30)))[1]
    assert [alarm["TRIGGER"].dt.days for alarm in made.walk("VALARM")] == [-30, -1]
    assert events(ical.export([PUBLISHED], at=AT, alarms=()))[1].walk("VALARM") == []


def test_another_library_reads_the_same() -> None:
    made = ical.export([PUBLISHED, *small_things()], at=AT)
    theirs = vobject.readOne(made.decode())
    assert len(theirs.vevent_list) == len(events(made)) == 2 * len(PUBLISHED.windows) + 2
    for one, other in zip(theirs.vevent_list, events(made), strict=True):
        assert one.uid.value == str(other["UID"])
        assert one.dtstart.value == other["DTSTART"].dt
        assert one.summary.value == str(other["SUMMARY"])
    assert theirs.vevent_list[1].valarm.trigger.value == timedelta(days=-7)
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))


def small_things() -> list[afas.Declaration | Assignment]:
    amel = afas.Person("U1", "Amel Benoît")
    return [small("SIGN"), Assignment(Role.APPROVER, amel, "A3", Period(date(2022, 9, 1), date(2023, 9, 1)))]


def test_identifiers_depend_on_what_an_event_is_about_only() -> None:
    def uids(locale: str, at: datetime) -> list[str]:
        return [str(one["UID"]) for one in events(ical.export([PUBLISHED, *small_things()], at=at, locale=locale))]

    first = uids("fr", AT)
    assert len(set(first)) == len(first)
    assert uids("en", AT + timedelta(days=1)) == first
    moved = attrs.evolve(PUBLISHED, windows=tuple(
        attrs.evolve(one, before=one.before + timedelta(days=3)) for one in PUBLISHED.windows))  # fmt: skip
    assert [str(one["UID"]) for one in events(ical.export([moved], at=AT))] == first[: 2 * len(PUBLISHED.windows)]


def test_the_same_things_give_the_same_bytes() -> None:
    assert ical.export([PUBLISHED], at=AT) == ical.export([PUBLISHED], at=AT)


def test_a_declaration_has_a_deadline_until_it_is_sent() -> None:
    (event,) = events(ical.export([small("SIGN")], at=AT))
    assert event["DTSTART"].dt == date(2023, 2, 8)  # before 9 February 2023
    assert "État : Signée." in str(event["DESCRIPTION"])
    assert events(ical.export([small()], at=AT)) == []


def test_a_role_ends_on_the_last_day_it_is_held() -> None:
    """Given until 31 August included, withdrawn on 1 May: the last day is 30 April."""
    amel = afas.Person("U1", "Amel Benoît")
    given_for = Assignment(Role.APPROVER, amel, "A3", Period(date(2022, 9, 1), date(2023, 9, 1)))
    (event,) = events(ical.export([given_for], at=AT, names={"A3": "Relais du Centre"}))
    assert event["DTSTART"].dt == date(2023, 8, 31)
    assert "Relais du Centre" in str(event["DESCRIPTION"])
    (event,) = events(ical.export([attrs.evolve(given_for, withdrawn=date(2023, 5, 1))], at=AT))
    assert event["DTSTART"].dt == date(2023, 4, 30)
    for endless in (Period(date(2022, 9, 1)),):
        assert events(ical.export([attrs.evolve(given_for, period=endless)], at=AT)) == []
    assert events(ical.export([attrs.evolve(given_for, withdrawn=date(2022, 9, 1))], at=AT)) == []


def test_a_day_moved_in_the_client_comes_back_moved() -> None:
    made = ical.export([PUBLISHED], at=AT).replace(b"DTSTART;VALUE=DATE:20230712", b"DTSTART;VALUE=DATE:20230714")
    back = {(one.ps, one.kind): one.before for one in ical.windows_of(made)}
    assert back["ALSH", afas.DeclarationKind.UPDATE_JUNE] == date(2023, 7, 15)


def test_what_is_wrong_in_a_file_is_told_at_once() -> None:
    made = ical.export([PUBLISHED], at=AT).replace(b"X-AFAS-YEAR:2022", b"X-AFAS-YEAR:soon")
    half = made.replace(b"X-AFAS-DAY:OPENS", b"X-AFAS-DAY:NEVER", 1)
    with pytest.raises(InvalidInput) as caught:
        ical.windows_of(half)
    codes = [fault.code for fault in caught.value.faults]
    assert codes.count("window-half-there") == 1
    assert codes.count("unreadable") == sum(one.year == 2022 for one in PUBLISHED.windows)


@given(st.text(max_size=80) | st.binary(max_size=80))
def test_whatever_comes_in_is_windows_or_an_error(text: str | bytes) -> None:
    with suppress(InvalidInput):  # another exception fails
        assert ical.windows_of(text) == ()


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ical.InstantWithoutZone, match=r"tzinfo=timezone\.utc"):
        ical.export([PUBLISHED], at=AT.replace(tzinfo=None))


def test_an_absent_extra_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'afas\[ical\]'"):
        ical.export([PUBLISHED], at=AT)
    with pytest.raises(ExtraMissing):
        ical.windows_of("")
