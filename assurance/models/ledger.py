"""What is due and paid on the accounts of one activity, worked out in whole cents from the facts in their order.

Sources: [afas] domain/afas.md §6 (rates and when); [pay] domain/payments.md; [0007] docs/decisions/0007, a ledger is
made from facts; [law 6] DESIGN.md §3; [doc] the docstrings of the facts of `afas.payments`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

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

    @property
    def order(self) -> tuple[int, int, str]:
        """[0007] "What is due is worked out from the facts in the order of their days"."""
        return self.moment, ORDER.index(self.what), self.id


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


@dataclass
class Account:
    """One year: the declarations as they stand, what they made due, and the money."""

    rights: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
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


def second_advance(terms: Terms, forecast: int, first: int, previous: int) -> int:
    """[pay, P6, P7] 30 % of the forecast, within what the limit on the cumulated advances leaves."""
    whole = rounded(terms.second * forecast)
    if terms.cap is None:
        return whole
    return min(whole, max(0, rounded(terms.cap * previous) - first))


def settle(account: Account, before: Account, terms: Terms) -> None:
    """[0007] After each fact, what a year should have due is compared with what it has."""
    actual, forecast = account.rights.get("ACTUAL"), account.rights.get("FORECAST")
    if actual is not None and not account.stands("ACTUAL"):
        return  # [0007] a refusal after a payment asks nothing back
    if actual is None:
        account.balance = 0
    if forecast is None:  # [0007] a cancellation takes back what was due on the declaration
        if actual is None:
            account.first = account.second = account.top_ups = 0
    elif (
        account.stands("FORECAST") and actual is None
    ):  # [0007] once the actual is known, the advances stay as they are
        account.first = rounded(terms.first * forecast)
        if terms.second and before.stands("ACTUAL"):
            account.second = second_advance(terms, forecast, account.first, before.rights["ACTUAL"])
    updates = [account.rights[k] for k in account.rights if k.startswith("UPDATE")]
    if forecast is not None and actual is None and not account.refused & {"FORECAST", *account.rights}:
        # [afas] "according to the increase of the forecast grant in the updated declaration"
        account.top_ups = rounded(terms.top_up * max(0, max(updates, default=0) - forecast))
    if actual is not None:  # [0007] the dues of a year always add up to its actual right
        account.balance = actual - account.first - account.second - account.top_ups - account.brought


def accounts(facts: Iterable[Fact], terms: Terms, through: int | None = None) -> dict[int, Account]:
    """The accounts by year, after the facts up to a moment."""
    told = sorted((f for f in facts if through is None or f.moment <= through), key=lambda f: f.order)
    # [0007] "a decision taken back counts as if never made": so does a payment, in the sums
    back = {f.other for f in told if f.what == "Reversed"}
    found: dict[int, Account] = {}
    for f in told:
        if f.what == "Reversed" or f.id in back:
            continue
        account = found.setdefault(f.year, Account())
        match f.what:
            case "Accepted":
                account.rights[f.kind] = f.cents
                account.refused.discard(f.kind)
            case "Refused":
                account.refused.add(f.kind)
            case "Cancelled":
                account.rights.pop(f.kind, None)
                account.refused.discard(f.kind)
            case "Paid":
                account.paid += f.cents
            case "Recovered":
                account.recovered += f.cents
            case "BroughtForward":
                account.brought += f.cents
                account.paid += f.cents
            case "SetOff":  # [doc] "kept back elsewhere and counted as paid here, less what was kept back here"
                account.set_off -= f.cents
                found.setdefault(int(f.other), Account()).set_off += f.cents
        for year in sorted(found):
            settle(found[year], found.get(year - 1, Account()), terms)
    return found


def may_reverse(facts: Iterable[Fact], new: Fact) -> bool:
    """[doc CannotReverse] What is recorded, that came no later, and is no reversal itself."""
    event = next((f for f in facts if f.id == new.other), None)
    return event is not None and event.what != "Reversed" and event.moment <= new.moment
