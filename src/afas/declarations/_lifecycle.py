"""The life of a declaration as one table: status, action, who, guards, next status.

`workflow` applies it; the diagram, the documentation's table and the front ends' JSON are made from it
(`_labels`). The labels *Transmise Caf*, *Refusée Caf*, *Annulée Caf* are the service's own
(`Status.official`); the others are ours, and a portal puts its own in their place with `Labels`.
"""

from collections.abc import Mapping
from typing import Final

import attrs

from afas.text import Code, Text

__all__ = ["GUARDS", "OFFICIAL", "ROWS", "TRANSITIONS", "USUAL", "ActionName", "Guard", "Status", "Transition", "Who"]


class Status(Code):
    """The status of a declaration."""

    TO_ENTER = "TO_ENTER", Text(fr="À saisir", en="To enter")
    IN_PROGRESS = "IN_PROGRESS", Text(fr="En cours de saisie", en="In progress")
    CHECKED = "CHECKED", Text(fr="Contrôlée", en="Checked")
    VALIDATED = "VALIDATED", Text(fr="Validée", en="Validated")
    SIGNED = "SIGNED", Text(fr="Signée", en="Signed")
    TRANSMITTED = "TRANSMITTED", Text(fr="Transmise Caf", en="Transmitted to the Caf")
    REFUSED = "REFUSED", Text(fr="Refusée Caf", en="Refused by the Caf")
    ACCEPTED = "ACCEPTED", Text(fr="Acceptée Caf", en="Accepted by the Caf")
    CANCELLED = "CANCELLED", Text(fr="Annulée Caf", en="Cancelled by the Caf")

    @property
    def official(self) -> bool:
        """Is its French label the one that the service prints?"""
        return self in OFFICIAL

    @property
    def final(self) -> bool:
        """Has the declaration come to its end? An accepted one can still be cancelled by the Caf."""
        return self in (Status.ACCEPTED, Status.CANCELLED)

    @property
    def sent(self) -> bool:
        """Is it with the Caf, or accepted by it?"""
        return self in (Status.TRANSMITTED, Status.ACCEPTED)


OFFICIAL: Final = frozenset({Status.TRANSMITTED, Status.REFUSED, Status.CANCELLED})
"""The statuses whose French label the service prints. Source: Caf des Hauts-de-Seine, presentation of 18
October 2023. The others are ours."""


class ActionName(Code):
    """The actions on a declaration."""

    ENTER = "ENTER", Text(fr="Saisir", en="Enter")
    CHECK = "CHECK", Text(fr="Contrôler", en="Check")
    JUSTIFY = "JUSTIFY", Text(fr="Justifier un contrôle", en="Justify a finding")
    VALIDATE = "VALIDATE", Text(fr="Valider définitivement", en="Validate (final)")
    SEND_BACK = "SEND_BACK", Text(fr="Renvoyer au fournisseur", en="Send back to the provider")
    COMPLEMENT = "COMPLEMENT", Text(fr="Apporter des compléments", en="Add complements")
    SIGN = "SIGN", Text(fr="Signer", en="Sign")
    TRANSMIT = "TRANSMIT", Text(fr="Transmettre à la Caf", en="Transmit to the Caf")
    ACCEPT = "ACCEPT", Text(fr="Accepter", en="Accept")
    REFUSE = "REFUSE", Text(fr="Refuser", en="Refuse")
    CORRECT = "CORRECT", Text(fr="Corriger le dossier", en="Correct the file")
    AMEND = "AMEND", Text(fr="Rectifier après contrôle", en="Amend after a control")
    CANCEL = "CANCEL", Text(fr="Annuler", en="Cancel")


class Who(Code):
    """The person who takes an action, or lifts a reason against it."""

    PROVIDER = "PROVIDER", Text(fr="Fournisseur du formulaire", en="Provider of the form")
    APPROVER = "APPROVER", Text(fr="Approbateur", en="Approver")
    MANAGER = (
        "MANAGER",
        Text(fr="Administrateur ou responsable habilitations", en="Administrator or habilitation manager"),
    )
    CAF = "CAF", Text(fr="Caf", en="Caf")


