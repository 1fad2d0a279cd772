"""An immutable sorted map: a change gives a new map that shares all but one path with the old one.

Getting, setting and removing cost O(log n). Entries are kept in the order of their keys; each may *reach* up to
a day, so that those which overlap some days are found without looking at the others (an interval tree). The tree
is balanced by the weight of its branches (Adams 1993; Hirai and Yamamoto 2011, for the factors 3 and 2).
"""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import attrs

__all__ = ["Entry", "SortedMap"]

_HEAVIER = 3  # a branch may weigh this many times the other
_INNER = 2  # and its inner branch this many times its outer one, before a single rotation no longer does


class Ordered(Protocol):
    """The type of the keys: they can be compared."""

    def __lt__(self, other: Any, /) -> bool: ...


K = TypeVar("K", bound=Ordered)
V = TypeVar("V")


class Entry(NamedTuple):
    """A key, its value and how far it reaches (0: nowhere), with the branches of the tree below it."""

    key: Any
    value: Any
    reach: int
    left: "Entry | None"
    right: "Entry | None"
    size: int
    furthest: int  # the furthest reach in this branch


Told = tuple[Any, Any, int]
"""A key, its value and its reach, as they are handed in."""


def _weight(node: Entry | None) -> int:
    return 1 if node is None else node.size + 1


def _node(row: Told, left: Entry | None, right: Entry | None) -> Entry:
    size, furthest = 1, row[2]
    for branch in (left, right):
        if branch is not None:
            size += branch.size
            furthest = max(furthest, branch.furthest)
    return Entry(row[0], row[1], row[2], left, right, size, furthest)


def _over(node: Entry, left: Entry | None, right: Entry | None) -> Entry:
    """A node over two branches of which one may be an entry too heavy or too light."""
    if right is not None and _weight(right) > _HEAVIER * _weight(left):
        inner = right.left
        if inner is not None and _weight(inner) >= _INNER * _weight(right.right):
            return _node(inner[:3], _node(node[:3], left, inner.left), _node(right[:3], inner.right, right.right))
        return _node(right[:3], _node(node[:3], left, inner), right.right)
    if left is not None and _weight(left) > _HEAVIER * _weight(right):
        inner = left.right
        if inner is not None and _weight(inner) >= _INNER * _weight(left.left):
            return _node(inner[:3], _node(left[:3], left.left, inner.left), _node(node[:3], inner.right, right))
        return _node(left[:3], left.left, _node(node[:3], inner, right))
    return _node(node[:3], left, right)


def _with(node: Entry | None, row: Told) -> Entry:
    if node is None:
        return _node(row, None, None)
    if row[0] < node.key:
        return _over(node, _with(node.left, row), node.right)
    if node.key < row[0]:
        return _over(node, node.left, _with(node.right, row))
    return _node(row, node.left, node.right)


def _without(node: Entry | None, key: Any) -> Entry | None:
    if node is None:
        return None
    if key < node.key:
        return _over(node, _without(node.left, key), node.right)
    if node.key < key:
        return _over(node, node.left, _without(node.right, key))
    if node.left is None or node.right is None:
        return node.left or node.right
    following = node.right
    while following.left is not None:
        following = following.left
    return _over(following, node.left, _without(node.right, following.key))


def _built(rows: list[Told], low: int, high: int) -> Entry:
    """The tree of `told[low:high]`, which are sorted, and at least one."""
    middle = (low + high) // 2
    key, value, furthest = rows[middle]
    left = _built(rows, low, middle) if low < middle else None
    right = _built(rows, middle + 1, high) if middle + 1 < high else None
    reach = furthest
    if left is not None and left.furthest > furthest:
        furthest = left.furthest
    if right is not None and right.furthest > furthest:
        furthest = right.furthest
    return tuple.__new__(Entry, (key, value, reach, left, right, high - low, furthest))


def _from(node: Entry | None, low: Any) -> Iterator[Entry]:
    """In order, from the first key that is not before `low` (None: from the first)."""
    path: list[Entry] = []
    while node is not None:
        if low is None or not node.key < low:
            path.append(node)
            node = node.left
        else:
            node = node.right
    while path:
        here = path.pop()
        yield here
        branch = here.right
        while branch is not None:
            path.append(branch)
            branch = branch.left


