"""What a portal vouches for is handed in: the scale, the moment, the prerequisites; an action holds none of it."""

import pickle
from collections.abc import Callable
from copy import copy, deepcopy
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

import afas
from afas import exchange
from afas.controls import Control, Severity, moved
from afas.declarations import Declaration, Event, Status, Who, contradictions, may, sign, verify
from afas.declarations._attempt import Attempt, Context
from afas.errors import InvalidInput
from afas.estimation import Estimate
from afas.forms import DeclarationKind, FormCode
from afas.periods import Period
from afas.reference import Reference
from afas.text import Text
from afas.workflow import (
    Accept,
    Action,
    ActionBlocked,
    Amend,
    Cancel,
    NoMoment,
    NotAnAction,
    Refuse,
    estimate_of,
    lifters,
    merge,
)

AMEL, BRUNO = afas.Person("U1", "Amel"), afas.Person("U2", "Bruno")
RELAY = afas.Activity("A3", "P1", "RPE", "Relais", "NANTERRE")
START = date(2022, 9, 1)
BOOK = (
    afas.RoleBook()
    .assign(afas.Role.APPROVER, AMEL, RELAY, START)
    .assign(afas.Role.ACTIVITY_DATA, BRUNO, RELAY, START)
    .assign(afas.Role.FINANCIAL_DATA, BRUNO, RELAY, START)
)
AT = datetime(2023, 1, 16, 9)
SCALE = {"ceiling": "60000"}
CAMPAIGN: tuple[tuple[Action, afas.Person], ...] = (
    (afas.Enter("activity", values={"animator_fte": "1"}), BRUNO),
    (afas.Check("activity"), BRUNO),
    (afas.Enter("financial", values={"expenses": "50000"}), BRUNO),
    (afas.Check("financial"), BRUNO),
    (afas.Validate(), AMEL),
    (afas.Sign(), AMEL),
    (afas.Transmit(), AMEL),
)
SIGNED = CAMPAIGN[:6]


def opened() -> Declaration:
    offered = afas.open_declarations(afas.calendars.get("92", 2023), [RELAY], on=AT.date())
    return next(one for one in offered if one.kind is DeclarationKind.FORECAST)


def played(*steps: tuple[Action, afas.Person], at: datetime = AT) -> Declaration:
    declaration = opened()
    for action, by in steps:
        declaration = afas.apply(declaration, action, by=by, roles=BOOK, at=at, scale=SCALE).declaration
    return declaration


def codes(declaration: Declaration, action: Action, by: afas.Person, at: datetime = AT) -> list[str]:
    return [one.code for one in afas.blockers(declaration, action, by=by, roles=BOOK, at=at, scale=SCALE)]


def attempt(declaration: Declaration, action: Action) -> Attempt:
    return Attempt(declaration, action, AMEL, Context(BOOK, SCALE), AT.date(), AT)


@pytest.mark.parametrize(
    "action",
    [*(action for action, _ in CAMPAIGN), Accept(), Refuse("à revoir"), Cancel("fermé"), Amend("contrôle", {})],
    ids=lambda one: one.name.value,
)
def test_only_a_signing_and_an_amendment_make_an_estimate(action: Action) -> None:
    estimated = attempt(played(*CAMPAIGN[:5]), action).estimated
    asked = isinstance(action, (afas.Sign, Amend))
    assert isinstance(estimated, Estimate) if asked else estimated == ()


def test_no_estimate_is_made_of_forms_that_are_not_complete() -> None:
    """Their faults are told form by form, and not once more as those of an estimate."""
    assert attempt(opened(), afas.Sign()).estimated == ()
    assert attempt(played(CAMPAIGN[0]), afas.Sign()).estimated == ()


@pytest.mark.parametrize("scale", [{}, {"cieling": "60000"}, {"ceiling": "60000", "cieling": "1"}, {"ceiling": "many"}])
def test_whatever_is_wrong_with_the_scale_is_the_cafs_to_mend(scale: dict[str, str]) -> None:
    """A figure that is missing, of no name that is known, or no figure: no partner can give another."""
    valid = played(*CAMPAIGN[:5])
    told = afas.blockers(valid, afas.Sign(), by=AMEL, roles=BOOK, at=AT, scale=scale)
    assert told
    assert {one.lifted_by for one in told} == {Who.CAF}


