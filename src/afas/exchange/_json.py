"""Reads JSON text safely, and writes it in one canonical way.

Reading never rounds: a number with a point or an exponent is kept apart (`Inexact`), to be refused where it
stands, with its path. Size, depth and number of values are bounded before anything is built.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import attrs

from afas.declarations import canonical_text
from afas.errors import Fault, FaultKind
from afas.reading import not_json
from afas.text import Text

__all__ = [
    "Inexact", "JSONValue", "all_printable", "canonical", "faults_of_keys", "inside", "inspect", "key_path", "parse",
    "printable", "shown", "too_large", "whole_characters", "write",
]  # fmt: skip

JSONValue: TypeAlias = Any
"""None, bool, int, str, lists and dicts of them."""

MOST_CHARACTERS: Final = 8_000_000
MOST_VALUES: Final = 250_000
MOST_LEVELS: Final = 64
MOST_DIGITS: Final = 15
MOST_FAULTS: Final = 50  # of one list or object: a thousand times the same fault teaches nothing

NOT_UTF8 = FaultKind(
    "not-utf-8",
    Text(fr="ces octets ne sont pas de l’UTF-8 (octet {place})", en="these bytes are not UTF-8 (byte {place})"),
)
TOO_LARGE = FaultKind(
    "too-large",
    Text(
        fr="le document dépasse {characters} caractères ou {values} valeurs : partagez-le",
        en="the document has more than {characters} characters or {values} values: divide it",
    ),
)
TOO_DEEP = FaultKind(
    "too-deep", Text(fr="plus de {levels} niveaux d’imbrication", en="nested more than {levels} levels deep")
)
TWICE = FaultKind(
    "duplicate-key",
    Text(
        fr="la clé « {key} » figure deux fois : gardez-en une",
        en="the key “{key}” stands twice: keep one",
    ),
)
SURROGATE = FaultKind(
    "not-unicode",
    Text(
        fr="ce texte contient un demi-caractère Unicode (surrogate) : écrivez le caractère entier",
        en="this text holds half a Unicode character (a surrogate): write the whole character",
    ),
)
NOT_A_KEY = FaultKind(
    "not-a-key",
    Text(fr="une clé JSON est une chaîne, non « {found} »", en="a JSON key is a string, not “{found}”"),
)


@attrs.frozen
class Inexact:
    """A number that JSON writes in a way the library does not read: a point, an exponent, NaN, too many digits."""

    text: str


class _Object(dict[str, Any]):
    """An object as parsed, and the keys that stood in it more than once."""

    __slots__ = ("twice",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.twice: tuple[str, ...] = ()
        if len(self) != len(pairs):
            seen: set[str] = set()
            again = {key: None for key, _ in pairs if key in seen or seen.add(key)}  # type: ignore[func-returns-value]
            self.twice = tuple(again)


def _whole(digits: str) -> int | Inexact:
    return int(digits) if len(digits.lstrip("-")) <= MOST_DIGITS else Inexact(digits[:40])


def _inexact(text: str) -> Inexact:
    return Inexact(text[:40])


def too_large(text: str) -> bool:
    """Has the text more characters than are read, or may it have more values?"""
    return len(text) > MOST_CHARACTERS or text.count(",") + text.count("[") + text.count("{") > MOST_VALUES


def parse(text: str | bytes) -> tuple[JSONValue, list[Fault]]:
    """Parse a JSON text into a value or a fault; never raises. Look into the value with `inspect`."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as bad:
            return None, [NOT_UTF8.at("$", place=bad.start)]
    text = text.removeprefix("\ufeff")
    if too_large(text):
        return None, [TOO_LARGE.at("$", characters=MOST_CHARACTERS, values=MOST_VALUES)]
    try:
        value = json.loads(
            text, object_pairs_hook=_Object, parse_float=_inexact, parse_constant=_inexact, parse_int=_whole
        )
    except json.JSONDecodeError as bad:
        return None, [not_json("$", bad)]
    except RecursionError:
        return None, [TOO_DEEP.at("$", levels=MOST_LEVELS)]
    return value, []


def key_path(path: str, key: object) -> str:
    """The path of a key under a path: `$.windows`, or `$["École Balzac"]`."""
    shown = str(key)[:40]
    if shown.isidentifier() and shown.isascii():
        return f"{path}.{shown}"
    return f"{path}[{json.dumps(shown)}]"


def inspect(value: JSONValue) -> list[Fault]:
    """Faults of a value that do not depend on its type: depth, size, keys used twice, lone surrogates."""
    faults: list[Fault] = []
    left: list[tuple[str, int, Any]] = [("$", 1, value)]
    count = 0
    while left and len(faults) < MOST_FAULTS:
        path, level, value = left.pop()
        count += 1
        if count > MOST_VALUES:
            return [TOO_LARGE.at("$", characters=MOST_CHARACTERS, values=MOST_VALUES)]
        if isinstance(value, str):
            if not whole_characters(value):
                faults.append(SURROGATE.at(path))
        elif isinstance(value, (Mapping, list, tuple)):
            if level > MOST_LEVELS:
                return [TOO_DEEP.at(printable(path), levels=MOST_LEVELS)]
            faults += faults_of_keys(value, path)
            left.extend((place, level + 1, inner) for place, inner in inside(value, path))
    return sorted(faults, key=lambda fault: fault.path)


def inside(value: JSONValue, path: str) -> Iterator[tuple[str, Any]]:
    """The values inside an object or a list, each with its path."""
    if isinstance(value, Mapping):
        return ((key_path(path, key), inner) for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return ((f"{path}[{rank}]", inner) for rank, inner in enumerate(value))
    return iter(())


def faults_of_keys(value: Mapping[Any, Any] | Sequence[Any], path: str) -> list[Fault]:
    """Keys that stand twice, hold half a character, or are no text."""
    if not isinstance(value, Mapping):
        return []
    faults = [TWICE.at(key_path(path, key), key=printable(key[:40])) for key in getattr(value, "twice", ())]
    for key in value:
        if not isinstance(key, str):
            faults.append(NOT_A_KEY.at(path, found=repr(key)[:40]))
        elif not whole_characters(key):
            faults.append(SURROGATE.at(key_path(path, key)))
        if len(faults) >= MOST_FAULTS:
            break
    return faults


def whole_characters(text: str) -> bool:
    """Does it hold no half character (a surrogate)?"""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(value: object) -> str:
    """The beginning of a value, for a fault."""
    return printable((value.text if isinstance(value, Inexact) else str(value))[:40])


def printable(text: str) -> str:
    """The text, with half characters spelt out."""
    return text.encode("utf-8", "backslashreplace").decode()


def all_printable(value: JSONValue) -> JSONValue:
    """The value with half characters spelt out in all its texts and keys."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {all_printable(key): all_printable(inner) for key, inner in value.items()}
    return [all_printable(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def write(value: JSONValue, indent: int | None = None) -> str:
    """Write as JSON text, keys in their order."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)


def canonical(value: JSONValue) -> bytes:
    """The one text of a value, for signatures, in UTF-8."""
    return canonical_text(value).encode()
