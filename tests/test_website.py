"""The site proves itself: its pages are those the code writes, in both languages."""

import re
from collections import Counter
from html import escape
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import pytest
from jinja2 import Environment, FileSystemLoader

import afas
from afas.declarations import TRANSITIONS, Status
from afas.text import LOCALES
from website import api, drawing, heads, simulator, words_check
from website.cards import as_cards
from website.markdown import described, named_pictures
from website.outputs import shown
from website.policy import scripts_apart
from website.readers import QUESTIONS
from website.search import index
from website.search_check import WANTED
from website.typography import laid_out, typeset
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
    english -= {place for place in english if place.startswith("en/reference/api/")}
    assert english == {twin(place) for place in french}
    assert french == {twin(place) for place in english}


def test_every_ps_has_a_worked_case() -> None:
    assert set(WORKED) == set(afas.ps.codes())


@pytest.mark.parametrize("code", afas.ps.codes())
def test_the_address_of_the_simulator_holds_the_worked_case(code: str) -> None:
    """What a reader opens from the sheet of a PS is its case, its invented figures marked as such."""
    case = WORKED[code]
    words = dict(parse_qsl(urlsplit(simulator.address(code)).fragment, strict_parsing=True))
    assert (words.pop("ps"), words.pop("year")) == (code, str(case.year))
    entries = {name: value for name, value in words.items() if name.startswith("e.")}
    assert entries == {f"e.{name}": str(value).lower() for name, value in case.entries.items()}
    assert words == {**entries, **{f"i.{name}": value for name, value in case.parameters.items()}}
    for locale in LOCALES:
        assert escape(simulator.address(code)) in MADE[tree(locale) / "reference" / "ps" / f"{code}.md"]


def _unfolded(page: str) -> str:
    """What a reader sees before anything is opened."""
    return re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("code", [*afas.ps.codes(), "PARTICIPATIONS"])
@pytest.mark.parametrize("locale", LOCALES)
def test_each_term_of_a_formula_leads_to_its_own_place(code: str, locale: str) -> None:
    page = MADE[tree(locale) / "reference" / "ps" / f"{code}.md"]
    places = re.findall(r'id="([^"]+)"', page)
    assert len(places) == len(set(places)), "each place once"
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= set(places)
    service = afas.ps.PARTICIPATIONS if code == "PARTICIPATIONS" else afas.ps.get(code)
    seen = _unfolded(page)
    for name in service.formulas[-1].uses:
        assert f"](#figure-{name})" in seen, name
        assert f'id="figure-{name}"' in seen, name
    assert {f"data-{field.name}" for field in service.fields} <= set(places)
    assert {f"figure-{one.name}" for one in service.parameters} <= set(places)


@pytest.mark.parametrize("code", afas.ps.codes())
@pytest.mark.parametrize("locale", LOCALES)
def test_a_sheet_opens_with_what_it_pays_and_folds_what_is_past(code: str, locale: str) -> None:
    service = afas.ps.get(code)
    page = MADE[tree(locale) / "reference" / "ps" / f"{code}.md"]
    seen = _unfolded(page)
    assert service.purpose is not None
    assert page.partition("-->")[2].startswith(f"\n\n**{service.purpose(locale)}**\n")
    assert not re.search(r"\d", service.purpose(locale)), "a figure has its date and its source: not here"
    assert "```" not in seen
    assert set(re.findall(r"`([^`]+)`", seen.partition("-->")[2])) == {code, *service.aliases}, "code is folded"
    case = WORKED[code]
    for name in case.parameters:
        assert (
            service.parameter(name).text(locale)
            in seen.partition("**Illustrative" if locale == "en" else "**Chiffres ill")[2]
        )


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


def test_what_is_printed_one_after_the_other_is_not_one_table() -> None:
    page = (
        "```python\nto_markdown = str\nprint(to_markdown('| a |\\n|---|\\n| 1 |'))\n"
        "print(to_markdown('| b |\\n|---|\\n| 2 |'))\nprint('un')\nprint('deux')\n```\n"
    )
    made = shown(page, "fr", "page.md")
    assert made.count('<div class="afas-output" markdown>') == 2
    assert "\nun\ndeux\n```" in made


def test_a_picture_of_a_notebook_is_named_after_its_heading() -> None:
    page = "# Carnet\n\n![png](a.png)\n\n## Gagnants\n\ntexte\n\n![svg](b.svg)\n"
    assert named_pictures(page) == "# Carnet\n\n![Carnet](a.png)\n\n## Gagnants\n\ntexte\n\n![Gagnants](b.svg)\n"


def test_a_picture_of_a_notebook_has_the_words_of_its_chart() -> None:
    page = "# Carnet\n\n![png](a.png)\n\n![png](b.png)\n"
    assert described(page, ["2 [lignes]", ""]) == "# Carnet\n\n![2 \\[lignes\\]](a.png)\n\n![png](b.png)\n"
    for source in (Path(__file__).parents[1] / "docs" / "notebooks").glob("*.py"):
        code = source.read_text("utf-8")
        assert "picture(charts." in code, source
        assert "alt=chart.description" in code, source


