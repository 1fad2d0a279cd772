"""Wall time of `import afas` over bare Python, beside `import attrs`: medians of one interleaved run."""

import statistics
import subprocess
import sys
import time

RUNS = 15


def wall(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    times: dict[str, list[float]] = {"pass": [], "import attrs": [], "import afas": []}
    for _ in range(RUNS):
        for code, seen in times.items():
            seen.append(wall(code))
    bare = statistics.median(times["pass"])
    attrs = statistics.median(times["import attrs"]) - bare
    afas = statistics.median(times["import afas"]) - bare
    print(f"import over bare Python: attrs {attrs:.0f} ms, afas {afas:.0f} ms, ratio {afas / attrs:.1f}")


if __name__ == "__main__":
    main()
