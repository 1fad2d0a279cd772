"""Law 4 on every edge of the reachable state space: roles x states x actions x guards, explored to the end.

A state is all that a guard can see of a declaration: status, entries, checks, justifications, complements, and
whether its signature holds. The alphabet has, for each guard, an action that passes it and one that does not;
each action is tried by each actor, and on days when the declaration is not open yet or a role has ended.
"""

from collections import deque
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import pytest

import afas
from afas.declarations import TRANSITIONS, Declaration, Status, Who, contradictions, replay, verify
from afas.forms import DeclarationKind, FormCode
from afas.workflow import Action, ActionBlocked, Amend, Correct, FormRefusal

AMEL, BRUNO, CHLOE, ZOE = (afas.Person(name[0], name) for name in ("Amel", "Bruno", "Chloé", "Zoé"))
ACTORS = (AMEL, BRUNO, CHLOE, ZOE, afas.CAF)
SINGLE = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")
TWO_SITES = afas.Activity("A2", "P1", "ALSH", "Loisirs", "NANTERRE", (afas.Site("S1", "Un"), afas.Site("S2", "Deux")))
EARLY, DAY, ENDED = (datetime(2022, 12, 17, 9), datetime(2023, 1, 16, 9), datetime(2023, 2, 1, 9))
CEILING = {"ceiling": "1.97"}
JUSTIFIED = afas.Justify("ALSH-N1", "Un groupe de 10 enfants en plus")


def book(activity: afas.Activity) -> afas.RoleBook:
    """Amel approves, Bruno and Chloé provide until the day their roles end."""
    start, end = date(2022, 9, 1), ENDED.date()
    roles = afas.RoleBook().assign(afas.Role.APPROVER, AMEL, activity, start, end)
    scopes = [site.id for site in activity.sites] or [activity.id]
    for scope, person in zip(scopes, (BRUNO, CHLOE), strict=False):
        roles = roles.assign(afas.Role.ACTIVITY_DATA, person, scope, start, end)
    return roles.assign(afas.Role.FINANCIAL_DATA, CHLOE, activity, start, end)


def opened(activity: afas.Activity) -> Declaration:
    previous = {activity.id: {"attended_hours": Decimal(100)}}
    offered = afas.open_declarations(afas.calendars.get("92", 2023), [activity], on=DAY.date(), previous=previous)
    return next(one for one in offered if one.kind is DeclarationKind.FORECAST)


def alphabet(activity: afas.Activity) -> tuple[Action, ...]:
    """Hours of 100 are last year's; 150 are to be justified; "x" cannot be read; None takes away."""
    sites: list[str | None] = [site.id for site in activity.sites]
    sites = sites or [None]
    hours: tuple[object, ...] = ("100", "150", "x", None) if activity is SINGLE else ("50", "75", "x")
    on_sites: list[Action] = [
        one
        for site in sites
        for one in (
            *(afas.Enter("activity", site=site, values={"attended_hours": value}) for value in hours),
            afas.Check("activity", site=site),
            afas.SendBack("activity", site=site),
            afas.Refuse("heures", (FormRefusal("activity", "heures", site),)),
        )
    ]
    return (
        *on_sites,
        afas.Enter("financial", values={"expenses": "1000", "general_scheme_share": "1"}),
        *((afas.Enter("financial", values={"expenses": None}),) if activity is SINGLE else ()),
        *(afas.Enter("activity", site="S9"), afas.Check("financial"), afas.SendBack("financial")),
        *(JUSTIFIED, afas.Justify("ALSH-N1", "sans chiffre aucun"), afas.Justify("ALSH-99", "10 enfants en plus")),
        *(afas.Validate(), afas.Complement("voir 1 pièce jointe"), afas.Sign(), afas.Transmit()),
        *(afas.workflow.Accept(), afas.Refuse("à revoir"), afas.Refuse(" "), afas.Cancel("doublon"), afas.Cancel("")),
        afas.Refuse("x", (FormRefusal("activity", "x", "S9"),)),
        *(Correct("activity", "compté deux fois", site=sites[0], values={"attended_hours": hours[0]}),),
        *(Correct("financial", "", values={"expenses": "1000"}), Correct("financial", "x", site="S9")),
        *(Amend("contrôle sur place", {"attended_hours": "90"}), Amend("", {"attended_hours": "90"})),
        Amend("contrôle sur place", {"attended_hours": "x"}),
    )


