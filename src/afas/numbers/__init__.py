"""The other kinds of number that a formula runs on: traced, for the explanation; printed, for the formula in words."""

from afas.numbers._printed import SEMICOLON, in_latex, in_words, latex_text
from afas.numbers._traced import Symbols, Traced, Tracer, leaves, traced

__all__ = [
    "SEMICOLON", "Symbols", "Traced", "Tracer", "in_latex", "in_words", "latex_text", "leaves", "traced",
]  # fmt: skip
