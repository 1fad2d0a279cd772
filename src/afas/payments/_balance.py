"""The balance of one or several accounts."""

from collections.abc import Iterable
from decimal import Decimal

import attrs

from afas.payments._cents import EXACT, ZERO, less, negated, total
from afas.payments._entries import Entry, Side

__all__ = ["Balance", "balance_of"]


@attrs.frozen
class Balance:
    """The balance of one or several accounts, in euros.

    Attributes:
        due: to the partner, overpayments deducted.
        paid: by the Caf.
        recovered: paid back by the partner.
        set_off: kept back elsewhere and counted as paid here, less what was kept back here.
        settled: is the actual right of every account known, and nothing left?
        written_off: overpayments that the Caf has given up.
    """

    due: Decimal
    paid: Decimal
    recovered: Decimal
    set_off: Decimal
    settled: bool
    written_off: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        """The amount the partner has kept: paid and set off, less recovered."""
        return less(total((self.paid, self.set_off)), self.recovered)

    @property
    def left(self) -> Decimal:
        """Still to be paid: due, less what the partner has kept; negative: to be recovered (*indu*)."""
        return total((less(self.due, self.net), self.written_off))


def balance_of(entries: Iterable[Entry]) -> Balance:
    """The sums; settled where the last word on each account is its settlement, and nothing is left."""
    sums = dict.fromkeys(Side, ZERO)
    left: dict[tuple[str, int], Decimal] = {}
    known: dict[tuple[str, int], bool] = {}
    add, subtract = EXACT.add, EXACT.subtract
    due_side = Side.DUE
    for entry in entries:
        account = (entry.activity, entry.year)
        side, amount = entry.side, entry.amount
        sums[side] = add(sums[side], amount)
        left[account] = (add if side is due_side else subtract)(left.get(account, ZERO), amount)
        if entry.settles is not None:
            known[account] = entry.settles
    settled = bool(left) and all(known.get(account, False) and not rest for account, rest in left.items())
    return Balance(
        sums[Side.DUE],
        sums[Side.PAID],
        negated(sums[Side.RECOVERED]),
        sums[Side.SET_OFF],
        settled,
        negated(sums[Side.WRITTEN_OFF]),
    )
