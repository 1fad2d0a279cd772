"""Sums of a result, and how they are shown: winners and losers, groups, the part of each change."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal

import attrs

from afas.arithmetic import Exact, to_decimal
from afas.columns import Cents
from afas.documents import Document, Paragraph, Shown, Table
from afas.payments import from_cents
from afas.simulation._sums import total
from afas.text import Euros, Text, figure, signed

__all__ = ["GROUP_HEAD", "NO_GROUP", "GroupLine", "Groups", "Share", "Tally", "line", "not_counted"]


@attrs.frozen
class Tally:
    """Rows that gain, or that lose.

    Attributes:
        count: how many.
        sum: of their differences, in euros; negative for losses.
        mean: half up to the cent; None where there are none.
        largest: the difference farthest from zero; None where there are none.
    """

    count: int
    sum: Decimal
    mean: Decimal | None = None
    largest: Decimal | None = None

    @classmethod
    def of(cls, cents: Cents) -> "Tally":
        """Of differences of one sign."""
        if not len(cents):
            return cls(0, from_cents(0))
        whole = total(cents)
        mean = Exact.rounded(Fraction(whole, 100 * len(cents)), 100)
        largest = int(cents.max() if whole > 0 else cents.min())
        return cls(len(cents), from_cents(whole), to_decimal(mean), from_cents(largest))


@attrs.frozen
class Share:
    """What one change brings to the difference, all rows of a PS together; as a `Contribution` does for one case.

    Attributes:
        ps: the code of the PS.
        kind: "parameter", or "rule" (another formula, with the parameters only one of them reads).
        name: of the parameter.
        text: its label.
        amount: in euros; negative where it lowers the rights.
    """

    ps: str
    kind: Literal["parameter", "rule"]
    name: str
    text: Text
    amount: Decimal


@attrs.frozen
class GroupLine:
    """The rows of one group, in euros.

    Attributes:
        group: what they have in common; a `Text` for the rows where the column is empty.
        rows: how many.
        before: the sum of the rights before.
        after: after.
        difference: after less before.
        winners: rows that gain.
        losers: rows that lose.
    """

    group: str | Text
    rows: int
    before: Decimal
    after: Decimal
    difference: Decimal
    winners: int
    losers: int


GROUP_HEAD: Final = (
    Text(fr="Lignes", en="Rows"),
    Text(fr="Avant", en="Before"),
    Text(fr="Après", en="After"),
    Text(fr="Écart", en="Difference"),
    Text(fr="Gagnants", en="Winners"),
    Text(fr="Perdants", en="Losers"),
)


NO_GROUP: Final = Text(fr="(vide)", en="(empty)")
"""The group of the rows where the column is empty, in the words of each language."""


@attrs.frozen
class Groups(Shown):
    """The lines of a grouping; they add up to the outcome.

    Attributes:
        by: the column.
        left_out: rows that are in no group, since they are at fault.
    """

    by: str
    lines: tuple[GroupLine, ...]
    left_out: int = 0

    def __iter__(self) -> Iterator[GroupLine]:
        return iter(self.lines)

    def __getitem__(self, group: str | None) -> GroupLine:
        """The line of a group; None: of the rows where the column is empty."""
        names = {line.group if isinstance(line.group, str) else None: line for line in self.lines}
        if group not in names and group in (NO_GROUP.fr, NO_GROUP.en):
            group = None
        return names[group]

    def document(self, locale: str = "fr") -> Document:
        """A table: one row a group."""
        heads = [self.by, *(head(locale) for head in GROUP_HEAD)]
        rows = [[figure(group.group, locale), *line(group, locale)] for group in self.lines]
        shown = Table("", heads, rows, figures=range(1, len(heads)))
        return Document("", locale, (shown, *not_counted(self.left_out, locale)))

    def table(self) -> dict[str, list[Any]]:
        """Columns `group, rows, before, after, difference, winners, losers`, to make a table of."""
        names = [field.name for field in attrs.fields(GroupLine)]
        columns = {name: [getattr(group, name) for group in self.lines] for name in names}
        return columns | {"group": [group if isinstance(group, str) else None for group in columns["group"]]}


_NOT_COUNTED: Final = Text(
    fr="{count} lignes ne sont pas comptées : elles sont à corriger.",
    en="{count} rows are not counted: they are to be corrected.",
)
_ONE_NOT_COUNTED: Final = Text(
    fr="1\u00a0ligne n’est pas comptée : elle est à corriger.", en="1 row is not counted: it is to be corrected."
)


def not_counted(rows: int, locale: str) -> tuple[Paragraph, ...]:
    """How many rows a view leaves out; nothing where it leaves out none."""
    if not rows:
        return ()
    return (Paragraph(_ONE_NOT_COUNTED(locale) if rows == 1 else _NOT_COUNTED.fill(count=rows)(locale)),)


def line(one: Any, locale: str) -> list[str]:
    """The figures of a line, as words."""
    amounts = [figure(Euros(one.before), locale), figure(Euros(one.after), locale), signed(one.difference, locale)]
    return [figure(one.rows, locale), *amounts, figure(one.winners, locale), figure(one.losers, locale)]
