"""The wire form of single values: exact numbers and days as strings, choices as codes, any other with a tag.

Where a type announces no more than "a value" (`object`), plain JSON stands for itself, and anything else says
what it is: `{"$type": "Decimal", "value": "12.50"}`.
"""

import re
import string
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final

import attrs

from afas.errors import AfasError, Fault, FaultKind, InvalidInput, did_you_mean
from afas.exchange import _json
from afas.exchange._json import MOST_DIGITS, Inexact
from afas.exchange._names import titled
from afas.text import Message, Text

__all__ = ["Refused", "read_enum", "read_literal", "readers", "unwritable", "writers"]

_MOST_PLACES: Final = 31  # 1E+999999999 is not spelt out to see that it is too long
DECIMAL: Final = r"-?[0-9]{1,30}(\.[0-9]{1,30})?"
FRACTION: Final = r"-?[0-9]{1,400}/[1-9][0-9]{0,399}"
DAY: Final = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
MOMENT: Final = DAY + (
    r"T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)?"
)
SHAPES: Final[Mapping[type, str]] = {Decimal: DECIMAL, Fraction: FRACTION, date: DAY, datetime: MOMENT}
"""The types written as text, each with its writing."""

TOLD_APART: Final[Mapping[frozenset[type], Callable[[str], type]]] = {
    frozenset({Decimal, Fraction}): lambda text: Fraction if "/" in text else Decimal,
    frozenset({date, datetime}): lambda text: datetime if "T" in text else date,
}
"""Two types written as text that may stand in one place: which of them a text is."""

WRONG_TYPE = FaultKind(
    "wrong-type",
    Text(fr="{found} ; attendu : {wanted}", en="{found} where {wanted} is expected"),
)
FLOAT = FaultKind(
    "float-refused",
    Text(
        fr='{found} n’est pas exact en JSON : écrivez-le entre guillemets, "{found}"',
        en='{found} is not exact in JSON: write it between quotes, "{found}"',
    ),
)
TOO_LONG = FaultKind(
    "integer-too-long",
    Text(fr="ce nombre a plus de {digits} chiffres", en="this number has more than {digits} digits"),
)
NOT_WRITTEN_SO = FaultKind(
    "not-readable",
    Text(
        fr='« {found} » ne se lit pas ; attendu : {wanted}, comme "{example}"',
        en='“{found}” cannot be read; expected: {wanted}, as in "{example}"',
    ),
)
NO_SUCH_DAY = FaultKind("no-such-day", Text(fr="le {found} n’existe pas", en="there is no such day or time as {found}"))
UNKNOWN_CODE = FaultKind(
    "unknown-code",
    Text(
        fr="« {found} » n’est pas un code connu ({what}){hint} ; au choix : {known}",
        en="“{found}” is no known code ({what}){hint}; choose among: {known}",
    ),
)
BAD_TEMPLATE = FaultKind(
    "bad-template",
    Text(
        fr="la phrase « {found} » a une place que ses valeurs ne remplissent pas ; valeurs : {known}",
        en="the sentence “{found}” has a place that its figures do not fill; figures: {known}",
    ),
)
UNKNOWN_KEY = FaultKind(
    "unknown-key",
    Text(fr="clé inconnue « {found} »{hint} ; connues : {known}", en="unknown key “{found}”{hint}; known: {known}"),
)
MISSING_KEY = FaultKind(
    "missing-key", Text(fr="la clé « {key} » manque ({what})", en="the key “{key}” is missing ({what})")
)
MORE_FAULTS = FaultKind(
    "more-faults",
    Text(
        fr="plus de {most} points à corriger ici : les suivants sont tus",
        en="more than {most} faults here: the next ones are not listed",
    ),
)
WRONG_COUNT = FaultKind(
    "wrong-count", Text(fr="{found} valeurs au lieu de {wanted}", en="{found} values where {wanted} are expected")
)
REJECTED = FaultKind("rejected", Text(fr="valeur refusée ({reason})", en="value refused ({reason})"))
UNWRITABLE = FaultKind(
    "unwritable",
    Text(
        fr="{found} ne peut pas s’écrire en JSON : {reason}",
        en="{found} cannot be written as JSON: {reason}",
    ),
)

