"""Caf du Nord: terms for *médiation familiale* and *espace de rencontre*, the same on its two pages; no year is said.

Left unspecified, for the caller to name:

- on which side the gap between forecast and actual right N-1 counts, and of which right it is 10 %;
- for new equipment, the event of the first advance, and whether the second, "after the update at 30 September", is of
  the updated right or of the first;
- the rate of top-ups, of which the pages do not speak.
"""

from datetime import date
from decimal import Decimal

from afas.sources import Source
from afas.terms._advance import Advance, Cap
from afas.terms._terms import PaymentTerms
from afas.terms._vocabulary import UNSPECIFIED

CAFS = ("59",)
YEAR = None

_RATE = Decimal("0.35")
_CAP = Cap(Decimal("0.70"), "actual N-1", condition=f"{UNSPECIFIED} over 0.10 not justified")
_ADVANCES = {
    "existing": (
        Advance(_RATE, "actual N-2", on="forecast transmitted"),
        Advance(_RATE, "forecast N", on="actual N-1 processed", cap=_CAP),
    ),
    "new": (
        Advance(_RATE, "forecast N", on=UNSPECIFIED),
        Advance(_RATE, UNSPECIFIED, on="September update validated"),
    ),
}
_TITLES = {
    "MEDIATION_FAMILIALE": "La prestation de service médiation familiale",
    "ESPACE_RENCONTRE": "La prestation de service espaces de rencontre",
}
TERMS = tuple(
    PaymentTerms(
        advances,
        source=Source(
            title,
            "Caf du Nord",
            checked_on=date(2026, 11, 23),
            page="caf.fr, offres et services aux partenaires",
        ),
        ps=(ps,),
        equipment=equipment,
    )
    for ps, title in _TITLES.items()
    for equipment, advances in _ADVANCES.items()
)