class Guard(Code):
    """A condition of an action, besides the status and the role; `_guards` has the function that checks it."""

    OPENED = "OPENED", Text(fr="la déclaration est ouverte", en="the declaration has opened")
    FORM_KNOWN = "FORM_KNOWN", Text(fr="le formulaire est demandé", en="the form is requested")
    UP_TO_DATE = (
        "UP_TO_DATE",
        Text(fr="personne n’a changé la même donnée entre-temps", en="nobody changed the same meanwhile"),
    )
    FORM_COMPLETE = (
        "FORM_COMPLETE",
        Text(fr="le formulaire est complet et lisible", en="the form is complete and can be read"),
    )
    COMPUTABLE = (
        "COMPUTABLE",
        Text(fr="une formule existe pour ce qui est déclaré", en="there is a formula for what is declared"),
    )
    FORM_SOUND = (
        "FORM_SOUND",
        Text(fr="aucun contrôle bloquant sur le formulaire", en="no blocking finding on the form"),
    )
    FORM_CHECKED = "FORM_CHECKED", Text(fr="le formulaire est contrôlé", en="the form is checked")
    ALL_CHECKED = (
        "ALL_CHECKED",
        Text(fr="tous les formulaires sont complets et contrôlés", en="all forms complete and checked"),
    )
    FOUND = "FOUND", Text(fr="le contrôle a signalé quelque chose", en="the control has found something")
    QUANTIFIED = (
        "QUANTIFIED",
        Text(fr="la justification détaille et chiffre", en="the justification explains and quantifies"),
    )
    ANSWERED = "ANSWERED", Text(fr="les contrôles sont levés ou justifiés", en="the findings are lifted or justified")
    VALIDATED = "VALIDATED", Text(fr="l’approbateur a validé définitivement", en="final validation is done")
    ESTIMABLE = "ESTIMABLE", Text(fr="l’estimation peut être faite", en="the estimate can be made")
    SIGNED = (
        "SIGNED",
        Text(
            fr="signée par un approbateur sur ses données actuelles", en="signed by an approver over its present data"
        ),
    )
    IN_TIME = (
        "IN_TIME",
        Text(
            fr="la date limite n’est pas passée, ou la Caf accepte après elle",
            en="the deadline has not passed, or the Caf takes declarations after it",
        ),
    )
    REASON_GIVEN = "REASON_GIVEN", Text(fr="un motif est donné", en="a reason is given")


@attrs.frozen
class Transition:
    """One row: in `source`, `who` may take `action`, which leads to `target` once the `guards` hold.

    Attributes:
        last: the row for the check that completes the forms (both forms, all sites).
        guards: what has to hold besides the status and the role.
    """

    source: Status
    action: ActionName
    who: Who
    target: Status
    last: bool = False
    guards: tuple[Guard, ...] = ()


_S, _A, _G = Status, ActionName, Guard
_READY: Final = (_G.OPENED, _G.UP_TO_DATE, _G.ALL_CHECKED, _G.ANSWERED)

GUARDS: Final[Mapping[ActionName, tuple[Guard, ...]]] = {
    _A.ENTER: (_G.OPENED, _G.FORM_KNOWN, _G.UP_TO_DATE),
    _A.CHECK: (_G.OPENED, _G.FORM_KNOWN, _G.UP_TO_DATE, _G.FORM_COMPLETE, _G.COMPUTABLE, _G.FORM_SOUND),
    _A.JUSTIFY: (_G.OPENED, _G.UP_TO_DATE, _G.FOUND, _G.QUANTIFIED),
    _A.VALIDATE: _READY,
    _A.SEND_BACK: (_G.OPENED, _G.FORM_KNOWN, _G.UP_TO_DATE),
    _A.COMPLEMENT: (_G.OPENED, _G.UP_TO_DATE),
    _A.SIGN: (*_READY, _G.VALIDATED, _G.ESTIMABLE),
    _A.TRANSMIT: (*_READY, _G.VALIDATED, _G.SIGNED, _G.IN_TIME),
    _A.ACCEPT: (_G.UP_TO_DATE, _G.ALL_CHECKED, _G.ANSWERED, _G.VALIDATED, _G.SIGNED),
    _A.REFUSE: (_G.UP_TO_DATE, _G.FORM_KNOWN, _G.REASON_GIVEN),
    _A.CORRECT: (_G.UP_TO_DATE, _G.FORM_KNOWN, _G.REASON_GIVEN),
    _A.AMEND: (_G.UP_TO_DATE, _G.REASON_GIVEN, _G.ESTIMABLE),
    _A.CANCEL: (_G.UP_TO_DATE, _G.REASON_GIVEN),
}
"""The guards of each action, in the order in which the reasons are given."""


