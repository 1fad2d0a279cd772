"""A receipt, which is a page of its own; and any document as tagged PDF."""

from datetime import datetime

import attrs

from afas.documents import Document
from afas.errors import ExtraMissing
from afas.text import Text

__all__ = ["Receipt", "to_pdf"]


def to_pdf(document: Document, *, at: datetime, fonts: tuple[str, str] | None = None) -> bytes:
    """PDF bytes, tagged, with a language, a title, an outline and numbered pages (extra `pdf`).

    This is the only place where files are read: those of the font, by fpdf2. By default it is Source Sans Pro, which
    comes with the extra.

    Args:
        document: of any kind.
        at: the moment it is made; a naive one is written as such, whatever the zone of the machine.
        fonts: the files of another font, regular and bold (`.ttf` or `.otf`); it needs the accents, € and the narrow
            no-break space (U+202F).

    Raises:
        ExtraMissing: the extra `pdf` is not installed.
    """
    try:
        from afas.receipts._pdf import render  # noqa: PLC0415 - fpdf2 is an extra

        return render(document, at, fonts)
    except ModuleNotFoundError as absent:
        raise ExtraMissing(Text(fr="PDF", en="PDF"), "pdf") from absent


@attrs.frozen
class Receipt(Document):
    """The recapitulative or the receipt of a declaration.

    Attributes:
        at: the moment it is made, handed in.
    """

    at: datetime = attrs.field(kw_only=True)

    def to_html(self, *, page: bool = True) -> str:
        """A whole page of HTML; or, without `page`, a part of one."""
        return Document.to_html(self, page=page)

    def to_pdf(self, fonts: tuple[str, str] | None = None) -> bytes:
        """PDF bytes; see `to_pdf` of this package."""
        return to_pdf(self, at=self.at, fonts=fonts)

    def _repr_html_(self) -> str:
        return self.to_html(page=False)
