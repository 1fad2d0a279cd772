"""Every link of the built site leads somewhere, and nothing is loaded from outside: `python -m website.links SITE`.

MkDocs checks the links of the Markdown; this reads the HTML as a browser does, templates and all. Addresses of other
sites are counted and not asked: nothing here leaves the machine.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

__all__ = ["faults"]

_LOADS = {"script": "src", "img": "src", "link": "href", "source": "src", "iframe": "src"}
_NOT_LOADED = {"canonical", "alternate", "next", "prev", "edit"}


class _Page(HTMLParser):
    """The anchors a page has, where it leads, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.leads: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what matters of a tag."""
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.leads.append(given["href"])
        loaded = given.get(_LOADS.get(tag, ""), "")
        if loaded and not set(given.get("rel", "").split()) & _NOT_LOADED:
            self.loads.append(loaded)


def _elsewhere(target: str) -> bool:
    return bool(urlsplit(target).scheme) or target.startswith("//")


def faults(site: Path) -> tuple[list[str], int, int]:
    """What is wrong, the number of links followed, and the number of outside addresses."""
    pages = {path.resolve(): _Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    wrong, followed, outside = [], 0, 0
    for path, page in pages.items():
        place = path.relative_to(site.resolve())
        wrong += [f"{place}: loads {target} from outside" for target in page.loads if _elsewhere(target)]
        for target in (*page.leads, *page.loads):
            parts = urlsplit(target)
            if _elsewhere(target):
                outside += 1
                continue
            followed += 1
            where = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.startswith("/") or place.name == "404.html":
                continue  # the page of a wrong address is served at any depth
            where = where / "index.html" if where.is_dir() else where
            if not where.is_file():
                wrong.append(f"{place}: {target} is not there")
            elif "=" in parts.fragment:
                continue  # a case handed to the simulator, not a place of the page
            elif parts.fragment and where in pages and unquote(parts.fragment) not in pages[where].anchors:
                wrong.append(f"{place}: {target} has no such anchor")
    return wrong, followed, outside


if __name__ == "__main__":
    found, inside, elsewhere = faults(Path(sys.argv[1]))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"links: {inside} followed inside the site, {elsewhere} to other sites, {len(found)} wrong")
    sys.exit(bool(found))
