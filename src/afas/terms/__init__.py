"""Terms of payment: advances, caps, top-ups and the balance, as a Caf publishes them."""

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
