"""The effect of a change of figures or formulas on columns: cents before, cents after, and the part of each change.

The split is that of `comparison`: each change gets its mean effect over every order in which they could have come
(Shapley's value), rounded to the cent so that the parts add up to the difference, the largest remainders first. It is
computed for each amount of a right (the PS itself, then its bonuses), and added up by change; on every row, `compare`
says the same.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import comb, lcm
from typing import Final, Literal

import attrs
import numpy as np

from afas.arithmetic import unnamed
from afas.columns import Cents, Fixed, Mask, attempt
from afas.comparison import EVERY_ORDER
from afas.ps import Formula

__all__ = ["Amount", "Change", "Computed", "Effect", "Split", "amounts", "effect"]

Figures = Mapping[str, Decimal]
Data = Mapping[str, Fixed | Decimal]
Change = tuple[Literal["parameter", "rule", "answer"], str]
"""As a `Contribution` names it: ("parameter", its name), or ("rule", "formula"); or ("answer", its name)."""

Split = bool | Sequence[Literal["rule", "figures"]]
"""Share a difference between what changed: as a mean over every order, or the rule and the figures in one order."""

_RULE: Final[Change] = ("rule", "formula")
_TOGETHER: Final[Change] = ("rule", "all")


@attrs.frozen(eq=False)
class Amount:
    """One amount of a right, on the rows that declare it, before and after.

    Attributes:
        name: "right" for the PS itself, or that of the part.
        old: the formula before.
        new: the formula after; the same where the scenario names no other.
        before: the figures that the old formula reads.
        after: the figures that the new formula reads.
    """

    name: str
    old: Formula
    new: Formula
    before: Figures
    after: Figures

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes, in the order of `compare`."""
        shared = [name for name in self.new.uses if name in self.old.uses]
        known = (name for name in shared if name in self.before and name in self.after)
        parameters: list[Change] = [("parameter", name) for name in known if self.before[name] != self.after[name]]
        return (*parameters, _RULE) if self.old != self.new else tuple(parameters)

    def taken(self, taken: frozenset[Change]) -> tuple[Formula, Figures]:
        """The formula and the figures once these changes have come."""
        formula = self.new if _RULE in taken else self.old
        figures = {}
        for name in formula.uses:
            later = ("parameter", name) in taken or name not in self.before or name not in self.old.uses
            if name in self.after and later:
                figures[name] = self.after[name]
            elif name in self.before:
                figures[name] = self.before[name]
        return formula, figures


@attrs.frozen(eq=False)
class Computed:
    """An amount on every row, in cents, and the rows that cannot be computed.

    Attributes:
        cents: zero on the rows that cannot.
        over_zero: a ratio has something over zero.
        too_large: the amount leaves 64 bits of cents.
        lacks: by parameter without a value: the rows that read it.
    """

    cents: Cents
    over_zero: Mask
    too_large: Mask
    lacks: Mapping[str, Mask]

    @property
    def wrong(self) -> Mask:
        """The rows without an amount."""
        wrong = self.over_zero | self.too_large
        for rows in self.lacks.values():
            wrong = wrong | rows
        return wrong


@attrs.frozen(eq=False)
class Effect:
    """On every row of a block, in cents; zero on the rows that the scenario cannot compute.

    Attributes:
        before, after: the amount.
        shares: of the difference, by change; they add up to it.
        end: the amount after, with the rows that cannot be computed.
    """

    before: Cents
    after: Cents
    shares: Mapping[Change, Cents]
    end: Computed


def amounts(formula: Formula, data: Data, figures: Figures, size: int) -> Computed:
    """An amount on every row, in cents."""
    without = tuple(name for name in formula.uses if name not in figures)
    result = attempt(lambda d, p: {"": formula.right(d, p, unnamed)}, data, figures, size=size, without=without)
    nowhere = np.zeros(size, np.bool_)
    over_zero, too_large = (nowhere if rows is None else rows for rows in (result.over_zero, result.too_large))
    return Computed(
        result.cents[""], over_zero, too_large, {name: rows for name, rows in result.lacks.items() if rows.any()}
    )


def effect(amount: Amount, data: Data, size: int, split: Split = True) -> Effect:
    """The amounts of these rows before and after, and the part of each change.

    Args:
        amount: the amount, before and after.
        data: what is declared, by field.
        size: how many rows there are.
        split: share the difference between the changes; as a mean over every order, or stage by stage.
    """
    changes = amount.changes
    worth: dict[int, Computed] = {}

    def computed(mask: int) -> Computed:
        if mask not in worth:
            taken = frozenset(change for rank, change in enumerate(changes) if mask >> rank & 1)
            formula, figures = amount.taken(taken)
            worth[mask] = amounts(formula, data, figures, size)
        return worth[mask]

    start, end = computed(0), computed((1 << len(changes)) - 1)
    wrong = start.wrong | end.wrong
    before, after = (np.where(wrong, 0, side.cents) for side in (start, end))
    if not split:
        return Effect(before, after, {}, end)
    shares = _staged(changes, _stages(changes, split), lambda mask: computed(mask).cents)
    between = np.logical_or.reduce([coalition.wrong for coalition in worth.values()])
    if between.any():  # changes that can only be computed together are reported together
        shares = {change: np.where(between, 0, cents) for change, cents in shares.items()}
        together = np.where(between & ~wrong, after - before, 0)
        if together.any():
            shares[_TOGETHER] = together
    return Effect(before, after, shares, end)


def _stages(changes: Sequence[Change], split: Split) -> list[list[Change]]:
    """The changes that come together, stage by stage; all at once where no order was asked for."""
    if isinstance(split, bool):
        return [list(changes)]
    return [[change for change in changes if (change == _RULE) == (kind == "rule")] for kind in split]


def _staged(
    changes: Sequence[Change], stages: Sequence[Sequence[Change]], value: Callable[[int], Cents]
) -> dict[Change, Cents]:
    """The difference, shared between the changes of each stage, once those of the stages before have come."""
    shares: dict[Change, Cents] = {}
    bits, done = {change: 1 << rank for rank, change in enumerate(changes)}, 0
    for stage in stages:
        mine = [bits[change] for change in stage]

        def inner(mask: int, mine: Sequence[int] = mine, done: int = done) -> Cents:
            return value(done | sum(bit for rank, bit in enumerate(mine) if mask >> rank & 1))

        shares |= dict(zip(stage, _shares(len(stage), inner), strict=True))
        done |= sum(mine)
    return {change: shares[change] for change in changes}


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