def _to(source: Status, action: ActionName, who: Who, target: Status, *more: Guard, last: bool = False) -> Transition:
    return Transition(source, action, who, target, last, (*GUARDS[action], *more))


_SENT_BACK: Final = (_S.CHECKED, _S.VALIDATED, _S.SIGNED, _S.REFUSED)
_CANCELLED_FROM: Final = tuple(status for status in Status if status is not _S.CANCELLED)

TRANSITIONS: Final = (
    _to(_S.TO_ENTER, _A.ENTER, Who.PROVIDER, _S.IN_PROGRESS),
    _to(_S.IN_PROGRESS, _A.ENTER, Who.PROVIDER, _S.IN_PROGRESS),
    _to(_S.IN_PROGRESS, _A.CHECK, Who.PROVIDER, _S.IN_PROGRESS),
    _to(_S.IN_PROGRESS, _A.CHECK, Who.PROVIDER, _S.CHECKED, last=True),
    _to(_S.IN_PROGRESS, _A.SEND_BACK, Who.APPROVER, _S.IN_PROGRESS, _G.FORM_CHECKED),
    _to(_S.CHECKED, _A.JUSTIFY, Who.APPROVER, _S.CHECKED),
    _to(_S.CHECKED, _A.VALIDATE, Who.APPROVER, _S.VALIDATED),
    _to(_S.VALIDATED, _A.COMPLEMENT, Who.APPROVER, _S.VALIDATED),
    _to(_S.VALIDATED, _A.SIGN, Who.APPROVER, _S.SIGNED),
    _to(_S.SIGNED, _A.COMPLEMENT, Who.APPROVER, _S.VALIDATED),
    _to(_S.SIGNED, _A.TRANSMIT, Who.APPROVER, _S.TRANSMITTED),
    *(_to(status, _A.SEND_BACK, Who.APPROVER, _S.IN_PROGRESS) for status in _SENT_BACK),
    _to(_S.REFUSED, _A.ENTER, Who.APPROVER, _S.REFUSED),
    _to(_S.REFUSED, _A.CHECK, Who.APPROVER, _S.REFUSED),
    _to(_S.REFUSED, _A.CHECK, Who.APPROVER, _S.CHECKED, last=True),
    _to(_S.TRANSMITTED, _A.ACCEPT, Who.CAF, _S.ACCEPTED),
    _to(_S.TRANSMITTED, _A.REFUSE, Who.CAF, _S.REFUSED),
    _to(_S.TRANSMITTED, _A.CORRECT, Who.CAF, _S.REFUSED),
    _to(_S.REFUSED, _A.CORRECT, Who.CAF, _S.REFUSED),
    _to(_S.ACCEPTED, _A.AMEND, Who.CAF, _S.ACCEPTED),
    *(_to(status, _A.CANCEL, Who.CAF, _S.CANCELLED) for status in _CANCELLED_FROM),
)


def _indexed() -> dict[Status, dict[ActionName, tuple[Transition, ...]]]:
    index: dict[Status, dict[ActionName, tuple[Transition, ...]]] = {status: {} for status in Status}
    for row in TRANSITIONS:
        there = index[row.source]
        there[row.action] = (*there.get(row.action, ()), row)
    return index


ROWS: Final[Mapping[Status, Mapping[ActionName, tuple[Transition, ...]]]] = _indexed()
"""The rows of the table by status and action: one, or two if the last check leads to another status."""

USUAL: Final[Mapping[ActionName, Transition]] = {row.action: row for row in reversed(TRANSITIONS)}
"""The first row of each action: who takes it, and its guards, where no row is of the declaration's status."""
