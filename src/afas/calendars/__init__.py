"""The calendars of the Cafs: `get(caf, year)`.

Add one: write `calendars/<caf>_<year>.py` with a constant `CALENDAR`, and name its module below.
"""

from importlib import import_module
from typing import Final

from afas.calendar import Calendar, DeclarationKind
from afas.errors import AfasError, error
from afas.text import Text

__all__ = ["CalendarNotPublished", "DeclarationKind", "get", "known"]

_MODULES: Final = {("92", 2023): "hauts_de_seine_2023"}


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


def known() -> tuple[tuple[str, int], ...]:
    """The calendars at hand, as (Caf, year)."""
    return tuple(_MODULES)


def get(caf: str, year: int) -> Calendar:
    """The calendar of a Caf (its number, e.g. "92") and a year.

    >>> get("92", 2023).window("ALSH", DeclarationKind.UPDATE_JUNE).before
    datetime.date(2023, 7, 13)

    Raises:
        CalendarNotPublished: none is known; never a guess.
    """
    module = _MODULES.get((caf, year))
    if module is None:
        raise CalendarNotPublished(str(caf), str(year), tuple(f"{caf} {year}" for caf, year in _MODULES))
    calendar: Calendar = import_module(f"afas.calendars.{module}").CALENDAR
    return calendar
