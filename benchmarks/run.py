"""Runs every benchmark, or those named, and prints a Markdown table of each.

python -m benchmarks.run [import ...]
"""

import sys
from importlib import import_module
from pathlib import Path

from benchmarks import Row


def table(title: str, rows: list[Row]) -> str:
    yardstick = rows[0]
    lines = [f"### {title}", "", "| | ms | ratio |", "|---|---:|---:|"]
    lines += [f"| {row.name} | {row.seconds * 1000:.3f} | {row.seconds / yardstick.seconds:.2f} |" for row in rows]
    return "\n".join([*lines, ""])


def main(wanted: list[str]) -> None:
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if not wanted or path.stem.removeprefix("bench_") in wanted:
            module = import_module(f"benchmarks.{path.stem}")
            title = (module.__doc__ or path.stem).splitlines()[0]
            print(table(title, module.main()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
