"""What comes in through a table: every kind of column and table is read as one case is, or refused by our errors."""

import io
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import afas
from afas import simulation
from afas.errors import AfasError, InvalidInput
from afas.quantities import Unit
from afas.simulation import Fixed, check_table, estimate_table
from tests.test_simulation_tables import KINDS

D = Decimal
CEILING = {"ceiling": "60000"}
RPE = {"animator_fte": [1, 2], "expenses": [D(43000), D("90000.05")]}
AMOUNTS = [D("18490.00"), D("38700.02")]  # 43 % of 43,000, and of 90,000.05 (38,700.0215)


def amounts(table: Any, name: str = "amount") -> list[Any]:
    column = table[name]
    if isinstance(column, Fixed):
        return column.to_decimals()
    return [None if one is None or one is pd.NA else one for one in nw_list(column)]


def nw_list(column: Any) -> list[Any]:
    for listing in ("to_pylist", "to_list", "tolist"):
        if hasattr(column, listing):
            return list(getattr(column, listing)())
    return list(column)


WIDE = [
    pytest.param(pa.decimal128(38, 18), id="spark"),
    pytest.param(pa.decimal128(38, 20), id="finer"),
    pytest.param(pa.decimal256(60, 30), id="256-bits"),
    pytest.param(pa.decimal128(38, 2), id="usual"),
]


@pytest.mark.parametrize("kind", WIDE)
def test_trailing_zeros_of_a_decimal_column_do_not_count(kind: Any) -> None:
    """43,000 with 18 decimals needs 77 bits; it is read as 43,000. A thirteenth decimal that counts is refused."""
    table = pa.table({"animator_fte": [1, 2], "expenses": pa.array(RPE["expenses"], kind)})
    assert amounts(estimate_table("RPE", table, 2023, CEILING)) == AMOUNTS
    assert amounts(estimate_table("RPE", table.to_pandas(types_mapper=pd.ArrowDtype), 2023, CEILING)) == AMOUNTS
    if kind.scale >= 18:
        finest = pa.array([D("43000.000000000000000001"), None], kind)
        told = check_table("RPE", table.set_column(1, "expenses", finest), 2023, CEILING).columns()
        assert told["code"] == ["number-too-long", "missing-field"]


