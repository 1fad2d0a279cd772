"""How a formula is printed: in words, by the code that computes; then that code."""

import inspect

from afas.numbers import Symbols, Tracer
from afas.ps import PS, Formula

__all__ = ["printed"]


def printed(service: PS, formula: Formula, locale: str) -> list[str]:
    """The formula in words, one numbered line a step, and the straight-line code the words are read off.

    The code block is marked `py`, not `python`: it is a piece of a module, shown and not run by itself.
    """
    tracer = Tracer()
    formula.right(Symbols("data"), Symbols("parameters"), tracer)
    words = service.lines(tracer.steps, locale)
    numbered = [
        f"{rank}. {line} (`{step.name}`)" for rank, (line, step) in enumerate(zip(words, tracer.steps, strict=True), 1)
    ]
    return [*numbered, "", "```py", inspect.getsource(formula.right).rstrip(), "```", ""]
