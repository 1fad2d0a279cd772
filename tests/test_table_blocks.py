"""The quick way through a table gives what the careful way gives: kinds of column, blocks, holes, offsets, faults."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import afas
from afas import simulation
from afas.parameters import NoValueAt
from afas.simulation import Estimator, Fixed, estimate_table
from afas.simulation._blocks import BLOCK
from afas.simulation._checks import Asked, Places
from afas.simulation._payments import Case, Payments
from afas.simulation._rights import rights
from afas.simulation._tables import opened
from benchmarks import bench_tables
from tests.test_table_doors import nw_list

D = Decimal
ROWS = 2 * BLOCK + 777
ALSH = {"ceiling": "1.97"}
EAJE = {"ceiling_low": "9.70", "ceiling_high": "8.10", "ceiling_low_basic": "8.90", "ceiling_high_basic": "7.40"}
FIGURES = {"ALSH": ALSH, "EAJE": EAJE, "RPE": {"ceiling": "60000"}}


def decimals(units: Any, places: int, empty: Any = None) -> pa.Array:
    words = np.empty((len(units), 2), np.int64)
    words[:, 0], words[:, 1] = units, np.asarray(units) >> 63
    valid = None if empty is None else pa.py_buffer(np.packbits(~empty, bitorder="little"))
    return pa.Array.from_buffers(pa.decimal128(18, places), len(units), [valid, pa.py_buffer(words)])


def declared(code: str, size: int, seed: int = 0) -> dict[str, tuple[Any, int]]:
    """Units and decimals by field; one right in some hundred stands on half a cent."""
    rng = np.random.default_rng(seed)
    hours = rng.integers(100, 12_000_000, size)
    share = rng.choice([10_000, 5_000, 9_731, 0], size)
    if code == "RPE":
        return {"animator_fte": (rng.integers(0, 300, size), 2), "expenses": (rng.integers(0, 20_000_000, size), 2)}
    if code == "ALSH":
        expenses = rng.integers(0, 3_000_000, size) * 10 + 5  # x 0.30 x 1: ends on half a cent
        return {"attended_hours": (hours, 2), "expenses": (expenses, 2), "general_scheme_share": (share, 4)}
    return {
        "attended_hours": (hours, 2),
        "billed_hours": (hours * rng.integers(95, 130, size) // 100, 2),
        "entitled_hours": (hours * rng.integers(80, 101, size) // 100, 2),
        "meals_and_nappies": (rng.integers(0, 2, size), 0),
        "expenses": (hours * rng.integers(1, 15, size) + rng.integers(0, 5_000, size), 2),
        "family_participations": (hours * rng.integers(0, 4, size) + rng.integers(0, 99, size), 2),
        "general_scheme_share": (share, 4),
    }


def careful(code: str, table: Any, year: int, **asked: Any) -> tuple[list[int], dict[int, str]]:
    """The cents of the careful way, and what it says of the rows."""
    done = rights(opened(table), code, year, Asked(FIGURES[code], **asked))
    return done.total.tolist(), done.faults.by_row()


def amounts_missing(table: Any, name: str) -> int:
    column = table[name]
    listed = column.units.tolist() if isinstance(column, Fixed) else nw_list(column)
    return sum(one is None or one is pd.NA for one in listed)


def cents(table: Any, name: str = "amount") -> list[int]:
    column = table[name]
    if isinstance(column, Fixed):
        return [unit or 0 for unit in column.units.tolist()]
    listed = column.to_pylist() if isinstance(column, (pa.ChunkedArray, pa.Array)) else column.to_list()
    return [0 if one is None or one is pd.NA else int(one.scaleb(2)) for one in listed]


def arrow(columns: dict[str, tuple[Any, int]]) -> Any:
    return pa.table({name: decimals(*one) for name, one in columns.items()})


MADE: dict[str, Callable[[dict[str, tuple[Any, int]]], Any]] = {
    "arrow": arrow,
    "polars": lambda columns: pl.from_arrow(arrow(columns)),
    "pandas": lambda columns: arrow(columns).to_pandas(types_mapper=pd.ArrowDtype),
    "fixed": lambda columns: {name: Fixed(*one) for name, one in columns.items()},
    "offset": lambda columns: arrow({name: (np.r_[-1, 7, one[0]], one[1]) for name, one in columns.items()}).slice(2),
    "chunks": lambda columns: pa.concat_tables(
        [arrow(columns).slice(0, 9_001), arrow(columns).slice(9_001, 12_000), arrow(columns).slice(21_001)]
    ),
    "uneven chunks": lambda columns: pa.table(
        {
            name: pa.chunked_array([column.slice(0, 10_000 + 9_000 * rank), column.slice(10_000 + 9_000 * rank)])
            for rank, (name, column) in enumerate((name, decimals(*one)) for name, one in list(columns.items())[:2])
        }
        | {name: decimals(*one) for name, one in list(columns.items())[2:]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", FIGURES)
@pytest.mark.parametrize("kind", MADE)
def test_law_1_the_quick_way_gives_the_cents_of_the_careful_way(code: str, kind: str) -> None:
    columns = declared(code, ROWS)
    year = 2025 if code == "EAJE" else 2023
    table = MADE[kind](columns)
    made = estimate_table(code, table, year, FIGURES[code])
    assert type(made) is type(table)
    wanted, told = careful(code, {name: Fixed(*one) for name, one in columns.items()}, year)
    assert not told
    assert cents(made) == wanted
    for row in (0, 1, ROWS // 2, ROWS - 1):
        entries = {name: D(int(units[row])).scaleb(-places) for name, (units, places) in columns.items()}
        assert D(wanted[row]).scaleb(-2) == afas.estimate(code, entries, year, FIGURES[code]).amount


@pytest.mark.parametrize("code", FIGURES)
def test_rows_at_fault_and_empty_rows_are_told_as_by_the_careful_way(code: str) -> None:
    """In every column some rows are empty, negative, too large, or too fine; the others have their cents."""
    columns, rng = declared(code, ROWS, 3), np.random.default_rng(4)
    table = {}
    for name, (right, places) in columns.items():
        bad = rng.choice(ROWS, 5, replace=False)
        units = right.copy()
        units[bad[:2]], units[bad[2]] = -5, 2**62
        empty = np.zeros(ROWS, np.bool_)
        empty[bad[3:]] = True
        table[name] = decimals(units, places, empty)
    year = 2025 if code == "EAJE" else 2023
    native = pa.table(table).slice(3)
    made = estimate_table(code, native, year, FIGURES[code], faults="report")
    wanted, told = careful(code, native, year)
    assert cents(made) == wanted
    assert {row: one for row, one in enumerate(made["faults"].to_pylist()) if one is not None} == told
    assert [row for row, one in enumerate(made["amount"].to_pylist()) if one is None] == sorted(told)


def test_kinds_of_columns_that_are_no_decimals() -> None:
    """Whole numbers of each size, floats, yes and no as bits at an odd offset, empty ones among them."""
    size, rng = 2 * BLOCK + 99, np.random.default_rng(5)
    hours = rng.integers(100, 30_000, size)
    empty = rng.random(size) < 0.01
    columns = {
        "attended_hours": pa.array(hours.astype(np.int16)),
        "billed_hours": pa.array(np.minimum(hours * 11 // 10, 32_000).astype(np.uint16)),
        "entitled_hours": pa.array(hours.astype(np.int64)),
        "meals_and_nappies": pa.array(rng.random(size) < 0.5),
        "expenses": pa.array(np.round(hours * 9.37, 2), mask=empty),
        "family_participations": pa.array((hours * 2).astype(np.uint32)),
        "general_scheme_share": pa.array(np.ones(size, np.int8)),
        "pedagogical_days": pa.nulls(size, pa.float64()),
        "preparation_hours": pa.array(np.zeros(size)),
        "other": pa.array(["x"] * size),
    }
    table = pa.table(columns).slice(5)
    made = estimate_table("EAJE", table, 2025, EAJE, faults="report", decimals={"*": 2})
    wanted, told = careful("EAJE", table, 2025, places=Places.of({"*": 2}))
    assert (cents(made), len(told)) == (wanted, int(empty[5:].sum()))
    as_pandas = table.to_pandas()
    assert cents(estimate_table("EAJE", as_pandas, 2025, EAJE, faults="report", decimals=2)) == wanted


def test_a_flag_is_yes_or_no_and_nothing_between() -> None:
    columns = {name: Fixed(*one) for name, one in declared("EAJE", 3).items()}
    columns["meals_and_nappies"] = Fixed(np.array([0, 5, 10]), 1)
    told = simulation.check_table("EAJE", columns, 2025, EAJE)
    assert [(fault.path, fault.code) for fault in told] == [("rows[1].meals_and_nappies", "not-a-flag")]


def test_rows_with_parts_stand_among_plain_ones() -> None:
    columns = {name: decimals(*one) for name, one in declared("ALSH", ROWS).items()}
    hours = np.zeros(ROWS, np.int64)
    hours[[3, BLOCK + 1]] = 1000
    table = pa.table(columns | {"aeeh_hours": decimals(hours, 2)})
    made = estimate_table("ALSH", table, 2024, ALSH)
    done = rights(opened(table), "ALSH", 2024, Asked(ALSH))
    assert cents(made) == done.total.tolist()
    for part, amounts in done.parts.items():
        assert [int(one.scaleb(2)) for one in made[f"amount_{part}"].to_pylist()] == amounts.tolist()
    every = estimate_table("ALSH", pa.table(columns), 2024, ALSH, parts=True)
    assert every["amount_right"].to_pylist() == every["amount"].to_pylist()
    assert set(every["amount_inclusive_complement"].to_pylist()) == {D("0.00")}


def test_a_kept_estimator_learns_and_threads_agree() -> None:
    """Small figures first, large ones later: what was learnt is widened, and every table has its cents."""
    estimator = Estimator("ALSH", 2023, ALSH)
    with ThreadPoolExecutor(2) as pool:
        shared = Estimator("ALSH", 2023, ALSH, each=pool.map)
        for most in (10, 10**6, 10**11, 10**14, 10):
            rng = np.random.default_rng(most % 97)
            units = {name: rng.integers(0, most, ROWS) for name in ("attended_hours", "expenses")}
            columns = {name: (one, 2) for name, one in units.items()} | {
                "general_scheme_share": (rng.integers(0, 10_001, ROWS), 4)
            }
            table = arrow(columns)
            wanted, _ = careful("ALSH", {name: Fixed(*one) for name, one in columns.items()}, 2023)
            assert cents(estimator(table)) == wanted
            assert cents(shared(table)) == wanted


def test_places_without_hours_stand_among_the_others() -> None:
    """Nothing over nothing is nothing; hours billed where none were attended are a fault of the row."""
    columns = {name: (one[0].copy(), one[1]) for name, one in declared("EAJE", ROWS).items()}
    for name in ("attended_hours", "billed_hours", "expenses"):
        columns[name][0][[5, BLOCK + 7]] = 0
    columns["attended_hours"][0][9] = 0
    made = estimate_table("EAJE", arrow(columns), 2025, EAJE, faults="report")
    wanted, told = careful("EAJE", {name: Fixed(*one) for name, one in columns.items()}, 2025)
    assert (cents(made), told) == (wanted, {9: "ratio-over-zero"})


MIXED: dict[str, list[Any]] = {
    "ps": ["ALSH", "RPE", "ALSH", None, "ALSH", "RPE", "ALSH"],
    "year": [2024, 2023, 2024, 2024, None, 2024, 2023],
    "attended_hours": ["1000", None, "10", "1", "1", None, "-1"],
    "expenses": ["9000", "43000", "x", "1", "1", "0.05", "1"],
    "general_scheme_share": ["1", None, "1", "1", "1", None, "1"],
    "aeeh_hours": [None, None, "5", None, None, None, None],
    "animator_fte": [None, "1", None, None, None, "1", None],
}


@pytest.mark.parametrize("parts", [None, True, False])
@pytest.mark.parametrize("make", [pl.DataFrame, pa.table, pd.DataFrame, dict])
def test_rows_taken_so_many_at_a_time_give_what_the_whole_gives(
    make: Any, parts: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several PS and years, faults, a part that one row declares; and parts among plain rows."""
    pack = afas.illustrative_pack()
    plain = {
        "attended_hours": ["1000", "7", "10"],
        "expenses": ["9000", "5", "8"],
        "aeeh_hours": ["0", "1", "5"],
        "general_scheme_share": ["1", "0.5", "1"],
    }
    found = []
    for rows in (1, 2, 100):
        monkeypatch.setattr("afas.simulation._careful.ROWS", rows)
        mixed = estimate_table("ps", make(MIXED), "year", pack, faults="report", parts=parts)
        alone = cents(estimate_table("ALSH", make(plain), 2024, pack, parts=parts))
        columns = mixed if isinstance(mixed, dict) else mixed.schema.names if make is pa.table else mixed.columns
        names = [name for name in columns if name.startswith("amount")]
        found.append(({name: cents(mixed, name) for name in names}, [str(one) for one in mixed["faults"]], alone))
    assert found[0] == found[1] == found[2]
    assert len(found[0][0]) == 1 if parts is False else len(found[0][0]) > 2


