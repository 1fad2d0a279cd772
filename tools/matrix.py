"""The tests under each Python found, the oldest and the newest dependencies, and whatever must change nothing.

    python -m tools.matrix               all of it: half an hour and more
    python -m tools.matrix variations    the same bytes under each `-O`, time zone, locale, hash seed, decimal context
    python -m tools.matrix pythons       3.11 to 3.14: one whole, a selection under the others
    python -m tools.matrix dependencies  the oldest versions that pyproject.toml allows, and the newest there are
    python -m tools.matrix order         in random order, and in two processes
    python -m tools.matrix --whole       the whole suite wherever a selection is said: an hour and more

Under `-O` a test of pytest asks nothing, since `assert` is gone: what the library writes is compared instead
(`tools.bytes`). Each environment is made in `build/matrix`, and kept for the next time.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
PLACE: Final = ROOT / "build" / "matrix"
VERSIONS: Final = ("3.11", "3.12", "3.13", "3.14")
EXTRAS: Final = "[holidays,simulation,charts,pdf,ical]"
# The selection: the laws, the rules, the doors; not what builds pages, environments or a million rows.
QUICK: Final = (
    "access", "administration", "calendar", "context", "controls", "effects", "estimation", "exchange",
    "exchange_versions", "history", "ical", "integrity", "law_1_columns", "law_2_explained", "law_3_roles",
    "law_8_json", "law_10_figures", "ledger", "ledger_laws", "ledger_order", "moments", "money_exact", "no_io",
    "opening", "packs", "participations", "payments", "ps_alsh", "ps_eaje", "published", "quantities", "receipts",
    "reconciliation", "roles", "signing", "simulation_tables", "terms", "text", "workflow",
)  # fmt: skip
# What tests hand over to the library, as the oldest narwhals knows it: DuckDB has moved its types since.
OF_THE_TIME: Final = ("duckdb<1.4",)


class Variation(NamedTuple):
    """What is changed around the library, and must change none of its bytes."""

    name: str
    variables: Mapping[str, str] = {}
    options: tuple[str, ...] = ()
    decimals: int = 0


VARIATIONS: Final = (
    Variation("as it is"),
    Variation("-O", options=("-O",)),
    Variation("-OO", options=("-OO",)),
    Variation("TZ=Pacific/Kiritimati", {"TZ": "Pacific/Kiritimati"}),
    Variation("TZ=America/Adak", {"TZ": "America/Adak"}),
    Variation("LC_ALL=C", {"LC_ALL": "C", "LANG": "C"}),
    Variation("LC_ALL=tr_TR.UTF-8", {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    Variation("PYTHONHASHSEED=1", {"PYTHONHASHSEED": "1"}),
    Variation("PYTHONHASHSEED=4000000000", {"PYTHONHASHSEED": "4000000000"}),
    Variation("five digits, rounded up", decimals=5),
    Variation("a hundred digits, rounded up", decimals=100),
)


class Result(NamedTuple):
    """A line of the table that is printed at the end."""

    name: str
    holds: bool
    words: str


# -- the same bytes ----------------------------------------------------------------------------------------------


def variations(python: Path = Path(sys.executable)) -> Iterator[Result]:
    """The bytes under each variation, compared with those of the first."""
    plain: dict[str, str] = {}
    for variation in VARIATIONS:
        written = _bytes(python, variation)
        plain = plain or written
        differ = sorted(name for name in plain.keys() | written.keys() if plain.get(name) != written.get(name))
        yield Result(
            variation.name, bool(written) and not differ, ", ".join(differ) or f"{len(written)} things, same bytes"
        )


def _bytes(python: Path, variation: Variation) -> dict[str, str]:
    command = [str(python), *variation.options, "-m", "tools.bytes", "--decimals", str(variation.decimals)]
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **variation.variables}, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        print(ran.stderr[-2000:], file=sys.stderr)
        return {}
    return dict(line.rsplit(" ", 1) for line in ran.stdout.splitlines())


# -- under each Python -------------------------------------------------------------------------------------------


def interpreters() -> dict[str, Path | None]:
    """Each version of Python that the library supports, and where it is; None where the machine has none."""
    return {version: _found(version) for version in VERSIONS}


def _found(version: str) -> Path | None:
    on_path = shutil.which(f"python{version}")
    kept = sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python{version}"))
    for python in (*kept, *([Path(on_path)] if on_path else [])):
        asked = [str(python), "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"]
        told = subprocess.run(asked, capture_output=True, text=True, check=False)
        if told.returncode == 0 and told.stdout.strip() == version:
            return python
    return None


def pythons(tests: Sequence[str]) -> Iterator[Result]:
    """The whole suite under the Python that runs this, these tests under each other one found."""
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    for version, python in interpreters().items():
        if python is None:
            yield Result(f"Python {version}", True, "absent: not tried")
        elif version == own:
            yield _tested(f"Python {version}, whole", Path(sys.executable), ())
        else:
            yield _tried(f"Python {version}", (version, python), tests)


def selection() -> tuple[str, ...]:
    """The files of the selection."""
    return tuple(f"tests/test_{name}.py" for name in QUICK)


def _tested(name: str, python: Path, arguments: Sequence[str], order: Sequence[str] = ("-p", "no:randomly")) -> Result:
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *order, *arguments]
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "CI": "true"}, capture_output=True, text=True, check=False
    )
    lines = ran.stdout.strip().splitlines() or ran.stderr.strip().splitlines() or ["nothing said"]
    failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))][:20]
    return Result(name, ran.returncode == 0, "; ".join([*failed, lines[-1]]))


def _tried(
    name: str, environment: Sequence[Any], arguments: Sequence[str], order: Sequence[str] = ("-p", "no:randomly")
) -> Result:
    """What tests say in an environment; that it cannot be made, where its versions do not go together."""
    try:
        inside = _environment(*environment)
    except subprocess.CalledProcessError as failed:
        return Result(name, False, f"no environment: {failed}")
    return _tested(name, inside, arguments, order)


def _environment(name: str, python: Path, *options: str) -> Path:
    """The Python of an environment with the library, its extras and its tests, made if there is none."""
    place = PLACE / name
    inside = place / "bin" / "python"
    if not inside.exists():
        _run(str(python), "-m", "venv", "--clear", str(place))
        _run(str(inside), "-m", "pip", "--disable-pip-version-check", "-qq", "install", "--upgrade", "pip>=25.1")
    install = [str(inside), "-m", "pip", "--disable-pip-version-check", "-qq", "install", *options]
    _run(*install, "--editable", f".{EXTRAS}", "--group", "matrix")
    return inside


def _run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


# -- with the oldest and the newest dependencies -----------------------------------------------------------------


def floors(text: str) -> tuple[str, ...]:
    """The oldest version allowed of each dependency of the library and of its extras, as constraints of pip."""
    project = tomllib.loads(text)["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    found = (re.fullmatch(r"([\w.-]+)(?:\[[^]]*\])?>=([\w.]+)(?:,.*)?", one.replace(" ", "")) for one in asked)
    return tuple(sorted({f"{match[1]}=={match[2]}" for match in found if match}))


def dependencies(tests: Sequence[str]) -> Iterator[Result]:
    """These tests with the oldest dependencies, under the oldest Python found, then with the newest."""
    found = {version: python for version, python in interpreters().items() if python is not None}
    (oldest, python), *_ = found.items()
    PLACE.mkdir(parents=True, exist_ok=True)
    constraints = PLACE / "oldest.txt"
    wanted = floors((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    constraints.write_text("\n".join([*wanted, *OF_THE_TIME]) + "\n", encoding="utf-8")
    name = f"oldest dependencies, Python {oldest}: {' '.join(wanted)}"
    yield _tried(name, ("oldest", python, "--constraint", str(constraints)), tests)
    newest, python = list(found.items())[-1]
    name = f"newest dependencies, Python {newest}"
    yield _tried(name, ("newest", python, "--upgrade", "--upgrade-strategy", "eager"), tests)


# -- in any order ------------------------------------------------------------------------------------------------


def order(tests: Sequence[str]) -> Iterator[Result]:
    """These tests in two random orders, and in two processes; a page is read from its top, by one process."""
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    here, any_order = (own, Path(sys.executable)), tests or ("tests", "src")
    for seed in ("1", "2"):
        yield _tried(f"random order, seed {seed}", here, any_order, ("-p", "randomly", f"--randomly-seed={seed}"))
    yield _tried("two processes", here, ("-n", "2", "--dist", "loadfile", *tests))


PARTS: Final[Mapping[str, Callable[[Sequence[str]], Iterator[Result]]]] = {
    "variations": lambda _: variations(),
    "pythons": pythons,
    "dependencies": dependencies,
    "order": order,
}


def main(arguments: Sequence[str]) -> int:
    """How many lines do not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--whole", action="store_true", help="every test wherever a selection is said")
    given = parser.parse_args(arguments)
    for version, python in interpreters().items():
        print(f"Python {version}: {python or 'absent'}", flush=True)
    failed = 0
    for part in given.parts or PARTS:
        for result in PARTS[part](() if given.whole else selection()):
            print(f"{'ok    ' if result.holds else 'FAILED'} {result.name}: {result.words}", flush=True)
            failed += not result.holds
    return failed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
