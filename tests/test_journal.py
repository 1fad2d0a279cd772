"""The history of a declaration in words, what is asked to correct, and the words of a portal in place of ours."""

import attrs
import pytest

import afas
from afas.declarations import (
    Blocker,
    Declaration,
    FormKey,
    FormRefusal,
    Labels,
    OfficialLabel,
    Status,
    Who,
    corrections,
    journal,
    table,
)
from afas.partners import CAF
from afas.text import Text
from afas.workflow import Amend, Correct
from tests.test_history import AMEL, CHLOE, FILL, SEND, do, opened

SENT = do(opened(), *FILL, *SEND)
S1, S2, ACCOUNTS = SENT.forms
BACK = do(
    SENT,
    (afas.Refuse("à revoir", (FormRefusal("activity", "heures", "S1"), FormRefusal("financial", "charges"))), CAF),
    (Correct("financial", "doublon", values={"expenses": "900.5", "general_scheme_share": None}), CAF),
    (Correct("activity", "vu au contrôle", site="S1"), CAF),
    (afas.SendBack("financial", "à détailler"), AMEL),
    (afas.SendBack("activity", site="S2"), AMEL),
    (afas.Enter("financial", values={"expenses": "1000"}), CHLOE),
    (afas.Enter("financial"), CHLOE),
)
AMENDED = do(
    SENT,
    (afas.Accept(), CAF),
    (Amend("contrôle", {"expenses": "900"}), CAF),
    (Amend("erreur de notre part", {}), CAF),
    (afas.Cancel("doublon"), CAF),
)


def rows(declaration: Declaration) -> list[tuple[str, str, str]]:
    """Who, which action, and what it was about, in English."""
    lines = journal(declaration).to_markdown("en").splitlines()[2:]
    cells = [line.split(" | ") for line in lines]
    return [(one[3], one[4], one[5].strip()) for one in cells]


def test_the_history_says_what_each_event_was_about() -> None:
    """The form and its site, the values saved, the reasons given: with the names that people read."""
    assert rows(BACK) == [
        ("Bruno", "Enter", "Activity data, Balzac (Attended hours = 100)"),
        ("Bruno", "Check", "Activity data, Balzac"),
        ("Chloé", "Enter", "Activity data, Pasteur (Attended hours = 50)"),
        ("Chloé", "Check", "Activity data, Pasteur"),
        ("Chloé", "Enter", "Financial data (Total expenses = 1,000 and Share under the general scheme = 1)"),
        ("Chloé", "Check", "Financial data"),
        ("Amel", "Validate (final)", ""),
        ("Amel", "Add complements", "Comptes joints : 2 pages"),
        ("Amel", "Sign", ""),
        ("Amel", "Transmit to the Caf", ""),
        ("Caf", "Refuse", "à revoir; Activity data, Balzac (heures); Financial data (charges)"),
        (
            "Caf",
            "Correct the file",
            "Financial data; doublon; Total expenses = 900.5 and Share under the general scheme = –",
        ),
        ("Caf", "Correct the file", "Activity data, Balzac; vu au contrôle"),
        ("Amel", "Send back to the provider", "Financial data (à détailler)"),
        ("Amel", "Send back to the provider", "Activity data, Pasteur"),
        ("Chloé", "Enter", "Financial data (Total expenses = 1,000)"),
        ("Chloé", "Enter", "Financial data"),
    ]
    assert rows(AMENDED)[-4:] == [
        ("Caf", "Accept", ""),
        ("Caf", "Amend after a control", "contrôle; Total expenses = 900"),
        ("Caf", "Amend after a control", "erreur de notre part"),
        ("Caf", "Cancel", "doublon"),
    ]


REFUSAL = afas.Refuse("à revoir", (FormRefusal("activity", "heures", "S1"),))


@pytest.mark.parametrize(
    ("steps", "form", "asked"),
    [
        ([], S1, ()),
        ([(REFUSAL, CAF)], S1, ("heures",)),
        ([(REFUSAL, CAF)], S2, ()),  # the Caf named another
        ([(REFUSAL, CAF)], ACCOUNTS, ()),
        ([(afas.Refuse("tout"), CAF)], S2, ("tout",)),
        ([(afas.Refuse("tout"), CAF), (afas.SendBack("financial"), AMEL)], S2, ("tout",)),
        ([(REFUSAL, CAF), (Correct("activity", "doublon", site="S1"), CAF)], S1, ("heures", "doublon")),
        ([(REFUSAL, CAF), (Correct("activity", "doublon", site="S2"), CAF)], S1, ("heures",)),
        ([(REFUSAL, CAF), (afas.SendBack("activity", "détail ?", site="S2"), AMEL)], S2, ("détail ?",)),
        ([(REFUSAL, CAF), (afas.SendBack("activity", site="S2"), AMEL)], S2, ()),
        ([(REFUSAL, CAF), (afas.Check("activity", site="S1"), AMEL)], S1, ()),
        ([(afas.Refuse("tout"), CAF), (afas.Check("activity", site="S1"), AMEL)], S2, ("tout",)),
    ],
)  # fmt: skip
def test_what_is_to_be_corrected_on_a_form_stands_until_it_is_checked_again(
    steps: list[tuple[afas.workflow.Action, afas.Person]], form: FormKey, asked: tuple[str, ...]
) -> None:
    assert corrections(do(SENT, *steps), form) == asked


def test_nothing_is_to_be_corrected_once_it_is_transmitted_again() -> None:
    """What the Caf refused whole, the approver may transmit again after one check."""
    again = do(SENT, (afas.Refuse("tout"), CAF), (afas.Check("activity", site="S1"), AMEL), SEND[0], *SEND[2:])
    assert [corrections(again, form) for form in again.forms] == [(), (), ()]


def test_a_second_declaration_of_a_year_has_its_rank_in_its_name() -> None:
    first, second = SENT.id, attrs.evolve(SENT, sequence=2).id
    assert (first.text.fr, first.text.en) == ("A1, Prévisionnelle 2023", "A1, Forecast 2023")
    assert (second.text.fr, second.text.en) == ("A1, Prévisionnelle 2023 n° 2", "A1, Forecast 2023 no. 2")


def test_the_words_of_a_portal_stand_wherever_ours_stood() -> None:
    """In a sentence within a sentence, in a list; what has no label of theirs stays, whatever it is."""
    labels = Labels({Who.APPROVER: Text(fr="Signataire", en="Signatory")})
    inner = Text(fr="{who} et {words}", en="{who} and {words}").fill(who=Who.APPROVER, words=["a", {"b": 1}])
    outer = Text(fr="{of}, {all}", en="{of}, {all}").fill(of=inner, all=(Who.APPROVER, Who.CAF))
    shown = labels.message(outer)
    assert shown.fields["of"].fields == {"who": Text(fr="Signataire", en="Signatory"), "words": ["a", {"b": 1}]}  # type: ignore[attr-defined]
    assert shown("en").endswith(", Signatory and Caf")
    told = Blocker("x", Text(fr="rien", en="nothing").fill(), Who.APPROVER)
    assert labels.message(told.text)("fr") == "rien → Signataire"
    with pytest.raises(OfficialLabel) as refused:
        Labels({Status.CANCELLED: Text(fr="Close", en="Closed")})
    assert refused.value.ours == ("TO_ENTER", "IN_PROGRESS", "CHECKED", "VALIDATED", "SIGNED", "ACCEPTED")


def test_the_table_says_which_check_is_the_last() -> None:
    lines = [line for line in table("en").splitlines() if "| Check |" in line]
    assert ["last form to be checked" in line for line in lines] == [False, True, False, True]
