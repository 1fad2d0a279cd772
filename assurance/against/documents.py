"""Hostile documents against law 8: an object or a refusal; what was read can be used, copied, and written again."""

import json
from collections import Counter
from datetime import date
from random import Random

from afas import exchange
from afas.errors import AfasError
from assurance.campaign import Campaign, Parted, Steps
from assurance.hostile import documents
from assurance.hostile.use import Over, bounded, kept, use

USUAL, LAST = date(2023, 6, 19), date.max


def draw(rng: Random) -> Steps:
    """One document, and the day on which what it holds is asked."""
    how = rng.random()
    if how < 0.08:
        raw = documents.bomb(rng)
    elif how < 0.45:
        raw = documents.mutated(rng.choice(documents.seeds()), rng)
    else:
        name = rng.choice(documents.names())
        raw = documents.envelope(name, documents.value_of(documents.schemas()["$defs"][name], rng))
        if how < 0.8:
            raw = documents.mutated(raw, rng)
    return [(json.dumps(raw), USUAL if rng.random() < 0.8 else LAST)]


def play(steps: Steps, counts: Counter[str]) -> int:
    """Reads a document (or one of the corpus, "@name") and uses what it holds."""
    for told, day in steps:
        text = documents.kept(told[1:]) if told.startswith("@") else told
        try:
            with bounded():
                found = exchange.read(text).value
        except AfasError as refused:
            counts["refused"] += 1
            counts.update({f"fault {fault.code}": 1 for fault in refused.faults})
            if not refused.faults or not refused.text("fr"):
                raise Parted("hostile:a refusal without faults", text[:300]) from refused
            continue
        except (Exception, Over) as error:
            raise Parted(f"hostile:{type(error).__name__} in read", repr(error)[:300]) from error
        counts["read"] += 1
        counts["asked"] += use(found, len(text), day)
        counts[f"used {type(found).__name__}"] += 1
        kept(found)
    return len(steps)


DOCUMENTS = Campaign(
    "hostile",
    draw,
    play,
    least={
        "read": 150,
        "refused": 200,
        "asked": 1500,
        "fault wrong-type": 30,
        "fault missing-key": 20,
        "fault not-readable": 3,
    },
    sizes={"ci": 1_500, "full": 200_000},
    unit="documents",
)
