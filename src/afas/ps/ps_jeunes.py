"""PS_JEUNES: *prestation de service Jeunes*.

50 % of the expenses of the post of a qualified animator. Chosen reading: within a Cnaf ceiling per full-time
equivalent, as for other PS *à la fonction*; the page names no ceiling, so the alternative is one that never binds.

Source: `PAGE`. No ceiling could be sourced for any year.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from afas.arithmetic import Data, Step, cents, least
from afas.controls import Control, Figures, Severity, variation
from afas.forms import DeclarationKind, Field, FormCode
from afas.parameters import ParameterValue
from afas.ps._model import PS, Example, Formula
from afas.ps._shared import ONE_TENTH, RETAINED_COST, RIGHT, ceiling, rate
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

PAGE = Source(
    title="[PS Jeune : permettre aux jeunes de réaliser leurs projets]",
    publisher="Caf de l’Essonne",
    url="https://www.esprit-de-famille-caf91.fr/ps-jeune-permettre-aux-jeunes-de-realiser-leurs-projets/",
    remark=Text(fr="généralisée au 1er janvier 2020", en="general from 1 January 2020"),
    checked_on=date(2026, 11, 23),
)

FTE = Field(
    "animator_fte", Unit.FTE, Text(fr="ETP d’animation qualifiés", en="Qualified animators, FTE"), FormCode.ACTIVITY
)
EXPENSES = Field("expenses", Unit.EUR, Text(fr="Charges du poste", en="Expenses of the post"), FormCode.FINANCIAL)

RATE = rate(ParameterValue(date(2020, 1, 1), None, Decimal("0.50"), PAGE))
CEILING = ceiling(Unit.EUR_PER_FTE, Text(fr="Prix plafond par ETP", en="Ceiling per FTE"))


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    cost = step("retained_cost", least(d.expenses, d.animator_fte * p.ceiling))
    return step("right", cents(cost * p.rate))


def _nobody(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    return None if figures["animator_fte"] else {"found": figures["animator_fte"]}


PSJ_01 = Control(
    "PSJ-01",
    Severity.BLOCKING,
    Text(fr="Aucun animateur qualifié ({found} ETP)", en="No qualified animator ({found} FTE)"),
    _nobody,
    reads=("animator_fte",),
)

SERVICE = PS(
    code="PS_JEUNES",
    text=Text(fr="Prestation de service Jeunes", en="Youth grant"),
    purpose=Text(
        fr="Une part des charges du poste d’un animateur qualifié auprès des jeunes, dans la limite d’un prix plafond "
        "par équivalent temps plein ; versée au gestionnaire qui l’emploie.",
        en="A share of the expenses of the post of a qualified animator for young people, within a ceiling for each "
        "full-time equivalent; paid to the manager who employs them.",
    ),
    fields=(FTE, EXPENSES),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2020, 1, 1), right, ("rate", "ceiling"), PAGE),),
    steps={
        "retained_cost": RETAINED_COST,
        "right": RIGHT,
    },
    controls=(PSJ_01, variation("PSJ-N1", "expenses", EXPENSES.text, ONE_TENTH)),
    aliases=("PS JEUNES",),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    example=Example(2023, {"animator_fte": "1", "expenses": "999.98"}, {"ceiling": "1000"}),
    illustrative={"ceiling": "45000"},
)
