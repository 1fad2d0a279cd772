"""Working days (*jours ouvrés*): Monday to Friday, without the public holidays.

The holidays of France come from the package `holidays` (extra `holidays`); any other set of days does as well.
"""

from collections.abc import Collection
from datetime import date, timedelta

from afas.errors import ExtraMissing
from afas.text import Text

__all__ = ["french_holidays", "working_days"]


_HOLIDAYS = Text(fr="Jours fériés", en="Public holidays")


def french_holidays(first: date, last: date, department: str | None = None) -> frozenset[date]:
    """The public holidays (*jours fériés*) of France between two days, both counted.

    Args:
        first: first day.
        last: last day.
        department: where others apply: "57" and "6AE" (Alsace-Moselle), "971", "972", "973", "974", "976".

    Raises:
        ExtraMissing: the extra `holidays` is not installed.

    >>> sorted(french_holidays(date(2023, 5, 1), date(2023, 5, 31)))[2]
    datetime.date(2023, 5, 18)
    """
    try:
        from holidays import country_holidays
    except ImportError as absent:
        raise ExtraMissing(_HOLIDAYS, "holidays") from absent
    days = country_holidays("FR", subdiv=department, years=range(first.year, last.year + 1), language="fr")
    return frozenset(day for day in days if first <= day <= last)


def working_days(first: date, end: date, holidays: Collection[date] = ()) -> int:
    """How many working days from `first`, counted, to `end`, not counted.

    >>> working_days(date(2023, 4, 6), date(2023, 4, 12), {date(2023, 4, 10)})  # Easter: Thursday, Friday, Tuesday
    3
    """
    days = (first + timedelta(days=step) for step in range(max(0, (end - first).days)))
    return sum(day.weekday() < 5 and day not in holidays for day in days)
