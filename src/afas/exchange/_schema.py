"""JSON Schema (2020-12) of every type and of every form: what `dumps` writes, and a front end can ask for.

Titles stand in the language asked for, and in both under `x-text`. A schema says what JSON can say: what it
cannot (a period ends after it starts, 30 February) is still checked when the object is read.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from functools import partial
from types import NoneType
from typing import Any, Final, get_args, get_origin

import attrs

from afas import ps as registry
from afas.declarations import Declaration
from afas.exchange import _json, _rules, _scalars, _values
from afas.exchange._labels import LABELS
from afas.exchange._names import BY_CODE, titled, wire_name
from afas.exchange._rebuilt import REBUILT
from afas.forms import DeclarationKind, Field, FormCode
from afas.ps import PS
from afas.quantities import Unit
from afas.text import Message, Text

__all__ = ["DIALECT", "Schema", "entry_schema", "form_schema", "forms_schema", "json_schema", "title"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]
_WHOLE: Final = {"type": "integer", "minimum": 1 - 10**_json.MOST_DIGITS, "maximum": 10**_json.MOST_DIGITS - 1}
_FLOATS: Final = r"^(-?([0-9]+\.[0-9]+(e[+-][0-9]{1,2})?|inf)|nan)$"


def _matching(pattern: str, **more: Any) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$", **more}


_SCALARS: Final[dict[Any, Schema]] = {
    str: {"type": "string"},
    int: _WHOLE,
    bool: {"type": "boolean"},
    Decimal: _matching(_scalars.DECIMAL),
    NoneType: {"type": "null"},
    **{kind: _matching(pattern) for kind, pattern in _scalars.SHAPES.items()},
}


def title(text: Text | Message, locale: str) -> Schema:
    """The words of something, in the language asked for and in both."""
    return {"title": text(locale), "x-text": {"fr": text("fr"), "en": text("en")}}


def json_schema(kind: Any, locale: str = "fr") -> Schema:
    """The schema of a type, as `converter().unstructure` writes it.

    Args:
        kind: any type of the table, or made of them (`tuple[Activity, ...]`).
        locale: the language of the titles; both are under `x-text`.

    >>> json_schema(Unit, "en")["$defs"]["Unit"]["title"]
    'Unit of a figure'
    """
    schemas = _Schemas(locale)
    root = schemas.of(kind)
    return {"$schema": DIALECT, **root, "$defs": schemas.definitions}


@attrs.define
class _Schemas:
    """The definitions gathered on the way."""

    locale: str
    definitions: dict[str, Schema] = attrs.field(factory=dict)

    def of(self, kind: Any) -> Schema:
        """The schema of one type; classes and codes by reference."""
        if kind in BY_CODE:
            return self._defined(kind, lambda: {"type": "string", "minLength": 1})
        if _rules.is_value(kind):
            among = _rules.any_of(kind)
            return {"anyOf": [self._says_itself(member) for member in among]} if among else self._value()
        if _rules.is_family(kind):
            return self._family(kind)
        if _rules.is_union(kind):
            return {"anyOf": [self.of(member) for member in get_args(kind)]}
        if _rules.is_literal(kind):
            return {"enum": list(get_args(kind))}
        if _rules.is_sequence(kind):
            return self._sequence(kind)
        if _rules.is_mapping(kind):
            return self._mapping(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self._defined(kind, partial(self._enum, kind))
        if kind in _SCALARS:
            return dict(_SCALARS[kind])
        return self._defined(kind, partial(self._class, kind))

    def _defined(self, kind: type[Any], make: Callable[[], Schema]) -> Schema:
        name = wire_name(kind)
        if name not in self.definitions:
            self.definitions[name] = {}  # a type that holds itself finds its name taken
            self.definitions[name] = {**title(titled(kind), self.locale), **make()}
        return {"$ref": f"#/$defs/{name}"}

    def _enum(self, kind: type[Enum]) -> Schema:
        return {"oneOf": [{"const": member.value, **title(_label(member), self.locale)} for member in kind]}

    def _class(self, kind: type[Any]) -> Schema:
        if kind in REBUILT:
            parts = {name: self._property(name, part) for name, part in REBUILT[kind].parts.items()}
            return {
                "type": "object",
                "properties": parts,
                "required": list(REBUILT[kind].needed),
                "additionalProperties": False,
            }
        if any(isinstance(field.type, str) for field in attrs.fields(kind)):
            attrs.resolve_types(kind)
        fields = [field for field in attrs.fields(kind) if field.init]
        properties = {field.name: self._chosen(field, self._property(field.name, field.type)) for field in fields}
        return self._object(properties, [field.name for field in fields if field.default is attrs.NOTHING])

    @staticmethod
    def _chosen(field: "attrs.Attribute[Any]", schema: Schema) -> Schema:
        """The schema, with the choices that the field's validator leaves."""
        choices = getattr(field.validator, "choices", None)
        return schema if choices is None else {**schema, "enum": [*choices, *([] if "type" in schema else [None])]}

    @staticmethod
    def _object(properties: Schema, needed: Iterable[str]) -> Schema:
        return {
            "type": "object",
            "properties": properties,
            "required": list(needed),
            "additionalProperties": False,
        }

    def _family(self, kind: Any) -> Schema:
        members = [self._tagged(wire_name(member), self.of(member)) for member in _rules.family(kind)]
        return {"anyOf": [*([{"type": "null"}] if NoneType in get_args(kind) else []), *members]}

    def _property(self, name: str, kind: Any) -> Schema:
        label = LABELS.get(name)
        return {**(title(label, self.locale) if label else {}), **self.of(kind)}

    def _sequence(self, kind: Any) -> Schema:
        args = get_args(kind)
        if get_origin(kind) is tuple and args[-1:] != (Ellipsis,):
            count = {"minItems": len(args), "maxItems": len(args)}
            return {"type": "array", "prefixItems": [self.of(inner) for inner in args], **count}
        unique = {"uniqueItems": True} if get_origin(kind) in (frozenset, set) else {}
        return {"type": "array", "items": self.of(args[0]), **unique}

    def _mapping(self, kind: Any) -> Schema:
        key, inner = get_args(kind)
        if not _rules.keyed_by_text(kind):
            return {
                "type": "array",
                "items": self._sequence(tuple.__class_getitem__((key, inner))),
                "uniqueItems": True,
            }
        names = {} if key is str else {"propertyNames": self.of(key)}
        return {"type": "object", "additionalProperties": self.of(inner), **names}

    @staticmethod
    def _tagged(name: str, value: Schema) -> Schema:
        return {
            "type": "object",
            "properties": {"$type": {"const": name}, "value": value},
            "required": ["$type", "value"],
            "additionalProperties": False,
        }

    def _says_itself(self, kind: Any) -> Schema:
        """One of several types that JSON alone could not tell apart: plain JSON, or under its name."""
        plain = kind in (str, int, bool, NoneType)
        return self.of(kind) if plain else self._tagged(wire_name(kind), self.of(kind))

    def _value(self) -> Schema:
        """Any value: plain JSON, or what says its type."""
        here = {"$ref": "#/$defs/Value"}
        if "Value" in self.definitions:
            return here
        self.definitions["Value"] = {}
        rows = {"type": "array", "items": here}
        pairs = {"type": "array", "items": {"type": "array", "prefixItems": [here, here], "minItems": 2, "maxItems": 2}}
        tagged = {"list": rows, "set": rows, "frozenset": rows, "mapping": pairs, "float": _matching(_FLOATS[1:-1])}
        tagged |= {name: self.of(kind) for name, kind in _values.tags().items()}
        self.definitions["Value"] = {
            **title(Text(fr="Valeur", en="Value"), self.locale),
            "anyOf": [
                *({"type": name} for name in ("null", "boolean", "string")),
                dict(_WHOLE),
                rows,
                {"type": "object", "propertyNames": {"pattern": r"^[^$]|^$"}, "additionalProperties": here},
                *(self._tagged(name, schema) for name, schema in tagged.items()),
            ],
        }
        return here


