"""AGC: *animation globale et coordination*.

40 % of the cost of the coordination function (*fonction animation globale*),
within a yearly Cnaf ceiling; 42.4 % after the rise of 6 % of the rate. See `_social_life` for both.
The ceiling bounds the cost, as for other PS *à la fonction*; no ceiling could be sourced for any year.

AFAS takes it from the forecast declaration of 2024 (presentation of the Caf des Hauts-de-Seine, 18 October 2023).
Source of the formula: `LOIRET`.
"""

from datetime import date
from typing import Any

from afas.arithmetic import Data, Step, cents, least
from afas.controls import variation
from afas.forms import DeclarationKind, Field, FormCode
from afas.ps._model import PS, Example, Formula
from afas.ps._shared import ONE_TENTH, RETAINED_COST, RIGHT, ceiling
from afas.ps._social_life import COORDINATION, LOIRET, risen_rate
from afas.quantities import Unit
from afas.text import Text

EXPENSES = Field(
    "expenses",
    Unit.EUR,
    Text(fr="Prix de revient de la fonction animation globale", en="Cost of the coordination function"),
    FormCode.FINANCIAL,
)

RATE = risen_rate("0.40", "0.424", COORDINATION)
CEILING = ceiling(Unit.EUR, Text(fr="Prix plafond annuel", en="Yearly ceiling"))


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    cost = step("retained_cost", least(d.expenses, p.ceiling))
    return step("right", cents(cost * p.rate))


SERVICE = PS(
    code="AGC",
    text=Text(fr="Animation globale et coordination", en="Social-centre coordination"),
    purpose=Text(
        fr="Une part du prix de revient de la fonction d’animation globale d’un centre social, dans la limite d’un "
        "prix plafond annuel ; versée au gestionnaire du centre.",
        en="A share of the cost of the coordination of a social centre, within a yearly ceiling; paid to the "
        "manager of the centre.",
    ),
    fields=(EXPENSES,),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2013, 1, 1), right, ("rate", "ceiling"), LOIRET),),
    steps={
        "retained_cost": RETAINED_COST,
        "right": RIGHT,
    },
    controls=(variation("AGC-N1", "expenses", EXPENSES.text, ONE_TENTH),),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    since={DeclarationKind.FORECAST: 2024, DeclarationKind.ACTUAL: 2024},
    example=Example(2024, {"expenses": "1000"}, {"ceiling": "1000"}),
    illustrative={"ceiling": "160000"},
)
