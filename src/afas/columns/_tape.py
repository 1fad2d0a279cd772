"""The operations of a formula on one block, kept to be done again on the others.

The first block says which operations there are, between bounds rounded up to whole bits. On a block whose figures keep
those bounds the same operations are right, and are done without asking anything, into arrays that are used again.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import attrs
import numpy as np

from afas.columns._fixed import Cents, Mask
from afas.columns._operations import LOOKS
from afas.columns._steps import Filled, Steps, arranged

__all__ = ["Program", "Tape"]

_Key = TypeVar("_Key", bound=Hashable)


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
        results_by_name: Mapping[str, Any],
        bounds: Mapping[str, tuple[int, int]] | None = None,
        *,
        floats: bool = False,
    ) -> "Program[_Key] | None":
        """The same to do again; None where something else was done in between.

        Args:
            inputs: the arrays of the block, each under a key.
            highs: the bound each was taken to keep: from 0 to it.
            results_by_name: the results, by name.
            bounds: between what that lies.
            floats: may the program ask for inputs as floats?
        """
        cells: list[Any] = list(inputs.values())
        where = {id(array): rank for rank, array in enumerate(cells)}
        steps: Steps = []
        protected: dict[int, int] = {}  # by rank of a step that looks at a mask: the cell that the mask is about
        for function, args, out in self.done:
            at = []
            if function in LOOKS and id(args[-1]) in where:
                protected[len(steps)] = where[id(args[-1])]
            for arg in args[:-1] if function in LOOKS else args:
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
        if any(id(result) not in where for result in results_by_name.values()):
            return None
        results = {name: where[id(result)] for name, result in results_by_name.items()}
        steps, start, early = arranged(steps, cells, results, protected, [highs[name] for name in inputs], floats)
        read_as_floats = frozenset(name for rank, name in enumerate(inputs) if rank in early)
        return Program(dict(highs), steps, start, results, dict(bounds or {}), read_as_floats)


@attrs.define(eq=False)
class Program(Generic[_Key]):
    """Operations to do on blocks whose figures keep some bounds.

    Attributes:
        highs: for each input, what it has to lie between: zero and this.
        steps: operations, the cells they read, the cell they write.
        start: what a cell holds at first: a number, the type of an array, a `Filled`, or nothing.
        results: the cell of each amount.
        bounds: between what each amount lies.
        floats: the inputs that are whole numbers in floats.
        spare: arrays for the cells, used again, each time with their length.
        checked: may an operation leave what floats can say?
    """

    highs: dict[_Key, int]
    steps: Steps
    start: list[Any]
    results: dict[str, int]
    bounds: dict[str, tuple[int, int]] = attrs.field(factory=dict)
    floats: frozenset[_Key] = frozenset()
    spare: list[tuple[int, list[Any]]] = attrs.field(factory=list)
    checked: bool = attrs.field(init=False)
    rows: tuple[int, ...] = attrs.field(init=False)

    @checked.default
    def _checked(self) -> bool:
        floats = any(isinstance(cell, np.dtype) and cell.kind == "f" for cell in self.start)
        return floats or any(function is np.floor_divide for function, _, _ in self.steps)

    @rows.default
    def _rows(self) -> tuple[int, ...]:
        return tuple(at for at, cell in enumerate(self.start) if isinstance(cell, (np.dtype, Filled)))

    def fits(self, inputs: Mapping[_Key, Cents]) -> bool:
        """Do the figures of a block keep the bounds?"""
        return all(0 <= int(np.bitwise_or.reduce(inputs[name])) <= high for name, high in self.highs.items())

    def run(self, inputs: Sequence[Any], outputs: Mapping[str, Cents], size: int) -> Mask | bool:
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
            room, cells = size, [_cell(kind, size) for kind in self.start]
        slots = cells[:]
        if room > size:
            for at in self.rows:
                slots[at] = cells[at][:size]
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

    def _done(self, cells: list[Any]) -> Mask | bool:
        """Do the steps on these cells."""
        open_: Mask | None = None
        for function, args, out in self.steps:
            if out is None:
                seen = function(*[cells[at] for at in args])
                if seen is False:
                    return False
                if seen is not None:
                    open_ = seen if open_ is None else open_ | seen
            elif len(args) == 2:
                function(cells[args[0]], cells[args[1]], out=cells[out])
            else:
                function(*[cells[at] for at in args], out=cells[out])
        return True if open_ is None else open_


def _cell(kind: Any, size: int) -> Any:
    """A cell for so many rows: an array of a type, or of a number; or the array itself."""
    if isinstance(kind, np.dtype):
        return np.empty(size, kind)
    if isinstance(kind, Filled):
        return np.full(size, kind.number)
    return None if kind is None else np.asarray(kind)  # an array without rows: numpy takes it without asking
