"""The facts of a ledger: decisions of the Caf on declarations, payments, recoveries.

Each has an id of its own, that the portal or the bank gave it: the same fact twice is one. It is of a day (`date`), or
of a moment (`datetime`); `in_order` puts the facts of an account one after the other.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Final

import attrs

from afas.errors import Fault
from afas.forms import DeclarationKind
from afas.payments._cents import in_cents
from afas.payments._checks import (
    exact_amount,
    exact_cents,
    is_equipment,
    is_year,
    moment,
    refuse,
    refused,
)
from afas.periods import Period
from afas.text import Code, Text

__all__ = [
    "FACTS", "Accepted", "Agreed", "Amended", "BalanceStated", "BroughtForward", "Cancelled",
    "Closed", "Fact", "GapJustified", "GivenUpFor", "Money", "Movement", "Notified", "OfDeclaration", "OfYear", "Paid",
    "Recovered", "Refused", "Reversed", "SetOff", "Transmitted", "WrittenOff", "kind_of",
]  # fmt: skip


def kind_of(raw: str) -> DeclarationKind:
    """The kind of declaration of that code, for a constructor.

    Raises:
        InvalidInput: there is none.
    """
    try:
        return DeclarationKind(raw)
    except ValueError:
        refuse("kind", raw, ", ".join(DeclarationKind))


def _ground(raw: str) -> "GivenUpFor":
    try:
        return GivenUpFor(raw)
    except ValueError:
        refuse("ground", raw, ", ".join(GivenUpFor))


@attrs.frozen
class Fact:
    """Something that happened.

    Attributes:
        id: its own, stable: what is recorded under it once is never recorded again.
        on: the day it took effect, or the moment: without an offset, by the wall time of the Caf.
    """

    rank: ClassVar[int]  # among facts of one day without times, or of one moment

    id: str
    on: date | datetime = attrs.field(converter=moment)

    @property
    def day(self) -> date:
        """The day, without its time."""
        return self.on.date() if isinstance(self.on, datetime) else self.on


@attrs.frozen
class Reversed(Fact):
    """A fact taken back (*contre-passation*): a transfer returned, a validation recorded by mistake."""

    rank = 8

    event: str


@attrs.frozen
class Movement(Fact):
    """Something that bears on what is paid for one activity, named by its id."""

    activity: str


@attrs.frozen
class Agreed(Movement):
    """An agreement (*convention*) signed: the days it covers, and whether the equipment is new in its first year."""

    rank = 0

    period: Period
    equipment: str = attrs.field(default="existing", validator=is_equipment)


@attrs.frozen
class Closed(Movement):
    """The activity closes: from that day on no advance falls due; the actual declaration settles the year."""

    rank = 1


@attrs.frozen
class OfYear(Movement):
    """A movement about one financial year."""

    year: int = attrs.field(validator=is_year)


@attrs.frozen
class GapJustified(OfYear):
    """The Caf takes the gap between forecast and actual N-1 as justified."""

    rank = 1


@attrs.frozen
class OfDeclaration(OfYear):
    """A decision on a declaration."""

    kind: DeclarationKind = attrs.field(converter=kind_of)


@attrs.frozen
class Transmitted(OfDeclaration):
    """Transmitted to the Caf (*Transmise Caf*)."""

    rank = 2


@attrs.frozen
class Refused(OfDeclaration):
    """The Caf asks for corrections (*Refusée Caf*): nothing new falls due on it until it is validated."""

    rank = 5


@attrs.frozen
class Cancelled(OfDeclaration):
    """The Caf cancels it (*Annulée Caf*), even after it was validated: what was due on it is due no more."""

    rank = 6


@attrs.frozen
class Accepted(OfDeclaration):
    """The Caf validates it, with the right it gives in euros; once more, with another amount: a revision."""

    rank = 3

    amount: Decimal = attrs.field(converter=exact_amount)


@attrs.frozen
class Amended(Accepted):
    """The Caf amends a declaration it has validated, after a control (*contrôle*): the right it gives from then on.

    Attributes:
        reason: why, as the Caf words it.
    """

    rank = 4

    reason: str = ""


@attrs.frozen
class Money(OfYear):
    """An amount that changed hands, in euros, never negative."""

    amount: Decimal = attrs.field(converter=exact_amount)

    @property
    def cents(self) -> int:
        """The amount in cents."""
        return in_cents(self.amount)


@attrs.frozen
class BroughtForward(Money):
    """Advances of that year due and paid before the ledger begins (*reprise*)."""

    rank = 1


@attrs.frozen
class Paid(Money):
    """The Caf pays (*virement*)."""

    rank = 7

    reference: str = ""


@attrs.frozen
class Recovered(Money):
    """The partner pays back."""

    rank = 7


@attrs.frozen
class SetOff(Money):
    """Too much of `year` is kept back (*retenu*) from what is due for `against`, and so counts as paid there.

    Attributes:
        against: the year it is kept back from.
        of: the activity it is kept back from; empty: the same.
    """

    rank = 7

    against: int = attrs.field(validator=is_year)
    of: str = ""

    @property
    def target(self) -> str:
        """The activity it is kept back from."""
        return self.of or self.activity


@attrs.frozen
class Notified(OfYear):
    """The Caf notifies an overpayment (*indu*) to the partner, who then has to pay it back."""

    rank = 7

    reference: str = ""


class GivenUpFor(Code):
    """Why the Caf gives up an overpayment."""

    REMISSION = "REMISSION", Text(fr="remise de dette", en="debt remission")
    VERY_SMALL = "VERY_SMALL", Text(fr="très petit montant", en="very small amount")


@attrs.frozen
class WrittenOff(Money):
    """The Caf gives up an overpayment, or a part of it (*remise de dette*, *annulation*); never more than there is."""

    rank = 7

    ground: GivenUpFor = attrs.field(converter=_ground)


def _signed(raw: object) -> Decimal:
    amount = exact_cents(raw, "left", None)
    if isinstance(amount, Fault):
        raise refused(amount)
    return amount


@attrs.frozen
class BalanceStated(OfYear):
    """On that day, or at that moment, the account stands at this balance (*constat de solde*): the ledger checks it.

    Attributes:
        left: still to be paid, in euros; negative: to be recovered.
    """

    rank = 9

    left: Decimal = attrs.field(converter=_signed)


FACTS: Final = (
    Accepted, Agreed, Amended, BalanceStated, BroughtForward, Cancelled, Closed, GapJustified, Notified, Paid,
    Recovered, Refused, Reversed, SetOff, Transmitted, WrittenOff,
)  # fmt: skip
"""The facts that a ledger records; the classes they come from stand for families of them."""
