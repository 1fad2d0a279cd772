"""Shared by AGC, ACF and EVS (*animation de la vie sociale*): the texts that state their rates, and the day they rose.

The three rates rose together by 6 % (40 to 42.4; 60 to 63.6): the rise is sourced, its first day, 1 January 2024, is
inferred. The old rate is read without a start: it is held for 2023 only, the year before. A circular of 18 December
2025 announces that AGC and ACF will be brought together, then merged between 2027 and 2030: no figure of it was read.
"""

from datetime import date
from decimal import Decimal

from afas.parameters import Parameter, ParameterValue
from afas.ps._shared import rate
from afas.sources import Grade, Source
from afas.text import Text

__all__ = ["COORDINATION", "LOIRET", "OTHERS", "risen_rate"]

LOIRET = Source(
    title="[Animation de la vie sociale]",
    publisher="Caf du Loiret",
    url="https://www.caf45-partenaires.fr/thematique/animation-vie-sociale/",
    remark=Text(
        fr="taux lu, sans date ; retenu pour 2023 seulement, année qui précède la hausse",
        en="a rate read without a date; kept for 2023 only, the year before the rise",
    ),
    checked_on=date(2026, 11, 23),
)
COORDINATION = Source(
    title="[Intervention du Gouvernement à l’Assemblée nationale, 12 mars 2024]",
    publisher="NosDéputés.fr",
    url="https://2022.nosdeputes.fr/16/intervention/517060",
    remark=Text(
        fr="hausse dite faite à cette date ; début au 1er janvier 2024 déduit",
        en="the rise is said to have taken place by this date; its start on 1 January 2024 is inferred",
    ),
    checked_on=date(2026, 11, 23),
    published=date(2024, 3, 12),
)
OTHERS = Source(
    title="[Intervention à l’Assemblée nationale, n° 509450]",
    publisher="NosDéputés.fr",
    url="https://nosdeputes.fr/16/intervention/509450",
    remark=Text(
        fr="nouveaux taux de 42,4, 63,6 et 63,6 %, lus aussi à l’intervention 504794 ; début au 1er janvier "
        "2024 déduit",
        en="new rates of 42.4, 63.6 and 63.6%, read in speech 504794 too; their start on 1 January 2024 is inferred",
    ),
    checked_on=date(2026, 11, 23),
)


def risen_rate(before: str, after: str, source: Source) -> Parameter:
    """The rate until 2023 and from 2024; `source` states the second."""
    kept, risen, start = Decimal(before), Decimal(after), date(2024, 1, 1)
    return rate(
        ParameterValue(date(2023, 1, 1), start, kept, LOIRET, Grade.START_INFERRED),
        ParameterValue(start, None, risen, source, Grade.START_INFERRED, published=source.published),
    )
