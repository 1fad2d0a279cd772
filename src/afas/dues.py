"""What falls due, and why: advances (*acomptes*), top-ups (*compléments*), balance (*solde*), overpayment (*indu*).

One rule a function, on whole cents; each amount is rounded once, half up, to the step the terms say. `payments`
runs them for one activity and year, `accounts` event by event.

Imports: text, periods, terms.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

import attrs

from afas.periods import FinancialYear, Period
from afas.terms import BASES, CONDITION, PARTIAL_YEARS, ROUNDINGS, UNSPECIFIED, Advance, Cap, PaymentTerms
from afas.terms import UnspecifiedTerms as Unspecified
from afas.text import Euros, Message, Percent, Text

__all__ = [
    "BASE_TEXTS", "Due", "Payment", "PaymentKind", "Rights", "Settlement", "advance_due", "bases_of", "from_cents",
    "share_of_year", "top_up_due",
]  # fmt: skip

Cents = int | Fraction
"""Whole cents; a fraction only where the right of an earlier year is taken in part."""


class PaymentKind(StrEnum):
    """What a payment is."""

    BROUGHT_FORWARD = "BROUGHT_FORWARD"
    ADVANCE_1 = "ADVANCE_1"
    ADVANCE_2 = "ADVANCE_2"
    TOP_UP = "TOP_UP"
    BALANCE = "BALANCE"
    OVERPAYMENT = "OVERPAYMENT"

    @property
    def text(self) -> Text:
        """As the Caf names it."""
        return _KINDS[self]


_KINDS: Final = {
    PaymentKind.BROUGHT_FORWARD: Text(fr="Acomptes antérieurs", en="Earlier advances"),
    PaymentKind.ADVANCE_1: Text(fr="1er acompte", en="First advance"),
    PaymentKind.ADVANCE_2: Text(fr="2ème acompte", en="Second advance"),
    PaymentKind.TOP_UP: Text(fr="Complément d’acompte", en="Top-up of the advances"),
    PaymentKind.BALANCE: Text(fr="Solde", en="Balance"),
    PaymentKind.OVERPAYMENT: Text(fr="Indu", en="Overpayment"),
}

BASE_TEXTS: Final = {
    "forecast N": Text(fr="droit prévisionnel N", en="forecast right N"),
    "latest forecast N": Text(fr="dernier droit prévisionnel N", en="latest forecast right N"),
    "actual N": Text(fr="droit réel N", en="actual right N"),
    "actual N-1": Text(fr="droit réel N-1", en="actual right N-1"),
    "actual N-2": Text(fr="droit réel N-2", en="actual right N-2"),
}


@attrs.frozen
class Payment:
    """Something the Caf pays (or recovers, for an overpayment).

    Attributes:
        amount: in euros, never negative; an overpayment is what is to be recovered.
        on: the day it falls due; None while its event has not come.
        reason: why this amount, in words.
    """

    kind: PaymentKind
    amount: Decimal
    on: date | None
    reason: Message


@attrs.frozen
class Rights:
    """What is known of an activity and year when something falls due.

    Attributes:
        cents: the rights, by base (`BASES`); None or absent while unknown.
        justified: is the gap between forecast and actual N-1 justified?
        share: the part of the year the agreement covers, as the terms count it; earlier rights are taken for that part.
    """

    cents: Mapping[str, int | None]
    justified: bool = False
    share: Fraction | None = None

    def get(self, base: str) -> Cents | None:
        """The right, an earlier one for its part."""
        value = self.cents.get(base)
        if value is None or self.share is None or base not in ("actual N-1", "actual N-2"):
            return value
        return value * self.share

    def need(self, base: str) -> Cents:
        """The right.

        Raises:
            UnspecifiedTerms: it is unknown.
        """
        value = self.get(base)
        if value is None:
            raise Unspecified(BASE_TEXTS[base], f"schedule(..., {_ARGUMENTS[base]}=Decimal('…'))")
        return value


_ARGUMENTS: Final = {
    "forecast N": "forecast",
    "latest forecast N": "updated",
    "actual N": "actual",
    "actual N-1": "previous_actual",
    "actual N-2": "actual_n_2",
}


@attrs.frozen
class Due:
    """An amount in cents, before (`full`) and after (`cents`) its limit, and what makes its words."""

    cents: int
    full: int
    rate: Decimal
    base: Text
    value: Cents
    cap: Cap | None = None
    cap_value: Cents = 0
    advanced: int = 0
    before: Cents | None = None  # a top-up: the forecast it rises from

    def reason(self) -> Message:
        """Why this amount, in words."""
        shown: dict[str, object] = {"rate": Percent(self.rate), "base": self.base, "value": _euros(self.value)}
        template, cut = _ADVANCE, _CAPPED
        if self.before is not None:
            shown["before"] = _euros(self.before)
            template, cut = _TOP_UP, _TOP_UP_CAPPED
        if self.cap is None:
            return Message(template, shown)
        cumulative = self.cap.scope == "cumulative"
        scope = _CUMULATED.fill(paid=_euros(self.advanced)) if cumulative else _ALONE.fill()
        return Message(
            cut,
            {
                **shown,
                "full": _euros(self.full),
                "kept": _euros(self.cents),
                "cap_rate": Percent(self.cap.rate),
                "cap_base": BASE_TEXTS[self.cap.base],
                "cap_value": _euros(self.cap_value),
                "scope": scope,
            },
        )


_LIMIT = Text(
    fr=" = {full}, ramené à {kept} : limite de {cap_rate} × {cap_base} ({cap_value}) {scope}",
    en=" = {full}, cut to {kept}: limit of {cap_rate} × {cap_base} ({cap_value}) {scope}",
)
_ADVANCE = Text(fr="{rate} × {base} ({value})", en="{rate} × {base} ({value})")
_CAPPED = Text(fr=_ADVANCE.fr + _LIMIT.fr, en=_ADVANCE.en + _LIMIT.en)
_TOP_UP = Text(
    fr="{rate} × la hausse du droit prévisionnel ({before} → {value})",
    en="{rate} × the increase of the forecast right ({before} → {value})",
)
_TOP_UP_CAPPED = Text(fr=_TOP_UP.fr + _LIMIT.fr, en=_TOP_UP.en + _LIMIT.en)
_CUMULATED = Text(fr="sur le cumul des acomptes ({paid} déjà échus)", en="on all advances ({paid} due already)")
_ALONE = Text(fr="sur cet acompte", en="on this advance")
_BALANCE = Text(fr="droit réel {actual} − acomptes {paid}", en="actual right {actual} − advances {paid}")


def from_cents(cents: int) -> Decimal:
    """Whole cents as euros with two decimals."""
    return Decimal(cents).scaleb(-2)


def _euros(cents: Cents) -> Euros:
    return Euros(from_cents(cents) if isinstance(cents, int) else cents / 100)


def _part(rate: Decimal, right: Cents, step: int) -> int:
    """`rate × right`, rounded once, half up, to a multiple of `step` cents."""
    top, bottom = rate.as_integer_ratio()
    top *= right.numerator
    bottom *= right.denominator * step
    return (2 * top + bottom) // (2 * bottom) * step


def bases_of(advance: Advance) -> tuple[str, ...]:
    """The rights that an advance cannot be computed without."""
    cap = advance.cap
    if not isinstance(cap, Cap):
        return (advance.base,)
    gap = ("forecast N", "actual N-1") if cap.condition else ()
    return tuple(dict.fromkeys((advance.base, cap.base, *gap)))


def advance_due(terms: PaymentTerms, advance: Advance, rights: Rights, advanced: int) -> Due:
    """One advance.

    Args:
        terms: of the Caf.
        advance: one of theirs.
        rights: what is known.
        advanced: what has been advanced before it, in cents.

    Raises:
        UnspecifiedTerms: the limit is left open, or a right it needs is unknown.
    """
    base = rights.need(advance.base)
    full = _part(advance.rate, base, ROUNDINGS[terms.rounding])
    if isinstance(advance.cap, str):
        raise Unspecified(
            Text(fr="dans quelle limite l’acompte est versé", en="within which limit the advance is paid"),
            "terms.with_cap(rate='0.70', base='actual N-1', scope='cumulative') "
            "(scope: 'cumulative' | 'this advance'; base: " + " | ".join(map(repr, BASES)) + ")",
        )
    return _within(advance.cap, Due(full, full, advance.rate, BASE_TEXTS[advance.base], base), rights, advanced, terms)


def top_up_due(terms: PaymentTerms, before: int, after: int, rights: Rights, advanced: int) -> Due | None:
    """The top-up on an increase of the forecast right, from the highest known before; None where there is none.

    Raises:
        UnspecifiedTerms: the terms do not say its rate.
    """
    if after <= before:
        return None
    if terms.top_up_rate is None:
        raise Unspecified(
            Text(fr="à quel taux le complément d’acompte est versé", en="the rate of the top-ups"),
            "terms.with_top_up(rate='…') (rate='0': aucun complément, no top-up)",
        )
    if not terms.top_up_rate:
        return None
    full = _part(terms.top_up_rate, after - before, ROUNDINGS[terms.rounding])
    due = Due(full, full, terms.top_up_rate, BASE_TEXTS["latest forecast N"], after, before=before)
    return _within(terms.top_up_cap, due, rights, advanced, terms)


def _within(cap: Cap | None, due: Due, rights: Rights, advanced: int, terms: PaymentTerms) -> Due:
    if cap is None or not _applies(cap, rights):
        return due
    value = rights.need(cap.base)
    most = _part(cap.rate, value, ROUNDINGS[terms.rounding])
    room = most - advanced if cap.scope == "cumulative" else most
    if room >= due.full:
        return due
    return attrs.evolve(due, cents=max(0, room), cap=cap, cap_value=value, advanced=advanced)


def _applies(cap: Cap, rights: Rights) -> bool:
    if cap.condition is None:
        return True
    asked = CONDITION.fullmatch(cap.condition)
    if asked is None or (asked["unless"] and rights.justified):
        return asked is None
    forecast, before = Fraction(rights.need("forecast N")), Fraction(rights.need("actual N-1"))
    rise = forecast - before
    gap = abs(rise) if asked["side"] == "gap" else rise if asked["side"] == "rise" else -rise
    return gap > Fraction(asked["over"]) * (forecast if asked["of"] == "forecast N" else before)


@attrs.frozen
class Settlement:
    """What is left of the actual right once the advances are deducted, in cents; negative: too much was advanced."""

    actual: int
    advanced: int

    @property
    def cents(self) -> int:
        """What is left."""
        return self.actual - self.advanced

    @property
    def kind(self) -> PaymentKind:
        """The balance, or the overpayment."""
        return PaymentKind.BALANCE if self.actual >= self.advanced else PaymentKind.OVERPAYMENT

    def reason(self) -> Message:
        """Why this amount, in words."""
        return _BALANCE.fill(actual=_euros(self.actual), paid=_euros(self.advanced))


def share_of_year(year: FinancialYear, agreements: Sequence[Period], reading: str) -> Fraction | None:
    """The part of the year under agreement, as the terms count it; None for all of it.

    Args:
        year: civil or school.
        agreements: the periods under agreement; none: nothing is known to limit the year.
        reading: `PaymentTerms.partial_year`.

    Raises:
        UnspecifiedTerms: they cover a part of the year, and the terms do not say how that counts.

    >>> share_of_year(FinancialYear(2023), [Period(date(2023, 4, 1))], "by months")
    Fraction(3, 4)
    """
    whole = year.period
    within = [part for part in (whole.common(period) for period in agreements) if part is not None]
    if not agreements or whole in within:
        return None
    if reading == UNSPECIFIED:
        raise Unspecified(
            Text(
                fr="comment compte un droit antérieur quand la convention ne couvre qu’une partie de l’année",
                en="how the right of an earlier year counts where the agreement covers a part of the year only",
            ),
            "terms.with_partial_year(" + " | ".join(map(repr, PARTIAL_YEARS)) + ")",
        )
    if reading == "as declared":
        return None
    days = {part.start.toordinal() + step for part in within for step in range(_days(part))}
    if reading == "by days":
        return Fraction(len(days), _days(whole))
    months = {(day.year, day.month) for day in map(date.fromordinal, days)}
    return Fraction(len(months), 12)


def _days(period: Period) -> int:
    assert period.end is not None  # noqa: S101 - a year has an end, and so has its common part with anything
    return (period.end - period.start).days
