"""What tests say of a changed copy of the tree, the likeliest tests first and alone.

The copy is made once and compiled once. Most changes are tried in a living session (`tools.living`). Any other is
written into the copy, judged, and taken back, in a process that is forked once libraries are loaded: it has pytest and
what the library runs on already, but nothing of the library, and imports the copy's.
"""

import importlib
import json
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
from xml.etree import ElementTree as ET

import coverage

from tools.living import Living

ROOT: Final = Path(__file__).parent.parent
SOURCE: Final = "src/afas"
NEAREST: Final = ROOT / "tools" / "nearest.txt"
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
ROUNDS: Final = (0.01, 0.08)  # of the seconds of all tests, in the first round and in the second
# Files of tests that hold laws over a whole package: what is read at import is run by no test.
LAWS: Final = {
    "/columns/": ("tests/test_law_1_error_bounds.py", "tests/test_law_1_programs.py"),
    "/payments/": ("tests/test_ledger.py", "tests/test_ledger_laws.py"),
    "/ps/": ("tests/test_law_10_figures.py", "tests/test_law_controls.py"),
}
NEAR: Final = 4  # so many files of tests are a module's own
_QUIETLY: Final = (
    *("-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of libraries loaded before forking
)
NOT_LOADED: Final = 90
PATIENCE: Final = 120  # seconds, for a round of tests in a living session
QUIET: Final = {"PYTHONHASHSEED": "0", "CI": "true"}  # CI: the same examples each time


class Verdict(NamedTuple):
    """What is told of a change, and by which test.

    `noticed` by a failing test, `not loaded` where the package or a test file no longer imports (counted apart: it
    proves little), `slow` past the time limit, `not reached` where no test runs the line, else it `survives`.
    """

    told: str
    by: str = ""


@cache
def test_files() -> list[str]:
    """The tests that judge."""
    every = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("test_*.py"))
    return [path for path in every if not Path(path).stem.startswith(LEFT_OUT)]


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
    said = _of_living(living, path, text, rounds) if living and rounds else None
    if said is None or said.told == "survives":  # what was computed at import may have hidden it from a living session
        again = rounds if said is None else [[file] for file in nearest(path)]
        said = _of_a_copy(tree, path, text, again, time.monotonic() + limit)
    if "::" in said.by and kept != text:
        _sound(tree, said.by.partition("[")[0], living)
    return said


def _of_living(living: Living, path: str, text: str, rounds: Sequence[Sequence[str]]) -> Verdict | None:
    for tests in rounds:
        said = living.asked(path, text, tests, PATIENCE)
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
        code = int(pytest.main([*_QUIETLY, *tests]))
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
        return 3
    return code


class Reached(NamedTuple):
    """Which test reaches which line, and the seconds that each takes."""

    data: coverage.CoverageData
    seconds: dict[str, float]


def measured(tree: Path, files: Sequence[str], kept: Path | None = None) -> Reached:
    """One run of the tests, named as contexts; read from `kept`, and `kept`.json, where they are there."""
    data_file, seconds_file = tree / ".coverage", tree / "seconds.json"
    beside = [] if kept is None else [(data_file, kept), (seconds_file, kept.with_name(f"{kept.name}.json"))]
    if beside and all(path.exists() for _, path in beside):
        for here, path in beside:
            shutil.copy(path, here)
        compiled(tree, files)
    else:
        _measure(tree, files, data_file)
        seconds_file.write_text(json.dumps(_seconds(tree / "times.xml")))
        for here, path in beside:
            shutil.copy(here, path)
    data = coverage.CoverageData(str(data_file))
    data.read()
    return Reached(data, json.loads(seconds_file.read_text()))


# The whole library is loaded before the first test: what runs at import is no test's own.
_MEASURED: Final = """
import importlib, pkgutil, sys
import afas, pytest
for module in pkgutil.walk_packages(afas.__path__, "afas."):
    importlib.import_module(module.name)
sys.exit(pytest.main(sys.argv[1:]))
"""


def _measure(tree: Path, files: Sequence[str], data_file: Path) -> None:
    (tree / ".coveragerc").write_text(
        f"[run]\nsource_pkgs = afas\nrelative_files = true\ndynamic_context = test_function\ndata_file = {data_file}\n"
    )
    (tree / "measured.py").write_text(_MEASURED)
    covered = ["-m", "coverage", "run", "--rcfile", ".coveragerc", "measured.py"]
    _run(tree, [*covered, "-q", "-p", "no:randomly", "--junitxml=times.xml", *files])


def compiled(tree: Path, files: Sequence[str]) -> None:
    """Compiles the copy, with what the tests in these files import."""
    _run(tree, ["-m", "pytest", "--collect-only", "-q", *files])


