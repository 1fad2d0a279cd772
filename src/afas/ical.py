"""The calendar of declarations as iCalendar (RFC 5545), for the client each person already has; and back.

What is exported: the windows of a Caf's calendar (the day it opens, and the last day in time, with reminders), the
deadlines of declarations that are not transmitted, the last days of assignments. The identifier of an event depends
on what it is about only: importing again moves events, and doubles none. Dates that no Caf has published are
tentative. `windows_of` reads windows back, with the days as they stand in the client.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import attrs

from afas.assignments import Assignment
from afas.calendar import Calendar
from afas.declarations import Declaration, Status
from afas.errors import AfasError, ExtraMissing, FaultKind, Faults, error
from afas.forms import DeclarationKind
from afas.text import Message, Text
from afas.windows import ALL, UNREADABLE, Window

__all__ = ["InstantWithoutZone", "export", "windows_of"]


_ICALENDAR = Text(fr="Agenda iCalendar", en="iCalendar")


@error
class InstantWithoutZone(AfasError, ValueError):
    """A stamp of iCalendar is an instant in UTC."""

    code = "instant-without-zone"
    template = Text(
        fr="{found} n’a pas de fuseau : écrivez datetime(…, tzinfo=timezone.utc).",
        en="{found} has no time zone: write datetime(…, tzinfo=timezone.utc).",
    )
    found: str


NOT_ICALENDAR = FaultKind(
    "not-icalendar", Text(fr="ce texte n’est pas de l’iCalendar : {found}", en="this text is no iCalendar: {found}")
)
INCOMPLETE_WINDOW = FaultKind(
    "window-half-there",
    Text(
        fr="il manque le jour d’ouverture ou la date limite de {what}",
        en="the opening day or the deadline of {what} is missing",
    ),
)

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
    things: Iterable[Calendar | Declaration | Assignment],
    *,
    at: datetime,
    alarms: Iterable[int] = (7, 1),
    name: str = "Afas",
    names: Mapping[str, str] | None = None,
    locale: str = "fr",
) -> bytes:
    """These things as one iCalendar file; the same things give the same bytes.

    Args:
        things: calendars (all their windows), declarations (those still to be transmitted), assignments (those that
            end).
        at: the instant of the export (DTSTAMP), with its zone.
        alarms: reminders, in days before a deadline or the end of a role.
        name: of the calendar, as clients show it.
        names: of activities and sites, by id, for the assignments.
        locale: French or English.

    Raises:
        ExtraMissing: the extra `ical` is not installed.
        InstantWithoutZone: `at` has no zone.

    >>> from datetime import UTC
    >>> from afas import calendars
    >>> export([calendars.get("92", 2023)], at=datetime(2022, 12, 1, tzinfo=UTC)).decode().count("BEGIN:VEVENT")
    44
    """
    try:
        from icalendar import Calendar as Feed
    except ImportError as absent:
        raise ExtraMissing(_ICALENDAR, "ical") from absent
    if at.tzinfo is None:
        raise InstantWithoutZone(at.isoformat())
    feed = Feed()
    for key, value in (("prodid", "-//afas//afas//FR"), ("version", "2.0"), ("method", "PUBLISH")):
        feed.add(key, value)
    feed.add("x-wr-calname", name)
    stamp = at.astimezone(UTC)
    days = sorted(set(alarms), reverse=True)
    for thing in things:
        for one in _happenings(thing, names or {}):
            feed.add_component(_event(one, stamp, days, locale))
    return bytes(feed.to_ical())


def _happenings(thing: Calendar | Declaration | Assignment, names: Mapping[str, str]) -> list[_Happening]:
    match thing:
        case Calendar():
            return [one for window in thing.windows for one in _of_window(thing.caf, window)]
        case Declaration():
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


def _of_declaration(one: Declaration) -> list[_Happening]:
    """The deadline of a declaration; nothing once it is sent, or cancelled."""
    if one.status.sent or one.status is Status.CANCELLED:
        return []
    window = one.window
    said = _LAST.fill(what=_WHAT.fill(ps=one.activity.name, kind=one.kind, year=one.year.text))
    deadline = _DEADLINE.fill(available=window.available, deadline=window.deadline)
    uid = _uid("declaration", one.activity.id, one.year.text.en, one.kind.value, str(one.sequence))
    summary = _MARKED.fill(said=said) if window.provisional else said
    described = _STANDS.fill(deadline=deadline, status=one.status)
    return [_Happening(uid, window.last, summary, described, window.provisional)]


def _of_assignment(one: Assignment, names: Mapping[str, str]) -> list[_Happening]:
    """The last day of an assignment; nothing where it has no end, or never began."""
    held = one.held
    if held is None or held.last is None:
        return []
    where = one.site or one.activity
    uid = _uid("assignment", one.role.value, one.person.id, one.activity, one.site, held.start.isoformat())
    summary = _ROLE_ENDS.fill(role=one.role, person=one.person.name)
    described = _ROLE_WHERE.fill(where=names.get(where, where), person=one.person.name, period=held.message)
    return [_Happening(uid, held.last, summary, described)]


def _uid(*parts: str) -> str:
    """The same for the same thing, on any machine."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32] + "@afas"


