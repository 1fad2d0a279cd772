"""For auditors: the sources of the built-in figures, and the checks of stored objects.

`provenance` lists every figure with its source and the day it was read; `check` says what an object, or all those of a
portal, no longer keeps. Add a check: a function of `_integrity` for its type.
"""

from afas.audit._integrity import check
from afas.audit._provenance import BuiltInFigure, Coverage, Provenance, provenance

__all__ = [
    "BuiltInFigure", "Coverage", "Provenance", "check", "provenance",
]  # fmt: skip