Key = tuple[object, ...]


def key(declaration: Declaration) -> Key:
    return (
        declaration.status,
        frozenset((form, frozenset(typed.items())) for form, typed in declaration.entries.items()),
        declaration.checked,
        frozenset(declaration.justifications.items()),
        declaration.complements,
        declaration.signature_holds(),
    )


class Edge(NamedTuple):
    source: Key
    target: Key


class Explored(NamedTuple):
    states: dict[Key, Declaration]
    edges: set[Edge]
    judged: int
    taken: int
    codes: set[str]


def explore(activity: afas.Activity) -> Explored:
    """Every state there is a way to; each action tried in each of them, by each actor, and each edge checked."""
    roles, actions, first = book(activity), alphabet(activity), opened(activity)
    states, edges, judged, taken = {key(first): first}, set(), 0, 0
    codes: set[str] = set()
    queue = deque(states)
    while queue:
        source = queue.popleft()
        before = states[source]
        for action, by in ((action, by) for action in actions for by in ACTORS):
            judged += 1
            after, reasons = judge(before, action, by, roles)
            codes.update(reasons)
            if after is None:
                continue
            taken += 1
            check_edge(before, action, by, after)
            target = key(after)
            edges.add(Edge(source, target))
            if target not in states:
                states[target] = after
                queue.append(target)
    return Explored(states, edges, judged, taken, codes)


Judged = tuple[Declaration | None, set[str]]


def judge(before: Declaration, action: Action, by: afas.Person, roles: afas.RoleBook) -> Judged:
    """`blockers` is empty exactly where `apply` succeeds, and `apply` raises nothing else; on the other days too."""
    reasons = afas.blockers(before, action, by=by, roles=roles, at=DAY, scale=CEILING)
    if not reasons and by != afas.CAF:
        early = afas.blockers(before, action, by=by, roles=roles, at=EARLY, scale=CEILING)
        assert [one.code for one in early] == ["not-open"]
        ended = afas.blockers(before, action, by=by, roles=roles, at=ENDED, scale=CEILING)
        assert [one.code for one in ended] == ["no-role"]
    if not reasons and isinstance(action, (afas.Sign, Amend)):
        unscaled = afas.blockers(before, action, by=by, roles=roles, at=DAY)
        assert [(one.code, one.lifted_by) for one in unscaled] == [("no-value-at", Who.CAF)]
    if reasons:
        with pytest.raises(ActionBlocked) as blocked:
            afas.apply(before, action, by=by, roles=roles, at=DAY, scale=CEILING)
        assert blocked.value.blockers == reasons
        return None, {one.code for one in reasons}
    assert action.name in afas.allowed(before, by=by, roles=roles, on=DAY.date())
    return afas.apply(before, action, by=by, roles=roles, at=DAY, scale=CEILING).declaration, set()


OPEN = {(row.source, row.action, row.target) for row in TRANSITIONS}


def check_edge(before: Declaration, action: Action, by: afas.Person, after: Declaration) -> None:
    assert (before.status, action.name, after.status) in OPEN
    assert after.history[:-1] == before.history
    if after.status in (Status.SIGNED, Status.TRANSMITTED, Status.ACCEPTED):
        signature = after.signature
        assert signature is not None
        assert signature.by == AMEL
        assert verify(after).holds
    if after.status is Status.TRANSMITTED:
        assert by == AMEL
        assert (after.entries, after.justifications, after.complements) == (
            *(before.entries, before.justifications, before.complements),
        )
        assert set(after.forms) == after.checked
        assert all(finding.key in after.justifications for finding in after.findings())


