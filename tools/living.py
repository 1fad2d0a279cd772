"""A session of tests that stays: each change is put into the living functions of a fork of it, and tried there.

The library and the tests are read once; a change costs the time of the tests that it is asked of, and no more. What
runs while a module is imported (figures in tables, class bodies, decorators, defaults) cannot be put in afterwards:
`asked` gives None, and `tools.judge` imports the changed copy in a process of its own. It does the same where nothing
is noticed, since what was computed at import, or kept in a cache, may hide a change from these forks.
"""

import functools
import gc
import importlib
import json
import os
import pkgutil
import signal
import time
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

__all__ = ["QUIETLY", "Living", "Said", "changed", "ended"]

_OF_FUNCTIONS: Final = 0x1  # CO_OPTIMIZED: the code of a function, not of a module nor of a class body
_PASSED, _FAILED, _BROKEN = 0, 1, 3
QUIETLY: Final = (
    *("-q", "-p", "no:randomly", "-p", "no:cacheprovider"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of libraries loaded before forking
)

Pair = tuple[types.CodeType, types.CodeType]
"""The code of a function, and its changed code."""


class Said(NamedTuple):
    """What a fork said: was the change noticed, and by which test (or signal)."""

    noticed: bool
    by: str


def changed(before: types.CodeType, after: types.CodeType) -> list[Pair] | None:
    """The functions whose code differs between two texts of a module; None where more than functions differ."""
    if before.co_flags & _OF_FUNCTIONS:
        return [] if before == after else [(before, after), *_inner(before, after)]
    if _own(before) != _own(after):
        return None
    found: list[Pair] = []
    for inner in map(changed, _nested(before), _nested(after)):
        if inner is None:
            return None
        found += inner
    return found


def _inner(before: types.CodeType, after: types.CodeType) -> Iterator[Pair]:
    """Functions inside a changed function: those it has made already are changed too."""
    for old, new in zip(_nested(before), _nested(after), strict=False):
        if old != new and old.co_name == new.co_name:
            yield old, new
            yield from _inner(old, new)


def _nested(code: types.CodeType) -> list[types.CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]


def _own(code: types.CodeType) -> tuple[object, ...]:
    """What the body of a module or class does itself, whatever the functions in it do."""
    constants = ["code" if isinstance(one, types.CodeType) else (type(one), repr(one)) for one in code.co_consts]
    return code.co_code, constants, code.co_names


class Living:
    """The session, in a process of its own: tests of these files are asked of it, one change after another."""

    def __init__(self, tree: Path, files: Sequence[str], entered: Callable[[Path, Path], None]) -> None:
        """Starts it: `entered` makes the process one of the tree, and sends what it prints to a file."""
        asks, answers = os.pipe(), os.pipe()
        self.process = os.fork()
        if not self.process:
            os.close(asks[1])
            os.close(answers[0])
            with os.fdopen(asks[0]) as questions, os.fdopen(answers[1], "w") as replies:
                os._exit(_served(tree, files, entered, questions, replies))
        os.close(asks[0])
        os.close(answers[1])
        self._to, self._from = os.fdopen(asks[1], "w"), os.fdopen(answers[0])

    def asked(self, path: str, text: str, tests: Sequence[str], limit: float) -> Said | None:
        """What these tests say of a module with this text; None where it cannot be put in, or past so many seconds."""
        self._to.write(json.dumps([path, text, [*tests], limit]) + "\n")
        self._to.flush()
        line = self._from.readline()
        if not line:
            raise SystemExit("the session of tests has ended")
        reply = json.loads(line)
        return None if reply is None else Said(*reply)

    def close(self) -> None:
        """Ends it."""
        self._to.close()
        self._from.close()
        os.waitpid(self.process, 0)


def _served(
    tree: Path, files: Sequence[str], entered: Callable[[Path, Path], None], questions: IO[str], replies: IO[str]
) -> int:
    entered(tree, tree.parent / "living.log")
    pytest = importlib.import_module("pytest")
    return int(pytest.main([*QUIETLY, "-s", "-p", "no:xdist", *files], plugins=[_Server(tree, questions, replies)]))


class _Server:
    """In place of running the tests that were collected: asks them what is asked, until nothing is."""

    def __init__(self, tree: Path, questions: IO[str], replies: IO[str]) -> None:
        self.tree, self.questions, self.replies = tree, questions, replies
        self.of: dict[str, list[Any]] = {}
        self.functions: dict[tuple[str, str, int], list[types.FunctionType]] = {}
        self.caches: list[Any] = []
        self.codes: dict[str, types.CodeType] = {}

    def pytest_runtestloop(self, session: Any) -> bool:
        for item in session.items:
            name = item.nodeid.partition("[")[0]
            for asked in (name, name.partition("::")[0]):
                self.of.setdefault(asked, []).append(item)
        for module in pkgutil.walk_packages(importlib.import_module("afas").__path__, "afas."):
            importlib.import_module(module.name)
        gc.unfreeze()  # what was collected with is frozen: the garbage collector would not show it
        for one in gc.get_objects():
            if isinstance(one, types.FunctionType):
                self.functions.setdefault(_place(one.__code__), []).append(one)
            elif isinstance(one, functools._lru_cache_wrapper):
                self.caches.append(one)
        gc.freeze()  # a fork copies no page for the sake of its marks
        for question in self.questions:
            path, text, tests, limit = json.loads(question)
            self.replies.write(json.dumps(self.reply(path, text, tests, limit)) + "\n")
            self.replies.flush()
        return True

    def reply(self, path: str, text: str, tests: Sequence[str], limit: float) -> Said | None:
        """What is said of one change."""
        pairs = self.living(path, text)
        if pairs is None:
            return None
        items = list(dict.fromkeys(item for test in tests for item in self.of.get(test, ())))
        here, there = os.pipe()
        child = os.fork()
        if not child:
            os._exit(self.tried(pairs, items, there))
        os.close(there)
        with os.fdopen(here) as said:
            code = ended(child, time.monotonic() + limit)
            if code is None or code == _BROKEN:
                return None
            by = said.read() if code >= 0 else f"signal {-code}"  # out of memory, or of recursion in C
        return Said(code != _PASSED, by)

    def living(self, path: str, text: str) -> list[tuple[types.FunctionType, types.CodeType]] | None:
        """The living functions that this text changes, each with its new code; None where that is not all of it."""
        file = str(self.tree / path)
        if path not in self.codes:
            self.codes[path] = compile(Path(file).read_text(encoding="utf-8"), file, "exec")
        pairs = changed(self.codes[path], compile(text, file, "exec"))
        if pairs is None:
            return None
        found = [(one, new, old) for old, new in pairs for one in self.functions.get(_place(old), ())]
        fits = all(one.__code__.co_freevars == new.co_freevars for one, new, _ in found)
        reached = {old for *_, old in found}
        outer = {old for old, _ in pairs if "<locals>" not in old.co_qualname}
        return [(one, new) for one, new, _ in found] if fits and outer <= reached else None

    def tried(self, pairs: Sequence[tuple[types.FunctionType, types.CodeType]], items: Sequence[Any], out: int) -> int:
        """In the fork: the change is put in, and tests run until one of them fails."""
        os.setpgid(0, 0)
        try:
            gc.unfreeze()
            for function, code in pairs:
                function.__code__ = code
            for cache in self.caches:
                cache.cache_clear()
            runner = importlib.import_module("_pytest.runner")
            for item, after in zip(items, [*items[1:], None], strict=True):
                if any(report.failed for report in runner.runtestprotocol(item, log=False, nextitem=after)):
                    os.write(out, item.nodeid.encode())
                    return _FAILED
        except BaseException:  # whatever a changed rule raises: nothing is said of it
            return _BROKEN
        return _PASSED


def _place(code: types.CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def ended(child: int, ends: float) -> int | None:
    """The exit status of a fork; None where it had to be ended."""
    while not (done := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > ends:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(0.005)
    return os.waitstatus_to_exitcode(done[1])