def test_a_figure_that_every_row_needs_is_asked_for_once_however_many_rows_are_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("afas.simulation._careful.ROWS", 1)
    table = {"animator_fte": ["1", "2"], "expenses": ["43000", "5"]}
    with pytest.raises(NoValueAt):
        estimate_table("RPE", table, 2023)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["ALSH", "payments", "mixed", "parts"])
def test_memory_above_input_and_output_is_less_than_200_mb(what: str) -> None:
    """The gauge: the peak of a process of its own, on three million rows (Linux)."""
    assert bench_tables.memory(3_000_000, what) < 200


@pytest.mark.slow
def test_law_1_through_every_door_on_a_million_rows() -> None:
    for code, figures in FIGURES.items():
        columns = declared(code, 1_000_000, 11)
        year = 2025 if code == "EAJE" else 2023
        wanted, _ = careful(code, {name: Fixed(*one) for name, one in columns.items()}, year)
        for kind in ("arrow", "polars", "pandas", "fixed"):
            assert cents(estimate_table(code, MADE[kind](columns), year, figures)) == wanted


TERMS = {
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


@pytest.mark.parametrize("kind", ["arrow", "polars", "pandas", "fixed", "chunks"])
def test_law_1_payments_the_quick_way_are_those_of_the_careful_way(kind: str) -> None:
    """Rights that end on any cent; some actual ones are empty (no balance), some are at fault."""
    rng = np.random.default_rng(7)
    terms = afas.payments.PaymentTerms.from_mapping(TERMS)
    names = ("forecast", "previous_actual", "actual")
    columns = {name: (rng.integers(0, 9_000_000, ROWS), 2) for name in names}
    columns["forecast"][0][[4, BLOCK]] = 3, -1
    table = MADE[kind](columns)
    if kind == "arrow":
        empty = rng.random(ROWS) < 0.1
        table = table.set_column(2, "actual", decimals(columns["actual"][0], 2, empty))
    made = simulation.payments_table(terms, table, faults="report")
    read = Payments.of(terms, table, None, None, Case(), None)
    for name, amounts in read.cents.items():
        at_the_end = name in ("balance", "overpayment")
        nothing = read.source.wrong | (read.source.open if at_the_end and read.source.open is not None else False)
        wanted = [0 if none else int(whole) for none, whole in zip(nothing, amounts, strict=True)]
        assert cents(made, name) == wanted, name
        assert amounts_missing(made, name) == int(np.count_nonzero(nothing)), name
    assert [row for row, one in enumerate(nw_list(made["faults"])) if isinstance(one, str)] == [BLOCK]