def test_what_keeps_a_whole_declaration_from_being_estimated_is_told_once() -> None:
    """What its scale lacks, where the forms are whole; what the forms lack, where they are not."""
    with pytest.raises(InvalidInput) as caught:
        estimate_of(played(*CAMPAIGN[:5]), scale={"cieling": "1"})
    assert [fault.path for fault in caught.value.faults] == ["parameters.ceiling", "parameters.cieling"]
    with pytest.raises(InvalidInput) as caught:
        estimate_of(played(CAMPAIGN[0]), scale=SCALE)
    assert [fault.path for fault in caught.value.faults] == ["entries.financial.expenses"]
    assert estimate_of(played(*CAMPAIGN[:5]), scale=SCALE).amount > 0


# -- what is computed once -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copied", [copy, deepcopy, lambda declaration: pickle.loads(pickle.dumps(declaration))])  # noqa: S301 - its own bytes
def test_a_copy_from_elsewhere_is_verified_anew(copied: Callable[[Declaration], Declaration]) -> None:
    sent = played(*CAMPAIGN)
    assert verify(sent).holds
    again = copied(sent)
    assert again == sent
    assert vars(again).keys() == {field.name for field in attrs.fields(Declaration)}
    assert verify(again).holds


def test_what_was_verified_is_not_taken_for_what_was_altered() -> None:
    """The Caf accepts what was signed, whatever was verified a moment before on another state."""
    sent = played(*CAMPAIGN)
    assert verify(sent).holds
    typed = {form: dict.fromkeys(values, "2") for form, values in sent.entries.items()}
    for altered in (
        attrs.evolve(sent, entries=typed),
        sent.evolved({"entries": typed}),
        sent.evolved({"complements": "x"}),
    ):
        assert not verify(altered).holds
        assert codes(altered, afas.Accept(), afas.CAF) == ["not-signed"]


@pytest.mark.parametrize("past", [6, 7], ids=["signed", "transmitted"])
def test_what_is_altered_in_memory_since_the_signing_is_refused(past: int) -> None:
    """The history says what was typed, whatever digest was handed on."""
    altered = played(*CAMPAIGN[:past])
    entries: Any = altered.entries[(FormCode.FINANCIAL, None)]
    entries["expenses"] = "51000"
    action, by = ((afas.Transmit(), AMEL), (afas.Accept(), afas.CAF))[past - 6]
    assert not verify(altered).holds
    assert codes(altered, action, by) == ["not-signed"]


def test_what_a_ps_asks_is_computed_once_and_not_taken_for_that_of_another_ps_of_its_code() -> None:
    sentence = Text(fr="non", en="no")
    refuses = Control("MINE", Severity.BLOCKING, sentence, moved("expenses", sentence, Decimal("0.1")), ("expenses",))
    mine = attrs.evolve(afas.ps.get("RPE"), controls=(refuses,))
    calendar = afas.calendars.get("92", 2023)
    with_mine, *_ = afas.open_declarations(calendar, [RELAY], on=AT.date(), services={"RPE": mine})
    first, second = opened(), opened()
    assert first.readings.asked.of_year is second.readings.asked.of_year
    assert with_mine.readings.asked.of_year is not first.readings.asked.of_year
    assert with_mine.controls == (refuses,)
    assert refuses not in first.controls


# -- the scale ---------------------------------------------------------------------------------------------------


def test_a_signer_brings_no_figure() -> None:
    """The scale is the portal's: 43 % of least(50,000; 1 x 60,000) is 21,500.00, whatever a signer would like."""
    make: Any = afas.Sign
    for brought in ({"parameters": {"rate": "1"}}, {"policy": "carry_forward"}, {"scale": {"rate": "1"}}):
        with pytest.raises(TypeError):
            make(**brought)
    sent = played(*CAMPAIGN)
    assert sent.right == Decimal("21500.00")
    with pytest.raises(afas.errors.AfasError):
        exchange.converter().structure({"seen": None, "parameters": {"rate": "1"}}, afas.Sign)


