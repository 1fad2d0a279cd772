"""The kinds of number at their edges: comparisons of traced numbers, trees no formula makes, amounts not in cents."""

import decimal
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas import ps
from afas.arithmetic import (
    MOST_EUROS,
    NotInCents,
    RatioOverZero,
    cents,
    difference,
    euros,
    exactly,
    fractions,
    greatest,
    least,
    linear_between,
    moves_beyond,
    not_below_zero,
    ratio,
    relative_change,
    scaled,
    to_decimal,
    total,
    where,
)
from afas.estimation import FigureNeeded, amounts
from afas.numbers import Traced, Tracer, as_shown, leaves, traced
from afas.numbers._traced import well_formed

FIGURES = st.fractions(-100, 100) | st.none()


@given(FIGURES, FIGURES, st.sampled_from([lt, le, gt, ge]))
def test_a_traced_comparison_says_what_the_fractions_say(a: Fraction | None, b: Fraction | None, compare: Any) -> None:
    made = compare(Traced.given("data.a", a), Traced.given("data.b", b))
    assert made.value == (None if a is None or b is None else compare(a, b))
    assert well_formed(made)


@pytest.mark.parametrize("compare", [lt, le, gt, ge])
def test_a_traced_comparison_of_two_figures_that_are_near_or_equal(compare: Any) -> None:
    for b in (Fraction(99, 100), Fraction(1), Fraction(101, 100)):
        made = compare(Traced.given("data.a", Fraction(1)), Traced.given("data.b", b))
        assert (made.value, made.op) == (compare(Fraction(1), b), "<" if compare in (lt, gt) else "<=")


def test_a_tree_with_the_value_of_another_kind_is_no_formulas() -> None:
    one = Traced.given("data.a", Fraction(1))
    assert well_formed(one + one)
    assert not well_formed(attrs.evolve(one + one, value=True))
    assert not well_formed(attrs.evolve(one <= Traced.given("data.b", Fraction(2)), value=Fraction(1)))
    assert not well_formed(attrs.evolve(one, args=(one,)))


A, B, C = (Traced.given(f"data.{name}", Fraction(rank)) for rank, name in enumerate("abc", 1))
SYMBOL = Traced.given("data.x", None)
HOLDS = Traced("<=", (A, B), True)


@pytest.mark.parametrize(
    ("node", "formed"),
    [
        (Traced("+", (A, B), Fraction(3)), True), (Traced("+", (A,), Fraction(1)), False),
        (Traced("+", (A, B, C), Fraction(6)), False), (Traced("-", (A, SYMBOL)), True),
        (Traced("+", (A, B), Fraction(3), chosen=0), False), (Traced("/", (A, B), Fraction(1)), False),
        (Traced("cents", (A,), Fraction(1)), True), (Traced("cents", (A, B), Fraction(1)), False),
        (Traced("euros", (), Fraction(1)), False), (Traced("not_below_zero", (A,), Fraction(1)), True),
        (Traced("ratio", (A, B), Fraction(1, 2)), True), (Traced("ratio", (A, B), 1), False), (HOLDS, True),
        (Traced("<", (A, B), 1), False), (Traced("<", (A, SYMBOL)), True), (Traced("+", (A, B), True), False),
        *((Traced("least", (A, B), A.value, chosen=chosen), formed)
          for chosen, formed in ((0, True), (1, True), (2, False), (-1, False), (None, False), (True, False))),
        (Traced("greatest", (A,), A.value, chosen=0), True), (Traced("greatest", ()), False),
        (Traced("least", (A, SYMBOL)), True), (Traced("least", (A, SYMBOL), chosen=0), False),
        *((Traced("where", (HOLDS, A, B), A.value, chosen=chosen), formed)
          for chosen, formed in ((0, False), (1, True), (2, True), (3, False), (None, False))),
        (Traced("where", (HOLDS, SYMBOL, B), chosen=1), True),  # the branch that was taken has no value
        (Traced("where", (HOLDS, A, B), chosen=3), False), (Traced("where", (HOLDS, A)), False),
        (Traced("given", (A,), A.value, "data.a"), False), (Traced("given", (), 1, "data.a"), False),
        (Traced("cents", (Traced("/", (A, B), Fraction(1)),), Fraction(1)), False),  # whatever is below
        (Traced("step", (Traced("/", (A, B), Fraction(1)),), Fraction(1), "cost"), True),  # a step is judged by itself
    ],
)  # fmt: skip
def test_a_tree_is_one_that_a_formula_makes(node: Traced, formed: bool) -> None:
    assert well_formed(node) is formed


