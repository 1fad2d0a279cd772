"""Which actions a person may take on a declaration, and everything that blocks the others.

`blockers` returns all the reasons at once, who can lift each and by when; `apply` takes the action where there
are none, and returns a new declaration. `allowed` lists what a person may do now, `lifters` names who can lift
a reason. `merge` brings together two copies that were saved apart.

An action holds only what its author may say. What the portal vouches for is an argument: roles, the moment, the scale
of the estimate, the prerequisites, the zone of the Caf.
"""

from collections.abc import Collection
from datetime import date, datetime, tzinfo
from itertools import takewhile
from typing import Final, cast, get_args

import attrs

from afas.declarations import (
    ROWS,
    TRANSITIONS,
    Accept,
    Action,
    ActionBlocked,
    ActionName,
    Amend,
    AnyAction,
    Attempt,
    Blocker,
    Cancel,
    Check,
    Complement,
    Context,
    Correct,
    Declaration,
    Enter,
    Event,
    FormRefusal,
    Guard,
    Justify,
    Labels,
    NoMoment,
    NotAnAction,
    NotTheSame,
    Refuse,
    SendBack,
    Sign,
    Status,
    Summary,
    Transmit,
    Validate,
    Who,
    after,
    contradictions,
    diagram,
    faults_of_form,
    lifters,
    may,
    reasons,
    replay,
    sign,
    table,
    up_to_date,
    verify,
)
from afas.errors import InvalidInput
from afas.estimation import Estimate
from afas.parameters import Pack, Policy, Supplied
from afas.partners import CAF, Person
from afas.periods import day_at, fixed
from afas.reference import Reference
from afas.roles import RoleBook

__all__ = [
    "TRANSITIONS", "Accept", "Action", "ActionBlocked", "Amend", "Blocker", "Cancel", "Check", "Complement", "Correct",
    "Enter", "FormRefusal", "Justify", "Labels", "NoMoment", "NotAnAction", "NotTheSame", "Outcome", "Refuse",
    "SendBack", "Sign", "Status", "Transmit", "Validate", "allowed", "apply", "blockers", "contradictions", "diagram",
    "estimate_of", "lifters", "merge", "replay", "table", "verify",
]  # fmt: skip


@attrs.frozen
class Outcome:
    """The result of an action: the new declaration, and the events that describe what happened."""

    declaration: Declaration
    events: tuple[Event, ...]


_ACTIONS: Final = get_args(AnyAction)
_ESTIMATED: Final = (Sign, Amend)


def _known(action: Action) -> None:
    if type(action) not in _ACTIONS:
        raise NotAnAction(type(action).__name__, tuple(kind.__name__ for kind in _ACTIONS))


def _when(at: datetime | None, on: date | None, zone: tzinfo | None) -> tuple[datetime | None, date]:
    """The moment as the Caf dates it, and its day; only a day where only a day was given."""
    if isinstance(on, datetime) or (at is None) is (on is None):
        raise NoMoment(str(at), str(on))
    if at is None:
        return None, cast(date, on)
    moment = _dated(at, zone)
    return moment, moment.date()


def _dated(at: datetime, zone: tzinfo | None) -> datetime:
    """The moment with a fixed offset: that of the Caf's zone, where it is given."""
    moment = fixed(at)
    return moment if zone is None or moment.tzinfo is None else fixed(moment.astimezone(zone))


def blockers(
    declaration: Declaration,
    action: Action,
    *,
    by: Person,
    roles: RoleBook,
    at: datetime | None = None,
    on: date | None = None,
    scale: Supplied | Pack | None = None,
    policy: Policy = "strict",
    replacing: Collection[str] = (),
    prerequisites: Reference | None = None,
    zone: tzinfo | None = None,
) -> tuple[Blocker, ...]:
    """Every reason why `by` cannot take this action; none where `apply` would succeed.

    The reasons look ahead: asked why a declaration cannot be transmitted, it also says what is not entered,
    checked, justified, validated or signed yet. The arguments are those of `apply`; `on`, in the place of `at`, asks
    about a whole day: then an action of the day of the last event is taken to follow it.

    Raises:
        NoMoment: neither `at` nor `on` is given, or both are.
        NotAnAction: the action is none of the lifecycle's.
    """
    _known(action)
    moment, day = _when(at, on, zone)
    context = Context(roles, scale, policy, replacing, prerequisites)
    return reasons(Attempt(declaration, action, by, context, day, moment))


def apply(
    declaration: Declaration,
    action: Action,
    *,
    by: Person,
    roles: RoleBook,
    at: datetime,
    scale: Supplied | Pack | None = None,
    policy: Policy = "strict",
    replacing: Collection[str] = (),
    prerequisites: Reference | None = None,
    zone: tzinfo | None = None,
) -> Outcome:
    """Take an action: a new declaration, and the event that says what happened.

    Args:
        declaration: on which.
        action: what to do.
        by: who does it: the portal has made sure that it is they.
        roles: who may do what.
        at: when. Without an offset it is the wall time of the Caf; with a zone or an offset it keeps its instant, and
            its zone becomes a fixed offset. One history holds moments of one kind. Its day is the day that roles,
            windows and deadlines are looked at.
        scale: the figures of the estimate of a signing or an amendment, in the place of the built-in ones: a pack, or
            figures by name of parameter.
        policy: "strict" refuses a year without a figure; "carry_forward" takes the last one known.
        replacing: the parameters whose sourced figure the scale may replace, by name.
        prerequisites: the partners and agreements of the Caf: an action of the partner's people then asks for the
            prerequisites of `missing_prerequisites`. None: the portal has looked at them itself.
        zone: of the Caf (`ZoneInfo(calendar.zone)`), for a moment that was told at another offset: its day is then the
            Caf's.

    Raises:
        ActionBlocked: with every reason; the declaration is as it was.
        NotAnAction: the action is none of the lifecycle's.
        NotAMoment: `at` is no moment.
    """
    _known(action)
    moment = _dated(at, zone)
    context = Context(roles, scale, policy, replacing, prerequisites)
    return _take(Attempt(declaration, action, by, context, moment.date(), moment), moment)


