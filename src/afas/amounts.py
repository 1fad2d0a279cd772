"""The amounts of the payments, each written once in the words of `arithmetic`: for one case, or for whole columns.

What the terms say (a cap or none, of what, under which condition) chooses the words; what is declared never does.

Imports: arithmetic, choices, terms.
"""

from functools import lru_cache
from re import Match
from typing import Any, Final

from afas.arithmetic import Number, cents, euros, greatest, least, not_below_zero, ratio, where
from afas.choices import CONDITION
from afas.terms import Cap, PaymentTerms

__all__ = ["NAMES", "applies_over", "part", "right", "top_up", "within"]

NAMES: Final = {
    "forecast N": "forecast",
    "latest forecast N": "latest_forecast",
    "actual N": "actual",
    "actual N-1": "previous_actual",
    "actual N-2": "actual_n_2",
}
"""What each base is called among the data of a formula."""

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
    asked = _asked(cap.condition)
    if asked is None:
        return kept
    forecast, before = d.forecast, right(d, "actual N-1", p, in_part)
    rise, drop = forecast - before, before - forecast
    gap = greatest(rise, drop) if asked["side"] == "gap" else rise if asked["side"] == "rise" else drop
    bound = (forecast if asked["of"] == "forecast N" else before) * p.over
    found = where(bound < gap, kept, full)
    return where(d.gap_justified, full, found) if asked["unless"] else found


def applies_over(cap: Cap | None) -> str | None:
    """The part of a right that a gap has to pass for the cap to apply, as the terms write it; None: it always does."""
    asked = _asked(cap.condition) if cap else None
    return None if asked is None else asked["over"]


@lru_cache(maxsize=64)
def _asked(condition: str | None) -> Match[str] | None:
    return None if condition is None else CONDITION.fullmatch(condition)
