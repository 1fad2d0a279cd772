"""Tables end to end, all checks done: Arrow in and out, beside the kernel alone, floats, polars, DuckDB and a copy.

`python -m benchmarks.bench_tables --full` prints nanoseconds a row at 10^6 and 10^7 rows, the ratios that the design
asks for, the most memory above input and output, and that of a stream. Ratios within one run count: other work slows
all alike. One thread and two take turns; on the clock of the wall they tell something where two cores are free.
"""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from afas import illustrative_pack, payments, ps, simulation
from afas.arithmetic import unnamed
from afas.columns import Fixed, run
from benchmarks import Row, in_turn

ALSH = {"ceiling": "1.97"}
EAJE = {"ceiling_low": "9.70", "ceiling_high": "8.10", "ceiling_low_basic": "8.90", "ceiling_high_basic": "7.40"}
TERMS = payments.PaymentTerms.from_mapping(
    {
        "advances": [
            {"rate": "0.40", "base": "forecast N", "on": "forecast validated"},
            {
                "rate": "0.30",
                "base": "forecast N",
                "on": "actual N-1 validated",
                "cap": {"rate": "0.70", "base": "actual N-1", "scope": "cumulative"},
            },
        ]
    }
)
MOST = 200
"""MB above input and output, at any size."""
_SQL = """select round(cast(least(cast(expenses as decimal(9,2)), cast(attended_hours as decimal(9,2)) * 1.97) * 0.30
    as decimal(13,6)) * cast(general_scheme_share as decimal(5,4)), 2) as amount from declared"""  # 18 digits: 64 bits


def decimals(units: Any, places: int) -> pa.Array:
    words = np.empty((len(units), 2), np.int64)
    words[:, 0], words[:, 1] = units, units >> 63
    return pa.Array.from_buffers(pa.decimal128(18, places), len(units), [None, pa.py_buffer(words)])


def alsh(size: int) -> dict[str, Fixed]:
    rng = np.random.default_rng(1)
    return {
        "attended_hours": Fixed(rng.integers(0, 12_000_000, size), 2),
        "expenses": Fixed(rng.integers(0, 30_000_000, size), 2),
        "general_scheme_share": Fixed(rng.integers(0, 10_001, size), 4),
    }


