"""Does an evaluator in another language answer as the library does? `make js` and `make assurance` ask.

    python -m website.agreement [--sorted] [--no-words] [--rules FILE] SEED CASES COMMAND…

The command reads a call a line on its standard input (JSON, see `website.vectors`), and writes its answer to each, a
line too. Calls are drawn, handed over and compared one by one: nothing is kept, however many they are. `--sorted`:
names come in alphabetical order, for a language whose objects have none. `--no-words`: sentences, and the words of
steps, are not compared.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final

import attrs

import afas
from afas import exchange
from website.vectors import answered, drawn

__all__ = ["Agreement", "compared"]

RULES: Final = Path("build/rules/rules.json")
MOST_SHOWN: Final = 3
"""Disagreements that are printed; all of them are counted."""

Call = dict[str, Any]


@attrs.define
class Agreement:
    """What was compared, and where both differ."""

    seen: Counter[str] = attrs.field(factory=Counter)
    apart: list[tuple[Call, Call, Any]] = attrs.field(factory=list)
    differing: int = 0

    def add(self, call: Call, wanted: Call, found: Any) -> None:
        """Count an answer, and keep it where it is another one."""
        self.seen[f"{call['ps']}: {'refused' if 'faults' in wanted else 'with an amount'}"] += 1
        self.seen.update(fault[1] for fault in wanted.get("faults", ()))
        if wanted != found:
            self.differing += 1
            if len(self.apart) < MOST_SHOWN:
                self.apart.append((call, wanted, found))

    def take(self, other: "Agreement") -> None:
        """Count what another one saw, too."""
        self.seen += other.seen
        self.apart = [*self.apart, *other.apart][:MOST_SHOWN]
        self.differing += other.differing

    @property
    def total(self) -> int:
        """How many answers were compared."""
        return sum(count for name, count in self.seen.items() if ": " in name)

    @property
    def holds(self) -> bool:
        """No answer differs, and each PS had amounts and refusals."""
        kinds = [f"{code}: {kind}" for code in afas.ps.codes() for kind in ("refused", "with an amount")]
        return not self.differing and all(self.seen[kind] for kind in kinds)


def compared(command: Sequence[str], calls: Iterable[Call], *, words: bool = True) -> Agreement:
    """Hand the calls to the command, and compare its answers with those of the library as they come."""
    agreement = Agreement()
    expected: SimpleQueue[tuple[Call, Call] | None] = SimpleQueue()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - the caller's
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes

        def listen(lines: Iterable[bytes]) -> None:
            for line in lines:
                if (asked := expected.get()) is None:
                    expected.put(None)
                    agreement.differing += 1  # an answer to no call
                else:
                    agreement.add(*asked, json.loads(line))

        listener = Thread(target=listen, args=(process.stdout,))
        listener.start()
        try:
            for call in calls:
                process.stdin.write(json.dumps(call).encode() + b"\n")
                wanted = answered(call)
                expected.put((call, wanted if words else _without_words(wanted)))
        except BrokenPipeError:
            print("the command ended before the last call", file=sys.stderr)
        expected.put(None)
        process.stdin.close()
        listener.join()
    agreement.differing += expected.qsize() - 1 + (process.returncode != 0)  # calls without an answer
    return agreement


def _without_words(answer: Call) -> Call:
    if "faults" in answer:
        return {"faults": [[path, code] for path, code, *_ in answer["faults"]]}
    return {**answer, "steps": [[name, exact] for name, exact, *_ in answer["steps"]]}


def _sorted(call: Call) -> Call:
    return {
        **call,
        "entries": dict(sorted(call["entries"].items())),
        "parameters": dict(sorted(call["parameters"].items())),
    }


def _one(code: str, asked: argparse.Namespace) -> Agreement:
    calls = drawn(afas.ps.get(code), asked.seed, asked.cases)
    return compared(asked.command, map(_sorted, calls) if asked.sorted else calls, words=asked.words)


def main() -> int:
    """Compare, a PS on each core, and say what was seen; 1 where the two disagree."""
    parser = argparse.ArgumentParser(prog="python -m website.agreement", usage=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("cases", type=int)
    parser.add_argument("--sorted", action="store_true")
    parser.add_argument("--no-words", dest="words", action="store_false")
    parser.add_argument("--rules", type=Path, default=RULES)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    asked.rules.parent.mkdir(parents=True, exist_ok=True)
    asked.rules.write_text(json.dumps(exchange.rules(), ensure_ascii=False), "utf-8")
    since, made = time.monotonic(), Agreement()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for one in pool.map(partial(_one, asked=asked), afas.ps.codes()):
            made.take(one)
    amounts = sum(count for name, count in made.seen.items() if name.endswith("with an amount"))
    codes = sorted((name, count) for name, count in made.seen.items() if ": " not in name)
    print(
        f"{asked.command[0]}: {made.total:,} cases of seed {asked.seed}, {amounts:,} with an amount, "
        f"{time.monotonic() - since:.0f} s; {made.differing} differ from the library"
    )
    print("   faults:", ", ".join(f"{name} {count:,}" for name, count in codes))
    for call, wanted, found in made.apart:
        print(f"DIFFERS {json.dumps(call, ensure_ascii=False)}\n  library   {wanted}\n  evaluator {found}")
    return 0 if made.holds else 1


if __name__ == "__main__":
    sys.exit(main())
