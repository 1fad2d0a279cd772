"""A document as tagged PDF: its headings, paragraphs, notes, lists and tables, laid out on pages.

The structure tree is that of the document: H1 to H3, P, L/LI, Table/TR/TH/TD, with the scope of each TH. The heads of a
table that goes on to the next page are artifacts there, as the foot is.
"""

from collections.abc import Sequence
from datetime import datetime
from importlib.util import find_spec
from typing import Final

from afas.documents import Block, Bullets, Document, Heading, Line, Note, Paragraph, Table
from afas.receipts._lines import shares_of
from afas.receipts._pages import BODY, LEFT, TOP, WARNING, Pages
from afas.receipts._tags import Element, pdf_string

__all__ = ["render"]

_FONT: Final = "font_source_sans_pro"
_PAD: Final = 1.4  # millimetres
_SIZES: Final = {1: 20, 2: 14, 3: 11.5}  # points, by level of heading
_SMALL: Final = 9.0
_HEAD_LINES: Final = 6  # of the heads of a table, which come again on each page
_BLUE, _PALE, _WARM = (18, 48, 94), (232, 237, 245), (255, 244, 236)


def render(document: Document, at: datetime, fonts: tuple[str, str] | None = None) -> bytes:
    """The bytes of the document; the same document gives the same bytes."""
    pdf = _Pdf(document, at, _own_fonts() if fonts is None else fonts)
    document = pdf.document
    pdf.add_page()
    if document.title:
        pdf.heading(Heading(document.title, 1))
    for block in document.blocks:
        pdf.block(block)
    return bytes(pdf.output())


def _own_fonts() -> tuple[str, str]:
    """Source Sans Pro, from the package that the extra installs."""
    found = find_spec(_FONT)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(name=_FONT)
    place = found.submodule_search_locations[0]
    return (f"{place}/files/SourceSansPro-Regular.ttf", f"{place}/files/SourceSansPro-Bold.ttf")