def eaje(size: int) -> dict[str, Fixed]:
    rng = np.random.default_rng(2)
    hours = rng.integers(100_000, 12_000_000, size)
    return {
        "attended_hours": Fixed(hours, 2),
        "billed_hours": Fixed(hours * rng.integers(95, 130, size) // 100, 2),
        "entitled_hours": Fixed(hours * rng.integers(80, 101, size) // 100, 2),
        "meals_and_nappies": Fixed(rng.integers(0, 2, size)),
        "expenses": Fixed(hours * rng.integers(1, 15, size) + rng.integers(0, 9_999, size), 2),
        "family_participations": Fixed(hours * rng.integers(1, 4, size) + rng.integers(0, 99, size), 2),
        "general_scheme_share": Fixed(rng.integers(5_000, 10_001, size), 4),
    }


def rights(size: int) -> dict[str, Fixed]:
    rng = np.random.default_rng(3)
    return {name: Fixed(rng.integers(0, 9_000_000, size), 2) for name in ("forecast", "previous_actual", "actual")}


def arrow(columns: dict[str, Fixed]) -> Any:
    return pa.table({name: decimals(one.units, one.decimals) for name, one in columns.items()})


def several(size: int) -> Any:
    """Three PS in three years, row by row at random."""
    rng = np.random.default_rng(4)
    figures = alsh(size) | {
        "animator_fte": Fixed(rng.integers(1, 300, size), 2),
        "opening_hours": Fixed(rng.integers(1, 300_000, size), 2),
        "organisation_hours": Fixed(rng.integers(1, 30_000, size), 2),
    }
    codes = pa.array(np.array(["ALSH", "LAEP", "RPE"])[rng.integers(0, 3, size)])
    return arrow(figures).add_column(0, "year", pa.array(rng.integers(2022, 2025, size))).add_column(0, "ps", codes)


def in_floats(columns: dict[str, Any]) -> Any:
    cost = np.minimum(columns["expenses"], columns["attended_hours"] * 1.97)
    return np.floor(cost * 0.30 * columns["general_scheme_share"] * 100 + 0.5) / 100


def in_polars(table: Any, kind: Any) -> Any:
    cost = pl.min_horizontal("expenses", pl.col("attended_hours") * pl.lit(Decimal("1.97"), kind))
    return table.with_columns(amount=(cost * pl.lit(Decimal("0.30"), kind) * pl.col("general_scheme_share")).round(2))


def runs(size: int, pool: ThreadPoolExecutor) -> dict[str, Callable[[], object]]:
    columns, places, paid = alsh(size), arrow(eaje(size)), arrow(rights(size))
    table = arrow(columns)
    fields = [field.name for field in ps.get("ALSH").fields if field.name not in columns][:14]
    undeclared, nothing = table, decimals(np.zeros(size, np.int64), 2)
    for name in fields:
        undeclared = undeclared.append_column(name, nothing)
    frame: Any = pl.from_arrow(table)
    floats = {name: one.units / 10**one.decimals for name, one in columns.items()}
    float_table, float_frame = pa.table(floats), pl.DataFrame(floats)
    formula = ps.get("ALSH").formula(date(2023, 1, 1))
    assert formula is not None  # noqa: S101
    figures = {"rate": Decimal("0.30"), "ceiling": Decimal("1.97")}
    kept = simulation.Estimator("ALSH", 2023, ALSH)
    shared = simulation.Estimator("ALSH", 2023, ALSH, each=pool.map)
    of_floats = simulation.Estimator("ALSH", 2023, ALSH, decimals={"*": 2, "general_scheme_share": 4})
    of_eaje = simulation.Estimator("EAJE", 2025, EAJE)
    shared_eaje = simulation.Estimator("EAJE", 2025, EAJE, each=pool.map)
    shuffled, of_several = several(size), simulation.Estimator("ps", "year", illustrative_pack(), parts=False)
    source = np.ones(8 * size)
    target = source.copy()
    made: dict[str, Callable[[], object]] = {
        "afas: the kernel alone (columns.run)": lambda: run(
            lambda d, p: {"right": formula.right(d, p, unnamed)}, columns, figures
        ),
        "afas: ALSH, Arrow to Arrow": lambda: kept(table),
        "afas: ALSH, two threads": lambda: shared(table),
        "afas: ALSH, 14 columns that nobody declares": lambda: kept(undeclared),
        "afas: ALSH, polars to polars": lambda: kept(frame),
        "afas: ALSH, floats with decimals": lambda: of_floats(float_table),
        "afas: EAJE, seven columns": lambda: of_eaje(places),
        "afas: EAJE, two threads": lambda: shared_eaje(places),
        "afas: three PS in three years, shuffled": lambda: of_several(shuffled),
        "afas: payments, three columns to four": lambda: simulation.payments_table(TERMS, paid),
        "numpy float64 (wrong on some rows)": lambda: in_floats(floats),
        "polars Float64 (wrong on some rows)": lambda: in_polars(float_frame, pl.Float64),
        "polars Decimal": lambda: in_polars(frame, None),
        "a copy of as many bytes": lambda: np.copyto(target, source),
    }
    return made | _duckdb(table)


def _duckdb(table: Any) -> dict[str, Callable[[], object]]:
    try:
        import duckdb  # noqa: PLC0415 - of the group bench
    except ImportError:
        return {}
    made: dict[str, Callable[[], object]] = {}
    for threads in (1, 2):
        connection = duckdb.connect(config={"threads": threads})
        connection.register("declared", table)
        relation = connection.sql(_SQL)
        made[f"DuckDB DECIMAL, {threads} thread{'s' if threads > 1 else ''}"] = relation.to_arrow_table
    return made


def main() -> list[Row]:
    size = 1_000_000
    with ThreadPoolExecutor(2) as pool:
        return [Row(f"{name}, {size:,} rows", seconds) for name, seconds in in_turn(runs(size, pool), 5).items()]


def memory(size: int, what: str) -> float:
    """The most memory above input and output, in MB, of a process of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_tables", "--memory", str(size), what],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(told.stdout)


def peak(size: int, what: str) -> float:
    """The same, in this process: the peak is counted from where the input is there (Linux)."""
    table = several(size) if what == "mixed" else arrow(rights(size) if what == "payments" else alsh(size))
    if what == "parts":
        table = table.append_column("aeeh_hours", decimals(np.full(size, 500), 2))

    def call(one: Any) -> Any:
        if what == "payments":
            return simulation.payments_table(TERMS, one)
        if what == "mixed":
            return simulation.estimate_table("ps", one, "year", illustrative_pack(), parts=False)
        if what == "parts":
            return simulation.estimate_table("ALSH", one, 2024, illustrative_pack(), parts=False)
        return simulation.estimate_table("ALSH", one, 2023, ALSH)

    call(table.slice(0, 100_000))
    Path("/proc/self/clear_refs").write_text("5")
    before = _kilobytes("VmRSS")
    made = call(table)
    added = sum(made[name].nbytes for name in made.column_names if name not in table.column_names)
    return float((_kilobytes("VmHWM") - before) / 1024 - added / 2**20)


def stream(size: int) -> float:
    """The most memory, in MB, that `simulation.parquet` takes above what was there, on a file of so many rows."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "declared.parquet"), Path(folder, "rights.parquet")
        with pq.ParquetWriter(source, arrow(alsh(1)).schema) as writer:
            for start in range(0, size, 500_000):
                writer.write_table(arrow(alsh(min(500_000, size - start))))
        Path("/proc/self/clear_refs").write_text("5")
        before = _kilobytes("VmRSS")
        simulation.parquet(source, target, simulation.Estimator("ALSH", 2023, ALSH))
        return float((_kilobytes("VmHWM") - before) / 1024)


def _kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def full() -> None:
    sizes = (1_000_000, 10_000_000)
    for what in ("ALSH", "payments", "mixed", "parts"):
        above = memory(sizes[-1], what)
        print(f"most memory above input and output at 10^7 rows, {what}: {above:.0f} MB", flush=True)
        if above > MOST:
            sys.exit(f"above {MOST} MB")
    for size in (1_000_000, 10_000_000):
        print(f"most memory of a stream of Parquet, {size:,} rows: {memory(size, 'stream'):.0f} MB", flush=True)
    with ThreadPoolExecutor(2) as pool:
        found = [both(runs(size, pool), 7 if size < 10_000_000 else 3) for size in sizes]
    for rank, what in enumerate(("ns a row", "ns a row, of the processor")):
        show(what, sizes, [clocks[rank] for clocks in found])


def both(made: Mapping[str, Callable[[], object]], times: int) -> tuple[dict[str, float], dict[str, float]]:
    """The best of each on the clock of the wall, and on that of the processor, in turn."""
    wall, worked = dict.fromkeys(made, float("inf")), dict.fromkeys(made, float("inf"))
    for _ in range(times):
        for name, one in made.items():
            one()  # its memory is there then: fresh pages of a virtual machine cost more than any of these
            start, begun = perf_counter(), process_time()
            one()
            worked[name] = min(worked[name], process_time() - begun)
            wall[name] = min(wall[name], perf_counter() - start)
    return wall, worked


def show(what: str, sizes: Sequence[int], found: Sequence[dict[str, float]]) -> None:
    """Prints what was measured, then the ratios: on a machine that others use, those of the processor's time count."""
    print(f"{what:<42}" + "".join(f"{size:>12,}" for size in sizes))
    for name in found[0]:
        print(
            f"{name:<42}" + "".join(f"{row[name] / size * 1e9:12.1f}" for row, size in zip(found, sizes, strict=True))
        )
    of = "afas: ALSH, Arrow to Arrow"
    for label, top, bottom in (
        ("ALSH over its kernel", of, "afas: the kernel alone (columns.run)"),
        ("ALSH over DuckDB, one thread", of, "DuckDB DECIMAL, 1 thread"),
        ("two threads over DuckDB, two threads", "afas: ALSH, two threads", "DuckDB DECIMAL, 2 threads"),
        ("one thread over two, ALSH", of, "afas: ALSH, two threads"),
        ("one thread over two, EAJE", "afas: EAJE, seven columns", "afas: EAJE, two threads"),
        ("EAJE over ALSH", "afas: EAJE, seven columns", of),
        ("payments over ALSH", "afas: payments, three columns to four", of),
    ):
        ratios = [row[top] / row[bottom] if bottom in row else float("nan") for row in found]
        print(f"{label:<42}" + "".join(f"{ratio:12.2f}" for ratio in ratios))


if __name__ == "__main__":
    if "--memory" in sys.argv:
        size, what = int(sys.argv[2]), sys.argv[3]
        print(stream(size) if what == "stream" else peak(size, what))
        sys.exit()
    full() if "--full" in sys.argv else print(*main(), sep="\n")
