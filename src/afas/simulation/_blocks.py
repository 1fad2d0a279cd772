"""Amounts of a whole table, block after block: read where the columns lie, computed in a core's cache, written once.

Nothing computed on the way is as long as the table. A block that is not plain (a figure out of its bounds, a part
that is declared, a float that is no decimal) and rows that floats leave open are left to the caller, who
takes the careful way.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.columns import Cents, Each, Kernel
from afas.forms import Field
from afas.simulation._chunks import MOST, Chunk, ChunkReader, NotPlain, Scratch

__all__ = ["Blockwise", "Euros", "runs_of"]

BLOCK: Final = 32_768  # rows: what a formula needs of them stays in the cache of a core
SHARED: Final = 131_072  # where several threads run: an operation has to last longer than handing on the interpreter
_FEW: Final = 4  # columns: with more, blocks of several threads leave their caches (EAJE: 22 ns a row, 19 with half)


class Euros:
    """Amounts of a table on their way out: whole cents, or the words of Arrow's decimals.

    Attributes:
        units: int64, one per row; or two, the low and the high word.
    """

    def __init__(self, size: int, arrow: bool) -> None:
        self.units = room_of_arrow(size) if arrow else np.empty(size, np.int64)

    @classmethod
    def several(cls, names: Iterable[str], size: int, arrow: bool) -> "dict[str, Euros]":
        """Several columns of as many rows, in one piece of memory: the machine hands out fewer, larger pages."""
        columns = {name: cls(0, arrow=False) for name in names}
        whole = cls(len(columns) * size, arrow).units
        for rank, euros in enumerate(columns.values()):
            euros.units = whole[rank * size : (rank + 1) * size]
        return columns

    def write(self, at: slice, cents: Cents, signed: bool) -> None:
        """The cents of a block; is any below zero?"""
        if self.units.ndim == 1:
            self.units[at] = cents
            return
        words = self.units[at]
        words.fill(0)  # whole lines of memory, which need not be read first
        words[:, 0] = cents
        if signed:
            np.right_shift(cents, 63, out=words[:, 1])

    def put(self, ranks: Any, cents: Cents) -> None:
        """The cents of some rows."""
        if self.units.ndim == 1:
            self.units[ranks] = cents
        else:
            self.units[ranks, 0], self.units[ranks, 1] = cents, cents >> 63

    def put_amounts(self, start: int, ranks: Any, amounts: "Euros") -> None:
        """Amounts of the same kind on some rows after the first ones; two words move as one number of as many bits."""
        if self.units.ndim == 1:
            self.units[start:][ranks] = amounts.units
        else:
            self.units[start:].view(np.complex128)[:, 0][ranks] = amounts.units.view(np.complex128)[:, 0]

    @classmethod
    def of(cls, cents: Cents, arrow: bool) -> "Euros":
        """Of a column of cents."""
        euros = cls(0, arrow=False)
        euros.units = cents
        if arrow:
            euros.units = room_of_arrow(len(cents))
            euros.put(slice(None), cents)
        return euros

    def zeros(self) -> "Euros":
        """As many amounts of nothing."""
        euros = Euros(0, arrow=False)
        euros.units = np.zeros_like(self.units)
        return euros

    def copy(self) -> "Euros":
        """The same amounts, elsewhere."""
        euros = Euros(0, arrow=False)
        euros.units = self.units.copy()
        return euros


def room_of_arrow(size: int) -> NDArray[np.int64]:
    """Two words a row, from the memory that Arrow keeps: pages that were given before come back at no cost."""
    import pyarrow as pa  # noqa: PLC0415 - loaded only where a frame wants it

    return np.frombuffer(pa.allocate_buffer(16 * size), np.int64).reshape(-1, 2)


@attrs.define(eq=False)
class Blockwise:
    """A kernel run over a table; kept, it keeps what it learnt and the memory it writes into.

    Attributes:
        kernel: the formula.
        fields: of the columns.
        declaring: columns that ask for a part where they are not zero: such blocks are left.
        spare: scratch that no thread uses.
    """

    kernel: Kernel
    fields: Mapping[str, Field]
    declaring: frozenset[str]
    spare: list[Scratch] = attrs.field(factory=list)

    def __call__(
        self, runs: Sequence[tuple[int, int, Mapping[str, Chunk]]], outputs: Mapping[str, Euros], each: Each
    ) -> list[NDArray[np.int64]]:
        """Write the amounts of every block; the rows that are left.

        Args:
            runs: rows from here to there, and where each column has them.
            outputs: where amounts go, by name.
            each: runs the blocks.
        """
        left: list[NDArray[np.int64]] = []
        open_: list[Open] = []
        if self.kernel.read is None:
            self.learn(runs)
        few = len(self.kernel.read or ()) <= _FEW
        size = BLOCK if each is map else SHARED if few else SHARED // 2
        for start, stop, chunks in runs:
            columns = self.readers(chunks)

            def block(at: slice, columns: Mapping[str, ChunkReader] = columns, start: int = start) -> None:
                try:
                    self.block(at, columns, start, outputs, size, open_)
                except NotPlain:
                    left.append(np.arange(start + at.start, start + at.stop))

            spans = [slice(at, min(at + size, stop - start)) for at in range(0, stop - start, size)]
            for _ in each(block, spans):
                pass
        if open_:
            left.append(self.settle(open_, outputs))
        return left

    def settle(self, open_: "Sequence[Open]", outputs: Mapping[str, Euros]) -> NDArray[np.int64]:
        """Write the amounts of rows that floats left open; the rows that are left still."""
        rows = np.concatenate([part.rows for part in open_])
        settled = self.kernel.settle(
            {name: np.concatenate([part.units[name] for part in open_]) for name in open_[0].units}
        )
        wrong = np.zeros(len(rows), np.bool_)
        for mask in (settled.over_zero, settled.too_large, *(np.abs(cents) > MOST for cents in settled.cents.values())):
            if mask is not None:
                wrong |= mask
        for name, output in outputs.items():
            output.put(rows, settled.cents[name])
        return rows[wrong]

    def release(self) -> None:
        """Give up the memory that is written into."""
        self.spare.clear()
        if self.kernel.program is not None:
            self.kernel.program.spare.clear()

    def readers(self, chunks: Mapping[str, Chunk]) -> dict[str, ChunkReader]:
        """Of the rows of each column."""
        return {name: ChunkReader(self.fields[name], chunk) for name, chunk in chunks.items()}

    def learn(self, runs: Sequence[tuple[int, int, Mapping[str, Chunk]]]) -> list[str]:
        """Let the kernel find out which columns the formula reads, and what its amounts are called, if it can."""
        for start, stop, chunks in runs[:1]:
            at = slice(0, min(stop - start, 2048))
            scratch = Scratch(at.stop, 0, ())
            units = {}
            for name, column in self.readers(chunks).items():
                room = np.zeros(at.stop, np.int64)
                try:
                    units[name] = column.block(at, scratch, room)[0]
                except NotPlain:
                    units[name] = np.ones(at.stop, np.int64)
            self.kernel.learn({name: np.ascontiguousarray(figures) for name, figures in units.items()}, at.stop)
        return self.kernel.names

    def block(
        self,
        at: slice,
        columns: Mapping[str, ChunkReader],
        start: int,
        outputs: Mapping[str, Euros],
        size: int,
        open_: "list[Open]",
    ) -> None:
        """Write the amounts of one block, and keep the rows that floats leave open.

        Raises:
            NotPlain: the block is not for this way.
        """
        rows = at.stop - at.start
        read, floats = self.kernel.read or frozenset(), self.kernel.floats
        try:
            scratch = self.spare.pop()
        except IndexError:  # as many are kept as threads run
            scratch = Scratch(0, 0, ())
        if len(scratch.spare) < rows:
            scratch = Scratch(min(size, max(rows, 1024)), len(read), tuple(outputs))
        try:
            units, bits = {}, {}
            rooms = iter(scratch.units)
            for name, column in columns.items():
                room = next(rooms) if name in read else None
                if room is not None and name in floats:
                    room = room.view(np.float64)
                units[name], bits[name] = column.block(at, scratch, room)
                if bits[name] and name in self.declaring:
                    raise NotPlain
            cents = {name: cells[:rows] for name, cells in scratch.cents.items()}
            done = self.kernel.run(units, bits, cents, rows)
            if done is False:
                raise NotPlain
            for name, output in outputs.items():
                low, high = self.kernel.bounds(name)
                if max(high, -low) > MOST and int(np.abs(cents[name]).max()) > MOST:
                    raise NotPlain
                signed = low < 0 and int(np.bitwise_or.reduce(cents[name])) < 0
                output.write(slice(start + at.start, start + at.stop), cents[name], signed)
            if done is not True:
                some = np.flatnonzero(done)
                open_.append(Open(start + at.start + some, {name: units[name][some] for name in read}))
        finally:
            self.spare.append(scratch)


class Open(NamedTuple):
    """Rows that floats leave open, and the units of the columns that the formula reads of them."""

    rows: NDArray[np.int64]
    units: Mapping[str, Any]


def runs_of(columns: Mapping[str, Sequence[Chunk]], size: int) -> Iterator[tuple[int, int, dict[str, Chunk]]]:
    """Rows that lie one after the other in every column."""
    ends = {name: np.cumsum([chunk.rows for chunk in chunks]) for name, chunks in columns.items()}
    cuts = sorted({0, size, *(int(end) for of_column in ends.values() for end in of_column)})
    for start, stop in itertools.pairwise(cuts):
        chunks = {}
        for name, pieces in columns.items():
            rank = int(np.searchsorted(ends[name], start, side="right"))
            first = int(ends[name][rank]) - pieces[rank].rows
            chunks[name] = pieces[rank].part(start - first, stop - first)
        yield start, stop, chunks