def _run(tree: Path, arguments: Sequence[str]) -> None:
    env = {**os.environ, **QUIET, "PYTHONPATH": str(tree / "src")}
    done = subprocess.run([sys.executable, *arguments], cwd=tree, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the tests fail before anything is changed\n{done.stdout[-3000:]}{done.stderr[-1000:]}")


def _seconds(report: Path) -> dict[str, float]:
    """The seconds of each function of tests, all its cases together."""
    found: dict[str, float] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it
        test = case.get("name", "").partition("[")[0]
        for name in _named([f"{case.get('classname')}.{test}"] if test.startswith("test") else []):
            found[name] = found.get(name, 0) + float(case.get("time", 0))
    return found


def rounds(reached: Reached, path: str, line: int, files: Sequence[str]) -> list[list[str]]:
    """The tests that run this line (all of these files where it runs at import only), in the order to ask them.

    First the quickest of the module's own files, then the quickest of all, then the rest. At last the other tests of
    its own files: what a cache holds was reached by its first reader alone.
    """
    contexts = reached.data.contexts_by_lineno(path)
    if line not in contexts:
        return []
    own = near(reached, path, files)
    every = [test for test in reached.seconds if test.partition("::")[0] in files]
    named = _named(contexts[line])
    wanted = sorted(named or every, key=lambda test: (reached.seconds.get(test, 0.0), test))
    found: list[list[str]] = []
    for share, among in zip(ROUNDS, (own, files), strict=True):
        most = share * sum(reached.seconds.values())
        taken: list[str] = []
        spent = 0.0
        for test in wanted:
            spent += reached.seconds.get(test, 0.0)
            if test.partition("::")[0] in among and (spent <= most or not taken):
                taken.append(test)
        wanted = [test for test in wanted if test not in set(taken)]
        found.append(taken)
    asked = named or set(every)
    found += [wanted, [test for test in every if test.partition("::")[0] in own and test not in asked]]
    return [_by_file(tests, every) for tests in found if tests]


def near(reached: Reached, path: str, files: Sequence[str]) -> list[str]:
    """The files of tests that run most lines of a module in the least time, the best first.

    Those called after it count more; the laws over what no test runs line by line are among them.
    """
    reach: dict[str, set[int]] = {}
    for line, contexts in reached.data.contexts_by_lineno(path).items():
        for test in _named(contexts):
            reach.setdefault(test.partition("::")[0], set()).add(line)
    called = _called_after(path)
    spent = dict.fromkeys(reach, 1.0)  # so much to read it
    for test, seconds in reached.seconds.items():
        if (file := test.partition("::")[0]) in spent:
            spent[file] += seconds / 4 if file in called else seconds
    found: list[str] = []
    left = {file: set(lines) for file, lines in reach.items() if file in files}
    while left and len(found) < NEAR:
        best = max(left, key=lambda file: (len(left[file]) / spent[file], len(reach[file]) / spent[file], file))
        taken = left.pop(best)
        found.append(best)
        left = {file: lines - taken for file, lines in left.items()}
    return found + [file for file in _laws_over(path) if file not in found]


def nearest(path: str) -> list[str]:
    """The same as written in `nearest.txt`: what is asked where nothing is measured.

    Of a module that is not there yet: the files called after it, or else those of the modules beside it.
    """
    known = dict(row.split(": ") for row in NEAREST.read_text(encoding="utf-8").splitlines())
    files = known.get(path, "").split() or [*_called_after(path), *_laws_over(path)]
    if not files:
        beside = [row.split() for module, row in known.items() if Path(module).parent == Path(path).parent]
        files = [file for file, _ in Counter(file for row in beside for file in row).most_common(NEAR)]
    return [file for file in files if (ROOT / file).is_file()]


def _laws_over(path: str) -> list[str]:
    return [file for part, laws in LAWS.items() if part in path for file in laws]


def _called_after(path: str) -> list[str]:
    parts = Path(path.removeprefix(f"{SOURCE}/")).with_suffix("").parts
    names = {parts[0], parts[-1].removeprefix("_")} - {"ps"}
    return [file for file in test_files() if any(f"test_{name}" in file or f"_{name}." in file for name in names)]


def _by_file(tests: Sequence[str], every: Sequence[str]) -> list[str]:
    """The same tests, each file at once, and by its own name where it is asked whole."""
    of: dict[str, list[str]] = {}
    for test in tests:
        of.setdefault(test.partition("::")[0], []).append(test)
    whole = {file for file, some in of.items() if {test for test in every if test.startswith(f"{file}::")} <= {*some}}
    return [name for file, some in of.items() for name in ([file] if file in whole else some)]


def _named(contexts: Iterable[str]) -> set[str]:
    """Contexts as pytest names tests."""
    files = set(test_files())
    split = (context.removeprefix("tests.").partition(".") for context in contexts)
    return {
        f"tests/{module}.py::{test.replace('.', '::')}"
        for module, _, test in split
        if test and f"tests/{module}.py" in files
    }
