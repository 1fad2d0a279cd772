"""The sorted map against a plain dictionary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afas.persistent import Entry, SortedMap

keys = st.tuples(st.integers(0, 30), st.integers(0, 3))
moves = st.lists(st.tuples(keys, st.integers(0, 40), st.booleans()), max_size=60)


def weight(node: Entry | None) -> int:
    """How many entries a branch has, and one; each branch is at most three times as heavy as the other."""
    if node is None:
        return 1
    left, right = weight(node.left), weight(node.right)
    assert left <= 3 * right
    assert right <= 3 * left
    branches = [branch for branch in (node.left, node.right) if branch is not None]
    assert (node.size, node.furthest) == (
        1 + sum(branch.size for branch in branches),
        max([node.reach, *(branch.furthest for branch in branches)]),
    )
    return left + right


@given(moves, st.integers(0, 30), st.integers(0, 30))
def test_a_sorted_map_holds_what_a_dictionary_holds_and_never_changes(
    told: list[tuple[tuple[int, int], int, bool]], first: int, past: int
) -> None:
    kept: dict[tuple[int, int], int] = {}
    made = SortedMap[tuple[int, int], int]()
    for key, reach, removing in told:
        before, items = made, list(made.items())
        made = made.without(key) if removing else made.set(key, reach, reach)
        assert weight(made._root) == len(made) + 1
        assert list(before.items()) == items
        if removing:
            kept.pop(key, None)
        else:
            kept[key] = reach
    assert [(entry.key, entry.value) for entry in made.items()] == sorted(kept.items())
    assert [entry.key for entry in made.items((first, 0))] == sorted(key for key in kept if key >= (first, 0))
    assert (len(made), first in {key[0] for key in kept}) == (len(kept), any(key[0] == first for key in kept))
    overlapping = [entry.key for entry in made.overlapping(first, past)]
    assert overlapping == sorted(key for key, reach in kept.items() if key[0] < past and reach > first)
    assert all(made.get(key) == reach and key in made for key, reach in kept.items())


@given(st.integers(0, 400))
def test_built_at_once_or_one_by_one_it_is_as_shallow_as_its_size_allows(size: int) -> None:
    """Weights of 3 to 1 at most: a branch holds at most 3/4, hence a depth of at most log(n + 1) / log(4 / 3) + 1."""
    one_by_one = SortedMap[int, int]()
    for key in range(size):
        one_by_one = one_by_one.set(key, key)
    at_once = SortedMap[int, int].of((key, key, 0) for key in range(size))
    assert [entry.value for entry in one_by_one.items()] == [entry.value for entry in at_once.items()]

    def depth(node: object) -> int:
        return 0 if node is None else 1 + max(depth(node.left), depth(node.right))  # type: ignore[attr-defined]

    for made in (one_by_one, at_once):
        assert weight(made._root) == size + 1
        assert (4 / 3) ** (depth(made._root) - 1) <= size + 1


@given(moves, moves)
def test_the_difference_of_two_maps_is_that_of_two_dictionaries(
    first: list[tuple[tuple[int, int], int, bool]], more: list[tuple[tuple[int, int], int, bool]]
) -> None:
    before = SortedMap[tuple[int, int], int]()
    for key, value, _ in first:
        before = before.set(key, value)
    after = before
    for key, value, removing in more:
        after = after.without(key) if removing else after.set(key, value)
    olds, news = ({entry.key: entry.value for entry in one.items()} for one in (before, after))
    changed = [key for key in sorted({*olds, *news}) if olds.get(key) != news.get(key)]
    assert list(before.difference(after)) == [(key, olds.get(key), news.get(key)) for key in changed]


class Counted(int):
    """A key that counts how often it is compared."""

    compared = 0

    def __lt__(self, other: int) -> bool:
        Counted.compared += 1
        return int(self) < int(other)


@pytest.mark.parametrize("changed", [0, 1_234, 4_095])
def test_the_difference_looks_at_no_branch_that_both_maps_share(changed: int) -> None:
    """Of 4,096 entries, a dozen on each of two paths; all of them, if a branch were copied when it is cut."""
    before = SortedMap[Counted, int].of((Counted(key), key, 0) for key in range(4_096))
    after = before.set(Counted(changed), -1)
    Counted.compared = 0
    assert [key for key, _, _ in before.difference(after)] == [changed]
    assert Counted.compared < 400
