"""Sums of a result, and how they are shown: winners and losers, groups, the part of each change."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal

import attrs

from afas.arithmetic import Exact, to_decimal, total
from afas.columns import Cents
from afas.documents import Block, Document, Paragraph, Table
from afas.payments import from_cents
from afas.simulation._sums import ONE_EACH, Weights
from afas.simulation._tabled import Tabled
from afas.text import Euros, Text, figure, signed

__all__ = [
    "LIKE", "NO_GROUP", "GroupLine", "Groups", "Share", "Shares", "Tally", "columns_of", "lines_shown", "not_counted",
    "to_the_cent",
]  # fmt: skip


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
        """Count and sum differences that are of one sign."""
        if not len(cents):
            return cls(weights.count(cents), weights.euros(cents))
        largest = from_cents(int(cents.max() if cents[0] > 0 else cents.min()))
        count = weights.count(cents != 0)
        mean = to_decimal(Exact.rounded(weights.mean(cents), 100)) if count else None
        return cls(count, weights.euros(cents), mean, largest)


@attrs.frozen
class Share:
    """The part of a difference that comes from one change, over all rows of a PS, as a `Contribution` is for one case.

    Attributes:
        ps: the code of the PS.
        kind: "parameter"; "rule" (another formula, with the parameters only one of them reads); "together" (figures and
            rule, on rows where neither can be computed alone); or "answer" (what those concerned do
            differently).
        name: of the parameter, or of the answer.
        text: its label.
        amount: in euros; negative where it lowers the rights.
    """

    ps: str
    kind: Literal["parameter", "rule", "together", "answer"]
    name: str
    text: Text
    amount: Decimal


@attrs.frozen(eq=False, repr=False)
class Shares(Tabled):
    """The parts of a difference, by PS and change; they add up to it.

    Attributes:
        lines: in the order the PS come, then as the changes do.
        order: the kinds of change in the order they are counted ("rule", "figures"); empty: the mean over every
            order, so that none is favoured for coming first.
    """

    like = {"amount": Decimal(0)}  # noqa: RUF012 - as the base class says

    lines: tuple[Share, ...]
    order: tuple[str, ...] = ()
    left_out: int = 0

    def __iter__(self) -> Iterator[Share]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, rank: int) -> Share:
        return self.lines[rank]

    def columns(self, locale: str = "fr") -> dict[str, list[Any]]:
        """Columns `ps, kind, name, text, amount`."""
        columns = {
            name: [getattr(line, name) for line in self.lines] for name in ("ps", "kind", "name", "text", "amount")
        }
        return columns | {"text": [line.text(locale) for line in self.lines]}

    @property
    def by_kind(self) -> dict[str, Decimal]:
        """The sums of "figures", "rule", "together" and "answer"; those there are."""
        sums: dict[str, Decimal] = {}
        for line in self.lines:
            kind = "figures" if line.kind == "parameter" else line.kind
            sums[kind] = total((sums.get(kind, Decimal(0)), line.amount))
        return sums

    def document(self, locale: str = "fr") -> Document:
        """A table: one row per part; then the order in which the changes are counted."""
        heads = [head(locale) for head in _SHARE_HEAD]
        rows = [[line.ps, line.text(locale), signed(to_the_cent(line.amount), locale)] for line in self.lines]
        blocks: list[Block] = [
            Table("", heads, rows, figures={2}),
            *self.said(locale),
            *not_counted(self.left_out, locale),
        ]
        return Document("", locale, blocks)

    def said(self, locale: str) -> tuple[Paragraph, ...]:
        """The order in which the changes are counted; nothing where there is only one."""
        kinds = [line.kind for line in self.lines if line.kind != "answer"]
        if len(kinds) < 2:
            return ()
        names = [_KINDS[kind](locale) for kind in self.order]
        words = _ONE_ORDER.fill(first=names[0], then=names[1]).text(locale) if names else _EVERY_ORDER(locale)
        return (Paragraph(words),)


_SHARE_HEAD: Final = (
    Text(fr="PS", en="PS"),
    Text(fr="Changement", en="Change"),
    Text(fr="Part de l’écart", en="Part of the difference"),
)
_KINDS: Final = {"rule": Text(fr="la règle", en="the rule"), "figures": Text(fr="les chiffres", en="the figures")}
_EVERY_ORDER: Final = Text(
    fr="Part de chaque changement : moyenne sur tous les ordres dans lesquels ils pouvaient venir (valeur de Shapley).",
    en="Part of each change: the mean over every order in which they could have come (Shapley’s value).",
)
_ONE_ORDER: Final = Text(
    fr="Part de chaque changement : d’abord {first}, puis {then}.",
    en="Part of each change: first {first}, then {then}.",
)


@attrs.frozen
class GroupLine:
    """The rows of one group, in euros; sums and counts are weighted where rows have weights.

    Attributes:
        keys: the values that its rows have in common, one per key; a `Text` for the rows where the column is empty.
        rows: how many rows of the table.
        count: how many they stand for.
        before: the sum of the rights before.
        after: after.
        difference: after less before.
        winners: rows that gain.
        losers: rows that lose.
        gains: the sum of the gains.
        losses: the sum of the losses, below zero.
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
        """Its keys, joined."""
        if len(self.keys) == 1:
            return self.keys[0]
        french, english = (" · ".join(figure(key, locale) for key in self.keys) for locale in ("fr", "en"))
        return Text(fr=french, en=english)


