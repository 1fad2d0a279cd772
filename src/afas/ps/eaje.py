"""EAJE: *établissement d'accueil du jeune enfant* (crèche), *prestation de service unique* (PSU).

66 % of the hourly cost (*prix de revient*), within the yearly Cnaf ceiling, for the hours that open a right,
less the family participations, times the share under the general scheme.

The ceiling depends on the billing rate (*taux de facturation* = billed hours / attended hours). Until 2024
it has three tiers: up to 107 %, up to 117 %, above. From 1 January 2025 it falls in a straight line from
107 % to 120 %; what it is from 120 % on is announced as not revalued until 2027.

Open in the sources, each a parameter of 0 or 1 that the caller can change, standing at the standard reading:

- `share_before_deduction` (0): the share applies after the participations are deducted, or before;
- `cost_per_billed_hour` (0): the hourly cost is expenses over attended hours, or over billed hours;
- `bound_in_middle_tier` (1): exactly 117 % stands in the middle tier, or in the last. The only text read is strict:
  "supérieur à 107 % et inférieur à 117 %", then it is cut; 0 follows it to the letter;
- `hourly_amount_rounded` (0): the PSU of an hour keeps every digit, or is rounded to the cent before it is multiplied,
  as in the one worked case that was read (10 h x 35 places x 6.63 EUR for a pedagogical day of 2024:
  stephanie-disant.fr).

Chosen too: the right is not below zero; neither the billing rate nor the ceiling on the slope is rounded. Cost and
ceiling are compared on the whole, so that a crèche without hours has no right rather than no answer.

Beside the PSU stand its bonuses, computed where their data is declared (the Caf works them out itself; here they are
part of the right): hours without children, pedagogical days, handicap, social mix, attractiveness, places under a
*bonus territoire* or a *contrat territorial réservataire*, growth (*trajectoire*). Most ceilings could not be sourced:
they are supplied by whoever knows them. Two are built in under a chosen tier: 6.89 EUR without nappies or meals, 2014
to 2017, and 7.87 EUR at 112 % in 2018. For 2024 a total of 6.63 EUR an hour is published, up to 107 % with nappies and
meals: 66 % of 10.04 or of 10.05, so none is held. The PSU rose by 1 % in 2021, by 3 % then 2 % more in 2022 (votes of
10 February and 6 September), by 6.71 % in 2023, 3.5 % in 2024, 0 % in 2025, 2 % in 2026: rises, not ceilings.

A pedagogical day counts from Monday to Friday, if it is no public holiday (or on a day the crèche usually opens, or on
the *journée de solidarité*), for the places of the authorisation to operate, which are not those of the busiest day:
`authorised_places`, or `places` where it is left empty (control EAJE-12 says so).

Sources: `_eaje_sources`. Not built in, since two pages disagree or none says: the handicap cap from 2024 (1,399 EUR,
read in an article on leisure centres), the tiers of the social mix bonus, the sum of existing places, the number of
hours without children.
"""

from datetime import date
from typing import Any

from afas.arithmetic import Data, Step, cents, least, linear_between, not_below_zero, ratio, where
from afas.controls import variation
from afas.ps import _eaje_bonus_figures as bonus_figures
from afas.ps import _eaje_bonuses as bonuses
from afas.ps import _eaje_controls
from afas.ps import _eaje_figures as figures
from afas.ps._eaje_example import EXAMPLE, ILLUSTRATIVE
from afas.ps._eaje_sources import GUIDE, IDCITE, LOIRET, PEDAGOGICAL_DAYS
from afas.ps._model import PS, Constraint, Formula, Part
from afas.ps._shared import EXPENSES, FAMILIES, ONE_TENTH, RETAINED_COST
from afas.quantities import Unit
from afas.text import Text


def _tier(d: Data, p: Data, billing: Any) -> Any:
    low = where(d.meals_and_nappies, p.ceiling_low, p.ceiling_low_basic)
    middle = where(d.meals_and_nappies, p.ceiling_middle, p.ceiling_middle_basic)
    high = where(d.meals_and_nappies, p.ceiling_high, p.ceiling_high_basic)
    closed = where(billing <= p.middle_rate, middle, high)
    open_ = where(billing < p.middle_rate, middle, high)
    return where(billing <= p.low_rate, low, where(p.bound_in_middle_tier, closed, open_))


def _slope(d: Data, p: Data, step: Step, billing: Any) -> Any:
    low = step("ceiling_start", where(d.meals_and_nappies, p.ceiling_low, p.ceiling_low_basic))
    high = step("ceiling_end", where(d.meals_and_nappies, p.ceiling_high, p.ceiling_high_basic))
    return linear_between(billing, (p.low_rate, low), (p.high_rate, high))


