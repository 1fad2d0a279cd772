"""What a family pays for an hour of care in a crèche, and for its hours.

Sources: [ps] domain/ps.md §1.9 ("tarif horaire = clamp(annual resources N-2 / 12, plancher, plafond) x taux", and its
published examples); [facts] domain/facts-2026-11-27.md §1.1 (the scales; the child with the Aeeh; other ceilings).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

PERCENTS = {
    date(2019, 9, 1): ("0.0605", "0.0504", "0.0403", "0.0302", "0.0202"),
    date(2020, 1, 1): ("0.0610", "0.0508", "0.0406", "0.0305", "0.0203"),
    date(2021, 1, 1): ("0.0615", "0.0512", "0.0410", "0.0307", "0.0205"),
    date(2022, 1, 1): ("0.0619", "0.0516", "0.0413", "0.0310", "0.0206"),
}
"""[facts] 1, 2, 3, 4 to 7, 8 and more children, from that day on."""
BOUNDS = {
    date(2019, 9, 1): ("705.27", "5300"), date(2020, 1, 1): ("705.27", "5600"), date(2023, 1, 1): ("754.16", "6000"),
    date(2024, 9, 1): ("765.77", "7000"),
}  # fmt: skip
"""[facts] Floor and ceiling of a month's resources, where both were read."""


@dataclass(frozen=True)
class Scale:
    """The figures of a day."""

    floor: Fraction
    ceiling: Fraction
    rates: tuple[Fraction, ...]
    rounded: bool = True


@dataclass(frozen=True)
class Household:
    """What a family says; amounts in euros, as they are written."""

    monthly: str
    annual: str
    children: int
    aeeh: int
    hours: str


def on(day: date) -> Scale:
    """The scale of a day on which all its figures were read."""
    floor, ceiling = BOUNDS[max(since for since in BOUNDS if since <= day)]
    percents = PERCENTS[max(since for since in PERCENTS if since <= day)]
    return Scale(Fraction(floor), Fraction(ceiling), tuple(Fraction(percent) / 100 for percent in percents))


def cents(amount: Fraction) -> int:
    """[ps] "all match with round-half-up to the cent"."""
    return int(amount * 100 + Fraction(1, 2))


def row(household: Household) -> int:
    """[facts] "the next lower rate, once for each such child": a row of the table, down to its last."""
    children = household.children
    own = 4 if children >= 8 else min(children, 4) - 1
    return min(own + household.aeeh, 4)


def owed(household: Household, scale: Scale) -> tuple[int, int]:
    """The hourly tariff and what is owed for the hours, in cents."""
    monthly = Fraction(household.monthly) if household.monthly else Fraction(household.annual) / 12
    exact = max(scale.floor, min(monthly, scale.ceiling)) * scale.rates[row(household)]
    hourly = cents(exact)
    return hourly, cents(Fraction(household.hours) * (Fraction(hourly, 100) if scale.rounded else exact))
