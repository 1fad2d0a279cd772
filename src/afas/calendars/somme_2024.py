"""Caf de la Somme, 2024: the one date that its page of 2023 gives, the actual declaration 2023.

Its deadline, 31 March 2024, is a Sunday: deadlines follow no rule of working days.
"""

from datetime import date

from afas.calendar import Calendar, Window
from afas.forms import DeclarationKind
from afas.sources import Source
from afas.text import Text
from afas.windows import ALL

CALENDAR = Calendar(
    caf="80",
    year=2024,
    name=Text(fr="Caf de la Somme, 2024 (réelle 2023 seule)", en="Caf of Somme, 2024 (actual 2023 alone)"),
    windows=(Window(ALL, DeclarationKind.ACTUAL, 2023, date(2024, 1, 16), date(2024, 3, 31)),),
    source=Source(
        title="Vous êtes gestionnaires d’un équipement",
        publisher="Caf de la Somme",
        checked_on=date(2026, 11, 23),
        page="caf.fr, offres et services aux partenaires",
    ),
)
