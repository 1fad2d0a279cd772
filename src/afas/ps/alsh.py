"""ALSH: *accueil de loisirs sans hébergement* (leisure centre), *PS ordinaire*.

30 % of the unit cost (*prix de revient*), within the yearly Cnaf ceiling (*prix plafond*), for each hour
that opens a right, times the share of children under the general scheme (*taux de ressortissants du régime
général*). Cost and ceiling are compared on the whole: `min(expenses, hours x ceiling)` is
`hours x min(expenses / hours, ceiling)` without the quotient.

An activity is *périscolaire*, *extrascolaire* or *accueil adolescents*, each with its own ceiling: `attended_hours` and
`expenses` are those of the activity, or of its *périscolaire* where it declares several, the others being parts (see
`_alsh_parts`). *Périscolaire* hours are those attended, counted over the whole stretch; since 1 January 2023 the midday
break counts in full.

Other parts beside it, where their data is declared:

- the *complément inclusif*, for each hour attended by a child with the *Aeeh*; no source says whether the general
  scheme counts: with the parameter `share_on_complement` at 1 it does, at 0 (chosen) it does not;
- the *Plan mercredi*, for the hours of Wednesdays above those of the year of reference, and for those new in September
  2017 where the commune was then at four days and the activity stood outside a *contrat enfance-jeunesse* (Cej). The
  rate is sourced to the end of the school year 2020-2021, the difference is our reading of "heures nouvelles" and
  "année de référence". Beside it stands a rise for some territories (low *potentiel financier*, QPV), whose amount was
  not read.

Sources: `GAZETTE` (from a ministerial answer), `ALPES`, `PAS_DE_CALAIS`, `LOIRE`, `PLAN_MERCREDI`.
No ceiling could be sourced for any year: it is supplied by whoever knows it. What is published is the PS for an hour,
rounded to the cent: 0.54 in 2018-2019, 0.59 (*périscolaire*) and 0.62 (*extrascolaire*) worked out for 2024 and 2025.
At 30 % these leave the ceiling between 1.7834 and 1.8166, 1.95 and 1.9833, 2.05 and 2.0833: no exact figure, so none is
held.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from afas.arithmetic import Data, Step, cents, least, not_below_zero, where
from afas.controls import Control, Figures, Severity, variation
from afas.forms import Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.ps import _alsh_parts as others
from afas.ps._model import PS, Example, Formula, Part
from afas.ps._shared import EXPENSES, ONE_TENTH, RETAINED_COST, RIGHT, SHARE, ceiling, choice, rate
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

GAZETTE = Source(
    title="[Quels sont les critères de financement par la Caf des accueils de loisirs pour les mineurs ?]",
    publisher="La Gazette des communes",
    url="https://www.lagazettedescommunes.com/130502/quels-sont-les-criteres-de-financement-par-la-caf-des-accueils-de-loisirs-pour-les-mineurs",
    checked_on=date(2026, 11, 23),
)

ALPES = Source(
    title="[Une subvention pour favoriser l’inclusion des enfants et adolescents en situation de handicap]",
    publisher="Caf des Alpes-Maritimes, newsletter partenaires n° 15",
    url="https://caf.fr/professionnels/offres-et-services/caf-des-alpes-maritimes/partenaires-locaux/newsletter-familles-et-territoires/newsletter-partenaires-ndeg-15-juillet-2024/une-subvention-pour-favoriser-l-inclusion-des-enfants-et-adolescents-en-situation-de-handicap-dans",
    page="juillet 2024",
    checked_on=date(2026, 11, 23),
)
PAS_DE_CALAIS = Source(
    title="[Aides financières de la Cnaf pour les activités péri et extrascolaires en 2025]",
    publisher="AMF du Pas-de-Calais",
    url="https://www.amf62.fr/aides-financieres-de-la-cnaf-pour-les-activites-peri-et-extrascolaires-en-2025-etat-des-lieux-et-perspectives/",
    checked_on=date(2026, 11, 23),
)
LOIRE = Source(
    title="Loisirs : la Caf participe au Plan mercredi",
    publisher="Caf de la Loire",
    url="https://caf42.fr/loisirs-la-caf-participe-au-plan-mercredi",
    page="2018-2019",
    remark=Text(
        fr="0,54 € de PS et 0,46 € de bonification, soit 1 € par heure nouvelle",
        en="€0.54 of PS and €0.46 of top-up, that is €1 for each new hour",
    ),
    checked_on=date(2026, 11, 27),
)
PLAN_MERCREDI = Source(
    title="[Les aides financières du Plan mercredi]",
    publisher="Ministère de l’Éducation nationale et de la Jeunesse",
    url="http://planmercredi.education.gouv.fr/les-aides-financieres",
    page="« bonification de la Pso Alsh de 0,46 € »",
    remark=Text(
        fr="heures nouvelles dès 2018, et de 2017 sous conditions ; encore ainsi sur jeunes.gouv.fr après la "
        "rentrée 2020",
        en="new hours from 2018, and of 2017 under conditions; still so on jeunes.gouv.fr after September 2020",
    ),
    checked_on=date(2026, 11, 27),
)

HOURS = Field(
    "attended_hours", Unit.HOUR, Text(fr="Heures réalisées", en="Attended hours"), FormCode.ACTIVITY, by_site=True
)

AEEH_HOURS = Field(
    "aeeh_hours",
    Unit.HOUR,
    Text(
        fr="dont heures réalisées par des enfants bénéficiaires de l’Aeeh",
        en="of which hours of children with the Aeeh",
    ),
    FormCode.ACTIVITY,
    by_site=True,
    default=Decimal(0),
)
AEEH_CHILDREN = Field(
    "aeeh_children",
    Unit.CHILD,
    Text(fr="Enfants bénéficiaires de l’Aeeh", en="Children with the Aeeh"),
    FormCode.ACTIVITY,
    by_site=True,
    default=Decimal(0),
)
WEDNESDAY_HOURS = Field(
    "wednesday_hours",
    Unit.HOUR,
    Text(fr="Heures des mercredis (Plan mercredi)", en="Hours of Wednesdays (Plan mercredi)"),
    FormCode.ACTIVITY,
    by_site=True,
    default=Decimal(0),
)
WEDNESDAY_REFERENCE = Field(
    "wednesday_reference_hours",
    Unit.HOUR,
    Text(fr="Heures des mercredis de l’année de référence", en="Hours of Wednesdays in the year of reference"),
    FormCode.ACTIVITY,
    by_site=True,
    default=Decimal(0),
)
WEDNESDAY_NEW_2017 = Field(
    "wednesday_new_2017_hours",
    Unit.HOUR,
    Text(
        fr="dont heures nouvelles de septembre 2017 (commune à 4 jours, hors Cej)",
        en="of which hours new in September 2017 (commune at four days, outside a Cej)",
    ),
    FormCode.ACTIVITY,
    by_site=True,
    default=Decimal(0),
)

RATE = rate(ParameterValue(date(2007, 1, 1), None, Decimal("0.30"), GAZETTE))
CEILING = ceiling(Unit.EUR_PER_HOUR, Text(fr="Prix plafond horaire", en="Hourly ceiling"))


COMPLEMENT = Parameter(
    "inclusive_complement_rate",
    Unit.EUR_PER_HOUR,
    Text(fr="Complément inclusif par heure", en="Inclusive complement per hour"),
    (
        ParameterValue(date(2024, 1, 1), date(2025, 1, 1), Decimal("4.50"), ALPES),
        ParameterValue(date(2025, 1, 1), date(2026, 1, 1), Decimal("3.90"), PAS_DE_CALAIS),
    ),
)
WEDNESDAY = Parameter(
    "wednesday_plan_rate",
    Unit.EUR_PER_HOUR,
    Text(fr="Bonification Plan mercredi par heure nouvelle", en="Plan mercredi bonus per new hour"),
    (
        ParameterValue(date(2018, 9, 1), date(2019, 9, 1), Decimal("0.46"), LOIRE),
        ParameterValue(date(2019, 9, 1), date(2021, 9, 1), Decimal("0.46"), PLAN_MERCREDI),
    ),
)
SHARE_ON_COMPLEMENT = choice(
    "share_on_complement",
    Text(fr="Taux du régime général appliqué au complément inclusif", en="Share applied to the inclusive complement"),
    0,
    date(2024, 1, 1),
)


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros (*droit à la PS ordinaire*)."""
    cost = step("retained_cost", least(d.expenses, d.attended_hours * p.ceiling))
    return step("right", cents(cost * p.rate * d.general_scheme_share))