def _overlapping(node: Entry | None, first: int, past: int) -> Iterator[Entry]:
    """In order, the entries that start before `past` and reach beyond `first`."""
    stack: list[tuple[Entry, bool]] = [(node, False)] if node is not None else []
    while stack:
        here, entered = stack.pop()
        if entered:
            if here.key[0] < past and here.reach > first:
                yield here
            continue
        if here.furthest <= first:
            continue
        if here.right is not None and here.key[0] < past:
            stack.append((here.right, False))
        stack.append((here, True))
        if here.left is not None:
            stack.append((here.left, False))


def _split(node: Entry | None, key: Any) -> tuple[Entry | None, Entry | None, Entry | None]:
    """The entries before a key, the one of the key, and those after it; branches that stay whole are not copied."""
    if node is None:
        return None, None, None
    if key < node.key:
        before, found, after = _split(node.left, key)
        return before, found, node if after is node.left else _node(node[:3], after, node.right)
    if node.key < key:
        before, found, after = _split(node.right, key)
        return node if before is node.right else _node(node[:3], node.left, before), found, after
    return node.left, node, node.right


def _difference(node: Entry | None, other: Entry | None) -> Iterator[tuple[Any, Any, Any]]:
    if node is other:
        return
    if node is None:
        yield from ((entry.key, None, entry.value) for entry in _from(other, None))
        return
    before, found, after = _split(other, node.key)
    yield from _difference(node.left, before)
    if found is None or (found is not node and found.value != node.value):
        yield node.key, node.value, None if found is None else found.value
    yield from _difference(node.right, after)


@attrs.frozen(eq=False)
class SortedMap(Generic[K, V]):
    """A sorted map that is never changed in place.

    >>> ages = SortedMap[str, int]().set("Chloé", 41).set("Amel", 52)
    >>> [entry.key for entry in ages.items()], len(ages.without("Amel")), len(ages)
    (['Amel', 'Chloé'], 1, 2)
    """

    _root: Entry | None = attrs.field(default=None, repr=False)

    @classmethod
    def of(cls, rows: Iterable[Told]) -> "SortedMap[K, V]":
        """A map of many entries (key, value, reach) at once, whose keys are all different; O(n log n)."""
        ordered = sorted(rows, key=itemgetter(0))
        return cls(_built(ordered, 0, len(ordered)) if ordered else None)

    def __len__(self) -> int:
        return 0 if self._root is None else self._root.size

    def __contains__(self, key: K) -> bool:
        return self._entry(key) is not None

    def _entry(self, key: K) -> Entry | None:
        node = self._root
        while node is not None:
            here = node.key
            if key == here:
                return node
            node = node.left if key < here else node.right
        return None

    def get(self, key: K) -> V | None:
        """The value under this key; None if there is none."""
        entry = self._entry(key)
        if entry is None:
            return None
        value: V = entry.value
        return value

    def set(self, key: K, value: V, reach: int = 0) -> "SortedMap[K, V]":
        """The map with this entry, in the place of the one of the same key if there is one."""
        return SortedMap(_with(self._root, (key, value, reach)))

    def without(self, key: K) -> "SortedMap[K, V]":
        """The map without this key, whether it was there or not."""
        return SortedMap(_without(self._root, key)) if key in self else self

    def items(self, low: K | None = None) -> Iterator[Entry]:
        """The entries in order, from the key `low` on; none is looked at before it is asked for."""
        return _from(self._root, low)

    def overlapping(self, first: int, past: int) -> Iterator[Entry]:
        """The entries whose stretch of days, from `key[0]` (held) to `reach` (not held), meets [`first`, `past`)."""
        return _overlapping(self._root, first, past)

    def difference(self, other: "SortedMap[K, V]") -> Iterator[tuple[K, V | None, V | None]]:
        """The keys whose values differ, in order, with the value here and the value there; None where there is none.

        Branches that both maps share are not looked at: O(k log n) for k changes between them.
        """
        return _difference(self._root, other._root)
