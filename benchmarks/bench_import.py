"""Wall time of an import, over bare Python.

Each import runs in a Python of its own, in turn with a bare one, so that a busy machine slows both alike.
"""

import subprocess
import sys
from statistics import median

from benchmarks import Row, timed

RUNS = 25


def _once(code: str) -> float:
    return timed(lambda: subprocess.run([sys.executable, "-I", "-c", code], check=True), times=1)


def main() -> list[Row]:
    codes = ("import attrs", "import afas", "from afas import estimate", "from afas import *")
    for code in codes:
        _once(code)  # compiles what has no .pyc yet
    over: dict[str, list[float]] = {code: [] for code in codes}
    for _ in range(RUNS):
        bare = _once("pass")
        for code in codes:
            over[code].append(_once(code) - bare)
    return [Row(code, median(durations)) for code, durations in over.items()]
