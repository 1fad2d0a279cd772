"""The steps of a program put in order, so that a block takes fewer passes over its rows.

A step is left out where nothing comes of it or where it was done before; whole numbers of which nothing but floats is
made are floats from the start; two bounds are one pass; a cell is written again once nothing reads it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np

from afas.columns._operations import as_floats, at_least, between, divide

__all__ = ["Filled", "Step", "Steps", "arranged"]

Step = tuple[Callable[..., Any], tuple[int, ...], int | None]
Steps = list[Step]
"""Operations, the cells they read, the cell they write; None: the block is only looked at."""
Bounds = tuple[int, int]

_IN_PLACE: Final = frozenset(
    {np.add, np.subtract, np.multiply, np.divide, np.minimum, np.maximum, np.abs, np.rint, np.right_shift}
    | {divide, between}
)
_HELD: Final = 2**53
"""Floats hold every whole number up to here."""
_MOST: Final = 2**63 - 1
_INT: Final = np.dtype(np.int64)


@attrs.frozen
class Filled:
    """A cell with the same number on every row: numpy bounds a column by another more quickly than by a number."""

    number: Any


def arranged(
    steps: Steps,
    cells: list[Any],
    results: Mapping[str, int],
    protected: Mapping[int, int],
    highs: Sequence[int],
    free: bool,
) -> tuple[Steps, list[Any], frozenset[int]]:
    """The steps to do, what each cell holds at first, and the inputs that are read as floats.

    A cell holds a number, the type of an array, a `Filled`, or nothing.

    Args:
        steps: as they were done on the first block.
        cells: what they were done with: arrays and numbers.
        results: the cells of the amounts.
        protected: by rank of a step that looks at a mask, the cell that the mask is about.
        highs: the bound of each input.
        free: may inputs be read as floats?
    """
    kept = set(results.values())
    steps = _once(_needed(steps, kept, protected), kept, cells)
    floats = frozenset[int]()
    if free:
        steps, floats = _early_floats(steps, kept, cells, highs)
    steps = _shifted(steps, kept, cells, _within(steps, cells, highs))
    return *_shared(_bounded(steps, cells), cells, kept, len(highs)), floats


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
    """The steps, with earlier results used again: the same operation on the same cells and numbers."""
    known: dict[tuple[Any, ...], int] = {}
    numbers: dict[tuple[Any, ...], int] = {}
    same = {
        at: numbers.setdefault((type(cell), cell), at)
        for at, cell in enumerate(cells)
        if not isinstance(cell, np.ndarray)
    }
    kept: Steps = []
    for function, args, out in steps:
        read = tuple(same.get(at, at) for at in args)
        if out is not None and out not in results:
            before = known.setdefault((function, read), out)
            if before != out:
                same[out] = before
                continue
        kept.append((function, read, out))
    return kept


_WITHIN: Final[dict[Any, Callable[[Bounds, Bounds], Bounds]]] = {
    np.add: lambda a, b: (a[0] + b[0], a[1] + b[1]),
    np.subtract: lambda a, b: (a[0] - b[1], a[1] - b[0]),
    np.multiply: lambda a, b: (min(products := [x * y for x in a for y in b]), max(products)),
    np.minimum: lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
    np.maximum: lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
    divide: lambda a, b: (0, a[1] // b[0]),
}
"""Between what whole numbers lie after an operation; a quotient is of numbers that are not below zero."""


def _within(steps: Steps, cells: Sequence[Any], highs: Sequence[int]) -> dict[int, Bounds]:
    """Between what the whole numbers of a cell lie, where that is known."""
    within: dict[int, Bounds] = {at: (0, high) for at, high in enumerate(highs)}
    within |= {at: (int(cell), int(cell)) for at, cell in enumerate(cells) if isinstance(cell, np.int64)}
    for function, args, out in steps:
        if out is not None and function in _WITHIN and all(at in within for at in args):
            within[out] = _WITHIN[function](within[args[0]], within[args[1]])
    return within


def _early_floats(
    steps: Steps, results: set[int], cells: list[Any], highs: Sequence[int]
) -> tuple[Steps, frozenset[int]]:
    """The steps on floats wherever whole numbers are turned into them later, and the inputs that are then floats."""
    early = _convertible(steps, results, cells, highs)
    same: dict[int, int] = {}
    ordered: Steps = []
    for function, args, out in steps:
        read = tuple(same.get(at, at) for at in args)
        if function is as_floats and read[0] in early and out is not None:
            same[out] = read[0]
            continue
        if early.intersection(read):
            read = tuple(_float_number(at, cells) for at in read)
        ordered.append((function, read, out))
    for at in early:
        cells[at] = np.empty(0)
    return ordered, frozenset(at for at in early if at < len(highs))


def _float_number(at: int, cells: list[Any]) -> int:
    """The cell, or a cell of the same number as a float."""
    if isinstance(cells[at], np.int64):
        cells.append(np.float64(cells[at]))
        return len(cells) - 1
    return at


def _convertible(steps: Steps, results: set[int], cells: Sequence[Any], highs: Sequence[int]) -> set[int]:
    """The cells of whole numbers that floats hold, and of which only floats are computed."""
    within = _within(steps, cells, highs)
    whole = {at for at, cell in enumerate(cells) if isinstance(cell, np.ndarray) and cell.dtype == _INT}
    early = {at for at in whole - results if at in within and max(map(abs, within[at])) <= _HELD}
    while True:
        others = set[int]()
        for function, args, out in steps:
            touched = {at for at in args if at in whole}
            if function is as_floats or (not touched & early and out not in early):
                continue
            alike = function is at_least or (function in _WITHIN and function is not divide and out in early)
            if not (alike and touched <= early and all(at in within and abs(within[at][1]) <= _HELD for at in args)):
                others |= touched if out is None else touched | {out}
        if not others & early:
            return early
        early -= others


def _shifted(steps: Steps, results: set[int], cells: list[Any], within: Mapping[int, Bounds]) -> Steps:
    """The steps, with a whole quotient of small numbers as a product and a shift, which are quicker.

    For 0 <= x < 2**n and d <= 2**k, x // d is x * m >> (n + k), with m = 2**(n + k) / d rounded up: m * d is above
    2**(n + k) by less than 2**k, hence x * m / 2**(n + k) above x / d by less than 1 / d.
    """
    uses = _uses(steps)
    ordered: Steps = []
    for function, args, out in steps:
        low, high = within.get(args[0], (-1, 0))
        by = int(cells[args[1]]) if function is divide and isinstance(cells[args[1]], np.int64) else 0
        shift = high.bit_length() + (by - 1).bit_length()
        if by < 2 or low < 0 or high * (times := -((-1 << shift) // by)) > _MOST:
            ordered.append((function, args, out))
            continue
        once = {at for at, count in uses.items() if count == 1} - results
        product = args[0]
        if not _multiplied(ordered, product, times, cells, once):
            ordered.append((np.multiply, (product, _number(cells, times)), len(cells)))
            product = len(cells)
            cells.append(np.empty(0, _INT))
        ordered.append((np.right_shift, (product, _number(cells, shift)), out))
    return ordered


def _multiplied(steps: Steps, at: int, times: int, cells: list[Any], once: set[int]) -> bool:
    """Put a factor into the product, or the product and the sum, that a cell last came from; False: it is neither."""
    last: list[int] = []
    for rank in reversed(range(len(steps))):
        function, args, out = steps[rank]
        fixed = len(args) == 2 and isinstance(cells[args[1]], np.int64) and cells[args[1]] >= 0
        if out != at or at not in once or not fixed or function not in (np.add, np.multiply):
            return False
        last.append(rank)
        if function is np.multiply:
            break
        at = args[0]
    else:
        return False
    for rank in last:
        function, args, out = steps[rank]
        steps[rank] = function, (args[0], _number(cells, int(cells[args[1]]) * times)), out
    return True


def _number(cells: list[Any], value: int) -> int:
    """A new cell with a number."""
    cells.append(np.int64(value))
    return len(cells) - 1


def _uses(steps: Steps) -> dict[int, int]:
    """How often each cell is read."""
    uses: dict[int, int] = {}
    for at in (at for _, args, _ in steps for at in args):
        uses[at] = uses.get(at, 0) + 1
    return uses


def _bounded(steps: Steps, cells: list[Any]) -> Steps:
    """The steps, with a lower bound and the upper one after it in one pass; a bound alone is a column of its number."""
    uses = _uses(steps)
    lower: dict[int, tuple[int, int]] = {}
    kept: Steps = []
    for function, args, out in steps:
        bounded = len(args) == 2 and not isinstance(cells[args[1]], np.ndarray)
        if function is np.maximum and bounded and out is not None and uses.get(out) == 1:
            lower[out] = args[0], args[1]
            kept.append((function, args, out))
        elif function is np.minimum and bounded and args[0] in lower:
            kept = [step for step in kept if step[2] != args[0]]
            kept.append((between, (*lower[args[0]], args[1]), out))
        else:
            kept.append((function, args, out))
    filled: dict[int, int] = {}
    return [_filled(step, cells, filled) for step in kept]


def _filled(step: Step, cells: list[Any], filled: dict[int, int]) -> Step:
    """A step whose bound is a column, in place of a number."""
    function, args, out = step
    if function not in (np.maximum, np.minimum) or isinstance(cells[args[1]], np.ndarray):
        return step
    if args[1] not in filled:
        filled[args[1]] = len(cells)
        cells.append(Filled(cells[args[1]]))
    return function, (args[0], filled[args[1]]), out


def _shared(steps: Steps, cells: list[Any], kept: set[int], inputs: int) -> tuple[Steps, list[Any]]:
    """The steps, with a cell used again once nothing reads it; what each cell holds at first."""
    last = {at: rank for rank, (_, args, _) in enumerate(steps) for at in args}
    made_by_steps = {out for _, _, out in steps if out is not None}
    start: list[Any] = [
        None if at < inputs else (cell.dtype if at in made_by_steps else cell) for at, cell in enumerate(cells)
    ]
    free: dict[Any, list[int]] = {}
    moved = {at: at for at in range(len(cells))}
    new: Steps = []
    for rank, (function, args, out) in enumerate(steps):
        done = {at for at in args if last[at] == rank and at in made_by_steps and at not in kept}
        released = {moved[at]: start[at] for at in done}
        in_place = function in _IN_PLACE
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
