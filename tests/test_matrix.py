"""The tools that measure the tests: a byte that differs, a part below its floor, a dependency without its oldest."""

import subprocess
import tomllib
from pathlib import Path

import pytest

from tools import covered, matrix

PYPROJECT = (matrix.ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_each_dependency_of_the_library_has_its_oldest_version() -> None:
    project = tomllib.loads(PYPROJECT)["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    assert len(matrix.floors(PYPROJECT)) == len(asked)
    assert "attrs==23.2" in matrix.floors(PYPROJECT)


def test_the_selection_is_of_files_that_there_are() -> None:
    assert [name for name in matrix.selection() if not (matrix.ROOT / name).is_file()] == []


def test_what_writes_other_bytes_fails_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def written(_: Path, variation: matrix.Variation) -> dict[str, str]:
        if variation.name == "-OO":
            return {}  # it broke
        return {"ledger": "1" if variation.decimals else "0", "book": "0"}

    monkeypatch.setattr(matrix, "_bytes", written)
    found = {result.name: result for result in matrix.variations()}
    assert found.keys() == {variation.name for variation in matrix.VARIATIONS}
    assert {name for name, result in found.items() if not result.holds} == {
        "-OO", "five digits, rounded up", "a hundred digits, rounded up",
    }  # fmt: skip
    assert found["five digits, rounded up"].words == "ledger"


def test_a_python_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "interpreters", lambda: dict.fromkeys(matrix.VERSIONS))
    assert [result.words for result in matrix.pythons(())] == ["absent: not tried"] * len(matrix.VERSIONS)


def test_versions_that_do_not_go_together_are_told_and_the_others_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(name: str, *_: object) -> Path:
        if name == "oldest":
            raise subprocess.CalledProcessError(1, ["pip", "install"])
        return Path(name)

    monkeypatch.setattr(matrix, "interpreters", lambda: {"3.11": Path("a"), "3.13": Path("b"), "3.14": None})
    monkeypatch.setattr(matrix, "_environment", made)
    monkeypatch.setattr(matrix, "PLACE", tmp_path)
    monkeypatch.setattr(matrix, "_tested", lambda name, inside, *_: matrix.Result(name, True, str(inside)))
    oldest, newest = matrix.dependencies(())
    assert (oldest.holds, newest.holds, newest.words) == (False, True, "newest")
    assert "no environment" in oldest.words
    assert oldest.name.startswith("oldest dependencies, Python 3.11: ")
    assert newest.name == "newest dependencies, Python 3.13"
    asked = (tmp_path / "oldest.txt").read_text(encoding="utf-8").splitlines()
    assert {"attrs==23.2", *matrix.OF_THE_TIME} < {*asked}


def file(lines: int, branches: int, missing: int) -> dict[str, object]:
    return {
        "summary": {
            "covered_lines": lines - missing,
            "num_statements": lines,
            "covered_branches": branches,
            "num_branches": branches,
        },
        "missing_lines": list(range(missing)),
        "missing_branches": [[7, -3], [0, 2]] if missing else [],
    }  # fmt: skip


def test_a_part_below_its_floor_is_told_whatever_the_others_have() -> None:
    files = {
        "src/afas/access.py": file(98, 2, 0),
        "src/afas/ps/alsh.py": file(90, 10, 2),
        "src/afas/ps/eaje.py": file(90, 10, 3),
    }
    found = {part.name: part.percent for part in covered.parts({"files": files})}
    assert found.keys() == covered.FLOORS.keys()
    assert found["access"] == 100
    assert found["ps"] == 97.5
    assert found["terms"] == 0  # nothing of it was measured
    assert list(covered.missed({"files": files})) == ["  ps/alsh.py: 0 1 7->exit", "  ps/eaje.py: 0 1 2 7->exit"]
