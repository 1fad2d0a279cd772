"""A formula run on columns, block by block.

Imports: arithmetic.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.arithmetic import NotInCents, RatioOverZero
from afas.columns._column import Column, Quotient, column, constant
from afas.columns._fixed import Cents, Fixed, Mask
from afas.columns._number import Block

__all__ = ["BLOCK", "Amounts", "Each", "attempt", "run"]

BLOCK: Final = 32_768  # rows: some 20 columns of a block fit into the cache of a core
_BIG_BLOCK: Final = 4_096
_MOST_CENTS: Final = 2**63 - 1

Formula = Callable[[Any, Any], Mapping[str, Any]]
Figures = Mapping[str, "Fixed | Decimal"]
Rows = NDArray[np.int64]


class Each(Protocol):
    """What runs a function on each block: `map`, or that of a pool of threads (numpy lets them run side by side)."""

    def __call__(self, function: Callable[[slice], None], spans: Iterable[slice], /) -> Iterable[None]: ...


@attrs.frozen(eq=False)
class Amounts:
    """What a formula gives on every row.

    Attributes:
        cents: by name, int64; zero on the rows at fault.
        over_zero: rows where a ratio has something over zero; None: there are none.
        too_large: rows where an amount does not fit into 64 bits of cents; None: there are none.
    """

    cents: dict[str, Cents]
    over_zero: Mask | None = None
    too_large: Mask | None = None


def run(
    formula: Formula, data: Mapping[str, Fixed | Decimal], parameters: Mapping[str, Decimal | Fixed], each: Each = map
) -> dict[str, Cents]:
    """What `formula(data, parameters)` gives on every row, in cents, exactly as `arithmetic.exactly` does on one.

    Args:
        formula: straight-line code in the words of `arithmetic`; gives amounts rounded by `cents` or `euros`, by name.
        data: columns of one length (or figures that are the same on every row), by name.
        parameters: figures, by name (or columns).
        each: runs the blocks: `map`, or the `map` of a pool of threads.

    Raises:
        RatioOverZero: a ratio has something over zero on some row (`attempt` says on which).
        OverflowError: an amount does not fit into 64 bits of cents.
        NotInCents: the formula does not round an amount.

    >>> from afas.arithmetic import cents, least
    >>> columns = {"hours": Fixed.of(["4981", "12"]), "expenses": Fixed.of(["7293.55", "100"])}
    >>> made = run(lambda d, p: {"right": cents(least(d.expenses, d.hours * p.ceiling) * p.rate)},
    ...            columns, {"ceiling": Decimal("1.97"), "rate": Decimal("0.30")})
    >>> made["right"].tolist()
    [218807, 709]
    """
    made = attempt(formula, data, parameters, each)
    if made.over_zero is not None:
        raise RatioOverZero(Fraction(1))
    if made.too_large is not None:
        message = f"{int(made.too_large.sum())} rows have an amount above {_MOST_CENTS} cents"
        raise OverflowError(message)
    return made.cents


def attempt(formula: Formula, data: Figures, parameters: Figures, each: Each = map, size: int | None = None) -> Amounts:
    """As `run`, with the rows at fault told and not raised; `size` says how many rows there are, if no column does."""
    asked = _Run(formula, data, parameters, size)
    if asked.size:
        return asked.all(each)
    one = {name: Fixed(np.zeros(1, np.int64)) if isinstance(held, Fixed) else held for name, held in data.items()}
    names = _Run(formula, one, parameters, 1).all(each).cents  # no rows: only the names are wanted
    return Amounts({name: cents[:0] for name, cents in names.items()})


class _Run:
    def __init__(self, formula: Formula, data: Figures, parameters: Figures, size: int | None) -> None:
        self.formula = formula
        self.data, self.parameters = _exact(data), _exact(parameters)
        columns = [one for one in (*data.values(), *parameters.values()) if isinstance(one, Fixed)]
        sizes = {len(one) for one in columns} | (set() if size is None else {size})
        if len(sizes) > 1:
            message = f"columns of different lengths: {sorted(sizes)}"
            raise ValueError(message)
        self.size = sizes.pop() if sizes else 1
        self.cents: dict[str, Cents] = {}
        self.again, self.over_zero, self.too_large = list[Rows](), list[Rows](), list[Rows]()

    def all(self, each: Each) -> Amounts:
        spans = [slice(start, min(start + BLOCK, self.size)) for start in range(0, self.size, BLOCK)]
        self.block(spans[0])  # tells the names
        for _ in each(self.block, spans[1:]):
            pass
        again = np.concatenate(self.again) if self.again else np.empty(0, np.int64)
        for start in range(0, len(again), _BIG_BLOCK):
            self.exactly(again[start : start + _BIG_BLOCK])
        return Amounts(self.cents, self.wrong(self.over_zero), self.wrong(self.too_large))

    def wrong(self, rows: list[Rows]) -> Mask | None:
        """These rows have no amount."""
        if not rows:
            return None
        wrong = np.zeros(self.size, np.bool_)
        wrong[np.concatenate(rows)] = True
        for cents in self.cents.values():
            cents[wrong] = 0
        return wrong

    def block(self, rows: slice) -> None:
        """The amounts of a block, on numbers of 64 bits."""
        block = Block(rows.stop - rows.start)
        for name, made in self.computed(block, rows):
            if name not in self.cents:
                self.cents[name] = np.empty(self.size, np.int64)
            fit = isinstance(made, Column) and made.places <= 2
            amount = made.at(2) if fit else None
            if amount is not None:
                self.cents[name][rows] = amount.units
            else:  # not rounded, or too large: whole numbers without a limit tell
                block.doubt_all()
        wrong, doubtful = block.over_zero, block.doubtful
        if doubtful is not None and doubtful.any():
            self.again.append(rows.start + np.flatnonzero(doubtful))
            wrong = None if wrong is None else wrong & ~doubtful
        if wrong is not None and wrong.any():
            self.over_zero.append(rows.start + np.flatnonzero(wrong))

    def exactly(self, rows: Any) -> None:
        """The amounts of these rows, on numbers without a limit."""
        block = Block(len(rows), big=True)
        for name, made in self.computed(block, rows):
            top, bottom = (made.top, made.bottom) if isinstance(made, Quotient) else (made, None)
            units, by = top.units, 1
            if top.places <= 2:
                units = units * 10 ** (2 - top.places)
            else:
                by = 10 ** (top.places - 2)
            if bottom is not None:
                units, by = units * 10**bottom.places, by * bottom.units
            odd = np.flatnonzero(np.not_equal(np.broadcast_to(units % by, block.size), 0))
            if len(odd):
                values = [np.broadcast_to(np.asarray(one, object), block.size)[odd[0]] for one in (units, by)]
                raise NotInCents(Fraction(values[0], values[1]) / 100)
            units = np.broadcast_to(np.asarray(units // by, object), block.size)
            large = np.logical_or(np.greater(units, _MOST_CENTS), np.less(units, -_MOST_CENTS)).astype(np.bool_)
            if large.any():
                self.too_large.append(rows[large])
            self.cents[name][rows] = np.where(large, 0, units).astype(np.int64)
        if block.over_zero is not None:
            self.over_zero.append(rows[block.over_zero.astype(np.bool_)])

    def computed(self, block: Block, rows: Any) -> Iterator[tuple[str, Any]]:
        """The amounts by name, each a column of the block."""
        made = self.formula(self.figures(self.data, block, rows), self.figures(self.parameters, block, rows))
        for name, amount in made.items():
            yield name, amount if hasattr(amount, "block") else Column.constant(block, Fraction(amount))

    def figures(self, named: Mapping[str, Fixed | Fraction], block: Block, rows: Any) -> SimpleNamespace:
        """Figures by name, as a formula reads them."""
        return SimpleNamespace(
            **{
                name: column(block, one.take(rows)) if isinstance(one, Fixed) else constant(block, one)
                for name, one in named.items()
            }
        )


def _exact(figures: Figures) -> dict[str, Fixed | Fraction]:
    return {name: one if isinstance(one, Fixed) else Fraction(one) for name, one in figures.items()}
