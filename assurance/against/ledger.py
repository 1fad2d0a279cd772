"""The ledger against its model: any order of recording, stored and read between any two facts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from afas import exchange, payments
from afas.errors import AfasError
from afas.payments import Ledger, PaymentTerms
from assurance.campaign import Campaign, Parted, Steps
from assurance.models import ledger as model
from assurance.models.ledger import Fact

ORIGIN = datetime(2023, 1, 1)  # noqa: DTZ001 - the wall time of the Caf, without a zone
HALF = {"rate": "0.40", "on": "forecast validated"}
CAP = {"rate": "0.70", "base": "actual N-1", "scope": "cumulative"}
SECOND = {"rate": "0.30", "on": "actual N-1 validated"}
TERMS: list[tuple[model.Terms, PaymentTerms]] = [
    (model.Terms(), PaymentTerms.from_mapping({"advances": [HALF], "top_up_rate": "0"})),
    (
        model.Terms(second=Fraction(3, 10), cap=Fraction(7, 10)),
        PaymentTerms.from_mapping({"advances": [HALF, SECOND | {"cap": CAP}], "top_up_rate": "0"}),
    ),
    (model.Terms(top_up=Fraction(2, 5)), PaymentTerms.from_mapping({"advances": [HALF], "top_up_rate": "0.40"})),
]
KINDS = ["day", "day", "wall", "wall", "instant", "days and hours", "mixed"]
DECISIONS = ["Accepted", "Accepted", "Refused", "Cancelled"]


def draw(rng: Random) -> Steps:
    """The life of one to three declarations and of their payments on few days, told in any order."""
    kind, terms = rng.choice(KINDS), rng.randrange(3)
    steps: list[Any] = [("terms", terms), ("moments", kind)]
    facts: list[Fact] = []
    step = 1440 if kind == "day" else rng.choice([30, 60, 720])
    span = 10 * 1440 // step if kind == "day" else 12

    def new(what: str, moment: int, **told: Any) -> Fact:
        fact = Fact(what, f"f{len(facts)}", moment, **told)
        facts.append(fact)
        return fact

    declared = rng.sample(
        [(2023, "FORECAST"), (2022, "ACTUAL"), (2023, "ACTUAL"), (2023, "UPDATE_SEPTEMBER")], rng.randint(1, 3)
    )
    if rng.random() < 0.7 and (2023, "FORECAST") not in declared:
        declared.append((2023, "FORECAST"))
    for year, of in declared:
        moment, last = rng.randrange(span), ""
        for _ in range(rng.choice([1, 1, 2, 2, 3])):
            what = rng.choice(DECISIONS) if last else "Accepted"
            # two decisions at one moment: only one that undoes the other is said to follow it
            if what == "Accepted" or last in {"Refused", "Cancelled"}:
                moment += 1
            moment += rng.choice([0, 0, 1, 2])
            cents = rng.randrange(1, 4000) * 500 if what == "Accepted" else 0
            new(what, moment * step, year=year, kind=of, cents=cents)
            last = what
    for _ in range(rng.randint(0, 4)):
        what = rng.choice(["Paid", "Paid", "Recovered", "SetOff"])
        year = rng.choice([2022, 2023])
        new(
            what,
            rng.randrange(span) * step,
            year=year,
            cents=rng.randrange(1, 90_000),
            other=str(4045 - year) if what == "SetOff" else "",
        )
    reversible = [f for f in facts if f.what not in {"Reversed"}]
    for event in rng.sample(reversible, min(len(reversible), rng.choice([0, 0, 1, 1, 2]))):
        new("Reversed", event.moment + rng.choice([-1, 0, 0, 1, 3]) * step, other=event.id)
    first = [f for f in facts if f.what != "Reversed"]
    rng.shuffle(first)
    back = [f for f in facts if f.what == "Reversed"]
    for fact in [*first, *back]:
        steps.append(fact)
        if rng.random() < 0.15:
            steps.append(("store",))
    steps.append(("through", rng.randrange(span) * step))
    return steps


def moment(fact: Fact, kind: str, n: int) -> date | datetime:
    """The moment as the library is handed it; instants are told from two places on earth."""
    at = ORIGIN + timedelta(minutes=fact.moment)
    if kind == "mixed":
        kind = ("day", "wall", "instant")[n % 3]
    if kind == "days and hours":
        kind = "day" if fact.whole else "wall"
    if kind == "day":
        return at.date()
    if kind == "wall":
        return at
    return at.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=(0, 1, 2, -4)[n % 4])))


def told(fact: Fact, kind: str, n: int) -> Any:
    """The same fact to the library."""
    on, make = moment(fact, kind, n), getattr(payments, fact.what)
    amount = Decimal(fact.cents).scaleb(-2)
    match fact.what:
        case "Reversed":
            return make(fact.id, on, fact.other)
        case "Accepted":
            return make(fact.id, on, "A1", fact.year, fact.kind, amount)
        case "Refused" | "Cancelled":
            return make(fact.id, on, "A1", fact.year, fact.kind)
        case "SetOff":
            return make(fact.id, on, "A1", fact.year, amount, int(fact.other))
    return make(fact.id, on, "A1", fact.year, amount)


def stored(ledger: Ledger, facts: Sequence[Any]) -> Ledger:
    """[law 8] Written, read, the same; [law 6] the same facts again change nothing."""
    try:
        read: Ledger = exchange.loads(exchange.dumps(ledger))
    except AfasError as error:
        raise Parted("ledger:stored not read", f"{[f.code for f in error.faults]}") from error
    if read.balance() != ledger.balance():
        raise Parted("ledger:stored otherwise", f"{ledger.balance()} before, {read.balance()} after")
    if read != ledger:
        raise Parted("ledger:stored unequal", f"{list(ledger.facts)} before, {list(read.facts)} after")
    try:
        again = read.record(*facts)
    except AfasError as error:
        raise Parted("ledger:stored not recorded again", error.code) from error
    if again != read:
        raise Parted("ledger:twice is not once", "")
    return read


def sums(account: model.Account) -> tuple[int, int, int, int]:
    return account.due, account.paid, account.recovered, account.set_off


def play(steps: Steps, counts: Counter[str]) -> int:
    """Records each fact; compares what is due, paid, recovered and set off, of each year, at the end and at a day."""
    terms, theirs, kind, through = *TERMS[0], "day", None
    facts, recorded, stores = list[Fact](), list[Any](), list[int]()
    ledger = Ledger(theirs)
    for step in steps:
        match step:
            case ("terms", which):
                terms, theirs = TERMS[which]
                ledger = Ledger(theirs)
            case ("moments", which):
                kind = which
            case ("store",):
                stores.append(len(recorded))
            case ("through", which):
                through = which
            case Fact():
                if kind == "days and hours":
                    step = replace(step, whole=int(step.id[1:]) % 2 == 0)  # noqa: PLW2901 - the same fact
                fact = told(step, kind, int(step.id[1:]))
                possible = step.what != "Reversed" or model.may_reverse(facts, step)
                try:
                    ledger = ledger.record(fact)
                except AfasError as error:
                    counts[f"refused {error.code}"] += 1
                    if possible and kind != "mixed":
                        raise Parted(f"ledger:fact refused, {kind}", f"{step}: {error.code}") from error
                    continue
                if not possible and kind != "mixed":
                    raise Parted("ledger:reversal before its fact", f"{step} taken")
                facts.append(step)
                recorded.append(fact)
                counts[step.what] += 1
    counts[f"of {kind}"] += 1
    if kind != "mixed":  # which of its facts are refused is not the model's to say
        compare(ledger, facts, terms, None, kind)
        if kind == "day" and through is not None:
            compare(ledger, facts, terms, through, kind)
    read_between(ledger, Ledger(theirs), recorded, stores)
    counts["stored"] += 1 + len(stores)
    return len(steps)


def read_between(ledger: Ledger, kept: Ledger, recorded: list[Any], stores: list[int]) -> None:
    """[law 6] Stored and read between any two facts, a ledger comes to the same."""
    for n, fact in enumerate(recorded):
        try:
            kept = kept.record(fact)
        except AfasError as error:
            raise Parted("ledger:fact refused once stored", error.code) from error
        if n + 1 in stores:
            kept = stored(kept, recorded[: n + 1])
    kept = stored(kept, recorded)
    if kept.balances("year") != ledger.balances("year"):
        raise Parted("ledger:stored otherwise", f"{ledger.balance()}, stored between: {kept.balance()}")


def compare(ledger: Ledger, facts: list[Fact], terms: model.Terms, through: int | None, kind: str) -> None:
    """Year by year: what the model says, in one of the readings that the texts leave."""
    on = None if through is None else (ORIGIN + timedelta(minutes=through)).date()
    found = {}
    for year in (2022, 2023):
        balance = ledger.balance(activity="A1", year=year, through=on)
        found[year] = tuple(int(x * 100) for x in (balance.due, balance.paid, balance.recovered, balance.set_off))
    expected = []
    for reading in model.readings(facts, terms):
        mine = model.accounts(facts, terms, through, reading)
        expected.append({year: sums(mine.get(year, model.Account())) for year in found})
    if found not in expected:
        same = {f.moment for f in facts if f.kind}
        often = "at one moment" if len(same) < sum(bool(f.kind) for f in facts) else "at several moments"
        raise Parted(f"ledger:balance, {kind}", f"through {through} ({often}): model {expected}, afas {found}")


LEDGER = Campaign(
    "ledger",
    draw,
    play,
    least={
        "Accepted": 286, "Refused": 40, "Cancelled": 40, "Paid": 85, "Recovered": 45, "SetOff": 43, "Reversed": 55, "stored": 185,
        "refused cannot-reverse": 13, "refused mixed-moments": 26,
        "of day": 26, "of wall": 25, "of instant": 13, "of days and hours": 12.5, "of mixed": 12,
    },
    sizes={"ci": 40_000, "full": 1_150_000},  # some eleven a stream
)  # fmt: skip