def test_decimals_of_negative_scale_are_whole_numbers() -> None:
    hundreds = pa.array([D("4.3E+4"), D("9.00E+4")], pa.decimal128(5, -2))
    table = pa.table({"animator_fte": [1, 2], "expenses": hundreds})
    assert amounts(estimate_table("RPE", table, 2023, CEILING)) == [D("18490.00"), D("38700.00")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_yes_is_no_figure_in_a_table_as_in_one_case(kind: str) -> None:
    """True is no number of posts: refused in one case, and in every kind of table."""
    with pytest.raises(InvalidInput) as refused:
        afas.estimate("RPE", {"animator_fte": True, "expenses": 1}, 2023, CEILING)
    columns: Any = {"animator_fte": np.array([True, False]), "expenses": [43000, 1]}
    told = check_table("RPE", KINDS[kind][0](columns), 2023, CEILING).columns()
    assert told["code"] == [refused.value.faults[0].code] * 2
    assert told["found"] == ["True", "False"]


def test_a_yes_is_a_flag_in_every_kind_of_column() -> None:
    entries: dict[str, Any] = {
        "entitled_hours": [100], "billed_hours": [100], "attended_hours": [100], "expenses": [1000],
        "family_participations": [0], "general_scheme_share": [1],
    }  # fmt: skip
    figures = {"ceiling_low": "9", "ceiling_high": "8", "ceiling_low_basic": "5", "ceiling_high_basic": "4"}
    flags: list[Any] = [[True], np.array([True]), [1], ["1"], np.array([1], np.uint8)]
    for flag in flags:
        made = estimate_table("EAJE", {**entries, "meals_and_nappies": flag}, 2025, figures)
        assert amounts(made) == [D("594.00")]  # 100 h at the ceiling of 9: 900 x 66 %
    for make in (pa.table, pl.DataFrame, pd.DataFrame):
        made = estimate_table("EAJE", make({**entries, "meals_and_nappies": [True]}), 2025, figures)
        assert amounts(made) == [D("594.00")]


STRANGE: list[Any] = [D("sNaN"), D("Infinity"), float("inf"), object(), [1], np.array([1, 2]), {"a": 1}, b"1", 1j]


@pytest.mark.parametrize("raw", STRANGE, ids=lambda raw: type(raw).__name__ + str(raw)[:8])
def test_what_is_no_figure_is_a_fault_of_its_row(raw: Any) -> None:
    column = np.empty(2, object)
    column[0], column[1] = raw, 43000
    for field, other in (("expenses", "animator_fte"), ("animator_fte", "expenses")):
        told = check_table("RPE", {field: column, other: [1, 1]}, 2023, CEILING)
        assert told.columns()["row"] == [0], field
    told = check_table("RPE", {"animator_fte": list(column), "expenses": [1, 1]}, 2023, CEILING)
    assert told.columns()["row"] == [0]


EMPTY: list[Any] = [None, float("nan"), D("NaN"), pd.NA, pd.NaT, np.float32("nan"), "", " ", np.datetime64("NaT", "ns")]


@pytest.mark.parametrize("raw", EMPTY, ids=repr)
def test_what_stands_for_nothing_is_a_missing_field(raw: Any) -> None:
    column = np.empty(2, object)
    column[0], column[1] = raw, 43000
    told = check_table("RPE", {"animator_fte": [1, 1], "expenses": column}, 2023, CEILING).columns()
    assert (told["row"], told["code"]) == ([0], ["missing-field"])


YEARS: dict[str, Callable[[], Any]] = {
    "Int64": lambda: pd.DataFrame({**RPE, "y": pd.array([2023, pd.NA], "Int64")}),
    "int64[pyarrow]": lambda: pd.DataFrame({**RPE, "y": pd.array([2023, pd.NA], "int64[pyarrow]")}),
    "float": lambda: pd.DataFrame({**RPE, "y": [2023, float("nan")]}),
    "object": lambda: pd.DataFrame({**RPE, "y": pd.Series([2023, pd.NA], dtype=object)}),
    "polars": lambda: pl.DataFrame({**RPE, "y": [2023, None]}),
    "arrow": lambda: pa.table({**RPE, "y": pa.array([2023, None])}),
    "mapping": lambda: {**RPE, "y": [2023, None]},
    "list in a cell": lambda: {**RPE, "y": [2023, [2023]]},
    "sNaN": lambda: {**RPE, "y": [2023, D("sNaN")]},
    "half a year": lambda: {**RPE, "y": [2023, D("2023.5")]},
}


@pytest.mark.parametrize("kind", YEARS)
def test_a_row_without_a_year_is_at_fault_and_the_others_are_computed(kind: str) -> None:
    made = estimate_table("RPE", YEARS[kind](), "y", CEILING, faults="report")
    assert amounts(made) == [AMOUNTS[0], None]
    assert [str(one) for one in made["faults"]][1] == "y:not-a-year"


def test_a_row_without_a_code_is_at_fault() -> None:
    for make in (pd.DataFrame, pl.DataFrame, pa.table, dict):
        made = estimate_table("code", make({**RPE, "code": ["RPE", None]}), 2023, {"RPE": CEILING}, faults="report")
        assert amounts(made) == [AMOUNTS[0], None]
        assert [str(one) for one in made["faults"]][1] == "code:unknown-ps"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_figures_near_the_end_of_64_bits_never_overflow(data: st.DataObject) -> None:
    """Supplied figures of as many digits as a figure may have: each row as `estimate` has it, or a fault of the row."""
    long = st.decimals(D(0), D(10) ** 15 - 1, places=12).map(lambda one: one.normalize()) | st.sampled_from(
        [D("301234567890123.123456789012"), D("999999999999999.999999999999"), D(10) ** 14, D("0.000000000001"), D(3)]
    )
    code = data.draw(st.sampled_from(["EAJE", "ALSH", "MEDIATION_FAMILIALE", "CLAS"]))
    service = afas.ps.get(code)
    share, flag = st.decimals(D(0), D(1), places=12), st.sampled_from([0, 1])

    def figure(unit: Unit) -> Any:
        kinds = {Unit.RATIO: share, Unit.FLAG: flag}
        return data.draw(st.integers(0, 1000) if unit.whole else kinds.get(unit, long))

    figures: dict[str, Any] = {name: figure(service.parameter(name).unit) for name in service.formulas[-1].uses}
    needed = [field for field in service.fields if field.default is None]
    rows = [{field.name: figure(field.unit) for field in needed} for _ in range(2)]
    year = 2025
    try:
        made = estimate_table(
            service,
            {name: [row[name] for row in rows] for name in rows[0]},
            year,
            figures,
            faults="report",
            replacing=tuple(figures),
        )
    except AfasError:
        return
    for rank, row in enumerate(rows):
        try:
            wanted = afas.estimate(service, row, year, figures, replacing=tuple(figures))
        except AfasError:
            assert made["faults"][rank] is not None
            continue
        told = made["faults"][rank]
        if told is None:
            assert amounts(made)[rank] == wanted.amount
        else:
            assert told == "amount-too-large"
            assert wanted.amount > 2**60 / 100


@pytest.mark.parametrize("places", range(18, 22))
def test_half_a_cent_is_rounded_where_a_cent_is_more_units_than_64_bits_hold(places: int) -> None:
    """A billion times 5 EUR x 10**-12 is half a cent; with 21 places a cent is 10**19 units, and half of it fits."""
    last = D(1).scaleb(12 - places)
    figures = {"rate": D(1).scaleb(-12), "ceiling": 5 * D(10) ** 9 + last, "rounded_to_the_euro": D(0)}
    table = {"groups": [1, 1], "children": [8, 8], "expenses": [5 * D(10) ** 9 + last, 5 * D(10) ** 9 - last]}
    made = estimate_table("CLAS", table, 2025, figures, replacing=tuple(figures))
    assert amounts(made) == [D("0.01"), D("0.00")]


def test_decimals_of_a_column_with_empty_rows_are_none_there() -> None:
    made = estimate_table("RPE", {"animator_fte": [1, -1], "expenses": [43000, 1]}, 2023, CEILING, faults="report")
    assert made["amount"].to_decimals() == [D("18490.00"), None]
    assert made["amount"].to_decimals(fill=D(0)) == [D("18490.00"), D(0)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_is_taken_is_refused_unless_asked_for(kind: str) -> None:
    make, read = KINDS[kind]
    for taken in ("amount", "faults"):
        table = make({**RPE, taken: [1, 2]})
        with pytest.raises(InvalidInput) as refused:
            estimate_table("RPE", table, 2023, CEILING, faults="report")
        assert [(fault.path, fault.code) for fault in refused.value.faults] == [(f"columns.{taken}", "column-taken")]
    made = estimate_table("RPE", make({**RPE, "amount": [1, 2]}), 2023, CEILING, overwrite=True)
    assert [D(str(one)) for one in read(made, "amount")] == AMOUNTS
    names = made.schema.names if isinstance(made, (pa.Table, pa.RecordBatch)) else list(made)
    if isinstance(made, pl.DataFrame):
        names = made.columns
    assert [str(one) for one in names].count("amount") == 1


def test_payments_refuse_a_name_that_is_taken() -> None:
    terms = afas.payments.PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    table = {"forecast": ["1000"], "advance_1": ["5"]}
    with pytest.raises(InvalidInput, match="advance_1"):
        simulation.payments_table(terms, table)
    assert amounts(simulation.payments_table(terms, table, overwrite=True), "advance_1") == [D("400.00")]


def test_a_run_on_the_output_of_a_run_mixes_nothing() -> None:
    """The columns of the first run stand in the table: the second names its own otherwise, or is asked to replace."""
    scenario = {"name": "+2 %", "parameters": {"ALSH": {"ceiling": "+2 %"}}}
    table = pl.DataFrame({"attended_hours": [1000], "expenses": [9000], "general_scheme_share": [1], "site": ["a"]})
    first = simulation.run({"ceiling": "2"}, [scenario], table, "ALSH", 2023)["+2 %"].table()
    again = simulation.run({"ceiling": "3"}, [scenario], first, "ALSH", 2023)["+2 %"]
    with pytest.raises(InvalidInput) as refused:
        again.table()
    assert {fault.path for fault in refused.value.faults} == {
        "columns.before", "columns.after", "columns.difference", "columns.effect_ceiling",
    }  # fmt: skip
    beside = again.table(prefix="second_")
    assert (beside["before"][0], beside["second_before"][0]) == (D("600.00"), D("900.00"))
    assert again.table(overwrite=True)["before"][0] == D("900.00")
    with pytest.raises(InvalidInput, match="before"):
        again.by("before", edges=["500"])
    with pytest.raises(InvalidInput, match="before"):
        again.by("before")


def test_rows_left_out_are_counted_in_every_view() -> None:
    table: dict[str, list[Any]] = {
        "attended_hours": ["1000", "-1", "10"],
        "expenses": ["9000"] * 3,
        "general_scheme_share": [1, 1, 1],
        "g": ["a", "a", "b"],
    }
    scenario = {"name": "+2 %", "parameters": {"ALSH": {"ceiling": "+2 %"}}}
    results = simulation.run({"ceiling": "2"}, [scenario], table, "ALSH", 2023, faults="report")
    outcome = results["+2 %"]
    curve = simulation.sweep("ALSH", table, "ceiling", ["1.90"], 2023, {"ceiling": "2"}, faults="report")
    assert outcome.left_out == 1
    assert outcome.by("g").left_out == 1
    assert [point.left_out for point in curve.points] == [1]
    for shown in (outcome, outcome.by("g"), curve, results):
        assert "1 ligne n’est pas comptée" in shown.to_markdown("fr").replace("\u00a0", " ")
        assert "1 row is not counted" in shown.to_markdown("en")
    whole = {name: [one[0], one[2]] for name, one in table.items()}
    assert "counted" not in simulation.run({"ceiling": "2"}, [scenario], whole, "ALSH", 2023)["+2 %"].to_markdown("en")


def test_lazy_frames_come_back_lazy() -> None:
    made = estimate_table("RPE", pl.LazyFrame(RPE), 2023, CEILING)
    assert isinstance(made, pl.LazyFrame)
    assert made.collect()["amount"].to_list() == AMOUNTS


def test_readers_of_arrow_come_back_as_readers() -> None:
    batches = pa.table(RPE).to_batches(max_chunksize=1)
    reader = pa.RecordBatchReader.from_batches(batches[0].schema, batches)
    made = estimate_table("RPE", reader, 2023, CEILING)
    assert isinstance(made, pa.RecordBatchReader)
    assert made.read_all()["amount"].to_pylist() == AMOUNTS


def test_relations_of_duckdb_come_back_as_readers() -> None:
    import duckdb

    relation = duckdb.from_arrow(pa.table(RPE))
    made = estimate_table("RPE", relation, 2023, CEILING)
    assert made.read_all()["amount"].to_pylist() == AMOUNTS
    assert check_table("RPE", duckdb.from_arrow(pa.table({**RPE, "animator_fte": [1, -1]})), 2023, CEILING).columns()[
        "code"
    ] == ["too-low"]


TWICE = ["animator_fte", "expenses", "expenses"]
REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "duplicate in pyarrow": (lambda: pa.table([[1], [2], [3]], TWICE), "duplicate-column"),
    "duplicate in pandas": (lambda: pd.DataFrame([[1, 2, 3]], columns=TWICE), "duplicate-column"),
    "a number in a mapping": (lambda: {"animator_fte": 1, "expenses": [1]}, "not-a-column"),
    "a word in a mapping": (lambda: {"animator_fte": "1", "expenses": [1]}, "not-a-column"),
    "two dimensions": (lambda: {"animator_fte": np.ones((1, 2), int), "expenses": [1]}, "not-a-column"),
    "lengths": (lambda: {"animator_fte": [1, 2], "expenses": [1]}, "columns-of-different-lengths"),
    "a list": (lambda: [{"animator_fte": 1}], "not-a-table"),
    "nothing": (lambda: None, "not-a-table"),
    "a word": (lambda: "table.csv", "not-a-table"),
    "a series": (lambda: pd.Series([1]), "not-a-table"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_table_is_refused_by_an_error_of_ours(kind: str) -> None:
    make, code = REFUSED[kind]
    with pytest.raises(InvalidInput) as refused:
        estimate_table("RPE", make(), 2023, CEILING)
    assert refused.value.faults[0].code == code
    assert refused.value.text("fr")
    with pytest.raises(InvalidInput):
        check_table("RPE", make(), 2023, CEILING)


def test_decimals_for_every_column_of_floats() -> None:
    table = {"animator_fte": np.array([1.0, 2.0]), "expenses": np.array([43000.0, 90000.05])}
    for decimals in (2, {"*": 2}, {"*": 0, "expenses": 2}):
        assert amounts(estimate_table("RPE", table, 2023, CEILING, decimals=decimals)) == AMOUNTS
    with pytest.raises(InvalidInput) as refused:
        estimate_table("RPE", table, 2023, CEILING, decimals={"*": 2, "expense": 2})
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("decimals.expense", "no-column")]
    for bad in (True, -1, 13, "2", 2.0):
        with pytest.raises(InvalidInput) as refused:
            estimate_table("RPE", table, 2023, CEILING, decimals={"expenses": bad, "animator_fte": 0})  # type: ignore[dict-item]
        assert [fault.code for fault in refused.value.faults] == ["not-decimals"]


def test_the_types_of_what_comes_back_do_not_depend_on_the_rows() -> None:
    """Amounts and faults have one type, whether no row, every row or some row is at fault."""
    for make in (pl.DataFrame, pa.table, pd.DataFrame):
        seen = set()
        for rows in ([], [1], [-1], [1, -1]):
            table = make(
                {"animator_fte": np.array(rows, np.int64), "expenses": np.array([43000] * len(rows), np.int64)}
            )
            made = estimate_table("RPE", table, 2023, CEILING, faults="report")
            seen.add(str(getattr(made, "dtypes", None) if not isinstance(made, pa.Table) else made.schema))
        assert len(seen) == 1


def test_a_sourced_figure_is_replaced_only_where_it_is_named() -> None:
    """As in `estimate`: the rate of the RPE is sourced, 43 %. Scenarios and sweeps replace by purpose."""
    other = {**CEILING, "rate": "0.50"}
    with pytest.raises(InvalidInput) as refused:
        estimate_table("RPE", RPE, 2023, other)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("parameters.rate", "replaces-sourced")]
    assert amounts(estimate_table("RPE", RPE, 2023, other, replacing="rate")) == [D("21500.00"), D("45000.03")]
    kernel = simulation.batches("RPE", 2023, other, replacing=("rate",))
    assert amounts(kernel.table(pa.table(RPE))) == [D("21500.00"), D("45000.03")]
    with pytest.raises(InvalidInput) as refused:
        check_table("RPE", RPE, 2023, CEILING, replacing=("rates",))
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("replacing.rates", "unknown-parameter")]
    scenario = {"name": "50 %", "parameters": {"RPE": {"rate": "0.50"}}}
    assert simulation.run(CEILING, [scenario], RPE, "RPE", 2023)["50 %"].budget_after == D("66500.03")


