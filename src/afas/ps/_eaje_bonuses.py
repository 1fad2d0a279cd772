"""The bonuses of EAJE: flat sums a place, or a share of the cost; a room of `eaje` that only it enters.

Chosen where the sources are silent: the handicap bonus has one rate for the whole percentage, 5 % and 7.5 % standing in
the middle tier (`handicap_by_slices` at 1: each rate for its own slice, as an article speaking of smoothed thresholds
may mean); the bonuses of social mix and of new places are the caller's amount for a place, within the published bounds;
no proration in time. The growth bonus exists since November 2025: its formula starts with the first whole year, 2026.

The scale of 2026 is announced with a reinforced handicap bonus and an "adjusted" social mix one, without figures (Caf
des Hauts-de-Seine, `SCALE_2026`): theirs end with 2025 here.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from afas.arithmetic import Data, Step, cents, greatest, least, not_below_zero, ratio, where
from afas.controls import Control, Figures, Severity
from afas.forms import Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.ps._eaje_sources import ALPES, BANQUE, ESSONNE, LOIR_ET_CHER, PROS, SAONE, TERRITORY
from afas.ps._model import Formula, Part
from afas.ps._shared import choice
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

__all__ = ["CONTROLS", "FIELDS", "PARAMETERS", "PARTS", "PLACES", "STEPS", "STEP_UNITS"]


def _optional(name: str, unit: Unit, fr: str, en: str) -> Field:
    return Field(name, unit, Text(fr=fr, en=en), FormCode.ACTIVITY, default=Decimal(0))


def _held(
    name: str, unit: Unit, text: Text, value: str, start: date, source: Source, end: date | None = None
) -> Parameter:
    return Parameter(name, unit, text, (ParameterValue(start, end, Decimal(value), source),))


PLACES = _optional("places", Unit.PLACE, "Places agréées (maximum de l’année)", "Approved places (most of the year)")
FIELDS: Final = (
    PLACES,
    _optional("enrolled_children", Unit.CHILD, "Enfants inscrits", "Children enrolled"),
    _optional("handicap_children", Unit.CHILD, "Enfants en situation de handicap", "Children with a handicap"),
    _optional("social_mix", Unit.FLAG, "Bonus mixité sociale demandé", "Social mix bonus asked for"),
    _optional("attractiveness_places", Unit.PLACE, "Places du bonus attractivité", "Attractiveness-bonus places"),
    _optional("public_manager", Unit.FLAG, "Gestionnaire public", "Public manager"),
    _optional("territory_new_places", Unit.PLACE, "Places nouvelles, bonus territoire", "New places, territory bonus"),
    _optional(
        "territory_places", Unit.PLACE, "Places existantes, bonus territoire", "Existing places, territory bonus"
    ),
    _optional("reservation_places", Unit.PLACE, "Places nouvelles sous Ctre", "New places under a Ctre"),
    _optional("growth_places", Unit.PLACE, "Places Psu sous bonus territoire", "PSU places under the territory bonus"),
    _optional("cofinanced_2023", Unit.PLACE, "Places cofinancées en 2023", "Co-financed places in 2023"),
    _optional("cofinanced_places", Unit.PLACE, "Places cofinancées", "Co-financed places"),
)

_2019, _2024, _2025, _2026 = date(2019, 1, 1), date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)
_NOVEMBER = date(2025, 11, 1)

PARAMETERS: Final = (
    _held(
        "handicap_low",
        Unit.RATIO,
        Text(fr="Premier seuil du bonus handicap", en="First threshold of the handicap bonus"),
        "0.05",
        _2019,
        PROS,
        _2026,
    ),
    _held(
        "handicap_high",
        Unit.RATIO,
        Text(fr="Second seuil du bonus handicap", en="Second threshold of the handicap bonus"),
        "0.075",
        _2019,
        PROS,
        _2026,
    ),
    _held(
        "handicap_rate_low",
        Unit.RATIO,
        Text(fr="Taux du bonus handicap, moins de 5 %", en="Rate of the handicap bonus, below 5 %"),
        "0.15",
        _2019,
        PROS,
        _2026,
    ),
    _held(
        "handicap_rate_middle",
        Unit.RATIO,
        Text(fr="Taux du bonus handicap, de 5 à 7,5 %", en="Rate of the handicap bonus, 5 to 7.5 %"),
        "0.30",
        _2019,
        PROS,
        _2026,
    ),
    _held(
        "handicap_rate_high",
        Unit.RATIO,
        Text(fr="Taux du bonus handicap, plus de 7,5 %", en="Rate of the handicap bonus, above 7.5 %"),
        "0.45",
        _2019,
        PROS,
        _2026,
    ),
    Parameter(
        "handicap_cap",
        Unit.EUR_PER_PLACE,
        Text(fr="Plafond du bonus handicap par place", en="Most a handicap bonus can be, per place"),
        (ParameterValue(_2019, _2024, Decimal(1300), LOIR_ET_CHER),),
    ),
    choice(
        "handicap_by_slices",
        Text(fr="Taux du bonus handicap appliqués par tranche", en="Rates of the handicap bonus applied by slices"),
        0,
        _2019,
    ),
    Parameter(
        "handicap_cost_ceiling",
        Unit.EUR_PER_PLACE,
        Text(fr="Plafond du coût par place (bonus handicap)", en="Ceiling of the cost per place (handicap bonus)"),
    ),
    Parameter(
        "social_mix_amount",
        Unit.EUR_PER_PLACE,
        Text(fr="Bonus mixité sociale de la tranche, par place", en="Social mix bonus of the tier, per place"),
    ),
    _held(
        "social_mix_most",
        Unit.EUR_PER_PLACE,
        Text(fr="Maximum du bonus mixité sociale par place", en="Most a social mix bonus can be, per place"),
        "2100",
        _2019,
        ESSONNE,
        _2026,
    ),
    _held(
        "attractiveness_private",
        Unit.EUR_PER_PLACE,
        Text(fr="Bonus attractivité par place (privé)", en="Attractiveness bonus per place (private)"),
        "970",
        _2024,
        BANQUE,
    ),
    _held(
        "attractiveness_public",
        Unit.EUR_PER_PLACE,
        Text(fr="Bonus attractivité par place (public)", en="Attractiveness bonus per place (public)"),
        "475",
        _2024,
        BANQUE,
    ),
    Parameter(
        "territory_new_amount",
        Unit.EUR_PER_PLACE,
        Text(fr="Bonus territoire par place nouvelle", en="Territory bonus per new place"),
    ),
    _held(
        "territory_new_least",
        Unit.EUR_PER_PLACE,
        Text(fr="Minimum par place nouvelle", en="Least per new place"),
        "2600",
        date(2021, 1, 1),
        TERRITORY,
    ),
    _held(
        "territory_new_most",
        Unit.EUR_PER_PLACE,
        Text(fr="Maximum par place nouvelle", en="Most per new place"),
        "3600",
        date(2021, 1, 1),
        TERRITORY,
    ),
    Parameter(
        "territory_amount",
        Unit.EUR_PER_PLACE,
        Text(fr="Bonus territoire par place existante", en="Territory bonus per existing place"),
    ),
    _held(
        "reservation_amount",
        Unit.EUR_PER_PLACE,
        Text(fr="Montant par place nouvelle sous Ctre", en="Sum per new place under a Ctre"),
        "2800",
        _2025,
        SAONE,
    ),
    *(
        _held(
            f"growth_{rank}",
            Unit.RATIO,
            Text(fr=f"{fr} palier de croissance", en=f"{en} step of growth"),
            value,
            _NOVEMBER,
            ALPES,
        )
        for rank, fr, en, value in (
            ("low", "Premier", "First", "0.04"),
            ("middle", "Deuxième", "Second", "0.08"),
            ("high", "Troisième", "Third", "0.12"),
        )
    ),
    *(
        _held(
            f"growth_bonus_{rank}",
            Unit.EUR_PER_PLACE,
            Text(fr=f"Bonus trajectoire par place, croissance {fr}", en=f"Growth bonus per place, growth {en}"),
            value,
            _NOVEMBER,
            ALPES,
        )
        for rank, fr, en, value in (
            ("none", "de moins de 4 %", "below 4 %", "0"),
            ("low", "d’au moins 4 %", "of 4 % or more", "100"),
            ("middle", "d’au moins 8 %", "of 8 % or more", "200"),
            ("high", "d’au moins 12 %", "of 12 % or more", "300"),
        )
    ),
)


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
    """From 2021: a sum per new place by the wealth of the territory (*bonus territoire Ctg*), within its bounds."""
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
    growth = step("growth", ratio(d.cofinanced_places - d.cofinanced_2023, d.cofinanced_2023))
    above = where(growth < p.growth_high, p.growth_bonus_middle, p.growth_bonus_high)
    some = where(growth < p.growth_middle, p.growth_bonus_low, above)
    amount = step("growth_amount", where(growth < p.growth_low, p.growth_bonus_none, some))
    return step("growth_bonus", cents(d.growth_places * amount))


def _names(*starts: str) -> tuple[str, ...]:
    return tuple(one.name for one in PARAMETERS if one.name.startswith(starts))


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
        (Formula(date(2021, 1, 1), territory_new_bonus, _names("territory_new"), TERRITORY),),
    ),
    Part(
        "territory_bonus",
        "territory_places",
        (Formula(date(2021, 1, 1), territory_bonus, ("territory_amount",), SAONE),),
    ),
    Part("reservation_bonus", "reservation_places", (Formula(_2025, reservation_bonus, _names("reservation"), SAONE),)),
    Part("growth_bonus", "growth_places", (Formula(_2026, growth_bonus, _names("growth"), ALPES),)),
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
    some, all_ = figures.get("handicap_children", Decimal(0)), figures.get("enrolled_children", Decimal(0))
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
