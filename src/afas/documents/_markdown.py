"""Blocks in Markdown: CommonMark, with the tables of GitHub; read alike by Python-Markdown.

Every mark of Markdown in the words is escaped, so that they are read as they were typed. A bare address stays an
address: some readers make a link of it by themselves.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from afas.documents._blocks import Block, Bullets, Heading, Line, Note, Paragraph, Table
from afas.documents._words import labelled

__all__ = ["foot", "inline", "markdown"]

_ENTITIES: Final = re.compile(r"&(?=#?\w+;)|<")  # Python-Markdown knows no backslash before "<"
# "_" inside of a word is no mark, nor is "[…]" where nothing makes a link of it
_MARKS: Final = re.compile(r"[\\`*{|]|^\[|\[(?=\[)|\](?=[(\[:])|(?<![^\W_])_|_(?![^\W_])")
_STARTS: Final = re.compile(r"[#+\->!\[=:?~/]|\d+(?=[.)])")


def inline(words: str) -> str:
    r"""Words inside of a line, read as words.

    >>> inline("<b> *here*\n| [x](y)")
    '&lt;b> \\*here\\* \\| [x\\](y)'
    """
    return _marks(" ".join(words.split("\n")).strip())


def _marks(words: str) -> str:
    escaped = _ENTITIES.sub(lambda found: "&lt;" if found[0] == "<" else "&amp;", words).replace("~~", "~&#126;")
    return _MARKS.sub(lambda found: f"\\{found[0]}", escaped)


def _lines(words: str, after: str) -> str:
    """Words that may take several lines, each of which could start a block."""
    kept = (line.strip() for line in words.split("\n"))
    return after.join(_started(_marks(line)) for line in kept if line)


def _started(line: str) -> str:
    found = _STARTS.match(line)
    if found is None:
        return line
    mark, rest = found[0], line[found.end() :]
    if mark.isdigit():
        return f"{mark}\\{rest}"
    return f"\\{line}" if mark in "#+->![" else f"&#{ord(mark)};{rest}"  # Python-Markdown knows a few backslashes only


def markdown(blocks: Iterable[Block], level: int, language: str) -> list[str]:
    """Each block, its headings under a title of that level."""
    return [_block(block, level, language) for block in blocks]


def foot(lines: Iterable[str]) -> str:
    """The foot, under a rule."""
    return "---\n\n" + "  \n".join(_lines(line, " ") for line in lines)


def _block(block: Block, level: int, language: str) -> str:
    match block:
        case Heading():
            return f"{'#' * (level + block.level - 1)} {inline(block.words)}"
        case Paragraph(words=words, strong=strong):
            said = _lines(words, "  \n")
            return _strong(said) if strong else said
        case Note(words=words):
            return f"> {_strong(inline(words))}"
        case Bullets(items=items, numbered=numbered):
            marks = (f"{rank}." if numbered else "-" for rank in range(1, len(items) + 1))
            return "\n".join(f"{mark} {_item(item, language)}" for mark, item in zip(marks, items, strict=True))
        case Table():
            return _table(block)


def _item(item: str | Line, language: str) -> str:
    if isinstance(item, str):
        return _lines(item, " ")
    value = _strong(inline(item.value))
    label = _lines(item.label, " ")
    if item.how:
        body = " = ".join([label, *map(inline, item.how), *([value] if value else [])])
    else:
        body = labelled(label, value, language) if value else label
    return f"{body} — {inline(item.note)}" if item.note else body


def _table(table: Table) -> str:
    marks = ("---:|" if rank in table.figures else "---|" for rank in range(len(table.heads)))
    rows = (_cells(row.cells, _strong if row.strong else str) for row in table.rows)
    return "\n".join([_cells(table.heads, str), f"|{''.join(marks)}", *rows])


def _cells(cells: Iterable[str], mark: Callable[[str], str]) -> str:
    said = ("<br>".join(mark(inline(line)) for line in cell.split("\n")) for cell in cells)
    return "| " + " | ".join(said) + " |"


def _strong(escaped: str) -> str:
    return f"**{escaped}**" if escaped else ""
