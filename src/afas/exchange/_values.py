"""Values whose type is not announced, which say it themselves; and what travels as its code."""

from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType
from typing import Any, Final

from afas import ps as registry
from afas.controls import Control
from afas.errors import Fault
from afas.exchange import _json, _scalars
from afas.exchange._names import BY_CODE, by_name, wire_name
from afas.exchange._scalars import MISSING_KEY, UNKNOWN_KEY, Refused, unwritable, wrong_type
from afas.numbers import Traced
from afas.ps import PS, Formula, Part
from afas.text import Text

__all__ = [
    "COLLECTIONS",
    "code_of",
    "found_by_code",
    "read_tagged",
    "read_value",
    "tags",
    "write_tagged",
    "write_traced",
    "write_value",
]


_TAG: Final = "$type"
_TAGGED: Final = frozenset({_TAG, "value"})
_COLLECTIONS: Final[Mapping[str, type]] = {"list": list, "set": set, "frozenset": frozenset}
COLLECTIONS: Final = frozenset({*_COLLECTIONS, "mapping", "float"})
"""The tags of what is no type of the table."""
_BARE: Final = (str, int, bool, NoneType)


@cache
def tags() -> dict[str, Any]:
    """The types that may stand where any value may, by their tag."""
    scalars = {kind.__name__: kind for kind in _scalars.readers if kind not in _BARE}
    return {**scalars, **{kind.__name__: kind for kind in BY_CODE}, **by_name()}


def read_value(raw: Any, conv: Any) -> Any:
    if raw is None or isinstance(raw, (bool, str)):
        return raw
    if isinstance(raw, int):
        return conv.structure(raw, int)
    if isinstance(raw, (list, tuple)):
        return conv.structure(raw, tuple[object, ...])
    if not isinstance(raw, Mapping):
        raise wrong_type(raw, str)
    if _TAG not in raw:
        return conv.structure(raw, dict[str, object])
    return read_tagged(raw, None, conv)


def read_tagged(raw: Any, wanted: tuple[type[Any], ...] | None, conv: Any) -> Any:
    """The value of `{"$type": …, "value": …}`; of one of the wanted types, where it matters."""
    if not isinstance(raw, Mapping):
        raise wrong_type(raw, dict)
    if set(raw) != _TAGGED:
        raise Refused(*_wrong_keys(raw))
    allowed = tags() if wanted is None else {wire_name(kind): kind for kind in wanted}
    name = raw[_TAG]
    if wanted is None and isinstance(name, str) and name in COLLECTIONS:
        return _below("value", lambda: _read_collection(name, raw["value"], conv))
    kind = _below(_TAG, lambda: _scalars.read_tag(name, allowed))
    return _below("value", lambda: conv.structure(raw["value"], kind))


def _wrong_keys(raw: Mapping[str, Any]) -> list[Fault]:
    known, value = tuple(sorted(_TAGGED)), Text(fr="valeur", en="value")
    extra = sorted(set(raw) - _TAGGED)[: _json.MOST_FAULTS]
    faults = [UNKNOWN_KEY.at(_json.key_path("", key), found=key[:40], hint="", known=known) for key in extra]
    return faults + [MISSING_KEY.at(f".{key}", key=key, what=value) for key in known if key not in raw]


def _below(key: str, read: Callable[[], Any]) -> Any:
    """Read what stands at a key, so that its faults say so."""
    try:
        return read()
    except Exception as error:
        from cattrs.errors import AttributeValidationNote

        error.add_note(AttributeValidationNote("", key, object))
        raise


def _read_collection(name: str, raw: Any, conv: Any) -> Any:
    if name == "float":
        return _scalars.read_float(raw)
    if name == "mapping":
        return dict(conv.structure(raw, tuple[tuple[object, object], ...]))
    return _COLLECTIONS[name](conv.structure(raw, tuple[object, ...]))


def write_value(value: Any, conv: Any) -> Any:
    kind = type(value)
    if kind in _BARE:
        return conv.unstructure(value, kind)
    if kind is tuple:
        return [write_value(inner, conv) for inner in value]
    if kind is float:
        return {_TAG: "float", "value": repr(value)}
    if kind.__name__ in _COLLECTIONS and kind.__module__ == "builtins":
        written = [write_value(inner, conv) for inner in value]
        return {_TAG: kind.__name__, "value": written if kind is list else sorted(written, key=_json.canonical)}
    if isinstance(value, Mapping):
        if all(type(key) is str and not key.startswith("$") for key in value):
            return {key: write_value(inner, conv) for key, inner in value.items()}
        return {_TAG: "mapping", "value": [[write_value(k, conv), write_value(v, conv)] for k, v in value.items()]}
    return write_tagged(value, conv)


def write_tagged(value: Any, conv: Any) -> dict[str, Any]:
    kind = type(value)
    if tags().get(wire_name(kind)) is not kind:
        raise unwritable(value, "ce type n’est pas dans la table des types", "its type is not in the table of types")
    return {_TAG: wire_name(kind), "value": conv.unstructure(value, kind)}


def write_traced(value: Traced, conv: Any, top: bool = True) -> dict[str, Any]:
    """A number and how it was made, down to the steps before it, which have lines of their own."""
    inner = () if value.op == "step" and not top else value.args
    return {
        "op": value.op,
        "args": [write_traced(arg, conv, top=False) for arg in inner],
        "value": write_value(value.value, conv),
        "name": value.name,
        "chosen": value.chosen,
    }


def _service(code: str, services: tuple[PS, ...]) -> PS:
    return next((service for service in services if code in (service.code, *service.aliases)), None) or registry.get(
        code
    )


def _services(services: tuple[PS, ...]) -> list[PS]:
    return [*services, *map(registry.get, registry.codes())]


def _coded(kind: type, services: tuple[PS, ...]) -> dict[str, Any]:
    """The controls, the parts or the formulas, by their code."""
    known: dict[str, Any] = {}
    for service in reversed(_services(services)):
        parts = {f"{service.code}/{part.name}": part for part in service.parts}
        if kind is Control:
            known |= {control.code: control for control in service.controls}
        elif kind is Part:
            known |= parts
        else:
            known |= {f"{service.code}@{formula.start}": formula for formula in service.formulas}
            known |= {f"{code}@{formula.start}": formula for code, part in parts.items() for formula in part.formulas}
    return known


def found_by_code(raw: Any, kind: type, services: tuple[PS, ...]) -> Any:
    if not isinstance(raw, str):
        raise wrong_type(raw, str)
    return _service(raw[:40], services) if kind is PS else _scalars.read_tag(raw, _coded(kind, services))


def code_of(value: PS | Part | Formula | Control, services: tuple[PS, ...]) -> str:
    if isinstance(value, PS):
        if value in _services(services):
            return value.code
    else:
        for code, coded in _coded(type(value), services).items():
            if coded == value:
                return code
    raise unwritable(
        value,
        "il n’est pas dans le registre ; donnez converter(services=(la PS,))",
        "it is not in the registry; give converter(services=(the PS,))",
    )
