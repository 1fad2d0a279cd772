"""The public API as text, and what a change of it breaks.

`tools/public_api.txt` holds the API of the last release: each public module with the names of its `__all__`, as stubs.
`python -m tools.public_api` compares the code with it (griffe says what breaks a caller): each name that breaks must
stand in the part `## Unreleased` of CHANGELOG.md. `python -m tools.public_api --write`, at a release, stores today's.
"""

import argparse
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs
import griffe

ROOT: Final = Path(__file__).parent.parent
STORED: Final = ROOT / "tools" / "public_api.txt"
HEAD: Final = (
    "# The public API of the last release. Written by `python -m tools.public_api --write`, at a release only.\n"
)
_MODULE: Final = re.compile(r"^# --- (\S+)$", re.MULTILINE)


def _parameters(parameters: griffe.Parameters) -> str:
    """As in a `def`, with `...` for each default: which value it has is the affair of the docstring."""
    written: list[str] = []
    before: griffe.ParameterKind | None = None
    for one in parameters:
        kind = one.kind
        if before is griffe.ParameterKind.positional_only and kind is not before:
            written.append("/")
        starred = (griffe.ParameterKind.var_positional, griffe.ParameterKind.keyword_only)
        if kind is griffe.ParameterKind.keyword_only and before not in starred:
            written.append("*")
        stars = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}
        name = stars.get(kind, "") if kind else ""
        annotation = f": {one.annotation}" if one.annotation is not None else ""
        default = " = ..." if one.default is not None and not name else ""
        written.append(f"{name}{one.name}{annotation}{default}")
        before = kind
    return ", ".join([*written, *(["/"] if before is griffe.ParameterKind.positional_only else [])])


def _function(function: griffe.Function, indent: str) -> Iterator[str]:
    returns = f" -> {function.returns}" if function.returns is not None else ""
    for kind in ("classmethod", "staticmethod"):
        if kind in function.labels:
            yield f"{indent}@{kind}"
    yield f"{indent}def {function.name}({_parameters(function.parameters)}){returns}: ..."


def _constructor(found: object) -> str | None:
    """The constructor that attrs writes, parents included; None where it is no attrs class or takes anything."""
    if not (isinstance(found, type) and attrs.has(found)):
        return None
    written, keyword = ["self"], False
    for one in inspect.signature(found).parameters.values():
        if one.kind is inspect.Parameter.KEYWORD_ONLY and not keyword:
            written, keyword = [*written, "*"], True
        if one.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD):
            return None
        written.append(one.name + ("" if one.default is inspect.Parameter.empty else "=..."))
    return f"    def __init__({', '.join(written)}): ..."


def _class(found: griffe.Class, live: object) -> Iterator[str]:
    yield f"class {found.name}{'(' + ', '.join(map(str, found.bases)) + ')' if found.bases else ''}:"
    lines = [line for line in (_constructor(live),) if line]
    for name, member in sorted(found.members.items()):
        if name.startswith("_") or isinstance(member, griffe.Alias):
            continue
        if isinstance(member, griffe.Function):
            lines.extend(_function(member, "    "))
        elif isinstance(member, griffe.Attribute):
            lines.append(f"    {name}: {member.annotation or 'object'}")
    yield from lines or ["    ..."]


def _name(name: str, member: griffe.Object | griffe.Alias, live: object) -> Iterator[str]:
    target = member.final_target if isinstance(member, griffe.Alias) else member
    if isinstance(target, griffe.Function):
        yield from _function(target, "")
    elif isinstance(target, griffe.Class):
        yield from _class(target, live)
    elif isinstance(target, griffe.Attribute):
        yield f"{name}: {target.annotation or 'object'}"


def stubs() -> str:
    """The API of the code as it stands: every public module of `afas`, with the names of its `__all__`."""
    package = griffe.load("afas", search_paths=[ROOT / "src"], allow_inspection=False)
    lines = [HEAD]
    for name in sorted(n for n in package.modules if not n.startswith("_")):
        found, live = package[name], importlib.import_module(f"afas.{name}")
        lines.append(f"# --- afas.{name}")
        for public in sorted(getattr(live, "__all__", ())):
            value = getattr(live, public)
            lines.extend(
                _name(public, found.members[public], value) if public in found.members else [f"{public}: object"]
            )
        lines.append("")
    lines.append("# --- afas")
    lines.extend(f"{public}: object" for public in sorted(importlib.import_module("afas").__all__))
    return "\n".join(lines) + "\n"


def _modules(text: str) -> dict[str, griffe.Module]:
    _, *parts = _MODULE.split(text)
    return {
        name: griffe.visit(name.replace(".", "_"), STORED, code)
        for name, code in zip(parts[::2], parts[1::2], strict=True)
    }


def broken(before: str, after: str) -> dict[str, str]:
    """What a caller of `before` finds otherwise in `after`: by the name that breaks, in griffe's words."""
    old, new = _modules(before), _modules(after)
    found = dict.fromkeys(old.keys() - new.keys(), "the module is gone")
    for name in old.keys() & new.keys():
        for breakage in griffe.find_breaking_changes(old[name], new[name]):
            path = breakage.obj.path.replace(name.replace(".", "_"), name, 1)
            details = breakage.as_dict()
            found[path] = f"{breakage.kind.value} ({details['old_value']} -> {details['new_value']})"
    return dict(sorted(found.items()))


def unreleased(changelog: str) -> str:
    """The part of CHANGELOG.md on what is not released yet."""
    return changelog.partition("## Unreleased")[2].partition("\n## ")[0]


def untold(breaking: dict[str, str], told: str) -> dict[str, str]:
    """Those breaking changes of which CHANGELOG names neither the name nor what holds it."""

    def named(path: str) -> bool:
        return any(re.search(rf"\b{re.escape(part)}\b", told) for part in path.removesuffix(".__init__").split(".")[2:])

    return {path: why for path, why in breaking.items() if not named(path)}


def main() -> int:
    """Compare, or store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="store the API of the code (at a release)")
    now = stubs()
    if parser.parse_args().write:
        STORED.write_text(now, encoding="utf-8")
        print(f"{STORED.relative_to(ROOT)}: {len(now.splitlines())} lines")
        return 0
    before = STORED.read_text(encoding="utf-8")
    breaking = broken(before, now)
    silent = untold(breaking, unreleased((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))
    for path, why in breaking.items():
        print(f"{'not in CHANGELOG.md' if path in silent else 'told'}: {path}: {why}")
    print(
        f"public API: {len(breaking)} breaking changes since the last release, {len(silent)} not told in CHANGELOG.md"
    )
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
