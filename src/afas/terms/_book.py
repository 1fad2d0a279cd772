"""All the terms of a Caf, found by year, PS and equipment."""

from collections.abc import Callable, Iterable, Mapping

import attrs

from afas.errors import Faults
from afas.sources import Source
from afas.terms._errors import NoTerms
from afas.terms._reading import read_terms, terms_reader
from afas.terms._terms import PaymentTerms
from afas.terms._vocabulary import SUBJECT

__all__ = ["TermsBook"]


@attrs.frozen
class TermsBook:
    """All the terms of a Caf: by year, PS and kind of equipment. The first that cover a case are its terms."""

    terms: tuple[PaymentTerms, ...]

    @classmethod
    def from_mapping(cls, data: Mapping[str, object], source: Source | None = None) -> "TermsBook":
        """`{"terms": [{"year", "ps", "equipment", "advances", …}]}`, from JSON; and where they come from.

        Raises:
            InvalidInput: anything is wrong; every fault is in `faults`, with its path.
        """
        faults = Faults(SUBJECT)
        reader = terms_reader(faults)
        given = reader.mapping(data, "", known=("terms",), called="terms")
        read = reader.each(
            given.get("terms"),
            "terms",
            "[{ps, equipment, advances}]",
            lambda row: read_terms(row, reader),
            needed=True,
        )
        faults.raise_if_any()
        return cls(tuple(PaymentTerms(**terms, source=source) for terms in read))

    @classmethod
    def of(cls, terms: "PaymentTerms | TermsBook | Iterable[PaymentTerms]") -> "TermsBook":
        """A book of one, of several, or the book itself."""
        if isinstance(terms, TermsBook):
            return terms
        return cls((terms,) if isinstance(terms, PaymentTerms) else tuple(terms))

    def get(self, year: int, ps: str = "*", equipment: str = "existing") -> PaymentTerms:
        """The terms of a case.

        Raises:
            NoTerms: none cover it.
        """
        for terms in self.terms:
            if terms.covers(year, ps, equipment):
                return terms
        known = tuple(
            f"{'/'.join(terms.ps) or '*'} {terms.year or '*'} {terms.equipment or '*'}" for terms in self.terms
        ) or ("–",)
        raise NoTerms(ps, str(year), equipment, known)

    def each(self, change: Callable[[PaymentTerms], PaymentTerms]) -> "TermsBook":
        """The book with each of its terms changed: `book.each(lambda terms: terms.with_top_up("0"))`."""
        return TermsBook(tuple(change(terms) for terms in self.terms))
