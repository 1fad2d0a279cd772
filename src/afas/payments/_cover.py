"""The agreements of an activity and its closing: the days and years for which money may fall due."""

from datetime import date
from fractions import Fraction

from afas.payments._facts import Agreed
from afas.payments._year import share_of_year
from afas.periods import FinancialYear

__all__ = ["Cover"]


class Cover:
    """The agreements known so far, and whether the activity has closed.

    Attributes:
        agreed: its agreements; none: whatever the day, the activity counts as covered.
        closed: has it closed? Nothing falls due any more.
        school: does it run by school year?
    """

    def __init__(self, school: bool) -> None:
        self.agreed: list[Agreed] = []
        self.closed = False
        self.school = school

    def holds(self, day: date, year: int) -> bool:
        """Is the activity open that day, and under agreement, that day and for the year, as far as is known?"""
        if self.closed or not self.agreed:
            return not self.closed
        whole = FinancialYear(year, self.school).period
        return any(agreement.period.holds(day) and agreement.period.common(whole) for agreement in self.agreed)

    def share(self, year: int, partial_year: str) -> Fraction | None:
        """The share of a year that the agreements cover, as the terms count it; None where there is no agreement."""
        if not self.agreed:
            return None
        periods = [agreement.period for agreement in self.agreed]
        return share_of_year(FinancialYear(year, self.school), periods, partial_year)

    def equipment(self, year: int) -> str:
        """The kind of equipment of the terms: new in the year that an agreement on new equipment starts."""
        new = any(
            agreement.equipment == "new" and FinancialYear(year, self.school).period.holds(agreement.period.start)
            for agreement in self.agreed
        )
        return "new" if new else "existing"
