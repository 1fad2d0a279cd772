"""The rules for each kind of type, as cattrs hooks: classes, lists, mappings, choices.

Types are read from annotations, so that a new field or a new class needs nothing here. Long lists stop after
fifty faults: no input makes the list of what is wrong with it larger than itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs

from afas.exchange import _json, _scalars
from afas.exchange._names import BY_CODE, FAMILIES
from afas.exchange._rebuilt import REBUILT, Rebuilt
from afas.exchange._scalars import MORE_FAULTS, WRONG_COUNT, refuse, wrong_type
from afas.exchange._values import (
    code_of,
    found_by_code,
    read_tagged,
    read_value,
    write_tagged,
    write_traced,
    write_value,
)
from afas.numbers import Traced
from afas.ps import PS
from afas.text import Message

__all__ = [
    "PATIENCE", "any_of", "family", "is_family", "is_literal", "is_mapping", "is_sequence", "is_union", "is_value",
    "keyed_by_text", "nature_of", "register",
]  # fmt: skip


PATIENCE: Final[ContextVar[list[int]]] = ContextVar("PATIENCE")
"""How many faults of items the reading under way still lists before it leaves each list at its first."""

Reader = Callable[[Any, Any], Any]
Writer = Callable[[Any], Any]


def is_union(kind: Any) -> bool:
    """One of several types."""
    return get_origin(kind) in (Union, UnionType)


def is_value(kind: Any) -> bool:
    """Announced as no more than a value (as is what stands between quotes inside another annotation)."""
    return (
        kind is object
        or kind is Any
        or isinstance(kind, str)
        or (is_union(kind) and not is_family(kind) and _mixed(kind))
    )


def family(kind: Any) -> tuple[type[Any], ...]:
    """The types that may stand where this type is announced, each under its own name; empty if it stands alone."""
    if not is_union(kind):
        return FAMILIES.get(kind, ()) if isinstance(kind, type) else ()
    kinds = [member for announced in get_args(kind) for member in FAMILIES.get(announced, (announced,))]
    kinds = [member for member in kinds if member is not NoneType]
    return tuple(kinds) if len(kinds) > 1 and all(_is_class(member) for member in kinds) else ()


def is_family(kind: Any) -> bool:
    """Is it announced as one of several types?"""
    return bool(family(kind))


def _read_member(raw: Any, kind: Any, conv: Any) -> Any:
    return None if raw is None and NoneType in get_args(kind) else read_tagged(raw, family(kind), conv)


def _write_member(value: Any, conv: Any) -> Any:
    return None if value is None else write_tagged(value, conv)


def _read_any(raw: Any, kind: Any, conv: Any) -> Any:
    """A value that says its type: of any type, or of one of those announced."""
    value, kinds = read_value(raw, conv), any_of(kind)
    if kinds and not (
        value.__class__ in kinds or isinstance(value, tuple(member for member in kinds if attrs.has(member)))
    ):
        raise wrong_type(raw, next(iter(kinds)))
    return value


def any_of(kind: Any) -> tuple[type[Any], ...]:
    """The types among which a value names its own; empty if it may be of any type."""
    kinds = tuple(get_origin(member) or member for member in get_args(kind)) if is_union(kind) else ()
    return kinds if all(isinstance(member, type) and member is not object for member in kinds) else ()


def is_sequence(kind: Any) -> bool:
    """A list in JSON: tuples, lists, sets."""
    return get_origin(kind) in (tuple, list, Sequence, Iterable, frozenset, set)


def is_mapping(kind: Any) -> bool:
    """Keys and values."""
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _is_class(kind: Any) -> bool:
    return isinstance(kind, type) and attrs.has(kind) and kind not in BY_CODE


def register(conv: Any, services: tuple[PS, ...]) -> None:
    for kind, read in _scalars.readers.items():
        conv.register_structure_hook(kind, read)
    for kind, write in _scalars.writers.items():
        conv.register_unstructure_hook(kind, write)
    conv.register_structure_hook_factory(_is_class, _class_reader(conv))
    conv.register_structure_hook_factory(is_mapping, lambda kind: _mapping_reader(kind, conv))
    conv.register_structure_hook_factory(is_sequence, lambda kind: _sequence_reader(kind, conv))
    conv.register_structure_hook_factory(is_union, lambda kind: _union_reader(kind, conv))
    conv.register_structure_hook_func(is_literal, lambda raw, kind: _scalars.read_literal(raw, get_args(kind)))
    conv.register_structure_hook_func(is_value, lambda raw, kind: _read_any(raw, kind, conv))
    conv.register_structure_hook_func(is_family, lambda raw, kind: _read_member(raw, kind, conv))
    conv.register_unstructure_hook_factory(_is_class, lambda kind: _class_writer(kind, conv))
    conv.register_unstructure_hook_factory(is_mapping, lambda kind: _mapping_writer(kind, conv))
    conv.register_unstructure_hook_factory(is_sequence, lambda kind: _sequence_writer(kind, conv))
    conv.register_unstructure_hook_factory(is_union, lambda kind: _union_writer(kind, conv))
    conv.register_unstructure_hook_func(is_value, lambda value: write_value(value, conv))
    conv.register_unstructure_hook_func(is_family, lambda value: _write_member(value, conv))
    conv.register_unstructure_hook(NoneType, lambda _: None)
    conv.register_structure_hook_func(
        lambda kind: kind in BY_CODE, lambda raw, kind: found_by_code(raw, kind, services)
    )
    conv.register_unstructure_hook_func(lambda kind: kind in BY_CODE, lambda value: code_of(value, services))


def is_literal(kind: Any) -> bool:
    """One of a few words."""
    return get_origin(kind) is Literal


def _class_reader(conv: Any) -> Callable[[Any], Reader]:
    from cattrs.gen import make_dict_structure_fn

    def factory(kind: Any) -> Reader:
        if kind in REBUILT:
            return _rebuilt_reader(REBUILT[kind], conv)
        inner = make_dict_structure_fn(kind, conv, _cattrs_forbid_extra_keys=conv.forbid_extra_keys)

        def read(raw: Any, _: Any) -> Any:
            if not isinstance(raw, Mapping):
                raise wrong_type(raw, dict)
            value = inner(raw, kind)
            return _scalars.check_message(value) if isinstance(value, Message) else value

        return read

    return factory


def _class_writer(kind: Any, conv: Any) -> Writer:
    from cattrs.gen import make_dict_unstructure_fn

    if kind in REBUILT:
        return _rebuilt_writer(REBUILT[kind], conv)
    if kind is Traced:
        return lambda value: write_traced(value, conv)
    return make_dict_unstructure_fn(kind, conv)


def _rebuilt_reader(how: Rebuilt, conv: Any) -> Reader:
    fields = {
        name: attrs.field(type=kind, default=attrs.NOTHING if name in how.needed else None)
        for name, kind in how.parts.items()
    }
    parts = attrs.make_class("Parts", fields, frozen=True, kw_only=True)
    read_parts = _class_reader(conv)(parts)

    def read(raw: Any, _: Any) -> Any:
        given_parts = read_parts(raw, parts)
        given = {name: getattr(given_parts, name) for name in how.parts}
        return how.make(**{name: part for name, part in given.items() if part is not None})

    return read


def _rebuilt_writer(how: Rebuilt, conv: Any) -> Writer:
    def write(value: Any) -> Any:
        taken = how.take(value)
        return {name: conv.unstructure(taken[name], kind) for name, kind in how.parts.items()}

    return write


def _gathered(kind: Any, pieces: Iterable[tuple[Any, Callable[[], Any]]]) -> list[Any]:
    """Read each piece; the faults of all of them together (of the first fifty, in a long list)."""
    from cattrs.errors import IterableValidationError, IterableValidationNote

    items: list[Any] = []
    errors: list[Exception] = []
    for place, read in pieces:
        try:
            items.append(read())
        except Exception as error:
            error.add_note(IterableValidationNote("", place, kind))
            errors.append(error)
            patience = PATIENCE.get()
            patience[0] -= 1
            if len(errors) >= _json.MOST_FAULTS or patience[0] <= 0:
                errors.append(refuse(MORE_FAULTS, most=_json.MOST_FAULTS))
                break
    if errors:
        message = "values"
        raise IterableValidationError(message, errors, kind)
    return items


def _sequence_reader(kind: Any, conv: Any) -> Reader:
    make = frozenset if get_origin(kind) in (frozenset, set) else list if get_origin(kind) is list else tuple
    args = get_args(kind)
    fixed = get_origin(kind) is tuple and args[-1:] != (Ellipsis,)

    def read(raw: Any, _: Any) -> Any:
        if not isinstance(raw, (list, tuple)):
            raise wrong_type(raw, list)
        if fixed and len(raw) != len(args):
            raise refuse(WRONG_COUNT, found=len(raw), wanted=len(args))
        types = args if fixed else [args[0]] * len(raw)
        pieces = (
            (rank, lambda item=item, inner=inner: conv.structure(item, inner))
            for rank, (item, inner) in enumerate(zip(raw, types, strict=True))
        )
        return make(_gathered(kind, pieces))

    return read


def _sequence_writer(kind: Any, conv: Any) -> Writer:
    args = get_args(kind)
    if get_origin(kind) is tuple and args[-1:] != (Ellipsis,):
        return lambda value: [conv.unstructure(item, inner) for item, inner in zip(value, args, strict=True)]
    if get_origin(kind) in (frozenset, set):
        return lambda value: sorted((conv.unstructure(item, args[0]) for item in value), key=_json.canonical)
    return lambda value: [conv.unstructure(item, args[0]) for item in value]


def keyed_by_text(kind: Any) -> bool:
    """Is it an object in JSON?"""
    key = get_args(kind)[0]
    return isinstance(key, type) and issubclass(key, str)


def _mapping_reader(kind: Any, conv: Any) -> Reader:
    """An object where the keys are text, or codes; a list of pairs where they are more than that."""
    key, inner = get_args(kind)

    def read(raw: Any, _: Any) -> Any:
        if not isinstance(raw, Mapping):
            raise wrong_type(raw, dict)
        pieces = (
            (
                name,
                lambda name=name, inner_value=inner_value: (
                    conv.structure(name, key),
                    conv.structure(inner_value, inner),
                ),
            )
            for name, inner_value in raw.items()
        )
        return dict(_gathered(kind, pieces))

    if keyed_by_text(kind):
        return read
    row: Any = tuple.__class_getitem__((key, inner))
    pairs = conv.get_structure_hook(tuple[row, ...])

    def read_pairs(raw: Any, _: Any) -> Any:
        mapping = dict(pairs(raw, kind))
        if len(mapping) != len(raw):
            raise refuse(_json.TWICE, key="…")
        return mapping

    return read_pairs


def _mapping_writer(kind: Any, conv: Any) -> Writer:
    key, inner = get_args(kind)
    if keyed_by_text(kind):
        return lambda value: {conv.unstructure(k, key): conv.unstructure(item, inner) for k, item in value.items()}
    return lambda value: sorted(
        ([conv.unstructure(k, key), conv.unstructure(item, inner)] for k, item in value.items()), key=_json.canonical
    )


def _mixed(kind: Any) -> bool:
    """A choice that JSON alone could not tell apart: text beside what is written as text, or several objects."""
    kinds = [member for member in get_args(kind) if member is not NoneType]
    texts = [
        member
        for member in kinds
        if isinstance(member, type) and member in _scalars.readers and member not in (int, bool)
    ]
    objects = [member for member in kinds if nature_of(member) is dict]
    told_apart = len(texts) < 2 or frozenset(texts) in _scalars.TOLD_APART
    return object in kinds or Any in kinds or not told_apart or len(objects) > 1


def nature_of(kind: Any) -> type:
    """The JSON type of a type."""
    if _is_class(kind) or kind in FAMILIES:
        return dict
    if is_mapping(kind):
        return dict if keyed_by_text(kind) else list
    if is_sequence(kind):
        return list
    return kind if kind in (int, bool) else str


def _union_reader(kind: Any, conv: Any) -> Reader:
    kinds = [member for member in get_args(kind) if member is not NoneType]
    optional = len(kinds) < len(get_args(kind))
    told_apart = _scalars.TOLD_APART.get(frozenset(member for member in kinds if nature_of(member) is str))

    def read(raw: Any, _: Any) -> Any:
        if raw is None and optional:
            return None
        there = dict if isinstance(raw, Mapping) else list if isinstance(raw, (list, tuple)) else type(raw)
        fitting = [member for member in kinds if nature_of(member) is there] or kinds[:1]
        if len(fitting) > 1 and isinstance(raw, str) and told_apart is not None:
            fitting = [told_apart(raw)]
        return conv.structure(raw, fitting[0])

    return read


def _union_writer(kind: Any, conv: Any) -> Writer:
    kinds = [member for member in get_args(kind) if member is not NoneType]

    def write(value: Any) -> Any:
        if value is None:
            return None
        exact = [member for member in kinds if type(value) is member]
        announced = (
            exact or [member for member in kinds if not isinstance(member, type) or isinstance(value, member)] or kinds
        )
        return conv.unstructure(value, announced[0])

    return write
