"""Declarations: lifecycle, actions, history, signature, and the reasons against an action.

`_lifecycle` is the table of what may happen; `_actions` has a class for each action, `_guards` a function for each
reason against one; `_history` applies what happened, `_covered` says what a signature covers. `workflow` is the door.
Add an action: a class in `_actions`, its lines in the table; the type checker names the rest.
"""

from afas.declarations._actions import (
    Accept,
    Action,
    Amend,
    AnyAction,
    Cancel,
    Check,
    Complement,
    Correct,
    Effects,
    Enter,
    FormRefusal,
    Justify,
    OnChecks,
    OnForm,
    OnSignature,
    Refuse,
    SendBack,
    Sign,
    Transmit,
    Validate,
)
from afas.declarations._attempt import Attempt, Blocker, Context, closed, may
from afas.declarations._beside import Variation, Variations
from afas.declarations._covered import COVERED, sign
from afas.declarations._declaration import Declaration, Event, FormKey, Identity, NotAnIdentity
from afas.declarations._guards import faults_of_form, reasons, up_to_date
from afas.declarations._history import BrokenHistory, Verification, after, contradictions, replay, verify
from afas.declarations._journal import Journal, corrections, journal
from afas.declarations._labels import LABELS, Labels, OfficialLabel, as_data, diagram, table
from afas.declarations._lifecycle import ROWS, TRANSITIONS, ActionName, Guard, Status, Transition, Who
from afas.declarations._lifters import lifters
from afas.declarations._names import without_names
from afas.declarations._opening import TwoAlive, open_declarations
from afas.declarations._reading import ActionChoice, ActionField, Holds, action_fields, action_from_mapping
from afas.declarations._refusals import ActionBlocked, NoMoment, NotAnAction, NotTheSame
from afas.declarations._signing import Signature, canonical_text
from afas.declarations._summary import Summary

__all__ = [
    "COVERED",
    "LABELS",
    "ROWS",
    "TRANSITIONS",
    "Accept",
    "Action",
    "ActionBlocked",
    "ActionChoice",
    "ActionField",
    "ActionName",
    "Amend",
    "AnyAction",
    "Attempt",
    "Blocker",
    "BrokenHistory",
    "Cancel",
    "Check",
    "Complement",
    "Context",
    "Correct",
    "Declaration",
    "Effects",
    "Enter",
    "Event",
    "FormKey",
    "FormRefusal",
    "Guard",
    "Holds",
    "Identity",
    "Journal",
    "Justify",
    "Labels",
    "NoMoment",
    "NotAnAction",
    "NotAnIdentity",
    "NotTheSame",
    "OfficialLabel",
    "OnChecks",
    "OnForm",
    "OnSignature",
    "Refuse",
    "SendBack",
    "Sign",
    "Signature",
    "Status",
    "Summary",
    "Transition",
    "Transmit",
    "TwoAlive",
    "Validate",
    "Variation",
    "Variations",
    "Verification",
    "Who",
    "action_fields",
    "action_from_mapping",
    "after",
    "as_data",
    "canonical_text",
    "closed",
    "contradictions",
    "corrections",
    "diagram",
    "faults_of_form",
    "journal",
    "lifters",
    "may",
    "open_declarations",
    "reasons",
    "replay",
    "sign",
    "table",
    "up_to_date",
    "verify",
    "without_names",
]  # fmt: skip
