"""What an electronic signature covers: SHA-256 of the canonical JSON of exactly what is transmitted.

The canonical form is one for the whole library (`exchange` writes it too): RFC 8785, the JSON Canonicalization Scheme,
so that a portal in any language checks a signature with a library it already has. Figures are decimal strings, never a
binary number; of an attrs object, the attributes that make two of them equal count.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

import attrs

from afas.estimation import Estimate
from afas.partners import Person

__all__ = ["Signature", "canonical", "canonical_text", "digest"]


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
    return canonical_text(_plain(content))


def canonical_text(value: Any) -> str:
    r"""The one text of a JSON value (strings, whole numbers below 2**53, true, false, null, lists, objects): RFC 8785.

    >>> canonical_text({"é": [1, True], "a": "\n"})
    '{"a":"\\n","é":[1,true]}'
    """
    import json  # noqa: PLC0415 - needed only to sign

    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    if text.isascii() or max(text) <= "\uffff":
        return text
    return json.dumps(_in_order(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _in_order(value: Any) -> Any:
    """Keys by their UTF-16 code units, as the RFC orders: not the same as by character, beyond U+FFFF."""
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: str(key).encode("utf-16-be"))
        return {key: _in_order(value[key]) for key in keys}
    return [_in_order(one) for one in value] if isinstance(value, (list, tuple)) else value


@lru_cache
def _compared(kind: type) -> tuple[str, ...] | None:
    """The attributes that make two objects of this kind equal; None for what is no attrs object."""
    return tuple(one.name for one in attrs.fields(kind) if one.eq) if attrs.has(kind) else None


def _plain(value: Any) -> Any:
    kind = value.__class__
    if value is None or kind is str or kind is bool or kind is int:
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"  # 1E+3 and 1000 are one figure, and JSON brings back the second
    if isinstance(value, Enum):
        return value.value
    names = _compared(kind)
    if names is not None:
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(one) for one in value), key=canonical_text)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def digest(content: str) -> str:
    """SHA-256 of this text, in hexadecimal."""
    import hashlib  # noqa: PLC0415 - slow to import, and needed only to sign

    return hashlib.sha256(content.encode()).hexdigest()
