"""Law 8: every public type goes to JSON and comes back; whatever JSON comes in, an object or all its faults."""

import copy
import importlib
import json
import pickle
import pkgutil
from collections.abc import Iterator
from enum import Enum
from functools import partial
from typing import Any

import attrs
import jsonschema
import pytest

import afas
from afas import exchange
from afas.errors import Fault, InvalidInput
from afas.exchange import BY_CODE, NOT_DATA, TYPES, converter, json_schema
from afas.exchange._names import FAMILIES, wire_name
from afas.exchange._quick import NotRead
from afas.numbers import Traced
from tests.from_schema import drawn, tried
from tests.wire_shapes import GOLDEN

# What a schema cannot say, and reading checks all the same: days, order of days, the rules of each type.
STRUCTURAL = {
    *("wrong-type", "float-refused", "integer-too-long", "not-readable", "unknown-code", "unknown-key", "missing-key"),
    *("wrong-count", "bad-template", "rejected", "not-unicode", "too-deep", "too-large"),
}


def public_types() -> Iterator[type[Any]]:
    """The types that public modules list; those that stand above the exchange have formats of their own."""
    for module in pkgutil.walk_packages(afas.__path__, "afas."):
        if "._" in module.name or module.name.startswith(
            ("afas.exchange", "afas.columns", "afas.simulation", "afas.charts")
        ):
            continue
        face = importlib.import_module(module.name)
        for one in (getattr(face, name) for name in getattr(face, "__all__", ())):
            if isinstance(one, type) and (attrs.has(one) or issubclass(one, Enum)) and not issubclass(one, Exception):
                yield one


def test_law_8_the_table_names_every_public_type() -> None:
    """A new type: give it a line in TYPES, src/afas/exchange/_types.py (or NOT_DATA, in _not_data.py)."""
    known = {*TYPES, *BY_CODE, *NOT_DATA, *FAMILIES}
    missing = [f"{one.__module__}.{one.__name__}" for one in public_types() if one not in known]
    assert missing == []
    assert {kind.__name__ for kind in NOT_DATA} <= {kind.__name__ for kind in public_types()}


def test_names_on_the_wire_are_unique() -> None:
    assert len({wire_name(kind) for kind in TYPES}) == len(TYPES)


def test_schemas_follow_the_meta_schema() -> None:
    """Any value may be of any type: its schema holds those of all types."""
    schema = json_schema(object)
    assert {wire_name(kind) for kind in TYPES} <= schema["$defs"].keys()
    jsonschema.Draft202012Validator.check_schema(schema)


def equal(one: Any, other: Any) -> bool:
    """A bare number of an explanation knows no equality (its `==` is left for formulas): it is compared as shown."""
    if b'"$type":"Traced"' in exchange.canonical(one) or isinstance(one, Traced):
        return exchange.canonical(one) == exchange.canonical(other)
    return bool(one == other)


def quick(raw: Any, kind: type[Any]) -> str | None:
    """What the quick readers alone read, written again; None where they leave it to the detailed one."""
    try:
        return exchange.dumps(converter().parsed(raw, kind))
    except NotRead:
        return None


def test_the_quick_readers_read_what_is_written_but_for_floats_and_collections() -> None:
    for path in sorted((GOLDEN / f"wire_v{exchange.WIRE_VERSION}").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        kind = next(kind for kind in TYPES if wire_name(kind) == document["type"])
        assert quick(document["value"], kind) is not None


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_law_8_what_a_schema_allows_is_read_and_comes_back(kind: type[Any]) -> None:
    schema = json_schema(kind)
    validator = jsonschema.Draft202012Validator(schema)
    assert [*map(partial(back_and_forth, kind, validator), drawn(kind, schema))].count(True)


def back_and_forth(kind: type[Any], validator: jsonschema.Draft202012Validator, raw: Any) -> bool:
    """Was it read? What was not has faults of its figures, each with its path."""
    with tried(raw):
        faults: tuple[Fault, ...] = ()
        try:
            made, _ = converter().in_detail(raw, kind)
        except InvalidInput as error:
            faults = error.faults
        assert not STRUCTURAL & {fault.code for fault in faults}, faults
        assert all(fault.path.startswith("$") for fault in faults)
        if faults:
            return False
        assert quick(raw, kind) in (None, exchange.dumps(made))
        written = converter().unstructure(made)
        validator.validate(written)
        again = converter().structure(written, kind)
        assert type(again) is kind
        assert equal(again, made)
        assert exchange.dumps(again) == exchange.dumps(made)
        for copied in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made)):  # noqa: S301 - our own bytes
            assert type(copied) is kind
            assert equal(copied, made)
        return True
