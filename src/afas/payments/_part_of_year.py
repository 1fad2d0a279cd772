"""The part of a financial year that is under agreement (*convention en cours d'année*), as the terms count it."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from afas.periods import FinancialYear, Period
from afas.terms import PARTIAL_YEARS, UNSPECIFIED, UnspecifiedTerms
from afas.text import Text

__all__ = ["share_of_year"]


def share_of_year(year: FinancialYear, agreements: Sequence[Period], reading: str) -> Fraction | None:
    """The part of the year under agreement, as the terms count it; None for all of it.

    Args:
        year: civil or school.
        agreements: the periods under agreement; none: nothing is known to limit the year.
        reading: `PaymentTerms.partial_year`.

    Raises:
        UnspecifiedTerms: they cover a part of the year, and the terms do not say how that counts.

    >>> share_of_year(FinancialYear(2023), [Period(date(2023, 4, 1))], "by months")
    Fraction(3, 4)
    """
    whole = year.period
    within = [part for part in (whole.common(period) for period in agreements) if part is not None]
    if not agreements or whole in within:
        return None
    if reading == UNSPECIFIED:
        raise UnspecifiedTerms(
            Text(
                fr="comment compte un droit antérieur quand la convention ne couvre qu’une partie de l’année",
                en="how the right of an earlier year counts where the agreement covers a part of the year only",
            ),
            "terms.with_partial_year(" + " | ".join(map(repr, PARTIAL_YEARS)) + ")",
        )
    if reading == "as declared":
        return None
    days = {part.start.toordinal() + step for part in within for step in range(_days(part))}
    if reading == "by days":
        return Fraction(len(days), _days(whole))
    months = {(day.year, day.month) for day in map(date.fromordinal, days)}
    return Fraction(len(months), 12)


def _days(period: Period) -> int:
    assert period.end is not None  # noqa: S101 - a year has an end, and so has its common part with anything
    return (period.end - period.start).days
