"""A declaration in short: what lists, alerts, progress and calendar feeds read, without its entries and its history."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import attrs

from afas.declarations._declaration import Declaration, FormKey, Identity
from afas.declarations._journal import corrections
from afas.declarations._lifecycle import Status
from afas.forms import DeclarationKind
from afas.partners import Activity
from afas.periods import FinancialYear
from afas.windows import Window

__all__ = ["Summary"]


@attrs.frozen
class Summary:
    """A declaration in short: about a kilobyte of JSON, to store beside the whole and to read in its place.

    Write it again each time the declaration is stored, in the same transaction; `version` shows a summary left behind.

    Attributes:
        activity: what it is about.
        kind: of declaration.
        year: financial year.
        window: when it is taken.
        sequence: tells apart several of one activity, year and kind.
        status: where it stands.
        version: the number of its events.
        forms: those to fill, by site where the PS takes them so.
        started: those of them with something entered.
        checked: those their provider has checked.
        right: in euros, as signed or as the Caf amended it; None before it is signed.
        sent_late: was it first transmitted on the deadline's day or after?
        corrections: what the Caf and the approver ask to correct, by form, where they ask for something.
    """

    activity: Activity
    kind: DeclarationKind
    year: FinancialYear
    window: Window
    sequence: int
    status: Status
    version: int
    forms: tuple[FormKey, ...]
    started: frozenset[FormKey] = frozenset()
    checked: frozenset[FormKey] = frozenset()
    right: Decimal | None = None
    sent_late: bool = False
    corrections: Mapping[FormKey, tuple[str, ...]] = attrs.field(factory=dict, hash=False)

    @classmethod
    def of(cls, declaration: Declaration) -> "Summary":
        """The summary of a declaration."""
        return cls(
            declaration.activity,
            declaration.kind,
            declaration.year,
            declaration.window,
            declaration.sequence,
            declaration.status,
            declaration.version,
            declaration.forms,
            frozenset(form for form in declaration.forms if declaration.entries.get(form)),
            declaration.checked,
            declaration.right,
            declaration.sent_late,
            {form: found for form in declaration.forms if (found := corrections(declaration, form))},
        )

    @property
    def id(self) -> Identity:
        """The identity of the declaration."""
        return Identity(self.activity.id, self.year, self.kind, self.sequence)

    @property
    def alive(self) -> bool:
        """Does it count? One that the Caf has cancelled does not."""
        return self.status is not Status.CANCELLED

    def late(self, on: date) -> bool:
        """Is it past its deadline, and not transmitted?"""
        return self.alive and not self.status.sent and on >= self.window.before
