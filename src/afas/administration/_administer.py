"""Judges and applies a change of the book of roles, and records who made it and when."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, tzinfo
from typing import Final

import attrs

from afas.administration._changes import AnyRoleChange, OnPlace
from afas.agreements import FixedBy
from afas.errors import AfasError, Fault, error, listed
from afas.partners import CAF, Person
from afas.periods import MixedMoments, Period, day_at, fixed, mixed, write_moment
from afas.roles import RoleBook
from afas.text import Code, Message, Text

__all__ = [
    "Administered", "Administrator", "AdministratorGroup", "ChangeBlocked", "RoleBlocker", "RoleEvent", "administer",
    "change_blockers", "replay_roles",
]  # fmt: skip


class AdministratorGroup(Code):
    """A group of Mon Compte Partenaire (Mcp) whose members administer the roles of their partner."""

    ADMINISTRATOR = "ADMINISTRATOR", Text(fr="Administrateur", en="Administrator")
    HABILITATION_MANAGER = "HABILITATION_MANAGER", Text(fr="Responsable habilitations", en="Habilitation manager")


@attrs.frozen
class Administrator:
    """Somebody who may administer the roles of one partner, over a period.

    Attributes:
        partner: the partner's id.
    """

    person: Person
    partner: str
    period: Period
    group: AdministratorGroup = AdministratorGroup.ADMINISTRATOR


_MADE: Final = Text(fr="{change} ({by}, le {day} à {time})", en="{change} ({by}, on {day} at {time})")


@attrs.frozen
class RoleEvent:
    """A change that was made: by whom, and when.

    Attributes:
        at: without an offset, the wall time of the Caf.
        pending: had the Caf to validate the person?
    """

    change: AnyRoleChange
    by: Person
    at: datetime = attrs.field(converter=fixed)
    pending: bool = False

    @property
    def text(self) -> Message:
        """The change, its author and its moment."""
        return _MADE.fill(change=self.change.text, by=self.by.name, day=self.at.date(), time=f"{self.at:%H:%M}")


@attrs.frozen
class RoleBlocker:
    """One reason why a change of the book cannot be made, and who can lift it.

    Attributes:
        code: stable, for machines.
    """

    code: str
    message: Message
    lifted_by: FixedBy

    @property
    def text(self) -> Message:
        """The reason, and who lifts it."""
        return Text(fr="{what} → {who}", en="{what} → {who}").fill(what=self.message, who=self.lifted_by)


@error
class ChangeBlocked(AfasError, ValueError):
    """The change of the book of roles cannot be made; every reason is in `blockers`. Nothing was changed."""

    code = "change-blocked"
    template = Text(fr="« {change} » n’est pas possible :", en="“{change}” is not possible:")
    change: Message
    blockers: tuple[RoleBlocker, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """A fault for each blocker."""
        return tuple(Fault("", blocker.code, blocker.message) for blocker in self.blockers)

    @property
    def text(self) -> Message:
        """A line for each reason."""
        return listed(self.template.fill(change=self.change), self.blockers)


@attrs.frozen
class Administered:
    """The book after a change, and its history with the change at its end."""

    book: RoleBook
    history: tuple[RoleEvent, ...]


_FOR_THE_CAF: Final = Text(fr="seule la Caf le fait : {what}", en="only the Caf does it: {what}")
_NOT_FOR_THE_CAF: Final = Text(
    fr="la Caf n’attribue pas les rôles d’un gestionnaire : {what}",
    en="the Caf does not give the roles of a partner: {what}",
)
_NOT_ADMINISTRATOR: Final = Text(
    fr="{person} n’administre pas les rôles du gestionnaire {partner} le {on} ; qui le peut : {known}",
    en="{person} does not administer the roles of the partner {partner} on {on}; who does: {known}",
)
_NOBODY: Final = Text(fr="personne", en="nobody")
_NOT_RECOGNISED: Final = Text(
    fr="{person} ({id}) n’est pas inscrit au module d’habilitation Mcp",
    en="{person} ({id}) is not registered in the Mcp habilitation module",
)
_UNKNOWN: Final = Text(
    fr="« {where} » n’est ni une activité ni un lieu d’implantation des données de référence : son gestionnaire n’est "
    "pas connu",
    en="“{where}” is neither an activity nor a site of the reference data: its partner is not known",
)
_BEFORE_THE_LAST: Final = Text(
    fr="un changement ne se date pas de {at} : le dernier est de {last}",
    en="a change is not dated {at}: the last is of {last}",
)
_LIFTED_BY: Final = {
    "not-validated-yet": FixedBy.CAF,
    "nothing-to-validate": FixedBy.HABILITATION_MANAGER,
    "reference-differs": FixedBy.PARTNER_AND_CAF,
    "unknown-site": FixedBy.PARTNER_AND_CAF,
}
"""Who lifts a refusal of the book, by its code; the partner's administrators lift the others."""


