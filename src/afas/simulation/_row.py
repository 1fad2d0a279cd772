"""One row of a table, explained as one case is."""

from collections.abc import Collection
from datetime import date
from typing import Any

from afas.explanation import Explanation, explain
from afas.forms import DeclarationKind
from afas.parameters import Policy
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._cases import case_of, estimate_of
from afas.simulation._checks import Asked, Decimals, Parameters, Places
from afas.simulation._tables import opened

__all__ = ["explain_row"]


def explain_row(
    ps: str | PS,
    table: Any,
    row: int,
    year: int | str | FinancialYear,
    parameters: Parameters | None = None,
    policy: Policy = "strict",
    *,
    decimals: Decimals | None = None,
    kind: DeclarationKind | None = None,
    known_on: date | None = None,
    replacing: Collection[str] = (),
    locale: str | None = None,
) -> Explanation:
    """The amount of one row, computed step by step, each figure with its source; arguments as in `estimate_table`.

    `Outcome.explain_row` does it for a row before and after a scenario, and compares the two.

    Args:
        ps: as there.
        table: as there.
        row: its rank, from 0 on.
        year: as there.
        parameters: as there.
        policy: as there.
        decimals: as there.
        kind: as there.
        known_on: as there.
        replacing: as there.
        locale: as there.

    Raises:
        FaultyTable: the row is at fault.
        NoSuchRow: the table has no such row.

    >>> table = {"animator_fte": [1, 2], "expenses": ["43000", "90000.05"]}
    >>> str(explain_row("RPE", table, 1, 2023, {"ceiling": "60000"}).estimate.amount)
    '38700.02'
    """
    asked = Asked(parameters, policy, Places.of(decimals), kind, known_on, replacing=tuple(replacing), locale=locale)
    return explain(estimate_of(case_of(opened(table), row, ps, year, asked)))
