"""Who may act, day by day.

A day is a small whole number; a set of days is a whole number whose bit `d` says that day `d` is in it. The last day
stands for all that follow. Sources: [afas] domain/afas.md §3; [law 3] DESIGN.md §3; [0004] docs/decisions/0004, how
roles of an activity and of its sites combine; [doc] the docstrings of RoleBook's public methods.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, combinations

LAST = 12
APPROVER, ACTIVITY, FINANCIAL = "APPROVER", "ACTIVITY_DATA", "FINANCIAL_DATA"
# [afas] "Only one approver. Data providers can be two on the same role."
MOST = {APPROVER: 1, ACTIVITY: 2, FINANCIAL: 2}
# [afas] "to sites: for the FDA of ALSH, LAEP and Espace rencontre"
BY_SITE = {"ALSH", "LAEP", "ESPACE_RENCONTRE"}


def days(start: int, end: int | None = None) -> int:
    """From `start` (held) to `end` (not held; None: for ever). docs/decisions/0001: a period holds its start, not its end."""
    stop = LAST + 1 if end is None else end
    return ((1 << stop) - 1) & ~((1 << start) - 1) if stop > start else 0


def first(some: int) -> int:
    """The first of some days."""
    return (some & -some).bit_length() - 1


class Refused(Exception):
    """The change is refused; the codes of all the reasons there are."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = set(codes)


@dataclass(frozen=True)
class Place:
    """An activity that the Caf's system knows: its partner, its PS, its sites."""

    id: str
    partner: str
    ps: str
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """A role given to a person on an activity (site "") or on one of its sites."""

    role: str
    person: str
    activity: str
    site: str
    start: int
    end: int | None
    pending: bool = False
    validated: int | None = None
    withdrawn: int | None = None
    replaces: str = ""

    @property
    def held(self) -> int:
        """The days it takes a place. [doc withdraw] "One that has not begun never will." """
        return days(self.start, self.end) & (days(0, self.withdrawn) if self.withdrawn is not None else ~0)

    @property
    def power(self) -> int:
        """The days its person may act. [afas] "If the chosen approver appears greyed, the Caf must validate"."""
        if not self.pending:
            return self.held
        return self.held & days(self.validated) if self.validated is not None else 0

    @property
    def waits(self) -> int:
        """The days it takes a place without power."""
        return self.held & ~self.power


