"""The calendars of the Cafs: `get(caf, year)`.

Add a calendar: write `calendars/<caf>_<year>.py` with a constant `CALENDAR` (copy the nearest one): it is found by
itself.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from afas.calendar import Calendar, DeclarationKind
from afas.errors import AfasError, error
from afas.text import Text

__all__ = ["CalendarNotPublished", "DeclarationKind", "TwoCalendars", "get", "known"]


@error
class CalendarNotPublished(AfasError, LookupError):
    """This Caf has published no calendar for that year, or none is known here."""

    code = "calendar-not-published"
    template = Text(
        fr="Aucun calendrier connu pour la Caf {caf} en {year} ; connus : {known}. "
        "Apportez le vôtre : Calendar.from_mapping(…, source=…), ou projetez-en un, provisoire : "
        "get(…).project({year}).",
        en="No calendar known for Caf {caf} in {year}; known: {known}. "
        "Bring your own: Calendar.from_mapping(…, source=…), or project one, provisional: get(…).project({year}).",
    )
    caf: str
    year: str
    known: tuple[str, ...]


@error
class TwoCalendars(AfasError, ValueError):
    """Two files hold the calendar of one Caf and year."""

    code = "two-calendars"
    template = Text(
        fr="Deux fichiers donnent le calendrier {caf} {year} : {first} et {second} ; n’en gardez qu’un.",
        en="Two files hold the {caf} {year} calendar: {first} and {second}; keep one of them.",
    )
    caf: str
    year: str
    first: str
    second: str


@cache
def _registry() -> dict[tuple[str, int], Calendar]:
    """Every calendar of this folder, by Caf and year, in that order."""
    found: dict[tuple[str, int], tuple[str, Calendar]] = {}
    for name in sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_")):
        calendar: Calendar = import_module(f"afas.calendars.{name}").CALENDAR
        key = (calendar.caf, calendar.year)
        if key in found:
            raise TwoCalendars(calendar.caf, str(calendar.year), found[key][0], name)
        found[key] = (name, calendar)
    return {key: found[key][1] for key in sorted(found)}


def known() -> tuple[tuple[str, int], ...]:
    """The calendars at hand, as (Caf, year)."""
    return tuple(_registry())


def get(caf: str, year: int) -> Calendar:
    """The calendar of a Caf (its number, e.g. "92") and a year.

    >>> get("92", 2023).window("ALSH", DeclarationKind.UPDATE_JUNE).before
    datetime.date(2023, 7, 13)

    Raises:
        CalendarNotPublished: none is known; never a guess.
    """
    calendar = next((found for key, found in _registry().items() if key == (caf, year)), None)
    if calendar is None:
        raise CalendarNotPublished(str(caf), str(year), tuple(f"{caf} {year}" for caf, year in known()))
    return calendar
