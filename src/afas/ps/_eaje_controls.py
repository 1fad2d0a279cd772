"""The controls of EAJE on its hours; read by `eaje` only."""

from decimal import Decimal
from typing import Final

from afas.controls import Control, Figures, Severity
from afas.forms import Field, FormCode
from afas.ps._participations import LEAST_HOUR, MOST_HOUR
from afas.quantities import Unit
from afas.text import Euros, Percent, Text

__all__ = ["CONTROLS", "FIELDS"]

FIELDS: Final = (
    Field(
        "opening_days", Unit.DAY, Text(fr="Jours d’ouverture", en="Opening days"), FormCode.ACTIVITY, default=Decimal(0)
    ),
    Field(
        "daily_hours",
        Unit.HOUR,
        Text(fr="Amplitude d’ouverture par jour", en="Opening hours a day"),
        FormCode.ACTIVITY,
        default=Decimal(0),
    ),
)


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


_PLATEAU = Decimal("1.20")  # beyond, the ceiling no longer falls; that it is to be explained is our threshold


def _billing_high(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    attended, billed = figures["attended_hours"], figures["billed_hours"]
    if billed <= attended * _PLATEAU or not attended:
        return None
    return {"share": Percent(round(billed / attended, 4)), "most": Percent(_PLATEAU)}


EAJE_02 = Control(
    "EAJE-02",
    Severity.TO_JUSTIFY,
    Text(fr="Taux de facturation de {share}, au-delà de {most}", en="Billing rate of {share}, above {most}"),
    _billing_high,
    reads=("attended_hours", "billed_hours"),
)


def _days_odd(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    days = figures["pedagogical_days"]
    return {"days": days, "most": _MOST_DAYS} if days > _MOST_DAYS else None


_MOST_DAYS = Decimal(3)
EAJE_09 = Control(
    "EAJE-09",
    Severity.BLOCKING,
    Text(
        fr="{days} journées pédagogiques : au plus {most} par an", en="{days} pedagogical days: at most {most} a year"
    ),
    _days_odd,
    reads=("pedagogical_days",),
)


def _beyond_capacity(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    attended = figures["attended_hours"]
    capacity = figures["places"] * figures["opening_days"] * figures["daily_hours"]
    return {"attended": attended, "capacity": capacity} if capacity and attended > capacity else None


EAJE_03 = Control(
    "EAJE-03",
    Severity.BLOCKING,
    Text(
        fr="{attended} h réalisées, au-delà de la capacité théorique ({capacity} h : places × jours × amplitude)",
        en="{attended} h attended, above the theoretical capacity ({capacity} h: places × days × hours a day)",
    ),
    _beyond_capacity,
    reads=("attended_hours", "places", "opening_days", "daily_hours"),
)


def _places_assumed(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    assumed = figures["pedagogical_days"] and not figures["authorised_places"]
    return {"places": figures["places"]} if assumed else None


EAJE_12 = Control(
    "EAJE-12",
    Severity.TO_JUSTIFY,
    Text(
        fr="Journées pédagogiques comptées sur {places} places (maximum de l’année), faute des places de "
        "l’autorisation de fonctionnement, que donne la Caf",
        en="Pedagogical days counted for {places} places (most of the year), for want of the places of the "
        "authorisation to operate, which the Caf gives",
    ),
    _places_assumed,
    reads=("pedagogical_days", "authorised_places", "places"),
)


def _participations_odd(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    paid, billed = figures["family_participations"], figures["billed_hours"]
    if not billed or billed * LEAST_HOUR <= paid <= billed * MOST_HOUR:
        return None
    hourly = Euros(round(paid / billed, 2))
    return {"hourly": hourly, "least": Euros(LEAST_HOUR), "most": Euros(MOST_HOUR)}


EAJE_06 = Control(
    "EAJE-06",
    Severity.INFORMATION,
    Text(
        fr="Participations familiales de {hourly} par heure facturée : les barèmes vont de {least} à {most}",
        en="Family participations of {hourly} a billed hour: the scales go from {least} to {most}",
    ),
    _participations_odd,
    reads=("family_participations", "billed_hours"),
)

CONTROLS: Final = (EAJE_01, EAJE_02, EAJE_03, EAJE_06, EAJE_09, EAJE_12)
