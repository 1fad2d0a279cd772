"""The table of faults: which row, which field, what is wrong, what was found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from afas.documents import Document
from afas.documents import Table as ShownTable
from afas.errors import Fault, InvalidInput, error, listed
from afas.simulation._tabled import Tabled
from afas.text import Message, Text, figure

__all__ = ["FaultTable", "FaultyTable", "Found"]

_SHOWN: Final = 20
_HEAD: Final = (
    Text(fr="Champ", en="Field"),
    Text(fr="Faute", en="Fault"),
    Text(fr="Lignes", en="Rows"),
    Text(fr="La première", en="The first"),
    Text(fr="Ce qu’elle a", en="What it has"),
)


@error
class FaultyTable(InvalidInput):
    """Rows of a table are at fault; `table` has all of them, the text shows the first."""

    code = "faulty-table"
    template = Text(
        fr="{subject} : {count} à corriger ; faults='report' calcule les autres lignes",
        en="{subject}: {count} to correct; faults='report' computes the other rows",
    )
    table: "FaultTable"

    @property
    def fields(self) -> Mapping[str, object]:
        """The fields of the first line: the subject, and how many faults the table has in all."""
        return {"subject": self.subject, "count": len(self.table)}

    @property
    def text(self) -> Message:
        """One line for each of the first faults, and how many there are in all."""
        shown = listed(self.message, self.found)
        left = len(self.table) - len(self.found)
        return _AND_MORE.fill(shown=shown, count=left) if left else shown


_AND_MORE: Final = Text(fr="{shown}\n… et {count} autres", en="{shown}\n… and {count} more")


@attrs.frozen(eq=False)
class Found:
    """The rows that have a same fault.

    Attributes:
        rows: their ranks in the table.
        field: the column or the parameter it is about.
        code: of the fault.
        fault_of: the fault of the n-th of these rows, at a path.
    """

    rows: NDArray[np.int64]
    field: str
    code: str
    fault_of: Callable[[int, str], Fault]

    @classmethod
    def alike(cls, rows: NDArray[np.int64], field: str, fault: Fault) -> "Found":
        """The same fault on each of these rows."""
        return cls(rows, field, fault.code, lambda _, path: attrs.evolve(fault, path=path))

    def of(self, kept: NDArray[np.bool_]) -> "Found":
        """Those of the rows that are kept."""
        ranks = np.flatnonzero(kept[self.rows])
        return Found(self.rows[ranks], self.field, self.code, lambda rank, path: self.fault_of(int(ranks[rank]), path))


@attrs.frozen(eq=False, repr=False)
class FaultTable(Tabled):
    """The faults of a table, by row and field.

    Attributes:
        found: faults of one kind and field together.
    """

    like = {"row": 0}  # noqa: RUF012 - as the base class says

    found: Sequence[Found] = ()

    def __len__(self) -> int:
        return sum(len(group.rows) for group in self.found)

    def __iter__(self) -> Iterator[Fault]:
        """Each fault, in the order of the rows, at a path like `rows[12].expenses`."""
        for row, group, rank in self._ordered():
            yield group.fault_of(rank, f"rows[{row}].{group.field}" if group.field else f"rows[{row}]")

    def first(self, most: int = _SHOWN) -> tuple[Fault, ...]:
        """The first ones."""
        return tuple(fault for fault, _ in zip(self, range(most), strict=False))

    def columns(self, locale: str = "fr") -> dict[str, list[Any]]:
        """Columns `row, field, code, found, text`, one line per fault; rows are ranks, from 0 on."""
        columns: dict[str, list[Any]] = {"row": [], "field": [], "code": [], "found": [], "text": []}
        for row, group, rank in self._ordered():
            fault = group.fault_of(rank, "")
            shown = fault.fields.get("found")
            values = (row, group.field, group.code, None if shown is None else str(shown), fault.text(locale))
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
        return columns

    def document(self, locale: str = "fr") -> Document:
        """How many rows have which fault, by field, with the first of them."""
        heads = [head(locale) for head in _HEAD]
        by_kind: dict[tuple[str, str], list[Found]] = {}
        for group in self.found:
            by_kind.setdefault((group.field, group.code), []).append(group)
        lines = []
        for (field, code), some in sorted(by_kind.items()):
            first = min(some, key=lambda group: int(group.rows.min()))
            rank = int(first.rows.argmin())
            row = int(first.rows[rank])
            count = figure(sum(len(group.rows) for group in some), locale)
            lines.append([field, code, count, figure(row, locale), first.fault_of(rank, "").text(locale)])
        return Document("", locale, (ShownTable("", heads, lines, figures={2, 3}),))

    def rows(self, *codes: str) -> NDArray[np.int64]:
        """The ranks of the rows at fault, each once.

        Args:
            codes: of the faults; none: whatever they are.
        """
        found = [group.rows for group in self.found if not codes or group.code in codes]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)

    def by_row(self) -> dict[int, str]:
        """For each row at fault, its faults as `field:code`, separated by spaces."""
        words: dict[int, str] = {}
        for row, group, _ in self._ordered():
            word = f"{group.field}:{group.code}" if group.field else group.code
            words[row] = f"{words[row]} {word}" if row in words else word
        return words

    def raise_if_any(self, subject: Text) -> None:
        """Raise `FaultyTable` with the first faults, if there is any."""
        if self.found:
            raise FaultyTable(subject, self.first(), self)

    def refuse(self, subject: Text) -> None:
        """Raise `InvalidInput` with the first faults, if there is any: no row can be left out here."""
        if self.found:
            raise InvalidInput(subject, self.first())

    def _ordered(self) -> Iterator[tuple[int, Found, int]]:
        if not self.found:
            return
        rows = np.concatenate([group.rows for group in self.found])
        groups = np.repeat(np.arange(len(self.found)), [len(group.rows) for group in self.found])
        ranks = np.concatenate([np.arange(len(group.rows)) for group in self.found])
        for at in np.argsort(rows, kind="stable"):
            yield int(rows[at]), self.found[groups[at]], int(ranks[at])
