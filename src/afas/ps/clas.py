"""CLAS: *contrat local d'accompagnement à la scolarité*, by school year.

A share of the expenses of each group (*collectif*) of 8 to 12 children, within a ceiling per group:
`min(expenses, groups x ceiling)`. 30 % in 2004-2005 and 2005-2006, 32.5 % from 2015; nothing was read between.
The source says "2015": the school year 2015-2016 is chosen. The maximum of 2004-2005 is published as 1,680, that is
5,599 x 30 % = 1,679.70 rounded to the euro: the right keeps its cents here, since the text orders no rounding of a
right; with the parameter `rounded_to_the_euro` at 1 it is 1,680. About 2021 the maximum is published as 2,563 a group:
at 32.5 % the ceiling lies between 7,884.6 and 7,887.7, no exact figure, so none is held.

Sources: `ASH_2004`, `ASH_2005`, `FAMILIES`. Ceilings after 2004-2005 could not be sourced.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from afas.arithmetic import Data, Step, cents, euros, least, where
from afas.controls import Control, Figures, Severity, variation
from afas.forms import DeclarationKind, Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.periods import Period
from afas.ps._model import PS, Example, Formula
from afas.ps._shared import EXPENSES, ONE_TENTH, RETAINED_COST, RIGHT, choice
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text

ASH_2004 = Source(
    title="[L’accompagnement à la scolarité en 2004-2005]",
    publisher="ASH",
    url="https://ash.tm.fr/hebdo/2364/le-social-en-textes/laccompagnement-a-la-scolarite-en-2004-2005-368401.php",
    checked_on=date(2026, 11, 23),
)
ASH_2005 = Source(
    title="[Le contrat local d’accompagnement à la scolarité est reconduit pour 2005-2006]",
    publisher="ASH",
    url="https://ash.tm.fr/hebdo/2416/le-social-en-textes/le-contrat-local-daccompagnement-a-la-scolarite-est-reconduit-pour-2005-2006-395951.php",
    checked_on=date(2026, 11, 23),
)
FAMILIES = Source(
    title="[Accompagnement à la scolarité (page 3100)]",
    publisher="Familles de France",
    url="https://familles-de-france.org/en/node/3100",
    remark=Text(
        fr="la page dit 2015 ; année scolaire 2015-2016 retenue",
        en="the page says 2015; the school year 2015-2016 is assumed",
    ),
    checked_on=date(2026, 11, 23),
)

GROUPS = Field("groups", Unit.COUNT, Text(fr="Nombre de collectifs", en="Number of groups"), FormCode.ACTIVITY)
CHILDREN = Field("children", Unit.CHILD, Text(fr="Enfants accompagnés", en="Children helped"), FormCode.ACTIVITY)

RATE = Parameter(
    "rate",
    Unit.RATIO,
    Text(fr="Taux de la PS", en="Rate of the PS"),
    (
        ParameterValue(date(2004, 9, 1), date(2005, 9, 1), Decimal("0.30"), ASH_2004),
        ParameterValue(date(2005, 9, 1), date(2006, 9, 1), Decimal("0.30"), ASH_2005),
        ParameterValue(date(2015, 9, 1), None, Decimal("0.325"), FAMILIES, Grade.START_INFERRED),
    ),
    gaps=(Period(date(2006, 9, 1), date(2015, 9, 1)),),
)
CEILING = Parameter(
    "ceiling",
    Unit.EUR_PER_GROUP,
    Text(fr="Prix plafond par collectif", en="Ceiling per group"),
    (ParameterValue(date(2004, 9, 1), date(2005, 9, 1), Decimal("5599"), ASH_2004),),
)
ROUNDED = choice(
    "rounded_to_the_euro",
    Text(fr="Droit arrondi à l’euro", en="Right rounded to the euro"),
    0,
    date(2004, 9, 1),
)


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros, for the school year."""
    cost = step("retained_cost", least(d.expenses, d.groups * p.ceiling))
    grant = cost * p.rate
    return step("right", where(p.rounded_to_the_euro, euros(grant), cents(grant)))


_FEWEST, _MOST = Decimal(8), Decimal(12)


def _size_odd(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    groups, children = figures["groups"], figures["children"]
    if groups * _FEWEST <= children <= groups * _MOST:
        return None
    return {"children": children, "groups": groups, "fewest": _FEWEST, "most": _MOST}


CLAS_01 = Control(
    "CLAS-01",
    Severity.TO_JUSTIFY,
    Text(
        fr="{children} enfants pour {groups} collectifs : un collectif compte de {fewest} à {most} enfants",
        en="{children} children in {groups} groups: a group has {fewest} to {most} children",
    ),
    _size_odd,
    reads=("groups", "children"),
)

SERVICE = PS(
    code="CLAS",
    text=Text(fr="Contrat local d’accompagnement à la scolarité", en="Local homework-help contract"),
    purpose=Text(
        fr="Une part des charges de l’accompagnement scolaire, dans la limite d’un prix plafond par collectif "
        "d’enfants ; versée au gestionnaire qui le met en œuvre, pour l’année scolaire.",
        en="A share of the expenses of help with homework, within a ceiling for each group of children; paid to the "
        "manager who runs it, for the school year.",
    ),
    fields=(GROUPS, CHILDREN, EXPENSES),
    parameters=(RATE, CEILING, ROUNDED),
    formulas=(Formula(date(2004, 9, 1), right, ("rate", "ceiling", "rounded_to_the_euro"), ASH_2004),),
    steps={
        "retained_cost": RETAINED_COST,
        "right": RIGHT,
    },
    controls=(CLAS_01, variation("CLAS-N1", "expenses", EXPENSES.text, ONE_TENTH)),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    school_year=True,
    example=Example(2004, {"groups": "1", "children": "10", "expenses": "5599"}),
    illustrative={"ceiling": "8000"},
)
