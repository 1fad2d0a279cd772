"""Assignments of roles: what one is, the seats they take, and how a book finds them."""

from afas.assignments._assignment import LIMITS, Assignment, Role, State
from afas.assignments._index import Key, RoleIndex, Unassigned
from afas.assignments._record import RoleRecord, Where
from afas.assignments._seats import (
    AlreadyHolds,
    NothingToRenew,
    NothingToValidate,
    NotInHabilitation,
    NotOnASite,
    NotValidatedYet,
    ReferenceDiffers,
    TooManyHolders,
    UnknownAssignment,
    admit,
    check_registry,
    nothing_to_renew,
)

__all__ = [
    "LIMITS",
    "AlreadyHolds",
    "Assignment",
    "Key",
    "NotInHabilitation",
    "NotOnASite",
    "NotValidatedYet",
    "NothingToRenew",
    "NothingToValidate",
    "ReferenceDiffers",
    "Role",
    "RoleIndex",
    "RoleRecord",
    "State",
    "TooManyHolders",
    "Unassigned",
    "UnknownAssignment",
    "Where",
    "admit",
    "check_registry",
    "nothing_to_renew",
]  # fmt: skip