def _ceiling_by_tiers(d: Data, p: Data, step: Step) -> Any:
    billing = step("billing_rate", ratio(d.billed_hours, d.attended_hours))
    return step("ceiling", _tier(d, p, billing))


def _ceiling_by_slope(d: Data, p: Data, step: Step) -> Any:
    billing = step("billing_rate", ratio(d.billed_hours, d.attended_hours))
    return step("ceiling", _slope(d, p, step, billing))


def right_by_tiers(d: Data, p: Data, step: Step) -> Any:
    """Until 2024: three tiers of ceiling, with or without nappies and meals."""
    return _right(d, p, step, _ceiling_by_tiers(d, p, step))


def right_by_slope(d: Data, p: Data, step: Step) -> Any:
    """From 2025: the ceiling falls in a straight line between 107 % and 120 %."""
    return _right(d, p, step, _ceiling_by_slope(d, p, step))


def _price(d: Data, p: Data, step: Step, ceiling: Any) -> Any:
    hours = where(p.cost_per_billed_hour, d.billed_hours, d.attended_hours)
    cost = step("retained_cost", least(d.expenses, hours * ceiling))
    return step("retained_price", ratio(cost, hours))


def _hourly(d: Data, p: Data, step: Step, ceiling: Any) -> Any:
    each = _price(d, p, step, ceiling) * p.rate
    return step("hourly_amount", where(p.hourly_amount_rounded, cents(each), each))


def _right(d: Data, p: Data, step: Step, ceiling: Any) -> Any:
    grant = step("grant", d.entitled_hours * _hourly(d, p, step, ceiling))
    counted = where(p.share_before_deduction, grant * d.general_scheme_share, grant)
    net = step("net", not_below_zero(counted - d.family_participations))
    return step("right", cents(where(p.share_before_deduction, net, net * d.general_scheme_share)))


def days_by_tiers(d: Data, p: Data, step: Step) -> Any:
    """2024: hours of pedagogical days, at the full PSU, nothing deducted (*journées pédagogiques*)."""
    return _days(d, p, step, _ceiling_by_tiers(d, p, step))


def days_by_slope(d: Data, p: Data, step: Step) -> Any:
    """From 2025: the same, with the ceiling of that year."""
    return _days(d, p, step, _ceiling_by_slope(d, p, step))


def _days(d: Data, p: Data, step: Step, ceiling: Any) -> Any:
    counted = least(d.pedagogical_days, p.pedagogical_days_most)
    places = where(d.authorised_places, d.authorised_places, d.places)
    hours = step("pedagogical_hours", counted * places * p.pedagogical_day_hours)
    return step("pedagogical_days", _full(d, p, step, ceiling, hours))


def preparation_by_tiers(d: Data, p: Data, step: Step) -> Any:
    """Until 2024: hours without children (*heures de concertation*), as declared, nothing deducted."""
    return step("preparation", _full(d, p, step, _ceiling_by_tiers(d, p, step), d.preparation_hours))


def preparation_by_slope(d: Data, p: Data, step: Step) -> Any:
    """From 2025: hours to prepare for each child (*heures de préparation à l'accueil*), as declared."""
    return step("preparation", _full(d, p, step, _ceiling_by_slope(d, p, step), d.preparation_hours))


def _full(d: Data, p: Data, step: Step, ceiling: Any, hours: Any) -> Any:
    return cents(hours * _hourly(d, p, step, ceiling) * d.general_scheme_share)


_SLOPE_FALLS = Text(
    fr="le prix plafond décroît de façon linéaire entre les deux seuils", en="the ceiling falls between both thresholds"
)
CONSTRAINTS = (
    Constraint(
        "low_rate",
        "middle_rate",
        GUIDE,
        Text(
            fr="le palier médian va du premier seuil au second",
            en="the middle tier goes from the first threshold to the second",
        ),
        strict=True,
    ),
    Constraint("low_rate", "high_rate", LOIRET, _SLOPE_FALLS, strict=True),
    Constraint("ceiling_high", "ceiling_low", LOIRET, _SLOPE_FALLS, since=date(2025, 1, 1)),
    Constraint("ceiling_high_basic", "ceiling_low_basic", LOIRET, _SLOPE_FALLS, since=date(2025, 1, 1)),
)

