"""A formula run on columns, block by block."""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.arithmetic import NotInCents, RatioOverZero
from afas.columns._column import Column, Quotient
from afas.columns._fixed import Cents, Fixed, Mask
from afas.columns._given import column, constant
from afas.columns._number import Block, Number
from afas.columns._partly import Partly, absent
from afas.columns._tape import Program, Tape

__all__ = ["BLOCK", "Amounts", "Each", "attempt", "run", "settle"]

BLOCK: Final = 32_768  # rows: some 20 columns of a block fit into the cache of a core
_FIRST: Final = 2_048
_BIG_BLOCK: Final = 4_096
_TRIES: Final = 8  # times that what is done on a block is kept, to be done again on the next ones
_MOST_CENTS: Final = 2**63 - 1

Formula = Callable[[Any, Any], Mapping[str, Any]]
Figures = Mapping[str, "Fixed | Decimal"]
Rows = NDArray[np.int64]


class Each(Protocol):
    """Runs a function on each block: `map`, or that of a pool of threads (numpy runs them side by side)."""

    def __call__(self, function: Callable[[slice], None], spans: Iterable[slice], /) -> Iterable[None]: ...


@attrs.frozen(eq=False)
class Amounts:
    """The results of a formula on every row.

    Attributes:
        cents: by name, int64; zero on the rows at fault.
        over_zero: rows where a ratio has something over zero; None: there are none.
        too_large: rows where an amount does not fit into 64 bits of cents; None: there are none.
        lacks: rows that read a figure without a value, by its name.
    """

    cents: dict[str, Cents]
    over_zero: Mask | None = None
    too_large: Mask | None = None
    lacks: dict[str, Mask] = attrs.field(factory=dict)


def run(
    formula: Formula, data: Mapping[str, Fixed | Decimal], parameters: Mapping[str, Decimal | Fixed], each: Each = map
) -> dict[str, Cents]:
    """Run `formula(data, parameters)` on every row: cents, exactly as `arithmetic.exactly` gives for one row.

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
    >>> amounts = run(lambda d, p: {"right": cents(least(d.expenses, d.hours * p.ceiling) * p.rate)},
    ...            columns, {"ceiling": Decimal("1.97"), "rate": Decimal("0.30")})
    >>> amounts["right"].tolist()
    [218807, 709]
    """
    amounts = attempt(formula, data, parameters, each)
    if amounts.over_zero is not None:
        raise RatioOverZero(Fraction(1))
    if amounts.too_large is not None:
        message = f"{int(amounts.too_large.sum())} rows have an amount above {_MOST_CENTS} cents"
        raise OverflowError(message)
    return amounts.cents


def attempt(
    formula: Formula,
    data: Figures,
    parameters: Figures,
    each: Each = map,
    size: int | None = None,
    without: Collection[str] = (),
) -> Amounts:
    """Run the formula as `run` does, and return the faults of rows instead of raising them.

    `size` says how many rows there are, if no column does; `without` names parameters that have no value: a row that
    reads one has no amount.
    """
    asked = _Run(formula, data, parameters, size, without)
    if asked.size:
        return asked.all(each)
    a_row = {
        name: Fixed(np.zeros(1, np.int64)) if isinstance(figures, Fixed) else figures for name, figures in data.items()
    }
    names = _Run(formula, a_row, parameters, 1, without).all(each).cents  # no rows: only the names are wanted
    return Amounts({name: cents[:0] for name, cents in names.items()})


def settle(formula: Formula, data: Figures, parameters: Figures) -> Amounts:
    """As `attempt`, on whole numbers without a limit from the start: for a few rows that nothing else can settle."""
    asked = _Run(formula, data, parameters, None)
    return asked.settled(np.arange(asked.size))


