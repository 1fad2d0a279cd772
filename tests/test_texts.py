"""Every word shown to a person stands in both languages, in the typography of each."""

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest

import afas
from afas.errors import AfasError, InvalidInput
from afas.exchange._values import tags
from afas.sources import Source
from afas.text import Code, Labelled, Text
from afas.text.translations import LANGUAGES, Language
from afas.workflow import Status

SOURCE = Path(afas.__file__).parent

# The same word in both languages, or no word at all.
SAME = {
    *(
        "Action",
        "Actions",
        "Caf",
        "Nature",
        "PS",
        "Type",
        "Version",
        "code",
        "commune",
        "information",
        "nature",
        "null",
    ),
    *("PDF", "Simulation", "Total", "table", "places", "h", "€", "€/h", "€/place", "N-1", "Maximum", "Source"),
}
# What a program is to type: its quotes are straight.
CODE = re.compile(
    r"""parameters=\{\{'\{parameter\}': '…'\}\}|Decimal\('\{found\}'\)|'\{found\}'|"\{(found|example)\}\"|"""
    r"""'afas\[[^\]]+\]'|faults='report'|decimals=\{\{'\{name\}': 2\}\}"""
)


def words_of(node: ast.expr) -> str | None:
    """A literal, or an f-string whose figures stay places; None for what is computed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else f"{{{ast.unparse(part)}}}" for part in node.values)
        return "".join(map(str, parts))
    return None


def written() -> Iterator[tuple[str, str, str]]:
    """Every `Text(fr=…, en=…)` of the source, wherever it stands: in a table, a function, a PS."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Text":
                given = {keyword.arg: words_of(keyword.value) for keyword in node.keywords}
                assert not node.args or path.name == "_words.py", f"{path}:{node.lineno}: name fr= and en="
                french, english = given.get("fr"), given.get("en")
                if french is not None and english is not None:
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", french, english


def held(value: Any, seen: set[int]) -> Iterator[Text]:
    """The texts inside a value of a module: in containers, objects of attrs, enums, classes of errors."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Text):
        yield value
    elif isinstance(value, type):
        if issubclass(value, AfasError):
            yield value.template
        elif issubclass(value, Enum):
            yield from (one.text for one in value if isinstance(one, Code))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from (*held(key, seen), *held(one, seen))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from held(one, seen)
    elif attrs.has(type(value)) and type(value).__module__.startswith("afas."):
        for field in attrs.fields(type(value)):
            yield from held(getattr(value, field.name, None), seen)


def made() -> Iterator[tuple[str, str, str]]:
    """Every text that a module holds once imported, those made by a function or from a table too."""
    for module in pkgutil.walk_packages(afas.__path__, "afas."):
        seen: set[int] = set()
        for one in held(
            {
                key: value
                for key, value in vars(importlib.import_module(module.name)).items()
                if not key.startswith("__")
            },
            seen,
        ):
            yield module.name, one.fr, one.en


TEXTS = [*written(), *made()]


def places(words: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
    except ValueError:
        return {words}


def test_there_are_texts_to_look_at() -> None:
    assert len(list(written())) > 700
    assert len({(french, english) for _, french, english in made()}) > 700


def test_no_text_is_missing_or_blank() -> None:
    assert [
        where for where, french, english in TEXTS if not (french.strip() and english.strip()) and french != english
    ] == []


def test_no_translation_is_forgotten() -> None:
    """What is the same in both languages is no word, a figure, or in the list above."""
    same = {
        (where, french)
        for where, french, english in TEXTS
        if french == english and french not in SAME and re.search(r"[^\W\d_]{2}", re.sub(r"\{[^}]*\}", "", french))
    }
    assert same - {(where, words) for where, words in same if words.startswith("Caf ")} == set()


def test_both_languages_show_the_same_figures() -> None:
    assert [
        (where, french, english)
        for where, french, english in TEXTS
        if "{" in french + english
        and r"\text{" not in french  # LaTeX
        and not re.search(r"\.(fr|en)\b|'(fr|en)'", french + english)
        and places(french) != places(english)
    ] == []


def test_french_is_in_french_typography() -> None:
    """’ and « », a space before : ; ? ! % (made no-break where it is laid out), no space before a comma or a point."""
    faults = []
    for where, french, _ in TEXTS:
        words = CODE.sub("x", re.sub(r"TermsBook\.from_mapping\(.*\)|https?://\S+", "x", french))
        words = re.sub(r"\{[^}]*\}", "x", words)
        if re.search(r"""['"“”]|\w[:;?!%»](?!\w)|«\S| [,.](?!\d)|\.\.\.""".replace("«\\S", r"«(?![ \u00a0])"), words):
            faults.append((where, french))
    assert faults == []


def test_english_has_no_french_typography() -> None:
    faults = [
        (where, english)
        for where, _, english in TEXTS
        if re.search(r"[«»]| [:;?!](?=\s|$)|\.\.\.", re.sub(r"https?://\S+", "", english))
    ]
    assert faults == []


# ------------------------------------------------------------------------------ further languages


def untranslated(words: Mapping[str, str]) -> set[str]:
    """The English sentences that a language has no words for, and those whose figures it loses."""
    said = {english for _, _, english in TEXTS if re.search(r"[^\W\d_]{2}", re.sub(r"\{[^}]*\}", "", english))}
    return {english for english in said if english not in words or places(words[english]) != places(english)}


def test_every_further_language_translates_every_sentence() -> None:
    assert {code: names for code, language in LANGUAGES.items() if (names := untranslated(language.words))} == {}


def test_a_further_language_is_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"Transmitted to the Caf": "Kaset d’ar C’haf", "at most {most}": "{most} d’ar muiañ"}
    monkeypatch.setitem(LANGUAGES, "br", Language("br_FR", words))
    assert Status.TRANSMITTED.text("br") == "Kaset d’ar C’haf"
    assert Text(fr="au plus {most}", en="at most {most}").fill(most=Decimal("1.5"))("br_FR") == "1,5 d’ar muiañ"
    assert Status.REFUSED.text("br") == Status.REFUSED.text.en  # not translated yet
    named = untranslated(words)
    assert "Refused by the Caf" in named
    assert "Transmitted to the Caf" not in named
    assert "Transmitted to the Caf" in untranslated({**words, "Transmitted to the Caf": "{x}"})  # a figure too many


