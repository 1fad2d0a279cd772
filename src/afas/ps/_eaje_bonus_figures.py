"""The fields of the bonuses of EAJE, and their rates, sums and bounds."""

from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from afas.forms import Field, FormCode, Giver
from afas.parameters import Parameter, ParameterValue
from afas.ps._eaje_sources import ALPES, BANQUE, ESSONNE, LOIR_ET_CHER, PROS, SAONE, TERRITORY
from afas.ps._shared import choice
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

__all__ = ["FIELDS", "PARAMETERS", "PLACES"]


def _optional(name: str, unit: Unit, fr: str, en: str) -> Field:
    return Field(name, unit, Text(fr=fr, en=en), FormCode.ACTIVITY, default=Decimal(0))


def _held(
    name: str, unit: Unit, text: Text, value: str, start: date, source: Source, end: date | None = None
) -> Parameter:
    return Parameter(name, unit, text, (ParameterValue(start, end, Decimal(value), source),))


PLACES = _optional("places", Unit.PLACE, "Places agréées (maximum de l’année)", "Approved places (most of the year)")
AUTHORISED = attrs.evolve(
    _optional(
        "authorised_places",
        Unit.PLACE,
        "Places de l’autorisation de fonctionnement",
        "Places of the authorisation to operate",
    ),
    giver=Giver.CAF,
)
FIELDS: Final = (
    PLACES,
    _optional("enrolled_children", Unit.CHILD, "Enfants inscrits", "Children enrolled"),
    _optional("handicap_children", Unit.CHILD, "Enfants en situation de handicap", "Children with a handicap"),
    _optional("social_mix", Unit.FLAG, "Bonus mixité sociale demandé", "Social mix bonus asked for"),
    AUTHORISED,
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

_2019, _2020, _2021, _2024, _2025, _2026 = (date(year, 1, 1) for year in (2019, 2020, 2021, 2024, 2025, 2026))
_NOVEMBER = date(2025, 11, 1)


def _risen(name: str, text: Text, before: str, after: str) -> Parameter:
    """A bound of the sum per new place, which rose by 500 EUR on 1 January 2021."""
    first = ParameterValue(_2020, _2021, Decimal(before), TERRITORY)
    return Parameter(name, Unit.EUR_PER_PLACE, text, (first, ParameterValue(_2021, None, Decimal(after), TERRITORY)))


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
    _risen("territory_new_least", Text(fr="Minimum par place nouvelle", en="Least per new place"), "2100", "2600"),
    _risen("territory_new_most", Text(fr="Maximum par place nouvelle", en="Most per new place"), "3100", "3600"),
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
    Parameter(
        "growth_bonus_in_2025",
        Unit.FLAG,
        Text(fr="Bonus trajectoire compté dès l’exercice 2025", en="Growth bonus counted from the year 2025"),
        note=Text(
            fr="les textes lus disent « depuis novembre 2025 » ou « dès 2025 » ; choisissez True ou False",
            en="the texts read say “since November 2025” or “from 2025”; choose True or False",
        ),
    ),
)
