"""Computes the entries of one activity from its facts: amounts due with their reasons, payments, recoveries.

The facts are taken `in_order`, however they came in, so that a late arrival gives the same entries as a punctual one.
After each fact, what its years should have due is compared with what they have: the difference is an
entry. So the entries of a year always add up to its advances, and to the actual right once it is known.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from afas.forms import DeclarationKind
from afas.payments._cents import from_cents, in_cents
from afas.payments._cover import Cover
from afas.payments._dues import Due, PaymentKind, Rights, Settlement, advance_due, top_up_due
from afas.payments._entries import DayCome, Entry, Reasoned, Side
from afas.payments._errors import Difference
from afas.payments._facts import (
    Accepted,
    Agreed,
    Amended,
    BalanceStated,
    BroughtForward,
    Cancelled,
    Closed,
    Fact,
    GapJustified,
    Money,
    Notified,
    Paid,
    Recovered,
    Refused,
    Reversed,
    SetOff,
    Transmitted,
    WrittenOff,
)  # fmt: skip
from afas.payments._order import in_order
from afas.payments._year import ACTUAL, FORECAST, UPDATES, Item, Plan, Rules, Year, triggered
from afas.terms import UNSPECIFIED

__all__ = ["Account", "account_of"]


class Account(NamedTuple):
    """The account of one activity: its entries, its validated rights, and stated balances that differ."""

    entries: tuple[Entry, ...]
    standing: frozenset[tuple[int, DeclarationKind]]
    differences: tuple[Difference, ...]


def account_of(activity: str, facts: Iterable[Fact], rules: Rules, ps: str, school: bool) -> Account:
    """The account of one activity.

    Args:
        activity: its id.
        facts: all that bears on it, in any order, with what they reverse.
        rules: the terms of its Caf.
        ps: the code of its PS.
        school: does it run by school year?

    Raises:
        UnspecifiedTerms: the terms leave open something that is needed.
        NoTerms: the book has no terms for a year, PS and equipment met.
    """
    return _Account(activity, rules, ps, school).run(list(facts))


class _Account:
    def __init__(self, activity: str, rules: Rules, ps: str, school: bool) -> None:
        self.activity, self.rules, self.ps, self.school = activity, rules, ps, school
        self.years: dict[int, Year] = {}
        self.cover = Cover(school)
        self.day = date.min  # of the fact that is taken
        self.entries: list[Entry] = []
        self.undone: set[str] = set()
        self.differences: list[Difference] = []

    def run(self, facts: list[Fact]) -> Account:
        """Take the facts, each after those that come before it."""
        self.known = {fact.id: fact for fact in facts}
        reversals = [fact for fact in facts if type(fact) is Reversed]
        if reversals:
            void = {fact.event for fact in reversals if isinstance(self.known[fact.event], _VOIDED)}
            if void:  # as if never taken, and so is their reversal
                facts = [fact for fact in facts if fact.id not in void and getattr(fact, "event", None) not in void]
        days = self.rules.days.union(fact.period.start for fact in facts if type(fact) is Agreed)
        facts = [*facts, *(DayCome(day.isoformat(), day) for day in days)]
        for fact in in_order(facts):
            self.day = fact.day
            _TAKE[type(fact)](self, fact)
        standing = ((year.year, kind) for year in self.years.values() for kind in year.now if year.stands(kind))
        return Account(tuple(self.entries), frozenset(standing), tuple(self.differences))

    def year(self, year: int) -> Year:
        """A year, opened when first met."""
        found = self.years.get(year)
        if found is None:
            found = self.years[year] = Year(year)
        return found

    # --- facts

    def validate(self, fact: Accepted) -> None:
        self.year(fact.year).validate(fact.kind, fact.id, in_cents(fact.amount))
        self.refresh(fact, fact.year)

    def transmit(self, fact: Transmitted) -> None:
        self.year(fact.year).send(fact.kind, fact.id)
        self.refresh(fact, fact.year)

    def refuse(self, fact: Refused) -> None:
        self.year(fact.year).refuse(fact.kind)

    def cancel(self, fact: Cancelled) -> None:
        self.year(fact.year).cancel(fact.kind)
        self.refresh(fact, fact.year)

    def justify(self, fact: GapJustified) -> None:
        self.year(fact.year).justified = True
        self.refresh(fact, fact.year)

    def agree(self, fact: Agreed) -> None:
        self.cover.agreed.append(fact)
        self.refresh(fact)

    def close(self, _: Closed) -> None:
        self.cover.closed = True

    def come(self, fact: DayCome) -> None:
        self.refresh(fact)

    def paid(self, fact: Paid) -> None:
        self.receive(fact, fact.year, Side.PAID, fact.cents)

    def pay(self, fact: Money, sign: int = 1, cause: Fact | None = None) -> None:
        """Money that changed hands; with a sign of -1, taken back by `cause`."""
        by, cents = cause or fact, sign * fact.cents
        if isinstance(fact, WrittenOff):
            self.year(fact.year).written_off += cents
            self.give_up(by, self.year(fact.year))
            return
        if isinstance(fact, SetOff):
            for activity, year, received in ((fact.activity, fact.year, -cents), (fact.target, fact.against, cents)):
                if activity == self.activity:
                    self.receive(by, year, Side.SET_OFF, received)
        elif isinstance(fact, BroughtForward):
            known = self.year(fact.year)
            known.brought += cents
            known.advanced += cents
            self.post(by, known, PaymentKind.BROUGHT_FORWARD, cents)
            self.receive(by, fact.year, Side.PAID, cents)
            self.refresh(by, fact.year)
        else:
            back = isinstance(fact, Recovered)
            self.receive(by, fact.year, Side.RECOVERED if back else Side.PAID, -cents if back else cents)

    def reverse(self, fact: Reversed) -> None:
        target = self.known[fact.event]
        if target.id in self.undone:
            return
        self.undone.add(target.id)
        if isinstance(target, Money):
            self.pay(target, -1, fact)
        elif isinstance(target, Accepted):
            self.year(target.year).take_back(target.kind, target.id)
            self.refresh(fact, target.year)
        elif isinstance(target, Transmitted):
            self.year(target.year).unsend(target.kind, target.id)
            self.refresh(fact, target.year)

    # --- entries

    def receive(self, by: Fact, year: int, side: Side, cents: int) -> None:
        known = self.year(year)
        known.received += cents
        self.money(by, year, side, cents)
        self.give_up(by, known)
        if self.rules.on_balance:
            self.refresh(by, year)

    def money(self, by: Fact, year: int, side: Side, cents: int) -> None:
        amount, target = from_cents(cents), self.taken_back(by)
        self.entries.append(Entry(self.activity, year, self.day, side, None, amount, by, target, school=self.school))

    def notified(self, fact: Notified) -> None:
        """Nothing falls due or changes hands."""

    def stated(self, fact: BalanceStated) -> None:
        year = self.years.get(fact.year)
        found = from_cents(0 if year is None else year.left)
        if found != fact.left:
            self.differences.append(Difference(self.activity, fact.year, fact.day, fact.left, found))

    def give_up(self, by: Fact, year: Year) -> None:
        """Of what the Caf writes off, what is overpaid: a due that comes later is paid first by what was given up."""
        more = min(year.written_off, year.overpaid) - year.given_up
        if more:
            year.given_up += more
            self.money(by, year.year, Side.WRITTEN_OFF, -more)

    def post(
        self,
        by: Fact,
        year: Year,
        kind: PaymentKind,
        cents: int,
        how: Reasoned | None = None,
        before: int | None = None,
        settles: bool | None = None,
    ) -> None:
        amount, target = from_cents(cents), self.taken_back(by)
        was = None if before is None else from_cents(before)
        self.entries.append(
            Entry(self.activity, year.year, self.day, _DUE, kind, amount, by, target, how, was, settles, self.school)
        )

    def taken_back(self, by: Fact) -> Fact | None:
        """The fact that a reversal takes back."""
        return self.known[by.event] if type(by) is Reversed else None

    def refresh(self, fact: Fact, first: int | None = None) -> None:
        """Bring what is due in line with what is known: that year and those that look back on it, or all."""
        for number in sorted(self.years) if first is None else range(first, first + self.rules.reach + 1):
            year = self.years.get(number)
            if year is not None:
                actual = year.now.get(ACTUAL)
                if actual is None:
                    self.unsettle(fact, year)
                    self.advance(fact, year)
                else:
                    self.settle(fact, year, actual)
                self.give_up(fact, year)

    def settle(self, fact: Fact, year: Year, actual: int) -> None:
        left = Settlement(actual, year.advanced)
        if not year.settled:
            self.post(fact, year, left.kind, left.cents, left, settles=True)
        elif left.cents != year.balance:
            more = left.cents - year.balance
            kind = PaymentKind.BALANCE if more > 0 else PaymentKind.OVERPAYMENT
            self.post(fact, year, kind, more, left, year.balance, settles=True)
        year.settled, year.balance = True, left.cents

    def unsettle(self, fact: Fact, year: Year) -> None:
        if year.settled:
            kind = PaymentKind.OVERPAYMENT if year.balance > 0 else PaymentKind.BALANCE
            self.post(fact, year, kind, -year.balance, before=year.balance, settles=False)
            year.settled, year.balance = False, 0

    def advance(self, fact: Fact, year: Year) -> None:
        """Advances and top-ups: those that fall due now, and those that what is known has changed."""
        if not (year.items or FORECAST in year.now or FORECAST in year.sent):
            return
        plan = self.plan_of(year)
        rights = self.rights(year, plan)
        if self.cover.holds(self.day, year.year):
            self.open(year, plan, rights, self.day)
        advanced = year.brought
        highest = rights.cents["forecast N"]
        gone = highest is None and FORECAST not in year.sent and not year.is_refused(FORECAST)
        for item in year.items.values():
            if item.update is None:
                self.one_advance(fact, year, item, plan, rights, advanced, gone)
            else:
                update = year.now.get(item.update)
                due = None
                if update is not None and highest is not None:
                    due = top_up_due(plan.terms, highest, update, rights, advanced)
                    highest = max(highest, update)
                self.change(fact, year, item, due)
            advanced += item.due
        year.advanced = advanced

    def one_advance(
        self, fact: Fact, year: Year, item: Item, plan: Plan, rights: Rights, advanced: int, gone: bool
    ) -> None:
        """An advance as it now is; as it was, where only its limit is known no more."""
        advance, bases = plan.advances.get(item.kind, (None, ()))
        values = [rights.get(base) for base in bases]
        seen = (advance, gone, rights.justified, advanced, *values)
        if seen == item.seen:
            return
        item.seen = seen
        if advance is None or gone or (advance.base != UNSPECIFIED and values[0] is None):
            self.change(fact, year, item, None)
        elif None not in values:
            self.change(fact, year, item, advance_due(plan.terms, advance, rights, advanced))

    def change(self, fact: Fact, year: Year, item: Item, due: Due | None) -> None:
        """The entry for what an item has become."""
        cents = 0 if due is None else due.cents
        if item.new and due is not None:
            self.post(fact, year, item.kind, cents, due)
            item.new = False
        elif cents != item.due:
            self.post(fact, year, item.kind, cents - item.due, due, item.due)
        item.due = cents

    def open(self, year: Year, plan: Plan, rights: Rights, day: date) -> None:
        """The items whose event has come, and whose bases are known."""
        for kind, (advance, bases) in plan.advances.items():
            come = kind not in year.items and triggered(advance, day, year, self.years.get(year.year - 1))
            if come and all(rights.get(base) is not None for base in bases):
                year.items[kind] = Item(kind)
        for update in UPDATES:
            if update not in year.items and year.stands(update) and year.stands(FORECAST):
                year.items[update] = Item(PaymentKind.TOP_UP, update)

    def rights(self, year: Year, plan: Plan) -> Rights:
        cents = year.rights(self.years.get(year.year - 1), self.years.get(year.year - 2))
        share = self.cover.share(year.year, plan.terms.partial_year) if plan.looks_back else None
        return Rights(cents, year.justified, share)

    def plan_of(self, year: Year) -> Plan:
        """The terms of that year."""
        return self.rules.get(year.year, self.ps, self.cover.equipment(year.year))


_DUE: Final = Side.DUE  # read at each entry
_VOIDED: Final = (Agreed, BalanceStated, Closed, GapJustified, Refused, Cancelled)  # reversed, they never were
_TAKE: Final[dict[type[Fact], Callable[[Any, Any], None]]] = {
    Accepted: _Account.validate,
    Amended: _Account.validate,
    Transmitted: _Account.transmit,
    Refused: _Account.refuse,
    Cancelled: _Account.cancel,
    GapJustified: _Account.justify,
    Agreed: _Account.agree,
    Closed: _Account.close,
    Paid: _Account.paid,
    Recovered: _Account.pay,
    SetOff: _Account.pay,
    WrittenOff: _Account.pay,
    Notified: _Account.notified,
    BalanceStated: _Account.stated,
    BroughtForward: _Account.pay,
    Reversed: _Account.reverse,
    DayCome: _Account.come,
}
