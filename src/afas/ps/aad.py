"""AAD: *aide et accompagnement à domicile*.

100 % of the operating costs of the service, less the family participations, within a Cnaf ceiling. The order of the cap
and of the deduction is not given: by analogy with family mediation, the costs are capped, then the participations
deducted; with the parameter `cap_after_participations` at 1, they are deducted first. Not below zero (chosen).
The page is undated: the rate is held from 2022, the year after the *cahier des charges* of 4 March 2021 (inferred).

Source: `LOIRET`. No ceiling could be sourced for any year.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from afas.arithmetic import Data, Step, cents, least, not_below_zero, where
from afas.controls import variation
from afas.forms import DeclarationKind
from afas.parameters import ParameterValue
from afas.ps._model import PS, Example, Formula
from afas.ps._shared import EXPENSES, FAMILIES, ONE_TENTH, RIGHT, ceiling, choice, rate
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text

LOIRET = Source(
    title="[Parentalité]",
    publisher="Caf du Loiret",
    url="https://caf45-partenaires.fr/thematique/parentaliteanc",
    remark=Text(
        fr="page sans date ; début au 1er janvier 2022 retenu, non lu",
        en="an undated page; the start on 1 January 2022 is assumed, not read",
    ),
    checked_on=date(2026, 11, 23),
)

RATE = rate(ParameterValue(date(2022, 1, 1), None, Decimal("1"), LOIRET, Grade.START_INFERRED))
CEILING = ceiling(Unit.EUR, Text(fr="Prix plafond annuel", en="Yearly ceiling"))
CAP_AFTER = choice(
    "cap_after_participations",
    Text(fr="Plafond appliqué après déduction des participations", en="Ceiling applied after the participations"),
    0,
    date(2022, 1, 1),
)


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    cost = step("cost", d.expenses * p.rate)
    before = least(cost, p.ceiling) - d.family_participations
    after = least(cost - d.family_participations, p.ceiling)
    return step("right", cents(not_below_zero(where(p.cap_after_participations, after, before))))


SERVICE = PS(
    code="AAD",
    text=Text(fr="Aide et accompagnement à domicile", en="Help at home"),
    purpose=Text(
        fr="Les frais de fonctionnement d’un service d’aide aux familles à domicile, dans la limite d’un prix "
        "plafond, moins ce que les familles paient ; versés au gestionnaire du service.",
        en="The running costs of a service that helps families at home, within a ceiling, less what families pay; "
        "paid to the manager of the service.",
    ),
    fields=(EXPENSES, FAMILIES),
    parameters=(RATE, CEILING, CAP_AFTER),
    formulas=(Formula(date(2022, 1, 1), right, ("rate", "ceiling", "cap_after_participations"), LOIRET),),
    steps={
        "cost": Text(fr="Coût pris en charge", en="Cost taken into account"),
        "right": RIGHT,
    },
    controls=(variation("AAD-N1", "expenses", EXPENSES.text, ONE_TENTH),),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL, DeclarationKind.UPDATE_SEPTEMBER),
    example=Example(2023, {"expenses": "900.01", "family_participations": "200"}, {"ceiling": "900"}),
    illustrative={"ceiling": "400000"},
)
