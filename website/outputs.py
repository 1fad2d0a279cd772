"""What the Python blocks of a page print, shown under each: the reader sees the sentences without running them.

The blocks of a page are run in order, in one namespace, as `make test` runs them; a block that fails stops the build.
What a `to_markdown` prints is shown as a reader of Markdown sees it, the rest as it is.
"""

import re
from contextlib import redirect_stdout
from io import StringIO

from afas.text import Text

__all__ = ["shown"]

_BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_SKIPPED = re.compile(r"<!--- ?skip: next|<!-- ?skip: next")
_PRINTED = Text(fr="Ce qui s’affiche", en="What is printed")


def shown(markdown: str, locale: str, place: str) -> str:
    """The page with what its blocks print.

    Args:
        markdown: the page.
        locale: its language, for the title of what is printed.
        place: its path, to name it where a block fails.
    """
    if "print(" not in markdown:
        return markdown
    names: dict[str, object] = {"__name__": f"page {place}"}
    made, end = [], 0
    for block in _BLOCK.finditer(markdown):
        made.append(markdown[end : block.end()])
        skipped = _SKIPPED.search(markdown[end : block.start()])
        end = block.end()
        printed = "" if skipped else _run(block["code"], names, f"{place}, block {len(made)}")
        if printed:
            made.append(_output(printed, "to_markdown(" in block["code"], locale))
    return "".join([*made, markdown[end:]])


def _run(code: str, names: dict[str, object], place: str) -> str:
    """What a block prints; nothing for one written as a dialogue, whose answers stand in it."""
    if code.lstrip().startswith(">>>"):
        return ""
    with redirect_stdout(StringIO()) as out:
        exec(compile(code, place, "exec"), names)  # noqa: S102 - the pages are ours, and tested
    return out.getvalue().strip("\n")


def _output(printed: str, rendered: bool, locale: str) -> str:
    if rendered:
        flat = re.sub(r"^#+ (.*)$", r"**\1**", printed, flags=re.MULTILINE)  # not in the page's contents
        return f'\n\n<div class="afas-output" markdown>\n\n{flat}\n\n</div>'
    return f'\n\n``` {{ .text .afas-output title="{_PRINTED(locale)}" }}\n{printed}\n```'