_TIERS = tuple(ceiling.name for ceiling in figures.CEILINGS)
_SLOPE = tuple(name for name in _TIERS if "middle" not in name)
_HOURLY = ("cost_per_billed_hour", "hourly_amount_rounded")
_BY_TIERS = ("rate", "low_rate", "middle_rate", *_TIERS, "bound_in_middle_tier", *_HOURLY)
_BY_SLOPE = ("rate", "low_rate", "high_rate", *_SLOPE, *_HOURLY)
_DAYS = ("pedagogical_days_most", "pedagogical_day_hours")

SERVICE = PS(
    code="EAJE",
    text=Text(fr="Établissement d’accueil du jeune enfant (Psu)", en="Crèche (single service grant)"),
    purpose=Text(
        fr="Une part du coût horaire de l’accueil des jeunes enfants en crèche, dans la limite d’un prix plafond, "
        "moins ce que les familles paient ; versée au gestionnaire de la crèche.",
        en="A share of the hourly cost of care for young children in a crèche, within a ceiling, less what families "
        "pay; paid to the manager of the crèche.",
    ),
    fields=(*figures.FIELDS, *_eaje_controls.FIELDS, *bonus_figures.FIELDS),
    parameters=(*figures.PARAMETERS, *bonus_figures.PARAMETERS),
    formulas=(
        Formula(date(2014, 1, 1), right_by_tiers, (*_BY_TIERS, "share_before_deduction"), GUIDE),
        Formula(date(2025, 1, 1), right_by_slope, (*_BY_SLOPE, "share_before_deduction"), LOIRET),
    ),
    parts=(
        Part(
            "pedagogical_days",
            "pedagogical_days",
            (
                Formula(date(2024, 1, 1), days_by_tiers, (*_BY_TIERS, *_DAYS), PEDAGOGICAL_DAYS),
                Formula(date(2025, 1, 1), days_by_slope, (*_BY_SLOPE, *_DAYS), PEDAGOGICAL_DAYS),
            ),
        ),
        Part(
            "preparation",
            "preparation_hours",
            (
                Formula(date(2014, 1, 1), preparation_by_tiers, _BY_TIERS, GUIDE),
                Formula(date(2025, 1, 1), preparation_by_slope, _BY_SLOPE, IDCITE),
            ),
        ),
        *bonuses.PARTS,
    ),
    steps={
        "billing_rate": Text(fr="Taux de facturation", en="Billing rate"),
        "ceiling_start": Text(fr="Prix plafond avant la pente", en="Ceiling before the slope"),
        "ceiling_end": Text(fr="Prix plafond après la pente", en="Ceiling after the slope"),
        "ceiling": Text(fr="Prix plafond applicable", en="Ceiling that applies"),
        "retained_cost": RETAINED_COST,
        "retained_price": Text(fr="Prix de revient retenu", en="Retained hourly cost"),
        "hourly_amount": Text(fr="PSU d’une heure", en="PSU of an hour"),
        "grant": Text(fr="PSU avant déduction", en="Grant before deduction"),
        "net": Text(fr="Après participations familiales", en="After family participations"),
        "right": Text(fr="Droit à la PSU", en="Right to the PSU"),
        "pedagogical_hours": Text(fr="Heures des journées pédagogiques", en="Hours of pedagogical days"),
        "preparation": Text(fr="Heures de concertation, ou de préparation à l’accueil", en="Hours without children"),
        "pedagogical_days": Text(fr="Journées pédagogiques", en="Pedagogical days"),
        **bonuses.STEPS,
    },
    step_units={
        "billing_rate": Unit.RATE,
        "ceiling": Unit.EUR_PER_HOUR,
        "ceiling_start": Unit.EUR_PER_HOUR,
        "ceiling_end": Unit.EUR_PER_HOUR,
        "retained_price": Unit.EUR_PER_HOUR,
        "hourly_amount": Unit.EUR_PER_HOUR,
        "pedagogical_hours": Unit.HOUR,
        **bonuses.STEP_UNITS,
    },
    constraints=(*CONSTRAINTS, *bonuses.CONSTRAINTS),
    controls=(
        *_eaje_controls.CONTROLS,
        *bonuses.CONTROLS,
        variation("EAJE-N1", "attended_hours", figures.ATTENDED.text, ONE_TENTH),
        variation("EAJE-N1-BILLED", "billed_hours", figures.BILLED.text, ONE_TENTH),
        variation("EAJE-N1-EXPENSES", "expenses", EXPENSES.text, ONE_TENTH),
        variation("EAJE-N1-FAMILIES", "family_participations", FAMILIES.text, ONE_TENTH),
    ),
    example=EXAMPLE,
    illustrative=ILLUSTRATIVE,
)
