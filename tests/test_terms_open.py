"""What a source leaves open, how a caller names it, and which case terms are for."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs
import pytest

from afas.errors import InvalidInput
from afas.sources import Source
from afas.terms import Advance, Cap, NoTerms, PaymentTerms, TermsBook

FORECAST = {"rate": "0.40", "on": "forecast validated"}
LIMIT = {"rate": "0.70", "base": "actual N-1"}
OPEN_GAP = LIMIT | {"if": "unspecified over 0.10 not justified"}
SOURCE = Source("Modalités", "Caf 00", date(2026, 11, 23))


def terms_of(*advances: dict[str, Any], **others: Any) -> PaymentTerms:
    return PaymentTerms.from_mapping({"advances": advances, "top_up_rate": "0", **others}, SOURCE)


@pytest.mark.parametrize(
    ("terms", "left_open"),
    [
        (terms_of(FORECAST), ()),
        (terms_of(FORECAST | {"cap": LIMIT}), ()),
        (terms_of(FORECAST | {"cap": LIMIT | {"if": "gap over 0.10 not justified"}}), ()),
        (terms_of(FORECAST, FORECAST | {"cap": "unspecified"}), ("cap",)),
        (terms_of(FORECAST, top_up_rate=None), ("top_up_rate",)),
        (terms_of(FORECAST, FORECAST | {"base": "unspecified"}), ("base",)),
        (terms_of(FORECAST, FORECAST | {"on": "unspecified"}), ("trigger",)),
        (terms_of(FORECAST, FORECAST | {"cap": OPEN_GAP}), ("gap",)),
        (terms_of(FORECAST, top_up_cap=OPEN_GAP), ("gap",)),
        (terms_of(FORECAST, partial_year="unspecified"), ()),  # it matters only to an agreement that covers a part
        (
            terms_of(
                {"rate": "0.3", "base": "unspecified", "on": "unspecified", "cap": OPEN_GAP},
                FORECAST | {"cap": "unspecified"},
                top_up_rate=None,
            ),
            ("cap", "top_up_rate", "base", "trigger", "gap"),
        ),
    ],
)
def test_what_terms_leave_open_is_named_and_nothing_else(terms: PaymentTerms, left_open: tuple[str, ...]) -> None:
    assert terms.left_open == left_open


EVERY = terms_of(
    {"rate": "0.3", "base": "unspecified", "on": "unspecified", "cap": "unspecified"},
    {"rate": "0.2", "base": "actual N-2", "on": "forecast transmitted", "cap": OPEN_GAP},
    {"rate": "0.1", "base": "unspecified", "from": "2023-03-01", "cap": LIMIT | {"if": "rise over 0.10"}},
    top_up_rate=None,
    top_up_cap=OPEN_GAP | {"base": "forecast N", "scope": "this advance"},
    year=2023,
    ps="ALSH",
    equipment="new",
    rounding="euro",
)
FIRST, SECOND, THIRD = EVERY.advances


def named(reading: str, *advances: Advance, **others: Any) -> PaymentTerms:
    """The terms that leave everything open, with what one reading changes, and nothing else."""
    return attrs.evolve(EVERY, advances=advances or EVERY.advances, readings=(reading,), **others)


def gap(condition: str) -> dict[str, Any]:
    assert isinstance(SECOND.cap, Cap)
    assert EVERY.top_up_cap is not None
    return {
        "second": attrs.evolve(SECOND, cap=attrs.evolve(SECOND.cap, condition=condition)),
        "top_up_cap": attrs.evolve(EVERY.top_up_cap, condition=condition),
    }


def test_a_reading_names_what_is_open_and_changes_nothing_else() -> None:
    """A cap, a rate, a base, an event, a gap: of the advances that leave it open; and it is said to be the caller's."""
    cap = Cap(Decimal("0.80"), "forecast N", "this advance", "drop over 0.05")
    capped = attrs.evolve(FIRST, cap=cap)
    assert EVERY.with_cap("0.80", "forecast N", "this advance", "drop over 0.05") == named("cap", capped, SECOND, THIRD)
    plain = attrs.evolve(FIRST, cap=Cap(Decimal("0.70"), "actual N-1", "cumulative", None))
    assert EVERY.with_cap("0.70", "actual N-1") == named("cap", plain, SECOND, THIRD)
    assert EVERY.with_top_up("0.25") == named("top_up_rate", top_up_rate=Decimal("0.25"))
    assert EVERY.with_top_up("0") == named("top_up_rate", top_up_rate=Decimal(0))
    assert EVERY.with_partial_year("by days") == named("partial_year", partial_year="by days")
    of_the_forecast = [attrs.evolve(one, base="forecast N") for one in (FIRST, THIRD)]
    assert EVERY.with_base("forecast N") == named("base", of_the_forecast[0], SECOND, of_the_forecast[1])
    triggered = attrs.evolve(FIRST, on="balance N-1 paid")
    assert EVERY.with_trigger("balance N-1 paid") == named("trigger", triggered, SECOND, THIRD)
    for given, condition in (
        (("rise",), "rise over 0.10 of actual N-1 not justified"),
        (("gap", "forecast N"), "gap over 0.10 of forecast N not justified"),
    ):
        changed = gap(condition)
        expected = named("gap", FIRST, changed["second"], THIRD, top_up_cap=changed["top_up_cap"])
        assert EVERY.with_gap(*given) == expected
    assert EVERY.with_year(2024) == named("year", year=2024)


