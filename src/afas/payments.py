"""What the Caf pays and when: advances (*acomptes*), top-ups (*compléments*), balance (*solde*), overpayment (*indu*).

The terms belong to one Caf and one year; they are data, never constants. What a source leaves open (the cap
of the second advance in the Hauts-de-Seine, the rate of top-ups) is *unspecified*: the computation refuses
to guess, and says how to name a choice. Amounts are rounded once each, to the cent, half up.

Imports: text, errors, arithmetic.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

import attrs

from afas.arithmetic import Exact, to_decimal
from afas.errors import AfasError, FaultKind, Faults, error
from afas.quantities import Unit, read_number
from afas.sources import Source
from afas.text import Euros, Message, Percent, Text

__all__ = ["Advance", "Cap", "Ledger", "Payment", "PaymentKind", "PaymentTerms", "UnspecifiedTerms", "schedule"]

BASES: Final = ("forecast N", "actual N", "actual N-1", "actual N-2")
TRIGGERS: Final = ("forecast validated", "actual N-1 validated", "actual N-1 processed", "update validated")
SCOPES: Final = ("cumulative", "this advance")
CONDITIONS: Final = (None, "gap over 0.10 not justified")
_GAP: Final = Fraction(1, 10)

UNKNOWN_CHOICE = FaultKind(
    "unknown-choice",
    Text(fr="« {found} » inconnu ; au choix : {known}", en="“{found}” is unknown; choose among: {known}"),
)


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


@error
class UnspecifiedTerms(AfasError, ValueError):
    """The source leaves a term open: the call has to say which reading it takes."""

    code = "unspecified-terms"
    template = Text(
        fr="Les modalités de paiement ne disent pas {what}. Dites-le : {fix}",
        en="The payment terms do not say {what}. Say it: {fix}",
    )
    what: Text
    fix: str


@attrs.frozen
class Cap:
    """The most an advance may come to (*dans la limite de*).

    Attributes:
        rate: of the base.
        base: one of `BASES`.
        scope: on all advances together ("cumulative") or on "this advance" alone.
        condition: when it applies; None for always.
    """

    rate: Decimal
    base: str
    scope: str = "cumulative"
    condition: str | None = None


UNSPECIFIED: Final = "unspecified"


@attrs.frozen
class Advance:
    """One advance: a rate of a base, on an event or from a day, within a cap.

    Attributes:
        on: the event that triggers it, one of `TRIGGERS`; None where a day does.
        from_day: the day it is paid from, for terms with fixed dates.
        cap: a `Cap`, None for no cap, or "unspecified" where the source leaves it open.
    """

    rate: Decimal
    base: str = "forecast N"
    on: str | None = None
    from_day: date | None = None
    cap: "Cap | str | None" = None


@attrs.frozen
class PaymentTerms:
    """The terms of payment of a Caf and a year.

    Attributes:
        advances: in the order they are paid.
        top_up_rate: of the increase of the forecast right in an update; None where the source does not say.
        source: the text that states them.
    """

    advances: tuple[Advance, ...]
    top_up_rate: Decimal | None = None
    source: Source | None = None

    @classmethod
    def from_mapping(cls, data: Mapping[str, object]) -> "PaymentTerms":
        """Terms as a portal brings them, from JSON: rates as strings, days as ISO dates.

        Raises:
            InvalidInput: anything is wrong; every fault is in `faults`, with its path.
        """
        faults = Faults(Text(fr="Modalités de paiement", en="Payment terms"))
        given = data.get("advances")
        rows = given if isinstance(given, (list, tuple)) else []
        if not rows:
            faults.add(UNKNOWN_CHOICE.at("advances", found=str(given), known=("[{rate, base, on}]",)))
        advances = tuple(_read_advance(row, f"advances[{rank}]", faults) for rank, row in enumerate(rows))
        raw_top_up = data.get("top_up_rate")
        top_up = None if raw_top_up is None else _read_rate(raw_top_up, "top_up_rate", faults)
        faults.raise_if_any()
        return cls(advances, top_up)

    def with_cap(
        self, rate: str | Decimal, base: str, scope: str = "cumulative", condition: str | None = None
    ) -> "PaymentTerms":
        """The same terms, the cap that the source leaves open named.

        Raises:
            InvalidInput: a rate that is none, an unknown base or scope.
        """
        faults = Faults(Text(fr="Plafond des acomptes", en="Cap of the advances"))
        named = _read_cap({"rate": rate, "base": base, "scope": scope, "if": condition}, "cap", faults)
        faults.raise_if_any()
        return attrs.evolve(
            self,
            advances=tuple(attrs.evolve(a, cap=named) if a.cap == UNSPECIFIED else a for a in self.advances),
        )

    def with_top_up(self, rate: str | Decimal) -> "PaymentTerms":
        """The same terms, the rate of the top-ups named.

        Raises:
            InvalidInput: not a ratio.
        """
        faults = Faults(Text(fr="Complément d’acompte", en="Top-up"))
        named = _read_rate(rate, "top_up_rate", faults)
        faults.raise_if_any()
        return attrs.evolve(self, top_up_rate=named)


def _read_rate(raw: object, path: str, faults: Faults) -> Decimal:
    rate = read_number(raw, path, Unit.RATIO)
    if isinstance(rate, Decimal):
        return rate
    faults.add(rate)
    return Decimal(0)


def _choice(found: object, known: tuple[str | None, ...], path: str, faults: Faults) -> str:
    if found not in known:
        faults.add(UNKNOWN_CHOICE.at(path, found=str(found), known=tuple(str(one) for one in known)))
    return str(found)


def _read_advance(row: object, path: str, faults: Faults) -> Advance:
    if not isinstance(row, Mapping):
        faults.add(UNKNOWN_CHOICE.at(path, found=str(row), known=("{rate, base, on}",)))
        return Advance(Decimal(0))
    for key in sorted(set(row) - {"rate", "base", "on", "from", "cap"}):
        faults.add(UNKNOWN_CHOICE.at(f"{path}.{key}", found=key, known=("rate", "base", "on", "from", "cap")))
    day = None
    if "from" in row:
        try:
            day = date.fromisoformat(str(row["from"]))
        except ValueError:
            faults.add(UNKNOWN_CHOICE.at(f"{path}.from", found=str(row["from"]), known=("AAAA-MM-JJ",)))
    trigger = None if "from" in row and "on" not in row else _choice(row.get("on"), TRIGGERS, f"{path}.on", faults)
    raw_cap = row.get("cap")
    cap = raw_cap if raw_cap in (None, UNSPECIFIED) else _read_cap(raw_cap, f"{path}.cap", faults)
    base = _choice(row.get("base", "forecast N"), BASES, f"{path}.base", faults)
    return Advance(_read_rate(row.get("rate"), f"{path}.rate", faults), base, trigger, day, cap)


def _read_cap(raw: object, path: str, faults: Faults) -> Cap:
    given = raw if isinstance(raw, Mapping) else {}
    rate = _read_rate(given.get("rate"), f"{path}.rate", faults)
    base = _choice(given.get("base"), BASES, f"{path}.base", faults)
    scope = _choice(given.get("scope", "cumulative"), SCOPES, f"{path}.scope", faults)
    condition = given.get("if")
    if condition not in CONDITIONS:
        _choice(condition, CONDITIONS, f"{path}.if", faults)
    return Cap(rate, base, scope, condition)


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
    forecast: Decimal,
    actual: Decimal | None = None,
    previous_actual: Decimal | None = None,
    actual_n_2: Decimal | None = None,
    updated: Decimal | None = None,
    gap_justified: bool = False,
    days: Mapping[str, date] | None = None,
) -> tuple[Payment, ...]:
    """What is paid for one activity and year.

    Args:
        terms: of the Caf.
        forecast: the forecast right N.
        actual: the actual right N, once known: gives the balance or the overpayment.
        previous_actual: the actual right N-1.
        actual_n_2: the actual right N-2.
        updated: the forecast right of the latest update.
        gap_justified: was the gap between forecast and actual N-1 justified?
        days: the day of each event that has come (`TRIGGERS`, and "actual validated").

    Raises:
        UnspecifiedTerms: the terms leave open something this schedule needs.

    >>> terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    >>> schedule(terms, forecast=Decimal(100000))[0].amount
    Decimal('40000.00')
    """
    rights = {"forecast N": forecast, "actual N": actual, "actual N-1": previous_actual, "actual N-2": actual_n_2}
    on = dict(days or {})
    paid = Decimal(0)
    items: list[Payment] = []
    for kind, advance in zip((PaymentKind.ADVANCE_1, PaymentKind.ADVANCE_2), terms.advances, strict=False):
        amount, reason = _advance(advance, rights, paid, gap_justified)
        items.append(Payment(kind, amount, advance.from_day or on.get(advance.on or ""), reason))
        paid += amount
    if updated is not None and updated > forecast:
        items.append(_top_up(terms, forecast, updated, on.get("update validated")))
        paid += items[-1].amount
    if actual is not None:
        items.append(_settle(actual, paid, on.get("actual validated")))
    return tuple(items)


def _right(rights: Mapping[str, Decimal | None], base: str) -> Decimal:
    value = rights[base]
    if value is None:
        argument = {"actual N": "actual", "actual N-1": "previous_actual", "actual N-2": "actual_n_2"}[base]
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
