"""The powers of a person on a day, and a book of roles brought up to newer reference data."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import attrs

from afas.assignments import placed, whole
from afas.errors import AfasError
from afas.partners import Activity, Person
from afas.periods import Period
from afas.reference import Change, Reference
from afas.roles import AlreadyHolds, Assignment, Role, RoleBook, State, TooManyHolders, Unassigned
from afas.text import Message, Text

__all__ = ["Followed", "Orphan", "Power", "Visible", "follow", "powers", "visible"]


@attrs.frozen
class Power:
    """Whether a person may act in a role, on an activity or one of its sites, on a day; and why.

    Attributes:
        site: the site's id; None for the whole activity.
        message: the assignment it comes from, or what is wanting.
        others: who may act there in that role.
    """

    role: Role
    activity: str
    site: str | None = attrs.field(converter=whole)
    may: bool
    message: Message
    others: tuple[Person, ...]

    @property
    def text(self) -> Message:
        """The answer in words."""
        return self.message


_WHY: Final = {
    State.ACTIVE: Text(fr="{role} : oui, {period}", en="{role}: yes, {period}"),
    State.PENDING: Text(
        fr="{role} : pas encore, la Caf doit valider l’habilitation ({period})",
        en="{role}: not yet, the Caf has to validate the assignment ({period})",
    ),
    State.TO_COME: Text(fr="{role} : pas encore, {period}", en="{role}: not yet, {period}"),
    State.ENDED: Text(fr="{role} : non, l’habilitation est terminée ({period})", en="{role}: no, it ended ({period})"),
    State.WITHDRAWN: Text(
        fr="{role} : non, l’habilitation a été retirée le {withdrawn}", en="{role}: no, it was withdrawn on {withdrawn}"
    ),
}
_NEVER: Final = Text(fr="{role} : non, tenu par {others}", en="{role}: no, held by {others}")
_NOBODY: Final = Text(fr="{role} : non, rôle non attribué", en="{role}: no, nobody holds it")
_BARRED: Final = Text(fr="{role} : non, {why}", en="{role}: no, {why}")
_NOT_RECOGNISED: Final = Text(
    fr="la personne n’est pas inscrite au module d’habilitation Mcp",
    en="the person is not registered in the Mcp habilitation module",
)
_DIFFERS: Final = Text(
    fr="l’activité n’est pas celle des données de référence ({what})",
    en="the activity is not that of the reference data ({what})",
)
_BEST_FIRST: Final = (State.ACTIVE, State.PENDING, State.TO_COME, State.ENDED, State.WITHDRAWN)


def powers(book: RoleBook, person: Person, *, on: date, activity: Activity | None = None) -> tuple[Power, ...]:
    """The powers of a person that day, and the reason for each power that is lacking.

    Args:
        book: who may do what.
        person: whose powers.
        on: the day.
        activity: the one asked about; None for all those the person has, had or will have a role on. Nobody may act
            on one that differs from that of the book, nor a person whom the reference data does not recognise.

    >>> amel = Person("U1", "Amel")
    >>> book = RoleBook().assign(Role.APPROVER, amel, "A1", date(2023, 9, 1))
    >>> [power.text("en") for power in powers(book, amel, on=date(2023, 1, 1))][0]
    'Approver: not yet, from 1 September 2023 on'
    """
    keys = [assignment.activity for assignment in book.held_by(person)] if activity is None else [activity.id]
    differs = () if activity is None else book.differs(activity)
    return tuple(
        power
        for key in dict.fromkeys(keys)
        for role in Role
        for power in _on_role(book, person, on, (key, role), differs)
    )


def _on_role(
    book: RoleBook, person: Person, on: date, key: tuple[str, Role], differs: tuple[str, ...]
) -> Iterator[Power]:
    activity, role = key
    group = [] if differs else [assignment for assignment in book.history(activity) if assignment.role is role]
    for site in book.places(activity, role):
        covering = [assignment for assignment in group if assignment.site in (None, site)]
        own = [assignment for assignment in covering if assignment.person.id == person.id]
        others = tuple(
            dict.fromkeys(
                assignment.person
                for assignment in covering
                if assignment.may_act(on) and assignment.person.id != person.id
            )
        )
        may = False
        if not book.reference.recognises(person):
            message = _BARRED.fill(role=role, why=_NOT_RECOGNISED)
        elif differs:
            message = _BARRED.fill(role=role, why=_DIFFERS.fill(what=differs))
        elif own:
            best = min(own, key=lambda assignment: _rank(assignment, on))
            may = best.may_act(on)
            message = _WHY[best.state(on)].fill(role=role, period=best.period, withdrawn=best.withdrawn)
        else:
            names = tuple(person.name for person in others)
            message = (_NEVER if names else _NOBODY).fill(role=role, others=names)
        yield Power(role, activity, site, may, message, others)


def _rank(assignment: Assignment, on: date) -> tuple[int, int]:
    return _BEST_FIRST.index(assignment.state(on)), -assignment.period.start.toordinal()


@attrs.frozen
class Visible:
    """The part of an activity that a person sees on a day.

    Attributes:
        sites: the sites whose forms the person sees; None for all of the activity.
        roles: those that the person holds there.
    """

    activity: str
    sites: tuple[str, ...] | None
    roles: tuple[Role, ...]

    def covers(self, site: str | None) -> bool:
        """Does the person see a form of this site (None: one of the whole activity)?

        >>> [Visible("A1", ("S1",), ()).covers(site) for site in ("S1", "S2", None)]
        [True, False, False]
        >>> Visible("A1", None, ()).covers("S2")
        True
        """
        return self.sites is None or site in self.sites


def visible(book: RoleBook, person: Person, *, on: date) -> tuple[Visible, ...]:
    """The activities, or some of their sites, on which a person may act that day in any role: the others are not shown.

    >>> amel = Person("U1", "Amel")
    >>> book = RoleBook().assign(Role.APPROVER, amel, "A1", date(2023, 9, 1))
    >>> visible(book, amel, on=date(2023, 9, 1))
    (Visible(activity='A1', sites=None, roles=(<Role.APPROVER: 'APPROVER'>,)),)
    >>> visible(book, amel, on=date(2023, 8, 31))
    ()
    """
    if not book.reference.recognises(person):
        return ()
    by_activity: dict[str, list[Assignment]] = {}
    for row in book.held_by(person):
        if row.may_act(on):
            by_activity.setdefault(row.activity, []).append(row)
    found = []
    for activity, here in by_activity.items():
        sites = None if any(row.site is None for row in here) else tuple(row.site for row in here if row.site)
        found.append(Visible(activity, sites, tuple(dict.fromkeys(row.role for row in here))))
    return tuple(found)


@attrs.frozen
class Orphan:
    """An assignment that newer reference data leaves without a place, and why.

    Attributes:
        assignment: as it stands now, ended on the day of the change.
    """

    assignment: Assignment
    message: Message

    @property
    def text(self) -> Message:
        """Who, and why."""
        return self.message


@attrs.frozen
class Followed:
    """A book that has followed newer reference data.

    Attributes:
        changes: what the snapshot changes.
        orphans: the assignments it ended, with the reason: they have to be given again where they still belong.
        unassigned: the places of the orphans where nobody may act from then on, closed ones too: their forms may
            still be open.
    """

    book: RoleBook
    changes: tuple[Change, ...]
    orphans: tuple[Orphan, ...]
    unassigned: tuple[Unassigned, ...] = ()


_ORPHAN: Final = Text(fr="{role}, {assignment} : {why}", en="{role}, {assignment}: {why}")
_NO_ACTIVITY: Final = Text(fr="l’activité n’existe plus", en="the activity no longer exists")
_OTHER_ID: Final = Text(
    fr="l’identifiant de l’activité est désormais celui d’un lieu d’implantation",
    en="the id of the activity is now that of a site",
)
_NO_SITE: Final = Text(
    fr="le lieu d’implantation n’est plus de cette activité", en="the site no longer belongs to this activity"
)
_NO_PERSON: Final = Text(
    fr="la personne n’est plus inscrite au module d’habilitation dans les données de référence",
    en="the person is no longer registered in the habilitation module, by the reference data",
)
_OTHER_PARTNER: Final = Text(
    fr="l’activité est désormais celle d’un autre gestionnaire", en="the activity is another partner’s now"
)
_OTHER_PS: Final = Text(fr="l’activité relève désormais d’une autre PS", en="the activity is of another PS now")


def follow(book: RoleBook, newer: Reference, *, on: date) -> Followed:
    """The book under a newer snapshot of reference data, from the day `on`; a snapshot is always followed.

    An assignment ends on that day whose activity is closed, or is another partner's or of another PS now, whose site
    is closed or belongs to another activity, or whose person is gone or no longer in the habilitation module: it was
    given for a place that no longer exists, by those who answered for it. Where the snapshot lists no person at all,
    persons are left as they are.

    An assignment that named only the id of an unknown site, and finds no seat where the site turns out to
    be, ends on the first day without a seat. Each assignment ended is reported.
    """
    empty = RoleBook(reference=newer)
    rows: list[Assignment] = []
    reasons: dict[int, Message | Text] = {}
    # Those whose place is known come first: whoever was named by a bare id finds what is left.
    for row in sorted(book.assignments, key=lambda row: book.reference.activity(row.activity) is None):
        ended, why = _ended(row, book.reference, empty, on)
        if why is not None:
            reasons[len(rows)] = why
        rows.append(placed(ended, newer))
    followed, refused = RoleBook.fitted(rows, newer, book.limits)
    while refused:  # each time, days are taken from those refused
        for number, refusal in refused.items():
            rows[number], reasons[number] = _without_seat(rows[number], refusal), refusal.message
        followed, refused = RoleBook.fitted(rows, newer, book.limits)
    orphans = [
        Orphan(rows[number], _ORPHAN.fill(role=rows[number].role, assignment=rows[number], why=why))
        for number, why in reasons.items()
    ]
    return Followed(followed, book.reference.changes(newer), tuple(orphans), _left(followed, rows, reasons, on))


def _ended(row: Assignment, before: Reference, after: RoleBook, on: date) -> tuple[Assignment, Text | None]:
    """The assignment as the snapshot leaves it, and why it ends; None where it does not."""
    reused = before.activity(row.activity) is not None and after.reference.activity_of(row.activity) is not None
    if reused:  # its days would be taken for days on that site
        return attrs.evolve(row, withdrawn=row.period.start), _OTHER_ID
    why = _lost(row, before, after)
    if why is None or row.held is None or (row.held.end is not None and row.held.end <= on):
        return row, None
    return attrs.evolve(row, withdrawn=on), why


def _lost(row: Assignment, before: Reference, after: RoleBook) -> Text | None:
    """Why the assignment has no place any more; None where it has."""
    if not after.reference.recognises(row.person):
        return _NO_PERSON
    known, now = before.activity(row.activity), after.reference.activity(row.activity)
    if now is None:
        return _NO_ACTIVITY if known else None
    if known and after.differs(known):
        return _OTHER_PS if now.partner == known.partner else _OTHER_PARTNER
    return _NO_SITE if row.site and row.site not in after.places(row.activity, row.role) else None


def _without_seat(row: Assignment, refusal: AfasError) -> Assignment:
    """The assignment ended before the first day on which there is no seat for it."""
    first = row.period.start
    if isinstance(refusal, TooManyHolders):
        first = refusal.days[0].start
    elif isinstance(refusal, AlreadyHolds):
        first = min(assignment.held.start for assignment in refusal.in_the_way if assignment.held)
    return attrs.evolve(row, withdrawn=max(first, row.period.start))


def _left(book: RoleBook, rows: list[Assignment], numbers: Iterable[int], on: date) -> tuple[Unassigned, ...]:
    """The places of these assignments where nobody may act, from the day `on`."""
    places = dict.fromkeys((rows[n].role, rows[n].activity, rows[n].site) for n in numbers)
    return tuple(found for place in places for found in book.vacancies(*place, Period(on)))
