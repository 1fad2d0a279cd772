"""What the models have found and is not mended yet: each stands here with its kind, and must still be found.

A kind that a campaign meets is let pass while it stands here; `tests/test_assurance.py` plays the history kept with it
and fails as soon as the two agree: whoever mends the fault takes the line away. The list is empty when all is well.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assurance.models.ledger import Fact

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
        ("assign", ("ACTIVITY_DATA", 2, "", False), "U4", 0, None, False),
        ("follow", 0, None, 0),
        ("assign", ("ACTIVITY_DATA", 3, "", True), "U1", 0, None, False),
    ),
    "roles:renew refused": (
        ("assign", ("ACTIVITY_DATA", 2, "", True), "U3", 4, None, False),
        ("follow", 3, ("U3", "U2", "U4", "U1"), 2),
        ("assign", ("ACTIVITY_DATA", 2, "", False), "U3", 1, 8, False),
        ("renew", ("ACTIVITY_DATA", 2, "", True), "U3", 10),
    ),
    "hostile:AttributeError in explain(Estimate)": (("@attributeerror-in-explain-estimate", date(2023, 6, 19)),),
    "hostile:KeyError in Explanation.document": (("@keyerror-in-explanation-document", date(2023, 6, 19)),),
    "hostile:KeyError in Message.en": (("@keyerror-in-message-en", date(2023, 6, 19)),),
    "hostile:KeyError in Message.fr": (("@keyerror-in-message-fr", date(2023, 6, 19)),),
    "hostile:KeyError in Rights.euros": (("@keyerror-in-rights-euros", date(2023, 6, 19)),),
    "hostile:OverflowError in Window.last": (("@overflowerror-in-window-last", date.max),),
    "hostile:OverflowError in Window.moved": (("@overflowerror-in-window-moved", date(2023, 6, 19)),),
    "hostile:ValueError in Message.en": (("@valueerror-in-message-en", date(2023, 6, 19)),),
    "hostile:ValueError in Message.fr": (("@valueerror-in-message-fr", date.max),),
    "hostile:ValueError in Window.moved": (("@valueerror-in-window-moved", date(2023, 6, 19)),),
    "hostile:over 200 MB in Message.en": (("@over-200-mb-in-message-en", date(2023, 6, 19)),),
    "hostile:shown without bound by Message.en": (("@shown-without-bound-by-message-en", date(2023, 6, 19)),),
}
"""kind -> the shortest history that shows it."""
