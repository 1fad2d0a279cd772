"""The terms of payment of the Cafs, apart from their calendars: `get(caf, year)`.

Add some: write `terms/cafs/<name>.py` with `CAFS`, `YEAR` and `TERMS`: it is found by itself.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import attrs

from afas.errors import AfasError, error
from afas.terms import cafs
from afas.terms._book import TermsBook
from afas.terms._terms import PaymentTerms
from afas.text import Text

__all__ = ["TermsNotPublished", "get", "known"]


@error
class TermsNotPublished(AfasError, LookupError):
    """No terms of this Caf are known here for that year: never those of another year."""

    code = "terms-not-published"
    template = Text(
        fr="Aucunes modalités de paiement connues pour la Caf {caf} en {year} ; connues : {known}. "
        "Apportez les vôtres : PaymentTerms.from_mapping(…, source=…).",
        en="No payment terms known for Caf {caf} in {year}; known: {known}. "
        "Bring your own: PaymentTerms.from_mapping(…, source=…).",
    )
    caf: str
    year: str
    known: tuple[str, ...]


@cache
def _registry() -> dict[tuple[str, int | None], tuple[PaymentTerms, ...]]:
    """All terms at hand, by Caf and year."""
    found: dict[tuple[str, int | None], tuple[PaymentTerms, ...]] = {}
    for module in sorted(module.name for module in iter_modules(cafs.__path__)):
        data = import_module(f"{cafs.__name__}.{module}")
        for caf in data.CAFS:
            found[caf, data.YEAR] = (*found.get((caf, data.YEAR), ()), *data.TERMS)
    return found


def known() -> tuple[tuple[str, int | None], ...]:
    """The terms at hand, as (Caf, year); the year is None where the source has none.

    >>> ("80", 2023) in known(), ("59", None) in known()
    (True, True)
    """
    return tuple(sorted(_registry(), key=lambda key: (key[0], key[1] or 0)))


def get(caf: str, year: int) -> TermsBook:
    """The terms of a Caf (its number, e.g. "80") for a financial year.

    Where the source has no year, the caller names it by asking; it is then among the `readings`.

    Raises:
        TermsNotPublished: none are known for that year.
        InvalidInput: it is no year.

    >>> [str(advance.from_day) for advance in get("80", 2023).terms[0].advances]
    ['2023-03-01', '2023-10-02']
    """
    registry = _registry()
    dated, undated = registry.get((caf, year), ()), registry.get((caf, None), ())
    if not dated and not undated:
        shown = tuple(name if number is None else f"{name} {number}" for name, number in known())
        raise TermsNotPublished(str(caf), str(year), shown)
    return TermsBook((*(attrs.evolve(terms, year=year) for terms in dated), *(t.with_year(year) for t in undated)))
