"""Tables larger than memory: files, datasets and lazy frames piece by piece; what is killed leaves nothing wrong."""

import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from afas import simulation
from afas.simulation import Estimator, estimate_table, parquet
from afas.simulation import _parts as parts_module

D = Decimal
CEILING = {"ceiling": "60000"}
SIZE = 1_000
RPE = pa.table({"animator_fte": [1] * SIZE, "expenses": pa.array([D(one) for one in range(SIZE)], pa.decimal128(9, 2))})


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of five row groups, two of which make a part."""
    monkeypatch.setattr(parts_module, "ROWS", 400)
    path = tmp_path / "declarations.parquet"
    pq.write_table(RPE, path, row_group_size=200)
    return path


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def stop_at(rows: int) -> Any:
    return lambda done, _: done < rows


def test_a_target_is_whole_or_not_there(source: Path) -> None:
    target = source.parent / "rights.parquet"
    with pytest.raises(simulation.Cancelled):
        parquet(source, target, Estimator("RPE", 2023, CEILING), rows=100, progress=stop_at(500))
    assert names(source.parent) == [source.name]
    assert parquet(source, target, Estimator("RPE", 2023, CEILING), rows=100) == SIZE
    assert names(source.parent) == [source.name, target.name]
    assert pq.read_table(target).equals(estimate_table("RPE", RPE, 2023, CEILING))


def test_interrupted_work_goes_on_from_its_parts(source: Path) -> None:
    target, estimator, seen = source.parent / "rights.parquet", Estimator("RPE", 2023, CEILING), list[int]()
    with pytest.raises(simulation.Cancelled):
        parquet(source, target, estimator, rows=100, progress=stop_at(700), resume=True)
    assert names(source.parent) == [
        source.name,
        "rights.parquet.parts/000000.parquet",
        "rights.parquet.parts/parts.json",
    ]
    assert parquet(source, target, estimator, progress=lambda done, _: seen.append(done), resume=True) == SIZE
    assert seen == [400, 800, 1000], "the first part was not made again"
    assert names(source.parent) == [source.name, target.name]
    assert pq.read_table(target).equals(estimator(RPE))


def test_parts_of_other_work_are_refused(source: Path) -> None:
    target = source.parent / "rights.parquet"

    def interrupted(estimator: Estimator) -> None:
        parquet(source, target, estimator, rows=100, progress=stop_at(700), resume=True)

    with pytest.raises(simulation.Cancelled):
        interrupted(Estimator("RPE", 2023, CEILING))
    for other in (
        Estimator("RPE", 2023, {"ceiling": "60001"}),
        Estimator("RPE", 2024, CEILING),
        Estimator("RPE", 2023, CEILING, faults="report"),
    ):
        with pytest.raises(simulation.OtherParts, match="asked differs"):
            interrupted(other)
    pq.write_table(RPE.slice(1), source, row_group_size=200)
    with pytest.raises(simulation.OtherParts, match="source differs") as refused:
        interrupted(Estimator("RPE", 2023, CEILING))
    assert refused.value.code == "other-parts"
    assert not target.exists()


KILLED = """
import os, signal, sys
from afas.simulation import Estimator, _parts, parquet
_parts.ROWS = 400
def kill(done, total):
    if done >= int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
parquet(sys.argv[1], sys.argv[2], Estimator("RPE", 2023, {"ceiling": "60000"}), rows=100, progress=kill, resume=True)
"""


def test_a_process_that_is_killed_leaves_no_wrong_file(source: Path) -> None:
    target = source.parent / "rights.parquet"
    for rows in (300, 700, 1000):  # each goes on from what the one before left
        killed = subprocess.run([sys.executable, "-c", KILLED, str(source), str(target), str(rows)], check=False)
        assert killed.returncode == -signal.SIGKILL
        assert not target.exists()
    seen = list[int]()
    assert parquet(
        source, target, Estimator("RPE", 2023, CEILING), progress=lambda done, _: seen.append(done), resume=True
    )
    assert seen == [400, 800, 1000]
    assert pq.read_table(target).equals(estimate_table("RPE", RPE, 2023, CEILING))
    assert names(source.parent) == [source.name, target.name]


def test_only_a_path_has_parts_beside_it(source: Path) -> None:
    with source.open("rb") as opened, pytest.raises(TypeError, match="path"):
        parquet(opened, pa.BufferOutputStream(), Estimator("RPE", 2023, CEILING), resume=True)


def test_datasets_of_arrow_come_back_as_readers(source: Path) -> None:
    wanted = estimate_table("RPE", RPE, 2023, CEILING)
    dataset = ds.dataset(source)
    for native in (dataset, dataset.scanner(batch_size=77)):
        made = estimate_table("RPE", native, 2023, CEILING)
        assert isinstance(made, pa.RecordBatchReader)
        assert made.read_all().combine_chunks().equals(wanted.combine_chunks())


def test_a_lazy_frame_is_computed_piece_by_piece(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its faults told on their rows: nothing is collected before the caller does."""
    rows = RPE.set_column(0, "animator_fte", pa.array([1] * (SIZE - 1) + [-1]))
    pq.write_table(rows, source, row_group_size=200)
    collected, collect = list[str](), pl.LazyFrame.collect

    def counted(frame: pl.LazyFrame, **asked: Any) -> Any:
        collected.append(frame.explain())
        return collect(frame, **asked)

    monkeypatch.setattr(pl.LazyFrame, "collect", counted)
    made = estimate_table("RPE", pl.scan_parquet(source), 2023, CEILING, faults="report")
    assert len(collected) == 1, "only what has no row, to know the columns"
    assert made.collect_schema().names() == ["animator_fte", "expenses", "amount", "faults"]
    wanted = estimate_table("RPE", rows, 2023, CEILING, faults="report")
    assert made.collect(engine="streaming").to_arrow()["faults"].to_pylist() == wanted["faults"].to_pylist()
    sums = made.filter(pl.col("amount") > 100).select(pl.col("amount").sum()).collect(engine="streaming").item()
    assert sums == sum(one for one in wanted["amount"].to_pylist() if one is not None and one > 100)


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
import pyarrow as pa
from afas.simulation import Estimator, parquet
parquet(sys.argv[1], sys.argv[2], Estimator("ALSH", 2023, {"ceiling": "1.97"}), resume=len(sys.argv) > 3)
print(pa.default_memory_pool().max_memory())
"""


@pytest.mark.slow
@pytest.mark.parametrize("resume", [(), ("resume",)])
def test_a_long_file_stays_within_its_memory(resume: tuple[str, ...], tmp_path: Path) -> None:
    """Under 2 GB of address space, and within 600 MB of Arrow's: what is read ahead and a row group being written."""
    rng, most = np.random.default_rng(1), list[int]()
    group = pa.table(
        {
            name: pa.array(rng.integers(0, high, 1_000_000)).cast(pa.decimal128(19, 0)).cast(pa.decimal128(18, 0))
            for name, high in (("attended_hours", 120_000), ("expenses", 300_000), ("general_scheme_share", 2))
        }
    )
    for groups in (6,):
        source = tmp_path / f"{groups}.parquet"
        with pq.ParquetWriter(source, group.schema) as writer:
            for _ in range(groups):
                writer.write_table(group)
        told = subprocess.run(
            [sys.executable, "-c", LIMITED, str(source), str(tmp_path / "rights.parquet"), *resume],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        most.append(int(told.stdout))
        assert pq.read_metadata(tmp_path / "rights.parquet").num_rows == groups * 1_000_000
    assert most[0] < 600 << 20, most
