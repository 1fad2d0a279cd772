"""What the Caf pays and when: advances (*acomptes*), top-ups (*compléments*), balance (*solde*), overpayment (*indu*).

The terms belong to one Caf and one year; they are data, never constants. What a source leaves open (the cap
of the second advance in the Hauts-de-Seine, the rate of top-ups) is *unspecified*: the computation refuses
to guess, and says how to name a choice. Amounts are rounded once each, to the cent, half up.

Imports: text, errors, arithmetic, quantities, terms.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

import attrs

from afas.arithmetic import Exact, to_decimal
from afas.errors import Fault, FaultKind, Faults
from afas.quantities import Unit, read_number
from afas.terms import BASES, Advance, Cap, PaymentTerms, UnspecifiedTerms
from afas.text import Euros, Message, Percent, Text

__all__ = ["Advance", "Cap", "Ledger", "Payment", "PaymentKind", "PaymentTerms", "UnspecifiedTerms", "schedule"]

Amount = Decimal | int | str

_GAP: Final = Fraction(1, 10)


class PaymentKind(StrEnum):
    """What a payment is."""

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
    PaymentKind.ADVANCE_1: Text(fr="1er acompte", en="First advance"),
    PaymentKind.ADVANCE_2: Text(fr="2ème acompte", en="Second advance"),
    PaymentKind.TOP_UP: Text(fr="Complément d’acompte", en="Top-up of the advances"),
    PaymentKind.BALANCE: Text(fr="Solde", en="Balance"),
    PaymentKind.OVERPAYMENT: Text(fr="Indu", en="Overpayment"),
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


_ADVANCE = Text(fr="{rate} × {base} ({value})", en="{rate} × {base} ({value})")
_CAPPED = Text(
    fr="{rate} × {base} ({value}) = {full}, ramené à {kept} : limite de {cap_rate} × {cap_base} ({cap_value}) {scope}",
    en="{rate} × {base} ({value}) = {full}, cut to {kept}: limit of {cap_rate} × {cap_base} ({cap_value}) {scope}",
)
_CUMULATED = Text(fr="sur le cumul des acomptes ({paid} déjà versés)", en="on all advances ({paid} paid already)")
_ALONE = Text(fr="sur cet acompte", en="on this advance")
_TOP_UP = Text(
    fr="{rate} × la hausse du droit prévisionnel ({before} → {after})",
    en="{rate} × the increase of the forecast right ({before} → {after})",
)
_BALANCE = Text(fr="droit réel {actual} − versé {paid}", en="actual right {actual} − paid {paid}")
_BASES = {
    "forecast N": Text(fr="droit prévisionnel N", en="forecast right N"),
    "actual N": Text(fr="droit réel N", en="actual right N"),
    "actual N-1": Text(fr="droit réel N-1", en="actual right N-1"),
    "actual N-2": Text(fr="droit réel N-2", en="actual right N-2"),
}


def _rounded(amount: Fraction) -> Decimal:
    return to_decimal(Exact.rounded(amount, 100))


def schedule(
    terms: PaymentTerms,
    *,
    forecast: Amount,
    actual: Amount | None = None,
    previous_actual: Amount | None = None,
    actual_n_2: Amount | None = None,
    updated: Amount | None = None,
    gap_justified: bool = False,
    days: Mapping[str, date] | None = None,
) -> tuple[Payment, ...]:
    """What is paid for one activity and year.

    Args:
        terms: of the Caf.
        forecast: the forecast right N, in euros; like the other rights, a Decimal, an int or a decimal string.
        actual: the actual right N, once known: gives the balance or the overpayment.
        previous_actual: the actual right N-1.
        actual_n_2: the actual right N-2.
        updated: the forecast right of the latest update.
        gap_justified: was the gap between forecast and actual N-1 justified?
        days: the day of each event that has come (`TRIGGERS`, and "actual validated").

    Raises:
        UnspecifiedTerms: the terms leave open something this schedule needs.
        InvalidInput: a right is no exact amount.

    >>> terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    >>> schedule(terms, forecast=Decimal(100000))[0].amount
    Decimal('40000.00')
    """
    rights, increased = _read_rights(
        forecast=forecast, actual=actual, previous_actual=previous_actual, actual_n_2=actual_n_2, updated=updated
    )
    on = dict(days or {})
    paid = Decimal(0)
    items: list[Payment] = []
    for kind, advance in zip((PaymentKind.ADVANCE_1, PaymentKind.ADVANCE_2), terms.advances, strict=False):
        amount, reason = _advance(advance, rights, paid, gap_justified)
        items.append(Payment(kind, amount, advance.from_day or on.get(advance.on or ""), reason))
        paid += amount
    first, settled = rights["forecast N"], rights["actual N"]
    if first is not None and increased is not None and increased > first:
        items.append(_top_up(terms, first, increased, on.get("update validated")))
        paid += items[-1].amount
    if settled is not None:
        items.append(_settle(settled, paid, on.get("actual validated")))
    return tuple(items)


NOT_WHOLE_CENTS = FaultKind(
    "not-whole-cents",
    Text(
        fr="{found} n’est pas un nombre entier de centimes : un droit est arrondi avant d’être payé",
        en="{found} is not a whole number of cents: a right is rounded before it is paid",
    ),
)
_ARGUMENTS: Final = {
    "forecast": "forecast N",
    "actual": "actual N",
    "previous_actual": "actual N-1",
    "actual_n_2": "actual N-2",
}


def _read_rights(**amounts: Amount | None) -> tuple[dict[str, Decimal | None], Decimal | None]:
    """The rights by base, and the updated forecast, as exact amounts."""
    faults = Faults(Text(fr="Droits", en="Rights"))
    read: dict[str, Decimal | None] = {}
    for name, raw in amounts.items():
        amount = None if raw is None else read_number(raw, name, Unit.EUR)
        if isinstance(amount, Fault):
            faults.add(amount)
        elif amount is not None and amount != round(amount, 2):
            faults.add(NOT_WHOLE_CENTS.at(name, found=amount))
        else:
            read[name] = None if amount is None else round(amount, 2)
    faults.raise_if_any()
    return {base: read[name] for name, base in _ARGUMENTS.items()}, read["updated"]


def _right(rights: Mapping[str, Decimal | None], base: str) -> Decimal:
    value = rights[base]
    if value is None:
        argument = next(name for name, known in _ARGUMENTS.items() if known == base)
        raise UnspecifiedTerms(_BASES[base], f"schedule(..., {argument}=Decimal('…'))")
    return value


def _advance(
    advance: Advance, rights: Mapping[str, Decimal | None], paid: Decimal, gap_justified: bool
) -> tuple[Decimal, Message]:
    base = _right(rights, advance.base)
    full = _rounded(Fraction(advance.rate) * Fraction(base))
    shown = {"rate": Percent(advance.rate), "base": _BASES[advance.base], "value": Euros(base)}
    if isinstance(advance.cap, str):
        raise UnspecifiedTerms(
            Text(fr="dans quelle limite l’acompte est versé", en="within which limit the advance is paid"),
            "terms.with_cap(rate='0.70', base='actual N-1', scope='cumulative') "
            "(scope: 'cumulative' | 'this advance'; base: " + " | ".join(map(repr, BASES)) + ")",
        )
    cap = advance.cap
    if cap is None or not _applies(cap, rights, gap_justified):
        return full, _ADVANCE.fill(**shown)
    cap_base = _right(rights, cap.base)
    most = _rounded(Fraction(cap.rate) * Fraction(cap_base))
    room = most - paid if cap.scope == "cumulative" else most
    kept = max(Decimal(0), min(full, room)).quantize(Decimal("0.01"))
    if kept == full:
        return full, _ADVANCE.fill(**shown)
    scope = _CUMULATED.fill(paid=Euros(paid)) if cap.scope == "cumulative" else _ALONE.fill()
    limits = {"cap_rate": Percent(cap.rate), "cap_base": _BASES[cap.base], "cap_value": Euros(cap_base)}
    return kept, _CAPPED.fill(**shown, full=Euros(full), kept=Euros(kept), scope=scope, **limits)


def _applies(cap: Cap, rights: Mapping[str, Decimal | None], gap_justified: bool) -> bool:
    if cap.condition is None:
        return True
    forecast, before = Fraction(_right(rights, "forecast N")), Fraction(_right(rights, "actual N-1"))
    return not gap_justified and abs(forecast - before) > _GAP * before


def _top_up(terms: PaymentTerms, forecast: Decimal, updated: Decimal, on: date | None) -> Payment:
    if terms.top_up_rate is None:
        raise UnspecifiedTerms(
            Text(fr="à quel taux le complément d’acompte est versé", en="the rate of the top-ups"),
            "terms.with_top_up(rate='…')",
        )
    amount = _rounded(Fraction(terms.top_up_rate) * (Fraction(updated) - Fraction(forecast)))
    reason = _TOP_UP.fill(rate=Percent(terms.top_up_rate), before=Euros(forecast), after=Euros(updated))
    return Payment(PaymentKind.TOP_UP, amount, on, reason)


def _settle(actual: Decimal, paid: Decimal, on: date | None) -> Payment:
    left = actual - paid
    kind = PaymentKind.BALANCE if left >= 0 else PaymentKind.OVERPAYMENT
    return Payment(kind, abs(left), on, _BALANCE.fill(actual=Euros(actual), paid=Euros(paid)))


@attrs.frozen
class Ledger:
    """What has been paid for one activity and year, each event once.

    >>> ledger = Ledger().record("e1", Payment(PaymentKind.ADVANCE_1, Decimal("40.00"), None, _ADVANCE.fill()))
    >>> ledger.record("e1", Payment(PaymentKind.ADVANCE_1, Decimal("40.00"), None, _ADVANCE.fill())).paid
    Decimal('40.00')
    """

    entries: Mapping[str, Payment] = attrs.field(factory=dict, hash=False)

    def record(self, event: str, payment: Payment) -> "Ledger":
        """Keep a payment under the event that caused it; the same event again changes nothing."""
        return self if event in self.entries else Ledger({**self.entries, event: payment})

    @property
    def paid(self) -> Decimal:
        """Paid, less what was recovered, in euros."""
        signed = (-p.amount if p.kind is PaymentKind.OVERPAYMENT else p.amount for p in self.entries.values())
        return sum(signed, Decimal(0))

    def to_markdown(self, locale: str = "fr") -> str:
        """One line a payment: what, how much, when, why."""
        head = Text(fr="| Paiement | Montant | Le | Pourquoi |", en="| Payment | Amount | On | Why |").get(locale)
        rows = [
            Text(fr="| {kind} | {amount} | {on} | {why} |", en="| {kind} | {amount} | {on} | {why} |")
            .fill(kind=p.kind, amount=Euros(p.amount), on=p.on, why=p.reason)
            .text(locale)
            for p in self.entries.values()
        ]
        return "\n".join([head, "|---|---:|---|---|", *rows])
