"""EAJE: *établissement d'accueil du jeune enfant* (crèche), *prestation de service unique* (PSU).

66 % of the hourly cost (*prix de revient*), within the yearly Cnaf ceiling, for the hours that open a right,
less the family participations, times the share under the general scheme.

The ceiling depends on the billing rate (*taux de facturation* = billed hours / attended hours). Until 2024
it has three tiers: up to 107 %, up to 117 %, above. From 1 January 2025 it falls in a straight line from
107 % to 120 %. The guide leaves open in which tier exactly 117 % stands ("supérieur à 107 % et inférieur à
117 %", cut); here it stands in the middle tier.

Open in the sources, chosen here as the standard reading: the share applies after the participations are
deducted; the hourly cost is expenses over attended hours; the right is not below zero. Cost and ceiling are
compared on the whole, so that a crèche without hours has no right rather than no answer.

Sources: `NORD`, `GUIDE`, `LOIRET`. Most ceilings could not be sourced: they are supplied by whoever knows them.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from afas.arithmetic import Data, Step, cents, least, linear_between, not_below_zero, ratio, where
from afas.controls import Control, Figures, Severity, variation
from afas.forms import Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.ps._model import PS, Formula
from afas.ps._shared import EXPENSES, FAMILIES, ONE_TENTH, RETAINED_COST, SHARE
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Percent, Text

NORD = Source(
    title="La prestation de service unique 0-6 ans (Psu) et bonifications",
    publisher="Caf du Nord",
    url="https://caf.fr/professionnels/offres-et-services/caf-du-nord/partenaires-locaux/petite-enfance/la-prestation-de-service-unique-0-6-ans-psu-et-bonifications",
    checked_on=date(2026, 11, 23),
)
GUIDE = Source(
    title="Guide de la prestation de service unique",
    publisher="Caf",
    url="https://docplayer.fr/amp/19836878-Guide-de-la-prestation-de-service-unique.html",
    checked_on=date(2026, 11, 23),
)
LOIRET = Source(
    title="Réforme de la prise en compte du taux de facturation",
    publisher="Caf du Loiret",
    url="https://caf45-partenaires.fr/reforme-de-la-prise-en-compte-du-taux-de-facturation",
    checked_on=date(2026, 11, 23),
)

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


def _ceiling(name: str, fr: str, en: str) -> Parameter:
    return Parameter(name, Unit.EUR_PER_HOUR, Text(fr=f"Prix plafond horaire, {fr}", en=f"Hourly ceiling, {en}"))


CEILINGS = (
    _ceiling("ceiling_low", "facturation jusqu’à 107 %", "billing up to 107 %"),
    _ceiling("ceiling_middle", "facturation de 107 à 117 %", "billing from 107 to 117 %"),
    _ceiling("ceiling_high", "facturation au-delà (117 %, puis 120 %)", "billing above (117 %, then 120 %)"),
    _ceiling("ceiling_low_basic", "jusqu’à 107 %, sans couches ou repas", "up to 107 %, without nappies or meals"),
    _ceiling("ceiling_middle_basic", "de 107 à 117 %, sans couches ou repas", "107 to 117 %, without nappies or meals"),
    _ceiling("ceiling_high_basic", "au-delà, sans couches ou repas", "above, without nappies or meals"),
)


def right_by_tiers(d: Data, p: Data, step: Step) -> Any:
    """Until 2024: three tiers of ceiling, with or without nappies and meals."""
    billing = step("billing_rate", ratio(d.billed_hours, d.attended_hours))
    low = where(d.meals_and_nappies, p.ceiling_low, p.ceiling_low_basic)
    middle = where(d.meals_and_nappies, p.ceiling_middle, p.ceiling_middle_basic)
    high = where(d.meals_and_nappies, p.ceiling_high, p.ceiling_high_basic)
    ceiling = step("ceiling", where(billing <= p.low_rate, low, where(billing <= p.middle_rate, middle, high)))
    return _right(d, p, step, ceiling)


def right_by_slope(d: Data, p: Data, step: Step) -> Any:
    """From 2025: the ceiling falls in a straight line between 107 % and 120 %."""
    billing = step("billing_rate", ratio(d.billed_hours, d.attended_hours))
    low = where(d.meals_and_nappies, p.ceiling_low, p.ceiling_low_basic)
    high = where(d.meals_and_nappies, p.ceiling_high, p.ceiling_high_basic)
    ceiling = step("ceiling", linear_between(billing, (p.low_rate, low), (p.high_rate, high)))
    return _right(d, p, step, ceiling)


def _right(d: Data, p: Data, step: Step, ceiling: Any) -> Any:
    cost = step("retained_cost", least(d.expenses, d.attended_hours * ceiling))
    price = step("retained_price", ratio(cost, d.attended_hours))
    grant = step("grant", d.entitled_hours * price * p.rate)
    net = step("net", not_below_zero(grant - d.family_participations))
    return step("right", cents(net * d.general_scheme_share))


def _billing_odd(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    attended, billed = figures["attended_hours"], figures["billed_hours"]
    if attended <= billed or not attended:
        return None
    return {"billed": billed, "attended": attended, "share": Percent(round(billed / attended, 4))}


EAJE_01 = Control(
    "EAJE-01",
    Severity.TO_JUSTIFY,
    Text(
        fr="Heures facturées ({billed}) inférieures aux heures réalisées ({attended}) : taux de facturation {share}",
        en="Billed hours ({billed}) below attended hours ({attended}): billing rate {share}",
    ),
    _billing_odd,
    reads=("attended_hours", "billed_hours"),
)

_TIERS = tuple(ceiling.name for ceiling in CEILINGS)
_SLOPE = tuple(name for name in _TIERS if "middle" not in name)

SERVICE = PS(
    code="EAJE",
    text=Text(fr="Établissement d’accueil du jeune enfant (Psu)", en="Crèche (single service grant)"),
    fields=(OPEN_HOURS, BILLED, ATTENDED, FULL_SERVICE, EXPENSES, FAMILIES, SHARE),
    parameters=(RATE, LOW, MIDDLE, HIGH, *CEILINGS),
    formulas=(
        Formula(date(2014, 1, 1), right_by_tiers, ("rate", "low_rate", "middle_rate", *_TIERS), GUIDE),
        Formula(date(2025, 1, 1), right_by_slope, ("rate", "low_rate", "high_rate", *_SLOPE), LOIRET),
    ),
    steps={
        "billing_rate": Text(fr="Taux de facturation", en="Billing rate"),
        "ceiling": Text(fr="Prix plafond applicable", en="Ceiling that applies"),
        "retained_cost": RETAINED_COST,
        "retained_price": Text(fr="Prix de revient retenu", en="Retained hourly cost"),
        "grant": Text(fr="PSU avant déduction", en="Grant before deduction"),
        "net": Text(fr="Après participations familiales", en="After family participations"),
        "right": Text(fr="Droit à la PSU", en="Right to the PSU"),
    },
    step_units={"billing_rate": Unit.RATE, "ceiling": Unit.EUR_PER_HOUR, "retained_price": Unit.EUR_PER_HOUR},
    controls=(EAJE_01, variation("EAJE-N1", "attended_hours", ATTENDED.text, ONE_TENTH)),
)