NO_GROUP: Final = Text(fr="(vide)", en="(empty)")
"""The group of the rows where the column is empty, in the words of each language."""


LIKE: Final[Mapping[str, Any]] = {
    field.name: 0 if field.name in ("rows", "count", "winners", "losers") else Decimal(0)
    for field in attrs.fields(GroupLine)[1:]
}


@attrs.frozen(repr=False)
class Groups(Tabled):
    """The lines of a grouping; they add up to the outcome.

    Attributes:
        by: the keys.
        left_out: rows that are in no group, since they are at fault.
    """

    like = LIKE

    by: tuple[str, ...]
    lines: tuple[GroupLine, ...]
    left_out: int = 0

    def __iter__(self) -> Iterator[GroupLine]:
        return iter(self.lines)

    def __getitem__(self, group: str | tuple[str | None, ...] | None) -> GroupLine:
        """The line of a group, by its key, or its keys; None: of the rows where the column is empty."""
        keys = group if isinstance(group, tuple) else (group,)
        names = {tuple(key if isinstance(key, str) else None for key in line.keys): line for line in self.lines}
        empty = (NO_GROUP.fr, NO_GROUP.en)
        return names[keys] if keys in names else names[tuple(None if key in empty else key for key in keys)]

    def document(self, locale: str = "fr") -> Document:
        """A table: one row per group."""
        shown = lines_shown(self.by, [line.keys for line in self.lines], self.lines, locale)
        return Document("", locale, (shown, *not_counted(self.left_out, locale)))

    def columns(self, locale: str = "fr") -> dict[str, list[Any]]:
        """Columns `group` (with several keys, one for each), then those of a line.

        `rows, count, before, after, difference, winners, losers, gains, losses`. A group whose column is empty is None.
        """
        names = ["group"] if len(self.by) == 1 else list(self.by)
        columns: dict[str, list[Any]] = {
            name: [key if isinstance(key, str) else None for key in (line.keys[rank] for line in self.lines)]
            for rank, name in enumerate(names)
        }
        return columns | columns_of(self.lines)

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


def to_the_cent(amount: Decimal) -> Decimal:
    """An amount as it is shown: weighted sums have more decimals, and are rounded half up."""
    rounded: Decimal = Exact.rounded(amount, 100)
    return rounded


def columns_of(lines: Sequence[GroupLine]) -> dict[str, list[Any]]:
    """The columns of lines, without their keys."""
    return {field.name: [getattr(line, field.name) for line in lines] for field in attrs.fields(GroupLine)[1:]}


def lines_shown(
    heads: Sequence[str], keys: Sequence[Sequence[str | Text]], lines: Sequence[GroupLine], locale: str
) -> Table:
    """Lines as a table; what rows stand for is shown where they have weights."""
    weighted = any(line.count != line.rows for line in lines)
    names = [name(locale) for name in (_ROWS, *[_COUNT] * weighted, *_HEAD)]
    heads = [_KEYS[head](locale) if head in _KEYS else head for head in heads]
    rows = [
        [*(figure(value, locale) for value in key), *_figures(line, weighted, locale)]
        for key, line in zip(keys, lines, strict=True)
    ]
    return Table("", [*heads, *names], rows, figures=range(len(heads), len(heads) + len(names)))


def _figures(line: GroupLine, weighted: bool, locale: str) -> list[str]:
    """The figures of a line, as words."""
    before, after, moved, gains, losses = map(
        to_the_cent, (line.before, line.after, line.difference, line.gains, line.losses)
    )
    counts = [line.rows, *[line.count] * weighted]
    return [
        *(figure(count, locale) for count in counts), figure(Euros(before), locale), figure(Euros(after), locale),
        signed(moved, locale), figure(line.winners, locale), figure(line.losers, locale),
        signed(gains, locale), signed(losses, locale),
    ]  # fmt: skip


_KEYS: Final = {
    "before": Text(fr="Droit avant", en="Right before"),
    "after": Text(fr="Droit après", en="Right after"),
    "difference": Text(fr="Écart de droit", en="Difference of right"),
}
"""Heads of the columns of amounts, where rows are grouped by them; other keys are the caller's own names."""
_ROWS: Final = Text(fr="Lignes", en="Rows")
_COUNT: Final = Text(fr="Effectif pondéré", en="Weighted count")
_HEAD: Final = (
    Text(fr="Avant", en="Before"),
    Text(fr="Après", en="After"),
    Text(fr="Écart", en="Difference"),
    Text(fr="Gagnants", en="Winners"),
    Text(fr="Perdants", en="Losers"),
    Text(fr="Sommes gagnées", en="Gains"),
    Text(fr="Sommes perdues", en="Losses"),
)