_NATURES: Final = {
    str: Text(fr="une chaîne", en="a string"),
    bool: Text(fr="vrai ou faux", en="true or false"),
    int: Text(fr="un nombre entier", en="a whole number"),
    float: Text(fr="un nombre à virgule", en="a number with a point"),
    dict: Text(fr="un objet", en="an object"),
    list: Text(fr="une liste", en="a list"),
    type(None): Text(fr="null", en="null"),
}


class Refused(Exception):
    """Carries the fault of a value up to the converter."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__()
        self.faults = faults


def refuse(kind: FaultKind, **fields: object) -> Refused:
    """One fault, at the very value that is being read."""
    return Refused(kind.at("", **fields))


def unwritable(found: object, fr: str, en: str) -> InvalidInput:
    """The error for a value that JSON cannot hold."""
    fault = UNWRITABLE.at("$", found=type(found).__name__, reason=Text(fr=fr, en=en))
    return InvalidInput(Text(fr="Écriture en JSON", en="Writing as JSON"), (fault,))


def nature(kind: type) -> Text:
    """The JSON type of a value."""
    if issubclass(kind, Mapping):
        return _NATURES[dict]
    if issubclass(kind, (list, tuple)):
        return _NATURES[list]
    return _NATURES.get(kind) or titled(kind)


def wrong_type(raw: object, wanted: type) -> Refused:
    """The refusal of a value of another type; a number that is not exact has a text of its own."""
    if isinstance(raw, float):
        return refuse(FLOAT, found=repr(raw))
    if isinstance(raw, Inexact):
        whole = raw.text.lstrip("-").isdigit()
        return refuse(TOO_LONG, digits=MOST_DIGITS) if whole else refuse(FLOAT, found=raw.text)
    return refuse(WRONG_TYPE, found=nature(type(raw)), wanted=nature(wanted))


def _read_str(raw: Any, kind: type) -> Any:
    if issubclass(kind, Enum):
        return read_enum(raw, kind)
    if not isinstance(raw, str):
        raise wrong_type(raw, str)
    return raw


def _read_int(raw: Any, kind: type) -> Any:
    if issubclass(kind, Enum):
        return read_enum(raw, kind)
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise wrong_type(raw, int)
    if abs(raw) >= 10**MOST_DIGITS:
        raise refuse(TOO_LONG, digits=MOST_DIGITS)
    return raw


def _read_bool(raw: Any, _: type) -> bool:
    if not isinstance(raw, bool):
        raise wrong_type(raw, bool)
    return raw


def _written(pattern: str, make: Callable[[str], Any], wanted: Text, example: str) -> Callable[[Any, type], Any]:
    """A reader of strings of one shape."""
    shape = re.compile(pattern, re.ASCII)

    def read(raw: Any, _: type) -> Any:
        if not isinstance(raw, str):
            raise wrong_type(raw, str)
        if not shape.fullmatch(raw):
            raise refuse(NOT_WRITTEN_SO, found=raw[:40], wanted=wanted, example=example)
        try:
            return make(raw)
        except ValueError:  # 30 February has the shape of a day
            raise refuse(NO_SUCH_DAY, found=raw) from None

    return read


readers: Final[Mapping[type, Callable[[Any, type], Any]]] = {
    str: _read_str,
    int: _read_int,
    bool: _read_bool,
    Decimal: _written(DECIMAL, Decimal, Text(fr="un nombre exact", en="an exact number"), "7293.55"),
    Fraction: _written(FRACTION, Fraction, Text(fr="une fraction", en="a fraction"), "1/3"),
    datetime: _written(MOMENT, datetime.fromisoformat, Text(fr="un instant", en="a moment"), "2023-02-09T12:00:00"),
    date: _written(DAY, date.fromisoformat, Text(fr="un jour", en="a day"), "2023-02-09"),
}


def read_enum(raw: Any, kind: type[Enum]) -> Enum:
    """A member, by its code."""
    members = {member.value: member for member in kind}
    member: Enum = _choice(raw, members, titled(kind))
    return member


def read_literal(raw: Any, known: tuple[str, ...]) -> str:
    """One of a few words."""
    word: str = _choice(raw, {word: word for word in known}, Text(fr="valeur", en="value"))
    return word


def read_tag(raw: Any, known: Mapping[str, Any]) -> Any:
    """The object that a code names."""
    return _choice(raw, known, Text(fr="code", en="code"))


def read_float(raw: Any) -> float:
    """A float that somebody typed: kept as it was, to be refused where figures are read."""
    if not isinstance(raw, str) or not re.fullmatch(r"-?([0-9.e+-]{1,40}|inf)|nan", raw):
        raise wrong_type(raw, str) if not isinstance(raw, str) else refuse(FLOAT, found=raw[:40])
    return float(raw)


def _choice(raw: Any, members: Mapping[Any, Any], what: Text) -> Any:
    if not isinstance(raw, (str, int)) or isinstance(raw, bool):
        raise wrong_type(raw, str)
    if raw not in members:
        shown = str(raw)[:40]
        known = tuple(map(str, members))
        raise refuse(UNKNOWN_CODE, found=shown, what=what, hint=did_you_mean(shown, known), known=known)
    return members[raw]


def _plain_decimal(value: Decimal) -> str:
    text = f"{value:f}" if value.is_finite() and abs(value.adjusted()) < _MOST_PLACES else ""
    if not re.fullmatch(DECIMAL, text):
        raise unwritable(value, "hors de 30 chiffres de chaque côté", "beyond 30 digits on each side")
    return text


def _plain_fraction(value: Fraction) -> str:
    text = f"{value.numerator}/{value.denominator}"
    if not re.fullmatch(FRACTION, text):
        raise unwritable(value, "plus de 400 chiffres", "more than 400 digits")
    return text


def _plain_int(value: int) -> int:
    if abs(value) >= 10**MOST_DIGITS:
        raise unwritable(value, "plus de 15 chiffres : donnez un Decimal", "more than 15 digits: give a Decimal")
    return value


def _plain_str(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise unwritable(value, "demi-caractère Unicode", "half a Unicode character") from None
    return value


def _plain_day(value: date) -> str:
    if isinstance(value, datetime):
        raise unwritable(value, "un jour est attendu, sans heure", "a day is expected, without a time")
    return value.isoformat()


writers: Final[Mapping[type, Callable[[Any], Any]]] = {
    str: lambda value: value.value if isinstance(value, Enum) else _plain_str(value),
    int: lambda value: value.value if isinstance(value, Enum) else _plain_int(value),
    bool: bool,
    Decimal: _plain_decimal,
    Fraction: _plain_fraction,
    datetime: datetime.isoformat,
    date: _plain_day,
}


def check_message(message: Message) -> Message:
    """The message, if its sentence can be filled in both languages from its figures and from nothing else."""
    for words in (message.template.fr, message.template.en):
        try:
            places = list(string.Formatter().parse(words))
        except ValueError:
            places = [("", "", None, None)]
        for _, name, spec, conversion in places:
            if name is not None and (name not in message.fields or spec or conversion or not name.isidentifier()):
                raise refuse(BAD_TEMPLATE, found=words[:80], known=tuple(message.fields))
    return message


def faults_of(error: BaseException) -> tuple[Fault, ...]:
    """The faults that an exception carries."""
    if isinstance(error, (Refused, AfasError)):
        return error.faults
    return (REJECTED.at("", reason=f"{type(error).__name__}: {error}"[:80]),)


def printable(fault: Fault) -> Fault:
    """The fault with lone surrogates escaped in its fields."""
    fields = {name: _spelt(value) for name, value in fault.fields.items()}
    return attrs.evolve(fault, message=Message(fault.message.template, fields))


def _spelt(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Enum):
        return _json.printable(value)
    return tuple(map(_spelt, value)) if isinstance(value, tuple) else value
