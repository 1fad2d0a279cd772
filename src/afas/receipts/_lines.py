"""Breaks words into lines in linear time, with the characters that a font has."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterator
from typing import Final

import attrs

from afas.documents import Block, Bullets, Document, Heading, Line, Note, Paragraph, Row, Table
from afas.text import Text

__all__ = ["fitted", "lines_of", "shares_of"]

_PIECES: Final = re.compile(r" +|[^ ]+")
_HYPHENS: Final = {0x2010: "-", 0x2011: "-", 0xFE63: "-", 0xFF0D: "-"}
_BLANKS: Final = dict.fromkeys((*range(8192, 8203), 8287, 12288), " ")
_NOTHING: Final = dict.fromkeys((173, *range(8203, 8208), 8288, *range(65024, 65040), 65279), "")
_PLAIN: Final = {**_HYPHENS, **_BLANKS, **_NOTHING}
_MOST_NAMED: Final = 12
_MISSING: Final = Text(
    fr="Caractères absents de la police, remplacés par « {mark} » : {codes}{more}",
    en="Characters that the font lacks, replaced by “{mark}”: {codes}{more}",
)


def lines_of(words: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of a paragraph, each at most this wide; a word wider than a line is cut.

    Args:
        words: without line breaks.
        width: of a line.
        measure: the width of one character.
    """
    lines, line, used = list[str](), "", 0.0
    for piece in _PIECES.findall(words):
        size = sum(map(measure, piece))
        if used + size <= width:
            line, used = line + piece, used + size
            continue
        if piece.isspace():  # blanks at the end of a line are not drawn
            lines.append(line)
            line, used = "", 0.0
            continue
        if line.strip():
            lines.append(line.rstrip(" "))
        line, used = "", 0.0
        for character in piece:
            wide = measure(character)
            if line and used + wide > width:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + character, used + wide
    return [*lines, line.rstrip(" ")] if line or not lines else lines


class _Font:
    """The characters of a font, and those missing from it that were used."""

    def __init__(self, known: Container[int]) -> None:
        self.known = known
        self.mark = "\ufffd" if 0xFFFD in known else "?"
        self.missing: dict[str, None] = {}

    def words(self, words: str) -> str:
        """The words in characters that the font has."""
        if words.isascii():
            return words
        return "".join(self._character(character) for character in unicodedata.normalize("NFC", words))

    def _character(self, character: str) -> str:
        code = ord(character)
        if character == "\n" or (code in self.known and code not in _NOTHING):
            return character
        plain = _PLAIN.get(code)
        if plain is None:
            plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
            if not plain or any(ord(c) not in self.known for c in plain):
                self.missing[character] = None
                return self.mark
        return plain

    def block(self, block: Block) -> Block:
        """A copy of the block with characters that the font has."""
        match block:
            case Heading() | Paragraph() | Note():
                return attrs.evolve(block, words=self.words(block.words))
            case Bullets(items=items):
                return attrs.evolve(block, items=tuple(map(self._item, items)))
            case Table():
                heads, rows = map(self.words, block.heads), map(self._row, block.rows)
                return attrs.evolve(block, caption=self.words(block.caption), heads=tuple(heads), rows=tuple(rows))

    def _item(self, item: str | Line) -> str | Line:
        if isinstance(item, str):
            return self.words(item)
        how = tuple(map(self.words, item.how))
        return Line(self.words(item.label), self.words(item.value), how, self.words(item.note), item.link)

    def _row(self, row: Row) -> Row:
        return Row(tuple(map(self.words, row.cells)), row.strong)

    def notes(self, language: str) -> Iterator[Note]:
        """A note for the characters replaced, by their numbers in Unicode."""
        if self.missing:
            codes = tuple(f"U+{ord(character):04X}" for character in list(self.missing)[:_MOST_NAMED])
            more = "…" if len(self.missing) > _MOST_NAMED else ""
            yield Note(_MISSING.fill(mark=self.mark, codes=codes, more=more).text(language))


def fitted(document: Document, known: Container[int]) -> Document:
    """A copy of the document with characters that the font has; those missing are replaced, and listed at the top.

    Args:
        document: any.
        known: the characters that the font has, by their number in Unicode.
    """
    font = _Font(known)
    title, flags = font.words(document.title), font.words(document.flags)
    foot = tuple(map(font.words, document.foot))
    blocks = tuple(map(font.block, document.blocks))
    notes = tuple(font.notes(document.language))
    return Document(title, document.language, (*notes, *blocks), foot, flags, document.level)


def shares_of(table: Table) -> list[int]:
    """The widths of the columns, by the longest of what each holds, within limits."""
    return [min(max(*map(len, column), 8), 40) for column in zip(*table.cells, strict=True)]
