"""Checks that an assignment fits the number of seats of its role at its place."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from afas import ps as registry
from afas.assignments._assignment import LIMITS, Assignment, Role
from afas.assignments._refusals import AlreadyHolds, TooManyHolders
from afas.errors import FaultKind, Faults
from afas.partners import Activity
from afas.periods import Period
from afas.text import Message, Text

__all__ = ["admit", "complete_limits", "places_of", "takes_sites"]

NOT_A_LIMIT: Final = FaultKind(
    "not-a-limit",
    Text(
        fr="« {found} » n’est pas une limite : un rôle parmi {known}, et un nombre de personnes à partir de 1",
        en="“{found}” is not a limit: one of the roles {known}, and a number of persons from 1 on",
    ),
)


def complete_limits(limits: Mapping[Role, int]) -> Mapping[Role, int]:
    """The limits of a Caf; those it does not name are the usual ones.

    Raises:
        InvalidInput: an unknown role, or a number that is not a whole number from 1 on (`not-a-limit`).
    """
    faults = Faults(Text(fr="Limites", en="Limits"))
    for role, most in limits.items():
        if role not in LIMITS or type(most) is not int or most < 1:
            known = tuple(role.value for role in Role)
            faults.add(NOT_A_LIMIT.at(f"limits.{role}", found=f"{role}: {most}", known=known))
    faults.raise_if_any()
    return MappingProxyType({**LIMITS, **limits})


@cache
def _by_site(ps: str) -> bool:
    try:
        return registry.get(ps).sites
    except registry.UnknownPS:
        return False


def takes_sites(activity: Activity, role: Role) -> bool:
    """Is this role held site by site there? Activity data is, where the PS takes it so; an unknown PS does not."""
    return role is Role.ACTIVITY_DATA and _by_site(activity.ps)


def places_of(activity: Activity | None, role: Role, group: Sequence[Assignment] = ()) -> list[str | None]:
    """The places where somebody has to hold the role: the sites of the activity, or None for the activity itself.

    With a `group` of assignments, the closed sites that they name come last: their forms may still be open.
    """
    if activity is None:
        return []
    if not takes_sites(activity, role):
        return [None]
    current: list[str | None] = [site.id for site in activity.sites]
    return [
        *(current or [None]),
        *dict.fromkeys(assignment.site for assignment in group if assignment.site and assignment.site not in current),
    ]


def admit(
    new: Assignment,
    others: Sequence[Assignment],
    limit: int,
    where: Callable[[], Message],
    *,
    recorded: bool,
) -> None:
    """Check that a seat is free for `new` on every day it takes one.

    The persons counted on a site are those of the site and those of the whole activity: whoever has the role on
    the activity has it on each of its sites, on those closed since too.

    Args:
        new: the assignment to admit.
        others: those of the same role and activity.
        limit: how many may hold the role at one instant.
        where: gives the name of the place, for the refusals.
        recorded: was `new` recorded earlier? A person may then have a site besides the whole activity, as comes
            about where the activity is given after the site.

    Raises:
        AlreadyHolds: the same person, on the same place or on the whole activity.
        TooManyHolders: no seat on some of these days.
    """
    days = new.held
    if days is None:
        return
    rivals = [(assignment, held) for assignment in others if (held := assignment.held) and held.common(days)]
    covering = (new.site,) if recorded else (None, new.site)
    same = tuple(
        assignment for assignment, _ in rivals if assignment.person.id == new.person.id and assignment.site in covering
    )
    if same:
        raise AlreadyHolds(new.person.name, new.role, where(), new.period, same)
    # A site that no assignment names has the same persons as the activity itself.
    targets: list[str | None] = (
        [new.site] if new.site else [None, *dict.fromkeys(rival.site for rival, _ in rivals if rival.site)]
    )
    changes = {
        day for assignment, held in [(new, days), *rivals] for day in (held.start, held.end, assignment.validated)
    }
    edges = sorted(day for day in changes if day is not None and days.holds(day))
    full: list[Period] = []
    free: list[Period] = []
    in_the_way: dict[int, Assignment] = {}
    for start, end in zip(edges, [*edges[1:], days.end], strict=True):
        there = [assignment for assignment, held in rivals if held.holds(start)]
        crowd = _crowd(new, there, limit, targets, start)
        in_the_way.update({id(assignment): assignment for assignment in crowd or ()})
        _append(free if crowd is None else full, Period(start, end))
    if full:
        found = tuple(in_the_way.values())
        raise TooManyHolders(new.person.name, new.role, where(), new.period, limit, tuple(full), found, tuple(free))


def _crowd(
    new: Assignment, there: list[Assignment], limit: int, targets: list[str | None], day: date
) -> list[Assignment] | None:
    """The holders of all the seats on one of these targets that day; None if a seat is free."""
    for target in targets:
        present = [assignment for assignment in there if assignment.site is None or assignment.site == target]
        if _seats_taken((*present, new), day) > limit:
            return [assignment for assignment in present if assignment.person.id != new.person.id]
    return None


def _seats_taken(present: Sequence[Assignment], day: date) -> int:
    """The number of seats these take that day, whatever the Caf validates next: one a person, with one exception.

    Somebody who waits to replace another sits on the seat of the other, since the validation ends what the other
    holds. So not where a second person waits for the same seat, where the other would stay by an assignment of
    another extent, or where the person waits for several.
    """
    seated = {assignment.person.id for assignment in present if not assignment.replaces or assignment.may_act(day)}
    waiting: dict[str, list[Assignment]] = {}
    for assignment in present:
        if assignment.person.id not in seated:
            waiting.setdefault(assignment.person.id, []).append(assignment)
    shared: set[str] = set()
    for own in waiting.values():
        giver, site = own[0].replaces, own[0].site
        if (
            len(own) == 1
            and giver in seated
            and all(assignment.site == site for assignment in present if assignment.person.id == giver)
        ):
            shared.add(giver)
    return len(seated) + len(waiting) - len(shared)


def _append(periods: list[Period], period: Period) -> None:
    """Add a period, joined to the one before where they adjoin."""
    if periods and periods[-1].end == period.start:
        period = Period(periods.pop().start, period.end)
    periods.append(period)