@pytest.mark.parametrize(
    ("words", "locale", "wanted"),
    [
        ("l'acompte : 40 % ; « oui » ?", "fr", "l’acompte\u00a0: 40\u00a0%\u202f; «\u00a0oui\u00a0»\u202f?"),
        ("le 2ème acompte, 12 500 €", "fr", "le 2e acompte, 12\u202f500\u00a0€"),
        ("de -5 à 10, année N-1, 2023-02-10", "fr", "de −5 à 10, année N-1, 2023-02-10"),
        ("https://caf.fr/a?b", "fr", "https://caf.fr/a?b"),
        ("the Caf's 40 %: -3", "en", "the Caf’s 40%: −3"),
    ],
)
def test_words_are_set_as_the_language_does(words: str, locale: str, wanted: str) -> None:
    assert typeset(words, locale) == wanted
    assert typeset(wanted, locale) == wanted, "once is enough"


def test_code_addresses_and_other_languages_are_left_as_they_are() -> None:
    page = '<p title="a : b">l\'un : <code>l\'un : %</code><br>deux ; <b lang="en">it\'s 4 %</b> trois ?</p>'
    made = laid_out(page, "fr")
    assert '<p title="a : b">l’un\u00a0: <code>l\'un : %</code>' in made
    assert '<b lang="en">it’s 4%</b> trois\u202f?</p>' in made


def test_a_quote_is_spaced_around_a_word_that_is_marked() -> None:
    assert (
        laid_out("<p>le fait « <code>a b</code> » est</p>", "fr") == "<p>le fait «\u00a0<code>a b</code>\u00a0» est</p>"
    )


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p>l'un</p>", "a straight apostrophe"),
        ("<p>le 2ème</p>", "an ordinal"),
        ("<p>oui ?</p>", "a plain space before a sign"),
        ("<p>40 %</p>", "a plain space before a"),
        ("<p>de -5</p>", "a hyphen for a minus"),
        ("<p>droit prévisionnel (forecast N)</p>", "English"),
        ("<p>40\u00a0% <span lang='en'>the forecast</span> <code>the -5</code></p>", None),
    ],
)
def test_what_is_not_set_or_not_translated_is_told(tmp_path: Path, page: str, said: str | None) -> None:
    (tmp_path / "a.html").write_text(page.replace("'en'", '"en"'), encoding="utf-8")
    found = words_check.faults(tmp_path)
    assert [fault.startswith(f"a.html: {said}") for fault in found[:1]] == ([True] if said else [])
    assert words_check.faults(tmp_path) == found
    if said not in (None, "English"):
        (tmp_path / "a.html").write_text(laid_out(page, "fr"), encoding="utf-8")
        assert words_check.faults(tmp_path) == [], "the hook sets it"


def test_no_script_is_left_in_a_page(tmp_path: Path) -> None:
    page = '<head><meta charset="utf-8"><script>go(1)</script><script type="application/json">{}</script></head>'
    made = scripts_apart(page, "..", tmp_path)
    assert "script-src 'self';" in made.partition("<script")[0], "the policy stands before what it is about"
    (script,) = (tmp_path / "assets" / "inline").iterdir()
    assert script.read_text(encoding="utf-8") == "go(1)"
    assert f'<script src="../assets/inline/{script.name}"></script>' in made
    assert '<script type="application/json">{}</script>' in made


def test_every_public_module_has_its_page() -> None:
    listed = {path.stem for path in (tree("en") / "reference" / "api").glob("*.md")}
    assert listed == {"index", *api.modules()}
    for name in afas.__all__:
        assert f"`afas.{name}`" in api.index()


@pytest.mark.parametrize("name", api.modules())
def test_the_page_of_a_module_has_an_example(name: str) -> None:
    assert api.example(name)


def test_a_page_of_the_api_begins_with_what_is_called() -> None:
    members = re.findall(r"        - (\w+)", api.page("payments"))
    assert set(members) <= set(afas.payments.__all__)
    assert members[0].islower()
    assert members[-1].isupper(), "constants come last"


def test_a_word_is_indexed_in_its_language_and_apart_from_code() -> None:
    docs = [
        {"location": "a.html", "title": "Refus", "text": "<p>Un refus</p><pre><code>assert refusee</code></pre>"},
        {"location": "en/a.html", "title": "Refusal", "text": ""},
        {"location": "decisions/1.html", "title": "Why", "text": ""},
    ]
    assert index(docs, "fr")["sections"] == [[0, "", "", "Un refus", "assert refusee"]]
    assert [page[1] for page in index(docs, "en")["pages"]] == ["Refusal", "Why"]


def test_readers_ask_forty_questions_in_french() -> None:
    """`make docs` asks them; each page is there."""
    assert len(WANTED["fr"]) >= 40
    for queries in WANTED.values():
        for place in queries.values():
            assert (DOCS / place).with_suffix(".md").is_file(), place


