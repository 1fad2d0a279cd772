"""Estimates of tables: each kind of table, the cents of `estimate`, and what is wrong by row and field."""

from collections.abc import Callable, Mapping
from datetime import date
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
from afas import ps
from afas.arithmetic import cents
from afas.errors import AfasError, InvalidInput
from afas.estimation import estimate as ps_estimate
from afas.forms import Field, FormCode
from afas.packs import illustrative_pack, read_pack
from afas.parameters import NoValueAt, Parameter, ParameterValue
from afas.ps import UnknownPS
from afas.quantities import Unit
from afas.simulation import FaultyTable, Fixed, check_table, estimate_table
from afas.sources import Source
from afas.text import Text
from tests.strategies import case

CEILING = {"ceiling": "1.97"}
D = Decimal
# 4,981 h x 1.97 = 9,812.57 > 7,293.55; x 0.30 = 2,188.065, a tie. 10 h x 1.97 = 19.70; x 0.30 x 0.5 = 2.955, a tie.
GOOD = {
    "attended_hours": [4981, 10],
    "expenses": [D("7293.55"), D("100.00")],
    "general_scheme_share": ["1", "0.5"],
    "commune": ["NANTERRE", "COLOMBES"],
}
AMOUNTS = [D("2188.07"), D("2.96")]

KINDS: dict[str, tuple[Callable[[Any], Any], Callable[[Any, str], list[Any]]]] = {
    "mapping": (dict, lambda table, name: table[name].to_decimals()),
    "polars": (pl.DataFrame, lambda table, name: table[name].to_list()),
    "pandas": (pd.DataFrame, lambda table, name: list(table[name])),
    "pandas-arrow": (
        lambda columns: pa.table(columns).to_pandas(types_mapper=pd.ArrowDtype),
        lambda table, name: list(table[name]),
    ),
    "pyarrow": (pa.table, lambda table, name: table[name].to_pylist()),
    "record-batch": (pa.RecordBatch.from_pydict, lambda table, name: table[name].to_pylist()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_kind_of_table_comes_back_with_the_amount(kind: str) -> None:
    make, read = KINDS[kind]
    table = make(GOOD)
    made = estimate_table("ALSH", table, 2023, CEILING)
    assert type(made) is type(table)
    assert read(made, "amount") == AMOUNTS
    assert list(made["commune"]) == list(table["commune"])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_wrong_is_told_by_row_and_the_other_rows_are_computed(kind: str) -> None:
    make, read = KINDS[kind]
    wrong = {**GOOD, "attended_hours": [4981, 10], "expenses": [None, D("100.00")]}
    made = estimate_table("ALSH", make(wrong), 2023, CEILING, faults="report")
    assert next(iter(made["faults"])) in ("expenses:missing-field", pa.scalar("expenses:missing-field"))
    if kind == "mapping":
        assert made["amount"].units.tolist() == [None, 296]
    else:
        missing, amount = read(made, "amount")
        assert missing is None or missing is pd.NA
        assert amount == D("2.96")
    with pytest.raises(FaultyTable) as caught:
        estimate_table("ALSH", make(wrong), 2023, CEILING)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("rows[0].expenses", "missing-field")]


COLUMNS: dict[str, Any] = {
    "integers": np.array([4981, 10], np.int32),
    "fixed": Fixed.of(["4981.00", "10"]),
    "strings": [" 4981 ", "10.0"],
    "decimals": [D(4981), D("10.000")],
    "polars-decimal": pl.Series([D("4981.0"), D("10.0")]),
    "arrow-small-decimal": pa.array([D("4981.0"), D("10.0")], pa.decimal128(5, 1)),
}


@pytest.mark.parametrize("column", COLUMNS)
def test_every_exact_column_is_read(column: str) -> None:
    figures = COLUMNS[column]
    table: Any = {**GOOD, "attended_hours": figures}
    if isinstance(figures, pl.Series):
        table = pl.DataFrame({**GOOD, "attended_hours": figures})
    elif isinstance(figures, pa.Array):
        table = pa.table(table)
    made = estimate_table("ALSH", table, 2023, CEILING)["amount"]
    assert (made.to_decimals() if isinstance(made, Fixed) else list(map(D, map(str, made)))) == AMOUNTS


def test_slices_and_chunks_of_arrow_are_read_where_they_start() -> None:
    table = pa.table(GOOD)
    chunked = pa.concat_tables([table.slice(1, 1), table, table.slice(0, 1)])
    made = estimate_table("ALSH", chunked, 2023, CEILING)
    assert made["amount"].to_pylist() == [AMOUNTS[1], *AMOUNTS, AMOUNTS[0]]


def test_floats_are_refused_with_the_way_to_say_what_they_stand_for() -> None:
    table = pl.DataFrame({**GOOD, "expenses": [7293.55, 100.0]})
    with pytest.raises(InvalidInput) as caught:
        estimate_table("ALSH", table, 2023, CEILING)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("columns.expenses", "floats-refused")]
    assert "decimals={'expenses': 2}" in caught.value.text("en")
    made = estimate_table("ALSH", table, 2023, CEILING, decimals={"expenses": 2})
    assert made["amount"].to_list() == AMOUNTS
    off = table.with_columns(pl.Series("expenses", [7293.551, float("nan")]))
    told = check_table("ALSH", off, 2023, CEILING, decimals={"expenses": 2})
    assert told.columns()["code"] == ["not-that-decimal", "missing-field"]
    assert told.columns()["found"] == ["7293.551", None]


