"""RPE: *relais petite enfance* (formerly RAM), a PS *à la fonction*.

43 % of the operating expenses, within a Cnaf price per full-time equivalent (*ETP*) of the animators.
`min(expenses, FTE x ceiling)` is `FTE x min(expenses / FTE, ceiling)` without the quotient. No share of the
general scheme is mentioned for the RPE, so none is applied; the lump sums for reinforced missions
(*missions renforcées*) are not in the formula, their source being undated.

Source: Caf de Saône-et-Loire (see `CAF71`). No ceiling could be sourced for any year.
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

CAF71 = Source(
    title="Relais petite enfance (RPE)",
    publisher="Caf de Saône-et-Loire",
    url="https://caf.fr/professionnels/offres-et-services/caf-de-saone-et-loire/partenaires-locaux/petite-enfance-relais-petite-enfance-rpe",
    page="page sans date ; les RPE ont remplacé les RAM par la circulaire du 1er décembre 2021",
    checked_on=date(2026, 11, 23),
)

FTE = Field("animator_fte", Unit.FTE, Text(fr="ETP d’animation", en="Animators, FTE"), FormCode.ACTIVITY)
EXPENSES = Field("expenses", Unit.EUR, Text(fr="Total des charges", en="Total expenses"), FormCode.FINANCIAL)

RATE = Parameter(
    "rate",
    Unit.RATIO,
    Text(fr="Taux de la PS", en="Rate of the PS"),
    (ParameterValue(date(2022, 1, 1), None, Decimal("0.43"), CAF71),),
)
CEILING = Parameter("ceiling", Unit.EUR_PER_FTE, Text(fr="Prix plafond par ETP", en="Ceiling per FTE"))


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    cost = step("retained_cost", least(d.expenses, d.animator_fte * p.ceiling))
    return step("right", cents(cost * p.rate))


SERVICE = PS(
    code="RPE",
    text=Text(fr="Relais petite enfance", en="Early-childhood resource centre"),
    fields=(FTE, EXPENSES),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2022, 1, 1), right, ("rate", "ceiling"), CAF71),),
    steps={
        "retained_cost": Text(fr="Dépenses retenues", en="Retained cost"),
        "right": Text(fr="Droit à la PS", en="Right to the PS"),
    },
    controls=(variation("RPE-N1", "expenses", EXPENSES.text, Decimal("0.10")),),
    aliases=("RAM",),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL, DeclarationKind.UPDATE_SEPTEMBER),
)
