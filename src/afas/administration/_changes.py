"""Changes of the book of roles, as data. Add a change: a subclass of `RoleChange`, and its line in `AnyRoleChange`."""

from abc import ABC, abstractmethod
from datetime import date
from typing import ClassVar, Final

import attrs

from afas.access import follow
from afas.partners import Person
from afas.reference import Reference
from afas.roles import Role, RoleBook
from afas.text import Message, Text

__all__ = [
    "AnyRoleChange", "FollowReference", "GiveRole", "OnPlace", "RenewRole", "RoleChange", "TransferRole",
    "ValidateRole", "WithdrawRole",
]  # fmt: skip

_ON: Final = Text(fr="{what} : {role}, {person}, {where}, {days}", en="{what}: {role}, {person}, {where}, {days}")
_FROM: Final = Text(fr="à partir du {start}", en="from {start} on")
_BEFORE: Final = Text(fr="{start}, fin avant le {end}", en="{start}, ending before {end}")
_UNTIL: Final = Text(fr="fin avant le {end}", en="ending before {end}")
_ENDLESS: Final = Text(fr="sans fin", en="without an end")
_TO: Final = Text(fr="{giver} → {taker}", en="{giver} → {taker}")


@attrs.frozen
class RoleChange(ABC):
    """A change of the book of roles; a place is the id of an activity or of a site."""

    what: ClassVar[Text]
    by_caf: ClassVar[bool] = False

    def applied(self, book: RoleBook, *, pending: bool = False) -> RoleBook:
        """The book after the change; with `pending`, the Caf has to validate the person.

        Raises:
            AfasError: the book refuses it, as its own methods do.
        """
        return self._changed(book, pending=pending)

    @abstractmethod
    def _changed(self, book: RoleBook, *, pending: bool) -> RoleBook:
        """The book after the change; `pending` counts where the change has a receiver."""

    @property
    def receiver(self) -> Person | None:
        """The person given an approver's power by the change; None if there is nobody."""
        return None

    @property
    @abstractmethod
    def text(self) -> Message:
        """The change as a sentence."""


@attrs.frozen
class OnPlace(RoleChange):
    """A change of one role on one place.

    Attributes:
        where: the id of an activity or of a site.
    """

    role: Role
    person: Person
    where: str

    @property
    def text(self) -> Message:
        """The change as a sentence."""
        return _ON.fill(what=self.what, role=self.role, person=self.named, where=self.where, days=self.days)

    @property
    def named(self) -> str | Message:
        """The person whose role changes, in words."""
        return self.person.name

    @property
    @abstractmethod
    def days(self) -> Message:
        """The days concerned, in words."""


@attrs.frozen
class GiveRole(OnPlace):
    """Give a role from `start` (held) to `end` (not held; None: no end) (*habiliter*)."""

    what = Text(fr="Donner un rôle", en="Give a role")
    start: date
    end: date | None = None

    def _changed(self, book: RoleBook, *, pending: bool) -> RoleBook:
        return book.assign(self.role, self.person, self.where, self.start, self.end, pending=pending)

    @property
    def days(self) -> Message:
        """The days concerned, in words."""
        start = _FROM.fill(start=self.start)
        return start if self.end is None else _BEFORE.fill(start=start, end=self.end)

    @property
    def receiver(self) -> Person | None:
        """The person given an approver's power."""
        return self.person if self.role is Role.APPROVER else None


@attrs.frozen
class WithdrawRole(OnPlace):
    """End a role: `on` is the first day without (*retirer l'habilitation*)."""

    what = Text(fr="Retirer un rôle", en="Withdraw a role")
    on: date

    def _changed(self, book: RoleBook, *, pending: bool) -> RoleBook:  # noqa: ARG002 - one shape for all
        return book.withdraw(self.role, self.person, self.where, self.on)

    @property
    def days(self) -> Message:
        """The days concerned, in words."""
        return _FROM.fill(start=self.on)


@attrs.frozen
class TransferRole(OnPlace):
    """Hand a role of `person` over to `taker`, whose first day is `on`."""

    what = Text(fr="Transférer un rôle", en="Transfer a role")
    taker: Person
    on: date

    def _changed(self, book: RoleBook, *, pending: bool) -> RoleBook:
        return book.transfer(self.role, self.person, self.taker, self.where, self.on, pending=pending)

    @property
    def receiver(self) -> Person | None:
        """The person given an approver's power."""
        return self.taker if self.role is Role.APPROVER else None

    @property
    def named(self) -> Message:
        """Whose role goes to whom, in words."""
        return _TO.fill(giver=self.person.name, taker=self.taker.name)

    @property
    def days(self) -> Message:
        """The days concerned, in words."""
        return _FROM.fill(start=self.on)


@attrs.frozen
class RenewRole(OnPlace):
    """Put off the end of the person's last assignment, to `end` (not held; None: no end) (*prolonger*)."""

    what = Text(fr="Prolonger un rôle", en="Renew a role")
    end: date | None = None

    def _changed(self, book: RoleBook, *, pending: bool) -> RoleBook:  # noqa: ARG002 - one shape for all
        return book.renew(self.role, self.person, self.where, self.end)

    @property
    def days(self) -> Message:
        """The days concerned, in words."""
        return _ENDLESS.fill() if self.end is None else _UNTIL.fill(end=self.end)


@attrs.frozen
class ValidateRole(OnPlace):
    """The Caf validates somebody who appears greyed; the power begins on `on`."""

    what = Text(fr="Valider une habilitation", en="Validate an assignment")
    by_caf = True
    on: date

    def _changed(self, book: RoleBook, *, pending: bool) -> RoleBook:  # noqa: ARG002 - one shape for all
        return book.validate(self.role, self.person, self.where, self.on)

    @property
    def days(self) -> Message:
        """The days concerned, in words."""
        return _FROM.fill(start=self.on)


@attrs.frozen
class FollowReference(RoleChange):
    """The Caf's system has newer reference data, from the day `on`; `access.follow` says who loses a role by it."""

    what = Text(fr="Charger les données de référence", en="Load the reference data")
    by_caf = True
    newer: Reference
    on: date

    def _changed(self, book: RoleBook, *, pending: bool) -> RoleBook:  # noqa: ARG002 - one shape for all
        return follow(book, self.newer, on=self.on).book

    @property
    def text(self) -> Message:
        """The change as a sentence."""
        return Text(fr="{what} ({on})", en="{what} ({on})").fill(what=self.what, on=self.on)


AnyRoleChange = GiveRole | WithdrawRole | TransferRole | RenewRole | ValidateRole | FollowReference
