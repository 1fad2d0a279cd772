"""What tests say of a changed copy of the tree: each change in a process of its own, forked once libraries are loaded.

The copy is made once; a change is written into it, judged, and taken back. A process that is forked has pytest and what
the library runs on already, but nothing of the library: it imports the copy's.
"""

import ast
import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import coverage

ROOT: Final = Path(__file__).parent.parent
SOURCE: Final = "src/afas"
# Pages made from the code, and what starts processes of its own, judge no change.
LEFT_OUT: Final = (
    "test_website",
    "test_cluster",
    "test_package",
    "test_release",
    "test_mutants",
    "test_assurance",
    "test_one_file",
)
# What the tests and the library import of others, loaded before forking.
LIBRARIES: Final = (
    "attrs",
    "babel.dates",
    "babel.numbers",
    "cattrs",
    "dateutil.rrule",
    "narwhals",
    "numpy",
    "pytest",
    "stdnum",
)
NOT_LOADED: Final = 90
QUIET: Final = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "CI": "true"}  # CI: the same examples each time


class Verdict(NamedTuple):
    """What is told of a change, and by which test.

    `noticed` by a failing test, `not loaded` where the package or a test file no longer imports (counted apart: it
    proves little), `slow` past the time limit, `not reached` where no test runs the line, else it `survives`.
    """

    told: str
    by: str = ""

    @property
    def found(self) -> bool:
        """Did a test fail, or never end?"""
        return self.told in {"noticed", "slow"}


@cache
def test_files() -> list[str]:
    """The tests that judge."""
    every = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("test_*.py"))
    return [path for path in every if not Path(path).stem.startswith(LEFT_OUT)]


def tests_of(path: str) -> list[str]:
    """The files of tests that import a module or its package, those called after it first."""
    parts = Path(path.removeprefix(f"{SOURCE}/")).with_suffix("").parts
    names = {parts[0]} | ({parts[-1].removeprefix("_")} if len(parts) > 1 else set())
    own = {name for name in names if name != "ps"} or names
    found = [test for test in test_files() if any(f"test_{name}" in test for name in names) or names & _imported(test)]
    return sorted(found, key=lambda test: not any(name in test for name in own))


@cache
def _imported(test: str) -> frozenset[str]:
    """The modules and names of the library that a file of tests uses."""
    text = (ROOT / test).read_text(encoding="utf-8")
    found = set(re.findall(r"\bafas\.(\w+)", text))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module == "afas":
            found |= {alias.name for alias in node.names}
    return frozenset(found)


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the tree, to be changed."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        skipped = shutil.ignore_patterns(
            ".venv", ".git", "site", "build", "dist", ".*_cache", "__pycache__", ".hypothesis"
        )
        shutil.copytree(ROOT, tree, ignore=skipped)
        for name in LIBRARIES:
            importlib.import_module(name)
        if "afas" in sys.modules:
            raise SystemExit("the library is loaded before the copy is changed: nothing would be judged")
        yield tree


def judged(tree: Path, path: str, text: str, tests: Sequence[str], limit: float) -> Verdict:
    """What these tests say of a module with this text."""
    if not tests:
        return Verdict("not reached")
    kept = (tree / path).read_text(encoding="utf-8")
    (tree / path).write_text(text, encoding="utf-8")
    try:
        return _asked(tree, path, tests, limit)
    finally:
        (tree / path).write_text(kept, encoding="utf-8")


