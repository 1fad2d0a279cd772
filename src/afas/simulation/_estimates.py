"""Estimates of a whole table: the rows that can be computed are, the others are told."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from afas.columns import Cents, Each
from afas.forms import DeclarationKind
from afas.parameters import Policy
from afas.periods import FinancialYear
from afas.ps import PS
from afas.simulation._faults import FaultTable
from afas.simulation._rights import Asked, Parameters, rights
from afas.simulation._tables import opened
from afas.text import Text

__all__ = ["check_table", "estimate_table"]


def estimate_table(
    ps: str | PS,
    table: Any,
    year: int | str | FinancialYear,
    parameters: Parameters | None = None,
    policy: Policy = "strict",
    *,
    faults: Literal["raise", "report"] = "raise",
    decimals: Mapping[str, int] | None = None,
    parts: bool | None = None,
    name: str = "amount",
    kind: DeclarationKind | None = None,
    known_on: date | None = None,
    each: Each = map,
) -> Any:
    """The right on every row of a table, the cents that `estimate` gives on one.

    Args:
        ps: its code, or the PS itself; or the name of a column of codes.
        table: pandas, polars, pyarrow, or a mapping of columns; a column for each field of the PS, others are kept.
        year: the financial year; or the name of a column of years.
        parameters: as in `estimate`; where `ps` is a column, a pack, or such a mapping for each code.
        policy: as in `estimate`.
        faults: "raise", or "report": a row at fault has no amount, and a column `faults` says why (`field:code`).
        decimals: floats are refused, unless this says with how many places: `{"expenses": 2}`.
        parts: one column more a part (`amount_right`, …): None where a row declares one, else always or never.
        name: of the column of amounts, in euros and cents (decimals; in a mapping of arrays a `Fixed`).
        kind: as in `estimate`.
        known_on: as in `estimate`.
        each: runs the blocks of rows: `map`, or the `map` of a pool of threads of yours.

    Raises:
        InvalidInput: the table has no column for a field that has to be filled in, a column is of floats, or a
            parameter cannot be read.
        NoValueAt: a parameter that every row needs has no value that year.
        FaultyTable: rows are at fault; `check_table` gives all the faults as a table.
        UnknownPS: no PS has this code, and no column this name.

    >>> from afas.columns import Fixed
    >>> made = estimate_table("RPE", {"animator_fte": [1, 2], "expenses": ["43000", "90000.05"]}, 2023,
    ...                       parameters={"ceiling": "60000"})
    >>> made["amount"].to_decimals()
    [Decimal('18490.00'), Decimal('38700.02')]
    """
    opened_ = opened(table)
    done = rights(opened_, ps, year, Asked(parameters, policy, decimals or {}, kind, known_on, each))
    if faults == "raise":
        done.faults.raise_if_any(_subject(ps, year))
    shown: dict[str, Cents] = {name: done.total}
    if parts or (parts is None and len(done.parts) > 1):
        shown |= {f"{name}_{part}": done.part(part) for part in (done.every if parts else done.parts)}
    told = {"faults": done.faults.by_row(done.size)} if faults == "report" else {}
    return opened_.added(shown, done.wrong if done.wrong.any() else None, told)


def check_table(
    ps: str | PS,
    table: Any,
    year: int | str | FinancialYear,
    parameters: Parameters | None = None,
    policy: Policy = "strict",
    *,
    decimals: Mapping[str, int] | None = None,
    kind: DeclarationKind | None = None,
    known_on: date | None = None,
) -> FaultTable:
    """All that is wrong in a table, by row and field; arguments as in `estimate_table`.

    >>> check_table("RPE", {"animator_fte": [1, -2], "expenses": ["43000", ""]}, 2023,
    ...             parameters={"ceiling": "60000"}).columns()["code"]
    ['too-low', 'missing-field']
    """
    return rights(opened(table), ps, year, Asked(parameters, policy, decimals or {}, kind, known_on)).faults


def _subject(ps: str | PS, year: object) -> Text:
    code = ps if isinstance(ps, str) else ps.code
    return Text(fr=f"Estimations {code} {year}", en=f"{code} estimates {year}")