# ------------------------------------------------------------------------------ errors


def every_error(root: type[AfasError] = AfasError) -> Iterator[type[AfasError]]:
    yield root
    for one in root.__subclasses__():
        yield from every_error(one)


for module in pkgutil.walk_packages(afas.__path__, "afas."):
    importlib.import_module(module.name)
ERRORS = sorted({one for one in every_error() if one.__module__.startswith("afas")}, key=lambda one: one.__name__)


class Sample(str):
    """Anything that a sentence may speak of."""

    __slots__ = ()
    text = Text(fr="échantillon", en="sample")
    name = "sample"


def sample(field: "attrs.Attribute[Any]") -> Any:
    announced = str(field.type)
    if "tuple" in announced or "Sequence" in announced:
        return ()
    if "date" in announced:
        return date(2023, 2, 9)
    if "Fraction" in announced or "Decimal" in announced:
        return Fraction(1, 8)
    if "int" in announced:
        return 3
    if "Text" in announced:
        return Text(fr="échantillon", en="sample")
    return Sample("échantillon")


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_speaks_both_languages(kind: type[AfasError]) -> None:
    fields = attrs.fields(kind) if attrs.has(kind) else ()
    error: AfasError = kind(**{field.name: sample(field) for field in fields})
    french, english = (error.text.fr, error.text.en)
    assert len(french) > 5
    assert french != english
    assert "{" not in french.replace("TermsBook.from_mapping({", "")
    assert "'" not in CODE.sub("", re.sub(r"\(\{.*\}\)|'[\w\[\]]+'", "", french))
    assert str(error) == english
    assert "{" not in error.message.en.replace("TermsBook.from_mapping({", "")
    assert all(fault.code and fault.text("fr") for fault in error.faults)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", kind.code)


def test_codes_of_errors_are_their_own() -> None:
    codes = [kind.code for kind in ERRORS if kind is not InvalidInput]
    assert len(codes) == len(set(codes))


def test_every_choice_that_travels_names_itself() -> None:
    """A schema, and whoever shows it, has words for each member of an enum."""
    enums = [kind for kind in tags().values() if isinstance(kind, type) and issubclass(kind, Enum)]
    assert enums
    mute = [f"{kind.__name__}.{one.name}" for kind in enums for one in kind if not isinstance(one, Labelled)]
    assert mute == []


def test_a_source_is_cited_in_both_languages() -> None:
    source = Source(title="Circulaire", publisher="Cnaf", checked_on=date(2023, 2, 9))
    assert source.cite("fr") != source.cite("en")


def test_a_title_in_brackets_is_shown_as_a_description() -> None:
    """A title of ours is never quoted as the page's own: the brackets of its data become words."""
    described = Source(title="[Tarifs]", publisher="Ville", url="https://ville.example/tarifs")
    assert described.cite("fr") == "Ville, « Tarifs », titre descriptif, https://ville.example/tarifs"
    assert described.cite("en") == "Ville, “Tarifs”, descriptive title, https://ville.example/tarifs"
    assert Source(title="[1] Note", publisher="Ville").cite("fr") == "Ville, « [1] Note »"
