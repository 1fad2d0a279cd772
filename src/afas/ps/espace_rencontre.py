"""ESPACE_RENCONTRE: *espace de rencontre*.

60 % of the hourly cost, within a Cnaf ceiling, from 1 January 2019; the hours are those of opening to the public
plus those of organisation of the activity. The rate of 2015 to 2018 was not read.

Source: `PAGE`. No ceiling could be sourced for any year.
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

PAGE = Source(
    title="Espace de rencontre",
    publisher="Caf",
    url="https://www.caf.fr/partenaires/espace-de-rencontre",
    page="taux national ; début et heures lus sur la page de la Caf du Nord",
    checked_on=date(2026, 11, 23),
)

OPENING = Field(
    "opening_hours",
    Unit.HOUR,
    Text(fr="Heures d’ouverture au public", en="Opening hours"),
    FormCode.ACTIVITY,
    by_site=True,
)
ORGANISATION = Field(
    "organisation_hours",
    Unit.HOUR,
    Text(fr="Heures d’organisation de l’activité", en="Hours of organisation"),
    FormCode.ACTIVITY,
    by_site=True,
)
EXPENSES = Field("expenses", Unit.EUR, Text(fr="Total des charges", en="Total expenses"), FormCode.FINANCIAL)

RATE = Parameter(
    "rate",
    Unit.RATIO,
    Text(fr="Taux de la PS", en="Rate of the PS"),
    (ParameterValue(date(2019, 1, 1), None, Decimal("0.60"), PAGE),),
)
CEILING = Parameter("ceiling", Unit.EUR_PER_HOUR, Text(fr="Prix plafond horaire", en="Hourly ceiling"))


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    hours = step("hours", d.opening_hours + d.organisation_hours)
    cost = step("retained_cost", least(d.expenses, hours * p.ceiling))
    return step("right", cents(cost * p.rate))


SERVICE = PS(
    code="ESPACE_RENCONTRE",
    text=Text(fr="Espace de rencontre", en="Supervised meeting place"),
    fields=(OPENING, ORGANISATION, EXPENSES),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2019, 1, 1), right, ("rate", "ceiling"), PAGE),),
    steps={
        "hours": Text(fr="Heures retenues", en="Retained hours"),
        "retained_cost": Text(fr="Dépenses retenues", en="Retained cost"),
        "right": Text(fr="Droit à la PS", en="Right to the PS"),
    },
    step_units={"hours": Unit.HOUR},
    controls=(variation("ESPACE_RENCONTRE-N1", "expenses", EXPENSES.text, Decimal("0.10")),),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    sites=True,
)
