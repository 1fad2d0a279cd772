"""Amounts of a whole table, block after block: read where the columns lie, computed in a core's cache, written once.

Nothing made on the way is as long as the table. A block that is not plain (a figure out of its bounds, a part that is
declared, a float that is no decimal) and rows that floats leave open are left to the caller, who takes the careful way.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.columns import Cents, Each, Kernel, Mask
from afas.forms import Field
from afas.quantities import Unit

__all__ = ["Blockwise", "Chunk", "Euros", "limits", "runs_of", "step"]

BLOCK: Final = 16_384  # rows: what a formula needs of them fits into the cache of a core
SHARED: Final = 131_072  # where several threads run: an operation has to last longer than handing on the interpreter
_WIDE: Final = 256  # words that are looked at together
_MAGIC: Final = 1.5 * 2.0**52  # added to a float below 2**51, it leaves the nearest whole number in the low bits
_MAGIC_BITS: Final = int(np.float64(_MAGIC).view(np.int64))
_MOST: Final = 2**60
_FAR: Final = 2**51


class NotPlain(Exception):
    """A block that is not for this way."""


@attrs.frozen(eq=False)
class Chunk:
    """Rows of a column that lie one after the other in memory.

    Attributes:
        values: words of 128 bits (an int64 table of two columns), whole numbers, floats, or yes and no.
        places: decimals of words and whole numbers; of floats those they stand for.
        valid: bits of the rows that hold a value, or None: all do.
        shift: the first bit that counts.
        empty: instead of bits, the rows that hold none.
        packed: are the values bits too, from `shift` on?
        rows: how many there are.
        nothing: does no row hold a value?
    """

    values: NDArray[Any]
    places: int
    valid: NDArray[np.uint8] | None = None
    shift: int = 0
    empty: Mask | None = None
    packed: bool = False
    rows: int = attrs.field()

    @rows.default
    def _rows(self) -> int:
        return len(self.values)

    nothing: bool = False

    def part(self, start: int, stop: int) -> "Chunk":
        """Some of the rows."""
        empty = None if self.empty is None else self.empty[start:stop]
        values = self.values if self.packed else self.values[start:stop]
        return Chunk(values, self.places, self.valid, self.shift + start, empty, self.packed, stop - start)

    def bits(self, packed: NDArray[np.uint8], at: slice) -> NDArray[np.uint8]:
        """Bits of a block, each as a byte."""
        first, last = self.shift + at.start, self.shift + at.stop
        bits = np.unpackbits(packed[first // 8 : (last + 7) // 8], bitorder="little")
        return bits[first % 8 : first % 8 + at.stop - at.start]

    def holes(self, at: slice) -> Mask | None:
        """The rows of a block that hold no value; None: all do."""
        if self.empty is not None:
            empty = self.empty[at]
            return empty if empty.any() else None
        if self.valid is None:
            return None
        full = self.bits(self.valid, at).view(np.bool_)
        return None if full.all() else np.logical_not(full)


class _Scratch:
    """What a thread writes into, again for each block."""

    def __init__(self, size: int, columns: int, amounts: Sequence[str]) -> None:
        self.units = [np.empty(size, np.int64) for _ in range(columns)]
        self.spare, self.floats = np.empty(size, np.int64), np.empty(size)
        self.cents = {name: np.empty(size, np.int64) for name in amounts}
        self.words = np.zeros((size, 2), np.int64)


class _Column:
    """One column of a run of rows: its units are read and checked block by block."""

    def __init__(self, field: Field, chunk: Chunk) -> None:
        self.field, self.chunk, self.default = field, chunk, field.default
        low, high = limits(field, chunk.places)
        self.low, self.high, self.step = max(low, 0), min(high, _MOST), step(field, chunk.places)
        kind = chunk.values.dtype.kind
        self.read = (
            self.flags if chunk.packed
            else self.decimals if chunk.values.ndim == 2
            else self.floats if kind == "f"
            else self.longs if chunk.values.dtype == np.int64
            else self.others
        )  # fmt: skip

    def block(self, at: slice, scratch: _Scratch, room: Cents) -> tuple[Cents, int]:
        """The units of a block, and a number that has the bits of all of them."""
        holes = self.chunk.holes(at)
        units, bits = self.read(at, scratch, room[: at.stop - at.start], holes)
        if holes is not None:
            if self.default is None:
                raise NotPlain
            np.copyto(units, int(self.default.scaleb(self.chunk.places)), where=holes)
            bits = int(np.bitwise_or.reduce(units))
        if bits < 0 or (bits > self.high and int(units.max()) > self.high):
            raise NotPlain
        if self.low and int(units.min()) < self.low:
            raise NotPlain
        if self.step > 1 and bits and np.any(units % self.step):
            raise NotPlain
        return units, bits

    def decimals(self, at: slice, scratch: _Scratch, room: Cents, holes: Mask | None) -> tuple[Cents, int]:
        words = self.chunk.values[at]
        if holes is not None:  # the words of an empty row are anything
            np.copyto(room, words[:, 0])
            np.copyto(room, 0, where=holes)
            if np.any(words[:, 1] * np.logical_not(holes)):
                raise NotPlain
            return room, int(np.bitwise_or.reduce(room))
        low, high = _either(words)
        if high:  # above 64 bits, or below zero
            raise NotPlain
        if low:
            np.copyto(room, words[:, 0])
        return (room if low else words[:, 0]), low

    def longs(self, at: slice, scratch: _Scratch, room: Cents, holes: Mask | None) -> tuple[Cents, int]:
        units = self.chunk.values[at]
        if holes is not None:
            np.copyto(room, units)
            np.copyto(room, 0, where=holes)
            units = room
        return units, int(np.bitwise_or.reduce(units))

    def others(self, at: slice, scratch: _Scratch, room: Cents, holes: Mask | None) -> tuple[Cents, int]:
        np.copyto(room, self.chunk.values[at], casting="unsafe")
        if holes is not None:
            np.copyto(room, 0, where=holes)
        return room, int(np.bitwise_or.reduce(room))

    def flags(self, at: slice, scratch: _Scratch, room: Cents, holes: Mask | None) -> tuple[Cents, int]:
        np.copyto(room, self.chunk.bits(self.chunk.values, at))
        if holes is not None:
            np.copyto(room, 0, where=holes)
        return room, int(np.bitwise_or.reduce(room))

    def floats(self, at: slice, scratch: _Scratch, room: Cents, holes: Mask | None) -> tuple[Cents, int]:
        values, scaled = self.chunk.values[at], scratch.floats[: len(room)]
        if holes is not None:
            values = np.where(holes, 0.0, values)
        by = 10.0**self.chunk.places
        np.multiply(values, by, out=scaled)
        np.add(scaled, _MAGIC, out=scaled)  # to the nearest whole number
        np.subtract(scaled.view(np.int64), _MAGIC_BITS, out=room)
        bits = int(np.bitwise_or.reduce(room))
        if not 0 <= bits < _FAR:  # not a number, far, or below zero
            raise NotPlain
        np.subtract(scaled, _MAGIC, out=scaled)
        np.divide(scaled, by, out=scaled)
        if not np.array_equal(scaled, values):
            raise NotPlain
        return room, bits


def _either(words: NDArray[np.int64]) -> tuple[int, int]:
    """The bits that any low word has, and any high word: in one pass over both."""
    whole = len(words) - len(words) % (_WIDE // 2)
    wide = np.bitwise_or.reduce(words[:whole].reshape(-1, _WIDE), axis=0)
    last = words[whole:].reshape(-1)
    pairs = np.concatenate([wide, last])
    return int(np.bitwise_or.reduce(pairs[0::2])), int(np.bitwise_or.reduce(pairs[1::2]))


class Euros:
    """Amounts of a table on their way out: whole cents, or the words of Arrow's decimals.

    Attributes:
        units: int64, one a row; or two, the low and the high word.
    """

    def __init__(self, size: int, arrow: bool) -> None:
        self.units = np.empty((size, 2) if arrow else size, np.int64)

    @classmethod
    def several(cls, names: Iterable[str], size: int, arrow: bool) -> "dict[str, Euros]":
        """Several columns of as many rows, in one piece of memory: the machine hands out fewer, larger pages."""
        columns = list(names)
        whole = cls(len(columns) * size, arrow).units
        made = {name: cls(0, arrow=False) for name in columns}
        for rank, one in enumerate(made.values()):
            one.units = whole[rank * size : (rank + 1) * size]
        return made

    def write(self, at: slice, cents: Cents, scratch: _Scratch, low: int) -> None:
        """The cents of a block."""
        if self.units.ndim == 1:
            self.units[at] = cents
            return
        words = scratch.words[: len(cents)]
        words[:, 0] = cents
        if low < 0:
            np.right_shift(cents, 63, out=words[:, 1])
        self.units[at] = words  # whole lines of memory
        if low < 0:
            words[:, 1] = 0

    def put(self, ranks: Any, cents: Cents) -> None:
        """The cents of some rows."""
        if self.units.ndim == 1:
            self.units[ranks] = cents
        else:
            self.units[ranks, 0], self.units[ranks, 1] = cents, cents >> 63

    @classmethod
    def of(cls, cents: Cents, arrow: bool) -> "Euros":
        """Of a column of cents."""
        made = cls(0, arrow=False)
        made.units = cents
        if arrow:
            made.units = np.empty((len(cents), 2), np.int64)
            made.put(slice(None), cents)
        return made

    def zeros(self) -> "Euros":
        """As many amounts of nothing."""
        made = Euros(0, arrow=False)
        made.units = np.zeros_like(self.units)
        return made

    def copy(self) -> "Euros":
        """The same amounts, elsewhere."""
        made = Euros(0, arrow=False)
        made.units = self.units.copy()
        return made


@attrs.define(eq=False)
class Blockwise:
    """A kernel run over a table; kept, it keeps what it learnt and the memory it writes into.

    Attributes:
        kernel: the formula.
        fields: of the columns.
        declaring: columns that ask for a part where they are not zero: such blocks are left.
        spare: scratch, by number of rows.
    """

    kernel: Kernel
    fields: Mapping[str, Field]
    declaring: frozenset[str]
    spare: list[tuple[int, _Scratch]] = attrs.field(factory=list)

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
        size = BLOCK if each is map else SHARED
        for start, stop, chunks in runs:
            columns = {name: _Column(self.fields[name], chunk) for name, chunk in chunks.items()}

            def block(at: slice, columns: Mapping[str, _Column] = columns, start: int = start) -> None:
                rows = self.block(at, columns, start, outputs, size)
                if rows is not None:
                    left.append(rows)

            if self.kernel.read is None:
                self.learn(slice(0, min(stop - start, 2048)), columns)
            spans = [slice(at, min(at + size, stop - start)) for at in range(0, stop - start, size)]
            for _ in each(block, spans):
                pass
        return left

    def learn(self, at: slice, columns: Mapping[str, _Column]) -> None:
        """Let the kernel find out which columns the formula reads."""
        scratch = _Scratch(at.stop, 0, ())
        units = {}
        for name, column in columns.items():
            room = np.zeros(at.stop, np.int64)
            try:
                units[name] = column.block(at, scratch, room)[0]
            except NotPlain:
                units[name] = np.ones(at.stop, np.int64)
        self.kernel.learn({name: np.ascontiguousarray(one) for name, one in units.items()}, at.stop)

    def block(
        self, at: slice, columns: Mapping[str, _Column], start: int, outputs: Mapping[str, Euros], size: int
    ) -> NDArray[np.int64] | None:
        """Write the amounts of one block; the rows that are left."""
        rows = at.stop - at.start
        read = self.kernel.read or frozenset()
        kept = self.spare.pop() if self.spare else (0, None)
        scratch = kept[1] if kept[0] >= min(size, rows) and kept[1] is not None else None
        if scratch is None:
            scratch = _Scratch(min(size, rows), len(read), tuple(outputs))
        try:
            units, bits = {}, {}
            rooms = iter(scratch.units)
            for name, column in columns.items():
                used = name in read
                units[name], bits[name] = column.block(at, scratch, next(rooms) if used else scratch.spare)
                if bits[name] and name in self.declaring:
                    raise NotPlain
            cents = {name: one[:rows] for name, one in scratch.cents.items()}
            done = self.kernel.run(units, bits, cents, rows)
            if done is False:
                raise NotPlain
            for name, output in outputs.items():
                low, high = self.kernel.bounds(name)
                if max(high, -low) > _MOST and int(np.abs(cents[name]).max()) > _MOST:
                    raise NotPlain
                output.write(slice(start + at.start, start + at.stop), cents[name], scratch, low)
        except NotPlain:
            return np.arange(start + at.start, start + at.stop)
        finally:
            self.spare.append((len(scratch.spare), scratch))
        return None if done is True else start + at.start + np.flatnonzero(done)


def runs_of(columns: Mapping[str, Sequence[Chunk]], size: int) -> Iterator[tuple[int, int, dict[str, Chunk]]]:
    """Rows that lie one after the other in every column."""
    ends = {name: np.cumsum([one.rows for one in chunks]) for name, chunks in columns.items()}
    cuts = sorted({0, size, *(int(end) for one in ends.values() for end in one)})
    for start, stop in itertools.pairwise(cuts):
        chunks = {}
        for name, one in columns.items():
            rank = int(np.searchsorted(ends[name], start, side="right"))
            first = int(ends[name][rank]) - one[rank].rows
            chunks[name] = one[rank].part(start - first, stop - first)
        yield start, stop, chunks


def limits(field: Field, places: int) -> tuple[int, int]:
    """Between which units of the last decimal a figure is surely right, if it is a multiple of `step`."""
    if field.unit is Unit.FLAG:
        return 0, 10**places
    low, high = field.low, field.high
    if field.unit is Unit.RATIO:
        high = Decimal(1) if high is None else min(high, Decimal(1))
    highest = 10 ** (15 + places) - 1 if high is None else int((high.scaleb(places)).__floor__())
    return int(low.scaleb(places).__ceil__()), highest


def step(field: Field, places: int) -> int:
    """What the units of a figure are surely multiples of: whole numbers, or twelve decimals."""
    return int(10 ** max(places if field.unit.whole or field.unit is Unit.FLAG else places - 12, 0))
