"""Law 4 at the door of the ledger: what is booked is what was signed; every action says what it means for payments."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import attrs
import pytest

import afas
from afas.declarations import ActionName, AnyAction, Declaration, verify
from afas.exchange import dumps, loads
from afas.payments import (
    OF_WORKFLOW,
    Accepted,
    Amended,
    Fact,
    Ledger,
    NotBooked,
    PaymentTerms,
    Refused,
    Transmitted,
    from_workflow,
)
from afas.workflow import Accept, Action, Cancel, Refuse, Status
from tests.test_workflow import BOOK, CEILING, transmitted

TERMS = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
NOON = datetime(2023, 1, 17, 12)


def caf(declaration: Declaration, action: Action, hours: int = 0) -> tuple[Declaration, Fact | None]:
    at = NOON + timedelta(hours=hours)
    outcome = afas.apply(declaration, action, by=afas.CAF, roles=BOOK, at=at, scale=CEILING)
    return outcome.declaration, from_workflow(outcome.declaration, outcome.events[-1])


def test_every_action_says_whether_it_means_something_for_payments() -> None:
    assert set(OF_WORKFLOW) == {action.name for action in AnyAction.__args__ if action.effects.booked}


def test_law_4_what_is_booked_is_what_was_signed() -> None:
    accepted, fact = caf(transmitted(), Accept())
    assert isinstance(fact, Accepted)
    assert fact.amount == Decimal("88.65")  # 150 h x 1.97 x 0.30
    assert fact.on == NOON
    ledger = Ledger(TERMS).record(fact)
    assert ledger.balance().due == Decimal("35.46")
    again = from_workflow(loads(dumps(accepted), Declaration), accepted.history[-1])
    assert loads(dumps(ledger), Ledger).record(again or fact) == ledger


def test_law_4_a_forged_amount_or_an_event_of_elsewhere_is_not_booked() -> None:
    accepted, _ = caf(transmitted(), Accept())
    event = accepted.history[-1]
    signature = accepted.signature
    assert signature is not None
    forged = attrs.evolve(signature, estimate=attrs.evolve(signature.estimate, amount=Decimal("999999.00")))
    entries = {key: {**typed, "attended_hours": "99999"} for key, typed in accepted.entries.items()}
    for wrong in (
        attrs.evolve(accepted, signature=forged),
        attrs.evolve(accepted, signature=None),
        attrs.evolve(accepted, entries=entries),
        attrs.evolve(accepted, history=accepted.history[:-1], status=Status.TRANSMITTED),
        attrs.evolve(accepted, history=(event,)),
    ):
        with pytest.raises(NotBooked) as caught:
            from_workflow(wrong, event)
        assert caught.value.code == "not-booked"
        assert "A1, Prévisionnelle 2023" in caught.value.text("fr")
        why = "this event is not of its history" if event not in wrong.history else verify(wrong).text("en")
        assert why in caught.value.text("en")


def test_an_action_that_means_nothing_for_payments_books_nothing() -> None:
    accepted, _ = caf(transmitted(), Accept())
    booked = [from_workflow(accepted, event) for event in accepted.history]
    facts = [fact for fact in booked if fact is not None]
    assert [type(fact) for fact in facts] == [Transmitted, Accepted]
    silent = [event.name for event, fact in zip(accepted.history, booked, strict=True) if fact is None]
    assert set(silent) == {ActionName.ENTER, ActionName.CHECK, ActionName.VALIDATE, ActionName.SIGN}
    sent, right = facts
    event = accepted.history[-2]
    assert sent == Transmitted(f"A1/2023/FORECAST/1/TRANSMIT/{event.at.isoformat()}", event.at, "A1", 2023, "FORECAST")
    assert right == Accepted("A1/2023/FORECAST/1/ACCEPT/2023-01-17T12:00:00", NOON, "A1", 2023, "FORECAST", "88.65")


def test_law_4_a_validation_gives_the_right_signed_whatever_estimate_stands_beside_it() -> None:
    """Only an amendment gives another right; without one of its own, that signed stands."""
    accepted, fact = caf(transmitted(), Accept())
    amended, _ = caf(accepted, afas.workflow.Amend("Contrôle", figures={"attended_hours": "120"}), hours=1)
    beside = attrs.evolve(accepted.history[-1], estimate=amended.history[-1].estimate)
    assert from_workflow(attrs.evolve(accepted, history=(*accepted.history[:-1], beside)), beside) == fact
    bare = attrs.evolve(amended.history[-1], estimate=None)
    kept = from_workflow(attrs.evolve(amended, history=(*amended.history[:-1], bare)), bare)
    assert isinstance(kept, Amended)
    assert str(kept.amount) == "88.65"


def test_law_6_accepted_and_cancelled_within_an_hour_is_due_no_more_stored_or_not() -> None:
    accepted, first = caf(transmitted(), Accept())
    _, then = caf(accepted, Cancel("Doublon"), hours=1)
    assert first is not None
    assert then is not None
    ledger = Ledger(TERMS).record(then, first)
    assert ledger.balance().due == 0
    assert loads(dumps(ledger), Ledger).balance() == ledger.balance()


def test_a_refusal_and_a_correction_by_the_caf_let_nothing_new_fall_due() -> None:
    for action in (
        Refuse("Pièce manquante"),
        afas.workflow.Correct("financial", "Charges", values={"expenses": "900"}),
    ):
        _, fact = caf(transmitted(), action)
        assert isinstance(fact, Refused)


def test_an_amendment_after_a_control_changes_the_right_and_makes_what_was_paid_an_overpayment() -> None:
    accepted, first = caf(transmitted(), Accept())
    # 120 h found in place of 150, in all: 120 x 1.97 x 0.30 = 70.92; 40 % of it 28.37, in place of 35.46
    amended, then = caf(accepted, afas.workflow.Amend("Contrôle sur place", figures={"attended_hours": "120"}), hours=1)
    assert isinstance(then, Amended)
    assert (str(then.amount), then.reason) == ("70.92", "Contrôle sur place")
    assert first is not None
    ledger = Ledger(TERMS).record(first, then)
    assert [str(entry.amount) for entry in ledger.entries()] == ["35.46", "-7.09"]
    assert "Contrôle sur place" in ledger.to_markdown("fr")
    assert "after a control" in ledger.to_markdown("en")
    # what was accepted first is still booked as it was signed
    assert from_workflow(amended, accepted.history[-1]) == first


def test_the_day_of_a_fact_is_the_day_of_the_event() -> None:
    _, fact = caf(transmitted(), Accept())
    assert fact is not None
    assert fact.day == date(2023, 1, 17)
