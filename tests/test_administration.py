"""Who may change the book of roles, every reason why not, and a history that replays."""

from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from afas import exchange
from afas.access import visible
from afas.administration import (
    Administered,
    Administrator,
    AdministratorGroup,
    AnyRoleChange,
    ChangeBlocked,
    FollowReference,
    GiveRole,
    RenewRole,
    RoleEvent,
    TransferRole,
    ValidateRole,
    WithdrawRole,
    administer,
    change_blockers,
    replay_roles,
)
from afas.agreements import FixedBy
from afas.partners import CAF, Activity, Person, Registry, Site
from afas.periods import MixedMoments, Period
from afas.reference import Reference
from afas.roles import LIMITS, Role, RoleBook

AMEL, BRUNO, CHLOE, DORA = (Person(name[0], name) for name in ("Amel", "Bruno", "Chloé", "Dora"))
JANUARY, JUNE = date(2023, 1, 1), date(2023, 6, 1)
BALZAC, PASTEUR = Site("S1", "Balzac"), Site("S2", "Pasteur")
LOISIRS = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (BALZAC, PASTEUR))
ADOS = Activity("A2", "P2", "ALSH", "Ados", "NANTERRE")
DATA = Reference.of([LOISIRS, ADOS])
BOOK = RoleBook(reference=DATA)
# Amel administers P1 from January to May, Bruno P2 from January on.
MANAGERS = (
    Administrator(AMEL, "P1", Period(JANUARY, JUNE)),
    Administrator(BRUNO, "P2", Period(JANUARY), AdministratorGroup.HABILITATION_MANAGER),
)
NOON = datetime(2023, 3, 1, 12)
GIVE = GiveRole(Role.APPROVER, CHLOE, "A1", date(2023, 4, 1))


def codes(change: AnyRoleChange, by: Person, book: RoleBook = BOOK, at: datetime = NOON, **context: Any) -> list[str]:
    return [one.code for one in change_blockers(book, change, by=by, at=at, administrators=MANAGERS, **context)]


def test_the_partners_administrator_gives_a_role_and_is_named_in_the_history() -> None:
    done = administer(BOOK, GIVE, by=AMEL, at=NOON, administrators=MANAGERS)
    assert done.book.holders(Role.APPROVER, "A1", JUNE) == (CHLOE,)
    assert done.history == (RoleEvent(GIVE, AMEL, NOON),)
    given_on = "Donner un rôle : Approbateur, Chloé, A1, à partir du 1er avril 2023"
    assert done.history[0].text.fr == f"{given_on} (Amel, le 1er mars 2023 à 12:00)"


def test_a_change_says_what_it_does_to_whom_where_and_on_which_days() -> None:
    """The days of a period, whose end is the first day without the role; the first day of what begins."""
    approver = "Approver, Chloé, A1"
    said = {
        GIVE: f"Give a role: {approver}, from 1 April 2023 on",
        GiveRole(Role.FINANCIAL_DATA, CHLOE, "A1", JUNE, date(2024, 1, 1)): (
            "Give a role: Financial data provider, Chloé, A1, from 1 June 2023 on, ending before 1 January 2024"
        ),
        WithdrawRole(Role.APPROVER, CHLOE, "A1", JUNE): f"Withdraw a role: {approver}, from 1 June 2023 on",
        TransferRole(Role.APPROVER, CHLOE, "A1", AMEL, JUNE): (
            "Transfer a role: Approver, Chloé → Amel, A1, from 1 June 2023 on"
        ),
        RenewRole(Role.APPROVER, CHLOE, "A1", JUNE): f"Renew a role: {approver}, ending before 1 June 2023",
        RenewRole(Role.APPROVER, CHLOE, "A1"): f"Renew a role: {approver}, without an end",
        ValidateRole(Role.APPROVER, CHLOE, "A1", JUNE): f"Validate an assignment: {approver}, from 1 June 2023 on",
        FollowReference(DATA, JUNE): "Load the reference data (1 June 2023)",
    }
    assert {change: change.text("en") for change in said} == said


