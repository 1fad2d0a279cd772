"""The history: replayed, verified, and what two people saving at once are told."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

import afas
from afas.declarations import (
    Blocker,
    Declaration,
    Event,
    FormRefusal,
    Status,
    Who,
    after,
    contradictions,
    replay,
    sign,
    verify,
)
from afas.declarations._history import BrokenHistory
from afas.forms import DeclarationKind
from afas.partners import Site
from afas.workflow import Action, ActionBlocked, NotTheSame, lifters, merge

AMEL, BRUNO, CHLOE, DORA = (afas.Person(name, name) for name in ("Amel", "Bruno", "Chloé", "Dora"))
ALSH = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (Site("S1", "Balzac"), Site("S2", "Pasteur")))
START = date(2022, 9, 1)
BOOK = (
    afas.RoleBook()
    .assign(afas.Role.APPROVER, AMEL, ALSH, START)
    .assign(afas.Role.ACTIVITY_DATA, BRUNO, "S1", START)
    .assign(afas.Role.ACTIVITY_DATA, CHLOE, "S2", START)
    .assign(afas.Role.FINANCIAL_DATA, CHLOE, ALSH, START)
    .assign(afas.Role.FINANCIAL_DATA, DORA, ALSH, START)
)
AT = datetime(2023, 1, 16, 9)
CEILING = {"ceiling": "1.97"}
FILL: tuple[tuple[Action, afas.Person], ...] = (
    (afas.Enter("activity", site="S1", values={"attended_hours": "100"}), BRUNO),
    (afas.Check("activity", site="S1"), BRUNO),
    (afas.Enter("activity", site="S2", values={"attended_hours": "50"}), CHLOE),
    (afas.Check("activity", site="S2"), CHLOE),
    (afas.Enter("financial", values={"expenses": "1000", "general_scheme_share": "1"}), CHLOE),
    (afas.Check("financial"), CHLOE),
)
SEND: tuple[tuple[Action, afas.Person], ...] = (
    (afas.Validate(), AMEL),
    (afas.Complement("Comptes joints : 2 pages"), AMEL),
    (afas.Sign(), AMEL),
    (afas.Transmit(), AMEL),
)


def opened(**compared: Any) -> Declaration:
    offered = afas.open_declarations(afas.calendars.get("92", 2023), [ALSH], on=AT.date(), **compared)
    return next(one for one in offered if one.kind is DeclarationKind.FORECAST)


def do(declaration: Declaration, *steps: tuple[Action, afas.Person]) -> Declaration:
    for action, by in steps:
        declaration = afas.apply(declaration, action, by=by, roles=BOOK, at=AT, scale=CEILING).declaration
    return declaration


def refused(declaration: Declaration, action: Action, by: afas.Person) -> tuple[Blocker, ...]:
    with pytest.raises(ActionBlocked) as blocked:
        do(declaration, (action, by))
    return blocked.value.blockers


def financial(seen: int, **values: str | None) -> afas.Enter:
    return afas.Enter("financial", values=values, seen=seen)


def test_law_5_a_replay_gives_the_object_back() -> None:
    sent = do(opened(), *FILL, *SEND)
    assert sent.opened == opened()
    assert replay(opened(), sent.history) == sent
    assert replay(opened(), sent.history[:5]) == do(opened(), *FILL[:5])
    assert sent.version == 10


def test_a_replay_does_not_compute_anew() -> None:
    """The signature in the event stands, whatever the rules have become since."""
    sent = do(opened(), *FILL, *SEND)
    signed = next(event for event in sent.history if event.signature)
    assert signed.signature is not None
    other = attrs.evolve(signed.signature, digest="0" * 64)
    forged = tuple(attrs.evolve(event, signature=other) if event is signed else event for event in sent.history)
    again = replay(opened(), forged)
    assert not again.signature_holds()
    assert verify(again).found == sent.digest(other)


def test_law_4_an_event_that_is_no_signing_brings_no_signature() -> None:
    signed = do(opened(), *FILL, *SEND[:3])
    back = do(signed, (afas.SendBack("financial"), AMEL))
    forged = attrs.evolve(back.history[-1], signature=signed.signature)
    assert replay(opened(), (*back.history[:-1], forged)).signature is None


def test_a_second_signature_covers_the_first() -> None:
    twice = do(opened(), *FILL, *SEND[:3], (afas.SendBack("financial"), AMEL), FILL[5], *SEND[:1], *SEND[2:])
    assert verify(twice).holds
    (rank, first), _ = [(n, event) for n, event in enumerate(twice.history) if event.signature]
    assert first.signature is not None
    forged = attrs.evolve(first, signature=attrs.evolve(first.signature, digest="0" * 64))
    found = verify(attrs.evolve(twice, history=(*twice.history[:rank], forged, *twice.history[rank + 1 :])))
    assert (found.holds, found.found == found.expected) == (False, False)


def test_events_that_cannot_follow_one_another_are_told() -> None:
    sent = do(opened(), *FILL, *SEND)
    with pytest.raises(BrokenHistory, match=r"Event 1 .“Check”. cannot follow status “To enter”"):
        replay(opened(), sent.history[1:])


def test_an_event_about_a_form_that_no_declaration_has_is_told_with_its_rank() -> None:
    """The first event of a declaration has rank 1."""
    for rank, declaration in enumerate((opened(), do(opened(), FILL[0])), 1):
        event = Event(afas.Enter("activities", values={"x": "1"}), BRUNO, AT, Status.IN_PROGRESS)
        with pytest.raises(BrokenHistory, match=f"Event {rank} .“Enter”.") as broken:
            after(declaration, event)
        assert broken.value.rank == rank
        assert [
            fault.path for fault in contradictions(attrs.evolve(declaration, history=(*declaration.history, event)))
        ] == [f"history[{rank - 1}]"]


CHECKS_LEAD_TO = {Status.IN_PROGRESS, Status.CHECKED}


def test_law_4_an_event_leads_where_the_table_says_and_nowhere_else() -> None:
    """Of each event of a campaign, every other status is refused; a check alone may lead to one of two."""
    sent = do(opened(), *FILL, *SEND)
    for rank, event in enumerate(sent.history):
        before = replay(opened(), sent.history[:rank])
        leads_to = CHECKS_LEAD_TO if isinstance(event.action, afas.Check) else {event.target}
        for status in Status:
            forged = attrs.evolve(event, target=status)
            if status in leads_to:
                assert replay(before, (forged,)).status is status
            else:
                with pytest.raises(BrokenHistory) as broken:
                    replay(before, (forged,))
                assert (broken.value.rank, broken.value.status) == (rank + 1, before.status)


def test_an_event_about_a_site_that_is_not_of_the_activity_cannot_follow() -> None:
    event = Event(afas.Enter("activity", site="S9", values={"attended_hours": "1"}), BRUNO, AT, Status.IN_PROGRESS)
    with pytest.raises(BrokenHistory, match="Event 1 "):
        replay(opened(), (event,))


def test_law_5_a_history_that_cannot_be_replayed_holds_nothing_wherever_it_breaks() -> None:
    """What follows the signing is in no digest: said twice, it cannot follow, and all the rest is as it was."""
    sent = do(opened(), *FILL, *SEND)
    assert verify(sent).holds
    for rank in range(1, len(sent.history) + 1):
        twice = attrs.evolve(sent, history=(*sent.history[:rank], sent.history[rank - 1], *sent.history[rank:]))
        dropped = attrs.evolve(sent, history=(*sent.history[: rank - 1], *sent.history[rank:]))
        assert not verify(dropped).holds, rank
        if sent.history[rank - 1].name not in {"Enter", "Check"}:
            assert not verify(twice).holds, rank
    transmitted_twice = attrs.evolve(sent, history=(*sent.history, sent.history[-1]))
    assert verify(transmitted_twice).changed == ("history[10]",)


@pytest.mark.parametrize(
    ("forge", "changed"),
    [
        ({"complements": "autre chose, 3 pages"}, ("complements",)),
        ({"justifications": {"ALSH-N1": "ajoutée 1 fois après coup"}}, ("justifications.ALSH-N1",)),
        ({"sequence": 2}, ()),
        ({"year": afas.FinancialYear(2024)}, ()),
    ],
)
def test_any_later_change_shows(forge: dict[str, Any], changed: tuple[str, ...]) -> None:
    sent = do(opened(), *FILL, *SEND)
    assert verify(sent).holds
    assert verify(sent).text("en") == "the signature covers the present data"
    found = verify(attrs.evolve(sent, **forge))
    assert (found.signed, found.holds, found.changed) == (True, False, changed)


def test_law_4_what_was_changed_since_it_was_signed_is_not_transmitted() -> None:
    signed = do(opened(), *FILL, *SEND[:3])
    s1 = signed.forms[0]
    forged = attrs.evolve(signed, entries={**signed.entries, s1: {"attended_hours": "101"}})
    assert [one.code for one in refused(forged, afas.Transmit(), AMEL)] == ["not-signed"]
    assert not afas.blockers(signed, afas.Transmit(), by=AMEL, roles=BOOK, on=AT.date())


def test_a_changed_figure_shows_with_its_path() -> None:
    sent = do(opened(), *FILL, *SEND)
    s1 = sent.forms[0]
    forged = attrs.evolve(sent, entries={**sent.entries, s1: {"attended_hours": "100.0"}})
    assert verify(forged).changed == ("entries.activity.S1.attended_hours",)
    assert verify(forged).text("en") == "changed since it was signed: entries.activity.S1.attended_hours"
    assert sent.signature is not None
    cheaper = attrs.evolve(sent.signature.estimate, amount=Decimal("88.64"))
    assert not verify(attrs.evolve(sent, signature=attrs.evolve(sent.signature, estimate=cheaper))).holds
    unsigned = verify(opened())
    assert (unsigned.signed, unsigned.holds, unsigned.text("en")) == (False, False, "not signed")
    assert (unsigned.scheme, unsigned.expected, unsigned.found, unsigned.changed) == (0, "", "", ())


def test_the_digest_is_that_of_the_text_shown() -> None:
    """SHA-256 by another hand, over the canonical text; and the text holds what is transmitted."""
    import hashlib
    import json

    sent = do(opened(), *FILL, *SEND)
    assert sent.signature is not None
    text = sent.signed_content(sent.signature)
    assert hashlib.sha256(text.encode("utf-8")).hexdigest() == sent.signature.digest
    content = json.loads(text)
    assert json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text
    assert content["entries"]["activity/S1"] == {"attended_hours": "100"}
    assert content["estimate"]["amount"] == "88.65"  # 150 h x 1.97 x 0.30
    assert content["complements"] == "Comptes joints : 2 pages"


def test_a_second_save_of_the_same_field_is_told_what_the_other_changed() -> None:
    base = do(opened(), *FILL[:1])
    first = do(base, (financial(1, expenses="1000"), CHLOE))
    (told,) = refused(first, financial(1, expenses="900", general_scheme_share="1"), DORA)
    assert (told.code, told.lifted_by, told.form) == ("conflict", Who.PROVIDER, first.forms[-1])
    assert told.message.text("en") == "“Total expenses” was changed meanwhile by Chloé: 1000; you: 900"
    assert do(first, (financial(2, expenses="900"), DORA)).entries[first.forms[-1]] == {"expenses": "900"}


def test_a_conflict_names_who_set_that_field_and_not_who_came_last() -> None:
    base = do(opened(), *FILL[:1])
    since = do(base, (financial(1, expenses="1000"), CHLOE), *FILL[:2], (financial(3, general_scheme_share="1"), DORA))
    (told,) = refused(since, financial(1, expenses="900"), DORA)
    assert told.message.text("en") == "“Total expenses” was changed meanwhile by Chloé: 1000; you: 900"


def test_a_conflict_is_with_whoever_saved_that_form_and_not_another_site() -> None:
    base = do(opened(), FILL[0], FILL[2])
    (told,) = refused(base, afas.Enter("activity", site="S1", values={"attended_hours": "90"}, seen=0), BRUNO)
    assert told.message.text("en") == "“Attended hours” was changed meanwhile by Bruno: 100; you: 90"
    assert (told.form, told.path) == (base.forms[0], "entries.activity.S1.attended_hours")


def test_a_field_that_stands_again_as_its_author_saw_it_conflicts_with_nothing() -> None:
    base = do(opened(), *FILL[:1])
    back = do(base, (financial(1, expenses="1000"), CHLOE), (financial(2, expenses=None), CHLOE))
    assert do(back, (financial(1, expenses="900"), DORA)).entries[back.forms[-1]] == {"expenses": "900"}


def test_saves_that_do_not_overlap_both_stand() -> None:
    base = do(opened(), *FILL[:1])
    both = do(base, (financial(1, expenses="1000"), CHLOE), (financial(1, general_scheme_share="1"), DORA))
    assert both.entries[both.forms[-1]] == {"expenses": "1000", "general_scheme_share": "1"}
    same = do(both, (financial(1, expenses="1000"), DORA))  # the same figure is no conflict
    assert same.entries == both.entries
    sites = do(base, (attrs.evolve(FILL[2][0], seen=0), CHLOE))
    assert len(sites.entries) == 2


def test_one_approves_what_one_has_seen() -> None:
    """Chloé checks, Bruno saves meanwhile: her check is of what she saw."""
    full = do(opened(), *FILL[:5])
    changed = do(full, (financial(5, expenses="2000"), DORA))
    (told,) = refused(changed, afas.Check("financial", seen=5), CHLOE)
    assert told.message.text("en") == "meanwhile Dora did “Enter” (financial): read it again before going on"
    ready = do(changed, (afas.Check("financial", seen=6), CHLOE))
    assert [one.code for one in refused(ready, afas.Validate(seen=5), AMEL)] == ["conflict", "conflict"]
    assert do(ready, (afas.Validate(seen=7), AMEL)).status is Status.VALIDATED


@pytest.mark.parametrize("seen", [-1, 99])
def test_a_version_that_never_was_is_refused(seen: int) -> None:
    assert [one.code for one in refused(opened(), financial(seen, expenses="1"), CHLOE)] == ["no-such-version"]


def test_two_copies_merge_action_by_action() -> None:
    base = do(opened(), *FILL[:1])
    stored = do(base, FILL[1])
    mine = do(base, *FILL[2:4])
    merged = merge(stored, mine, roles=BOOK)
    assert len(merged.events) == 2
    assert merged.declaration == do(base, *FILL[1:4])
    assert merge(stored, stored, roles=BOOK).events == ()
    with pytest.raises(NotTheSame):
        merge(stored, attrs.evolve(mine, sequence=2), roles=BOOK)


def test_a_refusal_by_form_asks_for_a_new_check_of_that_form_only() -> None:
    sent = do(opened(), *FILL, *SEND)
    refusal = afas.Refuse("à revoir", (FormRefusal("activity", "heures incohérentes", "S2"),))
    back = do(sent, (refusal, afas.CAF))
    assert back.refusal == refusal
    assert [form[1] for form in back.forms if form not in back.checked] == ["S2"]
    again = do(back, (afas.Enter("activity", site="S2", values={"attended_hours": "40"}), AMEL))
    again = do(again, (afas.Check("activity", site="S2"), AMEL), SEND[0], *SEND[2:])
    assert again.status is Status.TRANSMITTED
    assert again.refusal is None


def test_both_forms_or_one_site_are_sent_back_with_a_reason() -> None:
    back = do(opened(), *FILL, *SEND, (afas.Refuse("à revoir"), afas.CAF))
    both = do(
        back, (afas.SendBack("financial", "charges à détailler"), AMEL), (afas.SendBack("activity", site="S1"), AMEL)
    )
    assert both.status is Status.IN_PROGRESS
    assert {form[1] for form in both.checked} == {"S2"}
    (told,) = refused(both, afas.SendBack("financial"), AMEL)
    assert told.code == "not-held"
    with pytest.raises(ActionBlocked, match="Chloé is not Approver"):
        do(both, (afas.SendBack("activity", site="S2"), CHLOE))
    assert do(both, FILL[0], FILL[1], FILL[4], FILL[5]).status is Status.CHECKED


def test_complements_are_part_of_what_is_signed() -> None:
    signed = do(opened(), *FILL, SEND[0], SEND[2])
    more = do(signed, SEND[1])
    assert (more.status, more.signature) == (Status.VALIDATED, None)
    assert do(more, *SEND[2:]).status is Status.TRANSMITTED


def test_each_reason_names_the_persons_who_can_lift_it() -> None:
    begun = do(opened(), FILL[0])
    reasons = afas.blockers(begun, afas.Transmit(), by=AMEL, roles=BOOK, on=AT.date())
    who = {(one.code, one.form): [p.name for p in lifters(one, begun, roles=BOOK, on=AT.date())] for one in reasons}
    s1, _, accounts = begun.forms
    assert who["unchecked", s1] == ["Bruno"]
    assert who["unchecked", accounts] == ["Chloé", "Dora"]
    assert who["not-signed", None] == ["Amel"]
    early = opened().window.available - timedelta(days=1)
    (closed,) = afas.blockers(opened(), FILL[0][0], by=BRUNO, roles=BOOK, on=early)
    assert lifters(closed, begun, roles=BOOK, on=AT.date()) == (afas.CAF,)


def test_values_handed_in_are_copied() -> None:
    values: dict[str, object] = {"expenses": "1"}
    action = afas.Enter("financial", values=values)
    values["expenses"] = "2"
    assert action.values == {"expenses": "1"}


# -- a person let in by mistake, data slipped in ----------------------------------------------------------------


def signed_by_amel() -> Declaration:
    return do(opened(), *FILL, *SEND[:3])


def resigned(declaration: Declaration, by: afas.Person = AMEL) -> Declaration:
    """With a signature made by hand over what it holds: its digest is right, and nobody ticked the box."""
    assert declaration.signature is not None
    persons = sign(declaration, by=by, at=AT, estimate=declaration.signature.estimate).persons
    other = attrs.evolve(declaration.signature, by=by, persons=persons)
    return attrs.evolve(declaration, signature=attrs.evolve(other, digest=declaration.digest(other)))


FINANCIAL = (afas.forms.FormCode.FINANCIAL, None)


def slipped_in() -> Declaration:
    signed = signed_by_amel()
    entries = {**signed.entries, FINANCIAL: {"expenses": "9000", "general_scheme_share": "1"}}
    return resigned(attrs.evolve(signed, entries=entries))


def slipped_in_and_into_the_event() -> Declaration:
    """The signature is altered in the history too; the entries saved are not what is signed."""
    forged = slipped_in()
    last = attrs.evolve(forged.history[-1], signature=forged.signature)
    return attrs.evolve(forged, history=(*forged.history[:-1], last))


def without_history() -> Declaration:
    return attrs.evolve(signed_by_amel(), history=())


@pytest.mark.parametrize(
    ("forged", "changed"),
    [
        (lambda: resigned(signed_by_amel(), by=BRUNO), ("signature",)),
        (slipped_in, ("entries.financial.expenses", "signature")),
        (slipped_in_and_into_the_event, ("entries.financial.expenses",)),
        (without_history, None),
    ],
)
def test_law_4_a_signature_that_nobody_made_is_not_transmitted(forged: Any, changed: tuple[str, ...] | None) -> None:
    declaration = forged()
    assert refused(declaration, afas.Transmit(), AMEL)[-1].code == "not-signed"
    assert not verify(declaration).holds
    if changed is not None:
        assert verify(declaration).changed == changed


def with_events(declaration: Declaration, events: dict[int, dict[str, Any]]) -> Declaration:
    """With other events at these ranks, from 0."""
    history = [attrs.evolve(event, **events.get(rank, {})) for rank, event in enumerate(declaration.history)]
    return attrs.evolve(declaration, history=tuple(history))


def at_odds(declaration: Declaration) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in contradictions(declaration) if one.code != "contradicts-history"]


ACCEPTED = (*FILL, *SEND, (afas.Accept(), afas.CAF))
"""Ranks 0 to 5 fill the forms, 6 validates, 7 adds complements, 8 signs, 9 transmits, 10 accepts."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("ranks", "moment", "told"),
    [
        (range(6), AT + DAY, [("history[6].at", "out-of-order")]),
        ([2], AT - DAY, []),
        ([5], AT - DAY, []),
        ([6], AT - DAY, [("history[6].at", "out-of-order")]),
        ([6], AT - HOUR, []),
        ([9], AT - HOUR, [("history[9].at", "out-of-order")]),
        ([10], AT - HOUR, [("history[10].at", "out-of-order")]),
        ([10], AT - DAY, [("history[10].at", "out-of-order")]),
        ([10], AT + DAY, []),
    ],
)
def test_law_5_approver_and_caf_act_in_the_order_of_days_and_after_a_signing_of_moments(
    ranks: Iterable[int], moment: datetime, told: list[tuple[str, str]]
) -> None:
    """Saves and checks of two copies that were brought together keep their moments, whichever was saved first."""
    accepted = do(opened(), *ACCEPTED)
    assert at_odds(accepted) == []
    assert at_odds(with_events(accepted, {rank: {"at": moment} for rank in ranks})) == told


