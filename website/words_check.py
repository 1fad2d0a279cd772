"""The words of the built pages, as they are read: French typography, and no word of English left in French.

`python -m website.words_check SITE`. Code, and what is marked as being of another language, are not looked at.
"""

import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Final

from website.typography import parts

__all__ = ["faults", "wrong"]

_ENGLISH: Final = re.compile(
    r"(?<![-\w])(the|and|with|which|before|after|from|this|that|forecast|actual|update|are|has|have|not|when|where|what|"
    r"who|advance|balance|right|page not|read more|next|previous|table of contents|search)(?![-\w])"
)
_TYPED: Final = {
    "fr": (
        (re.compile(r"\w'\w"), "a straight apostrophe"),
        (re.compile(r"\d(?:è|e)me\b"), "an ordinal to write “2e”"),
        (re.compile(r"(?<![\u00a0\u202f\s])[»;?!](?:\s|$)|\s«[^\u00a0]"), "a sign that is not spaced"),
        (re.compile(r"[ ](?:[:;?!»](?:\s|$))"), "a plain space before a sign"),
        (re.compile(r"\d [€%]"), "a plain space before a unit"),
        (re.compile(r"(?:^|[\s(])-\d"), "a hyphen for a minus"),
        (re.compile(r"\d \d{3}\b(?! \w+ \d)"), "a plain space within a number"),
    ),
    "en": (
        (re.compile(r"\w'\w"), "a straight apostrophe"),
        (re.compile(r"(?:^|[\s(])-\d"), "a hyphen for a minus"),
        (re.compile(r"\d[\s\u00a0\u202f]%"), "a space before %"),
    ),
}


def wrong(words: str, locale: str) -> Iterator[str]:
    """What is wrong in some words, with the place.

    >>> list(wrong("l'acompte", "fr"))
    ["a straight apostrophe: l'acompte"]
    >>> list(wrong("prévisionnelle (forecast N)", "fr"))
    ['English: prévisionnelle (forecast N)']
    """
    for pattern, said in _TYPED[locale]:
        if found := pattern.search(words):
            yield f"{said}: {words[max(0, found.start() - 25) : found.end() + 25].strip()}"
    if locale == "fr" and (found := _ENGLISH.search(words)):
        yield f"English: {words[max(0, found.start() - 25) : found.end() + 25].strip()}"


def faults(site: Path) -> list[str]:
    """What is wrong on each page."""
    found = []
    for path in sorted(site.rglob("*.html")):
        place = path.relative_to(site).as_posix()
        locale = "en" if place.startswith(("en/", "decisions/")) else "fr"
        for words, how in parts(path.read_text(encoding="utf-8"), locale):
            if how is not None and words.strip():
                found += [f"{place}: {said}" for said in wrong(unescape(words), how)]
    return found


if __name__ == "__main__":
    every = faults(Path(sys.argv[1]))
    print(*every, sep="\n", end="\n" if every else "")
    print(f"words: {len(every)} wrong")
    sys.exit(bool(every))
