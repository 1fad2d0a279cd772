"""The state of an activity’s year, the advances its events trigger, and the part of it under agreement."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from operator import attrgetter
from typing import Final

import attrs

from afas.forms import DeclarationKind
from afas.payments._amounts import trigger_of
from afas.payments._dues import ADVANCES, PaymentKind, bases_of
from afas.periods import FinancialYear, Period
from afas.terms import PARTIAL_YEARS, UNSPECIFIED, Advance, PaymentTerms, TermsBook, UnspecifiedTerms
from afas.text import Text

__all__ = ["ACTUAL", "FORECAST", "UPDATES", "Item", "Plan", "Rules", "Year", "share_of_year", "triggered"]

FORECAST: Final = DeclarationKind.FORECAST
ACTUAL: Final = DeclarationKind.ACTUAL
UPDATES: Final = (DeclarationKind.UPDATE_JUNE, DeclarationKind.UPDATE_SEPTEMBER)
_SPOKEN_OF: Final = {"forecast": (FORECAST,), "update": UPDATES, "June": UPDATES[:1], "September": UPDATES[1:]}


@attrs.define
class Item:
    """An advance, or the top-up of a kind of update; what is due of it in cents, and what that was computed from."""

    kind: PaymentKind
    update: DeclarationKind | None = None
    due: int = 0
    new: bool = True
    seen: tuple[object, ...] | None = None


@attrs.define
class Year:
    """The state of one financial year of the activity, in cents.

    Attributes:
        now: the rights that stand, by kind of declaration.
        validated: the validations they come from, the last one standing.
        sent: the declarations sent and not refused since, with the facts that say so.
        refused: those refused, with the validations that stood then.
        items: what has fallen due, in the order it did: an advance by its kind, a top-up by its update.
        written_off: what the Caf said it gives up of an overpayment.
        given_up: of that, what there was to give up.
    """

    year: int
    now: dict[DeclarationKind, int] = attrs.field(factory=dict)
    validated: dict[DeclarationKind, list[tuple[str, int]]] = attrs.field(factory=dict)
    sent: dict[DeclarationKind, set[str]] = attrs.field(factory=dict)
    refused: dict[DeclarationKind, frozenset[str]] = attrs.field(factory=dict)
    justified: bool = False
    items: dict[PaymentKind | DeclarationKind, Item] = attrs.field(factory=dict)
    advanced: int = 0
    brought: int = 0
    settled: bool = False
    balance: int = 0
    received: int = 0
    written_off: int = 0
    given_up: int = 0

    def validate(self, kind: DeclarationKind, name: str, cents: int) -> None:
        """A right validated by the fact of that name."""
        self.validated.setdefault(kind, []).append((name, cents))
        self.now[kind] = cents

    def take_back(self, kind: DeclarationKind, name: str) -> None:
        """Undo a validation: the one before it counts again."""
        stack = self.validated.get(kind, [])
        stack[:] = [item for item in stack if item[0] != name]
        if stack:
            self.now[kind] = stack[-1][1]
        else:
            self.now.pop(kind, None)

    def send(self, kind: DeclarationKind, name: str) -> None:
        """Sent, by the fact of that name."""
        self.sent.setdefault(kind, set()).add(name)

    def unsend(self, kind: DeclarationKind, name: str) -> None:
        """Undo a sending: it is sent as long as another one stands."""
        names = self.sent.get(kind, set())
        names.discard(name)
        if not names:
            self.sent.pop(kind, None)

    def cancel(self, kind: DeclarationKind) -> None:
        """Neither validated, nor sent, nor refused: as if it had never been sent."""
        for known in (self.now, self.validated, self.sent, self.refused):
            known.pop(kind, None)

    def refuse(self, kind: DeclarationKind) -> None:
        """Refused, until it is validated; a validation taken back leaves it refused."""
        self.refused[kind] = frozenset(name for name, _ in self.validated.get(kind, ()))
        self.sent.pop(kind, None)

    def is_refused(self, kind: DeclarationKind) -> bool:
        """Is it refused, and not validated since?"""
        before = self.refused.get(kind)
        return before is not None and all(name in before for name, _ in self.validated.get(kind, ()))

    @property
    def left(self) -> int:
        """Still to be paid; negative: to be recovered."""
        return self.advanced + self.balance + self.given_up - self.received

    @property
    def overpaid(self) -> int:
        """The amount received beyond the amount due."""
        return max(0, self.received - self.advanced - self.balance)

    def stands(self, kind: DeclarationKind, sent: bool = False) -> bool:
        """Is the declaration validated and not refused since, or sent, where that is enough?"""
        return (kind in self.now and not self.is_refused(kind)) or (sent and kind in self.sent)

    def rights(self, before: "Year | None", earlier: "Year | None") -> dict[str, int | None]:
        """The rights by base, the two years before given."""
        forecast = latest = self.now.get(FORECAST)
        for update in UPDATES:
            latest = self.now.get(update, latest)
        return {
            "forecast N": forecast,
            "latest forecast N": latest,
            "actual N-1": None if before is None else before.now.get(ACTUAL),
            "actual N-2": None if earlier is None else earlier.now.get(ACTUAL),
        }


def triggered(advance: Advance, day: date, year: Year, before: Year | None) -> bool:
    """Has the event of an advance come? Never before the forecast was sent or validated, nor before its day.

    Raises:
        UnspecifiedTerms: the terms leave open which event it is.
    """
    if not year.stands(FORECAST, sent=True) or (advance.from_day is not None and day < advance.from_day):
        return False
    on = trigger_of(advance)
    if on is None:
        return True
    sent = on.endswith("transmitted")
    if "N-1" not in on:
        return any(year.stands(kind, sent) for kind in _SPOKEN_OF[on.split()[0]])
    if before is None:
        return False
    if on == "balance N-1 paid":
        return before.settled and before.received >= before.advanced + before.balance
    return before.stands(ACTUAL, sent)


@attrs.frozen
class Plan:
    """The terms of a case, each advance with the rights it cannot be computed without."""

    terms: PaymentTerms
    advances: dict[PaymentKind, tuple[Advance, tuple[str, ...]]]
    looks_back: bool  # does an advance rest on the right of an earlier year?

    @classmethod
    def of(cls, terms: PaymentTerms) -> "Plan":
        """Worked out once."""
        advances = {ADVANCES[rank]: (advance, bases_of(advance)) for rank, advance in enumerate(terms.advances)}
        return cls(terms, advances, any("N-" in base for _, bases in advances.values() for base in bases))


class Rules:
    """The terms of a Caf, with the answers that are needed often."""

    def __init__(self, book: TermsBook) -> None:
        advances = [advance for terms in book.terms for advance in terms.advances]
        bases = {base for advance in advances for base in bases_of(advance)}
        self.book = book
        self.days = {advance.from_day for advance in advances if advance.from_day}
        self.on_balance = any(advance.on == "balance N-1 paid" for advance in advances)
        # how many years on an actual right is looked back on
        self.reach = 2 if "actual N-2" in bases else 1
        self._found: dict[tuple[int, str, str], Plan] = {}

    def get(self, year: int, ps: str, equipment: str) -> Plan:
        """The terms of a case; see `TermsBook.get`."""
        case = (year, ps, equipment)
        if case not in self._found:
            self._found[case] = Plan.of(self.book.get(year, ps, equipment))
        return self._found[case]


def share_of_year(year: FinancialYear, agreements: Sequence[Period], reading: str) -> Fraction | None:
    """The part of the year under agreement, as the terms count it; None for all of it.

    Args:
        year: civil or school.
        agreements: the periods under agreement; none: nothing is known to limit the year.
        reading: `PaymentTerms.partial_year`.

    Raises:
        UnspecifiedTerms: they cover a part of the year, and the terms do not say how that counts.

    >>> share_of_year(FinancialYear(2023), [Period(date(2023, 4, 1))], "by months")
    Fraction(3, 4)
    """
    whole = year.period
    parts = _joined(part for part in map(whole.common, agreements) if part is not None)
    if not agreements or parts == [whole]:
        return None
    if reading == UNSPECIFIED:
        raise UnspecifiedTerms(
            Text(
                fr="comment compte un droit antérieur quand la convention ne couvre qu’une partie de l’année",
                en="how the right of an earlier year counts where the agreement covers a part of the year only",
            ),
            "terms.with_partial_year(" + " | ".join(map(repr, PARTIAL_YEARS)) + ")",
        )
    if reading == "as declared":
        return None
    days = [part.start + timedelta(step) for part in parts for step in range(_days(part))]
    if reading == "by days":
        return Fraction(len(days), _days(whole))
    return Fraction(len({(day.year, day.month) for day in days}), 12)


def _joined(parts: Iterable[Period]) -> list[Period]:
    """The same days in as few periods as can be, in order."""
    found: list[Period] = []
    for part in sorted(parts, key=attrgetter("start")):
        if found and part.start <= _end(found[-1]):
            found[-1] = Period(found[-1].start, max(_end(found[-1]), _end(part)))
        else:
            found.append(part)
    return found


def _days(period: Period) -> int:
    return (_end(period) - period.start).days


def _end(period: Period) -> date:
    assert period.end is not None  # noqa: S101 - a year has an end, and so has its common part with anything
    return period.end