def test_a_signature_of_scheme_1_says_nothing_of_the_moments_after_it() -> None:
    accepted = do(opened(), *ACCEPTED)
    signature = accepted.history[8].signature
    assert signature is not None
    first = attrs.evolve(signature, scheme=1)
    stored = with_events(attrs.evolve(accepted, signature=first), {8: {"signature": first}, 9: {"at": AT - HOUR}})
    assert at_odds(stored) == []
    assert at_odds(with_events(stored, {9: {"at": AT - DAY}})) == [("history[9].at", "out-of-order")]


def test_the_days_of_two_events_out_of_order_are_told() -> None:
    forged = with_events(do(opened(), *FILL, *SEND), {6: {"at": AT - DAY}})
    (fault, *_) = contradictions(forged)
    assert fault.text("en") == "history[6].at: is dated 15 January 2023, after an event of 16 January 2023"


def test_law_5_the_signature_in_an_event_is_its_authors_at_its_moment_and_of_a_signing_alone() -> None:
    accepted = do(opened(), *ACCEPTED)
    signature = accepted.history[8].signature
    assert signature is not None
    for rank, changes in (
        (8, {"signature": None}),
        (8, {"signature": attrs.evolve(signature, by=BRUNO)}),
        (8, {"signature": attrs.evolve(signature, at=AT - HOUR)}),
        (8, {"by": BRUNO}),
        (7, {"signature": signature}),
        (10, {"signature": signature}),
    ):
        assert (f"history[{rank}].signature", "not-its-signature") in at_odds(with_events(accepted, {rank: changes}))
    renamed = attrs.evolve(signature, by=attrs.evolve(AMEL, name=""))
    assert at_odds(with_events(accepted, {8: {"signature": renamed}})) == []  # a person is their id


