"""Exports the days of windows, declarations and assignments as iCalendar."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

import attrs

from afas.assignments import Assignment
from afas.calendar import Calendar
from afas.declarations import Declaration, Status, Summary
from afas.documents import one_line, plain
from afas.errors import AfasError, error
from afas.forms import DeclarationKind
from afas.ical._lines import escaped, folded
from afas.periods import FinancialYear
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
_NAME: Final = "{activity}"
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
    """A day to be shown: what, when, and the data to read it back; its words are in the language of the export."""

    uid: str
    on: date
    summary: str
    description: str
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
    """These things as a single iCalendar file; the same things give the same bytes.

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
    writer = _Writer.of(at.astimezone(UTC), alarms)
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//afas//afas//FR", "METHOD:PUBLISH")
    named = f"X-WR-CALNAME:{one_line(name)}"
    events = (writer.event(event) for thing in things for event in _happenings(thing, names or {}, locale))
    return b"".join((*map(folded, (*head, named)), *events, folded("END:VCALENDAR")))


def _happenings(
    thing: Calendar | Declaration | Summary | Assignment, names: Mapping[str, str], locale: str
) -> list[_Happening]:
    match thing:
        case Calendar():
            return [happening for window in thing.windows for happening in _of_window(thing.caf, window, locale)]
        case Declaration() | Summary():
            return _of_declaration(thing, locale)
        case Assignment():
            return _of_assignment(thing, names, locale)


def _of_window(caf: str, window: Window, locale: str) -> list[_Happening]:
    what = _WHAT.fill(ps=_ALL_PS if window.ps == ALL else window.ps, kind=window.kind, year=str(window.year))
    data = {
        "caf": caf,
        "ps": window.ps,
        "kind": window.kind.value,
        "year": str(window.year),
        "day-included": str(window.day_included).upper(),
    }
    found = []
    for role, on, words in (("OPENS", window.available, _OPENS), ("LAST", window.last, _LAST)):
        uid = _uid("window", caf, window.ps, window.kind.value, str(window.year), role)
        summary = _marked(words.fill(what=what), window)(locale)
        described = _stands(window, None, locale)
        found.append(_Happening(uid, on, summary, described, window.provisional, role == "LAST", {**data, "day": role}))
    return found


def _marked(said: Message, window: Window) -> Message:
    """The words about a window; where no Caf has published its dates, they say so."""
    return _MARKED.fill(said=said) if window.provisional else said


@lru_cache(1024)
def _stands(window: Window, status: Status | None, locale: str) -> str:
    """The days of a window, and where a declaration stands: thousands of declarations share a few windows."""
    deadline = _DEADLINE.fill(available=window.available, deadline=window.deadline)
    return (deadline if status is None else _STANDS.fill(deadline=deadline, status=status))(locale)


@lru_cache(1024)
def _last_day(kind: DeclarationKind, year: FinancialYear, window: Window, locale: str) -> str:
    """The words of a last day, with `_NAME` where the activity is named: thousands of declarations share them too."""
    return _marked(_LAST.fill(what=_WHAT.fill(ps=_NAME, kind=kind, year=year.text)), window)(locale)


def _of_declaration(declaration: Declaration | Summary, locale: str) -> list[_Happening]:
    """The deadline of a declaration; nothing once it is sent, or cancelled."""
    if declaration.status.sent or declaration.status is Status.CANCELLED:
        return []
    window, activity, kind, year = declaration.window, declaration.activity, declaration.kind, declaration.year
    uid = _uid("declaration", activity.id, year.text.en, kind.value, str(declaration.sequence))
    summary = _last_day(kind, year, window, locale).replace(_NAME, activity.name)
    return [_Happening(uid, window.last, summary, _stands(window, declaration.status, locale), window.provisional)]


def _of_assignment(assignment: Assignment, names: Mapping[str, str], locale: str) -> list[_Happening]:
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
    return [_Happening(uid, period.last, summary(locale), described(locale))]


def _uid(*parts: str) -> str:
    """A stable id: importing a feed again moves an event instead of adding a second event."""
    return hashlib.sha256("\x1f".join(parts).encode(errors="surrogatepass")).hexdigest()[:32] + "@afas"


@attrs.frozen
class _Writer:
    """Writes events; the lines that all of them share are written once.

    Attributes:
        stamped: DTSTAMP.
        revision: SEQUENCE.
        changed: LAST-MODIFIED.
        triggers: the end of each reminder, the earliest first.
    """

    stamped: bytes
    revision: bytes
    changed: bytes
    triggers: tuple[bytes, ...]

    @classmethod
    def of(cls, stamp: datetime, alarms: Iterable[int]) -> "_Writer":
        """For an export of this instant, with reminders so many days before."""
        minutes = max(0, (stamp - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(minutes=1))
        days = sorted(set(alarms), reverse=True)
        return cls(
            folded(f"DTSTAMP:{_basic(stamp)}"),
            folded(f"SEQUENCE:{minutes}"),
            folded(f"LAST-MODIFIED:{_basic(stamp)}"),
            tuple(folded(f"TRIGGER:{_before(day)}") + b"END:VALARM\r\n" for day in days),
        )

    def event(self, happening: _Happening) -> bytes:
        """An event and its reminders."""
        summary = escaped(one_line(happening.summary))
        parts = [
            b"BEGIN:VEVENT\r\n",
            folded(f"SUMMARY:{summary}"),
            _day(happening.on),
            self.stamped,
            folded(f"UID:{happening.uid}"),
            self.revision,
            folded(f"DESCRIPTION:{escaped(plain(happening.description))}"),
            self.changed,
            b"STATUS:TENTATIVE\r\n" if happening.tentative else b"STATUS:CONFIRMED\r\n",
            b"TRANSP:TRANSPARENT\r\n",
            *(folded(f"X-AFAS-{name.upper()}:{one_line(value)}") for name, value in happening.data.items()),
        ]
        if happening.alarms and self.triggers:
            shown = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n" + folded(f"DESCRIPTION:{summary}")
            parts += [shown + trigger for trigger in self.triggers]
        parts.append(b"END:VEVENT\r\n")
        return b"".join(parts)


def _day(on: date) -> bytes:
    """A whole day: it ends as the next begins."""
    start = folded(f"DTSTART;VALUE=DATE:{_basic(on)}")
    return start + folded(f"DTEND;VALUE=DATE:{_basic(on + timedelta(days=1))}") if on < date.max else start


def _basic(day: date | datetime) -> str:
    """A day, or an instant in UTC, in the basic format of ISO 8601."""
    written = f"{day:%H%M%S}Z" if isinstance(day, datetime) else ""
    return day.isoformat()[:10].replace("-", "") + (f"T{written}" if written else "")


def _before(days: int) -> str:
    return f"-P{days}D" if days > 0 else f"P{-days}D"
