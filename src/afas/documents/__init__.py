"""What is shown to people, as text, Markdown and HTML."""

from afas.documents._page import Block, Line, Page

__all__ = [
    "Block", "Line", "Page",
]  # fmt: skip
