"""Law 9: the library reads no file, no socket, no subprocess, no clock, no environment and no locale."""

import datetime as dt
import gc
import locale
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

import afas
from examples import campaign_2023

# What Python tells an audit hook about the world outside; "import" too, since all is imported beforehand.
OUTSIDE = (
    *("builtins.input", "ctypes.", "fcntl.", "ftplib.", "glob.", "http.", "import", "mmap.", "open", "os.", "pathlib."),
    *("shutil.", "signal.", "smtplib.", "socket.", "sqlite3.", "subprocess.", "tempfile.", "time.", "urllib."),
)
# Clocks, the environment and the locale tell no audit hook: these are seen as they are called.
CLOCKS = {"localtime", "gmtime", "monotonic", "monotonic_ns", "now", "perf_counter", "perf_counter_ns", "process_time"}
CLOCKS |= {"sleep", "time", "time_ns", "today", "utcnow"}
LOCALES = {"localeconv", "setlocale", "nl_langinfo"}
ENVIRONMENT = type(os.environ).__getitem__.__code__

_seen: list[str] | None = None


def _audit(event: str, _: tuple[Any, ...]) -> None:
    if _seen is not None and event.startswith(OUTSIDE):
        _seen.append(event)


sys.addaudithook(_audit)  # cannot be taken back: it listens only while `watched`


def _profile(frame: FrameType, event: str, called: Any) -> None:
    if _seen is None:
        return
    if event == "call" and frame.f_code is ENVIRONMENT:
        _seen.append("os.environ")
    elif event == "c_call":
        name, owner = getattr(called, "__name__", ""), getattr(called, "__self__", None)
        clock = name in CLOCKS and (owner is time or (isinstance(owner, type) and issubclass(owner, dt.date)))
        if clock or name in LOCALES:
            _seen.append(f"{getattr(owner, '__name__', owner)}.{name}")


@contextmanager
def watched() -> Iterator[list[str]]:
    """The list of all that reaches outside, as it happens."""
    global _seen  # noqa: PLW0603 - the audit hook cannot be handed anything
    seen = _seen = []
    before = sys.getprofile()
    gc.disable()  # hypothesis times each collection, and its clock is not ours
    sys.setprofile(_profile)
    try:
        yield seen
    finally:
        sys.setprofile(before)
        gc.enable()
        _seen = None


def test_a_whole_campaign_reads_and_writes_nothing() -> None:
    """The second run of a campaign sees no event at all.

    The first run is a warm-up: modules are imported when first needed, and Babel reads the data of a language
    from its own package once, the first time it writes in it. Both are as an import is. The example reads its
    input beforehand: `campaign` is the part that an embedding portal would call.
    """
    assert afas.__file__
    data = campaign_2023.load()
    first = campaign_2023.campaign(data)
    with watched() as seen:
        second = campaign_2023.campaign(data)
    assert seen == []
    assert second == first


@pytest.mark.parametrize(
    "reach",
    [
        pytest.param(lambda: open(os.devnull).close(), id="file"),  # noqa: PTH123 - the plainest of reads
        pytest.param(lambda: os.listdir("."), id="directory"),  # noqa: PTH208
        pytest.param(lambda: socket.socket().close(), id="socket"),
        pytest.param(lambda: subprocess.run([sys.executable, "-c", ""], check=True), id="subprocess"),
        pytest.param(dt.date.today, id="today"),
        pytest.param(lambda: dt.datetime.now(dt.UTC), id="now"),
        pytest.param(time.time, id="time"),
        pytest.param(lambda: os.environ.get("HOME"), id="environment"),
        pytest.param(lambda: locale.setlocale(locale.LC_CTYPE), id="locale"),
    ],
)
def test_the_watch_is_not_blind(reach: Callable[[], object]) -> None:
    with watched() as seen:
        reach()
    assert seen
