"""Reconciliation (*rapprochement*) of the lines of a bank statement with the amounts due.

A line is matched with what it pays to the cent: one due; or, of one partner, a few dues of one day (the Caf pays the
balance and the second advance at once), or all that fell due over some days. What matches nothing is said, never
forced.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, count
from typing import Final

import attrs

from afas.documents import Block, Bullets, Document, Heading, Shown
from afas.payments._cents import total
from afas.payments._checks import check_day, check_days, exact_amount, is_day
from afas.payments._entries import Entry
from afas.payments._errors import SameIdOtherFact
from afas.payments._facts import Fact, Money, Paid
from afas.payments._ledger import Ledger
from afas.payments._matching import Open, by_account, match
from afas.text import Euros, Message, Text

__all__ = ["BankLine", "Clash", "Match", "Reconciliation", "reconcile"]

_MOST_TOGETHER: Final = 4
_MOST_CHOICES: Final = 16


@attrs.frozen
class BankLine:
    """A transfer received, as the bank states it: its id, day and amount in euros, and its wording.

    Raises:
        InvalidInput: the amount is negative or not exact, or the day is none.
    """

    id: str
    on: date = attrs.field(validator=is_day)
    amount: Decimal = attrs.field(converter=exact_amount)
    label: str = ""


@attrs.frozen
class Match:
    """A line, and the dues that it pays."""

    line: BankLine
    dues: tuple[Open, ...]

    @property
    def facts(self) -> tuple[Paid, ...]:
        """The payments to record, one a due, under ids made from the line's."""
        many = len(self.dues) > 1
        return tuple(
            Paid(
                f"{self.line.id}#{rank}" if many else self.line.id,
                self.line.on,
                due.entry.activity,
                due.entry.year,
                due.amount,
                self.line.label or self.line.id,
            )
            for rank, due in enumerate(self.dues, start=1)
        )


@attrs.frozen
class Clash:
    """A line whose id stands already for something else: another transfer, or no transfer at all.

    Attributes:
        line: as the bank states it.
        recorded: what its id stands for.
    """

    line: BankLine
    recorded: Fact


_MATCHED = Text(
    fr="{on}, {amount} ({label}) : {dues}",
    en="{on}, {amount} ({label}): {dues}",
)
_DUE = Text(fr="{kind} {activity} {year}, échu le {on}", en="{kind} {activity} {year}, due on {on}")
_MISSING = Text(fr="{due} : {amount} non reçus", en="{due}: {amount} not received")
_UNEXPECTED = Text(
    fr="{on}, {amount} ({label}) : ne correspond à rien d’échu", en="{on}, {amount} ({label}): matches nothing due"
)
_RECORDED = Text(fr="{on}, {amount} ({label})", en="{on}, {amount} ({label})")
_CLASH = Text(
    fr="{on}, {amount} ({label}) : l’identifiant « {id} » est déjà celui {what} du {day} ; donnez à cette ligne un "
    "identifiant à elle, ou corrigez ce qui est enregistré",
    en="{on}, {amount} ({label}): the id “{id}” already stands for {what} of {day}; give this line an id of its own, "
    "or correct what is recorded",
)
_OTHER_MONEY = Text(fr="d’un mouvement de {amount}", en="a movement of {amount}")
_OTHER_FACT = Text(fr="d’un fait qui n’est pas un versement", en="a fact that is no payment")
_MATCHED_HEAD = Text(fr="Rapproché", en="Matched")
_MISSING_HEAD = Text(fr="Manquant", en="Missing")
_UNEXPECTED_HEAD = Text(fr="Inattendu", en="Unexpected")
_RECORDED_HEAD = Text(fr="Déjà enregistré", en="Recorded already")
_CLASH_HEAD = Text(fr="Identifiant déjà pris", en="Id already taken")


