"""LAEP: *lieu d'accueil enfants-parents*.

30 % of the hourly cost, within a Cnaf ceiling. Chosen reading: the hours are those of opening to the public plus
those of organisation, as the sources say of the *espaces de rencontre*; with the parameter `opening_hours_alone` at 1,
only those of opening count. No share of the general scheme is mentioned: it is a parameter, 1
unless the caller says otherwise.

Source: `PAGE`. No ceiling could be sourced for any year.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from afas.arithmetic import Data, Step, cents, least, where
from afas.controls import Control, Figures, Severity, variation
from afas.forms import DeclarationKind
from afas.parameters import ParameterValue
from afas.ps._model import PS, Example, Formula
from afas.ps._shared import (
    EXPENSES,
    ONE_TENTH,
    OPENING,
    ORGANISATION,
    RETAINED_COST,
    RIGHT,
    ceiling,
    choice,
    rate,
    share_of_one,
)
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text

PAGE = Source(
    title="[Un Laep inauguré à Asnières-sur-Seine]",
    publisher="La lettre de la Caf des Hauts-de-Seine",
    url="http://lalettrecaf92.blogspot.com/2016/10/un-laep-inaugure-asnieres-sur-seine.html",
    remark=Text(
        fr="page d’octobre 2016 ; début au 1er janvier 2016 retenu, non lu",
        en="a page of October 2016; the start on 1 January 2016 is assumed, not read",
    ),
    checked_on=date(2026, 11, 23),
)


RATE = rate(ParameterValue(date(2016, 1, 1), None, Decimal("0.30"), PAGE, Grade.START_INFERRED))
CEILING = ceiling(Unit.EUR_PER_HOUR, Text(fr="Prix plafond horaire", en="Hourly ceiling"))
SHARE = share_of_one(date(2016, 1, 1))
ALONE = choice(
    "opening_hours_alone",
    Text(fr="Heures d’organisation non comptées", en="Hours of organisation not counted"),
    0,
    date(2016, 1, 1),
)


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    hours = step("hours", where(p.opening_hours_alone, d.opening_hours, d.opening_hours + d.organisation_hours))
    cost = step("retained_cost", least(d.expenses, hours * p.ceiling))
    return step("right", cents(cost * p.rate * p.general_scheme_share))


def _organisation_odd(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    opening, organisation = figures["opening_hours"], figures["organisation_hours"]
    return {"organisation": organisation, "opening": opening} if organisation > opening else None


LAEP_01 = Control(  # the threshold is ours: no sourced one was found
    "LAEP-01",
    Severity.TO_JUSTIFY,
    Text(
        fr="Heures d’organisation ({organisation}) supérieures aux heures d’ouverture ({opening})",
        en="Hours of organisation ({organisation}) above opening hours ({opening})",
    ),
    _organisation_odd,
    reads=("opening_hours", "organisation_hours"),
)


SERVICE = PS(
    code="LAEP",
    text=Text(fr="Lieu d’accueil enfants-parents", en="Parent-child meeting place"),
    purpose=Text(
        fr="Une part du coût horaire d’un lieu où parents et enfants sont accueillis ensemble, dans la limite d’un "
        "prix plafond ; versée au gestionnaire du lieu.",
        en="A share of the hourly cost of a place that welcomes parents and children together, within a ceiling; "
        "paid to the manager of the place.",
    ),
    fields=(OPENING, ORGANISATION, EXPENSES),
    parameters=(RATE, CEILING, SHARE, ALONE),
    formulas=(
        Formula(date(2016, 1, 1), right, ("rate", "ceiling", "general_scheme_share", "opening_hours_alone"), PAGE),
    ),
    steps={
        "hours": Text(fr="Heures retenues", en="Retained hours"),
        "retained_cost": RETAINED_COST,
        "right": RIGHT,
    },
    step_units={"hours": Unit.HOUR},
    controls=(
        LAEP_01,
        variation("LAEP-N1", "expenses", EXPENSES.text, ONE_TENTH),
    ),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    sites=True,
    example=Example(
        2023, {"opening_hours": "60", "organisation_hours": "40", "expenses": "1000.01"}, {"ceiling": "10"}
    ),
    illustrative={"ceiling": "90"},
)
