"""Blocks as plain text, for a terminal or the body of a mail; and tables as CSV, for a spreadsheet."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from afas.documents._blocks import Block, Bullets, Heading, Line, Note, Paragraph, Table

__all__ = ["comma_separated", "text"]

_WIDEST: Final = 40  # characters of a column that are lined up: a long cell does not make all the others long
_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]")
_FIGURE: Final = re.compile(r"[+\-]?[€]?[0-9.,\s]+(?:[€%].*|…)?")


def text(blocks: Iterable[Block], language: str) -> list[str]:
    """Each block."""
    return [_block(block, language) for block in blocks]


def _block(block: Block, language: str) -> str:
    match block:
        case Heading(words=words):
            return words
        case Paragraph(words=words):
            return words
        case Note(words=words):
            return words.upper()
        case Bullets(items=items, numbered=numbered):
            marks = (f"{rank}." if numbered else "-" for rank in range(1, len(items) + 1))
            return "\n".join(f"{mark} {_item(item, language)}" for mark, item in zip(marks, items, strict=True))
        case Table():
            return _table(block)


def _item(item: str | Line, language: str) -> str:
    if isinstance(item, str):
        return _one_line(item)
    return item.sentence(language)


def _one_line(words: str) -> str:
    return " ".join(words.split("\n"))


def _table(table: Table) -> str:
    lines = [[_one_line(cell) for cell in line] for line in table.cells]
    widths = [min(max(map(len, column)), _WIDEST) for column in zip(*lines, strict=True)]
    return "\n".join(_lined_up(line, widths, table) for line in lines)


def _lined_up(line: Sequence[str], widths: Sequence[int], table: Table) -> str:
    cells = (
        cell.rjust(width) if rank in table.figures else cell.ljust(width)
        for rank, (cell, width) in enumerate(zip(line, widths, strict=True))
    )
    return "  ".join(cells).rstrip()


def comma_separated(tables: Iterable[Table]) -> str:
    """The tables one after the other, an empty line between two; a spreadsheet computes nothing of what they hold."""
    pages = []
    for table in tables:
        page = StringIO()
        csv.writer(page, lineterminator="\r\n").writerows([_inert(cell) for cell in line] for line in table.cells)
        pages.append(page.getvalue())
    return "\r\n".join(pages)


def _inert(cell: str) -> str:
    """A cell that a spreadsheet shows as it is: one that would be a formula starts with an apostrophe."""
    return f"'{cell}" if _FORMULA.match(cell) and not _FIGURE.fullmatch(cell) else cell
