"""Which payment settles which due, within one activity and year: the oldest due is paid first.

A due that is taken back first cancels what is not yet paid, the latest first; what is left of it is to be recovered,
and is deducted from what falls due next.
"""

from collections.abc import Iterable
from decimal import Decimal

import attrs

from afas.payments._cents import ZERO, less, total
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
    left: list[Open] = []
    credit = ZERO
    uses: list[tuple[Open, ...]] = []
    for entry in entries:
        is_due, amount = entry.side is Side.DUE, entry.amount.copy_abs()
        used: list[Open] = []
        # a due, or money given back: what was too much first
        if is_due is not (entry.amount < 0):
            kept = min(credit, amount)
            credit = less(credit, kept)
            if amount > kept:
                left.insert(len(left) if is_due else 0, Open(entry, less(amount, kept)))
        elif is_due:  # due no more: the latest first
            _, rests, over = _taken([*reversed(left)], amount)
            left, credit = [*reversed(rests)], total((credit, over))
        else:
            used, left, over = _taken(left, amount)
            credit = total((credit, over))
        uses.append(tuple(used))
    return Matching(tuple(uses), tuple(left), credit)


def _taken(dues: list[Open], amount: Decimal) -> tuple[list[Open], list[Open], Decimal]:
    """The parts of these dues that an amount makes up, in turn; what is left of them; what is left of the amount."""
    parts: list[Open] = []
    rests: list[Open] = []
    for rank, due in enumerate(dues):
        if not amount:
            rests.extend(dues[rank:])
            break
        part = min(due.amount, amount)
        amount = less(amount, part)
        parts.append(Open(due.entry, part))
        if due.amount > part:
            rests.append(Open(due.entry, less(due.amount, part)))
    return parts, rests, amount
