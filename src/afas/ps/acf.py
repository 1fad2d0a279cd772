"""ACF: *animation collective familles*.

60 % of the payroll of the family officer (*référent famille*) and the share of logistics,
within a yearly Cnaf ceiling; 63.6 % after the rise of 6 % of the rate. See `_social_life` for both.
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
from afas.ps._social_life import LOIRET, OTHERS, risen_rate
from afas.quantities import Unit
from afas.text import Text

EXPENSES = Field(
    "expenses",
    Unit.EUR,
    Text(
        fr="Charges du référent famille et quote-part de logistique",
        en="Family officer’s payroll and share of logistics",
    ),
    FormCode.FINANCIAL,
)

RATE = risen_rate("0.60", "0.636", OTHERS)
CEILING = ceiling(Unit.EUR, Text(fr="Prix plafond annuel", en="Yearly ceiling"))


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    cost = step("retained_cost", least(d.expenses, p.ceiling))
    return step("right", cents(cost * p.rate))


SERVICE = PS(
    code="ACF",
    text=Text(fr="Animation collective familles", en="Collective family activities"),
    purpose=Text(
        fr="Une part des charges salariales du référent famille d’un centre social et de sa logistique, dans la "
        "limite d’un prix plafond annuel ; versée au gestionnaire du centre.",
        en="A share of the payroll of the family officer of a social centre and of their logistics, within a yearly "
        "ceiling; paid to the manager of the centre.",
    ),
    fields=(EXPENSES,),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2013, 1, 1), right, ("rate", "ceiling"), LOIRET),),
    steps={
        "retained_cost": RETAINED_COST,
        "right": RIGHT,
    },
    controls=(variation("ACF-N1", "expenses", EXPENSES.text, ONE_TENTH),),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    since={DeclarationKind.FORECAST: 2024, DeclarationKind.ACTUAL: 2024},
    example=Example(2024, {"expenses": "1000"}, {"ceiling": "1000"}),
    illustrative={"ceiling": "55000"},
)