def _label(member: Any) -> Text:
    text = getattr(member, "text", None)
    return text if isinstance(text, Text) else Text(fr=str(member.value), en=str(member.value))


# ------------------------------------------------------------------------------ forms

_POSITIVE: Final = r"[0-9]{1,15}(\.[0-9]{1,12})?"
_SHARE: Final = r"(0(\.[0-9]{1,12})?|1(\.0{1,12})?)"
_COUNTED: Final = r"[0-9]{1,15}"


def form_schema(ps: str | PS, form: FormCode | str, kind: DeclarationKind | None = None, locale: str = "fr") -> Schema:
    """The schema of what is entered on a form of a PS: the `values` of `Enter`, for a front end to build its form.

    Figures are strings, so that none is rounded on the way. Each property has its `title`, a `description` of how to
    write it, both in the two languages under `x-text` and `x-description`, its unit (`x-unit`), its sub-form
    where there is one (`x-section`). Bounds that a pattern cannot say are under `x-minimum` and `x-maximum`, and are
    checked when the form is. A form by site is filled once a site: see `forms_schema`.

    Args:
        ps: its code, or the PS itself.
        form: "activity" or "financial".
        kind: leave out what this kind of declaration does not ask for.
        locale: the language of the titles; both are under `x-text`.

    Raises:
        UnknownPS: no PS has this code.

    >>> form_schema("ALSH", "activity")["properties"]["attended_hours"]["title"]
    'Heures réalisées (h)'
    """
    service = registry.get(ps) if isinstance(ps, str) else ps
    fields = [field for field in service.form(FormCode(form)) if field.asked(kind)]
    name = Text(fr=f"{service.text.fr} – {FormCode(form).text.fr}", en=f"{service.text.en} – {FormCode(form).text.en}")
    return {"$schema": DIALECT, **_form(fields, name, locale)}


