"""The scale of a day, with the ceiling that was chosen, and what is wrong in what was given."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Context, Decimal
from typing import Final

import attrs

from afas.errors import Fault, FaultKind, InvalidInput
from afas.parameters import NO_VALUE, NoValueAt, Pack, ParameterValue, Policy, Scale, Supplied, scale
from afas.ps import PARTICIPATIONS
from afas.quantities import Unit, read_number
from afas.sources import Grade, Source
from afas.text import Code, Euros, Text

__all__ = ["RATES", "SUBJECT", "USES", "CeilingUsed", "figures_on", "odd", "raise_if_any"]

SUBJECT: Final = Text(fr="Participations familiales", en="Family participations")

NOT_A_RATE = FaultKind(
    "not-a-rate-of-effort",
    Text(
        fr="{found} n’est pas un taux d’effort horaire (au plus {most}) : pour {percent} %, écrivez {fixed}",
        en="{found} is no hourly rate of effort (at most {most}): for {percent}%, write {fixed}",
    ),
)
BOTH_RESOURCES = FaultKind(
    "resources-twice",
    Text(
        fr="donnez les ressources annuelles ou mensuelles, pas les deux",
        en="give the yearly resources or the monthly ones, not both",
    ),
)
NO_RESOURCES = FaultKind(
    "no-resources",
    Text(
        fr="les ressources manquent : donnez annual_resources ou monthly_resources (0 si le foyer n’en a pas)",
        en="the resources are missing: give annual_resources or monthly_resources (0 if the household has none)",
    ),
)
AEEH_TOO_MANY = FaultKind(
    "more-aeeh-than-children",
    Text(
        fr="{found} enfants bénéficiaires de l’Aeeh pour {children} à charge",
        en="{found} children with the Aeeh among {children} dependent ones",
    ),
)
CEILING_TWICE = FaultKind(
    "ceiling-twice",
    Text(fr="un plafond est propre à la ville ou convenu avec la Caf, pas les deux",
         en="a ceiling is the city's own, or agreed with the Caf, not both"),
)  # fmt: skip
CITY_CEILING_LOW = FaultKind(
    "city-ceiling-below-national",
    Text(
        fr="{found} est sous le plafond national ({national}) : avec l’accord de la Caf, donnez agreed_ceiling",
        en="{found} is below the national ceiling ({national}): with the agreement of the Caf, give agreed_ceiling",
    ),
)
AGREED_CEILING_HIGH = FaultKind(
    "agreed-ceiling-above-national",
    Text(
        fr="{found} dépasse le plafond national ({national}) : un plafond supérieur se donne par city_ceiling",
        en="{found} is above the national ceiling ({national}): a higher one is given as city_ceiling",
    ),
)
_MOST_RATE: Final = Decimal("0.01")  # a hundred hours would cost a month's resources: a percentage was meant
_EVERY_DIGIT: Final = Context(prec=60)
_CITY: Final = Source(title="plafond de la ville ou du gestionnaire, au-delà du barème", publisher="appelant")
_AGREED: Final = Source(title="plafond inférieur, avec l’accord de la Caf", publisher="appelant")


USES: Final = tuple(parameter.name for parameter in PARTICIPATIONS.parameters)
RATES: Final = tuple(name for name in USES if name.startswith("rate_"))


class CeilingUsed(Code):
    """Whose ceiling a tariff is made with."""

    NATIONAL = "NATIONAL", Text(fr="plafond du barème national", en="ceiling of the national scale")
    CITY = "CITY", Text(fr="plafond supérieur, propre à la ville ou au gestionnaire", en="higher ceiling of the city")
    AGREED = (
        "AGREED",
        Text(fr="plafond inférieur, avec l’accord de la Caf", en="lower ceiling, with the agreement of the Caf"),
    )


def odd(entries: Mapping[str, Decimal], family: Mapping[str, object]) -> list[Fault]:
    """The faults between the figures of a household."""
    faults = []
    given = [name for name in ("annual_resources", "monthly_resources") if family.get(name) not in (None, "")]
    if not given:
        faults.append(NO_RESOURCES.at("family.monthly_resources"))
    if len(given) == 2:
        faults.append(BOTH_RESOURCES.at("family.annual_resources"))
    children, aeeh = entries.get("children"), entries.get("aeeh_children")
    if children is not None and aeeh is not None and aeeh > children:
        faults.append(AEEH_TOO_MANY.at("family.aeeh_children", found=aeeh, children=children))
    return faults


def figures_on(
    on: date,
    parameters: Supplied | Pack | None,
    ceilings: tuple[object, object],
    faults: list[Fault],
    policy: Policy = "strict",
    replacing: Collection[str] = (),
    known_on: date | None = None,
) -> tuple[Scale, list[Fault], CeilingUsed]:
    """The scale of a day with the ceiling that was chosen, and what has no value; what is wrong goes into `faults`."""
    replacing = (replacing,) if isinstance(replacing, str) else replacing
    days = dict.fromkeys(USES, on)
    if isinstance(parameters, Pack):
        parameters = parameters.applicable(PARTICIPATIONS.code, PARTICIPATIONS.by_name, days)
    figures, bad = scale(
        PARTICIPATIONS.by_name, days, on=on, supplied=parameters, policy=policy, known_on=known_on, replacing=replacing
    )
    missing = [fault for fault in bad if fault.code == NO_VALUE.code]
    faults += [fault for fault in bad if fault.code != NO_VALUE.code]
    faults += [
        _not_a_rate(name, figures.values[name].value)
        for name in RATES
        if name in figures.values and figures.values[name].value > _MOST_RATE
    ]
    city, agreed = ceilings
    used = CeilingUsed.NATIONAL
    if city is not None and agreed is not None:
        faults.append(CEILING_TWICE.at("city_ceiling"))
    elif city is not None or agreed is not None:
        used = CeilingUsed.AGREED if city is None else CeilingUsed.CITY
        figures = _with_ceiling(figures, used, city if agreed is None else agreed, faults)
        missing = [fault for fault in missing if fault.path != "parameters.ceiling"]
    faults += PARTICIPATIONS.broken({name: value.value for name, value in figures.values.items()}, on=on)
    return figures, missing, used


def _not_a_rate(name: str, found: Decimal) -> Fault:
    fixed = f"{found.scaleb(-2, _EVERY_DIGIT):f}"
    return NOT_A_RATE.at(f"parameters.{name}", found=found, most=_MOST_RATE, percent=found, fixed=fixed)


def _with_ceiling(figures: Scale, used: CeilingUsed, raw: object, faults: list[Fault]) -> Scale:
    path = "city_ceiling" if used is CeilingUsed.CITY else "agreed_ceiling"
    found = read_number(raw, path, Unit.EUR)
    if isinstance(found, Fault):
        faults.append(found)
        return figures
    national = figures.values.get("ceiling")
    if national is not None:
        too_low = used is CeilingUsed.CITY and found < national.value
        if too_low or (used is CeilingUsed.AGREED and found > national.value):
            kind = CITY_CEILING_LOW if too_low else AGREED_CEILING_HIGH
            faults.append(kind.at(path, found=Euros(found), national=Euros(national.value)))
    source = _CITY if used is CeilingUsed.CITY else _AGREED
    value = ParameterValue(figures.on, None, found, source, Grade.SUPPLIED)
    carried = tuple(name for name in figures.carried if name != "ceiling")
    return attrs.evolve(figures, values={**figures.values, "ceiling": value}, carried=carried)


def raise_if_any(faults: Iterable[Fault], missing: Iterable[Fault] = ()) -> None:
    """Raise what is wrong, or else what has no value.

    Raises:
        InvalidInput: something given is wrong.
        NoValueAt: what is given is right, but a figure that is needed has no value.
    """
    faults = tuple(faults)
    if faults:
        raise InvalidInput(SUBJECT, faults)
    lacking = tuple(missing)
    if lacking:
        raise NoValueAt(SUBJECT, lacking)
