"""Amounts due and reasons: advances (*acomptes*), top-ups (*compléments*), balance (*solde*), overpayment (*indu*).

One rule a function, from whole cents to whole cents; the amounts are those of `amounts`. `payments` runs them for one
activity and year, `accounts` event by event.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from afas.arithmetic import exactly
from afas.payments._amounts import NAMES, applies_over, base_of, limit_of, part, right, top_up, top_up_rate_of, within
from afas.payments._cents import EXACT, from_cents
from afas.terms import BASES, SCOPES, UNSPECIFIED, Advance, Cap, MissingRight, PaymentTerms, when_it_applies
from afas.text import Code, Euros, Message, Percent, Text

__all__ = [
    "ADVANCES", "Due", "Payment", "PaymentKind", "Rights", "Settlement", "advance_due", "bases_of", "bases_of_cap",
    "top_up_due",
]  # fmt: skip

Cents = int | Fraction
"""Whole cents; a fraction only where the right of an earlier year is taken in part."""


class PaymentKind(Code):
    """The kinds of payment."""

    BROUGHT_FORWARD = "BROUGHT_FORWARD", Text(fr="Acomptes antérieurs", en="Earlier advances")
    ADVANCE_1 = "ADVANCE_1", Text(fr="1er acompte", en="First advance")
    ADVANCE_2 = "ADVANCE_2", Text(fr="2ème acompte", en="Second advance")
    ADVANCE_3 = "ADVANCE_3", Text(fr="3ème acompte", en="Third advance")
    ADVANCE_4 = "ADVANCE_4", Text(fr="4ème acompte", en="Fourth advance")
    TOP_UP = "TOP_UP", Text(fr="Complément d’acompte", en="Top-up of the advances")
    BALANCE = "BALANCE", Text(fr="Solde", en="Balance")
    OVERPAYMENT = "OVERPAYMENT", Text(fr="Indu", en="Overpayment")


ADVANCES: Final = (PaymentKind.ADVANCE_1, PaymentKind.ADVANCE_2, PaymentKind.ADVANCE_3, PaymentKind.ADVANCE_4)


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
    """The rights of an activity and year when an amount falls due.

    Attributes:
        cents: the rights, by base (`BASES`); None or absent while unknown.
        justified: is the gap between forecast and actual N-1 justified?
        share: the part of the year the agreement covers, as the terms count it; earlier rights are taken for that part.
    """

    cents: Mapping[str, int | None]
    justified: bool = False
    share: Fraction | None = None

    def get(self, base: str) -> Cents | None:
        """The right, an earlier one for its part; None while it is unknown."""
        value = self.cents.get(base)
        return None if value is None else self._in_part(base, value)

    def need(self, base: str) -> Cents:
        """The right, an earlier one for its part.

        Raises:
            MissingRight: it is unknown.
        """
        return self._in_part(base, self._whole(base))

    def euros(self, base: str) -> Decimal:
        """The right in euros, all of it.

        Raises:
            MissingRight: it is unknown.
        """
        return from_cents(self._whole(base))

    def _whole(self, base: str) -> int:
        value = self.cents.get(base)
        if value is None:
            raise _missing(base)
        return value

    def _in_part(self, base: str, value: int) -> Cents:
        return value if self.share is None or base not in ("actual N-1", "actual N-2") else value * self.share


def _missing(base: str) -> MissingRight:
    name = BASES.get(base) or Text(fr=base, en=base)  # rights that are read may be named otherwise
    return MissingRight(name, f"schedule(..., {_ARGUMENTS.get(base, base)}=Decimal('…'))")


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
        words = SCOPES[self.cap.scope]
        scope = _CUMULATED.fill(scope=words, paid=_euros(self.advanced)) if self.cap.scope == "cumulative" else words
        return Message(
            cut,
            {
                **shown,
                "full": _euros(self.full),
                "kept": _euros(self.cents),
                "cap_rate": Percent(self.cap.rate),
                "cap_base": BASES[self.cap.base],
                "cap_value": _euros(self.cap_value),
                "scope": scope,
                "condition": when_it_applies(self.cap, met=True),
            },
        )


_LIMIT = Text(
    fr=" = {full}, ramené à {kept} : limite de {cap_rate} × {cap_base} ({cap_value}) {scope}{condition}",
    en=" = {full}, cut to {kept}: limit of {cap_rate} × {cap_base} ({cap_value}) {scope}{condition}",
)
_ADVANCE = Text(fr="{rate} × {base} ({value})", en="{rate} × {base} ({value})")
_CAPPED = Text(fr=_ADVANCE.fr + _LIMIT.fr, en=_ADVANCE.en + _LIMIT.en)
_TOP_UP = Text(
    fr="{rate} × la hausse du droit prévisionnel ({before} → {value})",
    en="{rate} × the increase of the forecast right ({before} → {value})",
)
_TOP_UP_CAPPED = Text(fr=_TOP_UP.fr + _LIMIT.fr, en=_TOP_UP.en + _LIMIT.en)
_CUMULATED = Text(fr="{scope} ({paid} déjà échus)", en="{scope} ({paid} due already)")
_BALANCE = Text(fr="droit réel {actual} − acomptes {paid}", en="actual right {actual} − advances {paid}")


def _euros(cents: Cents) -> Euros:
    return Euros(from_cents(cents) if isinstance(cents, int) else cents / 100)


def bases_of(advance: Advance) -> tuple[str, ...]:
    """The rights that an advance cannot be computed without, as far as its terms say them."""
    cap = advance.cap if isinstance(advance.cap, Cap) else None
    base = () if advance.base == UNSPECIFIED else (advance.base,)
    return tuple(dict.fromkeys((*base, *bases_of_cap(cap))))


def bases_of_cap(cap: Cap | None) -> tuple[str, ...]:
    """The rights that a cap cannot be computed without."""
    if cap is None:
        return ()
    return (cap.base, "forecast N", "actual N-1") if cap.condition else (cap.base,)


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
    named, cap, in_part = base_of(advance), limit_of(advance), rights.share is not None

    def amounts(d: Any, p: Any) -> tuple[Any, Any]:
        full = part(terms, right(d, named, p, in_part), p.rate)
        return full, within(terms, cap, full, d.advanced, d, p, in_part)

    base = rights.need(named)
    known = {"advanced": from_cents(advanced), NAMES[named]: rights.euros(named)}
    full, kept = _exactly(amounts, known, advance.rate, cap, rights)
    return _due(full, kept, advance.rate, BASES[named], base, cap, rights, advanced)


def top_up_due(terms: PaymentTerms, before: int, after: int, rights: Rights, advanced: int) -> Due | None:
    """The top-up on an increase of the forecast right, from the highest known before; None where there is none.

    Raises:
        UnspecifiedTerms: the terms do not say its rate, or a right that its limit needs is unknown.
    """
    if after <= before or not (rate := top_up_rate_of(terms)):
        return None
    cap = terms.top_up_cap

    def amounts(d: Any, p: Any) -> tuple[Any, Any]:
        full = top_up(terms, d.before, d.after, p.rate)
        return full, within(terms, cap, full, d.advanced, d, p, rights.share is not None)

    known = {"advanced": from_cents(advanced), "before": from_cents(before), "after": from_cents(after)}
    full, kept = _exactly(amounts, known, rate, cap, rights)
    return _due(full, kept, rate, BASES["latest forecast N"], after, cap, rights, advanced, before)


def _exactly(
    amounts: Callable[[Any, Any], tuple[Any, Any]],
    known: dict[str, Decimal],
    rate: Decimal,
    cap: Cap | None,
    rights: Rights,
) -> tuple[int, int]:
    """The two amounts in cents, before and within the cap, on exact numbers of euros."""
    figures = {"rate": rate}
    if cap is not None:
        figures["cap"] = cap.rate
        over = applies_over(cap)
        if over is not None:
            figures["over"], known["gap_justified"] = Decimal(over), Decimal(rights.justified)
        for base in bases_of_cap(cap):
            known[NAMES[base]] = rights.euros(base)
    if rights.share is not None:
        figures["under_agreement"], figures["of_the_year"] = map(Decimal, rights.share.as_integer_ratio())
    full, kept = exactly(amounts, known, figures)
    if isinstance(full, Decimal):
        return int(EXACT.multiply(full, 100)), int(EXACT.multiply(kept, 100))
    return int(full * 100), int(kept * 100)


def _due(
    full: int,
    kept: int,
    rate: Decimal,
    base: Text,
    value: Cents,
    cap: Cap | None,
    rights: Rights,
    advanced: int,
    before: Cents | None = None,
) -> Due:
    """The due, with its cap where that cuts it."""
    if cap is None or kept == full:
        return Due(full, full, rate, base, value, before=before)
    return Due(kept, full, rate, base, value, cap, rights.need(cap.base), advanced, before)


@attrs.frozen
class Settlement:
    """The actual right less the advances, in cents; negative if too much was advanced."""

    actual: int
    advanced: int

    @property
    def cents(self) -> int:
        """The balance."""
        return self.actual - self.advanced

    @property
    def kind(self) -> PaymentKind:
        """The balance, or the overpayment."""
        return PaymentKind.BALANCE if self.actual >= self.advanced else PaymentKind.OVERPAYMENT

    def reason(self) -> Message:
        """Why this amount, in words."""
        return _BALANCE.fill(actual=_euros(self.actual), paid=_euros(self.advanced))
