"""An entry of the ledger: an amount due or paid that day, and its reason."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

import attrs

from afas.payments._dues import PaymentKind
from afas.payments._facts import (
    Accepted,
    Agreed,
    Amended,
    BroughtForward,
    Cancelled,
    Closed,
    Fact,
    GapJustified,
    OfDeclaration,
    Paid,
    Recovered,
    Refused,
    Reversed,
    SetOff,
    Transmitted,
    WrittenOff,
)
from afas.periods import FinancialYear
from afas.text import Code, Euros, Message, Text

__all__ = ["DayCome", "Entry", "Reasoned", "Side"]


class Side(Code):
    """Which column an entry stands in."""

    DUE = "DUE", Text(fr="Dû", en="Due")
    PAID = "PAID", Text(fr="Versement", en="Payment")
    RECOVERED = "RECOVERED", Text(fr="Remboursement", en="Repayment")
    SET_OFF = "SET_OFF", Text(fr="Retenue", en="Set-off")
    WRITTEN_OFF = "WRITTEN_OFF", Text(fr="Abandon d’indu", en="Write-off")


class Reasoned(Protocol):
    """Anything that explains its amount."""

    def reason(self) -> Message:
        """The explanation as a sentence."""


@attrs.frozen
class DayCome(Fact):
    """A day on which something may fall due without any fact."""

    rank = -1


@attrs.frozen
class Entry:
    """One line of the ledger.

    Attributes:
        activity: the activity's id.
        year: financial year.
        on: the day it fell due or was paid.
        side: due, paid, recovered, set off or written off.
        kind: what is due; None for money.
        amount: in euros. Due: to the partner, negative for what is due no more. Else: received by the partner,
            negative for what it gave back.
        cause: the fact that made it.
        target: the fact that a reversal takes back.
        how: how a due was computed; None for money, and for what is due no more.
        before: what was due instead, in euros, where the line revises it.
        settles: does it settle the account on its actual right (True), or undo that (False)?
        school: does its activity run by school year?
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
    school: bool = False

    @property
    def exercise(self) -> FinancialYear:
        """The financial year (*exercice*), as it is written."""
        return FinancialYear(self.year, self.school)

    @property
    def event(self) -> str:
        """The id of the fact that made it."""
        return self.cause.id

    @property
    def reason(self) -> Message:
        """Why this amount that day, in words; other activities by their ids."""
        return self.why(str)

    def why(self, name_of: Callable[[str], str]) -> Message:
        """The reason, with other activities under their names."""
        cause = self._cause(self.target or self.cause, name_of)
        if self.target is not None:
            cause = _TAKEN_BACK.fill(what=cause, on=self.target.day)
        if self.how is None:
            return cause if self.before is None else _NO_MORE.fill(cause=cause, before=Euros(self.before))
        if self.before is None:
            return _BECAUSE.fill(cause=cause, how=self.how.reason())
        return _INSTEAD.fill(cause=cause, how=self.how.reason(), before=Euros(self.before))

    def _cause(self, fact: Fact, name_of: Callable[[str], str]) -> Message:
        """The reason as a sentence."""
        year = FinancialYear(getattr(fact, "year", self.year), self.school)
        if isinstance(fact, OfDeclaration):
            verb: object = _VERB.get(type(fact), _SPOKEN_OF)
            if isinstance(fact, Amended) and fact.reason:
                verb = _FOR.fill(verb=verb, reason=fact.reason)
            return _DECIDED.fill(kind=fact.kind, year=year.text, verb=verb)
        if isinstance(fact, SetOff):
            return self._kept(fact, name_of)
        if isinstance(fact, WrittenOff):
            return _GIVEN_UP.fill(year=year.text, ground=fact.ground)
        if isinstance(fact, Paid) and fact.reference:
            return _REFERENCED.fill(reference=fact.reference)
        return _OTHER.get(type(fact), _RECORDED).fill(year=year.text, before=year.previous().text)

    def _kept(self, fact: SetOff, name_of: Callable[[str], str]) -> Message:
        """The other account of a set-off: where an overpayment is kept back, or whose it is."""
        own = (self.activity, self.year) == (fact.activity, fact.year)
        activity, number = (fact.target, fact.against) if own else (fact.activity, fact.year)
        if fact.target == fact.activity:
            there = FinancialYear(number, self.school).text.fr
        else:
            there = f"{name_of(activity)} {number}"
        return _KEPT.fill(year=self.exercise.text, there=there) if own else _KEPT_HERE.fill(there=there)


_BECAUSE = Text(fr="{cause} : {how}", en="{cause}: {how}")
_INSTEAD = Text(fr="{cause} : {how}, au lieu de {before}", en="{cause}: {how}, instead of {before}")
_NO_MORE = Text(fr="{cause} : plus rien n’est dû, au lieu de {before}", en="{cause}: nothing due, instead of {before}")
_DECIDED = Text(fr="déclaration {kind} {year} {verb}", en="{kind} {year} declaration {verb}")
_FOR = Text(fr="{verb} ({reason})", en="{verb} ({reason})")
_RECORDED = Text(fr="fait enregistré", en="fact recorded")
_SPOKEN_OF = Text(fr="enregistrée", en="recorded")
_VERB = {
    Amended: Text(fr="rectifiée par la Caf après contrôle", en="amended by the Caf after a control"),
    Accepted: Text(fr="validée par la Caf", en="validated by the Caf"),
    Transmitted: Text(fr="transmise à la Caf", en="transmitted to the Caf"),
    Refused: Text(fr="refusée par la Caf", en="refused by the Caf"),
    Cancelled: Text(fr="annulée par la Caf", en="cancelled by the Caf"),
}
_OTHER: Final[dict[type[Fact], Text]] = {
    Reversed: Text(fr="contre-passation", en="taken back"),
    DayCome: Text(fr="échéance prévue par les modalités", en="day set by the terms"),
    GapJustified: Text(
        fr="écart entre prévisionnel {year} et réel {before} justifié",
        en="gap from actual {before} to forecast {year} justified",
    ),
    Agreed: Text(fr="convention signée", en="agreement signed"),
    Closed: Text(fr="activité fermée", en="activity closed"),
    BroughtForward: Text(fr="acomptes {year} repris", en="advances {year} brought forward"),
    Paid: Text(fr="virement de la Caf", en="transfer from the Caf"),
    Recovered: Text(fr="remboursé par le partenaire", en="paid back by the partner"),
}
_REFERENCED = Text(fr="virement de la Caf, {reference}", en="transfer from the Caf, {reference}")
_GIVEN_UP = Text(fr="indu {year} abandonné ({ground})", en="overpayment of {year} given up ({ground})")
_KEPT = Text(fr="indu {year} retenu sur {there}", en="overpayment of {year} kept back from {there}")
_KEPT_HERE = Text(fr="indu {there} retenu ici", en="overpayment of {there} kept back here")
_TAKEN_BACK = Text(fr="contre-passation : {what} du {on}", en="taken back: {what} of {on}")
