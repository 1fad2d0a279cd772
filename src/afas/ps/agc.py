"""AGC: *animation globale et coordination*.

40 % of the cost of the coordination function (*fonction animation globale*),
within a yearly Cnaf ceiling; 42.4 % after the rise of 6 % of the rate. The rise is sourced; its first day,
1 January 2024, is inferred. The old rate is read without a start: it is held for 2023 only, the year before.
The ceiling bounds the cost, as for other PS *à la fonction*; no ceiling could be sourced for any year.

Sources: `LOIRET`, `RISE`.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from afas.arithmetic import Data, Step, cents, least
from afas.controls import variation
from afas.forms import DeclarationKind, Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.ps._model import PS, Formula
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

LOIRET = Source(
    title="Animation de la vie sociale",
    publisher="Caf du Loiret",
    url="https://www.caf45-partenaires.fr/thematique/animation-vie-sociale/",
    page="taux lu, sans date ; retenu pour 2023 seulement, année qui précède la hausse",
    checked_on=date(2026, 11, 23),
)
RISE = Source(
    title="Questions au Gouvernement, séance du 12 mars 2024 : centres sociaux",
    publisher="Assemblée nationale (NosDéputés.fr)",
    url="https://2022.nosdeputes.fr/16/intervention/517060",
    page="taux lu ; début au 1er janvier 2024 déduit (hausse dite faite le 12 mars 2024)",
    checked_on=date(2026, 11, 23),
)

EXPENSES = Field(
    "expenses",
    Unit.EUR,
    Text(fr="Prix de revient de la fonction animation globale", en="Cost of the coordination function"),
    FormCode.FINANCIAL,
)

RATE = Parameter(
    "rate",
    Unit.RATIO,
    Text(fr="Taux de la PS", en="Rate of the PS"),
    (
        ParameterValue(date(2023, 1, 1), date(2024, 1, 1), Decimal("0.40"), LOIRET),
        ParameterValue(date(2024, 1, 1), None, Decimal("0.424"), RISE),
    ),
)
CEILING = Parameter("ceiling", Unit.EUR, Text(fr="Prix plafond annuel", en="Yearly ceiling"))


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    cost = step("retained_cost", least(d.expenses, p.ceiling))
    return step("right", cents(cost * p.rate))


SERVICE = PS(
    code="AGC",
    text=Text(fr="Animation globale et coordination", en="Social-centre coordination"),
    fields=(EXPENSES,),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2013, 1, 1), right, ("rate", "ceiling"), LOIRET),),
    steps={
        "retained_cost": Text(fr="Dépenses retenues", en="Retained cost"),
        "right": Text(fr="Droit à la PS", en="Right to the PS"),
    },
    controls=(variation("AGC-N1", "expenses", EXPENSES.text, Decimal("0.10")),),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    since={DeclarationKind.FORECAST: 2024},
)
