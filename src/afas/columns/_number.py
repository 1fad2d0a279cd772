"""The part that all kinds of column share: the kind in which two numbers meet, and the words of a formula.

There are three kinds, from the narrowest to the widest: `Column` (whole numbers of the last decimal place), `Quotient`
(one column over another) and `Approximate` (floats within a known error). Two numbers meet in the wider kind; an
operation that does not fit into 64 bits goes on in `Approximate`. A `Block` gathers the rows whose float could not
settle a rounding or a comparison: they are computed again on whole numbers without a limit.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

import attrs
import numpy as np

from afas.columns._fixed import Mask
from afas.columns._operations import at_most, beyond, choose, opened, within
from afas.columns._tape import Tape

__all__ = ["Block", "Condition", "Number", "Words", "meet"]


_ZERO = Fraction(0)


@attrs.define(eq=False)
class Block:
    """The rows that are computed together.

    Attributes:
        size: how many.
        big: are the numbers Python's, without a limit (slow), and not of 64 bits?
        tape: what is done, kept to be done again; None: it cannot be, or need not.
        inputs: the units of the columns it was given and the most they are: not the columns, which know their block.
        doubtful: rows to be computed again on such numbers.
        over_zero: rows where a ratio has something over zero.
        slack: bits by which other blocks may go beyond what is measured on this one.
    """

    size: int
    big: bool = False
    tape: Tape | None = None
    inputs: dict[int, tuple[Any, int]] = attrs.field(factory=dict)
    doubtful: Mask | None = None
    over_zero: Mask | None = None
    slack: int = 2

    def do(self, function: Callable[..., Any], *args: Any) -> Any:
        """The result of an operation on arrays, which is kept on the tape."""
        result = function(*args)
        if self.tape is not None:
            self.tape.done.append((function, args, result))
        return result

    def do_once(self, function: Callable[..., Any], *args: Any) -> Any:
        """The result of an operation that cannot be done again on other blocks."""
        self.tape = None
        return function(*args)

    def doubt(self, rows: Any, about: Any = None) -> None:
        """These rows are to be computed again: a mask, or the same for all; `about` is the number concerned."""
        if self.tape is not None and isinstance(rows, np.ndarray):
            self.tape.done.append((opened, (rows, about), None))
        else:
            self.tape = None
        rows = np.broadcast_to(rows, self.size)
        self.doubtful = rows if self.doubtful is None else self.doubtful | rows

    def doubt_beyond(self, floats: Any, limit: float, about: Any) -> None:
        """Rows that are as far from zero as the limit are to be computed again; `about` is the number concerned."""
        if self.tape is not None:
            self.tape.done.append((beyond, (floats, limit, about), None))
        rows = np.logical_not(np.abs(floats) < limit)
        self.doubtful = rows if self.doubtful is None else self.doubtful | rows

    def keep_within(self, floats: Any, low: float, high: float) -> None:
        """Record that the computation holds for floats between these bounds."""
        if self.tape is None:
            return
        if low == 0:  # known before
            self.tape.done.append((at_most, (floats, high), None))
        else:
            self.tape.done.append((within, (floats, low, high), None))

    def doubt_all(self) -> None:
        """All of them are."""
        self.tape = None
        self.doubtful = np.ones(self.size, np.bool_)

    def fault(self, rows: Any) -> None:
        """These rows have something over zero."""
        self.tape, rows = None, np.broadcast_to(rows, self.size)
        self.over_zero = rows if self.over_zero is None else self.over_zero | rows

    def choose(self, rows: Mask, then: Any, otherwise: Any) -> Any:
        """`then` on these rows, `otherwise` on the others; numbers without a limit stay so."""
        if self.big:
            result = np.empty(self.size, object)
            result[:] = otherwise
            result[rows] = then[rows] if isinstance(then, np.ndarray) else then
            return result
        return self.do(choose, rows, then, otherwise)


class Number:
    """A column in a formula, of any kind: `+ - *`, comparisons, and the words.

    Each kind says `plus, minus, times, over, below, bounded, chosen` with another number of its own kind, `rounded`,
    and how a narrower number is `lifted` into it.

    Attributes:
        block: the rows it stands for.
        width: the order of the kinds.
    """

    __slots__ = ("block",)
    width: ClassVar[int]
    words: ClassVar["Words"]
    constant: ClassVar[Callable[[Block, Fraction], Any]]  # the same number on every row
    whole: ClassVar[Callable[[Block, Any, int, int, int], Any]]  # exact decimals: units, places, between what they lie
    lacking: ClassVar[Callable[["Number", Mapping[str, Mask]], Any]]  # the same, with the figures it lacks
    block: Block

    @property
    def is_flag(self) -> bool:
        """Is it surely zero or one on every row?"""
        return False

    def __add__(self, other: Any) -> Any:
        a, b = meet(self, other)
        return a.plus(b)

    def __radd__(self, other: Any) -> Any:
        a, b = meet(self, other)
        return b.plus(a)

    def __sub__(self, other: Any) -> Any:
        a, b = meet(self, other)
        return a.minus(b)

    def __rsub__(self, other: Any) -> Any:
        a, b = meet(self, other)
        return b.minus(a)

    def __mul__(self, other: Any) -> Any:
        a, b = meet(self, other)
        return a.times(b)

    __rmul__ = __mul__

    def __le__(self, other: Any) -> "Condition":
        a, b = meet(self, other)
        return a.compared(b, np.less_equal)  # type: ignore[no-any-return] # both of one kind

    def __lt__(self, other: Any) -> "Condition":
        a, b = meet(self, other)
        return a.compared(b, np.less)  # type: ignore[no-any-return] # both of one kind

    def __ge__(self, other: Any) -> "Condition":
        a, b = meet(self, other)
        return b.compared(a, np.less_equal)  # type: ignore[no-any-return] # both of one kind

    def __gt__(self, other: Any) -> "Condition":
        a, b = meet(self, other)
        return b.compared(a, np.less)  # type: ignore[no-any-return] # both of one kind

    def compared(self, other: Any, compare: np.ufunc) -> "Condition":
        """The rows on which the comparison with a number of its own kind holds."""
        return Condition(self.block, self.below(other, compare))  # type: ignore[attr-defined] # each kind has its own


def meet(a: Any, b: Any) -> tuple[Any, Any]:
    """Both in the wider of their two kinds; a number that is no column is the same on every row."""
    if type(a) is type(b):
        return a, b
    if not isinstance(b, Number):
        b = Number.constant(a.block, Fraction(b))
    elif not isinstance(a, Number):
        a = Number.constant(b.block, Fraction(a))
    if a.width == b.width:
        return a, b
    return (b.lifted(a), b) if a.width < b.width else (a, a.lifted(b))


class Condition:
    """The rows on which a condition holds, and those where a missing figure leaves it unknown (`_partly`)."""

    __slots__ = ("block", "lacks", "rows")
    words: ClassVar["Words"]

    def __init__(self, block: Block, rows: Any, lacks: Mapping[str, Mask] | None = None) -> None:
        self.block, self.rows, self.lacks = block, rows, lacks


class Words:
    """The words of a formula, on columns."""

    @staticmethod
    def least(numbers: Sequence[Any]) -> Any:
        return _bound(numbers, np.minimum)

    @staticmethod
    def greatest(numbers: Sequence[Any]) -> Any:
        return _bound(numbers, np.maximum)

    @staticmethod
    def where(condition: Any, then: Any, otherwise: Any) -> Any:
        if isinstance(condition, Number):  # a flag
            if condition.is_flag and not isinstance(then, Number) and not isinstance(otherwise, Number):
                return condition * (Fraction(then) - Fraction(otherwise)) + otherwise
            a, b = meet(condition, _ZERO)
            condition = a.compared(b, np.not_equal)
        if not isinstance(condition, Condition):
            return then if condition else otherwise
        if isinstance(condition.rows, (bool, np.bool_)):  # the same on every row
            chosen = then if condition.rows else otherwise
        else:
            if not isinstance(then, Number):
                then = Number.constant(condition.block, Fraction(then))
            a, b = meet(then, otherwise)
            chosen = a.chosen(condition.rows, b)
        if not condition.lacks:
            return chosen
        chosen = chosen if isinstance(chosen, Number) else Number.constant(condition.block, Fraction(chosen))
        return chosen.lacking(condition.lacks)

    @staticmethod
    def ratio(numerator: Any, denominator: Any) -> Any:
        a, b = meet(numerator, denominator)
        return a.over(b)

    @staticmethod
    def rounded(number: Any, per_euro: int) -> Any:
        return number.rounded(2 if per_euro == 100 else 0)

    @staticmethod
    def not_below_zero(number: Any) -> Any:
        return _bound((number, _ZERO), np.maximum)


def _bound(numbers: Sequence[Any], which: np.ufunc) -> Any:
    bound = numbers[0]
    for other in numbers[1:]:
        if isinstance(bound, Number) or isinstance(other, Number):
            a, b = meet(bound, other)
            bound = a.bounded(b, which)
        else:  # figures
            bound = min(bound, other) if which is np.minimum else max(bound, other)
    return bound


Number.words = Condition.words = Words()