def _take(attempt: Attempt, at: datetime) -> Outcome:
    declaration, action = attempt.declaration, attempt.action
    found = reasons(attempt)
    if found or attempt.row is None:
        raise ActionBlocked(action.name, found)
    signature = amended = None
    if type(action) in _ESTIMATED and isinstance(attempt.estimated, Estimate):
        if isinstance(action, Sign):
            signature = sign(declaration, by=attempt.by, at=at, estimate=attempt.estimated)
        else:
            amended = attempt.estimated
    event = Event(cast(AnyAction, action), attempt.by, at, attempt.row.target, signature, amended)
    changed = after(declaration, event)
    if signature is not None:  # its digest has just been computed over what the declaration holds
        vars(changed)["present_digest"] = (changed.changeable(), signature.digest)
    return Outcome(changed, (event,))


def allowed(
    declaration: Declaration | Summary,
    *,
    by: Person,
    roles: RoleBook,
    at: datetime | None = None,
    on: date | None = None,
    zone: tzinfo | None = None,
) -> tuple[ActionName, ...]:
    """The actions open to this person by status, role and window; `blockers` lists all other obstacles.

    Raises:
        NoMoment: neither `at` nor `on` is given, or both are.
    """
    _, day = _when(at, on, zone)
    not_open = day < declaration.window.available
    return tuple(
        name
        for name, (row, *_) in ROWS[declaration.status].items()
        if not (not_open and Guard.OPENED in row.guards)
        and any(
            may(row.who, declaration, form, by=by, roles=roles, on=day)
            for form in (declaration.forms if row.who is Who.PROVIDER else (None,))
        )
    )


def estimate_of(
    declaration: Declaration,
    *,
    scale: Supplied | Pack | None = None,
    policy: Policy = "strict",
    replacing: Collection[str] = (),
) -> Estimate:
    """The right as it stands: as amended or signed, else what a signing of the present data would give.

    Args:
        declaration: whatever its state.
        scale: as in `apply`.
        policy: the same.
        replacing: the same.

    Raises:
        InvalidInput: data is missing or cannot be read, or there is no figure for the year; every fault.
    """
    stands = declaration.amended or (declaration.signature.estimate if declaration.signature else None)
    if stands is not None:
        return stands
    context = Context(RoleBook(), scale, policy, replacing)
    found = Attempt(declaration, Sign(), CAF, context, declaration.window.available).estimated
    if isinstance(found, Estimate):
        return found
    readings = declaration.readings
    missing = [fault for form in declaration.forms for fault in faults_of_form(declaration, form)]
    raise InvalidInput(declaration.id.text, found or (*missing, *readings.not_given, *readings.given_otherwise))


def merge(
    stored: Declaration,
    mine: Declaration,
    *,
    roles: RoleBook,
    scale: Supplied | Pack | None = None,
    policy: Policy = "strict",
    replacing: Collection[str] = (),
    prerequisites: Reference | None = None,
) -> Outcome:
    """Bring to the stored declaration what was done on another copy of it, each action judged anew.

    Saves that do not overlap (two sites, two forms, two fields) come together, whichever was saved first; an overlap
    is a conflict. What was signed on the other copy keeps the scale it was signed with, where the formulas give the
    signed amount for this data.

    Args:
        stored: what the portal holds.
        mine: the other copy.
        roles: who may do what.
        scale: for an amendment brought from the other copy, as in `apply`.
        policy: the same.
        replacing: the same.
        prerequisites: as in `apply`.

    Raises:
        ActionBlocked: something done on `mine` cannot be done on `stored` any more; nothing is lost: both
            copies are as they were.
        NotTheSame: the two are not copies of one declaration.
    """
    if stored.opened != mine.opened:
        raise NotTheSame(stored.id.text, mine.id.text)
    both = zip(stored.history, mine.history, strict=False)
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))
    context = Context(roles, scale, policy, replacing, prerequisites)

    def brought(to: Declaration, event: Event, seen: int | None) -> Attempt:
        action = attrs.evolve(event.action, seen=seen)
        return Attempt(to, action, event.by, context, day_at(event.at), event.at, event)

    apart = mine.history[common:]
    attempts = [brought(stored, event, common) for event in apart]
    conflicts = [(attempt.action.name, blocker) for attempt in attempts for blocker in up_to_date(attempt)]
    if conflicts:
        raise ActionBlocked(conflicts[0][0], tuple(blocker for _, blocker in conflicts))
    result = stored
    for event in apart:
        result = _take(brought(result, event, None), event.at).declaration
    return Outcome(result, result.history[stored.version :])
