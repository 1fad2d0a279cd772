"""The outcomes of several scenarios, side by side, and the steps from one to the next."""

from collections.abc import Iterator
from typing import Any, Final

import attrs
import numpy as np

from afas.documents import Document, Shown
from afas.documents import Table as ShownTable
from afas.errors import FaultKind, InvalidInput, did_you_mean
from afas.simulation._differences import SUBJECT, Difference
from afas.simulation._faults import FaultTable
from afas.simulation._outcomes import Outcome
from afas.simulation._summaries import LIKE, columns_of, lines_shown, not_counted
from afas.simulation._tabled import Tabled
from afas.text import Text

__all__ = ["Results", "Step"]

UNKNOWN_SCENARIO = FaultKind(
    "unknown-scenario",
    Text(
        fr="pas de scénario « {found} »{hint} ; il y a : {known}", en="no scenario “{found}”{hint}; there are: {known}"
    ),
)
_SCENARIO: Final = Text(fr="Scénario", en="Scenario")


@attrs.frozen(repr=False, eq=False)
class Results(Tabled):
    """The outcome of each scenario, side by side.

    Attributes:
        outcomes: in the order the scenarios were given.
        faults: rows of the table that the baseline cannot compute, or that have no weight.
    """

    like = {**LIKE, "left_out": 0}  # noqa: RUF012 - as the base class says

    outcomes: tuple[Outcome, ...]
    faults: FaultTable

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes)

    def __getitem__(self, name: str) -> Outcome:
        """The outcome of a scenario, by its name.

        Raises:
            InvalidInput: no scenario has this name.
        """
        for outcome in self.outcomes:
            if outcome.scenario.name == name:
                return outcome
        known = tuple(outcome.scenario.name for outcome in self.outcomes)
        hint = did_you_mean(str(name), known)
        raise InvalidInput(SUBJECT, (UNKNOWN_SCENARIO.at("scenario", found=name, hint=hint, known=known or ("–",)),))

    def step(self, first: str, then: str) -> "Step":
        """The changes that the second scenario brings where the first already holds: a step of a reform.

        Rows that either leaves out are in no sum. The difference of the two costs is the cost of the step, where both
        leave out the same rows.

        Args:
            first: the name of the scenario before.
            then: the scenario after it.

        Raises:
            InvalidInput: no scenario has this name.
        """
        before, after = self[first], self[then]
        wrong = before.wrong | after.wrong
        return Step(
            native=before.native,
            before=np.where(wrong, 0, before.after),
            after=np.where(wrong, 0, after.after),
            wrong=wrong,
            weights=before.weights,
            asked=before.asked,
            text=Text(
                fr=f"{before.text.fr} → {after.text.fr}",
                en=f"{before.text.en} → {after.text.en}",
            ),
        )

    def columns(self, locale: str = "fr") -> dict[str, list[Any]]:
        """Columns `scenario`, those of a line of groups, then `left_out`: one row per scenario."""
        columns: dict[str, list[Any]] = {"scenario": [outcome.scenario.name for outcome in self.outcomes]}
        columns |= columns_of([outcome.whole for outcome in self.outcomes])
        return columns | {"left_out": [outcome.left_out for outcome in self.outcomes]}

    def document(self, locale: str = "fr") -> Document:
        """A table: one row per scenario; then how many rows are left out."""
        names = [(outcome.text,) for outcome in self.outcomes]
        shown = lines_shown([_SCENARIO(locale)], names, [outcome.whole for outcome in self.outcomes], locale)
        return Document("", locale, (shown, *not_counted(self.left_out, locale)))

    @property
    def left_out(self) -> int:
        """How many rows some outcome leaves out."""
        wrong = [outcome.wrong for outcome in self.outcomes]
        return int(np.count_nonzero(np.logical_or.reduce(wrong))) if wrong else len(self.faults.rows())


@attrs.frozen(repr=False, eq=False)
class Step(Difference, Shown):
    """The changes from one scenario to another."""

    def document(self, locale: str = "fr") -> Document:
        """A table: one line."""
        shown: ShownTable = lines_shown(["→"], [(self.text,)], [self.whole], locale)
        return Document("", locale, (shown, *not_counted(self.left_out, locale)))
