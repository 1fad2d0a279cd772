"""What tests say of a changed copy of the tree, the likeliest tests first and alone.

The copy is made once and compiled once. Most changes are tried in a living session (`tools.living`). Any other is
written into the copy, judged, and taken back, in a process that is forked once libraries are loaded: it has pytest and
what the library runs on already, but nothing of the library, and imports the copy's.
"""

import importlib
import os
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from tools.living import QUIETLY, Living, ended
from tools.reach import QUIET, ROOT, SOURCE, nearest

# What the tests and the library import of others, loaded before forking.
LIBRARIES: Final = (
    "altair",
    "attrs",
    "babel.dates",
    "babel.numbers",
    "cattrs",
    "dateutil.rrule",
    "hypothesis",
    "jsonschema",
    "narwhals",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pytest",
    "stdnum",
)
NOT_LOADED: Final = 90
PATIENCE: Final = 120  # seconds, for a round of tests in a living session


class Verdict(NamedTuple):
    """What is told of a change, and by which test.

    `noticed` by a failing test, `not loaded` where the package or a test file no longer imports (counted apart: it
    proves little), `slow` past the time limit, `not reached` where no test runs the line, else it `survives`.
    """

    told: str
    by: str = ""


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


def judged(
    tree: Path, path: str, text: str, rounds: Iterable[Sequence[str]], limit: float, living: Living | None = None
) -> Verdict:
    """What these tests say of a module with this text, round after round until one of them fails.

    A living session, where there is one, is asked first. A test that fails where nothing is changed too stops the run,
    the first time that it notices a change.
    """
    kept, rounds = (tree / path).read_text(encoding="utf-8"), [list(tests) for tests in rounds]
    said = _of_living(living, path, text, rounds, min(PATIENCE, limit / 3)) if living and rounds else None
    if said is None or said.told == "survives":  # what was computed at import may have hidden it from a living session
        again = rounds if said is None else [[file] for file in nearest(path)]
        said = _of_a_copy(tree, path, text, again, time.monotonic() + limit)
    if "::" in said.by and kept != text:
        _sound(tree, said.by.partition("[")[0], living)
    return said


def _of_living(
    living: Living, path: str, text: str, rounds: Sequence[Sequence[str]], patience: float
) -> Verdict | None:
    for tests in rounds:
        said = living.asked(path, text, tests, patience)
        if said is None:
            return None
        if said.noticed:
            return Verdict("noticed", said.by)
    return Verdict("survives")


def _of_a_copy(tree: Path, path: str, text: str, rounds: Iterable[Sequence[str]], ends: float) -> Verdict:
    file, said = tree / path, Verdict("not reached")
    kept, stamp = file.read_text(encoding="utf-8"), file.stat().st_mtime
    file.write_text(text, encoding="utf-8")
    os.utime(file, (stamp + 2, stamp + 2))  # what was compiled before is of another moment
    try:
        for tests in rounds:
            said = _asked(tree, path, tests, ends)
            if said.told != "survives":
                break
    finally:
        file.write_text(kept, encoding="utf-8")
        os.utime(file, (stamp, stamp))
    return said


@cache
def _sound(tree: Path, test: str, living: Living | None) -> None:
    module = f"{SOURCE}/__init__.py"
    said = living and living.asked(module, (tree / module).read_text(encoding="utf-8"), [test], PATIENCE)
    fails = said.noticed if said else _asked(tree, module, [test], time.monotonic() + 600).told != "survives"
    if fails:
        raise SystemExit(f"fails before anything is changed: {test}")


def _asked(tree: Path, path: str, tests: Sequence[str], ends: float) -> Verdict:
    log = tree.parent / "log"
    child = os.fork()
    if not child:
        os._exit(_tried(tree, path, tests, log))
    code = ended(child, ends)
    if code is None:
        return Verdict("slow")
    return _read(code, log.read_text(encoding="utf-8", errors="replace"))


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


def entered(tree: Path, log: Path) -> None:
    """Makes a forked process one of the tree: what it imports of ours is the copy's, what it prints goes to the log."""
    os.setsid()
    os.chdir(tree)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ |= QUIET | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tree / "src")}
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(tree / "src"), str(tree)]
    for name in [name for name in sys.modules if name.partition(".")[0] in {"assurance", "tests", "tools"}]:
        del sys.modules[name]
    importlib.invalidate_caches()


def _tried(tree: Path, path: str, tests: Sequence[str], log: Path) -> int:
    """In the forked process: the library of the copy, then its tests."""
    try:
        entered(tree, log)
        try:
            importlib.import_module("afas").ps.codes()
            importlib.import_module(
                path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            )
        except Exception:
            traceback.print_exc()
            return NOT_LOADED
        pytest = importlib.import_module("pytest")
        code = int(pytest.main(["-x", *QUIETLY, *tests]))
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
        return 3
    return code
