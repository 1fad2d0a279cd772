"""Payments of a whole table: advances, top-ups, balance or overpayment, as `payments.schedule` gives on one row."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.columns import Cents, Fixed, Mask, attempt
from afas.errors import Fault, FaultKind, InvalidInput
from afas.forms import MISSING, Field, FormCode
from afas.payments import NAMES, NOT_WHOLE_CENTS, bases_of, bases_of_cap, figures_of, whole_year
from afas.quantities import Unit
from afas.simulation._checks import TABLE, Decimals, Places, check_floats
from afas.simulation._faults import FaultTable, Found
from afas.simulation._payments_plain import plain_payments
from afas.simulation._reading import is_empty, read_field
from afas.simulation._rights import MOST, TOO_LARGE
from afas.simulation._tables import Amounts, Table, check_names, opened
from afas.terms import BASES, NoTerms, PaymentTerms, TermsBook
from afas.text import Text

__all__ = ["payments_table"]

SUBJECT: Final = Text(fr="Paiements de la table", en="Payments of the table")
_LABELS: Final = {
    "forecast": BASES["forecast N"],
    "actual": BASES["actual N"],
    "previous_actual": BASES["actual N-1"],
    "actual_n_2": BASES["actual N-2"],
}
_UPDATED: Final = Text(fr="droit prévisionnel actualisé", en="updated forecast right")
_JUSTIFIED: Final = Field(
    "gap_justified", Unit.FLAG, Text(fr="écart justifié", en="gap justified"), FormCode.FINANCIAL, default=Decimal(0)
)
_OPTIONAL: Final = Decimal(0)
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
    """What is paid on every row of a table, the cents that `payments.schedule` gives on one.

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
        overwrite: replace columns that have the name of one that is added; else they are refused.

    Returns:
        The table with a column a movement, in euros and cents: `advance_1`, …, `top_up` (or `top_up_1`, … for several
        updates), `balance`, `overpayment`.

    Raises:
        UnspecifiedTerms: the terms leave open something that is needed.
        InvalidInput: a column that the terms need is absent, or is of floats.
        FaultyTable: rows are at fault.

    >>> terms = PaymentTerms.from_mapping({"advances": [{"rate": "0.40", "on": "forecast validated"}]})
    >>> made = payments_table(terms, {"forecast": ["1000", "0.05"], "actual": ["900", "0.01"]})
    >>> [str(one) for one in made["balance"].to_decimals()], [str(one) for one in made["overpayment"].to_decimals()]
    (['500.00', '0.00'], ['0.00', '0.01'])
    """
    read = Payments.of(terms, table, columns, updates, Case(year, ps, equipment), decimals, quick=True)
    if faults == "raise":
        read.faults.raise_if_any(SUBJECT)
    words = {"faults": read.faults.by_row()} if faults == "report" else {}
    shown = read.shown or read.cents
    check_names(read.table, (*shown, *words), overwrite)
    known = _some(read.wrong)
    settled = known if read.open is None else _some(read.wrong | read.open)
    return read.table.added(
        {name: Amounts(cents, settled if name in _AT_THE_END else known) for name, cents in shown.items()}, words
    )


def _field(name: str, label: Text, optional: bool) -> Field:
    """How a column of rights is read."""
    return Field(name, Unit.EUR, label, FormCode.FINANCIAL, default=_OPTIONAL if optional else None)


_AT_THE_END: Final = ("balance", "overpayment")


def _some(rows: Mask) -> Mask | None:
    return rows if rows.any() else None


class Payments:
    """The payments of a table, in cents by name; zero on the rows at fault.

    Attributes:
        table: what was handed in.
        cents: by name of movement.
        wrong: rows at fault.
        open: rows whose actual right is not known; None: it is known everywhere.
        shown: instead of `cents`, where the quick way was taken: as the table takes them.
        groups: the rows of each terms; None: all.
    """

    def __init__(self, table: Table, names: Mapping[str, str], updates: Sequence[str], places: Places):
        self.table, self.names, self.updates, self.places = table, names, updates, places
        self.found: list[Found] = []
        self.wrong = np.zeros(table.size, np.bool_)
        self.open: Mask | None = None
        self.cents: dict[str, Cents] = {}
        self.shown: dict[str, Cents] = {}
        self.groups: list[tuple[PaymentTerms, NDArray[np.int64] | None]] = []

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
        made = cls(table, columns or {}, tuple(updates), Places.of(decimals))
        made.places.check(table, (*_LABELS, *updates, "gap_justified"))
        made.groups = [(terms, None)] if isinstance(terms, PaymentTerms) else made.by_terms(TermsBook.of(terms), case)
        if not (quick and made.quickly()):
            made.run()
        return made

    @property
    def faults(self) -> FaultTable:
        """What is wrong, by row and column."""
        return FaultTable(tuple(self.found))

    def by_terms(self, book: TermsBook, case: Case) -> list[tuple[PaymentTerms, NDArray[np.int64] | None]]:
        """The rows of each terms of a book; those that none cover are at fault."""
        rows: dict[tuple[Any, ...], list[int]] = {}
        given = [self.column_or_value(one) for one in (case.year, case.ps, case.equipment)]
        for row, key in enumerate(zip(*given, strict=True)):
            rows.setdefault(key, []).append(row)
        found: dict[int, tuple[PaymentTerms, list[int]]] = {}
        for key, ranks in rows.items():
            try:
                terms = book.get(*key)
            except (NoTerms, TypeError, ValueError):
                shown = dict(zip(("year", "ps", "equipment"), map(str, key), strict=True))
                self.keep(Found.alike(np.array(ranks, np.int64), "", _NO_TERMS.at("", **shown)))
            else:
                found.setdefault(id(terms), (terms, []))[1].extend(ranks)
        return [(terms, np.sort(np.array(ranks, np.int64))) for terms, ranks in found.values()]

    def column_or_value(self, named: Any) -> Sequence[Any]:
        """A column by its name, or the same value on every row."""
        if isinstance(named, str) and named in self.table.names:
            return [
                int(one) if isinstance(one, Decimal) and one == int(one) else one for one in self.table.values(named)
            ]
        return [named] * self.table.size

    def keep(self, found: Found) -> None:
        """A fault of some rows."""
        self.found.append(found)
        self.wrong[found.rows] = True

    def run(self) -> None:
        """Read the columns that the terms need, then compute each group."""
        figures = [figures_of(terms, bool(self.updates)) for terms, _ in self.groups]
        data = self.data()
        for (terms, rows), rates in zip(self.groups, figures, strict=True):
            right = ~self.wrong
            if rows is not None:
                mine = np.zeros(self.table.size, np.bool_)
                mine[rows] = True
                right &= mine
            self.group(terms, data, rates, None if right.all() else np.flatnonzero(right))
        for cents in self.cents.values():
            cents[self.wrong] = 0

    def group(
        self, terms: PaymentTerms, data: Mapping[str, Fixed], rates: Mapping[str, Decimal], rows: Any | None
    ) -> None:
        """The payments of the rows of one terms."""
        taken = data if rows is None else {name: one.take(rows) for name, one in data.items()}
        size = self.table.size if rows is None else len(rows)
        updates, settled = [f"update_{rank}" for rank in range(1, len(self.updates) + 1)], "actual" in data
        made = attempt(lambda d, p: whole_year(terms, updates, settled, d, p), taken, rates, size=size)
        for name, cents in made.cents.items():
            if rows is None:
                self.cents[name] = cents
            else:
                self.cents.setdefault(name, np.zeros(self.table.size, np.int64))[rows] = cents
        if made.too_large is not None:
            ranks = np.arange(self.table.size) if rows is None else rows
            self.keep(Found.alike(ranks[made.too_large], "", TOO_LARGE.at("", most=MOST)))

    def quickly(self) -> bool:
        """Compute the rows that are plain at the speed of the kernel, the others as ever; False where none is plain."""
        if len(self.groups) != 1 or self.groups[0][1] is not None or not self.table.size:
            return False
        terms, named, fields = self.groups[0][0], self.columns(), dict[str, tuple[str, Field]]()
        for name, (column, optional) in named.items():
            fields[name] = column, _field(name, _LABELS[name], optional)
        updates = [f"update_{rank}" for rank in range(1, len(self.updates) + 1)]
        fields |= {
            name: (column, _field(column, _UPDATED, True)) for name, column in zip(updates, self.updates, strict=True)
        }
        justified = self.names.get("gap_justified", "gap_justified")
        if justified in self.table.names:
            fields["gap_justified"] = justified, _JUSTIFIED
        floats = [column for column, _ in fields.values() if self.table.is_float(column)]
        if any(self.places.get(column) is None for column in floats):
            return False
        done = plain_payments(self.table, terms, fields, updates, figures_of(terms, bool(updates)), self.places)
        if done is None or len(done[1]) == self.table.size:
            return False
        amounts, left = done
        self.open = self.maybe_empty(named["actual"][0]) if "actual" in named else None
        if len(left):
            columns = list(dict.fromkeys(column for column, _ in fields.values()))
            rest = Payments(self.table.rows(left, columns), self.names, self.updates, self.places)
            rest.groups = self.groups
            rest.run()
            for name, cents in rest.cents.items():
                amounts[name].put(left, cents)
            for found in rest.found:
                self.keep(attrs.evolve(found, rows=left[found.rows]))
        self.shown = {name: one.units for name, one in amounts.items()}
        return True

    def columns(self) -> dict[str, tuple[str, bool]]:
        """The columns of the rights that the terms need, by the names that the formula reads; may a row be empty?"""
        needed = {"forecast"}
        for terms, _ in self.groups:
            caps = [bases_of_cap(terms.top_up_cap)] if self.updates else []
            for bases in (*map(bases_of, terms.advances), *caps):
                needed |= {NAMES[base] for base in bases}
        names = {name: self.names.get(name, name) for name in _LABELS}
        there = {name: column for name, column in names.items() if column in self.table.names}
        self.check(needed - {"latest_forecast"} - there.keys(), names)
        return {
            name: (column, name == "actual" and name not in needed)
            for name, column in there.items()
            if name in needed or name == "actual"
        }

    def data(self) -> dict[str, Fixed]:
        """The columns by the names that the formula reads."""
        there = self.columns()
        data: dict[str, Fixed] = {}
        for name, (column, optional) in there.items():
            data[name] = self.read(name, column, _LABELS[name], optional)
        latest = data["forecast"]
        for rank, column in enumerate(self.updates, start=1):
            read = self.read(column, column, _UPDATED, optional=True)
            empty = self.empty(column)
            latest = read if empty is None else Fixed(np.where(empty, latest.units, read.units), 2)
            data[f"update_{rank}"] = latest
        data["latest_forecast"] = latest
        if "actual" in data and (empty := self.empty(there["actual"][0])) is not None:
            self.open = empty
        justified = self.names.get("gap_justified", "gap_justified")
        if justified in self.table.names:
            data["gap_justified"] = self.checked(_JUSTIFIED, justified)
        else:
            data["gap_justified"] = Fixed(np.zeros(self.table.size, np.int64))
        return data

    def check(self, absent: set[str], names: Mapping[str, str]) -> None:
        """Every column that is needed is there, and none is of floats without its decimals."""
        bad = [MISSING.at(f"columns.{names[name]}", label=_LABELS[name], unit=Unit.EUR) for name in sorted(absent)]
        bad += [
            MISSING.at(f"columns.{column}", label=_UPDATED, unit=Unit.EUR)
            for column in self.updates
            if column not in self.table.names
        ]
        if bad:
            raise InvalidInput(TABLE, tuple(bad))

    def maybe_empty(self, column: str) -> Mask | None:
        """The same, of a column that is not read unless it may have such rows."""
        chunks = self.table.chunks(column, self.places.get(column))
        full = chunks is not None and all(chunk.valid is None and chunk.empty is None for chunk in chunks)
        return None if full and not self.table.is_float(column) else self.empty(column)

    def empty(self, column: str) -> Mask | None:
        """The rows of a column that hold nothing."""
        figures = self.table.figures(column)
        if figures.values.dtype == object:
            made = np.array([is_empty(raw) for raw in figures.values], np.bool_)
        else:
            made = np.isnan(figures.values) if figures.values.dtype.kind == "f" else np.zeros(len(figures), np.bool_)
        made = made if figures.empty is None else made | figures.empty
        return made if made.any() else None

    def read(self, name: str, column: str, label: Text, optional: bool) -> Fixed:
        """A column of rights, in cents."""
        held = self.checked(_field(name, label, optional), column)
        if held.decimals <= 2:
            return Fixed(held.units * 10 ** (2 - held.decimals), 2)
        by = 10 ** (held.decimals - 2)
        broken = np.flatnonzero(held.units % by)
        if len(broken):

            def fault(rank: int, path: str) -> Fault:
                units = int(held.units[broken[rank]])
                return NOT_WHOLE_CENTS.at(path, found=Decimal(units).scaleb(-held.decimals))

            self.keep(Found(broken, column, NOT_WHOLE_CENTS.code, fault))
        return Fixed((held.units // by).astype(np.int64), 2)

    def checked(self, field: Field, column: str) -> Fixed:
        """A column read as exact decimals, its faults kept under its own name."""
        figures = self.table.figures(column)
        places = self.places.get(column, field.name)
        if figures.values.dtype.kind == "f":
            check_floats([column], self.places, field.name)
        held, found = read_field(field, figures, places)
        for one in found:
            self.keep(attrs.evolve(one, field=column))
        return held
