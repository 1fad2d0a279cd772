"""The outcome of a scenario: the difference, the part of each change, and each row explained."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from afas.columns import Cents
from afas.documents import Document, Paragraph, Shown
from afas.documents import Table as ShownTable
from afas.simulation._contributions import Change
from afas.simulation._differences import Difference
from afas.simulation._distribution import MEASURES
from afas.simulation._explained import ExplainedRow
from afas.simulation._faults import FaultTable
from afas.simulation._scenarios import Scenario
from afas.simulation._summaries import Share, Shares, not_counted, to_the_cent
from afas.simulation._tables import Amounts, check_names
from afas.text import Euros, Text, figure, signed

__all__ = ["Outcome"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Outcome(Difference, Shown):
    """The changes that a scenario brings, row by row and in sum; rows at fault are left out.

    Attributes:
        scenario: the scenario that was run.
        shares: of the difference of each row, in cents, by change; they add up to it.
        labels: of the changes, by PS.
        rows_of: the rows of each PS.
        faults: those that the scenario itself makes.
        order: the kinds of change in the order in which they are counted; empty: the mean over every order.
        answers: what those concerned do differently, by name, in the order they were counted.
    """

    scenario: Scenario
    shares: Mapping[Change, Cents]
    labels: Mapping[tuple[str, Change], Text]
    rows_of: Mapping[str, Any]
    faults: FaultTable
    order: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    explained: Callable[[int], ExplainedRow] = attrs.field(repr=False)

    @property
    def contributions(self) -> Shares:
        """The cost, by PS and change; they add up to it."""
        lines = tuple(
            Share(code, _kind(key), key[1], text, self.weights.take(rows).euros(self.shares[key][rows]))
            for (code, key), text in self.labels.items()
            for rows in [self.rows_of[code]]
        )
        return Shares(lines, self.order, self.left_out, native=self.native)

    @property
    def split(self) -> dict[str, Decimal]:
        """The cost, by kind of change; they add up to it.

        "figures", "rule" (another formula), "together" (figures and rule, on rows where neither can be computed
        alone), "answer". `order` says in which order figures and rule are counted.
        """
        return self.contributions.by_kind

    def explain_row(self, row: int) -> ExplainedRow:
        """One row before and after, step by step, each figure with its source, and where the difference comes from.

        Args:
            row: its rank, from 0 on.

        Raises:
            NoSuchRow: the table has no such row.
            FaultyTable: the row is at fault.
        """
        return self.explained(row)

    def table(self, prefix: str = "", overwrite: bool = False) -> Any:
        """The table that came in, of the same kind, with the columns `before`, `after`, `difference`, `effect_…`.

        `effect_<parameter>` (`effect_formula` for another formula, `effect_answer_<name>` for an answer) add up to
        `difference`, on every row. A row at fault has none of them.

        Args:
            prefix: of the names of the columns that are added.
            overwrite: replace columns that have these names; else they are refused.

        Raises:
            InvalidInput: the table has a column of one of these names.
        """
        columns = {"before": self.before, "after": self.after, "difference": self.difference}
        columns |= {
            f"effect_answer_{name}" if kind == "answer" else f"effect_{name}": cents
            for (kind, name), cents in self.shares.items()
        }
        check_names(self.native, [prefix + name for name in columns], overwrite)
        empty = self.wrong if self.left_out else None
        return self.native.added({prefix + name: Amounts(cents, empty) for name, cents in columns.items()}, {})

    def document(self, locale: str = "fr") -> Document:
        """A table: budget, winners and losers, then the part of each change."""
        rows = [
            [MEASURES["before"](locale), figure(Euros(to_the_cent(self.budget_before)), locale)],
            [MEASURES["after"](locale), figure(Euros(to_the_cent(self.budget_after)), locale)],
            [MEASURES["cost"](locale), signed(to_the_cent(self.cost), locale)],
        ]
        for label, tally in ((MEASURES["winners"], self.winners), (MEASURES["losers"], self.losers)):
            rows.append([label(locale), figure(tally.count, locale)])
            if tally.mean is not None and tally.largest is not None:
                rows += [
                    [_SUM(locale), signed(to_the_cent(tally.sum), locale)],
                    [_MEAN(locale), signed(tally.mean, locale)],
                    [_LARGEST(locale), signed(tally.largest, locale)],
                ]
        rows.append([_UNCHANGED(locale), figure(self.unchanged, locale)])
        parts = self.contributions
        rows += [[f"{part.ps}, {part.text(locale)}", signed(to_the_cent(part.amount), locale)] for part in parts]
        shown = ShownTable("", (self.text(locale), ""), rows, figures={1})
        answers = [Paragraph(_ANSWERS.fill(names=self.answers).text(locale))] * bool(self.answers)
        return Document("", locale, (shown, *answers, *parts.said(locale), *not_counted(self.left_out, locale)))


def _kind(change: Change) -> Any:
    """The name of a change in a share: a change that cannot be split is neither figures nor rule."""
    return "together" if change == ("rule", "all") else change[0]


_UNCHANGED: Final = Text(fr="Inchangés", en="Unchanged")
_SUM: Final = Text(fr="ensemble", en="together")
_MEAN: Final = Text(fr="en moyenne", en="on average")
_LARGEST: Final = Text(fr="au plus", en="at most")
_ANSWERS: Final = Text(fr="Avec ce que font les gestionnaires : {names}.", en="With what those concerned do: {names}.")
