"""The site proves itself: its pages are those the code writes, in both languages; the simulator says the same."""

import json
from pathlib import Path

import pytest

import afas
from afas.text import LOCALES
from website import simulator
from website.markdown import named_pictures
from website.outputs import shown
from website.worked import WORKED
from website.write import DOCS, pages, tree, twin

MADE = pages()


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_the_page_is_what_the_code_writes(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == MADE[path], "make pages"


def test_the_same_tree_in_both_languages() -> None:
    """Decisions and the interface are in English only; a notebook is one file for both languages."""
    english = {path.relative_to(DOCS).as_posix() for path in tree("en").rglob("*.md")}
    french = {
        path.relative_to(DOCS).as_posix()
        for path in DOCS.rglob("*.md")
        if path.relative_to(DOCS).parts[0] not in {"en", "decisions"}
    }
    assert english - {twin(place) for place in french} == {"en/reference/api.md"}
    assert french == {twin(place) for place in english} - {"reference/api.md"}


def test_every_ps_has_a_worked_case() -> None:
    assert set(WORKED) == set(afas.ps.codes())


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", afas.ps.codes())
def test_the_simulator_shows_and_estimates(code: str, locale: str) -> None:
    case = WORKED[code]
    shown = json.loads(simulator.form(code, case.year, locale))
    paths = {one["path"] for _, inputs in shown["groups"] for one in inputs}
    assert {f"entries.{name}" for name in case.entries} <= paths
    assert {f"parameters.{name}" for name in case.parameters} <= paths
    entries = {name: "true" if value is True else value for name, value in case.entries.items()}
    asked = {"ps": code, "year": case.year, "entries": entries, "parameters": {}, "example": True}
    answer = json.loads(simulator.run(json.dumps(asked), locale))
    assert "<li>" in answer["explanation"]
    assert answer["illustrative"] == bool(case.parameters)


def test_the_simulator_says_every_fault_with_its_path() -> None:
    asked = {"ps": "RPE", "year": 2023, "entries": {"animator_fte": "un", "expenses": ""}, "parameters": {}}
    faults = json.loads(simulator.run(json.dumps(asked), "fr"))["faults"]
    assert [fault["path"] for fault in faults] == [
        "entries.animator_fte",
        "entries.expenses",
        "parameters.ceiling",
    ]
    assert all(fault["text"] for fault in faults)


def test_what_a_block_prints_is_shown_under_it() -> None:
    page = '```python\na = "un"\nprint(a)\n```\n\n```python\nassert a\n```\n\nFin.\n'
    made = shown(page, "fr", "page.md")
    assert '``` { .text .afas-output title="Ce qui s’affiche" }\nun\n```' in made
    assert made.count("afas-output") == 1
    assert made.endswith("```python\nassert a\n```\n\nFin.\n")
    with pytest.raises(NameError, match="b"):
        shown("```python\nprint(b)\n```\n", "fr", "page.md")


def test_markdown_that_a_block_prints_is_shown_as_read() -> None:
    page = "```python\nto_markdown = str\nprint(to_markdown('### Titre'))\n```\n"
    assert '<div class="afas-output" markdown>\n\n**Titre**\n\n</div>' in shown(page, "fr", "page.md")


def test_a_picture_of_a_notebook_is_named_after_its_heading() -> None:
    page = "# Carnet\n\n![png](a.png)\n\n## Gagnants\n\ntexte\n\n![svg](b.svg)\n"
    assert named_pictures(page) == "# Carnet\n\n![Carnet](a.png)\n\n## Gagnants\n\ntexte\n\n![Gagnants](b.svg)\n"
