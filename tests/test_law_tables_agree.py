"""A table of any kind is read as single cases are: the same amounts, the same refusals, nothing lost in silence."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

import afas
from afas import simulation
from afas.errors import AfasError, InvalidInput
from afas.payments import PaymentTerms
from afas.simulation import Fixed, check_table, estimate_table, payments_table

D = Decimal
CEILING = {"ceiling": "60000"}


def arrow(columns: dict[str, list[Any]]) -> pa.Table:
    return pa.table({name: one if isinstance(one, pa.Array) else pa.array(one) for name, one in columns.items()})


def in_numpy(columns: dict[str, list[Any]]) -> dict[str, Any]:
    made = {name: np.array(arrow({name: one})[name].to_pylist(), object) for name, one in columns.items()}
    return {
        name: one.astype(np.int64) if all(type(value) is int for value in one) else one for name, one in made.items()
    }


KINDS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "lists": lambda columns: {name: arrow({name: one})[name].to_pylist() for name, one in columns.items()},
    "numpy": in_numpy,
    "pandas": lambda columns: arrow(columns).to_pandas(),
    "pandas of Arrow": lambda columns: arrow(columns).to_pandas(types_mapper=pd.ArrowDtype),
    "polars": lambda columns: pl.DataFrame(arrow(columns)),
    "lazy polars": lambda columns: pl.DataFrame(arrow(columns)).lazy(),
    "Arrow": arrow,
    "record batch": lambda columns: arrow(columns).to_batches()[0],
    "reader": lambda columns: arrow(columns).to_reader(),
    "dataset": lambda columns: ds.dataset(arrow(columns)),
    "DuckDB": lambda columns: duckdb.from_arrow(arrow(columns)),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def listed(made: Any, name: str) -> list[Any]:
    """A column of what came back; None where there is nothing."""
    made = made.read_all() if hasattr(made, "read_all") else made.collect() if isinstance(made, pl.LazyFrame) else made
    column: Any = made[name]
    if isinstance(column, Fixed):
        values = column.to_decimals()
    else:
        values = list(column.to_pylist() if hasattr(column, "to_pylist") else column)
    return [None if one is None or one is pd.NA else one for one in values]


def in_one_case(entries: dict[str, Any], code: str = "RPE", year: int = 2023, figures: Any = None) -> Any:
    """The amount of one case, or the codes of its faults."""
    try:
        return afas.estimate(code, entries, year, figures or CEILING).amount
    except AfasError as refused:
        return sorted(fault.code for fault in refused.faults)


def in_a_table(made: Any) -> list[Any]:
    """The amount of each row, or the codes of its faults."""
    made = made.read_all() if hasattr(made, "read_all") else made.collect() if isinstance(made, pl.LazyFrame) else made
    pairs = zip(listed(made, "amount"), listed(made, "faults"), strict=True)
    return [
        sorted(one.rpartition(":")[2] for one in told.split()) if isinstance(told, str) else amount
        for amount, told in pairs
    ]


COLUMNS: dict[str, Any] = {
    "trailing zeros (Spark)": pa.array([D(43000), D("90000.05")], pa.decimal128(38, 18)),
    "a digit too many": pa.array([D("43000.000000000000001"), D(1)], pa.decimal128(38, 18)),
    "yes and no": [True, False],
    "below zero": [D("-0.01"), D("0.01")],
    "empty": [None, D("0.01")],
    "words": ["43000", "4,3"],
    "not a number": [float("nan"), 1.0],
    "whole": [43000, 2**40],
    "too large": [10**15, 10**15 - 1],
}


@every_kind
@pytest.mark.parametrize("column", COLUMNS)
def test_every_kind_of_table_says_what_one_case_says(kind: str, column: str) -> None:
    """Amounts and codes of faults, row by row (what a float stands for has to be said: two decimals)."""
    table = KINDS[kind]({"animator_fte": [1, 2], "expenses": COLUMNS[column]})
    made = estimate_table(
        "RPE", table, 2023, CEILING, faults="report", decimals=2 if column == "not a number" else None
    )
    values = [None, D(1)] if column == "not a number" else pa.array(COLUMNS[column]).to_pylist()
    wanted = [in_one_case({"animator_fte": fte, "expenses": value}) for fte, value in zip((1, 2), values, strict=True)]
    assert in_a_table(made) == wanted


@every_kind
def test_a_row_without_a_year_or_a_code_is_at_fault_alone(kind: str) -> None:
    columns: dict[str, Any] = {"animator_fte": [1, 1, 1], "expenses": [43000, 43000, 43000]}
    columns |= {"year": [2023, None, 2023], "ps": ["RPE", "RPE", None]}
    made = estimate_table("ps", KINDS[kind](columns), "year", {"RPE": CEILING}, faults="report")
    assert in_a_table(made) == [D("18490.00"), ["not-a-year"], ["unknown-ps"]]


@every_kind
def test_figures_near_the_end_of_64_bits_are_computed_or_a_fault_of_the_row(kind: str) -> None:
    """A ceiling of fifteen digits before the point and twelve after."""
    figures = {"ceiling_low": "301234567890123.123456789012", "ceiling_high": "299999999999999.999999999999",
               "ceiling_low_basic": "5", "ceiling_high_basic": "4"}  # fmt: skip
    rows = [
        {"entitled_hours": 100, "billed_hours": 107 + more, "attended_hours": 100, "expenses": expenses,
         "meals_and_nappies": 1, "family_participations": 0, "general_scheme_share": 1}
        for more, expenses in ((0, 1000), (5, 10**14), (13, 10**15 - 1))
    ]  # fmt: skip
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in rows[0]}
    made = estimate_table("EAJE", KINDS[kind](columns), 2025, figures, faults="report")
    assert in_a_table(made) == [in_one_case(row, "EAJE", 2025, figures) for row in rows]


@every_kind
def test_no_column_is_overwritten_unless_asked_for(kind: str) -> None:
    columns: dict[str, Any] = {"animator_fte": [1], "expenses": [43000], "amount": [1], "faults": ["mine"]}
    with pytest.raises(InvalidInput) as refused:
        estimate_table("RPE", KINDS[kind](columns), 2023, CEILING, faults="report")
    assert {fault.code for fault in refused.value.faults} == {"column-taken"}
    made = estimate_table("RPE", KINDS[kind](columns), 2023, CEILING, faults="report", overwrite=True)
    assert in_a_table(made) == [D("18490.00")]


SCENARIO = {"name": "+2 %", "parameters": {"ALSH": {"ceiling": "+2 %"}}}
ALSH: dict[str, list[Any]] = {
    "attended_hours": [D(1000), D(-1), None],
    "expenses": [9000, 9000, 9000],
    "general_scheme_share": [1, 1, 1],
    "town": ["a", "a", "b"],
}


@every_kind
def test_rows_left_out_are_counted_in_every_result(kind: str) -> None:
    """Two of three rows are at fault: in the outcome, its groups, the sweep and the words below each view."""
    results = simulation.run({"ceiling": "2"}, [SCENARIO], KINDS[kind](ALSH), "ALSH", 2023, faults="report")
    outcome = results["+2 %"]
    curve = simulation.sweep("ALSH", KINDS[kind](ALSH), "ceiling", ["2"], 2023, {"ceiling": "2"}, faults="report")
    assert (outcome.cost, outcome.left_out, outcome.by("town").left_out) == (D("12.00"), 2, 2)
    assert [point.left_out for point in curve.points] == [2]
    for shown in (outcome, outcome.by("town"), curve, results):
        assert "2 rows are not counted" in shown.to_markdown("en")
    assert len(check_table("ALSH", KINDS[kind](ALSH), 2023, {"ceiling": "2"})) == 2


@every_kind
def test_a_run_on_the_table_of_a_run_mixes_nothing(kind: str) -> None:
    one = {name: column[:1] for name, column in ALSH.items()}
    first = simulation.run({"ceiling": "2"}, [SCENARIO], KINDS[kind](one), "ALSH", 2023)["+2 %"].table()
    again = simulation.run({"ceiling": "3"}, [SCENARIO], first, "ALSH", 2023)["+2 %"]
    with pytest.raises(InvalidInput, match="before"):
        again.table()
    beside = again.table(prefix="second_")
    assert (listed(beside, "before"), listed(beside, "second_before")) == ([D("600.00")], [D("900.00")])


@every_kind
def test_payments_of_every_kind_of_table(kind: str) -> None:
    """40 % of 1,000.05 is 400.02; the balance of a right that is not known is none; a right below zero is a fault."""
    terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    columns: dict[str, list[Any]] = {
        "forecast": [D("1000.05"), D("0.05"), D("-1.00")],
        "actual": [D("900.00"), None, D("1.00")],
    }
    made = payments_table(terms, KINDS[kind](columns), faults="report")
    made = made.read_all() if hasattr(made, "read_all") else made.collect() if isinstance(made, pl.LazyFrame) else made
    assert listed(made, "advance_1") == [D("400.02"), D("0.02"), None]
    assert listed(made, "balance") == [D("499.98"), None, None]
    assert [isinstance(one, str) for one in listed(made, "faults")] == [False, False, True]


TWICE = pa.table([[1], [2]], ["expenses", "expenses"])
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "Arrow": (lambda: TWICE, "duplicate-column"),
    "reader": (TWICE.to_reader, "duplicate-column"),
    "record batch": (lambda: TWICE.to_batches()[0], "duplicate-column"),
    "pandas": (lambda: pd.DataFrame([[1, 2]], columns=["expenses", "expenses"]), "duplicate-column"),
    "a scalar": (lambda: {"animator_fte": 1, "expenses": [1]}, "not-a-column"),
    "a list of rows": (lambda: [{"animator_fte": 1}], "not-a-table"),
    "a column": (lambda: pa.array([1]), "not-a-table"),
    "a chunked column": (lambda: pa.chunked_array([[1]]), "not-a-table"),
    "a series of pandas": (lambda: pd.Series([1]), "not-a-table"),
    "a series of polars": (lambda: pl.Series([1]), "not-a-table"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_table_is_refused_by_our_error(kind: str) -> None:
    make, code = REFUSED[kind]
    for call in (
        lambda: estimate_table("RPE", make(), 2023, CEILING),
        lambda: check_table("RPE", make(), 2023, CEILING),
        lambda: simulation.run(CEILING, [], make(), "RPE", 2023),
    ):
        with pytest.raises(InvalidInput) as refused:
            call()
        assert {fault.code for fault in refused.value.faults} == {code}
