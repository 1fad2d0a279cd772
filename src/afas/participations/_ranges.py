"""Between what bounds the scale leaves an hour, and the total of a partner."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from afas.arithmetic import cents, exactly, to_decimal
from afas.errors import Fault, InvalidInput
from afas.parameters import Pack, ParameterValue, Supplied
from afas.participations._scale import RATES, SUBJECT, figures_on, raise_if_any
from afas.periods import Period
from afas.ps import PARTICIPATIONS
from afas.quantities import Unit, read_number

__all__ = ["Range", "hourly_range", "total_range"]


@attrs.frozen
class Range:
    """Two amounts, in euros and cents, both included."""

    low: Decimal
    high: Decimal

    def holds(self, amount: Decimal) -> bool:
        """Is the amount between them?"""
        return self.low <= amount <= self.high


def hourly_range(
    period: Period | date,
    *,
    parameters: Supplied | Pack | None = None,
    city_ceiling: Decimal | int | str | None = None,
    agreed_ceiling: Decimal | int | str | None = None,
) -> Range:
    """The least and the most that an hour is billed: the floor at the last rate, the ceiling at the rate for one child.

    Args:
        period: a day, or days over which the scale may change.
        parameters: as in `tariff`.
        city_ceiling: as in `tariff`.
        agreed_ceiling: as in `tariff`.

    Raises:
        InvalidInput: something given is wrong.
        NoValueAt: the floor, the ceiling, the first or the last rate has no value on some day.

    >>> hourly_range(date(2024, 9, 1))
    Range(low=Decimal('0.16'), high=Decimal('4.33'))
    """
    faults: list[Fault] = []
    lacking: list[Fault] = []
    found = []
    for on in _days(period, parameters):
        figures, missing, _ = figures_on(on, parameters, (city_ceiling, agreed_ceiling), faults)
        lacking += [fault for fault in missing if fault.path.partition(".")[2] in _OUTER]
        found.append({name: value.value for name, value in figures.values.items()})
    raise_if_any(faults, lacking)
    each = [(_product(figures, "floor", RATES[-1]), _product(figures, "ceiling", RATES[0])) for figures in found]
    return Range(min(low for low, _ in each), max(high for _, high in each))


_OUTER: Final = ("floor", "ceiling", RATES[0], RATES[-1])


def _product(figures: Mapping[str, Decimal], bound: str, rate: str) -> Decimal:
    return to_decimal(exactly(lambda _, p: cents(getattr(p, bound) * getattr(p, rate)), {}, figures))


def _days(period: Period | date, parameters: Supplied | Pack | None) -> list[date]:
    """The first day, and each later day on which a figure of the scale changes."""
    if not isinstance(period, Period):
        return [period]
    changes = {period.start}
    given = parameters.of(PARTICIPATIONS.code) if isinstance(parameters, Pack) else parameters or {}
    for name in _OUTER:
        known = given.get(name)
        values = known if isinstance(known, (list, tuple)) else [known] if isinstance(known, ParameterValue) else []
        built = PARTICIPATIONS.by_name[name]
        starts = [value.start for value in (*values, *built.values, *built.gaps)]
        changes |= {*starts, *(value.end for value in values if value.end is not None)}
    return sorted(day for day in changes if period.holds(day))


def total_range(
    hours: Decimal | int | str,
    period: Period | date,
    *,
    parameters: Supplied | Pack | None = None,
    city_ceiling: Decimal | int | str | None = None,
    agreed_ceiling: Decimal | int | str | None = None,
) -> Range:
    """Between what bounds the participations of a partner lie, for its billed hours; arguments as in `hourly_range`.

    A total outside of them has a reason: hours billed to nobody, a scale of another year, another ceiling.

    >>> total_range("40000", date(2024, 9, 1))
    Range(low=Decimal('6400.00'), high=Decimal('173200.00'))
    """
    each = hourly_range(period, parameters=parameters, city_ceiling=city_ceiling, agreed_ceiling=agreed_ceiling)
    found = read_number(hours, "hours", Unit.HOUR)
    if isinstance(found, Fault):
        raise InvalidInput(SUBJECT, (found,))
    low, high = (
        to_decimal(exactly(lambda d, p: cents(d.hours * p.tariff), {"hours": found}, {"tariff": value}))
        for value in (each.low, each.high)
    )
    return Range(low, high)
