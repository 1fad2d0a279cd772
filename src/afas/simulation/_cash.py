"""When the money of a whole table moves: what falls due month by month."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from afas.columns import Cents
from afas.errors import FaultKind, InvalidInput
from afas.payments import bases_of, from_cents, trigger_of
from afas.simulation._checks import Decimals
from afas.simulation._payments import SUBJECT, Case, Payments
from afas.simulation._sums import totals
from afas.terms import TRIGGERS, UNKNOWN_CHOICE, Advance, PaymentTerms, TermsBook
from afas.text import Text

__all__ = ["cash_by_month"]

_DAYS: Final = Text(fr="Jours des événements", en="Days of the events")
_NEVER: Final = -1200  # months from 1970: before any month there is
_KNOWN_ON: Final = {
    "forecast N": "forecast validated",
    "latest forecast N": "forecast validated",
    "actual N-1": "actual N-1 validated",
}
NOT_DAYS: Final = FaultKind(
    "not-days",
    Text(
        fr="« {found} » n’est ni un jour (date, ou « 2023-02-10 »), ni une colonne de jours",
        en="“{found}” is neither a day (a date, or “2023-02-10”), nor a column of days",
    ),
)

Days = NDArray[np.datetime64]


def cash_by_month(
    terms: PaymentTerms | TermsBook | Iterable[PaymentTerms],
    table: Any,
    days: Mapping[str, date | str],
    *,
    columns: Mapping[str, str] | None = None,
    updates: Sequence[str] | None = None,
    year: int | str | None = None,
    ps: str = "*",
    equipment: str = "existing",
    decimals: Decimals | None = None,
    delay: int = 0,
) -> Any:
    """The sums that fall due in each month over all the rows of a table, each movement whole, on its day.

    An advance falls due on the later of its event and its fixed day, and never before a right it rests on is known.

    Args:
        terms: as in `payments_table`, like the arguments not named here.
        table: as there.
        days: for each event that comes ("forecast validated", …, "update validated", "actual validated", or the name of
            the column of one update) its day, or the name of a column of days; an empty day: not yet.
        columns: as there.
        updates: as there.
        year: as there.
        ps: as there.
        equipment: as there.
        decimals: as there.
        delay: days from the day something falls due to the day it is paid.

    Returns:
        A table of the kind that came in (a mapping gives a mapping of lists): `month` (its first day; None: the event
        has no day), a column a movement, and `total`, from which overpayments are deducted; euros, as decimals.

    Raises:
        InvalidInput: an event is unknown or a day is not a day, or as in `payments_table`.
        FaultyTable: rows are at fault.

    >>> terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    >>> months = cash_by_month(terms, {"forecast": [1000, 500], "validated": ["2023-02-10", "2023-03-01"]},
    ...                      {"forecast validated": "validated"})
    >>> [f"{month:%Y-%m} {total}" for month, total in zip(months["month"], months["total"])]
    ['2023-02 400.00', '2023-03 200.00']
    """
    read = Payments.of(terms, table, columns, updates, Case(year, ps, equipment), decimals)
    read.faults.raise_if_any(SUBJECT)
    on = _Days(read, days)
    movements = [(name, cents, on.of(name, delay)) for name, cents in read.cents.items()]
    months = _months(movements)
    return read.table.new(months, {name: Decimal("0.00") for name in months} | {"month": date.min})


class _Days:
    """The day of each movement on each row; NaT where its event has no day."""

    def __init__(self, read: Payments, days: Mapping[str, date | str]) -> None:
        known = (*TRIGGERS, "actual validated", *read.source.updates)
        bad = [UNKNOWN_CHOICE.at(f"days.{name}", found=name[:40], known=known) for name in days if name not in known]
        if bad:
            raise InvalidInput(_DAYS, tuple(bad))
        self.read = read
        self.days = {name: self.column(name, given) for name, given in days.items()}
        self.never: Days = np.full(read.table.size, "NaT", "datetime64[D]")

    def column(self, name: str, given: date | str) -> Days:
        """The day of an event on each row."""
        named = isinstance(given, str) and given in self.read.table.names
        values = self.read.table.values(str(given)) if named else [given]
        try:
            plain = [value.date() if isinstance(value, datetime) else value for value in values]
            read = np.array(plain, "datetime64[D]")
            return read if named else np.broadcast_to(read, self.read.table.size)
        except (TypeError, ValueError):
            raise InvalidInput(_DAYS, (NOT_DAYS.at(f"days.{name}", found=str(given)[:40]),)) from None

    def of(self, name: str, delay: int) -> Days:
        """The days of one movement."""
        days = self.never.copy()
        for terms, rows in self.read.groups:
            day = self.event(name, terms)
            at = slice(None) if rows is None else rows
            days[at] = day[at]
        return days + np.timedelta64(delay, "D")

    def event(self, name: str, terms: PaymentTerms) -> Days:
        kind, _, rank = name.rpartition("_")
        if kind == "advance":
            known = int(rank) <= len(terms.advances)
            return self.advance(terms.advances[int(rank) - 1]) if known else self.never
        if name.startswith("top_up"):
            update = self.read.source.updates[int(rank) - 1 if kind == "top_up" else 0]
            return self.days.get(update, self.days.get("update validated", self.never))
        return self.days.get("actual validated", self.never)

    def advance(self, advance: Advance) -> Days:
        """The later of its event, its fixed day, and the days its rights are known."""
        waits = [self.days[_KNOWN_ON[base]] for base in bases_of(advance) if _KNOWN_ON.get(base) in self.days]
        if "forecast transmitted" in self.days and not advance.base.endswith("forecast N"):
            waits.append(self.days["forecast transmitted"])
        on = trigger_of(advance)
        if on is not None:
            waits.append(self.days.get(on, self.never))
        if advance.from_day is not None:
            waits.append(np.full(self.read.table.size, advance.from_day, "datetime64[D]"))
        return np.maximum.reduce(waits) if waits else self.never


def _months(movements: list[tuple[str, Cents, Days]]) -> dict[str, list[Any]]:
    """The sums by month, in order, those without a day last."""
    found: dict[date | None, dict[str, int]] = {}
    for name, cents, days in movements:
        months = days.astype("datetime64[M]")
        ranks = np.where(np.isnat(months), _NEVER, months.astype(np.int64))
        for rank, amount in _sums(cents, ranks).items():
            month = None if rank == _NEVER else np.datetime64(rank, "M").astype(date)
            found.setdefault(month, {})[name] = amount
    order = sorted(found, key=lambda month: (month is None, month or date.max))
    columns: dict[str, list[Any]] = {"month": order}
    total = [Decimal("0.00")] * len(order)
    for name, _, _ in movements:
        columns[name] = [from_cents(found[month].get(name, 0)) for month in order]
        sign = -1 if name == "overpayment" else 1
        total = [so_far + sign * amount for so_far, amount in zip(total, columns[name], strict=True)]
    return {**columns, "total": total}


def _sums(cents: Cents, ranks: Cents) -> dict[int, int]:
    """The sum of each group, those of zero left out."""
    if not len(ranks):
        return {}
    least = int(ranks.min())
    added = totals(ranks - least, cents, int(ranks.max()) - least + 1)
    return {least + rank: amount for rank, amount in enumerate(added) if amount}