def test_the_caf_alone_validates_and_loads_reference_data_and_gives_no_role() -> None:
    changes: dict[AnyRoleChange, bool] = {
        GIVE: False,
        WithdrawRole(Role.APPROVER, CHLOE, "A1", JUNE): False,
        RenewRole(Role.APPROVER, CHLOE, "A1"): False,
        TransferRole(Role.APPROVER, CHLOE, "A1", DORA, JUNE): False,
        ValidateRole(Role.APPROVER, CHLOE, "A1", JUNE): True,
        FollowReference(DATA, JUNE): True,
    }
    greyed = BOOK.assign(Role.APPROVER, CHLOE, "A1", JANUARY, JUNE, pending=True)
    for change, by_caf in changes.items():
        assert change.by_caf is by_caf
        assert ("for-the-caf" in codes(change, AMEL, greyed)) is by_caf
        assert ("not-for-the-caf" in codes(change, CAF, greyed)) is not by_caf
    told = [
        (change_blockers(greyed, change, by=by, at=NOON, administrators=MANAGERS)[0].text("en"))
        for change, by in (
            (FollowReference(DATA, JUNE), AMEL),
            (GIVE, CAF),
            (GIVE, attrs.evolve(AMEL, registry=Registry.OTHER)),
        )
    ]
    manager = "the partner’s administrator or habilitation manager"
    assert told == [
        "only the Caf does it: Load the reference data → the Caf",
        f"the Caf does not give the roles of a partner: Give a role → {manager}",
        f"Amel (A) is not registered in the Mcp habilitation module → {manager}",
    ]


def test_an_event_keeps_the_instant_with_a_fixed_offset_and_needs_no_validation_unless_it_says_so() -> None:
    paris = ZoneInfo("Europe/Paris")
    event = RoleEvent(GIVE, AMEL, NOON.replace(tzinfo=paris))
    assert (event.at.isoformat(), event.at.tzinfo) == ("2023-03-01T12:00:00+01:00", timezone(timedelta(hours=1)))
    assert replay_roles(BOOK, [event]).holders(Role.APPROVER, "A1", JUNE) == (CHLOE,)


@pytest.mark.parametrize(
    ("by", "at", "expected"),
    [
        pytest.param(BRUNO, NOON, ["not-administrator"], id="another partner's"),
        pytest.param(CHLOE, NOON, ["not-administrator"], id="nobody's"),
        pytest.param(AMEL, datetime(2023, 5, 31, 23), [], id="her last day"),
        pytest.param(AMEL, datetime(2023, 6, 1), ["not-administrator"], id="the day after"),
        pytest.param(AMEL, datetime(2022, 12, 31, 23), ["not-administrator"], id="the day before"),
        pytest.param(
            attrs.evolve(AMEL, registry=Registry.OTHER), NOON, ["not-in-habilitation"], id="outside of the module"
        ),
        pytest.param(CAF, NOON, ["not-for-the-caf"], id="the Caf"),
    ],
)
def test_only_the_administrators_of_the_partner_change_its_roles_on_their_days(
    by: Person, at: datetime, expected: list[str]
) -> None:
    assert codes(GIVE, by, at=at) == expected


def test_the_day_of_a_change_is_that_of_the_caf() -> None:
    """23:00 in UTC on 31 May is 1 June in Nanterre: Amel administers no more."""
    paris = timezone(timedelta(hours=2))
    late = datetime(2023, 5, 31, 23, tzinfo=UTC)
    assert codes(GIVE, AMEL, at=late, zone=paris) == ["not-administrator"]


def test_all_the_reasons_come_together_each_with_who_lifts_it() -> None:
    taken = BOOK.assign(Role.APPROVER, DORA, "A1", JANUARY)
    found = change_blockers(taken, GIVE, by=BRUNO, at=NOON, administrators=MANAGERS)
    assert [(one.code, one.lifted_by) for one in found] == [
        ("not-administrator", FixedBy.HABILITATION_MANAGER),
        ("too-many-holders", FixedBy.HABILITATION_MANAGER),
    ]
    assert found[0].text.en == (
        "Bruno does not administer the roles of the partner P1 on 1 March 2023; who does: Amel "
        "→ the partner’s administrator or habilitation manager"
    )
    with pytest.raises(ChangeBlocked) as caught:
        administer(taken, GIVE, by=BRUNO, at=NOON, administrators=MANAGERS)
    assert caught.value.blockers == found
    assert [fault.code for fault in caught.value.faults] == ["not-administrator", "too-many-holders"]
    assert caught.value.text("fr").splitlines()[0] == (
        "« Donner un rôle : Approbateur, Chloé, A1, à partir du 1er avril 2023 » n’est pas possible :"
    )


