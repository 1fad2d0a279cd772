"""JSON at random: what a schema allows, the same with something wrong in it, and bombs.

[law 8] DESIGN.md §3: "whatever JSON comes in, either an object or an AfasError that lists every fault with its path".
"""

import copy
import json
import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from afas import exchange

Schema = dict[str, Any]
HERE = Path(__file__).parents[1]
CORPUS = HERE / "corpus"
GOLDEN = sorted((HERE.parent / "tests" / "golden").glob("wire_v*/*.json"))

TEXTS = [
    "",
    "A1",
    "S1",
    "x",
    "École",
    "activity",
    "financial",
    "ALSH",
    "EAJE",
    "RPE",
    "{x}",
    "{",
    "{0}",
    "{x!r:>9}",
    "é" * 300,
    "<script>",
    "\u202e",
    "a\nb",
]
DAYS = ["2023-01-01", "2023-06-18", "2024-02-29", "2023-02-10", "0001-01-01", "9999-12-31", "1900-01-01", "1582-10-15"]
TIMES = ["T15:00", "T09:00:00", "T23:59:59.999999", "T00:00:00Z", "T12:00:00+14:00", "T12:00:00-23:59"]
NUMBERS = ["0", "1", "0.5", "100", "1000.00", "-1", "0.000000000000001", "9" * 15, "9" * 30, "0." + "3" * 30]
WHOLE = [0, 1, 2, 2023, 2024, 1900, -1, 9999, 10000, 10**14, -(10**14)]
ATOMS: list[Any] = [
    None,
    True,
    False,
    *WHOLE,
    *TEXTS,
    *DAYS,
    *NUMBERS,
    [],
    {},
    [[]],
    0.5,
    "NaN",
    "Infinity",
    {"$type": "Nothing"},
]
LEAVES = {
    "PS": ["ALSH", "EAJE", "RPE"],
    "Control": ["RPE-N1", "ALSH-01"],
    "Formula": ["ALSH@2007-01-01"],
    "Part": ["ALSH/complement"],
}


@cache
def schemas() -> Schema:
    """The schema of any value of any type, with those of all types in it."""
    return exchange.json_schema(object)


@cache
def names() -> tuple[str, ...]:
    return tuple(
        name for name, one in schemas()["$defs"].items() if one.get("type") == "object" and "properties" in one
    )


def value_of(schema: Schema, rng: Random, levels: int = 4) -> Any:
    """What a schema allows; mostly of the usual kind."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in LEAVES:
            return rng.choice(LEAVES[name])
        return value_of(schemas()["$defs"][name], rng, levels)
    for word in ("oneOf", "anyOf"):
        if word in schema:
            choices = schema[word] if levels > 0 else schema[word][:4]
            return value_of(rng.choice(choices), rng, levels - 1)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return rng.choice(schema["enum"])
    return _plain(schema, rng, levels)


def _plain(schema: Schema, rng: Random, levels: int) -> Any:
    match schema.get("type"):
        case "null":
            return None
        case "boolean":
            return rng.random() < 0.5
        case "integer":
            return rng.choice([2022, 2023, 2024, 1, 2, 3] if rng.random() < 0.8 else WHOLE)
        case "string":
            return _string(schema, rng)
        case "array":
            if "prefixItems" in schema:
                return [value_of(one, rng, levels) for one in schema["prefixItems"]]
            return [value_of(schema["items"], rng, levels - 1) for _ in range(rng.randint(0, 2 if levels > 0 else 0))]
        case "object":
            return _object(schema, rng, levels)
    return rng.choice(ATOMS)


def _string(schema: Schema, rng: Random) -> str:
    pattern = schema.get("pattern")
    if pattern is None:
        return rng.choice(
            ["A1", "S1", "U1", "P1", "un", "activity", "financial", "ALSH"] if rng.random() < 0.7 else TEXTS
        )
    times = [day + time for day in DAYS for time in TIMES]
    fitting = [
        text
        for text in [*NUMBERS, *DAYS, *times, "1/3", "-7/2", "0.5", "nan", "inf", "1.5"]
        if re.fullmatch(pattern, text)
    ]
    usual = fitting[:4] if rng.random() < 0.7 else fitting
    return rng.choice(usual) if usual else rng.choice(TEXTS)


def _object(schema: Schema, rng: Random, levels: int) -> Any:
    more = schema.get("additionalProperties", False)
    if more is not False and "properties" not in schema:
        keys = [
            value_of(schema["propertyNames"], rng, levels)
            if "$ref" in schema.get("propertyNames", {})
            else rng.choice(["x", "n", "attended_hours", "expenses"])
        ]
        return {} if levels <= 0 else {str(key): value_of(more, rng, levels - 1) for key in keys}
    needed, found = schema.get("required", []), {}
    for name, one in schema["properties"].items():
        if name in needed or (levels > 0 and rng.random() < 0.3):
            found[name] = "21990099000017" if name == "siret" else value_of(one, rng, levels - 1)
    return found


@cache
def families() -> dict[str, list[str]]:
    """Beside which types a type may stand: the smallest choice of the schema that has it."""
    found: dict[str, list[str]] = {}

    def look(one: Any) -> None:
        if isinstance(one, dict):
            told = [
                c.get("properties", {}).get("$type", {}).get("const")
                for c in (one.get("oneOf") or one.get("anyOf") or [])
                if isinstance(c, dict)
            ]
            named = [name for name in told if name in schemas()["$defs"]]
            for name in named:
                if len(named) > 1 and len(named) < len(found.get(name, range(10**6))):
                    found[name] = named
        for inner in one.values() if isinstance(one, dict) else one if isinstance(one, list) else ():
            look(inner)

    look(schemas())
    return found


def envelope(name: str, value: Any) -> dict[str, Any]:
    return {"wire_version": exchange.WIRE_VERSION, "type": name, "value": value}


def places(raw: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all that stands in a document."""
    inside = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    return [at, *(path for key, one in inside for path in places(one, (*at, key)))]


