"""The warnings at the top of a receipt: not signed, refused, late, provisional, illustrative."""

from datetime import datetime
from typing import Final

from afas.declarations import Declaration, Status, verify
from afas.estimation import Estimate
from afas.text import Euros, Message, Text

__all__ = ["flags", "marks"]

_DRAFT: Final = Text(
    fr="BROUILLON : non signé. Ce document ne vaut pas déclaration.",
    en="DRAFT: not signed. This document is not a declaration.",
)
_SIGNED_ONLY: Final = Text(fr="Signé, non transmis à la Caf.", en="Signed, not transmitted to the Caf.")
_BROKEN: Final = Text(
    fr="La signature ne couvre pas les données présentes : {why}.",
    en="The signature does not cover the present data: {why}.",
)
_ILLUSTRATIVE: Final = Text(
    fr="CHIFFRES ILLUSTRATIFS, sans valeur officielle : ce montant n’est pas un droit.",
    en="ILLUSTRATIVE FIGURES, not official: this amount is not a right.",
)
_PROVISIONAL: Final = Text(
    fr="PROVISOIRE : un barème antérieur est reconduit.", en="PROVISIONAL: an earlier scale is carried forward."
)
_REPLAYED: Final = Text(fr="Rejoué avec ce qui était publié au {day}.", en="Replayed with what was published by {day}.")
_LATE: Final = Text(fr="EN RETARD : à transmettre {deadline}.", en="LATE: to be transmitted {deadline}.")
_SENT_LATE: Final = Text(
    fr="Transmise en retard : à transmettre {deadline}.", en="Transmitted late: to be transmitted {deadline}."
)
_AMENDED: Final = Text(
    fr="RECTIFIÉE PAR LA CAF après contrôle, droit de {amount} : {reason}",
    en="AMENDED BY THE CAF after a control, right of {amount}: {reason}",
)
_REFUSED: Final = Text(fr="REFUSÉE PAR LA CAF : {reason}", en="REFUSED BY THE CAF: {reason}")
_CANCELLED: Final = Text(fr="ANNULÉE PAR LA CAF : {reason}", en="CANCELLED BY THE CAF: {reason}")
_FLAG_DRAFT: Final = Text(fr="NON SIGNÉ", en="NOT SIGNED")
_FLAG_CANCELLED: Final = Text(fr="ANNULÉE", en="CANCELLED")
_FLAG_ILLUSTRATIVE: Final = Text(fr="CHIFFRES ILLUSTRATIFS", en="ILLUSTRATIVE FIGURES")
_FLAG_PROVISIONAL: Final = Text(fr="PROVISOIRE", en="PROVISIONAL")


def marks(declaration: Declaration, estimate: Estimate | None, at: datetime) -> list[Message | Text]:
    """The marks of a declaration and its estimate, in sentences."""
    found = list[Message | Text]()
    last = declaration.history[-1] if declaration.history else None
    if declaration.status is Status.CANCELLED:
        found.append(_CANCELLED.fill(reason=last.detail if last else None))
    elif declaration.refusal is not None:
        found.append(_REFUSED.fill(reason=declaration.refusal.reason))
    amended = declaration.amended
    if amended is not None:
        reason = next(event.detail for event in reversed(declaration.history) if event.estimate is not None)
        found.append(_AMENDED.fill(reason=reason, amount=Euros(amended.amount)))
    checked = verify(declaration)
    if not checked.signed:
        found.append(_DRAFT)
    elif not checked.holds:
        found.append(_BROKEN.fill(why=checked.text))
    elif declaration.status is Status.SIGNED:
        found.append(_SIGNED_ONLY)
    if declaration.late(at.date()):
        found.append(_LATE.fill(deadline=declaration.window.deadline))
    elif declaration.sent_late:
        found.append(_SENT_LATE.fill(deadline=declaration.window.deadline))
    if estimate is None:
        return found
    known_on = estimate.scale.known_on
    found += [_ILLUSTRATIVE] if estimate.illustrative else []
    found += [_PROVISIONAL] if estimate.provisional else []
    return found + ([_REPLAYED.fill(day=known_on)] if known_on is not None else [])


def flags(declaration: Declaration, estimate: Estimate | None, language: str) -> str:
    """The warnings in a word each, for the foot of each page."""
    words = [
        (declaration.status is Status.CANCELLED, _FLAG_CANCELLED),
        (declaration.signature is None, _FLAG_DRAFT),
        (estimate is not None and estimate.illustrative, _FLAG_ILLUSTRATIVE),
        (estimate is not None and estimate.provisional, _FLAG_PROVISIONAL),
    ]
    return " – ".join(word(language) for holds, word in words if holds)
