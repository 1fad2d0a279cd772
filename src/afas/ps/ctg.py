"""CTG: *chargé de coopération* of a *convention territoriale globale*.

Chosen reading: `min(cost x rate, FTE x ceiling)`; with the parameter `cap_on_cost` at 1, `rate x min(cost, FTE x
ceiling)`. Neither rate nor ceiling could be sourced: both are supplied by whoever knows them.

Source: `CAF92`.
"""

from datetime import date
from typing import Any

from afas.arithmetic import Data, Step, cents, least, where
from afas.controls import variation
from afas.forms import DeclarationKind, Field, FormCode
from afas.parameters import Parameter
from afas.ps._model import PS, Example, Formula
from afas.ps._shared import ONE_TENTH, RIGHT, ceiling, choice
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

CAF92 = Source(
    title="Mon Compte Partenaire, un espace au service des partenaires de la Caf",
    publisher="Caf des Hauts-de-Seine",
    published=date(2023, 10, 18),
    remark=Text(
        fr="dans Afas à partir du réel 2023 ; la formule n’y est pas donnée",
        en="in AFAS from the actual declaration 2023 on; the page does not give the formula",
    ),
    checked_on=date(2026, 11, 23),
)

FTE = Field("cooperation_fte", Unit.FTE, Text(fr="ETP de coopération", en="Cooperation staff, FTE"), FormCode.ACTIVITY)
EXPENSES = Field("expenses", Unit.EUR, Text(fr="Charges des postes", en="Expenses of the posts"), FormCode.FINANCIAL)

RATE = Parameter("rate", Unit.RATIO, Text(fr="Taux de la PS", en="Rate of the PS"))
CEILING = ceiling(Unit.EUR_PER_FTE, Text(fr="Plafond par ETP", en="Ceiling per FTE"))
CAP_ON_COST = choice(
    "cap_on_cost",
    Text(fr="Plafond appliqué au coût, avant le taux", en="Ceiling applied to the cost, before the rate"),
    0,
    date(2023, 1, 1),
)


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    cap = step("cap", d.cooperation_fte * p.ceiling)
    grant = where(p.cap_on_cost, least(d.expenses, cap) * p.rate, least(d.expenses * p.rate, cap))
    return step("right", cents(grant))


SERVICE = PS(
    code="CTG",
    text=Text(fr="Chargé de coopération Ctg", en="Cooperation officer"),
    purpose=Text(
        fr="Une part du coût des postes de chargé de coopération d’une convention territoriale globale, dans la "
        "limite d’un plafond par poste à temps plein ; versée à qui porte les postes.",
        en="A share of the cost of the cooperation officers of a convention territoriale globale, within a ceiling "
        "for each full-time post; paid to whoever bears the posts.",
    ),
    fields=(FTE, EXPENSES),
    parameters=(RATE, CEILING, CAP_ON_COST),
    formulas=(Formula(date(2023, 1, 1), right, ("rate", "ceiling", "cap_on_cost"), CAF92),),
    steps={
        "cap": Text(fr="Plafond des postes", en="Ceiling of the posts"),
        "right": RIGHT,
    },
    controls=(variation("CTG-N1", "expenses", EXPENSES.text, ONE_TENTH),),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL),
    since={DeclarationKind.ACTUAL: 2023, DeclarationKind.FORECAST: 2024},
    example=Example(2023, {"cooperation_fte": "1", "expenses": "1999.98"}, {"rate": "0.5", "ceiling": "1000"}),
    illustrative={"rate": "0.5", "ceiling": "25000"},
)
