"""The national scale of family participations (*barème des participations familiales*): the hourly tariff of a crèche.

Monthly resources (those of the year N-2, divided by 12), not below the floor (*plancher*) nor above the ceiling
(*plafond*), times the rate of effort (*taux d'effort*) of the household: the more children, the lower the rate. Each
child with the Aeeh counts as one row more of the table (*le taux immédiatement inférieur*, once for each such child).

The rates are those of collective care (*accueil collectif*); those of family and parental care are not read but for one
(0.05 % for one child, 2018): they are supplied. Nobody may go below the floor; a structure may apply the rate above the
ceiling if its rules say so (Caf des Pyrénées-Orientales), and may stop at a lower one with the agreement of the Caf.

Grades: floors, ceilings and rates read on the page of a crèche or a city are `REPORTED`, and every result says so.
Not held, since nobody read it: the floor of 2021 and 2022, of January to August 2024 and from 2025 on; the ceiling of
2021 (5,800 EUR is worked out from a printed tariff); the rates of 2016 and 2017, those of several children until August
2019, and all of them from January to August 2024 and from September 2025. The page that prints 705.25 for the floor of
2020 is alone against 705.27.

Chosen: the tariff is rounded to the cent, half up, before it is multiplied (all printed tariffs are the nearest cent;
`tariff_rounded` at 0 keeps every digit); what a row of the table holds is taken to be the same before September 2019.
A single tariff (*tarif unique*) is printed rounded down by one Caf: it is no part of this scale.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from afas.arithmetic import Data, Step, cents, exactly, greatest, least, ratio, to_decimal, unnamed, where
from afas.forms import Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.periods import Period
from afas.ps._model import PS, Constraint, Formula
from afas.ps._shared import CHOICE, choice
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text

__all__ = ["LEAST_HOUR", "MOST_HOUR", "SERVICE", "amounts"]

LOT = Source(
    title="[Tarifs]",
    publisher="creches-du-lot.fr",
    page="barème 2015",
    checked_on=date(2026, 11, 27),
)
CAF66 = Source(
    title="[Barème des participations familiales]",
    publisher="Caf des Pyrénées-Orientales",
    url="https://www.partenaires-caf66.fr/5590-2/",
    page="2018 et jusqu’au 31 août 2019",
    remark=Text(
        fr="ressources N-2 divisées par 12 ; taux appliqué au-delà du plafond si le règlement le dit, jamais "
        "sous le plancher ; arrondi au centime le plus proche dans les exemples",
        en="resources of N-2 divided by 12; the rate applies above the ceiling if the rules of the structure "
        "say so, never below the floor; rounded to the nearest cent in the examples",
    ),
    checked_on=date(2026, 11, 23),
)
MEETING: Final = Source(
    title="[Réunion d’informations en faveur des gestionnaires des Eaje]",
    publisher="Caf",
    url="https://fr.readkong.com/page/reunion-d-informations-en-faveur-des-gestionnaires-des-eaje-6260761",
    page="juin 2019",
    checked_on=date(2026, 11, 27),
)
VINCENNES = Source(
    title="Les coûts",
    publisher="Ville de Vincennes",
    page="vincennes.fr",
    remark=Text(
        fr="taux de septembre 2019, puis du 1er janvier au 31 décembre 2020",
        en="rates of September 2019, then of 1 January to 31 December 2020",
    ),
    checked_on=date(2026, 11, 27),
)
LEA_ET_LEO = Source(
    title="[Simulateur de coût]",
    publisher="leaetleo.com",
    url="https://www.leaetleo.com/simulateur-de-cout/",
    remark=Text(
        fr="année 2020 déduite ; Vincennes imprime 705,25", en="the year 2020 is inferred; Vincennes prints 705.25"
    ),
    checked_on=date(2026, 11, 23),
)
TOUPTY = Source(
    title="[Tarifs crèches multi-accueil PSU]",
    publisher="toupty.org",
    url="https://toupty.org/tarifs/creches-multi-accueil-psu/",
    remark=Text(fr="année 2021 déduite", en="the year 2021 is inferred"),
    checked_on=date(2026, 11, 23),
)
COCON = Source(
    title="[Participations familiales 2022]",
    publisher="coconpourbebe.com",
    remark=Text(fr="année dite par la page", en="the page states the year"),
    checked_on=date(2026, 11, 27),
)
BONHEUR = Source(
    title="[Participations familiales 2023]",
    publisher="mesclesdubonheur.com",
    remark=Text(fr="année dite par la page", en="the page states the year"),
    checked_on=date(2026, 11, 27),
)
AGDS = Source(
    title="Barème applicable au 01 septembre 2024",
    publisher="agds.fr",
    remark=Text(
        fr="plancher 765,77 ; plafond 7 000 ; de 0,0619 à 0,0206 %",
        en="floor 765.77; ceiling 7,000; from 0.0619 to 0.0206%",
    ),
    checked_on=date(2026, 11, 27),
)
LOIRET = Source(
    title="[EAJE PSU : évolution du montant plafond des participations au 1er septembre 2024]",
    publisher="Caf du Loiret",
    url="https://caf45-partenaires.fr/eaje-psu-evolution-du-montant-plafond-des-participations-au-1er-septembre-2024",
    checked_on=date(2026, 11, 23),
)
CAF_2025 = Source(
    title="[Le plafond de ressources mensuelles en hausse pour les Eaje au 1er septembre 2025]",
    publisher="Caf",
    url="https://caf.fr/professionnels/actualites/le-plafond-de-ressources-mensuelles-en-hausse-pour-les-eaje-au-1er-septembre-2025",
    remark=Text(
        fr="contrats en cours compris, dès ce jour ; un plafond inférieur demande l’accord de la Caf",
        en="contracts in force included, from that day; a lower ceiling needs the agreement of the Caf",
    ),
    checked_on=date(2026, 11, 27),
    published=date(2025, 5, 15),
)
CANAILLES = Source(
    title="[Participations des familles]",
    publisher="lespetitescanailles.fr",
    remark=Text(
        fr="enfant bénéficiaire de l’Aeeh : le taux immédiatement inférieur, autant de fois qu’il y en a",
        en="a child with the Aeeh: the next lower rate, once for each such child",
    ),
    checked_on=date(2026, 11, 27),
)

_2015, _2016, _2018 = date(2015, 1, 1), date(2016, 1, 1), date(2018, 1, 1)
_SEPTEMBER_2019, _2020, _2021, _2022 = date(2019, 9, 1), date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)
_2023, _2024, _SEPTEMBER_2024 = date(2023, 1, 1), date(2024, 1, 1), date(2024, 9, 1)
_2025, _SEPTEMBER_2025 = date(2025, 1, 1), date(2025, 9, 1)

FLOOR = Parameter(
    "floor",
    Unit.EUR,
    Text(fr="Plancher de ressources par mois", en="Floor of resources a month"),
    (
        ParameterValue(_2015, _2016, Decimal("647.49"), LOT, Grade.REPORTED),
        ParameterValue(_2018, _SEPTEMBER_2019, Decimal("687.30"), CAF66),
        ParameterValue(_SEPTEMBER_2019, _2020, Decimal("705.27"), MEETING),
        ParameterValue(_2020, _2021, Decimal("705.27"), LEA_ET_LEO, Grade.REPORTED),
        ParameterValue(_2023, _2024, Decimal("754.16"), BONHEUR, Grade.REPORTED),
        ParameterValue(_SEPTEMBER_2024, _2025, Decimal("765.77"), AGDS, Grade.REPORTED),
    ),
    gaps=(Period(_2016, _2018), Period(_2021, _2023), Period(_2024, _SEPTEMBER_2024), Period(_2025, None)),
)
CEILING = Parameter(
    "ceiling",
    Unit.EUR,
    Text(fr="Plafond de ressources par mois", en="Ceiling of resources a month"),
    (
        ParameterValue(_2015, _2016, Decimal("4845.51"), LOT, Grade.REPORTED),
        ParameterValue(_2018, _SEPTEMBER_2019, Decimal("4874.62"), CAF66),
        ParameterValue(_SEPTEMBER_2019, _2020, Decimal(5300), MEETING),
        ParameterValue(_2020, _2021, Decimal(5600), VINCENNES, Grade.REPORTED),
        ParameterValue(_2022, _SEPTEMBER_2024, Decimal(6000), LOIRET),
        ParameterValue(_SEPTEMBER_2024, _SEPTEMBER_2025, Decimal(7000), LOIRET),
        ParameterValue(_SEPTEMBER_2025, None, Decimal(8500), CAF_2025, published=date(2025, 5, 15)),
    ),
    gaps=(Period(_2016, _2018), Period(_2021, _2022)),
)


def _rate(name: str, fr: str, en: str, percents: tuple[str, ...], *first: ParameterValue) -> Parameter:
    """A rate, from its percentages: of September 2019, 2020, 2021, and from 2022 on."""
    in_2019, in_2020, in_2021, later = (Decimal(percent).scaleb(-2) for percent in percents)
    values = (
        *first,
        ParameterValue(_SEPTEMBER_2019, _2020, in_2019, VINCENNES, Grade.REPORTED),
        ParameterValue(_2020, _2021, in_2020, VINCENNES, Grade.REPORTED),
        ParameterValue(_2021, _2022, in_2021, TOUPTY, Grade.REPORTED),
        ParameterValue(_2022, _2023, later, COCON, Grade.REPORTED),
        ParameterValue(_2023, _2024, later, BONHEUR, Grade.REPORTED),
        ParameterValue(_SEPTEMBER_2024, _SEPTEMBER_2025, later, AGDS, Grade.REPORTED),
    )
    gaps = (Period(_2024, _SEPTEMBER_2024), Period(_SEPTEMBER_2025, None))
    return Parameter(name, Unit.RATIO, Text(fr=f"Taux d’effort ({fr})", en=f"Rate of effort ({en})"), values, gaps)


RATES = (
    _rate(
        "rate_1",
        "1 enfant",
        "1 child",
        ("0.0605", "0.0610", "0.0615", "0.0619"),
        ParameterValue(_2018, _SEPTEMBER_2019, Decimal("0.0006"), CAF66),
    ),
    _rate("rate_2", "2 enfants", "2 children", ("0.0504", "0.0508", "0.0512", "0.0516")),
    _rate("rate_3", "3 enfants", "3 children", ("0.0403", "0.0406", "0.0410", "0.0413")),
    _rate("rate_4", "4 à 7 enfants", "4 to 7 children", ("0.0302", "0.0305", "0.0307", "0.0310")),
    _rate("rate_8", "8 enfants ou plus", "8 children or more", ("0.0202", "0.0203", "0.0205", "0.0206")),
)


def _row(name: str, fr: str, en: str, value: int) -> Parameter:
    """The first day of a row of the table: read in September 2019, taken to be so before."""
    values = (
        ParameterValue(_2015, _SEPTEMBER_2019, Decimal(value), CHOICE, Grade.CHOSEN),
        ParameterValue(_SEPTEMBER_2019, None, Decimal(value), VINCENNES, Grade.REPORTED),
    )
    return Parameter(name, Unit.CHILD, Text(fr=fr, en=en), values)


ROWS = (
    _row("second_row", "Enfants à la ligne 2 du barème", "Children at row 2 of the scale", 2),
    _row("third_row", "Enfants à la ligne 3 du barème", "Children at row 3 of the scale", 3),
    _row("fourth_row", "Enfants à la ligne 4 du barème", "Children at row 4 of the scale", 4),
    _row("last_row", "Enfants à la ligne 5 du barème", "Children at row 5 of the scale", 8),
)
AEEH_ROWS = Parameter(
    "aeeh_rows",
    Unit.COUNT,
    Text(fr="Lignes gagnées par enfant bénéficiaire de l’Aeeh", en="Rows gained by a child with the Aeeh"),
    (ParameterValue(_2015, None, Decimal(1), CANAILLES, Grade.REPORTED),),
)
MONTHS = Parameter(
    "months",
    Unit.COUNT,
    Text(fr="Mois par lesquels les ressources annuelles sont divisées", en="Months that yearly resources are over"),
    (ParameterValue(_2015, None, Decimal(12), CAF66, Grade.START_INFERRED),),
)
ROUNDED = choice(
    "tariff_rounded",
    Text(
        fr="Tarif horaire arrondi au centime avant d’être multiplié par les heures",
        en="Hourly tariff rounded to the cent before it is multiplied by the hours",
    ),
    1,
    _2015,
)
PARAMETERS = (FLOOR, CEILING, *RATES, *ROWS, AEEH_ROWS, MONTHS, ROUNDED)

FIELDS = (
    Field(
        "annual_resources",
        Unit.EUR,
        Text(fr="Ressources annuelles (N-2)", en="Yearly resources (N-2)"),
        FormCode.ACTIVITY,
        default=Decimal(0),
    ),
    Field(
        "monthly_resources",
        Unit.EUR,
        Text(fr="Ressources mensuelles", en="Monthly resources"),
        FormCode.ACTIVITY,
        default=Decimal(0),
    ),
    Field(
        "children",
        Unit.CHILD,
        Text(fr="Enfants à charge", en="Dependent children"),
        FormCode.ACTIVITY,
        low=Decimal(1),
    ),
    Field(
        "aeeh_children",
        Unit.CHILD,
        Text(fr="dont enfants bénéficiaires de l’Aeeh", en="of whom children with the Aeeh"),
        FormCode.ACTIVITY,
        default=Decimal(0),
    ),
    Field("hours", Unit.HOUR, Text(fr="Heures facturées", en="Billed hours"), FormCode.ACTIVITY, default=Decimal(0)),
)


def participation(d: Data, p: Data, step: Step) -> Any:
    """The participation of a family for its hours, to the cent, by way of its hourly tariff."""
    monthly = d.monthly_resources + ratio(d.annual_resources, p.months)
    resources = step("resources", greatest(p.floor, least(monthly, p.ceiling)))
    by_children = where(d.children < p.last_row, least(d.children, p.fourth_row), p.fourth_row + p.aeeh_rows)
    row = step("row", by_children + d.aeeh_children * p.aeeh_rows)
    from_third = where(row < p.fourth_row, p.rate_3, where(row <= p.fourth_row, p.rate_4, p.rate_8))
    rate = step("rate", where(row < p.second_row, p.rate_1, where(row < p.third_row, p.rate_2, from_third)))
    tariff = step("tariff", cents(resources * rate))
    counted = where(p.tariff_rounded, tariff, resources * rate)
    return step("participation", cents(d.hours * counted))


def amounts(d: Data, p: Data, step: Step = unnamed) -> dict[str, Any]:
    """The hourly tariff and the participation, by the names of their steps."""
    amounts_of: dict[str, Any] = {}

    def kept(name: str, number: Any) -> Any:
        amounts_of[name] = step(name, number)
        return amounts_of[name]

    participation(d, p, kept)
    return {name: amounts_of[name] for name in ("tariff", "participation")}


def _hour(bound: Parameter, rate: Parameter, pick: Callable[[Iterable[Decimal]], Decimal]) -> Decimal:
    figures = {
        name: pick(value.value for value in parameter.values) for name, parameter in (("bound", bound), ("rate", rate))
    }
    return to_decimal(exactly(lambda _, p: cents(p.bound * p.rate), {}, figures))


LEAST_HOUR: Final = _hour(FLOOR, RATES[-1], min)
MOST_HOUR: Final = _hour(CEILING, RATES[0], max)
"""No scale that was read bills an hour below the first, nor above the second (euros)."""

_FEWER = Text(
    fr="le taux d’effort baisse avec le nombre d’enfants", en="the rate of effort falls with the number of children"
)
_NAMES = tuple(rate.name for rate in RATES)

SERVICE = PS(
    code="PARTICIPATIONS",
    text=Text(fr="Participations familiales", en="Family participations"),
    purpose=Text(
        fr="Ce qu’une famille paie pour une heure d’accueil en crèche, selon ses ressources et le nombre "
        "de ses enfants.",
        en="What a family pays for an hour of care in a crèche, by its resources and the number of its children.",
    ),
    fields=FIELDS,
    parameters=PARAMETERS,
    formulas=(Formula(_2015, participation, tuple(parameter.name for parameter in PARAMETERS), CAF66),),
    steps={
        "resources": Text(fr="Ressources retenues par mois", en="Resources retained a month"),
        "row": Text(fr="Ligne du barème", en="Row of the scale"),
        "rate": Text(fr="Taux d’effort", en="Rate of effort"),
        "tariff": Text(fr="Tarif horaire", en="Hourly tariff"),
        "participation": Text(fr="Participation de la famille", en="Participation of the family"),
    },
    step_units={"row": Unit.COUNT, "rate": Unit.RATIO, "tariff": Unit.EUR_PER_HOUR},
    constraints=(
        Constraint(
            "floor", "ceiling", CAF66, Text(fr="le plancher est sous le plafond", en="the floor is below the ceiling")
        ),
        *(Constraint(more, fewer, VINCENNES, _FEWER) for fewer, more in pairwise(_NAMES)),
    ),
)