def test_each_fault_has_the_code_of_the_scalar_path() -> None:
    """Every raw figure is at fault, or not, as it is for one case; integers and strings alike."""
    raw: list[Any] = [-1, 0, 10**14, 10**15, "1e3", "-0.5", "1.25", "", None, "0.1234567890123", "x", "12 "]
    services = {name: ps.get(name) for name in ("CLAS", "ALSH", "EAJE")}
    for service in services.values():
        for field in service.fields:
            for figure in raw:
                values = [figure]
                table: dict[str, Any] = {
                    one.name: ["1"] if one.unit != "flag" else [1] for one in service.fields if one.default is None
                }
                table[field.name] = values
                told = check_table(service, table, 2018, illustrative_pack(), "carry_forward").columns()
                found = {code for code, name in zip(told["code"], told["field"], strict=True) if name == field.name} - {
                    "no-part-at"
                }
                empty = figure is None or not str(figure).strip()
                if empty:
                    wanted = set() if field.default is not None else {"missing-field"}
                else:
                    read = field.read(figure, "")
                    wanted = set() if isinstance(read, Decimal) else {read.code}
                assert found == wanted, (service.code, field.name, figure)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_table_gives_the_amounts_of_estimate(data: st.DataObject) -> None:
    """Several cases of one PS and year in one table: each row as `estimate` has it, parts and all."""
    service, year, entries, parameters = case(data)
    rows = [entries]
    for _ in range(data.draw(st.integers(0, 2))):
        other = {name: data.draw(st.sampled_from([value, 0])) for name, value in entries.items()}
        rows.append(other)
    table = {name: [row[name] for row in rows] for name in entries}
    made = estimate_table(service, table, year, parameters, faults="report", replacing=tuple(parameters))
    for rank, row in enumerate(rows):
        rules = service.rules({k: v for k, v in row.items() if v}, on=year.start)
        assert rules is not None
        needed = {name: figure for name, figure in parameters.items() if name in rules.uses}
        try:
            wanted = afas.estimate(service, row, year, parameters=needed, replacing=tuple(needed))
        except AfasError:
            assert made["faults"][rank] is not None
            continue
        assert made["faults"][rank] is None
        assert D(int(made["amount"].units[rank])).scaleb(-2) == wanted.amount
        for name, amount in wanted.parts.items():
            if f"amount_{name}" in made:
                assert D(int(made[f"amount_{name}"].units[rank])).scaleb(-2) == amount


def test_a_part_is_computed_where_it_is_declared() -> None:
    """10 h of the Aeeh at 4.50 in 2024: 45.00, beside 10 x 1.97 x 0.30 x 0.5 = 2.955, hence 2.96."""
    table = pl.DataFrame({**GOOD, "aeeh_hours": [0, 10]})
    made = estimate_table("ALSH", table, 2024, CEILING)
    assert made["amount"].to_list() == [D("2188.07"), D("47.96")]
    assert made["amount_right"].to_list() == AMOUNTS
    assert made["amount_inclusive_complement"].to_list() == [D("0.00"), D("45.00")]
    assert "amount_right" not in estimate_table("ALSH", table, 2024, CEILING, parts=False).columns
    always = estimate_table("ALSH", pl.DataFrame(GOOD), 2024, CEILING, parts=True)
    every = ["right", *(part.name for part in afas.ps.get("ALSH").parts)]
    assert always.columns[-len(every) :] == [f"amount_{name}" for name in every]


