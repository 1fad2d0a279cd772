"""The parts that ALSH adds to the hours of the *périscolaire*.

- *Extrascolaire* and *accueil adolescents*: the same formula, each with its hours, expenses and ceiling, where an
  activity declares them beside its *périscolaire* hours. The hours that open a right depend on how they are billed: no
  source that could be read says how, so the partner declares them.
- *Asre* (*aide spécifique rythmes éducatifs*), 2014 and 2015: a sum per hour, at most 3 hours a week for 36 weeks and
  for each child. Those hours are no hours of the PS.
- *Bonus territoire Ctg*: a sum per new hour, for at most 25 % of the hours under contract; the sum could not be
  sourced.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from afas.arithmetic import Data, Step, cents, least
from afas.controls import Control, Figures, Severity
from afas.forms import Field, FormCode
from afas.parameters import Parameter, ParameterValue
from afas.ps._model import Formula, Part
from afas.quantities import Unit
from afas.sources import Source
from afas.text import Text

__all__ = ["CONTROLS", "FIELDS", "PARAMETERS", "PARTS", "STEPS", "STEP_UNITS", "parts_of_the_ps"]

ASH_2014 = Source(
    title="[Activités périscolaires : les modalités du soutien de la Cnaf à la réforme des rythmes scolaires]",
    publisher="ASH n° 2874",
    url="https://ash.tm.fr/hebdo/2874/veille-juridique/activites-periscolaires-la-cnaf-presente-les-modalites-de-son-soutien-a-la-reforme-des-rythmes-scolaires-402795.php",
    page="2014",
    remark=Text(fr="au plus 3 h par semaine et 36 semaines par an", en="at most 3 h a week and 36 weeks a year"),
    checked_on=date(2026, 11, 23),
)
EUREASSO = Source(
    title="[L’aide spécifique rythmes éducatifs (Asre), un soutien financier de la Caf]",
    publisher="eureasso.fr",
    url="http://www.eureasso.fr/jeunesse/-/asset_publisher/ghKzyJAZ7vAZ/content/l-aide-specifique-des-rythmes-educatifs-asre-un-soutien-financier-de-la-caf",
    page="2015",
    checked_on=date(2026, 11, 23),
)
PAS_DE_CALAIS = Source(
    title="[Aides financières de la Cnaf pour les activités péri et extrascolaires en 2025]",
    publisher="AMF du Pas-de-Calais",
    url="https://www.amf62.fr/aides-financieres-de-la-cnaf-pour-les-activites-peri-et-extrascolaires-en-2025-etat-des-lieux-et-perspectives/",
    page="2024 et 2025",
    remark=Text(fr="heures nouvelles plafonnées à 25 %", en="new hours limited to 25%"),
    checked_on=date(2026, 11, 23),
)


def _hours(name: str, fr: str, en: str, unit: Unit = Unit.HOUR) -> Field:
    return Field(name, unit, Text(fr=fr, en=en), FormCode.ACTIVITY, by_site=True, default=Decimal(0))


def _expenses(name: str, fr: str, en: str) -> Field:
    return Field(name, Unit.EUR, Text(fr=fr, en=en), FormCode.FINANCIAL, default=Decimal(0))


FIELDS: Final = (
    _hours("extracurricular_hours", "Heures ouvrant droit, extrascolaire", "Hours opening a right, extracurricular"),
    _expenses("extracurricular_expenses", "Charges de l’extrascolaire", "Expenses, extracurricular"),
    _hours("youth_hours", "Heures ouvrant droit, accueil adolescents", "Hours opening a right, youth"),
    _expenses("youth_expenses", "Charges de l’accueil adolescents", "Expenses, youth"),
    _hours("asre_hours", "Heures réalisées sous Asre", "Hours attended under the Asre"),
    _hours("asre_children", "Enfants sous Asre", "Children under the Asre", Unit.CHILD),
    _hours("territory_new_hours", "Heures nouvelles, bonus territoire", "New hours, territory bonus"),
    _hours("territory_hours", "Heures déjà sous contrat, bonus territoire", "Hours under contract, territory bonus"),
    _hours(
        "wednesday_days", "Journées-enfants des mercredis, avec repas", "Child-days of Wednesdays, with meal", Unit.DAY
    ),
    _hours("wednesday_half_days", "Demi-journées-enfants des mercredis", "Child-half-days of Wednesdays", Unit.DAY),
)

_2014, _2015, _2016 = (date(year, 1, 1) for year in (2014, 2015, 2016))
_2024, _2026 = date(2024, 1, 1), date(2026, 1, 1)


def _asre(name: str, unit: Unit, text: Text, first: str, second: str) -> Parameter:
    return Parameter(
        name,
        unit,
        text,
        (
            ParameterValue(_2014, _2015, Decimal(first), ASH_2014),
            ParameterValue(_2015, _2016, Decimal(second), EUREASSO),
        ),
    )


PARAMETERS: Final = (
    Parameter(
        "extracurricular_ceiling",
        Unit.EUR_PER_HOUR,
        Text(fr="Prix plafond horaire, extrascolaire", en="Hourly ceiling, extracurricular"),
    ),
    Parameter(
        "youth_ceiling",
        Unit.EUR_PER_HOUR,
        Text(fr="Prix plafond horaire, accueil adolescents", en="Hourly ceiling, youth"),
    ),
    _asre("asre_rate", Unit.EUR_PER_HOUR, Text(fr="Asre par heure", en="Asre per hour"), "0.50", "0.52"),
    _asre(
        "asre_week", Unit.HOUR, Text(fr="Heures d’Asre par semaine, au plus", en="Asre hours a week, most"), "3", "3"
    ),
    _asre(
        "asre_weeks", Unit.COUNT, Text(fr="Semaines d’Asre par an, au plus", en="Asre weeks a year, most"), "36", "36"
    ),
    Parameter(
        "territory_hours_most",
        Unit.RATIO,
        Text(fr="Heures nouvelles, au plus, des heures sous contrat", en="New hours, most, of those under contract"),
        (ParameterValue(_2024, _2026, Decimal("0.25"), PAS_DE_CALAIS),),
    ),
    Parameter(
        "territory_hour_amount",
        Unit.EUR_PER_HOUR,
        Text(fr="Bonus territoire par heure nouvelle", en="Territory bonus per new hour"),
    ),
)


def extracurricular(d: Data, p: Data, step: Step) -> Any:
    """The PS of the *extrascolaire*."""
    bound = d.extracurricular_hours * p.extracurricular_ceiling
    cost = step("extracurricular_cost", least(d.extracurricular_expenses, bound))
    return step("extracurricular", cents(cost * p.rate * d.general_scheme_share))


def youth(d: Data, p: Data, step: Step) -> Any:
    """The PS of the *accueil adolescents*."""
    cost = step("youth_cost", least(d.youth_expenses, d.youth_hours * p.youth_ceiling))
    return step("youth", cents(cost * p.rate * d.general_scheme_share))


def asre(d: Data, p: Data, step: Step) -> Any:
    """A sum per hour of the new school rhythms (*Asre*), within the hours of a week, the weeks and the children."""
    hours = step("asre_counted", least(d.asre_hours, d.asre_children * p.asre_weeks * p.asre_week))
    return step("asre", cents(hours * p.asre_rate))


def territory_bonus(d: Data, p: Data, step: Step) -> Any:
    """A sum per new hour, within a share of the hours under contract (*bonus territoire Ctg*)."""
    hours = step("territory_counted", least(d.territory_new_hours, d.territory_hours * p.territory_hours_most))
    return step("territory_bonus", cents(hours * p.territory_hour_amount))


def parts_of_the_ps(start: date, source: Source) -> tuple[Part, ...]:
    """The two other activities, under the rule of the PS itself."""
    return tuple(
        Part(name, f"{name}_hours", (Formula(start, formula, ("rate", f"{name}_ceiling"), source),))
        for name, formula in (("extracurricular", extracurricular), ("youth", youth))
    )


PARTS: Final = (
    Part("asre", "asre_hours", (Formula(_2014, asre, ("asre_rate", "asre_week", "asre_weeks"), ASH_2014),)),
    Part(
        "territory_bonus",
        "territory_new_hours",
        (Formula(_2024, territory_bonus, ("territory_hours_most", "territory_hour_amount"), PAS_DE_CALAIS),),
    ),
)
STEPS: Final = {
    "extracurricular_cost": Text(fr="Dépenses retenues, extrascolaire", en="Retained cost, extracurricular"),
    "extracurricular": Text(fr="Droit à la PS, extrascolaire", en="Right to the PS, extracurricular"),
    "youth_cost": Text(fr="Dépenses retenues, accueil adolescents", en="Retained cost, youth"),
    "youth": Text(fr="Droit à la PS, accueil adolescents", en="Right to the PS, youth"),
    "asre_counted": Text(fr="Heures retenues de l’Asre", en="Retained Asre hours"),
    "asre": Text(fr="Asre", en="School-rhythm aid (Asre)"),
    "territory_counted": Text(fr="Heures nouvelles retenues", en="Retained new hours"),
    "territory_bonus": Text(fr="Bonus territoire Ctg", en="Territory bonus"),
}
STEP_UNITS: Final = {"asre_counted": Unit.HOUR, "territory_counted": Unit.HOUR}


_DAY, _HALF_DAY = Decimal(9), Decimal(4)
_ASRE_HOURS = Decimal(3 * 36)


def _wednesdays_odd(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    hours, days, halves = (figures[name] for name in ("wednesday_hours", "wednesday_days", "wednesday_half_days"))
    most = days * _DAY + halves * _HALF_DAY
    return {"hours": hours, "most": most, "days": days, "halves": halves} if (days or halves) and hours > most else None


def _asre_odd(figures: Figures, previous: Figures) -> dict[str, object] | None:  # noqa: ARG001 - a control's shape
    hours, children = figures["asre_hours"], figures["asre_children"]
    most = children * _ASRE_HOURS
    return {"hours": hours, "children": children, "most": most} if hours > most else None


CONTROLS: Final = (
    Control(
        "ALSH-01",
        Severity.BLOCKING,
        Text(
            fr="{hours} h des mercredis pour {days} journées avec repas et {halves} demi-journées : au plus {most} h "
            "(9 h par journée, 4 h par demi-journée)",
            en="{hours} h of Wednesdays for {days} days with meal and {halves} half-days: at most {most} h (9 h a day, "
            "4 h a half-day)",
        ),
        _wednesdays_odd,
        reads=("wednesday_hours", "wednesday_days", "wednesday_half_days"),
    ),
    Control(
        "ALSH-03",
        Severity.BLOCKING,
        Text(
            fr="{hours} h d’Asre pour {children} enfants : au plus {most} h (3 h par semaine, 36 semaines)",
            en="{hours} h of Asre for {children} children: at most {most} h (3 h a week, 36 weeks)",
        ),
        _asre_odd,
        reads=("asre_hours", "asre_children"),
    ),
)