def forms_schema(declaration: Declaration, locale: str = "fr") -> Schema:
    """The schema of all that a declaration asks for: each form it requests, the activity form once a site.

    What it describes is an object by form, and by id of the site where the form is filled by site; each part is the
    `values` of one `Enter`.

    >>> from datetime import date
    >>> import afas
    >>> centre = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (afas.Site("S1", "École Balzac"),))
    >>> (declaration,) = afas.open_declarations(afas.calendars.get("92", 2023), [centre], on=date(2022, 12, 18))
    >>> schema = forms_schema(declaration)
    >>> [*schema["properties"]], [*schema["properties"]["activity"]["properties"]]
    (['activity', 'financial'], ['S1'])
    """
    names = {site.id: site.name for site in declaration.activity.sites}
    forms: dict[str, Schema] = {}
    for code, site in declaration.forms:
        if site is None:
            forms[code.value] = _form(declaration.fields(code), code.text, locale)
        else:
            own = _form(declaration.fields(code), Text(fr=names[site], en=names[site]), locale)
            forms.setdefault(code.value, _group({}, code.text, locale))["properties"][site] = own
            forms[code.value]["required"].append(site)
    return {"$schema": DIALECT, **_group(forms, declaration.id.text, locale)}


def _group(inside: Schema, name: Text, locale: str) -> Schema:
    """An object of which nothing may be left out."""
    schema = {"type": "object", "properties": inside, "required": list(inside), "additionalProperties": False}
    return {**title(name, locale), **schema}


def _form(fields: Iterable[Field], name: Text, locale: str) -> Schema:
    listed_fields = tuple(fields)
    schema = _group({field.name: entry_schema(field, locale) for field in listed_fields}, name, locale)
    return {**schema, "required": [field.name for field in listed_fields if field.default is None]}


_HELP: Final = {
    _SHARE: Text(fr="De 0 à 1, avec un point : 0.98 pour 98 %", en="From 0 to 1, with a point: 0.98 for 98%"),
    _COUNTED: Text(fr="Un nombre entier, en chiffres : 12", en="A whole number, in digits: 12"),
    _POSITIVE: Text(fr="Des chiffres, et un point pour les décimales : 7293.55", en="Digits and a point: 7293.55"),
}


def entry_schema(field: Field, locale: str) -> Schema:
    """The schema of a field that is typed: its label and unit, how to write it, its bounds."""
    unit = field.unit
    place: Schema = {"x-by-site": True} if field.by_site else {}
    if field.section is not None:
        place["x-section"] = {"fr": field.section.fr, "en": field.section.en}
    if unit is Unit.FLAG:
        return {"type": "boolean", **title(field.text, locale), "x-unit": unit.value, **place, **_default(field)}
    label = Text(fr=f"{field.text.fr} ({unit.text.fr})", en=f"{field.text.en} ({unit.text.en})")
    pattern = _SHARE if unit is Unit.RATIO else _COUNTED if unit.whole else _POSITIVE
    signed = "" if field.low >= 0 or unit is Unit.RATIO else "-?"
    bounds = {"x-minimum": str(field.low)} | ({} if field.high is None else {"x-maximum": str(field.high)})
    said = {"description": _HELP[pattern](locale), "x-description": attrs.asdict(_HELP[pattern])}
    shape = _matching(signed + pattern)
    return {**shape, **title(label, locale), **said, "x-unit": unit.value, **bounds, **place, **_default(field)}


def _default(field: Field) -> Schema:
    if field.default is None:
        return {}
    return {"default": bool(field.default) if field.unit is Unit.FLAG else f"{field.default:f}"}
