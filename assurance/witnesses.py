"""What the models have found and is not mended yet: each stands here with its kind, and must still be found.

A kind that a campaign meets is let pass while it stands here; `tests/test_assurance.py` plays the history kept with it
and fails as soon as the two agree: whoever mends the fault takes the line away. The list is empty when all is well.
"""

from collections.abc import Mapping
from typing import Any

from assurance.models.roles import Given

KNOWN: Mapping[str, tuple[Any, ...]] = {
    "roles:collision": (
        ("assign", ("APPROVER", 3, "", False), "U1", 5, None, False),
        ("assign", ("APPROVER", 2, "", True), "U4", 0, None, True),
    ),
    "lists:list taken": (
        Given(
            role="APPROVER",
            person="U2",
            activity="A2",
            site="",
            start=4,
            end=7,
            pending=True,
            validated=5,
            withdrawn=None,
            replaces="U1",
        ),
        Given(
            role="APPROVER",
            person="U1",
            activity="A2",
            site="",
            start=2,
            end=None,
            pending=False,
            validated=None,
            withdrawn=None,
            replaces="",
        ),
    ),
    "roles:powers after validate": (
        ("assign", ("ACTIVITY_DATA", 0, "", False), "U4", 0, None, False),
        ("transfer", ("ACTIVITY_DATA", 0, "", False), "U4", "U1", 1, True),
        ("withdraw", ("ACTIVITY_DATA", 0, "", False), "U1", 2),
        ("transfer", ("ACTIVITY_DATA", 0, "", False), "U4", "U1", 3, True),
        ("validate", ("ACTIVITY_DATA", 0, "", False), "U1", 1),
    ),
    "roles:renew refused": (
        ("assign", ("ACTIVITY_DATA", 2, "", True), "U3", 4, None, False),
        ("follow", 3, ("U3", "U2", "U4", "U1"), 2),
        ("assign", ("ACTIVITY_DATA", 2, "", False), "U3", 1, 8, False),
        ("renew", ("ACTIVITY_DATA", 2, "", True), "U3", 10),
    ),
    "roles:too many hold": (
        ("assign", ("APPROVER", 2, "", False), "U3", 0, None, False),
        ("transfer", ("APPROVER", 2, "", False), "U3", "U1", 0, True),
        ("withdraw", ("APPROVER", 2, "", False), "U1", 4),
        ("transfer", ("APPROVER", 2, "", False), "U3", "U1", 4, True),
        ("validate", ("APPROVER", 2, "", False), "U1", 3),
    ),
}
"""kind -> the shortest history that shows it."""