def test_figures_keep_the_constraints_of_their_ps_in_every_tool() -> None:
    """EAJE 2025: the slope starts at 107 %; one that ends there, or before, is refused, and nothing is 0/0."""
    table = {
        "entitled_hours": [1100], "billed_hours": [1100], "attended_hours": [1000], "meals_and_nappies": [1],
        "expenses": [20000], "family_participations": [0], "general_scheme_share": [1],
    }  # fmt: skip
    figures = {"ceiling_low": "10", "ceiling_high": "8", "ceiling_low_basic": "5", "ceiling_high_basic": "4"}
    for end in ("1.07", "1.0699"):
        cliff = {"name": "cliff", "parameters": {"EAJE": {"high_rate": end}}}
        supplied = {**figures, "high_rate": end}
        calls: list[Callable[[], Any]] = [
            partial(estimate_table, "EAJE", table, 2025, supplied, replacing="high_rate"),
            partial(check_table, "EAJE", table, 2025, supplied, replacing="high_rate"),
            partial(simulation.run, figures, [cliff], table, "EAJE", 2025),
            partial(simulation.sweep, "EAJE", table, "high_rate", ["1.1", end], 2025, figures),
        ]
        for call in calls:
            with pytest.raises(InvalidInput) as refused:
                call()
            assert {fault.code for fault in refused.value.faults} == {"constraint-broken"}


