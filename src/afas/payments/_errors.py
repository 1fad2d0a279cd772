"""What a ledger refuses to record."""

from afas.errors import AfasError, FaultKind, error
from afas.text import Text

__all__ = ["NOT_A_FACT", "CannotReverse", "SameIdOtherFact", "UnknownActivity"]

NOT_A_FACT = FaultKind(
    "not-a-fact",
    Text(
        fr="{found} n’est pas un fait qui s’enregistre ; au choix : {known}",
        en="{found} is not a fact to record; choose among: {known}",
    ),
)


@error
class SameIdOtherFact(AfasError, ValueError):
    """Two facts have one id, and differ: neither is dropped in silence."""

    code = "same-id-other-fact"
    template = Text(
        fr="« {id} » est déjà enregistré, avec un autre contenu : donnez à ce fait un identifiant à lui.",
        en="“{id}” is recorded already, with other contents: give this fact an id of its own.",
    )
    id: str


@error
class CannotReverse(AfasError, ValueError):
    """Only a fact recorded can be reversed, at its moment or later; a reversal cannot."""

    code = "cannot-reverse"
    template = Text(
        fr="« {id} » ne peut annuler « {event} » : enregistrez d’abord ce fait ; une contre-passation ne le précède "
        "pas et ne s’annule pas (enregistrez le fait de nouveau).",
        en="“{id}” cannot reverse “{event}”: record that fact first; a reversal does not come before it, and is not "
        "itself reversed (record the fact anew).",
    )
    id: str
    event: str


@error
class UnknownActivity(AfasError, LookupError):
    """The ledger was given its activities, and this is none of them (or it was given none, and is asked by partner)."""

    code = "unknown-activity"
    template = Text(
        fr="L’activité « {activity} » n’est pas de ce registre ; connues : {known}. "
        "Donnez-la : Ledger(terms, activities=…).",
        en="The activity “{activity}” is not of this ledger; known: {known}. Give it: Ledger(terms, activities=…).",
    )
    activity: str
    known: tuple[str, ...]
