"""A document (headings, paragraphs, notes, lists, tables) and two of its faces: Markdown and HTML.

Nothing of what is shown is trusted: what people typed is escaped, in Markdown as in HTML. The third face, PDF, is
`_pdf`'s.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Final

import attrs

from afas.errors import ExtraMissing
from afas.text import Text

__all__ = ["COLON", "AnyBlock", "Bullets", "Document", "Heading", "Note", "Paragraph", "Row", "Table"]


COLON: Final = Text(fr=" : ", en=": ")


@attrs.frozen
class Heading:
    """A heading of the document, under its title.

    Attributes:
        level: 2 for a section, 3 for a part of one; no level is skipped.
    """

    words: str
    level: int = 2


@attrs.frozen
class Paragraph:
    """A paragraph; its line breaks are kept."""

    words: str
    strong: bool = False


@attrs.frozen
class Note:
    """What has to be seen first: not signed, illustrative figures, late."""

    words: str


@attrs.frozen
class Bullets:
    """A list of things of one kind."""

    items: tuple[str, ...]


@attrs.frozen
class Row:
    """A line of a table; a cell may hold several lines of text.

    Attributes:
        strong: a total.
    """

    cells: tuple[str, ...]
    strong: bool = False


@attrs.frozen
class Table:
    """A table; its first line says what each column holds, its first column what each line is about.

    Attributes:
        caption: what it shows, for whoever does not see it.
        heads: one a column.
        rows: line by line.
        widths: the share of each column.
        figures: the columns of figures, set to the right.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    figures: frozenset[int] = frozenset()


AnyBlock = Heading | Paragraph | Note | Bullets | Table

_STYLE: Final = """
body { font-family: system-ui, "Noto Sans", sans-serif; line-height: 1.5; color: #1b1b1b; background: #fff;
  max-width: 56rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3 { line-height: 1.2; color: #12305e; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
caption { text-align: left; font-style: italic; padding: .25rem 0; }
th, td { border: 1px solid #8a94a6; padding: .3rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
thead th { background: #e8edf5; }
.figure { text-align: right; }
.note { border-left: .4rem solid #a33a00; background: #fff4ec; padding: .5rem .8rem; font-weight: 600; }
footer { border-top: 1px solid #8a94a6; margin-top: 2rem; font-size: .9rem; overflow-wrap: anywhere; }
@media print { tr, .note { break-inside: avoid; } h2, h3 { break-after: avoid; } }
""".strip()


@attrs.frozen
class Document:
    """A document in one language, ready to be rendered.

    Attributes:
        language: "fr" or "en".
        at: the instant it is made, handed in.
        reference: what it is about, repeated at the foot of each page.
        made: the sentence that says when it was made.
        flags: the marks, in a word each, repeated at the foot of each page.
    """

    title: str
    language: str
    at: datetime
    reference: str
    made: str
    blocks: tuple[AnyBlock, ...]
    flags: str = ""

    def to_markdown(self) -> str:
        """Markdown, with tables."""
        parts = [f"# {_md(self.title)}", *(_markdown(block) for block in self.blocks)]
        return "\n\n".join([*parts, "---", f"{_md(self.reference)}  \n{_md(self.made)}"]) + "\n"

    def to_html(self) -> str:
        """A whole page of HTML, which asks for nothing outside itself."""
        title = escape(self.title)
        return "\n".join(
            [
                "<!doctype html>",
                f'<html lang="{self.language}">',
                "<head>",
                '<meta charset="utf-8">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                f"<title>{title} – {escape(self.reference)}</title>",
                f"<style>\n{_STYLE}\n</style>",
                "</head>",
                "<body>",
                "<main>",
                f"<h1>{title}</h1>",
                *(_html(block) for block in self.blocks),
                "</main>",
                f"<footer><p>{escape(self.reference)}<br>{escape(self.made)}</p></footer>",
                "</body>",
                "</html>",
                "",
            ]
        )

    def to_pdf(self, fonts: "tuple[str, str] | None" = None) -> bytes:
        """PDF bytes, tagged, with a language, a title, an outline and numbered pages (extra `pdf`).

        This is the only place where files are read: those of the font, by fpdf2. By default it is Source Sans Pro,
        which comes with the extra.

        Args:
            fonts: the files of another font, regular and bold (`.ttf` or `.otf`); it needs the accents, € and the
                narrow no-break space (U+202F).

        Raises:
            ExtraMissing: the extra `pdf` is not installed.
        """
        try:
            from afas.receipts._pdf import render  # noqa: PLC0415 - fpdf2 is an extra

            return render(self, fonts)
        except ModuleNotFoundError as absent:
            raise ExtraMissing(Text(fr="PDF", en="PDF"), "pdf") from absent

    def _repr_html_(self) -> str:
        """The same as a part of a page, for notebooks."""
        return "\n".join(
            [
                f'<section class="afas" lang="{self.language}">',
                f"<h1>{escape(self.title)}</h1>",
                *(_html(block) for block in self.blocks),
                f"<p>{escape(self.reference)}<br>{escape(self.made)}</p>",
                "</section>",
            ]
        )

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


