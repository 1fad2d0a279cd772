"""A line of the ledger: what fell due or changed hands that day, and why, in words.

Imports: text, dues, movements.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol

import attrs

from afas.dues import PaymentKind
from afas.movements import (
    Accepted,
    Agreed,
    BroughtForward,
    Cancelled,
    Closed,
    Fact,
    GapJustified,
    OfDeclaration,
    Paid,
    Recovered,
    Refused,
    SetOff,
    Transmitted,
)
from afas.text import Euros, Message, Text

__all__ = ["DayCome", "Entry", "Reasoned", "Side", "cause_of"]


class Side(StrEnum):
    """Which column an entry stands in."""

    DUE = "DUE"
    PAID = "PAID"
    RECOVERED = "RECOVERED"
    SET_OFF = "SET_OFF"

    @property
    def text(self) -> Text:
        """In words."""
        return _SIDES[self]


_SIDES: Final = {
    Side.DUE: Text(fr="Dû", en="Due"),
    Side.PAID: Text(fr="Versement", en="Payment"),
    Side.RECOVERED: Text(fr="Remboursement", en="Repayment"),
    Side.SET_OFF: Text(fr="Retenue", en="Set-off"),
}


class Reasoned(Protocol):
    """What knows how it was computed."""

    def reason(self) -> Message:
        """In words."""


@attrs.frozen
class Entry:
    """One line of the ledger.

    Attributes:
        activity: the activity's id.
        year: financial year.
        on: the day it fell due or was paid.
        side: due, paid, recovered or set off.
        kind: what is due; None for money.
        amount: in euros. Due: to the partner, negative for what is due no more. Else: received by the partner,
            negative for what it gave back.
        cause: the fact that made it.
        target: the fact that a reversal takes back.
        how: how a due was computed; None for money, and for what is due no more.
        before: what was due instead, in euros, where the line revises it.
        settles: does it settle the account on its actual right (True), or undo that (False)?
    """

    activity: str
    year: int
    on: date
    side: Side
    kind: PaymentKind | None
    amount: Decimal
    cause: Fact
    target: Fact | None = None
    how: Reasoned | None = None
    before: Decimal | None = None
    settles: bool | None = None

    @property
    def event(self) -> str:
        """The id of the fact that made it."""
        return self.cause.id

    @property
    def reason(self) -> Message:
        """Why this amount that day, in words."""
        cause = cause_of(self.cause) if self.target is None else _TAKEN_BACK.fill(what=cause_of(self.target))
        if self.how is None:
            return cause if self.before is None else _NO_MORE.fill(cause=cause, before=Euros(self.before))
        if self.before is None:
            return _BECAUSE.fill(cause=cause, how=self.how.reason())
        return _INSTEAD.fill(cause=cause, how=self.how.reason(), before=Euros(self.before))


_BECAUSE = Text(fr="{cause} : {how}", en="{cause}: {how}")
_INSTEAD = Text(fr="{cause} : {how}, au lieu de {before}", en="{cause}: {how}, instead of {before}")
_NO_MORE = Text(fr="{cause} : plus rien n’est dû, au lieu de {before}", en="{cause}: nothing due, instead of {before}")
_DECIDED = Text(fr="déclaration {kind} {year} {verb}", en="{kind} {year} declaration {verb}")
_VERB = {
    Accepted: Text(fr="validée par la Caf", en="validated by the Caf"),
    Transmitted: Text(fr="transmise à la Caf", en="transmitted to the Caf"),
    Refused: Text(fr="refusée par la Caf", en="refused by the Caf"),
    Cancelled: Text(fr="annulée par la Caf", en="cancelled by the Caf"),
}
_OTHER = {
    GapJustified: Text(fr="écart {year} justifié", en="gap {year} justified"),
    Agreed: Text(fr="convention signée", en="agreement signed"),
    Closed: Text(fr="activité fermée", en="activity closed"),
    BroughtForward: Text(fr="acomptes {year} repris", en="advances {year} brought forward"),
    Paid: Text(fr="virement de la Caf", en="transfer from the Caf"),
    Recovered: Text(fr="remboursé par le partenaire", en="paid back by the partner"),
}
_REFERENCED = Text(fr="virement de la Caf, {reference}", en="transfer from the Caf, {reference}")
_KEPT = Text(fr="indu {year} retenu sur {against}", en="overpayment of {year} kept back from {against}")
_TAKEN_BACK = Text(fr="contre-passation : {what}", en="taken back: {what}")
_DAY_COME = Text(fr="échéance prévue par les modalités", en="day set by the terms")


@attrs.frozen
class DayCome(Fact):
    """A day on which something may fall due without any fact."""

    rank = -1


def cause_of(fact: Fact) -> Message:
    """What happened, in words."""
    if isinstance(fact, OfDeclaration):
        return _DECIDED.fill(kind=fact.kind, year=str(fact.year), verb=_VERB[type(fact)])
    if isinstance(fact, SetOff):
        return _KEPT.fill(year=str(fact.year), against=f"{fact.of} {fact.against}".strip())
    if isinstance(fact, Paid) and fact.reference:
        return _REFERENCED.fill(reference=fact.reference)
    if isinstance(fact, DayCome):
        return _DAY_COME.fill()
    return _OTHER[type(fact)].fill(year=str(getattr(fact, "year", "")))