def reaching(explored: Explored, goal: Status) -> set[Key]:
    """The states from which there is a way to that status."""
    back: dict[Key, set[Key]] = {}
    for source, target in explored.edges:
        back.setdefault(target, set()).add(source)
    found = {state for state, declaration in explored.states.items() if declaration.status is goal}
    queue = deque(found)
    while queue:
        for source in back.get(queue.popleft(), ()):
            if source not in found:
                found.add(source)
                queue.append(source)
    return found


def ways_on(explored: Explored) -> Iterator[str]:
    """What has no way on, if anything."""
    accepted = reaching(explored, Status.ACCEPTED)
    leaving = {source for source, target in explored.edges if source != target}
    for state, declaration in explored.states.items():
        if declaration.status is not Status.CANCELLED and state not in accepted:
            yield f"no way to acceptance from {state}"
        if declaration.status is not Status.CANCELLED and state not in leaving:
            yield f"no way on from {state}"


REASONS = {
    *("wrong-status", "no-role", "no-form", "missing-field", "not-a-number", "unchecked", "not-held", "finding"),
    *("no-finding", "weak-justification", "not-validated", "not-signed", "no-reason", "not-given"),
}
"""Every reason there is, save those told on other days (`not-open`) and of stale versions (test_history)."""


@pytest.mark.parametrize("activity", [SINGLE, pytest.param(TWO_SITES, marks=pytest.mark.slow)], ids=["one", "two"])
def test_law_4_on_every_edge(activity: afas.Activity, capsys: pytest.CaptureFixture[str]) -> None:
    explored = explore(activity)
    assert {declaration.status for declaration in explored.states.values()} == set(Status)
    assert list(ways_on(explored)) == []
    assert explored.codes == REASONS
    for declaration in explored.states.values():
        assert replay(declaration.opened, declaration.history) == declaration  # law 5, on each state
        assert not contradictions(declaration)
    with capsys.disabled():
        print(  # noqa: T201 - the count is asked for
            f"\nlaw 4, {max(1, len(activity.sites))} site(s): {len(explored.states)} states, {len(explored.edges)} "
            f"edges, {explored.taken} transitions taken of {explored.judged} judged"
        )


def test_law_4_the_table_leads_to_transmitted_only_from_a_signature() -> None:
    into = [(row.source, row.who) for row in TRANSITIONS if row.target is Status.TRANSMITTED]
    assert into == [(Status.SIGNED, Who.APPROVER)]
    into_signed = [(row.source, row.who) for row in TRANSITIONS if row.target is Status.SIGNED]
    assert into_signed == [(Status.VALIDATED, Who.APPROVER)]


def test_law_4_a_form_that_is_not_requested_stops_nothing() -> None:
    known = {
        ("A1", DeclarationKind.FORECAST): {
            FormCode.FINANCIAL: {"expenses": Decimal(1000), "general_scheme_share": Decimal(1)}
        }
    }
    offered = afas.open_declarations(afas.calendars.get("92", 2023), [SINGLE], on=DAY.date(), not_requested=known)
    declaration = next(one for one in offered if one.kind is DeclarationKind.FORECAST)
    roles = book(SINGLE)
    for action, by in (
        (afas.Enter("activity", values={"attended_hours": "100"}), BRUNO),
        (afas.Check("activity"), BRUNO),
        (afas.Validate(), AMEL),
        (afas.Sign(), AMEL),
        (afas.Transmit(), AMEL),
    ):
        declaration = afas.apply(declaration, action, by=by, roles=roles, at=DAY, scale=CEILING).declaration
    assert declaration.signature is not None
    # 100 h x 1.97 = 197; x 0.30 = 59.10
    assert declaration.signature.estimate.amount == Decimal("59.10")
