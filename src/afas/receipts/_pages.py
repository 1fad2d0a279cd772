"""The pages of a tagged PDF (fpdf2): marks, foot, fonts, and lines of text from one page to the next.

fpdf2 tags pictures and headings only (as figures); here every line of text is marked, and belongs to an element of the
structure. What is repeated on each page and what is drawn are artifacts, which a screen reader passes over.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from fpdf import FPDF
from fpdf.prefs import ViewerPreferences

from afas.documents import Document
from afas.receipts._lines import fitted, lines_of
from afas.receipts._tags import Element, Tree
from afas.text import Text, no_break

__all__ = ["BODY", "GREY", "INK", "LEFT", "TOP", "WARNING", "Pages"]

LEFT, TOP = 18.0, 16.0  # millimetres
BODY: Final = 10.0  # points
INK, GREY, WARNING = (27, 27, 27), (74, 80, 92), (163, 58, 0)
_RULE: Final = (138, 148, 166)
_FOOT: Final = 24.0  # millimetres
_FOOT_WORDS: Final = 200  # characters of the foot, which comes again on each page
_PAGE: Final = Text(fr="page {page} sur {pages}", en="page {page} of {pages}")


class Pages(FPDF):
    """The pages of a document: its foot, its marks, and text that flows from one to the next."""

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
        self.set_margins(LEFT, TOP, LEFT)
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
            self.use("", 8, GREY)
            self.line(LEFT, self.h - 18, self.w - LEFT, self.h - 18)
            for rank, words in enumerate(self.document.foot[:2]):
                first, *more = self.wrapped(words[:_FOOT_WORDS], self.epw - 32)
                self.set_xy(LEFT, self.h - 16.5 + 3.8 * rank)
                self.cell(self.epw - 30, 3.8, f"{first}…" if more else first)
            number = pages.format(page=self.page, pages=self.str_alias_nb_pages)
            width = self.get_string_width(number.replace(self.str_alias_nb_pages, "000"))
            self.set_xy(self.w - LEFT - width, self.h - 16.5)
            self.cell(width, 3.8, number)
            self.use("B", 8, WARNING)
            self.set_xy(self.w - LEFT - 90, self.h - 12.7)
            self.cell(90, 3.8, self.document.flags, align="R")

    @property
    def room(self) -> float:
        """The height left on the page, in millimetres."""
        return float(self.h - _FOOT - self.y)

    @property
    def whole(self) -> float:
        """The room of a fresh page."""
        return float(self.h - _FOOT - TOP)

    def use(self, style: str, size: float, ink: tuple[int, int, int] = INK) -> None:
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
        self.set_xy(LEFT, top + len(lines) * self.leading)

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
            self.put(lines[:fit], element, LEFT + indent, self.epw - indent)
            lines = lines[fit:]
            if lines:
                self.add_page_as_now()

    def add_page_as_now(self) -> None:
        """A fresh page, in the same font."""
        style, size, ink = self.font_style, self.font_size_pt, self.text_color
        self.add_page()
        self.set_font("text", style, size)
        self.text_color = ink
