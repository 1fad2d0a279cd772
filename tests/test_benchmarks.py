"""A benchmark above its ceiling fails, a busy moment does not, and each ceiling is of rows that there are."""

import csv
from typing import Any

import pytest

from benchmarks import Row, run
from benchmarks.ceilings import HISTORY, Ceiling, Seen, best, ceilings, seen

KNOWN = ceilings('[pace."a walk"]\n"a run" = 0.5\n"a ride" = 0.25\n')


def test_a_ratio_above_its_ceiling_does_not_hold() -> None:
    at, above = seen("pace", [Row("a walk", 4.0), Row("a run", 2.0), Row("a ride", 1.25)], KNOWN)
    assert at == Seen(Ceiling("pace", "a run", "a walk", 0.5), 0.5)
    assert at.holds
    assert not above.holds
    assert str(above) == "pace: “a ride” beside “a walk”: 0.31, at most 0.25"


def test_a_ceiling_of_a_row_that_is_gone_does_not_hold() -> None:
    assert [one.holds for one in seen("pace", [Row("a walk", 4.0), Row("a run", 2.0)], KNOWN)] == [True, False]
    assert [one.ratio for one in seen("pace", [Row("a run", 2.0)], KNOWN)] == [None, None]


def test_a_benchmark_above_its_ceiling_runs_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pace:
        __doc__ = "Walking and running."
        times = 0

        def main(self) -> list[Row]:
            self.times += 1
            busy = self.slow > self.times
            return [Row("a walk", 4.0), Row("a run", 9.0 if busy else 2.0), Row("a ride", 1.0)]

        def __init__(self, slow: int) -> None:
            self.slow = slow

    def runs(slow: int) -> tuple[int, bool]:
        pace: Any = Pace(slow)
        monkeypatch.setattr(run, "import_module", lambda _: pace)
        monkeypatch.setattr(run, "ceilings", lambda: KNOWN)
        found = run.run("pace")
        return pace.times, all(one.holds for one in found)

    assert runs(slow=0) == (1, True)
    assert runs(slow=2) == (2, True)  # busy the first time
    assert runs(slow=3) == (2, False)
    monkeypatch.setattr(run, "run", lambda _: list(seen("pace", [Row("a walk", 1.0), Row("a run", 1.0)], KNOWN)))
    assert run.main(["pace"]) == 2


def test_the_shorter_of_two_durations_counts() -> None:
    first = [Row("a walk", 4.0), Row("a run", 2.0)]
    assert best(first, [Row("a walk", 3.0), Row("a run", 5.0), Row("a ride", 1.0)]) == [
        Row("a walk", 3.0), Row("a run", 2.0), Row("a ride", 1.0),
    ]  # fmt: skip


def test_each_ceiling_is_of_a_benchmark_that_there_is_and_stands_above_what_was_seen() -> None:
    files = {path.stem.removeprefix("bench_") for path in HISTORY.parent.glob("bench_*.py")}
    known = {(one.benchmark, one.row, one.beside): one.most for one in ceilings()}
    assert {benchmark for benchmark, _, _ in known} <= files
    with HISTORY.open(encoding="utf-8", newline="") as file:
        latest = {(row["benchmark"], row["row"], row["beside"]): float(row["ratio"]) for row in csv.DictReader(file)}
    assert latest.keys() == known.keys()
    assert {key for key, ratio in latest.items() if not ratio <= known[key]} == set()
