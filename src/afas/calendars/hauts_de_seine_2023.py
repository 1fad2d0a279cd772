"""Caf des Hauts-de-Seine, 2023: its calendar; its terms of payment are those of `terms`."""

from datetime import date

from afas.calendar import Calendar, Window
from afas.forms import DeclarationKind
from afas.sources import Source
from afas.terms import get
from afas.text import Text

PRESENTATION = Source(
    title="Mon Compte Partenaire, un espace au service des partenaires de la Caf",
    publisher="Caf des Hauts-de-Seine",
    published=date(2023, 10, 18),
    checked_on=date(2026, 11, 23),
    page="calendrier 2023 des déclarations et des paiements",
)

(TERMS,) = get("92", 2023).terms

WINDOWS = (
    Window("EAJE", DeclarationKind.FORECAST, 2023, date(2022, 12, 11), date(2023, 2, 9)),
    Window("EAJE", DeclarationKind.ACTUAL, 2022, date(2023, 1, 15), date(2023, 3, 30)),
    Window("EAJE", DeclarationKind.UPDATE_JUNE, 2023, date(2023, 6, 11), date(2023, 7, 6)),
    Window("EAJE", DeclarationKind.UPDATE_SEPTEMBER, 2023, date(2023, 9, 10), date(2023, 10, 5)),
    Window("ALSH", DeclarationKind.FORECAST, 2023, date(2022, 12, 18), date(2023, 2, 16)),
    Window("ALSH", DeclarationKind.ACTUAL, 2022, date(2023, 1, 15), date(2023, 3, 30)),
    Window("ALSH", DeclarationKind.UPDATE_JUNE, 2023, date(2023, 6, 18), date(2023, 7, 13)),
    Window("ALSH", DeclarationKind.UPDATE_SEPTEMBER, 2023, date(2023, 9, 17), date(2023, 10, 12)),
    Window("RPE", DeclarationKind.FORECAST, 2023, date(2022, 12, 11), date(2023, 2, 9)),
    Window("RPE", DeclarationKind.ACTUAL, 2022, date(2023, 1, 15), date(2023, 3, 30)),
    Window("RPE", DeclarationKind.UPDATE_SEPTEMBER, 2023, date(2023, 9, 10), date(2023, 10, 5)),
    Window("LAEP", DeclarationKind.FORECAST, 2023, date(2022, 12, 11), date(2023, 2, 9)),
    Window("LAEP", DeclarationKind.ACTUAL, 2022, date(2023, 1, 15), date(2023, 3, 30)),
    Window("PS_JEUNES", DeclarationKind.FORECAST, 2023, date(2022, 12, 11), date(2023, 2, 9)),
    Window("PS_JEUNES", DeclarationKind.ACTUAL, 2022, date(2023, 1, 15), date(2023, 3, 30)),
    Window("MEDIATION_FAMILIALE", DeclarationKind.FORECAST, 2023, date(2022, 12, 11), date(2023, 2, 9)),
    Window("MEDIATION_FAMILIALE", DeclarationKind.ACTUAL, 2022, date(2023, 1, 15), date(2023, 3, 30)),
    Window("AAD", DeclarationKind.FORECAST, 2023, date(2022, 12, 11), date(2023, 2, 9)),
    Window("AAD", DeclarationKind.ACTUAL, 2022, date(2023, 2, 15), date(2023, 4, 30)),
    Window("AAD", DeclarationKind.UPDATE_SEPTEMBER, 2023, date(2023, 9, 10), date(2023, 10, 5)),
    Window("CLAS", DeclarationKind.FORECAST, 2023, date(2023, 8, 13), date(2023, 10, 12)),
    Window("CLAS", DeclarationKind.ACTUAL, 2022, date(2023, 7, 15), date(2023, 8, 29)),
)

CALENDAR = Calendar(
    caf="92",
    year=2023,
    name=Text(fr="Caf des Hauts-de-Seine, 2023", en="Caf of Hauts-de-Seine, 2023"),
    windows=WINDOWS,
    source=PRESENTATION,
    payment_terms=TERMS,
)
