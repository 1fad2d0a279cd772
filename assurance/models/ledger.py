"""What is due and paid on the accounts of one activity, worked out in whole cents from the facts in their order.

Sources: [afas] domain/afas.md §6 (rates and when); [pay] domain/payments.md; [0007] docs/decisions/0007, a ledger is
made from facts; [0018] docs/decisions/0018, their order; [law 6] DESIGN.md §3; [doc] the docstrings of the facts of `afas.payments`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

# What undoes follows what it undoes [law 6]: where two facts have one moment, they come in this order.
ORDER = ["BroughtForward", "Transmitted", "Accepted", "Refused", "Cancelled", "Paid", "Recovered", "SetOff", "Reversed"]


@dataclass(frozen=True)
class Fact:
    """A fact of one activity: `moment` is a day, a wall time or an instant, as a number of minutes; `kind` a declaration's."""

    what: str
    id: str
    moment: int
    year: int = 0
    kind: str = ""
    cents: int = 0
    other: str = ""  # SetOff: the year it is kept back from; Reversed: the fact taken back
    whole: bool = False  # told by its day, beside facts told by their hour

    @property
    def day(self) -> int:
        return self.moment // DAY

    @property
    def rank(self) -> int:
        return ORDER.index(self.what)


DAY = 1440


def in_order(facts: Iterable[Fact], *, later_first: bool = False) -> list[Fact]:
    """[0007] "What is due is worked out from the facts in the order of their days"; [0018] of one moment by `ORDER`; "a
    fact of a whole day comes after those of that day that have a time", but "among facts of the same declaration one
    without a time comes before the first that would follow it so"; validations "without times are revisions: they count in the order recorded". Of those of several declarations no text says which is first: by year and kind, or the other way.
    """
    told = sorted(facts, key=lambda f: (f.year, f.kind), reverse=later_first)
    about = {f.id: (f.year, f.kind) if f.kind else f.id for f in told}
    subject = {f.id: about.get(f.other if f.what == "Reversed" else f.id) for f in told}

    def key(f: Fact) -> tuple[int, int, int, int]:
        if not f.whole:
            return f.day, f.moment, f.rank, 1
        same = [o for o in told if not o.whole and o.day == f.day and subject[o.id] == subject[f.id]]
        return f.day, min((o.moment for o in same if o.rank > f.rank), default=(f.day + 1) * DAY), f.rank, 0

    return sorted(told, key=key)


@dataclass(frozen=True)
class Terms:
    """[afas] 40 % on the forecast; 30 % with the balance N-1, within a limit; top-ups on the increase in an update."""

    first: Fraction = Fraction(2, 5)
    second: Fraction = Fraction(0)
    cap: Fraction | None = None  # of the actual right N-1, on the cumulated advances [pay, vector P6]
    top_up: Fraction = Fraction(0)


def rounded(amount: Fraction) -> int:
    """[pay] "rounding of advances (to the cent, half up, assumed)"; amounts are in cents."""
    return int(amount + Fraction(1, 2))


@dataclass(frozen=True)
class Reading:
    """What no text decides, so that either is right.

    Attributes:
        recounted: what has fallen due on a declaration refused since is worked out anew when *another* declaration of
            the same advance or top-up changes; or it stays as it is until the refused one is validated. [0007] says of a
            refusal that it "asks nothing back, and lets nothing new fall due", and is silent on the other declaration.
        never: a validation taken back counts from the start as if never made; or it counts until it is taken back, with
            "its own line" [0007]. The two differ where something could fall due only before, or only after.
        later_first: of validations of several declarations of one moment, those of the later year come first, or last.
    """

    recounted: bool = False
    never: bool = True
    later_first: bool = False


@dataclass
class Account:
    """One year: the declarations as they stand, what they made due, and the money."""

    rights: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    fallen: set[str] = field(default_factory=set)  # what has fallen due once
    first: int = 0
    second: int = 0
    top_ups: int = 0
    balance: int = 0
    brought: int = 0
    paid: int = 0
    recovered: int = 0
    set_off: int = 0

    @property
    def due(self) -> int:
        return self.brought + self.first + self.second + self.top_ups + self.balance

    def stands(self, kind: str) -> bool:
        """Validated, and neither refused nor cancelled since."""
        return kind in self.rights and kind not in self.refused

    def read(self, year: int, standing: Iterable[Fact]) -> None:
        """The declarations and the money, from the facts that stand."""
        self.rights, self.refused = {}, set()
        self.brought = self.paid = self.recovered = self.set_off = 0
        for f in standing:
            if f.what == "SetOff" and f.other == str(year):
                self.set_off += f.cents
            if f.year != year:
                continue
            match f.what:
                case "Accepted":
                    self.rights[f.kind] = f.cents
                    self.refused.discard(f.kind)
                case "Refused":
                    self.refused.add(f.kind)
                case "Cancelled":
                    self.rights.pop(f.kind, None)
                    self.refused.discard(f.kind)
                case "Paid":
                    self.paid += f.cents
                case "Recovered":
                    self.recovered += f.cents
                case "BroughtForward":
                    self.brought += f.cents
                    self.paid += f.cents
                case "SetOff":  # [doc] "kept back elsewhere and counted as paid here, less what was kept back here"
                    self.set_off -= f.cents


