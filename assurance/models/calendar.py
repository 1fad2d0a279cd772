"""Which declarations are open and what is to be done, on a day.

Sources: [afas] domain/afas.md §5 ("the day the declaration is available", "the day before which it is to be transmitted";
"an empty cell means that the kind does not exist for that PS"); [law 7] DESIGN.md §3: a calendar opens before it closes,
covers the kinds it announces and nothing else.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """A line of a calendar; days are whole numbers."""

    ps: str
    kind: str
    available: int
    before: int


def offered(
    windows: list[Window], activities: dict[str, str], existing: set[tuple[str, str]], on: int
) -> set[tuple[str, str]]:
    """The declarations (activity, kind) that open that day: available, its deadline not passed, and not there already."""
    return {
        (activity, w.kind)
        for activity, ps in activities.items()
        for w in windows
        if w.ps == ps and w.available <= on < w.before and (activity, w.kind) not in existing
    }


def late(window: Window, on: int) -> bool:
    """[afas] "A transmettre avant": the day itself is too late."""
    return on >= window.before
