"""Faults put into a copy of the library on purpose: does what continuous integration runs find them?

python -m assurance.faults --seed 7           # ten faults, each in a rule module drawn at random
python -m assurance.faults --seed 7 --at 3    # one of them again

A fault is a mutant of `tools.mutants`, a module drawn first and then a mutant of it. For each: the tests of continuous
integration that reach its line (all that import its package, where it runs at import only), then the share of the
models, up to the first that fails. A fault that is not found is either equivalent (no
input tells it from the library: `tools/equivalents.txt`, with the reason) or a law that no test states.
"""

import argparse
import random
import sys
import time
from pathlib import Path

from tools import judge, mutants, reach
from tools.mutator import Mutant

RULES = (
    "access.py", "administration/", "agreements/", "arithmetic.py", "assignments/", "calendar.py", "declarations/", "estimation.py", "forms.py",
    "parameters/", "payments/", "periods/", "ps/", "reference.py", "roles.py", "terms/", "workflow.py",
)  # fmt: skip
MODELS = "tests/test_assurance.py"
LOADS = "test_every_known_witness_names_a_campaign"  # of the models: the first thing to fail where they do not load


def drawn(seed: int, n: int) -> Mutant:
    """The n-th fault of a seed: a part of the rules at random, a module of it, a mutant of that."""
    rng = random.Random(f"{seed}:{n}")
    while True:
        part = rng.choice(RULES)
        modules = [path for path in mutants.rule_modules() if path.removeprefix(f"{reach.SOURCE}/").startswith(part)]
        found = mutants.possible([rng.choice(modules)])
        if found:
            return rng.choice(found)


def main() -> int:
    """Puts the faults in, one by one; 1 where one is not found."""
    parser = argparse.ArgumentParser(prog="python -m assurance.faults", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--at", type=int, help="one fault alone")
    parser.add_argument("--seconds", type=float, default=1800, help="for the tests of one fault")
    parser.add_argument(
        "--reached", type=Path, help="keep which test reaches which line in this file, or read it there"
    )
    parser.add_argument("--dry", action="store_true", help="say which they are, and no more")
    told = parser.parse_args()
    print(f"seed {told.seed}")
    missed = 0
    with judge.copied() as tree:
        whole = (reach.ROOT / mutants.rule_modules()[0]).read_text(encoding="utf-8")
        unchanged = judge.judged(tree, mutants.rule_modules()[0], whole, [[f"{MODELS}::{LOADS}"]], told.seconds)
        if unchanged.told != "survives":
            raise SystemExit("the models fail before anything is changed")
        reached = None if told.dry else reach.measured(tree, reach.test_files(), told.reached)
        for n in range(told.count) if told.at is None else [told.at]:
            fault, begun = drawn(told.seed, n), time.monotonic()
            print(
                f"{n}: {fault.path}:{fault.line} ({fault.kind}): {fault.before[:80]}  ->  {fault.after[:80]}",
                flush=True,
            )
            if reached is None:
                continue
            text = fault.applied((tree / fault.path).read_text(encoding="utf-8"))
            rounds = [*reach.rounds(reached, fault.path, fault.line, reach.test_files()), [MODELS]]
            verdict = judge.judged(tree, fault.path, text, rounds, told.seconds)
            missed += verdict.told not in {"noticed", "not loaded"}
            by = f" by {verdict.by}" if verdict.by else ""
            print(f"   {verdict.told}{by} ({time.monotonic() - begun:.0f} s)", flush=True)
    if not told.dry:
        print(f"{missed} not found" if missed else "all found")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
