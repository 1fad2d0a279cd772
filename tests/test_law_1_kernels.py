"""Law 1, behind the tables: a formula kept from a first block gives exact cents on the others, or names the rows."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import afas
from afas.arithmetic import RatioOverZero, cents, exactly, least, ratio
from afas.columns import Fixed, Kernel
from afas.columns._operations import beyond
from afas.simulation import estimate_table
from tests.test_law_1_columns import word

SIZE = 6
PLACES = {"a": 2, "b": 0, "c": 4}
SIZES = st.sampled_from([1, 100, 10**6, 2**40, 2**54, 2**62])


def _drawn(draw: Any, most: int) -> dict[str, Any]:
    rows = st.lists(st.integers(0, most), min_size=SIZE, max_size=SIZE)
    return {name: np.array(draw(rows), np.int64) for name in PLACES}


def _exact(formula: Any, units: dict[str, Any], row: int, parameters: dict[str, Decimal]) -> int | None:
    figures = {name: Decimal(int(one[row])).scaleb(-PLACES[name]) for name, one in units.items()}
    try:
        return int(Fraction(exactly(formula, figures, parameters)["it"]) * 100)
    except RatioOverZero:
        return None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_law_1_a_kept_formula_gives_the_cents_of_fractions_on_every_block(data: st.DataObject) -> None:
    """Figures of any size after small ones; columns that only floats are made of are handed over as floats."""
    parameters = {name: data.draw(st.decimals(-1000, 1000, places=2)) for name in "xyz"}
    numbers: list[Any] = [lambda d, _: d.a, lambda d, _: d.b, lambda d, _: d.c, lambda _, p: p.x, lambda _, p: p.y]
    for _ in range(data.draw(st.integers(1, 6))):
        numbers.append(word(data.draw, numbers))

    def formula(d: Any, p: Any) -> dict[str, Any]:
        return {"it": cents(numbers[-1](d, p))}

    kernel = Kernel(formula, dict(PLACES), parameters)
    for _ in range(4):
        units = _drawn(data.draw, data.draw(SIZES))
        made = np.zeros(SIZE, np.int64)
        held = {
            name: one.astype(np.float64) if name in kernel.floats and one.max() < 2**53 else one
            for name, one in units.items()
        }
        bits = {name: int(np.bitwise_or.reduce(one)) for name, one in units.items()}
        done = kernel.run(held, bits, {"it": made}, SIZE)
        if done is False:
            continue  # the careful way computes such a block
        open_ = np.zeros(SIZE, np.bool_) if done is True else done
        settled = kernel.settle({name: one[open_] for name, one in held.items()}) if open_.any() else None
        for rank, row in enumerate(np.flatnonzero(open_).tolist()):
            assert settled is not None
            exact = _exact(formula, units, row, parameters)
            if settled.over_zero is not None and settled.over_zero[rank]:
                assert exact is None
            elif settled.too_large is None or not settled.too_large[rank]:
                assert settled.cents["it"][rank] == exact
        for row in np.flatnonzero(~open_).tolist():
            assert made[row] == _exact(formula, units, row, parameters)


def test_a_column_that_floats_alone_are_made_of_is_asked_for_as_floats() -> None:
    """The least of a quotient and of c x 3 + 1: c is made a float at once, and a bound of floats computed from it."""
    kernel = Kernel(
        lambda d, p: {"it": cents(least(ratio(d.a, d.b), d.c * p.three + p.one))},
        dict(PLACES),
        {"three": Decimal(3), "one": Decimal(1)},
    )
    units = {"a": np.array([700, 200]), "b": np.array([3, 7]), "c": np.array([10_000, 0])}
    assert kernel.learn(units, 2)
    assert kernel.floats == {"a", "b", "c"}
    made = np.zeros(2, np.int64)
    bits = {name: int(np.bitwise_or.reduce(one)) for name, one in units.items()}
    assert kernel.run({name: one.astype(float) for name, one in units.items()}, bits, {"it": made}, 2) is True
    assert made.tolist() == [233, 29]  # 7 / 3 = 2.333, under 4; 2 / 7 = 0.286, under 1


def test_a_column_that_whole_numbers_are_made_of_too_is_not() -> None:
    kernel = Kernel(lambda d, _: {"it": cents(least(ratio(d.a, d.b), d.c)), "b": cents(d.b)}, dict(PLACES), {})
    assert kernel.learn({"a": np.array([7, 2]), "b": np.array([3, 7]), "c": np.array([10_000, 0])}, 2)
    assert "b" not in kernel.floats


def test_rows_as_far_as_the_limit_are_named() -> None:
    assert beyond(np.array([0.1, -0.2]), 0.3) is None
    for odd in (0.3, -0.3, np.nan, np.inf):
        found = beyond(np.array([0.1, odd]), 0.3)
        assert found is not None
        assert found.tolist() == [False, True]


@pytest.mark.parametrize("kind", ["decimal", "int64", "float"])
def test_law_1_figures_that_floats_do_not_hold_stand_among_those_they_hold(kind: str) -> None:
    """RPE after 2**53 cents, in a table whose first rows are read as floats; some rows are empty."""
    size = 40_000
    rng = np.random.default_rng(8)
    expenses = rng.integers(0, 20_000_000, size)
    if kind == "decimal":
        expenses[35_000] = 2**53 + 1
    fte = rng.integers(1, 300, size)
    columns = {"animator_fte": pa.array([Decimal(int(one)).scaleb(-2) for one in fte])}
    if kind == "decimal":
        columns["expenses"] = pa.array([Decimal(int(one)).scaleb(-2) for one in expenses], pa.decimal128(20, 2))
    elif kind == "int64":
        columns["expenses"] = pa.array(expenses)
    else:
        columns["expenses"] = pa.array(expenses / 100)
    table = pa.table(columns)
    made = estimate_table("RPE", table, 2023, {"ceiling": "60000"}, decimals=2)["amount"].to_pylist()
    for row in (0, 1, 34_999, 35_000, 35_001, size - 1):
        entries = {name: table[name][row].as_py() for name in columns}
        if kind == "float":
            entries["expenses"] = Decimal(int(expenses[row])).scaleb(-2)
        assert made[row] == afas.estimate("RPE", entries, 2023, {"ceiling": "60000"}).amount


def test_settled_rows_keep_their_figures() -> None:
    """1 / 3 x 150 is 50: floats say 50 or a hair less, so that half a cent under it is settled on whole numbers."""
    kernel = Kernel(lambda d, p: {"it": cents(ratio(d.a, d.b) * p.by)}, {"a": 0, "b": 0}, {"by": Decimal("0.015")})
    made = kernel.settle({"a": np.array([1.0, 2.0]), "b": np.array([3.0, 3.0])})
    assert made.cents["it"].tolist() == [1, 1]  # 0.005 and 0.010
    assert Fixed(made.cents["it"], 2).to_decimals() == [Decimal("0.01"), Decimal("0.01")]