def test_fifteen_questions_of_five_readers() -> None:
    """`make browser` follows each way; the decision that tells them says the same."""
    told = next(DOCS.glob("decisions/0041-*.md")).read_text(encoding="utf-8")
    assert len(QUESTIONS) == 15
    assert set(Counter(question.reader for question in QUESTIONS).values()) == {3}
    for question in QUESTIONS:
        assert len(question.way) <= 3
        assert (DOCS / question.page).with_suffix(".md").is_file()
        way = " → ".join(question.way) or "the home page"
        assert f"| {question.reader('en')} | {question.words} | {way} | {len(question.way)} |" in told


def _site(root: Path, **changed: str) -> Path:
    """Two pages, one a language; `changed` are words to put in place of others in the English one."""
    page = (
        '<html lang="{here}"><head><title>{title}</title><meta name="description" content="x">'
        '<link rel="alternate " href="{own}" hreflang="{here}">'
        '<link rel="alternate " href="{other}" hreflang="{there}">'
        '<link rel="alternate " href="{french}" hreflang="x-default"></head><h1>x</h1></html>'
    )
    french = {"here": "fr", "there": "en", "title": "Dates", "own": "a.html", "other": "en/b.html", "french": "a.html"}
    english = {
        "here": "en",
        "there": "fr",
        "title": "Days",
        "own": "b.html",
        "other": "../a.html",
        "french": "../a.html",
    }
    (root / "en").mkdir()
    (root / "a.html").write_text(page.format(**french), encoding="utf-8")
    (root / "en" / "b.html").write_text(page.format(**english | changed), encoding="utf-8")
    return root


def test_a_page_has_a_title_of_its_own_and_leads_to_the_same_in_the_other_language(tmp_path: Path) -> None:
    assert heads.faults(_site(tmp_path)) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "Dates"}, "en/b.html: the title 'Dates' is that of a.html"),
        ({"here": "fr", "there": "en"}, "en/b.html: its language is said to be 'fr', not 'en'"),
        ({"other": "../c.html", "french": "../c.html"}, "en/b.html: ../c.html does not lead back"),
        ({"french": "b.html"}, "en/b.html: its languages are"),
    ],
)
def test_what_a_head_lacks_is_told(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    assert any(fault.startswith(said.replace("../c", "c")) for fault in heads.faults(_site(tmp_path, **changed)))


def test_the_site_map_names_each_page_in_both_languages() -> None:
    theme = Environment(loader=FileSystemLoader(DOCS.parent / "website" / "theme"), autoescape=False)  # noqa: S701 - as MkDocs
    root = "https://example.org/"
    page = SimpleNamespace(canonical_url=f"{root}en/b.html", meta={"locale": "en", "twin": "a.html"})
    decision = SimpleNamespace(canonical_url=f"{root}decisions/1.html", meta={"locale": "en", "lone": True})
    made = theme.get_template("sitemap.xml").render(
        pages=[SimpleNamespace(page=page), SimpleNamespace(page=decision)], config={"site_url": root}
    )
    assert re.findall(r"<loc>(.*?)</loc>", made) == [f"{root}en/b.html", f"{root}decisions/1.html"]
    assert re.findall(r'hreflang="(..)" href="(.*?)"', made) == [("en", f"{root}en/b.html"), ("fr", f"{root}a.html")]


def test_a_wide_table_has_its_headings_in_its_cells() -> None:
    wide = (
        "<table><thead><tr><th>a</th><th>b</th><th>c</th><th>d</th></tr></thead><tr><td>1</td><td>2</td></tr></table>"
    )
    made = as_cards(wide + wide.replace("<th>d</th>", ""))
    assert made.count("data-cards") == 1
    assert '<td data-label="a">1</td><td data-label="b">2</td>' in made


@pytest.mark.parametrize("day", ["1er janvier 2024", "12 juillet 2023", "9 February 2023"])
def test_a_date_alone_in_its_cell_is_not_broken(day: str) -> None:
    assert as_cards(f"<table><tr><td>{day}</td></tr></table>").count("<td data-date>") == 1
    assert as_cards(f"<table><tr><td><strong>{day}</strong></td></tr></table>").count("<td data-date>") == 1
    assert "data-date" not in as_cards(f"<table><tr><td>avant le {day}</td></tr></table>")


def test_a_table_of_three_columns_with_long_names_of_code_becomes_cards() -> None:
    table = (
        "<table><tr><th>a</th><th>b</th><th>c</th></tr><tr><td><code>{}</code></td><td>1</td><td>2</td></tr></table>"
    )
    assert "data-cards" in as_cards(table.format("afas.workflow.ActionBlocked"))
    assert "data-cards" not in as_cards(table.format("alsh"))


def test_each_arrow_of_the_drawing_is_a_transition() -> None:
    steps = {(row.source, row.target) for row in TRANSITIONS}
    assert set(pairwise(drawing.HAPPY)) <= steps
    for locale in LOCALES:
        made = drawing.lifecycle(locale)
        assert "\n\n" not in made
        assert all(status.text(locale) in made for status in (*drawing.HAPPY, Status.REFUSED))
