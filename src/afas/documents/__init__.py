"""One model of a shown document, and its faces as text, Markdown, HTML and CSV.

Whatever has something to show is a `Shown`: it makes a `Document` of headings, paragraphs, notes, lists and tables,
whose words are plain words. The faces alone write markup, so nothing that people typed can become any. PDF is the
face that `receipts` adds.
"""

from afas.documents._blocks import Block, Bullets, Heading, Line, Note, Paragraph, Row, Table
from afas.documents._document import Document, Shown
from afas.documents._words import clauses, labelled, one_line, plain, time_of

__all__ = [
    "Block", "Bullets", "Document", "Heading", "Line", "Note", "Paragraph", "Row", "Shown", "Table", "clauses",
    "labelled", "one_line", "plain", "time_of",
]  # fmt: skip