@attrs.frozen
class Reconciliation(Shown):
    """The result of a reconciliation.

    Attributes:
        matched: lines that pay what was due, with what they pay.
        missing: due and not paid by any line, nor before.
        unexpected: lines that match nothing.
        recorded: lines whose payment the ledger holds already: same id, day, amount and partner.
        names: the activities as people call them, by id.
        clashes: lines whose id stands for something else in the ledger; they pay nothing until that is settled.
    """

    matched: tuple[Match, ...]
    missing: tuple[Open, ...]
    unexpected: tuple[BankLine, ...]
    recorded: tuple[BankLine, ...]
    names: Mapping[str, str] = attrs.field(factory=dict)
    clashes: tuple[Clash, ...] = ()

    @property
    def facts(self) -> tuple[Paid, ...]:
        """The payments to record: `ledger.record(*found.facts)`."""
        return tuple(fact for match in self.matched for fact in match.facts)

    def messages(self) -> tuple[tuple[Text, tuple[Message, ...]], ...]:
        """Each list under its name, in words."""
        matched = (
            _MATCHED.fill(**_line(pair.line), dues=tuple(self._due(due.entry) for due in pair.dues))
            for pair in self.matched
        )
        missing = (_MISSING.fill(due=self._due(due.entry), amount=Euros(due.amount)) for due in self.missing)
        clashes = (
            _CLASH.fill(**_line(clash.line), id=clash.line.id, what=_what(clash.recorded), day=clash.recorded.day)
            for clash in self.clashes
        )
        return (
            (_MATCHED_HEAD, tuple(matched)),
            (_MISSING_HEAD, tuple(missing)),
            (_UNEXPECTED_HEAD, tuple(_UNEXPECTED.fill(**_line(line)) for line in self.unexpected)),
            (_RECORDED_HEAD, tuple(_RECORDED.fill(**_line(line)) for line in self.recorded)),
            (_CLASH_HEAD, tuple(clashes)),
        )

    def _due(self, entry: Entry) -> Message:
        kind, name = (entry.kind or entry.side).text, self.names.get(entry.activity, entry.activity)
        return _DUE.fill(kind=kind, activity=name, year=entry.exercise.text, on=entry.on)

    def document(self, locale: str = "fr") -> Document:
        """The lists that are not empty, each under its name."""
        blocks: list[Block] = []
        for head, lines in self.messages():
            if lines:
                blocks.append(Heading(f"{head(locale)} ({len(lines)})"))
                blocks.append(Bullets(line.text(locale) for line in lines))
        return Document("", locale, blocks)


def _line(line: BankLine) -> dict[str, object]:
    return {"on": line.on, "amount": Euros(line.amount), "label": line.label or line.id}


def _what(fact: Fact) -> Message:
    return _OTHER_MONEY.fill(amount=Euros(fact.amount)) if isinstance(fact, Money) else _OTHER_FACT.fill()


def reconcile(
    ledger: Ledger,
    lines: Iterable[BankLine],
    *,
    through: date,
    partner: str | None = None,
    within: int = 60,
) -> Reconciliation:
    """Compare bank lines with what is due and not yet paid.

    Args:
        ledger: what was due, and the payments recorded so far.
        lines: the transfers received, credits only.
        through: the last day looked at: what falls due later is not missing.
        partner: whose account it is; None: of all.
        within: the most days from a due to the line that pays it.

    Raises:
        InvalidInput: the day is none, or `within` is no number of days.
        UnspecifiedTerms, NoTerms, UnknownActivity: as `Ledger.entries`.
        SameIdOtherFact: two lines of one id differ.
    """
    check_day(through, "through")
    check_days(within, "within")
    accounts = by_account(ledger.entries(partner=partner, through=through))
    dues: dict[str, list[Open]] = {}
    for (activity, _), account in accounts.items():
        dues.setdefault(ledger.partner_of(activity), []).extend(match(account).open)
    pools = [_Pool(owed) for owed in dues.values()]
    matched, unexpected, recorded, clashes = list[Match](), list[BankLine](), list[BankLine](), list[Clash]()
    taken: dict[str, Fact] = {}
    for line in sorted(_once(lines), key=lambda line: (line.on, line.id)):
        known = _recorded(line, ledger)
        if known:
            if _pays(line, known, ledger, partner):
                recorded.append(line)
            else:
                clashes.append(Clash(line, known[0]))
            continue
        pool, ranks = _paid_by(line, pools, within)
        if pool is None:
            unexpected.append(line)
            continue
        found = Match(line, tuple(pool.dues[rank] for rank in ranks))
        other = next(
            (fact for payment in found.facts if (fact := ledger.get(payment.id) or taken.get(payment.id))), None
        )
        if other is not None:
            clashes.append(Clash(line, other))
            continue
        pool.take(ranks)
        matched.append(found)
        taken.update((fact.id, fact) for fact in found.facts)
    missing = sorted((due for pool in pools for due in pool.free.values()), key=_order)
    names = {activity: ledger.name_of(activity) for activity, _ in accounts}
    return Reconciliation(tuple(matched), tuple(missing), tuple(unexpected), tuple(recorded), names, tuple(clashes))


