"""Operations on the arrays of a block, each done alike on the first block and on those after it."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from afas.columns._fixed import Mask

__all__ = [
    "LOOKS",
    "MAGIC",
    "MAGIC_BITS",
    "as_floats",
    "as_whole",
    "at_least",
    "at_most",
    "between",
    "beyond",
    "choose",
    "choose_floats",
    "divide",
    "opened",
    "whole_bits",
    "within",
]

MAGIC: Final = 1.5 * 2.0**52
"""Added to a float below 2**51, it leaves the nearest whole number in the low bits."""
MAGIC_BITS: Final = int(np.float64(MAGIC).view(np.int64))


def whole_bits(high: int) -> int:
    """The largest number with as many bits."""
    return int((1 << high.bit_length()) - 1)


def divide(units: Any, by: Any, out: Any = None) -> Any:
    """Whole quotients of 64-bit numbers that are not negative."""
    view = None if out is None else out.view(np.uint64)
    return np.floor_divide(units.view(np.uint64), np.asarray(by, np.int64).view(np.uint64), out=view).view(np.int64)


def choose(rows: Any, then: Any, otherwise: Any, out: Any = None) -> Any:
    """`then` on these rows, `otherwise` on the others."""
    if np.ndim(then) == np.ndim(otherwise) == 0:
        with np.errstate(over="ignore"):  # the sum comes round again
            apart = np.int64(then) - np.int64(otherwise)
        result = np.multiply(rows, apart, out=out)
        return np.add(result, np.int64(otherwise), out=result)
    bits = np.negative(rows.astype(np.int64))  # all of them where it holds, none elsewhere: no branch to guess
    np.bitwise_and(bits, np.bitwise_xor(then, otherwise), out=bits)
    return np.bitwise_xor(bits, otherwise, out=out)


def within(floats: Any, low: Any, high: Any) -> bool | None:
    """Are all floats within their bounds? False for NaN."""
    kept = floats.min() >= low and floats.max() <= high
    return None if kept else False


def between(column: Any, low: Any, high: Any, out: Any) -> None:
    """A column, with what lies below the one or above the other number brought there: one pass for two bounds."""
    column.clip(low, high, out)


def at_most(floats: Any, high: Any) -> bool | None:
    """Is no float above the bound? False for NaN."""
    return None if floats.max() <= high else False


def at_least(units: Any, low: Any) -> bool | None:
    """False where a whole number is less."""
    return None if units.min() >= low else False


def opened(rows: Mask) -> Mask | None:
    """The rows that are left open, if there are some."""
    return rows.copy() if rows.any() else None


def beyond(floats: Any, limit: Any) -> Mask | None:
    """The rows that are as far from zero as the limit, if there are some; NaN is as far as anything."""
    if floats.max() < limit and floats.min() > -limit:
        return None
    rows: Mask = np.logical_not(np.abs(floats) < limit)
    return rows if rows.any() else None


def as_floats(units: Any, out: Any = None) -> Any:
    """Whole numbers as floats."""
    if out is None:
        return units.astype(np.float64)
    np.copyto(out, units)
    return out


def as_whole(floats: Any, out: Any = None) -> Any:
    """Floats that are whole numbers below 2**51, as these."""
    if out is None:
        return floats.astype(np.int64)
    np.add(floats, MAGIC, out=out.view(np.float64))
    return np.subtract(out, MAGIC_BITS, out=out)


def choose_floats(rows: Any, then: Any, otherwise: Any, out: Any = None) -> Any:
    """The same as `choose`, for floats."""
    a, b = (np.float64(branch) if isinstance(branch, float) else branch for branch in (then, otherwise))
    result = choose(rows, a.view(np.int64), b.view(np.int64), None if out is None else out.view(np.int64))
    return result.view(np.float64)


LOOKS: Final[tuple[Callable[..., Any], ...]] = (opened, beyond)
"""Operations that find the rows an amount is left open on."""
