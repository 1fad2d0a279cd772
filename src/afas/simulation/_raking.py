"""Raking: the factors by which weights of cells reach the published totals of several columns, in exact decimals.

The columns are taken in turn; each multiplies the weights of its groups by the published total over the present one,
until all agree.
"""

from collections.abc import Sequence
from decimal import Context, Decimal
from typing import Final

__all__ = ["DIGITS", "exact_sum", "raked"]

DIGITS: Final = Context(prec=40)


def exact_sum(totals: Sequence[Decimal]) -> Decimal:
    """The sum, in decimals of 40 digits."""
    total = Decimal(0)
    for term in totals:
        total = DIGITS.add(total, term)
    return total


def raked(
    lines: list[list[int]], present: list[Decimal], asked: list[list[Decimal]], tolerance: Decimal, rounds: int
) -> tuple[list[Decimal], int]:
    """The factor of each cell, and the rounds it took: one more than those allowed where the totals are not reached."""
    add, multiply, divide = DIGITS.add, DIGITS.multiply, DIGITS.divide
    factors = [Decimal(1)] * len(present)

    def sums(line: list[int], size: int) -> list[Decimal]:
        reached = [Decimal(0)] * size
        for cell, rank in enumerate(line):
            reached[rank] = add(reached[rank], multiply(present[cell], factors[cell]))
        return reached

    for done in range(1, rounds + 1):
        for line, wanted in zip(lines, asked, strict=True):
            now = sums(line, len(wanted))
            ratios = [divide(aim, got) if got else Decimal(0) for aim, got in zip(wanted, now, strict=True)]
            factors = [multiply(factor, ratios[rank]) for factor, rank in zip(factors, line, strict=True)]
        gaps = [
            abs(DIGITS.subtract(aim, got))
            for line, wanted in zip(lines, asked, strict=True)
            for aim, got in zip(wanted, sums(line, len(wanted)), strict=True)
        ]
        if max(gaps, default=Decimal(0)) <= tolerance:
            return factors, done
    return factors, rounds + 1
