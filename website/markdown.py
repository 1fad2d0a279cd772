"""Small pieces of Markdown, in French or English."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from afas.quantities import Unit
from afas.sources import Source
from afas.text import Euros, Percent, Text, figure

__all__ = [
    "HEADER",
    "admonition",
    "amount",
    "blanks",
    "described",
    "folded",
    "header",
    "link",
    "named_pictures",
    "place_names",
    "slug",
    "table",
    "tidy",
]

HEADER = Text(
    fr="Page écrite par `make pages` à partir du code : modifiez le code, non la page.",
    en="Page written by `make pages` from the code: change the code, not the page.",
)


def header(title: str, locale: str) -> list[str]:
    """The first lines of a page that is made: its title, and what writes it."""
    return [f"# {title}", "", f"<!-- {HEADER(locale)} -->", ""]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table; a bar in a cell would end it, so it is escaped."""
    lines = [" | ".join(head), "|".join("---" for _ in head)]
    lines += [" | ".join(cell.replace("|", "\\|").replace("\n", " ") or "–" for cell in row) for row in rows]
    return [f"| {lines[0]} |", f"|{lines[1]}|", *(f"| {line} |" for line in lines[2:]), ""]


def admonition(kind: str, words: str) -> list[str]:
    """A boxed remark without a title."""
    return [f'!!! {kind} ""', "", f"    {words}", ""]


def folded(title: str, lines: Iterable[str]) -> list[str]:
    """Lines that are shown when their title is opened."""
    return ['<details markdown="1">', f"<summary>{title}</summary>", "", *lines, "", "</details>", ""]


def link(source: Source, locale: str) -> str:
    """A source with its address under its title."""
    publisher, name = source.names(locale)
    quoted = Text(fr=f"« {name} »", en=f"“{name}”")(locale)
    title = f"[{quoted}]({source.url})" if source.url else quoted
    return ", ".join(part for part in (publisher, title, *source.details(locale)) if part)


def amount(value: Decimal, unit: Unit, locale: str) -> str:
    """A figure with its unit, as the language writes it."""
    match unit:
        case Unit.EUR:
            return figure(Euros(value), locale)
        case Unit.RATIO | Unit.RATE:
            return figure(Percent(value), locale)
        case Unit.FLAG:
            return figure(bool(value), locale)
    if unit.text.fr.startswith("€/"):
        return figure(Euros(value), locale) + unit.text(locale).removeprefix("€")
    return f"{figure(value, locale)} {unit.text(locale)}"


def place_names(template: str) -> str:
    """A sentence with the names of its places as code instead of in braces."""
    return re.sub(r"(?<!{){(\w+)}(?!})", r"`\1`", template).replace("{{", "{").replace("}}", "}")


def blanks(template: str) -> str:
    """A sentence with its places left blank, for those who do not read code."""
    return re.sub(r"(?<!{){\w+}(?!})", "…", template).replace("{{", "{").replace("}}", "}")


def slug(words: str) -> str:
    """An anchor made of plain letters: Prix plafond → prix-plafond."""
    import unicodedata  # noqa: PLC0415 - only here

    plain = unicodedata.normalize("NFKD", words.replace("’", "-").replace("œ", "oe")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def tidy(lines: Iterable[str]) -> str:
    """The page as text: one empty line at most between two lines, one newline at the end."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def described(page: str, words: Sequence[str]) -> str:
    """The pictures of a notebook, in turn, with the words they were given for those who do not see them."""
    said = iter(words)
    return re.sub(r"!\[(png|svg)\]\(", lambda found: f"![{_in_brackets(next(said, '')) or found[1]}](", page)


def _in_brackets(words: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", words)


def named_pictures(page: str) -> str:
    """Each picture named after the heading above it, for who does not see it."""
    pieces = re.split(r"(?m)^(#+ .*)$", page)
    named = [pieces[0]]
    for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
        named += [heading, re.sub(r"!\[\w+\]\(", f"![{heading.lstrip('# ')}](", text)]
    return "".join(named)
