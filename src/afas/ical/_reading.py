"""Windows read back from an iCalendar file, as clients leave it: moved, cancelled, copied, with times and zones."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import repeat
from typing import Any, Final

import attrs

from afas.errors import ExtraMissing, Fault, FaultKind, Faults
from afas.forms import DeclarationKind
from afas.ical._export import ICALENDAR
from afas.reading import UNREADABLE
from afas.text import Text
from afas.windows import Window

__all__ = ["WindowsRead", "read", "windows_of"]

NOT_ICALENDAR: Final = FaultKind(
    "not-icalendar", Text(fr="ce texte n’est pas de l’iCalendar : {found}", en="this text is no iCalendar: {found}")
)
INCOMPLETE_WINDOW: Final = FaultKind(
    "window-half-there",
    Text(
        fr="il manque le jour d’ouverture ou la date limite de {what}",
        en="the opening day or the deadline of {what} is missing",
    ),
)
NO_ZONE: Final = FaultKind(
    "instant-needs-zone",
    Text(
        fr="{found} est un instant : donnez le fuseau de la Caf à l’argument zone, pour savoir quel jour c’est",
        en="{found} is an instant: give the time zone of the Caf as the argument zone, to know which day it is",
    ),
)
CANCELLED: Final = FaultKind(
    "cancelled-event",
    Text(fr="{what} : annulé dans l’agenda, laissé de côté", en="{what}: cancelled in the client, left out"),
)
OLDER_COPY: Final = FaultKind(
    "older-copy",
    Text(
        fr="{what} : une copie plus récente du même événement est gardée",
        en="{what}: a newer copy of the same event is kept",
    ),
)
_FILE: Final = Text(fr="Fichier iCalendar", en="iCalendar file")
_DAYS: Final = ("OPENS", "LAST")
_Key = tuple[str, str, str, str]


@attrs.frozen
class WindowsRead:
    """The windows read from an iCalendar file.

    Attributes:
        windows: those that are whole and stand, in the order of the file.
        left_out: events that were not taken, each with its place in the file and why: cancelled, or an older copy.
    """

    windows: tuple[Window, ...]
    left_out: tuple[Fault, ...] = ()


def windows_of(text: str | bytes, *, zone: tzinfo | None = None) -> tuple[Window, ...]:
    """The windows that an iCalendar file holds; see `read`, which says what was left out too."""
    return read(text, zone=zone).windows


def read(text: str | bytes, *, zone: tzinfo | None = None) -> WindowsRead:
    """The windows of an iCalendar file; events that are not ours are left aside.

    The days are those of the events: one that was moved in the client comes back moved. An event that is cancelled
    takes its window away. Of several copies of an event the newest counts: the highest SEQUENCE, then the latest
    LAST-MODIFIED, then the last in the file.

    Args:
        text: the file.
        zone: of the Caf, to know on which of its days an instant falls (midnight in Paris is 22:00 UTC of the day
            before, in summer).

    Raises:
        ExtraMissing: the extra `ical` is not installed.
        InvalidInput: the file cannot be read, or a window is not whole; every fault is in `faults`.
    """
    faults = Faults(_FILE)
    left_out: list[Fault] = []
    newest = _newest(_events(text, faults), left_out)
    found: dict[_Key, dict[str, tuple[int, Any]]] = {}
    for (key, role), numbered in newest.items():
        found.setdefault(key, {})[role] = numbered
    windows = [_window(key, days, zone, faults, left_out) for key, days in found.items()]
    faults.raise_if_any()
    return WindowsRead(tuple(window for window in windows if window is not None), tuple(left_out))


def _events(text: str | bytes, faults: Faults) -> Iterator[tuple[int, Any]]:
    """The events that are ours, each with its rank in the file."""
    try:
        from icalendar import Calendar as Feed
    except ImportError as absent:
        raise ExtraMissing(ICALENDAR, "ical") from absent
    try:
        events = Feed.from_ical(text).walk("VEVENT")
    except (ValueError, IndexError, KeyError) as wrong:
        faults.add(NOT_ICALENDAR.at("", found=str(wrong)[:80]))
        return
    for rank, event in enumerate(events):
        if "X-AFAS-DAY" in event:
            yield rank, event


def _newest(events: Iterator[tuple[int, Any]], left_out: list[Fault]) -> dict[tuple[_Key, str], tuple[int, Any]]:
    """The newest copy of each event."""
    newest: dict[tuple[_Key, str], tuple[int, Any]] = {}
    for rank, event in events:
        caf, ps, kind, year = (str(event.get(f"x-afas-{name}", "")) for name in ("caf", "ps", "kind", "year"))
        key = ((caf, ps, kind, year), str(event["X-AFAS-DAY"]))
        other = newest.get(key)
        newer = other is None or _age(event) >= _age(other[1])
        if newer:
            newest[key] = rank, event
        if other is not None:
            older = other[0] if newer else rank
            left_out.append(OLDER_COPY.at(f"VEVENT[{older}]", what=f"{ps} {kind} {year}"[:80]))
    return newest


def _age(event: Any) -> tuple[int, datetime]:
    """Orders two copies of an event by age; one that cannot be read counts as the oldest."""
    sequence = event.get("sequence")
    return sequence if isinstance(sequence, int) else -1, max(
        map(_instant, ("last-modified", "dtstamp"), repeat(event))
    )


def _instant(name: str, event: Any) -> datetime:
    try:
        moment: datetime = event[name].dt
        return moment.astimezone(UTC) if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def _window(
    key: _Key, days: Mapping[str, tuple[int, Any]], zone: tzinfo | None, faults: Faults, left_out: list[Fault]
) -> Window | None:
    _, ps, kind, year = key
    what = f"{ps} {kind} {year}"[:80]
    path = f"VEVENT[{min(rank for rank, _ in days.values())}]"
    cancelled = [rank for rank, event in days.values() if str(event.get("status", "")).upper() == "CANCELLED"]
    if cancelled:
        left_out.append(CANCELLED.at(f"VEVENT[{cancelled[0]}]", what=what))
        return None
    before = len(faults.found)
    kinds = [kind.value for kind in DeclarationKind]
    if kind not in kinds:
        faults.add(UNREADABLE.at(f"{path}.X-AFAS-KIND", found=kind[:40], wanted=tuple(kinds)))
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        faults.add(UNREADABLE.at(f"{path}.X-AFAS-YEAR", found=year[:40], wanted="2023"))
    if any(role not in days for role in _DAYS):
        faults.add(INCOMPLETE_WINDOW.at(path, what=what))
        return None
    opens, last = (_day(days[role], zone, faults) for role in _DAYS)
    if opens is None or last is None or len(faults.found) > before:
        return None
    (_, first), (_, end) = (days[role] for role in _DAYS)
    included = str(end.get("x-afas-day-included", "")).upper() == "TRUE"
    tentative = any(str(event.get("status", "")).upper() == "TENTATIVE" for event in (first, end))
    return Window(ps, DeclarationKind(kind), int(year), opens, last + timedelta(days=1), included, tentative)


def _day(numbered: tuple[int, Any], zone: tzinfo | None, faults: Faults) -> date | None:
    """The day of an event: as it is written; for an instant, that of the Caf's time zone."""
    rank, event = numbered
    path = f"VEVENT[{rank}].DTSTART"
    try:
        start = event["dtstart"].dt
        named = "TZID" in event["dtstart"].params
        if isinstance(start, datetime):
            if start.tzinfo is None and not named:
                return start.date()
            if start.tzinfo is not None and zone is not None:
                return start.astimezone(zone).date()
            if start.tzinfo is not None:
                faults.add(NO_ZONE.at(path, found=start.isoformat()))
                return None
        elif isinstance(start, date) and start < date.max:
            return start
        found = f"{event['dtstart'].params.get('TZID', '')} {start}".strip()
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as wrong:
        found = str(wrong)
    faults.add(UNREADABLE.at(path, found=found[:80], wanted="20230212"))
    return None
