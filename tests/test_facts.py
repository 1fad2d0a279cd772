"""The facts of a ledger: what each takes and refuses, field by field, and the order of those of one day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

from afas.errors import InvalidInput
from afas.forms import DeclarationKind
from afas.payments import (
    Accepted,
    Agreed,
    Amended,
    BalanceStated,
    BankLine,
    BroughtForward,
    Cancelled,
    Closed,
    DayCome,
    Expectation,
    Fact,
    GapJustified,
    GivenUpFor,
    Ledger,
    Notified,
    Paid,
    PaymentTerms,
    Recovered,
    Refused,
    Reversed,
    SetOff,
    Transmitted,
    WrittenOff,
    cash_flow,
    reconcile,
)
from afas.payments._facts import FACTS
from afas.payments._order import in_order
from afas.periods import Period

DAY = date(2023, 2, 10)
EMPTY = Ledger(PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]}))
RIGHT: dict[str, Any] = {
    "id": "f",
    "on": DAY,
    "activity": "A1",
    "year": 2023,
    "kind": "FORECAST",
    "amount": "100",
    "against": 2024,
    "ground": "REMISSION",
    "left": "-100",
    "period": Period(date(2023, 1, 1)),
    "equipment": "new",
    "event": "g",
}
A_DAY = "date(2023, 2, 10), datetime(2023, 2, 10, 15)"
MANY = "z" * 50


# What a field refuses: the value, the code of its fault and, where one value stands for all, what the fault says.
REFUSED: dict[str, list[tuple[Any, str]]] = {
    "on": [
        (None, "unreadable"),
        ("2023-02-10", "unreadable"),
        (20230210, "unreadable"),
        (date(1899, 12, 31), "unreadable"),
        (date(2201, 1, 1), "unreadable"),
        (datetime(1899, 12, 31, 23, 59), "not-a-moment"),
        (datetime(2201, 1, 1), "not-a-moment"),
        (datetime(2023, 2, 10, tzinfo=timezone(timedelta(microseconds=1))), "not-a-moment"),
    ],
    "year": [(bad, "unreadable") for bad in (None, "2023", 2023.0, True, 1899, 2201)],
    "against": [(bad, "unreadable") for bad in (None, "2023", 2023.0, True, 1899, 2201)],
    "kind": [(bad, "unreadable") for bad in (None, "forecast", "", 3, ["FORECAST"])],
    "ground": [(bad, "unreadable") for bad in (None, "remission", "", 3, ["REMISSION"])],
    "equipment": [(bad, "unreadable") for bad in (None, "NEW", "", "renewed", 3)],
    "amount": [
        ("-0.01", "too-low"),
        ("0.005", "not-whole-cents"),
        (0.1, "float-refused"),
        (None, "not-a-number"),
        ("1e3", "not-a-number"),
        ("1000000000000000", "number-too-long"),
    ],
    "left": [
        ("0.005", "not-whole-cents"),
        (0.1, "float-refused"),
        (None, "not-a-number"),
        ("-1000000000000000", "number-too-long"),
    ],
}
# What it takes, up to its ends, and what it keeps of it.
TAKEN: dict[str, list[tuple[Any, Any]]] = {
    "on": [
        (date(1900, 1, 1), date(1900, 1, 1)),
        (date(2200, 12, 31), date(2200, 12, 31)),
        (datetime(1900, 1, 1), datetime(1900, 1, 1)),
        (datetime(2200, 12, 31, 23, 59), datetime(2200, 12, 31, 23, 59)),
    ],
    "year": [(1900, 1900), (2200, 2200)],
    "against": [(1900, 1900), (2200, 2200)],
    "kind": [(kind, kind) for kind in DeclarationKind] + [(kind.value, kind) for kind in DeclarationKind],
    "ground": [(ground, ground) for ground in GivenUpFor] + [(ground.value, ground) for ground in GivenUpFor],
    "equipment": [("new", "new"), ("existing", "existing")],
    "amount": [("0", "0.00"), (1, "1.00"), (Decimal("0.010"), "0.01"), ("999999999999999.99", "999999999999999.99")],
    "left": [
        ("0", "0.00"),
        (-1, "-1.00"),
        (Decimal("-0.010"), "-0.01"),
        ("-999999999999999.99", "-999999999999999.99"),
    ],
}
FIELDS = [(cls, field.name) for cls in FACTS for field in attrs.fields(cls) if field.name in REFUSED]


def fact(cls: type[Fact], **changed: Any) -> Fact:
    """A fact of that kind that is right, but for what is changed."""
    known = {field.name for field in attrs.fields(cls)}
    return cls(**({name: value for name, value in RIGHT.items() if name in known} | changed))


@pytest.mark.parametrize(("cls", "field"), FIELDS)
def test_each_field_of_each_fact_refuses_what_it_cannot_read_under_its_own_name(cls: type[Fact], field: str) -> None:
    for bad, code in REFUSED[field]:
        with pytest.raises(InvalidInput) as caught:
            fact(cls, **{field: bad})
        assert [(fault.path, fault.code) for fault in caught.value.faults] == [(field, code)], bad


@pytest.mark.parametrize(("cls", "field"), FIELDS)
def test_each_field_of_each_fact_takes_what_it_can_read_up_to_its_ends(cls: type[Fact], field: str) -> None:
    for good, kept in TAKEN[field]:
        found = getattr(fact(cls, **{field: good}), field)
        assert str(found) == str(kept), good
        assert type(found) is (Decimal if field in ("amount", "left") else type(kept)), good


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"on": MANY}, f"on: “{MANY[:40]}” cannot be read; expected: {A_DAY}"),
        ({"year": MANY}, f"year: “{MANY[:40]}” cannot be read; expected: 2023"),
        ({"against": "2024"}, "against: “2024” cannot be read; expected: 2023"),
        ({"ground": MANY}, f"ground: “{MANY[:40]}” cannot be read; expected: REMISSION, VERY_SMALL"),
        (
            {"kind": MANY},
            f"kind: “{MANY[:40]}” cannot be read; expected: FORECAST, ACTUAL, UPDATE_JUNE, UPDATE_SEPTEMBER",
        ),
        ({"equipment": MANY}, f"equipment: “{MANY[:40]}” cannot be read; expected: existing, new"),
        ({"amount": "0.005"}, "amount: 0.005 is not a whole number of cents: a right is rounded before it is paid"),
        ({"left": "0.005"}, "left: 0.005 is not a whole number of cents: a right is rounded before it is paid"),
    ],
)
def test_a_refusal_says_what_was_found_and_what_is_expected(bad: dict[str, Any], said: str) -> None:
    cls = next(cls for cls in FACTS if {*bad} <= {field.name for field in attrs.fields(cls)})
    with pytest.raises(InvalidInput) as caught:
        fact(cls, **bad)
    assert caught.value.text("en").splitlines() == ["Movement: 1 to correct", f"- {said}"]


def test_what_a_fact_does_not_say_is_taken_as_is_usual() -> None:
    """Existing equipment; no reference, no reason; kept back from the same activity; the day of a moment."""
    period = Period(date(2023, 1, 1))
    assert Agreed("f", DAY, "A1", period) == Agreed("f", DAY, "A1", period, "existing")
    assert Paid("f", DAY, "A1", 2023, "1") == Paid("f", DAY, "A1", 2023, "1", "")
    assert Notified("f", DAY, "A1", 2023) == Notified("f", DAY, "A1", 2023, "")
    assert Amended("f", DAY, "A1", 2023, "ACTUAL", "1") == Amended("f", DAY, "A1", 2023, "ACTUAL", "1", "")
    assert SetOff("f", DAY, "A1", 2023, "1", 2024).target == "A1"
    assert SetOff("f", DAY, "A1", 2023, "1", 2024, "A2").target == "A2"
    assert [Paid("f", DAY, "A1", 2023, amount).cents for amount in ("0", "0.01", "12.30")] == [0, 1, 1230]
    late = datetime(2023, 2, 10, 23, 59, tzinfo=timezone(timedelta(hours=1)))
    assert [Closed("f", on, "A1").day for on in (DAY, datetime(2023, 2, 10), late)] == [DAY, DAY, DAY]


# The kinds of facts in the order in which those of one day count; those of one row in the order of their ids.
IN_ORDER: list[list[Callable[[str], Fact]]] = [
    [lambda name: DayCome(name, DAY)],
    [lambda name: Agreed(name, DAY, "A1", Period(DAY))],
    [
        lambda name: Closed(name, DAY, "A1"),
        lambda name: GapJustified(name, DAY, "A1", 2023),
        lambda name: BroughtForward(name, DAY, "A1", 2023, "1"),
    ],
    [lambda name: Transmitted(name, DAY, "A1", 2023, "FORECAST")],
    [lambda name: Accepted(name, DAY, name, 2023, "FORECAST", "1")],
    [lambda name: Amended(name, DAY, name, 2023, "FORECAST", "1")],
    [lambda name: Refused(name, DAY, "A1", 2023, "FORECAST")],
    [lambda name: Cancelled(name, DAY, "A1", 2023, "FORECAST")],
    [
        lambda name: Paid(name, DAY, "A1", 2023, "1"),
        lambda name: Recovered(name, DAY, "A1", 2023, "1"),
        lambda name: SetOff(name, DAY, "A1", 2023, "1", 2022),
        lambda name: Notified(name, DAY, "A1", 2023),
        lambda name: WrittenOff(name, DAY, "A1", 2023, "1", "REMISSION"),
    ],
    [lambda name: Reversed(name, DAY, "x0")],
    [lambda name: BalanceStated(name, DAY, "A1", 2023, "0")],
]


def test_law_6_facts_of_one_day_count_in_the_order_of_what_they_do() -> None:
    """Whatever their ids: here each row has ids that come before those of the row above."""
    letters = "zyxwvutsrqp"
    facts = [
        make(f"{letter}{rank}") for letter, row in zip(letters, IN_ORDER, strict=True) for rank, make in enumerate(row)
    ]
    assert {type(each) for each in facts} == {*FACTS, DayCome}
    target = Paid("x0", date(2023, 2, 9), "A1", 2023, "1")  # what is reversed
    for given in (facts, facts[::-1], facts[::2] + facts[1::2]):
        assert in_order([target, *given]) == [target, *facts]
    morning = [attrs.evolve(each, on=datetime(2023, 2, 10, 9)) for each in facts]
    for given in (morning, morning[::-1]):
        assert in_order([*given, target]) == [target, *morning]


@pytest.mark.parametrize("field", ["likely", "low", "high"])
def test_each_right_that_is_foreseen_is_an_exact_amount_under_its_own_name(field: str) -> None:
    ends = {"likely": "5", "low": "5", "high": "5"}
    for good, kept in (("5", "5.00"), (5, "5.00")):
        assert str(getattr(Expectation("A1", 2023, "ACTUAL", DAY, **ends | {field: good}), field)) == kept
    for bad, code in REFUSED["amount"]:
        if bad is None and field != "likely":
            continue  # the likely right stands for it
        with pytest.raises(InvalidInput) as caught:
            Expectation("A1", 2023, "ACTUAL", DAY, **ends | {field: bad})
        assert [(fault.path, fault.code) for fault in caught.value.faults] == [(field, code)], bad


DAYS: list[tuple[str, Callable[[Any], object]]] = [
    ("on", lambda day: BankLine("L", day, "1")),
    ("on", lambda day: Expectation("A1", 2023, "ACTUAL", day, "1")),
    ("on", lambda day: cash_flow(EMPTY, on=day)),
    ("through", lambda day: reconcile(EMPTY, [], through=day)),
]
COUNTS: list[tuple[str, Callable[[Any], object]]] = [
    ("delay", lambda days: cash_flow(EMPTY, on=DAY, delay=days)),
    ("within", lambda days: reconcile(EMPTY, [], through=DAY, within=days)),
]


@pytest.mark.parametrize(("path", "make"), DAYS)
def test_where_a_day_is_asked_for_no_moment_will_do(path: str, make: Callable[[Any], object]) -> None:
    for good in (date(1900, 1, 1), DAY, date(2200, 12, 31)):
        make(good)
    for bad in (None, "2023-02-10", 20230210, datetime(2023, 2, 10), date(1899, 12, 31), date(2201, 1, 1)):
        with pytest.raises(InvalidInput) as caught:
            make(bad)
        assert [(fault.path, fault.code) for fault in caught.value.faults] == [(path, "unreadable")], bad
        assert (
            caught.value.text("en").splitlines()[1] == f"- {path}: “{bad}” cannot be read; expected: date(2023, 2, 10)"
        )


@pytest.mark.parametrize(("path", "make"), COUNTS)
def test_a_number_of_days_is_whole_from_none_to_ten_years(path: str, make: Callable[[Any], object]) -> None:
    for good in (0, 1, 3660):
        make(good)
    for bad in (None, "3", 3.0, True, Decimal(3), -1, 3661):
        with pytest.raises(InvalidInput) as caught:
            make(bad)
        assert [(fault.path, fault.code) for fault in caught.value.faults] == [(path, "unreadable")], bad
        assert caught.value.text("en").splitlines()[1] == f"- {path}: “{bad}” cannot be read; expected: 0 … 3660"


def test_only_the_facts_there_are_can_be_recorded() -> None:
    """Not the classes they come from, nor a day of the terms; each other object is told with its place."""
    right = Paid("f", DAY, "A1", 2023, "1")
    with pytest.raises(InvalidInput) as caught:
        EMPTY.record(Fact("f", DAY), right, DayCome("g", DAY), "z")  # type: ignore[arg-type] # the point
    names = ", ".join(cls.__name__ for cls in FACTS[:-1]) + f" and {FACTS[-1].__name__}"
    assert caught.value.text("en").splitlines() == [
        "Ledger of payments: 3 to correct",
        f"- facts[0]: Fact is not a fact to record; choose among: {names}",
        f"- facts[2]: DayCome is not a fact to record; choose among: {names}",
        f"- facts[3]: str is not a fact to record; choose among: {names}",
    ]
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        (f"facts[{rank}]", "not-a-fact") for rank in (0, 2, 3)
    ]
