"""MEDIATION_FAMILIALE: *médiation familiale*.

`cost per FTE, within the ceiling, x rate x funded FTE - (participations + consignations) prorated to the funded FTE`.
The source multiplies by "real / funded" what it calls a prorata to the funded FTE; the factor taken here is funded /
real, hence a cost of expenses / real FTE. The right is not below zero (chosen). One Caf writes "hourly cost": the
national page, per FTE, is kept. 66 % from 1 January 2010, its end not read: held for 2010 alone. 75 % is read on a page
citing data of 2020: its start, 1 January 2020, is chosen; nothing is held between.

Sources: `ASH`, `NATIONAL`. No ceiling could be sourced for any year.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from afas.arithmetic import Data, Step, cents, least, not_below_zero, ratio
from afas.controls import Control, Figures, Severity, variation
from afas.forms import DeclarationKind, Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.periods import Period
from afas.ps._model import PS, Example, Formula
from afas.ps._shared import EXPENSES, FAMILIES, ONE_TENTH, RETAINED_COST, RIGHT, ceiling
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text

ASH = Source(
    title="[Les modalités de calcul de la prestation de service (médiation familiale)]",
    publisher="ASH",
    url="https://ash.tm.fr/numeros-juridiques/2687/le-financement-des-services-de-mediation-familiale-conventionnes/la-mise-en-place-dune-prestation-de-service/les-modalites-de-calcul-de-la-prestation-de-service-506289.php",
    page="circulaire 2009-194 du 25 novembre 2009",
    remark=Text(fr="fin du taux non lue", en="the end of the rate was not read"),
    checked_on=date(2026, 11, 23),
)
NATIONAL = Source(
    title="[Médiation familiale]",
    publisher="Caf",
    url="https://www.caf.fr/partenaires/mediation-familiale",
    remark=Text(
        fr="page citant des données de 2020 ; début au 1er janvier 2020 retenu, non lu",
        en="a page that cites data of 2020; the start on 1 January 2020 is assumed, not read",
    ),
    checked_on=date(2026, 11, 23),
)

REAL = Field("real_fte", Unit.FTE, Text(fr="ETP réels", en="Real FTE"), FormCode.ACTIVITY)
FUNDED = Field("funded_fte", Unit.FTE, Text(fr="ETP financés par la Caf", en="FTE the Caf funds"), FormCode.ACTIVITY)
COURT = Field("consignations", Unit.EUR, Text(fr="Consignations du TGI", en="Court deposits"), FormCode.FINANCIAL)

RATE = Parameter(
    "rate",
    Unit.RATIO,
    Text(fr="Taux de la PS", en="Rate of the PS"),
    (
        ParameterValue(date(2010, 1, 1), date(2011, 1, 1), Decimal("0.66"), ASH, published=date(2009, 11, 25)),
        ParameterValue(date(2020, 1, 1), None, Decimal("0.75"), NATIONAL, Grade.START_INFERRED),
    ),
    gaps=(Period(date(2011, 1, 1), date(2020, 1, 1)),),
)
CEILING = ceiling(Unit.EUR_PER_FTE, Text(fr="Prix plafond par ETP", en="Ceiling per FTE"))


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    cost = step("retained_cost", least(d.expenses, d.real_fte * p.ceiling))
    price = step("retained_price", ratio(cost, d.real_fte))
    grant = step("grant", price * p.rate * d.funded_fte)
    share = step("funded_share", ratio(d.funded_fte, d.real_fte))
    deducted = step("deducted", (d.family_participations + d.consignations) * share)
    return step("right", cents(not_below_zero(grant - deducted)))


def _too_many(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    real, funded = figures["real_fte"], figures["funded_fte"]
    return {"funded": funded, "real": real} if funded > real else None


MEDIATION_01 = Control(
    "MEDIATION-01",
    Severity.BLOCKING,
    Text(
        fr="ETP financés ({funded}) supérieurs aux ETP réels ({real})",
        en="Funded FTE ({funded}) above real FTE ({real})",
    ),
    _too_many,
    reads=("real_fte", "funded_fte"),
)

SERVICE = PS(
    code="MEDIATION_FAMILIALE",
    text=Text(fr="Médiation familiale", en="Family mediation"),
    purpose=Text(
        fr="Une part du coût des postes de médiateur que la Caf finance, dans la limite d’un prix plafond, moins ce "
        "que paient les familles et les consignations du tribunal ; versée au gestionnaire du service de "
        "médiation familiale.",
        en="A share of the cost of the mediators’ posts that the Caf funds, within a ceiling, less what families "
        "pay and the court deposits; paid to the manager of the family mediation service.",
    ),
    fields=(REAL, FUNDED, EXPENSES, FAMILIES, COURT),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2010, 1, 1), right, ("rate", "ceiling"), ASH),),
    steps={
        "retained_cost": RETAINED_COST,
        "retained_price": Text(fr="Prix de revient retenu", en="Retained cost per FTE"),
        "grant": Text(fr="PS avant déduction", en="Grant before deduction"),
        "funded_share": Text(fr="Part des ETP financée", en="Share of FTE funded"),
        "deducted": Text(fr="Participations et consignations déduites", en="Participations and deposits deducted"),
        "right": RIGHT,
    },
    step_units={"retained_price": Unit.EUR_PER_FTE, "funded_share": Unit.RATE},
    controls=(MEDIATION_01, variation("MEDIATION-N1", "expenses", EXPENSES.text, ONE_TENTH)),
    aliases=("MEDIATION FAM",),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    example=Example(
        2020,
        {
            "real_fte": "1.5",
            "funded_fte": "1",
            "expenses": "120000",
            "family_participations": "3000",
            "consignations": "0",
        },
        {"ceiling": "75000"},
    ),
    illustrative={"ceiling": "75000"},
)