def test_the_figures_that_a_number_was_made_from() -> None:
    """All of them; those of the branch that was taken; of an open choice both branches, or what both of them read."""
    closed = Traced.words.where(A <= B, B + C, C)
    assert leaves(closed) == {"data.a", "data.b", "data.c"}
    assert leaves(Traced.words.where(B <= A, B + C, C), taken=True) == {"data.a", "data.b", "data.c"}
    assert leaves(Traced.words.where(A <= C, A, B), taken=True) == {"data.a", "data.c"}
    assert leaves(Traced.words.where(C <= A, A, B), taken=True) == {"data.a", "data.b", "data.c"}
    undecided = Traced.words.where(SYMBOL <= A, A + B, B + C)
    for taken in (False, True):
        assert leaves(undecided, taken=taken) == {"data.x", "data.a", "data.b", "data.c"}
        assert leaves(undecided, taken=taken, open_choices=False) == {"data.x", "data.a", "data.b"}
    assert leaves(Traced.words.where(A <= C, A, B), open_choices=False) == {"data.a", "data.b", "data.c"}
    assert leaves(A, B) == {"data.a", "data.b"}
    assert leaves() == frozenset()


def test_a_step_named_twice_with_one_value_is_one_step() -> None:
    tracer = Tracer()
    first, again, other, third = tracer("cost", A), tracer("cost", A + B - B), tracer("cost", B), tracer("right", A)
    assert (again, tracer.steps) == (first, [first, other, third])
    assert [(step.name, step.value) for step in tracer.steps] == [("cost", 1), ("cost", 2), ("right", 1)]


def test_two_trees_are_compared_by_all_that_they_show_down_to_the_steps_before() -> None:
    step = Traced("step", (A + B,), Fraction(3), "cost")
    other = Traced("step", (C,), Fraction(3), "cost")
    assert as_shown(step * A) == as_shown(other * A)  # a step before is shown by its name and its value
    assert as_shown(step) != as_shown(other)
    assert as_shown(A + B) == as_shown(Traced("+", (A, B), Fraction(3)))
    for change in ({"op": "-"}, {"value": Fraction(4)}, {"name": "x"}, {"chosen": 0}, {"args": (B, A)}):
        assert as_shown(attrs.evolve(A + B, **change)) != as_shown(A + B)


def test_an_amount_that_no_formula_rounded_does_not_leave_the_library() -> None:
    assert to_decimal(Fraction(5, 4)) == Decimal("1.25")
    with pytest.raises(NotInCents) as bad:
        to_decimal(Fraction(1, 3))
    assert "0.333333" in bad.value.text.en
    assert "0,333333" in bad.value.text.fr
    assert bad.value.code == "not-in-cents"


def test_a_figure_that_is_read_and_not_given_is_asked_for() -> None:
    rules = ps.get("ALSH").rules({}, on=afas.FinancialYear(2023).start)
    assert rules is not None
    entered = {field.name: field.default or Decimal(1) for field in ps.get("ALSH").fields}
    with pytest.raises(FigureNeeded):
        amounts(rules, entered, {"rate": Decimal("0.30")})


def test_a_ratio_over_zero_is_told_once_the_figures_of_the_scale_are_there() -> None:
    """Nobody works there (0 FTE): the price of one has no meaning; before that, what the scale lacks is asked for."""
    service = ps.get("MEDIATION_FAMILIALE")
    entries = {field.name: "0" if field.name == "real_fte" else "1" for field in service.fields}

    def refused(supplied: dict[str, str]) -> afas.errors.AfasError:
        with pytest.raises(afas.errors.AfasError) as bad:
            afas.estimate(service, entries, 2023, supplied)
        return bad.value

    lacking = {fault.path.removeprefix("parameters.") for fault in refused({}).faults}
    assert lacking <= service.by_name.keys()
    over = refused(dict.fromkeys(lacking, "0.5"))
    assert isinstance(over, RatioOverZero)
    assert over.paths == ("entries.real_fte",)


