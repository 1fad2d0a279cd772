"""The rows of a table by PS and year: each group has one formula and one scale."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

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

_Key = TypeVar("_Key")
_SHORT: Final = 2**15 - 1


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
    rows: NDArray[Any] | None = None


def segments_of(table: Table, ps: str | PS, year: int | str | FinancialYear) -> tuple[list[Segment], list[Found]]:
    """The groups, and the rows whose PS or year cannot be read.

    Raises:
        UnknownPS: no PS has this code, and no column this name.
        InvalidInput: no column has this name.
    """
    found: list[Found] = []
    services: _Keys[PS]
    if isinstance(ps, str) and ps in table.names and not _known(ps):
        services = _Keys.of(table, ps, _service, found)
    else:
        services = _Keys((registry.get(ps) if isinstance(ps, str) else ps,))
    years: _Keys[int | FinancialYear]
    if isinstance(year, str):
        if year not in table.names:
            hint = did_you_mean(year, table.names)
            fault = NO_COLUMN.at("year", found=year, hint=hint, known=tuple(table.names))
            raise InvalidInput(Text(fr="table", en="table"), (fault,))
        years = _Keys.of(table, year, _year, found)
    elif isinstance(year, FinancialYear):
        years = _Keys((year,))
    else:
        years = _Keys(tuple(dict.fromkeys(financial_year(year, service).year for service in services.values)))
    pairs = [(service, known) for service in services.values for known in years.values]
    return [
        Segment(service, FinancialYear(known, service.school_year) if isinstance(known, int) else known, rows)
        for (service, known), rows in zip(pairs, _rows_of_pairs(services, years), strict=True)
        if rows is None or len(rows)
    ], found


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


@attrs.frozen(eq=False)
class _Keys(Generic[_Key]):
    """The values of a column.

    Attributes:
        values: those that differ.
        ranks: of the value of each row, -1 where it cannot be read; None: the rows do not say.
    """

    values: tuple[_Key, ...]
    ranks: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, table: Table, name: str, reader: Callable[[object], _Key | Fault], found: list[Found]) -> "_Keys[_Key]":
        """Of a column; the rows whose value cannot be read are kept with their faults."""
        coded, raws = table.codes(name)
        values: dict[_Key, int] = {}
        ranks, faults = np.full(len(raws), -1, np.int64), dict[int, Fault]()
        for code, raw in enumerate(raws):
            value = reader(raw)
            if isinstance(value, Fault):
                faults[code] = value
            else:
                ranks[code] = values.setdefault(value, len(values))
        by_row = ranks[coded] if len(raws) else np.empty(0, np.int64)
        if faults:
            rows = np.flatnonzero(by_row < 0)
            for code, some in zip(*_split(coded[rows], rows), strict=True):
                found.append(Found.alike(some, name, faults[int(code)]))
        return cls(tuple(values), by_row)


def _rows_of_pairs(services: "_Keys[PS]", years: _Keys[int | FinancialYear]) -> list[NDArray[np.int64] | None]:
    """The rows of each PS in each year, in turn; None: all rows."""
    groups = len(services.values) * len(years.values)
    if services.ranks is None and years.ranks is None:
        return [None] * groups
    of_service = 0 if services.ranks is None else services.ranks
    of_year = 0 if years.ranks is None else years.ranks
    group = np.where((of_service < 0) | (of_year < 0), groups, of_service * len(years.values) + of_year)
    group = group.astype(np.int16 if groups < _SHORT else np.int64)  # short numbers are sorted in one pass
    rows_of: list[NDArray[np.int64] | None] = [np.empty(0, np.int64)] * groups
    for rank, rows in zip(*_split(group), strict=True):
        if rank < groups:
            rows_of[int(rank)] = rows
    return rows_of


def _split(keys: NDArray[Any], rows: NDArray[np.int64] | None = None) -> tuple[NDArray[Any], list[NDArray[np.int64]]]:
    """The keys that differ, and the rows of each, in their order."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate([np.ones(min(len(keys), 1), np.bool_), ordered[1:] != ordered[:-1]]))
    return ordered[starts], np.split(order if rows is None else rows[order], starts[1:]) if len(keys) else []
