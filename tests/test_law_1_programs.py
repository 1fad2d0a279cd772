"""Law 1, on block after block: a program does on each what was done on the first, and no more than it must."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afas.columns._number import Block
from afas.columns._operations import (
    as_floats,
    as_whole,
    at_least,
    at_most,
    between,
    choose,
    choose_floats,
    divide,
    opened,
    whole_bits,
    within,
)
from afas.columns._steps import Filled
from afas.columns._tape import Program, Tape

ROWS = 6
Formula = Callable[[Block, Any, Any], Any]


def inputs(seed: int, size: int = ROWS) -> list[Any]:
    rng = np.random.default_rng(seed)
    return [rng.integers(0, 100, size) for _ in range(2)]


def kept(formula: Formula, highs: int = 127) -> Program[str]:
    """The program of what a formula does on a first block, and then on others."""
    block = Block(ROWS, tape=Tape())
    x, y = inputs(0)
    made = formula(block, x, y)
    assert block.tape is not None
    program = block.tape.program({"x": x, "y": y}, {"x": highs, "y": highs}, {"made": made})
    assert program is not None
    return program


def ran(program: Program[str], given: list[Any]) -> tuple[Any, list[int]]:
    out = np.zeros(len(given[0]), np.int64)
    return program.run(given, {"made": out}, len(out)), out.tolist()


OPERATIONS: list[Callable[[Block, Any, Any], Any]] = [
    lambda block, a, b: block.do(np.add, a, b),
    lambda block, a, b: block.do(np.subtract, a, b),
    lambda block, a, b: block.do(np.multiply, block.do(np.minimum, a, 50), block.do(np.sign, b)),
    lambda block, a, b: block.do(choose, block.do(np.less, a, b), a, b),
    lambda block, a, _: block.do(choose, block.do(np.less_equal, a, 40), 7, -3),
    lambda block, a, _: block.do(np.maximum, a, 10),
    lambda block, a, _: block.do(np.minimum, a, 60),
    lambda block, a, _: block.do(np.minimum, block.do(np.maximum, a, 3), 30),
    lambda block, a, _: block.do(divide, block.do(np.abs, a), 3),
    lambda block, a, _: block.do(divide, block.do(np.maximum, a, 0), 7),
    lambda block, a, _: block.do(divide, block.do(np.add, block.do(np.multiply, block.do(np.maximum, a, 0), 3), 5), 10),
    lambda block, a, b: block.do(np.floor_divide, a, block.do(np.maximum, b, 1)),
    lambda block, a, _: block.do(as_whole, block.do(np.rint, block.do(np.multiply, block.do(as_floats, a), 0.3))),
    lambda block, a, _: block.do(as_whole, block.do(np.maximum, block.do(as_floats, a), 20.0)),
    lambda block, a, _: block.do(as_whole, block.do(np.minimum, block.do(as_floats, a), 20.0)),
    lambda block, a, _: block.do(
        as_whole, block.do(choose_floats, block.do(np.less, a, 9), block.do(as_floats, a), 2.0)
    ),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=9))
def test_a_program_does_on_another_block_what_was_done_on_the_first(
    drawn: list[tuple[Callable[[Block, Any, Any], Any], int, int]],
) -> None:
    def formula(block: Block, x: Any, y: Any) -> Any:
        known = [x, y]
        for operation, one, other in drawn:
            known.append(operation(block, known[one % len(known)], known[other % len(known)]))
        return block.do(np.add, known[-1], known[len(known) // 2])

    program = kept(formula)
    for seed, size in ((0, ROWS), (1, ROWS), (2, 2 * ROWS), (3, 2)):
        fresh = inputs(seed, size)
        wanted = formula(Block(size), *fresh).tolist()
        before = [array.copy() for array in fresh]
        assert ran(program, fresh) == (True, wanted)
        assert all((one == other).all() for one, other in zip(before, fresh, strict=True))  # what is given is kept


def test_law_1_a_program_that_reads_floats_does_what_one_of_whole_numbers_does() -> None:
    """x and y are floats at once, and so is what is made of them on the way; z is not: its quotient is whole."""

    def formula(block: Block, x: Any, y: Any) -> Any:
        whole = block.do(np.multiply, block.do(np.subtract, block.do(np.add, x, 5), y), 3)
        least = block.do(np.minimum, block.do(np.maximum, whole, 0), y)
        return block.do(as_whole, block.do(np.rint, block.do(np.multiply, block.do(as_floats, least), 0.3)))

    block = Block(ROWS, tape=Tape())
    x, y = inputs(0)
    made = formula(block, x, y)
    assert block.tape is not None
    read = block.tape.program({"x": x, "y": y}, {"x": 127, "y": 127}, {"made": made}, floats=True)
    assert read is not None
    assert read.floats == {"x", "y"}
    assert as_floats not in [function for function, _, _ in read.steps]
    for seed in range(3):
        fresh = inputs(seed, 2 * ROWS)
        assert ran(read, [one.astype(np.float64) for one in fresh]) == ran(kept(formula), fresh)


@pytest.mark.parametrize(
    "formula",
    [
        lambda block, x, _: block.do(np.add, block.do(as_whole, block.do(as_floats, x)), block.do(divide, x, 3)),
        lambda block, x, _: block.do(as_whole, block.do(as_floats, block.do(np.multiply, x, 2**50))),  # above 2**53
        lambda block, x, _: block.do(as_whole, block.do(as_floats, block.do(divide, x, 3))),
        lambda block, x, y: block.do(np.add, x, y),
    ],
)
def test_whole_numbers_that_are_needed_or_that_floats_do_not_hold_stay_whole(formula: Formula) -> None:
    block = Block(ROWS, tape=Tape())
    x, y = inputs(0)
    made = formula(block, x, y)
    assert block.tape is not None
    program = block.tape.program({"x": x, "y": y}, {"x": 127, "y": 127}, {"made": made}, floats=True)
    assert program is not None
    assert program.floats.isdisjoint({"x"})


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 45), st.integers(2, 10**7), st.integers(1, 999), st.integers(0, 10**6), st.data())
def test_law_1_a_quotient_by_a_shift_is_the_whole_quotient(
    bits: int, by: int, times: int, more: int, data: st.DataObject
) -> None:
    """(x * times + more) // by, up to the highest x, around each multiple of the divisor."""
    high = 2**bits - 1
    drawn = data.draw(st.lists(st.integers(0, high), min_size=20, max_size=20))
    near = [(one * times + more) // by * by - more for one in drawn]
    units = [min(max(one // times + step, 0), high) for one in near for step in (-1, 0, 1)] + [0, high]
    x = np.array(units, np.int64)

    def formula(block: Block) -> Any:
        return block.do(divide, block.do(np.add, block.do(np.multiply, x, times), more), by)

    block = Block(len(x), tape=Tape())
    made = formula(block)
    assert block.tape is not None
    program = block.tape.program({"x": x}, {"x": high}, {"made": made})
    assert program is not None
    wanted = [(one * times + more) // by for one in units]
    assert ran(program, [x]) == (True, wanted)
    assert [function for function, _, _ in program.steps][-1] in (divide, np.right_shift)


def test_a_quotient_of_small_numbers_is_a_product_and_a_shift() -> None:
    """The product goes into the one before it; where that is read elsewhere too, it is a step of its own."""

    def tenth(block: Block, x: Any, _: Any) -> Any:
        return block.do(divide, block.do(np.add, block.do(np.multiply, x, 3), 5), 10)

    assert steps(tenth) == [np.multiply, np.add, np.right_shift]

    def read_twice(block: Block, x: Any, _: Any) -> Any:
        product = block.do(np.multiply, x, 3)
        return block.do(np.add, product, block.do(divide, product, 10))

    assert steps(read_twice) == [np.multiply, np.multiply, np.right_shift, np.add]
    assert steps(lambda block, x, _: block.do(divide, block.do(np.multiply, x, 2**40), 10)) == [np.multiply, divide]


def steps(formula: Formula) -> list[Callable[..., Any]]:
    return [function for function, _, _ in kept(formula).steps]


def test_nothing_is_done_twice_and_nothing_that_nothing_comes_of() -> None:
    def formula(block: Block, x: Any, y: Any) -> Any:
        twice = [block.do(np.add, x, 1), block.do(np.add, x, 1)]
        block.do(np.multiply, y, 5)  # of no use
        return block.do(np.subtract, block.do(np.multiply, *twice), y)

    assert steps(formula) == [np.add, np.multiply, np.subtract]
    # another number, or the same number of another kind, is another operation
    assert steps(lambda block, x, _: block.do(np.add, block.do(np.add, x, 1), block.do(np.add, x, 2))) == [np.add] * 3


def test_two_bounds_one_after_the_other_are_one_pass() -> None:
    assert steps(lambda block, x, _: block.do(np.minimum, block.do(np.maximum, x, 3), 30)) == [between]
    # not where the first is read elsewhere, nor where a bound is a column

    def read_twice(block: Block, x: Any, _: Any) -> Any:
        low = block.do(np.maximum, x, 3)
        return block.do(np.add, low, block.do(np.minimum, low, 30))

    assert steps(read_twice) == [np.maximum, np.minimum, np.add]
    assert steps(lambda block, x, y: block.do(np.minimum, block.do(np.maximum, x, 3), y)) == [np.maximum, np.minimum]
    assert steps(lambda block, x, y: block.do(np.minimum, block.do(np.maximum, x, y), 3)) == [np.maximum, np.minimum]


def test_a_bound_alone_is_a_column_of_its_number() -> None:
    def bounded(which: np.ufunc) -> Formula:
        return lambda block, x, _: block.do(as_whole, block.do(which, block.do(as_floats, x), 9.0))

    for which in (np.maximum, np.minimum):
        program = kept(bounded(which))
        _, (function, args, _), _ = program.steps
        assert function is which
        assert program.start[args[1]] == Filled(9.0)


def test_a_cell_is_used_again_once_nothing_reads_it() -> None:
    """Eight sums, one after the other, take one cell: the amount's. A choice cannot be made in the cell it reads."""

    def sums(block: Block, x: Any, y: Any) -> Any:
        for _ in range(8):
            x = block.do(np.add, block.do(np.multiply, x, 3), y)
        return x

    program = kept(sums)
    assert len({out for _, _, out in program.steps}) == 2  # one on the way, and the amount's
    assert [cell for cell in program.start if isinstance(cell, np.dtype)] == [np.int64] * 2

    def choices(block: Block, x: Any, y: Any) -> Any:
        for low in range(4):
            x = block.do(choose, block.do(np.less, x, low), block.do(np.add, x, 1), y)
        return x

    for function, args, out in kept(choices).steps:
        assert function is not choose or out not in args


def test_an_array_from_elsewhere_makes_no_program() -> None:
    other = np.ones(ROWS, np.int64)
    x, y = inputs(0)
    for made in (lambda block: block.do(np.add, x, other), lambda block: (block.do(np.add, x, y), other)[1]):
        block = Block(ROWS, tape=Tape())
        result = made(block)
        assert block.tape is not None
        assert block.tape.program({"x": x, "y": y}, {"x": 127, "y": 127}, {"made": result}) is None


def test_figures_keep_the_bounds_from_zero_to_the_highest() -> None:
    program = kept(lambda block, x, y: block.do(np.add, x, y))
    for most, fits in ((0, True), (127, True), (128, False), (-1, False)):
        assert program.fits({"x": np.array([3, most]), "y": np.array([1, 2])}) is fits
        assert program.fits({"x": np.array([1, 2]), "y": np.array([3, most])}) is fits


def test_rows_that_a_block_leaves_open_are_told_and_only_those() -> None:
    def formula(block: Block, x: Any, y: Any) -> Any:
        made = block.do(np.add, x, y)
        block.doubt(block.do(np.less, x, 10), made)
        block.doubt(block.do(np.less, y, 10), made)
        block.doubt(block.do(np.less, x, 1000), block.do(np.multiply, x, 2))  # about what nothing comes of
        return made

    program = kept(formula)
    fresh = [np.array([5, 50, 50]), np.array([50, 5, 50])]
    told, made = ran(program, fresh)
    assert told.tolist() == [True, True, False]
    assert made == [55, 55, 100]
    assert ran(program, [np.array([50]), np.array([50])]) == (True, [100])


@pytest.mark.parametrize(
    ("low", "high", "kept_by", "left_by"),
    [
        (2.0, 8.0, [[2, 8], [5, 5]], [[1, 5], [5, 9], [1, 9]]),
        (1.0, 8.0, [[1, 8]], [[0, 8], [8, 9]]),
        (0.0, 8.0, [[0, 8]], [[8, 9], [9, 9]]),  # no figure is below zero, which is known before
    ],
)
def test_a_block_whose_floats_leave_their_bounds_is_not_done(
    low: float, high: float, kept_by: list[list[int]], left_by: list[list[int]]
) -> None:
    def formula(block: Block, x: Any, _: Any) -> Any:
        floats = block.do(as_floats, x)
        block.keep_within(floats, low, high)
        return block.do(as_whole, floats)

    program = kept(formula)
    for figures in kept_by:
        assert ran(program, [np.array(figures)] * 2) == (True, figures)
    for figures in left_by:
        assert ran(program, [np.array(figures)] * 2)[0] is False
    Block(2).keep_within(np.array([1.0, 2.0]), 1.0, 2.0)  # nothing is kept where nothing is done again
    assert within(np.array([5.0, np.nan]), 2.0, 8.0) is at_most(np.array([5.0, np.nan]), 8.0) is False


def test_rows_as_far_from_zero_as_a_limit_are_computed_again_on_the_first_block_and_on_the_others() -> None:
    def formula(block: Block, x: Any, y: Any) -> Any:
        made = block.do(np.subtract, x, y)
        block.doubt_beyond(block.do(as_floats, made), 50.0, made)
        return made

    given = [np.array([50, 49, 0, 0, 51, 7]), np.array([0, 0, 50, 49, 0, 7])]
    first = Block(ROWS)
    formula(first, *given)
    told, _ = ran(kept(formula), given)
    far = [True, False, True, False, True, False]
    assert first.doubtful is not None
    assert (first.doubtful.tolist(), told.tolist()) == (far, far)


def test_a_block_with_less_than_the_least_denominator_is_not_done() -> None:
    def formula(block: Block, x: Any, y: Any) -> Any:
        assert block.tape is not None
        block.tape.done.append((at_least, (y, 4), None))
        return block.do(np.floor_divide, x, block.do(np.maximum, y, 4))

    program = kept(formula)
    assert ran(program, [np.array([9, 9]), np.array([4, 5])]) == (True, [2, 1])
    assert ran(program, [np.array([9, 9]), np.array([5, 3])])[0] is False


def test_what_floats_cannot_say_makes_a_block_not_done() -> None:
    halves = kept(lambda block, x, _: block.do(as_whole, block.do(np.multiply, block.do(as_floats, x), 0.5)))
    assert halves.checked
    zero = kept(lambda block, x, y: block.do(np.floor_divide, block.do(np.add, x, y), block.do(np.add, y, 1)))
    assert zero.checked
    assert not kept(lambda block, x, y: block.do(np.add, x, y)).checked
    assert ran(zero, [np.array([1]), np.array([-1])])[0] is False


def test_whole_bits_are_the_largest_number_with_as_many() -> None:
    assert [whole_bits(high) for high in (0, 1, 2, 3, 4, 255, 256)] == [0, 1, 3, 3, 7, 255, 511]


def test_an_open_row_is_told_from_none() -> None:
    assert opened(np.array([False, False])) is None
    found = opened(np.array([False, True]))
    assert found is not None
    assert found.tolist() == [False, True]


def test_amounts_of_one_cell_and_an_input_that_is_an_amount_are_written_each() -> None:
    block = Block(ROWS, tape=Tape())
    x, y = inputs(0)
    total = block.do(np.add, x, y)
    assert block.tape is not None
    program = block.tape.program({"x": x, "y": y}, {"x": 127, "y": 127}, {"a": total, "b": total, "c": x})
    assert program is not None
    outputs = {name: np.zeros(2, np.int64) for name in "abc"}
    assert program.run([np.array([1, 2]), np.array([3, 4])], outputs, 2) is True
    assert {name: one.tolist() for name, one in outputs.items()} == {"a": [4, 6], "b": [4, 6], "c": [1, 2]}