def test_what_changed_since_the_signing_is_told_though_its_signature_was_put_back() -> None:
    signed = signed_by_amel()
    other = afas.Enter("financial", values={"expenses": "9000"})
    back = do(signed, (afas.SendBack("financial"), AMEL), (other, CHLOE))
    put_back = attrs.evolve(back, signature=signed.signature)
    assert verify(put_back).changed == ("checked", "entries.financial.expenses", "signature")
    draft = do(opened(), FILL[0])
    assert verify(attrs.evolve(draft, signature=signed.signature)).changed == (
        "entries.activity.S1.attended_hours",
        "signature",
    )


def test_a_form_that_was_added_or_taken_away_is_told_though_nothing_stands_on_it() -> None:
    sent = do(opened(), (afas.Enter("financial"), CHLOE), *FILL, *SEND)
    empty = (afas.forms.FormCode.ACTIVITY, "S9")
    assert verify(sent).changed == ()
    assert verify(attrs.evolve(sent, entries={**sent.entries, empty: {}})).changed == ("entries.activity.S9",)
    emptied = do(opened(), (afas.Enter("financial"), CHLOE))
    assert [one.path for one in contradictions(attrs.evolve(emptied, entries={}))] == ["entries.financial"]
    assert contradictions(emptied) == ()


