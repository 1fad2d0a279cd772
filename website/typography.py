"""The typography of the built pages: one pass over the words of a page, in its language; code is left as it is.

French: no-break blanks inside « » and before : ; ? ! % €, thousands that do not break, typographic apostrophes, 2e for
2ème. English: apostrophes, no blank before %. Both: a minus sign before a number. It changes no anchor and no address.
"""

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["laid_out", "parts", "typeset"]

WIDE, THIN = "\u00a0", "\u202f"
_BOTH: Final = (
    (re.compile(r"(?<=[^\W\d_])'"), "’"),
    (re.compile(r"(?<=\d)'(?=[^\W\d_])"), "’"),
    (re.compile(r"(?<![^\s(])-(?=\d)"), "−"),
)
_RULES: Final = {
    "fr": (
        *_BOTH,
        (re.compile(r"(?<=\d)ème\b"), "e"),
        (re.compile(r"« ?(?=\S|$)"), "«" + WIDE),
        (re.compile(r"(?:(?<=\S)|^) ?»"), WIDE + "»"),
        (re.compile(r" (?=:(?:\s|$))"), WIDE),
        (re.compile(r" (?=[;?!](?:\s|$|[)»]))"), THIN),
        (re.compile(r"(?<=\d) ?%"), WIDE + "%"),
        (re.compile(r"(?<=\d) (?=€|h\b)"), WIDE),
        (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), THIN),
    ),
    "en": (*_BOTH, (re.compile(r"(?<=\d)[ \u00a0]%"), "%")),
}
_TAG: Final = re.compile(r"(<!--.*?-->|<[^>]+>)", re.DOTALL)
_NAME: Final = re.compile(r"</?([a-z0-9]+)", re.IGNORECASE)
_LANG: Final = re.compile(r'\slang="?(\w\w)')
_AS_IT_IS: Final = {"code", "pre", "script", "style", "kbd", "textarea", "svg", "option"}
_VOID: Final = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def typeset(words: str, locale: str) -> str:
    """Some words, as the language sets them.

    >>> typeset("aujourd'hui, le 2ème", "fr")
    'aujourd’hui, le 2e'
    """
    for pattern, by in _RULES[locale]:
        words = pattern.sub(by, words)
    return words


def parts(html: str, locale: str) -> Iterator[tuple[str, str | None]]:
    """The pieces of a page in order, each with the language its words are set in; None for tags, code and the like."""
    open_: list[tuple[str, str | None]] = []  # the names of the elements around, and how their words are set
    for piece in _TAG.split(html):
        name = _NAME.match(piece) if piece.startswith("<") else None
        if name is None:
            how = open_[-1][1] if open_ else locale
            yield piece, None if piece.startswith("<") else how
            continue
        yield piece, None
        tag = name[1].lower()
        if piece.startswith("</"):
            while open_ and open_.pop()[0] != tag:
                pass
        elif tag not in _VOID and not piece.endswith("/>"):
            around = open_[-1][1] if open_ else locale
            own = _LANG.search(piece)
            inside = None if tag in _AS_IT_IS else own[1] if own and own[1] in _RULES and around else around
            open_.append((tag, inside))


def laid_out(html: str, locale: str) -> str:
    """A page whose words are set; an element with a `lang` of its own is set by that language."""
    return "".join(typeset(piece, how) if how else piece for piece, how in parts(html, locale))
