"""The JSON Schema of the rules as a document, for evaluators in other languages to check what they are given."""

from typing import Any, Final

from afas.exchange._rules_document import RULES_VERSION
from afas.forms import FormCode, Giver
from afas.quantities import Unit
from afas.sources import Grade

__all__ = ["rules_schema"]

_DAY: Final = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_FIGURE: Final = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
_NAME: Final = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
_CODE: Final = {"type": "string", "pattern": "^[A-Z][A-Z0-9_]*$"}
_RANK: Final = {"type": "integer", "minimum": 0}
_WORDS: Final = {"$ref": "#/$defs/words"}

_PAIRS: Final = ("+", "-", "*", "<", "<=", "ratio")
_ALONE: Final = ("cents", "euros", "not_below_zero")
_SEVERAL: Final = ("least", "greatest")


def rules_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `rules` gives, of this version of its form.

    Ranks of nodes that stand after the node that uses them, and names that no field or parameter has, are beyond
    what a schema can say: the page "Rules as a document" states them.

    >>> rules_schema()["properties"]["format"]
    {'const': 'afas-rules'}
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"afas rules, version {RULES_VERSION}",
        **_object(
            format={"const": "afas-rules"},
            version={"const": RULES_VERSION},
            afas={"type": "string"},
            digest={"type": "string", "pattern": "^[0-9a-f]{64}$"},
            units=_mapping(_object(**_texts(), whole={"type": "boolean"}), [unit.value for unit in Unit]),
            grades=_mapping(_WORDS, [grade.value for grade in Grade]),
            faults=_mapping(_WORDS),
            words=_mapping(_WORDS),
            sources=_list({"$ref": "#/$defs/source"}),
            services=_list({"$ref": "#/$defs/service"}),
        ),
        "$defs": {
            "words": _object(**_texts()),
            "source": _source(),
            "service": _service(),
            "field": _field(),
            "parameter": _parameter(),
            "formula": _formula(),
            "node": _node(),
        },
    }


def _object(**properties: Any) -> dict[str, Any]:
    """An object that holds these keys, all of them, and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }


def _mapping(value: Any, keys: list[str] | None = None) -> dict[str, Any]:
    schema = {"type": "object", "additionalProperties": value}
    return schema if keys is None else {**schema, "propertyNames": {"enum": keys}}


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _texts() -> dict[str, Any]:
    return {"fr": {"type": "string"}, "en": {"type": "string"}}


def _source() -> dict[str, Any]:
    text = _or_null({"type": "string"})
    return _object(
        title={"type": "string"},
        publisher={"type": "string"},
        url=text,
        page=text,
        published=_or_null(_DAY),
        checked_on=_or_null(_DAY),
        cite=_WORDS,
    )


def _service() -> dict[str, Any]:
    steps = _object(**_texts(), unit={"enum": [unit.value for unit in Unit]})
    part = _object(name=_NAME, declared_by=_NAME, formulas=_formulas())
    scalar = {"anyOf": [_FIGURE, {"type": "boolean"}, {"type": "null"}]}
    example = _object(year={"type": "integer"}, entries=_mapping(scalar), parameters=_mapping(_FIGURE))
    constraint = _object(
        lesser=_NAME, greater=_NAME, strict={"type": "boolean"}, since=_or_null(_DAY), text=_WORDS, source=_RANK
    )
    return _object(
        code=_CODE,
        aliases=_list({"type": "string"}),
        text=_WORDS,
        school_year={"type": "boolean"},
        sites={"type": "boolean"},
        kinds=_mapping(_WORDS),
        since=_mapping({"type": "integer"}),
        fields=_list({"$ref": "#/$defs/field"}),
        parameters=_list({"$ref": "#/$defs/parameter"}),
        constraints=_list(constraint),
        formulas=_formulas(),
        parts=_list(part),
        steps=_mapping(steps),
        total=_WORDS,
        example=_or_null(example),
    )


def _formulas() -> dict[str, Any]:
    return {**_list({"$ref": "#/$defs/formula"}), "minItems": 1}


def _field() -> dict[str, Any]:
    return _object(
        name=_NAME,
        text=_WORDS,
        unit={"enum": [unit.value for unit in Unit]},
        form={"enum": [form.value for form in FormCode]},
        by_site={"type": "boolean"},
        low=_or_null(_FIGURE),
        high=_or_null(_FIGURE),
        default=_or_null(_FIGURE),
        kinds=_or_null(_list({"type": "string"})),
        section=_or_null(_WORDS),
        since=_or_null(_DAY),
        until=_or_null(_DAY),
        giver={"enum": [giver.value for giver in Giver]},
        given_since=_or_null(_DAY),
    )


def _parameter() -> dict[str, Any]:
    value = _object(
        start=_DAY,
        end=_or_null(_DAY),
        value=_FIGURE,
        grade={"enum": [grade.value for grade in Grade]},
        source=_RANK,
        published=_or_null(_DAY),
    )
    return _object(
        name=_NAME,
        text=_WORDS,
        unit={"enum": [unit.value for unit in Unit]},
        note=_or_null(_WORDS),
        values=_list(value),
    )


def _formula() -> dict[str, Any]:
    return _object(
        start=_DAY,
        uses=_list(_NAME),
        source=_RANK,
        nodes={**_list({"$ref": "#/$defs/node"}), "minItems": 1},
        steps=_list(_RANK),
        right=_RANK,
    )


def _node() -> dict[str, Any]:
    def node(first: Any, *then: Any, more: Any = False) -> dict[str, Any]:
        least = 1 + len(then)
        return {"type": "array", "prefixItems": [first, *then], "items": more, "minItems": least}

    return {
        "oneOf": [
            node({"enum": ["data", "parameters"]}, _NAME),
            node({"const": "step"}, _NAME, _RANK),
            node({"enum": [*_PAIRS]}, _RANK, _RANK),
            node({"enum": [*_ALONE]}, _RANK),
            node({"enum": [*_SEVERAL]}, _RANK, more=_RANK),
            node({"const": "where"}, _RANK, _RANK, _RANK),
        ]
    }
