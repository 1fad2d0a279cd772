"""Overpayments (*indus*) of partners: when they arise, and how they may end, as far as a public text says.

One arises at the actual declaration, against what was advanced, or after a control that changes the figures. It is
notified to the partner, who has to pay it back (Caf des Alpes-Maritimes, newsletter no. 9); it may be paid back or set
off. The rest is of the circular of 11 February 2021. The threshold below which a very small one is cancelled, and the
scale of remissions, were not read: they are figures to supply.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from afas.payments._cents import ZERO, less, negated
from afas.payments._checks import exact_amount
from afas.payments._entries import Entry, Side
from afas.payments._facts import Notified
from afas.payments._ledger import Ledger
from afas.payments._matching import by_account
from afas.sources import Source
from afas.text import Euros, Message, Text

__all__ = ["CIRCULAR_2021", "NOTIFICATION", "Overpayment", "overpayments"]

CIRCULAR_2021: Final = Source(
    title="[Indus d’aides collectives, circulaire du 11 février 2021]",
    publisher="Cnaf",
    published=date(2021, 2, 11),
    checked_on=date(2026, 11, 27),
    remark=Text(
        fr="remplace la LC 2009-222, à compter de l’exercice 2021", en="replaces LC 2009-222, from the year 2021 on"
    ),
)
NOTIFICATION: Final = Source(
    title="[Lettre d’information n° 9, juillet 2023]",
    publisher="Caf des Alpes-Maritimes",
    checked_on=date(2026, 11, 27),
    page="« notifié au partenaire qui est tenu de le rembourser »",
)
_SINCE: Final = 2021

_SAID = Text(
    fr="Indu de {amount}, exercice {year}, depuis le {on} : {because}",
    en="Overpayment of {amount}, year {year}, since {on}: {because}",
)
_TO_NOTIFY = Text(
    fr="la Caf le notifie au partenaire, qui est tenu de le rembourser",
    en="the Caf notifies it to the partner, who has to pay it back",
)
_NOTIFIED = Text(fr="notifié le {on} : à rembourser", en="notified on {on}: to be paid back")
_HOW = Text(
    fr="il se rembourse, ou se retient sur un prochain versement ; un plan de remboursement peut être adapté",
    en="it is paid back, or set off against a later payment; a repayment plan can be tailored",
)
_THRESHOLD = Text(
    fr="un indu de très petit montant est annulé, sous un seuil qui n’a pas été lu : donnez-le (threshold=…)",
    en="a very small overpayment is cancelled, below a threshold that was not read: give it (threshold=…)",
)
_SMALL = Text(
    fr="il est sous le seuil de {threshold} : la Caf l’annule", en="it is below the threshold of {threshold}: cancelled"
)
_RIGHTS = Text(
    fr="une remise de dette se demande, selon un barème national ; un litige relève du seul juge administratif",
    en="a debt remission can be asked for, by a national scale; disputes belong to the administrative courts only",
)
_BEFORE = Text(
    fr="avant l’exercice 2021, la LC 2009-222, qui n’a pas été lue, dit ce qui en advient",
    en="before the year 2021, LC 2009-222, which was not read, says what comes of it",
)


@attrs.frozen
class Overpayment:
    """The amount that one activity has received for a year beyond its due, and how it may end.

    Attributes:
        activity: the activity's id.
        year: financial year.
        amount: still to be recovered, in euros.
        since: the line from which on too much had been received.
        notified: the day the Caf notified it; None: not yet.
        threshold: in euros, below which it is cancelled; None: not known.
    """

    activity: str
    year: int
    amount: Decimal
    since: Entry
    notified: date | None = None
    threshold: Decimal | None = None

    @property
    def very_small(self) -> bool | None:
        """Is it below the threshold? None where the threshold is not known, or does not hold for the year."""
        return None if self.threshold is None or self.year < _SINCE else self.amount < self.threshold

    @property
    def text(self) -> Message:
        """The amount, its day and its reason."""
        why = {"on": self.since.on, "because": self.since.reason}
        return _SAID.fill(amount=Euros(self.amount), year=self.since.exercise.text, **why)

    @property
    def steps(self) -> tuple[Message, ...]:
        """The possible next steps, one sentence each."""
        first = _TO_NOTIFY.fill() if self.notified is None else _NOTIFIED.fill(on=self.notified)
        if self.year < _SINCE:
            return (first, _BEFORE.fill())
        if self.threshold is None:
            return (first, _HOW.fill(), _THRESHOLD.fill(), _RIGHTS.fill())
        if self.very_small:
            return (first, _SMALL.fill(threshold=Euros(self.threshold)), _RIGHTS.fill())
        return (first, _HOW.fill(), _RIGHTS.fill())

    @property
    def sources(self) -> tuple[Source, ...]:
        """The texts that say so."""
        return (NOTIFICATION, CIRCULAR_2021) if self.year >= _SINCE else (NOTIFICATION,)


def overpayments(
    ledger: Ledger, *, on: date, partner: str | None = None, threshold: Decimal | str | None = None
) -> tuple[Overpayment, ...]:
    """The overpayments, by activity and year.

    Args:
        ledger: what happened so far.
        on: the day it is looked at.
        partner: of one partner; None: of all.
        threshold: in euros, below which an overpayment is cancelled; no public text gives it.

    Raises:
        InvalidInput: the threshold is no exact amount.
        UnspecifiedTerms, NoTerms, UnknownActivity: as `Ledger.entries`.
    """
    bound = None if threshold is None else exact_amount(threshold, "threshold")
    found = []
    for (activity, year), lines in by_account(ledger.entries(partner=partner, through=on)).items():
        amount, since = _overpaid(lines)
        if since is not None:
            day = _notified(ledger, activity, year, since.on, on)
            found.append(Overpayment(activity, year, amount, since, day, bound))
    return tuple(sorted(found, key=lambda overpayment: (overpayment.since.on, overpayment.activity, overpayment.year)))


def _overpaid(lines: Iterable[Entry]) -> tuple[Decimal, Entry | None]:
    """The overpayment at the end, and the line from which on there was one."""
    left, since = ZERO, None
    for entry in lines:
        left = less(left, negated(entry.amount) if entry.side is Side.DUE else entry.amount)
        since = None if left >= 0 else since or entry
    return negated(min(left, ZERO)), since


def _notified(ledger: Ledger, activity: str, year: int, since: date, on: date) -> date | None:
    days = [
        fact.day
        for fact in ledger.facts
        if isinstance(fact, Notified) and (fact.activity, fact.year) == (activity, year) and since <= fact.day <= on
    ]
    return max(days, default=None)