def test_a_part_without_a_formula_is_a_fault_of_the_rows_that_declare_it() -> None:
    """No *complément inclusif* is known before 2024."""
    table = pl.DataFrame({**GOOD, "aeeh_hours": [0, 10]})
    made = estimate_table("ALSH", table, 2023, CEILING, faults="report")
    assert made["amount"].to_list() == [D("2188.07"), None]
    assert made["faults"].to_list() == [None, "aeeh_hours:no-part-at"]


def test_something_over_zero_is_a_fault_of_its_row() -> None:
    """Médiation familiale: deposits without a real FTE divide by zero; nothing over nothing is nothing."""
    table = pl.DataFrame(
        {
            "real_fte": [1, 0, 0],
            "funded_fte": [1, 0, 1],
            "expenses": [1000, 0, 0],
            "family_participations": [0, 0, 10],
            "consignations": [0, 0, 0],
        }
    )
    made = estimate_table("MEDIATION_FAMILIALE", table, 2023, {"ceiling": "75000"}, faults="report")
    assert made["amount"].to_list() == [D("750.00"), D("0.00"), None]
    assert made["faults"].to_list() == [None, None, "ratio-over-zero"]


def test_years_and_ps_mixed_in_one_table() -> None:
    """RPE 43 % of at most 1 FTE x 60,000: 25,800; FJT 31.8 % of 1,000: 318; EVS from 60 % in 2023 to 63.6 % in 2024."""
    table = pl.DataFrame(
        {
            "code": ["EVS", "FJT", "EVS", "RAM", "XYZ", "FJT"],
            "exercice": [2024, 2024, 2023, 2023, 2023, 2023],
            "expenses": [1000, None, 1000, 90000, 1, None],
            "eligible_payroll": [None, 1000, None, None, None, 1000],
            "animator_fte": [None, None, None, 1, None, None],
        }
    )
    made = estimate_table("code", table, "exercice", illustrative_pack(), faults="report")
    assert made["amount"].to_list() == [D("636.00"), D("318.00"), D("600.00"), D("25800.00"), None, None]
    assert made["faults"].to_list()[4:] == ["code:unknown-ps", "parameters.rate:no-value-at"]
    assert made["code"].to_list() == table["code"].to_list()
    by_code = {"EVS": {"ceiling": "40000"}, "FJT": {"ceiling": "100000"}, "RPE": {"ceiling": "60000"}}
    same = estimate_table("code", table, "exercice", by_code, faults="report")
    assert same["amount"].to_list() == made["amount"].to_list()


def test_dated_figures_are_taken_by_year() -> None:
    """1,000 h x 1.00 x 0.30 = 300.00 in 2022, x 2.00 = 600.00 in 2023."""
    source = Source(title="Barème", publisher="Caf 00")
    values = [
        ParameterValue(date(2022, 1, 1), date(2023, 1, 1), D(1), source),
        ParameterValue(date(2023, 1, 1), None, D(2), source),
    ]
    table = {
        "attended_hours": [1000] * 3,
        "expenses": [9999] * 3,
        "general_scheme_share": [1] * 3,
        "y": [2023, 2022, 0],
    }
    made = estimate_table("ALSH", table, "y", {"ceiling": values}, faults="report")
    assert made["amount"].units.tolist() == [60000, 30000, None]
    assert made["faults"].tolist() == [None, None, "y:not-a-year"]
    pack = read_pack(
        {
            "source": {"title": "Barème", "publisher": "Caf 00"},
            "values": {"ALSH": {"ceiling": [{"value": "1", "start": "2022-01-01"}]}},
        }
    )
    assert estimate_table("ALSH", {**table, "y": [2022] * 3}, "y", pack)["amount"].units.tolist() == [30000] * 3


