"""Write the pages made from the code: `python -m website.write`. `pages()` says what they should hold."""

from pathlib import Path
from typing import Final

import afas
from afas.text import LOCALES, Text
from website import api, error_codes, figures, glossary, manager, sheets, tables

__all__ = ["DOCS", "FOLDERS", "pages", "tree", "twin", "write"]

DOCS = Path(__file__).parents[1] / "docs"
FOLDERS: Final = {"manager": Text(fr="gestionnaire", en="manager")}
"""Folders whose address is in the language of their readers; all others have one name."""


def tree(locale: str) -> Path:
    """Where the pages of a language stand: French at the root, the others in a folder of their own."""
    return DOCS if locale == "fr" else DOCS / locale


def twin(place: str) -> str:
    """The place of the same page in the other language.

    >>> twin("gestionnaire/dates.md"), twin("en/manager/dates.md"), twin("index.md")
    ('en/manager/dates.md', 'gestionnaire/dates.md', 'en/index.md')
    """
    english = place.startswith("en/")
    here, there = ("en", "fr") if english else ("fr", "en")
    first, slash, rest = place.removeprefix("en/").partition("/")
    names = {name(here): name(there) for name in FOLDERS.values()}
    return ("" if english else "en/") + names.get(first, first) + slash + rest


def pages() -> dict[Path, str]:
    """Every page that is made, and its text."""
    made = {}
    for locale in LOCALES:
        reference = tree(locale) / "reference"
        made[reference / "ps" / "index.md"] = sheets.index(locale)
        for code in afas.ps.codes():
            made[reference / "ps" / f"{code}.md"] = sheets.sheet(afas.ps.get(code), locale)
        made[reference / "ps" / "PARTICIPATIONS.md"] = sheets.participations(locale)
        made[reference / "figures.md"] = figures.page(locale)
        made[reference / "glossary.md"] = glossary.page(locale)
        made[reference / "errors.md"] = error_codes.page(locale)
        made[reference / "lifecycle.md"] = tables.lifecycle(locale)
        made[reference / "calendars.md"] = tables.calendars(locale)
        made[tree(locale) / FOLDERS["manager"](locale) / "dates.md"] = manager.dates(locale)
        made[tree(locale) / FOLDERS["manager"](locale) / "contact.md"] = manager.contact(locale)
        made[tree(locale) / "explanation" / "unsourced.md"] = tables.unsourced(locale)
    reference = tree("en") / "reference" / "api"  # from the docstrings, which are in English
    made[reference / "index.md"] = api.index()
    return made | {reference / f"{name}.md": api.page(name) for name in api.modules()}


def write() -> int:
    """Write what has changed; how many pages that was."""
    changed = 0
    for path, text in pages().items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed += 1
    return changed


if __name__ == "__main__":
    print(f"{write()} of {len(pages())} pages written")
