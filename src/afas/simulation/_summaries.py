"""Sums of a result, and how they are shown: winners and losers, groups, the part of each change."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, Literal

import attrs

from afas.arithmetic import Exact, to_decimal, total
from afas.columns import Cents
from afas.documents import Document, Paragraph, Shown, Table
from afas.payments import from_cents
from afas.simulation._sums import ONE_EACH, Weights
from afas.simulation._tables import Table as Native
from afas.text import Euros, Text, figure, signed

__all__ = ["GROUP_HEAD", "NO_GROUP", "GroupLine", "Groups", "Share", "Tally", "line", "not_counted"]


@attrs.frozen
class Tally:
    """Rows that gain, or that lose.

    Attributes:
        count: how many; weighted, where rows have weights.
        sum: of their differences, in euros; negative for losses.
        mean: half up to the cent; None where there are none.
        largest: the difference farthest from zero; None where there are none.
    """

    count: int | Decimal
    sum: Decimal
    mean: Decimal | None = None
    largest: Decimal | None = None

    @classmethod
    def of(cls, cents: Cents, weights: Weights = ONE_EACH) -> "Tally":
        """Of differences of one sign."""
        if not len(cents):
            return cls(weights.count(cents), weights.euros(cents))
        largest = from_cents(int(cents.max() if cents[0] > 0 else cents.min()))
        count = weights.count(cents != 0)
        mean = to_decimal(Exact.rounded(weights.mean(cents), 100)) if count else None
        return cls(count, weights.euros(cents), mean, largest)


@attrs.frozen
class Share:
    """What one change brings to the difference, all rows of a PS together; as a `Contribution` does for one case.

    Attributes:
        ps: the code of the PS.
        kind: "parameter", "rule" (another formula, with the parameters only one of them reads), or "answer" (what those
            concerned do differently).
        name: of the parameter, or of the answer.
        text: its label.
        amount: in euros; negative where it lowers the rights.
    """

    ps: str
    kind: Literal["parameter", "rule", "answer"]
    name: str
    text: Text
    amount: Decimal


@attrs.frozen
class GroupLine:
    """The rows of one group, in euros; sums and counts are weighted where rows have weights.

    Attributes:
        keys: what they have in common, one value a key; a `Text` for the rows where the column is empty.
        rows: how many rows of the table.
        count: how many they stand for.
        before: the sum of the rights before.
        after: after.
        difference: after less before.
        winners: rows that gain.
        losers: rows that lose.
        gains: what those that gain gain.
        losses: what those that lose lose, below zero.
    """

    keys: tuple[str | Text, ...]
    rows: int
    count: int | Decimal
    before: Decimal
    after: Decimal
    difference: Decimal
    winners: int | Decimal
    losers: int | Decimal
    gains: Decimal
    losses: Decimal

    @property
    def group(self) -> str | Text:
        """Its keys, as one."""
        if len(self.keys) == 1:
            return self.keys[0]
        french, english = (" · ".join(figure(one, locale) for one in self.keys) for locale in ("fr", "en"))
        return Text(fr=french, en=english)


GROUP_HEAD: Final = (
    Text(fr="Lignes", en="Rows"),
    Text(fr="Avant", en="Before"),
    Text(fr="Après", en="After"),
    Text(fr="Écart", en="Difference"),
    Text(fr="Gagnants", en="Winners"),
    Text(fr="Perdants", en="Losers"),
    Text(fr="Sommes gagnées", en="Gains"),
    Text(fr="Sommes perdues", en="Losses"),
)


NO_GROUP: Final = Text(fr="(vide)", en="(empty)")
"""The group of the rows where the column is empty, in the words of each language."""


@attrs.frozen
class Groups(Shown):
    """The lines of a grouping; they add up to the outcome.

    Attributes:
        by: the keys.
        left_out: rows that are in no group, since they are at fault.
        native: the table they come from; None: of no kind of its own.
    """

    by: tuple[str, ...]
    lines: tuple[GroupLine, ...]
    left_out: int = 0
    native: Native | None = attrs.field(default=None, repr=False, eq=False)

    def __iter__(self) -> Iterator[GroupLine]:
        return iter(self.lines)

    def __getitem__(self, group: str | tuple[str | None, ...] | None) -> GroupLine:
        """The line of a group, by its key, or its keys; None: of the rows where the column is empty."""
        keys = group if isinstance(group, tuple) else (group,)
        names = {tuple(one if isinstance(one, str) else None for one in line.keys): line for line in self.lines}
        empty = (NO_GROUP.fr, NO_GROUP.en)
        return names[keys] if keys in names else names[tuple(None if one in empty else one for one in keys)]

    def document(self, locale: str = "fr") -> Document:
        """A table: one row a group."""
        heads = [*self.by, *(head(locale) for head in GROUP_HEAD)]
        rows = [[*(figure(one, locale) for one in group.keys), *line(group, locale)] for group in self.lines]
        shown = Table("", heads, rows, figures=range(len(self.by), len(heads)))
        return Document("", locale, (shown, *not_counted(self.left_out, locale)))

    def table(self) -> Any:
        """A table of the kind that came in: `group` (with several keys, a column for each), then what a line has.

        Columns `rows, count, before, after, difference, winners, losers, gains, losses`; a mapping gives a mapping.
        """
        names = ["group"] if len(self.by) == 1 else list(self.by)
        made: dict[str, list[Any]] = {
            name: [one if isinstance(one, str) else None for one in (line.keys[rank] for line in self.lines)]
            for rank, name in enumerate(names)
        }
        for field in attrs.fields(GroupLine)[1:]:
            made[field.name] = [getattr(line, field.name) for line in self.lines]
        return made if self.native is None else self.native.made(made)

    @property
    def difference(self) -> Decimal:
        """Of all the groups, in euros."""
        return total(line.difference for line in self.lines)


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
    counts = [figure(one.winners, locale), figure(one.losers, locale)]
    return [figure(one.count, locale), *amounts, *counts, signed(one.gains, locale), signed(one.losses, locale)]
