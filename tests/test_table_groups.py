"""Rows of several PS and years: brought together by group, computed as alone, put back in their order."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import afas
from afas.errors import InvalidInput
from afas.simulation import Estimator, estimate_table
from afas.simulation._checks import Asked
from afas.simulation._rights import rights
from afas.simulation._tables import opened
from afas.simulation._tables._codes import codes_of, codes_of_arrow, codes_of_whole_numbers

PACK = afas.illustrative_pack()
ROWS = 1_500


def mixed(size: int = ROWS, bad: bool = True) -> dict[str, list[Any]]:
    """Three PS under four names, three years, shuffled; some rows name no PS, no year, or are at fault."""
    rng = np.random.default_rng(3)
    table: dict[str, list[Any]] = {
        "ps": rng.choice(["ALSH", "RPE", "RAM", "LAEP"], size).tolist(),
        "year": rng.integers(2022, 2025, size).tolist(),
        "attended_hours": [Decimal(int(one)).scaleb(-2) for one in rng.integers(0, 10**7, size)],
        "expenses": [Decimal(int(one)).scaleb(-2) for one in rng.integers(0, 10**7, size)],
        "general_scheme_share": [Decimal(int(one)).scaleb(-4) for one in rng.integers(0, 10**4, size)],
        "animator_fte": [Decimal(int(one)).scaleb(-2) for one in rng.integers(1, 300, size)],
        "opening_hours": [Decimal(int(one)) for one in rng.integers(100, 900, size)],
        "organisation_hours": [Decimal(int(one)) for one in rng.integers(0, 90, size)],
    }
    if bad:
        table["ps"][7], table["ps"][8], table["year"][9], table["year"][7] = None, "ALHS", None, 1
        for name, row in (("expenses", 10), ("attended_hours", 11), ("animator_fte", 12)):
            table[name][row] = Decimal(-1)
            table[name][row + 20] = None
    return table


KINDS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "arrow": pa.table,
    "polars": pl.DataFrame,
    "pandas": pd.DataFrame,
    "pandas of Arrow": lambda columns: pa.table(columns).to_pandas(types_mapper=pd.ArrowDtype),
    "categories": lambda columns: pa.table(columns | {"ps": pa.array(columns["ps"]).dictionary_encode()}),
    "chunks": lambda columns: pa.concat_tables([pa.table(columns).slice(0, 600), pa.table(columns).slice(600)]),
    "lists": dict,
}


def cents(column: Any) -> list[int | None]:
    if hasattr(column, "units"):
        return [None if one is None else int(one) for one in column.units.tolist()]
    listed = column.to_pylist() if hasattr(column, "to_pylist") else column.to_list()
    return [None if one is None or one is pd.NA else int(one.scaleb(2)) for one in listed]


@pytest.mark.parametrize("piece", [200, 1 << 19])
@pytest.mark.parametrize("kind", KINDS)
def test_law_1_rows_of_several_ps_and_years_give_what_the_careful_way_gives(
    kind: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("afas.simulation._plain_groups.ROWS", piece)
    columns = mixed()
    done = rights(opened(columns), "ps", "year", Asked(PACK))
    made = estimate_table("ps", KINDS[kind](columns), "year", PACK, faults="report", parts=False)
    wanted = [None if wrong else int(one) for one, wrong in zip(done.total, done.wrong, strict=True)]
    assert cents(made["amount"]) == wanted
    faults = made["faults"].to_pylist() if hasattr(made["faults"], "to_pylist") else list(made["faults"])
    by_row = {row: one for row, one in enumerate(faults) if isinstance(one, str)}
    assert by_row == done.faults.by_row()
    assert {7, 8, 9} <= by_row.keys()


def test_each_row_gives_what_it_gives_alone() -> None:
    columns = mixed(60, bad=False)
    made = cents(estimate_table("ps", pa.table(columns), "year", PACK)["amount"])
    for row in range(60):
        service = afas.ps.get(columns["ps"][row])
        entries = {field.name: columns[field.name][row] for field in service.fields if field.name in columns}
        estimate = afas.estimate(service, entries, columns["year"][row], PACK)
        assert made[row] == int(estimate.amount.scaleb(2))


def test_a_kept_estimator_takes_tables_whose_groups_differ() -> None:
    estimator = Estimator("ps", "year", PACK)
    columns = mixed(bad=False)
    for rows in (slice(0, 5), slice(5, 1_000), slice(0, ROWS), slice(3, 3)):
        some = {name: column[rows] for name, column in columns.items()}
        table = pa.table(some, schema=pa.table(columns).schema)
        assert cents(estimator(table)["amount"]) == rights(opened(some), "ps", "year", Asked(PACK)).total.tolist()


def test_more_groups_than_are_kept_give_their_rights_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("afas.simulation._plain_groups._KEPT", 2)
    columns = mixed(bad=False)
    made = estimate_table("ps", pa.table(columns), "year", PACK)
    assert cents(made["amount"]) == rights(opened(columns), "ps", "year", Asked(PACK)).total.tolist()


@pytest.mark.parametrize("bad", [False, True])
def test_parts_are_those_of_all_the_ps_whatever_rows_are_plain(bad: bool) -> None:
    """With `parts=True`: a column for each part that a PS of the table has; the parts of a row add up to its right."""
    made = estimate_table("ps", pa.table(mixed(bad=bad)), "year", PACK, parts=True, faults="report")
    names = [name for name in made.column_names if name.startswith("amount_")]
    services = [afas.ps.get(code) for code in ("ALSH", "RPE", "LAEP")]
    assert set(names) == {"amount_right"} | {f"amount_{part.name}" for one in services for part in one.parts}
    rows = zip(*(made[name].to_pylist() for name in ["amount", *names]), strict=True)
    assert all(amount is None or amount == sum(parts) for amount, *parts in rows)


def test_a_column_is_checked_beside_all_the_ps_of_the_table_not_those_of_a_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`fte_animator` looks like the field of RPE that is absent: told before any row is read, whatever the piece."""
    monkeypatch.setattr("afas.simulation._plain_groups.ROWS", 2)
    columns = mixed(40, bad=False)
    columns["animator_fté"] = columns.pop("animator_fte")
    with pytest.raises(InvalidInput) as told:
        estimate_table("ps", pa.table(columns), "year", PACK)
    assert {"missing-field", "like-a-field"} & {fault.code for fault in told.value.faults}
    # rows that are left to the careful way are of one PS alone: a column of another is no misspelt one
    few = mixed(40, bad=False)
    few["expenses"][few["ps"].index("ALSH")] = None
    made = estimate_table("ps", pa.table(few), "year", PACK, faults="report")
    assert sum(one is not None for one in made["faults"].to_pylist()) == 1


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["ALSH", "2023", "", " "]), st.floats(width=16),
    st.sampled_from([Decimal(2), Decimal("NaN"), b"x"]), st.lists(st.integers(0, 2), max_size=2),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(VALUES, max_size=12))
def test_the_rank_of_a_row_is_that_of_its_value(values: list[Any]) -> None:
    ranks, firsts = codes_of(values)
    assert len(ranks) == len(values)
    for rank, value in zip(ranks.tolist(), values, strict=True):
        known = firsts[rank]
        assert known is value or known == value or (type(known) is type(value) and str(known) == str(value))
        assert isinstance(known, bool) == isinstance(value, bool)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(2020, 2026)), max_size=20), st.integers(1, 20), st.booleans())
def test_ranks_of_arrow_are_those_of_its_values(values: list[int | None], cut: int, dictionary: bool) -> None:
    column = pa.chunked_array([values[:cut], values[cut:]], pa.int64())
    coded = codes_of_arrow(column.dictionary_encode() if dictionary else column)
    assert coded is not None
    assert [coded[1][rank] for rank in coded[0].tolist()] == values
    assert codes_of_arrow(pa.array([[1], [2]])) is None
    if values and None not in values:
        whole = codes_of_whole_numbers(np.array(values))
        assert whole is not None
        assert [whole[1][rank] for rank in whole[0].tolist()] == values
    assert codes_of_whole_numbers(np.array([0, 2**40])) is None
