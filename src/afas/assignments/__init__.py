"""Assignments of roles, the seats they take, the register that holds them, and its indexes.

`_seats` has the limits ("un seul approbateur"), `_refusals` an error for each way to break them; `roles.RoleBook` is
the door. A register never changes: each assignment gives a new one, which shares all the rest.
"""

from afas.assignments._assignment import LIMITS, Assignment, Role, State, whole
from afas.assignments._index import Key, RoleIndex, Unassigned, vacancies
from afas.assignments._refusals import (
    AlreadyHolds,
    NothingToRenew,
    NothingToValidate,
    NotInHabilitation,
    NotOnASite,
    NotValidatedYet,
    ReferenceDiffers,
    TooManyHolders,
    UnknownAssignment,
    nothing_to_renew,
)
from afas.assignments._register import BookDifference, Register, Where, check_registry, placed, validated
from afas.assignments._seats import places_of

__all__ = [
    "LIMITS",
    "AlreadyHolds",
    "Assignment",
    "BookDifference",
    "Key",
    "NotInHabilitation",
    "NotOnASite",
    "NotValidatedYet",
    "NothingToRenew",
    "NothingToValidate",
    "ReferenceDiffers",
    "Register",
    "Role",
    "RoleIndex",
    "State",
    "TooManyHolders",
    "Unassigned",
    "UnknownAssignment",
    "Where",
    "check_registry",
    "nothing_to_renew",
    "placed",
    "places_of",
    "vacancies",
    "validated",
    "whole",
]  # fmt: skip
