"""What stands in the head of each built page, for engines and for tabs: `python -m website.heads SITE`.

A title that no other page has, a description, the language, and the same page in the other language, which leads back.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import urlsplit

__all__ = ["faults"]


class _Head(HTMLParser):
    """Title, description, language and the links to other languages; how many main headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.title = self.description = self.language = ""
        self.languages: dict[str, str] = {}
        self.headings = 0
        self._in_title = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what matters of a tag."""
        given = {name: value or "" for name, value in attrs}
        self._in_title = tag == "title" and not self.title
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "h1":
            self.headings += 1
        elif tag == "meta" and given.get("name") == "description":
            self.description = given.get("content", "")
        elif tag == "link" and "alternate" in given.get("rel", "").split():
            self.languages[given.get("hreflang", "")] = given.get("href", "")

    def handle_data(self, data: str) -> None:
        """Keep the title."""
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the shape that HTMLParser asks for
        """The title ends."""
        self._in_title = False


def _place(page: str, link: str) -> str:
    """Where a link leads, from the root of the site; a whole address keeps its path alone."""
    parts = urlsplit(link)
    return parts.path.lstrip("/") if parts.scheme else normpath(str(PurePosixPath(page).parent / parts.path))


def faults(site: Path) -> list[str]:
    """What is wrong, page by page."""
    pages = {
        path.relative_to(site).as_posix(): _Head(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
        if path.name != "404.html" and "assets" not in path.relative_to(site).parts
    }
    titles: dict[str, str] = {}
    wrong = []
    for place, head in pages.items():
        language = "en" if place.startswith(("en/", "decisions/")) else "fr"
        if head.language != language:
            wrong.append(f"{place}: its language is said to be {head.language!r}, not {language!r}")
        if not head.title or head.title in titles:
            wrong.append(f"{place}: the title {head.title!r} is that of {titles.get(head.title, 'no page')}")
        titles[head.title] = place
        if not head.description:
            wrong.append(f"{place}: no description")
        if head.headings != 1:
            wrong.append(f"{place}: {head.headings} headings of the first level")
        if head.languages:
            wrong += _languages(place, language, head, pages)
        elif not place.startswith(("decisions/", "en/reference/api/")):
            wrong.append(f"{place}: not said to stand in another language")
    return wrong


def _languages(place: str, language: str, head: _Head, pages: dict[str, _Head]) -> list[str]:
    """A page names itself, its twin, and French where the reader has neither language; the twin leads back."""
    to = {code: _place(place, link) for code, link in head.languages.items()}
    other = "en" if language == "fr" else "fr"
    wrong = []
    if to.keys() != {"fr", "en", "x-default"} or to[language] != place or to["x-default"] != to["fr"]:
        return [f"{place}: its languages are {to}"]
    twin = pages.get(to[other])
    if twin is None or _place(to[other], twin.languages.get(language, "")) != place:
        wrong.append(f"{place}: {to[other]} does not lead back")
    return wrong


if __name__ == "__main__":
    found = faults(Path(sys.argv[1]))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"heads: {len(found)} wrong")
    sys.exit(bool(found))
