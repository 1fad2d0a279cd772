"""Changes put into living functions: what can be put in so, and that tests see it."""

import subprocess
import sys
from pathlib import Path
from types import CodeType

import pytest

from tools import reach
from tools.living import changed

MODULE = """
MOST = 3


def within(n: int, most: int = MOST) -> bool:
    def low() -> bool:
        return n >= 0
    return low() and n <= most


class Figure:
    name = "a"

    def twice(self) -> int:
        return 2 * len(self.name)
"""


def code(text: str) -> CodeType:
    return compile(text, "m.py", "exec")


def functions(before: str, after: str) -> list[str] | None:
    pairs = changed(code(MODULE), code(MODULE.replace(before, after)))
    return None if pairs is None else [old.co_qualname for old, _ in pairs]


def test_a_change_in_a_function_is_its_new_code_and_that_of_functions_made_inside() -> None:
    assert functions("n <= most", "n < most") == ["within"]
    assert functions("n >= 0", "n > 0") == ["within", "within.<locals>.low"]
    assert functions("2 *", "3 *") == ["Figure.twice"]
    assert functions("", "") == []


@pytest.mark.parametrize(("before", "after"), [("MOST = 3", "MOST = 4"), ('"a"', '"b"'), ("int = MOST", "int = 4")])
def test_what_runs_at_import_cannot_be_put_in(before: str, after: str) -> None:
    assert functions(before, after) is None


TREE = {
    "src/afas/__init__.py": "",
    "src/afas/m.py": MODULE,
    "tests/test_m.py": """
import pytest
from afas.m import Figure, within

@pytest.mark.parametrize("n", [-1, 0, 3, 4])
def test_bounds(n):
    assert within(n) is (n in (0, 3))

def test_far():
    assert not within(100)

def test_never():
    assert False
""",
}
ASKED = """
import sys
from pathlib import Path
from tools import judge
from tools.living import Living

tree, module = Path(sys.argv[1]), "src/afas/m.py"
text = (tree / module).read_text()
session = Living(tree, ["tests/test_m.py"], judge.entered)
bounds, far, never = (f"tests/test_m.py::test_{name}" for name in ("bounds", "far", "never"))
for before, after, tests in (
    ("n <= most", "n < most", [bounds, far]),
    ("n <= most", "n < most", [far]),
    ("n >= 0", "n > 0", [far, bounds]),
    ("MOST = 3", "MOST = 4", [bounds]),
    ("return n >= 0", "while True: pass", [bounds]),
    ("", "", [never]),
):
    print(session.asked(module, text.replace(before, after, 1), tests, 2))
session.close()
"""


@pytest.mark.slow
def test_a_session_tries_each_change_by_itself(tmp_path: Path) -> None:
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(tmp_path)], cwd=reach.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "Said(noticed=True, by='tests/test_m.py::test_bounds[3]')",  # 3 itself was allowed
        "Said(noticed=False, by='')",
        "Said(noticed=True, by='tests/test_m.py::test_bounds[0]')",
        "None",  # it runs at import
        "None",  # it does not end
        "Said(noticed=True, by='tests/test_m.py::test_never')",  # it fails without a change too
    ]
