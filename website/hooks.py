"""What MkDocs is told beside mkdocs.yml: folders in the nav, notebooks as pages, what blocks print.

MkDocs loads this file by its path; notebooks are run beforehand (`python -m website.notebooks`).
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

import afas
from afas.text import Text
from website import policy, search
from website.cards import as_cards
from website.outputs import shown
from website.typography import laid_out
from website.write import twin

__all__ = [
    "on_config",
    "on_files",
    "on_nav",
    "on_page_context",
    "on_page_markdown",
    "on_post_build",
    "on_post_page",
    "on_post_template",
    "on_template_context",
]

_SOURCES = Text(
    fr=" ; son histoire est sur [le dépôt]({address})", en="; its history is in [the repository]({address})"
)
BUILT = Path(__file__).parents[1] / "build" / "notebooks"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of each folder that the nav names in its place."""
    config.nav = _expanded(config.nav, Path(config.docs_dir))
    return config


def _expanded(nav: Any, docs: Path) -> Any:
    match nav:
        case list():
            return [_expanded(one, docs) for one in nav]
        case dict():
            return {title: _expanded(one, docs) for title, one in nav.items()}
        case str() if (docs / nav).is_dir():
            found = sorted((docs / nav).glob("*.md"), key=lambda page: (page.name != "index.md", page.name))
            return [page.relative_to(docs).as_posix() for page in found]
    return nav


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the notebooks: a page each and language, its pictures, and the notebook itself to take away."""
    for path in sorted(BUILT.rglob("*")):
        if path.is_file():
            place = path.relative_to(BUILT).as_posix()
            files.append(File.generated(config, place, content=path.read_bytes()))
    return files


def locale_of(place: str) -> str:
    """The language of a page, by its place: what is under `en/`, and the decisions, are in English."""
    return "en" if place.startswith(("en/", "decisions/")) else "fr"


def on_nav(nav: Navigation, **_: Any) -> Navigation:
    """The page after the last in French is not the first in English."""
    for page in nav.pages:
        after = page.next_page
        if after is not None and locale_of(page.file.src_uri) != locale_of(after.file.src_uri):
            page.next_page = after.previous_page = None
    return nav


def on_page_markdown(markdown: str, page: Page, files: Files, config: MkDocsConfig, **_: Any) -> str:
    """What blocks print is shown; a page knows its language, and its twin in the other."""
    locale = locale_of(page.file.src_uri)
    other = files.get_file_from_path(twin(page.file.src_uri))
    home = "index.html" if locale == "en" else "en/index.html"
    page.meta.update({"locale": locale, "twin": other.url if other else home, "lone": other is None})
    page.meta.setdefault("description", summary(markdown))
    if page.url in {"index.html", "en/index.html"}:
        page.meta["home"] = True
    address = config.extra.get("repository")
    words = _SOURCES.fill(address=address).text(locale) if address else ""
    markdown = markdown.replace("{{ version }}", afas.__version__).replace("{{ repository }}", words)
    if page.file.generated_by is not None:
        return markdown  # a notebook has its outputs already
    return shown(markdown, locale, page.file.src_path)


def summary(markdown: str) -> str:
    r"""The first paragraph of a page as plain words, for those who find the page elsewhere.

    >>> summary("# Titre\n\n<!-- écrit -->\n\n**Une part** du [coût](a.md), `x`.\n\nSuite.")
    'Une part du coût, x.'
    """
    for paragraph in re.split(r"\n\s*\n", markdown.strip()):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(paragraph.split()))
        if words and not re.match(r"[#<|!`:>\[-]|\d+\.", words):
            return escape(re.sub(r"\*\*|`|(?<!\w)\*|\*(?!\w)", "", words)[:300])
    return ""


def on_page_context(context: dict[str, Any], page: Page, nav: Navigation, **_: Any) -> dict[str, Any]:
    """Tabs by reader, in the language of the page."""
    context["nav"] = _nav_with(page, nav)
    return context


def on_template_context(context: dict[str, Any], **_: Any) -> dict[str, Any]:
    """The page of a wrong address is in French first, and so is its nav."""
    nav = context.get("nav")
    if isinstance(nav, Navigation):
        context["nav"] = _nav_with(nav.pages[0], nav)
    return context


def _nav_with(page: Page, nav: Navigation) -> Navigation:
    """The tree of a language, that in which a page is."""
    for section in nav.items:
        pages = list(_pages(section)) if isinstance(section, Section) else []
        if page in pages:
            own = Navigation(section.children or [], pages)
            own.homepage = pages[0]
            return own
    return nav


def _pages(section: Section) -> Iterator[Page]:
    for child in section.children:
        if isinstance(child, Section):
            yield from _pages(child)
        elif isinstance(child, Page):
            yield child


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """The words of a page are set by its language; its scripts stand in files."""
    locale = locale_of(page.file.src_uri)
    root = "/".join([".."] * page.url.count("/")) or "."
    return policy.scripts_apart(laid_out(as_cards(output), locale), root, Path(config.site_dir))


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The page of a wrong address is served at any depth: its addresses start at the root."""
    if not template_name.endswith(".html"):
        return output_content
    return policy.scripts_apart(laid_out(output_content, "fr"), "", Path(config.site_dir))


def on_post_build(config: MkDocsConfig) -> None:
    """An index of the search for each language; no site map where the address of the site is not known."""
    site = Path(config.site_dir)
    search.write(site)
    if not config.site_url:  # a site map holds whole addresses
        for name in ("sitemap.xml", "sitemap.xml.gz"):
            (site / name).unlink(missing_ok=True)
