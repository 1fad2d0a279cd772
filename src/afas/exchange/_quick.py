"""Quick readers, compiled from the annotations: an object, or `NotRead` without a word on why.

What a quick reader takes, the detailed one (`_rules`, by cattrs) takes too, and gives the same object; whatever it does
not take, for a fault or because it is written in a way that `dumps` does not write, is left to the detailed one, which
lists every fault with its path. A property test holds the two together.
"""

from contextlib import suppress
from enum import Enum
from functools import lru_cache
from marshal import dumps as exact_key
from types import NoneType
from typing import Any, Final, get_args, get_origin

import attrs

from afas.exchange import _rules, _scalars
from afas.exchange._names import BY_CODE, wire_name
from afas.exchange._quick_scalars import (
    DEEPEST,
    MOST_KEPT,
    NOT_READ,
    SCALARS,
    NotRead,
    Read,
    depth,
    parse,
    sound,
    text_of,
    whole_of,
    word_of,
)
from afas.exchange._rebuilt import REBUILT
from afas.exchange._values import COLLECTIONS, tags
from afas.parameters import ParameterValue
from afas.text import Message

__all__ = ["NotRead", "QuickReaders", "parse", "sound"]

_REPEATED: Final = (ParameterValue,)
"""Parts that stand alike in many documents, and hold nothing but what the law says: read once, then shared."""


