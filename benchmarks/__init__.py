"""Measures, each beside a yardstick. `make bench` runs them all.

A file `bench_*.py` has a function `main() -> list[Row]`; its first row is the yardstick of the others.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import NamedTuple


class Row(NamedTuple):
    """What was measured, and how long it took once, in seconds."""

    name: str
    seconds: float


def timed(run: Callable[[], object], times: int) -> float:
    """The median duration of a call, in seconds."""
    durations = []
    for _ in range(times):
        start = perf_counter()
        run()
        durations.append(perf_counter() - start)
    return median(durations)
