"""One row of a table, explained as one case is."""

from collections.abc import Collection
from datetime import date
from typing import Any

from afas.estimation import Estimate, estimate
from afas.explanation import Explanation, explain
from afas.forms import DeclarationKind
from afas.parameters import Policy
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._checks import Asked, Decimals, Parameters, Places
from afas.simulation._parameters import supplied
from afas.simulation._rights import SegmentRows, rights
from afas.simulation._tables import opened
from afas.text import Text

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
    """How the amount of one row was made, step by step, each figure with its source; arguments as in `estimate_table`.

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
        IndexError: there is no such row.

    >>> table = {"animator_fte": [1, 2], "expenses": ["43000", "90000.05"]}
    >>> str(explain_row("RPE", table, 1, 2023, {"ceiling": "60000"}).estimate.amount)
    '38700.02'
    """
    opened_, kept = opened(table), list[SegmentRows]()
    if not 0 <= row < opened_.size:
        message = f"row {row} of a table of {opened_.size}"
        raise IndexError(message)
    asked = Asked(parameters, policy, Places.of(decimals), kind, known_on, replacing=tuple(replacing), locale=locale)
    done = rights(opened_.rows(slice(row, row + 1), opened_.names), ps, year, asked, kept.append)
    done.faults.raise_if_any(Text(fr=f"Ligne {row}", en=f"Row {row}"))
    return explain(_estimate(kept[0]))


def _estimate(rows: SegmentRows) -> Estimate:
    """The estimate of one case: what the row declares, exactly as it was read."""
    service, asked = rows.service, rows.asked
    entries = {
        name: figures.to_decimals()[0] if hasattr(figures, "to_decimals") else figures
        for name, figures in rows.data.items()
        if figures is not None
    }
    brought = supplied(asked.parameters, service, dict.fromkeys(service.by_name, rows.on))
    return estimate(
        service, entries, rows.segment.year, brought, asked.policy, asked.kind, asked.known_on, asked.replacing
    )