def test_a_french_csv_in_three_lines() -> None:
    """Semicolons, decimal commas, spaces between thousands: read as text, or as floats of two decimals."""
    text = "animator_fte;expenses\n1,5;43 000,00\n2;90\u202f000,05\n1;1.234\n"
    table = pl.read_csv(text.encode(), separator=";", infer_schema=False)
    made = estimate_table("RPE", table, 2023, CEILING, locale="fr", faults="report")
    assert amounts(made) == [D("18490.00"), D("38700.02"), None]  # 43 % of 43,000.00 and of 90,000.05
    assert made["faults"][2].startswith("expenses:")
    plain = "animator_fte;expenses\n1,5;43000,00\n2,0;90000,05\n"
    floats = pd.read_csv(io.StringIO(plain), sep=";", decimal=",")
    assert amounts(estimate_table("RPE", floats, 2023, CEILING, decimals=2)) == [D("18490.00"), D("38700.02")]
    told = check_table("RPE", table, 2023, CEILING)
    assert told.columns()["row"] == [0, 0, 1]
    scenario = {"name": "x", "parameters": {"RPE": {"ceiling": "+10 %"}}}
    assert simulation.run(CEILING, [scenario], table[:2], "RPE", 2023, locale="fr")["x"].cost == D("0.00")


