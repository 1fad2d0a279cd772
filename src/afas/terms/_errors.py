"""Errors raised when a payment cannot be computed: a term left open, a right unknown, terms missing."""

from afas.errors import AfasError, error
from afas.text import Text

__all__ = ["MissingRight", "NoTerms", "UnspecifiedTerms"]


@error
class UnspecifiedTerms(AfasError, ValueError):
    """The source leaves a term open: the call has to say which reading it takes."""

    code = "unspecified-terms"
    template = Text(
        fr="Les modalités de paiement ne disent pas {what}. Dites-le : {fix}",
        en="The payment terms do not say {what}. Say it: {fix}",
    )
    what: Text
    fix: str


@error
class MissingRight(UnspecifiedTerms):
    """A right that an amount is computed from is not known."""

    code = "missing-right"
    template = Text(
        fr="Le calcul a besoin du {what}, qui n’est pas connu. Donnez-le : {fix}.",
        en="The computation needs the {what}, which is not known. Give it: {fix}.",
    )


@error
class NoTerms(AfasError, LookupError):
    """No terms are known for this year, PS and equipment; never those of another year or PS."""

    code = "no-terms"
    template = Text(
        fr="Pas de modalités de paiement pour {ps} en {year} (équipement : {equipment}). Connues : {known}. "
        "Ajoutez-les : TermsBook.from_mapping({{'terms': […]}}) ; pour une PS « * », donnez au registre "
        "ses activités : Ledger(terms, activities=…).",
        en="No payment terms for {ps} in {year} (equipment: {equipment}). Known: {known}. "
        "Add them: TermsBook.from_mapping({{'terms': […]}}); for a PS “*”, give the ledger its activities: "
        "Ledger(terms, activities=…).",
    )
    ps: str
    year: str
    equipment: str
    known: tuple[str, ...]
