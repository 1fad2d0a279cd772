"""Random whole numbers that are the same on every machine: counted streams of bits, and integer arithmetic only.

A stream is named; its bits at a rank depend on the seed, the name and the rank, so that a block of a population is the
same whichever block it is drawn in. Bits come from numpy's Philox, whose stream does not change from one version to the
next; nothing is drawn from a distribution of floats, whose last bit a processor may round its own way.

"""

from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

__all__ = ["Draws", "Ints"]

Ints = NDArray[np.int64]
_CHUNK: Final = 1 << 16
_WORD: Final = 64


class Draws:
    """The streams of a seed, for the ranks from `start` to `stop` (excluded)."""

    def __init__(self, seed: int, start: int, stop: int) -> None:
        self.seed, self.start, self.stop = seed, start, stop

    def bits(self, name: str) -> NDArray[np.uint64]:
        """32 random bits a rank."""
        key = (self.seed % (1 << _WORD)) << _WORD | crc32(name.encode())
        first, last = self.start // _CHUNK, (max(self.stop, self.start + 1) - 1) // _CHUNK
        chunks: list[Any] = [
            np.random.Philox(counter=chunk << 2 * _WORD, key=key).random_raw(_CHUNK) for chunk in range(first, last + 1)
        ]
        offset = first * _CHUNK
        return np.concatenate(chunks)[self.start - offset : self.stop - offset] >> np.uint64(32)

    def between(self, name: str, low: int, high: int) -> Ints:
        """A whole number from `low` to `high`, both included, each as likely; they are less than 2^31 apart."""
        return low + (self.bits(name) * np.uint64(high - low + 1) >> np.uint64(32)).astype(np.int64)

    def along(self, name: str, points: tuple[int, ...]) -> Ints:
        """A whole number spread as the points say: as many fall between any two that follow each other."""
        pieces = len(points) - 1
        scaled = self.bits(name) * np.uint64(pieces)
        piece = (scaled >> np.uint64(32)).astype(np.int64)
        within = (scaled & np.uint64(0xFFFFFFFF)).astype(np.int64)
        low, high = (np.array(points[shift : shift + pieces], np.int64)[piece] for shift in (0, 1))
        return low + ((high - low) * within >> 32)

    def one_in(self, name: str, thousandths: int) -> NDArray[np.bool_]:
        """True for so many ranks in a thousand."""
        return self.between(name, 0, 999) < thousandths
