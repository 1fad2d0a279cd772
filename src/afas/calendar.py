"""The yearly calendar of a Caf: for each PS and kind of declaration, when it opens and before when it is due.

A kind without a window does not exist for that PS. What a Caf has not published is an error, never a guess; a
projection (`Calendar.project`) says everywhere that it is provisional.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs

from afas import ps as registry
from afas.documents import Document, Shown, Table
from afas.errors import AfasError, Faults, InvalidInput, error
from afas.forms import DeclarationKind
from afas.periods import FinancialYear
from afas.reading import Reader, unreadable
from afas.sources import Source
from afas.terms import PaymentTerms
from afas.text import Text, long_date
from afas.windows import (
    ALL,
    AfterDeadline,
    Change,
    Window,
    changes,
    check_windows,
    read_window,
)

__all__ = ["Calendar", "DeclarationKind", "NoWindow", "ProjectsBackwards", "Window"]

_BY_CALLER: Final = Source("calendrier fourni à l’appel", "appelant")


@error
class NoWindow(AfasError, LookupError):
    """The calendar announces no such declaration for this PS."""

    code = "no-window"
    template = Text(
        fr="Le calendrier {year}{draft} de la Caf {caf} n’a pas de déclaration « {kind} » pour {ps} ; il annonce : "
        "{known}.",
        en="The {year}{draft} calendar of Caf {caf} has no “{kind}” declaration for {ps}; it announces: {known}.",
    )
    caf: str
    year: int
    kind: DeclarationKind
    ps: str
    known: tuple[DeclarationKind, ...]
    provisional: bool = False

    @property
    def fields(self) -> Mapping[str, object]:
        """The kinds known, or the word for none."""
        shown: object = self.known or Text(fr="rien", en="nothing")
        draft: object = _DRAFT if self.provisional else ""
        return {
            "caf": self.caf, "year": str(self.year), "draft": draft, "kind": self.kind, "ps": self.ps, "known": shown,
        }  # fmt: skip


@error
class ProjectsBackwards(AfasError, ValueError):
    """Only a year after the published one is projected."""

    code = "projects-backwards"
    template = Text(
        fr="Le calendrier {known} est publié : il ne se projette que sur une année suivante, pas sur {asked}.",
        en="The {known} calendar is published: it is projected to a later year only, not to {asked}.",
    )
    known: str
    asked: str


_DRAFT: Final = Text(fr=" (provisoire)", en=" (provisional)")
_ITSELF: Final = Text(fr=", lui-même provisoire", en=", itself provisional")
_CALENDAR_KEYS = ("caf", "year", "windows", "deadline_day", "after_deadline", "zone", "payment_terms")
_PARIS: Final = "Europe/Paris"
_ZONE_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", re.ASCII)
_DEADLINE_DAYS = ("too late", "in time")


@attrs.frozen
class Calendar(Shown):
    """The declarations a Caf takes in a year.

    Attributes:
        zone: the name of its time zone (IANA), as "Europe/Paris" or "Indian/Reunion": a caller who needs an instant
            hands in `ZoneInfo(calendar.zone)`; the library reads no table of zones.

    Raises:
        InvalidInput: a window closes before it opens, or stands twice; the zone is no name of a zone.
    """

    caf: str
    year: int
    name: Text
    windows: tuple[Window, ...]
    source: Source
    payment_terms: PaymentTerms | None = None
    zone: str = _PARIS

    def __attrs_post_init__(self) -> None:
        faults = Faults(Text(fr=f"Calendrier {self.caf} {self.year}", en=f"Calendar {self.caf} {self.year}"))
        check_windows(self.windows, faults)
        _read_zone(Reader(faults), self.zone)
        faults.raise_if_any()

    @classmethod
    def from_mapping(cls, data: Mapping[str, object], source: Source = _BY_CALLER) -> "Calendar":
        """A calendar that a portal brings, from JSON: `{"caf", "year", "windows": [{"ps", "kind", "year", …}]}`.

        `"deadline_day": "in time"` says that the days of `before` are the last in time; by default they are too late.
        `"after_deadline": "REFUSED"` says that a declaration first transmitted after its deadline is refused; by
        default it is taken and marked late. `"zone"` names the time zone, "Europe/Paris" by default.
        `"payment_terms"` are those of `PaymentTerms.from_mapping`, for the calendar's year unless they say otherwise.
        Without a `source`, what is shown says that the caller supplied it.

        Raises:
            InvalidInput: anything is wrong; every fault is in `faults`, with its path.

        >>> row = {"ps": "*", "kind": "FORECAST", "year": 2023, "available": "2022-12-12", "before": "2023-02-10"}
        >>> Calendar.from_mapping({"caf": "00", "year": 2023, "windows": [row]}).year
        2023
        """
        faults = Faults(Text(fr="Calendrier", en="Calendar"))
        reader = Reader(faults, unknown_key=unreadable)
        given = reader.mapping(data, "", known=_CALENDAR_KEYS, called="calendar")
        deadline = reader.choice(given.get("deadline_day", "too late"), "deadline_day", _DEADLINE_DAYS)
        taken_late = AfterDeadline.TAKEN_LATE.value
        late = reader.choice(
            given.get("after_deadline", taken_late), "after_deadline", [a.value for a in AfterDeadline]
        )
        after = AfterDeadline(late or taken_late)
        windows = reader.each(
            given.get("windows"),
            "windows",
            "[{ps, kind, year, available, before}]",
            lambda row: read_window(row, deadline == "in time", reader, after),
            needed=True,
        )
        year = reader.year(given.get("year"), "year")
        caf = reader.text(given.get("caf"), "caf", '"92"')
        terms = _read_terms(given.get("payment_terms"), year, source, faults)
        zone = _read_zone(reader, given.get("zone", _PARIS))
        check_windows(tuple(windows), faults)
        faults.raise_if_any()
        name = Text(fr=f"Caf {caf}, {year}", en=f"Caf {caf}, {year}")
        # without a year, a fault was raised
        return cls(str(caf), year or 0, name, tuple(windows), source, terms, str(zone))

    def window(self, ps: str, kind: DeclarationKind) -> Window:
        """The window of a declaration (aliases of the PS are understood).

        Raises:
            NoWindow: the calendar announces none.
            UnknownPS: no PS has this code.
        """
        code = self.code(ps)
        for scope in (code, ALL):
            for window in self.windows:
                if window.ps == scope and window.kind is kind:
                    return window
        raise NoWindow(self.caf, self.year, kind, code, self.kinds(code), self.provisional)

    def code(self, ps: str) -> str:
        """The code the windows use for a PS, by any of its names.

        A Caf may announce a PS whose rules are not written here yet.
        """
        return ps if any(window.ps == ps for window in self.windows) else registry.get(ps).code

    def kinds(self, ps: str) -> tuple[DeclarationKind, ...]:
        """The kinds of declaration announced for a PS."""
        return tuple(dict.fromkeys(window.kind for window in self.windows if window.ps in (ps, ALL)))

    def lacks(self, ps: str) -> tuple[DeclarationKind, ...]:
        """The kinds of declaration that do not exist for a PS in this calendar."""
        announced = self.kinds(self.code(ps))
        return tuple(kind for kind in DeclarationKind if kind not in announced)

    def opening(self, first: date, last: date) -> tuple[Window, ...]:
        """The windows that open between two days, both counted, the earliest first."""
        found = [window for window in self.windows if first <= window.available <= last]
        return tuple(sorted(found, key=lambda window: (window.available, window.ps)))

    def closing(self, first: date, last: date) -> tuple[Window, ...]:
        """The windows whose last day in time is between two days, both counted, the earliest first."""
        found = [window for window in self.windows if first <= window.last <= last]
        return tuple(sorted(found, key=lambda window: (window.before, window.ps)))

    @property
    def provisional(self) -> bool:
        """Does it hold dates that no Caf has published?"""
        return any(window.provisional for window in self.windows)

    def project(self, year: int) -> "Calendar":
        """A draft of a later year's calendar, marked provisional: same place in the year, weekday and length.

        The Cafs whose dates are known keep their lengths (60 days for a forecast, 74 for an actual declaration, 45 for
        that of CLAS, 25 for an update) and their weekdays. Terms of payment belong to one year: it has none.

        Raises:
            ProjectsBackwards: that year is not later.
        """
        if year <= self.year:
            raise ProjectsBackwards(str(self.year), str(year))
        itself = _ITSELF if self.provisional else Text(fr="", en="")
        return Calendar(
            self.caf,
            year,
            Text(
                fr=f"Caf {self.caf}, {year} : PROVISOIRE, projeté d’après {self.year}{itself.fr}",
                en=f"Caf {self.caf}, {year}: PROVISIONAL, projected from {self.year}{itself.en}",
            ),
            tuple(window.moved(year - self.year) for window in self.windows),
            self.source,
            zone=self.zone,
        )

    def open_windows(self, ps: str, *, on: date, late: bool = False) -> tuple[Window, ...]:
        """The declarations that can be transmitted that day for this PS; late ones too, if the Caf takes any."""
        code = self.code(ps)
        offered: dict[DeclarationKind, Window] = {}
        for window in self.windows:  # its own go before those of all PS
            if window.ps == code or (window.ps == ALL and window.kind not in offered):
                offered[window.kind] = window
        return tuple(w for w in offered.values() if w.open(on) or (late and w.taken_late(on)))

    def financial_year(self, window: Window, ps: str) -> FinancialYear:
        """The year a window is about, civil or school as the PS runs; civil where its rules are not written here.

        Raises:
            UnknownPS: no PS has this code, nor does the window.
        """
        try:
            return FinancialYear(window.year, registry.get(ps).school_year)
        except registry.UnknownPS:
            if ps not in (ALL, window.ps):
                raise
            return FinancialYear(window.year)

    def changes(self, newer: "Calendar") -> tuple[Change, ...]:
        """The differences with a newer calendar, PS by PS and kind by kind; empty if there are none.

        Calendars of two years are compared too: the words then give both dates, without a number of days.
        """
        return changes(self.windows, newer.windows)

    def document(self, locale: str = "fr") -> Document:
        """A table: a row for each window, with its PS, its declaration, its opening and its deadline."""
        rows = [
            (
                _EVERY_PS(locale) if window.ps == ALL else window.ps,
                f"{window.kind.text(locale)} {self.financial_year(window, window.ps).text(locale)}",
                long_date(window.available, locale),
                window.deadline.text(locale),
            )
            for window in self.windows
        ]
        return Document(self.name(locale), locale, (Table("", [head(locale) for head in _HEAD], rows),))


_EVERY_PS = Text(fr="toutes", en="all")
_HEAD = (
    Text(fr="PS", en="PS"),
    Text(fr="Déclaration", en="Declaration"),
    Text(fr="Ouverte le", en="Opens on"),
    Text(fr="À transmettre", en="To transmit"),
)


def _read_zone(reader: Reader, zone: object) -> str | None:
    return reader.text(zone, "zone", '"Europe/Paris"', _ZONE_NAME.fullmatch)


def _read_terms(raw: object, year: int | None, source: Source, faults: Faults) -> PaymentTerms | None:
    if raw is None:
        return None
    try:
        given = {"year": year, **raw} if isinstance(raw, Mapping) else {}
        return PaymentTerms.from_mapping(given, source)
    except InvalidInput as refusal:
        with faults.at("payment_terms"):
            faults.add(*refusal.faults)
        return None
