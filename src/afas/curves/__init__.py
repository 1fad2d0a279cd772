"""The right against one figure, and the marginal value of each figure."""

from afas.curves._curve import Bend, Curve, NotAFigure, curve
from afas.curves._marginal import Marginal, marginal_values

__all__ = [
    "Bend", "Curve", "Marginal", "NotAFigure", "curve", "marginal_values",
]  # fmt: skip
