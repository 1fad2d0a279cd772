"""Each action says what it does; what the Caf corrects and amends leaves a trace; values typed are scalars."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, get_args

import attrs
import pytest

import afas
from afas import exchange
from afas.declarations import (
    TRANSITIONS,
    Action,
    ActionName,
    AnyAction,
    Declaration,
    Effects,
    OnChecks,
    OnSignature,
    Status,
    contradictions,
    replay,
    verify,
)
from afas.errors import AfasError, InvalidInput
from afas.workflow import Amend, Correct
from tests.test_context import AMEL, AT, BOOK, BRUNO, CAMPAIGN, SCALE, codes, played

ACTIONS: tuple[type[Action], ...] = get_args(AnyAction)
WORDS: dict[str, Any] = {"form": "activity", "reason": "x", "control": "x", "words": "x"}
ACCEPTED = (*CAMPAIGN, (afas.Accept(), afas.CAF))


def example(kind: type[Action]) -> Action:
    needed = [field.name for field in attrs.fields(kind) if field.default is attrs.NOTHING]
    return kind(**{name: WORDS[name] for name in needed})


@pytest.mark.parametrize("kind", ACTIONS)
def test_an_action_says_what_it_does(kind: type[Action]) -> None:
    action = example(kind)
    assert isinstance(action.effects, Effects)
    assert isinstance(action.detail, str)
    assert action.name in ActionName


def test_every_action_of_the_table_has_its_class_and_no_other() -> None:
    assert {kind.name for kind in ACTIONS} == set(ActionName) == {row.action for row in TRANSITIONS}
    assert len({kind.name for kind in ACTIONS}) == len(ACTIONS)


def test_an_action_that_does_not_say_what_it_does_cannot_be_made() -> None:
    @attrs.frozen
    class Withdraw(Action):
        name: ClassVar[ActionName] = ActionName.CANCEL

    with pytest.raises(TypeError, match="abstract"):
        Withdraw()  # type: ignore[abstract]


def test_effects_are_what_happens() -> None:
    """Signature and checks before and after each action taken in a campaign, beside what the action announces."""
    declaration = played()
    sent_back = (afas.Refuse("à revoir", (afas.workflow.FormRefusal("financial", "x"),)), afas.CAF)
    for action, by in (*CAMPAIGN, sent_back):
        before = declaration
        declaration = afas.apply(before, action, by=by, roles=BOOK, at=AT, scale=SCALE).declaration
        effects = action.effects
        if effects.signature is OnSignature.KEPT:
            assert declaration.signature == before.signature
        else:
            assert (declaration.signature is not None) is (effects.signature is OnSignature.MADE)
        gained, lost = declaration.checked - before.checked, before.checked - declaration.checked
        assert bool(gained) is (effects.checks is OnChecks.MADE)
        assert not lost or effects.checks is OnChecks.DROPPED


# -- the Caf corrects, the Caf amends -----------------------------------------------------------------------------


def test_the_caf_corrects_what_was_transmitted_and_the_approver_signs_anew() -> None:
    sent = played(*CAMPAIGN)
    correction = Correct("financial", "facture comptée deux fois", values={"expenses": "40000"})
    assert codes(sent, correction, AMEL) == ["no-role"]
    assert codes(sent, attrs.evolve(correction, reason=" "), afas.CAF) == ["no-reason"]
    back = afas.apply(sent, correction, by=afas.CAF, roles=BOOK, at=AT).declaration
    assert (back.status, back.signature) == (Status.REFUSED, None)
    assert back.figures()[0]["expenses"] == Decimal(40000)
    assert [form[0].value for form in back.forms if form not in back.checked] == ["financial"]
    assert back.history[-1].detail == "financial"
    assert replay(back.opened, back.history) == back
    for action in (afas.Check("financial"), afas.Validate(), afas.Sign(), afas.Transmit()):
        back = afas.apply(back, action, by=AMEL, roles=BOOK, at=AT, scale=SCALE).declaration
    assert back.right == Decimal("17200.00")  # 43 % of 40,000
    assert verify(back).holds


def test_the_caf_amends_what_it_accepted() -> None:
    """What was signed stays signed; the right that stands is that of the figures found at the control."""
    accepted = played(*ACCEPTED)
    found = Amend("contrôle sur place du 3 mai", {"expenses": "30000"})
    assert codes(accepted, found, AMEL) == ["no-role"]
    assert codes(accepted, Amend("contrôle", {"expenses": "x"}), afas.CAF) == ["not-a-number"]
    assert codes(accepted, Amend("contrôle", {"expanses": "1"}), afas.CAF) == ["unknown-field"]
    assert codes(played(*CAMPAIGN), found, afas.CAF) == ["wrong-status"]
    amended = afas.apply(accepted, found, by=afas.CAF, roles=BOOK, at=AT, scale=SCALE).declaration
    assert amended.status is Status.ACCEPTED
    assert amended.right == Decimal("12900.00")  # 43 % of 30,000
    assert amended.signature == accepted.signature
    assert verify(amended).holds
    assert not contradictions(amended)
    # a second control of another figure keeps what the first found: 43 % of least(30,000; 0.25 x 60,000)
    again = Amend("second contrôle", {"animator_fte": "0.25"})
    twice = afas.apply(amended, again, by=afas.CAF, roles=BOOK, at=AT, scale=SCALE).declaration
    assert twice.right == Decimal("6450.00")
    assert twice.amended is not None
    found_so_far = {name: twice.amended.entries[name] for name in ("expenses", "animator_fte")}
    assert found_so_far == {"expenses": Decimal(30000), "animator_fte": Decimal("0.25")}
    assert exchange.loads(exchange.dumps(twice), Declaration) == twice
    cancelled = afas.apply(twice, afas.Cancel("doublon"), by=afas.CAF, roles=BOOK, at=AT).declaration
    assert cancelled.amended is None


def test_an_amendment_leaves_every_figure_that_it_does_not_name() -> None:
    """Those that may be left empty too: one full-time equivalent approved stays one."""
    typed = afas.Enter("activity", values={"animator_fte": "1", "approved_fte": "1"})
    accepted = played((typed, BRUNO), *ACCEPTED[1:])
    amended = afas.apply(
        accepted, Amend("contrôle", {"expenses": "30000"}), by=afas.CAF, roles=BOOK, at=AT, scale=SCALE
    ).declaration
    assert accepted.signature is not None
    assert amended.amended is not None
    assert amended.amended.entries == {**accepted.signature.estimate.entries, "expenses": Decimal(30000)}
    assert amended.amended.entries["approved_fte"] == 1


# -- what is typed ------------------------------------------------------------------------------------------------

HUGE = Decimal("1E+999999")


@pytest.mark.parametrize(
    "value",
    [float("nan"), 1.5, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), HUGE, 10**5000, [1], {"a": 1}, object()],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize(
    "make",
    [
        lambda values: afas.Enter("activity", values=values),
        lambda values: Correct("activity", "x", values=values),
        lambda values: Amend("x", values),
    ],
    ids=["enter", "correct", "amend"],
)
def test_what_is_no_scalar_is_refused_at_the_door(make: Any, value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        make({"a": value, "b": "1"})
    (fault,) = refused.value.faults
    assert (fault.path, fault.code in ("not-a-scalar", "float-refused")) == ("values.a", True)
    assert fault.text.fr != fault.text.en


NINES = "9" * 30


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (10**15 - 1, int),
        (10**15, Decimal),  # JSON readers round longer whole numbers
        (10**30 - 1, Decimal),
        (10**30, None),
        (Decimal(f"{NINES}.{NINES}"), Decimal),
        (Decimal(f"1{NINES}"), None),
        (Decimal(f"0.{NINES}9"), None),
        (Decimal("1E+29"), Decimal),
        (Decimal("1E+30"), None),
        (Decimal("1E-30"), Decimal),
        (Decimal("1E-31"), None),
        (Decimal("0E+29"), Decimal),
        (Decimal("0E+30"), None),
    ],
)
def test_a_number_has_thirty_digits_at_most_on_either_side_of_its_point(typed: Any, kept: Any, sign: int) -> None:
    value = sign * typed if isinstance(typed, int) else typed.copy_sign(Decimal(sign))
    if kept is not None:
        (found,) = afas.Enter("activity", values={"a": value}).values.values()
        assert (type(found), found) == (kept, value)
        return
    with pytest.raises(InvalidInput) as refused:
        afas.Enter("activity", values={"a": value})
    assert [fault.code for fault in refused.value.faults] == ["not-a-scalar"]


@pytest.mark.parametrize(
    ("value", "code", "found"),
    [
        (1.5, "float-refused", "1.5"),
        (float("inf"), "not-a-scalar", "float"),
        (float("nan"), "not-a-scalar", "float"),
        ([1], "not-a-scalar", "list"),
    ],
)
def test_a_float_is_told_from_what_is_no_number(value: Any, code: str, found: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        afas.Enter("activity", values={"a": value})
    (fault,) = refused.value.faults
    assert (fault.code, fault.message.fields["found"]) == (code, found)


def test_scalars_are_kept_as_typed() -> None:
    typed: dict[str, Any] = {"a": "12 500,5", "b": 3, "c": Decimal("1.50"), "d": True, "e": None, "f": ""}
    action = afas.Enter("activity", values=typed)
    assert dict(action.values) == typed
    assert exchange.loads(exchange.dumps(action), afas.Enter) == action


@pytest.mark.parametrize("values", [None, 3, "abc", [("a", "1")], {1: "1"}])
def test_values_are_a_mapping_by_name(values: Any) -> None:
    with pytest.raises(AfasError):
        afas.Enter("activity", values=values)


# -- merging what forms post --------------------------------------------------------------------------------------


def test_saving_what_is_already_so_is_no_change() -> None:
    """A form posts all its fields, empty ones too: only a field that was changed can conflict."""
    base = played()
    first = afas.Enter("financial", values={"expenses": "100", "animator_fte": None}, seen=0)
    saved = afas.apply(base, first, by=BRUNO, roles=BOOK, at=AT).declaration
    assert codes(saved, afas.Enter("financial", values={"animator_fte": "5", "expenses": "100"}, seen=0), BRUNO) == []
    assert codes(saved, afas.Enter("financial", values={"expenses": ""}, seen=0), BRUNO) == ["conflict"]
    same = afas.apply(saved, attrs.evolve(first, seen=None), by=BRUNO, roles=BOOK, at=AT).declaration
    assert codes(same, afas.Check("financial", seen=1), BRUNO) == []  # nobody changed anything since
    other = afas.apply(same, afas.Enter("financial", values={"expenses": "9"}), by=BRUNO, roles=BOOK, at=AT)
    assert codes(other.declaration, afas.Check("financial", seen=1), BRUNO) == ["conflict"]


def test_a_save_of_which_one_value_is_new_is_a_change_and_its_author_is_named_whoever_checked_since() -> None:
    saved = afas.apply(played(), CAMPAIGN[2][0], by=BRUNO, roles=BOOK, at=AT).declaration
    more = afas.Enter("financial", values={"expenses": "50000", "animator_fte": "1"})
    both = afas.apply(saved, more, by=BRUNO, roles=BOOK, at=AT).declaration
    assert codes(both, afas.Check("financial", seen=1), BRUNO) == ["conflict", "unknown-field"]
    checked = afas.apply(saved, afas.Check("financial"), by=BRUNO, roles=BOOK, at=AT).declaration
    (told,) = afas.blockers(
        checked, afas.Enter("financial", values={"expenses": "9"}, seen=0), by=BRUNO, roles=BOOK, at=AT
    )
    assert "was changed meanwhile by Bruno: 50000; you: 9" in told.text("en")


def test_a_field_that_was_empty_and_is_empty_conflicts_with_nothing_however_it_was_posted() -> None:
    """None, nothing and spaces are one: an empty form saved by others keeps nobody from filling it in."""
    for empty in (None, "", "  "):
        saved = afas.apply(
            played(), afas.Enter("financial", values={"expenses": empty}), by=BRUNO, roles=BOOK, at=AT
        ).declaration
        assert codes(saved, afas.Enter("financial", values={"expenses": "5"}, seen=0), BRUNO) == []
    filled = afas.apply(played(), CAMPAIGN[2][0], by=BRUNO, roles=BOOK, at=AT).declaration
    assert codes(filled, afas.Enter("financial", values={"expenses": " "}, seen=0), BRUNO) == ["conflict"]
    assert codes(filled, afas.Enter("financial", values={"expenses": "0"}, seen=0), BRUNO) == ["conflict"]


# -- after the deadline -------------------------------------------------------------------------------------------


def with_window(declaration: Declaration, **changes: Any) -> Declaration:
    return attrs.evolve(declaration, window=attrs.evolve(declaration.window, **changes))


def test_a_caf_says_what_becomes_of_what_is_late() -> None:
    late = AT.replace(month=2, day=9)  # the first day too late
    assert played().window.before == late.date()
    refusing = afas.windows.AfterDeadline.REFUSED
    for after_deadline, expected in ((None, []), (refusing, ["too-late"])):
        declaration = played() if after_deadline is None else with_window(played(), after_deadline=after_deadline)
        for action, by in CAMPAIGN[:6]:
            declaration = afas.apply(declaration, action, by=by, roles=BOOK, at=AT, scale=SCALE).declaration
        assert codes(declaration, afas.Transmit(), AMEL, late) == expected
        assert codes(declaration, afas.Transmit(), AMEL, late.replace(day=8)) == []
    sent = afas.apply(played(*CAMPAIGN[:6]), afas.Transmit(), by=AMEL, roles=BOOK, at=late).declaration
    assert sent.sent_late
    assert not played(*CAMPAIGN).sent_late


def test_what_the_caf_sends_back_after_the_deadline_is_transmitted_again() -> None:
    declaration = with_window(played(), after_deadline=afas.windows.AfterDeadline.REFUSED)
    for action, by in (*CAMPAIGN, (afas.Refuse("à revoir"), afas.CAF)):
        declaration = afas.apply(declaration, action, by=by, roles=BOOK, at=AT, scale=SCALE).declaration
    late = AT.replace(month=3)
    for action in (afas.Check("financial"), afas.Validate(), afas.Sign(), afas.Transmit()):
        declaration = afas.apply(declaration, action, by=AMEL, roles=BOOK, at=late, scale=SCALE).declaration
    assert declaration.status is Status.TRANSMITTED


def test_a_calendar_says_its_zone_and_what_becomes_of_what_is_late() -> None:
    row = {"ps": "*", "kind": "FORECAST", "year": 2023, "available": "2022-12-12", "before": "2023-02-10"}
    data = {"caf": "974", "year": 2023, "windows": [row], "zone": "Indian/Reunion", "after_deadline": "REFUSED"}
    calendar = afas.Calendar.from_mapping(data)
    assert (calendar.zone, calendar.windows[0].after_deadline.value) == ("Indian/Reunion", "REFUSED")
    assert calendar.project(2024).zone == "Indian/Reunion"
    assert afas.calendars.get("92", 2023).zone == "Europe/Paris"
    with pytest.raises(InvalidInput) as refused:
        afas.Calendar.from_mapping({**data, "zone": "+04:00", "after_deadline": "later"})
    assert [fault.path for fault in refused.value.faults] == ["after_deadline", "zone"]
    assert date(2023, 2, 10) == calendar.windows[0].before


def test_a_receipt_says_that_the_caf_amended_and_that_it_was_sent_late() -> None:
    accepted = played(*ACCEPTED)
    amended = afas.apply(
        accepted, Amend("contrôle du 3 mai", {"expenses": "30000"}), by=afas.CAF, roles=BOOK, at=AT, scale=SCALE
    ).declaration
    shown = afas.receipts.receipt(amended, at=AT, locale="en").to_markdown()
    assert "AMENDED BY THE CAF after a control, right of €12,900.00" in shown
    assert "Transmitted late" not in shown
    late = afas.apply(played(*CAMPAIGN[:6]), afas.Transmit(), by=AMEL, roles=BOOK, at=AT.replace(month=3)).declaration
    assert "Transmise en retard" in afas.receipts.receipt(late, at=AT.replace(month=4)).to_markdown()
    assert afas.receipts.receipt(attrs.evolve(played(), status=Status.CANCELLED), at=AT).to_text()


def test_the_ledger_has_a_fact_exactly_for_what_an_action_books() -> None:
    assert set(afas.payments.OF_WORKFLOW) == {kind.name for kind in ACTIONS if example(kind).effects.booked}


def test_the_ledger_owes_what_the_caf_amended() -> None:
    """40 % of 21,500.00 is 8,600.00; once the Caf finds expenses of 30,000, 40 % of 12,900.00 is 5,160.00."""
    terms = afas.payments.PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    ledger = afas.payments.Ledger(terms)
    declaration = played()
    found = Amend("contrôle sur place", {"expenses": "30000"})
    for action, by in (*ACCEPTED, (found, afas.CAF)):
        outcome = afas.apply(declaration, action, by=by, roles=BOOK, at=AT, scale=SCALE)
        declaration = outcome.declaration
        fact = afas.payments.from_workflow(declaration, outcome.events[0])
        ledger = ledger if fact is None else ledger.record(fact)
        if action.name is ActionName.ACCEPT:
            assert ledger.balance(activity="A3").due == Decimal("8600.00")
    assert ledger.balance(activity="A3").due == Decimal("5160.00")
