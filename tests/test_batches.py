"""The kernel over record batches: the cents of one process, no fault lost, one schema for every batch."""

import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import afas
from afas import payments
from afas.errors import InvalidInput
from afas.simulation import (
    Batches,
    NoSparkType,
    batches,
    estimate_table,
    payments_batches,
    payments_table,
    run,
    scenario_batches,
)  # fmt: skip

COLUMNS = {
    "id": [1, 2, 3, 4, 5],
    "attended_hours": ["4981", "1000", None, "100", "-1"],
    "expenses": ["7293.55", "5000", "1", "x", "10"],
    "general_scheme_share": ["1", "0.5", "1", "1", "1.5"],
}
KERNEL = batches("ALSH", 2023, parameters={"ceiling": "1.97"})


def table() -> pa.Table:
    return pa.table(COLUMNS)


def test_batches_give_what_one_table_gives() -> None:
    alone = estimate_table("ALSH", table(), 2023, {"ceiling": "1.97"}, faults="report")
    for rows in (1, 2, 5):
        assert pa.Table.from_batches(KERNEL(table().to_batches(max_chunksize=rows))) == alone
    # 7,293.55 x 0.30 = 2,188.065; 1,000 x 1.97 x 0.30 x 0.5 = 295.50
    assert alone["amount"].to_pylist()[:2] == [Decimal("2188.07"), Decimal("295.50")]
    assert alone["amount"].null_count == 3


def test_a_fault_is_told_on_its_row_whatever_the_batch() -> None:
    made = pa.Table.from_batches(KERNEL(table().to_batches(max_chunksize=2)))["faults"].to_pylist()
    assert made[:3] == [None, None, "attended_hours:missing-field"]
    assert made[3].startswith("expenses:")
    assert {one.partition(":")[0] for one in made[4].split()} == {"attended_hours", "general_scheme_share"}


def test_the_schema_is_known_before_any_row_and_every_batch_has_it() -> None:
    given = table().schema
    for batch in KERNEL(table().slice(0, 2).to_batches(max_chunksize=1)):
        assert batch.schema == KERNEL.schema(given)
    assert list(KERNEL([])) == []


def test_parts_have_their_columns_in_every_batch() -> None:
    kernel = batches("ALSH", 2024, parameters={"ceiling": "1.97"}, parts=True)
    given = table().append_column("aeeh_hours", [["10", "0", "0", "0", "0"]])
    found = [batch.schema for batch in kernel(given.to_batches(max_chunksize=1))]
    assert set(found) == {kernel.schema(given.schema)}
    assert "amount_inclusive_complement" in found[0].names


def test_it_goes_to_another_machine_and_back() -> None:
    pack = afas.illustrative_pack()
    for kernel in (KERNEL, batches("ALSH", 2023, parameters=pack), batches(afas.ps.get("RPE"), 2023)):
        assert pickle.loads(pickle.dumps(kernel)) == kernel  # noqa: S301 - what was just written
    copy = pickle.loads(pickle.dumps(KERNEL))  # noqa: S301 - the same
    assert list(copy(table().to_batches())) == list(KERNEL(table().to_batches()))


def test_a_missing_column_is_told_before_any_job() -> None:
    with pytest.raises(InvalidInput) as told:
        KERNEL.ddl(table().drop_columns("expenses").schema)
    assert "expenses" in told.value.text("fr")


def test_the_schema_in_the_words_of_spark() -> None:
    given = pa.schema(
        [
            ("attended_hours", pa.decimal128(12, 2)), ("expenses", pa.string()), ("general_scheme_share", pa.float64()),
            ("flag", pa.bool_()), ("day", pa.date32()), ("at", pa.timestamp("us")), ("na`me", pa.int32()),
        ]
    )  # fmt: skip
    kernel = batches("ALSH", 2023, {"ceiling": 2}, decimals={"general_scheme_share": 4}, known_on=date(2026, 12, 1))
    assert kernel.ddl(given) == (
        "`attended_hours` decimal(12,2), `expenses` string, `general_scheme_share` double, `flag` boolean, "
        "`day` date, `at` timestamp_ntz, `na``me` int, `amount` decimal(19,2), `faults` string"
    )
    with pytest.raises(NoSparkType, match="nested"):
        kernel.ddl(given.append(pa.field("nested", pa.list_(pa.int64()))))