@pytest.mark.parametrize(
    ("table", "paths"),
    [
        (
            {"attended_hours": [1], "expense": [1]},
            {"columns.expenses", "columns.expense", "columns.general_scheme_share"},
        ),
        ({**GOOD, "aeeh_hour": [1, 2]}, {"columns.aeeh_hour"}),
    ],
)
def test_a_missing_or_misspelt_column_is_an_error(table: Mapping[str, Any], paths: set[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        estimate_table("ALSH", table, 2023, CEILING)
    assert {fault.path for fault in caught.value.faults} == paths


def test_errors_of_the_call() -> None:
    with pytest.raises(NoValueAt):
        estimate_table("ALSH", GOOD, 2023)
    with pytest.raises(InvalidInput, match="did you mean “ceiling”"):
        estimate_table("ALSH", GOOD, 2023, {"celing": "1"})
    with pytest.raises(UnknownPS):
        estimate_table("no_such_column", GOOD, 2023, CEILING)
    with pytest.raises(InvalidInput, match="no column “annee”"):
        estimate_table("ALSH", GOOD, "annee", CEILING)


def test_many_faults_are_counted_and_the_first_are_shown() -> None:
    table = {**{name: [1] * 100 for name in ("expenses", "general_scheme_share")}, "attended_hours": [-1] * 100}
    with pytest.raises(FaultyTable) as caught:
        estimate_table("ALSH", table, 2023, CEILING)
    assert len(caught.value.table) == 100
    assert len(caught.value.faults) == 20
    assert caught.value.text("en").endswith("… and 80 more")


def test_an_empty_table_has_an_empty_column() -> None:
    made = estimate_table("ALSH", pl.DataFrame(GOOD).head(0), 2023, CEILING)
    assert made["amount"].to_list() == []


def test_figures_that_need_more_than_64_bits_are_computed_too() -> None:
    """99,999,999,999,999 h and 0.000000000001 h in one column need 26 digits: x 1.97, the expenses are less."""
    table = {
        "attended_hours": ["99999999999999", "0.000000000001"],
        "expenses": ["200", "200"],
        "general_scheme_share": ["1", "1"],
    }
    assert estimate_table("ALSH", table, 2023, CEILING)["amount"].units.tolist() == [6000, 0]


def test_a_right_whose_parts_together_leave_64_bits_is_a_fault_of_its_row() -> None:
    """9 amounts of 11 x 10**15 euros are 1.1 x 10**18 cents each, below 2**60; together 9.9 x 10**18, above 2**63."""
    source = Source("essai", "Caf 00", checked_on=date(2026, 1, 1))
    label = Text(fr="Somme", en="Sum")

    def amount(name: str) -> Any:
        return lambda d, p, step: step(name, cents(d.expenses * p.times))

    names = [f"part_{rank}" for rank in range(8)]
    service = ps.PS(
        code="LARGE",
        text=Text(fr="Grande", en="Large"),
        fields=(Field("expenses", Unit.EUR, label, FormCode.FINANCIAL),),
        parameters=(Parameter("times", Unit.RATE, label, (ParameterValue(date(2023, 1, 1), None, D(11), source),)),),
        formulas=(ps.Formula(date(2023, 1, 1), amount("right"), ("times",), source),),
        steps=dict.fromkeys(["right", *names], label),
        parts=tuple(
            ps.Part(name, "expenses", (ps.Formula(date(2023, 1, 1), amount(name), ("times",), source),))
            for name in names
        ),
    )
    table = {"expenses": ["999999999999999", "1"]}
    made = check_table(service, table, 2023)
    assert made.columns()["row"] == [0]
    assert made.columns()["code"] == ["amount-too-large"]
    assert estimate_table(service, {"expenses": ["1"]}, 2023)["amount"].to_decimals() == [D("99.00")]


def test_a_figure_without_a_value_is_asked_for_on_the_rows_that_read_it() -> None:
    """Two of six ceilings are known: a row is a fault exactly where `estimate` refuses it, for the same figures."""
    known = {"ceiling_low": "9.70", "ceiling_high_basic": "6.60"}
    billed, meals = ["1000", "1070", "1071", "1170", "1171", "1300"], [True, False]
    rows = [{"billed_hours": hours, "meals_and_nappies": meal} for hours in billed for meal in meals]
    common = {"entitled_hours": "1000", "attended_hours": "1000", "expenses": "12000", "family_participations": "50"}
    cases = [{**common, "general_scheme_share": "0.97", **row} for row in rows]
    table = pl.DataFrame(cases)
    made = estimate_table("EAJE", table, 2023, known, faults="report")
    told = check_table("EAJE", table, 2023, known).columns()
    for rank, entries in enumerate(cases):
        fields = [field for row, field in zip(told["row"], told["field"], strict=True) if row == rank]
        amount, missing = _one("EAJE", entries, known)
        assert (made["amount"][rank], sorted(fields)) == (amount, missing)
    assert made["amount"].null_count() == 8  # all but up to 107 % with meals, and above 117 % without: two rows each


def _one(code: str, entries: Mapping[str, Any], known: Mapping[str, str]) -> tuple[D | None, list[str]]:
    try:
        return ps_estimate(code, entries, 2023, parameters=known).amount, []
    except NoValueAt as refused:
        return None, sorted(fault.path for fault in refused.faults)
