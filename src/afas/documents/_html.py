"""Blocks in HTML: no script, no style but that of a whole page, and links to http addresses only."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from afas.documents._blocks import Block, Bullets, Heading, Line, Note, Paragraph, Table
from afas.documents._words import labelled
from afas.text import no_break

__all__ = ["Html"]

_STYLE: Final = """
body { font-family: system-ui, "Noto Sans", sans-serif; line-height: 1.5; color: #1b1b1b; background: #fff;
  max-width: 56rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3 { line-height: 1.2; color: #12305e; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
caption { text-align: left; font-style: italic; padding: .25rem 0; }
th, td { border: 1px solid #8a94a6; padding: .3rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
thead th { background: #e8edf5; }
.figure { text-align: right; overflow-wrap: break-word; }
.note { border-left: .4rem solid #a33a00; background: #fff4ec; padding: .5rem .8rem; font-weight: 600; }
footer { border-top: 1px solid #8a94a6; margin-top: 2rem; font-size: .9rem; overflow-wrap: anywhere; }
@media print { tr, .note { break-inside: avoid; } h2, h3 { break-after: avoid; } }
""".strip()


class Html:
    """Writes HTML in one language, its headings under a title of one level."""

    def __init__(self, language: str, level: int) -> None:
        self.language, self.level = language, level

    def words(self, words: str) -> str:
        """Words as they read, over several lines where they have several."""
        return escape(no_break(words, self.language)).replace("\n", "<br>")

    def fragment(self, title: str, blocks: Iterable[Block], foot: tuple[str, ...]) -> str:
        """A part of a page."""
        start = f'<section class="afas" lang="{self.language}">' + (self.heading(title, 1) if title else "")
        end = [self.foot(foot)] if foot else []
        return "\n".join([start, *map(self.block, blocks), *end, "</section>"])

    def page(self, title: str, blocks: Iterable[Block], foot: tuple[str, ...]) -> str:
        """A whole page, which asks for nothing outside itself."""
        named = " – ".join(self.words(part) for part in (title, *foot[:1]) if part)
        return "\n".join(
            [
                "<!doctype html>",
                f'<html lang="{self.language}">',
                "<head>",
                '<meta charset="utf-8">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                f"<title>{named}</title>",
                f"<style>\n{_STYLE}\n</style>",
                "</head>",
                "<body>",
                "<main>",
                *([self.heading(title, 1)] if title else []),
                *map(self.block, blocks),
                "</main>",
                *([f"<footer>{self.foot(foot)}</footer>"] if foot else []),
                "</body>",
                "</html>",
                "",
            ]
        )

    def foot(self, lines: Iterable[str]) -> str:
        """The foot."""
        return f"<p>{'<br>'.join(map(self.words, lines))}</p>"

    def heading(self, words: str, level: int) -> str:
        """A heading, at most of level 6."""
        level = min(self.level + level - 1, 6)
        return f"<h{level}>{self.words(words)}</h{level}>"

    def block(self, block: Block) -> str:
        """A block."""
        match block:
            case Heading(words=words, level=level):
                return self.heading(words, level)
            case Paragraph(words=words, strong=strong):
                said = self.words(words)
                return f"<p><strong>{said}</strong></p>" if strong else f"<p>{said}</p>"
            case Note(words=words):
                return f'<p class="note" role="note"><strong>{self.words(words)}</strong></p>'
            case Bullets(items=items, numbered=numbered):
                kind = "ol" if numbered else "ul"
                return f"<{kind}>" + "".join(f"<li>{self.item(item)}</li>" for item in items) + f"</{kind}>"
            case Table() as table:
                return "\n".join(self.table(table))

    def item(self, item: str | Line) -> str:
        """An item of a list."""
        if isinstance(item, str):
            return self.words(item)
        value = [f"<strong>{self.words(item.value)}</strong>"] if item.value else []
        if item.how:
            body = " = ".join([*map(self.words, (item.label, *item.how)), *value])
        else:
            colon = no_break(labelled("", "", self.language), self.language)
            body = colon.join([self.words(item.label), *value])
        return f"{body} — {self.linked(self.words(item.note), item)}" if item.note else self.linked(body, item)

    @staticmethod
    def linked(part: str, item: Line) -> str:
        """A part of a line that is written already, with the link of the line."""
        link = item.link or ""
        return f'<a href="{escape(link)}">{part}</a>' if link.startswith(("https://", "http://")) else part

    def table(self, table: Table) -> Iterator[str]:
        """A table, line by line."""

        def side(rank: int) -> str:
            return ' class="figure"' if rank in table.figures else ""

        caption = f"<caption>{self.words(table.caption)}</caption>" if table.caption else ""
        yield f"<table>{caption}"
        heads = (f'<th scope="col"{side(rank)}>{self.words(head)}</th>' for rank, head in enumerate(table.heads))
        yield f"<thead><tr>{''.join(heads)}</tr></thead>"
        yield "<tbody>"
        for row in table.rows:
            said = map(self.words, row.cells)
            first, *others = (f"<strong>{cell}</strong>" if row.strong and cell else cell for cell in said)
            cells = (f"<td{side(rank)}>{cell}</td>" for rank, cell in enumerate(others, start=1))
            yield f'<tr><th scope="row">{first}</th>{"".join(cells)}</tr>'
        yield "</tbody></table>"