class _Pdf(Pages):
    """Lays a document out, block by block."""

    def block(self, block: Block) -> None:
        """One block, under the last."""
        match block:
            case Heading():
                self.heading(block)
            case Paragraph(words=words, strong=strong):
                self.use("B" if strong else "", 12 if strong else BODY)
                self.flow(words, self.element("P"))
                self.ln(2)
            case Note(words=words):
                self.note(words)
            case Bullets():
                self.bullets(block)
            case Table():
                self.table_of(block)

    def heading(self, heading: Heading) -> None:
        """A heading, with what follows it on the same page."""
        level = min(heading.level - (not self.document.title), self.level + 1, max(_SIZES))
        self.level = level
        self.use("B", _SIZES[level], _BLUE)
        lines = self.wrapped(heading.words, self.epw)
        if self.room < len(lines) * self.leading + 32 and self.y > TOP + 1:
            self.add_page_as_now()
        elif self.y > TOP + 1:
            self.ln(3 if level == 2 else 1.5)
        self.start_section(heading.words, level=level - 1)
        self.use("B", _SIZES[level], _BLUE)
        self.flow(heading.words, self.element(f"H{level}"))
        self.ln(1.5)

    def note(self, words: str) -> None:
        """A warning in a box, which may go over several pages."""
        self.use("B", BODY, WARNING)
        lines = self.wrapped(words, self.epw - 8)
        element: Element | None = None
        if len(lines) * self.leading + 3 > self.room:
            self.add_page_as_now()
        while lines:
            fit = max(1, int((self.room - 3) / self.leading))
            height, top = len(lines[:fit]) * self.leading + 3, self.y
            with self.artifact():
                self.set_fill_color(*_WARM)
                self.rect(LEFT, top, self.epw, height, style="F")
                self.set_fill_color(*WARNING)
                self.rect(LEFT, top, 1.5, height, style="F")
            element = element or self.element("P")
            self.set_y(top + 1.5)
            self.put(lines[:fit], element, LEFT + 4, self.epw - 8)
            self.set_y(top + height + 2)
            lines = lines[fit:]
            if lines:
                self.add_page_as_now()

    def bullets(self, bullets: Bullets) -> None:
        """A list."""
        self.use("", BODY)
        whole = self.element("L")
        for rank, item in enumerate(bullets.items, start=1):
            list_item = self.element("LI", whole)
            if self.room < self.leading * 2:
                self.add_page_as_now()
            y = self.y
            self.put([f"{rank}." if bullets.numbered else "•"], self.element("Lbl", list_item), LEFT + 1, 4)
            self.set_y(y)
            self.flow(self.item(item), self.element("LBody", list_item), indent=7 if bullets.numbered else 5)
            self.ln(0.8)
        self.ln(1)

    def item(self, item: str | Line) -> str:
        """The words of an item of a list."""
        if isinstance(item, str):
            return item
        return item.sentence(self.document.language)

    # ------------------------------------------------------------------------ tables

    def table_of(self, table: Table) -> None:
        """A table; its heads come again on each page, and a line stands on one page if a page can hold it."""
        shares = table.widths or shares_of(table)
        widths = [self.epw * share / sum(shares) for share in shares]
        first = self.height(self.cells(table.rows[0].cells, widths, table.rows[0].strong)) if table.rows else 0
        if self.room < min(first, self.whole / 3) + 10:
            self.add_page_as_now()
        whole = self.element("Table", None, f"<</O /Table /Summary {pdf_string(table.caption)}>>")
        self.heads(table, widths, self.element("TR", whole))
        for row in table.rows:
            cells = self.cells(row.cells, widths, row.strong)
            height = self.height(cells)
            if height > self.room and (height < self.whole / 3 or self.room < 30):
                self.add_page_as_now()
                self.heads(table, widths, None)
                self.use("B" if row.strong else "", _SMALL)
            line = self.element("TR", whole)
            elements = [
                self.element("TH", line, "<</O /Table /Scope /Row>>") if rank == 0 else self.element("TD", line)
                for rank in range(len(cells))
            ]
            self.row(table, widths, cells, elements, row.strong)
        self.ln(3)

    def cells(self, cells: Sequence[str], widths: Sequence[float], strong: bool) -> list[list[str]]:
        """The lines of each cell."""
        self.use("B" if strong else "", _SMALL)
        return [self.wrapped(cell, width - 2 * _PAD) for cell, width in zip(cells, widths, strict=True)]

    def height(self, cells: Sequence[Sequence[str]]) -> float:
        """The height of a row of cells."""
        return float(max(map(len, cells)) * self.leading + 2 * _PAD)

    def heads(self, table: Table, widths: Sequence[float], line: Element | None) -> None:
        """The heads; marked the first time, an artifact on the pages that follow."""
        cells = [
            lines if len(lines) <= _HEAD_LINES else [*lines[: _HEAD_LINES - 1], "…"]
            for lines in self.cells(table.heads, widths, strong=True)
        ]
        scope = "<</O /Table /Scope /Column>>"
        elements = [None if line is None else self.element("TH", line, scope) for _ in cells]
        self.slice(table, widths, cells, elements, _PALE)

    def row(
        self,
        table: Table,
        widths: Sequence[float],
        cells: list[list[str]],
        elements: Sequence[Element | None],
        strong: bool,
    ) -> None:
        """One line of a table, cut where the page ends."""
        while any(cells):
            fit = max(1, int((self.room - 2 * _PAD) / self.leading))
            self.slice(table, widths, [lines[:fit] for lines in cells], elements, _PALE if strong else None)
            cells = [lines[fit:] for lines in cells]
            if any(cells):
                self.add_page_as_now()
                self.heads(table, widths, None)
                self.use("B" if strong else "", _SMALL)

    def slice(
        self,
        table: Table,
        widths: Sequence[float],
        cells: Sequence[Sequence[str]],
        elements: Sequence[Element | None],
        fill: tuple[int, int, int] | None,
    ) -> None:
        """The part of a row that stands on this page."""
        top, x = self.y, LEFT
        height = self.height(cells)
        for rank, (lines, width, element) in enumerate(zip(cells, widths, elements, strict=True)):
            with self.artifact():
                if fill is not None:
                    self.set_fill_color(*fill)
                self.rect(x, top, width, height, style="D" if fill is None else "DF")
            self.set_y(top + _PAD)
            self.put(lines, element, x + _PAD, width - 2 * _PAD, "R" if rank in table.figures else "L")
            x += width
        self.set_xy(LEFT, top + height)
