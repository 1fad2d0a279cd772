"""An electronic signature, and the canonical JSON that its digest (SHA-256) is taken of.

The canonical form is one for the whole library (`exchange` writes it too): RFC 8785, the JSON Canonicalization Scheme,
so that a portal in any language checks a signature with a library it already has. Figures are decimal strings, never a
binary number; of an attrs object, the attributes that make two of them equal count.

What a signature covers has a number, its *scheme*; `afas.declarations._covered` writes the content of each:

- **2**, the one that is written: identity, activity with its sites and partner, window, what the declaration is
  compared with (`previous`, `forecast`), what it came with (`not_requested`, `given`), entries, figures read, checks,
  justifications, complements, estimate with its scale, every event before the signing (action, author, moment), who
  signs and when. Persons are covered by their id and by a digest of the rest (`Signature.persons`): a portal may erase
  a name, and the signature still holds.
- **1**, of documents stored before: identity, PS, `not_requested`, entries, figures, justifications, complements,
  estimate. It is read and verified, and never written.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Final

import attrs

from afas.estimation import Estimate
from afas.partners import Person
from afas.periods import fixed

__all__ = ["SCHEME", "Signature", "canonical", "canonical_text", "compact", "digest", "person_digest", "plain"]

SCHEME: Final = 2
"""The scheme of the signatures that are made now."""


@attrs.frozen
class Signature:
    """An approver's signature over exactly the data and the estimate that are transmitted.

    Attributes:
        digest: SHA-256 of the canonical JSON of what is covered, in hexadecimal.
        scheme: what is covered: 2, or 1 for a document stored before there was a second.
        persons: a digest of each person that the covered content names by id: its record, name included.
    """

    by: Person
    at: datetime = attrs.field(converter=fixed)
    digest: str
    estimate: Estimate
    scheme: int = SCHEME
    persons: tuple[str, ...] = ()


def person_digest(person: Person) -> str:
    """SHA-256 of the canonical JSON of a person's record: a changed name shows, and the name is not in it."""
    return digest(canonical_text(_record(person)))


_BEYOND: Final = re.compile("[\U00010000-\U0010ffff]")
"""Characters that UTF-16 writes with two code units: keys that hold them are ordered otherwise."""


def canonical(content: object) -> str:
    """The canonical JSON of plain data and attrs objects.

    >>> from decimal import Decimal
    >>> canonical({"b": Decimal("1.50"), "a": None})
    '{"a":null,"b":"1.50"}'
    """
    return canonical_text(plain(content))


def canonical_text(value: Any) -> str:
    r"""The one text of a JSON value (strings, whole numbers below 2**53, true, false, null, lists, objects): RFC 8785.

    >>> canonical_text({"é": [1, True], "a": "\n"})
    '{"a":"\\n","é":[1,true]}'
    """
    import json  # noqa: PLC0415 - needed only to sign

    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    if text.isascii() or not _BEYOND.search(text):
        return text
    return json.dumps(_in_order(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _in_order(value: Any) -> Any:
    """Keys by their UTF-16 code units, as the RFC orders: not the same as by character, beyond U+FFFF."""
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: str(key).encode("utf-16-be"))
        return {key: _in_order(value[key]) for key in keys}
    return [_in_order(item) for item in value] if isinstance(value, (list, tuple)) else value


@lru_cache
def _compared(kind: type) -> tuple[str, ...] | None:
    """The attributes that make two objects of this kind equal; None for what is no attrs object."""
    return tuple(field.name for field in attrs.fields(kind) if field.eq) if attrs.has(kind) else None


def plain(value: Any) -> Any:
    """The JSON value of plain data and attrs objects."""
    kind = value.__class__
    if kind in _BARE:
        return value
    if kind is Decimal or isinstance(value, Decimal):
        return f"{value:f}"  # 1E+3 and 1000 are one figure, and JSON brings back the second
    if isinstance(value, Enum):
        return value.value
    names = _compared(kind)
    if names is not None:
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=canonical_text)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


@lru_cache
def _defaults(kind: type) -> tuple[tuple[str, object], ...] | None:
    """The attributes that make two objects of this kind equal, each with its default; None for no attrs object."""
    if not attrs.has(kind):
        return None
    return tuple(
        (field.name, getattr(field.default, "factory", lambda default=field.default: default)())
        for field in attrs.fields(kind)
        if field.eq
    )


def _record(value: Any) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for name, default in _defaults(value.__class__) or ():
        item = getattr(value, name)
        if item is default or (default is not attrs.NOTHING and item == default):
            continue
        record[name] = item if item.__class__ in _BARE else compact(item)
    return record


def compact(value: Any) -> Any:
    """The JSON value as scheme 2 covers it: a person is its id, and what an attribute has by default is left out.

    So an attribute that a later version of the library adds undoes no signature, and is covered once it says something.
    """
    kind = value.__class__
    if kind in _BARE:
        return value
    if kind is Person:
        return value.id
    if _defaults(kind) is not None:
        return _record(value)
    if kind is Decimal:
        return f"{value:f}"
    if kind is dict or isinstance(value, Mapping):
        return {str(key): compact(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [compact(item) for item in value]
    return plain(value)


_BARE: Final = frozenset({type(None), str, bool, int})


def digest(content: str) -> str:
    """SHA-256 of this text, in hexadecimal."""
    import hashlib  # noqa: PLC0415 - slow to import, and needed only to sign

    return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()
