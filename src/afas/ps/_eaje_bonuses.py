"""The bonuses of EAJE: flat sums a place, or a share of the cost.

Chosen where the sources are silent: the handicap bonus has one rate for the whole percentage, 5 % and 7.5 % standing in
the middle tier (`handicap_by_slices` at 1: each rate for its own slice, as an article speaking of smoothed thresholds
may mean); the bonuses of social mix and of new places are the caller's amount for a place, within the published bounds;
no proration in time. One text has the growth bonus start in November 2025 (`ALPES`), another from 2025 (`TOUTEDUC`):
whether it counts for 2025 is for the caller to say (`growth_bonus_in_2025`); from 2026 it counts.

The scale of 2026 is announced with a reinforced handicap bonus and an "adjusted" social mix one, without figures:
theirs end with 2025 here (Caf des Hauts-de-Seine, "Nouveau barème des aides collectives de la Caf au 1er janvier 2026",
caf.fr, read on 23 November 2026).
"""

from datetime import date
from typing import Any, Final

from afas.arithmetic import Data, Step, cents, greatest, least, not_below_zero, ratio, where
from afas.controls import Control, Figures, Severity
from afas.ps._eaje_bonus_figures import PARAMETERS
from afas.ps._eaje_sources import ALPES, BANQUE, ESSONNE, LOIR_ET_CHER, PROS, SAONE, TERRITORY, TOUTEDUC
from afas.ps._model import Constraint, Formula, Part
from afas.quantities import Unit
from afas.text import Text

__all__ = ["CONSTRAINTS", "CONTROLS", "PARTS", "STEPS", "STEP_UNITS"]

_2019, _2020, _2024, _2025, _2026 = (date(year, 1, 1) for year in (2019, 2020, 2024, 2025, 2026))
_NOVEMBER = date(2025, 11, 1)


def handicap_bonus(d: Data, p: Data, step: Step) -> Any:
    """From 2019: a share of the cost, within a sum per place (*bonus inclusion handicap*)."""
    share = step("handicap_share", ratio(d.handicap_children, d.enrolled_children))
    above = where(share <= p.handicap_high, p.handicap_rate_middle, p.handicap_rate_high)
    whole = share * where(share < p.handicap_low, p.handicap_rate_low, above)
    first = least(share, p.handicap_low) * p.handicap_rate_low
    second = not_below_zero(least(share, p.handicap_high) - p.handicap_low) * p.handicap_rate_middle
    slices = first + second + not_below_zero(share - p.handicap_high) * p.handicap_rate_high
    part = step("handicap_part", where(p.handicap_by_slices, slices, whole))
    cost = step("handicap_cost", least(d.expenses, d.places * p.handicap_cost_ceiling))
    return step("handicap_bonus", cents(least(part * cost, d.places * p.handicap_cap)))


def social_mix_bonus(d: Data, p: Data, step: Step) -> Any:
    """From 2019: a sum per place by the mean family participation (*bonus mixité sociale*)."""
    amount = least(p.social_mix_amount, p.social_mix_most)
    return step("social_mix_bonus", cents(d.social_mix * d.places * amount))


def attractiveness_bonus(d: Data, p: Data, step: Step) -> Any:
    """From 2024: a sum per place where pay has risen (*bonus attractivité*)."""
    amount = where(d.public_manager, p.attractiveness_public, p.attractiveness_private)
    return step("attractiveness_bonus", cents(d.attractiveness_places * amount))


def territory_new_bonus(d: Data, p: Data, step: Step) -> Any:
    """From 2020: a sum per new place by the wealth of the territory (*bonus territoire Ctg*), within its bounds."""
    at_least = greatest(p.territory_new_amount, p.territory_new_least)
    amount = step("territory_new_each", least(at_least, p.territory_new_most))
    return step("territory_new_bonus", cents(d.territory_new_places * amount))


def territory_bonus(d: Data, p: Data, step: Step) -> Any:
    """A sum per existing place, the territory's own: the previous right smoothed over it (*bonus territoire Ctg*)."""
    return step("territory_bonus", cents(d.territory_places * p.territory_amount))


def reservation_bonus(d: Data, p: Data, step: Step) -> Any:
    """From 2025: a sum per new place (*contrat territorial réservataire*)."""
    return step("reservation_bonus", cents(d.reservation_places * p.reservation_amount))


def growth_bonus(d: Data, p: Data, step: Step) -> Any:
    """From 2026: a sum per place by the growth since 2023 (*bonus trajectoire de développement*)."""
    return step("growth_bonus", cents(d.growth_places * _growth_amount(d, p, step)))


def growth_bonus_in_2025(d: Data, p: Data, step: Step) -> Any:
    """2025: the same, where the caller says that it counts."""
    return step("growth_bonus", cents(d.growth_places * _growth_amount(d, p, step) * p.growth_bonus_in_2025))


