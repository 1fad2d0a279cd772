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
from afas.forms import DeclarationKind
from afas.parameters import ParameterValue
from afas.ps._model import PS, Example, Formula
from afas.ps._shared import EXPENSES, ONE_TENTH, OPENING, ORGANISATION, RETAINED_COST, RIGHT, ceiling, rate
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

PAGE = Source(
    title="[Espace de rencontre]",
    publisher="Caf",
    url="https://www.caf.fr/partenaires/espace-de-rencontre",
    remark=Text(
        fr="taux national ; début et heures lus sur la page de la Caf du Nord",
        en="a national rate; its start and the hours were read on the page of the Caf du Nord",
    ),
    checked_on=date(2026, 11, 23),
)


RATE = rate(ParameterValue(date(2019, 1, 1), None, Decimal("0.60"), PAGE))
CEILING = ceiling(Unit.EUR_PER_HOUR, Text(fr="Prix plafond horaire", en="Hourly ceiling"))


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    hours = step("hours", d.opening_hours + d.organisation_hours)
    cost = step("retained_cost", least(d.expenses, hours * p.ceiling))
    return step("right", cents(cost * p.rate))


SERVICE = PS(
    code="ESPACE_RENCONTRE",
    text=Text(fr="Espace de rencontre", en="Supervised meeting place"),
    purpose=Text(
        fr="Une part du coût horaire d’un espace où un enfant rencontre son parent, heures d’ouverture et "
        "d’organisation comprises, dans la limite d’un prix plafond ; versée au gestionnaire de l’espace.",
        en="A share of the hourly cost of a place where a child meets their parent, hours of opening and of "
        "organisation included, within a ceiling; paid to the manager of the place.",
    ),
    fields=(OPENING, ORGANISATION, EXPENSES),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2019, 1, 1), right, ("rate", "ceiling"), PAGE),),
    steps={
        "hours": Text(fr="Heures retenues", en="Retained hours"),
        "retained_cost": RETAINED_COST,
        "right": RIGHT,
    },
    step_units={"hours": Unit.HOUR},
    controls=(variation("ESPACE_RENCONTRE-N1", "expenses", EXPENSES.text, ONE_TENTH),),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    sites=True,
    example=Example(2023, {"opening_hours": "60", "organisation_hours": "40", "expenses": "999.99"}, {"ceiling": "10"}),
    illustrative={"ceiling": "150"},
)
