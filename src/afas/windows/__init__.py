"""Windows of a calendar (from the opening to the deadline), and what a newer calendar changes."""

from afas.windows._changes import Change, ChangeKind, changes
from afas.windows._window import (
    ALL,
    AfterDeadline,
    Window,
    check_windows,
    day_count,
    read_window,
)

__all__ = [
    "ALL",
    "AfterDeadline",
    "Change",
    "ChangeKind",
    "Window",
    "changes",
    "check_windows",
    "day_count",
    "read_window",
]  # fmt: skip