def line(d: Any) -> Any:
    """From (b, c) to (2b, c - 2b): for 1 and 10, from (1, 10) to (2, 8)."""
    return linear_between(d.a, (d.b, d.c), (d.b + d.b, d.c - d.b - d.b))


# a word, the figures a, b and c, and what it gives
WORDS: list[tuple[str, Callable[[Any], Any], tuple[str, ...], str]] = [
    ("least", lambda d: least(d.a, d.b, d.c), ("2", "1.5", "3"), "1.5"),
    ("greatest", lambda d: greatest(d.a, d.b, d.c), ("2", "3.5", "3"), "3.5"),
    ("nobody owes", lambda d: not_below_zero(d.a - d.b), ("2", "3"), "0"),
    ("what is left", lambda d: not_below_zero(d.a - d.b), ("3", "2"), "1"),
    ("where", lambda d: where(d.a <= d.b, d.c, d.a), ("2", "2", "7"), "7"),
    ("elsewhere", lambda d: where(d.a < d.b, d.c, d.a), ("2", "2", "7"), "2"),
    ("ratio", lambda d: ratio(d.a, d.b), ("1", "4"), "0.25"),
    ("nothing over nothing", lambda d: ratio(d.a, d.b), ("0", "0"), "0"),
    ("cents, a tie", lambda d: cents(d.a), ("2188.065",), "2188.07"),
    ("cents, below a tie", lambda d: cents(d.a), ("2188.06499",), "2188.06"),
    ("cents, a tie below zero", lambda d: cents(d.a), ("-1.005",), "-1.01"),
    ("cents, nearly nothing", lambda d: cents(d.a), ("-0.004",), "0"),
    ("cents, a long figure", lambda d: cents(d.a * d.b), ("999999999999999.999999999999", "999999999999999.5"),
     "999999999999999499999999999000"),  # 10^30 - 5 x 10^14 - 1,000, and half a billionth of a cent
    ("euros, a tie", lambda d: euros(d.a), ("1679.5",), "1680"),
    ("euros, below a tie", lambda d: euros(d.a), ("1679.499",), "1679"),
    ("euros, a tie below zero", lambda d: euros(d.a), ("-0.5",), "-1"),
    *(
        (f"line at {x}", line, (x, "1", "10"), y)
        for x, y in (("0.5", "10"), ("1", "10"), ("1.25", "9.5"), ("2", "8"), ("3", "8"))
    ),
]  # fmt: skip


@pytest.mark.parametrize(("word", "given_", "result"), [row[1:] for row in WORDS], ids=[row[0] for row in WORDS])
def test_law_1_a_word_gives_the_same_on_each_kind_of_number(
    word: Callable[[Any], Any], given_: tuple[str, ...], result: str
) -> None:
    figures = {name: Decimal(figure) for name, figure in zip("abc", given_, strict=False)}
    with decimal.localcontext(prec=2):  # the caller's own
        made = exactly(lambda d, _: word(d), figures, {})
    assert type(made) is Decimal
    assert made == Decimal(result)
    assert not (made == 0 and made.is_signed())
    on_fractions = word(fractions(figures))
    assert type(on_fractions) is Fraction
    assert on_fractions == Fraction(result)
    tree = word(traced("data", figures))
    assert tree.value == Fraction(result)
    assert well_formed(tree)
    assert word(traced("data", {}, figures)).value is None


