"""One action on a declaration, with every reason looked for; beside two state machines that say only yes or no.

A campaign of an ALSH on two sites, from the first entry to the acceptance, on all three. The state machines have
the same states, events and guards, which answer from flags and give no reason; they keep no data, no history, and
sign nothing. `apply` reads the figures, runs the controls, estimates and signs.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import attrs

import afas
from benchmarks import Row, worked
from benchmarks._campaign import AT, BOOK, BRUNO, CAMPAIGN, act, opened
from benchmarks._machines import EVENTS, Lifecycle, with_transitions

TIMES = 300


def durations(start: Callable[[], Any], step: Callable[[Any, int], Any]) -> list[list[float]]:
    """How long each step of a campaign took, over all campaigns."""
    found: list[list[float]] = [[] for _ in CAMPAIGN]
    for _ in range(TIMES):
        state = start()
        for rank, those in enumerate(found):
            before = perf_counter()
            state = step(state, rank)
            those.append(perf_counter() - before)
    return found


def fire(model: Any, rank: int) -> Any:
    model.trigger(EVENTS[rank])
    return model


def send(machine: Any, rank: int) -> Any:
    machine.send(EVENTS[rank])
    return machine


def overall(name: str, found: list[list[float]]) -> Row:
    """The median of the events of a campaign, each at its shortest."""
    return Row(name, median(min(those) for those in found))


def main() -> list[Row]:
    first = opened()
    ours = durations(opened, act)
    entered = act(first, 0)
    model, machine = with_transitions(), Lifecycle()
    events = tuple(dict.fromkeys(EVENTS))

    def allowed() -> object:
        return afas.allowed(entered, by=BRUNO, roles=BOOK, on=AT.date())

    def asked() -> object:
        return afas.blockers(entered, afas.Transmit(), by=BRUNO, roles=BOOK, on=AT.date())

    def copied() -> object:
        return attrs.evolve(entered, complements="x")

    return [
        overall("an event, `transitions` (no reasons)", durations(with_transitions, fire)),
        overall("an event, `python-statemachine` (no reasons)", durations(Lifecycle, send)),
        overall("an action, `afas.apply` with its reasons", ours),
        *(
            Row(f"… {action.name} {' '.join(filter(None, action.form_key or ()))}".rstrip(), min(those))
            for (action, _), those in zip(CAMPAIGN, ours, strict=True)
        ),
        Row(
            "a declaration copied with `attrs.evolve`",
            worked(lambda: attrs.evolve(entered, complements="x"), TIMES // 3),
        ),
        Row("one opened of a calendar", worked(opened, TIMES // 3)),
        Row("what is allowed, `transitions`", worked(lambda: [model.may_trigger(one) for one in events], TIMES // 3)),
        Row("what is allowed, `python-statemachine`", worked(machine.enabled_events, TIMES // 3)),
        Row(
            "what is allowed, `afas.allowed`",
            worked(allowed, TIMES // 3),
        ),
        Row("“why can’t I transmit?”, the ten reasons of `afas.blockers`", worked(asked, TIMES // 3)),
    ]
