"""Which payment settles which due, within one activity and year: the oldest due is paid first.

A due that is taken back first cancels what is not yet paid, the latest first; what is left of it is to be recovered,
and is deducted from what falls due next.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import attrs

from afas.payments._entries import Entry, Side

__all__ = ["Open", "Settling", "by_account", "settle"]

_ZERO: Final = Decimal("0.00")


@attrs.frozen
class Open:
    """What is left of a due (or, in a `Settling`, the part of it that a payment settles)."""

    entry: Entry
    amount: Decimal


@attrs.frozen
class Settling:
    """How an account stands.

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


def settle(entries: Iterable[Entry]) -> Settling:
    """Match the money of one account with its dues."""
    left: list[tuple[Entry, Decimal]] = []
    credit = _ZERO
    uses: list[tuple[Open, ...]] = []
    for entry in entries:
        amount, used = entry.amount, []
        if entry.side is Side.DUE and amount < 0:
            while left and amount < 0:
                last, rest = left.pop()
                if rest + amount > 0:
                    left.append((last, rest + amount))
                amount = min(_ZERO, rest + amount)
            credit -= amount
        elif entry.side is Side.DUE:
            taken = min(credit, amount)
            credit -= taken
            if amount > taken:
                left.append((entry, amount - taken))
        elif amount < 0:  # money given back: what was too much first, then a due is open again
            taken = min(credit, -amount)
            credit -= taken
            if -amount > taken:
                left.insert(0, (entry, -amount - taken))
        else:
            while left and amount > 0:
                first, rest = left.pop(0)
                part = min(rest, amount)
                used.append(Open(first, part))
                if rest > part:
                    left.insert(0, (first, rest - part))
                amount -= part
            credit += amount
        uses.append(tuple(used))
    return Settling(tuple(uses), tuple(Open(entry, rest) for entry, rest in left), credit)