def test_a_scale_replaces_a_sourced_figure_only_where_it_is_named() -> None:
    """Half of least(50,000; 1 x 60,000) is 25,000.00, where the portal says that its rate takes the place of 43 %."""
    ready, dearer = played(*CAMPAIGN[:5]), {**SCALE, "rate": "0.5"}
    with pytest.raises(ActionBlocked, match="replac"):
        afas.apply(ready, afas.Sign(), by=AMEL, roles=BOOK, at=AT, scale=dearer)
    signed = afas.apply(ready, afas.Sign(), by=AMEL, roles=BOOK, at=AT, scale=dearer, replacing=("rate",)).declaration
    assert signed.right == Decimal("25000.00")
    assert estimate_of(ready, scale=dearer, replacing=("rate",)).amount == Decimal("25000.00")


def test_a_figure_of_the_caf_that_the_kind_does_not_ask_for_is_told_unless_it_is_zero() -> None:
    kept = {"expenses": Decimal(50000)}
    for more, told in (("0", []), ("1", ["unknown-field"])):
        figures = {("A3", DeclarationKind.FORECAST): {FormCode.FINANCIAL: {**kept, "rent": Decimal(more)}}}
        offered = afas.open_declarations(afas.calendars.get("92", 2023), [RELAY], on=AT.date(), not_requested=figures)
        declaration = next(one for one in offered if one.kind is DeclarationKind.FORECAST)
        for action, by in (*CAMPAIGN[:2], CAMPAIGN[4]):
            declaration = afas.apply(declaration, action, by=by, roles=BOOK, at=AT).declaration
        assert codes(declaration, afas.Sign(), AMEL) == told


def test_a_merge_takes_the_part_whose_first_formula_starts_within_the_year() -> None:
    """Plan mercredi, from 1 September 2018 on: 100 h x 1.97 x 30 % is 59.10, and 10 h x 0.46 are 4.60."""
    leisure, at = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE"), datetime(2018, 1, 16, 9)
    row = {"ps": "ALSH", "kind": "FORECAST", "year": 2018, "available": "2017-12-12", "before": "2018-02-10"}
    calendar = afas.Calendar.from_mapping({"caf": "00", "year": 2018, "windows": [row]})
    book = afas.RoleBook()
    for role in afas.Role:
        book = book.assign(role, AMEL, leisure, date(2017, 9, 1))
    (stored,) = afas.open_declarations(calendar, [leisure], on=at.date())
    # a zero of a complement that has no formula before 2024 stops nothing
    hours = {"attended_hours": "100", "wednesday_hours": "10", "wednesday_new_2017_hours": "10", "aeeh_hours": "0"}
    mine = stored
    for action in (
        afas.Enter("activity", values=hours),
        afas.Enter("financial", values={"expenses": "1000", "general_scheme_share": "1"}),
        *(afas.Check("activity"), afas.Check("financial"), afas.Validate(), afas.Sign()),
    ):
        mine = afas.apply(mine, action, by=AMEL, roles=book, at=at, scale={"ceiling": "1.97"}).declaration
    assert mine.right == Decimal("63.70")
    assert merge(stored, mine, roles=book).declaration == mine


def test_a_merge_keeps_the_scale_that_was_signed() -> None:
    stored, mine = played(*CAMPAIGN[:5]), played(*CAMPAIGN)
    merged = merge(stored, mine, roles=BOOK).declaration
    assert merged == mine
    assert verify(merged).holds


ESTIMATE = played(*SIGNED).signature.estimate  # type: ignore[union-attr]
FORGED: dict[str, dict[str, Any]] = {
    "an amount": {"amount": Decimal("21500.01")},
    "another PS": {"ps": "LAEP"},
    "another year": {"year": afas.FinancialYear(2024)},
    "another kind": {"kind": DeclarationKind.ACTUAL},
    "a figure less": {"entries": {**ESTIMATE.entries, "expenses": Decimal(60000)}},
    "a figure more": {"entries": {**ESTIMATE.entries, "approved_fte": Decimal(1)}},
    "a scale without a figure": {"scale": attrs.evolve(ESTIMATE.scale, values={})},
    "a scale of a year without rules": {"scale": attrs.evolve(ESTIMATE.scale, on=date(1990, 1, 1))},
    "a scale that gives more": {
        "scale": attrs.evolve(
            ESTIMATE.scale,
            values={
                **ESTIMATE.scale.values,
                "rate": attrs.evolve(ESTIMATE.scale.values["rate"], value=Decimal("0.44")),
            },
        )
    },
}


