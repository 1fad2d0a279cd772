"""Instants (*instants*): read from a document or a portal, written back, and never guessed.

A moment without an offset is the wall time of the Caf. A moment with a time zone keeps its instant and its offset:
at the door the zone becomes the offset it has that day, so that nothing depends on tables of zones any more. The two
kinds cannot be put in order without knowing the zone of the Caf: one history, or one ledger, holds one kind only.

>>> read_moment("2023-02-10T15:00:00.000Z", "at")
datetime.datetime(2023, 2, 10, 15, 0, tzinfo=datetime.timezone.utc)
>>> read_moment("2023-02-10", "at").code
'not-a-moment'
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timezone, tzinfo
from typing import Final, cast

from afas.errors import AfasError, Fault, FaultKind, error
from afas.periods._period import YEARS
from afas.text import Text

__all__ = [
    "MIXED_MOMENTS", "NOT_A_MOMENT", "MixedMoments", "NotAMoment", "day_at", "fixed", "local", "mixed",
    "read_moment", "write_moment",
]  # fmt: skip

NOT_A_MOMENT: Final = FaultKind(
    "not-a-moment",
    Text(
        fr="« {found} » n’est pas un instant entre {first} et {last} : écrivez une date et une heure, comme "
        "2023-02-10T15:00:00 (heure de la Caf) ou 2023-02-10T15:00:00+01:00",
        en="“{found}” is not a moment between {first} and {last}: write a date and a time, as in 2023-02-10T15:00:00 "
        "(wall time of the Caf) or 2023-02-10T15:00:00+01:00",
    ),
)
MIXED_MOMENTS: Final = FaultKind(
    "mixed-moments",
    Text(
        fr="{found} et {other} ne se comparent pas : l’un est sans fuseau (heure de la Caf), l’autre en a un ; donnez "
        "tous les instants de la même façon, par exemple moment.astimezone(zone) pour tous",
        en="{found} and {other} cannot be compared: one has no time zone (wall time of the Caf), the other has one; "
        "give all moments in the same way, for instance moment.astimezone(zone) for all of them",
    ),
)

_ISO: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?\s?(Z|z|[+-]\d\d(:?\d\d(:\d\d)?)?)?", re.ASCII
)


@error
class NotAMoment(AfasError, TypeError):
    """A moment is a `datetime`: a day alone does not say when."""

    code = NOT_A_MOMENT.code
    template = NOT_A_MOMENT.template
    found: str
    first: str = str(YEARS[0])
    last: str = str(YEARS[-1])


@error
class MixedMoments(AfasError, ValueError):
    """Moments with and without a time zone stand in one history or ledger."""

    code = MIXED_MOMENTS.code
    template = MIXED_MOMENTS.template
    found: str
    other: str


def fixed(moment: datetime) -> datetime:
    """The instant with a fixed offset in place of its zone; a moment without an offset stays as it is.

    >>> from zoneinfo import ZoneInfo
    >>> fixed(datetime(2023, 7, 12, tzinfo=ZoneInfo("Europe/Paris"))).isoformat()
    '2023-07-12T00:00:00+02:00'

    Raises:
        NotAMoment: it is no `datetime`, or is out of the years that are taken.
    """
    given: object = moment
    if not isinstance(given, datetime) or given.year not in YEARS:
        raise NotAMoment(str(moment)[:40])
    offset = moment.utcoffset()
    if offset is None:
        return moment if moment.tzinfo is None and not moment.fold else moment.replace(tzinfo=None, fold=0)
    if offset.microseconds:  # no zone has one, and ISO 8601 cannot write it
        raise NotAMoment(str(moment)[:40])
    return moment.replace(tzinfo=timezone(offset), fold=0)


def read_moment(raw: object, path: str) -> datetime | Fault:
    """A `datetime`, or a moment written in ISO 8601 (`Z`, an offset, fractions of a second, or none of them).

    Args:
        raw: what was given.
        path: where it stands, for the fault.
    """
    if isinstance(raw, str) and len(raw) <= 64 and _ISO.fullmatch(raw):
        with suppress(ValueError):
            raw = datetime.fromisoformat(raw.replace("z", "Z").replace(",", "."))
    try:
        return fixed(cast(datetime, raw))
    except NotAMoment as bad:
        return NOT_A_MOMENT.at(path, **bad.fields)


def write_moment(moment: datetime) -> str:
    """The moment in ISO 8601, with its offset where it has one; `read_moment` gives it back."""
    return moment.isoformat()


def mixed(moments: Iterable[datetime]) -> tuple[datetime, datetime] | None:
    """Two moments that cannot be put in order, one with an offset and one without; None where all are of one kind."""
    seen: dict[bool, datetime] = {}
    for moment in moments:
        seen.setdefault(moment.tzinfo is None, moment)
        if len(seen) > 1:
            return seen[True], seen[False]
    return None


def local(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """The wall time of the Caf at that moment, without an offset.

    Args:
        moment: without an offset, it is the wall time already.
        zone: of the Caf; None: a moment is taken at the offset it was told with.
    """
    if moment.tzinfo is None:
        return moment
    return (moment if zone is None else moment.astimezone(zone)).replace(tzinfo=None, fold=0)


def day_at(moment: datetime, zone: tzinfo | None = None) -> date:
    """The day it is at the Caf at that moment: see `local`."""
    return local(moment, zone).date()
