"""Terms of payment in words: each term is said whole, in both languages, with its source and what the caller named."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from afas.sources import Source
from afas.terms import READINGS, Cap, PaymentTerms, footnotes, in_words, when_it_applies

VALIDATED = {"rate": "0.40", "on": "forecast validated"}
ONCE_VALIDATED = "First advance: 40% × forecast right N, once the Caf validates the forecast"
LIMIT = {"rate": "0.70", "base": "actual N-1"}
A_DAY = {"from": "2023-10-02"}


def terms_of(advance: dict[str, Any], **others: Any) -> PaymentTerms:
    return PaymentTerms.from_mapping({"advances": [advance], "top_up_rate": "0", **others})


@pytest.mark.parametrize(
    ("advance", "en"),
    [
        (VALIDATED, ONCE_VALIDATED),
        (
            VALIDATED | {"base": "actual N-2"},
            "First advance: 40% × actual right N-2, once the Caf validates the forecast",
        ),
        (
            VALIDATED | {"base": "unspecified"},
            "First advance: 40% × a right that the source does not say, once the Caf validates the forecast",
        ),
        (
            VALIDATED | {"on": "unspecified"},
            "First advance: 40% × forecast right N, once an event takes place that the source does not name",
        ),
        ({"rate": "0.3", **A_DAY}, "First advance: 30% × forecast right N, from 2 October 2023 on"),
        (VALIDATED | A_DAY, f"{ONCE_VALIDATED} and, at the earliest, on 2 October 2023"),
        (VALIDATED | {"cap": LIMIT}, f"{ONCE_VALIDATED}, within 70% × actual right N-1 on all advances"),
        (
            VALIDATED | {"cap": LIMIT | {"base": "forecast N", "scope": "this advance"}},
            f"{ONCE_VALIDATED}, within 70% × forecast right N on this advance",
        ),
        (VALIDATED | {"cap": "unspecified"}, f"{ONCE_VALIDATED}, within a limit that the source does not say"),
        (
            {"rate": "0.3", **A_DAY, "cap": LIMIT},
            "First advance: 30% × forecast right N, from 2 October 2023 on, within 70% × actual right N-1 on all "
            "advances",
        ),
    ],
)
def test_an_advance_is_said_whole(advance: dict[str, Any], en: str) -> None:
    """Its rate and the right it is a rate of; the day or the event it waits for, or both: the later; its limit."""
    assert in_words(terms_of(advance))[0].text("en") == en


def test_four_advances_are_said_in_their_order() -> None:
    terms = PaymentTerms.from_mapping({"advances": [VALIDATED] * 4})
    first, *others = (said.text("en").partition(":")[0] for said in in_words(terms))
    assert [first, *others[:3]] == ["First advance", "Second advance", "Third advance", "Fourth advance"]
    assert others[3] == "Top-up"


SIDES = {
    "gap": ("there is a gap from actual N-1 to forecast N", "l’écart entre prévisionnel N et réel N-1 est"),
    "rise": ("there is a rise from actual N-1 to forecast N", "la hausse du réel N-1 au prévisionnel N est"),
    "drop": ("there is a drop from actual N-1 to forecast N", "la baisse du réel N-1 au prévisionnel N est"),
}
RIGHTS = {
    "": ("actual right N-1", "droit réel N-1"),
    " of actual N-1": ("actual right N-1", "droit réel N-1"),
    " of forecast N": ("forecast right N", "droit prévisionnel N"),
}
UNLESS = {"": ("", ""), " not justified": (" and it is not justified", " et n’est pas justifié")}


@pytest.mark.parametrize(("met", "word"), [(False, ("if", "si")), (True, ("since", "car"))])
def test_the_condition_of_a_limit_is_said_whole(met: bool, word: tuple[str, str]) -> None:
    """As a condition, or as a reason once it is met: the side, the bound, the right it is counted of, what lifts it."""
    for (side, sides), (of, rights), (unless, lifts) in product(SIDES.items(), RIGHTS.items(), UNLESS.items()):
        said = when_it_applies(Cap("0.70", "actual N-1", condition=f"{side} over 0.125{of}{unless}"), met)
        assert not isinstance(said, str)
        assert said.text("en") == f", {word[0]} {sides[0]} of over 12.5% of the {rights[0]}{lifts[0]}"
        assert said.text("fr") == f", {word[1]} {sides[1]} de plus de 12,5\u00a0% du {rights[1]}{lifts[1]}"


def test_a_gap_whose_side_the_source_does_not_say_is_said_so() -> None:
    open_gap = ", if the gap from actual N-1 to forecast N, on a side and of a right that the source does not say, is "
    for unless, lifts in (("", ""), (" not justified", " and it is not justified")):
        said = when_it_applies(Cap("0.70", "actual N-1", condition=f"unspecified over 0.10{unless}"))
        assert not isinstance(said, str)
        assert said.text("en") == f"{open_gap}over 10%{lifts}"
    assert when_it_applies(Cap("0.70", "actual N-1")) == ""


def test_the_limit_of_an_advance_is_said_with_its_condition() -> None:
    advance = VALIDATED | {"cap": LIMIT | {"if": "rise over 0.10"}}
    assert in_words(terms_of(advance))[0].text("en") == (
        f"{ONCE_VALIDATED}, within 70% × actual right N-1 on all advances, if there is a rise from actual N-1 to "
        "forecast N of over 10% of the actual right N-1"
    )


NO_TOP_UP = "Top-up: none"
BALANCE = (
    "Balance: actual right N − advances, once the Caf validates the actual N; overpayments are paid back or set off"
)
CENT = "Rounding: to the nearest cent, once each"
TOP_UP = "Top-up: 40% × the increase of the forecast right, once the Caf validates an update"


@pytest.mark.parametrize(
    ("told", "en"),
    [
        ({}, (NO_TOP_UP, BALANCE, CENT)),
        ({"top_up_rate": None}, ("Top-up: at a rate that the source does not say", BALANCE, CENT)),
        ({"top_up_rate": "0.40"}, (TOP_UP, BALANCE, CENT)),
        (
            {"top_up_rate": "0.40", "top_up_cap": LIMIT},
            (f"{TOP_UP}, within 70% × actual right N-1 on all advances", BALANCE, CENT),
        ),
        *(
            (
                {"partial_year": reading},
                (NO_TOP_UP, BALANCE, f"Agreement for a part of the year: an earlier right counts {words}", CENT),
            )
            for reading, words in (
                ("as declared", "in whole"),
                ("by days", "by the number of days"),
                ("by months", "by the number of months"),
            )
        ),
        ({"rounding": "euro"}, (NO_TOP_UP, BALANCE, "Rounding: to the nearest euro, once each")),
    ],
)
def test_the_top_up_the_balance_and_the_rounding_are_said(told: dict[str, Any], en: tuple[str, ...]) -> None:
    """An agreement for a part of the year is spoken of only where the terms say how it counts."""
    terms = terms_of(VALIDATED, **told)
    assert tuple(said.text("en") for said in in_words(terms)[1:]) == en
    assert all(said.text("fr") for said in in_words(terms))


def test_the_source_is_cited_and_what_the_caller_named_is_said_to_be_the_callers() -> None:
    source = Source("Modalités", "Caf 00", checked_on=date(2026, 11, 23))
    named = PaymentTerms.from_mapping({"advances": [VALIDATED]}, source=source)
    assert footnotes(named, "en") == ("Terms: Caf 00, “Modalités” (checked on 23 November 2026).",)
    own = PaymentTerms.from_mapping({"advances": [VALIDATED]})
    assert footnotes(own) == ("Modalités fournies par l’appelant, sans source.",)
    assert footnotes(own, "en") == ("Terms supplied by the caller, without a source.",)
    every = PaymentTerms(own.advances, source=source, readings=tuple(READINGS))
    assert footnotes(every, "en")[1:] == (
        "Named by the caller, the source being silent: limit of the advances, rate of the top-ups, earlier right for a "
        "part of a year, right that an advance is a rate of, event that an advance is paid on, side and denominator of "
        "the gap and financial year.",
    )
