"""Terms of payment: advances, caps, top-ups and the balance, as a Caf publishes them.

Add the terms of a Caf: a file of `terms/cafs/`, which is found by itself. A word that terms may use (a base, an event,
a limit) stands in `_vocabulary`, with its French and English.
"""

from afas.terms._advance import Advance, Cap
from afas.terms._book import TermsBook
from afas.terms._errors import MissingRight, NoTerms, UnspecifiedTerms
from afas.terms._in_words import footnotes, in_words, when_it_applies
from afas.terms._registry import TermsNotPublished, get, known
from afas.terms._terms import PaymentTerms
from afas.terms._vocabulary import (
    BASES,
    CONDITION,
    EQUIPMENT,
    PARTIAL_YEARS,
    READINGS,
    SCOPES,
    TRIGGERS,
    UNKNOWN_CHOICE,
    UNSPECIFIED,
)

__all__ = [
    "BASES",
    "CONDITION",
    "EQUIPMENT",
    "PARTIAL_YEARS",
    "READINGS",
    "SCOPES",
    "TRIGGERS",
    "UNKNOWN_CHOICE",
    "UNSPECIFIED",
    "Advance",
    "Cap",
    "MissingRight",
    "NoTerms",
    "PaymentTerms",
    "TermsBook",
    "TermsNotPublished",
    "UnspecifiedTerms",
    "footnotes",
    "get",
    "in_words",
    "known",
    "when_it_applies",
]  # fmt: skip
