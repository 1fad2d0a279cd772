"""Processor time of an import, over bare Python.

Each import runs in a Python of its own, in turn with a bare one, so that a busy machine slows both alike.
"""

import resource
import subprocess
import sys

from benchmarks import Row

RUNS = 7


def _once(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> list[Row]:
    codes = ("import attrs", "import afas", "from afas import estimate")
    for code in codes:
        _once(code)  # compiles what has no .pyc yet
    took: dict[str, list[float]] = {code: [] for code in ("pass", *codes)}
    for _ in range(RUNS):
        for code, durations in took.items():
            durations.append(_once(code))
    bare = min(took["pass"])
    return [Row(code, min(took[code]) - bare) for code in codes]
