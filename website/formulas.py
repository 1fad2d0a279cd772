"""How a formula is printed: the straight-line code it is written in, and the words of its steps."""

import inspect

from afas.ps import PS
from afas.ps._model import Formula

__all__ = ["printed"]


def printed(service: PS, formula: Formula, locale: str) -> list[str]:
    """The formula in print, and the official name of each step.

    The code block is marked `py`, not `python`: it is a piece of a module, shown and not run by itself.
    """
    code = inspect.getsource(formula.right).rstrip()
    names = [f"- `{name}` : {text.get(locale)}" for name, text in service.steps.items() if f'"{name}"' in code]
    return ["```py", code, "```", "", *names, ""]
