"""The summary and the receipt of a declaration: what they say, and that each face of them reads well."""

import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs
import pytest

import afas
from afas.documents import Table
from afas.errors import ExtraMissing
from afas.parameters import ParameterValue
from afas.receipts import EstimateOfOtherData, Receipt, receipt, to_pdf
from afas.receipts._amount import Amount
from afas.sources import Source
from tests.receipt_cases import AT, PARTNER, long_worded, small
from tests.shown_cases import CASES
from tests.test_no_io import watched
from tests.work import calls

GOLDEN = Path(__file__).parent / "golden" / "receipt_small.md"


def text_of(pdf: bytes) -> str:
    """What poppler reads; which blank it was, the glyphs of a font do not tell."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    return re.sub(r"[\u00a0\u202f]", " ", done.stdout.decode())


def info_of(pdf: bytes, *options: str) -> str:
    """What poppler says of it; some strings of a PDF are printed as they are."""
    done = subprocess.run(["pdfinfo", *options, "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    return done.stdout.decode(errors="replace")


# ------------------------------------------------------------------------------ Markdown


def test_the_markdown_of_a_small_case_is_as_worked_by_hand() -> None:
    """least(50,000; 1.5 x 60,000 = 90,000) = 50,000; x 43 % = 21,500.00 EUR. Blanks are those of French typography."""
    made = receipt(small(), at=AT, partner=PARTNER).to_markdown()
    shown = re.sub(r"[0-9a-f]{64}", "<digest>", made).replace("\u202f", " ").replace("\u00a0", " ")
    assert f"{shown}\n" == GOLDEN.read_text(encoding="utf-8")


def test_figures_keep_the_spaces_of_french_typography() -> None:
    assert "21\u202f500,00\u00a0€" in receipt(small(), at=AT).to_markdown()


def test_the_digest_is_that_of_the_signature() -> None:
    one = small()
    assert one.signature is not None
    for locale in ("fr", "en"):
        assert one.signature.digest in receipt(one, at=AT, locale=locale).to_markdown()


def test_what_people_typed_stays_text() -> None:
    made = receipt(small(), at=AT)
    assert "Voir \\*annexe\\* n° 2 \\| page 3" in made.to_markdown()
    assert "Relais &lt;du&gt; Centre" in made.to_html()
    assert "<du>" not in made.to_html()
    assert "Relais &lt;du&gt; Centre" in made._repr_html_()


# ------------------------------------------------------------------------------ marks


@pytest.mark.parametrize(
    ("until", "title", "marked", "unmarked"),
    [
        ("CHECK", "# Récapitulatif", "BROUILLON : non signé", "Signé, non transmis"),
        ("VALIDATE", "# Récapitulatif", "BROUILLON : non signé", "CHIFFRES ILLUSTRATIFS"),
        ("SIGN", "# Récapitulatif", "Signé, non transmis à la Caf", "BROUILLON"),
        ("TRANSMIT", "# Accusé de transmission", "CHIFFRES ILLUSTRATIFS", "BROUILLON"),
    ],
)
def test_the_document_says_where_the_declaration_stands(until: str, title: str, marked: str, unmarked: str) -> None:
    made = receipt(small(until), at=AT).to_markdown()
    assert made.startswith(title)
    assert marked in made
    assert unmarked not in made


def test_a_late_declaration_is_marked_from_its_deadline_on() -> None:
    """The forecast of an RPE is due before 9 February 2023."""
    one = small("SIGN")
    assert "EN RETARD" not in receipt(one, at=datetime(2023, 2, 8, 23, 59, tzinfo=UTC)).to_markdown()
    assert "EN RETARD" in receipt(one, at=datetime(2023, 2, 9, 0, 0, tzinfo=UTC)).to_markdown()


def test_the_deadline_is_a_day_of_the_caf() -> None:
    """On 8 February 2023 at 23:30 UTC it is 00:30 of the 9th in Paris, and 19:30 of the 8th in Fort-de-France."""
    one, at = small("SIGN"), datetime(2023, 2, 8, 23, 30, tzinfo=UTC)
    paris, martinique = (
        receipt(one, at=at, zone=ZoneInfo(name)).to_markdown() for name in ("Europe/Paris", "America/Martinique")
    )
    assert "EN RETARD" in paris
    assert "Établi le 9 février 2023 à 00:30 (UTC+01:00)" in paris
    assert "EN RETARD" not in martinique


def test_data_changed_since_the_signature_is_told() -> None:
    one = small()
    (form, _), *_ = one.entries.items()
    changed = one.evolved({"entries": {**one.entries, form: {"animator_fte": "2"}}})
    assert "La signature ne couvre pas les données présentes" in receipt(changed, at=AT).to_markdown()


def test_a_scale_carried_forward_is_marked_provisional() -> None:
    one = small("VALIDATE")
    figures, _ = one.figures()
    last = ParameterValue(date(2022, 1, 1), date(2023, 1, 1), Decimal(60000), Source("Barème", "Caf 00"))
    made = afas.estimate("RPE", figures, 2023, parameters={"ceiling": [last]}, policy="carry_forward")
    assert "PROVISOIRE" in receipt(one, at=AT, estimate=made).to_markdown()


def test_an_estimate_of_other_data_is_refused() -> None:
    one = small("VALIDATE")
    other = afas.estimate("RPE", {"animator_fte": "1.5", "expenses": "50001"}, 2023, parameters={"ceiling": "60000"})
    with pytest.raises(EstimateOfOtherData, match=r"21500\.43"):
        receipt(one, at=AT, estimate=other)


def test_parts_stand_each_with_its_amount() -> None:
    made = receipt(small("VALIDATE"), at=AT)
    assert not any(isinstance(block, Table) and block.caption == "Parts du montant" for block in made.blocks)
    entries = {"animator_fte": "1.5", "expenses": "50000"}
    estimate = afas.estimate("RPE", entries, 2023, parameters={"ceiling": "60000"})
    # 21,500.00 of PS and 100.50 of another part: 21,600.50
    split = attrs.evolve(estimate, parts={"right": Decimal("21500.00"), "retained_cost": Decimal("100.50")},
                         amount=Decimal("21600.50"))  # fmt: skip
    table = Amount("en").parts(split)
    assert [row.cells[1] for row in table.rows] == ["€21,500.00", "€100.50", "€21,600.50"]


def test_sites_are_shown_and_added_up() -> None:
    """12 x 12,500.25 = 150,003 hours."""
    made = receipt(long_worded(), at=AT)
    (table,) = [block for block in made.blocks if isinstance(block, Table) and block.caption == "Données d’activité"]
    assert len(table.rows) == 13
    assert {row.cells[2] for row in table.rows[:-1]} == {"12\u202f500,25\u00a0h"}
    assert table.rows[-1].cells[1:] == ("Total", "150\u202f003\u00a0h")


# ------------------------------------------------------------------------------ HTML


class Outline(HTMLParser):
    """Headings, languages, heads of tables."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.languages: list[str | None] = []
        self.heads: list[str | None] = []
        self.tables = self.captions = 0
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.languages += [given["lang"]] if tag == "html" else []
        self.heads += [given.get("scope")] if tag == "th" else []
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag not in ("br", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("case", [small, long_worded])
def test_the_html_has_the_structure_that_a_screen_reader_needs(case: object, locale: str) -> None:
    outline = Outline()
    outline.feed(receipt(case(), at=AT, locale=locale).to_html())  # type: ignore[operator]
    assert outline.open == []
    assert outline.languages == [locale]
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert set(outline.heads) == {"col", "row"}
    assert outline.tables == outline.captions > 2


def test_law_9_a_receipt_reads_and_writes_nothing_but_for_its_pdf() -> None:
    first = [receipt(small(), at=AT, locale=locale) for locale in ("fr", "en")]
    with watched() as seen:
        for locale in ("fr", "en"):
            made = receipt(small(), at=AT, locale=locale)
            assert made in first
            assert made.to_markdown() != made.to_html()
    assert seen == []


# ------------------------------------------------------------------------------ PDF


def test_the_pdf_reads_as_it_was_written() -> None:
    text = text_of(receipt(small(), at=AT, partner=PARTNER).to_pdf())
    for words in ("Accusé de transmission", "Amel Benoît", "21 500,00 €", "ETP d’animation", "page 1 sur 3",
                  "page 3 sur 3", "CHIFFRES ILLUSTRATIFS", "Relais <du> Centre"):  # fmt: skip
        assert words in text, words
    english = text_of(receipt(small(), at=AT, locale="en").to_pdf())
    for words in ("Receipt of transmission", "€21,500.00", "page 1 of 2"):
        assert words in english, words


def test_the_pdf_is_tagged_and_says_its_title() -> None:
    pdf = receipt(small(), at=AT).to_pdf()
    assert re.search(r"Tagged: +yes", info_of(pdf))
    assert "Accusé de transmission – Relais <du> Centre" in info_of(pdf)
    assert b"/Lang (fr-FR)" in pdf
    assert b"/DisplayDocTitle true" in pdf
    kinds = re.findall(r"^ *(H1|H2|H3|P|Table|TR|TH|TD|L|LI|Lbl|LBody)\b", info_of(pdf, "-struct"), re.MULTILINE)
    assert kinds[:2] == ["H1", "P"]
    assert {"H2", "H3", "Table", "TR", "TH", "TD", "L", "LI"} <= set(kinds)


def test_the_structure_holds_every_word_in_order() -> None:
    """What a screen reader says: the words of the document, the foot of the pages left out."""
    made = receipt(long_worded(), at=AT, partner=PARTNER)
    said = info_of(made.to_pdf(), "-struct-text")
    words = re.sub(r"\s+", "", "".join(re.findall(r'^ *"(.*)"$', said, re.MULTILINE)))
    assert "page" not in words
    for row in (row for block in made.blocks if isinstance(block, Table) for row in block.rows):
        for cell in row.cells:
            assert re.sub(r"\s+", "", cell) in words
    assert "x" * 300 in words


def test_the_same_document_gives_the_same_bytes() -> None:
    first, second = (receipt(small(), at=AT).to_pdf() for _ in range(2))
    assert first == second
    assert receipt(small(), at=datetime(2023, 1, 21, 9, 31, tzinfo=UTC)).to_pdf() != first


BYTES = """
import attrs, sys
from datetime import datetime
from tests.receipt_cases import small
from afas.receipts import receipt
from afas.text import figure
one = small()
words = figure({"b", "a", "c", "é"}, "fr")
named = attrs.evolve(one, activity=attrs.evolve(one.activity, name=words))
made = receipt(named, at=datetime(2023, 1, 21, 9, 30)).to_pdf()
"""


def test_law_9_the_bytes_of_a_pdf_depend_on_its_arguments_alone() -> None:
    """A moment without a zone, and a set among the values: here, and in another zone, locale, seed, with -O."""
    here: dict[str, bytes] = {}
    exec(BYTES, here)  # noqa: S102 - the same lines here as there
    there = subprocess.run(
        [sys.executable, "-O", "-c", BYTES + "sys.stdout.buffer.write(made)"],
        env={**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "fr_FR.UTF-8"},
        check=True, capture_output=True, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert there.stdout == here["made"]
    assert b"/CreationDate (D:20230121093000" in there.stdout


def named(words: str) -> Receipt:
    one = small()
    return receipt(attrs.evolve(one, activity=attrs.evolve(one.activity, name=words)), at=AT)


def test_a_character_that_the_font_lacks_is_replaced_and_told(caplog: pytest.LogCaptureFixture) -> None:
    """The hyphen that does not break becomes a plain one; what has no width goes; the rest is told by its number."""
    text = text_of(named("Saint\u2011Denis\u200b \U0001f600 \u0639 e\u0301\ufb01").to_pdf())
    assert "Saint-Denis ? ? éfi" in text.replace("ﬁ", "fi")
    assert "Caractères absents de la police, remplacés par « ? » : U+1F600 et U+0639" in text
    assert "Caractères absents" not in text_of(named("Saint\u2011Denis").to_pdf())
    assert not caplog.records


@pytest.mark.parametrize("words", ["x", "mot ", "<b>-", "x\n"])
def test_long_names_are_printed_whole_within_their_page_for_the_work_of_their_length(words: str) -> None:
    short, long = words * (2_000 // len(words)), words * (8_000 // len(words))
    made: list[bytes] = []
    assert calls(lambda: made.append(named(long).to_pdf())) < 6 * calls(lambda: named(short).to_pdf())
    (pdf,) = made
    in_page(pdf)
    piece = long.split(maxsplit=1)[0][:4]
    assert text_of(pdf).count(piece) >= long.count(piece)


def test_any_document_is_printed() -> None:
    """Each view in one language, with odd words in it: it stands in its pages, and its outline skips no level."""
    for kind, make in CASES.items():
        shown = make("Été <b> | \u2011 \u202e ")
        pdf = to_pdf(shown.document("en"), at=AT)
        assert pdf.startswith(b"%PDF"), kind
        in_page(pdf)


def in_page(pdf: bytes) -> int:
    """How many words; each of them inside of the margins."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)  # noqa: S607
    word = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)"'
    boxes = [tuple(map(float, box)) for box in re.findall(word, done.stdout.decode())]
    margin = 18 / 25.4 * 72 - 1  # 18 mm
    assert min(box[0] for box in boxes) > margin
    assert max(box[2] for box in boxes) < 595.28 - margin
    assert max(box[3] for box in boxes) < 841.89 - 20
    return len(boxes)


def test_no_text_leaves_its_page() -> None:
    pdf = receipt(long_worded(), at=AT).to_pdf()
    assert re.search(r"Pages: +4", info_of(pdf))
    assert in_page(pdf) > 1000


def test_an_absent_extra_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fpdf", None)
    monkeypatch.delitem(sys.modules, "afas.receipts._pdf", raising=False)
    monkeypatch.delitem(sys.modules, "afas.receipts._pages", raising=False)
    monkeypatch.delitem(sys.modules, "afas.receipts._tags", raising=False)
    document: Receipt = receipt(small(), at=AT)
    with pytest.raises(ExtraMissing, match=r"pip install 'afas\[pdf\]'"):
        document.to_pdf()
