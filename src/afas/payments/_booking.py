"""The facts that the actions on a declaration book in the ledger."""

from collections.abc import Mapping
from typing import Final

from afas.declarations import ActionName, Declaration, Event, verify
from afas.errors import AfasError, error
from afas.payments._facts import Accepted, Amended, Cancelled, OfDeclaration, Refused, Transmitted
from afas.text import Message, Text

__all__ = ["OF_WORKFLOW", "NotBooked", "from_workflow"]


@error
class NotBooked(AfasError, ValueError):
    """Nothing is booked: the accepted data is not what an approver signed, or the event is of another declaration."""

    code = "not-booked"
    template = Text(
        fr="« {declaration} », {action} : {why}. Rien n’est inscrit au registre : relisez la déclaration d’origine.",
        en="“{declaration}”, {action}: {why}. Nothing is booked: read the original declaration again.",
    )
    declaration: Text
    action: ActionName
    why: Message


OF_WORKFLOW: Final[Mapping[ActionName, type[OfDeclaration]]] = {
    ActionName.TRANSMIT: Transmitted,
    ActionName.ACCEPT: Accepted,
    ActionName.REFUSE: Refused,
    ActionName.CORRECT: Refused,
    ActionName.AMEND: Amended,
    ActionName.CANCEL: Cancelled,
}
"""The fact that an action of the workflow becomes, for each action that means something for payments."""

_NOT_ITS_EVENT: Final = Text(fr="cet événement n’est pas de son historique", en="this event is not of its history")
_UNVERIFIED: Final = Text(fr="{verification}", en="{verification}")


def from_workflow(declaration: Declaration, event: Event) -> OfDeclaration | None:
    """The fact booked for an event of the workflow; None where `OF_WORKFLOW` has no fact for its action.

    Args:
        declaration: as the event left it: a validation gives the right that was signed.
        event: one that `workflow.apply` gave.

    Raises:
        NotBooked: the signature does not cover what the declaration holds, or the event is not of its history.
    """
    kind = OF_WORKFLOW.get(event.name)
    if kind is None:
        return None
    if event not in declaration.history:
        raise NotBooked(declaration.id.text, event.name, _NOT_ITS_EVENT.fill())
    parts = (declaration.activity.id, declaration.year.year, declaration.kind, declaration.sequence, event.name)
    name = "/".join(map(str, (*parts, event.at.isoformat())))
    shared = (name, event.at, declaration.activity.id, declaration.year.year, declaration.kind)
    if not issubclass(kind, Accepted):
        return kind(*shared)
    verification = verify(declaration)
    signature, amended = declaration.signature, event.estimate
    if signature is None or not verification.holds:
        raise NotBooked(declaration.id.text, event.name, _UNVERIFIED.fill(verification=verification))
    if kind is Accepted or amended is None:
        return kind(*shared, signature.estimate.amount)
    return Amended(*shared, amended.amount, event.detail)
