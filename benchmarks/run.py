"""Runs every benchmark, or those named, prints a Markdown table of each, and fails above a ceiling.

python -m benchmarks.run [--record 2026-11-27] [workflow ...]

A benchmark above a ceiling runs once more: the shorter duration of each row counts.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks import Row
from benchmarks.ceilings import Seen, best, ceilings, record, seen


def table(title: str, rows: list[Row]) -> str:
    yardstick = rows[0]
    lines = [f"### {title}", "", "| | ms | ratio |", "|---|---:|---:|"]
    lines += [f"| {row.name} | {row.seconds * 1000:.3f} | {row.seconds / yardstick.seconds:.2f} |" for row in rows]
    return "\n".join([*lines, ""])


def run(name: str) -> list[Seen]:
    """One benchmark, printed; a second time where it is above a ceiling."""
    module, known = import_module(f"benchmarks.bench_{name}"), ceilings()
    rows: list[Row] = module.main()
    found = list(seen(name, rows, known))
    if not all(one.holds for one in found):
        rows = best(rows, module.main())
        found = list(seen(name, rows, known))
    print(table((module.__doc__ or name).splitlines()[0], rows), flush=True)
    return found


def main(arguments: Sequence[str]) -> int:
    """How many ceilings do not hold."""
    known = [path.stem.removeprefix("bench_") for path in sorted(Path(__file__).parent.glob("bench_*.py"))]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help=", ".join(known))
    parser.add_argument("--record", metavar="DAY", help="add what is seen to history.csv")
    given = parser.parse_args(arguments)
    found = [one for name in given.names or known for one in run(name)]
    if given.record:
        record(found, given.record)
    above = [one for one in found if not one.holds]
    for one in above:
        print(f"too slow: {one}", file=sys.stderr)
    print(f"{len(found) - len(above)} of {len(found)} ceilings hold")
    return len(above)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
