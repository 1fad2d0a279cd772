"""Cash flow by month: known amounts, expected amounts, and their range.

What is expected is played on the ledger itself: each expectation becomes the validation it foresees, and what would
then fall due is the forecast. Nothing is extrapolated: without an expectation, only what is due already is shown.
The range of a month holds every mix of low and high: a low actual right N-1 can come with a high actual right N.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import attrs

from afas.documents import Document, Paragraph, Shown, Table
from afas.errors import FaultKind, InvalidInput
from afas.forms import DeclarationKind
from afas.payments._cents import EXACT, ZERO, less, negated
from afas.payments._checks import check_day, check_days, exact_amount, is_day, is_year
from afas.payments._entries import Entry, Side
from afas.payments._facts import Accepted, kind_of
from afas.payments._ledger import Ledger
from afas.payments._matching import by_account, match
from afas.text import Euros, Text, figure

__all__ = ["CashFlow", "Expectation", "Month", "cash_flow"]

LIKELY_OUTSIDE = FaultKind(
    "likely-outside-range",
    Text(fr="{likely} n’est pas entre {low} et {high}", en="{likely} is not between {low} and {high}"),
)


def _likely(raw: object) -> Decimal:
    return exact_amount(raw, "likely")


def _low(raw: object) -> Decimal:
    return exact_amount(raw, "low")


def _high(raw: object) -> Decimal:
    return exact_amount(raw, "high")


@attrs.frozen
class Expectation:
    """A validation that is foreseen: of which declaration, on which day, with which right, in euros.

    Attributes:
        low: the least right thought possible; None: the likely one.
        high: the most; None: the likely one.

    Raises:
        InvalidInput: the year, the kind, the day or an amount cannot be read, or the likely right is not within the
            range.
    """

    activity: str
    year: int = attrs.field(validator=is_year)
    kind: DeclarationKind = attrs.field(converter=kind_of)
    on: date = attrs.field(validator=is_day)
    likely: Decimal = attrs.field(converter=_likely)
    low: Decimal | None = attrs.field(default=None, converter=attrs.converters.optional(_low))
    high: Decimal | None = attrs.field(default=None, converter=attrs.converters.optional(_high))

    def __attrs_post_init__(self) -> None:
        low, high = self.right("low"), self.right("high")
        if not low <= self.likely <= high:
            shown = {"likely": Euros(self.likely), "low": Euros(low), "high": Euros(high)}
            raise InvalidInput(Text(fr="Prévision", en="Expectation"), (LIKELY_OUTSIDE.at("likely", **shown),))

    def right(self, scenario: str) -> Decimal:
        """The right in the "low", "likely" or "high" scenario."""
        right = {"low": self.low, "high": self.high}.get(scenario)
        return self.likely if right is None else right

    def fact(self, scenario: str) -> Accepted:
        """The validation it foresees, in the "low", "likely" or "high" scenario."""
        name = f"expected/{self.activity}/{self.year}/{self.kind}"
        return Accepted(name, self.on, self.activity, self.year, self.kind, self.right(scenario))


@attrs.frozen
class Month:
    """A month of cash flow, in euros; negative: to pay back.

    Attributes:
        start: its first day.
        known: due already, and not paid.
        expected: what the likely expectations add.
        low: the least, known included, whichever expectations come out low, high or likely.
        high: the most.
        total: known and expected of this month and those before.
    """

    start: date
    known: Decimal
    expected: Decimal
    low: Decimal
    high: Decimal
    total: Decimal


_HEAD = (
    Text(fr="Mois", en="Month"),
    Text(fr="Connu", en="Known"),
    Text(fr="Attendu", en="Expected"),
    Text(fr="Entre", en="Between"),
    Text(fr="et", en="and"),
    Text(fr="Cumul", en="Total"),
)
_NOTE = Text(
    fr="Connu : échu et non versé. Attendu : ce qui écherrait si les déclarations attendues étaient validées. "
    "Entre… et : selon que chaque droit attendu est bas ou haut.",
    en="Known: due and not paid. Expected: what would fall due if the declarations expected were validated. "
    "Between… and: as each right expected comes out low or high.",
)


@attrs.frozen
class CashFlow(Shown):
    """The months in which something is known or expected, in order."""

    months: tuple[Month, ...]

    def document(self, locale: str = "fr") -> Document:
        """A table: one row a month; then what its columns mean."""
        rows = [
            (
                f"{month.start:%Y-%m}",
                *(
                    figure(Euros(amount), locale)
                    for amount in (month.known, month.expected, month.low, month.high, month.total)
                ),
            )
            for month in self.months
        ]
        heads = [head(locale) for head in _HEAD]
        table = Table("", heads, rows, figures=range(1, len(heads)))
        return Document("", locale, (table, Paragraph(_NOTE(locale))))


def cash_flow(
    ledger: Ledger,
    expectations: Iterable[Expectation] = (),
    *,
    on: date,
    partner: str | None = None,
    delay: int = 0,
) -> CashFlow:
    """The payments to come, month by month, from a day on.

    Args:
        ledger: what happened so far.
        expectations: the validations foreseen; for one declaration, the last given counts. One that has come is
            expected no more.
        on: the day; what is overdue stands in its month.
        partner: for the activities of one partner; None: of all.
        delay: days from the day something falls due to the day it is paid (no source says: zero unless given).

    Raises:
        InvalidInput: the day is none, or the delay is no number of days.
        UnspecifiedTerms, NoTerms, UnknownActivity: as `Ledger.entries`.
    """
    check_day(on, "on")
    check_days(delay, "delay")
    foreseen: dict[str, list[Expectation]] = {}
    for expectation in {
        (expectation.activity, expectation.year, expectation.kind): expectation for expectation in expectations
    }.values():
        if not ledger.stands(expectation.activity, expectation.year, expectation.kind):
            foreseen.setdefault(expectation.activity, []).append(expectation)
    names = {entry.activity for entry in ledger.entries(partner=partner)}
    names |= {name for name in foreseen if partner in (None, ledger.partner_of(name))}
    known, likely, low, high = (defaultdict[date, Decimal](lambda: ZERO) for _ in range(4))
    for name in sorted(names):
        now, expected, mixes = _of_activity(ledger, name, foreseen.get(name, []), on, delay)
        for start in set(now).union(expected, *mixes):
            amounts = [mix.get(start, ZERO) for mix in (expected, *mixes)]
            _add(known, start, now.get(start, ZERO))
            _add(likely, start, amounts[0])
            _add(low, start, min(amounts))
            _add(high, start, max(amounts))
    months = []
    so_far = ZERO
    for start in sorted(likely):
        so_far = EXACT.add(so_far, likely[start])
        more = less(likely[start], known[start])
        months.append(Month(start, known[start], more, low[start], high[start], so_far))
    return CashFlow(tuple(month for month in months if any((month.known, month.expected, month.low, month.high))))


_Months = Mapping[date, Decimal]


def _of_activity(
    ledger: Ledger, name: str, foreseen: list[Expectation], on: date, delay: int
) -> tuple[_Months, _Months, list[_Months]]:
    """The amounts due to one activity by month: now, in the likely case, and in each mix of low and high rights."""

    def played(validations: Iterable[Accepted]) -> _Months:
        return _by_month(ledger.record(*validations).entries(activity=name), on, delay)

    likely = [expectation.fact("likely") for expectation in foreseen]
    ranges = [dict.fromkeys(map(expectation.fact, ("low", "high"))) for expectation in foreseen]
    return played(()), played(likely), [played(mix) for mix in product(*ranges)]


def _by_month(entries: Iterable[Entry], on: date, delay: int) -> dict[date, Decimal]:
    """The amounts left to pay or to recover, by month."""
    found: dict[date, Decimal] = {}
    for lines in by_account(entries).values():
        matching = match(lines)
        for due in matching.open:
            _add(found, _month(due.entry.on, on, delay), due.amount)
        if matching.credit:
            last = max((line.on for line in lines if line.side is not Side.DUE or line.amount < 0), default=on)
            _add(found, _month(last, on, delay), negated(matching.credit))
    return found


def _month(day: date, on: date, delay: int) -> date:
    """The month in which what is of that day would be paid, not before `on`."""
    return max(on, day + timedelta(days=delay)).replace(day=1)


def _add(months: dict[date, Decimal], start: date, amount: Decimal) -> None:
    months[start] = EXACT.add(months.get(start, ZERO), amount)
