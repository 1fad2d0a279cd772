"""The columns that payments are computed from: each as the terms need it, in whole cents, and the rows at fault."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import attrs
import numpy as np

from afas.arithmetic import scaled
from afas.columns import Fixed, Mask
from afas.errors import Fault, InvalidInput
from afas.forms import Field, FormCode
from afas.payments import NAMES, NOT_WHOLE_CENTS, bases_of, bases_of_cap
from afas.quantities import Unit
from afas.simulation._checks import TABLE, Places, check_floats, no_column
from afas.simulation._faults import FaultTable, Found
from afas.simulation._reading import is_empty, read_field
from afas.simulation._tables import Table
from afas.terms import BASES, PaymentTerms
from afas.text import Text

__all__ = ["RightColumns"]

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


class RightColumns:
    """The columns of rights of a table, as the terms of its rows need them.

    Attributes:
        table: what was handed in.
        names: where a right stands under another name than that of the formula.
        updates: the columns of updated forecast rights, in turn.
        places: the decimals that floats stand for.
        terms: those of its rows.
        wrong: rows at fault.
        open: rows whose actual right is not known; None: it is known everywhere.
    """

    def __init__(
        self,
        table: Table,
        names: Mapping[str, str],
        updates: Sequence[str],
        places: Places,
        terms: Sequence[PaymentTerms] = (),
    ) -> None:
        places.check(table, (*_LABELS, *updates, "gap_justified"))
        self.table, self.names, self.updates, self.places, self.terms = table, names, tuple(updates), places, terms
        self.found: list[Found] = []
        self.wrong = np.zeros(table.size, np.bool_)
        self.open: Mask | None = None

    @property
    def faults(self) -> FaultTable:
        """The faults, by row and column."""
        return FaultTable(tuple(self.found))

    @property
    def update_names(self) -> list[str]:
        """The names of the updates in the formula."""
        return [f"update_{rank}" for rank in range(1, len(self.updates) + 1)]

    def keep(self, found: Found) -> None:
        """Keep a fault of some rows."""
        self.found.append(found)
        self.wrong[found.rows] = True

    def needed(self) -> dict[str, tuple[str, bool]]:
        """The columns of the rights that the terms need, by the names that the formula reads; may a row be empty?"""
        needed = {"forecast"}
        for terms in self.terms:
            caps = [bases_of_cap(terms.top_up_cap)] if self.updates else []
            for bases in (*map(bases_of, terms.advances), *caps):
                needed |= {NAMES[base] for base in bases}
        names = {name: self.names.get(name, name) for name in _LABELS}
        there = {name: column for name, column in names.items() if column in self.table.names}
        self._check(needed - {"latest_forecast"} - there.keys(), names)
        return {
            name: (column, name == "actual" and name not in needed)
            for name, column in there.items()
            if name in needed or name == "actual"
        }

    def fields(self) -> dict[str, tuple[str, Field]]:
        """Every column that the formula reads, by its name there, with the field it is read as."""
        fields = {
            name: (column, _field(name, _LABELS[name], optional)) for name, (column, optional) in self.needed().items()
        }
        for name, column in zip(self.update_names, self.updates, strict=True):
            fields[name] = column, _field(column, _UPDATED, optional=True)
        justified = self.names.get("gap_justified", "gap_justified")
        if justified in self.table.names:
            fields["gap_justified"] = justified, _JUSTIFIED
        return fields

    def data(self) -> dict[str, Fixed]:
        """The figures of every column, by the names that the formula reads."""
        data: dict[str, Fixed] = {}
        needed = self.needed()
        for name, (column, optional) in needed.items():
            data[name] = self._cents(name, column, _LABELS[name], optional)
        latest = data["forecast"]
        for name, column in zip(self.update_names, self.updates, strict=True):
            read = self._cents(column, column, _UPDATED, optional=True)
            empty = self._empty(column)
            latest = read if empty is None else Fixed(np.where(empty, latest.units, read.units), 2)
            data[name] = latest
        data["latest_forecast"] = latest
        if "actual" in data and (empty := self._empty(needed["actual"][0])) is not None:
            self.open = empty
        justified = self.names.get("gap_justified", "gap_justified")
        if justified in self.table.names:
            data["gap_justified"] = self._read(_JUSTIFIED, justified)
        else:
            data["gap_justified"] = Fixed(np.zeros(self.table.size, np.int64))
        return data

    def maybe_empty(self, column: str) -> Mask | None:
        """The rows of a column that hold nothing; a column that cannot have such rows is not read."""
        chunks = self.table.chunks(column, self.places.get(column))
        full = chunks is not None and all(chunk.valid is None and chunk.empty is None for chunk in chunks)
        return None if full and not self.table.is_float(column) else self._empty(column)

    def _check(self, absent: set[str], names: Mapping[str, str]) -> None:
        """Refuse a table without a column that is needed."""
        bad = [no_column(names[name], _LABELS[name], Unit.EUR) for name in sorted(absent)]
        bad += [no_column(column, _UPDATED, Unit.EUR) for column in self.updates if column not in self.table.names]
        if bad:
            raise InvalidInput(TABLE, tuple(bad))

    def _empty(self, column: str) -> Mask | None:
        """The rows of a column that hold nothing."""
        figures = self.table.figures(column)
        if figures.values.dtype == object:
            empty = np.array([is_empty(raw) for raw in figures.values], np.bool_)
        else:
            empty = np.isnan(figures.values) if figures.values.dtype.kind == "f" else np.zeros(len(figures), np.bool_)
        empty = empty if figures.empty is None else empty | figures.empty
        return empty if empty.any() else None

    def _cents(self, name: str, column: str, label: Text, optional: bool) -> Fixed:
        """A column of rights, in cents."""
        read = self._read(_field(name, label, optional), column)
        if read.decimals <= 2:
            return Fixed(read.units * 10 ** (2 - read.decimals), 2)
        by = 10 ** (read.decimals - 2)
        broken = np.flatnonzero(read.units % by)
        if len(broken):

            def fault(rank: int, path: str) -> Fault:
                units = int(read.units[broken[rank]])
                return NOT_WHOLE_CENTS.at(path, found=scaled(units, -read.decimals))

            self.keep(Found(broken, column, NOT_WHOLE_CENTS.code, fault))
        return Fixed((read.units // by).astype(np.int64), 2)

    def _read(self, field: Field, column: str) -> Fixed:
        """A column read as exact decimals, its faults kept under its own name."""
        figures = self.table.figures(column)
        places = self.places.get(column, field.name)
        if figures.values.dtype.kind == "f":
            check_floats([column], self.places, field.name)
        read, found = read_field(field, figures, places)
        for fault in found:
            self.keep(attrs.evolve(fault, field=column))
        return read


def _field(name: str, label: Text, optional: bool) -> Field:
    """How a column of rights is read."""
    return Field(name, Unit.EUR, label, FormCode.FINANCIAL, default=Decimal(0) if optional else None)
