"""Small changes of the rules, one at a time, and whether a test notices.

    python -m tools.mutants --since main            changed lines, at most 100 mutants; a survivor fails
    python -m tools.mutants --sample 40 --seed 7    anywhere in the rule modules; survivors are told
    python -m tools.mutants --sample 10 --seed 7 --list    shows them, runs nothing

For each mutant, in a copy of the tree, the tests run that reach its line (coverage contexts). A mutant is `noticed` by
a failing test, `not loaded` where the package no longer imports (counted apart: it proves little), `slow` past the time
limit, `not reached` where no test runs its line, else it `survives`. Generated pages are not among the tests. What
changes nothing is listed in `tools/equivalents.txt`, with its reason.
"""

import argparse
import ast
import copy
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import coverage

ROOT: Final = Path(__file__).parent.parent
SOURCE: Final = "src/afas"
EQUIVALENTS: Final = ROOT / "tools" / "equivalents.txt"
# What shows, draws or translates has tests of another kind; figures and dates of rules are in.
NOT_RULES: Final = (
    "charts/", "contacts/", "directories/", "documents/", "exchange/", "ical/", "numbers/_printed", "receipts/",
    "simulation/", "text/", "/__init__.py", "errors.py",
)  # fmt: skip
# Pages made from the code, and what starts processes of its own, judge no mutant.
LEFT_OUT: Final = (
    "test_website",
    "test_cluster",
    "test_package",
    "test_release",
    "test_mutants",
    "test_assurance",
    "test_one_file",
)
SWAPS: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip
WORDING: Final = {"Text", "Message", "Source", "FaultKind"}
WORDS: Final = {"least": "greatest", "greatest": "least", "min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """One change: the bytes from `start` to `end` of a module become `after`."""

    path: str
    line: int
    column: int
    kind: str
    before: str
    after: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """What names it in `equivalents.txt`: it holds where lines move."""
        return f"{self.path}: {self.before} -> {' '.join(self.after.split())}"

    def applied(self, text: str) -> str:
        """The module with this change."""
        raw = text.encode()
        return (raw[: self.start] + self.after.encode() + raw[self.end :]).decode()


def _changed(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The nodes that may stand in the place of this one, each with the kind of its change."""
    match node:
        case ast.Compare(ops=[first, *_]) if type(first) in SWAPS:
            other = copy.deepcopy(node)
            other.ops[0] = SWAPS[type(first)]()  # type: ignore[call-overload]
            yield "comparison", other
        case ast.BoolOp(values=values):
            yield "and/or", ast.BoolOp(op=ast.Or() if isinstance(node.op, ast.And) else ast.And(), values=values)
            for n in range(len(values)):
                kept = [one for m, one in enumerate(values) if m != n]
                yield "condition lost", kept[0] if len(kept) == 1 else ast.BoolOp(op=node.op, values=kept)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not lost", operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SWAPS and not _typing(node):
            yield "arithmetic", ast.BinOp(left=left, op=SWAPS[type(op)](), right=right)  # type: ignore[arg-type]
        case ast.Constant(value=bool() as value):
            yield "flag", ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield "by one", ast.Constant(value + 1)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in WORDS:
            yield "word", ast.Call(func=ast.Name(WORDS[name], ast.Load()), args=args, keywords=keywords)
        case ast.Call(func=func, args=args, keywords=keywords) if keywords:
            for n in range(len(keywords)):
                yield "argument lost", ast.Call(func=func, args=args, keywords=keywords[:n] + keywords[n + 1 :])
        case ast.IfExp(body=body, orelse=orelse):
            yield "first choice", body
            yield "other choice", orelse
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "nothing returned", ast.Return(ast.Constant(None))


def _typing(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.BitOr)


def _passed_over(tree: ast.AST) -> set[int]:
    """Nodes inside annotations and type checking: they change nothing at run time."""
    over: set[int] = set()
    for node in ast.walk(tree):
        hints: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            hints = [node.returns, *(one.annotation for one in ast.walk(node.args) if isinstance(one, ast.arg))]
        elif isinstance(node, ast.AnnAssign):
            hints = [node.annotation]
        elif isinstance(node, ast.JoinedStr):
            hints = list(node.values)  # its parts have no place of their own before 3.12
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WORDING:
            hints = [node]  # words and sources are read by tests of texts, not of rules
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            hints = list(node.body)
        over.update(id(inner) for hint in hints if hint for inner in ast.walk(hint))
    return over


def mutants(path: str, text: str, lines: set[int] | None = None) -> list[Mutant]:
    """Every small change of a module, in the order of its lines; of `lines` only, where given."""
    tree = ast.parse(text)
    over = _passed_over(tree)
    starts = [0]
    for row in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(row))
    raw = text.encode()
    found: list[Mutant] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.expr | ast.Return) or id(node) in over:
            continue
        if lines is not None and lines.isdisjoint(range(node.lineno, (node.end_lineno or node.lineno) + 1)):
            continue
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        before = " ".join(raw[start:end].decode().split())
        for kind, other in _changed(node):
            after = ast.unparse(ast.fix_missing_locations(other))
            words = after if isinstance(node, ast.Return) else f"({after})"
            found.append(Mutant(path, node.lineno, node.col_offset, kind, before, words, start, end))
    return sorted(found, key=lambda one: (one.line, one.column, one.kind, one.after))


def rule_modules() -> list[str]:
    """The modules whose mutants count, by path."""
    every = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / SOURCE).rglob("*.py"))
    return [path for path in every if not any(part in path.removeprefix(SOURCE) for part in NOT_RULES)]


