"""The rows of a table by PS and year: each group has one formula and one scale."""

from collections.abc import Callable, Hashable, Iterator
from decimal import Decimal
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from afas import ps as registry
from afas.errors import AfasError, Fault, InvalidInput, did_you_mean
from afas.periods import YEARS, FinancialYear, not_a_year
from afas.ps import PS, financial_year
from afas.simulation._faults import Found
from afas.simulation._tables import NO_COLUMN, Table
from afas.text import Text

__all__ = ["Segment", "segments_of"]


@attrs.frozen(eq=False)
class Segment:
    """Rows of one PS and one year.

    Attributes:
        service: the PS.
        year: the financial year.
        rows: their ranks; None: the whole table.
    """

    service: PS
    year: FinancialYear
    rows: NDArray[np.int64] | None = None


def segments_of(table: Table, ps: str | PS, year: int | str | FinancialYear) -> tuple[list[Segment], list[Found]]:
    """The groups, and the rows whose PS or year cannot be read.

    Raises:
        UnknownPS: no PS has this code, and no column this name.
        InvalidInput: no column has this name.
    """
    found: list[Found] = []
    services: dict[PS, Any]
    if isinstance(ps, str) and ps in table.names and not _known(ps):
        services = dict(_read(table, ps, _service, found))
    else:
        services = {registry.get(ps) if isinstance(ps, str) else ps: None}
    years: dict[int | FinancialYear, Any]
    if isinstance(year, str):
        if year not in table.names:
            hint = did_you_mean(year, table.names)
            fault = NO_COLUMN.at("year", found=year, hint=hint, known=tuple(table.names))
            raise InvalidInput(Text(fr="table", en="table"), (fault,))
        years = dict(_read(table, year, _year, found))
    elif isinstance(year, FinancialYear):
        years = {year: None}
    else:
        years = {financial_year(year, service).year: None for service in services}
    groups = []
    for service, of_service in services.items():
        for known, of_year in years.items():
            rows = _both(of_service, of_year)
            if rows is None or len(rows):
                when = FinancialYear(known, service.school_year) if isinstance(known, int) else known
                groups.append(Segment(service, when, rows))
    return groups, found


def _known(code: str) -> bool:
    try:
        registry.get(code)
    except AfasError:
        return False
    return True


def _service(raw: object) -> PS | Fault:
    try:
        return registry.get(str(raw))
    except AfasError as unknown:
        return unknown.faults[0]


def _year(raw: object) -> int | Fault:
    if isinstance(raw, str) and raw.isascii() and raw.strip().isdigit():
        raw = int(raw)
    if isinstance(raw, (int, float, Decimal, np.number)) and not isinstance(raw, bool):
        try:
            whole = int(raw)
        except (ValueError, OverflowError, TypeError):  # not a number, or not a finite one
            whole = 0
        if whole in YEARS and raw == whole:
            return whole
    return not_a_year("", raw)


def _key(raw: Any) -> Hashable:
    """The key by which values differ; a value that cannot be hashed is known by its words."""
    try:
        hash(raw)
    except TypeError:  # a list, a signaling NaN
        return (type(raw), str(raw))
    return (bool, raw) if isinstance(raw, bool) else raw  # True == 1


def _read(
    table: Table, name: str, reader: Callable[[object], Any], found: list[Found]
) -> Iterator[tuple[Any, NDArray[np.int64]]]:
    """The rows of each value of a column."""
    ranks: dict[Hashable, int] = {}
    values = table.values(name)
    coded = np.array([ranks.setdefault(_key(raw), len(ranks)) for raw in values], np.int64)
    firsts = [values[row] for row in np.unique(coded, return_index=True)[1]]
    order = np.argsort(coded, kind="stable")
    ends = np.cumsum(np.bincount(coded, minlength=len(ranks)))
    by_value: dict[Any, list[NDArray[np.int64]]] = {}
    for raw, rows in zip(firsts, np.split(order, ends[:-1]), strict=False):
        value = reader(raw)
        if isinstance(value, Fault):
            found.append(Found.alike(rows, name, value))
        else:
            by_value.setdefault(value, []).append(rows)
    for value, pieces in by_value.items():
        yield value, np.sort(np.concatenate(pieces))


def _both(first: Any, second: Any) -> Any:
    """The rows in both; None stands for all."""
    if first is None or second is None:
        return second if first is None else first
    return np.intersect1d(first, second, assume_unique=True)
