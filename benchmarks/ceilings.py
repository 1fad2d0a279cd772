"""The most that a row of a benchmark may take, as a ratio to another row of the same run (`ceilings.toml`).

A ratio says the same on a slow machine and on a fast one. What was seen is kept with its date in `history.csv`:
`python -m benchmarks.run --record 2026-11-27` adds to it. A ceiling is about twice what a quiet machine shows, so
that a busy one does not fail.
"""

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks import Row

HERE: Final = Path(__file__).parent
CEILINGS: Final = HERE / "ceilings.toml"
HISTORY: Final = HERE / "history.csv"


class Ceiling(NamedTuple):
    """The most that a row may take, as a ratio to the row `beside` it."""

    benchmark: str
    row: str
    beside: str
    most: float


class Seen(NamedTuple):
    """A ratio that was measured; None where the benchmark has no such rows."""

    ceiling: Ceiling
    ratio: float | None

    @property
    def holds(self) -> bool:
        """Was it measured, and is it under its ceiling?"""
        return self.ratio is not None and self.ratio <= self.ceiling.most

    def __str__(self) -> str:
        row, shown = self.ceiling, "no such row" if self.ratio is None else f"{self.ratio:.2f}"
        return f"{row.benchmark}: “{row.row}” beside “{row.beside}”: {shown}, at most {row.most:g}"


def ceilings(text: str | None = None) -> tuple[Ceiling, ...]:
    """Those of `ceilings.toml`, or of a text written as it is."""
    tables = tomllib.loads(CEILINGS.read_text(encoding="utf-8") if text is None else text)
    return tuple(
        Ceiling(benchmark, row, beside, float(most))
        for benchmark, by_yardstick in tables.items()
        for beside, rows in by_yardstick.items()
        for row, most in rows.items()
    )


def seen(benchmark: str, rows: Iterable[Row], known: Iterable[Ceiling]) -> Iterator[Seen]:
    """The ratio of each ceiling of this benchmark."""
    seconds = {row.name: row.seconds for row in rows}
    for ceiling in known:
        if ceiling.benchmark == benchmark:
            both = ceiling.row in seconds and ceiling.beside in seconds
            yield Seen(ceiling, seconds[ceiling.row] / seconds[ceiling.beside] if both else None)


def best(first: Iterable[Row], again: Iterable[Row]) -> list[Row]:
    """The rows of two runs, each with the shorter of its durations."""
    before: Mapping[str, float] = {row.name: row.seconds for row in first}
    return [Row(row.name, min(row.seconds, before.get(row.name, row.seconds))) for row in again]


def record(found: Iterable[Seen], day: str) -> None:
    """Add what was seen to the history."""
    with HISTORY.open("a", encoding="utf-8", newline="") as file:
        write = csv.writer(file, lineterminator="\n")
        for one in found:
            if one.ratio is not None:
                write.writerow([day, one.ceiling.benchmark, one.ceiling.row, one.ceiling.beside, f"{one.ratio:.2f}"])
