"""Random histories played on a model and on `afas`: where they part, and what happened on the way."""

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

Steps = Sequence[Any]


class Parted(Exception):
    """The model and `afas` say different things; `kind` names the sort of thing, the same for all its witnesses."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(kind, what)
        self.kind, self.what = kind, what


@dataclass(frozen=True)
class Campaign:
    """A way to draw histories and to play them.

    Attributes:
        draw: a history, as plain data, so that a step can be left out.
        play: plays it, counts what happened, and raises `Parted`. Returns how many operations there were.
        least: what usually happens in 1,000 operations; far under half of it the generator has gone soft: a failure.
        sizes: operations of the share that continuous integration runs, and of `make assurance`.
    """

    name: str
    draw: Callable[[Random], Steps]
    play: Callable[[Steps, Counter[str]], int]
    least: Mapping[str, float]
    sizes: Mapping[str, int]
    unit: str = "operations"


@dataclass
class Witness:
    """The first history on which the two parted in this way, cut down to what it needs."""

    kind: str
    what: str
    steps: Steps
    history: int
    after: int


@dataclass
class Report:
    """What a run of a campaign saw."""

    name: str
    seed: int
    operations: int = 0
    histories: int = 0
    seconds: float = 0
    counts: Counter[str] = field(default_factory=Counter)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    partings: Counter[str] = field(default_factory=Counter)

    def soft(self, campaign: Campaign) -> list[str]:
        """What happened too seldom: under half of what usually does, and by no mere chance."""
        usual = {name: each * self.operations / 1000 for name, each in campaign.least.items()}
        due = {name: max(0, int(n / 2 - 2 * math.sqrt(n))) for name, n in usual.items()}
        return [f"{name}: {self.counts[name]}, at least {n}" for name, n in due.items() if self.counts[name] < n]


def parted(campaign: Campaign, steps: Steps, counts: Counter[str]) -> tuple[int, Parted | None]:
    """Plays a history; anything that is no refusal of the library is a parting too."""
    try:
        return campaign.play(steps, counts), None
    except Parted as apart:
        return len(steps), apart
    except (
        RecursionError,
        MemoryError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        AssertionError,
    ) as error:
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        name = where.tb_frame.f_globals.get("__name__", "?") if where else "?"
        return len(steps), Parted(f"{campaign.name}:{type(error).__name__}", f"{error!r} in {name}"[:600])


def cut_down(campaign: Campaign, steps: Steps, kind: str) -> tuple[Steps, str]:
    """Leaves out steps while the two still part in this way."""
    left, what, size = list(steps), "", max(1, len(steps) // 2)
    while size:
        n = 0
        while n < len(left):
            tried = left[:n] + left[n + size :]
            _, apart = parted(campaign, tried, Counter())
            if apart is not None and apart.kind == kind:
                left, what = tried, apart.what
            else:
                n += size
        size //= 2
    return left, what


def history(campaign: Campaign, seed: int, n: int) -> Steps:
    """The n-th history of a seed; the same for ever."""
    return campaign.draw(Random(f"{seed}:{campaign.name}:{n}"))


def run(campaign: Campaign, seed: int, size: int, *, since: int = 0, every: int = 1, seconds: float = 1e9) -> Report:
    """Plays histories until `size` operations were done (or the time is up): those numbered since, since + every, …"""
    report, begun, n = Report(campaign.name, seed), time.process_time(), since
    while report.operations < size and time.process_time() - begun < seconds:
        steps = history(campaign, seed, n)
        done, apart = parted(campaign, steps, report.counts)
        report.operations += done
        report.histories += 1
        if apart is not None:
            report.partings[apart.kind] += 1
            if apart.kind not in report.witnesses:
                left, what = cut_down(campaign, steps, apart.kind)
                report.witnesses[apart.kind] = Witness(apart.kind, what or apart.what, left, n, report.operations)
        n += every
    report.seconds = time.process_time() - begun
    return report
