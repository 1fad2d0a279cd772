"""Periods of days, financial years (*exercices*), and instants with or without a time zone."""

from afas.periods._moment import (
    MIXED_MOMENTS,
    NOT_A_MOMENT,
    MixedMoments,
    NotAMoment,
    day_at,
    fixed,
    local,
    mixed,
    read_moment,
    write_moment,
)
from afas.periods._period import (
    NOT_A_YEAR,
    WORDS,
    YEARS,
    FinancialYear,
    NotADay,
    NotAYear,
    Period,
    PeriodEndsBeforeItStarts,
    not_a_year,
)

__all__ = [
    "MIXED_MOMENTS",
    "NOT_A_MOMENT",
    "NOT_A_YEAR",
    "WORDS",
    "YEARS",
    "FinancialYear",
    "MixedMoments",
    "NotADay",
    "NotAMoment",
    "NotAYear",
    "Period",
    "PeriodEndsBeforeItStarts",
    "day_at",
    "fixed",
    "local",
    "mixed",
    "not_a_year",
    "read_moment",
    "write_moment",
]
