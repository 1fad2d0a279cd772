"""Random campaigns of interleaved actors, who look at old versions, save at once, come and go (laws 4 and 5).

By default a tenth of them; all the 1,000 with `make slow`.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import afas
from afas.declarations import ActionName, Declaration, Status, contradictions, replay, verify
from afas.forms import DeclarationKind
from afas.workflow import Action, ActionBlocked, Amend, Correct, FormRefusal, merge

AMEL, AMIR, BRUNO, DORA, CHLOE, ZOE = (
    afas.Person(name, name) for name in ("Amel", "Amir", "Bruno", "Dora", "Chloé", "Zoé")
)
ACTORS = (AMEL, AMIR, BRUNO, DORA, CHLOE, ZOE, afas.CAF)
SITES = (afas.Site("S1", "Balzac"), afas.Site("S2", "Pasteur"))
ALSH = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", SITES)
START = datetime(2022, 12, 18, 9)
FIRST = START.date()
HANDED = FIRST + timedelta(days=15)  # Amir takes over from Amel, Dora from Bruno
BOOK = (
    afas.RoleBook()
    .assign(afas.Role.APPROVER, AMEL, ALSH, FIRST, HANDED)
    .assign(afas.Role.APPROVER, AMIR, ALSH, HANDED)
    .assign(afas.Role.ACTIVITY_DATA, BRUNO, "S1", FIRST, HANDED)
    .assign(afas.Role.ACTIVITY_DATA, DORA, "S1", HANDED - timedelta(days=5))
    .assign(afas.Role.ACTIVITY_DATA, CHLOE, "S2", FIRST)
    .assign(afas.Role.FINANCIAL_DATA, CHLOE, ALSH, FIRST)
    .assign(afas.Role.FINANCIAL_DATA, DORA, ALSH, FIRST)
)
POWERS = {
    ("activity", "S1"): (afas.Role.ACTIVITY_DATA, (BRUNO, DORA)),
    ("activity", "S2"): (afas.Role.ACTIVITY_DATA, (CHLOE,)),
    ("financial", None): (afas.Role.FINANCIAL_DATA, (CHLOE, DORA)),
}
SCALE = {"ceiling": "1.97"}
FORMS = tuple(POWERS)
FIELDS = {"activity": ("attended_hours",), "financial": ("expenses", "general_scheme_share")}


def opened() -> Declaration:
    offered = afas.open_declarations(afas.calendars.get("92", 2023), [ALSH], on=FIRST)
    return next(one for one in offered if one.kind is DeclarationKind.FORECAST)


@st.composite
def entering(draw: st.DrawFn) -> Action:
    form, site = draw(st.sampled_from(FORMS))
    values = {name: draw(st.sampled_from(["1", "0.5", "0", "x", None])) for name in FIELDS[form] if draw(st.booleans())}
    return afas.Enter(form, site=site, values=values)


def filling(form: tuple[str, str | None]) -> Action:
    return afas.Enter(form[0], site=form[1], values=dict.fromkeys(FIELDS[form[0]], "1"))


on_form = st.sampled_from(FORMS)
actions = st.one_of(
    entering(),
    on_form.map(filling),
    on_form.map(filling),
    on_form.map(lambda form: afas.Check(form[0], site=form[1])),
    on_form.map(lambda form: afas.Check(form[0], site=form[1])),
    on_form.map(lambda form: afas.SendBack(form[0], site=form[1])),
    on_form.map(lambda form: afas.Refuse("à revoir", (FormRefusal(form[0], "à revoir", form[1]),))),
    st.sampled_from(
        [
            *(afas.Validate(), afas.Sign(), afas.Transmit(), afas.workflow.Accept()),
            *(afas.Refuse("à revoir"), afas.Cancel("doublon"), afas.Justify("ALSH-N1", "3 enfants en plus")),
        ]
    ),
    st.just(afas.Complement("voir 1 pièce")),
    on_form.map(
        lambda form: Correct(form[0], "compté deux fois", site=form[1], values=dict.fromkeys(FIELDS[form[0]], "1"))
    ),
    st.just(Amend("contrôle sur place", {"attended_hours": "1"})),
)


@attrs.frozen
class Move:
    """Somebody does something, some days after the move before, looking at a version some events old."""

    action: Action
    by: afas.Person
    days: int
    behind: int | None


BY_CAF = (ActionName.ACCEPT, ActionName.REFUSE, ActionName.CANCEL, ActionName.CORRECT, ActionName.AMEND)
LIKELY: dict[ActionName, tuple[afas.Person, ...]] = {
    **dict.fromkeys(ActionName, (AMEL, AMEL, AMEL, AMIR)),
    **dict.fromkeys(BY_CAF, (afas.CAF,)),
}


@st.composite
def moves(draw: st.DrawFn) -> Move:
    action = draw(actions)
    form = action.form_key
    of_form = form in POWERS and action.name not in (ActionName.SEND_BACK, ActionName.CORRECT)
    likely = POWERS[form][1] if of_form and form is not None else LIKELY[action.name]
    by = draw(st.sampled_from(likely) if draw(st.integers(0, 3)) else st.sampled_from(ACTORS))
    return Move(action, by, draw(st.sampled_from([0, 0, 0, 1, 2])), draw(st.sampled_from([None, 0, 0, 1, 3])))


@st.composite
def campaigns(draw: st.DrawFn) -> list[Move]:
    """Random moves; often after a run that has already led somewhere."""
    run = [
        *(Move(filling(form), POWERS[form][1][0], 0, 0) for form in FORMS),
        *(Move(afas.Check(form[0], site=form[1]), POWERS[form][1][0], 0, 0) for form in FORMS),
        Move(afas.Validate(), AMEL, 1, 0),
        Move(afas.Sign(), AMEL, 0, 0),
        Move(afas.Transmit(), AMEL, 0, 0),
        Move(draw(st.sampled_from([afas.workflow.Accept(), afas.Refuse("à revoir")])), afas.CAF, 1, 0),
    ]
    return [*run[: draw(st.integers(0, len(run)))], *draw(st.lists(moves(), max_size=25))]


Saved = dict[tuple[tuple[str, str | None], str], object]


class Played:
    """A campaign as it is played, and beside it the plainest account of what was saved."""

    def __init__(self) -> None:
        self.declaration = opened()
        self.versions: list[Saved] = [{}]
        self.taken: list[tuple[Action, afas.Person, datetime]] = []
        self.at = START

    def play(self, move: Move) -> None:
        self.at += timedelta(days=move.days)
        before = self.declaration
        seen = None if move.behind is None else max(0, before.version - move.behind)
        action = attrs.evolve(move.action, seen=seen)
        reasons = afas.blockers(before, action, by=move.by, roles=BOOK, at=self.at, scale=SCALE)
        if isinstance(action, afas.Enter) and action.form_key is not None:
            told = {str(one.message.fields["field"]) for one in reasons if one.code == "conflict"}
            assert len(told) == len(self.expected_conflicts(action)), told
        if reasons:
            with pytest.raises(ActionBlocked):
                afas.apply(before, action, by=move.by, roles=BOOK, at=self.at, scale=SCALE)
            return
        self.declaration = afas.apply(before, action, by=move.by, roles=BOOK, at=self.at, scale=SCALE).declaration
        self.taken.append((action, move.by, self.at))
        saved = dict(self.versions[-1])
        if isinstance(action, (afas.Enter, Correct)):
            saved |= {((action.form, action.site), name): value for name, value in action.values.items()}
        self.versions.append(saved)

    def expected_conflicts(self, action: afas.Enter) -> set[str]:
        """The fields saved by an action since that version, whose value now is not the one to be saved."""
        if action.seen is None:
            return set()
        key, now = (action.form, action.site), self.versions[-1]
        since = {
            name
            for other, _, _ in self.taken[action.seen :]
            if isinstance(other, (afas.Enter, Correct)) and (other.form, other.site) == key
            for name in other.values
        }
        then = self.versions[action.seen]
        changed = {name for name in since if now.get((key, name)) != then.get((key, name))}
        return {name for name, value in action.values.items() if name in changed and now.get((key, name)) != value}


def check(campaign: list[Move]) -> None:
    played = Played()
    for move in campaign:
        played.play(move)
        if played.declaration.status in (Status.TRANSMITTED, Status.ACCEPTED):
            assert verify(played.declaration).holds
        # what is handed on from one state to the next is what a reading of this state alone gives
        assert verify(played.declaration) == verify(attrs.evolve(played.declaration))
        assert played.declaration.findings() == attrs.evolve(played.declaration).findings()
    end = played.declaration
    # nothing saved is lost: the last value saved of each field is there, as it was typed
    kept = {(form, name): value for form, typed in end.entries.items() for name, value in typed.items()}
    assert kept == {key: value for key, value in played.versions[-1].items() if value is not None}
    # the history is what was done, by whom and when; replayed, it gives the object back
    assert [(event.action, event.by, event.at) for event in end.history] == played.taken
    assert replay(end.opened, end.history) == end
    assert not contradictions(end)
    for event in end.history:
        assert within_powers(event.action, event.by, event.at.date(), end), event


def within_powers(action: Action, by: afas.Person, on: date, end: Declaration) -> bool:
    """Role, scope and period, told from the table above and not from the library."""
    approver = AMEL if on < HANDED else AMIR
    if action.name in BY_CAF:
        return by == afas.CAF
    if action.name not in (ActionName.ENTER, ActionName.CHECK):
        return by == approver
    form = action.form_key
    assert form is not None
    holders = {person for person in POWERS[form][1] if held(person, form, on)}
    return by in holders or (by == approver and any(event.target is Status.REFUSED for event in end.history))


def held(person: afas.Person, form: tuple[str, str | None], on: date) -> bool:
    if person == BRUNO:
        return on < HANDED
    return on >= HANDED - timedelta(days=5) if (person, form[0]) == (DORA, "activity") else True


@given(campaigns())
def test_laws_4_and_5_over_random_campaigns(campaign: list[Move]) -> None:
    check(campaign)


@pytest.mark.slow
@settings(max_examples=1_000)
@given(campaigns())
def test_laws_4_and_5_over_a_thousand_random_campaigns(campaign: list[Move]) -> None:
    check(campaign)


def test_random_campaigns_go_everywhere() -> None:
    """The campaigns above would prove little if they all stopped at the first form."""
    seen: set[Status] = set()
    outcomes: set[str] = set()

    @settings(max_examples=300, derandomize=True, database=None)
    @given(campaigns())
    def look(campaign: list[Move]) -> None:
        played = Played()
        for move in campaign:
            played.play(move)
            seen.add(played.declaration.status)
        outcomes.update(event.name for event in played.declaration.history)

    look()
    assert seen == set(Status)
    assert outcomes >= set(ActionName) - {ActionName.JUSTIFY}  # without last year's figures, nothing to justify


def side(person: afas.Person, form: tuple[str, str | None]) -> st.SearchStrategy[list[Move]]:
    values = st.fixed_dictionaries({}, optional={name: st.sampled_from(["1", "2"]) for name in FIELDS[form[0]]})
    enters: Callable[[Any], Move] = lambda typed: Move(  # noqa: E731
        afas.Enter(form[0], site=form[1], values=typed), person, 0, None
    )
    return st.lists(values.map(enters), min_size=1, max_size=3)


@given(side(CHLOE, ("activity", "S2")), side(BRUNO, ("activity", "S1")), side(CHLOE, ("financial", None)))
def test_saves_of_two_sites_or_two_forms_merge(one: list[Move], two: list[Move], three: list[Move]) -> None:
    base = opened()
    copies = []
    for part in (one, two, three):
        copy = base
        for move in part:
            copy = afas.apply(copy, move.action, by=move.by, roles=BOOK, at=START).declaration
        copies.append(copy)
    merged = base
    for copy in copies:
        merged = merge(merged, copy, roles=BOOK).declaration
    assert merged.entries == {form: typed for copy in copies for form, typed in copy.entries.items()}
    assert merged.version == sum(copy.version for copy in copies)
    assert replay(merged.opened, merged.history) == merged


@given(side(CHLOE, ("financial", None)), side(DORA, ("financial", None)))
def test_two_saves_of_one_form_merge_or_name_what_the_other_changed(one: list[Move], two: list[Move]) -> None:
    base = opened()
    copies = []
    for part in (one, two):
        copy = base
        for move in part:
            copy = afas.apply(copy, move.action, by=move.by, roles=BOOK, at=START).declaration
        copies.append(copy)
    stored, mine = copies
    theirs = stored.entries[stored.forms[-1]]
    overlapping = {
        name for move in two if isinstance(move.action, afas.Enter) for name, value in move.action.values.items()
        if name in theirs and theirs[name] != value
    }  # fmt: skip
    if not overlapping:
        merged = merge(stored, mine, roles=BOOK).declaration
        assert merged.entries[stored.forms[-1]] == {**theirs, **mine.entries[stored.forms[-1]]}
        return
    with pytest.raises(ActionBlocked) as blocked:
        merge(stored, mine, roles=BOOK)
    assert {one.code for one in blocked.value.blockers} == {"conflict"}
    assert "meanwhile by Chloé" in str(blocked.value)
