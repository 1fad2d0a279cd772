"""Law 1: for every PS, a column gives on every row the cents that exact fractions give."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afas import ps
from afas.arithmetic import (
    NotInCents,
    RatioOverZero,
    cents,
    euros,
    exactly,
    greatest,
    least,
    linear_between,
    not_below_zero,
    ratio,
    where,
)
from afas.columns import Fixed, attempt, run
from afas.columns._given import column
from afas.columns._number import Block
from afas.ps import PS, Formula
from tests.columns_reference import by_row, edges, figures, formulas, randomly, silent


@pytest.fixture(autouse=True, scope="module")
def _small_blocks() -> Iterator[None]:
    """Blocks of 64 rows, so that few rows make many: the first is computed, the next do what was done on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("afas.columns._run._FIRST", 20)
        patch.setattr("afas.columns._run.BLOCK", 64)
        yield


ALL = [(ps.get(code), formula) for code in ps.codes() for formula in formulas(ps.get(code))]
NAMES = [f"{service.code}-{formula.right.__name__}" for service, formula in ALL]
SHAPES = ("plain", "round", "sparse", "huge")


def differences(formula: Formula, data: Mapping[str, Fixed], parameters: Mapping[str, Decimal]) -> list[object]:
    """The rows where a column and fractions disagree: on the cents, or on what has none."""
    made = attempt(lambda d, p: {"it": formula.right(d, p, silent)}, data, parameters)
    found: list[object] = list(made.cents["it"].tolist())
    for rows, told in ((made.over_zero, None), (made.too_large, "too large")):
        for row in [] if rows is None else np.flatnonzero(rows):
            found[row] = told
    exact = by_row(formula, data, parameters)
    wanted = ["too large" if one is not None and abs(one) >= 2**63 else one for one in exact]
    return [(row, a, b) for row, (a, b) in enumerate(zip(found, wanted, strict=True)) if a != b]


@pytest.mark.parametrize("shape", [*SHAPES, "edges"])
@pytest.mark.parametrize(("service", "formula"), ALL, ids=NAMES)
def test_columns_give_the_cents_of_fractions(service: PS, formula: Formula, shape: str) -> None:
    rng = np.random.default_rng(7)
    data = edges(service, formula, rng, 200) if shape == "edges" else randomly(service, rng, 200, shape)
    assert differences(formula, data, figures(service, formula)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("service", "formula"), ALL, ids=NAMES)
