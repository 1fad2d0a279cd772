"""The mutator: what it changes, and what it leaves alone. The mutants themselves are `make mutants`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from tools import judge, mutants, mutator, reach

MODULE = """from x import Text

WORDS = Text(fr="un", en="one")


def may(day: int | None, end: int, *, strict: bool = False) -> bool:
    if day is None or not end > day:
        return min(day, end) + 1 == end
    return f"{day > end}"
"""


def test_each_mutant_is_another_program_and_changes_one_place() -> None:
    found = mutator.mutants("m.py", MODULE)
    programs = {one.applied(MODULE) for one in found}
    assert len(programs) == len(found) > 8
    assert MODULE not in programs
    for program in programs:
        compile(program, "m.py", "exec")
        assert sum(a != b for a, b in zip(MODULE.splitlines(), program.splitlines(), strict=True)) == 1


def test_a_bound_moved_a_condition_lost_and_a_word_turned_are_among_them() -> None:
    after = {one.after for one in mutator.mutants("m.py", MODULE)}
    assert {"(end >= day)", "(day is None)", "(max(day, end))", "(True)", "return None"} <= after


def test_hints_and_words_are_left_alone() -> None:
    assert {one.line for one in mutator.mutants("m.py", MODULE)} == {6, 7, 8, 9}
    assert not any("|" in one.before for one in mutator.mutants("m.py", MODULE))


def test_only_changed_lines_where_lines_are_given() -> None:
    assert {one.line for one in mutator.mutants("m.py", MODULE, {8})} == {8}


def test_each_mutant_has_a_key_of_its_own_that_holds_where_lines_move() -> None:
    """Two flags of one call, two equal figures of one line, the same line in two functions."""
    module = """
@define(slots=False, eq=False)
class A:
    def f(self, x: int) -> bool:
        return x + 1 > 1 if x else None

    def g(self, x: int) -> bool:
        return x + 1 > 1 if x else None
