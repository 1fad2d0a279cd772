"""A document with its faces, and the base class of all that is shown."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

import attrs

from afas.documents._blocks import Block, Table
from afas.documents._html import Html
from afas.documents._markdown import foot as markdown_foot
from afas.documents._markdown import inline, markdown
from afas.documents._text import comma_separated, text
from afas.documents._words import one_line
from afas.text import language

__all__ = ["Document", "Shown"]


def _blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(blocks)


def _foot(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(one_line, lines))


@attrs.frozen
class Document:
    """A document in one language, ready to be rendered; its words are plain words, whoever typed them.

    Attributes:
        title: "" where its headings say enough.
        language: "fr" or "en"; a locale such as "fr_FR" is one too.
        foot: what stands under it: what it is about, when it was made.
        flags: marks of a word each, repeated at the foot of each printed page.
        level: of its title among the headings of the page it stands in.

    >>> from afas.documents import Heading, Table
    >>> parts = Table("", ("Part", "Montant"), [["PS", "10 €"]], figures={1})
    >>> shown = Document("Droit", "fr", (Heading("Parts"), parts))
    >>> print(shown.to_markdown())
    ### Droit
    <BLANKLINE>
    #### Parts
    <BLANKLINE>
    | Part | Montant |
    |---|---:|
    | PS | 10 € |
    """

    title: str = attrs.field(converter=one_line)
    language: str = attrs.field(converter=language)
    blocks: tuple[Block, ...] = attrs.field(converter=_blocks)
    foot: tuple[str, ...] = attrs.field(default=(), converter=_foot)
    flags: str = ""
    level: int = 3

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, as cells of text."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def to_text(self) -> str:
        """Plain text."""
        title = [self.title] if self.title else []
        return "\n\n".join([*title, *text(self.blocks, self.language), *self.foot])

    def to_markdown(self) -> str:
        """Markdown, with tables."""
        title = [f"{'#' * self.level} {inline(self.title)}"] if self.title else []
        foot = [markdown_foot(self.foot)] if self.foot else []
        return "\n\n".join([*title, *markdown(self.blocks, self.level, self.language), *foot])

    def to_html(self, *, page: bool = False) -> str:
        """HTML to stand inside a page, or a whole `page` of its own; no script, nothing asked for outside."""
        writer = Html(self.language, self.level)
        return (writer.page if page else writer.fragment)(self.title, self.blocks, self.foot)

    def to_csv(self) -> str:
        """Its tables in CSV (RFC 4180), one after the other; no cell is a formula."""
        return comma_separated(self.tables)

    def _repr_html_(self) -> str:
        return self.to_html()


class Shown(ABC):
    """Base class: an object that makes a document has its faces."""

    __slots__ = ()

    @abstractmethod
    def document(self, locale: str = "fr", *args: Any, **options: Any) -> Document:
        """The document in one language; subclasses add their own options."""

    def to_text(self, locale: str = "fr", *args: Any, **options: Any) -> str:
        """Plain text; options are those of `document`."""
        return self.document(locale, *args, **options).to_text()

    def to_markdown(self, locale: str = "fr", *args: Any, **options: Any) -> str:
        """Markdown; options are those of `document`."""
        return self.document(locale, *args, **options).to_markdown()

    def to_html(self, locale: str = "fr", *args: Any, **options: Any) -> str:
        """HTML to stand inside a page; options are those of `document`."""
        return self.document(locale, *args, **options).to_html()

    def to_csv(self, locale: str = "fr", *args: Any, **options: Any) -> str:
        """Its tables in CSV; options are those of `document`."""
        return self.document(locale, *args, **options).to_csv()

    def _repr_html_(self) -> str:
        return self.to_html()