def _growth_amount(d: Data, p: Data, step: Step) -> Any:
    growth = step("growth", ratio(d.cofinanced_places - d.cofinanced_2023, d.cofinanced_2023))
    above = where(growth < p.growth_high, p.growth_bonus_middle, p.growth_bonus_high)
    some = where(growth < p.growth_middle, p.growth_bonus_low, above)
    return step("growth_amount", where(growth < p.growth_low, p.growth_bonus_none, some))


def _names(*starts: str) -> tuple[str, ...]:
    return tuple(parameter.name for parameter in PARAMETERS if parameter.name.startswith(starts))


_GROWTH: Final = tuple(name for name in _names("growth") if name != "growth_bonus_in_2025")

PARTS: Final = (
    Part("handicap_bonus", "handicap_children", (Formula(_2019, handicap_bonus, _names("handicap"), LOIR_ET_CHER),)),
    Part("social_mix_bonus", "social_mix", (Formula(_2019, social_mix_bonus, _names("social_mix"), ESSONNE),)),
    Part(
        "attractiveness_bonus",
        "attractiveness_places",
        (Formula(_2024, attractiveness_bonus, _names("attractiveness"), BANQUE),),
    ),
    Part(
        "territory_new_bonus",
        "territory_new_places",
        (Formula(_2020, territory_new_bonus, _names("territory_new"), TERRITORY),),
    ),
    Part(
        "territory_bonus",
        "territory_places",
        (Formula(_2020, territory_bonus, ("territory_amount",), TERRITORY),),
    ),
    Part("reservation_bonus", "reservation_places", (Formula(_2025, reservation_bonus, _names("reservation"), SAONE),)),
    Part(
        "growth_bonus",
        "growth_places",
        (
            Formula(_NOVEMBER, growth_bonus_in_2025, (*_GROWTH, "growth_bonus_in_2025"), TOUTEDUC),
            Formula(_2026, growth_bonus, _GROWTH, ALPES),
        ),
    ),
)

CONSTRAINTS: Final = (
    Constraint(
        "handicap_low",
        "handicap_high",
        PROS,
        Text(fr="les tranches du bonus handicap se suivent", en="the tiers of the handicap bonus follow each other"),
        strict=True,
    ),
    Constraint(
        "territory_new_least",
        "territory_new_most",
        TERRITORY,
        Text(
            fr="le montant par place nouvelle va d’un minimum à un maximum",
            en="the sum per new place goes from a least to a most",
        ),
    ),
    *(
        Constraint(
            lesser,
            greater,
            ALPES,
            Text(fr="les paliers de croissance se suivent", en="the steps of growth follow each other"),
            strict=True,
        )
        for lesser, greater in (("growth_low", "growth_middle"), ("growth_middle", "growth_high"))
    ),
)

STEPS: Final = {
    "handicap_share": Text(fr="Part des enfants en situation de handicap", en="Share of children with a handicap"),
    "handicap_part": Text(fr="Part du coût prise en charge", en="Share of the cost that is financed"),
    "handicap_cost": Text(fr="Coût retenu", en="Retained cost of the places"),
    "handicap_bonus": Text(fr="Bonus inclusion handicap", en="Handicap bonus"),
    "social_mix_bonus": Text(fr="Bonus mixité sociale", en="Social mix bonus"),
    "attractiveness_bonus": Text(fr="Bonus attractivité", en="Attractiveness bonus"),
    "territory_new_each": Text(fr="Montant par place nouvelle", en="Sum per new place"),
    "territory_new_bonus": Text(fr="Bonus territoire, places nouvelles", en="Territory bonus, new places"),
    "territory_bonus": Text(fr="Bonus territoire, places existantes", en="Territory bonus, existing places"),
    "reservation_bonus": Text(fr="Places nouvelles sous Ctre", en="New places under a Ctre"),
    "growth": Text(fr="Croissance depuis 2023", en="Growth since 2023"),
    "growth_amount": Text(fr="Montant par place", en="Sum per place"),
    "growth_bonus": Text(fr="Bonus trajectoire de développement", en="Growth bonus"),
}
STEP_UNITS: Final = {
    "handicap_share": Unit.RATE,
    "handicap_part": Unit.RATE,
    "territory_new_each": Unit.EUR_PER_PLACE,
    "growth": Unit.RATE,
    "growth_amount": Unit.EUR_PER_PLACE,
}


def _too_many(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    some, all_ = figures["handicap_children"], figures["enrolled_children"]
    return {"some": some, "all": all_} if some > all_ else None


CONTROLS: Final = (
    Control(
        "EAJE-08",
        Severity.BLOCKING,
        Text(
            fr="{some} enfants en situation de handicap pour {all} enfants inscrits",
            en="{some} children with a handicap for {all} children enrolled",
        ),
        _too_many,
        reads=("handicap_children", "enrolled_children"),
    ),
)
