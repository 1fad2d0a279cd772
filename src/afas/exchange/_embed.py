"""For frameworks that read and write for the portal: a marker for Pydantic (and FastAPI), faults as plain JSON."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from afas.errors import AfasError, InvalidInput
from afas.exchange._converter import Unknown, converter
from afas.exchange._names import wire_name
from afas.exchange._schema import json_schema
from afas.exchange._types import TYPES
from afas.ps import PS
from afas.text import language

__all__ = ["AsJSON", "faults_as_json"]

_STEP: Final = re.compile(r'\.([^.\[]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|^([^.\[$]+)')


def steps_of(path: str) -> tuple[str | int, ...]:
    r"""The keys and ranks of the path of a fault.

    >>> steps_of('$.sites[0]["É.c"].name'), steps_of("entries.expenses")
    (('sites', 0, 'É.c', 'name'), ('entries', 'expenses'))
    """
    import json  # noqa: PLC0415 - only where a framework answers

    found = _STEP.findall(path)
    return tuple(int(rank) if rank else json.loads(key) if key else name or first for name, rank, key, first in found)


def faults_as_json(error: AfasError, locale: str = "fr") -> list[dict[str, Any]]:
    """An error as plain JSON for an answer: one object a fault, with its path, code and sentence.

    >>> from afas import Site
    >>> try:
    ...     converter().structure({"id": "S1"}, Site)
    ... except AfasError as error:
    ...     faults_as_json(error, "en")
    [{'path': '$.name', 'code': 'missing-key', 'text': 'the key “name” is missing (a string)'}]
    """
    return [{"path": fault.path, "code": fault.code, "text": fault.message.text(locale)} for fault in error.faults]


@attrs.frozen
class AsJSON:
    """Makes a type of the library a field of a Pydantic model: `Annotated[Declaration, AsJSON()]`.

    What comes in is read as `converter().structure` reads it, every fault an error of Pydantic at its own place; what
    goes out as JSON is what `unstructure` writes; the JSON Schema, and so FastAPI's OpenAPI, is `json_schema`.

    Attributes:
        locale: the language of the errors and of the titles.
        services: PS of the caller's own.
        unknown: refuse the keys that no type knows, or drop them ("keep" reads on, as `converter` does).
    """

    locale: str = attrs.field(default="fr", converter=language)
    services: tuple[PS, ...] = ()
    unknown: Unknown = "refuse"

    def __get_pydantic_core_schema__(self, kind: Any, handler: Callable[[Any], Any]) -> Any:
        """Asked by Pydantic."""
        from pydantic_core import core_schema  # noqa: PLC0415 - Pydantic is there, since it asks

        def write(value: Any) -> Any:
            return converter(self.services).unstructure(value, kind)

        return core_schema.no_info_plain_validator_function(
            lambda value: self._read(value, kind),
            serialization=core_schema.plain_serializer_function_ser_schema(write, when_used="json"),
            metadata={"pydantic_js_functions": [lambda _, handler: self._schema(kind, handler.generate_json_schema)]},
        )

    def _schema(self, kind: Any, pydantic: Any) -> dict[str, Any]:
        """The JSON Schema, its definitions handed to Pydantic: they stand once, among those of its models."""
        schema = json_schema(kind, self.locale)
        definitions = schema.pop("$defs")
        del schema["$schema"]
        places = {name: pydantic.get_cache_defs_ref_schema(f"afas.{name}:{self.locale}") for name in definitions}
        refs = {f"#/$defs/{name}": ref["$ref"] for name, (_, ref) in places.items()}
        for name, definition in definitions.items():
            pydantic.definitions[places[name][0]] = _with_refs(definition, refs)
        root = schema.get("$ref", "").removeprefix("#/$defs/")
        moved: dict[str, Any] = _with_refs(
            definitions.get(root, schema), refs
        )  # Pydantic loses its way from a bare $ref
        return moved

    def _read(self, value: Any, kind: Any) -> Any:
        from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError  # noqa: PLC0415

        if isinstance(kind, type) and isinstance(value, kind):
            return value
        try:
            return converter(self.services, self.unknown).structure(value, kind)
        except InvalidInput as error:
            lines = [
                InitErrorDetails(
                    type=PydanticCustomError(fault.code, "{text}", {"text": fault.message.text(self.locale)}),
                    loc=steps_of(fault.path),
                    input=None,
                )
                for fault in error.faults
            ]
            raise ValidationError.from_exception_data(_name(kind), lines) from None


def _with_refs(schema: Any, refs: Mapping[str, str]) -> Any:
    """The schema, with its references where Pydantic has them."""
    if isinstance(schema, Mapping):
        return {
            key: refs[inner] if key == "$ref" and isinstance(inner, str) else _with_refs(inner, refs)
            for key, inner in schema.items()
        }
    return [_with_refs(inner, refs) for inner in schema] if isinstance(schema, list) else schema


def _name(kind: Any) -> str:
    return wire_name(kind) if kind in TYPES else re.sub(r"[^A-Za-z]+", "-", str(kind)).strip("-")
