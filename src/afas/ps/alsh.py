"""ALSH: *accueil de loisirs sans hébergement* (leisure centre), *PS ordinaire*.

30 % of the unit cost (*prix de revient*), within the yearly Cnaf ceiling (*prix plafond*), for each hour
that opens a right, times the share of children under the general scheme (*taux de ressortissants du régime
général*). Cost and ceiling are compared on the whole: `min(expenses, hours x ceiling)` is
`hours x min(expenses / hours, ceiling)` without the quotient.

Source: La Gazette des communes, from a ministerial answer (see `GAZETTE`).
No ceiling could be sourced for any year: it is supplied by whoever knows it.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from afas.arithmetic import Data, Step, cents, least
from afas.controls import variation
from afas.forms import Field, FormCode
from afas.parameters import ParameterValue
from afas.ps._model import PS, Formula
from afas.ps._shared import EXPENSES, ONE_TENTH, RETAINED_COST, RIGHT, SHARE, ceiling, rate
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

GAZETTE = Source(
    title="Quels sont les critères de financement par la Caf des accueils de loisirs pour les mineurs ?",
    publisher="La Gazette des communes",
    url="https://www.lagazettedescommunes.com/130502/quels-sont-les-criteres-de-financement-par-la-caf-des-accueils-de-loisirs-pour-les-mineurs",
    checked_on=date(2026, 11, 23),
)

HOURS = Field(
    "attended_hours", Unit.HOUR, Text(fr="Heures réalisées", en="Attended hours"), FormCode.ACTIVITY, by_site=True
)

RATE = rate(ParameterValue(date(2007, 1, 1), None, Decimal("0.30"), GAZETTE))
CEILING = ceiling(Unit.EUR_PER_HOUR, Text(fr="Prix plafond horaire", en="Hourly ceiling"))


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros (*droit à la PS ordinaire*)."""
    cost = step("retained_cost", least(d.expenses, d.attended_hours * p.ceiling))
    return step("right", cents(cost * p.rate * d.general_scheme_share))


SERVICE = PS(
    code="ALSH",
    text=Text(fr="Accueil de loisirs sans hébergement", en="Leisure centre"),
    fields=(HOURS, EXPENSES, SHARE),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2007, 1, 1), right, ("rate", "ceiling"), GAZETTE),),
    steps={
        "retained_cost": RETAINED_COST,
        "right": RIGHT,
    },
    controls=(variation("ALSH-N1", "attended_hours", HOURS.text, ONE_TENTH),),
    sites=True,
)
