"""Payments of a whole table: advances, top-ups, balance or overpayment, as `payments.schedule` gives on each row."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.columns import Cents, Fixed, Mask, attempt
from afas.errors import FaultKind
from afas.payments import figures_of, whole_year
from afas.simulation._checks import Decimals, Places
from afas.simulation._faults import FaultTable, Found
from afas.simulation._payments_columns import RightColumns
from afas.simulation._payments_plain import plain_payments
from afas.simulation._rights import MOST, TOO_LARGE
from afas.simulation._tables import Amounts, Table, check_names, opened
from afas.terms import NoTerms, PaymentTerms, TermsBook
from afas.text import Text

__all__ = ["payments_table"]

SUBJECT: Final = Text(fr="Paiements de la table", en="Payments of the table")
_NO_TERMS: Final = FaultKind(
    NoTerms.code,
    Text(
        fr="pas de modalités de paiement pour {ps} en {year} (équipement : {equipment})",
        en="no payment terms for {ps} in {year} (equipment: {equipment})",
    ),
)


class Case(NamedTuple):
    """Which terms of a book a row has: each a value for the whole table, or the name of a column."""

    year: int | str | None = None
    ps: str = "*"
    equipment: str = "existing"


def payments_table(
    terms: PaymentTerms | TermsBook | Iterable[PaymentTerms],
    table: Any,
    *,
    columns: Mapping[str, str] | None = None,
    updates: Sequence[str] | None = None,
    year: int | str | None = None,
    ps: str = "*",
    equipment: str = "existing",
    faults: Literal["raise", "report"] = "raise",
    decimals: Decimals | None = None,
    overwrite: bool = False,
) -> Any:
    """The payments of every row of a table, the same cents as `payments.schedule` on each.

    The columns read are named after the arguments of `schedule`: `forecast`; `previous_actual` and `actual_n_2` where
    the terms need them; `actual`, `updated` and `gap_justified` where they are there. An empty `actual` leaves the row
    without balance; an empty update is none. An earlier right counts whole: agreements cover the year.

    Args:
        terms: of the Caf, for all rows; or a book, whose terms are found by `year`, `ps` and `equipment`.
        table: pandas, polars, pyarrow, or a mapping of columns; other columns are kept.
        columns: where a right stands under another name: `{"forecast": "amount"}`.
        updates: the columns of updated forecast rights, in turn; None: `updated`, if there is such a column.
        year: with a book: the financial year, or the name of a column of years.
        ps: with a book: a code, or the name of a column of codes.
        equipment: with a book: "existing", "new", or the name of a column of these.
        faults: "raise", or "report": a row at fault has no amount, and a column `faults` says why (`field:code`).
        decimals: floats are refused, unless this says how many decimals they stand for: `2`, or `{"forecast": 2}`.
        overwrite: replace columns that have a column that is added; else they are refused.

    Returns:
        The table with a column per movement, in euros and cents: `advance_1`, …, `top_up` (or `top_up_1`, … for several
        updates), `balance`, `overpayment`.

    Raises:
        UnspecifiedTerms: the terms leave open something that is needed.
        InvalidInput: a column that the terms need is absent, or is of floats.
        FaultyTable: rows are at fault.

    >>> terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    >>> paid = payments_table(terms, {"forecast": ["1000", "0.05"], "actual": ["900", "0.01"]})
    >>> [[str(amount) for amount in paid[name].to_decimals()] for name in ("balance", "overpayment")]
    [['500.00', '0.00'], ['0.00', '0.01']]
    """
    read = Payments.of(terms, table, columns, updates, Case(year, ps, equipment), decimals, quick=True)
    if faults == "raise":
        read.faults.raise_if_any(SUBJECT)
    words = {"faults": read.faults.by_row()} if faults == "report" else {}
    shown = read.shown or read.cents
    check_names(read.table, (*shown, *words), overwrite)
    known = _some(read.source.wrong)
    settled = known if read.source.open is None else _some(read.source.wrong | read.source.open)
    return read.table.added(
        {name: Amounts(cents, settled if name in _AT_THE_END else known) for name, cents in shown.items()}, words
    )


_AT_THE_END: Final = ("balance", "overpayment")


def _some(rows: Mask) -> Mask | None:
    return rows if rows.any() else None


class Payments:
    """The payments of a table, in cents by name; zero on the rows at fault.

    Attributes:
        source: the columns they are computed from, and the rows at fault.
        groups: the rows of each terms; None: all.
        cents: by name of movement.
        shown: instead of `cents`, where the quick way was taken: as the table takes them.
    """

    def __init__(self, source: RightColumns, groups: Sequence[tuple[PaymentTerms, NDArray[np.int64] | None]]) -> None:
        self.source, self.groups = source, groups
        self.cents: dict[str, Cents] = {}
        self.shown: dict[str, Cents] = {}

    @classmethod
    def of(
        cls,
        terms: PaymentTerms | TermsBook | Iterable[PaymentTerms],
        native: Any,
        columns: Mapping[str, str] | None,
        updates: Sequence[str] | None,
        case: Case,
        decimals: Decimals | None,
        quick: bool = False,
    ) -> "Payments":
        """Read a table and compute its payments."""
        table = opened(native)
        if updates is None:
            updates = ("updated",) if "updated" in table.names else ()
        source = RightColumns(table, columns or {}, updates, Places.of(decimals))

        groups = [(terms, None)] if isinstance(terms, PaymentTerms) else _by_terms(source, TermsBook.of(terms), case)
        source.terms = [of_rows for of_rows, _ in groups]
        payments = cls(source, groups)
        if not (quick and isinstance(terms, PaymentTerms) and payments.run_quickly(terms)):
            payments.run()
        return payments

    @property
    def table(self) -> Table:
        """The table that was handed in."""
        return self.source.table

    @property
    def faults(self) -> FaultTable:
        """The faults, by row and column."""
        return self.source.faults

    def run(self) -> None:
        """Read the columns that the terms need, then compute each group."""
        figures = [figures_of(terms, bool(self.source.updates)) for terms, _ in self.groups]
        data = self.source.data()
        for (terms, rows), rates in zip(self.groups, figures, strict=True):
            right = ~self.source.wrong
            if rows is not None:
                mine = np.zeros(self.table.size, np.bool_)
                mine[rows] = True
                right &= mine
            self.run_group(terms, data, rates, None if right.all() else np.flatnonzero(right))
        for cents in self.cents.values():
            cents[self.source.wrong] = 0

    def run_group(
        self, terms: PaymentTerms, data: Mapping[str, Fixed], rates: Mapping[str, Decimal], rows: Any | None
    ) -> None:
        """Compute the payments of the rows of some terms."""
        taken = data if rows is None else {name: column.take(rows) for name, column in data.items()}
        size = self.table.size if rows is None else len(rows)
        updates, settled = self.source.update_names, "actual" in data
        result = attempt(lambda d, p: whole_year(terms, updates, settled, d, p), taken, rates, size=size)
        for name, cents in result.cents.items():
            if rows is None:
                self.cents[name] = cents
            else:
                self.cents.setdefault(name, np.zeros(self.table.size, np.int64))[rows] = cents
        if result.too_large is not None:
            ranks = np.arange(self.table.size) if rows is None else rows
            self.source.keep(Found.alike(ranks[result.too_large], "", TOO_LARGE.at("", most=MOST)))

    def run_quickly(self, terms: PaymentTerms) -> bool:
        """Compute the plain rows at the speed of the kernel, the others as `run` does; False where no row is plain."""
        source, table = self.source, self.table
        if not table.size:
            return False
        fields, updates = source.fields(), source.update_names
        floats = [column for column, _ in fields.values() if table.is_float(column)]
        if any(source.places.get(column) is None for column in floats):
            return False
        done = plain_payments(table, terms, fields, updates, source.places)
        if done is None or len(done[1]) == table.size:
            return False
        amounts, left = done
        source.open = source.maybe_empty(fields["actual"][0]) if "actual" in fields else None
        if len(left):
            columns = list(dict.fromkeys(column for column, _ in fields.values()))
            some = RightColumns(table.rows(left, columns), source.names, source.updates, source.places, source.terms)
            rest = Payments(some, self.groups)
            rest.run()
            for name, cents in rest.cents.items():
                amounts[name].put(left, cents)
            for found in some.found:
                source.keep(attrs.evolve(found, rows=left[found.rows]))
        self.shown = {name: euros.units for name, euros in amounts.items()}
        return True


def _by_terms(source: RightColumns, book: TermsBook, case: Case) -> list[tuple[PaymentTerms, NDArray[np.int64] | None]]:
    """The rows of each terms of a book; rows that no terms cover are at fault."""
    rows: dict[tuple[Any, ...], list[int]] = {}
    given = [_column_or_value(source.table, named) for named in (case.year, case.ps, case.equipment)]
    for row, key in enumerate(zip(*given, strict=True)):
        rows.setdefault(key, []).append(row)
    found: dict[int, tuple[PaymentTerms, list[int]]] = {}
    for key, ranks in rows.items():
        try:
            terms = book.get(*key)
        except (NoTerms, TypeError, ValueError):
            shown = dict(zip(("year", "ps", "equipment"), map(str, key), strict=True))
            source.keep(Found.alike(np.array(ranks, np.int64), "", _NO_TERMS.at("", **shown)))
        else:
            found.setdefault(id(terms), (terms, []))[1].extend(ranks)
    return [(terms, np.sort(np.array(ranks, np.int64))) for terms, ranks in found.values()]


def _column_or_value(table: Table, named: Any) -> Sequence[Any]:
    """A column by its name, or the same value on every row."""
    if not (isinstance(named, str) and named in table.names):
        return [named] * table.size
    return [
        int(value) if isinstance(value, Decimal) and value == int(value) else value for value in table.values(named)
    ]
