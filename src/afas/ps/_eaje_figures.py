"""The fields of the PSU, and its rate, thresholds, ceilings and readings."""

from datetime import date
from decimal import Decimal

from afas.forms import Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.ps._eaje_sources import EKLABLOG, GUIDE, GUIDE_2018, LOIRET, NORD, PEDAGOGICAL_DAYS
from afas.ps._shared import EXPENSES, FAMILIES, SHARE, choice
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text

__all__ = ["ATTENDED", "BILLED", "CEILINGS", "FIELDS", "PARAMETERS"]

OPEN_HOURS = Field(
    "entitled_hours", Unit.HOUR, Text(fr="Heures ouvrant droit", en="Hours opening a right"), FormCode.ACTIVITY
)
BILLED = Field("billed_hours", Unit.HOUR, Text(fr="Heures facturées", en="Billed hours"), FormCode.ACTIVITY)
ATTENDED = Field("attended_hours", Unit.HOUR, Text(fr="Heures réalisées", en="Attended hours"), FormCode.ACTIVITY)
FULL_SERVICE = Field(
    "meals_and_nappies",
    Unit.FLAG,
    Text(fr="Couches et repas fournis", en="Nappies and meals provided"),
    FormCode.ACTIVITY,
)


def _fixed(name: str, start: date, end: date | None, value: str, source: Source, text: Text) -> Parameter:
    return Parameter(name, Unit.RATE, text, (ParameterValue(start, end, Decimal(value), source),))


RATE = Parameter(
    "rate",
    Unit.RATIO,
    Text(fr="Taux de la PSU", en="Rate of the PSU"),
    (ParameterValue(date(2014, 1, 1), None, Decimal("0.66"), NORD),),
)
LOW = _fixed(
    "low_rate",
    date(2014, 1, 1),
    None,
    "1.07",
    GUIDE,
    Text(fr="Premier seuil de facturation", en="First billing threshold"),
)
MIDDLE = _fixed(
    "middle_rate",
    date(2014, 1, 1),
    date(2025, 1, 1),
    "1.17",
    GUIDE,
    Text(fr="Second seuil de facturation, jusqu’en 2024", en="Second billing threshold, until 2024"),
)
HIGH = _fixed(
    "high_rate",
    date(2025, 1, 1),
    None,
    "1.20",
    LOIRET,
    Text(fr="Fin de la pente du plafond", en="End of the slope of the ceiling"),
)


def _ceiling(name: str, fr: str, en: str, *values: ParameterValue) -> Parameter:
    text = Text(fr=f"Prix plafond horaire, {fr}", en=f"Hourly ceiling, {en}")
    return Parameter(name, Unit.EUR_PER_HOUR, text, values)


CEILINGS = (
    _ceiling("ceiling_low", "facturation jusqu’à 107 %", "billing up to 107 %"),
    _ceiling(
        "ceiling_middle",
        "facturation de 107 à 117 %",
        "billing from 107 to 117 %",
        ParameterValue(date(2018, 1, 1), date(2019, 1, 1), Decimal("7.87"), GUIDE_2018, Grade.CHOSEN),
    ),
    _ceiling("ceiling_high", "facturation au-delà (117 %, puis 120 %)", "billing above (117 %, then 120 %)"),
    _ceiling(
        "ceiling_low_basic",
        "jusqu’à 107 %, sans couches ou repas",
        "up to 107 %, without nappies or meals",
        ParameterValue(date(2014, 1, 1), date(2018, 1, 1), Decimal("6.89"), EKLABLOG, Grade.CHOSEN),
    ),
    _ceiling("ceiling_middle_basic", "de 107 à 117 %, sans couches ou repas", "107 to 117 %, without nappies or meals"),
    _ceiling("ceiling_high_basic", "au-delà, sans couches ou repas", "above, without nappies or meals"),
)


def _choice(name: str, value: int, fr: str, en: str, end: date | None = None) -> Parameter:
    return choice(name, Text(fr=fr, en=en), value, date(2014, 1, 1), end)


CHOICES = (
    _choice(
        "share_before_deduction",
        0,
        "Taux du régime général appliqué avant déduction des participations",
        "Share applied before the participations are deducted",
    ),
    _choice(
        "cost_per_billed_hour",
        0,
        "Prix de revient rapporté aux heures facturées",
        "Hourly cost counted over billed hours",
    ),
    _choice(
        "hourly_amount_rounded",
        0,
        "PSU d’une heure arrondie au centime, avant de la multiplier",
        "PSU of an hour rounded to the cent before it is multiplied",
    ),
)
BOUND_IN_MIDDLE = _choice(
    "bound_in_middle_tier",
    1,
    "Taux égal au second seuil compté dans le palier médian",
    "A rate equal to the second threshold stands in the middle tier",
    date(2025, 1, 1),
)

DAYS = Field(
    "pedagogical_days",
    Unit.DAY,
    Text(
        fr="Journées pédagogiques (du lundi au vendredi, hors jours fériés)",
        en="Pedagogical days (Monday to Friday, no public holiday)",
    ),
    FormCode.ACTIVITY,
    default=Decimal(0),
)
PREPARATION = Field(
    "preparation_hours",
    Unit.HOUR,
    Text(
        fr="Heures de concertation (jusqu’en 2024), de préparation à l’accueil (dès 2025)",
        en="Hours without children: concertation until 2024, preparation from 2025",
    ),
    FormCode.ACTIVITY,
    default=Decimal(0),
)
DAYS_MOST = Parameter(
    "pedagogical_days_most",
    Unit.DAY,
    Text(fr="Maximum de journées pédagogiques par an", en="Most pedagogical days a year"),
    (ParameterValue(date(2024, 1, 1), None, Decimal(3), PEDAGOGICAL_DAYS),),
)
DAY_HOURS = Parameter(
    "pedagogical_day_hours",
    Unit.HOUR,
    Text(fr="Heures par place et par journée pédagogique", en="Hours per place and pedagogical day"),
    (ParameterValue(date(2024, 1, 1), None, Decimal(10), PEDAGOGICAL_DAYS),),
)

FIELDS = (OPEN_HOURS, BILLED, ATTENDED, FULL_SERVICE, EXPENSES, FAMILIES, SHARE, DAYS, PREPARATION)
PARAMETERS = (RATE, LOW, MIDDLE, HIGH, *CEILINGS, *CHOICES, BOUND_IN_MIDDLE, DAYS_MOST, DAY_HOURS)
