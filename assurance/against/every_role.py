"""All sequences of changes of one place by three persons over four days, to a depth: each book once, persons renamed.

A change that is refused leads nowhere; two orders that lead to the same book are followed once. So the sequences are
all tried, without being all played.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import permutations, product
from typing import Any

from assurance.against.roles import Play
from assurance.models import roles as model

PEOPLE, DAYS = ("U1", "U2", "U3"), range(4)


def changes(role: str, place: int) -> Iterator[tuple[Any, ...]]:
    """Every change there is."""
    where = (role, place, "", False)
    for who, on in product(PEOPLE, DAYS):
        yield from (("assign", where, who, on, end, pending) for end in (None, on + 1) for pending in (False, True))
        yield ("withdraw", where, who, on)
        yield ("validate", where, who, on)
        yield from (
            ("transfer", where, who, other, on, pending)
            for other in PEOPLE
            if other != who
            for pending in (False, True)
        )
    yield from (("renew", where, who, end) for who in PEOPLE for end in (None, 3))


def shape(book: model.Book) -> bytes:
    """The book up to the names of persons, and to the order of what was told: the least of its renamings."""

    def told(order: tuple[str, ...]) -> bytes:
        rank = {name: n for n, name in enumerate(("", *order), 1)}
        return b"".join(
            sorted(
                bytes(
                    0 if part is None else part + 1
                    for part in (g.start, g.end, g.pending, g.validated, g.withdrawn, rank[g.person], rank[g.replaces])
                )
                for g in book.given
            )
        )

    return min(told(names) for names in permutations(PEOPLE))


def explore(role: str, place: int, depth: int, most: int = 10**9) -> tuple[int, int]:
    """Compares after each change of each sequence; how many changes were tried, and books met.

    A sequence is followed as far as its first book already met: what can follow on that book was, or will be, followed
    there. Persons are interchangeable: no rule reads a name, so that of books that differ by names one is followed.
    """
    begun = Play(Counter())
    begun.step(("start", (0, 1)))
    level, seen, tried = [begun], {shape(begun.model)}, 0
    every = list(changes(role, place))
    for left in reversed(range(depth)):
        after = []
        for game in level:
            for change in every:
                tried += 1
                if tried > most:
                    return tried, len(seen)
                one = Play(game.counts)
                one.model, one.book = game.model, game.book
                one.step(change)
                if one.book is game.book:
                    continue
                key = shape(one.model)
                if key not in seen:
                    seen.add(key)
                    one.compare(one.book, change[0])
                    if left:  # nothing follows on the last
                        after.append(one)
        level = after
    return tried, len(seen)


if __name__ == "__main__":
    for told in ((model.APPROVER, 1), (model.ACTIVITY, 1)):
        begun = time.process_time()
        tried, books = explore(*told, depth=int(sys.argv[1]), most=int(sys.argv[2]) if len(sys.argv) > 2 else 10**9)
        sequences = sum(len(list(changes(*told))) ** n for n in range(1, int(sys.argv[1]) + 1))
        print(
            f"{told[0]}: {sequences:,} sequences of at most {sys.argv[1]} changes; {tried:,} changes tried on "
            f"{books:,} different books, {time.process_time() - begun:.0f} s of a core",
            flush=True,
        )