def _asked(tree: Path, path: str, tests: Sequence[str], limit: float) -> Verdict:
    log = tree.parent / "log"
    child = os.fork()
    if not child:
        os._exit(_tried(tree, path, tests, log))
    ends = time.monotonic() + limit
    while not (done := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > ends:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return Verdict("slow")
        time.sleep(0.02)
    return _read(os.waitstatus_to_exitcode(done[1]), log.read_text(encoding="utf-8", errors="replace"))


def _read(code: int, told: str) -> Verdict:
    if code == 0:
        return Verdict("survives")
    failed = re.findall(r"^(?:FAILED|ERROR) (.*?)(?: - |$)", told, re.MULTILINE)
    if code == NOT_LOADED or any("::" not in name for name in failed):
        return Verdict("not loaded")
    if code == 1:
        return Verdict("noticed", failed[0] if failed else "")
    if code < 0:  # a signal: out of memory, or of recursion in C
        return Verdict("noticed", f"signal {-code}")
    raise SystemExit(f"pytest did not judge ({code})\n{told[-3000:]}")


def _tried(tree: Path, path: str, tests: Sequence[str], log: Path) -> int:
    """In the forked process: the library of the copy, then its tests."""
    try:
        os.setsid()
        os.chdir(tree)
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.environ |= QUIET | {"PYTHONPATH": str(tree / "src")}
        sys.dont_write_bytecode = True
        sys.path[:0] = [str(tree / "src"), str(tree)]
        for name in [name for name in sys.modules if name.partition(".")[0] in {"assurance", "tests", "tools"}]:
            del sys.modules[name]
        importlib.invalidate_caches()
        try:
            importlib.import_module("afas").ps.codes()
            importlib.import_module(
                path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            )
        except Exception:
            traceback.print_exc()
            return NOT_LOADED
        pytest = importlib.import_module("pytest")
        code = int(pytest.main(["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *tests]))
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
        return 3
    return code


def measured(tree: Path, tests: Sequence[str], kept: Path | None = None) -> coverage.CoverageData:
    """Which test reaches which line: one run of the tests, named as contexts; read from `kept` if it is there."""
    data_file = tree / ".coverage"
    if kept is not None and kept.exists():
        shutil.copy(kept, data_file)
    else:
        _measure(tree, tests, data_file)
        if kept is not None:
            shutil.copy(data_file, kept)
    data = coverage.CoverageData(str(data_file))
    data.read()
    return data


# The whole library is loaded before the first test: what runs at import is no test's own.
_MEASURED: Final = """
import importlib, pkgutil, sys
import afas, pytest
for module in pkgutil.walk_packages(afas.__path__, "afas."):
    importlib.import_module(module.name)
sys.exit(pytest.main(sys.argv[1:]))
"""


def _measure(tree: Path, tests: Sequence[str], data_file: Path) -> None:
    (tree / ".coveragerc").write_text(
        f"[run]\nsource_pkgs = afas\nrelative_files = true\ndynamic_context = test_function\ndata_file = {data_file}\n"
    )
    (tree / "measured.py").write_text(_MEASURED)
    command = [
        sys.executable,
        "-m",
        "coverage",
        "run",
        "--rcfile",
        ".coveragerc",
        "measured.py",
        "-q",
        "-p",
        "no:randomly",
    ]
    env = {**os.environ, **QUIET, "PYTHONPATH": str(tree / "src")}
    done = subprocess.run([*command, *tests], cwd=tree, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the tests fail before anything is changed\n{done.stdout[-3000:]}{done.stderr[-1000:]}")


def reaching(data: coverage.CoverageData, path: str, line: int, among: Sequence[str]) -> list[str]:
    """The tests that run this line; all of these files where it runs at import only, the likeliest first."""
    contexts = data.contexts_by_lineno(path)
    if line not in contexts:
        return []
    own = tests_of(path)
    if named := _named(contexts[line]):
        return sorted(named, key=lambda test: (test.partition("::")[0] not in own[:3], test))
    often = Counter(test.partition("::")[0] for found in contexts.values() for test in _named(found))
    return sorted(among, key=lambda test: (test not in own[:3], test not in own, -often[test], test))


def _named(contexts: Iterable[str]) -> set[str]:
    """Contexts as pytest names tests."""
    files = set(test_files())
    split = (context.removeprefix("tests.").partition(".") for context in contexts)
    return {
        f"tests/{module}.py::{test.replace('.', '::')}"
        for module, _, test in split
        if test and f"tests/{module}.py" in files
    }
