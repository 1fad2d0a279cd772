"""What the Python blocks of a page print, shown under each: the reader sees the sentences without running them.

The blocks of a page are run in order, in one namespace, as `make test` runs them; a block that fails stops the build.
What a `to_markdown` prints is shown as a reader of Markdown sees it, the rest as it is.
"""

import re
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import groupby
from typing import Any

from afas.text import Text

__all__ = ["shown"]

_BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_SKIPPED = re.compile(r"<!--- ?skip: next|<!-- ?skip: next")
_MARKDOWN = re.compile(r"[#|>*-]|\d+\. |\*\*")
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
        printed = [] if skipped else _run(block["code"], names, f"{place}, block {len(made)}")
        made += [_output("\n".join(words), rendered, locale) for rendered, words in _together(printed)]
    return "".join([*made, markdown[end:]])


def _run(code: str, names: dict[str, object], place: str) -> list[tuple[bool, str]]:
    """What each `print` of a block prints, and whether it is Markdown; nothing for a block written as a dialogue."""
    if code.lstrip().startswith(">>>"):
        return []
    printed: list[tuple[bool, str]] = []

    def kept(*words: object, **options: Any) -> None:
        out = StringIO()
        print(*words, **{"file": out, **options})
        text = out.getvalue().strip("\n")
        if text:
            printed.append(("to_markdown(" in code and _MARKDOWN.match(text) is not None, text))

    names["print"] = kept
    exec(compile(code, place, "exec"), names)  # noqa: S102 - the pages are ours, and tested
    return printed


def _together(printed: Iterable[tuple[bool, str]]) -> Iterator[tuple[bool, list[str]]]:
    """Plain lines printed one after the other are one output; Markdown is each its own."""
    for rendered, group in groupby(printed, key=lambda row: row[0]):
        texts = [text for _, text in group]
        yield from ((True, [text]) for text in texts) if rendered else [(False, texts)]


def _output(printed: str, rendered: bool, locale: str) -> str:
    if rendered:
        flat = re.sub(r"^#+ (.*)$", r"**\1**", printed, flags=re.MULTILINE)  # not in the page's contents
        return f'\n\n<div class="afas-output" markdown>\n\n{flat}\n\n</div>'
    grid = " .afas-grid" if "┌" in printed or "+--" in printed else ""
    return f'\n\n``` {{ .text .afas-output{grid} title="{_PRINTED(locale)}" }}\n{printed}\n```'
