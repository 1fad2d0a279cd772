"""Law 11: no text from outside becomes markup, through any view, read by real parsers; size out is bound by size in."""

import ast
import csv
import importlib
import inspect
import io
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from operator import attrgetter
from pathlib import Path
from typing import Any

import markdown as python_markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import afas
from afas.declarations._journal import journal
from afas.documents import Bullets, Document, Heading, Line, Note, Paragraph, Shown, Table, one_line, plain
from afas.receipts import receipt
from afas.text import Message, Text
from tests.shown_cases import AT, CASES, HOSTILE, declaration, labels

PLAIN = "mot"
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "footer", "section", "p", "strong", "ul", "ol", "li"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody", "tr", "th", "td", "br", "a"),
}
ATTRIBUTES = {"class", "lang", "role", "scope", "href", "charset", "name", "content"}
EXTENSIONS = ["extra", "admonition", "toc", "sane_lists", "wikilinks"]


class Page(HTMLParser):
    """Its tags in order, its attributes, and the words that a reader sees."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.words = ""
        self.others: list[str] = []
        self.feed(shown)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += [tag] if tag != "br" else []
        self.words += " "
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        self.tags += [f"/{tag}"] if tag != "br" else []

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


def blank(words: str) -> str:
    """Words with one blank of one kind between two."""
    return re.sub(r"\s+", " ", words).strip()


def shown() -> set[type[Shown]]:
    """Every class of the library that shows itself, found by loading all of it."""
    for module in pkgutil.walk_packages(afas.__path__, "afas."):
        importlib.import_module(module.name)
    found: set[type[Shown]] = set()
    left = list(Shown.__subclasses__())
    while left:
        kind = left.pop()
        found.add(kind)
        left += kind.__subclasses__()
    own = {kind for kind in found if kind.__module__.startswith("afas.") and not inspect.isabstract(kind)}
    # attrs makes a class with slots anew: the first stays among the subclasses until the garbage collector comes by
    return {kind for kind in own if attrgetter(kind.__qualname__)(sys.modules[kind.__module__]) is kind}


def documents(words: str) -> Iterator[tuple[str, Document]]:
    """Each view in both languages, with these words in it."""
    for kind, make in CASES.items():
        for locale in ("fr", "en"):
            yield f"{kind.__name__} {locale}", make(words).document(locale)
    yield "receipt", receipt(declaration(words), at=AT)
    yield "labels", journal(declaration(words)).document("fr", labels(words))


def every_block(words: str) -> Document:
    """A document with words in each place that a document has."""
    line = Line(words, words, (words, words), words, words)
    blocks = (
        Heading(words), Paragraph(words), Paragraph(words, strong=True), Note(words),
        Bullets([words, line, Line(words, words), Line(words)]), Heading(words, 3),
        Bullets([words, line], numbered=True),
        Table(words, (words, words), [(words, words), (words, words)], figures={1}),
    )  # fmt: skip
    return Document(words, "fr", blocks, (words, words))


def test_every_view_has_a_case() -> None:
    missing = {kind.__name__ for kind in shown() - set(CASES)}
    assert not missing, f"add to tests/shown_cases.py a case with a person's words in: {missing}"


def test_only_the_faces_of_a_document_write_markup() -> None:
    """A new view cannot forget to escape: nothing but documents/ holds a tag, a row of Markdown or an `escape`."""
    tag = r"</?(p|b|i|a|h[1-6]|table|tr|td|th|ul|ol|li|strong|em|section|script|style|div|span|img|br)\b"
    marks = re.compile(rf"{tag}|^\| | \|$|\|---|^#{{1,6}} |^\*\*|\*\*$|&(lt|gt|amp|quot|nbsp|#\d+);")
    found = []
    root = Path(afas.__file__).parent
    for path in sorted(root.rglob("*.py")):
        if path.parent.name == "documents":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                found += [f"{path.name}: {node.value[:60]!r}"] if marks.search(node.value) else []
            if isinstance(node, ast.FunctionDef) and node.name.startswith(("_repr_", "to_html", "to_markdown")):
                found += [f"{path.name}: {node.name}"] if path.parent.name != "receipts" else []
    assert found == []


# ------------------------------------------------------------------------------ each view, each face


def whole_page(made: Document) -> str:
    return made.to_html(page=True)


@pytest.mark.parametrize("words", HOSTILE)
def test_law_11_every_block_shows_the_words_and_no_markup(words: str) -> None:
    usual, made = every_block(PLAIN), every_block(words)
    seen = blank(plain(words))
    for render in (Document.to_html, whole_page):
        page = Page(render(made))
        assert page.tags == Page(render(usual)).tags
        assert page.attributes <= ATTRIBUTES
        assert page.others == []
        assert all(link.startswith(("http://", "https://")) for link in page.links)
        assert seen in blank(page.words)
    for read in MARKDOWN:
        page = Page(read(made.to_markdown()))
        assert page.tags == Page(read(usual.to_markdown())).tags, read
        assert page.attributes <= {"style", "align", "id"}
        assert page.others == []
        assert blank(page.words).count(seen) >= 15, made.to_markdown()
    lines, rows = list(csv.reader(io.StringIO(made.to_csv(), newline=""))), 3
    assert [len(line) for line in lines] == [2] * rows
    assert not any(formula(cell) for line in lines for cell in line)
    assert made.to_text().isprintable() or set(made.to_text()) - {"\n"}


WORST = (
    "<script>alert(1)</script>", "\n# x\n\n- [x](javascript:y)\n| a | b |\n|---|---|\n", "=cmd|' /C calc'!A0", "[TOC]",
    "x {: onclick=alert(1) }", "\x00\x1b[31m\u202e{x} {0} %s \\",
)  # fmt: skip


@pytest.fixture(scope="module")
def usual() -> dict[str, tuple[Document, list[list[str]]]]:
    """Each view without anything odd in it, and the tags of its faces."""
    return {name: (made, [Page(face(made)).tags for face in FACES]) for name, made in documents(PLAIN)}


@pytest.mark.parametrize("words", WORST)
def test_law_11_every_view_shows_words_and_no_markup(
    words: str, usual: dict[str, tuple[Document, list[list[str]]]]
) -> None:
    for name, made in documents(words):
        same, tags = usual[name]
        pages = [Page(face(made)) for face in FACES]
        assert [page.tags for page in pages] == tags, name
        assert all(page.others == [] for page in pages), name
        assert pages[0].attributes <= ATTRIBUTES
        lines = [list(csv.reader(io.StringIO(one.to_csv(), newline=""))) for one in (made, same)]
        assert list(map(len, lines[0])) == list(map(len, lines[1])), name
        assert not any(formula(cell) for line in lines[0] for cell in line), name
        made.to_text().encode()


MARKDOWN: tuple[Callable[[str], str], ...] = (
    lambda said: python_markdown.markdown(said, extensions=EXTENSIONS),
    lambda said: str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(said)),
)
FACES: tuple[Callable[[Document], str], ...] = (
    Document.to_html,
    lambda made: MARKDOWN[0](made.to_markdown()),
    lambda made: MARKDOWN[1](made.to_markdown()),
)


def formula(cell: str) -> bool:
    """Would a spreadsheet compute it?"""
    return bool(re.match(r"[\s]*[=+\-@＝＋－＠]", cell)) and not re.fullmatch(r"[+\-][€]?[\d.,\s]+[€%]?", cell)


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_law_11_any_words_stay_words(words: str) -> None:
    made, seen = every_block(words), blank(plain(words))
    usual = every_block(PLAIN if seen else "")
    assert Page(made.to_html()).tags == Page(usual.to_html()).tags
    assert seen in blank(Page(made.to_html()).words)
    for read in MARKDOWN:
        if seen:
            assert Page(read(made.to_markdown())).tags == Page(read(usual.to_markdown())).tags, made.to_markdown()


@given(st.integers(0, 300).map(lambda size: "x" * size) | st.text(max_size=300))
def test_law_11_what_is_shown_is_bound_by_what_came_in(words: str) -> None:
    """At most six characters for one (`&quot;`), and a few for each piece."""
    made: Any = every_block(words)
    whole = len(every_block("").to_html(page=True)) + 40 * 30
    for face in (made.to_text(), made.to_markdown(), made.to_html(page=True), made.to_csv()):
        assert len(face) <= whole + 30 * 6 * len(words)
    assert "\n" not in one_line(words)


def nested(depth: int, template: str) -> Message:
    inner: object = "x"
    for _ in range(depth):
        inner = Message(Text(fr=template, en=template), {"x": inner})
    assert isinstance(inner, Message)
    return inner


def test_law_11_a_sentence_from_outside_grows_as_what_it_is_made_from() -> None:
    """Five messages one inside the other, each naming its place 60 times, made 2.3 GB once: 60^5 pieces."""
    made = nested(5, "{x}" * 60)
    assert len(made.fr) <= 60 * 5 * 201
    assert len(nested(60, "{x}" * 60).en) <= 60 * 60 * 201


@pytest.mark.parametrize(
    ("template", "shown"),
    [("{", "{"), ("}", "}"), ("{0}", "{0}"), ("{no}", "{no}"), ("{x.real}", "{x.real}"), ("{x!r}", "{x!r}"),
     ("{x:>999999999}", "{x:>999999999}"), ("{{x}}", "{x}"), ("{x} {x}", "1 1"), ("{}", "{}"), ("%s {x", "%s {x")],
)  # fmt: skip
def test_a_template_is_words_and_names_of_places(template: str, shown: str) -> None:
    assert Message(Text(fr=template, en=template), {"x": 1}).fr == shown


def test_what_can_be_printed_is_left_as_it_is() -> None:
    """Words without a break or a control take a short way; a break at their end sends the same words the long one."""
    printable = "".join(filter(str.isprintable, map(chr, range(0x110000))))
    assert plain(printable) == printable
    assert plain(f"{printable}\n") == f"{printable}\n"
    assert one_line(f" {printable} ") == one_line(f" {printable} \n")
