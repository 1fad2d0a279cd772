"""What an electronic signature covers: SHA-256 of the canonical JSON of exactly what is transmitted.

Canonical: keys in order, no blank, ASCII with escapes, figures as decimal strings (never a binary number); of an attrs
object, the attributes that make two of them equal. The same content gives the same bytes on any machine.

Imports: estimation, partners.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from afas.estimation import Estimate
from afas.partners import Person

__all__ = ["Signature", "canonical", "digest"]


@attrs.frozen
class Signature:
    """An approver's signature over exactly the data and the estimate that are transmitted."""

    by: Person
    at: datetime
    digest: str
    estimate: Estimate


def canonical(content: object) -> str:
    """The canonical JSON of plain data and attrs objects.

    >>> from decimal import Decimal
    >>> canonical({"b": Decimal("1.50"), "a": None})
    '{"a":null,"b":"1.50"}'
    """
    import json  # noqa: PLC0415 - needed only to sign

    return json.dumps(_plain(content), sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value if value is None else str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(_plain(one) for one in value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    kind = type(value)
    if attrs.has(kind):
        return {one.name: _plain(getattr(value, one.name)) for one in attrs.fields(kind) if one.eq}
    return str(value)


def digest(content: str) -> str:
    """SHA-256 of this text, in hexadecimal."""
    import hashlib  # noqa: PLC0415 - slow to import, and needed only to sign

    return hashlib.sha256(content.encode()).hexdigest()
