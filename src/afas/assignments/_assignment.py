"""An assignment (*habilitation*): a role given to a person over a period.

An assignment has the days it was given for, the day it was withdrawn on, and, for an approver whom the Caf has to
validate, the day it did. From these follow the days it takes a seat (`held`) and the days it gives power (`power`).
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs

from afas.partners import Person
from afas.periods import Period
from afas.text import Code, Message, Text

__all__ = ["FOREVER", "LIMITS", "Assignment", "Role", "State", "whole"]


FOREVER: Final = date.max.toordinal() + 1
"""The ordinal that stands for no end."""


class Role(Code):
    """The roles of a person on an activity or a site."""

    APPROVER = "APPROVER", Text(fr="Approbateur", en="Approver")
    ACTIVITY_DATA = "ACTIVITY_DATA", Text(fr="Fournisseur de données d’activité", en="Activity data provider")
    FINANCIAL_DATA = "FINANCIAL_DATA", Text(fr="Fournisseur de données financières", en="Financial data provider")


LIMITS: Final[Mapping[Role, int]] = {Role.APPROVER: 1, Role.ACTIVITY_DATA: 2, Role.FINANCIAL_DATA: 2}
"""How many may hold a role at one instant on one activity or site ("Un seul approbateur"; "deux fournisseurs sur
le même rôle"). Source: Caf des Hauts-de-Seine, presentation of 18 October 2023."""


class State(Code):
    """The state of an assignment on a day."""

    TO_COME = "TO_COME", Text(fr="à venir", en="to come")
    PENDING = "PENDING", Text(fr="en attente de la validation de la Caf", en="waiting for the Caf’s validation")
    ACTIVE = "ACTIVE", Text(fr="en cours", en="in force")
    ENDED = "ENDED", Text(fr="terminée", en="ended")
    WITHDRAWN = "WITHDRAWN", Text(fr="retirée", en="withdrawn")


_SHOWN: Final = Text(fr="{person} ({period})", en="{person} ({period})")
_SHOWN_WITHDRAWN: Final = Text(
    fr="{person} ({period}, retirée le {withdrawn})", en="{person} ({period}, withdrawn on {withdrawn})"
)
_SHOWN_PENDING: Final = Text(
    fr="{person} ({period}, en attente de la validation de la Caf)",
    en="{person} ({period}, waiting for the Caf’s validation)",
)


def whole(site: str | None) -> str | None:
    """A site's id; None for the whole activity, which stored documents may write ""."""
    return site or None


@attrs.frozen
class Assignment:
    """A role of a person on an activity, or on one of its sites, over a period (*habilitation*).

    >>> from datetime import date
    >>> waiting = Assignment(Role.APPROVER, Person("U1", "Amel"), "A1", Period(date(2023, 1, 1)), pending=True)
    >>> waiting.state(date(2023, 2, 1)).text.en, waiting.power
    ('waiting for the Caf’s validation', None)

    Attributes:
        activity: the activity's id.
        period: the days it was given for.
        site: the site's id; None for the whole activity.
        pending: has the Caf to validate it (an approver that appears greyed)?
        validated: the day the Caf did; None where it has not, or had not to.
        withdrawn: the first day it no longer holds; None where it was not withdrawn.
        replaces: the id of the person whose place it takes once validated; "" for nobody's.
    """

    role: Role
    person: Person
    activity: str
    period: Period
    site: str | None = attrs.field(default=None, converter=whole)
    pending: bool = False
    validated: date | None = None
    withdrawn: date | None = None
    replaces: str = ""

    @property
    def held(self) -> Period | None:
        """The days it takes a seat; None where it was withdrawn before it began."""
        return _days(self.period.start, _earlier(self.period.end, self.withdrawn))

    @property
    def power(self) -> Period | None:
        """The days the person may act by it; None where there are none."""
        if not self.pending:
            return self.held
        if self.validated is None:
            return None
        return _days(max(self.period.start, self.validated), _earlier(self.period.end, self.withdrawn))

    def power_ordinals(self) -> tuple[int, int] | None:
        """The days of `power` as ordinals, for the indexes; `FOREVER` where there is no end."""
        start, end = self.period.start, _earlier(self.period.end, self.withdrawn)
        if self.pending:
            if self.validated is None:
                return None
            start = max(start, self.validated)
        first, past = start.toordinal(), FOREVER if end is None else end.toordinal()
        return (first, past) if first < past else None

    def may_act(self, on: date) -> bool:
        """Does it give power that day?"""
        end = self.period.end
        return (
            self.period.start <= on
            and (end is None or on < end)
            and (self.withdrawn is None or on < self.withdrawn)
            and (not self.pending or (self.validated is not None and self.validated <= on))
        )

    def state(self, on: date) -> State:
        """Its state that day."""
        if self.may_act(on):
            return State.ACTIVE
        if self.withdrawn is not None and (on >= self.withdrawn or self.held is None):
            return State.WITHDRAWN
        if on < self.period.start:
            return State.TO_COME
        return State.PENDING if self.period.holds(on) else State.ENDED

    @property
    def message(self) -> Message:
        """Who, and when."""
        if self.withdrawn is not None:
            return _SHOWN_WITHDRAWN.fill(person=self.person.name, period=self.period, withdrawn=self.withdrawn)
        waiting = self.pending and self.validated is None
        return (_SHOWN_PENDING if waiting else _SHOWN).fill(person=self.person.name, period=self.period)

    @property
    def text(self) -> Text:
        """Who, and when, in both languages."""
        return Text(fr=self.message.fr, en=self.message.en)


def _earlier(end: date | None, withdrawn: date | None) -> date | None:
    """The first day without; None where there is no end."""
    if end is None or withdrawn is None:
        return end or withdrawn
    return min(end, withdrawn)


def _days(start: date, end: date | None) -> Period | None:
    """The days from the one to the day before the other; None where there are none."""
    return None if end is not None and end <= start else Period(start, end)