def test_a_parquet_file_is_estimated_in_pieces() -> None:
    size = 1000
    table = pa.table(
        {"animator_fte": [1] * size, "expenses": pa.array([D(one) for one in range(size)], pa.decimal128(9, 2))}
    )
    source, target, seen = io.BytesIO(), io.BytesIO(), list[tuple[int, int]]()
    pq.write_table(table, source, row_group_size=300)
    estimator = simulation.Estimator("RPE", 2023, CEILING)
    assert simulation.parquet(source, target, estimator, rows=128, progress=lambda *one: seen.append(one)) == size
    assert pq.read_table(target)["amount"].to_pylist() == estimator(table)["amount"].to_pylist()
    assert (seen[-1], len(seen) >= 8) == ((size, size), True)
    wrong = io.BytesIO()
    pq.write_table(table.set_column(0, "animator_fte", pa.array([1] * (size - 1) + [-1])), wrong)
    with pytest.raises(simulation.FaultyTable) as refused:
        simulation.parquet(wrong, io.BytesIO(), estimator, rows=100)
    assert [fault.path for fault in refused.value.faults] == ["rows[999].animator_fte"]
    with pytest.raises(simulation.Cancelled):
        simulation.parquet(source, io.BytesIO(), estimator, rows=100, progress=lambda *_: False)


