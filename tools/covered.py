"""Branch coverage of the rules by the default suite, part by part, beside the least that each must have.

    python -m tools.covered            runs the suite, shows, and fails below a floor
    python -m tools.covered --data F   shows what a run of coverage.py has kept in F

A part is a module or a package of `src/afas`: one line a file below 100 %, with the lines and the branches missed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "afas"
FLOORS: Final[Mapping[str, float]] = dict.fromkeys(
    (
        "access", "roles", "assignments", "declarations", "payments", "ps", "terms", "participations", "arithmetic",
        "numbers", "parameters", "estimation",
    ),
    98.0,
)  # fmt: skip


class Part(NamedTuple):
    """What is covered of a part, in statements and branches."""

    name: str
    covered: int
    all: int

    @property
    def percent(self) -> float:
        """The share, cut after two decimals, so that 97.999 is below 98."""
        return self.covered * 10_000 // self.all / 100 if self.all else 100.0


def parts(report: Mapping[str, Any]) -> Iterator[Part]:
    """The parts that have a floor, from the JSON report of coverage.py; what was not measured is not covered."""
    for name in FLOORS:
        summaries = [
            file["summary"]
            for path, file in report["files"].items()
            if f"src/afas/{name}.py" in path or f"src/afas/{name}/" in path
        ]
        covered = sum(one["covered_lines"] + one["covered_branches"] for one in summaries)
        yield Part(name, covered, sum(one["num_statements"] + one["num_branches"] for one in summaries) or 1)


def missed(report: Mapping[str, Any]) -> Iterator[str]:
    """A line for each file that is not wholly covered."""
    for path, file in sorted(report["files"].items()):
        lines = [str(line) for line in file["missing_lines"]]
        branches = [
            f"{line}->{to if to > 0 else 'exit'}"
            for line, to in file["missing_branches"]
            if line not in file["missing_lines"]
        ]
        if lines or branches:
            yield f"  {path.partition('src/afas/')[2]}: {' '.join([*lines, *branches])}"


def measured(data: str) -> dict[str, Any]:
    """The JSON report of what coverage.py has kept in a file."""
    command = [sys.executable, "-m", "coverage", "json", "-q", "-o", "-", "--data-file", data]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


def run(data: str, arguments: Sequence[str]) -> int:
    """Run the default suite under coverage.py, on the parts that have a floor."""
    files = [str(SOURCE / name) for name in FLOORS]
    included = ",".join(path for name in files for path in (f"{name}.py", f"{name}/*"))
    command = [sys.executable, "-m", "coverage", "run", "--branch", f"--include={included}", "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, "COVERAGE_FILE": data}).returncode


def main(arguments: Sequence[str]) -> int:
    """How many parts are below their floor; a suite that fails counts too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="kept by `coverage run --branch`: nothing is run")
    parser.add_argument("tests", nargs="*", help="handed to pytest; none: the default suite")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as away:
        data, failed = given.data or str(Path(away) / "coverage"), 0
        if not given.data:
            failed = int(run(data, given.tests) != 0)
        report = measured(data)
    print("\n".join(missed(report)))
    for part in parts(report):
        low = part.percent < FLOORS[part.name]
        failed += low
        print(f"{'BELOW ' if low else 'ok    '} {part.name}: {part.percent:.2f} %, at least {FLOORS[part.name]:g} %")
    return failed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
