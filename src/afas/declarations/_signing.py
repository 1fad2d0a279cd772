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

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import attrs

from afas.estimation import Estimate
from afas.partners import Person
from afas.periods import fixed

if TYPE_CHECKING:
    from json import JSONEncoder

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
    return digest(canonical_text(_record_writer(Person)(person)))


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
    text = _encoder(sort_keys=True).encode(value)
    return text if _two_bytes_each(text) else _encoder(sort_keys=False).encode(_in_order(value))


def _two_bytes_each(text: str) -> bool:
    """Does UTF-16 write each character with one code unit? Else keys are ordered otherwise than by character."""
    return len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)


@cache
def _encoder(*, sort_keys: bool) -> "JSONEncoder":
    from json import JSONEncoder  # noqa: PLC0415 - needed only to sign

    return JSONEncoder(
        ensure_ascii=False, allow_nan=False, check_circular=False, sort_keys=sort_keys, separators=(",", ":")
    )


def _in_order(value: Any) -> Any:
    """Keys by their UTF-16 code units, as the RFC orders: not the same as by character, beyond U+FFFF."""
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: str(key).encode("utf-16-be"))
        return {key: _in_order(value[key]) for key in keys}
    return [_in_order(item) for item in value] if isinstance(value, (list, tuple)) else value


def plain(value: Any) -> Any:
    """The JSON value of plain data and attrs objects."""
    return _plain_writer(value.__class__)(value)


def compact(value: Any) -> Any:
    """The JSON value as scheme 2 covers it: a person is its id, and what an attribute has by default is left out.

    So an attribute that a later version of the library adds undoes no signature, and is covered once it says something.
    """
    return _compact_writer(value.__class__)(value)


_BARE: Final = frozenset({type(None), str, bool, int})
Writer = Callable[[Any], Any]


@cache
def _plain_writer(kind: type) -> Writer:
    """The function that writes the values of a class for `plain`."""
    if kind in _BARE:
        return _itself
    if issubclass(kind, Decimal):
        return _decimal
    if attrs.has(kind):
        names = tuple(field.name for field in attrs.fields(kind) if field.eq)
        return lambda value: {name: plain(getattr(value, name)) for name in names}
    return _container_writer(kind, _plain_writer) or _scalar_writer(kind)


@cache
def _compact_writer(kind: type) -> Writer:
    """The function that writes the values of a class for `compact`."""
    if kind is Person:
        return lambda person: person.id
    if attrs.has(kind):
        return _record_writer(kind)
    return _container_writer(kind, _compact_writer) or _plain_writer(kind)


@cache
def _record_writer(kind: type) -> Callable[[Any], dict[str, Any]]:
    """The function that writes the attributes that make two objects of a class equal, unless they are the default."""
    defaults = tuple(
        (field.name, getattr(field.default, "factory", lambda default=field.default: default)())
        for field in attrs.fields(kind)
        if field.eq
    )

    def write(value: Any) -> dict[str, Any]:
        record = {}
        for name, default in defaults:
            item = getattr(value, name)
            if item is not default and item != default:
                record[name] = item if item.__class__ in _BARE else _compact_writer(item.__class__)(item)
        return record

    return write


def _container_writer(kind: type, writer: Callable[[type], Writer]) -> Writer | None:
    """The function that writes a mapping or a sequence, whose items are written by class."""
    if issubclass(kind, Mapping):
        return lambda value: {
            str(key): item if item.__class__ in _BARE else writer(item.__class__)(item) for key, item in value.items()
        }
    if issubclass(kind, (tuple, list)):
        return lambda value: [item if item.__class__ in _BARE else writer(item.__class__)(item) for item in value]
    return None


def _scalar_writer(kind: type) -> Writer:
    if issubclass(kind, (set, frozenset)):
        return lambda value: sorted((plain(item) for item in value), key=canonical_text)
    if issubclass(kind, (date, datetime)):
        return kind.isoformat
    return str


def _itself(value: Any) -> Any:
    return value


def _decimal(value: Decimal) -> str:
    """1E+3 is 1000, as JSON brings it back."""
    text = str(value)
    return f"{value:f}" if "E" in text else text


def digest(content: str) -> str:
    """SHA-256 of this text, in hexadecimal."""
    import hashlib  # noqa: PLC0415 - slow to import, and needed only to sign

    return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()