@dataclass
class Book:
    """All that was ever given, and the activities known."""

    known: dict[str, Place] = field(default_factory=dict)
    given: list[Given] = field(default_factory=list)
    persons: set[str] | None = None

    # --- questions

    def covers(self, place: tuple[str, str], role: str) -> list[Given]:
        """What counts on a place: those of it and those of its whole activity. [0004] "A role on the activity is a role
        on each of its sites".
        """
        return [g for g in self.given if g.role == role and g.activity == place[0] and g.site in {"", place[1]}]

    def powers(self, place: tuple[str, str], role: str, day: int) -> set[str]:
        """Who may act."""
        return {g.person for g in self.covers(place, role) if g.power >> day & 1}

    def seats(self, place: tuple[str, str], role: str, day: int) -> int:
        """The places taken. [0004] "An approver that the Caf has to validate takes the place"; [0015] whoever waits to
        replace somebody sits on that one's, unless another waits for it too, the other would stay by an assignment of
        another extent, has left or waits too, or the person waits for several.
        """
        here = [g for g in self.covers(place, role) if g.held >> day & 1]
        sure = {g.person for g in here if g.power >> day & 1 or not g.replaces}
        others = [g for g in here if g.person not in sure]
        alone = [g for g in others if sum(o.person == g.person for o in others) == 1]
        shared = {
            g.replaces
            for g in alone
            if g.replaces in sure and {o.site for o in here if o.person == g.replaces} == {g.site}
        }
        return len(sure) + len({g.person for g in others}) - len(shared)

    def ever(self, place: tuple[str, str], role: str, day: int) -> int:
        """The most who may come to act that day, whichever of those who wait the Caf validates: each ends whom it
        replaces, on that very place."""
        here = [g for g in self.covers(place, role) if g.held >> day & 1]
        waiting, most = [g for g in here if g.waits >> day & 1], 0
        for some in chain.from_iterable(combinations(waiting, n) for n in range(len(waiting) + 1)):
            ended = {(g.replaces, g.site) for g in some}
            acting = [*(g for g in here if g not in waiting), *some]
            most = max(most, len({g.person for g in acting if (g.person, g.site) not in ended}))
        return most

    def too_many(self, role: str, activity: str, site: str, some: int) -> bool:
        """[law 3] At every instant at most one approver and two providers a role, on an activity or site."""
        sites = set(self.known[activity].sites if activity in self.known else ())
        # a site that is closed since was a place on its days
        sites |= {g.site for g in self.given if g.activity == activity and g.site}
        places = [(activity, site)] if site else [(activity, ""), *((activity, s) for s in sorted(sites))]
        each = [day for day in range(LAST + 1) if some >> day & 1]
        return any(self.seats(p, role, d) > MOST[role] for p in places for d in each)

    def exactly(self, role: str, person: str, activity: str, site: str) -> Iterator[tuple[int, Given]]:
        """What this person was given on this very place, with where it stands."""
        for n, g in enumerate(self.given):
            if (g.role, g.person, g.activity, g.site) == (role, person, activity, site):
                yield n, g

    def next_held(self, role: str, person: str, activity: str, site: str, on: int) -> tuple[int, Given]:
        """What the person holds that day, or else the next it will hold. [doc] UnknownAssignment: the person does not
        hold the role there that day nor later.
        """
        found = [(n, g) for n, g in self.exactly(role, person, activity, site) if g.held & days(on)]
        if not found:
            raise Refused("unknown-assignment")
        return min(found, key=lambda one: first(one[1].held & days(on)))

    # --- changes: each gives the book after it, or raises Refused

    def learn(self, place: Place) -> "Book":
        """An activity handed in a change. [0004] the book "learns an Activity that it is handed"; [doc assign]
        ReferenceDiffers: it has lost sites, or is of another partner or PS; [DESIGN §3, faults A3] ids of activities
        and sites do not collide, as in Reference.of.
        """
        before = self.known.get(place.id)
        others = [p for p in self.known.values() if p.id != place.id]
        taken = {p.id for p in others} | {s for p in others for s in p.sites}
        if before and (
            (before.partner, before.ps) != (place.partner, place.ps) or set(before.sites) - set(place.sites)
        ):
            raise Refused("reference-differs", "id-used-twice", "site-elsewhere")
        if taken & {place.id, *place.sites} or place.id in place.sites:
            raise Refused("id-used-twice", "reference-differs", "site-elsewhere")
        return replace(self, known=self.known | {place.id: place}, given=list(self.given))

    def give(self, new: Given) -> "Book":
        """[doc assign] All the reasons not to."""
        codes = set()
        if self.persons is not None and new.person not in self.persons:
            codes.add("not-in-habilitation")
        if new.end is not None and new.end <= new.start:
            raise Refused("period-ends-before-it-starts", *codes)
        here = self.known.get(new.activity)
        if new.site and (new.role != ACTIVITY or (here and here.ps not in BY_SITE)):
            raise Refused("not-on-a-site", *codes)
        # [0004] "whoever has it needs no site, and whoever has a site may be given the activity"
        mine = [g for g in self.given if (g.role, g.person, g.activity) == (new.role, new.person, new.activity)]
        if any(g.site in {"", new.site} and g.held & new.held for g in mine if new.site or not g.site):
            codes.add("already-holds")
        after = replace(self, given=[*self.given, new])
        if after.too_many(new.role, new.activity, new.site, new.held):
            codes.add("too-many-holders")
        if codes:
            raise Refused(*codes)
        return after

    def with_one(self, n: int, new: Given) -> "Book":
        """One of the assignments in another state."""
        return replace(self, given=[*self.given[:n], new, *self.given[n + 1 :]])

    def withdraw(self, role: str, person: str, activity: str, site: str, on: int) -> "Book":
        """[doc] "`on` is the first day it no longer holds. One that has not begun never will." """
        try:
            n, g = self.next_held(role, person, activity, site, on)
        except Refused:  # [doc] or one given under this id, though the site has moved or closed since
            told = site or activity
            found = [
                (n, g)
                for n, g in enumerate(self.given)
                if (g.role, g.person, g.site or g.activity) == (role, person, told) and g.held & days(on)
            ]
            if not found:
                raise
            n, g = min(found, key=lambda one: one[1].start)
        return self.with_one(n, replace(g, withdrawn=on))

    def renew(self, role: str, person: str, activity: str, site: str, end: int | None) -> "Book":
        """[doc] Put off the end of the person's last assignment there."""
        mine = [(n, g) for n, g in self.exactly(role, person, activity, site) if g.held]
        if not mine:
            raise Refused("nothing-to-renew")
        n, g = max(mine, key=lambda one: (one[1].start, one[0]))
        if g.end is None or g.withdrawn is not None:
            raise Refused("nothing-to-renew")
        if end is not None and end <= g.end:
            raise Refused("period-ends-before-it-starts")
        after = self.with_one(n, replace(g, end=end))
        added, codes = days(g.end, end), set()
        others = [
            o for m, o in enumerate(self.given) if m != n and (o.role, o.person, o.activity) == (role, person, activity)
        ]
        if any(o.site in {"", site} and o.held & added for o in others if site or not o.site):
            codes.add("already-holds")
        if after.too_many(role, activity, site, added):
            codes.add("too-many-holders")
        if codes:
            raise Refused(*codes)
        return after

    def transfer(
        self, role: str, giver: str, taker: str, activity: str, site: str, on: int, *, pending: bool = False
    ) -> "Book":
        """[doc] `on` is the taker's first day, to the end the giver had; pending: the giver keeps the power until the Caf
        validates the taker.
        """
        n, g = self.next_held(role, giver, activity, site, on)
        codes = {"already-holds"} if giver == taker else set()
        if not g.power:
            codes.add("not-validated-yet")
        if codes:
            raise Refused(*codes)
        start = first((g.power or g.held) & days(on) or g.held & days(on))
        ends = [end for end in (g.end, g.withdrawn) if end is not None]
        before = self if pending else self.with_one(n, replace(g, withdrawn=start))
        return before.give(
            Given(
                role, taker, activity, site, start, min(ends, default=None), pending, replaces=giver if pending else ""
            )
        )

    def validate(self, role: str, person: str, activity: str, site: str, on: int) -> "Book":
        """[doc] "it gives power from `on`, and ends that of the one it replaces": on the first day of that power."""
        waiting = [(n, g) for n, g in self.exactly(role, person, activity, site) if g.waits & days(on)]
        if not waiting:
            raise Refused("nothing-to-validate")
        after = self
        for n, g in waiting:
            after = after.with_one(n, replace(g, validated=on))
        for n, g in waiting:
            power = after.given[n].power
            for m, other in list(after.exactly(role, g.replaces, activity, site)) if g.replaces else ():
                if other.held & power:  # [law 3] the giver holds nothing on a day that the taker holds
                    after = after.with_one(m, replace(other, withdrawn=first(other.held & power)))
        return after

    def follow(self, newer: Iterable[Place], persons: set[str] | None, on: int) -> "Book":
        """[doc follow] An assignment whose activity is closed, or is another partner's or PS's, whose site is closed or
        moved, or whose person is gone or outside the habilitation module, ends on that day.
        """
        known = {place.id: place for place in newer}

        def stays(g: Given) -> bool:
            was, now = self.known.get(g.activity), known.get(g.activity)
            if now is None or (was and (was.partner, was.ps) != (now.partner, now.ps)):
                return False
            return (not g.site or g.site in now.sites) and (persons is None or g.person in persons)

        given = [g if stays(g) or not g.held & days(on) else replace(g, withdrawn=on) for g in self.given]
        return Book(known, given, persons)


def book_of(known: dict[str, Place], told: list[Given]) -> set[str]:
    """[doc RoleBook.of; law 3] Why a list is no book, in whatever order it is told; empty where it is one."""
    book, codes = Book(known, told), set()
    for g in told:
        if g.site and (g.role != ACTIVITY or known[g.activity].ps not in BY_SITE):
            codes.add("not-on-a-site")
        key = (g.role, g.person, g.activity, g.site)
        if any((o.role, o.person, o.activity, o.site) == key and o.held & g.held for o in told if o is not g):
            codes.add("already-holds")
        if book.too_many(g.role, g.activity, g.site, g.held):
            codes.add("too-many-holders")
    return codes
