"""Terms of payment: advances, caps, top-ups and the balance, as a Caf publishes them."""

from afas.terms._errors import MissingRight, NoTerms, UnspecifiedTerms
from afas.terms._in_words import footnotes, in_words, when_it_applies
from afas.terms._terms import Advance, Cap, PaymentTerms, TermsBook
from afas.terms._vocabulary import (
    BASES,
    CONDITION,
    EQUIPMENT,
    PARTIAL_YEARS,
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
    "UnspecifiedTerms",
    "footnotes",
    "in_words",
    "when_it_applies",
]  # fmt: skip
