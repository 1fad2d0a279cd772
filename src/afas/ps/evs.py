"""EVS: *espace de vie sociale (animation locale)*.

60 % of the operating expenses,
within a yearly Cnaf ceiling; 63.6 % after the rise of 6 % of the rate. See `_social_life` for both.
The ceiling bounds the cost, as for other PS *à la fonction*; no ceiling could be sourced for any year.

Source of the formula: `LOIRET`.
"""

from datetime import date
from typing import Any

from afas.arithmetic import Data, Step, cents, least
from afas.controls import variation
from afas.forms import DeclarationKind, Field, FormCode
from afas.ps._model import PS, Example, Formula
from afas.ps._shared import ONE_TENTH, RETAINED_COST, RIGHT, ceiling
from afas.ps._social_life import LOIRET, OTHERS, risen_rate
from afas.quantities import Unit
from afas.text import Text

EXPENSES = Field(
    "expenses", Unit.EUR, Text(fr="Dépenses de fonctionnement", en="Operating expenses"), FormCode.FINANCIAL
)

RATE = risen_rate("0.60", "0.636", OTHERS)
CEILING = ceiling(Unit.EUR, Text(fr="Prix plafond annuel", en="Yearly ceiling"))


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    cost = step("retained_cost", least(d.expenses, p.ceiling))
    return step("right", cents(cost * p.rate))


SERVICE = PS(
    code="EVS",
    text=Text(fr="Espace de vie sociale (animation locale)", en="Local social-life space"),
    purpose=Text(
        fr="Une part des dépenses de fonctionnement d’un espace de vie sociale, dans la limite d’un prix plafond "
        "annuel ; versée au gestionnaire de l’espace.",
        en="A share of the operating expenses of a local social-life space, within a yearly ceiling; paid to the "
        "manager of the space.",
    ),
    fields=(EXPENSES,),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2013, 1, 1), right, ("rate", "ceiling"), LOIRET),),
    steps={
        "retained_cost": RETAINED_COST,
        "right": RIGHT,
    },
    controls=(variation("EVS-N1", "expenses", EXPENSES.text, ONE_TENTH),),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    example=Example(2024, {"expenses": "1000"}, {"ceiling": "1000"}),
    illustrative={"ceiling": "40000"},
)