def test_one_row_is_explained_as_one_case() -> None:
    for make in (dict, pl.DataFrame, pa.table, pd.DataFrame):
        made = simulation.explain_row("RPE", make(RPE), 1, 2023, CEILING)
        assert made.estimate.amount == AMOUNTS[1]
        assert made.to_markdown("en") == afas.explain(
            afas.estimate("RPE", {"animator_fte": 2, "expenses": "90000.05"}, 2023, CEILING)
        ).to_markdown("en")
    with pytest.raises(simulation.FaultyTable):
        simulation.explain_row("RPE", {"animator_fte": [-1], "expenses": [1]}, 0, 2023, CEILING)
    with pytest.raises(IndexError):
        simulation.explain_row("RPE", RPE, 2, 2023, CEILING)


def test_years_are_whole_numbers_of_any_kind() -> None:
    for year in (2023, np.int64(2023), np.int16(2023)):
        assert amounts(estimate_table("RPE", RPE, year, CEILING)) == AMOUNTS  # type: ignore[arg-type]
        assert amounts(estimate_table("RPE", pa.table(RPE), year, CEILING)) == AMOUNTS  # type: ignore[arg-type]
    for wrong in (None, True, 2023.0, 9999, -1, [2023]):
        with pytest.raises(InvalidInput) as refused:
            estimate_table("RPE", RPE, wrong, CEILING)  # type: ignore[arg-type]
        assert [fault.code for fault in refused.value.faults] == ["not-a-year"]
