"""The life of a declaration as one table: status, action, who, next status.

`workflow` applies it; the diagram and the tables of the documentation are made from it. The labels
*Transmise Caf*, *Refusée Caf*, *Annulée Caf* are the service's own; the others are ours.

Imports: text.
"""

from enum import StrEnum
from typing import Final

import attrs

from afas.text import Text

__all__ = ["TRANSITIONS", "ActionName", "Status", "Transition", "Who", "diagram"]


class Status(StrEnum):
    """Where a declaration stands."""

    TO_ENTER = "TO_ENTER"
    IN_PROGRESS = "IN_PROGRESS"
    CHECKED = "CHECKED"
    VALIDATED = "VALIDATED"
    SIGNED = "SIGNED"
    TRANSMITTED = "TRANSMITTED"
    REFUSED = "REFUSED"
    ACCEPTED = "ACCEPTED"
    CANCELLED = "CANCELLED"

    @property
    def text(self) -> Text:
        """Its label."""
        return _STATUSES[self]


_STATUSES: Final = {
    Status.TO_ENTER: Text(fr="À saisir", en="To enter"),
    Status.IN_PROGRESS: Text(fr="En cours de saisie", en="In progress"),
    Status.CHECKED: Text(fr="Contrôlée", en="Checked"),
    Status.VALIDATED: Text(fr="Validée", en="Validated"),
    Status.SIGNED: Text(fr="Signée", en="Signed"),
    Status.TRANSMITTED: Text(fr="Transmise Caf", en="Transmitted to the Caf"),
    Status.REFUSED: Text(fr="Refusée Caf", en="Refused by the Caf"),
    Status.ACCEPTED: Text(fr="Acceptée Caf", en="Accepted by the Caf"),
    Status.CANCELLED: Text(fr="Annulée Caf", en="Cancelled by the Caf"),
}


class ActionName(StrEnum):
    """What can be done to a declaration."""

    ENTER = "ENTER"
    CHECK = "CHECK"
    JUSTIFY = "JUSTIFY"
    VALIDATE = "VALIDATE"
    SEND_BACK = "SEND_BACK"
    SIGN = "SIGN"
    TRANSMIT = "TRANSMIT"
    ACCEPT = "ACCEPT"
    REFUSE = "REFUSE"
    CANCEL = "CANCEL"

    @property
    def text(self) -> Text:
        """In words."""
        return _ACTIONS[self]


_ACTIONS: Final = {
    ActionName.ENTER: Text(fr="Saisir", en="Enter"),
    ActionName.CHECK: Text(fr="Contrôler", en="Check"),
    ActionName.JUSTIFY: Text(fr="Justifier un contrôle", en="Justify a finding"),
    ActionName.VALIDATE: Text(fr="Valider définitivement", en="Validate for good"),
    ActionName.SEND_BACK: Text(fr="Renvoyer au fournisseur", en="Send back to the provider"),
    ActionName.SIGN: Text(fr="Signer", en="Sign"),
    ActionName.TRANSMIT: Text(fr="Transmettre à la Caf", en="Transmit to the Caf"),
    ActionName.ACCEPT: Text(fr="Accepter", en="Accept"),
    ActionName.REFUSE: Text(fr="Refuser", en="Refuse"),
    ActionName.CANCEL: Text(fr="Annuler", en="Cancel"),
}


class Who(StrEnum):
    """Who takes an action."""

    PROVIDER = "PROVIDER"
    APPROVER = "APPROVER"
    CAF = "CAF"

    @property
    def text(self) -> Text:
        """In words."""
        return _WHO[self]


_WHO: Final = {
    Who.PROVIDER: Text(fr="Fournisseur du formulaire", en="Provider of the form"),
    Who.APPROVER: Text(fr="Approbateur", en="Approver"),
    Who.CAF: Text(fr="Caf", en="Caf"),
}


@attrs.frozen
class Transition:
    """One row: in `source`, `who` may take `action`, which leads to `target`.

    Attributes:
        last: the row for the check that completes the forms (both forms, all sites).
    """

    source: Status
    action: ActionName
    who: Who
    target: Status
    last: bool = False


_S, _A = Status, ActionName
_SENT_BACK: Final = (_S.CHECKED, _S.VALIDATED, _S.SIGNED, _S.REFUSED)
_CANCELLED_FROM: Final = tuple(status for status in Status if status is not _S.CANCELLED)

TRANSITIONS: Final = (
    Transition(_S.TO_ENTER, _A.ENTER, Who.PROVIDER, _S.IN_PROGRESS),
    Transition(_S.IN_PROGRESS, _A.ENTER, Who.PROVIDER, _S.IN_PROGRESS),
    Transition(_S.IN_PROGRESS, _A.CHECK, Who.PROVIDER, _S.IN_PROGRESS),
    Transition(_S.IN_PROGRESS, _A.CHECK, Who.PROVIDER, _S.CHECKED, last=True),
    Transition(_S.CHECKED, _A.JUSTIFY, Who.APPROVER, _S.CHECKED),
    Transition(_S.CHECKED, _A.VALIDATE, Who.APPROVER, _S.VALIDATED),
    Transition(_S.VALIDATED, _A.SIGN, Who.APPROVER, _S.SIGNED),
    Transition(_S.SIGNED, _A.TRANSMIT, Who.APPROVER, _S.TRANSMITTED),
    *(Transition(status, _A.SEND_BACK, Who.APPROVER, _S.IN_PROGRESS) for status in _SENT_BACK),
    Transition(_S.REFUSED, _A.ENTER, Who.APPROVER, _S.REFUSED),
    Transition(_S.REFUSED, _A.CHECK, Who.APPROVER, _S.REFUSED),
    Transition(_S.REFUSED, _A.CHECK, Who.APPROVER, _S.CHECKED, last=True),
    Transition(_S.TRANSMITTED, _A.ACCEPT, Who.CAF, _S.ACCEPTED),
    Transition(_S.TRANSMITTED, _A.REFUSE, Who.CAF, _S.REFUSED),
    *(Transition(status, _A.CANCEL, Who.CAF, _S.CANCELLED) for status in _CANCELLED_FROM),
)


def diagram(locale: str = "fr") -> str:
    """The table as a Mermaid state diagram.

    >>> diagram().splitlines()[0]
    'stateDiagram-v2'
    """
    lines = ["stateDiagram-v2", f"    [*] --> {Status.TO_ENTER}"]
    lines += [f"    {status} : {status.text.get(locale)}" for status in Status]
    lines += [
        f"    {row.source} --> {row.target} : {row.action.text.get(locale)} ({row.who.text.get(locale)})"
        for row in TRANSITIONS
    ]
    return "\n".join(lines)
