"""Versions of the wire: the present version, and the form of each type in earlier versions.

A change of what a type writes raises `WIRE_VERSION` and gives the type a line in `UPGRADES`: how a value that the
version before wrote is said in the next one, and what it could not say (its gaps). A step holds wherever the type
stands, however deep; documents are read for ever, and no other code knows that they were ever written otherwise.
Keep a document of the version that ends in `tests/golden/`: it is read by a test from then on.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

import attrs

from afas.declarations import Declaration, Enter, Sign, Signature
from afas.errors import Fault, FaultKind
from afas.exchange import _json
from afas.exchange._types import TYPES
from afas.payments import Fact
from afas.text import Text

__all__ = ["UPGRADES", "WIRE_VERSION", "Gaps", "Step", "Upgraded", "Upgrades"]


class Upgraded(NamedTuple):
    """A JSON value as the next version writes it, and what the version that wrote it could not say.

    Attributes:
        value: for the next version; the caller's own is left alone.
        gaps: by paths below the value; an empty path is the value itself.
    """

    value: Any
    gaps: tuple[Fault, ...] = ()


Step: TypeAlias = Callable[[Any], Upgraded]
"""From the JSON value that a version wrote to that of the next one."""

Upgrades: TypeAlias = Mapping[type[Any], Mapping[int, Step]]
"""By type, then by the version that wrote the value."""

WIRE_VERSION: Final = 2
"""The version that `dumps` writes; `loads` reads this one and all those before it."""

TIME_NOT_STORED = FaultKind(
    "time-not-stored",
    Text(
        fr="la version 1 écrivait le jour d’un fait sans son heure : {found} reste un jour",
        en="version 1 wrote the day of a fact without its time: {found} stays a day",
    ),
)

_AT_END: Final = re.compile(r"/(\d{4}-\d{2}-\d{2}T[^/]+)\Z")


def _fact_of_version_1(raw: Any) -> Upgraded:
    """A fact with its moment, where its id holds it (`from_workflow` wrote it there); else its day, and the gap."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("on"), str) or not isinstance(raw.get("id"), str):
        return Upgraded(raw)
    day, moment = raw["on"], _AT_END.search(raw["id"])
    if moment and moment[1].startswith(f"{day}T") and _is_moment(moment[1]):
        return Upgraded({**raw, "on": moment[1]})
    return Upgraded(raw, (TIME_NOT_STORED.at(".on", found=day[:40]),))


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


SCALE_OF_SIGNER = FaultKind(
    "scale-of-signer",
    Text(
        fr="la version 1 laissait {found} à qui signait : l’estimation signée garde le barème lu alors",
        en="version 1 left {found} to the signer: the signed estimate keeps the scale that was read then",
    ),
)


def _sign_of_version_1(raw: Any) -> Upgraded:
    """A signing without the figures that its author brought; the event keeps the estimate with its scale."""
    if not isinstance(raw, Mapping):
        return Upgraded(raw)
    brought = [key for key, usual in (("parameters", None), ("policy", "strict")) if raw.get(key, usual) != usual]
    kept = {key: value for key, value in raw.items() if key not in ("parameters", "policy")}
    return Upgraded(kept, tuple(SCALE_OF_SIGNER.at(f".{key}", found=key) for key in brought))


def _signature_of_version_1(raw: Any) -> Upgraded:
    """A signature of scheme 1, which it stays."""
    return Upgraded({"scheme": 1, **raw} if isinstance(raw, Mapping) else raw)


TYPED_AS_TEXT = FaultKind(
    "typed-as-text",
    Text(
        fr="la version 1 gardait dans une saisie ce qui n’est ni texte ni nombre exact : {found} en est le texte",
        en="version 1 kept in an entry what is neither text nor an exact number: {found} is its text",
    ),
)
_MOST_SHOWN: Final = 200


def _typed(values: Any, path: str) -> tuple[Any, list[Fault]]:
    """The values of a form, each a scalar."""
    if not isinstance(values, Mapping):
        return values, []
    typed, gaps = dict(values), []
    for name, value in values.items():
        tagged = value if isinstance(value, Mapping) else {}
        if isinstance(value, (Mapping, list)) and tagged.get("$type") != "Decimal":
            text = tagged.get("value") if tagged.get("$type") == "float" else None
            typed[name] = text if isinstance(text, str) else _json.canonical(_json.all_printable(value)).decode()
            typed[name] = typed[name][:_MOST_SHOWN]
            gaps.append(TYPED_AS_TEXT.at(_json.key_path(path, name), found=typed[name][:40]))
    return typed, gaps


def _enter_of_version_1(raw: Any) -> Upgraded:
    """An entry of scalars."""
    if not isinstance(raw, Mapping):
        return Upgraded(raw)
    values, gaps = _typed(raw.get("values"), ".values")
    return Upgraded({**raw, "values": values}, tuple(gaps)) if gaps else Upgraded(raw)


def _declaration_of_version_1(raw: Any) -> Upgraded:
    """A declaration whose entries are scalars."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("entries"), list):
        return Upgraded(raw)
    entries, gaps = [], []
    for rank, entry in enumerate(raw["entries"]):
        if isinstance(entry, list) and len(entry) == 2:
            values, found = _typed(entry[1], f".entries[{rank}][1]")
            entries.append([entry[0], values])
            gaps += found
        else:
            entries.append(entry)
    return Upgraded({**raw, "entries": entries}, tuple(gaps)) if gaps else Upgraded(raw)


UPGRADES: Final[Upgrades] = {
    Enter: {1: _enter_of_version_1},
    Declaration: {1: _declaration_of_version_1},
    **{kind: {1: _fact_of_version_1} for kind in TYPES if issubclass(kind, Fact)},
    Sign: {1: _sign_of_version_1},
    Signature: {1: _signature_of_version_1},
}


@attrs.define
class Gaps:
    """The gaps of an older document, gathered while it is read."""

    _found: list[tuple[object, Fault]] = attrs.field(factory=list)
    _upgraded: dict[int, Any] = attrs.field(factory=dict)

    def upgraded(self, raw: Any, steps: Mapping[int, Step], version: int) -> Any:
        """The value as the present version writes it, from what an earlier version wrote."""
        first = raw
        for step in sorted(number for number in steps if number >= version):
            raw, gaps = steps[step](raw)
            self._found += [(first, gap) for gap in gaps]
        self._upgraded[id(first)] = raw
        return raw

    def present(self, raw: Any) -> Any:
        """A value of the document that was read, as the present version writes it."""
        return self._upgraded.get(id(raw), raw) if isinstance(raw, (Mapping, list)) else raw

    def placed(self, document: Any, path: str) -> tuple[Fault, ...]:
        """The gaps, each once, with its path in the document that was read."""
        if not self._found:
            return ()
        places = {id(value): place for place, value in _places(document, path)}
        placed = (attrs.evolve(gap, path=places.get(id(value), path) + gap.path) for value, gap in self._found)
        return tuple({(gap.path, gap.code): gap for gap in placed}.values())


def _places(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    left = [(path, value)]
    while left:
        place, inner = left.pop()
        yield place, inner
        left += _json.inside(inner, place)