def test_each_refusal_of_the_book_says_who_lifts_it() -> None:
    """The Caf, whose validation is awaited; partner and Caf, where a site is closed; else the habilitation manager."""
    waiting = BOOK.assign(Role.APPROVER, CHLOE, "A1", JANUARY, pending=True)
    closed = BOOK.assign(Role.ACTIVITY_DATA, DORA, "S1", JANUARY)
    closed = FollowReference(Reference.of([attrs.evolve(LOISIRS, sites=(PASTEUR,)), ADOS]), JUNE).applied(closed)
    cases: list[tuple[AnyRoleChange, RoleBook, Person, str, FixedBy]] = [
        (TransferRole(Role.APPROVER, CHLOE, "A1", DORA, JUNE), waiting, AMEL, "not-validated-yet", FixedBy.CAF),
        (GiveRole(Role.ACTIVITY_DATA, CHLOE, "S1", JUNE), closed, AMEL, "unknown-site", FixedBy.PARTNER_AND_CAF),
        (ValidateRole(Role.APPROVER, DORA, "A1", JUNE), BOOK, CAF, "nothing-to-validate", FixedBy.HABILITATION_MANAGER),
        (RenewRole(Role.APPROVER, CHLOE, "A1"), waiting, AMEL, "nothing-to-renew", FixedBy.HABILITATION_MANAGER),
        (GiveRole(Role.APPROVER, CHLOE, "A1", JUNE), waiting, AMEL, "already-holds", FixedBy.HABILITATION_MANAGER),
        (GiveRole(Role.APPROVER, CHLOE, "S1", JUNE), BOOK, AMEL, "not-on-a-site", FixedBy.HABILITATION_MANAGER),
        (WithdrawRole(Role.APPROVER, DORA, "A1", JUNE), BOOK, AMEL, "unknown-assignment", FixedBy.HABILITATION_MANAGER),
    ]
    for change, book, by, code, lifted_by in cases:
        found = change_blockers(book, change, by=by, at=NOON, administrators=MANAGERS)
        assert [(one.code, one.lifted_by) for one in found] == [(code, lifted_by)]


def test_a_greyed_approver_waits_for_the_caf_and_no_change_can_say_otherwise() -> None:
    done = administer(BOOK, GIVE, by=AMEL, at=NOON, administrators=MANAGERS, to_validate={"C"})
    assert done.book.holders(Role.APPROVER, "A1", JUNE) == ()
    valid = ValidateRole(Role.APPROVER, CHLOE, "A1", date(2023, 4, 15))
    assert codes(valid, AMEL, book=done.book) == ["for-the-caf"]
    later = administer(done.book, valid, by=CAF, at=NOON, history=done.history)
    assert later.book.holders(Role.APPROVER, "A1", date(2023, 4, 14)) == ()
    assert later.book.holders(Role.APPROVER, "A1", date(2023, 4, 15)) == (CHLOE,)
    assert replay_roles(BOOK, later.history) == later.book
    data = GiveRole(Role.FINANCIAL_DATA, CHLOE, "A1", JANUARY)
    provider = administer(BOOK, data, by=AMEL, at=NOON, administrators=MANAGERS, to_validate={"C"})
    assert provider.book.holders(Role.FINANCIAL_DATA, "A1", JUNE) == (CHLOE,)


@pytest.mark.parametrize("role", [*Role])
def test_an_approver_to_whom_a_role_is_transferred_waits_for_the_caf_and_a_provider_does_not(role: Role) -> None:
    where = BALZAC if role is Role.ACTIVITY_DATA else LOISIRS
    book = BOOK.assign(role, DORA, where, JANUARY)
    change = TransferRole(role, DORA, where.id, CHLOE, NOON.date())
    waits = role is Role.APPROVER
    for greyed in (set[str](), {"D"}, {"C"}):
        done = administer(book, change, by=AMEL, at=NOON, administrators=MANAGERS, to_validate=greyed)
        holder = DORA if waits and greyed == {"C"} else CHLOE
        assert done.book.holders(role, where, NOON.date()) == (holder,)
        assert done.history[0].pending is (waits and greyed == {"C"})
        assert replay_roles(book, done.history) == done.book


