"""The operations of a formula on one block, kept to be done again on the others.

The first block says which operations there are, between bounds rounded up to whole bits. On a block whose figures keep
those bounds the same operations are right, and are done without asking anything, into arrays that are used again.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import attrs
import numpy as np

from afas.columns._fixed import Cents, Mask

__all__ = [
    "Program",
    "Tape",
    "as_floats",
    "as_whole",
    "at_least",
    "at_most",
    "choose",
    "choose_floats",
    "divide",
    "opened",
    "whole_bits",
    "within",
]

_Key = TypeVar("_Key", bound=Hashable)
_IN_PLACE: Final = (np.add, np.clip, np.subtract, np.multiply, np.divide, np.minimum, np.maximum, np.abs, np.rint)


MAGIC: Final = 1.5 * 2.0**52
"""Added to a float below 2**51, it leaves the nearest whole number in the low bits."""
MAGIC_BITS: Final = int(np.float64(MAGIC).view(np.int64))


def whole_bits(high: int) -> int:
    """The largest number with as many bits."""
    return int((1 << high.bit_length()) - 1)


def divide(units: Any, by: Any, out: Any = None) -> Any:
    """Whole quotients of 64-bit numbers that are not negative."""
    view = None if out is None else out.view(np.uint64)
    return np.floor_divide(units.view(np.uint64), np.uint64(by), out=view).view(np.int64)


def choose(rows: Any, then: Any, otherwise: Any, out: Any = None) -> Any:
    """`then` on these rows, `otherwise` on the others."""
    if np.ndim(then) == np.ndim(otherwise) == 0:
        with np.errstate(over="ignore"):  # the sum comes round again
            apart = np.int64(then) - np.int64(otherwise)
        result = np.multiply(rows, apart, out=out)
        return np.add(result, np.int64(otherwise), out=result)
    bits = np.negative(rows.astype(np.int64))  # all of them where it holds, none elsewhere: no branch to guess
    np.bitwise_and(bits, np.bitwise_xor(then, otherwise), out=bits)
    return np.bitwise_xor(bits, otherwise, out=out)


def within(floats: Any, low: Any, high: Any) -> bool | None:
    """Are all floats within their bounds? False for NaN."""
    kept = floats.min() >= low and floats.max() <= high
    return None if kept else False


def at_most(floats: Any, high: Any) -> bool | None:
    """Is no float above the bound? False for NaN."""
    return None if floats.max() <= high else False


def at_least(units: Any, low: Any) -> bool | None:
    """False where a whole number is less."""
    return None if units.min() >= low else False


def opened(rows: Mask) -> Mask | None:
    """The rows that are left open, if there are some."""
    return rows.copy() if rows.any() else None


def as_floats(units: Any, out: Any = None) -> Any:
    """Whole numbers as floats."""
    if out is None:
        return units.astype(np.float64)
    np.copyto(out, units)
    return out


def as_whole(floats: Any, out: Any = None) -> Any:
    """Floats that are whole numbers below 2**51, as these."""
    if out is None:
        return floats.astype(np.int64)
    np.add(floats, MAGIC, out=out.view(np.float64))
    return np.subtract(out, MAGIC_BITS, out=out)


def choose_floats(rows: Any, then: Any, otherwise: Any, out: Any = None) -> Any:
    """The same as `choose`, for floats."""
    a, b = (np.float64(branch) if isinstance(branch, float) else branch for branch in (then, otherwise))
    result = choose(rows, a.view(np.int64), b.view(np.int64), None if out is None else out.view(np.int64))
    return result.view(np.float64)


@attrs.define(eq=False)
class Tape:
    """A record of the operations on a block, in their order.

    Attributes:
        done: the operation, what it was done with, what came out.
    """

    done: list[tuple[Callable[..., Any], tuple[Any, ...], Any]] = attrs.field(factory=list)

    def program(
        self,
        inputs: Mapping[_Key, Any],
        highs: Mapping[_Key, int],
        made: Mapping[str, Any],
        bounds: Mapping[str, tuple[int, int]] | None = None,
    ) -> "Program[_Key] | None":
        """The same to do again; None where something else was done in between.

        Args:
            inputs: the arrays of the block, each under a key.
            highs: the bound each was taken to keep: from 0 to it.
            made: what came out, by name.
            bounds: between what that lies.
        """
        cells: list[Any] = list(inputs.values())
        where = {id(array): rank for rank, array in enumerate(cells)}
        steps: Steps = []
        protected: dict[int, int] = {}  # by rank of a step that looks at a mask: the cell that the mask is about
        for function, args, out in self.done:
            at = []
            if function is opened and id(args[1]) in where:
                protected[len(steps)] = where[id(args[1])]
            for arg in args[:1] if function is opened else args:
                if isinstance(arg, np.ndarray):
                    if id(arg) not in where:
                        return None
                    at.append(where[id(arg)])
                else:
                    at.append(len(cells))
                    cells.append(np.float64(arg) if isinstance(arg, float) else np.int64(arg))
            if out is None:  # only looked at
                steps.append((function, tuple(at), None))
                continue
            where[id(out)] = len(cells)
            steps.append((function, tuple(at), len(cells)))
            cells.append(out)
        if any(id(result) not in where for result in made.values()):
            return None
        results = {name: where[id(result)] for name, result in made.items()}
        steps = _needed(steps, set(results.values()), protected)
        steps = _clipped(_once(steps, set(results.values()), cells), cells)
        return Program(dict(highs), *_shared(steps, cells, results, len(inputs)), results, dict(bounds or {}))


Step = tuple[Callable[..., Any], tuple[int, ...], int | None]
Steps = list[Step]
"""Operations, the cells they read, the cell they write; None: the block is only looked at."""


def _needed(steps: Steps, results: set[int], protected: Mapping[int, int]) -> Steps:
    """The steps that something comes of: a branch that no row takes is left out, with what is looked at on its way."""
    live, kept = set(results), []
    for rank in reversed(range(len(steps))):
        function, args, out = steps[rank]
        wanted = out in live if out is not None else protected.get(rank, args[0]) in live
        if wanted:
            live.update(args)
            kept.append((function, args, out))
    return kept[::-1]


def _once(steps: Steps, results: set[int], cells: Sequence[Any]) -> Steps:
    """The steps, with what was made before used again: the same operation on the same cells and numbers."""
    made: dict[tuple[Any, ...], int] = {}
    numbers: dict[tuple[Any, ...], int] = {}
    same = {
        at: numbers.setdefault((type(one), one), at) for at, one in enumerate(cells) if not isinstance(one, np.ndarray)
    }
    kept: Steps = []
    for function, args, out in steps:
        read = tuple(same.get(at, at) for at in args)
        if out is not None and out not in results:
            before = made.setdefault((function, read), out)
            if before != out:
                same[out] = before
                continue
        kept.append((function, read, out))
    return kept


def _clipped(steps: Steps, cells: list[Any]) -> Steps:
    """The steps, with a lower bound and the upper one after it in one pass; so is a bound of floats quicker."""
    uses: dict[int, int] = {}
    for at in (at for _, args, _ in steps for at in args):
        uses[at] = uses.get(at, 0) + 1
    lower: dict[int, tuple[int, int]] = {}
    kept: Steps = []
    for function, args, out in steps:
        bounded = len(args) == 2 and not isinstance(cells[args[1]], np.ndarray)
        if function is np.maximum and bounded and out is not None and uses.get(out) == 1:
            lower[out] = args[0], args[1]
            kept.append((function, args, out))
        elif function is np.minimum and bounded and args[0] in lower:
            kept = [step for step in kept if step[2] != args[0]]
            kept.append((np.clip, (*lower[args[0]], args[1]), out))
        else:
            kept.append((function, args, out))
    cells += [np.float64(-np.inf), np.float64(np.inf)]
    return [_bound(step, cells) for step in kept]


def _bound(step: Step, cells: Sequence[Any]) -> Step:
    """A bound of floats that is a number as a clip, whose other end is infinite: numpy is quicker at it."""
    function, args, out = step
    if function not in (np.maximum, np.minimum) or not isinstance(cells[args[1]], np.float64):
        return step
    low, high = len(cells) - 2, len(cells) - 1
    return np.clip, (args[0], args[1], high) if function is np.maximum else (args[0], low, args[1]), out


def _shared(steps: Steps, cells: list[Any], results: Mapping[str, int], inputs: int) -> tuple[Steps, list[Any]]:
    """The steps, with a cell used again once nothing reads it; what each cell holds at first: a number, or a type."""
    last = {at: rank for rank, (_, args, _) in enumerate(steps) for at in args}
    kept = set(results.values())
    made_by_steps = {out for _, _, out in steps if out is not None}
    start: list[Any] = [
        None if at < inputs else (one.dtype if at in made_by_steps else one) for at, one in enumerate(cells)
    ]
    free: dict[Any, list[int]] = {}
    moved = {at: at for at in range(len(cells))}
    new: Steps = []
    for rank, (function, args, out) in enumerate(steps):
        done = {at for at in args if last[at] == rank and at in made_by_steps and at not in kept}
        released = {moved[at]: start[at] for at in done}
        in_place = function in _IN_PLACE or function is divide
        if in_place:
            for cell, kind in released.items():
                free.setdefault(kind, []).append(cell)
        if out is not None and out not in kept and free.get(start[out]):
            moved[out] = free[start[out]].pop()
        if not in_place:
            for cell, kind in released.items():
                free.setdefault(kind, []).append(cell)
        new.append((function, tuple(moved[at] for at in args), None if out is None else moved[out]))
    used = {cell for _, args, out in new for cell in (*args, out)}
    return new, [cell if at in used or at < inputs else None for at, cell in enumerate(start)]


@attrs.define(eq=False)
class Program(Generic[_Key]):
    """Operations to do on blocks whose figures keep some bounds.

    Attributes:
        highs: for each input, what it has to lie between: zero and this.
        steps: operations, the cells they read, the cell they write.
        start: what a cell holds at first: a number, the type of an array, or nothing.
        results: the cell of each amount.
        bounds: between what each amount lies.
        spare: arrays for the cells, used again, each time with their length.
        checked: may an operation leave what floats can say?
    """

    highs: dict[_Key, int]
    steps: Steps
    start: list[Any]
    results: dict[str, int]
    bounds: dict[str, tuple[int, int]] = attrs.field(factory=dict)
    spare: list[tuple[int, list[Any]]] = attrs.field(factory=list)
    checked: bool = attrs.field(init=False)

    @checked.default
    def _checked(self) -> bool:
        floats = any(isinstance(cell, np.dtype) and cell.kind == "f" for cell in self.start)
        return floats or any(function is np.floor_divide for function, _, _ in self.steps)

    def fits(self, inputs: Mapping[_Key, Cents]) -> bool:
        """Do the figures of a block keep the bounds?"""
        return all(0 <= int(np.bitwise_or.reduce(inputs[name])) <= high for name, high in self.highs.items())

    def run(self, inputs: Sequence[Cents], outputs: Mapping[str, Cents], size: int) -> Mask | bool:
        """Do it on a block of so many rows.

        Returns:
            True: the amounts are right; a mask: all but those of these rows; False: none are, figures on the way leave
            the bounds that were taken.
        """
        try:
            room, cells = self.spare.pop()
        except IndexError:  # as many are kept as threads run
            room, cells = 0, []
        if room < size:
            cells = [np.empty(size, cell) if isinstance(cell, np.dtype) else cell for cell in self.start]
            room = size
        slots = cells[:]
        if room > size:
            slots = [cells[at][:size] if isinstance(cell, np.dtype) else cell for at, cell in enumerate(self.start)]
        slots[: len(inputs)] = inputs
        direct = set[int]()
        for name, at in self.results.items():
            if at not in direct and at >= len(inputs):
                direct.add(at)
                slots[at] = outputs[name]
        try:
            if self.checked:
                with np.errstate(all="raise"):
                    done = self._done(slots)
            else:
                done = self._done(slots)
        except FloatingPointError:  # a float outside of what floats can say
            done = False
        for name, at in self.results.items():
            if slots[at] is not outputs[name]:
                outputs[name][:] = slots[at]
        self.spare.append((room, cells))
        return done

    def _done(self, held: list[Any]) -> Mask | bool:
        """Do the steps on these cells."""
        open_: Mask | None = None
        for function, args, out in self.steps:
            if out is None:
                seen = function(*[held[at] for at in args])
                if seen is False:
                    return False
                if seen is not None:
                    open_ = seen if open_ is None else open_ | seen
            elif len(args) == 2:
                function(held[args[0]], held[args[1]], out=held[out])
            else:
                function(*[held[at] for at in args], out=held[out])
        return True if open_ is None else open_