def mutated(raw: Any, rng: Random) -> Any:
    """One to three things of a document taken away, doubled, or put in the place of something else."""
    raw = copy.deepcopy(raw)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        paths = [path for path in places(raw) if len(path) > 1 or path == ("value",)]
        if not paths:
            break
        tagged_paths = [path for path in paths if path[-1] == "$type"]
        path = rng.choice(paths)
        if tagged_paths and rng.random() < 0.25:  # another type in its place
            path = rng.choice(tagged_paths)[:-1]
        holder = raw
        for key in path[:-1]:
            holder = holder[key]
        key, how = path[-1], rng.random()
        if (*path, "$type") in tagged_paths:
            how = 0.3
        if how < 0.15 and len(path) > 1:
            del holder[key]
        elif how < 0.25 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif how < 0.45 and isinstance(holder[key], dict):
            tag = holder[key].get("$type")
            alike = families().get(tag) if isinstance(tag, str) else None  # what was put in its place may be anything
            name = rng.choice(alike if alike and rng.random() < 0.7 else names())
            tagged = tag and rng.random() < 0.8
            other = value_of(schemas()["$defs"][name], rng, 3)
            holder[key] = {"$type": name, "value": other} if tagged or rng.random() < 0.5 else other
        elif isinstance(holder[key], int) and not isinstance(holder[key], bool) and how < 0.8:
            holder[key] = rng.choice(WHOLE)
        elif isinstance(holder[key], str) and how < 0.85:
            holder[key] = _like(holder[key], rng)
        else:
            holder[key] = copy.deepcopy(rng.choice(ATOMS))
    return raw


def _like(text: str, rng: Random) -> str:
    """Another text of the same sort."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d.*", text):
        return rng.choice(DAYS) + text[10:]
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return rng.choice(NUMBERS)
    return rng.choice(TEXTS)


def bomb(rng: Random) -> Any:
    """A small document that grows when it is shown, or that is deep, wide or long."""
    kind = rng.choice(["sentence", "sentence", "deep", "wide", "long", "whole"])
    inner: Any = "x"
    if kind == "sentence":
        for _ in range(rng.randint(3, 6)):
            text = "{x}" * rng.choice([20, 60])
            inner = {"$type": "Message", "value": {"template": {"fr": text, "en": text}, "fields": {"x": inner}}}
    if kind == "deep":
        for _ in range(rng.choice([50, 150])):
            inner = [inner]
    if kind == "wide":
        inner = ["x"] * 20_000
    if kind == "long":
        inner = "x{" * 200_000
    if kind == "whole":
        inner = int("9" * rng.choice([15, 300, 4000]))
    holders: list[tuple[str, dict[str, Any]]] = [
        ("Message", {"template": {"fr": "{x}", "en": "{x}"}, "fields": {"x": inner}}),
        ("Enter", {"form": "activity", "values": {"attended_hours": inner}}),
        ("Site", {"id": "S1", "name": inner}),
        ("FinancialYear", {"year": inner}),
    ]
    name, value = rng.choice(holders[:2] if kind == "sentence" else holders)
    if name == "Enter" and rng.random() < 0.7:  # as a save of a declaration's history
        return saved(value)
    return envelope(name, value)


def saved(enter: dict[str, Any]) -> Any:
    """A declaration on whose first form these values were saved."""
    declared = json.loads((HERE.parent / "tests" / "golden" / "wire_v1" / "declaration.json").read_text("utf-8"))
    value = declared["value"]
    action = {"$type": "Enter", "value": enter | {"site": "S1"}}
    amel = {"id": "U1", "name": "Amel"}
    value["history"] = [{"action": action, "by": amel, "at": "2023-06-19T09:00:00", "target": "IN_PROGRESS"}]
    value["entries"], value["checked"] = [[["activity", "S1"], enter["values"]]], []
    return declared


def kept(name: str) -> str:
    """A document of the corpus."""
    return (CORPUS / f"{name}.json").read_text("utf-8")


@cache
def seeds() -> tuple[Any, ...]:
    """The documents that are kept: of each version of the wire, and of the corpus."""
    kept = [json.loads(path.read_text("utf-8")) for path in GOLDEN]
    return tuple(one for one in kept if isinstance(one, dict) and "value" in one)
