"""A sorted map that never changes: each change gives a new one that shares all but a path with the old.

Getting, setting and removing cost O(log n). Entries are kept in the order of their keys; each may *reach* up to
a day, so that those which overlap some days are found without looking at the others (an interval tree). The tree
is balanced by the weight of its branches (Adams 1993; Hirai and Yamamoto 2011, for the factors 3 and 2).

Imports nothing of afas.
"""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, cast

import attrs

__all__ = ["Entry", "SortedMap"]

_HEAVIER = 3  # a branch may weigh this many times the other
_FEW = 2  # fewer entries than this are a leaf, or nothing
_INNER = 2  # and its inner branch this many times its outer one, before a single rotation no longer does


class Ordered(Protocol):
    """What a key has to know: which of two comes first."""

    def __lt__(self, other: Any, /) -> bool: ...


K = TypeVar("K", bound=Ordered)
V = TypeVar("V")


class Entry(NamedTuple):
    """A key, its value, and how far it reaches (0: nowhere)."""

    key: Any
    value: Any
    reach: int = 0


class _Node(NamedTuple):
    entry: Entry
    left: "_Node | None"
    right: "_Node | None"
    size: int
    furthest: int  # the furthest reach in this branch


def _weight(node: _Node | None) -> int:
    return 1 if node is None else node.size + 1


def _node(entry: Entry, left: _Node | None, right: _Node | None) -> _Node:
    size, furthest = 1, entry.reach
    for branch in (left, right):
        if branch is not None:
            size += branch.size
            furthest = max(furthest, branch.furthest)
    return _Node(entry, left, right, size, furthest)


def _balanced(entry: Entry, left: _Node | None, right: _Node | None) -> _Node:
    """A node over two branches of which one may be an entry too heavy or too light."""
    if right is not None and _weight(right) > _HEAVIER * _weight(left):
        if right.left is not None and _weight(right.left) >= _INNER * _weight(right.right):
            inner = right.left
            return _node(inner.entry, _node(entry, left, inner.left), _node(right.entry, inner.right, right.right))
        return _node(right.entry, _node(entry, left, right.left), right.right)
    if left is not None and _weight(left) > _HEAVIER * _weight(right):
        if left.right is not None and _weight(left.right) >= _INNER * _weight(left.left):
            inner = left.right
            return _node(inner.entry, _node(left.entry, left.left, inner.left), _node(entry, inner.right, right))
        return _node(left.entry, left.left, _node(entry, left.right, right))
    return _node(entry, left, right)


def _with(node: _Node | None, entry: Entry) -> _Node:
    if node is None:
        return _node(entry, None, None)
    if entry.key < node.entry.key:
        return _balanced(node.entry, _with(node.left, entry), node.right)
    if node.entry.key < entry.key:
        return _balanced(node.entry, node.left, _with(node.right, entry))
    return _node(entry, node.left, node.right)


def _without(node: _Node | None, key: Any) -> _Node | None:
    if node is None:
        return None
    if key < node.entry.key:
        return _balanced(node.entry, _without(node.left, key), node.right)
    if node.entry.key < key:
        return _balanced(node.entry, node.left, _without(node.right, key))
    if node.left is None or node.right is None:
        return node.left or node.right
    following = _first(node.right)
    return _balanced(following, node.left, _without(node.right, following.key))


def _first(node: _Node) -> Entry:
    while node.left is not None:
        node = node.left
    return node.entry


def _built(entries: list[Entry], low: int, high: int) -> _Node | None:
    """The tree of `entries[low:high]`, which are sorted."""
    if high - low < _FEW:
        return None if low == high else _Node(entries[low], None, None, 1, entries[low].reach)
    middle = (low + high) // 2
    return _node(entries[middle], _built(entries, low, middle), _built(entries, middle + 1, high))


def _from(node: _Node | None, low: Any) -> Iterator[Entry]:
    """In order, from the first key that is not before `low` (None: from the first)."""
    path: list[_Node] = []
    while node is not None:
        if low is None or not node.entry.key < low:
            path.append(node)
            node = node.left
        else:
            node = node.right
    while path:
        here = path.pop()
        yield here.entry
        branch = here.right
        while branch is not None:
            path.append(branch)
            branch = branch.left


def _overlapping(node: _Node | None, first: int, past: int) -> Iterator[Entry]:
    """In order, the entries that start before `past` and reach beyond `first`."""
    stack: list[tuple[_Node, bool]] = [(node, False)] if node is not None else []
    while stack:
        here, entered = stack.pop()
        if entered:
            if here.entry.key[0] < past and here.entry.reach > first:
                yield here.entry
            continue
        if here.furthest <= first:
            continue
        if here.right is not None and here.entry.key[0] < past:
            stack.append((here.right, False))
        stack.append((here, True))
        if here.left is not None:
            stack.append((here.left, False))


@attrs.frozen(eq=False)
class SortedMap(Generic[K, V]):
    """A sorted map that is never changed in place.

    >>> ages = SortedMap[str, int]().set("Chloé", 41).set("Amel", 52)
    >>> [entry.key for entry in ages.items()], len(ages.without("Amel")), len(ages)
    (['Amel', 'Chloé'], 1, 2)
    """

    _root: _Node | None = attrs.field(default=None, repr=False)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "SortedMap[K, V]":
        """A map of many entries at once, whose keys are all different; O(n log n)."""
        ordered = sorted(entries, key=itemgetter(0))
        return cls(_built(ordered, 0, len(ordered)))

    def __len__(self) -> int:
        return 0 if self._root is None else self._root.size

    def __contains__(self, key: K) -> bool:
        return self._entry(key) is not None

    def _entry(self, key: K) -> Entry | None:
        node = self._root
        while node is not None:
            here = node.entry.key
            if key == here:
                return node.entry
            node = node.left if key < here else node.right
        return None

    def get(self, key: K) -> V | None:
        """What is kept under this key; None where nothing is."""
        entry = self._entry(key)
        return None if entry is None else cast("V", entry.value)

    def set(self, key: K, value: V, reach: int = 0) -> "SortedMap[K, V]":
        """The map with this entry, in the place of the one of the same key if there is one."""
        return SortedMap(_with(self._root, Entry(key, value, reach)))

    def without(self, key: K) -> "SortedMap[K, V]":
        """The map without this key, whether it was there or not."""
        return SortedMap(_without(self._root, key)) if key in self else self

    def items(self, low: K | None = None) -> Iterator[Entry]:
        """The entries in order, from the key `low` on; none is looked at before it is asked for."""
        return _from(self._root, low)

    def overlapping(self, first: int, past: int) -> Iterator[Entry]:
        """The entries whose stretch of days, from `key[0]` (held) to `reach` (not held), meets [`first`, `past`)."""
        return _overlapping(self._root, first, past)
