"""Examples in docstrings, shown as code: griffe reads `>>>` lines only under an “Examples” heading."""

import re
from typing import Any

from griffe import Extension, Object

__all__ = ["FencedExamples"]

_EXAMPLE = re.compile(r"(?:^>>> .*\n(?:^(?!\s*$).*\n?)*\n?)+", re.MULTILINE)


class FencedExamples(Extension):
    """Puts a fence around each example of a docstring."""

    def on_object(self, *, obj: Object, **kwargs: Any) -> None:  # noqa: ARG002 - griffe's signature
        """Called for each object that has been read."""
        if obj.docstring is not None and ">>> " in obj.docstring.value:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(text: str) -> str:
    """The text, its runs of `>>>` lines and what they print between fences."""
    return _EXAMPLE.sub(lambda found: f"```pycon\n{found.group().rstrip()}\n```\n", text)