"""
    found = mutator.mutants("m.py", module)
    keys = [one.key for one in found]
    assert len({*keys}) == len(keys)
    assert {
        "m.py: @define(slots=False, eq=False) | False -> (True) [slots]",
        "m.py: @define(slots=False, eq=False) | False -> (True) [eq]",
        "m.py: return x + 1 > 1 if x else None | 1 -> (2) [in g, 2 of 2]",
        "m.py: return x + 1 > 1 if x else None | x + 1 -> (x - 1) [in f]",
        "m.py: @define(slots=False, eq=False) | define(slots=False, eq=False) -> (define(eq=False))",
    } <= {*keys}
    assert [one.key for one in mutator.mutants("m.py", f"import x\n\n{module}")] == keys
    assert [one for one in found if one.line == 8] == mutator.mutants("m.py", module, {8})


def test_every_equivalent_is_a_change_that_could_be_made() -> None:
    """One whose line was rewritten excuses nothing any more: it is taken out, or written anew."""
    known = mutants.equivalents()
    paths = {key.partition(": ")[0] for key in known}
    made = {one.key for path in paths for one in mutator.mutants(path, (reach.ROOT / path).read_text(encoding="utf-8"))}
    assert [key for key in known if key not in made] == []


class Kept:
    """What coverage.py has kept of one module: line 1 runs at import, 2 in a quick test, 3 in every one, 5 in both."""

    def contexts_by_lineno(self, _: str) -> dict[int, list[str]]:
        quick, long, far = (
            f"tests.{name}" for name in ("test_access.test_a", "test_access.test_b", "test_roles.test_c")
        )
        return {1: [""], 2: [quick], 3: [quick, long, far], 5: ["", quick]}


SECONDS = {
    "tests/test_access.py::test_a": 0.1,
    "tests/test_access.py::test_b": 90.0,
    "tests/test_roles.py::test_c": 5.0,
}
REACHED = reach.Reached(cast(Any, Kept()), SECONDS)
FILES = ["tests/test_access.py", "tests/test_roles.py"]


def rounds(line: int) -> list[list[str]]:
    return reach.rounds(REACHED, "src/afas/access.py", line, FILES)


def test_the_quickest_of_the_nearest_tests_are_asked_first_and_each_test_once() -> None:
    asked = rounds(3)
    assert asked[0] == ["tests/test_access.py::test_a"]
    assert sorted(test for tests in asked for test in tests) == [*sorted(SECONDS)[:2], "tests/test_roles.py"]
    assert asked[-1] == ["tests/test_access.py::test_b"]


def test_a_line_that_runs_at_import_is_asked_of_all_tests_and_one_that_nothing_runs_of_none() -> None:
    for line in (
        1,
        5,
    ):  # the line 5 too: one test loads the module anew, but what it reads there is not that test's own
        assert {name.partition("::")[0] for tests in rounds(line) for name in tests} == set(FILES)
    assert rounds(5)[0] == ["tests/test_access.py::test_a"]
    assert rounds(4) == []


def test_what_a_cache_hides_is_asked_at_last_of_the_nearest_files() -> None:
    """Line 2 was run by the quick test alone; others may have read what it left in a cache."""
    assert rounds(2) == [["tests/test_access.py::test_a"], ["tests/test_access.py::test_b", "tests/test_roles.py"]]


def test_the_nearest_files_are_files_and_stand_for_modules_that_are_there() -> None:
    rows = reach.NEAREST.read_text(encoding="utf-8").splitlines()
    modules = [row.partition(": ")[0] for row in rows]
    assert modules == sorted({*modules}), "each module once, in order: of two lines the first would count for nothing"
    for module, files in (row.split(": ") for row in rows):
        assert (reach.ROOT / module).is_file(), f"{module}: write {reach.NEAREST.name} anew (--near)"
        assert files.split()
        assert {*files.split()} <= {*reach.test_files()}, module
    assert reach.nearest("src/afas/terms/cafs/another.py") == [
        "tests/test_terms.py", "tests/test_terms_in_words.py", "tests/test_terms_open.py",
    ]  # fmt: skip
    assert "tests/test_law_10_figures.py" in reach.nearest("src/afas/ps/another.py")
    assert len(reach.nearest("src/afas/declarations/_another.py")) == reach.NEAR


def test_a_change_that_a_test_does_not_see_survives_and_one_it_sees_is_noticed(
    tmp_path: Path, monkeypatch: Any
) -> None:
    told: list[str] = []

    def asked(tree: Path, path: str, tests: list[str], _: float) -> judge.Verdict:
        told.append((tree / path).read_text())
        return judge.Verdict("noticed" if tests == ["b"] else "survives", "b")

    monkeypatch.setattr(judge, "_asked", asked)
    module = tmp_path / "m.py"
    module.write_text("x = 1\n")
    before = module.stat().st_mtime
    judged: Callable[..., judge.Verdict] = judge.judged
    assert judged(tmp_path, "m.py", "x = 2\n", [["a"], ["b"], ["c"]], 1).told == "noticed"
    assert told == ["x = 2\n"] * 2  # the round after is not asked
    assert judged(tmp_path, "m.py", "x = 2\n", [["a"], ["c"]], 1).told == "survives"
    assert judged(tmp_path, "m.py", "x = 2\n", [], 1).told == "not reached"
    assert (module.read_text(), module.stat().st_mtime) == ("x = 1\n", before)


def test_a_test_that_fails_where_nothing_is_changed_stops_the_run(tmp_path: Path, monkeypatch: Any) -> None:
    asked: list[tuple[str, list[str]]] = []

    def verdict(tree: Path, _: str, tests: list[str], __: float) -> judge.Verdict:
        text = (tree / "m.py").read_text()
        asked.append((text, tests))
        noticed = text != "x = 1\n" or tests == ["tests/test_b.py::test_always"]
        return judge.Verdict("noticed", f"{tests[0]}[a]") if noticed else judge.Verdict("survives")

    monkeypatch.setattr(judge, "_asked", verdict)
    (tmp_path / "m.py").write_text("x = 1\n")
    for text in ("x = 2\n", "x = 3\n"):
        assert judge.judged(tmp_path, "m.py", text, [["tests/test_b.py::test_one"]], 1).told == "noticed"
    assert [text for text, _ in asked] == ["x = 2\n", "x = 1\n", "x = 3\n"]  # it is asked once without a change
    with pytest.raises(SystemExit, match="before anything is changed: tests/test_b"):
        judge.judged(tmp_path, "m.py", "x = 2\n", [["tests/test_b.py::test_always"]], 1)