@pytest.mark.parametrize("what", FORGED)
def test_a_merge_takes_no_estimate_but_what_the_formulas_give_for_this_data(what: str) -> None:
    """43 % of least(50,000; 1 x 60,000) is 21,500.00, for what is declared here and for nothing else."""
    stored, mine = played(*CAMPAIGN[:5]), played(*SIGNED)
    assert mine.signature is not None
    other = attrs.evolve(mine.signature, estimate=attrs.evolve(ESTIMATE, **FORGED[what]))
    forged = attrs.evolve(
        mine, signature=other, history=(*mine.history[:-1], attrs.evolve(mine.history[-1], signature=other))
    )
    with pytest.raises(ActionBlocked) as blocked:
        merge(stored, forged, roles=BOOK)
    (told,) = blocked.value.blockers
    assert (told.code, told.lifted_by, told.path) == ("other-estimate", Who.APPROVER, "")
    assert told.message("en") == (
        f"the estimate cannot be made: the estimate signed on the other copy (€{other.estimate.amount:,}) is not "
        "that of this data: sign again"
    )
    assert merge(stored, mine, roles=BOOK).declaration.right == Decimal("21500.00")


def test_a_merge_takes_an_amendment_with_its_scale_where_the_formulas_give_it() -> None:
    """The Caf amends on another copy with a ceiling of 60,000: 43 % of 30,000; that of another amount is not taken."""
    accepted = played(*CAMPAIGN, (Accept(), afas.CAF))
    amended = afas.apply(
        accepted, Amend("contrôle", {"expenses": "30000"}), by=afas.CAF, roles=BOOK, at=AT, scale=SCALE
    ).declaration
    assert merge(accepted, amended, roles=BOOK).declaration == amended
    assert amended.amended is not None
    dearer = attrs.evolve(amended.history[-1], estimate=attrs.evolve(amended.amended, amount=Decimal(12901)))
    with pytest.raises(ActionBlocked) as blocked:
        merge(accepted, attrs.evolve(amended, history=(*accepted.history, dearer)), roles=BOOK)
    assert [(one.code, one.lifted_by) for one in blocked.value.blockers] == [("other-estimate", Who.CAF)]


# -- what is accepted is what was signed --------------------------------------------------------------------------


def test_what_was_signed_for_less_is_not_accepted_for_more() -> None:
    signed = played(*SIGNED)
    assert signed.signature is not None
    dearer = attrs.evolve(signed.signature, estimate=attrs.evolve(signed.signature.estimate, amount=Decimal(999999)))
    forged = attrs.evolve(signed, status=Status.TRANSMITTED, signature=dearer)
    assert "not-signed" in codes(forged, afas.Accept(), afas.CAF)


def test_a_signed_declaration_stored_as_transmitted_is_not_accepted() -> None:
    forged = attrs.evolve(played(*SIGNED), status=Status.TRANSMITTED)
    assert [fault.path for fault in contradictions(forged)] == ["status"]
    assert "not-signed" in codes(forged, afas.Accept(), afas.CAF)
    assert codes(played(*CAMPAIGN), afas.Accept(), afas.CAF) == []


# -- moments -----------------------------------------------------------------------------------------------------


def test_a_transmission_is_not_dated_before_the_signing_of_that_day() -> None:
    signed = played(*SIGNED)
    earlier = AT - timedelta(hours=5)
    assert codes(signed, afas.Transmit(), AMEL, earlier) == ["before-the-last"]
    assert codes(signed, afas.Transmit(), AMEL, AT) == []
    late = played(*CAMPAIGN)
    forged = attrs.evolve(late, history=(*late.history[:-1], attrs.evolve(late.history[-1], at=earlier)))
    assert [fault.path for fault in contradictions(forged)] == ["history[6].at"]
    assert not verify(forged).holds


def test_moments_are_ordered_by_the_instant_and_not_by_the_clock_on_the_wall() -> None:
    """12:00 in Paris is 11:00 UTC: what is dated 11:30 UTC follows it."""
    noon = datetime(2023, 1, 16, 12, tzinfo=ZoneInfo("Europe/Paris"))
    signed = played(*SIGNED, at=noon)
    assert codes(signed, afas.Transmit(), AMEL, datetime(2023, 1, 16, 11, 30, tzinfo=timezone.utc)) == []  # noqa: UP017
    before = datetime(2023, 1, 16, 10, 30, tzinfo=timezone.utc)  # noqa: UP017
    assert codes(signed, afas.Transmit(), AMEL, before) == ["before-the-last"]
    one_hour = timezone(timedelta(hours=1))  # a fixed offset, no table of zones
    assert signed.history[-1].at.tzinfo == one_hour
    made = sign(signed, ESTIMATE, by=AMEL, at=noon)
    event = Event(afas.Validate(), AMEL, noon, Status.VALIDATED)
    assert (made.at.tzinfo, event.at.tzinfo, made.at) == (one_hour, one_hour, noon)