def test_a_gap_that_no_justification_lifts_stays_so() -> None:
    open_gap = terms_of(FORECAST | {"cap": LIMIT | {"if": "unspecified over 0.10"}})
    (advance,) = open_gap.with_gap("drop").advances
    assert isinstance(advance.cap, Cap)
    assert advance.cap.condition == "drop over 0.10 of actual N-1"


def test_what_is_named_is_kept_as_a_plain_string() -> None:
    """A portal may keep its words in an enumeration of its own."""

    class Word(StrEnum):
        BASE, EVENT, DAYS, SIDE = "forecast N", "balance N-1 paid", "by days", "rise"

    terms = EVERY.with_base(Word.BASE).with_trigger(Word.EVENT).with_partial_year(Word.DAYS).with_gap(Word.SIDE)
    assert {type(one.base) for one in terms.advances} == {str}
    assert (type(terms.advances[0].on), type(terms.partial_year)) == (str, str)
    assert terms == EVERY.with_base("forecast N").with_trigger("balance N-1 paid").with_partial_year(
        "by days"
    ).with_gap("rise")


def test_a_limit_that_always_applies_or_whose_side_is_said_is_left_as_it_is() -> None:
    for cap in (LIMIT, LIMIT | {"if": "rise over 0.10"}, "unspecified"):
        terms = terms_of(FORECAST, FORECAST | {"cap": cap})
        assert terms.with_gap("drop") == attrs.evolve(terms, readings=("gap",))


def test_what_is_named_again_is_a_reading_once_and_what_is_no_longer_open_stays() -> None:
    once = EVERY.with_top_up("0.25").with_base("forecast N")
    assert once.readings == ("top_up_rate", "base")
    again = once.with_top_up("0.30").with_base("actual N")
    assert (again.readings, again.top_up_rate) == (("top_up_rate", "base"), Decimal("0.30"))
    assert again.advances == once.advances


@pytest.mark.parametrize(
    ("name", "subject", "faults"),
    [
        (
            lambda: EVERY.with_cap("2", "x", "y", "z"),
            "Cap of the advances",
            [
                ("cap.rate", "not-a-ratio"),
                ("cap.base", "unknown-choice"),
                ("cap.scope", "unknown-choice"),
                ("cap.if", "unreadable"),
            ],
        ),
        (lambda: EVERY.with_top_up("2"), "Top-up", [("top_up_rate", "not-a-ratio")]),
        (lambda: EVERY.with_partial_year("x"), "Agreement within the year", [("partial_year", "unknown-choice")]),
        (lambda: EVERY.with_base("unspecified"), "Payment terms", [("base", "unknown-choice")]),
        (lambda: EVERY.with_trigger("unspecified"), "Payment terms", [("on", "unknown-choice")]),
        (lambda: EVERY.with_gap("unspecified"), "Payment terms", [("side", "unknown-choice")]),
        (lambda: EVERY.with_gap("gap", "actual N"), "Payment terms", [("of", "unknown-choice")]),
        (lambda: EVERY.with_year(1), "Payment terms", [("year", "unreadable")]),
    ],
)
def test_a_reading_that_is_none_is_refused(name: Any, subject: str, faults: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidInput) as caught:
        name()
    assert [(fault.path, fault.code) for fault in caught.value.faults] == faults
    assert caught.value.subject.en == subject


