"""Payments against their model: rows through a table, and single schedules."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from afas.payments import PaymentTerms, schedule
from afas.simulation import payments_table
from assurance.campaign import Campaign, Parted, Steps
from assurance.models import payments as model
from assurance.models.payments import Rights

ROWS = 100
TERMS = {
    "92": PaymentTerms.from_mapping(
        {"advances": [{"rate": "0.40", "on": "forecast validated"},
                      {"rate": "0.30", "on": "actual N-1 validated", "cap": {"rate": "0.70", "base": "actual N-1", "scope": "cumulative"}}],
         "top_up_rate": "0"}
    ),
    "59": PaymentTerms.from_mapping(
        {"advances": [{"rate": "0.35", "base": "actual N-2", "on": "forecast transmitted"},
                      {"rate": "0.35", "base": "forecast N", "on": "actual N-1 validated",
                       "cap": {"rate": "0.70", "base": "actual N-1", "scope": "cumulative", "if": "gap over 0.10 not justified"}}],
         "top_up_rate": "0"}
    ),
}  # fmt: skip


def draw(rng: Random) -> Steps:
    """Rights near one another, so that caps and gaps bind or just do not."""
    rows = []
    for _ in range(ROWS):
        previous = rng.randrange(1, rng.choice([200, 20_000_000]))
        near = [
            previous * percent // 100 + rng.choice([-1, 0, 0, 1])
            for percent in (90, 100, 110, 110, 125, rng.randrange(10, 300))
        ]
        rows.append(Rights(max(0, rng.choice(near)), previous, max(0, rng.choice(near)), max(0, rng.choice(near))))
    return [(rng.choice(["92", "59"]), rng.random() < 0.5), *rows]


def euros(cents: int) -> str:
    return str(Decimal(cents).scaleb(-2))


def play(steps: Steps, counts: Counter[str]) -> int:
    """Each row through the table; four of them by `schedule`."""
    if len(steps) < 2 or not isinstance(steps[0], tuple):
        return 0
    (caf, justified), rows = steps[0], list(steps[1:])
    justified = justified and caf == "59"
    table = {
        "forecast": [euros(r.forecast) for r in rows],
        "previous_actual": [euros(r.previous) for r in rows],
        "actual": [euros(r.actual) for r in rows],
        "actual_n_2": [euros(r.n_2) for r in rows],
    }
    if justified:
        table["gap_justified"] = [True for _ in rows]  # type: ignore[misc]
    found: Any = payments_table(TERMS[caf], table)
    columns = [found[name].units.tolist() for name in ("advance_1", "advance_2", "balance", "overpayment")]
    for n, rights in enumerate(rows):
        advances = model.advances_92(rights) if caf == "92" else model.advances_59(rights, justified=justified)
        mine, theirs = (*advances, *model.settled(advances, rights.actual)), tuple(column[n] for column in columns)
        if mine != theirs:
            raise Parted(f"payments:{caf}, table", f"{rights}, justified {justified}: model {mine}, afas {theirs}")
        counts["capped" if sum(advances) == model.rounded(Fraction(7, 10) * rights.previous) else "free"] += 1
        counts["indu" if mine[3] else "balance"] += 1
        if n % 25 == 0:
            single(caf, rights, mine, justified=justified)
            counts["single"] += 1
    return len(rows)


def single(caf: str, rights: Rights, mine: tuple[int, ...], *, justified: bool) -> None:
    """The same by `schedule`: what is paid, in its order, and what is left at the end."""
    told = schedule(
        TERMS[caf], forecast=euros(rights.forecast), previous_actual=euros(rights.previous), actual=euros(rights.actual),
        actual_n_2=euros(rights.n_2), gap_justified=justified,
    )  # fmt: skip
    paid = [int(item.amount * 100) for item in told]
    rest = mine[2] - mine[3]
    if paid[:2] != list(mine[:2]) or (sum(abs(x) for x in paid[2:]) != abs(rest)):
        raise Parted(
            f"payments:{caf}, alone",
            f"{rights}, justified {justified}: model {mine}, afas {[(i.kind, i.amount) for i in told]}",
        )


PAYMENTS = Campaign(
    "payments",
    draw,
    play,
    least={"single": 30, "capped": 30, "free": 300, "indu": 100, "balance": 200},
    sizes={"ci": 40_000, "full": 1_000_000},
    unit="rows",
)
