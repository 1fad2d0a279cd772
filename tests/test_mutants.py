"""The mutator: what it changes, and what it leaves alone. The mutants themselves are `make mutants`."""

from tools import mutants

MODULE = """from x import Text

WORDS = Text(fr="un", en="one")


def may(day: int | None, end: int, *, strict: bool = False) -> bool:
    if day is None or not end > day:
        return min(day, end) + 1 == end
    return f"{day > end}"
"""


def test_each_mutant_is_another_program_and_changes_one_place() -> None:
    found = mutants.mutants("m.py", MODULE)
    programs = {one.applied(MODULE) for one in found}
    assert len(programs) == len(found) > 8
    assert MODULE not in programs
    for program in programs:
        compile(program, "m.py", "exec")
        assert sum(a != b for a, b in zip(MODULE.splitlines(), program.splitlines(), strict=True)) == 1


def test_a_bound_moved_a_condition_lost_and_a_word_turned_are_among_them() -> None:
    after = {one.after for one in mutants.mutants("m.py", MODULE)}
    assert {"(end >= day)", "(day is None)", "(max(day, end))", "(True)", "return None"} <= after


def test_hints_and_words_are_left_alone() -> None:
    assert {one.line for one in mutants.mutants("m.py", MODULE)} == {6, 7, 8, 9}
    assert not any("|" in one.before for one in mutants.mutants("m.py", MODULE))


def test_only_changed_lines_where_lines_are_given() -> None:
    assert {one.line for one in mutants.mutants("m.py", MODULE, {8})} == {8}
