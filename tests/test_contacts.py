"""Whom to write to, and the subject line: names as people write them, never a guess."""

import email
import shutil
import subprocess
import sys
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas import directories
from afas.contacts import (
    Ambiguous,
    Contact,
    Directory,
    Draft,
    MailboxKind,
    MatchedBy,
    NoMailbox,
    Portfolio,
    Topic,
    Unknown,
    check_subject,
    draft,
    subject,
)
from afas.documents import one_line
from afas.errors import InvalidInput
from tests.shown_cases import HOSTILE

HERE = directories.get("92")
NAMES = [(name, one.id) for one in HERE.portfolios for name in one.partners]
COMMUNES = [(name, one.id) for one in HERE.portfolios for name in one.communes]


def portfolio(partner: str | None, commune: str | None = None) -> str:
    found = HERE.find(partner, commune)
    assert isinstance(found, Contact)
    return found.portfolio.id


def test_the_portfolios_of_the_hauts_de_seine_have_the_numbers_of_the_source() -> None:
    """Counted in the list: 13, 7, 16 and 13 partners; 11, 12, 5 and 7 communes."""
    assert [(len(one.partners), len(one.communes)) for one in HERE.portfolios] == [(13, 11), (7, 12), (16, 5), (13, 7)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("l appart", "4"), ("L’APPART’", "4"), ("APHP", "4"), ("a.p.h.p", "4"), ("Crecheo", "3"), ("CRÉCHÉO", "3"),
        ("people et baby", "3"), ("Association Esperem", "3"), ("Asso. Jeunesse", "3"), ("IGESA", "1"),
        ("cash de nanterre", "1"), ("Ateliers Amasco - jouer et apprendre", "4"), ("evancia babilou", "4"),
    ],
)  # fmt: skip
def test_names_are_matched_without_accents_case_hyphens_and_points(typed: str, wanted: str) -> None:
    assert portfolio(typed) == wanted


@pytest.mark.parametrize(("name", "wanted"), NAMES)
def test_each_partner_is_found_by_its_name(name: str, wanted: str) -> None:
    assert portfolio(name) == portfolio(name.upper()) == portfolio(name.replace("-", " ")) == wanted


@pytest.mark.parametrize(("name", "wanted"), COMMUNES)
def test_each_commune_is_found(name: str, wanted: str) -> None:
    assert portfolio(None, name) == portfolio(None, name.lower().replace("-", " ")) == wanted


def test_a_saint_may_be_written_short() -> None:
    assert portfolio(None, "St-Cloud") == "2"


def test_the_name_comes_before_the_commune() -> None:
    """Créchéo is of portfolio 3; Nanterre of 1."""
    assert portfolio("Créchéo", "NANTERRE") == "3"
    assert portfolio("Ville de Nanterre", "NANTERRE") == "1"


def test_a_partner_on_several_sites_is_not_found_by_its_seat() -> None:
    town = afas.Partner("P1", "Ville de Nanterre (exemple)", "21990099000017", "NANTERRE")
    found = HERE.find(town)
    assert isinstance(found, Contact)
    assert found.by is MatchedBy.COMMUNE
    assert isinstance(HERE.find(attrs.evolve(town, multi_site=True)), Unknown)


@pytest.mark.parametrize("almost", ["La Comptine", "Jeunesse", "Creche Atitude"])
def test_a_name_that_looks_like_another_is_told_and_not_taken(almost: str) -> None:
    by_commune = HERE.find(almost, "ANTONY")
    assert isinstance(by_commune, Contact)
    assert by_commune.by is MatchedBy.COMMUNE
    assert by_commune.near
    unknown = HERE.find(almost)
    assert isinstance(unknown, Unknown)
    assert unknown.near == by_commune.near
    assert unknown.mailbox == "prestation-de-service@caf92.caf.fr"
    assert "écrivez à prestation-de-service@caf92.caf.fr" in unknown.message.text("fr")


def test_a_name_in_two_portfolios_is_ambiguous() -> None:
    both = (Portfolio("1", ("Les Lutins",)), Portfolio("2", ("LES LUTINS", "Autre")))
    found = attrs.evolve(HERE, portfolios=both).find("les lutins", "ANTONY")
    assert isinstance(found, Ambiguous)
    assert found.candidates == both
    assert found.message.text("en") == "“les lutins” is in several portfolios: 1 and 2"


