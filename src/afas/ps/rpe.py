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
from afas.parameters import ParameterValue
from afas.ps._model import PS, Formula
from afas.ps._shared import EXPENSES, ONE_TENTH, RETAINED_COST, RIGHT, ceiling, rate
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text

CAF71 = Source(
    title="Relais petite enfance (RPE)",
    publisher="Caf de Saône-et-Loire",
    url="https://caf.fr/professionnels/offres-et-services/caf-de-saone-et-loire/partenaires-locaux/petite-enfance-relais-petite-enfance-rpe",
    page="page sans date ; les RPE ont remplacé les RAM par la circulaire du 1er décembre 2021",
    checked_on=date(2026, 11, 23),
)

FTE = Field("animator_fte", Unit.FTE, Text(fr="ETP d’animation", en="Animators, FTE"), FormCode.ACTIVITY)

RATE = rate(ParameterValue(date(2022, 1, 1), None, Decimal("0.43"), CAF71, Grade.START_INFERRED))
CEILING = ceiling(Unit.EUR_PER_FTE, Text(fr="Prix plafond par ETP", en="Ceiling per FTE"))


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
        "retained_cost": RETAINED_COST,
        "right": RIGHT,
    },
    controls=(variation("RPE-N1", "expenses", EXPENSES.text, ONE_TENTH),),
    aliases=("RAM",),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL, DeclarationKind.UPDATE_SEPTEMBER),
)
