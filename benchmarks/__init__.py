"""Measures, each beside a yardstick. `make bench` runs them all, and fails where one takes more than it may.

A file `bench_*.py` has a function `main() -> list[Row]`; its first row is the yardstick of the others in the table.
What a row may take, beside which row of the same run, stands in `ceilings.toml`.
"""

from collections.abc import Callable, Mapping
from time import perf_counter, process_time
from typing import NamedTuple


class Row(NamedTuple):
    """What was measured, and how long it took once, in seconds."""

    name: str
    seconds: float


def timed(run: Callable[[], object], times: int) -> float:
    """The shortest of several durations of a call, in seconds: what else the machine does only lengthens the others."""
    durations = []
    for _ in range(times):
        start = perf_counter()
        run()
        durations.append(perf_counter() - start)
    return min(durations)


def worked(run: Callable[[], object], times: int) -> float:
    """The least processor time of a call, in seconds: of one thread, whatever else the machine does.

    A short call is repeated until the clock can tell it.
    """
    start = process_time()
    run()
    repeated = max(1, int(_LONG_ENOUGH / max(process_time() - start, 1e-6)))
    found = []
    for _ in range(times):
        start = process_time()
        for _ in range(repeated):
            run()
        found.append((process_time() - start) / repeated)
    return min(found)


_LONG_ENOUGH = 1e-4


def in_turn(
    runs: Mapping[str, Callable[[], object]], times: int, clock: Callable[[], float] = perf_counter
) -> dict[str, float]:
    """The best of each, in turn, so that a busy machine slows all alike."""
    found = dict.fromkeys(runs, float("inf"))
    for _ in range(times):
        for name, one in runs.items():
            start = clock()
            one()
            found[name] = min(found[name], clock() - start)
    return found