class _Run:
    def __init__(
        self, formula: Formula, data: Figures, parameters: Figures, size: int | None, without: Collection[str] = ()
    ) -> None:
        self.formula, self.without = formula, without
        self.data, self.parameters = _exact(data), _exact(parameters)
        columns = [column for column in (*data.values(), *parameters.values()) if isinstance(column, Fixed)]
        sizes = {len(column) for column in columns} | (set() if size is None else {size})
        if len(sizes) > 1:
            message = f"columns of different lengths: {sorted(sizes)}"
            raise ValueError(message)
        self.size = sizes.pop() if sizes else 1
        self.cents: dict[str, Cents] = {}
        self.columns = {id(column): column for column in columns}
        self.program: Program[int] | None = None
        self.tries = 0
        self.again, self.over_zero, self.too_large = list[Rows](), list[Rows](), list[Rows]()
        self.lacks = {name: np.zeros(self.size, np.bool_) for name in without}

    def all(self, each: Each) -> Amounts:
        single = self.size <= BLOCK
        self.tries = 0 if single or self.without else _TRIES
        first = slice(0, self.size if single else _FIRST)
        spans = [slice(start, min(start + BLOCK, self.size)) for start in range(first.stop, self.size, BLOCK)]
        self.block(first)  # finds the names, and the operations to be done
        if not self.cents:
            self.exactly(self.again.pop())
        for _ in each(self.block, spans):
            pass
        return self.settled(np.concatenate(self.again) if self.again else np.empty(0, np.int64))

    def settled(self, again: Rows) -> Amounts:
        """The amounts of every row, once these are computed on whole numbers without a limit."""
        for start in range(0, len(again), _BIG_BLOCK):
            self.exactly(again[start : start + _BIG_BLOCK])
        lacking = [np.flatnonzero(mask) for mask in self.lacks.values()]
        blind = self.wrong(lacking)
        over_zero, too_large = self.wrong(self.over_zero), self.wrong(self.too_large)
        if blind is not None:  # the result of a row without its figures is not to be read
            over_zero, too_large = (None if mask is None else mask & ~blind for mask in (over_zero, too_large))
        return Amounts(
            self.cents, over_zero, too_large, {name: mask for name, mask in self.lacks.items() if mask.any()}
        )

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
        """The amounts of a block, on numbers of 64 bits: as on the last one, where its figures keep the same bounds."""
        program = self.program
        if program is not None:
            inputs = {name: figures.units[rows] for name, figures in self.columns.items()}
            if program.fits(inputs):
                outputs = {name: cents[rows] for name, cents in self.cents.items()}
                done = program.run(list(inputs.values()), outputs, rows.stop - rows.start)
                if done is not False:
                    if done is not True:
                        self.again.append(rows.start + np.flatnonzero(done))
                    return
        self.first(rows)

    def first(self, rows: slice) -> None:
        """The amounts of a block, and how to make them again."""
        block = Block(rows.stop - rows.start, tape=Tape() if self.tries else None, slack=2 + 2 * (_TRIES - self.tries))
        amounts: dict[str, Any] = {}
        try:
            with np.errstate(all="raise"):
                computed = self.computed(block, rows)
        except FloatingPointError:  # a float outside of what floats can say
            self.again.append(np.arange(rows.start, rows.stop))
            return
        self.room(computed)
        for name, result in computed.items():
            fit = isinstance(result, Column) and result.places <= 2
            amount = result.at(2) if fit else None
            if amount is not None:
                self.cents[name][rows] = amounts[name] = amount.units
            else:  # not rounded, or too large: whole numbers without a limit decide
                block.doubt_all()
        if self.tries:
            self.keep(block, amounts)
        wrong, doubtful = block.over_zero, block.doubtful
        if doubtful is not None and doubtful.any():
            self.again.append(rows.start + np.flatnonzero(doubtful))
            wrong = None if wrong is None else wrong & ~doubtful
        if wrong is not None and wrong.any():
            self.over_zero.append(rows.start + np.flatnonzero(wrong))

    def room(self, names: Collection[str]) -> None:
        """Make the array that all amounts are written to: a large piece of memory comes in large pages."""
        if not self.cents:
            self.cents = dict(zip(names, np.empty((len(names), self.size), np.int64), strict=True))

    def keep(self, block: Block, amounts: Mapping[str, Any]) -> None:
        """Keep what was done on a block, if it can be done again on another."""
        self.tries -= 1
        if block.tape is not None and block.inputs:
            inputs = {name: units for name, (units, _) in block.inputs.items()}
            highs = {name: high for name, (_, high) in block.inputs.items()}
            self.program = block.tape.program(inputs, highs, amounts)

    def exactly(self, rows: Any) -> None:
        """The amounts of these rows, on numbers without a limit."""
        block = Block(len(rows), big=True)
        computed = self.computed(block, rows)
        self.room(computed)
        for name, amount in computed.items():
            top, bottom = (amount.top, amount.bottom) if isinstance(amount, Quotient) else (amount, None)
            units, by = top.units, 1
            if top.places <= 2:
                units = units * 10 ** (2 - top.places)
            else:
                by = 10 ** (top.places - 2)
            if bottom is not None:
                units, by = units * 10**bottom.places, by * bottom.units
            odd = np.flatnonzero(np.not_equal(np.broadcast_to(units % by, block.size), 0))
            if len(odd):
                values = [np.broadcast_to(np.asarray(array, object), block.size)[odd[0]] for array in (units, by)]
                raise NotInCents(Fraction(values[0], values[1]) / 100)
            units = np.broadcast_to(np.asarray(units // by, object), block.size)
            large = np.logical_or(np.greater(units, _MOST_CENTS), np.less(units, -_MOST_CENTS)).astype(np.bool_)
            if large.any():
                self.too_large.append(rows[large])
            self.cents[name][rows] = np.where(large, 0, units).astype(np.int64)
        if block.over_zero is not None:
            self.over_zero.append(rows[block.over_zero.astype(np.bool_)])

    def computed(self, block: Block, rows: Any) -> dict[str, Any]:
        """The amounts by name, each a column of the block."""
        parameters = self.figures(self.parameters, block, rows)
        for name in self.without:
            setattr(parameters, name, absent(block, name, constant(block, Fraction(1))))
        amounts = self.formula(self.figures(self.data, block, rows), parameters)
        for mask in self.lacks.values():
            mask[rows] = False
        return {name: self.known(amount, block, rows) for name, amount in amounts.items()}

    def known(self, amount: Any, block: Block, rows: Any) -> Number:
        """An amount as a column; the rows that are not known are recorded."""
        if isinstance(amount, Partly):
            for name, mask in amount.lacks.items():
                self.lacks[name][rows] |= mask
            return amount.known
        return amount if isinstance(amount, Number) else constant(block, Fraction(amount))

    def figures(self, named: Mapping[str, Fixed | Fraction], block: Block, rows: Any) -> SimpleNamespace:
        """Figures by name, as a formula reads them."""
        return SimpleNamespace(
            **{
                name: self.column(value, block, rows) if isinstance(value, Fixed) else constant(block, value)
                for name, value in named.items()
            }
        )

    def column(self, figures: Fixed, block: Block, rows: Any) -> Column:
        """The rows of a block of a column."""
        program, key = self.program, id(figures)
        number = column(block, figures.take(rows), program.highs.get(key, 0) if program else 0)
        block.inputs[key] = number.units, number.high
        return number


def _exact(figures: Figures) -> dict[str, Fixed | Fraction]:
    return {name: value if isinstance(value, Fixed) else Fraction(value) for name, value in figures.items()}
