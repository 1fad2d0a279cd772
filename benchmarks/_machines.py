"""The life of a declaration on two state-machine libraries, for `bench_workflow`: same states, events and guards."""

from typing import Any

from statemachine import State, StateMachine
from transitions import Machine

EVENTS = ("enter", "check", "enter", "check", "enter", "check_last", "validate", "sign", "transmit", "accept")
STATES = ("to_enter", "in_progress", "checked", "validated", "signed", "transmitted", "accepted")
EDGES = (
    ("enter", "to_enter", "in_progress"),
    ("enter", "in_progress", "in_progress"),
    ("check", "in_progress", "in_progress"),
    ("check_last", "in_progress", "checked"),
    ("validate", "checked", "validated"),
    ("sign", "validated", "signed"),
    ("transmit", "signed", "transmitted"),
    ("accept", "transmitted", "accepted"),
)


class Model:
    """What `transitions` moves: its guards answer from flags."""

    may_act = complete = answered = True

    def holds_role(self) -> bool:
        return self.may_act

    def is_complete(self) -> bool:
        return self.complete

    def is_answered(self) -> bool:
        return self.answered


def with_transitions() -> Any:
    model = Model()
    machine = Machine(model, states=list(STATES), initial="to_enter", auto_transitions=False)
    for event, source, target in EDGES:
        machine.add_transition(event, source, target, conditions=["holds_role", "is_complete", "is_answered"])
    return model


class Lifecycle(StateMachine):
    """The same, for `python-statemachine`."""

    to_enter = State(initial=True)
    in_progress = State()
    checked = State()
    validated = State()
    signed = State()
    transmitted = State()
    accepted = State(final=True)

    enter = to_enter.to(in_progress, cond="may_act and complete and answered") | in_progress.to(
        in_progress, cond="may_act and complete and answered"
    )
    check = in_progress.to(in_progress, cond="may_act and complete and answered")
    check_last = in_progress.to(checked, cond="may_act and complete and answered")
    validate = checked.to(validated, cond="may_act and complete and answered")
    sign = validated.to(signed, cond="may_act and complete and answered")
    transmit = signed.to(transmitted, cond="may_act and complete and answered")
    accept = transmitted.to(accepted, cond="may_act and complete and answered")

    may_act = complete = answered = True