def test_something_over_nothing_is_told_on_each_kind_of_number() -> None:
    divisions: list[Callable[[], Any]] = [
        lambda: exactly(lambda d, _: ratio(d.a, d.b), {"a": Decimal(5), "b": Decimal(0)}, {}),
        lambda: ratio(Fraction(5), Fraction(0)),
        lambda: linear_between(Fraction(0), (Fraction(5), Fraction(1)), (Fraction(5), Fraction(2))),
        lambda: linear_between(Decimal(0), (Decimal(5), Decimal(1)), (Decimal(5), Decimal(2))),
    ]
    for divided in divisions:
        with pytest.raises(RatioOverZero) as over:
            divided()
        assert over.value.numerator == 5
        assert [(fault.path, fault.code) for fault in over.value.faults] == [("", "ratio-over-zero")]
    figures = traced("data", {"a": Decimal(5), "b": Decimal(1), "c": Decimal(1)})
    with pytest.raises(RatioOverZero) as over:
        ratio(figures.a, figures.c - figures.b)
    assert [fault.path for fault in over.value.faults] == ["data.b", "data.c"]


def test_a_quotient_without_an_end_is_a_fraction() -> None:
    third = exactly(lambda d, p: ratio(d.a, p.b), {"a": Decimal(1)}, {"b": Decimal(3)})
    assert (type(third), third) == (Fraction, Fraction(1, 3))
    with decimal.localcontext(prec=3):  # outside of `exactly`, whatever the caller's context: every digit, or a signal
        assert ratio(Decimal(1), Decimal(64)) == Decimal("0.015625")
        with pytest.raises(decimal.Inexact):
            ratio(Decimal(1), Decimal(3))


@pytest.mark.parametrize("precision", [1, 5, 28])
def test_amounts_are_added_and_handed_out_to_the_cent_in_any_decimal_context(precision: int) -> None:
    with decimal.localcontext(prec=precision):
        assert total([Decimal("99999999.99"), Decimal("0.01"), Decimal("-0.30")]) == Decimal("99999999.70")
        assert total([]) == 0
        assert difference(Decimal("100000000.00"), Decimal("0.01")) == Decimal("99999999.99")
        assert [str(scaled(number, places)) for number, places in ((729355, -2), (Decimal("12345.678"), 2))] == [
            "7293.55",
            "1234567.8",
        ]
        for amount, told in (
            (Fraction(-5, 2), "-2.50"),
            (Decimal("123456.5"), "123456.50"),
            (Decimal("123456.50"), "123456.50"),
            (Decimal("1E+3"), "1000.00"),
            (Fraction(2**63 - 1, 100), str(MOST_EUROS)),
        ):
            assert str(to_decimal(amount)) == told
        with pytest.raises(NotInCents):
            to_decimal(Decimal("0.001"))
        # 7.50 from 6.00: a quarter more; back: a fifth less; from 3 to 4: a third
        for now, before, move in (("7.5", "6", "0.2500"), ("6", "7.5", "-0.2000"), ("4", "3", "0.3333"),
                                  ("1.00014", "1", "0.0001"), ("1.00016", "1", "0.0002")):  # fmt: skip
            assert str(relative_change(Decimal(now), Decimal(before))) == move


LONG = 10**200 + 1  # with a ratio of 151 digits, a product longer than any decimal context holds
RATIO = Decimal(f"{10**150 + 1}e-150")


@pytest.mark.parametrize(
    ("now", "before", "share", "beyond"),
    [
        ("110", "100", "0.10", False), ("110.01", "100", "0.10", True), ("90", "100", "0.10", False),
        ("89.99", "100", "0.10", True), ("-110", "-100", "0.10", False), ("-110.01", "-100", "0.10", True),
        ("-89.99", "-100", "0.10", True), ("10", "-100", "0.10", True), ("100", "100", "0", False),
        (f"{LONG * 10**150 + LONG * (10**150 + 1)}e-150", LONG, RATIO, False),
        (f"{LONG * 10**150 + LONG * (10**150 + 1) + 1}e-150", LONG, RATIO, True),
        (f"-{LONG}e-150", LONG, RATIO, False), (f"-{LONG + 1}e-150", LONG, RATIO, True),
        (f"{LONG}e-150", -LONG, RATIO, False), (f"{LONG + 1}e-150", -LONG, RATIO, True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("precision", [2, 28])
def test_a_move_is_beyond_a_ratio_only_past_it_whatever_the_size(
    now: str, before: str | int, share: str | Decimal, beyond: bool, precision: int
) -> None:
    figures = Decimal(now), Decimal(before), Decimal(share)
    with decimal.localcontext(prec=precision):
        assert moves_beyond(*figures) is beyond
