"""The facts of a ledger: decisions of the Caf on declarations, payments, recoveries.

Each has an id of its own, that the portal or the bank gave it: the same fact twice is one. It is of a day (`date`), or
of a moment (`datetime`); `in_order` puts the facts of an account one after the other.
"""

from datetime import date, datetime
from decimal import Decimal, Inexact
from typing import ClassVar, Final, NoReturn

import attrs

from afas.errors import AfasError, Fault, FaultKind, InvalidInput
from afas.forms import DeclarationKind
from afas.moments import YEARS, fixed
from afas.payments._cents import EXACT, in_cents
from afas.periods import Period
from afas.quantities import Unit, read_number
from afas.terms import EQUIPMENT
from afas.text import Code, Text

__all__ = [
    "FACTS", "NOT_WHOLE_CENTS", "Accepted", "Agreed", "Amended", "BalanceStated", "BroughtForward", "Cancelled",
    "Closed", "Fact", "GapJustified", "GivenUpFor", "Money", "Movement", "Notified", "OfDeclaration", "OfYear", "Paid",
    "Recovered", "Refused", "Reversed", "SetOff", "Transmitted", "WrittenOff", "check_day", "check_days",
    "exact_amount", "exact_cents", "is_day",
]  # fmt: skip

NOT_WHOLE_CENTS = FaultKind(
    "not-whole-cents",
    Text(
        fr="{found} n’est pas un nombre entier de centimes : un droit est arrondi avant d’être payé",
        en="{found} is not a whole number of cents: a right is rounded before it is paid",
    ),
)
_CENT: Final = Decimal("0.01")
_SUBJECT: Final = Text(fr="Mouvement", en="Movement")
_TEN_YEARS: Final = 3660


def exact_cents(raw: object, path: str, low: Decimal | None = Decimal(0)) -> Decimal | Fault:
    """An amount in euros with two decimals, 15 digits at most before the point, not below `low`; or what is wrong."""
    amount = read_number(raw, path, Unit.EUR, low)
    if isinstance(amount, Fault):
        return amount
    try:
        return amount.quantize(_CENT, context=EXACT)
    except Inexact:
        return NOT_WHOLE_CENTS.at(path, found=amount)


def exact_amount(raw: object) -> Decimal:
    """An exact amount in euros, for a constructor.

    Raises:
        InvalidInput: it is negative, or not a whole number of cents.
    """
    amount = exact_cents(raw, "amount")
    if isinstance(amount, Fault):
        raise InvalidInput(_SUBJECT, (amount,))
    return amount


UNREADABLE = FaultKind(
    "unreadable",
    Text(fr="« {found} » ne se lit pas ; attendu : {wanted}", en="“{found}” cannot be read; expected: {wanted}"),
)


def _refuse(path: str, found: object, wanted: str) -> NoReturn:
    raise InvalidInput(_SUBJECT, (UNREADABLE.at(path, found=str(found)[:40], wanted=wanted),))


def _moment(raw: date | datetime) -> date | datetime:
    """A day, or a moment whose time zone has become a fixed offset; between 1900 and 2200."""
    if isinstance(raw, datetime):
        try:
            return fixed(raw)
        except AfasError as bad:
            raise InvalidInput(_SUBJECT, tuple(attrs.evolve(fault, path="on") for fault in bad.faults)) from None
    found: object = raw
    if not isinstance(found, date) or found.year not in YEARS:
        _refuse("on", raw, "date(2023, 2, 10), datetime(2023, 2, 10, 15)")
    return raw


def is_day(_: object, field: "attrs.Attribute[date]", raw: object) -> None:
    """A validator: a day, and no moment."""
    check_day(raw, field.name)


def check_day(raw: object, path: str) -> None:
    """Refuse what is no day.

    Raises:
        InvalidInput: it is a moment, a text, or out of the years that are taken.
    """
    if not isinstance(raw, date) or isinstance(raw, datetime) or raw.year not in YEARS:
        _refuse(path, raw, "date(2023, 2, 10)")


def check_days(raw: object, path: str) -> None:
    """Refuse what is no number of days.

    Raises:
        InvalidInput: it is negative, not whole, or over ten years.
    """
    if type(raw) is not int or not 0 <= raw <= _TEN_YEARS:
        _refuse(path, raw, f"0 … {_TEN_YEARS}")


def _is_year(_: object, __: "attrs.Attribute[int]", raw: object) -> None:
    if type(raw) is not int or not 1900 <= raw <= 2200:
        _refuse("year", raw, "2023")


def _is_equipment(_: object, __: "attrs.Attribute[str]", raw: object) -> None:
    if raw not in EQUIPMENT:
        _refuse("equipment", raw, ", ".join(EQUIPMENT))


def _kind(raw: object) -> DeclarationKind:
    if isinstance(raw, DeclarationKind):
        return raw
    if raw not in list(DeclarationKind):
        _refuse("kind", raw, ", ".join(DeclarationKind))
    return DeclarationKind(str(raw))


def _ground(raw: object) -> "GivenUpFor":
    if isinstance(raw, GivenUpFor):
        return raw
    if raw not in list(GivenUpFor):
        _refuse("ground", raw, ", ".join(GivenUpFor))
    return GivenUpFor(str(raw))


@attrs.frozen
class Fact:
    """Something that happened.

    Attributes:
        id: its own, stable: what is recorded under it once is never recorded again.
        on: the day it took effect, or the moment: without an offset, by the wall time of the Caf.
    """

    rank: ClassVar[int] = 9  # among facts of one day without times, or of one moment

    id: str
    on: date | datetime = attrs.field(converter=_moment)

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
    equipment: str = attrs.field(default="existing", validator=_is_equipment)


@attrs.frozen
class Closed(Movement):
    """The activity closes: from that day on no advance falls due; the actual declaration settles the year."""

    rank = 9


@attrs.frozen
class OfYear(Movement):
    """A movement about one financial year."""

    year: int = attrs.field(validator=_is_year)


@attrs.frozen
class GapJustified(OfYear):
    """The Caf takes the gap between forecast and actual N-1 as justified."""

    rank = 1


@attrs.frozen
class OfDeclaration(OfYear):
    """A decision on a declaration."""

    kind: DeclarationKind = attrs.field(converter=_kind)


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

    against: int = attrs.field(validator=_is_year)
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
        raise InvalidInput(_SUBJECT, (amount,))
    return amount


@attrs.frozen
class BalanceStated(OfYear):
    """On that day, or at that moment, the account stands at this balance (*constat de solde*): the ledger checks it.

    Attributes:
        left: still to be paid, in euros; negative: to be recovered.
    """

    rank = 10

    left: Decimal = attrs.field(converter=_signed)


FACTS: Final = (
    Accepted, Agreed, Amended, BalanceStated, BroughtForward, Cancelled, Closed, GapJustified, Notified, Paid,
    Recovered, Refused, Reversed, SetOff, Transmitted, WrittenOff,
)  # fmt: skip
"""What a ledger records; the classes they come from stand for families of them."""
