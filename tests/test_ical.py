"""iCalendar: what a client shows, read by two libraries; and the same windows back."""

import re
import sys
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas import calendars, ical
from afas.assignments import Assignment, Role
from afas.documents import one_line
from afas.errors import ExtraMissing, InvalidInput
from afas.periods import Period
from afas.windows import Window
from tests.receipt_cases import small
from tests.shown_cases import HOSTILE

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


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_an_event_is_the_same_whatever_stands_beside_it(locale: str) -> None:
    """Words that many events share are written once: none takes those of another window, status or language."""
    (amel, declared), signed = small_things()[::-1], small("SIGN")
    provisional = attrs.evolve(signed, window=attrs.evolve(signed.window, provisional=True))
    later = attrs.evolve(signed, window=attrs.evolve(signed.window, before=date(2023, 3, 1)))
    things = [PUBLISHED, PUBLISHED.project(2024), declared, small("VALIDATE"), provisional, later, amel]

    def written(*those: Any) -> bytes:
        made = ical.export(those, at=AT, locale=locale)
        return made[made.index(b"BEGIN:VEVENT") : made.index(b"END:VCALENDAR")]

    ical.export(things, at=AT, locale="en" if locale == "fr" else "fr")
    assert written(*things) == b"".join(map(written, things))
    assert len({written(one) for one in things}) == len(things)


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


def june(made: bytes, start: bytes) -> date:
    """The deadline of ALSH in June, once its last day stands so in the file."""
    moved = made.replace(b"DTSTART;VALUE=DATE:20230712", start)
    assert moved != made
    windows = ical.windows_of(moved, zone=ZoneInfo("Europe/Paris"))
    return next(one.before for one in windows if (one.ps, one.kind) == ("ALSH", afas.DeclarationKind.UPDATE_JUNE))


@pytest.mark.parametrize(
    "start",
    [
        b"DTSTART:20230711T220000Z",  # midnight in Paris, which is two hours ahead in July
        b"DTSTART;TZID=Europe/Paris:20230712T000000",
        b"DTSTART;TZID=America/Martinique:20230711T180000",
        b"DTSTART:20230712T093000",  # a floating time is that of the reader's wall
    ],
)
def test_an_instant_falls_on_a_day_of_the_caf(start: bytes) -> None:
    assert june(ical.export([PUBLISHED], at=AT), start) == date(2023, 7, 13)


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (b"DTSTART;VALUE=DATE:20230732", "unreadable"),
        (b"DTSTART;VALUE=DATE:99991231", "unreadable"),
        (b"DTSTART:99991231T235959Z", "unreadable"),
        (b"DTSTART;TZID=Nowhere/Town:20230712T000000", "unreadable"),
        (b"DTSTART:soon", "unreadable"),
        (b"X-NO-START:1", "unreadable"),
    ],
)
def test_a_day_that_is_none_is_an_error_of_ours(start: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        june(ical.export([PUBLISHED], at=AT), start)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert re.fullmatch(r"VEVENT\[\d+\]\.DTSTART", caught.value.faults[0].path)


def test_an_instant_without_the_zone_of_the_caf_is_refused() -> None:
    made = ical.export([PUBLISHED], at=AT).replace(b"DTSTART;VALUE=DATE:20230712", b"DTSTART:20230711T220000Z")
    with pytest.raises(InvalidInput, match="as the argument zone"):
        ical.windows_of(made)


def test_a_cancelled_event_takes_its_window_away_and_is_told() -> None:
    lines = ical.export([PUBLISHED], at=AT).split(b"BEGIN:VEVENT")
    lines[2] = lines[2].replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED")
    found = ical.read(b"BEGIN:VEVENT".join(lines))
    assert found.windows == PUBLISHED.windows[1:]
    assert [(fault.path, fault.code) for fault in found.left_out] == [("VEVENT[1]", "cancelled-event")]


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_newest_of_two_copies_counts(newest_first: bool) -> None:
    """The window of June 2023 moved by 3 days the day after: the second export counts, wherever it stands."""
    moved = attrs.evolve(PUBLISHED, windows=tuple(
        attrs.evolve(one, before=one.before + timedelta(days=3)) for one in PUBLISHED.windows))  # fmt: skip
    exports = [ical.export([moved], at=AT + timedelta(days=1)), ical.export([PUBLISHED], at=AT)]
    first, second = exports if newest_first else reversed(exports)
    both = first.replace(b"END:VCALENDAR\r\n", b"") + second.partition(b"X-WR-CALNAME:Afas\r\n")[2]
    found = ical.read(both)
    assert found.windows == moved.windows
    assert {fault.code for fault in found.left_out} == {"older-copy"}
    assert len(found.left_out) == 2 * len(PUBLISHED.windows)


def test_an_export_says_its_revision() -> None:
    """1 December 2022, 8:00 UTC is 27,831,360 minutes after 1 January 1970 (19,327 days and 8 hours)."""
    for event in events(ical.export([PUBLISHED], at=AT)):
        assert (int(event["SEQUENCE"]), event["LAST-MODIFIED"].dt) == (19_327 * 1440 + 480, AT)
    later = events(ical.export([PUBLISHED], at=AT + timedelta(hours=1)))
    assert int(later[0]["SEQUENCE"]) == 19_327 * 1440 + 540


@pytest.mark.parametrize("words", HOSTILE)
def test_law_11_no_words_become_a_line_of_icalendar(words: str) -> None:
    amel = afas.Person("U1", words)
    role = Assignment(Role.APPROVER, amel, "A3", Period(date(2022, 9, 1), date(2023, 9, 1)))
    started = small("SIGN")
    named = attrs.evolve(started, activity=attrs.evolve(started.activity, name=words))
    window = Window(words, afas.DeclarationKind.FORECAST, 2023, date(2023, 1, 1), date(2023, 2, 1))
    odd = attrs.evolve(PUBLISHED, caf=words, windows=(window,))
    made = ical.export([odd, named, role], at=AT, name=words, names={"A3": words})
    usual = ical.export([odd, started, role], at=AT)
    theirs = vobject.readOne(made.decode())
    assert [sorted(event) for event in events(made)] == [sorted(event) for event in events(usual)]
    assert len(theirs.vevent_list) == len(events(made)) == 4
    assert not any(byte < 32 or byte == 127 for line in made.split(b"\r\n") for byte in line)
    assert one_line(words) in str(events(made)[3]["SUMMARY"])
    assert len(icalendar.Calendar.from_ical(made).subcomponents) == 4


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
        ical.windows_of("")
    assert ical.export([PUBLISHED], at=AT), "writing needs no extra"
