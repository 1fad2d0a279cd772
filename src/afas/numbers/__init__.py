"""The other kinds of number that a formula runs on: traced, for the explanation; printed, for the formula in words.

A traced number keeps the tree of its operations, with values or as symbols; `_printed` writes that tree in words and in
LaTeX. Add an operation: a word of `arithmetic`, then its line in both files.
"""

from afas.numbers._printed import SEMICOLON, WORDS, in_latex, in_words, latex_text
from afas.numbers._traced import Symbols, Traced, Tracer, as_shown, leaves, traced, well_formed

__all__ = [
    "SEMICOLON", "WORDS", "Symbols", "Traced", "Tracer", "as_shown", "in_latex", "in_words", "latex_text", "leaves",
    "traced", "well_formed",
]  # fmt: skip
