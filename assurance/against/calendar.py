"""What a calendar opens, and what an agenda shows, against the model, on every day around its windows."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

import afas
from afas import calendar, followup, ps
from afas.errors import AfasError
from afas.forms import DeclarationKind
from assurance.campaign import Campaign, Parted, Steps
from assurance.models import calendar as model

ORIGIN = date(2023, 1, 1)
CODES = ["EAJE", "ALSH", "RPE", "LAEP"]
KINDS = [kind.name for kind in DeclarationKind]


def draw(rng: Random) -> Steps:
    """A few windows, some of kinds that a PS does not have; then days."""
    steps: list[Any] = []
    for code in rng.sample(CODES, rng.randint(1, 3)):
        taken = [kind.name for kind in ps.get(code).kinds]
        for kind in rng.sample(taken, rng.randint(1, len(taken))):
            start = rng.randrange(60)
            steps.append(
                model.Window(
                    code,
                    kind,
                    start,
                    start + (rng.choice([1, 5, 25, 60]) if rng.random() < 0.97 else rng.choice([0, -3])),
                )
            )
    return [*steps, *(("on", rng.randrange(130)) for _ in range(6))]


def play(steps: Steps, counts: Counter[str]) -> int:
    """The calendar is read or refused; each day, what opens, what is late and what the agenda says."""
    windows = [step for step in steps if isinstance(step, model.Window)]
    if not windows:
        return 0
    told = [
        {
            "ps": w.ps,
            "kind": w.kind,
            "year": 2023,
            "available": str(ORIGIN + timedelta(w.available)),
            "before": str(ORIGIN + timedelta(w.before)),
        }
        for w in windows
    ]
    wrong = [w for w in windows if w.before <= w.available]  # [law 7] it opens before it closes
    try:
        book = afas.Calendar.from_mapping({"caf": "00", "year": 2023, "windows": told})
    except AfasError as refused:
        counts["refused"] += 1
        if len(wrong) != len([f for f in refused.faults if f.code == "closes-before-it-opens"]):
            raise Parted("calendar:faults", f"{wrong}: {[f.code for f in refused.faults]}") from refused
        return len(steps)
    if wrong:
        raise Parted("calendar:closes before it opens", f"{wrong}")
    activities = {f"A-{code}": code for code in CODES}
    known = [afas.Activity(name, "P1", code, "Name", "NANTERRE") for name, code in activities.items()]
    asked(book, windows)
    opened: list[Any] = []
    for on in sorted(step[1] for step in steps if isinstance(step, tuple)):
        day, there = ORIGIN + timedelta(on), {(d.activity.id, d.kind.name) for d in opened}
        expected = model.offered(windows, activities, there, on)
        new = afas.open_declarations(book, known, on=day, existing=opened)
        if {(d.activity.id, d.kind.name) for d in new} != expected or len(new) != len(expected):
            raise Parted(
                "calendar:opened", f"day {on}: model {expected}, afas {[(d.activity.id, d.kind.name) for d in new]}"
            )
        opened += new
        counts["opened"] += len(new)
        for declared in opened:
            window = next(w for w in windows if (w.ps, w.kind) == (declared.activity.ps, declared.kind.name))
            if declared.late(day) != model.late(window, on):
                raise Parted("calendar:late", f"day {on}: {window}, afas {declared.late(day)}")
            counts["late" if model.late(window, on) else "in time"] += 1
        tasks = followup.agenda(book, known, on=day)
        shown = [(t.window.ps, t.window.kind.name, t.state.name == "LATE") for t in tasks]
        mine = [(w.ps, w.kind, model.late(w, on)) for w in windows]
        if sorted(shown) != sorted(mine):
            raise Parted("calendar:agenda", f"day {on}: model {mine}, afas {shown}")
        if [s[2] for s in shown] != sorted((s[2] for s in shown), reverse=True):
            raise Parted("calendar:agenda order", f"day {on}: {shown}")
    return len(steps)


def asked(book: Any, windows: list[model.Window]) -> None:
    """[law 7] It covers the kinds it announces and nothing else; the rest is a clear error."""
    for code in CODES:
        for kind in KINDS:
            mine = next((w for w in windows if (w.ps, w.kind) == (code, kind)), None)
            try:
                theirs = book.window(code, DeclarationKind[kind])
            except calendar.NoWindow:
                theirs = None
            if (theirs is None) != (mine is None) or (mine and theirs.before != ORIGIN + timedelta(mine.before)):
                raise Parted("calendar:window", f"{code} {kind}: model {mine}, afas {theirs}")


CALENDAR = Campaign(
    "calendar",
    draw,
    play,
    least={"opened": 100, "late": 200, "in time": 100, "refused": 15},
    sizes={"ci": 6_000, "full": 200_000},
    unit="windows and days",
)
