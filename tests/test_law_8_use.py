"""Law 8: what was read can be used: every property and method gives a value or an AfasError, and is of bounded size."""

import inspect
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import attrs
import pytest

import afas
from afas import exchange
from afas.errors import AfasError
from afas.exchange import TYPES, converter, json_schema
from afas.forms import DeclarationKind, FormCode
from afas.partners import Activity, Person, Site
from afas.periods import FinancialYear
from tests.from_schema import drawn, tried

DAY: Final = date(2023, 6, 1)
ACTIVITY: Final = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (Site("S1", "Balzac"),))
PERSON: Final = Person("U1", "Amel")
ARGUMENTS: Final[dict[str, Any]] = {
    "locale": "fr",
    **dict.fromkeys(("on", "day", "start", "until", "first", "last", "since"), DAY),
    **dict.fromkeys(("at", "moment"), datetime(2023, 6, 1, 9)),
    **dict.fromkeys(("where", "site", "partner", "id", "key", "ps", "code"), "A1"),
    **dict.fromkeys(("person", "by"), PERSON),
    "role": afas.Role.APPROVER,
    "kind": DeclarationKind.FORECAST,
    "year": 2023,
    "years": 1,
    "form": (FormCode.ACTIVITY, None),
    "value": Decimal("12.5"),
}
"""A value by the name of the parameter: enough to call most methods."""
MANY: Final = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
BY_TYPE: Final[dict[str, Any]] = {str(type(value)): value for value in (ACTIVITY, PERSON, DAY, FinancialYear(2023))}


def uses(value: Any) -> Iterator[str]:
    """Use every property of an object, and every method that can be called; the names of those used."""
    kind = type(value)
    fields = [field.name for field in attrs.fields(kind)] if attrs.has(kind) else []
    for name in dict.fromkeys([*fields, *dir(kind)]):
        if name.startswith("_") or isinstance(value, Enum):
            continue
        found = inspect.getattr_static(kind, name, None)  # a field without a slot is not on the class
        if isinstance(found, (classmethod, staticmethod, type)):
            continue
        try:
            used = getattr(value, name)
            if inspect.ismethod(used):
                used = call(used)
            for inner in used if hasattr(used, "__next__") else ():
                del inner
        except AfasError:
            pass
        yield name
    for show in (repr, hash):
        try:
            show(value)
        except TypeError as unhashable:
            assert "unhashable" in str(unhashable)  # noqa: PT017 - a mapping of figures has no hash


def call(method: Any) -> Any:
    """The method with what its parameters are called; not called where one of them is not known."""
    needed = {
        name: parameter
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    }
    known = {name: _argument(name, parameter.annotation) for name, parameter in needed.items()}
    if None in known.values():
        return None
    by_name = {name: known.pop(name) for name, parameter in needed.items() if parameter.kind is parameter.KEYWORD_ONLY}
    return method(*known.values(), **by_name)


def _argument(name: str, kind: Any) -> Any:
    by_name = ARGUMENTS.get(name)
    if kind is str:
        return by_name if isinstance(by_name, str) else "A1"
    return BY_TYPE.get(str(kind), by_name)


@pytest.mark.parametrize("kind", [kind for kind in TYPES if not issubclass(kind, Enum)], ids=lambda kind: kind.__name__)
def test_law_8_what_was_read_can_be_used(kind: type[Any]) -> None:
    for raw in drawn(kind, json_schema(kind)):
        with tried(raw):
            try:
                read = converter().structure(raw, kind)
            except AfasError:
                continue
            assert list(uses(read))
            exchange.dumps(read)
