"""The blocks of a document: headings, paragraphs, notes, lists, tables; words that can be printed, and no markup."""

from collections.abc import Iterable, Sequence

import attrs

from afas.documents._words import labelled, one_line, plain

__all__ = ["Block", "Bullets", "Heading", "Line", "Note", "Paragraph", "Row", "Table"]


def _each_on_one_line(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(one_line, words))


def _printable(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(plain, words))


def _items(items: "Iterable[str | Line]") -> "tuple[str | Line, ...]":
    return tuple(plain(item) if isinstance(item, str) else item for item in items)


@attrs.frozen
class Heading:
    """A heading, under the title of the document.

    Attributes:
        level: 2 for a section, 3 for a part of a section; no level is skipped.
    """

    words: str = attrs.field(converter=one_line)
    level: int = 2


@attrs.frozen
class Paragraph:
    """A paragraph; its line breaks are kept."""

    words: str = attrs.field(converter=plain)
    strong: bool = False


@attrs.frozen
class Note:
    """A warning: not signed, illustrative figures, late."""

    words: str = attrs.field(converter=plain)


@attrs.frozen
class Line:
    """A line of a list: a figure, how it was computed, and a remark on it.

    Attributes:
        label: what it is.
        value: what it comes to.
        how: the ways to say how it was computed, one after the other.
        note: a remark.
        link: an address to go with the note, or with the line; shown as a link where it starts with http:// or https://.
    """

    label: str = attrs.field(converter=one_line)
    value: str = attrs.field(default="", converter=one_line)
    how: tuple[str, ...] = attrs.field(default=(), converter=_each_on_one_line)
    note: str = attrs.field(default="", converter=one_line)
    link: str | None = attrs.field(default=None, converter=attrs.converters.optional(one_line))

    def sentence(self, language: str) -> str:
        """All of it but the link, as words."""
        if self.how:
            body = " = ".join(filter(None, (self.label, *self.how, self.value)))
        else:
            body = labelled(self.label, self.value, language) if self.value else self.label
        return f"{body} — {self.note}" if self.note else body


@attrs.frozen
class Bullets:
    """A list; numbered where its order counts."""

    items: tuple[str | Line, ...] = attrs.field(converter=_items)
    numbered: bool = False


@attrs.frozen
class Row:
    """A line of a table; a cell may hold several lines of text.

    Attributes:
        strong: a total.
    """

    cells: tuple[str, ...] = attrs.field(converter=_printable)
    strong: bool = False


def _ranks(ranks: Iterable[int]) -> frozenset[int]:
    return frozenset(ranks)


def _rows(rows: Iterable[Row | Sequence[str]]) -> tuple[Row, ...]:
    return tuple(row if isinstance(row, Row) else Row(row) for row in rows)


@attrs.frozen
class Table:
    """A table; its first line says what each column holds, its first column what each line is about.

    Attributes:
        caption: what it shows, for whoever does not see it; "" under a heading that says it.
        heads: one a column.
        rows: line by line, as a `Row` or as its cells.
        widths: the share of each column on a printed page; none: by the length of what it holds.
        figures: the columns of figures, set to the right.
    """

    caption: str = attrs.field(converter=one_line)
    heads: tuple[str, ...] = attrs.field(converter=_each_on_one_line)
    rows: tuple[Row, ...] = attrs.field(converter=_rows)
    widths: tuple[int, ...] = ()
    figures: frozenset[int] = attrs.field(default=frozenset(), converter=_ranks)

    @property
    def cells(self) -> list[list[str]]:
        """The table as text, its first line the heads."""
        return [list(self.heads), *(list(row.cells) for row in self.rows)]


Block = Heading | Paragraph | Note | Bullets | Table
"""The blocks of a document."""
