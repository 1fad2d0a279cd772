"""RPE: *relais petite enfance* (formerly RAM), a PS *à la fonction*.

43 % of the operating expenses, within a Cnaf price per full-time equivalent (*ETP*) of the animators.
`min(expenses, FTE x ceiling)` is `FTE x min(expenses / FTE, ceiling)` without the quotient. No share of the general
scheme is mentioned for the RPE: it is a parameter, 1 unless the caller says otherwise. The rate is read on an undated
page (`CAF71`) and held from 2022.

The bonus for a reinforced mission (*mission renforcée*) is a lump sum for the relay, whatever its posts: 3,000 EUR from
2017 (`CIRCULAR_2017`), still so in May 2022 (`LA_GAZETTE`). The undated page says 3,229 EUR: from 2023 no sum is held,
and the caller names one, or takes that of the undated page (`reinforced_mission_undated` at 1).

No ceiling could be sourced for any year.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from afas.arithmetic import Data, Step, cents, least, where
from afas.controls import Control, Figures, Severity, variation
from afas.forms import DeclarationKind, Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.periods import Period
from afas.ps._model import PS, Example, Formula, Part
from afas.ps._shared import EXPENSES, ONE_TENTH, RETAINED_COST, RIGHT, ceiling, choice, rate, share_of_one
from afas.quantities import Unit
from afas.sources import Grade, Source
from afas.text import Text

CAF71 = Source(
    title="[Relais petite enfance (RPE)]",
    publisher="Caf de Saône-et-Loire",
    url="https://caf.fr/professionnels/offres-et-services/caf-de-saone-et-loire/partenaires-locaux/petite-enfance-relais-petite-enfance-rpe",
    remark=Text(
        fr="page sans date ; les RPE ont remplacé les RAM par la circulaire du 1er décembre 2021",
        en="an undated page; RPE replaced RAM by the circular of 1 December 2021",
    ),
    checked_on=date(2026, 11, 23),
)
CIRCULAR_2017 = Source(
    title="[Circulaire C 2017-003, relais assistants maternels]",
    publisher="Cnaf",
    remark=Text(
        fr="3 000 € forfaitaires pour l’une des trois missions, depuis 2017 ; début au 1er janvier retenu",
        en="a flat €3,000 for one of the three missions, since 2017; the start on 1 January is assumed",
    ),
    checked_on=date(2026, 11, 27),
    published=date(2017, 7, 26),
)
LA_GAZETTE = Source(
    title="[Relais petite enfance, mai 2022]",
    publisher="La Gazette des communes",
    url="https://www.lagazettedescommunes.com/806259",
    page="« une aide supplémentaire de 3000 euros par an »",
    remark=Text(fr="retenue jusqu’à la fin de 2022", en="kept until the end of 2022"),
    checked_on=date(2026, 11, 27),
    published=date(2022, 5, 12),
)

FTE = Field("animator_fte", Unit.FTE, Text(fr="ETP d’animation", en="Animators, FTE"), FormCode.ACTIVITY)

APPROVED = Field(
    "approved_fte",
    Unit.FTE,
    Text(fr="ETP d’animation agréés", en="Approved animators, FTE"),
    FormCode.ACTIVITY,
    default=Decimal(0),
)
MISSION = Field(
    "reinforced_mission",
    Unit.FLAG,
    Text(fr="Mission renforcée", en="Reinforced mission"),
    FormCode.ACTIVITY,
    default=Decimal(0),
)

RATE = rate(ParameterValue(date(2022, 1, 1), None, Decimal("0.43"), CAF71, Grade.START_INFERRED))
CEILING = ceiling(Unit.EUR_PER_FTE, Text(fr="Prix plafond par ETP", en="Ceiling per FTE"))
SHARE = share_of_one(date(2022, 1, 1))

MISSION_BONUS = Parameter(
    "reinforced_mission_bonus",
    Unit.EUR,
    Text(fr="Bonus missions renforcées", en="Bonus for a reinforced mission"),
    (
        ParameterValue(
            date(2017, 1, 1),
            date(2022, 1, 1),
            Decimal(3000),
            CIRCULAR_2017,
            Grade.START_INFERRED,
            published=CIRCULAR_2017.published,
        ),
        ParameterValue(date(2022, 1, 1), date(2023, 1, 1), Decimal(3000), LA_GAZETTE),
    ),
    gaps=(Period(date(2023, 1, 1), None),),
    note=Text(
        fr="3 229 € se lisent sur une page sans date ; pour les retenir, "
        "mettez à vrai le paramètre reinforced_mission_undated",
        en="3,229 euros are read on an undated page; to take them, set the parameter "
        "reinforced_mission_undated to true",
    ),
)
UNDATED_BONUS = Parameter(
    "reinforced_mission_bonus_undated",
    Unit.EUR,
    Text(fr="Bonus missions renforcées, page sans date", en="Bonus for a reinforced mission, undated page"),
    (ParameterValue(date(2023, 1, 1), None, Decimal(3229), CAF71, Grade.START_INFERRED),),
)
UNDATED = choice(
    "reinforced_mission_undated",
    Text(
        fr="Bonus missions renforcées de la page sans date (3 229 €)",
        en="Bonus for a reinforced mission as the undated page has it (3,229 euros)",
    ),
    0,
    date(2023, 1, 1),
)


def right(d: Data, p: Data, step: Step) -> Any:
    """The right in euros."""
    cost = step("retained_cost", least(d.expenses, d.animator_fte * p.ceiling))
    return step("right", cents(cost * p.rate * p.general_scheme_share))


def mission_bonus(d: Data, p: Data, step: Step) -> Any:
    """From 2017: a lump sum where a reinforced mission is taken on."""
    return step("mission_bonus", cents(d.reinforced_mission * p.reinforced_mission_bonus))


def mission_bonus_of_either_page(d: Data, p: Data, step: Step) -> Any:
    """From 2023: the lump sum, or that of the undated page where the caller takes it."""
    bonus = where(p.reinforced_mission_undated, p.reinforced_mission_bonus_undated, p.reinforced_mission_bonus)
    return step("mission_bonus", cents(d.reinforced_mission * bonus))


def _more_than_approved(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    found, approved = figures["animator_fte"], figures["approved_fte"]
    return {"found": found, "approved": approved} if approved and found > approved else None


RPE_01 = Control(
    "RPE-01",
    Severity.TO_JUSTIFY,
    Text(
        fr="{found} ETP d’animation, au-delà des {approved} ETP agréés",
        en="{found} FTE of animators, above the {approved} FTE approved",
    ),
    _more_than_approved,
    reads=("animator_fte", "approved_fte"),
)

SERVICE = PS(
    code="RPE",
    text=Text(fr="Relais petite enfance", en="Early-childhood resource centre"),
    purpose=Text(
        fr="Une part des charges d’un relais petite enfance, dans la limite d’un prix plafond par poste d’animation "
        "à temps plein ; versée au gestionnaire du relais.",
        en="A share of the expenses of an early-childhood resource centre, within a ceiling for each full-time "
        "animator; paid to the manager of the centre.",
    ),
    fields=(FTE, EXPENSES, MISSION, APPROVED),
    parameters=(RATE, CEILING, SHARE, MISSION_BONUS, UNDATED_BONUS, UNDATED),
    formulas=(Formula(date(2017, 1, 1), right, ("rate", "ceiling", "general_scheme_share"), CAF71),),
    steps={
        "retained_cost": RETAINED_COST,
        "right": RIGHT,
        "mission_bonus": Text(fr="Bonus missions renforcées", en="Bonus for a reinforced mission"),
    },
    parts=(
        Part(
            "mission_bonus",
            "reinforced_mission",
            (
                Formula(date(2017, 1, 1), mission_bonus, ("reinforced_mission_bonus",), CIRCULAR_2017),
                Formula(
                    date(2023, 1, 1),
                    mission_bonus_of_either_page,
                    ("reinforced_mission_bonus", "reinforced_mission_bonus_undated", "reinforced_mission_undated"),
                    CAF71,
                ),
            ),
        ),
    ),
    controls=(
        RPE_01,
        variation("RPE-N1", "expenses", EXPENSES.text, ONE_TENTH),
    ),
    aliases=("RAM",),
    kinds=(DeclarationKind.FORECAST, DeclarationKind.ACTUAL, DeclarationKind.UPDATE_SEPTEMBER),
    example=Example(2023, {"animator_fte": "1.5", "expenses": "90000"}, {"ceiling": "58000"}),
    illustrative={"ceiling": "60000", "reinforced_mission_bonus": "3000"},
)
