"""JSON values that a schema of the library allows: the subset of 2020-12 that `json_schema` writes, with recursion."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from afas import ps
from afas.exchange._scalars import DAY, DECIMAL, MOMENT

Schema = dict[str, Any]

_NAMES = ("a", "b1", "École", "$x", "-", "attended_hours")
_LEVELS = 3


_DRAWN: dict[type[Any], list[Any]] = {}


def drawn(kind: type[Any], schema: Schema) -> list[Any]:
    """Fifteen values of a type that its schema allows, for each law to try: to draw them takes longer than to try."""
    if kind not in _DRAWN:
        found: list[Any] = []

        @settings(
            max_examples=15, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(values(schema, schema))
        def draw(raw: Any) -> None:
            found.append(raw)

        draw()
        _DRAWN[kind] = found
    return _DRAWN[kind]


@contextmanager
def tried(raw: Any) -> Iterator[None]:
    """Say which value a law does not hold for."""
    try:
        yield
    except BaseException as failed:
        failed.add_note(f"of {raw!r}")
        raise


def _codes(kind: str) -> list[str]:
    services = [ps.get(code) for code in ps.codes()]
    if kind == "PS":
        return [service.code for service in services]
    if kind == "Control":
        return [control.code for service in services for control in service.controls]
    if kind == "Part":
        return [f"{service.code}/{part.name}" for service in services for part in service.parts]
    return [f"{service.code}@{formula.start}" for service in services for formula in service.formulas]


def _messages(_: Schema) -> st.SearchStrategy[Any]:
    """A sentence, and just the figures that stand in it."""
    return st.sampled_from(
        [
            {"template": {"fr": "Rien.", "en": "Nothing."}, "fields": {}},
            {"template": {"fr": "Le {n} {{ici}}", "en": "The {n}"}, "fields": {"n": 3}},
            {
                "template": {"fr": "{due} avant {day}", "en": "{due} before {day}"},
                "fields": {
                    "due": {"$type": "Euros", "value": {"value": "12.50"}},
                    "day": {"$type": "date", "value": "2023-02-09"},
                },
            },
        ]
    )


def _half(op: str, *args: Schema, **more: object) -> Schema:
    return {"op": op, "args": list(args), "value": {"$type": "Fraction", "value": "1/2"}, **more}


def _traced(_: Schema) -> st.SearchStrategy[Any]:
    """A step of a formula, as an explanation holds it."""
    hours, before = _half("given", name="data.attended_hours"), _half("step", name="attended_hours")
    rounded, least = _half("cents", _half("*", hours, before)), _half("least", hours, before, chosen=1)
    return st.sampled_from([_half("step", made, name="right") for made in (hours, rounded, least)])


_KNOWN = {"Message": _messages, "Traced": _traced}


_KEPT: dict[tuple[int, int, int], tuple[Schema, Schema, st.SearchStrategy[Any]]] = {}


def values(schema: Schema, root: Schema, levels: int = _LEVELS) -> st.SearchStrategy[Any]:
    """What the schema allows; below so many levels, the smallest of it. Each is made once: that takes longest."""
    key = id(schema), id(root), levels  # the schemas are kept with it: no other has their place
    if key not in _KEPT:
        _KEPT[key] = schema, root, _values(schema, root, levels)
    return _KEPT[key][2]


def _values(schema: Schema, root: Schema, levels: int) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in ("PS", "Control", "Formula", "Part"):
            return st.sampled_from(_codes(name))
        if name in _KNOWN:
            return _KNOWN[name](root)
        return values(root["$defs"][name], root, levels)
    for word in ("oneOf", "anyOf"):
        if word in schema:
            choices = schema[word]
            return st.sampled_from(choices if levels > 0 else choices[:4]).flatmap(
                lambda one: values(one, root, levels - 1)
            )
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return _of_type(schema, root, levels)


def _of_type(schema: Schema, root: Schema, levels: int) -> st.SearchStrategy[Any]:
    match schema["type"]:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema["minimum"], schema["maximum"]) | st.integers(0, 3000)
        case "string":
            return _strings(schema)
        case "array":
            return _arrays(schema, root, levels)
    return _objects(schema, root, levels)


def _strings(schema: Schema) -> st.SearchStrategy[Any]:
    """What the pattern allows, and more often what the rules of the types allow too."""
    pattern = schema.get("pattern")
    if pattern is None:
        return st.text(max_size=9)
    any_of = st.from_regex(pattern, fullmatch=True)
    usual = {
        f"^{DAY}$": st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(date.isoformat),
        f"^{MOMENT}$": st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(datetime.isoformat),
        f"^{DECIMAL}$": st.decimals(0, 1000, places=2).map(str),
    }
    return st.one_of(*[usual[pattern]] * 9, any_of) if pattern in usual else any_of


def _arrays(schema: Schema, root: Schema, levels: int) -> st.SearchStrategy[Any]:
    if "prefixItems" in schema:
        return st.tuples(*(values(one, root, levels) for one in schema["prefixItems"])).map(list)
    if levels <= 0:
        return st.just([])
    unique = repr if schema.get("uniqueItems") else None
    return st.lists(values(schema["items"], root, levels - 1), max_size=2, unique_by=unique)


def _objects(schema: Schema, root: Schema, levels: int) -> st.SearchStrategy[Any]:
    more = schema.get("additionalProperties", False)
    if more is not False and levels <= 0:
        return st.just({})
    if more is not False:
        named = schema.get("propertyNames", {})
        names = values(named, root, levels) if "$ref" in named else st.sampled_from(_NAMES)
        if "pattern" in named:
            names = st.sampled_from([name for name in _NAMES if not name.startswith("$")])
        return st.dictionaries(names, values(more, root, levels - 1), max_size=2)
    needed = {name: values(schema["properties"][name], root, levels) for name in schema["required"]}
    for name in needed.keys() & {"year", "against"}:
        if "$ref" not in schema["properties"][name]:
            needed[name] = st.one_of(*[st.integers(2020, 2030)] * 9, needed[name])
    if {"to", "subject", "body"} <= needed.keys():
        needed |= {"to": st.just("caf@example.org"), "subject": st.sampled_from(["A1", "Été"]) | needed["subject"]}
    if "siret" in needed:
        needed["siret"] = st.just("21990099000017")
    rest = {name: values(one, root, levels) for name, one in schema["properties"].items() if name not in needed}
    return st.fixed_dictionaries(needed, optional=rest)