class QuickReaders:
    """The readers of the present version of the wire, each compiled when it is first asked for.

    Args:
        detailed: the converter that reads what has no quick reader of its own.
        forbid: refuse the keys that no type knows.
    """

    def __init__(self, detailed: Any, forbid: bool) -> None:
        self._detailed = detailed
        self._forbid = forbid
        self._readers: dict[Any, Read] = {}

    def of(self, kind: Any) -> Read:
        """The reader of a type. It raises whatever it raises where it does not read a value."""
        reader = self._readers.get(kind)
        if reader is None:
            self._readers[kind] = lambda raw: self._recursive(kind, raw)
            try:
                reader = self._readers[kind] = self._made(kind)
            except BaseException:
                del self._readers[kind]
                raise
        return reader

    def _recursive(self, kind: Any, raw: Any) -> Any:
        if depth(raw) > DEEPEST:
            raise NOT_READ
        return self._readers[kind](raw)

    def _made(self, kind: Any) -> Read:
        if kind in SCALARS:
            return SCALARS[kind]
        if isinstance(kind, type) and issubclass(kind, Enum):
            words = {member.value: member for member in kind}
            return word_of(words) if all(type(word) is str for word in words) else self._slowly(kind)
        if _rules.is_literal(kind):
            return word_of({word: word for word in get_args(kind)})
        for fits, make in (
            (_rules.is_value, self._value),
            (_rules.is_family, self._family),
            (_rules.is_union, self._union),
            (_rules.is_sequence, self._sequence),
            (_rules.is_mapping, self._mapping),
            (lambda kind: kind in REBUILT, self._rebuilt),
            (lambda kind: isinstance(kind, type) and attrs.has(kind) and kind not in BY_CODE, self._class),
        ):
            if fits(kind):
                return make(kind)
        return self._slowly(kind)

    def _slowly(self, kind: Any) -> Read:
        def read(raw: Any) -> Any:
            token = _rules.PATIENCE.set([1])
            try:
                return self._detailed.structure(raw, kind)
            finally:
                _rules.PATIENCE.reset(token)

        return read

    # -- values that say their type

    def _value(self, kind: Any) -> Read:
        kinds = _rules.any_of(kind)

        def read(raw: Any) -> Any:
            value = raw if raw.__class__ is str else self._any(raw)
            if kinds and value.__class__ not in kinds:
                raise NOT_READ
            return value

        return read

    def _any(self, raw: Any) -> Any:
        if raw.__class__ in (dict, list) and depth(raw) > DEEPEST:
            raise NOT_READ
        return self._below(raw)

    def _below(self, raw: Any) -> Any:
        kind = raw.__class__
        if kind is str or kind is bool or raw is None:
            return raw
        if kind is int:
            return whole_of(raw)
        if kind is list:
            return tuple([self._below(inner) for inner in raw])
        if kind is not dict:
            raise NOT_READ
        if "$type" not in raw:
            return {text_of(key): self._below(inner) for key, inner in raw.items()}
        name = text_of(raw["$type"])
        if len(raw) != 2:
            raise NOT_READ
        if name in COLLECTIONS:
            return self._slowly(object)(raw)
        return self.of(_tags()[name])(raw["value"])

    def _family(self, kind: Any) -> Read:
        members = {wire_name(member): member for member in _rules.family(kind)}
        optional = NoneType in get_args(kind)

        def read(raw: Any) -> Any:
            if raw is None and optional:
                return None
            if raw.__class__ is not dict or len(raw) != 2:
                raise NOT_READ
            return self.of(members[raw["$type"]])(raw["value"])

        return read

    def _union(self, kind: Any) -> Read:
        kinds = [inner for inner in get_args(kind) if inner is not NoneType]
        optional = len(kinds) < len(get_args(kind))
        if optional and len(kinds) == 1:
            only = self.of(kinds[0])
            return lambda raw: None if raw is None else only(raw)
        readers: dict[Any, list[Any]] = {}
        for inner in kinds:
            readers.setdefault(_rules.nature_of(inner), []).append(inner)
        told_apart = _scalars.TOLD_APART.get(frozenset(readers.get(str, ())))

        def read(raw: Any) -> Any:
            if raw is None and optional:
                return None
            among = readers[raw.__class__]
            return self.of(told_apart(raw) if told_apart and raw.__class__ is str else among[0])(raw)

        return read

    # -- containers

    def _sequence(self, kind: Any) -> Read:
        origin, args = get_origin(kind), get_args(kind)
        if origin is tuple and args[-1:] != (Ellipsis,):
            readers = [self.of(inner) for inner in args]

            def read_row(raw: Any) -> Any:
                if raw.__class__ is not list:
                    raise NOT_READ
                return tuple([read(inner) for read, inner in zip(readers, raw, strict=True)])

            return read_row
        make = frozenset if origin in (frozenset, set) else list if origin is list else tuple
        reader = self.of(args[0])

        def read_all(raw: Any) -> Any:
            if raw.__class__ is not list:
                raise NOT_READ
            return make([reader(inner) for inner in raw])

        return read_all

    def _mapping(self, kind: Any) -> Read:
        read_key, read_inner = (self.of(inner) for inner in get_args(kind))

        def read(raw: Any) -> Any:
            if raw.__class__ is not dict:
                raise NOT_READ
            return {read_key(key): read_inner(inner) for key, inner in raw.items()}

        if _rules.keyed_by_text(kind):
            return read

        def read_pairs(raw: Any) -> Any:
            if raw.__class__ is not list:
                raise NOT_READ
            mapping = {read_key(key): read_inner(inner) for key, inner in raw}
            if len(mapping) != len(raw):
                raise NOT_READ
            return mapping

        return read_pairs

    # -- classes

    def _rebuilt(self, kind: Any) -> Read:
        how = REBUILT[kind]
        readers = {name: self.of(part) for name, part in how.parts.items()}

        def read(raw: Any) -> Any:
            if raw.__class__ is not dict or any(name not in raw for name in how.needed):
                raise NOT_READ
            return how.make(**{name: readers[name](inner) for name, inner in raw.items() if inner is not None})

        return read

    def _class(self, kind: Any) -> Read:
        """Compiled: with all its keys, as `dumps` writes them, no default is looked for."""
        with suppress(NameError):  # what only a type checker imports is announced as any value
            attrs.resolve_types(kind)
        fields = [field for field in attrs.fields(kind) if field.init]
        readers = {field.name: self.of(field.type) for field in fields}

        def some(raw: Any) -> Any:
            given = {field.alias: readers[field.name](raw[field.name]) for field in fields if field.name in raw}
            if self._forbid and len(given) != len(raw):
                raise NOT_READ
            return kind(**given)

        names: dict[str, Any] = {"kind": kind, "some": some, "NOT_READ": NOT_READ}
        names |= {f"read_{rank}": reader for rank, reader in enumerate(readers.values())}
        arguments = ", ".join(
            f"{f'{field.alias}=' if field.kw_only else ''}read_{rank}(raw[{field.name!r}])"
            for rank, field in sorted(enumerate(fields), key=lambda pair: pair[1].kw_only or False)
        )
        lines = (
            "def read(raw):",
            " if raw.__class__ is not dict: raise NOT_READ",
            f" return kind({arguments}) if len(raw) == {len(fields)} else some(raw)",
        )
        exec("\n".join(lines), names)  # noqa: S102 - as attrs and cattrs do: names of fields, nothing from outside
        read: Read = names["read"]
        if kind is Message:
            return lambda raw: _scalars.check_message(read(raw))
        return _shared(read) if kind in _REPEATED else read


def _shared(read: Read) -> Read:
    """The same object for the same JSON value: compared by its bytes, since 1 and true are equal."""
    kept: dict[bytes, Any] = {}

    def read_once(raw: Any) -> Any:
        key = exact_key(raw, 2)
        value = kept.get(key)
        if value is None:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            value = kept[key] = read(raw)
        return value

    return read_once


@lru_cache(1)
def _tags() -> dict[str, Any]:
    return tags()