def test_who_holds_a_role_on_the_whole_activity_sees_all_its_sites_whatever_else_the_person_holds() -> None:
    site = BOOK.assign(Role.ACTIVITY_DATA, CHLOE, BALZAC, JANUARY)
    (seen,) = visible(site, CHLOE, on=JUNE)
    assert (seen.sites, seen.roles) == (("S1",), (Role.ACTIVITY_DATA,))
    for book in (
        site.assign(Role.FINANCIAL_DATA, CHLOE, LOISIRS, JANUARY),
        BOOK.assign(Role.ACTIVITY_DATA, CHLOE, LOISIRS, JANUARY),
    ):
        (seen,) = visible(book, CHLOE, on=JUNE)
        assert seen.sites is None


def test_a_change_that_is_applied_waits_for_the_caf_only_where_it_is_said() -> None:
    given = GIVE.applied(BOOK)
    transfer = TransferRole(Role.APPROVER, CHLOE, "A1", DORA, JUNE)
    assert [
        book.holders(Role.APPROVER, "A1", JUNE)
        for book in (
            given,
            GIVE.applied(BOOK, pending=True),
            transfer.applied(given),
            transfer.applied(given, pending=True),
        )
    ] == [(CHLOE,), (), (DORA,), (CHLOE,)]


def test_a_place_whose_partner_is_not_known_is_nobodys_to_administer() -> None:
    (told,) = change_blockers(
        BOOK, GiveRole(Role.APPROVER, CHLOE, "A9", JANUARY), by=AMEL, at=NOON, administrators=MANAGERS
    )
    assert (told.code, told.lifted_by) == ("unknown-activity", FixedBy.PARTNER_AND_CAF)
    assert told.message("en") == (
        "“A9” is neither an activity nor a site of the reference data: its partner is not known"
    )


def test_the_past_of_a_site_on_an_activity_that_is_closed_is_told_by_the_id_of_that_activity() -> None:
    """Balzac has moved from Ados, closed since, to Loisirs: its place is known, the partner of its past is not."""
    book = RoleBook(
        reference=Reference.of([attrs.evolve(LOISIRS, sites=(PASTEUR,)), attrs.evolve(ADOS, sites=(BALZAC,))])
    )
    book = book.assign(Role.ACTIVITY_DATA, CHLOE, "S1", JANUARY)
    book = administer(book, FollowReference(Reference.of([LOISIRS]), JUNE), by=CAF, at=NOON).book
    withdraw = WithdrawRole(Role.ACTIVITY_DATA, CHLOE, "S1", date(2023, 2, 1))
    told = change_blockers(book, withdraw, by=BRUNO, at=NOON, administrators=MANAGERS)
    assert [(one.code, one.message("en")) for one in told] == [
        ("unknown-activity", "“A2” is neither an activity nor a site of the reference data: its partner is not known"),
        (
            "not-administrator",
            "Bruno does not administer the roles of the partner P1 on 1 March 2023; who does: Amel",
        ),
    ]


def test_where_nobody_administers_the_roles_of_a_partner_it_is_told() -> None:
    for at, on in ((datetime(2022, 12, 31), "31 December 2022"), (datetime(2023, 6, 1), "1 June 2023")):
        (told,) = change_blockers(BOOK, GIVE, by=AMEL, at=at, administrators=MANAGERS)
        assert told.message("en") == (f"Amel does not administer the roles of the partner P1 on {on}; who does: nobody")


def test_what_counts_is_what_a_change_does_and_not_only_the_place_it_names() -> None:
    """Balzac has moved to the other partner: its past on Loisirs is not Bruno's to end."""
    book = BOOK.assign(Role.ACTIVITY_DATA, CHLOE, "S1", JANUARY)
    moved = Reference.of([attrs.evolve(LOISIRS, sites=(PASTEUR,)), attrs.evolve(ADOS, sites=(BALZAC,))])
    book = administer(book, FollowReference(moved, JUNE), by=CAF, at=NOON).book
    withdraw = WithdrawRole(Role.ACTIVITY_DATA, CHLOE, "S1", date(2023, 2, 1))
    assert codes(withdraw, BRUNO, book=book) == ["not-administrator"]


