"""`python -m assurance`: compare `afas` with its models, on histories that any printed seed gives again.

python -m assurance                         # the whole, some half an hour on two cores
python -m assurance --share ci              # the share that continuous integration runs
python -m assurance roles --seed 7 --at 12  # one history again
"""

import argparse
import random
import sys
from concurrent.futures import ProcessPoolExecutor

from assurance.campaign import Campaign, Report, history, parted, run
from assurance.campaigns import CAMPAIGNS
from assurance.witnesses import KNOWN


def job(told: tuple[str, int, int, int, int]) -> Report:
    """A part of a campaign, in a process of its own: histories since, since + every, …"""
    name, seed, size, since, every = told
    return run(CAMPAIGNS[name], seed, size, since=since, every=every)


def together(parts: list[Report]) -> Report:
    """What the parts of a campaign saw."""
    whole = Report(parts[0].name, parts[0].seed)
    for part in parts:
        whole.operations += part.operations
        whole.histories += part.histories
        whole.seconds += part.seconds
        whole.counts += part.counts
        whole.partings += part.partings
        whole.witnesses = part.witnesses | whole.witnesses
    return whole


def show(campaign: Campaign, report: Report) -> bool:
    """Prints what was seen; was all well?"""
    print(
        f"{campaign.name}: seed {report.seed}, {report.histories:,} histories, {report.operations:,} {campaign.unit}, "
        f"{report.seconds:.0f} s of a core"
    )
    print("   " + ", ".join(f"{what} {n:,}" for what, n in sorted(report.counts.items())))
    new = {kind: one for kind, one in report.witnesses.items() if kind not in KNOWN}
    for kind, one in report.witnesses.items():
        known = "known" if kind in KNOWN else "NEW"
        print(f"   {known}: {kind} ({report.partings[kind]} times, first after {one.after:,} {campaign.unit})")
        print(f"      {one.what}")
        print("".join(f"      {step}\n" for step in one.steps), end="")
        print(f"      again: python -m assurance {campaign.name} --seed {report.seed} --at {one.history}")
    soft = report.soft(campaign)
    for line in soft:
        print(f"   TOO SELDOM: {line}")
    return not new and not soft


def main() -> int:
    """Runs what is asked for; 1 where the models and the library part in a way that is not known."""
    parser = argparse.ArgumentParser(
        prog="python -m assurance", description=__doc__.splitlines()[0] if __doc__ else None
    )
    parser.add_argument("campaigns", nargs="*", metavar="campaign", help=", ".join(CAMPAIGNS))
    parser.add_argument("--share", choices=["ci", "full"], default="full")
    parser.add_argument("--seed", type=int, help="fresh where none is given; printed")
    parser.add_argument("--size", type=int, help="operations, instead of those of the share")
    parser.add_argument("--at", type=int, help="one history alone")
    parser.add_argument("--processes", type=int, default=2)
    told = parser.parse_args()
    unknown = set(told.campaigns) - set(CAMPAIGNS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(CAMPAIGNS)}")
    seed = told.seed if told.seed is not None else random.SystemRandom().randrange(2**31)
    names, well = told.campaigns or list(CAMPAIGNS), True
    if told.at is not None:
        for name in names:
            steps = history(CAMPAIGNS[name], seed, told.at)
            print("\n".join(str(step) for step in steps))
            print(parted(CAMPAIGNS[name], steps, Report(name, seed).counts)[1] or "the two agree")
        return 0
    print(f"seed {seed}")
    with ProcessPoolExecutor(told.processes) as pool:
        n = told.processes
        sizes = {name: told.size or CAMPAIGNS[name].sizes[told.share] for name in names}
        parts = {name: [pool.submit(job, (name, seed, sizes[name] // n, k, n)) for k in range(n)] for name in names}
        for name in names:
            well &= show(CAMPAIGNS[name], together([part.result() for part in parts[name]]))
    print("the models and the library agree" if well else "NOT AS IT SHOULD BE: see NEW and TOO SELDOM above")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
