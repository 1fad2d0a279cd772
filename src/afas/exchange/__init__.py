"""Objects as JSON and back (cattrs), JSON Schema of every type and of every form, canonical text for signatures.

`dumps` writes an object in an envelope that says its type and the version of the wire; `loads` reads it back,
whatever wrote it: an object, or an `InvalidInput` that lists every fault with its path. Versions of the wire
are read for ever: see `_versions`.

Amounts, rates and days are strings; a JSON number with a point is refused, since it is not exact.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar, overload

import attrs

from afas.declarations import Declaration, contradictions
from afas.declarations import _signing as signing
from afas.errors import Fault, FaultKind, Faults, InvalidInput, did_you_mean
from afas.exchange import _json, _quick, _scalars
from afas.exchange._action_schema import action_schema
from afas.exchange._converter import Converter, Unknown, converter
from afas.exchange._embed import AsJSON, faults_as_json
from afas.exchange._names import BY_CODE, FAMILIES, by_name, titled, wire_name
from afas.exchange._not_data import NOT_DATA
from afas.exchange._quick import NotRead
from afas.exchange._rules_document import RULES_VERSION, rules
from afas.exchange._rules_schema import rules_schema
from afas.exchange._scalars import MISSING_KEY, UNKNOWN_KEY
from afas.exchange._schema import form_schema, forms_schema, json_schema
from afas.exchange._types import TYPES
from afas.exchange._versions import WIRE_VERSION, Gaps
from afas.text import Text

__all__ = [
    "BY_CODE",
    "NOT_DATA",
    "RULES_VERSION",
    "TYPES",
    "WIRE_VERSION",
    "AsJSON",
    "Converter",
    "Reading",
    "Unknown",
    "action_schema",
    "canonical",
    "converter",
    "digest",
    "dumps",
    "faults_as_json",
    "form_schema",
    "forms_schema",
    "json_schema",
    "loads",
    "read",
    "rules",
    "rules_schema",
]  # fmt: skip

_ENVELOPE: Final = ("wire_version", "type", "value")

WRONG_VERSION = FaultKind(
    "wrong-wire-version",
    Text(
        fr="version {found} ; versions lues : 1 à {last}. Mettez afas à jour, ou écrivez la version {last}",
        en="version {found}; versions read: 1 to {last}. Update afas, or write version {last}",
    ),
)
NOT_THE_TYPE = FaultKind(
    "wrong-type-of-object",
    Text(fr="« {found} » au lieu de « {wanted} »", en="“{found}” where “{wanted}” is expected"),
)
_SUBJECT: Final = Text(fr="Lecture d’un document", en="Reading of a document")

_T = TypeVar("_T")


@attrs.frozen
class Reading:
    """A document that was read.

    Attributes:
        value: the object.
        unknown: the keys that no type knows, by their path in the value. Hand them back to `dumps`, and a document
            written by a newer version loses nothing on its way through.
        gaps: what the version of the wire that wrote the document could not say, each with its path; nothing in a
            document of the present version.
        contradictions: what a declaration says that its own history does not, each with its path: it was altered where
            it was stored. `afas.check` looks at more.
    """

    value: Any
    unknown: Mapping[tuple[str | int, ...], Any]
    gaps: tuple[Fault, ...] = ()
    contradictions: tuple[Fault, ...] = ()


def dumps(
    value: object,
    *,
    unknown: Mapping[tuple[str | int, ...], Any] | None = None,
    services: tuple[Any, ...] = (),
    indent: int | None = None,
) -> str:
    """An object as JSON text, in an envelope that says its type and the version of the wire.

    Args:
        value: of any type of the table.
        unknown: keys kept by `read`, put back where they were.
        services: PS of the caller's own.
        indent: for people to read.

    Raises:
        InvalidInput: JSON has no way to hold it.

    >>> from afas import Site
    >>> dumps(Site("S1", "École Balzac"))
    '{"wire_version":2,"type":"Site","value":{"id":"S1","name":"École Balzac"}}'
    """
    if type(value) not in TYPES:
        raise _scalars.unwritable(value, "ce type n’est pas dans la table", "its type is not in the table")
    written = converter(services).unstructure(value)
    for path, kept in (unknown or {}).items():
        place: Any = written
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = kept
    envelope = {"wire_version": WIRE_VERSION, "type": wire_name(type(value)), "value": written}
    return _json.write(envelope, indent)


@overload
def loads(text: str | bytes, kind: type[_T], services: tuple[Any, ...] = ()) -> _T: ...
@overload
def loads(text: str | bytes, kind: None = None, services: tuple[Any, ...] = ()) -> Any: ...
def loads(text: str | bytes, kind: type[Any] | None = None, services: tuple[Any, ...] = ()) -> Any:
    """The object that a document holds; keys that its type does not know are refused.

    Args:
        text: as `dumps` writes it, in this or an earlier version; bytes are UTF-8.
        kind: the type expected, or the root of a family (`payments.Fact`) for any member of it; None for whichever the
            document says.
        services: PS of the caller's own.

    Raises:
        InvalidInput: anything is wrong; every fault is in `faults`, with its path.

    >>> loads('{"wire_version": 2, "type": "Site", "value": {"id": "S1", "name": 3.5, "nam": "x"}}')
    Traceback (most recent call last):
    afas.errors.InvalidInput: Reading: Site of an activity: 2 to correct
    - $.value.name: 3.5 is not exact in JSON: write it between quotes, "3.5"
    - $.value.nam: unknown key “nam” (did you mean “name”?); known: id and name
    """
    try:
        return _quickly(text, kind, converter(services))
    except NotRead:
        return _open(text, kind, lambda version: converter(services, "refuse", version))[0]


def _quickly(text: str | bytes, kind: type[Any] | None, conv: Converter) -> Any:
    """The object of a document of the present version with nothing wrong in it."""
    raw = _quick.parse(text)
    if raw.__class__ is not dict or raw.keys() != set(_ENVELOPE) or type(raw["wire_version"]) is not int:
        raise NotRead
    announced = by_name().get(raw["type"]) if isinstance(raw["type"], str) else None
    if announced is None or not _is_a(announced, kind) or raw["wire_version"] != WIRE_VERSION:
        raise NotRead
    return conv.parsed(raw["value"], announced)


def read(text: str | bytes, kind: type[Any] | None = None, services: tuple[Any, ...] = ()) -> Reading:
    """Read as `loads` does, and also report unknown keys, gaps of an older version, a contradicted history.

    Raises:
        InvalidInput: anything else is wrong; every fault is in `faults`, with its path.

    >>> read('{"wire_version": 2, "type": "Site", "value": {"id": "S1", "name": "Balzac", "nam": "x"}}').unknown
    {('nam',): 'x'}
    """
    value, raw, gaps = _open(text, kind, lambda version: converter(services, "keep", version))
    unknown = dict(_left_out(raw, converter(services).unstructure(value), gaps))
    return Reading(value, unknown, gaps.placed(raw, "$.value"), _contradictions(value))


def _contradictions(value: object) -> tuple[Fault, ...]:
    found = contradictions(value) if isinstance(value, Declaration) else ()
    return tuple(attrs.evolve(fault, path=f"$.value.{fault.path}") for fault in found)


def _open(text: str | bytes, kind: type[Any] | None, conv: Callable[[int], Converter]) -> tuple[Any, Any, Gaps]:
    """The object, its JSON value and its gaps, from an envelope; `conv` reads what a version of the wire wrote."""
    raw, fatal = _json.parse(text)
    if fatal:
        raise InvalidInput(_SUBJECT, tuple(fatal))
    if not isinstance(raw, dict):
        found = _scalars.wrong_type(raw, dict).faults
        raise InvalidInput(_SUBJECT, tuple(attrs.evolve(fault, path="$") for fault in found))
    faults = Faults(_SUBJECT)
    faults.add(*_json.faults_of_keys(raw, "$"))
    for key in [key for key in raw if key not in _ENVELOPE][: _json.MOST_FAULTS]:
        hint = did_you_mean(key[:40], _ENVELOPE)
        faults.add(
            UNKNOWN_KEY.at(_json.key_path("$", key), found=_json.printable(key[:40]), hint=hint, known=_ENVELOPE)
        )
    for key in [key for key in _ENVELOPE if key not in raw]:
        faults.add(MISSING_KEY.at(f"$.{key}", key=key, what=_SUBJECT))
    version, announced = raw.get("wire_version"), None
    if "wire_version" in raw and (type(version) is not int or not 1 <= version <= WIRE_VERSION):
        faults.add(WRONG_VERSION.at("$.wire_version", found=_json.shown(version), last=WIRE_VERSION))
    if "type" in raw:
        announced = _announced(raw["type"], kind, faults)
    faults.raise_if_any()
    assert announced is not None and isinstance(version, int)  # noqa: S101, PT018 - else it is among the faults
    value, gaps = conv(version).structure_with_gaps(raw["value"], announced, "$.value")
    return value, raw["value"], gaps


def _announced(name: object, kind: type[Any] | None, faults: Faults) -> type[Any] | None:
    """The type that the envelope announces, if it is known and the one that is expected."""
    try:
        announced: type[Any] = _scalars.read_tag(name, by_name())
    except _scalars.Refused as refused:
        faults.add(*(attrs.evolve(_scalars.printable(fault), path="$.type") for fault in refused.faults))
        return None
    if kind is not None and not _is_a(announced, kind):
        faults.add(NOT_THE_TYPE.at("$.type", found=titled(announced), wanted=titled(kind)))
    return announced


def _is_a(announced: type[Any], kind: type[Any] | None) -> bool:
    """Is it the type that is expected, or a member of the family that is?"""
    return kind is None or announced is kind or announced in FAMILIES.get(kind, ())


def _left_out(raw: Any, written: Any, gaps: Gaps, path: tuple[str | int, ...] = ()) -> Any:
    """The keys of `raw`, as the present version says it, that are not in what was read from it."""
    raw = gaps.present(raw)
    if isinstance(raw, Mapping) and isinstance(written, Mapping):
        for key, inner in raw.items():
            if key in written:
                yield from _left_out(inner, written[key], gaps, (*path, key))
            else:
                yield (*path, key), inner
    elif isinstance(raw, list) and isinstance(written, list):
        for rank, (inner, kept) in enumerate(zip(raw, written, strict=False)):
            yield from _left_out(inner, kept, gaps, (*path, rank))


def canonical(value: object, services: tuple[Any, ...] = ()) -> bytes:
    """The one text of an object, for signatures: RFC 8785, in UTF-8, as what is signed; sets and pairs in order.

    >>> from afas import Site
    >>> canonical(Site("S1", "École Balzac")).decode()
    '{"id":"S1","name":"École Balzac"}'
    """
    return _json.canonical(converter(services).unstructure(value))


def digest(value: object, services: tuple[Any, ...] = ()) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return signing.digest(canonical(value, services).decode())