def test_in_pandas_an_empty_partition_has_the_types_of_a_full_one() -> None:
    full, empty = KERNEL.table(table().to_pandas()), KERNEL.table(table().slice(0, 0).to_pandas())
    assert full.dtypes["amount"] == empty.dtypes["amount"]
    assert str(full.dtypes["faults"]) == str(empty.dtypes["faults"]) == "string[pyarrow]"


TERMS = payments.PaymentTerms.from_mapping(
    {
        "advances": [
            {"rate": "0.40", "on": "forecast validated"},
            {"rate": "0.30", "on": "actual N-1 validated", "cap": {"rate": "0.70", "base": "actual N-1"}},
        ]
    }
)
RIGHTS = {
    "forecast": ["1000.05", "200", None, "12", "0.05"],
    "previous_actual": ["900", "100.01", "5", "-1", "0.01"],
    "actual": ["950.55", None, "5", "7", "0"],
}
SCENARIO = {"name": "1.99", "parameters": {"ALSH": {"ceiling": "1.99"}}}
COMPARED = scenario_batches({"ceiling": "1.97"}, SCENARIO, "ALSH", 2023)
PAID = payments_batches(TERMS)


def test_payments_of_batches_are_those_of_one_table() -> None:
    table = pa.table(RIGHTS)
    alone = payments_table(TERMS, table, faults="report")
    for rows in (1, 2, 5):
        assert pa.Table.from_batches(PAID(table.to_batches(max_chunksize=rows))) == alone
    # forecast 1,000.05 x 0.40 = 400.02; x 0.30 = 300.015, under 0.70 x 900
    assert alone["advance_1"].to_pylist()[0] == Decimal("400.02")
    assert alone["faults"].to_pylist()[2:4] == ["forecast:missing-field", "previous_actual:too-low"]


def test_what_a_scenario_changes_batch_by_batch_adds_up_to_the_whole() -> None:
    whole = run({"ceiling": "1.97"}, [SCENARIO], table(), "ALSH", 2023, faults="report")["1.99"]
    made = pa.Table.from_batches(COMPARED(table().to_batches(max_chunksize=2)))
    differences = [one for one in made["difference"].to_pylist() if one is not None]
    assert (sum(differences), sum(one > 0 for one in differences)) == (whole.cost, whole.winners.count)
    # the first row stays under the ceiling; the second gains 1,000 x 0.02 x 0.30 x 0.5 = 3.00
    assert differences == [Decimal("0.00"), Decimal("3.00")]
    assert made["faults"].to_pylist() == pa.Table.from_batches(KERNEL(table().to_batches()))["faults"].to_pylist()
    side_by_side = scenario_batches({"ceiling": "1.97"}, SCENARIO, "ALSH", 2023, prefix="b_").table(made)
    assert side_by_side["b_difference"] == made["difference"]
    assert side_by_side["b_faults"] == made["faults"]


KERNELS = [(KERNEL, COLUMNS), (PAID, RIGHTS), (COMPARED, COLUMNS)]


@pytest.mark.parametrize(("kernel", "columns"), KERNELS)
def test_schemas_in_the_terms_of_arrow_polars_and_pandas(kernel: Batches, columns: dict[str, list[Any]]) -> None:
    given, wanted = pa.table(columns), kernel.table(pa.table(columns))
    assert kernel.schema(given.schema) == wanted.schema
    frame = pl.DataFrame(columns)
    assert kernel.schema(frame.schema) == kernel.schema(frame.lazy().collect_schema()) == kernel.table(frame).schema
    pandas = given.to_pandas(types_mapper=pd.ArrowDtype)
    meta = kernel.schema(pandas)
    assert (len(meta), list(meta.dtypes)) == (0, list(kernel.table(pandas).dtypes))
    assert pickle.loads(pickle.dumps(kernel)) == kernel  # noqa: S301 - what engines do


@pytest.mark.parametrize(("kernel", "columns"), KERNELS)
def test_it_runs_on_what_an_engine_holds(kernel: Batches, columns: dict[str, list[Any]]) -> None:
    given = pa.table(columns)
    wanted = kernel.table(given)
    assert kernel.on(given) == wanted
    assert kernel.on(given.to_reader()).read_all() == wanted
    lazy = kernel.on(pl.DataFrame(given).lazy())
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect(engine="streaming").equals(kernel.table(pl.DataFrame(given)))


def test_a_lazy_frame_is_asked_for_its_columns_before_it_is_collected() -> None:
    with pytest.raises(InvalidInput, match="attended_hours"):
        KERNEL.on(pl.LazyFrame({"expenses": ["1"]}))
