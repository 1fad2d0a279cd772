"""Amounts of a table brought to another year: each column times one factor."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from afas.arithmetic import cents
from afas.columns import attempt
from afas.errors import FaultKind, InvalidInput
from afas.simulation._bands import steps
from afas.simulation._scenario_reading import read_change
from afas.simulation._scenarios import Relative
from afas.simulation._tables import Amounts, opened
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


def uprated(table: Any, changes: Mapping[str, str | Relative]) -> Any:
    """The table, some of its columns changed by a rate and rounded to the hundredth, half away from zero.

    Args:
        table: as for `estimate_table`; the columns that change have exact figures on every row.
        changes: by column, an exact change: `"+2.3 %"`, `"-0,5 %"`, or a `Relative`.

    Raises:
        InvalidInput: no column has this name, it is not made of exact numbers, or a change is none.
        OverflowError: an amount does not fit into 64 bits of hundredths.

    >>> uprated({"expenses": ["1000.00", "0.33"]}, {"expenses": "+2.5 %"})["expenses"].to_decimals()
    [Decimal('1025.00'), Decimal('0.34')]
    """
    opened_, made = opened(table), {}
    for name, change in changes.items():
        read = change if isinstance(change, Relative) else read_change(change)
        if read is None:
            raise InvalidInput(_SUBJECT, (NOT_A_CHANGE.at(f"changes.{name}", found=str(change)[:40]),))
        figures, factor = steps(opened_, name, {}), read.of(Decimal(1))
        done = attempt(lambda d, p: {"": cents(d.figures * p.factor)}, {"figures": figures}, {"factor": factor})
        if done.too_large is not None:
            raise OverflowError(name)
        made[name] = Amounts(done.cents[""])
    return opened_.added(made, {})