@given(st.text(max_size=60))
def test_whatever_is_asked_is_answered(name: str) -> None:
    found = HERE.find(name, name)
    assert found.message.text("fr") != found.message.text("en")


def test_an_empty_name_is_nobody() -> None:
    for blank in ("", "  ", "…", "—"):
        assert isinstance(HERE.find(blank), Unknown)


# ------------------------------------------------------------------------------ the subject


def test_a_subject_has_what_the_caf_asks_for() -> None:
    made = subject(HERE, Topic.PAYMENTS, "L'Appart'", "NANTERRE", 2023, "paiement")
    assert made == "L'Appart' – NANTERRE – 2023 – Paiement"
    assert subject(HERE, Topic.CONNECTION, "L'Appart'", "NANTERRE") == "L'Appart' – NANTERRE"


def test_all_that_a_subject_lacks_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        subject(HERE, Topic.DECLARATIONS, " ", "", None, "Paiment")
    assert [fault.path for fault in caught.value.faults] == ["partner", "commune", "year", "keyword"]
    assert "vouliez-vous dire « Paiement »" in caught.value.text("fr")


@given(st.sampled_from(NAMES), st.sampled_from(COMMUNES), st.sampled_from(HERE.keywords), st.integers(2020, 2040))
def test_what_is_built_passes_its_check(name: tuple[str, str], town: tuple[str, str], word: str, year: int) -> None:
    for topic in Topic:
        line = subject(HERE, topic, name[0], town[0], year, word)
        assert check_subject(HERE, topic, line, name[0], town[0], year) == ()


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("Créchéo, Sèvres, 2023, données réelles", []),
        ("crecheo sevres 2023 DONNEES REELLES", []),
        ("Sèvres 2023 Paiement", ["subject-without-partner"]),
        ("Créchéo 2023 Paiement", ["subject-without-commune"]),
        ("Créchéo Sèvres Paiement", ["subject-without-year"]),
        ("Créchéo Sèvres 12023 Paiement", ["subject-without-year"]),
        ("Créchéo Sèvres 2022 Paiement", ["subject-without-year"]),
        ("Créchéo Sèvres 2023", ["subject-without-keyword"]),
        ("Créchéo Sèvres 2023 Paiement Convention", ["subject-with-several-keywords"]),
        ("", [f"subject-without-{one}" for one in ("partner", "commune", "year", "keyword")]),
    ],
)
def test_a_subject_is_checked(line: str, missing: list[str]) -> None:
    faults = check_subject(HERE, Topic.DECLARATIONS, line, "Créchéo", "SEVRES", 2023)
    assert [fault.code for fault in faults] == missing


def test_a_subject_about_access_needs_neither_year_nor_keyword() -> None:
    assert check_subject(HERE, Topic.HABILITATIONS, "Créchéo Sèvres", "Créchéo", "SEVRES") == ()


@pytest.mark.parametrize("topic", list(Topic))
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_draft_goes_to_the_mailbox_of_its_topic(topic: Topic, locale: str) -> None:
    made = draft(HERE, topic, "Le solde n’est pas versé.", partner="Créchéo", commune="SEVRES", signed="Amel",
                 year=2023, keyword="Paiement", locale=locale)  # fmt: skip
    access = topic in (Topic.AGREEMENT, Topic.HABILITATIONS, Topic.CONNECTION)
    assert made.to.startswith("contactmoncomptepartenaire@" if access else "prestation-de-service@")
    assert "\n" not in made.subject
    assert topic.text(locale) in made.body
    assert "Le solde n’est pas versé." in made.body


def test_no_line_can_be_added_to_a_subject() -> None:
    assert "\n" not in subject(HERE, Topic.CONNECTION, "A\r\nBcc: x@y.fr", "ANTONY")


# ------------------------------------------------------------------------------ another Caf's directory


