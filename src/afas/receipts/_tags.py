"""The structure tree of a tagged PDF, with elements inside elements; that of fpdf2 is flat."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from fpdf.structure_tree import StructElem, StructTreeRoot, StructureTreeBuilder

__all__ = ["Element", "Tree", "pdf_string"]


class Element(StructElem):
    """A structure element, with attributes (`/A`)."""

    __slots__ = ("a",)

    def __init__(self, kind: str, parent: Any, page: int, attributes: str | None = None) -> None:
        super().__init__(f"/{kind}", parent, [], page)
        self.a = attributes
        self.kind = kind


class Tree(StructureTreeBuilder):
    """The structure tree, with elements inside elements; that of fpdf2 is flat."""

    def __init__(self) -> None:
        self.struct_tree_root = StructTreeRoot()
        self.document = Element("Document", self.struct_tree_root, 1)
        self.struct_tree_root.k.append(self.document)
        self.spid_per_page_number: dict[int, int] = {}
        self.elements: list[Element] = []
        self.doc_struct_elem: Any = SimpleNamespace(k=self.elements)  # fpdf2 sets the page of each of these

    def add(self, kind: str, parent: Element, page: int, attributes: str | None = None) -> Element:
        """A new element, the last of its parent's."""
        element = Element(kind, parent, page, attributes)
        parent.k.append(element)
        self.elements.append(element)
        return element

    def mark(self, element: Element, page: int) -> tuple[int, int]:
        """The number of a new piece of content of this element, and that of its page."""
        place = self.spid_per_page_number.setdefault(page, len(self.spid_per_page_number))
        if element.page_number() != page:  # goes on over the page
            last = element.k[-1] if element.k else None
            if isinstance(last, Element) and last.page_number() == page:
                element = last
            else:
                element = self.add("Span", element, page)
        marked = self.struct_tree_root.parent_tree.nums[place]
        element.k.append(len(marked))
        marked.append(element)
        return len(marked) - 1, place

    def empty(self) -> bool:
        """Is there nothing?"""
        return not self.elements

    def __iter__(self) -> Iterator[Any]:
        yield from (self.struct_tree_root, self.document, self.struct_tree_root.parent_tree)
        yield from self.elements


def pdf_string(words: str) -> str:
    """Words as a string of the PDF, in UTF-16."""
    return "<" + ("\ufeff" + words).encode("utf-16-be").hex() + ">"
