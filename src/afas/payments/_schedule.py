"""The whole schedule of payments of one activity and year.

The terms belong to one Caf and one year; they are data, never constants. What a source leaves open (the cap
of the second advance in the Hauts-de-Seine, the rate of top-ups) is *unspecified*: the computation refuses
to guess, and says how to name a choice. Amounts are rounded once each, to the cent, half up.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from afas.errors import Fault, Faults, InvalidInput
from afas.payments._cents import ZERO, from_cents, in_cents
from afas.payments._checks import exact_cents
from afas.payments._dues import ADVANCES, Payment, PaymentKind, Rights, Settlement, advance_due, top_up_due
from afas.terms import TRIGGERS, UNKNOWN_CHOICE, Advance, PaymentTerms
from afas.text import Text

__all__ = ["schedule"]

Amount = Decimal | int | str


def schedule(
    terms: PaymentTerms,
    *,
    forecast: Amount,
    actual: Amount | None = None,
    previous_actual: Amount | None = None,
    actual_n_2: Amount | None = None,
    updated: Amount | Sequence[Amount] | None = None,
    gap_justified: bool = False,
    share: Fraction | None = None,
    days: Mapping[str, date] | None = None,
) -> tuple[Payment, ...]:
    """The schedule of payments of one activity and year.

    Args:
        terms: of the Caf.
        forecast: the forecast right N, in euros; like the other rights, a Decimal, an int or a decimal string.
        actual: the actual right N, once known: gives the balance or the overpayment.
        previous_actual: the actual right N-1.
        actual_n_2: the actual right N-2.
        updated: the forecast right of the update, or of each update in turn.
        gap_justified: was the gap between forecast and actual N-1 justified?
        share: the part of the year the agreement covers (`share_of_year`); None for all of it.
        days: the day of each event that has come (`TRIGGERS`, and "actual validated").

    Raises:
        UnspecifiedTerms: the terms leave open something this schedule needs.
        InvalidInput: a right is no exact amount, or a day stands for no event.

    >>> terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    >>> schedule(terms, forecast=Decimal(100000))[0].amount
    Decimal('40000.00')
    """
    updates = () if updated is None else (updated,) if isinstance(updated, (Decimal, int, str)) else tuple(updated)
    cents, increases = _read_rights(
        {"forecast": forecast, "actual": actual, "previous_actual": previous_actual, "actual_n_2": actual_n_2}, updates
    )
    rights = Rights(cents, gap_justified, share)
    on = days or {}
    if not _EVENTS.issuperset(on):
        raise InvalidInput(_DAYS, tuple(_no_event(name) for name in on if name not in _EVENTS))
    advanced = 0
    items: list[Payment] = []
    for kind, advance in zip(ADVANCES, terms.advances, strict=False):
        due = advance_due(terms, advance, rights, advanced)
        items.append(Payment(kind, from_cents(due.cents), _day(advance, on), due.reason()))
        advanced += due.cents
    highest = cents["forecast N"] or 0
    for update in increases:
        top_up = top_up_due(terms, highest, update, rights, advanced)
        if top_up is not None:
            items.append(
                Payment(PaymentKind.TOP_UP, from_cents(top_up.cents), on.get("update validated"), top_up.reason())
            )
            advanced += top_up.cents
        highest = max(highest, update)
    right = cents["actual N"]
    if right is not None:
        left = Settlement(right, advanced)
        items.append(Payment(left.kind, from_cents(abs(left.cents)), on.get("actual validated"), left.reason()))
    return tuple(items)


_EVENTS: Final = frozenset((*TRIGGERS, "actual validated"))
_DAYS: Final = Text(fr="Jours des événements", en="Days of the events")


def _day(advance: Advance, on: Mapping[str, date]) -> date | None:
    """The day an advance falls due: its own or that of its event, the later of the two; None while that is to come."""
    if advance.on is None:
        return advance.from_day
    event = on.get(advance.on)
    return event if event is None or advance.from_day is None else max(event, advance.from_day)


def _no_event(name: str) -> Fault:
    return UNKNOWN_CHOICE.at(f"days.{name[:40]}", found=name[:40], known=tuple(sorted(_EVENTS)))


_BASES: Final = {
    "forecast": "forecast N",
    "actual": "actual N",
    "previous_actual": "actual N-1",
    "actual_n_2": "actual N-2",
}


def _read_rights(
    given: Mapping[str, Amount | None], updates: tuple[Amount, ...]
) -> tuple[dict[str, int | None], list[int]]:
    """The rights by base, and those of the updates, in cents."""
    faults = Faults(Text(fr="Droits", en="Rights"))

    def cents(raw: object, path: str) -> int:
        amount = exact_cents(raw, path)
        if isinstance(amount, Fault):
            faults.add(amount)
            amount = ZERO  # so that every fault is met before they are raised
        return in_cents(amount)

    read = {_BASES[name]: None if raw is None else cents(raw, name) for name, raw in given.items()}
    increases = [cents(raw, "updated") for raw in updates]
    faults.raise_if_any()
    read["latest forecast N"] = increases[-1] if increases else read["forecast N"]
    return read, increases
