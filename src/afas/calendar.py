"""The yearly calendar of a Caf: for each PS and kind of declaration, when it opens and before when it is due.

`before` is strict ("à transmettre avant"): that day is too late. A kind without a window does not exist for
that PS. What a Caf has not published is an error, never a guess.

Imports: text, errors, periods, forms, partners, terms, ps (the registry).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import attrs

from afas import ps as registry
from afas.errors import AfasError, FaultKind, Faults, error
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.periods import FinancialYear
from afas.sources import Source
from afas.terms import PaymentTerms
from afas.text import Message, Text

__all__ = ["Alert", "Calendar", "DeclarationKind", "NoWindow", "Window", "alerts"]

_ALL: Final = "*"


@error
class NoWindow(AfasError, LookupError):
    """The calendar announces no such declaration for this PS."""

    code = "no-window"
    template = Text(
        fr="Le calendrier {caf} {year} n’a pas de déclaration « {kind} » pour {ps} ; il annonce : {known}.",
        en="The {caf} {year} calendar has no “{kind}” declaration for {ps}; it announces: {known}.",
    )
    caf: str
    year: int
    kind: DeclarationKind
    ps: str
    known: tuple[DeclarationKind, ...]

    @property
    def fields(self) -> Mapping[str, object]:
        """The kinds known, or the word for none."""
        shown: object = self.known or Text(fr="rien", en="nothing")
        return {"caf": self.caf, "year": str(self.year), "kind": self.kind, "ps": self.ps, "known": shown}


@attrs.frozen
class Window:
    """When a declaration can be made.

    Attributes:
        ps: code of the PS ("*": all).
        kind: of declaration.
        year: the financial year it is about (N, or N-1 for the actual).
        available: first day on the portal.
        before: the first day that is too late.
    """

    ps: str
    kind: DeclarationKind
    year: int
    available: date
    before: date

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


UNREADABLE = FaultKind(
    "unreadable",
    Text(fr="« {found} » ne se lit pas ; attendu : {wanted}", en="“{found}” cannot be read; expected: {wanted}"),
)
_KEYS: Final = ("ps", "kind", "year", "available", "before")


def _read_window(row: object, path: str, faults: Faults) -> Window:
    given = row if isinstance(row, Mapping) else {}
    for key in given.keys() - set(_KEYS):
        faults.add(UNREADABLE.at(f"{path}.{key}", found=str(key)[:40], wanted=", ".join(_KEYS)))
    ps = given.get("ps")
    if not isinstance(ps, str) or not ps:
        faults.add(UNREADABLE.at(f"{path}.ps", found=str(ps)[:40], wanted='"ALSH", "*"'))
    kinds = {kind.value: kind for kind in DeclarationKind}
    kind = kinds.get(str(given.get("kind")))
    if kind is None:
        faults.add(UNREADABLE.at(f"{path}.kind", found=str(given.get("kind"))[:40], wanted=", ".join(kinds)))
    year = _read_year(given.get("year"), f"{path}.year", faults)
    days = [_read_day(given.get(key), f"{path}.{key}", faults) for key in ("available", "before")]
    return Window(str(ps), kind or DeclarationKind.FORECAST, year, *days)


def _read_year(raw: object, path: str, faults: Faults) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and 1900 <= raw <= 2200:
        return raw
    faults.add(UNREADABLE.at(path, found=str(raw)[:40], wanted="2023"))
    return 0


def _read_day(raw: object, path: str, faults: Faults) -> date:
    try:
        return date.fromisoformat(raw if isinstance(raw, str) else "")
    except ValueError:
        faults.add(UNREADABLE.at(path, found=str(raw)[:40], wanted="2023-02-10"))
        return date.min


@attrs.frozen
class Calendar:
    """The declarations a Caf takes in a year.

    Raises:
        InvalidInput: a window closes before it opens, or stands twice.
    """

    caf: str
    year: int
    name: Text
    windows: tuple[Window, ...]
    source: Source
    payment_terms: PaymentTerms | None = None

    def __attrs_post_init__(self) -> None:
        faults = Faults(Text(fr=f"Calendrier {self.caf} {self.year}", en=f"Calendar {self.caf} {self.year}"))
        seen = set()
        for rank, window in enumerate(self.windows):
            path = f"windows[{rank}]"
            if window.before <= window.available:
                faults.add(CLOSES_BEFORE_IT_OPENS.at(path, available=window.available, before=window.before))
            if (window.ps, window.kind) in seen:
                faults.add(TWICE.at(path))
            seen.add((window.ps, window.kind))
        faults.raise_if_any()

    @classmethod
    def from_mapping(cls, data: Mapping[str, object], source: Source) -> "Calendar":
        """A calendar that a portal brings, from JSON: `{"caf", "year", "windows": [{"ps", "kind", "year", …}]}`.

        Raises:
            InvalidInput: anything is wrong; every fault is in `faults`, with its path.

        >>> row = {"ps": "*", "kind": "FORECAST", "year": 2023, "available": "2022-12-12", "before": "2023-02-10"}
        >>> Calendar.from_mapping({"caf": "00", "year": 2023, "windows": [row]}, Source("essai", "Caf 00")).year
        2023
        """
        faults = Faults(Text(fr="Calendrier", en="Calendar"))
        rows = data.get("windows")
        if not isinstance(rows, (list, tuple)) or not rows:
            faults.add(UNREADABLE.at("windows", found=str(rows)[:40], wanted="[{ps, kind, year, available, before}]"))
            rows = ()
        windows = tuple(_read_window(row, f"windows[{rank}]", faults) for rank, row in enumerate(rows))
        year = _read_year(data.get("year"), "year", faults)
        caf = data.get("caf")
        if not isinstance(caf, str) or not caf:
            faults.add(UNREADABLE.at("caf", found=str(caf)[:40], wanted='"92"'))
        faults.raise_if_any()
        name = Text(fr=f"Caf {caf}, {year}", en=f"Caf {caf}, {year}")
        return cls(str(caf), year, name, windows, source)

    def window(self, ps: str, kind: DeclarationKind) -> Window:
        """The window of a declaration (aliases of the PS are understood).

        Raises:
            NoWindow: the calendar announces none.
            UnknownPS: no PS has this code.
        """
        code = self._code(ps)
        for one in (code, _ALL):
            for window in self.windows:
                if window.ps == one and window.kind is kind:
                    return window
        raise NoWindow(self.caf, self.year, kind, code, self.kinds(code))

    def _code(self, ps: str) -> str:
        """The code the windows use: a Caf may announce a PS whose rules are not written here yet."""
        return ps if any(window.ps == ps for window in self.windows) else registry.get(ps).code

    def kinds(self, ps: str) -> tuple[DeclarationKind, ...]:
        """The kinds of declaration announced for a PS."""
        return tuple(dict.fromkeys(window.kind for window in self.windows if window.ps in (ps, _ALL)))

    def open_windows(self, ps: str, on: date) -> tuple[Window, ...]:
        """What can be transmitted in time for this PS that day."""
        code = self._code(ps)
        offered = (self.window(code, kind) for kind in self.kinds(code))
        return tuple(window for window in offered if window.open(on))

    def financial_year(self, window: Window, ps: str) -> FinancialYear:
        """The year a window is about, civil or school as the PS runs."""
        return FinancialYear(window.year, registry.get(ps).school_year)


@attrs.frozen
class Alert:
    """Something to do today (*alerte*): a declaration open, soon due, or late."""

    activity: Activity
    window: Window
    message: Message


_ALERT: Final = Text(
    fr="{activity} : déclaration {kind} {year} à transmettre avant le {before} ({days} jours)",
    en="{activity}: {kind} declaration {year} to transmit before {before} ({days} days)",
)


def alerts(calendar: Calendar, activities: Iterable[Activity], on: date) -> tuple[Alert, ...]:
    """What is open that day for these activities, the most urgent first."""
    found = [
        Alert(
            activity,
            window,
            _ALERT.fill(
                activity=activity.name,
                kind=window.kind,
                year=str(window.year),
                before=window.before,
                days=window.days_left(on),
            ),
        )
        for activity in activities
        for window in calendar.open_windows(activity.ps, on)
    ]
    return tuple(sorted(found, key=lambda alert: (alert.window.before, alert.activity.id)))
