"""Versions of the wire: which one is written, and what each type said in the earlier ones.

A change of what a type writes raises `WIRE_VERSION` and gives the type a line in `UPGRADES`: how a value that the
version before wrote is said in the next one. It holds wherever the type stands, however deep; documents are read for
ever, and no other code knows that they were ever written otherwise. Keep a document of the version that ends in
`tests/golden/`: it is read by a test from then on.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

__all__ = ["UPGRADES", "WIRE_VERSION", "Upgrades", "upgraded"]

Upgrades: TypeAlias = Mapping[type[Any], Mapping[int, Callable[[Any], Any]]]
"""By type, then by version: from the JSON value that this version wrote to that of the next one."""

WIRE_VERSION: Final = 1
"""The version that `dumps` writes; `loads` reads this one and all those before it."""

UPGRADES: Final[Upgrades] = {}


def upgraded(raw: Any, steps: Mapping[int, Callable[[Any], Any]], version: int) -> Any:
    """The value as the present version writes it, from one of an earlier version; the caller's own is left alone."""
    for step in sorted(one for one in steps if one >= version):
        raw = steps[step](raw)
    return raw
