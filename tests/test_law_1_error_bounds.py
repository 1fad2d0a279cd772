"""Law 1, behind the columns: a float stands within its bound of the exact number, after every word of a formula."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afas.columns._approximate import Approximate
from afas.columns._fixed import Fixed
from afas.columns._given import column
from afas.columns._number import Block

ROWS = 8
UNITS = st.integers(-(10**12), 10**12)
SHARES = st.sampled_from([2.0**-53, 2.0**-45, 2.0**-36])
OFFS = st.sampled_from([0.0, 2.0**-20, 0.25])
SIDES = st.lists(st.sampled_from([-1, 0, 1]), min_size=ROWS, max_size=ROWS)


@attrs.frozen
class Known:
    """Floats with their bound, and what they stand for."""

    floats: Approximate
    exact: list[Fraction]

    def check(self) -> None:
        made = self.floats
        told = np.broadcast_to(made.floats, ROWS).tolist()
        open_ = made.block.doubtful
        for row, (one, exact) in enumerate(zip(told, self.exact, strict=True)):
            if open_ is not None and open_[row]:
                continue  # computed again on whole numbers
            bound = Fraction(made.off) + Fraction(made.share) * abs(Fraction(one))
            assert abs(Fraction(one) - exact * Fraction(10) ** made.places) <= bound
        low, high = made.ends
        assert low <= min(told)
        assert max(told) <= high
        assert made.error >= max(made.off + made.share * abs(one) for one in told)


@st.composite
def known(draw: Any, block: Block, positive: bool = False) -> Known:
    """Floats as far from the truth as their bound lets them be."""
    places = draw(st.integers(0, 6))
    units = st.integers(10**3, 10**12) if positive else UNITS
    exact = [Fraction(one) for one in draw(st.lists(units, min_size=ROWS, max_size=ROWS))]
    share, off, sides = draw(SHARES), draw(OFFS), draw(SIDES)
    floats = []
    for one, side in zip(exact, sides, strict=True):
        room = (Fraction(off) + Fraction(share) * abs(one)) * Fraction(99, 100)
        told = float(one + side * room)
        within = abs(Fraction(told) - one) <= Fraction(off) + Fraction(share) * abs(Fraction(told))
        floats.append(told if within else float(one))
    made = Approximate(block, np.array(floats), places, share, off)
    return Known(made, [one / 10**places for one in exact])


def _rows(function: Callable[[Fraction, Fraction], Fraction], a: Known, b: Known) -> list[Fraction]:
    return [function(one, other) for one, other in zip(a.exact, b.exact, strict=True)]


def _chosen(a: Known, b: Known) -> Known:
    rows = np.arange(ROWS) % 2 == 0
    made = [one if row else other for row, one, other in zip(rows, a.exact, b.exact, strict=True)]
    return Known(a.floats.chosen(rows, b.floats), made)


WORDS: dict[str, Callable[[Known, Known], Known]] = {
    "plus": lambda a, b: Known(a.floats.plus(b.floats), _rows(lambda x, y: x + y, a, b)),
    "minus": lambda a, b: Known(a.floats.minus(b.floats), _rows(lambda x, y: x - y, a, b)),
    "times": lambda a, b: Known(a.floats.times(b.floats), _rows(lambda x, y: x * y, a, b)),
    "least": lambda a, b: Known(a.floats.bounded(b.floats, np.minimum), _rows(min, a, b)),
    "greatest": lambda a, b: Known(a.floats.bounded(b.floats, np.maximum), _rows(max, a, b)),
    "where": _chosen,
    "more places": lambda a, _: Known(a.floats.at(a.floats.places + 3), a.exact),
    "fewer places": lambda a, _: Known(a.floats.at(a.floats.places - 3), a.exact),
}


@pytest.mark.parametrize("word", [*WORDS])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_float_is_within_its_bound_after_each_word(word: str, data: st.DataObject) -> None:
    block = Block(ROWS)
    a, b = data.draw(known(block)), data.draw(known(block))
    a.check()
    WORDS[word](a, b).check()


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_float_is_within_its_bound_after_a_ratio(data: st.DataObject) -> None:
    block = Block(ROWS)
    a, b = data.draw(known(block)), data.draw(known(block, positive=True))
    Known(a.floats.over(b.floats), _rows(lambda x, y: x / y, a, b)).check()


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_float_is_within_its_bound_after_several_words(data: st.DataObject) -> None:
    block = Block(ROWS)
    made = data.draw(known(block))
    for word in data.draw(st.lists(st.sampled_from([*WORDS]), min_size=2, max_size=4)):
        if block.doubtful is not None or made.floats.share > 2.0**-32:
            break
        made = WORDS[word](made, data.draw(known(block)))
    made.check()


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_comparison_that_is_not_open_is_right(data: st.DataObject) -> None:
    block = Block(ROWS)
    a, b = data.draw(known(block)), data.draw(known(block))
    made = np.broadcast_to(a.floats.below(b.floats, np.less_equal), ROWS)
    open_ = np.zeros(ROWS, np.bool_) if block.doubtful is None else block.doubtful
    for row in range(ROWS):
        assert open_[row] or made[row] == (a.exact[row] <= b.exact[row])


def _half_away(exact: Fraction) -> int:
    whole = (2 * abs(exact) + 1) // 2
    return int(whole if exact >= 0 else -whole)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), places=st.integers(0, 2))
def test_a_rounding_that_is_not_open_is_right(data: st.DataObject, places: int) -> None:
    block = Block(ROWS)
    a = data.draw(known(block))
    made = a.floats.rounded(places)
    open_ = np.zeros(ROWS, np.bool_) if block.doubtful is None else block.doubtful
    for row, units in enumerate(np.broadcast_to(made.units, ROWS).tolist()):
        assert open_[row] or units == _half_away(a.exact[row] * 10**places)


@pytest.mark.parametrize("unit", [2**53 + 1, 2**62 + 1, -(2**60) - 1])
def test_whole_numbers_that_floats_do_not_hold_have_their_bound(unit: int) -> None:
    block = Block(ROWS)
    made = column(block, Fixed(np.full(ROWS, unit, np.int64), 2)).floats
    Known(made, [Fraction(unit, 100)] * ROWS).check()