def changed_lines(base: str) -> dict[str, set[int]]:
    """The lines of the working tree that differ from a commit, by path."""
    told = subprocess.run(
        ["git", "diff", "-U0", "--no-color", base, "--", SOURCE], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    found: dict[str, set[int]] = {}
    path = ""
    for row in told.splitlines():
        if row.startswith("+++ "):
            path = row.removeprefix("+++ b/")
        elif at := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", row):
            first, many = int(at[1]), int(at[2] or 1)
            found.setdefault(path, set()).update(range(first, first + many))
    return found


def equivalents() -> dict[str, str]:
    """Mutants that change nothing, and why."""
    found: dict[str, str] = {}
    for row in EQUIVALENTS.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            key, mark, reason = row.partition("  # ")
            if not mark or not reason.strip():
                raise SystemExit(f"{EQUIVALENTS.name}: without a reason: {row}")
            found[key.strip()] = reason.strip()
    return found


def test_files() -> list[str]:
    """The tests that judge."""
    every = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("test_*.py"))
    return [path for path in every if not Path(path).stem.startswith(LEFT_OUT)]


def environment(tree: Path) -> dict[str, str]:
    """That of the tests of a copy: its own `src` first."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PYTHONPATH": str(tree / "src")}


def measured(tree: Path, tests: list[str]) -> coverage.CoverageData:
    """Which test reaches which line: one run of the tests, with their names as contexts."""
    (tree / ".coveragerc").write_text(
        f"[run]\nsource = {tree / SOURCE}\ndynamic_context = test_function\ndata_file = {tree / '.coverage'}\n"
    )
    code = "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"
    (tree / "measured.py").write_text(code)
    coverage_run = [sys.executable, "-m", "coverage", "run", "--rcfile", ".coveragerc", "measured.py"]
    done = subprocess.run(
        [*coverage_run, "-q", "-p", "no:randomly", *tests], cwd=tree, env=environment(tree),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"the tests fail before anything is changed\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    data = coverage.CoverageData(str(tree / ".coverage"))
    data.read()
    return data


def reaching(data: coverage.CoverageData, tree: Path, mutant: Mutant) -> list[str]:
    """The files of tests that run this line; the one of its module, or all, where it runs at import only."""
    contexts = data.contexts_by_lineno(str(tree / mutant.path)).get(mutant.line)
    if contexts is None:
        return []
    named = (re.search(r"(?:^|\.)(test_\w+)\.", one) for one in contexts)
    files = {f"tests/{name[1]}.py" for name in named if name}
    own = f"tests/test_{Path(mutant.path).stem.removeprefix('_')}.py"
    at_import = [own] if own in test_files() else test_files()
    return sorted(files & set(test_files())) or (at_import if "" in contexts else [])


def verdict(tree: Path, mutant: Mutant, tests: list[str], limit: int) -> str:
    """What the tests say of a mutant."""
    if not tests:
        return "not reached"
    path = tree / mutant.path
    kept = path.read_text(encoding="utf-8")
    path.write_text(mutant.applied(kept), encoding="utf-8")
    try:
        module = mutant.path.removeprefix("src/").removesuffix(".py").replace("/", ".")
        loads = subprocess.run(
            [sys.executable, "-c", f"import {module}, afas; afas.ps.codes()"], cwd=tree, env=environment(tree),
            capture_output=True, check=False,
        )  # fmt: skip
        if loads.returncode:
            return "not loaded"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *tests],
            cwd=tree, env=environment(tree), capture_output=True, check=False, timeout=limit,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "slow"
    finally:
        path.write_text(kept, encoding="utf-8")
    return "noticed" if done.returncode else "survives"


def chosen(arguments: argparse.Namespace) -> list[Mutant]:
    """The mutants of this run: of changed lines, or a sample; without those known to change nothing."""
    known = equivalents()
    lines = changed_lines(arguments.since) if arguments.since else None
    paths = [path for path in rule_modules() if (lines is None or path in lines) and arguments.only in path]
    found = [
        one
        for path in paths
        for one in mutants(path, (ROOT / path).read_text(encoding="utf-8"), lines[path] if lines else None)
        if one.key not in known
    ]
    many = min(arguments.sample, len(found))
    return sorted(random.Random(arguments.seed).sample(found, many))  # noqa: S311 - a sample, not a secret


def main() -> int:
    """Choose, run, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--since", help="a commit: lines changed since only; a survivor fails")
    parser.add_argument("--sample", type=int, default=100, help="at most this many")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", default="", help="a part of the path")
    parser.add_argument("--tests", nargs="*", default=None, help="files of tests that judge, in place of all")
    parser.add_argument("--limit", type=int, default=180, help="seconds a mutant may take")
    parser.add_argument("--list", action="store_true", help="show the mutants and run nothing")
    arguments = parser.parse_args()
    found = chosen(arguments)
    print(f"{len(found)} mutants, --seed {arguments.seed}", flush=True)
    if arguments.list or not found:
        for one in found:
            print(f"{one.path}:{one.line}:{one.column} {one.kind}: {one.before} -> {one.after}")
        return 0
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        skipped = shutil.ignore_patterns(
            ".venv", ".git", "site", "build", "dist", ".*_cache", "__pycache__", ".hypothesis"
        )
        shutil.copytree(ROOT, tree, ignore=skipped)
        data = measured(tree, arguments.tests or test_files())
        for one in found:
            told = verdict(tree, one, reaching(data, tree, one), arguments.limit)
            counts[told] += 1
            if told not in ("noticed", "slow"):
                print(f"{told}: {one.path}:{one.line} {one.kind}: {one.before} -> {one.after}", flush=True)
    judged = len(found) - counts["not loaded"]
    print(f"{dict(counts)}; noticed by tests: {counts['noticed'] + counts['slow']} of {judged}")
    return 1 if arguments.since and counts["survives"] + counts["not reached"] else 0


if __name__ == "__main__":
    sys.exit(main())
