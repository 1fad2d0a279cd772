"""Reads JSON text and scalars quickly, raising `NotRead` at anything that needs a closer look."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeAlias

from afas.exchange import _json, _scalars

__all__ = [
    "DEEPEST", "MOST_KEPT", "NOT_READ", "SCALARS", "NotRead", "Read", "depth", "parse", "sound", "text_of",
    "whole_of", "word_of",
]  # fmt: skip

Read: TypeAlias = Callable[[Any], Any]

DEEPEST: Final = 24  # below, values within values are left to the detailed reader, which bounds them
MOST_KEPT: Final = 4096


class NotRead(Exception):
    """Left to the detailed reader."""


NOT_READ: Final = NotRead()

# ------------------------------------------------------------------------------ text


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise NOT_READ
    return mapping


_decode: Final = json.JSONDecoder(object_pairs_hook=_pairs).decode  # a float is refused by every reader
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")


def parse(text: str | bytes) -> Any:
    """The JSON value of a text that `_json.parse` and `_json.inspect` find nothing wrong with.

    Raises:
        NotRead: look closer.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode()
        else:
            text.encode()
        if len(text) > _json.MOST_VALUES and _json.too_large(text):
            raise NOT_READ
        if "\\u" in text and _HALF.search(text):
            raise NOT_READ
        return _decode(text)
    except (ValueError, RecursionError):
        raise NOT_READ from None


def sound(value: Any) -> bool:
    """Would `_json.inspect` find nothing wrong? False may also mean: look closer."""
    level, depth, count = [value], 0, 0
    while level:
        depth += 1
        below: list[Any] = []
        for holder in level:
            kind = holder.__class__
            if kind is dict:
                if not all(key.__class__ is str and _whole(key) for key in holder):
                    return False
                inside = holder.values()
            elif kind is list:
                inside = holder
            else:
                return False
            count += len(holder)
            for inner in inside:
                kind = inner.__class__
                if kind is dict or kind is list:
                    below.append(inner)
                elif kind is str:
                    if not _whole(inner):
                        return False
                elif kind is not int and kind is not bool and inner is not None:
                    return False
        if depth > _json.MOST_LEVELS or count >= _json.MOST_VALUES:
            return False
        level = below
    return True


def _whole(text: str) -> bool:
    return text.isascii() or _json.whole_characters(text)


def depth(value: Any) -> int:
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            inner
            for holder in level
            for inner in (holder.values() if holder.__class__ is dict else holder if holder.__class__ is list else ())
            if inner.__class__ is dict or inner.__class__ is list
        ]
    return depth


# ------------------------------------------------------------------------------ scalars


def text_of(raw: Any) -> str:
    if raw.__class__ is not str:
        raise NOT_READ
    return raw


_MOST: Final = 10**_json.MOST_DIGITS


def whole_of(raw: Any) -> int:
    if raw.__class__ is not int or not -_MOST < raw < _MOST:
        raise NOT_READ
    return raw


def _bool(raw: Any) -> bool:
    if raw is not True and raw is not False:
        raise NOT_READ
    return raw


def _remembered(kind: type) -> Read:
    """A reader of a scalar that documents repeat: figures and days."""
    read = _scalars.readers[kind]

    @lru_cache(MOST_KEPT)
    def remembered(raw: str) -> Any:
        return read(raw, kind)

    return lambda raw: remembered(text_of(raw))


SCALARS: Final[Mapping[Any, Read]] = {
    str: text_of,
    int: whole_of,
    bool: _bool,
    **{kind: _remembered(kind) for kind in (Decimal, date, datetime)},
}


def word_of(words: Mapping[Any, Any]) -> Read:
    """One of a few texts."""

    def read(raw: Any) -> Any:
        if raw.__class__ is not str:
            raise NOT_READ
        return words[raw]

    return read