def change_blockers(
    book: RoleBook,
    change: AnyRoleChange,
    *,
    by: Person,
    at: datetime,
    administrators: Iterable[Administrator] = (),
    to_validate: Collection[str] = (),
    history: tuple[RoleEvent, ...] = (),
    zone: tzinfo | None = None,
) -> tuple[RoleBlocker, ...]:
    """Every reason why a change of the book cannot be made; none where it can: see `administer`."""
    return _judged(book, change, by, fixed(at), tuple(administrators), to_validate, history, zone)[1]


def administer(
    book: RoleBook,
    change: AnyRoleChange,
    *,
    by: Person,
    at: datetime,
    administrators: Iterable[Administrator] = (),
    to_validate: Collection[str] = (),
    history: tuple[RoleEvent, ...] = (),
    zone: tzinfo | None = None,
) -> Administered:
    """Change the book of roles in somebody's name, where that person may; the author and the moment are kept.

    Args:
        book: who may do what; the activity has to be in its reference data, since its partner decides.
        change: what is asked.
        by: who asks; `CAF` for the Caf.
        at: when.
        administrators: who administers the roles of which partner, from when to when: groups of Mcp, as the portal
            knows them.
        to_validate: the ids of the persons that appear greyed: the Caf has to validate them before they approve.
        history: the changes so far, which the new one follows.
        zone: of the Caf, where moments have an offset: the day of a change is the Caf's.

    Raises:
        ChangeBlocked: every reason why not.
        MixedMoments: moments with and without an offset in one history.
        NotAMoment: `at` is no moment.

    >>> from afas.administration import GiveRole
    >>> from afas.partners import Activity
    >>> from afas.reference import Reference
    >>> from afas.roles import Role
    >>> amel, bruno = Person("U1", "Amel"), Person("U2", "Bruno")
    >>> book = RoleBook(reference=Reference.of([Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")]))
    >>> managers = [Administrator(amel, "P1", Period(date(2023, 1, 1)))]
    >>> give = GiveRole(Role.APPROVER, bruno, "A1", date(2023, 2, 1))
    >>> done = administer(book, give, by=amel, at=datetime(2023, 1, 10, 9), administrators=managers)
    >>> done.book.holders(Role.APPROVER, "A1", date(2023, 2, 1))[0].name, done.history[0].by.name
    ('Bruno', 'Amel')
    >>> [reason.code for reason in change_blockers(book, give, by=bruno, at=datetime(2023, 1, 10, 9))]
    ['not-administrator']
    """
    moment = fixed(at)
    after, blockers = _judged(book, change, by, moment, tuple(administrators), to_validate, history, zone)
    if blockers:
        raise ChangeBlocked(change.text, blockers)
    return Administered(after, (*history, RoleEvent(change, by, moment, _pending(change, to_validate))))


