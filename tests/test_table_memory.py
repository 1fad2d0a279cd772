"""Memory of tables: nothing of a table stays behind a call, and a stream takes as much whatever its length."""

import gc
import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import afas
from afas import payments, simulation
from afas.columns import Fixed
from benchmarks.bench_tables import ALSH, EAJE, TERMS, alsh, arrow, eaje, rights

ROWS = 5_000
GIVEN = {"forecast": 1000_00, "previous_actual": 1000_00, "actual": 900_00}
REFORM = {"name": "Plafond +2 %", "parameters": {"ALSH": {"ceiling": "+2 %"}}}
PACK = afas.illustrative_pack()


def _mixed() -> Any:
    return next(iter(simulation.population_blocks(ROWS, seed=1, ps=["ALSH", "RPE"], block=ROWS)))


def _holes() -> Any:
    hours = pa.array([None, *arrow(alsh(ROWS))["attended_hours"].to_pylist()[1:]], pa.decimal128(18, 2))
    return arrow(alsh(ROWS)).set_column(0, "attended_hours", hours)


def waiting() -> set[str]:
    """The types of what only the collector would free, and that holds memory of a table."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    kinds = (np.ndarray, pa.Table, pa.RecordBatch, pa.ChunkedArray, pa.Array, pa.Buffer)
    return {type(one).__name__ for one in gc.garbage if any(isinstance(of, kinds) for of in gc.get_referents(one))}


CALLS: dict[str, Callable[[], object]] = {
    "plain": lambda: simulation.estimate_table("ALSH", arrow(alsh(ROWS)), 2023, ALSH),
    "floats on the way": lambda: simulation.estimate_table("EAJE", arrow(eaje(ROWS)), 2025, EAJE),
    "rows at fault": lambda: simulation.estimate_table("ALSH", _holes(), 2023, ALSH, faults="report"),
    "several PS and years": lambda: simulation.estimate_table("ps", _mixed(), "year", PACK, parts=True),
    "polars": lambda: simulation.estimate_table("ALSH", pl.from_arrow(arrow(alsh(ROWS))), 2023, ALSH),
    "pandas": lambda: simulation.estimate_table(
        "ALSH", arrow(alsh(ROWS)).to_pandas(types_mapper=pd.ArrowDtype), 2023, ALSH
    ),
    "exact columns": lambda: simulation.estimate_table("ALSH", alsh(ROWS), 2023, ALSH),
    "faults alone": lambda: simulation.check_table("ALSH", _holes(), 2023, ALSH),
    "payments": lambda: simulation.payments_table(TERMS, arrow(rights(ROWS)), faults="report"),
    "a reform": lambda: simulation.run(PACK, [REFORM], _mixed(), faults="report"),
    "a kernel": lambda: simulation.scenario_batches(PACK, REFORM).table(_mixed()),
    "a reader": lambda: simulation.estimate_table("ALSH", arrow(alsh(ROWS)).to_reader(1_000), 2023, ALSH).read_all(),
}


@pytest.fixture(scope="module")
def _before() -> None:
    """What was there before this file is looked at once, and then left alone: it is most of what a process holds."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def _by_hand(_before: None) -> Iterator[None]:
    """Circles of references are looked for by the test alone."""
    gc.collect()
    gc.disable()
    yield
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


@pytest.mark.usefixtures("_by_hand")
def test_a_circle_that_holds_a_table_is_found() -> None:
    circle: list[Any] = [pa.table({"x": [1]})]
    circle.append(circle)
    del circle
    assert waiting() == {"list"}


@pytest.mark.usefixtures("_by_hand")
@pytest.mark.parametrize("what", CALLS)
def test_no_memory_of_a_table_waits_for_the_garbage_collector(what: str) -> None:
    """A circle of references would keep each batch of a stream until the collector comes by, hundreds of MB later."""
    CALLS[what]()
    gc.collect()
    CALLS[what]()
    assert waiting() == set()


@pytest.mark.usefixtures("_by_hand")
def test_a_stream_takes_as_much_memory_whatever_its_length(tmp_path: Path) -> None:
    """The most of Arrow's memory is the same for 40 batches as for 10, but for what a file says of its row groups."""
    seen: list[int] = []

    def told(*_: object) -> None:
        seen.append(pa.total_allocated_bytes())

    estimator, most = simulation.Estimator("ALSH", 2023, ALSH), []
    for batches in (10, 40):
        source = io.BytesIO()
        with pq.ParquetWriter(source, arrow(alsh(1)).schema) as writer:
            for _ in range(batches):
                writer.write_table(arrow(alsh(8_192)))
        seen.clear()
        target = tmp_path / f"{batches}.parquet"
        simulation.parquet(source, target, estimator, rows=8_192, progress=told)
        most.append(max(seen))
    assert most[1] - most[0] < 2**20


def test_payments_are_learnt_once_and_given_by_their_terms() -> None:
    """What is kept of terms is of those terms: others, on the same columns, have their own amounts."""
    half = payments.PaymentTerms.from_mapping({"advances": [{"rate": "0.50", "on": "forecast validated"}]})
    columns = {name: Fixed(np.full(3, units), 2) for name, units in GIVEN.items()}
    for terms, wanted in ((TERMS, 400_00), (half, 500_00), (TERMS, 400_00)):
        made = simulation.payments_table(terms, arrow(columns))
        assert made["advance_1"].to_pylist() == [Decimal(wanted).scaleb(-2)] * 3
