"""Rows of a column where they lie in memory, read block by block as whole numbers, and checked.

A block that is not plain (a figure out of its bounds, a float that is no decimal) raises `NotPlain`.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.arithmetic import scaled
from afas.columns import Mask
from afas.forms import Field
from afas.quantities import Unit

__all__ = ["MOST", "Chunk", "ChunkReader", "NotPlain", "Scratch", "limits", "step"]

MOST: Final = 2**60
"""The largest figure, or amount in cents, of the quick way."""
_MAGIC: Final = 1.5 * 2.0**52  # added to a float below 2**51, it leaves the nearest whole number in the low bits
_MAGIC_BITS: Final = int(np.float64(_MAGIC).view(np.int64))
_FAR: Final = 2**51
_HELD: Final = 2**53  # whole numbers that floats hold
_INFINITE: Final = np.float64(np.inf).view(np.uint64)
_every_bit, _largest = np.bitwise_or.reduce, np.maximum.reduce


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


class Scratch:
    """The arrays that a thread writes into, again for each block."""

    def __init__(self, size: int, columns: int, amounts: Sequence[str]) -> None:
        self.units = [np.empty(size, np.int64) for _ in range(columns)]
        self.spare, self.floats = np.empty(size, np.int64), np.empty(size)
        self.cents = {name: np.empty(size, np.int64) for name in amounts}


class ChunkReader:
    """One column of a run of rows: its units are read and checked block by block."""

    def __init__(self, field: Field, chunk: Chunk) -> None:
        self.field, self.chunk, self.default = field, chunk, field.default
        low, high = limits(field, chunk.places)
        self.low, self.high, self.step = max(low, 0), min(high, MOST), step(field, chunk.places)
        kind = chunk.values.dtype.kind
        self.read = (  # not a method of its own: one that knew its reader would keep the table's memory in a circle
            ChunkReader.flags if chunk.packed
            else ChunkReader.decimals if chunk.values.ndim == 2
            else ChunkReader.floats if kind == "f"
            else ChunkReader.longs if chunk.values.dtype == np.int64
            else ChunkReader.others
        )  # fmt: skip

    def block(self, at: slice, scratch: Scratch, room: Any = None) -> tuple[Any, int]:
        """The units of a block, and a number that has the bits of all of them, or is the largest.

        Args:
            at: the rows.
            scratch: what may be written into.
            room: where the units go, int64 or float64; None: they are only checked.

        Raises:
            NotPlain: a figure is not for this way.
        """
        if room is None:
            if self.is_zero(at):
                return scratch.spare, 0
            room = scratch.spare
        holes = self.chunk.holes(at)
        units = self.read(self, at, scratch, room[: at.stop - at.start], holes)
        if holes is not None:
            if self.default is None:
                raise NotPlain
            np.copyto(units, int(scaled(self.default, self.chunk.places)), where=holes)
        bits = reach(units)
        if bits >= _HELD and units.dtype.kind == "f":
            return self.block(at, scratch, room.view(np.int64))
        if bits < 0 or (bits > self.high and int(units.max()) > self.high):
            raise NotPlain
        if self.low and int(units.min()) < self.low:
            raise NotPlain
        if self.step > 1 and bits and np.any(units % self.step):
            raise NotPlain
        return units, bits

    def is_zero(self, at: slice) -> bool:
        """Is nothing declared in a block: no value and a default of zero, or zeros alone? One scan at most."""
        if self.low or self.chunk.packed:
            return False
        if self.chunk.nothing:
            return self.default == 0
        values = self.chunk.values[at]
        full = self.chunk.valid is None and self.chunk.empty is None
        return full and values.dtype == np.int64 and int(_every_bit(values.reshape(-1))) == 0

    def decimals(self, at: slice, scratch: Scratch, room: Any, holes: Mask | None) -> Any:
        words = self.chunk.values[at]
        high = words[:, 1]
        np.copyto(room, words[:, 0])
        if holes is not None:  # the words of an empty row are anything
            high = high * np.logical_not(holes)
        if _largest(high.view(np.uint64), None, None, None):  # above 64 bits, or below zero
            raise NotPlain
        return room

    def longs(self, at: slice, scratch: Scratch, room: Any, holes: Mask | None) -> Any:
        units = self.chunk.values[at]
        if holes is None and room.dtype == units.dtype:
            return units
        np.copyto(room, units)
        return room

    def others(self, at: slice, scratch: Scratch, room: Any, holes: Mask | None) -> Any:
        np.copyto(room, self.chunk.values[at], casting="unsafe")
        return room

    def flags(self, at: slice, scratch: Scratch, room: Any, holes: Mask | None) -> Any:
        np.copyto(room, self.chunk.bits(self.chunk.values, at))
        return room

    def floats(self, at: slice, scratch: Scratch, room: Any, holes: Mask | None) -> Any:
        values, scaled = self.chunk.values[at], scratch.floats[: len(room)]
        if holes is not None:
            values = np.where(holes, 0.0, values)
        by = 10.0**self.chunk.places
        np.multiply(values, by, out=scaled)
        np.add(scaled, _MAGIC, out=scaled)  # to the nearest whole number
        if room.dtype.kind == "f":
            np.subtract(scaled, _MAGIC, out=room)
        else:
            np.subtract(scaled.view(np.int64), _MAGIC_BITS, out=room)
        if not 0 <= reach(room) < _FAR:  # not a number, far, or below zero
            raise NotPlain
        np.subtract(scaled, _MAGIC, out=scaled)
        np.divide(scaled, by, out=scaled)
        if not np.array_equal(scaled, values):
            raise NotPlain
        return room


def reach(units: Any) -> int:
    """A number that has the bits of all units; of floats the largest, or -1 where one is below zero or no number."""
    if units.dtype.kind != "f":
        return int(_every_bit(units, None, None, None))
    largest = _largest(
        units.view(np.uint64), None, None, None
    )  # floats are ordered as their bits are; above them, those below zero
    return -1 if largest >= _INFINITE else int(largest.view(np.float64))


def limits(field: Field, places: int) -> tuple[int, int]:
    """Between which units of the last decimal a figure is surely right, if it is a multiple of `step`."""
    if field.unit is Unit.FLAG:
        return 0, 10**places
    low, high = field.low, field.high
    if field.unit is Unit.RATIO:
        high = Decimal(1) if high is None else min(high, Decimal(1))
    highest = 10 ** (15 + places) - 1 if high is None else floor(scaled(high, places))
    return ceil(scaled(low, places)), highest


def step(field: Field, places: int) -> int:
    """The number that the units of a figure are surely multiples of: whole numbers, or twelve decimals."""
    return int(10 ** max(places if field.unit.whole or field.unit is Unit.FLAG else places - 12, 0))
