"""The order of facts: by their days and moments, then by what undoes what; never by when or where they were stored.

- A fact of a moment stands at that instant. One of a whole day stands after those of that day that have a time; an
  agreement, a justified gap and advances brought forward, before them.
- About one declaration, the facts of a day without times are in this order: transmitted, validated, amended, refused,
  cancelled, and last a reversal: what undoes follows what it undoes. Beside facts with times, each comes before the
  first that would follow it so; of that very moment, before those of its own kind.
- Validations of one declaration and day, or moment, are revisions: they count in the order recorded.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from afas.payments._facts import Accepted, Fact, OfDeclaration, Reversed

__all__ = ["comes_before", "in_order"]

_Key = tuple[int, timedelta, int, bool, str]
_Timed = dict[str, list[Fact]]
_AT_ONCE: Final = 1  # the last rank of what holds for the whole of its day


def in_order(facts: Sequence[Fact]) -> list[Fact]:
    """These facts, each after those that come before it.

    Args:
        facts: in the order recorded; with a reversal, what it reverses.
    """
    timed = [fact for fact in facts if isinstance(fact.on, datetime)]
    if not timed:
        return sorted(facts, key=_of_day)
    known = {fact.id: fact for fact in facts}
    there: _Timed = {}
    for fact in timed:
        there.setdefault(_subject(fact, known), []).append(fact)
    return sorted(facts, key=_of_moment(known, _days(timed), there))


def comes_before(fact: Fact, other: Fact) -> bool:
    """Is it of an earlier day than the other, or of an earlier moment?"""
    on, then = fact.on, other.on
    return on < then if isinstance(on, datetime) and isinstance(then, datetime) else fact.day < other.day


def _of_day(fact: Fact) -> tuple[int, int, str]:
    return (fact.on.toordinal(), fact.rank, _name(fact))


def _of_moment(known: Mapping[str, Fact], days: Mapping[str, int], timed: _Timed) -> Callable[[Fact], _Key]:
    def key(fact: Fact) -> _Key:
        on = fact.on
        if isinstance(on, datetime):
            return (days[fact.id], _instant(on), fact.rank, True, _name(fact))
        if fact.rank <= _AT_ONCE:
            return (on.toordinal(), timedelta.min, fact.rank, False, _name(fact))
        after = [_instant(other.on) for other in timed.get(_subject(fact, known), ()) if other.rank > fact.rank]
        return (on.toordinal(), min(after, default=timedelta.max), fact.rank, False, _name(fact))

    return key


def _name(fact: Fact) -> str:
    """Orders two facts of one moment and rank; the same for two validations of one declaration."""
    return f"{fact.activity}/{fact.year}/{fact.kind}" if isinstance(fact, Accepted) else fact.id


def _subject(fact: Fact, known: Mapping[str, Fact]) -> str:
    """The day, and the declaration or fact that it is about: a reversal is about what it reverses."""
    about = known[fact.event] if isinstance(fact, Reversed) else fact
    if isinstance(about, OfDeclaration):
        return f"{fact.day}/{about.activity}/{about.year}/{about.kind}"
    return f"{fact.day}//{about.id}"


def _instant(moment: date) -> timedelta:
    """The time since year 1, by the clock of the Caf or, with offsets, by that of the world."""
    assert isinstance(moment, datetime)  # noqa: S101 - what has a time
    return moment - datetime.min.replace(tzinfo=UTC if moment.tzinfo else None)


def _days(timed: Iterable[Fact]) -> dict[str, int]:
    """The day each is put in: its own, or that of an earlier moment which an offset puts later.

    10 February at 00:10 in Paris comes before 9 February at 23:30 by universal time: both are of the 10th.
    """
    days: dict[str, int] = {}
    latest, pending = date.min.toordinal(), list[tuple[timedelta, int, str]]()
    for fact in timed:
        pending.append((_instant(fact.on), -fact.on.toordinal(), fact.id))
    for _, day, name in sorted(pending):
        latest = max(latest, -day)
        days[name] = latest
    return days
