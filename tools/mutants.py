"""Small changes of the rules, one at a time, and whether a test notices.

    python -m tools.mutants --since main            changed lines, at most 100 mutants; a survivor fails
    python -m tools.mutants --sample 40 --seed 7    anywhere in the rule modules; survivors are told
    python -m tools.mutants --sample 40 --seed 7 --by-group    so many of each group of modules
    python -m tools.mutants --sample 10 --seed 7 --list    shows them, runs nothing

For each mutant, in a copy of the tree, the tests run that reach its line: see `tools.reach` and `tools.judge`. With
`--since` nothing is measured: the tests that changed too are asked, and the files of tests that run its module most, as
`tools/nearest.txt` has them (`--near` writes it anew, after a measured run).
What changes nothing is listed in `tools/equivalents.txt`, with its reason. `python -m assurance.faults` takes
mutants from here and asks continuous integration instead.
"""

import argparse
import random
import re
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Final

from tools import judge, reach
from tools.living import Living
from tools.mutator import Mutant, mutants
from tools.reach import ROOT, SOURCE

ON_A_PUSH: Final = 90  # seconds that a mutant of changed lines may take
EQUIVALENTS: Final = ROOT / "tools" / "equivalents.txt"
# What shows, draws or translates has tests of another kind; figures and dates of rules are in.
NOT_RULES: Final = (
    "charts/", "contacts/", "directories/", "documents/", "exchange/", "ical/", "numbers/_printed", "receipts/",
    "simulation/", "text/", "/__init__.py", "errors.py",
)  # fmt: skip
# The parts of the rules whose scores are kept apart; the others are `rest`.
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "access": ("access.py",),
    "roles": ("roles.py", "assignments/", "administration/"),
    "declarations": ("declarations/_attempt", "declarations/_covered", "declarations/_guards", "declarations/_history",
                     "declarations/_lifecycle", "declarations/_signing"),
    "payments": ("payments/",),
    "ps": ("ps/",),
    "terms": ("terms/",),
    "columns": ("columns/",),
}  # fmt: skip


def rule_modules() -> list[str]:
    """The modules whose mutants count, by path."""
    every = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / SOURCE).rglob("*.py"))
    return [path for path in every if not any(part in path.removeprefix(SOURCE) for part in NOT_RULES)]


def changed_lines(base: str) -> dict[str, set[int]]:
    """The lines of the working tree that differ from a commit, by path."""
    told = _git("diff", "-U0", "--no-color", base, "--", SOURCE)
    found: dict[str, set[int]] = {}
    path = ""
    for row in told.splitlines():
        if row.startswith("+++ "):
            path = row.removeprefix("+++ b/")
        elif at := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", row):
            first, many = int(at[1]), int(at[2] or 1)
            found.setdefault(path, set()).update(range(first, first + many))
    return found


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def near_rounds(path: str, base: str) -> list[list[str]]:
    """The tests to ask where nothing is measured: those that changed too, then the nearest files, one by one."""
    changed = {f for f in _git("diff", "--name-only", base, "--", "tests").splitlines() if f in reach.test_files()}
    nearest = reach.nearest(path)
    first = [file for file in nearest if file in changed]
    return [[file] for file in dict.fromkeys([*first, *nearest, *sorted(changed)])]


def equivalents() -> dict[str, str]:
    """Mutants that change nothing, and why."""
    found: dict[str, str] = {}
    for row in EQUIVALENTS.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            key, mark, reason = row.partition("  # ")
            if not mark or not reason.strip():
                raise SystemExit(f"{EQUIVALENTS.name}: without a reason: {row}")
            found[key.strip()] = reason.strip()
    return found


def group_of(path: str) -> str:
    """The group of a module."""
    inner = path.removeprefix(f"{SOURCE}/")
    return next((name for name, parts in GROUPS.items() if inner.startswith(parts)), "rest")


def possible(paths: list[str], lines: dict[str, set[int]] | None = None) -> list[Mutant]:
    """The mutants of some modules (of changed lines only, where given), without those known to change nothing."""
    known = equivalents()
    return [
        mutant
        for path in paths
        for mutant in mutants(path, (ROOT / path).read_text(encoding="utf-8"), lines[path] if lines else None)
        if mutant.key not in known
    ]


