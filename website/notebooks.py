"""Run the notebooks and make pages of them: `python -m website.notebooks`.

A notebook is one file in `docs/notebooks/`, in the percent format: its code once, its words in each language (cells
marked `lang="fr"`, `lang="en"`). It is run from top to bottom for each language; a cell that fails stops the build.
What comes out is a page of the site, and the notebook with its outputs to take away.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient
from nbconvert import MarkdownExporter
from traitlets.config import Config

from afas.text import LOCALES, Text
from website.markdown import described, named_pictures

__all__ = ["BUILT", "SOURCES", "run"]

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "docs" / "notebooks"
BUILT = ROOT / "build" / "notebooks"
TAKE = Text(
    fr="[Prendre ce carnet]({name}.ipynb) (Jupyter), avec ses résultats.",
    en="[Take this notebook]({name}.ipynb) (Jupyter), with its outputs.",
)


def in_language(notebook: Any, locale: str) -> Any:
    """The cells of a language and those of all; what the code prints is in that language too."""
    kept = [cell for cell in notebook.cells if cell.metadata.get("lang", locale) == locale]
    for cell in kept:
        cell.metadata.pop("lang", None)
        cell.source = re.sub(r'^LOCALE = ".."$', f'LOCALE = "{locale}"', cell.source, flags=re.MULTILINE)
    return nbformat.v4.new_notebook(cells=kept, metadata={"kernelspec": notebook.metadata["kernelspec"]})


def alternatives(cell: Any) -> Iterator[str]:
    """The words of each picture of a cell, for those who do not see it; "" where it has none."""
    for output in cell.get("outputs", ()):
        for kind in output.get("data", {}):
            if kind.startswith("image/"):
                yield output.metadata.get(kind, {}).get("alt", "")


def run(source: Path, locale: str) -> None:
    """Run one notebook in one language, and write its page, its pictures and its outputs."""
    started = time.perf_counter()
    notebook = in_language(jupytext.read(source), locale)
    private = Config({"KernelManager": {"transport": "ipc"}})  # no port is opened
    NotebookClient(notebook, timeout=300, config=private, resources={"metadata": {"path": str(ROOT)}}).execute()
    home = BUILT / "notebooks" if locale == "fr" else BUILT / locale / "notebooks"
    home.mkdir(parents=True, exist_ok=True)
    name = source.stem
    nbformat.write(notebook, home / f"{name}.ipynb")
    page, resources = MarkdownExporter().from_notebook_node(notebook)
    page = described(page, [words for cell in notebook.cells for words in alternatives(cell)])
    for file, content in resources.get("outputs", {}).items():
        (home / f"{name}-{file}").write_bytes(content)
        page = page.replace(f"]({file})", f"]({name}-{file})")
    title, _, rest = named_pictures(page).strip().partition("\n")
    take = TAKE(locale).format(name=name)
    (home / f"{name}.md").write_text(f"{title}\n\n{take}\n{rest}\n", encoding="utf-8")
    print(f"notebook {name} ({locale}): {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    for each in sorted(SOURCES.glob("*.py")):
        for language in LOCALES:
            run(each, language)
