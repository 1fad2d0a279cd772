"""Faults put into a copy of the library on purpose: does what continuous integration runs find them?

python -m assurance.faults --seed 7           # ten faults, each in a rule module drawn at random
python -m assurance.faults --seed 7 --at 3    # one of them again

For each: the tests that name its package, then the share of the models. A fault that is not found is either equivalent
(no input tells it from the library) or a law that no test states.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RULES = (
    "access.py", "administration", "arithmetic.py", "assignments", "calendar.py", "declarations", "estimation.py", "forms.py",
    "parameters.py", "payments", "periods.py", "prerequisites.py", "ps", "reference.py", "roles.py", "terms", "workflow.py",
)  # fmt: skip
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a fault can be put: the node of a module, and how it is changed."""

    module: Path
    node: int  # its rank in a walk of the tree
    how: str


def places(module: Path) -> Iterator[Place]:
    """Every place of a module where one thing can be changed."""
    for n, node in enumerate(ast.walk(ast.parse(module.read_text()))):
        match node:
            case ast.Compare(ops=[op]) if type(op) in SWAPS:
                yield Place(module, n, "comparison")
            case ast.BoolOp():
                yield Place(module, n, "boolean")
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                yield Place(module, n, "sign")
            case ast.UnaryOp(op=ast.Not()):
                yield Place(module, n, "no longer not")
            case ast.Constant(value=bool() | int()):
                yield Place(module, n, "constant")
            case ast.Expr(value=ast.Call()):
                yield Place(module, n, "call dropped")
            case ast.If(body=[ast.Raise() | ast.Return() | ast.Continue()], orelse=[]):
                yield Place(module, n, "guard dropped")


def changed(place: Place) -> tuple[str, int, str, str]:
    """The module with the fault in it; the line, what stood there, and what stands there now."""
    tree = ast.parse(place.module.read_text())
    node = list(ast.walk(tree))[place.node]
    was = ast.unparse(node).splitlines()[0]
    match node:
        case ast.Compare():
            node.ops = [SWAPS[type(node.ops[0])]()]  # type: ignore[list-item]
        case ast.BoolOp() | ast.BinOp():
            node.op = SWAPS[type(node.op)]()  # type: ignore[assignment]
        case ast.UnaryOp():
            node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
        case ast.Constant(value=bool() as flag):
            node.value = not flag
        case ast.Constant(value=int() as number):
            node.value = number + 1
        case ast.Expr():
            node.value = ast.Constant(None)
        case ast.If():
            node.test = ast.Constant(False)
    ast.fix_missing_locations(tree)
    return ast.unparse(tree), getattr(node, "lineno", 0), was, ast.unparse(node).splitlines()[0]


def drawn(seed: int, n: int) -> Place:
    """The n-th fault of a seed: a module at random, then a place of it."""
    rng, source = random.Random(f"{seed}:{n}"), ROOT / "src" / "afas"
    modules = [
        path
        for name in RULES
        for path in sorted([source / name] if name.endswith(".py") else (source / name).rglob("*.py"))
    ]
    while True:
        found = list(places(rng.choice(modules)))
        if found:
            return rng.choice(found)


def tests_of(module: Path) -> list[str]:
    """The tests that name the package or module, those named after it first."""
    parts = module.relative_to(ROOT / "src" / "afas").with_suffix("").parts
    names = {parts[0]} | ({parts[-1].strip("_")} if parts[0] == "ps" and len(parts) > 1 else set())
    found = []
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        text = path.read_text()
        if path.name != "test_assurance.py" and any(
            f"afas.{name}" in text or f"test_{name}" in path.name for name in names
        ):
            found.append(path)
    found.sort(key=lambda path: not any(name in path.name for name in names))
    return [f"tests/{path.name}" for path in found]


def outcome(copy: Path, tests: list[str], seconds: float) -> str:
    """found by which test, not found, or no import."""
    env = os.environ | {"PYTHONPATH": f"{copy}{os.pathsep}{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}
    python = [
        sys.executable,
        "-c",
        "import afas, pkgutil; [__import__(m.name) for m in pkgutil.walk_packages(afas.__path__, 'afas.')]",
    ]
    if subprocess.run(python, env=env, capture_output=True, cwd=ROOT, check=False).returncode:  # noqa: S603
        return "no import"
    run = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests, "tests/test_assurance.py"]
    try:
        done = subprocess.run(run, env=env, capture_output=True, text=True, cwd=ROOT, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return f"found (nothing ends within {seconds:.0f} s)"
    if done.returncode == 0:
        return "NOT FOUND"
    lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return f"found by {lines[0].split(' - ')[0] if lines else done.stdout[-200:]}"


def main() -> int:
    """Puts the faults in, one by one; 1 where one is not found."""
    parser = argparse.ArgumentParser(prog="python -m assurance.faults", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--at", type=int, help="one fault alone")
    parser.add_argument("--seconds", type=float, default=600, help="for the tests of one fault")
    parser.add_argument("--dry", action="store_true", help="say which they are, and no more")
    told = parser.parse_args()
    print(f"seed {told.seed}")
    missed = 0
    for n in range(told.count) if told.at is None else [told.at]:
        place, begun = drawn(told.seed, n), time.monotonic()
        text, line, was, now = changed(place)
        name = place.module.relative_to(ROOT / "src")
        print(f"{n}: {name}:{line} ({place.how}): {was[:80]}  ->  {now[:80]}", flush=True)
        if told.dry:
            continue
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder)
            shutil.copytree(ROOT / "src" / "afas", copy / "afas", ignore=shutil.ignore_patterns("__pycache__"))
            (copy / name).write_text(text)
            said = outcome(copy, tests_of(place.module), told.seconds)
        missed += said == "NOT FOUND"
        print(f"   {said} ({time.monotonic() - begun:.0f} s)", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
