"""Which tests to ask of a changed line: those that run it, as one measured run told, or the nearest files.

`tools/nearest.txt` keeps the nearest files of each module: they are asked where nothing is measured.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

import coverage

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
ROUNDS: Final = (0.01, 0.08)  # of the seconds of all tests, in the first round and in the second
# Files of tests that hold laws over a whole package: what is read at import is run by no test.
LAWS: Final = {
    "/columns/": ("tests/test_law_1_error_bounds.py", "tests/test_law_1_programs.py"),
    "/payments/": ("tests/test_ledger.py", "tests/test_ledger_laws.py"),
    "/ps/": ("tests/test_law_10_figures.py", "tests/test_law_controls.py"),
}
NEAR: Final = 4  # so many files of tests are a module's own
QUIET: Final = {"PYTHONHASHSEED": "0", "CI": "true"}  # CI: the same examples each time


@cache
def test_files() -> list[str]:
    """The tests that judge."""
    every = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("test_*.py"))
    return [path for path in every if not Path(path).stem.startswith(LEFT_OUT)]


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
    # of what runs at import, a test that loads the module anew is not the only one
    asked = set(every) if "" in contexts[line] else named
    wanted = sorted(asked, key=lambda test: (test not in named, reached.seconds.get(test, 0.0), test))
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