def inclusive_complement(d: Data, p: Data, step: Step) -> Any:
    """From 2024: a sum for each hour of a child with the Aeeh (*complément inclusif*)."""
    whole = d.aeeh_hours * p.inclusive_complement_rate
    return step("inclusive_complement", cents(where(p.share_on_complement, whole * d.general_scheme_share, whole)))


def wednesday_plan(d: Data, p: Data, step: Step) -> Any:
    """From September 2018: a sum for each new hour of Wednesdays (*Plan mercredi*)."""
    above = not_below_zero(d.wednesday_hours - d.wednesday_reference_hours)
    new = step("new_hours", least(above + d.wednesday_new_2017_hours, d.wednesday_hours))
    return step("wednesday_plan", cents(new * p.wednesday_plan_rate))


_HOURS = ("attended_hours", "extracurricular_hours", "youth_hours")


def _aeeh_odd(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    hours, children = figures["aeeh_hours"], figures["aeeh_children"]
    total = sum(figures[name] for name in _HOURS)
    return (
        None
        if hours <= total and bool(hours) == bool(children)
        else {"hours": hours, "children": children, "total": total}
    )


ALSH_02 = Control(
    "ALSH-02",
    Severity.BLOCKING,
    Text(
        fr="Aeeh : {hours} h pour {children} enfants, sur {total} h réalisées ; il faut des heures si et seulement si "
        "des enfants sont déclarés, et pas plus que le total",
        en="Aeeh: {hours} h for {children} children, of {total} h attended; hours go with children, and are no more "
        "than the total",
    ),
    _aeeh_odd,
    reads=("aeeh_hours", "aeeh_children", *_HOURS),
)

SERVICE = PS(
    code="ALSH",
    text=Text(fr="Accueil de loisirs sans hébergement", en="Leisure centre"),
    purpose=Text(
        fr="Une part du coût de chaque heure passée par un enfant dans un accueil de loisirs, dans la limite d’un "
        "prix plafond ; versée au gestionnaire de l’accueil.",
        en="A share of the cost of each hour that a child spends in a leisure centre, within a ceiling; paid to the "
        "manager of the centre.",
    ),
    fields=(
        HOURS,
        EXPENSES,
        SHARE,
        AEEH_HOURS,
        AEEH_CHILDREN,
        WEDNESDAY_HOURS,
        WEDNESDAY_REFERENCE,
        WEDNESDAY_NEW_2017,
        *others.FIELDS,
    ),
    parameters=(RATE, CEILING, COMPLEMENT, SHARE_ON_COMPLEMENT, WEDNESDAY, *others.PARAMETERS),
    formulas=(Formula(date(2007, 1, 1), right, ("rate", "ceiling"), GAZETTE),),
    steps={
        "retained_cost": RETAINED_COST,
        "right": RIGHT,
        "inclusive_complement": Text(fr="Complément inclusif", en="Inclusive complement"),
        "new_hours": Text(fr="Heures nouvelles des mercredis", en="New hours of Wednesdays"),
        "wednesday_plan": Text(fr="Bonification Plan mercredi", en="Plan mercredi bonus"),
        **others.STEPS,
    },
    step_units={"new_hours": Unit.HOUR, **others.STEP_UNITS},
    parts=(
        *others.parts_of_the_ps(date(2007, 1, 1), GAZETTE),
        *others.PARTS,
        Part(
            "inclusive_complement",
            "aeeh_hours",
            (
                Formula(
                    date(2024, 1, 1), inclusive_complement, ("inclusive_complement_rate", "share_on_complement"), ALPES
                ),
            ),
        ),
        Part(
            "wednesday_plan",
            "wednesday_hours",
            (Formula(date(2018, 9, 1), wednesday_plan, ("wednesday_plan_rate",), PLAN_MERCREDI),),
        ),
    ),
    controls=(
        ALSH_02,
        *others.CONTROLS,
        variation("ALSH-N1", "attended_hours", HOURS.text, ONE_TENTH),
    ),
    sites=True,
    example=Example(
        2023, {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "1"}, {"ceiling": "1.97"}
    ),
    illustrative={
        "ceiling": "1.97",
        "extracurricular_ceiling": "2",
        "youth_ceiling": "2",
        "territory_hour_amount": "0.15",
        "territory_hours_most": "0.25",
        "wednesday_plan_rate": "0.46",
        "inclusive_complement_rate": "4",
        "asre_rate": "0.50",
        "asre_week": "3",
        "asre_weeks": "36",
    },
)