def test_only_the_caf_loads_reference_data() -> None:
    assert codes(FollowReference(DATA, JUNE), AMEL) == ["for-the-caf"]


def test_a_change_follows_the_last_and_moments_are_of_one_kind() -> None:
    done = administer(BOOK, GIVE, by=AMEL, at=NOON, administrators=MANAGERS)
    renew = WithdrawRole(Role.APPROVER, CHLOE, "A1", JUNE)
    early = NOON - timedelta(minutes=1)
    assert codes(renew, AMEL, book=done.book, at=early, history=done.history) == ["before-the-last"]
    assert codes(renew, AMEL, book=done.book, at=NOON, history=done.history) == []
    with pytest.raises(MixedMoments):
        codes(renew, AMEL, book=done.book, at=NOON.replace(tzinfo=UTC), history=done.history)


@pytest.mark.parametrize("seed", range(4))
def test_law_5_a_history_of_roles_replays_and_comes_back_from_json(seed: int) -> None:
    draw, made = Random(seed), 0  # noqa: S311 - a campaign, not a secret
    book, history = BOOK, tuple[RoleEvent, ...]()
    people = [AMEL, BRUNO, CHLOE, DORA]
    smaller = Reference.of([attrs.evolve(LOISIRS, sites=(PASTEUR,)), ADOS])
    for minute in range(120):
        day, role, who = date(2023, 1, draw.randint(1, 28)), draw.choice(list(Role)), draw.choice(people)
        where = draw.choice(["A1", "A1", "S1", "S2", "A2"])
        changes: list[AnyRoleChange] = [
            GiveRole(role, who, where, day, draw.choice([None, JUNE])),
            WithdrawRole(role, who, where, day),
            TransferRole(role, who, where, draw.choice(people), day),
            RenewRole(role, who, where),
            ValidateRole(role, who, where, day),
            FollowReference(draw.choice([DATA, smaller]), day),
        ]
        change = draw.choice(changes)
        by, at = draw.choice([AMEL, BRUNO, CAF]), NOON + timedelta(minutes=minute)
        context: dict[str, Any] = {"administrators": MANAGERS, "to_validate": {"C", "D"}, "history": history}
        blockers = change_blockers(book, change, by=by, at=at, **context)
        if blockers:
            with pytest.raises(ChangeBlocked) as caught:
                administer(book, change, by=by, at=at, **context)
            assert caught.value.blockers == blockers
            continue
        done = administer(book, change, by=by, at=at, **context)
        book, history, made = done.book, done.history, made + 1
    assert made > 5
    assert replay_roles(BOOK, history) == book
    again = exchange.loads(exchange.dumps(Administered(book, history)))
    assert again == Administered(book, history)
    assert replay_roles(BOOK, again.history) == book
    for role in Role:
        assert all(len(book.holders(role, "A1", date(2023, 1, day))) <= LIMITS[role] for day in range(1, 29))


def test_a_person_sees_what_the_person_may_act_on_that_day() -> None:
    book = (
        BOOK.assign(Role.APPROVER, AMEL, "A2", JANUARY, JUNE)
        .assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY)
        .assign(Role.FINANCIAL_DATA, BRUNO, "A1", JUNE)
        .assign(Role.APPROVER, CHLOE, "A1", JANUARY, pending=True)
    )
    march = date(2023, 3, 1)
    assert [(one.activity, one.sites, one.roles) for one in visible(book, AMEL, on=march)] == [
        ("A1", ("S1",), (Role.ACTIVITY_DATA,)),
        ("A2", None, (Role.APPROVER,)),
    ]
    assert [one.activity for one in visible(book, AMEL, on=JUNE)] == ["A1"]
    assert [one.sites for one in visible(book, BRUNO, on=JUNE)] == [None]
    assert visible(book, BRUNO, on=march) == visible(book, CHLOE, on=march) == ()
    assert visible(book, attrs.evolve(AMEL, registry=Registry.OTHER), on=march) == ()
