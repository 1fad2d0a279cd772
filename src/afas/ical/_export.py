"""Exports the days of windows, declarations and assignments as iCalendar."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final

import attrs

from afas.assignments import Assignment
from afas.calendar import Calendar
from afas.declarations import Declaration, Status, Summary
from afas.documents import one_line, plain
from afas.errors import AfasError, error
from afas.ical._lines import escaped, lines
from afas.text import Message, Text
from afas.windows import ALL, Window

__all__ = ["ICALENDAR", "InstantWithoutZone", "export"]


ICALENDAR: Final = Text(fr="Agenda iCalendar", en="iCalendar")


@error
class InstantWithoutZone(AfasError, ValueError):
    """A stamp of iCalendar is an instant in UTC."""

    code = "instant-without-zone"
    template = Text(
        fr="{found} n’a pas de fuseau : écrivez datetime(…, tzinfo=timezone.utc).",
        en="{found} has no time zone: write datetime(…, tzinfo=timezone.utc).",
    )
    found: str


_ALL_PS: Final = Text(fr="toutes PS", en="all PS")
_WHAT: Final = Text(fr="{ps}, {kind} {year}", en="{ps}, {kind} {year}")
_OPENS: Final = Text(fr="Ouverture : {what}", en="Opens: {what}")
_LAST: Final = Text(fr="Dernier jour pour transmettre : {what}", en="Last day to transmit: {what}")
_MARKED: Final = Text(fr="{said} (date provisoire)", en="{said} (provisional date)")
_DEADLINE: Final = Text(
    fr="Disponible le {available}, à transmettre {deadline}.", en="Available on {available}, to transmit {deadline}."
)
_STANDS: Final = Text(fr="{deadline} État : {status}.", en="{deadline} Status: {status}.")
_ROLE_ENDS: Final = Text(fr="Fin d’habilitation : {role}, {person}", en="Role ends: {role}, {person}")
_ROLE_WHERE: Final = Text(
    fr="{where} : l’habilitation de {person} court {period}.", en="{where}: the role of {person} runs {period}."
)


@attrs.frozen
class _Happening:
    """A day to be shown: what, when, and the data to read it back."""

    uid: str
    on: date
    summary: Message
    description: Message
    tentative: bool = False
    alarms: bool = True
    data: Mapping[str, str] = attrs.field(factory=dict)


def export(
    things: Iterable[Calendar | Declaration | Summary | Assignment],
    *,
    at: datetime,
    alarms: Iterable[int] = (7, 1),
    name: str = "Afas",
    names: Mapping[str, str] | None = None,
    locale: str = "fr",
) -> bytes:
    """These things as one iCalendar file; the same things give the same bytes.

    Args:
        things: calendars (all their windows), declarations, whole or in short (those still to be transmitted),
            assignments (those that end).
        at: the instant of the export, with its zone: DTSTAMP, LAST-MODIFIED, and SEQUENCE in minutes since 1970, so
            that of two copies of an event a client keeps the newer.
        alarms: reminders, in days before a deadline or the end of a role.
        name: of the calendar, as clients show it.
        names: of activities and sites, by id, for the assignments.
        locale: French or English.

    Raises:
        InstantWithoutZone: `at` has no zone.

    >>> from datetime import UTC
    >>> from afas import calendars
    >>> export([calendars.get("92", 2023)], at=datetime(2022, 12, 1, tzinfo=UTC)).decode().count("BEGIN:VEVENT")
    44
    """
    if at.tzinfo is None:
        raise InstantWithoutZone(at.isoformat())
    stamp = at.astimezone(UTC)
    days = sorted(set(alarms), reverse=True)
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//afas//afas//FR", "METHOD:PUBLISH")
    named = f"X-WR-CALNAME:{one_line(name)}"
    events = (
        line
        for thing in things
        for happening in _happenings(thing, names or {})
        for line in _event(happening, stamp, days, locale)
    )
    return lines((*head, named, *events, "END:VCALENDAR"))


def _happenings(thing: Calendar | Declaration | Summary | Assignment, names: Mapping[str, str]) -> list[_Happening]:
    match thing:
        case Calendar():
            return [happening for window in thing.windows for happening in _of_window(thing.caf, window)]
        case Declaration() | Summary():
            return _of_declaration(thing)
        case Assignment():
            return _of_assignment(thing, names)


def _of_window(caf: str, window: Window) -> list[_Happening]:
    what = _what(window)
    data = {
        "caf": caf,
        "ps": window.ps,
        "kind": window.kind.value,
        "year": str(window.year),
        "day-included": str(window.day_included).upper(),
    }
    described = _DEADLINE.fill(available=window.available, deadline=window.deadline)
    found = []
    for role, on, words in (("OPENS", window.available, _OPENS), ("LAST", window.last, _LAST)):
        uid = _uid("window", caf, window.ps, window.kind.value, str(window.year), role)
        said = words.fill(what=what)
        summary = _MARKED.fill(said=said) if window.provisional else said
        last = role == "LAST"
        found.append(_Happening(uid, on, summary, described, window.provisional, last, {**data, "day": role}))
    return found


def _what(window: Window, activity: str = "") -> Message:
    ps: object = activity or (_ALL_PS if window.ps == ALL else window.ps)
    return _WHAT.fill(ps=ps, kind=window.kind, year=str(window.year))


def _of_declaration(declaration: Declaration | Summary) -> list[_Happening]:
    """The deadline of a declaration; nothing once it is sent, or cancelled."""
    if declaration.status.sent or declaration.status is Status.CANCELLED:
        return []
    window = declaration.window
    said = _LAST.fill(what=_WHAT.fill(ps=declaration.activity.name, kind=declaration.kind, year=declaration.year.text))
    deadline = _DEADLINE.fill(available=window.available, deadline=window.deadline)
    uid = _uid(
        "declaration",
        declaration.activity.id,
        declaration.year.text.en,
        declaration.kind.value,
        str(declaration.sequence),
    )
    summary = _MARKED.fill(said=said) if window.provisional else said
    described = _STANDS.fill(deadline=deadline, status=declaration.status)
    return [_Happening(uid, window.last, summary, described, window.provisional)]


def _of_assignment(assignment: Assignment, names: Mapping[str, str]) -> list[_Happening]:
    """The last day of an assignment; nothing where it has no end, or never began."""
    period = assignment.held
    if period is None or period.last is None:
        return []
    where = assignment.site or assignment.activity
    uid = _uid(
        "assignment",
        assignment.role.value,
        assignment.person.id,
        assignment.activity,
        assignment.site or "",
        period.start.isoformat(),
    )
    summary = _ROLE_ENDS.fill(role=assignment.role, person=assignment.person.name)
    described = _ROLE_WHERE.fill(where=names.get(where, where), person=assignment.person.name, period=period.message)
    return [_Happening(uid, period.last, summary, described)]


def _uid(*parts: str) -> str:
    """A stable id: importing a feed again moves an event instead of adding a second one."""
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()[:32] + "@afas"


def _event(happening: _Happening, stamp: datetime, alarms: list[int], locale: str) -> Iterator[str]:
    """The lines of an event, and of its reminders."""
    summary = escaped(one_line(happening.summary.text(locale)))
    yield "BEGIN:VEVENT"
    yield f"SUMMARY:{summary}"
    yield f"DTSTART;VALUE=DATE:{_basic(happening.on)}"
    if happening.on < date.max:
        yield f"DTEND;VALUE=DATE:{_basic(happening.on + timedelta(days=1))}"
    yield f"DTSTAMP:{_basic(stamp)}"
    yield f"UID:{happening.uid}"
    yield f"SEQUENCE:{max(0, (stamp - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1))}"
    yield f"DESCRIPTION:{escaped(plain(happening.description.text(locale)))}"
    yield f"LAST-MODIFIED:{_basic(stamp)}"
    yield f"STATUS:{'TENTATIVE' if happening.tentative else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    for name, value in happening.data.items():
        yield f"X-AFAS-{name.upper()}:{one_line(value)}"
    for days in alarms if happening.alarms else ():
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{summary}")
        yield from (f"TRIGGER:{_before(days)}", "END:VALARM")
    yield "END:VEVENT"


def _basic(day: date | datetime) -> str:
    """A day, or an instant in UTC, in the basic format of ISO 8601."""
    written = f"{day:%H%M%S}Z" if isinstance(day, datetime) else ""
    return day.isoformat()[:10].replace("-", "") + (f"T{written}" if written else "")


def _before(days: int) -> str:
    return f"-P{days}D" if days > 0 else f"P{-days}D"
