"""One row of a table as one case: the estimate of what it declares."""

from collections.abc import Mapping
from typing import Any

from afas.errors import AfasError, error
from afas.estimation import Estimate, estimate
from afas.parameters import ParameterValue
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._checks import Asked
from afas.simulation._parameters import supplied
from afas.simulation._rights import SegmentRows, rights
from afas.simulation._streams import moved
from afas.simulation._tables import Table
from afas.text import Text

__all__ = ["NoSuchRow", "case_of", "estimate_of"]


@error
class NoSuchRow(AfasError, IndexError):
    """A row is named by its rank, from 0 on."""

    code = "no-such-row"
    template = Text(
        fr="Pas de ligne {found} : la table a {size} lignes, de rang 0 au dernier.",
        en="No row {found}: the table has {size} rows, ranked from 0.",
    )
    found: str
    size: int


def case_of(table: Table, row: Any, ps: str | PS, year: int | str | FinancialYear, asked: Asked) -> SegmentRows:
    """One row, read.

    Raises:
        NoSuchRow: the table has no row of this rank.
        FaultyTable: it is at fault.
    """
    rank = int(row) if hasattr(row, "__index__") and not isinstance(row, bool) else -1
    if not 0 <= rank < table.size:
        raise NoSuchRow(str(row)[:40], table.size)
    kept = list[SegmentRows]()
    done = rights(table.rows(slice(rank, rank + 1), table.names), ps, year, asked, kept.append)
    moved(done.faults, rank).raise_if_any(Text(fr=f"Ligne {rank}", en=f"Row {rank}"))
    return kept[0]


def estimate_of(
    rows: SegmentRows,
    service: PS | None = None,
    year: FinancialYear | None = None,
    changed: Mapping[str, ParameterValue] | None = None,
) -> Estimate:
    """The estimate of one row, on what it declares exactly as it was read.

    Args:
        rows: the row.
        service: its PS with other formulas; None: as it is.
        year: another year; None: its own.
        changed: figures in the place of those it has.
    """
    service, year, asked = service or rows.service, year or rows.segment.year, rows.asked
    entries = {
        name: figures.to_decimals()[0] if hasattr(figures, "to_decimals") else figures
        for name, figures in rows.data.items()
        if figures is not None
    }
    replacing = tuple(service.by_name) if "*" in asked.replacing else asked.replacing
    brought = supplied(asked.parameters, service, dict.fromkeys(service.by_name, year.start))
    figures = {**(brought or {}), **(changed or {})}
    return estimate(service, entries, year, figures, asked.policy, asked.kind, asked.known_on, replacing)
