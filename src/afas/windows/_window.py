"""A window: the period in which a declaration can be made; and the reading of windows from JSON.

`before` is strict ("à transmettre avant"): that day is too late. A Caf whose deadline day is itself in time has the
day after as `before`, and says so in words.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import attrs

from afas import ps as registry
from afas.errors import FaultKind, Faults
from afas.forms import DeclarationKind
from afas.periods import YEARS
from afas.reading import UNREADABLE, Reader
from afas.text import Code, Message, Text

__all__ = [
    "ALL",
    "AfterDeadline",
    "Window",
    "check_windows",
    "day_count",
    "read_window",
]

ALL: Final = "*"

_BEFORE = Text(fr="avant le {day}", en="before {day}")
_THROUGH = Text(fr="jusqu’au {day} inclus", en="by {day}, that day included")
_DAY = Text(fr="{days} jour", en="{days} day")
_DAYS = Text(fr="{days} jours", en="{days} days")
_PROVISIONAL = Text(fr="{deadline} (date provisoire)", en="{deadline} (provisional date)")


class AfterDeadline(Code):
    """The treatment of a declaration that is first transmitted after its deadline."""

    TAKEN_LATE = "TAKEN_LATE", Text(fr="acceptée, et marquée en retard", en="taken, and marked late")
    REFUSED = "REFUSED", Text(fr="refusée", en="refused")


@attrs.frozen
class Window:
    """When a declaration can be made.

    Attributes:
        ps: code of the PS ("*": all).
        kind: of declaration.
        year: the financial year it is about (N, or N-1 for the actual).
        available: first day on the portal.
        before: the first day that is too late.
        day_included: does the Caf announce the last day in time, rather than the first that is too late?
        provisional: is it a projection, that no Caf has published?
        after_deadline: what becomes of a declaration that is first transmitted after the deadline.

    Raises:
        InvalidInput: its year or a day of it is not between 1900 and 2200 (`unreadable`).
    """

    ps: str
    kind: DeclarationKind
    year: int
    available: date
    before: date
    day_included: bool = False
    provisional: bool = False
    after_deadline: AfterDeadline = AfterDeadline.TAKEN_LATE

    def __attrs_post_init__(self) -> None:
        if self.year in YEARS and self.available.year in YEARS and self.before.year in YEARS:
            return
        faults = Faults(Text(fr="Période de déclaration", en="Window of a declaration"))
        _check_year(self.year, "year", faults)
        for name, day in (("available", self.available), ("before", self.before)):
            _check_day(day, name, faults)
        faults.raise_if_any()

    @property
    def last(self) -> date:
        """The last day in time."""
        return self.before - timedelta(days=1)

    @property
    def deadline(self) -> Message:
        """The deadline as the Caf announces it, marked where it is provisional."""
        said = _THROUGH.fill(day=self.last) if self.day_included else _BEFORE.fill(day=self.before)
        return _PROVISIONAL.fill(deadline=said) if self.provisional else said

    def late(self, on: date) -> bool:
        """Is it too late that day?"""
        return on >= self.before

    def taken_late(self, on: date) -> bool:
        """Is it too late that day, and does the Caf still take the declaration?"""
        return self.late(on) and self.after_deadline is AfterDeadline.TAKEN_LATE

    def moved(self, years: int) -> "Window":
        """The same window years later, provisional: the nearest day of the same weekday, and the same length.

        Raises:
            InvalidInput: that is not between 1900 and 2200.

        >>> june = Window("ALSH", DeclarationKind.UPDATE_JUNE, 2023, date(2023, 6, 18), date(2023, 7, 13))
        >>> june.moved(1).available, june.moved(1).before
        (datetime.date(2024, 6, 16), datetime.date(2024, 7, 11))
        """
        faults = Faults(Text(fr="Période de déclaration", en="Window of a declaration"))
        _check_year(self.year + years, "year", faults)
        _check_year(self.available.year + years, "available", faults)
        faults.raise_if_any()
        try:
            same = self.available.replace(year=self.available.year + years)
        except ValueError:  # 29 February
            same = self.available.replace(year=self.available.year + years, day=28)
        step = (self.available.weekday() - same.weekday() + 3) % 7 - 3
        opens = same + timedelta(days=step)
        until = opens + (self.before - self.available)
        return attrs.evolve(self, year=self.year + years, available=opens, before=until, provisional=True)

    def open(self, on: date) -> bool:
        """Can it be transmitted in time that day?"""
        return self.available <= on < self.before

    def days_left(self, on: date) -> int:
        """Days in which it can still be transmitted, this one included; zero once late."""
        return max(0, (self.before - on).days)


CLOSES_BEFORE_IT_OPENS = FaultKind(
    "closes-before-it-opens",
    Text(
        fr="s’ouvre le {available} et serait due avant le {before}",
        en="opens on {available} and would be due before {before}",
    ),
)
TWICE = FaultKind(
    "window-twice", Text(fr="la même déclaration a deux périodes", en="the same declaration has two windows")
)
FAR_FROM_ITS_YEAR = FaultKind(
    "far-from-its-year",
    Text(fr="s’ouvre le {available}, loin de l’exercice {year}", en="opens on {available}, far from the year {year}"),
)
_KEYS: Final = ("ps", "kind", "year", "available", "before")


def day_count(days: int) -> Message:
    """A number of days, in words."""
    return (_DAY if days == 1 else _DAYS).fill(days=days)


def check_windows(windows: tuple[Window, ...], faults: Faults) -> None:
    """A window opens before it closes, near its year, and stands once; what could not be read is left out."""
    unread = {fault.path for fault in faults.found}
    seen = set()
    for rank, window in enumerate(windows):
        path = f"windows[{rank}]"
        read = {key for key in _KEYS if f"{path}.{key}" not in unread}
        if {"available", "before"} <= read and window.before <= window.available:
            faults.add(CLOSES_BEFORE_IT_OPENS.at(path, available=window.available, before=window.before))
        if {"available", "year"} <= read and not window.year - 1 <= window.available.year <= window.year + 2:
            faults.add(FAR_FROM_ITS_YEAR.at(path, available=window.available, year=str(window.year)))
        if {"ps", "kind"} <= read:
            if (window.ps, window.kind) in seen:
                faults.add(TWICE.at(path))
            seen.add((window.ps, window.kind))


def read_window(row: object, day_included: bool, reader: Reader, after: AfterDeadline) -> Window:
    """A window, from a mapping; the reader keeps every fault of it, and 1 January 1900 stands for a day unread."""
    given = row if isinstance(row, Mapping) else {}
    reader.strangers(given, _KEYS)
    ps = reader.text(given.get("ps"), "ps", '"ALSH", "*"')
    kind = reader.choice(given.get("kind"), "kind", [kind.value for kind in DeclarationKind])
    year = reader.year(given.get("year"), "year")
    available, before = (reader.day(given.get(key), key) for key in ("available", "before"))
    if before is not None and day_included:
        before += timedelta(days=1)
    return Window(
        registry.code_of(ps or ""),
        DeclarationKind(kind or DeclarationKind.FORECAST),
        year or _UNREAD.year,
        available or _UNREAD,
        before or _UNREAD,
        day_included,
        after_deadline=after,
    )


_YEARS: Final = f"{YEARS[0]}-{YEARS[-1]}"
_UNREAD: Final = date(YEARS[0], 1, 1)
"""Stands for a day that could not be read, until the faults are raised."""


def _check_year(year: int, path: str, faults: Faults) -> bool:
    if year not in YEARS:
        faults.add(UNREADABLE.at(path, found=str(year) if abs(year) < 10**9 else "…", wanted=_YEARS))
    return year in YEARS


def _check_day(day: date, path: str, faults: Faults) -> bool:
    if day.year not in YEARS:
        faults.add(UNREADABLE.at(path, found=day.isoformat(), wanted=_YEARS))
    return day.year in YEARS
