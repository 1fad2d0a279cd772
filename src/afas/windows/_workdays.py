"""Working days (*jours ouvrés*): Monday to Friday, without the public holidays.

The holidays of France come from the package `holidays` (extra `holidays`); any other set of days does as well.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Final

from afas.errors import AfasError, ExtraMissing, error
from afas.text import Text

__all__ = ["UnknownDepartment", "french_holidays", "working_days"]


_HOLIDAYS: Final = Text(fr="Jours fériés", en="Public holidays")
_OF_THEIR_OWN: Final[Mapping[str, str]] = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "6AE": "6AE",  # Alsace-Moselle: Good Friday and 26 December
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "976": "976",  # the end of slavery
    "975": "PM",
    "977": "BL",
    "978": "MF",
}
"""The departments and territories that have holidays of their own, by the name the package `holidays` has for them."""
_OTHERS: Final = frozenset({f"{number:02d}" for number in range(1, 96)} - {"20"} | {"2A", "2B"})
"""The other departments: 01 to 95, Corsica being 2A and 2B."""


@error
class UnknownDepartment(AfasError, ValueError):
    """France has no such department."""

    code = "unknown-department"
    template = Text(
        fr="département inconnu « {found} » : écrivez « 01 » à « 95 », « 2A », « 2B », ou {others}",
        en="unknown department “{found}”: write “01” to “95”, “2A”, “2B”, or {others}",
    )
    found: str
    others: tuple[str, ...]


def french_holidays(first: date, last: date, department: str | None = None) -> frozenset[date]:
    """The public holidays (*jours fériés*) of France between two days, both counted.

    Args:
        first: first day.
        last: last day.
        department: whose holidays: "92", "2A", "67", "974"…; Alsace-Moselle and overseas have some of their own. None:
            those of the whole country.

    Raises:
        ExtraMissing: the extra `holidays` is not installed.
        UnknownDepartment: there is no such department.

    >>> sorted(french_holidays(date(2023, 5, 1), date(2023, 5, 31)))[2]
    datetime.date(2023, 5, 18)
    >>> date(2023, 4, 7) in french_holidays(date(2023, 4, 1), date(2023, 4, 30), "67")  # Good Friday in Alsace
    True
    """
    if department is not None and department not in _OTHERS and department not in _OF_THEIR_OWN:
        raise UnknownDepartment(str(department)[:20], tuple(_OF_THEIR_OWN))
    try:
        from holidays import country_holidays
    except ImportError as absent:
        raise ExtraMissing(_HOLIDAYS, "holidays") from absent
    own = None if department is None else _OF_THEIR_OWN.get(department)
    days = country_holidays("FR", subdiv=own, years=range(first.year, last.year + 1), language="fr")
    return frozenset(day for day in days if first <= day <= last)


def working_days(first: date, end: date, holidays: Collection[date] = ()) -> int:
    """The number of working days from `first`, counted, to `end`, not counted.

    >>> working_days(date(2023, 4, 6), date(2023, 4, 12), {date(2023, 4, 10)})  # Easter: Thursday, Friday, Tuesday
    3
    """
    days = (first + timedelta(days=step) for step in range(max(0, (end - first).days)))
    return sum(day.weekday() < 5 and day not in holidays for day in days)
