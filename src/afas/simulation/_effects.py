"""What a change of figures or formulas does on columns: cents before, cents after, and the part of each change.

The split is that of `comparison`: each change gets its mean effect over every order in which they could have come
(Shapley's value), rounded to the cent so that the parts add up to the difference, the largest remainders first. It is made
for each amount of a right (the PS itself, then its bonuses), and added up by change; on every row, `compare` says the same.

Imports: columns, comparison (its words), parameters, ps; numpy.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import comb, lcm
from typing import Any, Final

import attrs
import numpy as np

from afas.columns import Cents, Fixed, Mask, attempt
from afas.comparison import EVERY_ORDER
from afas.ps import Formula

__all__ = ["Change", "Effect", "Work", "effect", "rights"]

Figures = Mapping[str, Decimal]
Change = tuple[str, str]
"""As a `Contribution` names it: ("parameter", its name), or ("rule", "formula")."""

_RULE: Final[Change] = ("rule", "formula")
_MOST: Final = 2**62


@attrs.frozen(eq=False)
class Work:
    """One amount of a right, on the rows that declare it, before and after.

    Attributes:
        name: "right" for the PS itself, or that of the part.
        old: the formula before.
        new: the formula after; the same where the scenario names no other.
        before: the figures that the old one reads.
        after: the figures that the new one reads.
    """

    name: str
    old: Formula
    new: Formula
    before: Figures
    after: Figures

    @property
    def changes(self) -> tuple[Change, ...]:
        """What changed, in the order of `compare`."""
        shared = [name for name in self.new.uses if name in self.old.uses]
        made = [("parameter", name) for name in shared if self.before[name] != self.after[name]]
        return (*made, _RULE) if self.old != self.new else tuple(made)

    def taken(self, taken: frozenset[Change]) -> tuple[Formula, Figures]:
        """The formula and the figures once these changes have come."""
        formula = self.new if _RULE in taken else self.old
        return formula, {
            name: (self.after if ("parameter", name) in taken or name not in self.old.uses else self.before)[name]
            for name in formula.uses
        }


@attrs.frozen(eq=False)
class Effect:
    """On every row of a block, in cents.

    Attributes:
        before, after: the amount.
        shares: of the difference, by change; they add up to it.
        over_zero: rows where a ratio has something over zero.
        too_large: rows where an amount leaves 64 bits of cents.
    """

    before: Cents
    after: Cents
    shares: Mapping[Change, Cents]
    over_zero: Mask
    too_large: Mask


def rights(formula: Formula, data: Mapping[str, Fixed], figures: Figures) -> tuple[Cents, Mask, Mask]:
    """An amount on every row, in cents, and the rows that cannot be computed: over zero, too large."""
    made = attempt(lambda d, p: {"": formula.right(d, p, _silent)}, data, figures)
    nowhere = np.zeros(len(made.cents[""]), np.bool_)
    return (
        made.cents[""],
        nowhere if made.over_zero is None else made.over_zero,
        nowhere if made.too_large is None else made.too_large,
    )


def _silent(name: str, number: Any) -> Any:  # noqa: ARG001 - a run on columns keeps no steps
    return number


def effect(work: Work, data: Mapping[str, Fixed], split: bool = True) -> Effect:
    """What the changes do on these rows.

    Args:
        work: the amount, before and after.
        data: what is declared, by field.
        split: share the difference between the changes.
    """
    changes = work.changes
    worth: dict[int, Cents] = {}
    wrong: list[tuple[Mask, Mask]] = []

    def value(mask: int) -> Cents:
        if mask not in worth:
            taken = frozenset(change for rank, change in enumerate(changes) if mask >> rank & 1)
            formula, figures = work.taken(taken)
            worth[mask], over_zero, too_large = rights(formula, data, figures)
            wrong.append((over_zero, too_large))
        return worth[mask]

    every = (1 << len(changes)) - 1
    before, after = value(0), value(every)
    shares = dict(zip(changes, _shares(len(changes), value), strict=True)) if split else {}
    over_zero, too_large = (np.logical_or.reduce([pair[side] for pair in wrong]) for side in (0, 1))
    bad = over_zero | too_large
    if bad.any():
        before, after, *parts = (np.where(bad, 0, cents) for cents in (before, after, *shares.values()))
        shares = dict(zip(shares, parts, strict=True))
    return Effect(before, after, shares, over_zero, too_large)


def _shares(count: int, value: Callable[[int], Cents]) -> Sequence[Cents]:
    """The difference, shared between so many changes."""
    if count == 0:
        return ()
    if count == 1:
        return (value(1) - value(0),)
    tops, bottom = (_mean if count <= EVERY_ORDER else _both_ways)(count, value)
    return _in_cents(tops, bottom)


def _mean(count: int, value: Callable[[int], Cents]) -> tuple[list[Cents], int]:
    """The mean effect over every order, in cents over a common denominator."""
    weights = [count * comb(count - 1, before) for before in range(count)]
    bottom = lcm(*weights)
    tops = []
    for rank in range(count):
        top = np.zeros_like(value(0))
        for mask in range(1 << count):
            if not mask >> rank & 1:
                top += (value(mask | 1 << rank) - value(mask)) * (bottom // weights[mask.bit_count()])
        tops.append(top)
    return tops, bottom


def _both_ways(count: int, value: Callable[[int], Cents]) -> tuple[list[Cents], int]:
    """The mean over the order they are written in and its reverse."""
    every = (1 << count) - 1
    tops = []
    for rank in range(count):
        bit, first = 1 << rank, (1 << rank) - 1
        last = every ^ (first | bit)
        tops.append(value(first | bit) - value(first) + value(last | bit) - value(last))
    return tops, 2


def _in_cents(tops: Sequence[Cents], bottom: int) -> Sequence[Cents]:
    """Shares rounded to the cent so that they still add up: the largest remainders are rounded up."""
    stacked = np.stack(tops)
    floors, remainders = np.divmod(stacked, bottom)
    left = remainders.sum(axis=0) // bottom
    order = np.argsort(-remainders, axis=0, kind="stable")
    rounded_up = np.empty_like(order)
    np.put_along_axis(rounded_up, order, np.arange(len(tops))[:, None], axis=0)
    return tuple(floors + (rounded_up < left))
