"""The ledger: every fact once, and the balances by activity, partner and year.

A ledger never changes: `record` gives a new one. Its entries are made from its facts (`account_of`); its table says why
each amount was due or paid that day.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Final

import attrs

from afas import ps as registry
from afas.documents import Document, Paragraph, Shown
from afas.errors import InvalidInput
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.payments._account import Account, account_of
from afas.payments._balance import Balance, balance_of
from afas.payments._entries import Entry
from afas.payments._errors import NOT_A_FACT, BalanceDiffers, CannotReverse, SameIdOtherFact, UnknownActivity
from afas.payments._facts import FACTS, Fact, Movement, Reversed, SetOff
from afas.payments._order import comes_before, in_order
from afas.payments._statement import statement
from afas.payments._year import Rules
from afas.periods import MixedMoments
from afas.terms import UNKNOWN_CHOICE, PaymentTerms, TermsBook, footnotes
from afas.text import Text
from afas.windows import ALL

__all__ = ["Ledger"]


class _Run:
    """Facts by id, and by the activities they bear on; never changed once made."""

    def __init__(
        self, facts: dict[str, Fact], taken_back: dict[str, tuple[str, ...]], moments: dict[bool, datetime]
    ) -> None:
        self.facts = facts
        self.taken_back = taken_back  # the activities of the reversals, which do not name them
        self.moments = moments  # of its facts, one without an offset (True) or with one (False)

    @cached_property
    def by_activity(self) -> dict[str, list[Fact]]:
        """The facts by activity."""
        found: dict[str, list[Fact]] = {}
        for name, fact in self.facts.items():
            for activity in _activities(fact) or self.taken_back[name]:
                found.setdefault(activity, []).append(fact)
        return found


def _activities(fact: Fact) -> tuple[str, ...]:
    """The activities that a fact names."""
    if isinstance(fact, SetOff) and fact.target != fact.activity:
        return (fact.activity, fact.target)
    return (fact.activity,) if isinstance(fact, Movement) else ()


def _by_id(activities: Iterable[Activity] | Mapping[str, Activity]) -> Mapping[str, Activity]:
    if isinstance(activities, MappingProxyType):  # a ledger's own: not copied at each fact
        return activities
    given = activities.values() if isinstance(activities, Mapping) else activities
    return MappingProxyType({activity.id: activity for activity in given})


def _book(terms: PaymentTerms | TermsBook | Iterable[PaymentTerms]) -> TermsBook:
    return TermsBook.of(terms)


_ON: Final = attrgetter("on")
_GROUPS: Final = ("activity", "partner", "year")
_RECORDED: Final = frozenset(FACTS)


@attrs.frozen(slots=False)
class Ledger(Shown):
    """Amounts due and paid, each fact once.

    Attributes:
        terms: of the Caf: one set, or a `TermsBook` by year, PS and equipment.
        activities: those it is kept for, to name them, find their terms and add up by partner; none: any.

    >>> from afas.payments import Accepted, Paid
    >>> terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    >>> validated = Accepted("v1", date(2023, 2, 10), "A1", 2023, "FORECAST", "1000")
    >>> ledger = Ledger(terms).record(validated).record(validated)
    >>> ledger.balance().left
    Decimal('400.00')
    >>> ledger.record(Paid("b1", date(2023, 2, 20), "A1", 2023, "400")).balance().left
    Decimal('0.00')
    """

    terms: TermsBook = attrs.field(converter=_book)
    activities: Mapping[str, Activity] = attrs.field(factory=dict, converter=_by_id)
    _runs: tuple[_Run, ...] = ()  # sizes fall by half or more, so that n facts are copied log n times each

    def __reduce__(self) -> tuple[type["Ledger"], tuple[object, ...]]:
        """Copied and pickled by its parts: a mapping that cannot be changed cannot be pickled."""
        return (Ledger, (self.terms, tuple(self.activities.values()), self._runs))

    def record(self, *facts: Fact) -> "Ledger":
        """The ledger with these facts; one it holds already changes nothing.

        Args:
            facts: in any order, but for revisions of one declaration and day, which count in the order recorded.

        Raises:
            SameIdOtherFact: the id stands for another fact.
            CannotReverse: a reversal of what is not recorded, or comes later.
            MixedMoments: some moments have an offset and some have none.
            UnknownActivity: the ledger was given its activities, and this is none of them.
            InvalidInput: it is none of the facts there are.
        """
        if not _RECORDED.issuperset(map(type, facts)):
            raise self._no_facts(facts)
        new: dict[str, Fact] = {}
        for fact in facts:
            known = new.get(fact.id) or self.get(fact.id)
            if known is None:
                new[fact.id] = fact
            elif known != fact:
                raise SameIdOtherFact(fact.id)
        if not new:
            return self
        moments = self._moments(new.values())
        taken_back: dict[str, tuple[str, ...]] = {}
        for fact in new.values():
            if isinstance(fact, Reversed):
                taken_back[fact.id] = self._reversed(fact, new.get(fact.event) or self.get(fact.event))
            elif self.activities:
                for activity in _activities(fact):
                    self._activity(activity)
        runs = self._runs
        while runs and len(runs[-1].facts) <= len(new):
            new, taken_back = {**runs[-1].facts, **new}, {**runs[-1].taken_back, **taken_back}
            runs = runs[:-1]
        return Ledger(self.terms, self.activities, (*runs, _Run(new, taken_back, moments)))

    @staticmethod
    def _no_facts(facts: tuple[Fact, ...]) -> InvalidInput:
        """The refusal of those that are none of the facts there are."""
        faults = [
            NOT_A_FACT.at(f"facts[{rank}]", found=type(fact).__name__, known=tuple(kind.__name__ for kind in FACTS))
            for rank, fact in enumerate(facts)
            if type(fact) not in _RECORDED
        ]
        return InvalidInput(Text(fr="Registre des paiements", en="Ledger of payments"), tuple(faults))

    def _moments(self, new: Iterable[Fact]) -> dict[bool, datetime]:
        """The moments met so far, one of each kind: the last run knows those of all.

        Raises:
            MixedMoments: they are of both kinds.
        """
        moments = self._runs[-1].moments if self._runs else {}
        for fact in new:
            on = fact.on
            if type(on) is not date and isinstance(on, datetime) and (on.tzinfo is None) not in moments:
                moments = {**moments, on.tzinfo is None: on}
                if len(moments) > 1:
                    raise MixedMoments(moments[True].isoformat(), moments[False].isoformat())
        return moments

    @staticmethod
    def _reversed(fact: Reversed, target: Fact | None) -> tuple[str, ...]:
        """The activities that a reversal bears on."""
        if target is None or isinstance(target, Reversed) or comes_before(fact, target):
            raise CannotReverse(fact.id, fact.event)
        return _activities(target)

    def get(self, name: str) -> Fact | None:
        """The fact of that id."""
        for run in self._runs:
            if name in run.facts:
                return run.facts[name]
        return None

    def _activity(self, activity: str) -> Activity:
        if activity not in self.activities:
            raise UnknownActivity(activity, tuple(self.activities) or ("–",))
        return self.activities[activity]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All that was recorded, each after those that come before it."""
        return tuple(in_order([fact for run in self._runs for fact in run.facts.values()]))

    @cached_property
    def _recorded(self) -> frozenset[str]:
        return frozenset(activity for run in self._runs for activity in run.by_activity)

    @cached_property
    def _rules(self) -> Rules:
        return Rules(self.terms)

    @cached_property
    def _made(self) -> dict[str, Account]:
        """The accounts computed so far, by activity: a cache."""
        return {}

    def stands(self, activity: str, year: int, kind: DeclarationKind) -> bool:
        """Is that declaration validated, and neither refused nor cancelled since?"""
        return (year, kind) in self._account(activity).standing

    def partner_of(self, activity: str) -> str:
        """Whose activity it is; empty where the ledger was not given its activities."""
        known = self.activities.get(activity)
        return known.partner if known else ""

    def _account(self, activity: str) -> Account:
        account = self._made.get(activity)
        if account is None:
            ps, school = self._service(activity)
            facts = [fact for run in self._runs for fact in run.by_activity.get(activity, ())]
            account = self._made[activity] = account_of(activity, facts, self._rules, ps, school)
        return account

    def _service(self, activity: str) -> tuple[str, bool]:
        """The code of its PS, and whether that runs by school year; a PS without rules here keeps its own code."""
        known = self.activities.get(activity)
        if known is None:
            return ALL, False
        try:
            service = registry.get(known.ps)
        except registry.UnknownPS:
            return known.ps, False
        return service.code, service.school_year

    def entries(
        self,
        *,
        activity: str | None = None,
        partner: str | None = None,
        year: int | None = None,
        through: date | None = None,
    ) -> tuple[Entry, ...]:
        """The lines, in the order of their days: of an activity, a partner, a financial year; up to a day.

        Raises:
            UnspecifiedTerms: the terms leave open something that is needed; the error shows the choices.
            NoTerms: no terms for a year, PS and equipment met.
            UnknownActivity: asked by partner, of an activity the ledger was not given.
            BalanceDiffers: an account does not come to a balance stated.
        """
        return tuple(sorted(self._lines(activity, partner, year, through), key=_ON))

    def _lines(self, activity: str | None, partner: str | None, year: int | None, through: date | None) -> list[Entry]:
        """The selected lines, activity by activity."""
        if activity is not None:
            names: Iterable[str] = (activity,)
        elif partner is not None:
            names = [name for name in self._recorded if self._activity(name).partner == partner]
        else:
            names = self._recorded
        accounts = [self._account(name) for name in sorted(names)]
        differences = [
            difference
            for account in accounts
            for difference in account.differences
            if year in (None, difference.year) and (through is None or difference.on <= through)
        ]
        if differences:
            raise BalanceDiffers(tuple(differences))
        found = [entry for account in accounts for entry in account.entries]
        if year is not None or through is not None:
            found = [
                entry
                for entry in found
                if (year is None or entry.year == year) and (through is None or entry.on <= through)
            ]
        return found

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries())

    def balance(
        self,
        *,
        activity: str | None = None,
        partner: str | None = None,
        year: int | None = None,
        through: date | None = None,
    ) -> Balance:
        """The balance of an activity, a partner or a financial year, up to a day; see `entries`."""
        return balance_of(self._lines(activity, partner, year, through))

    def balances(self, by: str = "activity") -> dict[str | int, Balance]:
        """A balance for each "activity", "partner" or "year".

        Raises:
            InvalidInput: by something else.
        """
        if by not in _GROUPS:
            fault = UNKNOWN_CHOICE.at("by", found=str(by)[:40], known=_GROUPS)
            raise InvalidInput(Text(fr="Soldes", en="Balances"), (fault,))
        groups: dict[str | int, list[Entry]] = {}
        for entry in self._lines(None, None, None, None):
            key: str | int = entry.activity if by == "activity" else entry.year
            if by == "partner":
                key = self._activity(entry.activity).partner
            groups.setdefault(key, []).append(entry)
        return {key: balance_of(groups[key]) for key in sorted(groups, key=str)}

    @property
    def paid(self) -> Decimal:
        """The amount the partners have kept, in euros: paid and set off, less recovered."""
        return self.balance().net

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ledger):
            return NotImplemented
        return (self.terms, self.activities, self.facts) == (other.terms, other.activities, other.facts)

    def __hash__(self) -> int:
        return hash(self.facts)

    def __repr__(self) -> str:
        return f"<Ledger of {sum(len(run.facts) for run in self._runs)} facts>"

    def name_of(self, activity: str) -> str:
        """The activity as people call it, or its id."""
        known = self.activities.get(activity)
        return known.name if known else activity

    def document(self, locale: str = "fr", *, activity: str | None = None, year: int | None = None) -> Document:
        """One table an activity and year: what, how much, when, why, what is left; then where the terms come from."""
        blocks = statement(self.entries(activity=activity, year=year), self.name_of, locale)
        return Document("", locale, (*blocks, *map(Paragraph, self._footnotes(locale))), level=2)

    def _footnotes(self, locale: str) -> tuple[str, ...]:
        """The sources of its terms, each once."""
        return tuple(dict.fromkeys(line for terms in self.terms.terms for line in footnotes(terms, locale)))
