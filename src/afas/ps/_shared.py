"""Words that several PS use alike: the same field, label or step, written once."""

from datetime import date
from decimal import Decimal
from typing import Final

from afas.forms import Field, FormCode, Giver
from afas.parameters import Parameter, ParameterValue
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text

__all__ = [
    "EXPENSES",
    "FAMILIES",
    "ONE_TENTH",
    "OPENING",
    "ORGANISATION",
    "RETAINED_COST",
    "RIGHT",
    "SHARE",
    "ceiling",
    "choice",
    "rate",
    "share_of_one",
]

ONE_TENTH: Final = Decimal("0.10")  # our threshold for the controls against last year: the Caf's are not published

EXPENSES: Final = Field("expenses", Unit.EUR, Text(fr="Total des charges", en="Total expenses"), FormCode.FINANCIAL)
FAMILIES: Final = Field(
    "family_participations",
    Unit.EUR,
    Text(fr="Participations familiales", en="Family participations"),
    FormCode.FINANCIAL,
)
SHARE: Final = Field(
    "general_scheme_share",
    Unit.RATIO,
    Text(fr="Taux de ressortissants du régime général", en="Share under the general scheme"),
    FormCode.FINANCIAL,
    giver=Giver.CAF,
    # Caf de Meurthe-et-Moselle, Un nouveau partenariat Caf/MSA: the Caf gives the share, from 2019 on (*taux fixes*).
    given_since=date(2019, 1, 1),
)
OPENING: Final = Field(
    "opening_hours",
    Unit.HOUR,
    Text(fr="Heures d’ouverture au public", en="Opening hours"),
    FormCode.ACTIVITY,
    by_site=True,
)
ORGANISATION: Final = Field(
    "organisation_hours",
    Unit.HOUR,
    Text(fr="Heures d’organisation de l’activité", en="Hours of organisation"),
    FormCode.ACTIVITY,
    by_site=True,
)

CHOICE: Final = Source(
    title="Décision 3 : lectures des sources muettes",
    publisher="afas",
    page="docs/decisions/0003-readings-of-open-sources.md",
    checked_on=date(2026, 11, 23),
)

RETAINED_COST: Final = Text(fr="Dépenses retenues", en="Retained cost")
RIGHT: Final = Text(fr="Droit à la PS", en="Right to the PS")


def rate(*values: ParameterValue) -> Parameter:
    """The rate of a PS (*taux de PS*): the share that is financed."""
    return Parameter("rate", Unit.RATIO, Text(fr="Taux de la PS", en="Rate of the PS"), values)


def ceiling(unit: Unit, text: Text, *values: ParameterValue) -> Parameter:
    """A ceiling (*prix plafond*): where nobody could source it, it is supplied by whoever knows it."""
    return Parameter("ceiling", unit, text, values)


def choice(name: str, text: Text, value: int, start: date, end: date | None = None) -> Parameter:
    """A reading of 0 or 1 where a source is silent, which the caller can change: `text` says what 1 means."""
    return Parameter(name, Unit.FLAG, text, (ParameterValue(start, end, Decimal(value), CHOICE, Grade.CHOSEN),))


def share_of_one(start: date) -> Parameter:
    """The share under the general scheme of a PS whose sources mention none: 1, which the caller can change."""
    value = ParameterValue(start, None, Decimal(1), CHOICE, Grade.CHOSEN)
    return Parameter("general_scheme_share", Unit.RATIO, SHARE.text, (value,))
