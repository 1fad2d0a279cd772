"""What the models have found and is not mended yet: each stands here with its kind, and must still be found.

A kind that a campaign meets is let pass while it stands here; `tests/test_assurance.py` plays the history kept with it
and fails as soon as the two agree: whoever mends the fault takes the line away. The list is empty when all is well.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

KNOWN: Mapping[str, tuple[Any, ...]] = {
    "hostile:AttributeError in explain(Estimate)": (("@attributeerror-in-explain-estimate", date(2023, 6, 19)),),
}
"""kind -> the shortest history that shows it."""
