"""Declarations: lifecycle, actions, history, signature, and the reasons against an action."""

from afas.declarations._actions import (
    Accept,
    Action,
    AnyAction,
    Cancel,
    Check,
    Complement,
    Enter,
    FormRefusal,
    Justify,
    OnForm,
    Refuse,
    SendBack,
    Sign,
    Transmit,
    Validate,
)
from afas.declarations._attempt import Blocker, Case, may
from afas.declarations._beside import Variation, Variations
from afas.declarations._declaration import Declaration, Event, FormKey, Identity
from afas.declarations._guards import reasons, up_to_date
from afas.declarations._history import BrokenHistory, Verification, after, replay, verify
from afas.declarations._journal import Journal, corrections
from afas.declarations._labels import LABELS, Labels, OfficialLabel, as_data, diagram, table
from afas.declarations._lifecycle import TRANSITIONS, ActionName, Guard, Status, Transition, Who, rows
from afas.declarations._opening import TwoAlive, open_declarations
from afas.declarations._signing import Signature, canonical_text

__all__ = [
    "LABELS",
    "TRANSITIONS",
    "Accept",
    "Action",
    "ActionName",
    "AnyAction",
    "Blocker",
    "BrokenHistory",
    "Cancel",
    "Case",
    "Check",
    "Complement",
    "Declaration",
    "Enter",
    "Event",
    "FormKey",
    "FormRefusal",
    "Guard",
    "Identity",
    "Journal",
    "Justify",
    "Labels",
    "OfficialLabel",
    "OnForm",
    "Refuse",
    "SendBack",
    "Sign",
    "Signature",
    "Status",
    "Transition",
    "Transmit",
    "TwoAlive",
    "Validate",
    "Variation",
    "Variations",
    "Verification",
    "Who",
    "after",
    "as_data",
    "canonical_text",
    "corrections",
    "diagram",
    "may",
    "open_declarations",
    "reasons",
    "replay",
    "rows",
    "table",
    "up_to_date",
    "verify",
]  # fmt: skip