# --- which case terms are for


@pytest.mark.parametrize(
    ("terms", "covered", "other"),
    [
        (terms_of(FORECAST), [(2023, "ALSH", "existing"), (2030, "CLAS", "new")], []),
        (terms_of(FORECAST, year=2023), [(2023, "ALSH", "new")], [(2022, "ALSH", "new"), (2024, "ALSH", "new")]),
        (
            terms_of(FORECAST, ps=["ALSH", "RPE"]),
            [(2023, "ALSH", "new"), (2023, "RPE", "new")],
            [(2023, "EAJE", "new"), (2023, "A", "new"), (2023, "*", "new")],
        ),
        (terms_of(FORECAST, equipment="new"), [(2023, "ALSH", "new")], [(2023, "ALSH", "existing")]),
        # days hold for the year they stand in: civil, or from September on for a PS that runs by school year
        (
            terms_of({"rate": "0.3", "from": "2023-12-31"}, {"rate": "0.3", "from": "2023-01-01"}),
            [(2023, "ALSH", "new"), (2023, "*", "new"), (2023, "OF_MINE", "new")],
            [(2022, "ALSH", "new"), (2024, "ALSH", "new"), (2023, "CLAS", "new"), (2022, "CLAS", "new")],
        ),
        (
            terms_of({"rate": "0.3", "from": "2023-09-01"}, {"rate": "0.3", "from": "2024-08-31"}),
            [(2023, "CLAS", "new")],
            [(2024, "CLAS", "new"), (2023, "ALSH", "new"), (2024, "ALSH", "new")],
        ),
        # a year that is said counts, whatever the days
        (terms_of({"rate": "0.3", "from": "2024-01-02"}, year=2023), [(2023, "ALSH", "new")], [(2024, "ALSH", "new")]),
    ],
)
def test_terms_are_for_their_year_their_ps_and_their_equipment(
    terms: PaymentTerms, covered: list[tuple[int, str, str]], other: list[tuple[int, str, str]]
) -> None:
    assert [case for case in covered if not terms.covers(*case)] == []
    assert [case for case in other if terms.covers(*case)] == []


def test_a_book_gives_the_first_terms_that_cover_a_case_and_names_those_it_has() -> None:
    first, second = terms_of(FORECAST, ps=["ALSH", "RPE"], equipment="new", year=2023), terms_of(FORECAST, year=2023)
    book = TermsBook((first, second))
    assert book.get(2023, "ALSH", "new") is first
    assert book.get(2023, "ALSH") is book.get(2023) is second  # existing equipment, any PS
    with pytest.raises(NoTerms) as caught:
        book.get(2024, "ALSH", "new")
    no_terms = caught.value
    assert (no_terms.ps, no_terms.year, no_terms.equipment) == ("ALSH", "2024", "new")
    assert no_terms.known == ("ALSH/RPE 2023 new", "* 2023 *")
    with pytest.raises(NoTerms) as caught:
        TermsBook((terms_of(FORECAST, ps="EAJE"),)).get(2024)
    assert (caught.value.known, caught.value.ps, caught.value.equipment) == (("EAJE * *",), "*", "existing")
    with pytest.raises(NoTerms) as caught:
        TermsBook(()).get(2024)
    assert caught.value.known == ("–",)


def test_a_book_is_of_one_of_several_or_of_a_mapping() -> None:
    one, other = terms_of(FORECAST), terms_of(FORECAST, year=2023)
    book = TermsBook((one, other))
    assert TermsBook.of(book) is book
    assert TermsBook.of(one) == TermsBook((one,))
    assert TermsBook.of(iter([one, other])) == book
    changed = book.each(lambda terms: terms.with_year(2024))
    assert changed.terms == (one.with_year(2024), other.with_year(2024))
    rows = [{"advances": [FORECAST], "top_up_rate": "0"}, {"advances": [FORECAST], "top_up_rate": "0", "year": 2023}]
    assert TermsBook.from_mapping({"terms": rows}, SOURCE) == book
    with pytest.raises(InvalidInput) as caught:
        TermsBook.from_mapping([])  # type: ignore[arg-type] # the point
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("terms", "unreadable"),
        ("terms", "missing-key"),
    ]


