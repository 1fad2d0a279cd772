"""Which payment settles which due, within one activity and year: the oldest due is paid first.

A due that is taken back first cancels what is not yet paid, the latest first; what is left of it is to be recovered,
and is deducted from what falls due next.
"""

from collections.abc import Iterable
from decimal import Decimal

import attrs

from afas.payments._cents import EXACT, ZERO
from afas.payments._entries import Entry, Side

__all__ = ["Matching", "Open", "by_account", "match"]


@attrs.frozen
class Open:
    """The part of a due that is left (or, in a `Matching`, the part that a payment settles)."""

    entry: Entry
    amount: Decimal


@attrs.frozen
class Matching:
    """The payments of an account matched with its dues.

    Attributes:
        uses: what each line of money settles, line by line; empty for the lines that are dues.
        open: the dues not wholly paid, the oldest first.
        credit: paid beyond what is due: to be recovered (*indu*).
    """

    uses: tuple[tuple[Open, ...], ...]
    open: tuple[Open, ...]
    credit: Decimal


def by_account(entries: Iterable[Entry]) -> dict[tuple[str, int], list[Entry]]:
    """The lines of each activity and year."""
    found: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.activity, entry.year), []).append(entry)
    return found


def match(entries: Iterable[Entry]) -> Matching:
    """Match the money of one account with its dues, line by line."""
    add, subtract = EXACT.add, EXACT.subtract
    left: list[tuple[Entry, Decimal]] = []
    credit = ZERO
    uses: list[tuple[Open, ...]] = []
    for entry in entries:
        amount, used = entry.amount, list[Open]()
        if entry.side is Side.DUE and amount < 0:
            taken = amount.copy_abs()
            while left and taken > 0:
                last, rest = left.pop()
                if rest > taken:
                    left.append((last, subtract(rest, taken)))
                taken = max(ZERO, subtract(taken, rest))
            credit = add(credit, taken)
        elif entry.side is Side.DUE:
            kept = min(credit, amount)
            credit = subtract(credit, kept)
            if amount > kept:
                left.append((entry, subtract(amount, kept)))
        elif amount < 0:  # money given back: what was too much first, then a due is open again
            given = amount.copy_abs()
            kept = min(credit, given)
            credit = subtract(credit, kept)
            if given > kept:
                left.insert(0, (entry, subtract(given, kept)))
        else:
            while left and amount > 0:
                first, rest = left.pop(0)
                part = min(rest, amount)
                used.append(Open(first, part))
                if rest > part:
                    left.insert(0, (first, subtract(rest, part)))
                amount = subtract(amount, part)
            credit = add(credit, amount)
        uses.append(tuple(used))
    return Matching(tuple(uses), tuple(Open(entry, rest) for entry, rest in left), credit)
