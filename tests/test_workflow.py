"""The life of a declaration: the table, the reasons, the signature, and law 4 and 5 over random campaigns."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import afas
from afas.declarations import ActionName, Declaration, Transition, Who
from afas.forms import DeclarationKind
from afas.workflow import TRANSITIONS, Accept, Action, ActionBlocked, Status

AMEL, BRUNO, CHLOE, ZOE = (afas.Person(name[0], name) for name in ("Amel", "Bruno", "Chloé", "Zoé"))
ALSH = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (afas.Site("S1", "Balzac"), afas.Site("S2", "Pasteur")))
START = date(2022, 9, 1)
BOOK = (
    afas.RoleBook()
    .assign(afas.Role.APPROVER, AMEL, ALSH, START)
    .assign(afas.Role.ACTIVITY_DATA, BRUNO, "S1", START)
    .assign(afas.Role.ACTIVITY_DATA, CHLOE, "S2", START)
    .assign(afas.Role.FINANCIAL_DATA, CHLOE, ALSH, START)
)
AT = datetime(2023, 1, 16, 9)
CEILING = {"ceiling": "1.97"}


def opened() -> Declaration:
    calendar = afas.calendars.get("92", 2023)
    return next(d for d in afas.open_declarations(calendar, [ALSH], on=AT.date()) if d.kind is DeclarationKind.FORECAST)


def do(declaration: Declaration, action: Action, by: afas.Person) -> Declaration:
    return afas.apply(declaration, action, by=by, roles=BOOK, at=AT, scale=CEILING).declaration


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
    (afas.Sign(), AMEL),
    (afas.Transmit(), AMEL),
)


def transmitted() -> Declaration:
    declaration = opened()
    for action, by in (*FILL, *SEND):
        declaration = do(declaration, action, by)
    return declaration


def test_from_to_enter_to_transmitted() -> None:
    declaration = transmitted()
    assert declaration.status.text.fr == "Transmise Caf"
    assert declaration.signature is not None
    # 150 h x 1.97 = 295.50; x 0.30 = 88.65
    assert str(declaration.signature.estimate.amount) == "88.65"
    assert len(declaration.history) == len(FILL) + len(SEND)


def test_a_draft_is_kept_as_typed_and_says_what_is_wrong_only_when_checked() -> None:
    draft = do(opened(), afas.Enter("activity", site="S1", values={"attended_hours": "beaucoup"}), BRUNO)
    assert draft.read(draft.forms[0])[1][0].code == "not-a-number"
    with pytest.raises(ActionBlocked, match="is not a number"):
        do(draft, afas.Check("activity", site="S1"), BRUNO)


def test_a_field_typed_by_mistake_can_be_taken_away() -> None:
    draft = do(opened(), afas.Enter("activity", site="S1", values={"attended_hours": "100", "hours": "1"}), BRUNO)
    with pytest.raises(ActionBlocked, match="unknown field"):
        do(draft, afas.Check("activity", site="S1"), BRUNO)
    mended = do(draft, afas.Enter("activity", site="S1", values={"hours": None}), BRUNO)
    assert not mended.read(mended.forms[0])[1]


@pytest.mark.parametrize(
    "action", [afas.Enter("finance"), afas.Check("activity"), afas.SendBack("activity", site="S9")]
)
def test_a_form_that_is_not_there_is_a_reason_like_another(action: Action) -> None:
    with pytest.raises(ActionBlocked, match="has no form") as caught:
        do(opened(), action, BRUNO)
    codes = [blocker.code for blocker in caught.value.blockers]
    assert set(codes) - {"wrong-status"} == {"no-form"}  # checking and sending back are not open before any entry
    assert [one.lifted_by for one in caught.value.blockers if one.code == "no-form"] == [Who.PROVIDER]


def test_every_reason_comes_at_once_with_who_lifts_it_and_by_when() -> None:
    declaration = do(opened(), FILL[0][0], BRUNO)
    reasons = afas.blockers(declaration, afas.Transmit(), by=ZOE, roles=BOOK, on=AT.date())
    codes = [reason.code for reason in reasons]
    # S1 entered, unchecked; S2 one field missing, unchecked; finances one field missing, unchecked; the Caf's share
    assert codes == [
        *("wrong-status", "no-role", "unchecked", "missing-field", "unchecked"),
        *("missing-field", "unchecked", "not-given", "not-validated", "not-signed"),
    ]
    assert [reason.lifted_by.value for reason in reasons if reason.code == "not-given"] == ["CAF"]
    assert {reason.by_when for reason in reasons if reason.code == "unchecked"} == {date(2023, 2, 16)}
    named = [("Balzac" in reason.text("en"), "Pasteur" in reason.text("en")) for reason in reasons[2:7]]
    assert named == [(True, False), (False, True), (False, True), (False, False), (False, False)]  # each names its site
    assert all(reason.text("fr") != reason.text("en") for reason in reasons)


@pytest.mark.parametrize("by", [AMEL, CHLOE, ZOE, afas.CAF])
def test_nobody_enters_a_site_that_is_not_theirs(by: afas.Person) -> None:
    with pytest.raises(ActionBlocked) as caught:
        do(opened(), FILL[0][0], by)
    assert [blocker.code for blocker in caught.value.blockers] == ["no-role"]


def test_a_role_that_has_ended_gives_no_power() -> None:
    book = BOOK.withdraw(afas.Role.ACTIVITY_DATA, BRUNO, "S1", AT.date())
    reasons = afas.blockers(opened(), FILL[0][0], by=BRUNO, roles=book, on=AT.date())
    assert [reason.code for reason in reasons] == ["no-role"]
    assert not afas.blockers(opened(), FILL[0][0], by=BRUNO, roles=book, on=AT.date() - timedelta(days=1))


def test_a_justification_explains_and_quantifies_and_falls_with_the_data() -> None:
    calendar = afas.calendars.get("92", 2023)
    previous = {"A1": {"attended_hours": Decimal(100)}}
    declaration = next(
        one
        for one in afas.open_declarations(calendar, [ALSH], on=AT.date(), previous=previous)
        if one.kind is DeclarationKind.FORECAST
    )
    for action, by in FILL:
        declaration = do(declaration, action, by)
    with pytest.raises(ActionBlocked, match="50%"):  # 150 h against 100
        do(declaration, afas.Validate(), AMEL)
    for weak in ("", "50", "une hausse sans chiffre"):
        with pytest.raises(ActionBlocked, match="explain and to quantify"):
            do(declaration, afas.Justify("ALSH-N1", weak), AMEL)
    justified = do(declaration, afas.Justify("ALSH-N1", "Un groupe de 10 enfants en plus"), AMEL)
    assert do(justified, afas.Validate(), AMEL).status is Status.VALIDATED
    back = do(justified, afas.SendBack("activity", site="S1"), AMEL)
    same = do(back, FILL[0][0], BRUNO)
    assert same.justifications
    other = do(back, afas.Enter("activity", site="S1", values={"attended_hours": "101"}), BRUNO)
    assert not other.justifications


def test_the_signature_covers_exactly_what_is_transmitted() -> None:
    declaration = transmitted()
    assert declaration.signature_holds()
    key = declaration.forms[0]
    forged = attrs.evolve(declaration, entries={**declaration.entries, key: {"attended_hours": "100.0"}})
    assert not forged.signature_holds()


def test_after_a_refusal_the_approver_corrects_or_sends_back() -> None:
    refused = do(transmitted(), afas.Refuse("heures à revoir"), afas.CAF)
    assert refused.status.text.fr == "Refusée Caf"
    assert refused.signature is None
    corrected = do(refused, afas.Enter("activity", site="S1", values={"attended_hours": "90"}), AMEL)
    again = do(corrected, afas.Check("activity", site="S1"), AMEL)
    for action, by in SEND:
        again = do(again, action, by)
    assert do(again, Accept(), afas.CAF).status is Status.ACCEPTED
    sent_back = do(refused, afas.SendBack("financial"), AMEL)
    assert sent_back.status is Status.IN_PROGRESS
    assert len(sent_back.checked) == 2


def test_the_caf_alone_decides() -> None:
    for action in (Accept(), afas.Refuse("x"), afas.Cancel("x")):
        with pytest.raises(ActionBlocked, match="Amel does not act for the Caf"):
            do(transmitted(), action, AMEL)


def test_law_4_every_status_but_the_last_has_a_way_on_and_is_reached() -> None:
    sources = {row.source for row in TRANSITIONS}
    assert set(Status) - sources == {Status.CANCELLED}
    assert {row.target for row in TRANSITIONS} | {Status.TO_ENTER} == set(Status)
    into_transmitted = [row for row in TRANSITIONS if row.target is Status.TRANSMITTED]
    assert [(row.source, row.who.value) for row in into_transmitted] == [(Status.SIGNED, "APPROVER")]


people = st.sampled_from([AMEL, BRUNO, CHLOE, ZOE, afas.CAF])
forms = st.sampled_from([("activity", "S1"), ("activity", "S2"), ("financial", None), ("activity", None)])
typed = st.dictionaries(
    st.sampled_from(["attended_hours", "expenses", "general_scheme_share", "oops"]),
    st.sampled_from(["100", "0.5", "1", "x", "", None]),
    max_size=3,
)
actions = st.one_of(
    st.builds(lambda form, values: afas.Enter(form[0], site=form[1], values=values), forms, typed),
    st.builds(lambda form: afas.Check(form[0], site=form[1]), forms),
    st.builds(lambda form: afas.SendBack(form[0], site=form[1]), forms),
    st.sampled_from([step for step, _ in (*FILL, *SEND)]),
    st.sampled_from([Accept(), afas.Refuse("à revoir"), afas.Justify("ALSH-N1", "3 enfants en plus")]),
)


@given(st.booleans(), st.lists(st.tuples(actions, people), max_size=15))
def test_laws_4_and_5_random_campaigns(started: bool, moves: list[tuple[Action, afas.Person]]) -> None:
    """`blockers` is empty exactly when `apply` succeeds; nothing is transmitted unsigned; history only grows."""
    declaration = opened()
    for action, by in FILL if started else ():
        declaration = do(declaration, action, by)
    for action, by in moves:
        before = declaration
        reasons = afas.blockers(declaration, action, by=by, roles=BOOK, at=AT, scale=CEILING)
        if reasons:
            with pytest.raises(ActionBlocked) as blocked:
                do(declaration, action, by)
            assert blocked.value.blockers == reasons
        else:
            declaration = do(declaration, action, by)
            assert declaration.history[:-1] == before.history
            assert before.status in {row.source for row in TRANSITIONS if row.target is declaration.status}
            assert action.name in afas.allowed(before, by=by, roles=BOOK, on=AT.date())
        if declaration.status in (Status.TRANSMITTED, Status.ACCEPTED):
            assert declaration.signature is not None
            assert declaration.signature_holds()
            assert declaration.signature.by == AMEL


def test_a_declaration_has_come_to_its_end_once_accepted_or_cancelled_and_is_sent_until_refused() -> None:
    assert {status for status in Status if status.final} == {Status.ACCEPTED, Status.CANCELLED}
    assert {status for status in Status if status.sent} == {Status.TRANSMITTED, Status.ACCEPTED}


def test_a_row_of_the_table_is_of_any_check_but_the_last_unless_it_says_so() -> None:
    last = [row for row in TRANSITIONS if row.last]
    assert [(row.source, row.action, row.target) for row in last] == [
        (source, ActionName.CHECK, Status.CHECKED) for source in (Status.IN_PROGRESS, Status.REFUSED)
    ]
    assert not Transition(Status.TO_ENTER, ActionName.ENTER, Who.PROVIDER, Status.IN_PROGRESS).last


def test_each_reason_says_what_it_is_about_by_its_path_and_in_words() -> None:
    """A front end puts a reason beside the field; a person reads labels, and no name of the code."""
    entered = do(opened(), afas.Enter("activity", site="S1", values={"attended_hours": "douze"}), BRUNO)
    found = afas.blockers(entered, afas.Transmit(), by=AMEL, roles=BOOK, at=AT)
    paths = {(blocker.code, blocker.path) for blocker in found}
    assert {
        ("not-a-number", "entries.activity.S1.attended_hours"),
        ("unchecked", "entries.activity.S1"),
        ("missing-field", "entries.activity.S2.attended_hours"),
        ("missing-field", "entries.financial.expenses"),
        ("not-given", "given.general_scheme_share"),
        ("not-signed", ""),
    } <= paths
    words = [blocker.text(locale) for blocker in found for locale in ("fr", "en")]
    assert not [said for said in words if "attended_hours" in said or "expenses." in said or "given." in said]
    assert any("Données d’activité, Pasteur : « Heures réalisées » (h)" in said for said in words)
    assert any("Données d’activité, Balzac, « Heures réalisées » : « douze »" in said for said in words)
    with pytest.raises(ActionBlocked) as caught:
        afas.apply(entered, afas.Check("activity", site="S1"), by=BRUNO, roles=BOOK, at=AT)
    assert [fault.path for fault in caught.value.faults] == ["entries.activity.S1.attended_hours"]
