"""The ledger against its model: any order of recording, stored and read between any two facts."""

from collections import Counter
from collections.abc import Sequence
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
KINDS = ["day", "day", "wall", "wall", "instant", "mixed"]
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
                fact, possible = (
                    told(step, kind, int(step.id[1:])),
                    step.what != "Reversed" or model.may_reverse(facts, step),
                )
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
    decided = [(f.moment // 1440, f.year, f.kind) for f in facts if f.kind]
    if kind != "mixed" or len(set(decided)) == len(decided):  # a day and an hour of it have no order
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
    """Year by year."""
    mine = model.accounts(facts, terms, through)
    back = {f.other for f in facts if f.what == "Reversed"}
    # [0007] "an advance whose limit is known no more stays as it is": no text says so of a validation taken back
    open_limit = terms.cap is not None and any(f.id in back and (f.year, f.kind) == (2022, "ACTUAL") for f in facts)
    open_limit = open_limit or while_refused(facts)
    # no text says which comes first of a cancellation of N-1 and a validation of N told for one moment
    of_year = {year: {f.moment for f in facts if f.kind and f.year == year} for year in (2022, 2023)}
    open_limit = open_limit or (terms.cap is not None and bool(of_year[2022] & of_year[2023]))
    # [0007] "a decision taken back counts as if never made": also on the days before it was taken back
    taken_back = {f.id for f in facts if f.what in {"Refused", "Cancelled"}} & back
    if through is not None and taken_back:
        return
    for year in (2022,) if open_limit else (2022, 2023):
        balance = ledger.balance(
            activity="A1", year=year, through=None if through is None else (ORIGIN + timedelta(minutes=through)).date()
        )
        found = tuple(int(x * 100) for x in (balance.due, balance.paid, balance.recovered, balance.set_off))
        expected = sums(mine.get(year, model.Account()))
        if found != expected:
            same = {f.moment for f in facts if f.kind}
            often = "at one moment" if len(same) < sum(bool(f.kind) for f in facts) else "at several moments"
            raise Parted(
                f"ledger:balance, {kind}", f"{year} through {through} ({often}): model {expected}, afas {found}"
            )


def while_refused(facts: list[Fact]) -> bool:
    """Is something decided while another declaration is refused? No text says what becomes of what rests on both."""
    kinds = {f.id: (f.year, f.kind) for f in facts if f.kind}
    refused = set[tuple[int, str]]()
    for f in sorted(facts, key=lambda f: f.order):
        about = kinds.get(f.other or f.id)
        if about and refused - {about}:
            return True
        if f.what == "Refused":
            refused.add((f.year, f.kind))
        elif f.what in {"Accepted", "Cancelled"}:
            refused.discard((f.year, f.kind))
    return False


LEDGER = Campaign(
    "ledger",
    draw,
    play,
    least={
        "Accepted": 150, "Refused": 20, "Cancelled": 20, "Paid": 40, "Recovered": 15, "SetOff": 15, "Reversed": 20, "stored": 80,
        "refused cannot-reverse": 5, "of day": 20, "of wall": 20, "of instant": 8, "of mixed": 8,
    },
    sizes={"ci": 40_000, "full": 1_000_000},  # some ten a stream
)  # fmt: skip
