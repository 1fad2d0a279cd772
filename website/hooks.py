"""What MkDocs is told beside mkdocs.yml: folders in the nav, notebooks as pages, what blocks print.

MkDocs loads this file by its path; notebooks are run beforehand (`python -m website.notebooks`).
"""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from website.outputs import shown

__all__ = ["on_config", "on_files", "on_page_markdown"]

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


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """What blocks print is shown; in the search, French pages come before the English ones that say the same."""
    english = page.url.startswith("en/")
    if english:
        page.meta.setdefault("search", {"boost": 0.5})
    if page.file.generated_by is not None:
        return markdown  # a notebook has its outputs already
    return shown(markdown, "en" if english else "fr", page.file.src_path)