def test_law_4_the_signature_is_an_approvers() -> None:
    """Bruno has signed under a book of roles of another portal; here he approves nothing."""
    checked = do(opened(), *FILL, *SEND[:2])
    other = BOOK.transfer(afas.Role.APPROVER, AMEL, BRUNO, ALSH, AT.date())
    signed = afas.apply(checked, afas.Sign(), by=BRUNO, roles=other, at=AT, scale=CEILING).declaration
    assert verify(signed).holds
    assert [one.code for one in refused(signed, afas.Transmit(), AMEL)] == ["not-signed"]


def test_the_next_approver_transmits_what_the_former_signed() -> None:
    later = AT + timedelta(days=4)
    handed = BOOK.transfer(afas.Role.APPROVER, AMEL, BRUNO, ALSH, later.date())
    sent = afas.apply(signed_by_amel(), afas.Transmit(), by=BRUNO, roles=handed, at=later).declaration
    assert sent.status is Status.TRANSMITTED


def test_a_history_altered_whole_is_told_as_such() -> None:
    signed = signed_by_amel()
    event = signed.history[4]
    altered = attrs.evolve(event, action=afas.Enter("financial", values={"expenses": "9000"}))
    again = replay(signed.opened, (*signed.history[:4], altered, *signed.history[5:]))
    assert not verify(again).holds
    assert verify(again).text("en") == "changed since it was signed: the activity, the estimate or the history"