def test_a_directory_is_read_with_all_its_faults() -> None:
    given_data = {
        "caf": "",
        "mailboxes": {"DECLARATIONS": "pas une adresse", "PAIEMENTS": "x@y.fr"},
        "portfolios": [{"id": "1", "partner": []}, {"id": "1", "communes": ["ANTONY", 3]}, "?"],
        "keyword": [],
    }
    with pytest.raises(InvalidInput) as caught:
        Directory.from_mapping(given_data)
    assert {fault.path for fault in caught.value.faults} == {
        *("caf", "keyword", "mailboxes.DECLARATIONS", "mailboxes.PAIEMENTS", "portfolios[0].partner"),
        *("portfolios[1].communes[1]", "portfolios[1].id", "portfolios[2]", "portfolios[2].id"),
    }


def test_a_directory_without_a_mailbox_says_so() -> None:
    bare = Directory.from_mapping({"caf": "00", "mailboxes": {}, "portfolios": [{"id": "1", "communes": ["ANTONY"]}]})
    with pytest.raises(NoMailbox):
        bare.find("X", "Y")
    with pytest.raises(NoMailbox):
        bare.mailbox(MailboxKind.ACCESS)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda one: st.lists(one, max_size=3) | st.dictionaries(
                        st.sampled_from(["caf", "mailboxes", "portfolios", "keywords", "id", "partners", "x"]), one),
                    max_leaves=12))  # fmt: skip
def test_whatever_comes_in_is_a_directory_or_all_its_faults(data: object) -> None:
    with suppress(InvalidInput):  # another exception fails
        Directory.from_mapping(data)  # type: ignore[arg-type]


def test_an_unknown_caf_is_an_error() -> None:
    with pytest.raises(directories.DirectoryNotKnown, match="known: 92"):
        directories.get("75")


# ------------------------------------------------------------------------------ law 11: headers and bodies


def sent(made: Draft) -> EmailMessage:
    """The message as a portal sends it and a client reads it."""
    message = EmailMessage()
    message["To"], message["Subject"] = made.to, made.subject
    message.set_content(made.body)
    read = email.message_from_bytes(message.as_bytes(policy=policy.SMTP), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


@pytest.mark.parametrize("words", HOSTILE)
def test_law_11_no_words_become_a_header_of_a_mail(words: str) -> None:
    named = f"Ville {words}"
    made = draft(HERE, Topic.DECLARATIONS, words, partner=named, commune=named, signed=named, activity=named, year=2023,
                 keyword="Paiement", locale="en")  # fmt: skip
    read, usual = sent(made), sent(attrs.evolve(made, subject="mot", body="mot"))
    assert read.keys() == usual.keys()
    assert "".join(str(read["Subject"]).split()) == "".join(made.subject.split())  # folding may lose a blank
    assert (str(read["To"]), read.is_multipart()) == (made.to, False)
    assert one_line(words) in made.subject
    assert read.get_content().replace("\r\n", "\n").strip() == made.body.strip()
    address = urlsplit(made.url)
    asked = parse_qs(address.query, strict_parsing=True, keep_blank_values=True)
    assert (address.scheme, unquote(address.path), set(asked)) == ("mailto", made.to, {"subject", "body"})
    assert asked["subject"] == [made.subject]


@pytest.mark.parametrize(
    "to", ["", "x", "x@y", "a@b.fr\r\nBcc: c@d.fr", "a@b.fr,c@d.fr", "a b@c.fr", "é@c.fr", "a@c.fr\x00", '"a"<b@c.fr>']
)  # fmt: skip
def test_a_message_goes_to_one_address(to: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Draft(to, "x", "y")
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("to", "not-an-address")]


def test_a_directory_is_found_by_itself(tmp_path: Path) -> None:
    """A file put beside the others, in a copy of the library, is at hand; no registry names it."""
    shutil.copytree(Path(afas.__file__).parent, tmp_path / "afas", ignore=shutil.ignore_patterns("__pycache__"))
    lines = 'from afas.contacts import Directory\nDIRECTORY = Directory.from_mapping({"caf": "00", "mailboxes": {}})\n'
    (tmp_path / "afas" / "directories" / "une_caf.py").write_text(lines, encoding="utf-8")
    code = "from afas import directories; print(directories.known(), directories.get('00').caf)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env={"PYTHONPATH": str(tmp_path)}
    )
    assert done.stdout.strip() == "('00', '92') 00"
