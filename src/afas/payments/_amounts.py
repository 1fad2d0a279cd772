"""The amounts of the payments, each written once in the words of `arithmetic`: for one case, or for whole columns.

Formulas branch on the terms only (a cap or none, its base, its condition), never on declared figures.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from re import Match
from types import SimpleNamespace
from typing import Any, Final

from afas.arithmetic import Number, cents, euros, greatest, least, not_below_zero, ratio, where
from afas.terms import BASES, CONDITION, TRIGGERS, UNSPECIFIED, Advance, Cap, PaymentTerms, UnspecifiedTerms
from afas.text import Text

__all__ = [
    "NAMES", "applies_over", "base_of", "figures_of", "limit_of", "part", "right", "top_up", "top_up_rate_of",
    "trigger_of",     "whole_year", "within",
]  # fmt: skip

NAMES: Final = {
    "forecast N": "forecast",
    "latest forecast N": "latest_forecast",
    "actual N": "actual",
    "actual N-1": "previous_actual",
    "actual N-2": "actual_n_2",
}
"""The name of each base among the data of a formula."""

TOP_UP: Final = "top_up"
_EARLIER: Final = ("actual N-1", "actual N-2")
_ROUNDED: Final = {"cent": cents, "euro": euros}


def right(d: Any, base: str, p: Any = None, in_part: bool = False) -> Any:
    """A right that an amount is a rate of, in euros; an earlier one for the part of the year that `p` gives, if any."""
    whole = getattr(d, NAMES[base])
    return whole * ratio(p.under_agreement, p.of_the_year) if in_part and base in _EARLIER else whole


def part(terms: PaymentTerms, base: Number, rate: Number) -> Any:
    """`rate × base`, rounded once, half up, to the step of the terms."""
    return _ROUNDED[terms.rounding](base * rate)


def top_up(terms: PaymentTerms, before: Number, after: Number, rate: Number) -> Any:
    """A rate of the increase of the forecast right; nothing where it does not rise."""
    return part(terms, not_below_zero(after - before), rate)


def within(
    terms: PaymentTerms, cap: Cap | None, full: Number, advanced: Number, d: Any, p: Any, in_part: bool = False
) -> Any:
    """`full`, within what its cap leaves once `advanced` is due, where the cap applies.

    Args:
        terms: of the Caf.
        cap: of this amount; None for none.
        full: the amount before its cap.
        advanced: what was due before it.
        d: the rights by their `NAMES`, and `gap_justified` where the condition asks for it.
        p: `cap`, the rate of the cap, and `over`, the part that a gap has to pass; with `in_part`, `under_agreement`
            and `of_the_year`, two numbers of days or months.
        in_part: do earlier rights count for a part of the year?
    """
    if cap is None:
        return full
    most = part(terms, right(d, cap.base, p, in_part), p.cap)
    room = not_below_zero(most - advanced) if cap.scope == "cumulative" else most
    kept = least(full, room)
    condition = _asked(cap.condition)
    if condition is None:
        return kept
    if condition["side"] == UNSPECIFIED:
        raise UnspecifiedTerms(
            Text(
                fr="de quel côté l’écart compte, ni de quel droit",
                en="on which side the gap counts, nor of which right",
            ),
            "terms.with_gap('gap' | 'rise' | 'drop', of='actual N-1' | 'forecast N')",
        )
    forecast, before = d.forecast, right(d, "actual N-1", p, in_part)
    rise, drop = forecast - before, before - forecast
    gap = greatest(rise, drop) if condition["side"] == "gap" else rise if condition["side"] == "rise" else drop
    bound = (forecast if condition["of"] == "forecast N" else before) * p.over
    found = where(bound < gap, kept, full)
    return where(d.gap_justified, full, found) if condition["unless"] else found


def applies_over(cap: Cap) -> str | None:
    """The part of a right that a gap has to pass for the cap to apply, as the terms write it; None: it always does."""
    condition = _asked(cap.condition)
    return None if condition is None else condition["over"]


@lru_cache
def _asked(condition: str | None) -> Match[str] | None:
    return None if condition is None else CONDITION.fullmatch(condition)


def limit_of(advance: Advance) -> Cap | None:
    """The cap of an advance, or None.

    Raises:
        UnspecifiedTerms: the source leaves it open.
    """
    if isinstance(advance.cap, str):
        raise UnspecifiedTerms(
            Text(fr="dans quelle limite l’acompte est versé", en="within which limit the advance is paid"),
            "terms.with_cap(rate='0.70', base='actual N-1', scope='cumulative') "
            "(scope: 'cumulative' | 'this advance'; base: " + " | ".join(map(repr, BASES)) + ")",
        )
    return advance.cap


def base_of(advance: Advance) -> str:
    """The right that an advance is a rate of.

    Raises:
        UnspecifiedTerms: the source leaves it open.
    """
    if advance.base == UNSPECIFIED:
        raise UnspecifiedTerms(
            Text(fr="de quel droit l’acompte est une part", en="which right the advance is a rate of"),
            f"terms.with_base('forecast N') ({' | '.join(map(repr, BASES))})",
        )
    return advance.base


def trigger_of(advance: Advance) -> str | None:
    """The event that an advance is paid on; None if there is none.

    Raises:
        UnspecifiedTerms: the source leaves it open.
    """
    if advance.on == UNSPECIFIED:
        raise UnspecifiedTerms(
            Text(fr="sur quel événement l’acompte est versé", en="on which event the advance is paid"),
            f"terms.with_trigger('forecast validated') ({' | '.join(map(repr, TRIGGERS))})",
        )
    return advance.on


def top_up_rate_of(terms: PaymentTerms) -> Decimal:
    """The rate of the top-ups; zero where there are none.

    Raises:
        UnspecifiedTerms: the terms do not say it.
    """
    if terms.top_up_rate is None:
        raise UnspecifiedTerms(
            Text(fr="à quel taux le complément d’acompte est versé", en="the rate of the top-ups"),
            "terms.with_top_up(rate='…') (rate='0': aucun complément, no top-up)",
        )
    return terms.top_up_rate


def figures_of(terms: PaymentTerms, updated: bool) -> dict[str, Decimal]:
    """The rates of the terms by name, as `whole_year` reads them.

    Raises:
        UnspecifiedTerms: the limit of an advance, or with updates the rate of the top-ups, is left open.
    """
    figures: dict[str, Decimal] = {}
    for name, rate, cap in _lines(terms, updated):
        figures[f"{name}_rate"] = rate
        if cap is not None:
            figures[f"{name}_cap"] = cap.rate
            over = applies_over(cap)
            if over is not None:
                figures[f"{name}_over"] = Decimal(over)
    return figures


def whole_year(terms: PaymentTerms, updates: Sequence[str], settled: bool, d: Any, p: Any) -> Mapping[str, Any]:
    """All that is paid for one year, whole: advances, top-ups, then the balance or the overpayment.

    Args:
        terms: of the Caf.
        updates: the names of the forecast rights of the updates among the data, in turn.
        settled: is the actual right known?
        d: the rights by their `NAMES`, and `gap_justified`.
        p: the `figures_of` the terms.
    """
    amounts: dict[str, Any] = {}
    advanced: Any = 0
    highest = d.forecast
    pending = list(updates)
    for name, _, cap in _lines(terms, bool(updates)):
        mine = SimpleNamespace(rate=getattr(p, f"{name}_rate"), cap=getattr(p, f"{name}_cap", None))
        mine.over = getattr(p, f"{name}_over", None)
        if name == TOP_UP:
            for rank, update in enumerate(pending, start=1):
                full = top_up(terms, highest, getattr(d, update), mine.rate)
                amount = within(terms, cap, full, advanced, d, mine)
                amounts[name if len(updates) == 1 else f"{name}_{rank}"] = amount
                advanced, highest = advanced + amount, greatest(highest, getattr(d, update))
        else:
            base = base_of(terms.advances[len(amounts)])
            amounts[name] = amount = within(terms, cap, part(terms, right(d, base), mine.rate), advanced, d, mine)
            advanced = advanced + amount
    if settled:
        amounts["balance"], amounts["overpayment"] = (
            not_below_zero(d.actual - advanced),
            not_below_zero(advanced - d.actual),
        )
    return amounts


def _lines(terms: PaymentTerms, updated: bool) -> list[tuple[str, Decimal, Cap | None]]:
    """The payments before the balance: name, rate and cap of each."""
    lines = [
        (f"advance_{rank}", advance.rate, limit_of(advance)) for rank, advance in enumerate(terms.advances, start=1)
    ]
    return [*lines, (TOP_UP, top_up_rate_of(terms), terms.top_up_cap)] if updated else lines
