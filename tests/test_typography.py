"""What is shown follows the typography of its language, in every view: U13, and the no-break spaces of French."""

import gc
import re
from collections.abc import Iterator

import afas
from afas.documents import Document
from afas.receipts import receipt
from afas.sources import Source
from afas.workflow import table
from tests.receipt_cases import small
from tests.shown_cases import AT, CASES

FRENCH = re.compile(r"\s[;:?!»](\s|$)|«|»|\d\s[%€]")
"""A blank before these marks, French quotation marks, or a blank before a unit."""


ENGLISH = re.compile(r"\w[;:?!](\s|$)|[“”]|\w’s\b|[€]\d|\d%")
"""No blank before these marks, English quotation marks, a currency before its amount."""
BREAKING = re.compile(r" [;:?!»%€](\s|$)|« ")


def documents(locale: str) -> Iterator[tuple[str, Document]]:
    for kind, make in CASES.items():
        yield kind.__name__, make("Word").document(locale)
    for until in ("CHECK", "VALIDATE", "SIGN", "TRANSMIT"):
        yield f"receipt until {until}", receipt(small(until), at=AT, locale=locale)


def cited(locale: str) -> list[str]:
    """The titles of French documents stand in French, in either language."""
    gc.unfreeze()  # `conftest.py` hides what was there before the tests
    sources = {one for one in gc.get_objects() if type(one) is Source}
    gc.freeze()
    return sorted({source.cite(locale) for source in sources}, key=len, reverse=True)


def lines(locale: str) -> Iterator[tuple[str, str]]:
    """The plain lines of every view, where no markup is; and of the views that are no document."""
    texts = [(name, made.to_text()) for name, made in documents(locale)]
    sources = cited(locale)  # once all that is shown is made
    for name, text in texts:
        words = text
        for source in sources:
            words = words.replace(source, "")
        yield from ((name, line) for line in words.split("\n"))
    yield from (("lifecycle", line.replace(" | ", " ")) for line in table(locale).split("\n"))
    for name, chart in (("history", afas.charts.history_chart(small(), locale)),
                        ("status", afas.charts.status_chart([small()], on=AT.date(), locale=locale))):  # fmt: skip
        yield name, chart.description


def test_english_has_no_french_typography() -> None:
    assert [(name, line) for name, line in lines("en") if FRENCH.search(line)] == []


def test_french_has_no_english_typography() -> None:
    assert [(name, line) for name, line in lines("fr") if ENGLISH.search(line)] == []


def test_no_line_of_a_page_in_french_begins_with_a_mark() -> None:
    """In HTML, the blank before a mark does not break; in PDF the same words are laid out."""
    for name, made in documents("fr"):
        words = re.sub(r"<[^>]*>", "", made.to_html())
        assert not BREAKING.search(words), (name, BREAKING.search(words))
