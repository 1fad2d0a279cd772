"""The recapitulative (*récapitulatif*) and the receipt (*accusé de transmission*) of a declaration.

What an approver sees before signing, and downloads once it is transmitted: a `Document`, rendered to Markdown, HTML
and tagged PDF. Before it is signed it says so; whatever is illustrative, provisional or late says so too.
"""

from afas.receipts._content import EstimateOfOtherData, receipt
from afas.receipts._document import Bullets, Document, Heading, Note, Paragraph, Row, Table

__all__ = [
    "Bullets", "Document", "EstimateOfOtherData", "Heading", "Note", "Paragraph", "Row", "Table",
    "receipt",
]  # fmt: skip
