"""Periods of days, and the financial year (*exercice*) of a declaration.

A `Period` holds its first day and does not hold its `end`: two periods adjoin when the end of one is the
start of the next, so that a role handed over on 1 September is never held twice nor by nobody.
Where a French text says "jusqu'au 31 août inclus", write `Period.through(first, last)`.
"""

from datetime import date, datetime, timedelta
from functools import total_ordering
from operator import index
from typing import Final

import attrs

from afas.errors import AfasError, Fault, FaultKind, error
from afas.text import Message, Text

__all__ = [
    "NOT_A_YEAR", "WORDS", "YEARS", "FinancialYear", "NotADay", "NotAYear", "Period", "PeriodEndsBeforeItStarts",
    "not_a_year",
]  # fmt: skip

YEARS: Final = range(1900, 2201)
"""The years that dates and moments are taken in: far from the ends of the calendar, where sums of days overflow."""

NOT_A_YEAR: Final = FaultKind(
    "not-a-year",
    Text(
        fr="« {found} » n’est pas une année : écrivez un nombre entier, sans guillemets, de {first} à {last}, "
        "comme 2023",
        en="“{found}” is not a year: write a whole number, without quotation marks, from {first} to {last}, as in 2023",
    ),
)
_SCHOOL_YEAR_STARTS = (9, 1)

WORDS: Final = {
    "from": Text(fr="à partir du {start}", en="from {start} on"),
    "on": Text(fr="le {start}", en="on {start}"),
    "through": Text(fr="du {start} au {last} inclus", en="from {start} to {last} included"),
}
"""How a period is said: without an end, of one day, with its last day."""


@error
class PeriodEndsBeforeItStarts(AfasError, ValueError):
    """A period has at least one day."""

    code = "period-ends-before-it-starts"
    template = Text(
        fr="La période commence le {start} et finirait avant le {end} : la fin doit suivre le début.",
        en="The period starts on {start} and would end before {end}: the end must follow the start.",
    )
    start: date
    end: date


@error
class NotADay(AfasError, TypeError):
    """A period is made of days, not of moments nor of texts."""

    code = "not-a-day"
    template = Text(
        fr="« {found} » n’est pas un jour : écrivez une date, comme date(2023, 1, 1).",
        en="“{found}” is not a day: write a date, as in date(2023, 1, 1).",
    )
    found: str


def _check_day(day: object) -> None:
    if type(day) is not date and (isinstance(day, datetime) or not isinstance(day, date)):
        raise NotADay(str(day))


@attrs.frozen
class Period:
    """Days from `start` (held) to `end` (not held; None: no end known).

    >>> Period(date(2023, 1, 1), date(2024, 1, 1)).holds(date(2023, 12, 31))
    True

    Raises:
        PeriodEndsBeforeItStarts: `end` is not after `start`.
        NotADay: a datetime, or no date at all.
    """

    start: date
    end: date | None = None

    def __attrs_post_init__(self) -> None:
        _check_day(self.start)
        if self.end is not None:
            _check_day(self.end)
        if self.end is not None and self.end <= self.start:
            raise PeriodEndsBeforeItStarts(self.start, self.end)

    @classmethod
    def through(cls, first: date, last: date) -> "Period":
        """The period from `first` to `last`, both included."""
        _check_day(last)
        return cls(first, None if last == date.max else last + timedelta(days=1))

    @classmethod
    def one_day(cls, day: date) -> "Period":
        """The period of a single day."""
        return cls.through(day, day)

    @property
    def last(self) -> date | None:
        """The last day held; None where there is no end."""
        return None if self.end is None else self.end - timedelta(days=1)

    def holds(self, day: date) -> bool:
        """Is this day in the period?"""
        return self.start <= day and (self.end is None or day < self.end)

    def common(self, other: "Period") -> "Period | None":
        """The days that both hold; None when they share none (adjoining periods share none)."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends, default=None)
        return Period(start, end) if end is None or start < end else None

    @property
    def message(self) -> Message:
        """The period in words, its last day included."""
        if self.last is None:
            return WORDS["from"].fill(start=self.start)
        if self.last == self.start:
            return WORDS["on"].fill(start=self.start)
        return WORDS["through"].fill(start=self.start, last=self.last)

    @property
    def text(self) -> Text:
        """The period in words, in both languages."""
        return Text(fr=self.message.fr, en=self.message.en)


@error
class NotAYear(AfasError, ValueError):
    """A financial year is a whole number, of a year that the service could know."""

    code = "not-a-year"
    template = Text(
        fr="« {found} » n’est pas un exercice : écrivez un nombre entier, sans guillemets, de {first} à {last}.",
        en="“{found}” is no financial year: write a whole number, without quotation marks, from {first} to {last}.",
    )
    found: str
    first: str = str(YEARS[0])
    last: str = str(YEARS[-1])


def not_a_year(path: str, found: object) -> Fault:
    """The fault `not-a-year`: a whole number within `YEARS` was expected at this path."""
    return NOT_A_YEAR.at(path, found=str(found)[:40], first=str(YEARS[0]), last=str(YEARS[-1]))


def _whole_year(raw: object) -> int:
    try:
        year = -1 if isinstance(raw, bool) else index(raw)  # type: ignore[arg-type]
    except TypeError:
        year = -1
    if year not in YEARS:
        raise NotAYear(str(raw)[:40])
    return year


@total_ordering
@attrs.frozen(order=False)
class FinancialYear:
    """The year a declaration is about (*exercice*): civil, or a school year named by its autumn.

    >>> FinancialYear(2023).period == Period.through(date(2023, 1, 1), date(2023, 12, 31))
    True
    >>> FinancialYear(2023, school=True).period.start
    datetime.date(2023, 9, 1)

    Raises:
        NotAYear: the year is no whole number (of any kind of integer), or is before 1900 or after 2200.
    """

    year: int = attrs.field(converter=_whole_year)
    school: bool = False

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, *(_SCHOOL_YEAR_STARTS if self.school else (1, 1)))

    @property
    def period(self) -> Period:
        """Its days; a school year runs from 1 September to 31 August."""
        if self.school:
            return Period(date(self.year, *_SCHOOL_YEAR_STARTS), date(self.year + 1, *_SCHOOL_YEAR_STARTS))
        return Period(date(self.year, 1, 1), date(self.year + 1, 1, 1))

    @property
    def text(self) -> Text:
        """The year as a declaration writes it: 2023, or 2023-2024."""
        label = f"{self.year}-{self.year + 1}" if self.school else str(self.year)
        return Text(fr=label, en=label)

    def __lt__(self, other: "FinancialYear") -> bool:
        return (self.period.start, self.school) < (other.period.start, other.school)

    def previous(self, years: int = 1) -> "FinancialYear":
        """The year before (N-1), or `years` before."""
        return FinancialYear(self.year - years, self.school)
