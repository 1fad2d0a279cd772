"""Law 1, behind the columns: a float stands within its bound of the exact number, after every word of a formula."""

import operator
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
from afas.columns._given import column, constant
from afas.columns._number import Block

ROWS = 8
SHARES = st.sampled_from([0.0, 2.0**-53, 2.0**-45, 2.0**-36])
OFFS = st.sampled_from([0.0, 2.0**-20, 0.25])
SIDES = st.tuples(*[st.sampled_from([-1, 0, 1])] * ROWS)
PARTS = st.integers(0, 2**53 - 1)
ALL_PARTS = st.tuples(*[PARTS] * ROWS)


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


def _furthest(one: float, share: float, off: float, side: int) -> Fraction:
    """What a float may stand for at the most: its bound below it (-1) or above it (1)."""
    return Fraction(one) + side * (Fraction(off) + Fraction(share) * abs(Fraction(one)))


@st.composite
def known(draw: Any, block: Block, positive: bool = False, size: float = 0) -> Known:
    """Floats that stand for numbers at the very end of their bound; all of about one size, where it is given."""
    places, share, off, sides = draw(st.integers(0, 6)), draw(SHARES), draw(OFFS), draw(SIDES)
    low, high = (size, 2 * size) if size else (10.0**3 if positive else -(10.0**12), 10.0**12)
    if draw(st.booleans()):
        same = low + (high - low) * (draw(PARTS) / 2**53)  # a figure that is the same on every row is no array
        return Known(
            Approximate(block, same, places, share, off),
            [_furthest(same, share, off, side) / 10**places for side in sides],
        )
    told = [low + (high - low) * (part / 2**53) for part in draw(ALL_PARTS)]
    exact = [_furthest(one, share, off, side) / 10**places for one, side in zip(told, sides, strict=True)]
    return Known(Approximate(block, np.array(told), places, share, off), exact)


def _rows(function: Callable[[Fraction, Fraction], Fraction], a: Known, b: Known) -> list[Fraction]:
    return [function(one, other) for one, other in zip(a.exact, b.exact, strict=True)]


def _chosen(a: Known, b: Known) -> Known:
    rows = np.arange(ROWS) % 2 == 0
    made = [one if row else other for row, one, other in zip(rows, a.exact, b.exact, strict=True)]
    return Known(a.floats.chosen(rows, b.floats), made)


def _number(a: Known, number: Fraction) -> Any:
    """The same number on every row, in floats."""
    made: Any = constant(a.floats.block, number)
    return made.floats


WORDS: dict[str, Callable[[Known, Known], Known]] = {
    "plus": lambda a, b: Known(a.floats.plus(b.floats), _rows(lambda x, y: x + y, a, b)),
    "minus": lambda a, b: Known(a.floats.minus(b.floats), _rows(lambda x, y: x - y, a, b)),
    "times": lambda a, b: Known(a.floats.times(b.floats), _rows(lambda x, y: x * y, a, b)),
    "least": lambda a, b: Known(a.floats.bounded(b.floats, np.minimum), _rows(min, a, b)),
    "greatest": lambda a, b: Known(a.floats.bounded(b.floats, np.maximum), _rows(max, a, b)),
    "where": _chosen,
    "over a number": lambda a, _: Known(a.floats.over(_number(a, Fraction(13, 7))), [x * 7 / 13 for x in a.exact]),
    "over a decimal": lambda a, _: Known(
        a.floats.over(_number(a, Fraction("-0.13"))), [x / Fraction("-0.13") for x in a.exact]
    ),
    "more places": lambda a, _: Known(a.floats.at(a.floats.places + 3), a.exact),
    "fewer places": lambda a, _: Known(a.floats.at(a.floats.places - 3), a.exact),
    "many more places": lambda a, _: Known(a.floats.at(a.floats.places + 50), a.exact),  # 10**22 is exact in floats
    "far fewer places": lambda a, _: Known(a.floats.at(a.floats.places - 50), a.exact),
}


_MOVED = [word for word in WORDS if "places" in word]


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


EXACT: dict[str, tuple[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "plus": ("plus", operator.add),
    "minus": ("minus", operator.sub),
    "times": ("times", operator.mul),
    "ratio": ("over", operator.truediv),
}


def _told(made: Approximate) -> list[float]:
    return list(np.broadcast_to(made.floats, ROWS).tolist())


def _ends(made: Approximate) -> list[tuple[Fraction, Fraction]]:
    """Between what the numbers lie that each row may stand for."""
    sides = ([_furthest(one, made.share, made.off, side) for side in (-1, 1)] for one in _told(made))
    return [(low / 10**made.places, high / 10**made.places) for low, high in sides]


@pytest.mark.parametrize("word", [*EXACT])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_bound_is_not_much_wider_than_it_must_be(word: str, data: st.DataObject) -> None:
    """Else every row would be open, computed again, and right: as slow as without floats."""
    block = Block(ROWS)
    a, b = (data.draw(known(block, size=2.0**30)).floats for _ in range(2))
    named, exact = EXACT[word]
    made = getattr(a, named)(b)
    must = max(
        abs(Fraction(one) - exact(x, y) * Fraction(10) ** made.places)
        for one, xs, ys in zip(_told(made), _ends(a), _ends(b), strict=True)
        for x in xs
        for y in ys
    )
    roundings = 8 * Fraction(2) ** -53 * max(abs(Fraction(one)) for one in (*_told(made), *_told(a), *_told(b)))
    assert block.doubtful is None
    assert Fraction(made.error) <= 8 * must + roundings * 10 ** abs(a.places - b.places)


@pytest.mark.parametrize("word", ["least", "greatest", "where", *_MOVED])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_what_is_chosen_or_moved_keeps_its_bound(word: str, data: st.DataObject) -> None:
    block = Block(ROWS)
    a, b = (data.draw(known(block, size=2.0**30)) for _ in range(2))
    made = WORDS[word](a, b).floats
    of = [one.floats.at(made.places) for one in (a, b)]
    share, off = max(one.share for one in of), max(one.off for one in of)
    assert made.error <= 1.01 * (off + (share + 2.0**-52) * made.top)


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
    places = max(a.floats.places, b.floats.places)
    error = Fraction(a.floats.at(places).error) + Fraction(b.floats.at(places).error)
    for row in range(ROWS):
        assert open_[row] or made[row] == (a.exact[row] <= b.exact[row])
        apart = abs(a.exact[row] - b.exact[row]) * 10**places
        assert not open_[row] or apart <= 3 * error  # far apart, it is not open


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
    error = Fraction(a.floats.at(places).error)
    for row, units in enumerate(np.broadcast_to(made.units, ROWS).tolist()):
        exact = a.exact[row] * 10**places
        assert open_[row] or units == _half_away(exact)
        beside = abs(abs(exact - round(exact)) - Fraction(1, 2))
        assert not open_[row] or beside <= 4 * error or abs(exact) > 2**50  # far from a half, it is not open


@pytest.mark.parametrize("unit", [2**53 + 1, 2**62 + 1, -(2**60) - 1])
def test_whole_numbers_that_floats_do_not_hold_have_their_bound(unit: int) -> None:
    block = Block(ROWS)
    made = column(block, Fixed(np.full(ROWS, unit, np.int64), 2)).floats
    Known(made, [Fraction(unit, 100)] * ROWS).check()
