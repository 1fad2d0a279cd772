"""FJT: *foyer de jeunes travailleurs*.

31.8 % of the eligible payroll, within an amount set yearly by the Cnaf: `min(payroll x rate, ceiling)`. The grant is
worked out from the payroll since 2008 (`QUESTION`; before, from the beds), which the circular of 2020 left unchanged.
The page of the rate is undated: it is held from 2024, 31.8 being 30 x 1.06 like the rates raised by 6 % that year
(inferred). The earlier rate was not read, so none is given. Which part of associated staff counts (2 FTE) is for the
partner to work out.

Sources: `CAF`, `QUESTION`. The only ceiling read is that of 2008: 90,000 EUR.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from afas.arithmetic import Data, Step, cents, least
from afas.controls import variation
from afas.forms import DeclarationKind, Field, FormCode
from afas.parameters import ParameterValue
from afas.ps._model import PS, Example, Formula
from afas.ps._shared import ONE_TENTH, RIGHT, ceiling, rate
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text

CAF = Source(
    title="[Foyer de jeunes travailleurs]",
    publisher="Caf",
    url="https://caf.fr/professionnels/offres-et-services/dispositif-partenaires/foyer-jeunes-travailleurs",
    remark=Text(
        fr="page sans date ; début au 1er janvier 2024 retenu, non lu",
        en="an undated page; the start on 1 January 2024 is assumed, not read",
    ),
    checked_on=date(2026, 11, 23),
)
QUESTION = Source(
    title="Question N° 23803 au Ministère du Travail",
    publisher="Assemblée nationale, par NosDéputés.fr",
    url="https://2007-2012.nosdeputes.fr/question/QE/23803",
    remark=Text(
        fr="calcul sur la masse salariale à partir de 2008, plafond de 90 000 € (lettre-circulaire 2006-075)",
        en="computed on the payroll from 2008 on, ceiling of €90,000 (lettre-circulaire 2006-075)",
    ),
    checked_on=date(2026, 11, 27),
    published=date(2008, 5, 27),
)

PAYROLL = Field("eligible_payroll", Unit.EUR, Text(fr="Salaires éligibles", en="Eligible payroll"), FormCode.FINANCIAL)

RATE = rate(ParameterValue(date(2024, 1, 1), None, Decimal("0.318"), CAF, Grade.START_INFERRED))
CEILING = ceiling(
    Unit.EUR,
    Text(fr="Plafond annuel de la PS", en="Yearly ceiling of the PS"),
    ParameterValue(date(2008, 1, 1), date(2009, 1, 1), Decimal(90_000), QUESTION),
)


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    grant = step("grant", d.eligible_payroll * p.rate)
    return step("right", cents(least(grant, p.ceiling)))


SERVICE = PS(
    code="FJT",
    text=Text(fr="Foyer de jeunes travailleurs", en="Young workers’ hostel"),
    purpose=Text(
        fr="Une part des salaires du personnel socio-éducatif d’un foyer de jeunes travailleurs, dans la limite "
        "d’un plafond annuel ; versée au gestionnaire du foyer.",
        en="A share of the payroll of the social and educational staff of a young workers’ hostel, within a yearly "
        "ceiling; paid to the manager of the hostel.",
    ),
    fields=(PAYROLL,),
    parameters=(RATE, CEILING),
    formulas=(Formula(date(2008, 1, 1), right, ("rate", "ceiling"), QUESTION),),
    steps={
        "grant": Text(fr="PS avant plafond", en="Grant before the ceiling"),
        "right": RIGHT,
    },
    controls=(variation("FJT-N1", "eligible_payroll", PAYROLL.text, ONE_TENTH),),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    example=Example(2024, {"eligible_payroll": "999.9"}, {"ceiling": "318"}),
    illustrative={"ceiling": "100000"},
)
