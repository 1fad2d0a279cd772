"""The yearly calendar of a Caf: for each PS and kind of declaration, when it opens and before when it is due.

`before` is strict ("à transmettre avant"): that day is too late. A kind without a window does not exist for
that PS. What a Caf has not published is an error, never a guess.

Imports: text, errors, periods, forms, partners, ps (the registry).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from afas import ps as registry
from afas.errors import AfasError, FaultKind, Faults, error
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.periods import FinancialYear
from afas.sources import Source
from afas.text import Message, Text

if TYPE_CHECKING:
    from afas.payments import PaymentTerms

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
    payment_terms: "PaymentTerms | None" = None

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

    def window(self, ps: str, kind: DeclarationKind) -> Window:
        """The window of a declaration (aliases of the PS are understood).

        Raises:
            NoWindow: the calendar announces none.
            UnknownPS: no PS has this code.
        """
        code = self._code(ps)
        for window in self.windows:
            if window.ps in (code, _ALL) and window.kind is kind:
                return window
        raise NoWindow(self.caf, self.year, kind, code, self.kinds(code))

    def _code(self, ps: str) -> str:
        """The code the windows use: a Caf may announce a PS whose rules are not written here yet."""
        return ps if any(window.ps == ps for window in self.windows) else registry.get(ps).code

    def kinds(self, ps: str) -> tuple[DeclarationKind, ...]:
        """The kinds of declaration announced for a PS."""
        return tuple(window.kind for window in self.windows if window.ps in (ps, _ALL))

    def open_windows(self, ps: str, on: date) -> tuple[Window, ...]:
        """What can be transmitted in time for this PS that day."""
        code = self._code(ps)
        return tuple(window for window in self.windows if window.ps in (code, _ALL) and window.open(on))

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
