"""Amounts of a table brought to another year: each column multiplied by a factor."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Literal

import numpy as np

from afas.arithmetic import cents
from afas.columns import attempt
from afas.errors import FaultKind, Faults, InvalidInput, did_you_mean
from afas.forms import Field, FormCode
from afas.quantities import Unit
from afas.simulation._bands import read_column
from afas.simulation._checks import Asked, Decimals, Places
from afas.simulation._faults import FaultTable, Found
from afas.simulation._rights import MOST, TOO_LARGE
from afas.simulation._scenario_reading import read_change
from afas.simulation._scenarios import Relative
from afas.simulation._tables import NO_COLUMN, Amounts, Table, opened
from afas.text import Text

__all__ = ["uprated"]

_SUBJECT: Final = Text(fr="Revalorisation", en="Uprating")
NOT_A_CHANGE: Final = FaultKind(
    "not-a-change",
    Text(
        fr="« {found} » n’est pas un changement, comme +2 % ou -0,5 %",
        en="“{found}” is not a change, such as +2 % or -0.5 %",
    ),
)
NOT_CHANGES: Final = FaultKind(
    "not-changes",
    Text(
        fr="{found} ne dit pas quelles colonnes changent : donnez un changement par colonne",
        en="{found} does not say which columns change: give a change for each column",
    ),
)
_LEAST: Final = Decimal(-(10**15))


def uprated(
    table: Any,
    changes: Mapping[str, str | Relative],
    *,
    faults: Literal["raise", "report"] = "raise",
    decimals: Decimals | None = None,
    locale: str | None = None,
) -> Any:
    """The table, some of its columns changed by a rate and rounded to the hundredth, half away from zero.

    An empty cell stays empty.

    Args:
        table: as for `estimate_table`.
        changes: by column, an exact change: `"+2.3 %"`, `"-0,5 %"`, or a `Relative`.
        faults: "raise", or "report": a cell that cannot be read or changed is left empty.
        decimals: as for `estimate_table`.
        locale: as there.

    Raises:
        InvalidInput: no column has this name, it is of floats, or a change is none; every fault is there.
        FaultyTable: cells are at fault: no number, or a number that does not fit into 64 bits of hundredths once
            changed.

    >>> uprated({"expenses": ["1000.00", "0.33"]}, {"expenses": "+2.5 %"})["expenses"].to_decimals()
    [Decimal('1025.00'), Decimal('0.34')]
    """
    asked = Asked(places=Places.of(decimals), locale=locale)
    native, amounts, found = opened(table), dict[str, Amounts](), list[Found]()
    for name, change in _read(native, changes).items():
        field = Field(name, Unit.EUR, Text(fr=name, en=name), FormCode.FINANCIAL, low=_LEAST, default=Decimal(0))
        figures, empty, bad = read_column(native, field, asked)
        factor = change.of(Decimal(1))
        done = attempt(lambda d, p: {"": cents(d.figures * p.factor)}, {"figures": figures}, {"factor": factor})
        if done.too_large is not None and done.too_large.any():
            bad.append(Found.alike(np.flatnonzero(done.too_large), name, TOO_LARGE.at("", most=MOST)))
        for fault in bad:
            empty[fault.rows] = True
        found += bad
        amounts[name] = Amounts(done.cents[""], empty if empty.any() else None)
    if faults == "raise":
        FaultTable(tuple(found), native=native).raise_if_any(_SUBJECT)
    return native.added(amounts, {})


def _read(native: Table, changes: Any) -> dict[str, Relative]:
    """The change of each column; every fault at once."""
    wrong = Faults(_SUBJECT)
    if not isinstance(changes, Mapping):
        raise InvalidInput(_SUBJECT, (NOT_CHANGES.at("changes", found=repr(changes)[:40]),))
    changed = {}
    for name, change in changes.items():
        read = change if isinstance(change, Relative) else read_change(change)
        if read is None:
            wrong.add(NOT_A_CHANGE.at(f"changes.{name}", found=str(change)[:40]))
        elif name not in native.names:
            hint = did_you_mean(str(name), native.names)
            wrong.add(NO_COLUMN.at(f"changes.{name}", found=str(name), hint=hint, known=tuple(native.names)))
        else:
            changed[name] = read
    wrong.raise_if_any()
    return changed