def replay_roles(opened: RoleBook, history: Iterable[RoleEvent]) -> RoleBook:
    """The book that the changes of a history make of the one it began with.

    Raises:
        AfasError: a change that the book refuses: the history is not of this book.
    """
    book = opened
    for event in history:
        book = event.change.applied(book, pending=event.pending)
    return book


def _pending(change: AnyRoleChange, to_validate: Collection[str]) -> bool:
    return change.receiver is not None and change.receiver.id in to_validate


def _judged(
    book: RoleBook,
    change: AnyRoleChange,
    by: Person,
    at: datetime,
    administrators: tuple[Administrator, ...],
    to_validate: Collection[str],
    history: tuple[RoleEvent, ...],
    zone: tzinfo | None,
) -> tuple[RoleBook, tuple[RoleBlocker, ...]]:
    """The book after the change, as it was where it refuses; and every reason why the change cannot be made."""
    after, refusals = book, list[RoleBlocker]()
    try:
        after = change.applied(book, pending=_pending(change, to_validate))
    except AfasError as refused:
        for fault in refused.faults:
            who = _LIFTED_BY.get(fault.code, FixedBy.HABILITATION_MANAGER)
            refusals.append(RoleBlocker(fault.code, fault.message, who))
    reasons = [*_of_author(book, change, after, by, day_at(at, zone), administrators), *_of_order(at, history)]
    return after, (*reasons, *refusals)


def _of_author(
    book: RoleBook,
    change: AnyRoleChange,
    after: RoleBook,
    by: Person,
    on: date,
    administrators: tuple[Administrator, ...],
) -> Iterator[RoleBlocker]:
    """Why this person is not one of those who make such a change, that day."""
    if change.by_caf:
        if by != CAF:
            yield RoleBlocker("for-the-caf", _FOR_THE_CAF.fill(what=change.what), FixedBy.CAF)
        return
    if by == CAF:
        message = _NOT_FOR_THE_CAF.fill(what=change.what)
        yield RoleBlocker("not-for-the-caf", message, FixedBy.HABILITATION_MANAGER)
        return
    if not book.reference.recognises(by):
        message = _NOT_RECOGNISED.fill(person=by.name, id=by.id)
        yield RoleBlocker("not-in-habilitation", message, FixedBy.HABILITATION_MANAGER)
    partners = []
    for key in _touched(book, change, after):
        activity = book.reference.activity(key)
        if activity is None:
            yield RoleBlocker("unknown-activity", _UNKNOWN.fill(where=key), FixedBy.PARTNER_AND_CAF)
        else:
            partners.append(activity.partner)
    for partner in dict.fromkeys(partners):
        there = [
            administrator
            for administrator in administrators
            if administrator.partner == partner and administrator.period.holds(on)
        ]
        if by.id not in {administrator.person.id for administrator in there}:
            known = tuple(administrator.person.name for administrator in there) or _NOBODY
            message = _NOT_ADMINISTRATOR.fill(person=by.name, partner=partner, on=on, known=known)
            yield RoleBlocker("not-administrator", message, FixedBy.HABILITATION_MANAGER)


def _touched(book: RoleBook, change: AnyRoleChange, after: RoleBook) -> Iterable[str]:
    """The ids of the activity that is named, and of those on which the change does something."""
    named = [book.place(change.where)[0]] if isinstance(change, OnPlace) else []
    difference = book.difference(after)
    return dict.fromkeys((*named, *(row.activity for row in (*difference.added, *difference.ended))))


def _of_order(at: datetime, history: tuple[RoleEvent, ...]) -> Iterator[RoleBlocker]:
    """Why a change of that moment does not follow the last."""
    if not history:
        return
    last = history[-1].at
    if mixed([last, at]):
        raise MixedMoments(str(at), str(last))
    if at < last:
        message = _BEFORE_THE_LAST.fill(at=write_moment(at), last=write_moment(last))
        yield RoleBlocker("before-the-last", message, FixedBy.HABILITATION_MANAGER)