def _event(one: _Happening, stamp: datetime, alarms: list[int], locale: str) -> Any:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", one.on)
    event.add("dtend", one.on + timedelta(days=1))
    event.add("summary", one.summary.text(locale))
    event.add("description", one.description.text(locale))
    event.add("status", "TENTATIVE" if one.tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    for name, value in one.data.items():
        event.add(f"x-afas-{name}", value)
    for days in alarms if one.alarms else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.summary.text(locale))
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event


# ---------------------------------------------------------------------------------------------- and back


def windows_of(text: str | bytes) -> tuple[Window, ...]:
    """The windows that an iCalendar file holds, in its order; events that are not ours are left aside.

    The days are those of the events: one that was moved in the client comes back moved.

    Raises:
        ExtraMissing: the extra `ical` is not installed.
        InvalidInput: the file cannot be read, or a window is not whole; every fault is in `faults`.
    """
    try:
        from icalendar import Calendar as Feed
    except ImportError as absent:
        raise ExtraMissing(_ICALENDAR, "ical") from absent
    faults = Faults(Text(fr="Fichier iCalendar", en="iCalendar file"))
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    try:
        events = Feed.from_ical(text).walk("VEVENT")
    except (ValueError, IndexError, KeyError) as wrong:
        faults.add(NOT_ICALENDAR.at("", found=str(wrong)[:80]))
        events = []
    for rank, event in enumerate(events):
        if "X-AFAS-DAY" in event:
            key = tuple(str(event.get(f"x-afas-{name}", "")) for name in ("caf", "ps", "kind", "year"))
            found.setdefault(key, {"rank": rank})[str(event["X-AFAS-DAY"])] = event
    windows = [_read(key, days, faults) for key, days in found.items()]
    faults.raise_if_any()
    return tuple(window for window in windows if window is not None)


def _read(key: tuple[str, ...], days: Mapping[str, Any], faults: Faults) -> Window | None:
    _, ps, kind, year = key
    path = f"VEVENT[{days['rank']}]"
    kinds = [one.value for one in DeclarationKind]
    before = len(faults.found)
    if kind not in kinds:
        faults.add(UNREADABLE.at(f"{path}.X-AFAS-KIND", found=kind[:40], wanted=tuple(kinds)))
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        faults.add(UNREADABLE.at(f"{path}.X-AFAS-YEAR", found=year[:40], wanted="2023"))
    if "OPENS" not in days or "LAST" not in days:
        faults.add(INCOMPLETE_WINDOW.at(path, what=f"{ps} {kind} {year}"))
        return None
    opens, last = (_day(days[role], f"{path}.DTSTART", faults) for role in ("OPENS", "LAST"))
    if opens is None or last is None or len(faults.found) > before:
        return None
    included = str(days["LAST"].get("x-afas-day-included", "")).upper() == "TRUE"
    tentative = any(str(days[role].get("status", "")).upper() == "TENTATIVE" for role in ("OPENS", "LAST"))
    return Window(ps, DeclarationKind(kind), int(year), opens, last + timedelta(days=1), included, tentative)


def _day(event: Any, path: str, faults: Faults) -> date | None:
    start = getattr(event.get("dtstart"), "dt", None)
    if isinstance(start, datetime):
        return start.date()
    if isinstance(start, date) and start < date.max:
        return start
    faults.add(UNREADABLE.at(path, found=str(start)[:40], wanted="20230212"))
    return None