def test_moments_of_two_kinds_do_not_stand_in_one_history() -> None:
    signed = played(*SIGNED)
    assert codes(signed, afas.Transmit(), AMEL, AT.replace(hour=20, tzinfo=ZoneInfo("Europe/Paris"))) == [
        "mixed-moments"
    ]
    aware = attrs.evolve(signed.history[-1], at=AT.replace(tzinfo=ZoneInfo("Europe/Paris")))
    both = contradictions(attrs.evolve(signed, history=(*signed.history[:-1], aware)))
    (told,) = (fault for fault in both if fault.code == "mixed-moments")
    assert told.path == "history"
    found = {"2023-01-16T09:00:00+01:00", "2023-01-16T09:00:00"}
    assert {str(told.message.fields[name]) for name in ("found", "other")} == found


def test_the_day_is_the_caf_s_where_its_zone_is_given() -> None:
    """The last evening of a role in Paris, told in UTC: 23:30 on the 15th in UTC is 00:30 on the 16th in Paris."""
    ends = BOOK.withdraw(afas.Role.ACTIVITY_DATA, BRUNO, RELAY, date(2023, 1, 16))
    at = datetime(2023, 1, 15, 23, 30, tzinfo=timezone.utc)  # noqa: UP017
    action = CAMPAIGN[0][0]
    assert not afas.blockers(opened(), action, by=BRUNO, roles=ends, at=at)
    (told,) = afas.blockers(opened(), action, by=BRUNO, roles=ends, at=at, zone=ZoneInfo("Europe/Paris"))
    assert told.code == "no-role"
    outcome = afas.apply(opened(), action, by=BRUNO, roles=BOOK, at=at, zone=ZoneInfo("Europe/Paris"))
    assert outcome.events[0].at.isoformat() == "2023-01-16T00:30:00+01:00"


@pytest.mark.parametrize(
    ("told", "blocked"), [("2023-01-16T00:30:00+14:00", True), ("2023-01-15T23:30:00-11:00", False)]
)
def test_the_day_is_that_of_the_moment_where_no_zone_is_given_and_never_the_machine_s(told: str, blocked: bool) -> None:
    ends = BOOK.withdraw(afas.Role.ACTIVITY_DATA, BRUNO, RELAY, date(2023, 1, 16))
    at, action = datetime.fromisoformat(told), CAMPAIGN[0][0]
    found = afas.blockers(opened(), action, by=BRUNO, roles=ends, at=at)
    assert [blocker.code for blocker in found] == (["no-role"] if blocked else [])
    outcome = afas.apply(opened(), action, by=BRUNO, roles=BOOK, at=at)
    assert outcome.events[0].at.isoformat() == told


def test_a_question_is_asked_at_a_moment_or_on_a_day() -> None:
    with pytest.raises(NoMoment):
        afas.blockers(opened(), afas.Transmit(), by=AMEL, roles=BOOK)
    with pytest.raises(NoMoment):
        afas.allowed(opened(), by=AMEL, roles=BOOK, on=AT.date(), at=AT)
    with pytest.raises(NoMoment):
        afas.allowed(opened(), by=AMEL, roles=BOOK, on=AT)
    day = afas.allowed(opened(), by=BRUNO, roles=BOOK, on=AT.date())
    assert day == afas.allowed(opened(), by=BRUNO, roles=BOOK, at=AT)


def test_before_its_window_opens_a_declaration_is_the_cafs_alone() -> None:
    first = opened().window.available
    for on, providers in ((first - timedelta(1), ()), (first, ("ENTER",))):
        assert afas.allowed(opened(), by=BRUNO, roles=BOOK, on=on) == providers
        assert afas.allowed(opened(), by=afas.CAF, roles=BOOK, on=on) == ("CANCEL",)


# -- prerequisites -----------------------------------------------------------------------------------------------

SINCE = Period(date(2022, 1, 1))
DECLARES = frozenset({afas.partners.DECLARE})


