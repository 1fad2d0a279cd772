"""Caf des Hauts-de-Seine, 2023: terms for all the PS of its table.

The cap of the second advance is cut in the copy of the source ("30 % dans la limite de"), and the rate of
the top-ups is not stated: both are left unspecified, for the caller to name.
"""

from datetime import date
from decimal import Decimal

from afas.sources import Source
from afas.terms._advance import Advance
from afas.terms._terms import PaymentTerms
from afas.terms._vocabulary import UNSPECIFIED

CAFS = ("92",)
YEAR = 2023
TERMS = (
    PaymentTerms(
        advances=(
            Advance(Decimal("0.40"), "forecast N", on="forecast validated"),
            Advance(Decimal("0.30"), "forecast N", on="actual N-1 validated", cap=UNSPECIFIED),
        ),
        source=Source(
            title="Mon Compte Partenaire, un espace au service des partenaires de la Caf",
            publisher="Caf des Hauts-de-Seine",
            published=date(2023, 10, 18),
            checked_on=date(2026, 11, 23),
            page="calendrier 2023 des déclarations et des paiements",
        ),
    ),
)
