"""What breaks a caller is seen, and must be told. The gate itself is `make release-check`."""

from tools import public_api
from tools.release import LICENCES

OLD = """# --- afas.things
class Thing:
    def __init__(self, id, name=...): ...
    id: str
    def move(self, to: str, *, on: date = ...) -> Thing: ...
def find(where: str) -> Thing: ...
LIMIT: int

# --- afas.gone
x: object
"""


def test_what_only_adds_breaks_nothing() -> None:
    new = OLD.replace("name=...)", "name=..., *, note=...)").replace("LIMIT: int", "LIMIT: int\nMORE: int")
    assert public_api.broken(OLD, new) == {}


def test_each_way_to_break_a_caller_is_seen_and_named() -> None:
    ways = {
        "afas.things.find": ("def find(where: str)", "def search(where: str)"),
        "afas.things.Thing.move": ("to: str, *, on: date = ...", "to: str, *, on: date"),
        "afas.things.Thing.__init__": ("id, name=...", "id, name"),
        "afas.things.LIMIT": ("LIMIT: int\n", ""),
        "afas.gone": ("\n# --- afas.gone\nx: object\n", ""),
    }
    for path, (before, after) in ways.items():
        assert before in OLD
        assert path in " ".join(public_api.broken(OLD, OLD.replace(before, after))), path


def test_what_breaks_is_told_under_unreleased_and_nowhere_else() -> None:
    breaking = {"afas.things.find": "gone", "afas.things.Thing.__init__": "otherwise"}
    changelog = "# Changelog\n\n## Unreleased\n- `Thing` asks for a name.\n\n## 26.1.0\n- `find` is new.\n"
    assert public_api.untold(breaking, public_api.unreleased(changelog)) == {"afas.things.find": "gone"}


def test_the_listing_names_what_the_tutorial_relies_on() -> None:
    stored = public_api.STORED.read_text(encoding="utf-8")
    assert stored.startswith(public_api.HEAD)
    for line in (
        "# --- afas.payments",
        "class Ledger",
        "def open_declarations(",
        "class NoValueAt(",
        "def estimate_table(",
    ):
        assert line in stored, line


def test_a_licence_that_asks_more_than_ours_is_not_let_through() -> None:
    for stated in ("GPL-3.0-only", "AGPL-3.0-or-later", "GNU General Public License v3 (GPLv3)", "Proprietary", "none"):
        assert not any(part in stated for part in LICENCES), stated