def test_terms_are_read_whole_from_their_mapping() -> None:
    """Everything that terms can say, and what stands where they say nothing."""
    said = {
        "advances": [
            {"rate": "0.40", "base": "actual N-2", "on": "forecast validated", "from": "2023-10-02", "cap": OPEN_GAP},
            {"rate": "0.30", "from": "2023-10-02", "cap": LIMIT | {"scope": "this advance"}},
        ],
        "top_up_rate": "0.25",
        "top_up_cap": LIMIT,
        "year": 2023,
        "ps": ["ALSH", "RAM"],
        "equipment": "existing",
        "partial_year": "by months",
        "rounding": "euro",
    }
    open_gap = Cap(Decimal("0.70"), "actual N-1", "cumulative", "unspecified over 0.10 not justified")
    of_one = Cap(Decimal("0.70"), "actual N-1", "this advance", None)
    day = date(2023, 10, 2)
    assert PaymentTerms.from_mapping(said, SOURCE) == PaymentTerms(
        advances=(
            Advance(Decimal("0.40"), "actual N-2", "forecast validated", day, open_gap),
            Advance(Decimal("0.30"), "forecast N", None, day, of_one),
        ),
        top_up_rate=Decimal("0.25"),
        source=SOURCE,
        top_up_cap=Cap(Decimal("0.70"), "actual N-1", "cumulative", None),
        year=2023,
        ps=("ALSH", "RPE"),
        equipment="existing",
        partial_year="by months",
        rounding="euro",
    )
    assert PaymentTerms.from_mapping({"advances": [FORECAST]}) == PaymentTerms(
        (Advance(Decimal("0.40"), "forecast N", "forecast validated", None, None),), None, None, None, None, (), None,
        "unspecified", "cent", (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("advance", "path"),
    [
        (FORECAST | {"rate": "2"}, "rate"),
        (FORECAST | {"base": "x"}, "base"),
        (FORECAST | {"on": "x"}, "on"),
        (FORECAST | {"cap": LIMIT | {"rate": "2"}}, "cap.rate"),
        (FORECAST | {"cap": LIMIT | {"base": "x"}}, "cap.base"),
        (FORECAST | {"cap": LIMIT | {"scope": "x"}}, "cap.scope"),
        (FORECAST | {"cap": LIMIT | {"if": "x"}}, "cap.if"),
    ],
)
def test_one_fault_alone_is_told_alone(advance: dict[str, Any], path: str) -> None:
    for first in ((), (FORECAST,)):
        with pytest.raises(InvalidInput) as caught:
            terms_of(*first, advance)
        assert [fault.path for fault in caught.value.faults] == [f"advances[{len(first)}].{path}"]


def test_each_fault_of_terms_is_told_with_its_path() -> None:
    wrong = {
        "advances": [
            "x",
            {"rate": "0.40"},
            {"rate": "2", "base": "x", "on": "y", "from": "z", "cap": "some", "w": 1},
            {"rate": "0.40", "on": None, "from": None},
            {"on": "forecast validated"},
        ],
        "top_up_rate": "2",
        "top_up_cap": {"rate": "2", "if": "x", "z": 1},
        "year": "x",
        "ps": 3,
        "equipment": "old",
        "partial_year": "x",
        "rounding": "y",
        "strange": 1,
    }
    with pytest.raises(InvalidInput) as caught:
        PaymentTerms.from_mapping(wrong)
    assert sorted((fault.path, fault.code) for fault in caught.value.faults) == [
        ("advances", "too-many-advances"),
        ("advances[0]", "unreadable"),
        ("advances[1].on", "missing-key"),
        ("advances[2].base", "unknown-choice"),
        ("advances[2].cap.base", "missing-key"),
        ("advances[2].cap.rate", "missing-key"),
        ("advances[2].from", "unreadable"),
        ("advances[2].on", "unknown-choice"),
        ("advances[2].rate", "not-a-ratio"),
        ("advances[2].w", "unknown-choice"),
        ("advances[3].from", "missing-key"),
        ("advances[3].on", "missing-key"),
        ("advances[4].rate", "missing-key"),
        ("equipment", "unknown-choice"),
        ("partial_year", "unknown-choice"),
        ("ps", "unreadable"),
        ("rounding", "unknown-choice"),
        ("strange", "unknown-choice"),
        ("top_up_cap.base", "missing-key"),
        ("top_up_cap.if", "unreadable"),
        ("top_up_cap.rate", "not-a-ratio"),
        ("top_up_cap.z", "unknown-choice"),
        ("top_up_rate", "not-a-ratio"),
        ("year", "unreadable"),
    ]
