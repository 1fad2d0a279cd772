"""A short document (title, warnings, lists of lines) and its three faces: plain text, Markdown, HTML.

Whoever has something to show a partner makes a `Page` of it, in one language, and renders it here; nothing of what
is shown is trusted: it is escaped in HTML, and a link is a link only where it starts with http.
"""

from html import escape

import attrs

from afas.text import no_break

__all__ = ["Block", "Line", "Page"]


@attrs.frozen
class Line:
    """One line: what it is, how it was made, what it comes to, and what is to be known of it.

    Attributes:
        label: what it is.
        made: how it was made, each way of saying it apart.
        value: what it comes to.
        note: a remark.
        link: an address to go with the note.
    """

    label: str
    value: str = ""
    made: tuple[str, ...] = ()
    note: str = ""
    link: str | None = None


@attrs.frozen
class Block:
    """Lines under a heading; numbered where their order counts."""

    heading: str
    lines: tuple[Line, ...]
    numbered: bool = False


@attrs.frozen
class Page:
    """A title, what has to be said first, and the blocks.

    >>> page = Page("Droit", (), (Block("Étapes", (Line("Droit", "10 €", ("2 × 5",)),)),))
    >>> print(page.to_markdown())
    ### Droit
    <BLANKLINE>
    Étapes
    <BLANKLINE>
    - Droit = 2 × 5 = **10 €**
    """

    title: str
    warnings: tuple[str, ...]
    blocks: tuple[Block, ...]
    colon: str = " : "

    def to_text(self) -> str:
        """Plain text."""
        lines = [self.title, "", *(line for warning in self.warnings for line in (warning.upper(), ""))]
        for block in self.blocks:
            lines += [block.heading, *self._listed(block, "{}", _plain), ""]
        return "\n".join(lines).rstrip()

    def to_markdown(self) -> str:
        """Markdown; addresses are left as they are."""
        lines = [f"### {_plain(self.title)}", ""]
        lines += [line for warning in self.warnings for line in (f"**{warning}**", "")]
        for block in self.blocks:
            lines += [block.heading, "", *self._listed(block, "**{}**", _markdown), ""]
        return "\n".join(lines).rstrip()

    def _listed(self, block: Block, strong: str, plain: "type[str] | object") -> list[str]:
        shown = []
        for rank, line in enumerate(block.lines, start=1):
            bullet = f"{rank}." if block.numbered else "-"
            clean = _markdown if plain is _markdown else _plain
            value = strong.format(line.value) if line.value else ""
            if line.made:
                body = " = ".join([line.label, *line.made, *([value] if value else [])])
            else:
                body = f"{line.label}{self.colon}{value}" if value else line.label
            shown.append(clean(f"{bullet} {body}" + (f" — {line.note}" if line.note else "")))
        return shown

    def to_html(self) -> str:
        """HTML to stand inside a page: no style, no script; French with its no-break spaces."""
        parts = ['<section class="afas">', f"<h3>{escape(self.title)}</h3>"]
        parts += [f'<p class="warning"><strong>{escape(warning)}</strong></p>' for warning in self.warnings]
        for block in self.blocks:
            kind = "ol" if block.numbered else "ul"
            items = (f"<li>{self._item(line)}</li>" for line in block.lines)
            parts += [f"<h4>{escape(block.heading)}</h4>", f"<{kind}>", *items, f"</{kind}>"]
        made = "\n".join([*parts, "</section>"])
        return no_break(made) if self.colon.startswith(" ") else made

    def _item(self, line: Line) -> str:
        value = f"<strong>{escape(line.value)}</strong>" if line.value else ""
        if line.made:
            body = " = ".join([escape(line.label), *map(escape, line.made), *([value] if value else [])])
        else:
            body = escape(line.label) + (escape(self.colon) + value if value else "")
        if not line.note:
            return body
        note = escape(line.note)
        if line.link is not None and line.link.startswith(("https://", "http://")):
            note = f'<a href="{escape(line.link)}">{note}</a>'
        return f"{body} — {note}"


def _plain(words: str) -> str:
    return " ".join(words.split("\n"))


def _markdown(words: str) -> str:
    return _plain(words).replace("<", "&lt;")