def reference(end: date | None = None) -> Reference:
    town = afas.Partner("P1", "Ville", "35600000049837", "NANTERRE", service_contract=SINCE, adhesion=SINCE)
    agreement = afas.Agreement("C1", "P1", ("RPE",), Period(date(2022, 1, 1), end))
    return Reference.of([RELAY], [], [town], [agreement])


def asked(by: afas.Person, known: Reference) -> list[tuple[str, Who]]:
    found = afas.blockers(opened(), CAMPAIGN[0][0], by=by, roles=BOOK, at=AT, prerequisites=known)
    return [(one.code, one.lifted_by) for one in found]


def test_a_portal_can_ask_for_the_prerequisites() -> None:
    attached = attrs.evolve(BRUNO, groups=DECLARES)
    assert asked(attached, reference()) == []
    assert asked(BRUNO, reference()) == [("prerequisite", Who.MANAGER)]
    assert asked(attached, reference(end=AT.date())) == [("prerequisite", Who.CAF)]
    assert asked(attached, reference(end=AT.date() + timedelta(days=1))) == []
    assert asked(attached, Reference.of([RELAY])) == [("unknown-partner", Who.CAF)]
    cancelled = afas.blockers(
        opened(), Cancel("x"), by=afas.CAF, roles=BOOK, at=AT, prerequisites=Reference.of([RELAY])
    )
    assert cancelled == ()  # the Caf has none to fulfil
    with pytest.raises(ActionBlocked, match="no signed agreement"):
        afas.apply(
            opened(), CAMPAIGN[0][0], by=attached, roles=BOOK, at=AT, prerequisites=reference(end=date(2022, 12, 31))
        )


# -- sites that close --------------------------------------------------------------------------------------------


def test_the_approver_fills_the_form_of_a_site_that_has_closed() -> None:
    sites = (afas.Site("S1", "Balzac"), afas.Site("S2", "Pasteur"))
    leisure = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", sites)
    now = attrs.evolve(leisure, sites=sites[1:])
    known = Reference.of([now])
    book = (
        afas.RoleBook.of(reference=known)
        .assign(afas.Role.APPROVER, AMEL, now, START)
        .assign(afas.Role.ACTIVITY_DATA, BRUNO, "S2", START)
    )
    offered = afas.open_declarations(afas.calendars.get("92", 2023), [leisure], on=AT.date())
    declaration = next(one for one in offered if one.kind is DeclarationKind.FORECAST)
    entry = afas.Enter("activity", site="S1", values={"attended_hours": "10"})
    assert [one.code for one in afas.blockers(declaration, entry, by=BRUNO, roles=book, at=AT)] == ["no-role"]
    assert not afas.blockers(declaration, entry, by=AMEL, roles=book, at=AT)
    own = attrs.evolve(entry, site="S2")
    assert [one.code for one in afas.blockers(declaration, own, by=AMEL, roles=book, at=AT)] == ["no-role"]
    begun = afas.apply(declaration, entry, by=AMEL, roles=book, at=AT).declaration
    reasons = afas.blockers(begun, afas.Transmit(), by=AMEL, roles=book, at=AT)
    who = {(one.code, one.form and one.form[1]): lifters(one, begun, roles=book, on=AT.date()) for one in reasons}
    assert who["unchecked", "S1"] == (AMEL,)
    assert who["unchecked", "S2"] == (BRUNO,)
    assert who["wrong-status", None] == (BRUNO, AMEL)  # whichever form is next


def test_nobody_provides_a_form_that_is_not_there() -> None:
    for by in (AMEL, BRUNO, afas.CAF):
        assert may(Who.PROVIDER, opened(), None, by=by, roles=BOOK, on=AT.date()) is False


def test_somebody_can_always_lift_a_reason() -> None:
    nobody = afas.RoleBook()
    for reason in afas.blockers(opened(), afas.Transmit(), by=AMEL, roles=nobody, at=AT):
        assert lifters(reason, opened(), roles=nobody, on=AT.date())


def test_an_action_of_nobody_s_making_is_refused() -> None:
    class Withdraw(afas.Cancel):
        pass

    with pytest.raises(NotAnAction, match="Withdraw"):
        afas.apply(played(*CAMPAIGN), Withdraw("x"), by=afas.CAF, roles=BOOK, at=AT)
