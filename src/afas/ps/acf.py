"""ACF: *animation collective familles*.

60 % of the payroll of the family officer (*référent famille*) and the share of logistics,
within a yearly Cnaf ceiling; 63.6 % after the rise of 6 % of the rate. The rise is sourced; its first day,
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
    Text(
        fr="Charges du référent famille et quote-part de logistique",
        en="Family officer’s payroll and share of logistics",
    ),
    FormCode.FINANCIAL,
)

RATE = Parameter(
    "rate",
    Unit.RATIO,
    Text(fr="Taux de la PS", en="Rate of the PS"),
    (
        ParameterValue(date(2023, 1, 1), date(2024, 1, 1), Decimal("0.60"), LOIRET),
        ParameterValue(date(2024, 1, 1), None, Decimal("0.636"), RISE),
    ),
)
CEILING = Parameter("ceiling", Unit.EUR, Text(fr="Prix plafond annuel", en="Yearly ceiling"))


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    cost = step("retained_cost", least(d.expenses, p.ceiling))
    return step("right", cents(cost * p.rate))


SERVICE = PS(
    code="ACF",
    text=Text(fr="Animation collective familles", en="Collective family activities"),
    fields=(EXPENSES,),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2013, 1, 1), right, ("rate", "ceiling"), LOIRET),),
    steps={
        "retained_cost": Text(fr="Dépenses retenues", en="Retained cost"),
        "right": Text(fr="Droit à la PS", en="Right to the PS"),
    },
    controls=(variation("ACF-N1", "expenses", EXPENSES.text, Decimal("0.10")),),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    since={DeclarationKind.FORECAST: 2024},
)