_MARKS: Final = re.compile(r"([\\`*_\[\]<>|~])")
_STARTS: Final = re.compile(r"^(\s*)([#+\-=]|[0-9]+[.)])", re.MULTILINE)


def _md(words: str) -> str:
    """Words that stay words: nothing in them is read as Markdown."""
    return _MARKS.sub(r"\\\1", words)


def _opening(words: str) -> str:
    """The same, where lines stand by themselves."""
    return _STARTS.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", _md(words))


def _markdown(block: AnyBlock) -> str:
    match block:
        case Heading(words=words, level=level):
            return f"{'#' * level} {_md(words)}"
        case Paragraph(words=words, strong=strong):
            said = _opening(words).replace("\n", "  \n")
            return f"**{said}**" if strong else said
        case Note(words=words):
            return f"> **{_md(words)}**"
        case Bullets(items=items):
            return "\n".join(f"- {_opening(item)}" for item in items)
        case Table() as table:
            marks = ("---:" if rank in table.figures else "---" for rank in range(len(table.heads)))
            rows = (_cells(row.cells, "**" if row.strong else "") for row in table.rows)
            return "\n".join([_cells(table.heads), f"|{'|'.join(marks)}|", *rows])


def _cells(cells: tuple[str, ...], strong: str = "") -> str:
    said = (_md(cell).replace("\n", "<br>") for cell in cells)
    return "| " + " | ".join(f"{strong}{one}{strong}" if one else "" for one in said) + " |"


def _html(block: AnyBlock) -> str:
    match block:
        case Heading(words=words, level=level):
            return f"<h{level}>{escape(words)}</h{level}>"
        case Paragraph(words=words, strong=strong):
            return f"<p><strong>{_lines(words)}</strong></p>" if strong else f"<p>{_lines(words)}</p>"
        case Note(words=words):
            return f'<p class="note" role="note">{_lines(words)}</p>'
        case Bullets(items=items):
            return "<ul>" + "".join(f"<li>{_lines(item)}</li>" for item in items) + "</ul>"
        case Table() as table:
            return "\n".join(_html_table(table))


def _lines(words: str) -> str:
    return escape(words).replace("\n", "<br>")


def _html_table(table: Table) -> Iterator[str]:
    def side(rank: int) -> str:
        return ' class="figure"' if rank in table.figures else ""

    yield f"<table><caption>{escape(table.caption)}</caption>"
    heads = (f'<th scope="col"{side(rank)}>{escape(head)}</th>' for rank, head in enumerate(table.heads))
    yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        first, *others = (f"<strong>{_lines(cell)}</strong>" if row.strong else _lines(cell) for cell in row.cells)
        cells = (f"<td{side(rank)}>{cell}</td>" for rank, cell in enumerate(others, start=1))
        yield f'<tr><th scope="row">{first}</th>{"".join(cells)}</tr>'
    yield "</tbody></table>"
