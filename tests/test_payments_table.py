"""Law 1 for payments: a table gives on every row the cents that `schedule` gives on one."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas.errors import InvalidInput
from afas.payments import (
    Accepted,
    BroughtForward,
    Expectation,
    Ledger,
    PaymentKind,
    PaymentTerms,
    Transmitted,
    UnspecifiedTerms,
    cash_flow,
    schedule,
)
from afas.simulation import FaultyTable, Fixed, cash_by_month, payments_table
from afas.terms import TermsBook

NORD = PaymentTerms.from_mapping(
    {
        "year": 2023,
        "equipment": "existing",
        "top_up_rate": "0",
        "advances": [
            {"rate": "0.35", "base": "actual N-2", "on": "forecast transmitted"},
            {
                "rate": "0.35",
                "on": "actual N-1 processed",
                "cap": {"rate": "0.70", "base": "actual N-1", "if": "gap over 0.10 not justified"},
            },
        ],
    }
)
NORD_NEW = PaymentTerms.from_mapping(
    {
        "year": 2023,
        "equipment": "new",
        "top_up_rate": "0",
        "advances": [
            {"rate": "0.35", "on": "forecast validated"},
            {"rate": "0.35", "base": "latest forecast N", "on": "September update validated"},
        ],
    }
)
SEINE = afas.calendars.get("92", 2023).payment_terms
assert SEINE is not None
CUMULATED = SEINE.with_cap("0.70", "actual N-1").with_top_up("0.40")
ALONE = SEINE.with_cap("0.25", "actual N-1", scope="this advance").with_top_up("0.335")
EUROS = PaymentTerms.from_mapping(
    {
        "rounding": "euro",
        "top_up_rate": "0.4",
        "top_up_cap": {"rate": "0.65", "base": "latest forecast N"},
        "advances": [
            {"rate": "0.305", "from": "2023-03-01"},
            {"rate": "0.2", "from": "2023-07-01", "cap": {"rate": "0.5", "base": "actual N-1", "if": "drop over 0.05"}},
            {
                "rate": "0.1",
                "from": "2023-10-02",
                "cap": {"rate": "0.6", "base": "actual N-1", "if": "rise over 0.05 of forecast N"},
            },
        ],
    }
)
EVERY = {"92": CUMULATED, "92, second reading": ALONE, "59": NORD, "59, new": NORD_NEW, "euros": EUROS}
RIGHTS = ("forecast", "actual", "previous_actual", "actual_n_2")
D = Decimal


def euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def by_schedule(terms: PaymentTerms, row: dict[str, Any]) -> dict[str, int]:
    """What `schedule` says of one row, in cents, under the names of the columns."""
    given_ = {name: euros(row[name]) for name in RIGHTS}
    made: dict[str, int] = {}
    items = schedule(terms, **given_, updated=[euros(row["updated"])], gap_justified=bool(row["gap_justified"]))  # type: ignore[arg-type]
    for item in items:
        made[item.kind.value.lower()] = int(item.amount * 100)
    return made


def differences(terms: PaymentTerms, columns: dict[str, Any]) -> list[Any]:
    """The rows on which the table and `schedule` differ."""
    size = len(columns["forecast"])
    table = {name: Fixed(np.asarray(columns[name], np.int64), 2) for name in (*RIGHTS, "updated")}
    made = payments_table(terms, {**table, "gap_justified": np.asarray(columns["gap_justified"])})
    cents = {name: column.units.tolist() for name, column in made.items() if name not in (*table, "gap_justified")}
    wrong = []
    for row in range(size):
        one = {name: int(column[row]) for name, column in columns.items()}
        told = by_schedule(terms, one)
        if any(values[row] != told.get(name, 0) for name, values in cents.items()) or not told.keys() <= cents.keys():
            wrong.append((one, told, {name: values[row] for name, values in cents.items()}))
    return wrong


def edges(rng: np.random.Generator, size: int) -> dict[str, Any]:
    """Rows on half-cent ties, on caps exactly reached and a cent on either side, on gaps of exactly the threshold."""
    before = rng.integers(0, 10**6, size) * rng.choice([1, 10, 100, 2000], size)
    forecast = rng.integers(0, 10**7, size)
    ways = rng.integers(0, 6, size)
    off = rng.integers(-1, 2, size)
    forecast = np.where(ways == 0, before * 11 // 10 + off, forecast)  # a gap of a tenth of N-1
    forecast = np.where(ways == 1, before * 9 // 10 + off, forecast)
    forecast = np.where(ways == 2, before * 10 // 9 + off, forecast)  # of the forecast
    forecast = np.where(ways == 3, before + off, forecast)  # 40 % + 30 % of it: the cap of 70 %
    forecast = np.where(ways == 4, forecast * 10 + 5, forecast)  # 30.5 %, 33.5 %, 35 %: ties
    forecast = np.maximum(forecast, 0)
    updated = np.maximum(np.where(ways == 5, forecast * 12 // 10, forecast) + off * rng.integers(0, 20, size), 0)
    actual = np.maximum((updated * 7) // 10 + off, 0)  # the advances, a cent more or less
    return {
        "forecast": forecast, "actual": actual, "previous_actual": before, "actual_n_2": rng.integers(0, 10**7, size),
        "updated": updated, "gap_justified": rng.integers(0, 2, size),
    }  # fmt: skip


def randomly(rng: np.random.Generator, size: int) -> dict[str, Any]:
    made: dict[str, Any] = {name: rng.integers(0, 10 ** rng.integers(1, 13), size) for name in (*RIGHTS, "updated")}
    return {**made, "gap_justified": rng.integers(0, 2, size)}


@pytest.mark.parametrize("name", EVERY)
def test_law_1_a_table_pays_the_cents_of_the_schedule(name: str) -> None:
    rng = np.random.default_rng(7)
    assert differences(EVERY[name], edges(rng, 300)) == []
    assert differences(EVERY[name], randomly(rng, 100)) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_law_1_a_hundred_thousand_rows_on_ties_and_bounds(name: str) -> None:
    rng = np.random.default_rng(11)
    assert differences(EVERY[name], edges(rng, 100_000 // len(EVERY))) == []
    assert differences(EVERY[name], randomly(rng, 20_000 // len(EVERY))) == []


cents = st.one_of(st.integers(0, 300), st.integers(0, 10**13))


@given(
    st.sampled_from(sorted(EVERY)),
    st.lists(st.fixed_dictionaries(dict.fromkeys((*RIGHTS, "updated"), cents)), min_size=1, max_size=4),
    st.booleans(),
)
def test_law_1_any_rows_under_any_terms(name: str, rows: list[dict[str, int]], justified: bool) -> None:
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    assert differences(EVERY[name], {**columns, "gap_justified": [int(justified)] * len(rows)}) == []


rate = st.integers(0, 10**4).map(lambda n: str(Decimal(n).scaleb(-4)))
caps = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "rate": rate,
            "base": st.sampled_from(["forecast N", "latest forecast N", "actual N-1", "actual N-2"]),
            "scope": st.sampled_from(["cumulative", "this advance"]),
            "if": st.sampled_from(
                [None, "gap over 0.10 not justified", "rise over 0.1", "drop over 0.02 of forecast N not justified"]
            ),
        }
    ),
)
advances = st.fixed_dictionaries(
    {
        "rate": rate,
        "base": st.sampled_from(["forecast N", "actual N-1", "actual N-2"]),
        "on": st.just("forecast validated"),
        "cap": caps,
    }
)
any_terms = st.fixed_dictionaries(
    {
        "advances": st.lists(advances, min_size=1, max_size=4),
        "top_up_rate": rate,
        "top_up_cap": caps,
        "rounding": st.sampled_from(["cent", "euro"]),
    }
)


@given(any_terms, st.integers(0, 2**32))
def test_law_1_terms_that_nobody_has_written_yet(data: dict[str, Any], seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert differences(PaymentTerms.from_mapping(data), edges(rng, 6)) == []


# --- the vectors of the sources, as a table


def shown(made: Any, *names: str) -> list[tuple[str, ...]]:
    return list(zip(*([str(one) for one in made[name].to_decimals()] for name in names), strict=True))


def test_vectors_p2_p3_and_p4_as_a_table() -> None:
    made = payments_table(
        NORD,
        {
            "vector": ["P2", "P3", "P4"],
            "actual_n_2": [90_000, 90_000, 90_000],
            "previous_actual": [95_000, 80_000, 80_000],
            "forecast": [100_000, 100_000, 100_000],
            "actual": [98_000, 50_000, 50_000],
            "gap_justified": [False, False, True],
        },
    )
    assert shown(made, "advance_1", "advance_2", "balance", "overpayment") == [
        ("31500.00", "35000.00", "31500.00", "0.00"),
        ("31500.00", "24500.00", "0.00", "6000.00"),
        ("31500.00", "35000.00", "0.00", "16500.00"),
    ]
    assert made["vector"] == ["P2", "P3", "P4"]


def test_vectors_p6_and_p7_as_a_table_of_each_kind() -> None:
    columns = {"forecast": [D("100000.00")] * 2, "previous_actual": [D("95000.00"), D("50000.00")]}
    for make, read in (
        (pa.table, lambda table, name: table[name].to_pylist()),
        (pl.DataFrame, lambda table, name: table[name].to_list()),
        (pd.DataFrame, lambda table, name: list(table[name])),
        (pa.RecordBatch.from_pydict, lambda table, name: table[name].to_pylist()),
    ):
        table = make(columns)
        made = payments_table(CUMULATED, table)
        assert type(made) is type(table)
        assert read(made, "advance_1") == [D(40_000), D(40_000)]
        assert read(made, "advance_2") == [D(26_500), D(0)]
        assert "balance" not in list(getattr(made, "column_names", getattr(made, "columns", ())))


# --- books, names, what is not known yet


def test_the_terms_of_a_row_are_those_of_its_year_ps_and_equipment() -> None:
    # 35 % x 90,000 existing; 35 % x 100,000 new; no terms for 2024
    table = {
        "year": [2023, 2023, 2024],
        "equipment": ["existing", "new", "new"],
        "forecast": [100_000] * 3,
        "previous_actual": [95_000] * 3,
        "actual_n_2": [90_000] * 3,
        "updated": [None, 110_000, None],
    }
    book = TermsBook((NORD, NORD_NEW))
    made = payments_table(book, table, year="year", equipment="equipment", faults="report")
    assert made["advance_1"].units.tolist() == [31_500_00, 35_000_00, None]
    assert made["advance_2"].units.tolist() == [35_000_00, 38_500_00, None]
    assert made["faults"].tolist() == [None, None, "no-terms"]
    with pytest.raises(FaultyTable, match="2024"):
        payments_table(book, table, year="year", equipment="equipment")


def test_a_row_whose_actual_right_is_not_known_has_no_balance_and_an_empty_update_is_none() -> None:
    # 40 % of 1,000; 30 % within 70 % x 1,000 - 400; 40 % x 100 within nothing said
    table = pl.DataFrame(
        {"forecast": [1000, 1000], "previous_actual": [1000, 1000], "actual": [None, 900], "updated": [1100, None]}
    )
    made = payments_table(CUMULATED, table)
    assert made["top_up"].to_list() == [D(40), D(0)]
    assert made["balance"].to_list() == [None, D(200)]
    assert made["overpayment"].to_list() == [None, D(0)]


def test_several_updates_rise_from_the_highest_known() -> None:
    # 40 % x (1,200 - 1,000) = 80, then nothing on 1,100, then 40 % x (1,300 - 1,200) = 40
    table = {"droit": [1000], "previous_actual": [5000], "june": [1200], "sept": [1100], "late": ["1300"]}
    made = payments_table(CUMULATED, table, columns={"forecast": "droit"}, updates=["june", "sept", "late"])
    assert shown(made, "top_up_1", "top_up_2", "top_up_3") == [("80.00", "0.00", "40.00")]
    items = schedule(CUMULATED, forecast=1000, previous_actual=5000, updated=[1200, 1100, 1300])
    assert [item.amount for item in items if item.kind is PaymentKind.TOP_UP] == [D(80), D(40)]


def test_what_the_terms_leave_open_and_what_the_table_lacks_is_told() -> None:
    assert SEINE is not None
    with pytest.raises(UnspecifiedTerms, match="with_cap"):
        payments_table(SEINE, {"forecast": [1], "previous_actual": [1]})
    with pytest.raises(InvalidInput) as caught:
        payments_table(NORD, {"previous_actual": [1]})
    assert [fault.path for fault in caught.value.faults] == ["columns.actual_n_2", "columns.forecast"]
    with pytest.raises(InvalidInput, match="decimals="):
        payments_table(CUMULATED, {"forecast": [1.5], "previous_actual": np.array([1.0])}, decimals={"forecast": 2})
    made = payments_table(
        CUMULATED,
        {"forecast": ["-1", "0.005", None, "100"], "previous_actual": [1, 1, 1, "x"], "actual": [1, 1, 1, 1]},
        faults="report",
    )
    assert made["faults"].tolist() == [
        "forecast:too-low",
        "forecast:not-whole-cents",
        "forecast:missing-field",
        "previous_actual:not-a-number",
    ]
    assert made["advance_1"].units.mask.tolist() == [True] * 4


# --- month by month


def ledger_by_month(terms: PaymentTerms, row: dict[str, Any], days: dict[str, date]) -> dict[date, Decimal]:
    """What the ledger of one activity makes due, by month."""
    facts = [
        Accepted("n2", date(2022, 3, 1), "A", 2021, "ACTUAL", euros(row["actual_n_2"])),
        Transmitted("t", days["forecast transmitted"], "A", 2023, "FORECAST"),
        Accepted("f", days["forecast validated"], "A", 2023, "FORECAST", euros(row["forecast"])),
        Accepted("n1", days["actual N-1 validated"], "A", 2022, "ACTUAL", euros(row["previous_actual"])),
        Accepted("u", days["update validated"], "A", 2023, "UPDATE_SEPTEMBER", euros(row["updated"])),
        Accepted("r", days["actual validated"], "A", 2023, "ACTUAL", euros(row["actual"])),
    ]
    found: dict[date, Decimal] = {}
    for entry in Ledger(terms).record(*facts).entries(year=2023):
        month = entry.on.replace(day=1)
        found[month] = found.get(month, D(0)) + entry.amount
    return {month: amount for month, amount in found.items() if amount}


@given(
    st.sampled_from([CUMULATED, ALONE, EUROS]),
    st.integers(0, 2**32),
    st.dates(date(2023, 1, 15), date(2023, 2, 28)),
    st.dates(date(2023, 3, 15), date(2023, 6, 30)),
    st.dates(date(2023, 10, 3), date(2023, 12, 31)),
    st.dates(date(2024, 1, 1), date(2024, 6, 30)),
)
def test_the_months_of_a_table_are_those_of_the_ledgers_of_its_rows(
    terms: PaymentTerms, seed: int, forecast: date, before: date, update: date, actual: date
) -> None:
    columns = edges(np.random.default_rng(seed), 3)
    columns["gap_justified"][:] = 0
    days = {
        "forecast transmitted": forecast, "forecast validated": forecast, "actual N-1 validated": before,
        "update validated": update, "actual validated": actual,
    }  # fmt: skip
    table = {name: Fixed(columns[name], 2) for name in (*RIGHTS, "updated")}
    made = cash_by_month(terms, table, days)
    together: dict[date, Decimal] = {}
    for row in range(3):
        one = {name: int(column[row]) for name, column in columns.items()}
        for month, amount in ledger_by_month(terms, one, days).items():
            together[month] = together.get(month, D(0)) + amount
    told = {month: total for month, total in zip(made["month"], made["total"], strict=True) if total}
    assert told == {month: amount for month, amount in together.items() if amount}


def test_one_activity_by_month_as_its_cash_flow_says() -> None:
    # 40 % x 100,000 in February, 26,500 in April, 98,000 - 66,500 in April 2024
    ledger = Ledger(CUMULATED).record(BroughtForward("b", date(2022, 12, 31), "A", 2022, "95000"))
    expected = [
        Expectation("A", 2023, "FORECAST", date(2023, 2, 10), "100000"),
        Expectation("A", 2022, "ACTUAL", date(2023, 4, 10), "95000"),
        Expectation("A", 2023, "ACTUAL", date(2024, 4, 10), "98000"),
    ]
    flow = cash_flow(ledger, expected, on=date(2023, 1, 1), delay=25)
    made = cash_by_month(
        CUMULATED,
        {"forecast": [100_000], "previous_actual": [95_000], "actual": [98_000], "day": [date(2023, 2, 10)]},
        {"forecast validated": "day", "actual N-1 validated": date(2023, 4, 10), "actual validated": "2024-04-10"},
        delay=25,
    )
    assert made["month"] == [date(2023, 3, 1), date(2023, 5, 1), date(2024, 5, 1)]
    assert made["total"] == [D(40_000), D(26_500), D(31_500)]
    assert [(month.start, month.expected) for month in flow.months] == list(
        zip(made["month"], made["total"], strict=True)
    )


def test_an_event_without_a_day_has_no_month_and_a_day_that_is_none_is_refused() -> None:
    table = {"forecast": [100, 100], "previous_actual": [100, 100], "day": [date(2023, 2, 10), None]}
    made = cash_by_month(CUMULATED, table, {"forecast validated": "day"})
    assert made["month"] == [date(2023, 2, 1), None]
    assert (made["advance_1"], made["advance_2"], made["total"]) == ([D(40), D(40)], [D(0), D(60)], [D(40), D(100)])
    with pytest.raises(InvalidInput, match="someday"):
        cash_by_month(CUMULATED, table, {"someday": "day"})
    with pytest.raises(InvalidInput, match="neither a day"):
        cash_by_month(CUMULATED, table, {"forecast validated": "dya"})
    empty = cash_by_month(CUMULATED, {"forecast": [], "previous_actual": []}, {})
    assert (empty["month"], empty["total"]) == ([], [])


def test_sums_beyond_64_bits_are_exact() -> None:
    # 40 % of 10^14 euros less a cent is 4 x 10^13 less 0.004, so 4 x 10^13; 3,000 times that is 1.2 x 10^17 euros
    table = {"forecast": ["99999999999999.99"] * 3000, "previous_actual": ["99999999999999.99"] * 3000}
    made = cash_by_month(CUMULATED, table, {"forecast validated": date(2023, 2, 1)})
    frame = cash_by_month(CUMULATED, pl.DataFrame(table), {"forecast validated": date(2023, 2, 1)})
    assert isinstance(frame, pl.DataFrame)
    assert frame.to_dict(as_series=False) == made
    assert made["advance_1"][0] == D(120_000_000_000_000_000)
