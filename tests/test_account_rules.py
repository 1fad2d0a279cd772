"""The account, rule by rule: every line of it worked by hand, with its day, its fact, and what it stood at before."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

import pytest

from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.payments import (
    Accepted,
    Agreed,
    BalanceDiffers,
    BalanceStated,
    BroughtForward,
    Cancelled,
    Closed,
    Entry,
    Fact,
    GapJustified,
    GivenUpFor,
    Ledger,
    Paid,
    PaymentTerms,
    Recovered,
    Refused,
    Reversed,
    SetOff,
    Transmitted,
    UnspecifiedTerms,
    WrittenOff,
)
from afas.payments._year import ACTUAL, FORECAST, UPDATES, Year, share_of_year, triggered
from afas.periods import FinancialYear, Period
from afas.terms import TRIGGERS, Advance, TermsBook

JUNE, SEPTEMBER = UPDATES
SECOND = {"rate": "0.30", "on": "actual N-1 validated", "cap": {"rate": "0.70", "base": "actual N-1"}}
TWO = {"advances": [{"rate": "0.40", "on": "forecast validated"}, SECOND], "top_up_rate": "0.40"}


def on(day: str) -> date:
    """The day of a month of 2023; "24-" before it: of 2024."""
    return date.fromisoformat(f"20{day}" if len(day) == 8 else f"2023-{day}")


def right(name: str, day: str, amount: str, kind: str = "FORECAST", year: int = 2023) -> Accepted:
    return Accepted(name, on(day), "A1", year, kind, amount)


def cancelled(name: str, day: str, kind: str = "FORECAST", year: int = 2023) -> Cancelled:
    return Cancelled(name, on(day), "A1", year, kind)


def back(name: str, day: str, event: str) -> Reversed:
    return Reversed(name, on(day), event)


def paid(name: str, day: str, amount: str, year: int = 2023) -> Paid:
    return Paid(name, on(day), "A1", year, amount)


def line(entry: Entry) -> str:
    """An entry in words: day, what, amount, what it stood at, what it settles, its fact and what that takes back."""
    words = [f"{entry.on:%m-%d}", (entry.kind or entry.side).value, str(entry.amount)]
    words += [] if entry.before is None else ["was", str(entry.before)]
    words += [] if entry.settles is None else ["settles" if entry.settles else "unsettles"]
    return " ".join([*words, "by", entry.event, *([] if entry.target is None else ["of", entry.target.id])])


def lines(ledger: Ledger, year: int = 2023, activity: str = "A1") -> list[str]:
    return [line(entry) for entry in ledger.entries(activity=activity, year=year)]


def ledger(terms: Mapping[str, object], *facts: Fact) -> Ledger:
    return Ledger(PaymentTerms.from_mapping(terms)).record(*facts)


# 40 % of 1,000; then 30 % of it, 300, within 70 % of 900, less 400: 230
FIRST = [right("f", "02-10", "1000"), right("p", "04-10", "900", "ACTUAL", 2022)]
ADVANCES = ["02-10 ADVANCE_1 400.00 by f", "04-10 ADVANCE_2 230.00 by p"]


def test_a_year_from_its_first_advance_to_its_settlement_and_what_revises_that() -> None:
    facts = [
        *FIRST,
        right("j", "07-10", "1200", "UPDATE_JUNE"),  # 40 % of the 200 more
        right("s", "10-10", "1150", "UPDATE_SEPTEMBER"),  # less than in June: nothing
        right("s2", "11-10", "1300", "UPDATE_SEPTEMBER"),  # 40 % of the 100 more than in June
        right("j2", "12-10", "1250", "UPDATE_JUNE"),  # 20 more in June, hence 20 less in September
        right("a", "24-04-10", "1100", "ACTUAL"),  # 750 advanced
        right("a2", "24-05-10", "1100.01", "ACTUAL"),
        right("a3", "24-06-10", "700", "ACTUAL"),
        back("r", "24-07-10", "a3"),
        cancelled("c", "24-08-10", "ACTUAL"),
        right("a4", "24-09-10", "750", "ACTUAL"),
        cancelled("c2", "24-10-10", "ACTUAL"),
        right("a5", "24-11-10", "750.01", "ACTUAL"),
        cancelled("c3", "24-12-10", "ACTUAL"),
    ]
    found = ledger(TWO, *facts)
    assert lines(found) == [
        *ADVANCES,
        "07-10 TOP_UP 80.00 by j",
        "11-10 TOP_UP 40.00 by s2",
        "12-10 TOP_UP 20.00 was 80.00 by j2",
        "12-10 TOP_UP -20.00 was 40.00 by j2",
        "04-10 BALANCE 350.00 settles by a",
        "05-10 BALANCE 0.01 was 350.00 settles by a2",
        "06-10 OVERPAYMENT -400.01 was 350.01 settles by a3",
        "07-10 BALANCE 400.01 was -50.00 settles by r of a3",
        "08-10 OVERPAYMENT -350.01 was 350.01 unsettles by c",
        "09-10 BALANCE 0.00 settles by a4",
        "10-10 BALANCE 0.00 was 0.00 unsettles by c2",
        "11-10 BALANCE 0.01 settles by a5",
        "12-10 OVERPAYMENT -0.01 was 0.01 unsettles by c3",
    ]
    assert lines(found, 2022) == ["04-10 BALANCE 900.00 settles by p"]


def test_the_same_right_again_says_nothing() -> None:
    again = [right("f2", "03-10", "1000"), right("p2", "05-10", "900", "ACTUAL", 2022)]
    assert lines(ledger(TWO, *FIRST, *again)) == ADVANCES
    assert lines(ledger(TWO, *FIRST, *again), 2022) == ["04-10 BALANCE 900.00 settles by p"]


def test_an_update_that_raises_nothing_tops_up_once_it_does() -> None:
    """90 in June is less than the forecast of 100; once that is revised to 80, 40 % of the 10 more."""
    facts = [right("f", "02-10", "100"), right("j", "07-10", "90", "UPDATE_JUNE"), right("f2", "08-10", "80")]
    told = ["02-10 ADVANCE_1 40.00 by f", "08-10 ADVANCE_1 -8.00 was 40.00 by f2", "08-10 TOP_UP 4.00 by f2"]
    assert lines(ledger(TWO, *facts)) == told
    gone = ledger(TWO, *facts, cancelled("c", "09-10", "UPDATE_JUNE"))
    assert lines(gone) == [*told, "09-10 TOP_UP -4.00 was 4.00 by c"]


def test_an_update_told_before_the_forecast_tops_up_after_the_advance() -> None:
    facts = [right("j", "01-10", "1200", "UPDATE_JUNE"), right("f", "02-10", "1000"), back("r", "03-10", "f")]
    told = ["02-10 ADVANCE_1 400.00 by f", "02-10 TOP_UP 80.00 by f"]
    gone = ["03-10 ADVANCE_1 -400.00 was 400.00 by r of f", "03-10 TOP_UP -80.00 was 80.00 by r of f"]
    assert lines(ledger(TWO, *facts[:1])) == []
    assert lines(ledger(TWO, *facts)) == [*told, *gone]


def test_an_advance_stays_as_it_was_where_only_its_limit_is_known_no_more() -> None:
    facts = [*FIRST, cancelled("c", "05-10", "ACTUAL", 2022), right("f2", "06-10", "2000")]
    told = [*ADVANCES, "06-10 ADVANCE_1 400.00 was 400.00 by f2"]
    assert lines(ledger(TWO, *facts)) == told
    # known again: 30 % of 2,000 within 630 less 800, hence nothing
    known = ledger(TWO, *facts, right("p2", "07-10", "900", "ACTUAL", 2022))
    assert lines(known) == [*told, "07-10 ADVANCE_2 -230.00 was 230.00 by p2"]


def test_an_advance_whose_base_is_known_no_more_is_due_no_more() -> None:
    terms = {"advances": [{"rate": "0.40", "base": "actual N-1", "on": "forecast validated"}]}
    found = ledger(terms, *FIRST, cancelled("c", "05-10", "ACTUAL", 2022))
    assert lines(found) == ["04-10 ADVANCE_1 360.00 by p", "05-10 ADVANCE_1 -360.00 was 360.00 by c"]


def test_an_advance_falls_due_once_all_that_it_rests_on_is_known() -> None:
    """On the validation of the forecast, within 50 % of the actual right N-1: it waits for both."""
    cap = {"rate": "0.50", "base": "actual N-1"}
    terms = {"advances": [{"rate": "0.60", "on": "forecast validated", "cap": cap}]}
    assert lines(ledger(terms, FIRST[0])) == []
    assert lines(ledger(terms, *FIRST)) == ["04-10 ADVANCE_1 450.00 by p"]
    closed = Closed("x", on("04-10"), "A1")
    assert lines(ledger(terms, *FIRST, closed)) == []
    assert lines(ledger(terms, FIRST[1], right("f", "04-12", "1000"))) == ["04-12 ADVANCE_1 450.00 by f"]


def test_a_base_left_open_is_asked_for_where_it_is_needed() -> None:
    for cap in ({}, {"cap": {"rate": "0.50", "base": "actual N-1"}}):
        terms = {"advances": [{"rate": "0.40", "base": "unspecified", "on": "forecast validated", **cap}]}
        with pytest.raises(UnspecifiedTerms, match="with_base"):
            ledger(terms, *FIRST).entries()
    assert ledger(terms, FIRST[0]).entries() == ()  # its limit is not known: nothing falls due yet


# --- what stands of a declaration


@pytest.mark.parametrize(
    ("undone", "more"),
    [
        (["v1"], []),
        (["v2"], []),
        (["v3"], ["06-01 ADVANCE_1 -400.00 was 1200.00 by r0 of v3"]),
        (
            ["v3", "v2"],
            ["06-01 ADVANCE_1 -400.00 was 1200.00 by r0 of v3", "06-02 ADVANCE_1 -400.00 was 800.00 by r1 of v2"],
        ),
        (["v1", "v2", "v3"], ["06-03 ADVANCE_1 -1200.00 was 1200.00 by r2 of v3"]),
        (["v3", "v3"], ["06-01 ADVANCE_1 -400.00 was 1200.00 by r0 of v3"]),
    ],
)
def test_of_the_validations_not_taken_back_the_last_one_counts(undone: list[str], more: list[str]) -> None:
    revisions = [right(f"v{n}", f"02-1{n}", f"{n}000") for n in (1, 2, 3)]
    reversals = [back(f"r{rank}", f"06-0{rank + 1}", name) for rank, name in enumerate(undone)]
    assert lines(ledger(TWO, *revisions, *reversals)) == [
        "02-11 ADVANCE_1 400.00 by v1",
        "02-12 ADVANCE_1 400.00 was 400.00 by v2",
        "02-13 ADVANCE_1 400.00 was 800.00 by v3",
        *more,
    ]


def test_what_was_validated_before_a_cancellation_never_counts_again() -> None:
    facts = [FIRST[0], cancelled("c", "03-10"), right("v", "04-10", "500"), back("r", "05-10", "v")]
    assert lines(ledger(TWO, *facts)) == [
        "02-10 ADVANCE_1 400.00 by f",
        "03-10 ADVANCE_1 -400.00 was 400.00 by c",
        "04-10 ADVANCE_1 200.00 was 0.00 by v",
        "05-10 ADVANCE_1 -200.00 was 200.00 by r of v",
    ]


SENT = {"advances": [{"rate": "0.40", "base": "actual N-2", "on": "forecast transmitted"}]}
OLD = right("o", "01-10", "900", "ACTUAL", 2021)


def sent(name: str, day: str, kind: str = "FORECAST", year: int = 2023) -> Transmitted:
    return Transmitted(name, on(day), "A1", year, kind)


def refused(name: str, day: str, kind: str = "FORECAST", year: int = 2023) -> Refused:
    return Refused(name, on(day), "A1", year, kind)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ([], []),
        ([back("r", "03-01", "t")], []),  # the other transmission stands
        ([back("r", "03-01", "u")], []),
        ([back("r", "03-01", "t"), back("q", "03-02", "u")], ["03-02 ADVANCE_1 -360.00 was 360.00 by q of u"]),
        ([refused("n", "03-01")], []),  # what fell due stays
        ([refused("n", "03-01"), back("r", "03-02", "t")], []),
        ([refused("n", "03-01"), cancelled("c", "03-02")], ["03-02 ADVANCE_1 -360.00 was 360.00 by c"]),
        ([cancelled("c", "03-02")], ["03-02 ADVANCE_1 -360.00 was 360.00 by c"]),
        ([cancelled("c", "03-02"), sent("w", "03-05")], ["03-02 ADVANCE_1 -360.00 was 360.00 by c",
                                                         "03-05 ADVANCE_1 360.00 was 0.00 by w"]),
        ([right("f", "03-01", "1000"), back("r", "03-02", "f")], []),  # still transmitted
        ([right("f", "03-01", "1000"), back("r", "03-02", "t"), back("q", "03-03", "u")], []),  # still validated
    ],
)  # fmt: skip
def test_what_falls_due_on_a_transmission_stays_as_long_as_one_stands(more: list[Fact], told: list[str]) -> None:
    """40 % of the actual right N-2 of 900; the forecast was transmitted twice."""
    found = ledger(SENT, OLD, sent("t", "02-01"), sent("u", "02-05"), *more)
    assert lines(found) == ["02-01 ADVANCE_1 360.00 by t", *told]


def test_every_decision_taken_back_is_as_if_it_had_never_been() -> None:
    """An agreement, a closing, a gap justified, a refusal, a cancellation: no line is left of them, nor of that."""
    cap = {"rate": "0.70", "base": "actual N-1", "if": "gap over 0.10 not justified"}
    terms = {**TWO, "partial_year": "by months", "advances": [TWO["advances"][0], {**SECOND, "cap": cap}]}
    plain = lines(ledger(terms, *FIRST))
    for fact in (
        Agreed("x", on("02-01"), "A1", Period(on("03-01"), on("12-01"))),
        Closed("x", on("02-01"), "A1"),
        GapJustified("x", on("02-01"), "A1", 2023),
        refused("x", "02-11"),
        cancelled("x", "02-11"),
        BalanceStated("x", on("02-01"), "A1", 2023, "12"),
    ):
        assert lines(ledger(terms, *FIRST, fact, back("r", "12-24", "x"))) == plain
        if not isinstance(fact, BalanceStated):
            assert lines(ledger(terms, *FIRST, fact)) != plain


# --- money


def test_advances_of_before_count_as_due_and_as_paid_and_leave_less_within_the_limit() -> None:
    facts = [BroughtForward("b", on("01-02"), "A1", 2023, "100"), *FIRST]
    told = [
        "01-02 BROUGHT_FORWARD 100.00 by b",
        "01-02 PAID 100.00 by b",
        "02-10 ADVANCE_1 400.00 by f",
        "04-10 ADVANCE_2 130.00 by p",  # 630 - 100 - 400
    ]
    assert lines(ledger(TWO, *facts)) == told
    late = [BroughtForward("c", on("05-02"), "A1", 2023, "50"), back("r", "06-02", "c")]
    assert lines(ledger(TWO, *facts, *late)) == [
        *told,
        "05-02 BROUGHT_FORWARD 50.00 by c",
        "05-02 PAID 50.00 by c",
        "05-02 ADVANCE_2 -50.00 was 130.00 by c",
        "06-02 BROUGHT_FORWARD -50.00 by r of c",
        "06-02 PAID -50.00 by r of c",
        "06-02 ADVANCE_2 50.00 was 80.00 by r of c",
    ]
    settled = ledger(TWO, right("a", "01-15", "1000", "ACTUAL"), BroughtForward("b", on("02-02"), "A1", 2023, "100"))
    assert lines(settled) == [
        "01-15 BALANCE 1000.00 settles by a",
        "02-02 BROUGHT_FORWARD 100.00 by b",
        "02-02 PAID 100.00 by b",
        "02-02 OVERPAYMENT -100.00 was 1000.00 settles by b",
    ]


def test_money_and_its_reversal() -> None:
    moved = [paid("b", "03-01", "150"), Recovered("d", on("03-02"), "A1", 2023, "20")]
    found = ledger(TWO, *moved, back("r", "03-03", "b"), back("q", "03-04", "d"), back("z", "03-05", "b"))
    assert lines(found) == [
        "03-01 PAID 150.00 by b",
        "03-02 RECOVERED -20.00 by d",
        "03-03 PAID -150.00 by r of b",
        "03-04 RECOVERED 20.00 by q of d",
    ]


@pytest.mark.parametrize(
    ("of", "told"),
    [
        ("", {("A1", 2022): "-60.00", ("A1", 2023): "60.00"}),
        ("A1", {("A1", 2022): "-60.00", ("A1", 2023): "60.00"}),
        ("A2", {("A1", 2022): "-60.00", ("A2", 2023): "60.00"}),
    ],
)
def test_a_set_off_and_its_reversal_stand_in_both_accounts(of: str, told: dict[tuple[str, int], str]) -> None:
    found = ledger(TWO, SetOff("s", on("03-01"), "A1", 2022, "60", 2023, of), back("r", "03-09", "s"))
    for activity in ("A1", "A2"):
        for year in (2022, 2023):
            amount = told.get((activity, year))
            opposite = {"60.00": "-60.00", "-60.00": "60.00"}.get(amount or "")
            wanted = [f"03-01 SET_OFF {amount} by s", f"03-09 SET_OFF {opposite} by r of s"] if amount else []
            assert lines(found, year, activity) == wanted


# 500 paid of 400 due: 100 too much, of which the Caf gives up 60; 230 more is due in April, then 300 more are paid
GIVEN_UP = [
    *FIRST,
    paid("b", "02-20", "500"),
    WrittenOff("w", on("03-01"), "A1", 2023, "60", GivenUpFor.REMISSION),
    paid("d", "05-02", "300"),  # 800 paid of 630: 170 too much
]


def test_of_what_is_given_up_no_more_counts_than_is_overpaid_and_all_of_it_as_soon_as_there_is() -> None:
    told = [
        "02-10 ADVANCE_1 400.00 by f",
        "02-20 PAID 500.00 by b",
        "03-01 WRITTEN_OFF -60.00 by w",
        "04-10 ADVANCE_2 230.00 by p",
        "04-10 WRITTEN_OFF 60.00 by p",
        "05-02 PAID 300.00 by d",
        "05-02 WRITTEN_OFF -60.00 by d",
    ]
    assert lines(ledger(TWO, *GIVEN_UP)) == told
    recovered = Recovered("e", on("06-01"), "A1", 2023, "150")  # 20 too much is left
    assert lines(ledger(TWO, *GIVEN_UP, recovered, back("r", "07-01", "w"))) == [
        *told,
        "06-01 RECOVERED -150.00 by e",
        "06-01 WRITTEN_OFF 40.00 by e",
        "07-01 WRITTEN_OFF 20.00 by r of w",
    ]
    settled = ledger(TWO, *GIVEN_UP, right("a", "24-04-10", "780", "ACTUAL"))  # 20 too much is left
    assert lines(settled)[-2:] == ["04-10 BALANCE 150.00 settles by a", "04-10 WRITTEN_OFF 40.00 by a"]


@pytest.mark.parametrize(
    ("day", "left"),
    [
        ("02-09", "0"),
        ("02-10", "400"),
        ("02-20", "-100"),
        ("03-01", "-40"),
        ("04-09", "-40"),
        ("04-10", "130"),  # 630 - 500
        ("05-02", "-110"),  # 630 - 800 + 60
        ("24-04-10", "0"),  # 780 - 800 + 20: no more than was overpaid
        ("24-05-10", "-110"),  # cancelled: as before
    ],
)
def test_the_balance_of_each_day(day: str, left: str) -> None:
    facts = [*GIVEN_UP, right("a", "24-04-10", "780", "ACTUAL"), cancelled("c", "24-05-10", "ACTUAL")]
    assert ledger(TWO, *facts, BalanceStated("s", on(day), "A1", 2023, left)).entries()
    with pytest.raises(BalanceDiffers) as caught:
        ledger(TWO, *facts, BalanceStated("s", on(day), "A1", 2023, f"{left}.07")).entries()
    (difference,) = caught.value.differences
    assert (difference.activity, difference.year, difference.on) == ("A1", 2023, on(day))
    assert abs(difference.difference) == abs(difference.found - difference.stated) == Fraction(7, 100)
    assert difference.found == int(left)


# --- agreements, terms and years


def test_an_agreement_signed_late_changes_what_fell_due_before_it() -> None:
    """New equipment has one advance of 50 % in its terms, and no second one; half a year is half the right N-1."""
    new = {"equipment": "new", "advances": [{"rate": "0.50", "on": "forecast validated"}], "top_up_rate": "0"}
    book = TermsBook.from_mapping({"terms": [{**TWO, "equipment": "existing"}, new]})
    whole = Agreed("g", on("05-02"), "A1", Period(on("01-01"), on("24-01-01")), "new")
    assert lines(Ledger(book).record(*FIRST, whole)) == [
        *ADVANCES,
        "05-02 ADVANCE_1 100.00 was 400.00 by g",
        "05-02 ADVANCE_2 -230.00 was 230.00 by g",
    ]
    half = Agreed("g", on("05-02"), "A1", Period(on("01-01"), on("07-01")))
    found = ledger({**TWO, "partial_year": "by months"}, *FIRST, half)
    assert lines(found) == [*ADVANCES, "05-02 ADVANCE_2 -230.00 was 230.00 by g"]  # 70 % of 450 is under 400


def test_terms_that_rest_on_no_earlier_year_need_no_reading_of_a_part_of_one() -> None:
    part = Agreed("g", on("01-02"), "A1", Period(on("04-01"), on("24-01-01")))
    plain = {"advances": TWO["advances"][:1]}
    assert lines(ledger(plain, part, FIRST[0])) == ["04-01 ADVANCE_1 400.00 by 2023-04-01"]
    with pytest.raises(UnspecifiedTerms, match="with_partial_year"):
        ledger(TWO, part, *FIRST).entries()
    two = [  # renewed within the year, the year is covered whole
        Agreed("g", on("01-02"), "A1", Period(on("01-01"), on("04-01"))),
        Agreed("h", on("01-03"), "A1", Period(on("04-01"), on("24-01-01"))),
    ]
    assert lines(ledger(TWO, *two, *FIRST)) == ADVANCES


def test_an_advance_of_a_day_falls_due_that_day_whatever_happens_before_and_after() -> None:
    terms = {"advances": [{"rate": "0.50", "from": "2023-03-01"}]}
    for day, told in (("02-28", "03-01 ADVANCE_1 500.00 by 2023-03-01"), ("03-02", "03-02 ADVANCE_1 500.00 by f")):
        assert lines(ledger(terms, right("f", day, "1000"))) == [told]


def test_a_year_without_a_forecast_asks_for_no_terms() -> None:
    book = TermsBook.from_mapping({"terms": [{**TWO, "year": 2023}]})
    facts = [
        paid("b", "01-05", "10", 2022),
        right("j", "01-06", "700", "UPDATE_JUNE", 2022),
        right("p", "01-07", "900", "ACTUAL", 2022),
        cancelled("c", "01-08", "ACTUAL", 2022),
    ]
    assert lines(Ledger(book).record(*facts, right("f", "02-10", "1000")), 2022) == [
        "01-05 PAID 10.00 by b",
        "01-07 BALANCE 900.00 settles by p",
        "01-08 OVERPAYMENT -900.00 was 900.00 unsettles by c",
    ]


def test_each_year_and_each_ps_has_its_own_terms_in_one_ledger() -> None:
    """40 % in 2022 and 50 % in 2023 for ALSH; 60 % in 2023 for RPE."""
    rates = (("0.40", 2022, ["ALSH"]), ("0.50", 2023, ["ALSH"]), ("0.60", 2023, ["RPE"]))
    book = TermsBook.from_mapping(
        {
            "terms": [
                {"year": year, "ps": ps, "advances": [{"rate": rate, "on": "forecast validated"}]}
                for rate, year, ps in rates
            ]
        }
    )
    activities = [Activity("A1", "P1", "ALSH", "Loisirs", "AIX"), Activity("A2", "P1", "RPE", "Relais", "AIX")]
    facts = [right("e", "01-10", "100", year=2022), right("f", "02-10", "100")]
    other = Accepted("g", on("02-10"), "A2", 2023, FORECAST, "100")
    found = Ledger(book, activities).record(*facts, other)
    assert lines(found, 2022) == ["01-10 ADVANCE_1 40.00 by e"]
    assert lines(found) == ["02-10 ADVANCE_1 50.00 by f"]
    assert lines(found, activity="A2") == ["02-10 ADVANCE_1 60.00 by g"]


def test_every_line_of_a_school_year_is_of_its_two_years() -> None:
    lessons = Activity("A1", "P1", "CLAS", "Aide aux leçons", "AIX")
    facts = [*FIRST, paid("b", "05-01", "10")]
    found = Ledger(PaymentTerms.from_mapping(TWO), [lessons]).record(*facts).entries(year=2023)
    assert [entry.exercise.text.fr for entry in found] == ["2023-2024"] * 3
    assert {entry.school for entry in ledger(TWO, *facts).entries()} == {False}


# --- the state of a year


Step = Callable[[Year], None]


def validate(name: str) -> Step:
    return lambda year: year.validate(FORECAST, name, 100)


def take_back(name: str) -> Step:
    return lambda year: year.take_back(FORECAST, name)


def send(name: str = "t") -> Step:
    return lambda year: year.send(FORECAST, name)


def unsend(name: str = "t") -> Step:
    return lambda year: year.unsend(FORECAST, name)


def refuse(year: Year) -> None:
    year.refuse(FORECAST)


def cancel(year: Year) -> None:
    year.cancel(FORECAST)


@pytest.mark.parametrize(
    ("steps", "stands", "or_sent", "is_refused"),
    [
        ([], False, False, False),
        ([send()], False, True, False),
        ([send(), unsend()], False, False, False),
        ([send(), unsend("u")], False, True, False),
        ([send(), send("u"), unsend()], False, True, False),
        ([send(), send("u"), unsend(), unsend("u")], False, False, False),
        ([unsend()], False, False, False),
        ([send(), refuse], False, False, True),
        ([send(), refuse, send("u")], False, True, True),  # sent again, and refused until it is validated
        ([validate("a")], True, True, False),
        ([validate("a"), take_back("a")], False, False, False),
        ([validate("a"), refuse], False, False, True),
        ([validate("a"), refuse, take_back("a")], False, False, True),
        ([validate("a"), refuse, validate("b")], True, True, False),
        ([validate("a"), refuse, validate("b"), take_back("a")], True, True, False),
        ([validate("a"), refuse, validate("b"), take_back("b")], False, False, True),
        ([refuse, validate("a")], True, True, False),
        ([validate("a"), refuse, send()], False, True, True),
        ([validate("a"), cancel], False, False, False),
        ([send(), cancel], False, False, False),
        ([validate("a"), refuse, cancel], False, False, False),
        ([validate("a"), cancel, validate("b"), take_back("b")], False, False, False),
    ],
)
def test_a_declaration_is_validated_sent_or_refused(
    steps: list[Step], stands: bool, or_sent: bool, is_refused: bool
) -> None:
    year = Year(2023)
    for step in steps:
        step(year)
    found = year.stands(FORECAST), year.stands(FORECAST, sent=True), year.is_refused(FORECAST)
    assert found == (stands, or_sent, is_refused)
    assert (year.stands(ACTUAL), year.stands(ACTUAL, sent=True), year.is_refused(ACTUAL)) == (False, False, False)


def test_the_rights_that_an_advance_may_rest_on() -> None:
    year, before, earlier = Year(2023), Year(2022), Year(2021)
    nothing = dict.fromkeys(("forecast N", "latest forecast N", "actual N-1", "actual N-2"))
    assert year.rights(None, None) == year.rights(before, earlier) == nothing
    for kind, cents, latest in ((FORECAST, 10, 10), (SEPTEMBER, 30, 30), (JUNE, 20, 30)):
        year.validate(kind, "v", cents)
        before.validate(kind, "v", 1)
        assert year.rights(before, None) == {**nothing, "forecast N": 10, "latest forecast N": latest}
    before.validate(ACTUAL, "v", 5)
    earlier.validate(ACTUAL, "v", 7)
    rights = {"forecast N": 10, "latest forecast N": 30, "actual N-1": 5, "actual N-2": 7}
    assert year.rights(before, earlier) == rights
    assert year.rights(None, earlier) == {**rights, "actual N-1": None}
    assert year.rights(before, None) == {**rights, "actual N-2": None}


def declared(number: int, validated: tuple[DeclarationKind, ...] = (), sent: tuple[DeclarationKind, ...] = ()) -> Year:
    year = Year(number)
    for kind in validated:
        year.validate(kind, "v", 100)
    for kind in sent:
        year.send(kind, "t")
    return year


@pytest.mark.parametrize(
    ("trigger", "own", "own_sent", "last", "last_sent", "come"),
    [
        (None, (), (), (), (), False),
        (None, (), (FORECAST,), (), (), True),
        (None, (FORECAST,), (), (), (), True),
        (None, (ACTUAL,), (JUNE,), (FORECAST,), (FORECAST,), False),
        ("forecast transmitted", (), (FORECAST,), (), (), True),
        ("forecast transmitted", (FORECAST,), (), (), (), True),
        ("forecast transmitted", (), (JUNE,), (FORECAST,), (), False),
        ("forecast validated", (), (FORECAST,), (), (), False),
        ("forecast validated", (FORECAST,), (), (), (), True),
        ("actual N-1 transmitted", (FORECAST,), (ACTUAL,), (), (), False),
        ("actual N-1 transmitted", (FORECAST,), (), (), (ACTUAL,), True),
        ("actual N-1 transmitted", (FORECAST,), (), (ACTUAL,), (), True),
        ("actual N-1 transmitted", (), (), (ACTUAL,), (), False),
        ("actual N-1 validated", (FORECAST, ACTUAL), (), (), (ACTUAL,), False),
        ("actual N-1 validated", (FORECAST,), (), (ACTUAL,), (), True),
        ("actual N-1 validated", (), (FORECAST,), (ACTUAL,), (), True),
        ("actual N-1 processed", (FORECAST,), (), (FORECAST, JUNE), (ACTUAL,), False),
        ("actual N-1 processed", (FORECAST,), (), (ACTUAL,), (), True),
        ("update validated", (FORECAST,), (JUNE, SEPTEMBER), (JUNE,), (), False),
        ("update validated", (FORECAST, JUNE), (), (), (), True),
        ("update validated", (FORECAST, SEPTEMBER), (), (), (), True),
        ("update validated", (JUNE, SEPTEMBER), (), (), (), False),
        ("June update validated", (FORECAST, SEPTEMBER), (JUNE,), (), (), False),
        ("June update validated", (FORECAST, JUNE), (), (), (), True),
        ("September update validated", (FORECAST, JUNE), (SEPTEMBER,), (), (), False),
        ("September update validated", (FORECAST, SEPTEMBER), (), (), (), True),
        ("balance N-1 paid", (FORECAST,), (), (ACTUAL,), (), False),
    ],
)
def test_the_event_of_an_advance_comes_with_its_own_declaration(
    trigger: str | None,
    own: tuple[DeclarationKind, ...],
    own_sent: tuple[DeclarationKind, ...],
    last: tuple[DeclarationKind, ...],
    last_sent: tuple[DeclarationKind, ...],
    come: bool,
) -> None:
    year, before = declared(2023, own, own_sent), declared(2022, last, last_sent)
    advance = Advance("0.40", on=trigger, from_day=None if trigger else on("03-01"))
    assert triggered(advance, on("03-01"), year, before) is come
    assert triggered(advance, on("03-01"), year, None) is (come and not (last or last_sent))
    for day in ("02-28", "03-01", "03-02"):  # with a day too, the later of the two
        both = Advance("0.40", on=trigger, from_day=on("03-01"))
        assert triggered(both, on(day), year, before) is (come and day != "02-28")


def test_every_event_of_the_terms_has_a_case_above() -> None:
    (mark,) = (m for m in test_the_event_of_an_advance_comes_with_its_own_declaration.pytestmark)  # type: ignore[attr-defined]
    assert {case[0] for case in mark.args[1] if case[-1]} == {None, *TRIGGERS} - {"balance N-1 paid"}


@pytest.mark.parametrize(
    ("settled", "advanced", "balance", "received", "come"),
    [
        (True, 40, 60, 99, False),
        (True, 40, 60, 100, True),
        (True, 40, 60, 101, True),
        (True, 40, -10, 29, False),
        (True, 40, -10, 30, True),
        (True, 0, 0, 0, True),
        (False, 40, 0, 40, False),
        (False, 40, 0, 100, False),
    ],
)
def test_the_balance_of_the_year_before_is_paid_once_it_is_settled_and_nothing_is_missing(
    settled: bool, advanced: int, balance: int, received: int, come: bool
) -> None:
    before = declared(2022, (ACTUAL,))
    before.settled, before.advanced, before.balance, before.received = settled, advanced, balance, received
    year = declared(2023, (FORECAST,))
    assert triggered(Advance("0.40", on="balance N-1 paid"), on("03-01"), year, before) is come


def test_the_order_of_paying_the_balance_and_the_advance_that_waits_for_it() -> None:
    terms = {"advances": [{"rate": "0.40", "on": "balance N-1 paid"}]}
    facts = [*FIRST, paid("b", "04-20", "899.99", 2022), paid("d", "04-25", "0.01", 2022)]
    assert lines(ledger(terms, *facts)) == ["04-25 ADVANCE_1 400.00 by d"]


# --- the part of a year under agreement

WHOLE_2023 = Period(on("01-01"), on("24-01-01"))


def period(first: str, end: str) -> Period:
    return Period(on(first), on(end))


@pytest.mark.parametrize(
    ("agreements", "days", "months"),
    [
        ([period("04-01", "24-01-01")], 275, 9),
        ([period("01-01", "12-31")], 364, 12),  # all but the last day
        ([period("01-02", "24-01-01")], 364, 12),  # all but the first
        ([period("04-15", "05-02")], 17, 2),  # 16 of April and 1 of May
        ([period("01-01", "02-01"), period("03-01", "03-02")], 32, 2),
        ([period("03-01", "03-02"), period("01-01", "02-01")], 32, 2),
        ([period("01-01", "01-05"), period("01-10", "01-15")], 9, 1),
        ([period("01-01", "03-01"), period("02-01", "04-01")], 90, 3),  # days under both count once
        ([period("01-01", "03-01"), period("03-01", "04-01")], 90, 3),
        ([period("01-01", "07-01"), period("02-01", "03-01")], 181, 6),
        ([Period(date(2022, 3, 1), on("01-03")), Period(on("12-30"))], 4, 2),  # 2 days at each end
        ([Period(date(2022, 1, 1), on("01-01"))], 0, 0),
    ],
)
def test_the_part_of_a_year_under_agreement(agreements: list[Period], days: int, months: int) -> None:
    year = FinancialYear(2023)
    assert share_of_year(year, agreements, "by days") == Fraction(days, 365)
    assert share_of_year(year, agreements, "by months") == Fraction(months, 12)
    assert share_of_year(year, agreements, "as declared") is None
    with pytest.raises(UnspecifiedTerms) as caught:
        share_of_year(year, agreements, "unspecified")
    assert "terms.with_partial_year('as declared' | 'by days' | 'by months')" in caught.value.text("en")


@pytest.mark.parametrize(
    "agreements",
    [
        [],
        [WHOLE_2023],
        [Period(date(2022, 6, 1), date(2025, 1, 1))],
        [Period(date(2022, 6, 1))],
        [period("01-01", "07-01"), period("07-01", "24-01-01")],
        [period("06-01", "24-01-01"), Period(date(2020, 1, 1), on("07-01"))],
        [period("04-01", "24-01-01"), period("02-01", "04-01"), period("01-01", "02-01")],
        [WHOLE_2023, period("02-01", "03-01")],
    ],
)
def test_all_of_a_year_is_under_agreement_whatever_the_reading(agreements: list[Period]) -> None:
    for reading in ("by days", "by months", "as declared", "unspecified"):
        assert share_of_year(FinancialYear(2023), agreements, reading) is None


def test_a_school_year_is_counted_in_its_own_days() -> None:
    """From September 2023 to August 2024: 366 days; from 1 March 2024, 184 of them, and 6 months."""
    march = [Period(date(2024, 3, 1))]
    assert share_of_year(FinancialYear(2023, school=True), march, "by days") == Fraction(184, 366)
    assert share_of_year(FinancialYear(2023, school=True), march, "by months") == Fraction(6, 12)
