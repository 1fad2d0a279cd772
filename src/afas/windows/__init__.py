"""Windows of a calendar (from the opening to the deadline), what a newer calendar changes, and working days."""

from afas.windows._changes import Change, ChangeKind, changes
from afas.windows._window import (
    ALL,
    AfterDeadline,
    Window,
    check_windows,
    day_count,
    read_window,
)
from afas.windows._workdays import UnknownDepartment, french_holidays, working_days

__all__ = [
    "ALL",
    "AfterDeadline",
    "Change",
    "ChangeKind",
    "UnknownDepartment",
    "Window",
    "changes",
    "check_windows",
    "day_count",
    "french_holidays",
    "read_window",
    "working_days",
]  # fmt: skip