def second_advance(terms: Terms, forecast: int, first: int, previous: int) -> int:
    """[pay, P6, P7] 30 % of the forecast, within what the limit on the cumulated advances leaves."""
    whole = rounded(terms.second * forecast)
    if terms.cap is None:
        return whole
    return min(whole, max(0, rounded(terms.cap * previous) - first))


def settle(account: Account, before: Account, terms: Terms, *, recounted: bool) -> None:
    """[0007] After each fact, what a year should have due is compared with what it has."""
    actual, forecast = account.rights.get("ACTUAL"), account.rights.get("FORECAST")

    def counts(what: str, *needs: tuple[Account, str]) -> bool:
        """All it needs stands; or is known, and it has fallen due before."""
        if all(of.stands(kind) for of, kind in needs):
            account.fallen.add(what)
            return True
        return recounted and what in account.fallen and all(kind in of.rights for of, kind in needs)

    if actual is not None and not counts("balance", (account, "ACTUAL")):
        return  # [0007] a refusal after a payment asks nothing back
    if actual is None:
        account.balance = 0
    if forecast is None:  # [0007] a cancellation takes back what was due on the declaration
        if actual is None:
            account.first = account.second = account.top_ups = 0
    elif actual is None:  # [0007] once the actual is known, the advances stay as they are
        if counts("first", (account, "FORECAST")):
            account.first = rounded(terms.first * forecast)
        if terms.second and counts("second", (account, "FORECAST"), (before, "ACTUAL")):
            account.second = second_advance(terms, forecast, account.first, before.rights["ACTUAL"])
        # [afas] "according to the increase of the forecast grant in the updated declaration"
        updates = [kind for kind in account.rights if kind.startswith("UPDATE")]
        if not updates:
            account.top_ups = 0  # and none has fallen due: [0007] a refusal "lets nothing new fall due"
        elif counts("top-ups", (account, "FORECAST"), *((account, kind) for kind in updates)):
            most = max(account.rights[kind] for kind in updates)
            account.top_ups = rounded(terms.top_up * max(0, most - forecast))
    if actual is not None:  # [0007] the dues of a year always add up to its actual right
        account.balance = actual - account.first - account.second - account.top_ups - account.brought


def accounts(
    facts: Iterable[Fact], terms: Terms, through: int | None = None, reading: Reading | None = None
) -> dict[int, Account]:
    """The accounts by year, after the facts up to a moment."""
    reading, facts = reading or Reading(), list(facts)
    known = {f.id: f for f in facts}
    # [0007] "a decision taken back counts as if never made", on the days before and in the order of the others too
    void = {f.other for f in facts if f.what == "Reversed" and known[f.other].what in {"Refused", "Cancelled"}}
    facts = [f for f in facts if not {f.id, f.other} & void and (through is None or f.day * DAY <= through)]
    told = in_order(facts, later_first=reading.later_first)
    back = {f.other for f in told if f.what == "Reversed"} if reading.never else set()
    found: dict[int, Account] = {f.year: Account() for f in told if f.year}
    found |= {int(f.other): Account() for f in told if f.what == "SetOff"}
    standing = list[Fact]()
    for f in told:
        if {f.id, f.other} & back:
            continue
        standing = [s for s in standing if s.id != f.other] if f.what == "Reversed" else [*standing, f]
        for year in sorted(found):
            found[year].read(year, standing)
            settle(found[year], found.get(year - 1, Account()), terms, recounted=reading.recounted)
    return found


def readings(facts: Iterable[Fact], terms: Terms) -> Iterator[Reading]:
    """Those between which no text decides, for these facts: mostly one."""
    told, refused, ever = in_order(facts), set[tuple[int, str]](), set[tuple[int, str] | None]()
    about = {f.id: (f.year, f.kind) for f in told if f.kind}
    taken = {f.other for f in told if f.what == "Reversed"}
    besides = undone = False
    for f in told:
        of = about.get(f.other or f.id)
        # what rests on both: declarations of one year, and the actual N-1 with the advances of N
        others = {one for one in refused - {of} if of and abs(one[0] - of[0]) <= (1 if terms.second else 0)}
        besides |= bool(others)
        if f.what == "Accepted" and f.id in taken:
            undone |= terms.second > 0  # it rests on two declarations
        if f.what == "Reversed" and (others or of in ever):  # a refusal may hold again
            undone, besides = True, besides or of in ever
        if f.what == "Refused":
            refused.add((f.year, f.kind))
            ever.add((f.year, f.kind))
        elif f.what in {"Accepted", "Cancelled"}:
            refused.discard((f.year, f.kind))
    at = [(f.what, f.moment, f.day if f.whole else -1) for f in told if f.kind]
    days = [(f.what, f.day) for f in told if f.kind and f.whole]
    tied = len(set(at)) < len(at) or len(set(days)) < len(days)
    either = (False, True)
    for reading in product(
        either if besides else (False,), either[::-1] if undone else (True,), either if tied else (False,)
    ):
        yield Reading(*reading)


def may_reverse(facts: Iterable[Fact], new: Fact) -> bool:
    """[doc CannotReverse] What is recorded, that came no later, and is no reversal itself. [0018] a day and an hour of
    it have no order of their own.
    """
    event = next((f for f in facts if f.id == new.other), None)
    if event is None or event.what == "Reversed":
        return False
    return event.day <= new.day if event.whole or new.whole else event.moment <= new.moment