def chosen(arguments: argparse.Namespace) -> list[Mutant]:
    """The mutants of this run."""
    lines = changed_lines(arguments.since) if arguments.since else None
    paths = [path for path in rule_modules() if (lines is None or path in lines) and arguments.only in path]
    found, rng = possible(paths, lines), random.Random(arguments.seed)  # noqa: S311 - a sample, not a secret
    groups = [[mutant for mutant in found if group_of(mutant.path) == name] for name in GROUPS]
    each = groups if arguments.by_group else [found]
    return sorted(mutant for group in each for mutant in rng.sample(group, min(arguments.sample, len(group))))


def table(found: Counter[tuple[str, str]]) -> str:
    """How many of each group were noticed."""
    rows = [
        "| group | mutants | noticed | not loaded | slow | not reached | survive | score |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for group in dict.fromkeys([*GROUPS, "rest"]):
        of = {told: n for (name, told), n in found.items() if name == group}
        if not of:
            continue
        counted = sum(of.values()) - of.get("not loaded", 0)
        noticed = of.get("noticed", 0)  # past its time limit, nothing was noticed
        kinds = [of.get(told, 0) for told in ("noticed", "not loaded", "slow", "not reached", "survives")]
        score = f"{100 * noticed / counted:.0f} %" if counted else "-"
        rows.append(f"| {group} | {sum(of.values())} | {' | '.join(map(str, kinds))} | {score} |")
    return "\n".join(rows)


def main() -> int:
    """Choose, run, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--since", help="a commit: lines changed since only; a survivor fails")
    parser.add_argument("--sample", type=int, default=100, help="at most this many")
    parser.add_argument("--by-group", action="store_true", help="so many of each group of modules")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", default="", help="a part of the path")
    parser.add_argument("--tests", nargs="*", default=None, help="files of tests that judge, in place of all")
    parser.add_argument(
        "--reached", type=Path, help="keep which test reaches which line in this file, or read it there"
    )
    parser.add_argument("--near", action="store_true", help=f"write {reach.NEAREST.name} from what was measured")
    parser.add_argument("--limit", type=int, default=600, help="seconds a mutant may take")
    parser.add_argument("--list", action="store_true", help="show the mutants and run nothing")
    arguments = parser.parse_args()
    found = chosen(arguments)
    print(f"{len(found)} mutants, --seed {arguments.seed}", flush=True)
    if arguments.list or not found:
        for one in found:
            print(f"{one.path}:{one.line}:{one.column} {one.kind}: {one.before} -> {one.after}")
        return 0
    counts = run(arguments, found)
    print(table(counts))
    # a change that makes a loop endless (slow) is no hole of the tests: it is told, and fails no push
    missed = sum(n for (_, told), n in counts.items() if told in {"survives", "not reached"})
    return 1 if arguments.since and missed else 0


def run(arguments: argparse.Namespace, found: list[Mutant]) -> Counter[tuple[str, str]]:
    """Judge these mutants, and tell of each: how many of each group, by what was told."""
    counts: Counter[tuple[str, str]] = Counter()
    limit = min(arguments.limit, ON_A_PUSH) if arguments.since else arguments.limit
    with judge.copied() as tree:
        asked = _rounds(arguments, tree, found)
        files = {test.partition("::")[0] for rounds in asked for tests in rounds for test in tests}
        with closing(Living(tree, sorted(files), judge.entered)) as living:
            for one, rounds in zip(found, asked, strict=True):
                text, begun = (tree / one.path).read_text(encoding="utf-8"), time.monotonic()
                verdict = judge.judged(tree, one.path, one.applied(text), rounds, limit, living)
                counts[group_of(one.path), verdict.told] += 1
                shown = f"{one.path}:{one.line} {one.kind}: {one.before[:90]} -> {one.after[:90]}"
                print(f"{verdict.told} ({time.monotonic() - begun:.0f} s): {shown}  {verdict.by}", flush=True)
    return counts


def _rounds(arguments: argparse.Namespace, tree: Path, found: list[Mutant]) -> list[list[list[str]]]:
    """The tests to ask of each mutant, in rounds."""
    if arguments.since:
        near = {path: near_rounds(path, arguments.since) for path in {one.path for one in found}}
        reach.compiled(tree, sorted({file for rounds in near.values() for files in rounds for file in files}))
        return [near[one.path] for one in found]
    among = arguments.tests or reach.test_files()
    reached = reach.measured(tree, among, arguments.reached)
    if arguments.near:
        known = {path: reach.near(reached, path, among) for path in rule_modules()}
        rows = [f"{path}: {' '.join(files)}\n" for path, files in known.items() if files]
        reach.NEAREST.write_text("".join(rows), encoding="utf-8")
    return [reach.rounds(reached, one.path, one.line, among) for one in found]


if __name__ == "__main__":
    sys.exit(main())
