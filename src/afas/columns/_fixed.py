"""A column of exact decimals: whole numbers of the last decimal place, and how many places there are."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.arithmetic import scaled

__all__ = ["Cents", "Fixed", "Mask"]

Cents = NDArray[np.int64]
Mask = NDArray[np.bool_]


@attrs.frozen(eq=False)
class Fixed:
    """Exact decimals: row `i` is `units[i] / 10**decimals`.

    Attributes:
        units: int64, one a row.
        decimals: places after the point.

    >>> Fixed.of(["7293.55", "1.5"]).units.tolist()
    [729355, 150]
    """

    units: Cents
    decimals: int = 0

    @classmethod
    def of(cls, figures: Iterable[Decimal | int | str]) -> "Fixed":
        """A column of these figures, with as many places as the finest of them.

        Raises:
            OverflowError: a figure does not fit into 64 bits with that many places.
        """
        known = [Decimal(raw) for raw in figures]
        places = max((-int(value.as_tuple().exponent) for value in known), default=0)
        places = max(places, 0)
        return cls(np.array([int(scaled(value, places)) for value in known], np.int64), places)

    def __len__(self) -> int:
        return len(self.units)

    def take(self, rows: Any) -> "Fixed":
        """Some of the rows: a slice, their ranks, or a mask."""
        return Fixed(self.units[rows], self.decimals)

    def to_decimals(self, fill: Decimal | None = None) -> list[Any]:
        """One `Decimal` a row; `fill` where the column has no value (its units are a masked array).

        >>> Fixed.of(["2", "0.25"]).to_decimals()
        [Decimal('2.00'), Decimal('0.25')]
        """
        return [fill if unit is None else scaled(unit, -self.decimals) for unit in self.units.tolist()]
