"""For auditors: the sources of the built-in figures, and the checks of stored objects."""

from afas.audit._integrity import check
from afas.audit._provenance import BuiltInFigure, Coverage, Provenance, provenance

__all__ = [
    "BuiltInFigure", "Coverage", "Provenance", "check", "provenance",
]  # fmt: skip
