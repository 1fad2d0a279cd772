"""What the workflow of a declaration becomes in the ledger: a table, action by action."""

from collections.abc import Mapping
from typing import Final

from afas.declarations import ActionName, Declaration, Event, verify
from afas.errors import AfasError, error
from afas.payments._facts import Accepted, Cancelled, OfDeclaration, Refused, Transmitted
from afas.text import Message, Text

__all__ = ["OF_WORKFLOW", "NotBooked", "from_workflow"]


@error
class NotBooked(AfasError, ValueError):
    """What the Caf accepted is not what an approver signed, or is no event of that declaration: nothing is booked."""

    code = "not-booked"
    template = Text(
        fr="« {declaration} », {action} : {why}. Rien n’est inscrit au registre : relisez la déclaration d’origine.",
        en="“{declaration}”, {action}: {why}. Nothing is booked: read the original declaration again.",
    )
    declaration: Text
    action: ActionName
    why: Message


OF_WORKFLOW: Final[Mapping[ActionName, type[OfDeclaration] | None]] = {
    ActionName.ENTER: None,
    ActionName.CHECK: None,
    ActionName.JUSTIFY: None,
    ActionName.VALIDATE: None,
    ActionName.SEND_BACK: None,
    ActionName.COMPLEMENT: None,
    ActionName.SIGN: None,
    ActionName.TRANSMIT: Transmitted,
    ActionName.ACCEPT: Accepted,
    ActionName.REFUSE: Refused,
    ActionName.CANCEL: Cancelled,
}
"""The fact that each action of the workflow becomes; None: it means nothing for payments."""

_NOT_ITS_EVENT: Final = Text(fr="cet événement n’est pas de son historique", en="this event is not of its history")


def from_workflow(declaration: Declaration, event: Event) -> OfDeclaration | None:
    """What an event of the workflow means for payments; None for those that mean nothing.

    Args:
        declaration: as the event left it: a validation pays the right it was signed for.
        event: one that `workflow.apply` gave.

    Raises:
        NotBooked: the signature does not cover what the declaration holds, or the event is not of its history.
    """
    kind = OF_WORKFLOW[event.name]
    if kind is None:
        return None
    if event not in declaration.history:
        raise NotBooked(declaration.id.text, event.name, _NOT_ITS_EVENT.fill())
    parts = (declaration.activity.id, declaration.year.year, declaration.kind, declaration.sequence, event.name)
    name = "/".join(map(str, (*parts, event.at.isoformat())))
    shared = (name, event.at, declaration.activity.id, declaration.year.year, declaration.kind)
    if kind is not Accepted:
        return kind(*shared)
    verified = verify(declaration)
    if declaration.signature is None or not verified.holds:
        raise NotBooked(declaration.id.text, event.name, Text(fr="{said}", en="{said}").fill(said=verified.text))
    return Accepted(*shared, declaration.signature.estimate.amount)
