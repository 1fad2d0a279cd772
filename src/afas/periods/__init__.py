"""Periods of days, financial years (*exercices*), and instants with or without a time zone."""

from afas.periods._moment import (
    MIXED_MOMENTS,
    NOT_A_MOMENT,
    YEARS,
    MixedMoments,
    NotAMoment,
    day_at,
    fixed,
    local,
    mixed,
    read_moment,
    write_moment,
)
from afas.periods._period import WORDS, FinancialYear, NotADay, NotAYear, Period, PeriodEndsBeforeItStarts

__all__ = [
    "MIXED_MOMENTS",
    "NOT_A_MOMENT",
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
    "read_moment",
    "write_moment",
]
