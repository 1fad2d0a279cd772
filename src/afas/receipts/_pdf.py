"""A document as tagged PDF (fpdf2).

fpdf2 tags pictures and headings only (as figures); here every line of text is marked, and the structure tree is that
of the document: H1 to H3, P, L/LI, Table/TR/TH/TD, with the scope of each TH. What is repeated on each page (its foot,
the heads of a table that goes on) and what is drawn are artifacts, which a screen reader passes over.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any, Final

from fpdf import FPDF
from fpdf.prefs import ViewerPreferences

from afas.documents import Block, Bullets, Document, Heading, Line, Note, Paragraph, Table
from afas.receipts._lines import fitted, lines_of, shares_of
from afas.receipts._tags import Element, Tree, pdf_string
from afas.text import Text, no_break

__all__ = ["render"]

_FONT: Final = "font_source_sans_pro"
_LEFT, _TOP, _FOOT, _PAD = 18.0, 16.0, 24.0, 1.4  # millimetres
_SIZES: Final = {1: 20, 2: 14, 3: 11.5}  # points, by level of heading
_BODY, _SMALL = 10.0, 9.0
_FOOT_WORDS, _HEAD_LINES = 200, 6  # of what comes again on each page: characters, and lines of a head
_INK, _BLUE, _GREY, _PALE, _RULE = (27, 27, 27), (18, 48, 94), (74, 80, 92), (232, 237, 245), (138, 148, 166)
_WARM, _WARNING = (255, 244, 236), (163, 58, 0)
_PAGE: Final = Text(fr="page {page} sur {pages}", en="page {page} of {pages}")


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


class _Pdf(FPDF):
    """Lays a document out, line by line."""

    def __init__(self, document: Document, at: datetime, fonts: tuple[str, str]) -> None:
        super().__init__(format="A4")
        self.struct_builder = self.tree = Tree()
        for style, file in zip(("", "B"), fonts, strict=True):
            self.add_font("text", style, file)
        self.document = document = fitted(document, self.characters())
        self.level = 0  # of the last heading: no level is skipped
        self.measured: dict[tuple[str, str], float] = {}
        self.set_title(" – ".join(part for part in (document.title, *document.foot[:1]) if part) or "afas")
        self.set_lang({"fr": "fr-FR", "en": "en-GB"}.get(document.language, document.language))
        self.set_producer("afas")
        self.set_creation_date(at if at.tzinfo is not None else at.replace(tzinfo=UTC))
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margins(_LEFT, _TOP, _LEFT)
        self.set_auto_page_break(False)
        self.c_margin = 0
        self.set_line_width(0.2)

    def characters(self) -> set[int]:
        """The characters that the font has in both its weights."""
        weights: list[Any] = [font for font in self.fonts.values() if font.name]
        return set.intersection(*(set(font.cmap) for font in weights))

    def measure(self, character: str) -> float:
        """The width of a character, in the font and size in use."""
        key = self.font_style, character
        if key not in self.measured:
            self.measured[key] = self.get_string_width(character) / self.font_size_pt
        return self.measured[key] * self.font_size_pt

    # ------------------------------------------------------------------------ marks

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Content drawn in this block is decoration."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    @contextmanager
    def marked(self, element: Element | None) -> Iterator[None]:
        """Content drawn in this block belongs to this element; None: an artifact."""
        if element is None:
            self._out("/Artifact BMC")
        else:
            number, place = self.tree.mark(element, self.page)
            self.pages[self.page].struct_parents = place
            self._out(f"/{element.kind} <</MCID {number}>> BDC")
        yield
        self._out("EMC")

    def element(self, kind: str, parent: Element | None = None, attributes: str | None = None) -> Element:
        """A new element of the structure, on this page."""
        return self.tree.add(kind, parent or self.tree.document, self.page, attributes)

    # ------------------------------------------------------------------------ pages

    def footer(self) -> None:
        """The foot of each page: its subject, the moment it was made, its number."""
        pages = _PAGE(self.document.language)
        with self.artifact():
            self.use("", 8, _GREY)
            self.line(_LEFT, self.h - 18, self.w - _LEFT, self.h - 18)
            for rank, words in enumerate(self.document.foot[:2]):
                first, *more = self.wrapped(words[:_FOOT_WORDS], self.epw - 32)
                self.set_xy(_LEFT, self.h - 16.5 + 3.8 * rank)
                self.cell(self.epw - 30, 3.8, f"{first}…" if more else first)
            number = pages.format(page=self.page, pages=self.str_alias_nb_pages)
            width = self.get_string_width(number.replace(self.str_alias_nb_pages, "000"))
            self.set_xy(self.w - _LEFT - width, self.h - 16.5)
            self.cell(width, 3.8, number)
            self.use("B", 8, _WARNING)
            self.set_xy(self.w - _LEFT - 90, self.h - 12.7)
            self.cell(90, 3.8, self.document.flags, align="R")

    @property
    def room(self) -> float:
        """The height left on the page, in millimetres."""
        return float(self.h - _FOOT - self.y)

    @property
    def whole(self) -> float:
        """The room of a fresh page."""
        return float(self.h - _FOOT - _TOP)

    def use(self, style: str, size: float, ink: tuple[int, int, int] = _INK) -> None:
        """Writes so from now on."""
        self.set_font("text", style, size)
        self.set_text_color(*ink)
        self.set_draw_color(*_RULE)

    @property
    def leading(self) -> float:
        """From one line to the next, in millimetres."""
        return float(self.font_size * 1.28)

    def wrapped(self, words: str, width: float) -> list[str]:
        """The lines that these words take."""
        pieces = no_break(words, self.document.language).split("\n")
        return [line for piece in pieces for line in lines_of(piece, width, self.measure)]

    def put(self, lines: Sequence[str], element: Element | None, x: float, width: float, align: str = "L") -> None:
        """These lines here, one under the other, on this page."""
        top = self.y
        for rank, words in enumerate(lines):
            if not words:
                continue
            with self.marked(element):
                self.set_xy(x, top + rank * self.leading)
                self.cell(width, self.leading, words, align=align)
        self.set_xy(_LEFT, top + len(lines) * self.leading)

    def flow(self, words: str, element: Element, indent: float = 0.0) -> None:
        """These words, over as many pages as they take; never one line alone at the foot or at the head of a page."""
        lines = self.wrapped(words, self.epw - indent)
        while lines:
            fit = int(self.room / self.leading)
            if fit < min(2, len(lines)):
                self.add_page_as_now()
                continue
            if len(lines) - fit == 1 and fit > 2:
                fit -= 1
            self.put(lines[:fit], element, _LEFT + indent, self.epw - indent)
            lines = lines[fit:]
            if lines:
                self.add_page_as_now()

    def add_page_as_now(self) -> None:
        """A fresh page, in the same font."""
        style, size, ink = self.font_style, self.font_size_pt, self.text_color
        self.add_page()
        self.set_font("text", style, size)
        self.text_color = ink

    # ------------------------------------------------------------------------ blocks

    def block(self, block: Block) -> None:
        """One block, under the last."""
        match block:
            case Heading():
                self.heading(block)
            case Paragraph(words=words, strong=strong):
                self.use("B" if strong else "", 12 if strong else _BODY)
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
        if self.room < len(lines) * self.leading + 32 and self.y > _TOP + 1:
            self.add_page_as_now()
        elif self.y > _TOP + 1:
            self.ln(3 if level == 2 else 1.5)
        self.start_section(heading.words, level=level - 1)
        self.use("B", _SIZES[level], _BLUE)
        self.flow(heading.words, self.element(f"H{level}"))
        self.ln(1.5)

    def note(self, words: str) -> None:
        """A warning in a box, which may go over several pages."""
        self.use("B", _BODY, _WARNING)
        lines = self.wrapped(words, self.epw - 8)
        element: Element | None = None
        if len(lines) * self.leading + 3 > self.room:
            self.add_page_as_now()
        while lines:
            fit = max(1, int((self.room - 3) / self.leading))
            height, top = len(lines[:fit]) * self.leading + 3, self.y
            with self.artifact():
                self.set_fill_color(*_WARM)
                self.rect(_LEFT, top, self.epw, height, style="F")
                self.set_fill_color(*_WARNING)
                self.rect(_LEFT, top, 1.5, height, style="F")
            element = element or self.element("P")
            self.set_y(top + 1.5)
            self.put(lines[:fit], element, _LEFT + 4, self.epw - 8)
            self.set_y(top + height + 2)
            lines = lines[fit:]
            if lines:
                self.add_page_as_now()

    def bullets(self, bullets: Bullets) -> None:
        """A list."""
        self.use("", _BODY)
        whole = self.element("L")
        for rank, item in enumerate(bullets.items, start=1):
            list_item = self.element("LI", whole)
            if self.room < self.leading * 2:
                self.add_page_as_now()
            y = self.y
            self.put([f"{rank}." if bullets.numbered else "•"], self.element("Lbl", list_item), _LEFT + 1, 4)
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
        top, x = self.y, _LEFT
        height = self.height(cells)
        for rank, (lines, width, element) in enumerate(zip(cells, widths, elements, strict=True)):
            with self.artifact():
                if fill is not None:
                    self.set_fill_color(*fill)
                self.rect(x, top, width, height, style="D" if fill is None else "DF")
            self.set_y(top + _PAD)
            self.put(lines, element, x + _PAD, width - 2 * _PAD, "R" if rank in table.figures else "L")
            x += width
        self.set_xy(_LEFT, top + height)
