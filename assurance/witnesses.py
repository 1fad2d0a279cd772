"""What the models have found and is not mended yet: each stands here with its kind, and must still be found.

A kind that a campaign meets is let pass while it stands here; `tests/test_assurance.py` plays the history kept with it
and fails as soon as the two agree: whoever mends the fault takes the line away. The list is empty when all is well.
"""

from collections.abc import Mapping
from typing import Any

from assurance.models.ledger import Fact
from assurance.models.roles import Given

KNOWN: Mapping[str, tuple[Any, ...]] = {
    "ledger:balance, day": (
        Fact(what="Cancelled", id="f3", moment=7200, year=2023, kind="ACTUAL", cents=0, other=""),
        Fact(what="Accepted", id="f2", moment=7200, year=2023, kind="ACTUAL", cents=978500, other=""),
    ),
    "ledger:balance, instant": (
        ("moments", "instant"),
        Fact(what="Accepted", id="f2", moment=210, year=2023, kind="FORECAST", cents=357000, other=""),
        Fact(what="Cancelled", id="f3", moment=240, year=2023, kind="FORECAST", cents=0, other=""),
    ),
    "ledger:balance, mixed": (
        ("moments", "mixed"),
        Fact(what="Accepted", id="f0", moment=90, year=2022, kind="ACTUAL", cents=1179000, other=""),
        Fact(what="Reversed", id="f5", moment=60, year=0, kind="", cents=0, other="f0"),
    ),
    "ledger:balance, wall": (
        ("moments", "wall"),
        Fact(what="Accepted", id="f0", moment=720, year=2023, kind="ACTUAL", cents=1672000, other=""),
        Fact(what="Cancelled", id="f1", moment=720, year=2023, kind="ACTUAL", cents=0, other=""),
    ),
    "ledger:fact refused, instant": (
        ("moments", "instant"),
        Fact(what="Accepted", id="f0", moment=60, year=2022, kind="ACTUAL", cents=171000, other=""),
        Fact(what="Reversed", id="f3", moment=150, year=0, kind="", cents=0, other="f0"),
    ),
    "ledger:reversal before its fact": (
        Fact(what="Accepted", id="f0", moment=180, year=2022, kind="ACTUAL", cents=75500, other=""),
        Fact(what="Reversed", id="f11", moment=150, year=0, kind="", cents=0, other="f0"),
    ),
    "ledger:stored not read": (
        ("moments", "mixed"),
        Fact(what="SetOff", id="f6", moment=660, year=2022, kind="", cents=60417, other="2023"),
        Fact(what="Reversed", id="f7", moment=660, year=0, kind="", cents=0, other="f6"),
    ),
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