def test_a_million_rows_and_a_hundred_thousand_on_the_edges(service: PS, formula: Formula) -> None:
    """10^6 random rows and 10^5 on ties and bounds, spread over the formulas."""
    rng = np.random.default_rng(11)
    parameters = figures(service, formula)
    for shape in SHAPES:
        size = 1_000_000 // len(ALL) // len(SHAPES) + 1
        assert differences(formula, randomly(service, rng, size, shape), parameters) == []
    assert differences(formula, edges(service, formula, rng, 100_000 // len(ALL) + 1), parameters) == []


@given(st.data())
def test_columns_give_the_cents_of_fractions_on_any_rows(data: st.DataObject) -> None:
    service, formula = data.draw(st.sampled_from(ALL))
    drawn = {}
    size = data.draw(st.integers(1, 4))
    for field in service.fields:
        places = data.draw(st.integers(0, 6))
        most = 10**places if field.unit in ("ratio", "flag") else 10 ** data.draw(st.integers(1, 12))
        units = data.draw(st.lists(st.integers(0, most), min_size=size, max_size=size))
        drawn[field.name] = Fixed(np.array(units, np.int64), 0 if field.unit == "flag" else places)
        if field.unit == "flag":
            drawn[field.name] = Fixed(np.minimum(drawn[field.name].units, 1))
    parameters = {
        name: data.draw(st.decimals(0, 100, places=3)) if data.draw(st.booleans()) else held
        for name, held in figures(service, formula).items()
    }
    assert differences(formula, drawn, parameters) == []


# ------------------------------------------------- the words themselves, with negatives and figures of every size

NUMBER = st.one_of(
    st.sampled_from([0, 1, -1, 2**31, -(2**31), 2**53, 2**62, 2**63 - 1, -(2**63 - 1), -(2**63)]),
    st.integers(-1000, 1000),
    st.integers(-(2**63), 2**63 - 1),
)


def word(draw: Any, numbers: list[Any]) -> Any:
    a, b, c = (draw(st.sampled_from(numbers)) for _ in range(3))
    return draw(
        st.sampled_from(
            [
                lambda d, p: a(d, p) + b(d, p),
                lambda d, p: a(d, p) - b(d, p),
                lambda d, p: a(d, p) * b(d, p),
                lambda d, p: least(a(d, p), b(d, p)),
                lambda d, p: greatest(a(d, p), b(d, p), c(d, p)),
                lambda d, p: ratio(a(d, p), b(d, p)),
                lambda d, p: not_below_zero(a(d, p)),
                lambda d, p: cents(a(d, p)),
                lambda d, p: euros(a(d, p)),
                lambda d, p: where(a(d, p) <= b(d, p), c(d, p), a(d, p)),
                lambda d, p: where(a(d, p) > b(d, p), b(d, p), c(d, p)),
                lambda d, p: linear_between(a(d, p), (p.x, b(d, p)), (p.y, c(d, p))),
            ]
        )
    )


@settings(max_examples=300)
@given(st.data())
def test_any_formula_of_the_words_gives_the_same_on_columns(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 5))
    columns = {
        name: Fixed(
            np.array(data.draw(st.lists(NUMBER, min_size=size, max_size=size)), np.int64), data.draw(st.integers(0, 6))
        )
        for name in "abc"
    }
    parameters = {name: data.draw(st.decimals(-1000, 1000, places=2)) for name in "xyz"}
    numbers: list[Any] = [
        lambda d, _: d.a,
        lambda d, _: d.b,
        lambda d, _: d.c,
        lambda _, p: p.x,
        lambda _, p: p.y,
        lambda _, p: p.z,
    ]
    for _ in range(data.draw(st.integers(1, 6))):
        numbers.append(word(data.draw, numbers))

    def formula(d: Any, p: Any) -> dict[str, Any]:
        return {"it": cents(numbers[-1](d, p))}

    wanted: list[object] = []
    for row in range(size):
        figures_of = {name: one.to_decimals()[row] for name, one in columns.items()}
        try:
            wanted.append(int(Fraction(exactly(formula, figures_of, parameters)["it"]) * 100))
        except RatioOverZero:
            wanted.append("over zero")
    made = attempt(formula, columns, parameters, size=size)
    for row, value in enumerate(wanted):
        over = made.over_zero is not None and made.over_zero[row]
        large = made.too_large is not None and made.too_large[row]
        assert over == (value == "over zero")
        if not over:
            assert isinstance(value, int)
            assert large == (abs(value) > 2**63 - 1)
            assert large or made.cents["it"][row] == value


def test_a_tie_goes_away_from_zero_in_every_kind() -> None:
    """2188.065 is 2188.07, and its opposite -2188.07: as a product, a quotient, and a quotient of large figures.

    2188.065 = 4376.13 / 2; with 3 x 10^15 above and below, the floats cannot tell it from its neighbours.
    """
    data = {"a": Fixed.of(["4376.13", "-4376.13"])}
    by = {"half": Decimal("0.5"), "two": Decimal(2), "many": Decimal(3 * 10**14)}
    made = run(
        lambda d, p: {
            "product": cents(d.a * p.half),
            "quotient": cents(ratio(d.a, p.two)),
            "large": cents(ratio(ratio(d.a * p.many, p.two * p.many) * p.many, p.many)),
        },
        data,
        by,
    )
    for cents_of in made.values():
        assert cents_of.tolist() == [218807, -218807]


@pytest.mark.parametrize(("top", "bottom"), [(1, 3), (-2, 3), (1, 7), (5, 6), (1, 8), (3, 125)])
def test_a_figure_whose_decimals_never_end_is_exact(top: int, bottom: int) -> None:
    """Three thirds of a column are the column; and a half of a cent is told from what is just below it."""
    figures_of = {"top": Decimal(top), "bottom": Decimal(bottom)}
    data = {"a": Fixed.of(["0.01", "0.03", "1", "2.5", "999999.99"])}

    def formula(d: Any, p: Any) -> dict[str, Any]:
        share = ratio(p.top, p.bottom)
        return {"part": cents(d.a * share), "whole": cents(d.a * share * p.bottom), "sum": cents(d.a + share)}

    made = run(formula, data, figures_of)
    for row, one in enumerate(data["a"].to_decimals()):
        exact = exactly(formula, {"a": one}, figures_of)
        assert {name: amounts[row] for name, amounts in made.items()} == {name: it * 100 for name, it in exact.items()}


def test_any_number_but_zero_is_a_condition_that_holds() -> None:
    """Zero or one in whole numbers is reckoned with as it is; a hundredth, two, or minus one is not one."""
    told = {"flag": ["0", "1"], "hundredth": ["0.00", "0.01"], "two": ["0", "2"], "below": ["-1", "0"]}
    parameters = {"x": Decimal(5), "y": Decimal(3)}
    for name, figures_of in told.items():
        formula = lambda d, p, name=name: {"it": cents(where(getattr(d, name), p.x, p.y))}  # noqa: E731
        wanted = [exactly(formula, {name: Decimal(one)}, parameters)["it"] * 100 for one in figures_of]
        assert (
            run(formula, {name: Fixed.of(figures_of)}, parameters)["it"].tolist()
            == wanted
            == sorted([300, 500], reverse=name == "below")
        )


def test_a_condition_that_no_row_decides_takes_its_branch_whole() -> None:
    data = {"a": Fixed.of(["1.25", "-3"])}
    for condition, wanted in ((True, [125, -300]), (False, [700, 700])):
        formula = lambda d, p, condition=condition: {"it": cents(where(condition, d.a, p.x))}  # noqa: E731
        assert run(formula, data, {"x": Decimal(7)})["it"].tolist() == wanted


def test_the_order_of_blocks_is_the_callers() -> None:
    rng = np.random.default_rng(3)
    data = {"a": Fixed(rng.integers(0, 10**9, 100_000), 3)}
    backwards = lambda function, spans: [function(span) for span in reversed(list(spans))]  # noqa: E731
    plain = run(lambda d, p: {"it": cents(d.a * p.by)}, data, {"by": Decimal("0.37")})
    with ThreadPoolExecutor(4) as pool:
        for each in (backwards, pool.map):
            other = run(lambda d, p: {"it": cents(d.a * p.by)}, data, {"by": Decimal("0.37")}, each=each)
            assert np.array_equal(plain["it"], other["it"])


@pytest.mark.parametrize("sign", [1, -1])
def test_something_over_zero_is_told_by_row(sign: int) -> None:
    data = {"a": Fixed.of([sign, 0, 5]), "b": Fixed.of([2 * sign, 0, 0])}
    formula = lambda d, _: {"it": cents(ratio(d.a, d.b))}  # noqa: E731
    made = attempt(formula, data, {})
    assert made.over_zero is not None
    assert made.over_zero.tolist() == [False, False, True]
    assert made.cents["it"].tolist() == [50, 0, 0]
    with pytest.raises(RatioOverZero):
        run(formula, data, {})


def test_an_amount_that_is_not_rounded_is_refused() -> None:
    with pytest.raises(NotInCents):
        run(lambda d, _: {"it": d.a}, {"a": Fixed.of(["1.234"])}, {})
    with pytest.raises(NotInCents):
        run(lambda d, p: {"it": ratio(d.a, p.three)}, {"a": Fixed.of(["1"])}, {"three": Decimal(3)})


def test_an_amount_too_large_for_a_column_is_told() -> None:
    """3 x 10^18 euros are 3 x 10^20 cents, above 2^63."""
    data = {"a": Fixed.of([3 * 10**9, 1])}
    made = attempt(lambda d, p: {"it": cents(d.a * p.by)}, data, {"by": Decimal(10**9)})
    assert made.too_large is not None
    assert made.too_large.tolist() == [True, False]
    assert made.cents["it"].tolist() == [0, 10**11]
    with pytest.raises(OverflowError):
        run(lambda d, p: {"it": cents(d.a * p.by)}, data, {"by": Decimal(10**9)})


def test_figures_beyond_floats_are_computed_again() -> None:
    """(2^60)^20 is above the largest float, 1.8 x 10^308; its inverse is below the smallest. Over itself it is one."""

    def formula(d: Any, p: Any) -> dict[str, Any]:
        power = d.a
        for _ in range(19):
            power = power * d.a
        return {"one": cents(ratio(power, power)), "none": cents(ratio(p.one, power))}

    made = run(formula, {"a": Fixed(np.full(200, 2**60))}, {"one": Decimal(1)})
    assert set(made["one"].tolist()) == {100}
    assert set(made["none"].tolist()) == {0}


def test_a_denominator_that_floats_cannot_tell_from_zero() -> None:
    """(a x b + c) - a x b is c, above 64 bits on the way: 3, 0 and -2; five over it is 1.67, a fault, and -2.50."""
    data = {"a": Fixed(np.full(3, 2**50)), "b": Fixed(np.full(3, 2**40 + 1)), "c": Fixed.of([3, 0, -2])}
    made = attempt(lambda d, p: {"it": cents(ratio(p.five, d.a * d.b + d.c - d.a * d.b))}, data, {"five": Decimal(5)})
    assert made.over_zero is not None
    assert made.over_zero.tolist() == [False, True, False]
    assert made.cents["it"].tolist() == [167, 0, -250]


@pytest.mark.parametrize("low", ["-0.01", "-1", "3"])
def test_law_1_the_least_number_of_64_bits_has_no_opposite(low: str) -> None:
    """-2**63 over a negative figure, given once or on each row, is above what 64 bits hold."""
    least = np.array([-(2**63), -(2**63)], np.int64)

    def formula(d: Any, p: Any) -> dict[str, Any]:
        return {"it": cents(ratio(ratio(d.a, p.x), ratio(d.b, d.c)))}

    columns = {"a": Fixed(least), "b": Fixed(np.array([-5, 2**40], np.int64)), "c": Fixed(least)}
    for parameters in ({"x": Decimal(low)}, {"x": Fixed.of([low, "7"])}):
        made = attempt(formula, columns, parameters)
        for row in range(2):
            x = parameters["x"] if isinstance(parameters["x"], Decimal) else parameters["x"].to_decimals()[row]
            wanted = exactly(formula, {n: c.to_decimals()[row] for n, c in columns.items()}, {"x": x})["it"]
            large = made.too_large is not None and bool(made.too_large[row])
            assert large == (abs(Fraction(wanted) * 100) > 2**63 - 1)
            assert large or int(made.cents["it"][row]) == Fraction(wanted) * 100


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-40, 40), st.integers(1, 9)), min_size=1, max_size=6), st.integers(0, 2))
def test_law_1_a_quotient_of_whole_numbers_is_rounded_within_the_bounds_that_it_says(
    pairs: list[tuple[int, int]], places: int
) -> None:
    block = Block(len(pairs))
    top, bottom = (column(block, Fixed(np.array(units, np.int64), 0)) for units in zip(*pairs, strict=True))
    made = top.over(bottom).rounded(places)
    halves = [Fraction(10**places * abs(one), other) + Fraction(1, 2) for one, other in pairs]
    wanted = [int(half) * (-1 if one < 0 else 1) for half, (one, _) in zip(halves, pairs, strict=True)]
    assert made.units.tolist() == wanted
    assert made.low <= min(wanted)
    assert max(wanted) <= made.high
