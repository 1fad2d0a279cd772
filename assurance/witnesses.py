"""What the models have found and is not mended yet: each stands here with its kind, and must still be found.

A kind that a campaign meets is let pass while it stands here; `tests/test_assurance.py` plays the history kept with it
and fails as soon as the two agree: whoever mends the fault takes the line away. The list is empty when all is well.
"""

from collections.abc import Mapping
from typing import Any

KNOWN: Mapping[str, tuple[Any, ...]] = {}
"""kind -> the shortest history that shows it."""
