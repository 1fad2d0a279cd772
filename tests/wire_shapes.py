"""What each type writes, and documents of it: `python -m tests.wire_shapes` writes those of the present version.

Once a version is frozen, what it promised is never written again: `FROZEN` says up to which.
"""

import json
from pathlib import Path
from typing import Any, Final

from afas import exchange
from afas.exchange import WIRE_VERSION, json_schema

GOLDEN: Final = Path(__file__).parent / "golden"
FROZEN: Final = 2


def shapes() -> dict[str, Any]:
    """By type: its keys, those it cannot do without, the codes it may be."""
    found: dict[str, Any] = {}
    for name, schema in sorted(json_schema(object)["$defs"].items()):
        if "oneOf" in schema:
            found[name] = {"codes": [one["const"] for one in schema["oneOf"]]}
        elif "properties" in schema:
            found[name] = {"keys": [*schema["properties"]], "needed": schema["required"]}
    return found


def write() -> None:
    """The promise of the present version, and each document of the version before as this one writes it."""
    present = GOLDEN / f"wire_v{WIRE_VERSION}"
    lines = (f"{json.dumps(name)}: {json.dumps(shape)}" for name, shape in shapes().items())
    present.with_suffix(".shapes.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    for document in (GOLDEN / f"wire_v{WIRE_VERSION - 1}").glob("*.json"):
        written = exchange.dumps(exchange.loads(document.read_bytes()), indent=1)
        (present / document.name).write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    assert WIRE_VERSION > FROZEN, "frozen: never written again"
    write()
