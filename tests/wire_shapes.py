"""What each type writes in the present version of the wire: `python -m tests.wire_shapes` keeps it as a promise."""

import json
from pathlib import Path
from typing import Any, Final

from afas.exchange import WIRE_VERSION, json_schema

GOLDEN: Final = Path(__file__).parent / "golden"
PROMISED: Final = GOLDEN / f"wire_v{WIRE_VERSION}.shapes.json"


def shapes() -> dict[str, Any]:
    """By type: its keys, those it cannot do without, the codes it may be."""
    found: dict[str, Any] = {}
    for name, schema in sorted(json_schema(object)["$defs"].items()):
        if "oneOf" in schema:
            found[name] = {"codes": [one["const"] for one in schema["oneOf"]]}
        elif "properties" in schema:
            found[name] = {"keys": [*schema["properties"]], "needed": schema["required"]}
    return found


if __name__ == "__main__":
    lines = (f"{json.dumps(name)}: {json.dumps(shape)}" for name, shape in shapes().items())
    PROMISED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
