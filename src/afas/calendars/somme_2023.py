"""Caf de la Somme, 2023: one set of dates for all PS; its terms of payment are those of `terms`."""

from datetime import date

from afas.calendar import Calendar, Window
from afas.forms import DeclarationKind
from afas.sources import Source
from afas.terms import get
from afas.text import Text
from afas.windows import ALL

(TERMS,) = get("80", 2023).terms

WINDOWS = (
    Window(ALL, DeclarationKind.FORECAST, 2023, date(2022, 12, 15), date(2023, 2, 13)),
    Window(ALL, DeclarationKind.ACTUAL, 2022, date(2023, 1, 16), date(2023, 3, 31)),
    Window(ALL, DeclarationKind.UPDATE_JUNE, 2023, date(2023, 6, 15), date(2023, 7, 10)),
    Window(ALL, DeclarationKind.UPDATE_SEPTEMBER, 2023, date(2023, 9, 17), date(2023, 10, 12)),
)

CALENDAR = Calendar(
    caf="80",
    year=2023,
    name=Text(fr="Caf de la Somme, 2023", en="Caf of Somme, 2023"),
    windows=WINDOWS,
    source=Source(
        title="Vous êtes gestionnaires d’un équipement",
        publisher="Caf de la Somme",
        checked_on=date(2026, 11, 23),
        page="caf.fr, offres et services aux partenaires",
    ),
    payment_terms=TERMS,
)
