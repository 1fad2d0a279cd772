"""The schedule of one activity; the ledger of 1,000, 10,000 and 100,000 facts recorded one by one, then added up; a
table of a million rows, and its months.

The yardstick is one payment of a bare rate on exact fractions.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from time import process_time

import numpy as np

from afas.payments import Accepted, Fact, Ledger, Paid, PaymentTerms, schedule
from afas.simulation import Fixed, cash_by_month, payments_table
from benchmarks import Row, timed, worked

TERMS = PaymentTerms.from_mapping(
    {
        "top_up_rate": "0.40",
        "advances": [
            {"rate": "0.40", "on": "forecast validated"},
            {"rate": "0.30", "on": "actual N-1 validated", "cap": {"rate": "0.70", "base": "actual N-1"}},
        ],
    }
)
TIMES = 200


def facts() -> Iterator[Fact]:
    """Years of many activities: a forecast, an update and an actual declaration validated, four transfers each."""
    activity = 0
    while True:
        activity += 1
        name = f"A{activity}"
        for year in range(2018, 2024):
            start = date(year, 2, 1)
            right = Decimal(50_000 + 37 * activity % 9_000 + 11 * year)
            yield Accepted(f"{name}/{year}/F", start, name, year, "FORECAST", right)
            yield Accepted(f"{name}/{year}/R", start + timedelta(60), name, year - 1, "ACTUAL", right - 500)
            yield Accepted(f"{name}/{year}/U", start + timedelta(160), name, year, "UPDATE_JUNE", right + 900)
            for rank, paid in enumerate(("20000", "15000", "360", "9000")):
                yield Paid(f"{name}/{year}/P{rank}", start + timedelta(5 + 60 * rank), name, year, paid)


def _ledger(size: int) -> float:
    known = list(islice(facts(), size))
    begun = process_time()
    ledger = Ledger(TERMS)
    for fact in known:
        ledger = ledger.record(fact)
    ledger.balances("year")
    return process_time() - begun


def _plain() -> object:
    """As many figures kept under as many names, and added up: what a ledger without rules would do."""
    kept: dict[str, Decimal] = {}
    for rank in range(10_000):
        kept[f"A{rank}"] = kept.get(f"A{rank // 2}", Decimal(0)) + rank
    return sum(kept.values())


def _table(size: int) -> tuple[float, float]:
    """Seconds for the payments of a table, and for its months."""
    rng = np.random.default_rng(1)
    names = ("forecast", "previous_actual", "actual", "updated")
    table = {name: Fixed(rng.integers(0, 10**8, size), 2) for name in names}
    events = ("forecast validated", "actual N-1 validated", "update validated", "actual validated")
    days = {event: date(2023, 2 + 3 * rank, 1) for rank, event in enumerate(events)}
    paid = timed(lambda: payments_table(TERMS, table), 3)
    return paid, timed(lambda: cash_by_month(TERMS, table, days), 3)


def main() -> list[Row]:
    def bare() -> object:
        return Fraction(Decimal("0.40")) * Fraction(Decimal("100000.00"))

    def whole() -> object:
        return schedule(TERMS, forecast="100000", previous_actual="95000", updated="104000", actual="98000")

    paid, months = _table(1_000_000)
    return [
        Row("a rate of an amount", worked(bare, TIMES)),
        Row("schedule of one activity, with its reasons", worked(whole, TIMES)),
        Row("10,000 entries written in a dict, one by one", worked(_plain, 10)),
        *(Row(f"ledger of {size:,} facts", min(_ledger(size) for _ in range(2))) for size in (1_000, 10_000, 100_000)),
        Row("payments of a table of 1,000,000 rows", paid),
        Row("the same, and the months they fall due", months),
    ]
