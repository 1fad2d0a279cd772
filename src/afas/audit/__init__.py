"""What an auditor asks: where the built-in figures come from, and whether stored objects still keep what they must."""

from afas.audit._integrity import check
from afas.audit._provenance import BuiltInFigure, Coverage, Provenance, provenance

__all__ = [
    "BuiltInFigure", "Coverage", "Provenance", "check", "provenance",
]  # fmt: skip
