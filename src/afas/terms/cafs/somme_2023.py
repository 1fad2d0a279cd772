"""Caf de la Somme, 2023: two advances of 35 % from fixed days, for all PS.

The source says 35 % of the right, not of which: the base is left unspecified, for the caller to name. It speaks of no
top-up: their rate is left unspecified too.
"""

from datetime import date
from decimal import Decimal

from afas.sources import Source
from afas.terms._advance import Advance
from afas.terms._terms import PaymentTerms
from afas.terms._vocabulary import UNSPECIFIED

CAFS = ("80",)
YEAR = 2023
TERMS = (
    PaymentTerms(
        advances=(
            Advance(Decimal("0.35"), UNSPECIFIED, from_day=date(2023, 3, 1)),
            Advance(Decimal("0.35"), UNSPECIFIED, from_day=date(2023, 10, 2)),
        ),
        source=Source(
            title="Vous êtes gestionnaires d’un équipement",
            publisher="Caf de la Somme",
            checked_on=date(2026, 11, 23),
            page="caf.fr, offres et services aux partenaires",
        ),
    ),
)
