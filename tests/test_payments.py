"""Payments: the vectors worked by hand in the sources, and the laws of what is paid."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas.errors import InvalidInput
from afas.payments import Payment, PaymentKind, PaymentTerms, UnspecifiedTerms, schedule

NORD = PaymentTerms.from_mapping(
    {
        "advances": [
            {"rate": "0.35", "base": "actual N-2", "on": "forecast validated"},
            {
                "rate": "0.35",
                "base": "forecast N",
                "on": "actual N-1 processed",
                "cap": {"rate": "0.70", "base": "actual N-1", "if": "gap over 0.10 not justified"},
            },
        ]
    }
)
SEINE = afas.calendars.get("92", 2023).payment_terms
assert SEINE is not None
SEINE_CAPPED = SEINE.with_cap(rate="0.70", base="actual N-1", scope="cumulative")


def amounts(items: tuple[Payment, ...]) -> list[tuple[str, str]]:
    return [(item.kind.value, str(item.amount)) for item in items]


def euros(amount: int) -> Decimal:
    return Decimal(amount)


def test_vector_p2_the_gap_is_small() -> None:
    # 35 % x 90,000 = 31,500; 35 % x 100,000 = 35,000; 98,000 - 66,500 = 31,500
    items = schedule(
        NORD, forecast=euros(100_000), previous_actual=euros(95_000), actual_n_2=euros(90_000), actual=euros(98_000)
    )
    assert amounts(items) == [("ADVANCE_1", "31500.00"), ("ADVANCE_2", "35000.00"), ("BALANCE", "31500.00")]


def test_vector_p3_the_gap_is_not_justified() -> None:
    # cap 70 % x 80,000 = 56,000; 56,000 - 31,500 = 24,500; paid 56,000, right 50,000: 6,000 too much
    items = schedule(
        NORD, forecast=euros(100_000), previous_actual=euros(80_000), actual_n_2=euros(90_000), actual=euros(50_000)
    )
    assert amounts(items) == [("ADVANCE_1", "31500.00"), ("ADVANCE_2", "24500.00"), ("OVERPAYMENT", "6000.00")]


def test_vector_p4_the_gap_is_justified() -> None:
    items = schedule(
        NORD,
        forecast=euros(100_000),
        previous_actual=euros(80_000),
        actual_n_2=euros(90_000),
        actual=euros(50_000),
        gap_justified=True,
    )
    assert amounts(items)[1:] == [("ADVANCE_2", "35000.00"), ("OVERPAYMENT", "16500.00")]


@pytest.mark.parametrize(("previous", "second"), [(95_000, "26500.00"), (50_000, "0.00")])
def test_vectors_p6_and_p7_the_cap_named(previous: int, second: str) -> None:
    # 70 % x 95,000 = 66,500 less 40,000; 70 % x 50,000 = 35,000, below what is paid
    items = schedule(SEINE_CAPPED, forecast=euros(100_000), previous_actual=euros(previous))
    assert amounts(items) == [("ADVANCE_1", "40000.00"), ("ADVANCE_2", second)]


def test_a_gap_of_exactly_a_tenth_is_not_over_it() -> None:
    # (110,000 - 100,000) / 100,000 = 10 %: no cap, 35 % x 110,000 = 38,500
    items = schedule(NORD, forecast=euros(110_000), previous_actual=euros(100_000), actual_n_2=euros(100_000))
    assert amounts(items)[1] == ("ADVANCE_2", "38500.00")


def test_what_the_source_leaves_open_is_asked_for() -> None:
    assert SEINE is not None
    with pytest.raises(UnspecifiedTerms, match="with_cap"):
        schedule(SEINE, forecast=euros(100_000), previous_actual=euros(95_000))
    with pytest.raises(UnspecifiedTerms, match="with_top_up"):
        schedule(SEINE_CAPPED, forecast=euros(100), previous_actual=euros(95), updated=euros(110))
    with pytest.raises(UnspecifiedTerms, match="previous_actual"):
        schedule(SEINE_CAPPED, forecast=euros(100))


def test_each_payment_falls_on_the_day_of_its_event_and_says_why() -> None:
    days = {"forecast validated": date(2023, 2, 10)}
    first, second = schedule(SEINE_CAPPED, forecast=euros(100_000), previous_actual=euros(95_000), days=days)
    assert (first.on, second.on) == (date(2023, 2, 10), None)
    assert "70\N{NO-BREAK SPACE}% × droit réel N-1" in second.reason.text("fr")
    assert "on all advances" in second.reason.text("en")


def test_rights_are_exact_amounts_or_refused_all_at_once() -> None:
    assert schedule(SEINE_CAPPED, forecast="100000", previous_actual=95_000)[0].amount == Decimal("40000.00")
    with pytest.raises(InvalidInput) as caught:
        schedule(SEINE_CAPPED, forecast=0.1, previous_actual="-3", actual="1.005")  # type: ignore[arg-type] # the point
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("forecast", "float-refused"),
        ("actual", "not-whole-cents"),
        ("previous_actual", "too-low"),
    ]


def test_bad_terms_are_refused_with_every_fault() -> None:
    bad = {"advances": [{"rate": 0.4, "base": "forecast", "on": "someday"}, {"rate": "40", "from": "1 March", "x": 1}]}
    with pytest.raises(InvalidInput) as caught:
        PaymentTerms.from_mapping(bad)
    assert {fault.path for fault in caught.value.faults} == {
        "advances[0].rate",
        "advances[0].base",
        "advances[0].on",
        "advances[1].rate",
        "advances[1].from",
        "advances[1].x",
    }


def test_no_advance_and_no_condition_is_dropped_in_silence() -> None:
    advance = {"rate": "0.20", "on": "forecast validated"}
    with pytest.raises(InvalidInput, match="5 advances"):
        PaymentTerms.from_mapping({"advances": [advance] * 5})
    cap = {"rate": "0.70", "base": "actual N-1", "iff": "gap over 0.10 not justified"}
    with pytest.raises(InvalidInput, match=r"advances\[0\]\.cap\.iff"):
        PaymentTerms.from_mapping({"advances": [{**advance, "cap": cap}]})


rights = st.decimals(0, 10**6, places=2)


@given(rights, rights, rights)
def test_law_6_paid_less_recovered_is_the_right_and_no_advance_passes_its_cap(
    f: Decimal, p: Decimal, a: Decimal
) -> None:
    items = schedule(SEINE_CAPPED, forecast=f, previous_actual=p, actual=a)
    advanced = [item.amount for item in items if item.kind not in (PaymentKind.BALANCE, PaymentKind.OVERPAYMENT)]
    assert sum(advanced) + (items[-1].amount if sum(advanced) <= a else -items[-1].amount) == a
    first, second = items[0].amount, items[1].amount
    assert second == 0 or first + second <= (p * Decimal("0.70")).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    assert all(item.amount >= 0 for item in items)


def test_of_a_right_of_nothing_nothing_is_due_at_whatever_rate() -> None:
    """All of 0 is 0, and so is what a limit of all of 0 leaves of 40 %."""
    whole = PaymentTerms.from_mapping({"advances": [{"rate": "1", "on": "forecast validated"}], "top_up_rate": "0"})
    assert [str(one.amount) for one in schedule(whole, forecast=0)] == ["0.00"]
    capped = {"rate": "0.40", "on": "forecast validated", "cap": {"rate": "1", "base": "actual N-1"}}
    terms = PaymentTerms.from_mapping({"advances": [capped], "top_up_rate": "0"})
    assert [str(one.amount) for one in schedule(terms, forecast=100, previous_actual=0)] == ["0.00"]