def _recorded(line: BankLine, ledger: Ledger) -> list[Fact]:
    """The facts of the ledger under the id of a line, whole or in parts."""
    whole = ledger.get(line.id)
    if whole is not None:
        return [whole]
    parts = map(ledger.get, (f"{line.id}#{rank}" for rank in count(1)))
    return list(iter(parts.__next__, None))


def _pays(line: BankLine, facts: list[Fact], ledger: Ledger, partner: str | None) -> bool:
    """Are these facts the payments of this line, to that partner?"""
    paid = [fact for fact in facts if isinstance(fact, Paid) and fact.day == line.on]
    theirs = partner is None or all(ledger.partner_of(fact.activity) == partner for fact in paid)
    return theirs and len(paid) == len(facts) and total(fact.amount for fact in paid) == line.amount


def _order(due: Open) -> tuple[date, str, int]:
    return due.entry.on, due.entry.activity, due.entry.year


def _paid_by(line: BankLine, pools: list["_Pool"], within: int) -> tuple["_Pool | None", tuple[int, ...]]:
    """The dues of one partner that a line pays, if any: one due rather than several."""
    for search in (_Pool.alone, _Pool.of_one_day, _Pool.of_some_days):
        for pool in pools:
            ranks = search(pool, line, within)
            if ranks:
                return pool, ranks
    return None, ()


def _once(lines: Iterable[BankLine]) -> Iterable[BankLine]:
    """Each line once, however often the statement repeats it."""
    seen: dict[str, BankLine] = {}
    for line in lines:
        if seen.setdefault(line.id, line) != line:
            raise SameIdOtherFact(line.id)
    return seen.values()


class _Pool:
    """The dues of one partner not matched yet, found by amount and by day."""

    def __init__(self, dues: list[Open]) -> None:
        self.dues = sorted(dues, key=_order)
        self.free = dict(enumerate(self.dues))
        self.by_amount: dict[Decimal, list[int]] = {}
        self.by_day: dict[date, list[int]] = {}
        for rank, due in self.free.items():
            self.by_amount.setdefault(due.amount, []).append(rank)
            self.by_day.setdefault(due.entry.on, []).append(rank)
        self.days = list(self.by_day)  # in order

    def take(self, ranks: Iterable[int]) -> None:
        """These are paid."""
        for rank in ranks:
            del self.free[rank]

    def alone(self, line: BankLine, within: int) -> tuple[int, ...] | None:
        """One due, the oldest."""
        for rank in self.by_amount.get(line.amount, ()):
            if rank in self.free and timedelta(0) <= line.on - self.dues[rank].entry.on <= timedelta(days=within):
                return (rank,)
        return None

    def of_one_day(self, line: BankLine, within: int) -> tuple[int, ...] | None:
        """All that fell due on one day, or a few dues of that day; the latest day first."""
        for ranks in self._days(line, within):
            if self._sum(ranks) == line.amount:
                return tuple(ranks)
            if len(ranks) <= _MOST_CHOICES:
                for size in range(2, min(len(ranks), _MOST_TOGETHER) + 1):
                    for few in combinations(ranks, size):
                        if self._sum(few) == line.amount:
                            return few
        return None

    def of_some_days(self, line: BankLine, within: int) -> tuple[int, ...] | None:
        """All that fell due from one day to another; the latest days first."""
        days = self._days(line, within)
        for last in range(len(days)):
            together: list[int] = []
            for ranks in days[last:]:
                together = [*ranks, *together]
                owed = self._sum(together)
                if owed >= line.amount:
                    if owed == line.amount:
                        return tuple(together)
                    break
        return None

    def _days(self, line: BankLine, within: int) -> list[list[int]]:
        """The dues that the line can pay, day by day, the latest day first."""
        first, end = bisect_left(self.days, line.on - timedelta(days=within)), bisect_right(self.days, line.on)
        days = ([rank for rank in self.by_day[day] if rank in self.free] for day in reversed(self.days[first:end]))
        return [ranks for ranks in days if ranks]

    def _sum(self, ranks: Iterable[int]) -> Decimal:
        return total(self.dues[rank].amount for rank in ranks)