def test_nobody_acts_on_an_activity_that_is_another_partners_now() -> None:
    """The roles are those of the present partner, and the declaration is the former one's: the Caf cancels it."""
    taken_over = attrs.evolve(signed_by_amel(), activity=attrs.evolve(ALSH, partner="P2"))
    (first, *_) = refused(taken_over, afas.Transmit(), AMEL)
    assert (first.code, first.lifted_by) == ("activity-differs", Who.CAF)
    assert first.message.text("en") == (
        "the declaration is of Loisirs (A1, partner P2, PS ALSH), the roles are of partner P1, PS ALSH"
    )
    assert do(taken_over, (afas.Cancel("reprise par P2"), afas.CAF)).status is Status.CANCELLED


def test_an_action_is_not_dated_before_the_last_event() -> None:
    """Else whoever has lost a role could still act, by dating it back."""
    draft = do(opened(), FILL[0])
    before = AT - timedelta(days=1)
    found = afas.blockers(draft, FILL[1][0], by=BRUNO, roles=BOOK, on=before.date())
    assert [one.code for one in found] == ["before-the-last"]
    with pytest.raises(ActionBlocked, match="15 January 2023"):
        afas.apply(draft, FILL[1][0], by=BRUNO, roles=BOOK, at=before)


def test_copies_saved_apart_merge_whichever_was_saved_first() -> None:
    one = do(opened(), FILL[0])
    earlier = AT - timedelta(days=3)
    two = afas.apply(opened(), FILL[2][0], by=CHLOE, roles=BOOK, at=earlier).declaration
    assert merge(one, two, roles=BOOK).declaration.version == 2


def test_each_form_that_the_caf_refuses_has_its_reason() -> None:
    sent = do(opened(), *FILL, *SEND)
    blank = afas.Refuse("à revoir", (FormRefusal("financial", " "),))
    assert [one.code for one in refused(sent, blank, afas.CAF)] == ["no-reason"]


def test_a_signature_holds_when_its_ps_gains_a_field_that_may_be_left_empty() -> None:
    """A later version of the library asks for one more optional figure: what was signed then is still signed."""
    sent = do(opened(), *FILL, *SEND)
    service = sent.service
    more = attrs.evolve(service.fields[0], name="later", default=Decimal(0))
    later = attrs.evolve(sent, own_service=attrs.evolve(service, fields=(*service.fields, more)))
    assert later.service.field("later") == more
    assert later.signature_holds()
