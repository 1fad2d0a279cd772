"""Roles: one approver, two providers, on every day; and what a refusal says."""

import copy
import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from afas.errors import InvalidInput
from afas.partners import CAF, Activity, NotASiret, Partner, Person, Registry, Site, UnknownSite
from afas.periods import NotADay, Period, PeriodEndsBeforeItStarts
from afas.reference import Reference
from afas.roles import (
    AlreadyHolds,
    Assignment,
    BookDifference,
    NothingToRenew,
    NothingToValidate,
    NotInHabilitation,
    NotOnASite,
    ReferenceDiffers,
    Role,
    RoleBook,
    State,
    TooManyHolders,
    Unassigned,
    UnknownAssignment,
)

AMEL, BRUNO, CHLOE = (Person(name[0], name) for name in ("Amel", "Bruno", "Chloé"))
ALSH = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (Site("S1", "Balzac"),))
JANUARY, JUNE, SEPTEMBER = date(2023, 1, 1), date(2023, 6, 1), date(2023, 9, 1)


def test_a_second_approver_is_refused_with_the_name_and_the_day() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY, SEPTEMBER)
    with pytest.raises(TooManyHolders) as caught:
        book.assign(Role.APPROVER, BRUNO, ALSH, JUNE)
    french = caught.value.text("fr")
    assert "Amel (du 1er janvier 2023 au 31 août 2023 inclus)" in french
    assert "et du 1er juin 2023 au 31 août 2023 inclus le rôle est déjà tenu" in french
    assert "La place est libre à partir du 1er septembre 2023." in french
    assert caught.value.days == (Period(JUNE, SEPTEMBER),)
    assert caught.value.free == (Period(SEPTEMBER),)
    assert caught.value.fields["role"] is Role.APPROVER


def test_each_stretch_of_free_days_is_told_apart() -> None:
    march = date(2023, 3, 1)
    book = (
        RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY, march).assign(Role.APPROVER, BRUNO, ALSH, JUNE, SEPTEMBER)
    )
    with pytest.raises(TooManyHolders) as caught:
        book.assign(Role.APPROVER, CHLOE, ALSH, JANUARY)
    assert caught.value.days == (Period(JANUARY, march), Period(JUNE, SEPTEMBER))
    assert caught.value.free == (Period(march, JUNE), Period(SEPTEMBER))


def test_one_follows_another_when_the_end_is_the_next_start() -> None:
    book = (
        RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY, SEPTEMBER).assign(Role.APPROVER, BRUNO, ALSH, SEPTEMBER)
    )
    assert book.holders(Role.APPROVER, ALSH, SEPTEMBER - timedelta(days=1)) == (AMEL,)
    assert book.holders(Role.APPROVER, ALSH, SEPTEMBER) == (BRUNO,)


def test_a_third_provider_for_one_day_in_the_middle_of_the_year_is_refused() -> None:
    book = RoleBook().assign(Role.FINANCIAL_DATA, AMEL, ALSH, JANUARY).assign(Role.FINANCIAL_DATA, BRUNO, ALSH, JANUARY)
    with pytest.raises(TooManyHolders) as caught:
        book.assign(Role.FINANCIAL_DATA, CHLOE, ALSH, JUNE, JUNE + timedelta(days=1))
    assert [one.person for one in caught.value.in_the_way] == [AMEL, BRUNO]
    assert caught.value.free == ()


def test_one_person_may_hold_all_the_roles_but_each_once() -> None:
    book = RoleBook()
    for role in Role:
        book = book.assign(role, AMEL, ALSH, JANUARY)
    assert all(book.may(role, AMEL, ALSH, JUNE) for role in Role)
    with pytest.raises(AlreadyHolds, match="Renew this assignment"):
        book.assign(Role.FINANCIAL_DATA, AMEL, ALSH, JUNE)


def test_a_role_on_the_activity_covers_its_sites_and_not_the_other_way_round() -> None:
    book = RoleBook().assign(Role.ACTIVITY_DATA, AMEL, ALSH, JANUARY).assign(Role.ACTIVITY_DATA, BRUNO, "S1", JANUARY)
    assert book.may(Role.ACTIVITY_DATA, AMEL, ALSH, JUNE, "S1")
    assert book.may(Role.ACTIVITY_DATA, BRUNO, ALSH, JUNE, "S1")
    assert not book.may(Role.ACTIVITY_DATA, BRUNO, ALSH, JUNE)


def test_withdrawing_ends_the_power_that_day_and_needs_something_to_withdraw() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY).withdraw(Role.APPROVER, AMEL, ALSH, JUNE)
    assert not book.may(Role.APPROVER, AMEL, ALSH, JUNE)
    assert book.may(Role.APPROVER, AMEL, ALSH, JUNE - timedelta(days=1))
    with pytest.raises(UnknownAssignment):
        book.withdraw(Role.APPROVER, AMEL, ALSH, JUNE)


def test_the_limits_of_another_caf_are_a_value() -> None:
    book = RoleBook(limits={Role.APPROVER: 2})
    both = book.assign(Role.APPROVER, AMEL, ALSH, JANUARY).assign(Role.APPROVER, BRUNO, ALSH, JANUARY)
    assert both.holders(Role.APPROVER, ALSH, JUNE) == (AMEL, BRUNO)


def test_a_siret_is_checked_and_a_site_is_known() -> None:
    with pytest.raises(NotASiret, match="fourteen digits"):
        Partner("P1", "Ville", "21990099000018", "NANTERRE")
    # La Poste: the digits add up to a multiple of five (35600000 00048 is its head office)
    assert Partner("P2", "La Poste", "35600000049837", "PARIS").siret
    with pytest.raises(UnknownSite, match="S1"):
        ALSH.site("S2")


# -- the whole activity and its sites --------------------------------------------------------------------------------

TWO_SITES = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (Site("S1", "Balzac"), Site("S2", "Pasteur")))
DORA = Person("D", "Dora")


def test_on_a_site_those_of_the_activity_are_counted_too() -> None:
    """One on the activity and one on Balzac make two on Balzac and one on Pasteur."""
    book = (
        RoleBook().assign(Role.ACTIVITY_DATA, AMEL, TWO_SITES, JANUARY).assign(Role.ACTIVITY_DATA, BRUNO, "S1", JANUARY)
    )
    with pytest.raises(TooManyHolders, match="Balzac"):
        book.assign(Role.ACTIVITY_DATA, CHLOE, "S1", JUNE)
    with pytest.raises(TooManyHolders) as caught:
        book.assign(Role.ACTIVITY_DATA, CHLOE, TWO_SITES, JUNE)
    assert [one.person for one in caught.value.in_the_way] == [AMEL, BRUNO]
    book = book.assign(Role.ACTIVITY_DATA, CHLOE, "S2", JUNE)
    assert book.holders(Role.ACTIVITY_DATA, "S1", JUNE) == (AMEL, BRUNO)
    assert book.holders(Role.ACTIVITY_DATA, "S2", JUNE) == (AMEL, CHLOE)
    assert book.holders(Role.ACTIVITY_DATA, TWO_SITES, JUNE) == (AMEL,)


def test_who_has_the_activity_needs_no_site_and_who_has_a_site_may_be_given_the_activity() -> None:
    wide = RoleBook().assign(Role.ACTIVITY_DATA, AMEL, TWO_SITES, JANUARY)
    with pytest.raises(AlreadyHolds):
        wide.assign(Role.ACTIVITY_DATA, AMEL, "S1", JUNE)
    widened = RoleBook.of((), Reference.of([TWO_SITES])).assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY)
    assert widened.assign(Role.ACTIVITY_DATA, AMEL, TWO_SITES, JUNE).may(
        Role.ACTIVITY_DATA, AMEL, TWO_SITES, JUNE, "S2"
    )


@pytest.mark.parametrize("role", [Role.APPROVER, Role.FINANCIAL_DATA])
def test_only_activity_data_is_held_by_site(role: Role) -> None:
    with pytest.raises(NotOnASite, match="assign it on Loisirs"):
        RoleBook.of((), Reference.of([TWO_SITES])).assign(role, AMEL, "S1", JANUARY)


def test_and_only_where_the_ps_takes_it_by_site() -> None:
    creche = Activity("A2", "P1", "EAJE", "Crèche", "NANTERRE", (Site("S9", "Annexe"),))
    with pytest.raises(NotOnASite, match="EAJE"):
        RoleBook.of((), Reference.of([creche])).assign(Role.ACTIVITY_DATA, AMEL, "S9", JANUARY)


def test_what_was_held_under_the_bare_id_of_a_site_is_counted_when_its_activity_is_known() -> None:
    bare = RoleBook().assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY).assign(Role.ACTIVITY_DATA, BRUNO, "S1", JANUARY)
    assert bare.may(Role.ACTIVITY_DATA, AMEL, TWO_SITES, JUNE, "S1")
    with pytest.raises(TooManyHolders):
        bare.assign(Role.ACTIVITY_DATA, CHLOE, TWO_SITES, JUNE)
    known = bare.assign(Role.APPROVER, CHLOE, TWO_SITES, JANUARY)
    assert [one.activity for one in known.held_by(AMEL)] == ["A1"]
    assert list(known.unassigned(Role.ACTIVITY_DATA, JUNE)) == [
        Unassigned(Role.ACTIVITY_DATA, "A1", "S2", Period(JUNE, JUNE + timedelta(days=1)))
    ]


# -- changes ---------------------------------------------------------------------------------------------------------


def test_a_pending_approver_is_seen_takes_the_place_and_has_no_power_until_validated() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY, pending=True)
    assert book.holders(Role.APPROVER, ALSH, JUNE) == ()
    assert [one.state(JUNE) for one in book.history(ALSH)] == [State.PENDING]
    (absent,) = book.unassigned(Role.APPROVER, JUNE)
    assert [one.person for one in absent.pending] == [AMEL]
    with pytest.raises(TooManyHolders, match="waiting for the Caf’s validation"):
        book.assign(Role.APPROVER, BRUNO, ALSH, JUNE)
    valid = book.validate(Role.APPROVER, AMEL, ALSH, JUNE)
    assert not valid.may(Role.APPROVER, AMEL, ALSH, JUNE - timedelta(days=1))
    assert valid.may(Role.APPROVER, AMEL, ALSH, JUNE)
    with pytest.raises(NothingToValidate):
        valid.validate(Role.APPROVER, AMEL, ALSH, JUNE)


def test_a_transfer_leaves_no_day_with_two_approvers_nor_none() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY, SEPTEMBER)
    handed = book.transfer(Role.APPROVER, AMEL, BRUNO, ALSH, JUNE)
    assert handed.holders(Role.APPROVER, ALSH, JUNE - timedelta(days=1)) == (AMEL,)
    assert handed.holders(Role.APPROVER, ALSH, JUNE) == (BRUNO,)
    assert handed.holders(Role.APPROVER, ALSH, SEPTEMBER) == ()


def test_the_giver_keeps_the_power_until_the_caf_validates_the_taker() -> None:
    """Given in June, validated on 1 September: Amel until 31 August, Bruno from then on."""
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY)
    waiting = book.transfer(Role.APPROVER, AMEL, BRUNO, ALSH, JUNE, pending=True)
    assert waiting.holders(Role.APPROVER, ALSH, SEPTEMBER) == (AMEL,)
    with pytest.raises(TooManyHolders):
        waiting.assign(Role.APPROVER, CHLOE, ALSH, JUNE)
    done = waiting.validate(Role.APPROVER, BRUNO, ALSH, SEPTEMBER)
    assert done.holders(Role.APPROVER, ALSH, SEPTEMBER - timedelta(days=1)) == (AMEL,)
    assert done.holders(Role.APPROVER, ALSH, SEPTEMBER) == (BRUNO,)


def test_a_validation_leaves_what_the_giver_never_held_as_it_is() -> None:
    """Amel's first assignment was withdrawn before it began: it ends nowhere else, and the second makes room."""
    book = (
        RoleBook()
        .assign(Role.APPROVER, AMEL, ALSH, SEPTEMBER)
        .withdraw(Role.APPROVER, AMEL, ALSH, JANUARY)
        .assign(Role.APPROVER, AMEL, ALSH, JANUARY)
        .transfer(Role.APPROVER, AMEL, BRUNO, ALSH, JUNE, pending=True)
    )
    (never,) = (one for one in book.history(ALSH) if one.held is None)
    done = book.validate(Role.APPROVER, BRUNO, ALSH, JUNE)
    assert never in done.history(ALSH)
    assert done.holders(Role.APPROVER, ALSH, JUNE) == done.holders(Role.APPROVER, ALSH, SEPTEMBER) == (BRUNO,)


def test_who_was_given_a_site_by_its_id_takes_a_seat_of_the_activity_once_it_is_known() -> None:
    """Two on the site and one on the whole activity: three on the site, known only once the activity names it."""
    book = RoleBook().assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY).assign(Role.ACTIVITY_DATA, BRUNO, "S1", JANUARY)
    both = book.assign(Role.APPROVER, AMEL, TWO_SITES, JANUARY)
    assert both.holders(Role.ACTIVITY_DATA, "S1", JUNE) == (AMEL, BRUNO)
    third = book.assign(Role.ACTIVITY_DATA, CHLOE, TWO_SITES.id, JANUARY)
    with pytest.raises(TooManyHolders):
        third.assign(Role.APPROVER, AMEL, TWO_SITES, JANUARY)


def test_who_waits_for_the_seat_of_one_who_waits_takes_no_second() -> None:
    """Amel waits for the Caf, and Bruno to replace her: one seat, whoever is validated first; a third has none."""
    amel = Assignment(Role.APPROVER, AMEL, "A1", Period(JANUARY), pending=True)
    bruno = Assignment(Role.APPROVER, BRUNO, "A1", Period(JUNE), pending=True, replaces=AMEL.id)
    for rows in ([amel, bruno], [bruno, amel]):
        book = RoleBook.of(rows)
        assert set(book.assignments) == {amel, bruno}
        with pytest.raises(TooManyHolders):
            book.assign(Role.APPROVER, CHLOE, "A1", SEPTEMBER)


def test_what_a_transfer_leaves_in_the_history() -> None:
    """Who is replaced is kept where the taker waits for the Caf, and only there."""
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY, SEPTEMBER)
    year, autumn = Period(JANUARY, SEPTEMBER), Period(JUNE, SEPTEMBER)
    assert book.transfer(Role.APPROVER, AMEL, BRUNO, ALSH, JUNE).history(ALSH) == (
        Assignment(Role.APPROVER, AMEL, "A1", year, withdrawn=JUNE),
        Assignment(Role.APPROVER, BRUNO, "A1", autumn),
    )
    assert book.transfer(Role.APPROVER, AMEL, BRUNO, ALSH, JUNE, pending=True).history(ALSH) == (
        Assignment(Role.APPROVER, AMEL, "A1", year),
        Assignment(Role.APPROVER, BRUNO, "A1", autumn, pending=True, replaces="A"),
    )
    early = book.transfer(Role.APPROVER, AMEL, BRUNO, ALSH, JANUARY - timedelta(days=9))  # before she has it
    assert [row.held for row in early.history(ALSH)] == [None, year]


@pytest.mark.parametrize("pending", [False, True])
@pytest.mark.parametrize("waits", [False, True], ids=["in force", "waiting"])
def test_nobody_hands_a_role_over_to_the_same_person(pending: bool, waits: bool) -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY, pending=waits)
    for taker in (AMEL, attrs.evolve(AMEL, name="Amel B.")):
        with pytest.raises(AlreadyHolds) as caught:
            book.transfer(Role.APPROVER, AMEL, taker, ALSH, JUNE, pending=pending)
        assert caught.value.in_the_way == book.history(ALSH)


def test_what_may_answers_is_yes_or_no() -> None:
    book = RoleBook(reference=Reference.of([ALSH], [AMEL])).assign(Role.APPROVER, AMEL, ALSH, JANUARY)
    assert book.may(Role.APPROVER, AMEL, ALSH, JANUARY) is True
    for person, activity, on in (
        (AMEL, ALSH, JANUARY - timedelta(days=1)), (BRUNO, ALSH, JUNE), (AMEL, attrs.evolve(ALSH, partner="P2"), JUNE),
        (AMEL, attrs.evolve(ALSH, ps="EAJE"), JUNE), (attrs.evolve(AMEL, registry=Registry.OTHER), ALSH, JUNE),
    ):  # fmt: skip
        assert book.may(Role.APPROVER, person, activity, on) is False
    unknown = RoleBook().assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY)
    assert unknown.may(Role.ACTIVITY_DATA, AMEL, ALSH, JUNE, "S1") is True
    assert unknown.may(Role.ACTIVITY_DATA, AMEL, ALSH, JUNE) is False
    assert unknown.may(Role.ACTIVITY_DATA, BRUNO, ALSH, JUNE, "S1") is False


def test_who_holds_a_bare_id_and_an_unknown_activity_acts_while_they_are_no_more_than_may_be() -> None:
    """On Balzac: Amel by its id, Bruno by that of the activity; with Chloé on the activity they are three, so none "
    "may."""
    two = RoleBook().assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY).assign(Role.ACTIVITY_DATA, BRUNO, "A1", JANUARY)
    three = two.assign(Role.ACTIVITY_DATA, CHLOE, "A1", JUNE)
    for on, book, expected in (
        (JUNE, two, [True, True, False]), (JUNE - timedelta(days=1), three, [True, True, False]),
        (JUNE, three, [False, True, True]),
    ):  # fmt: skip
        found = [book.may(Role.ACTIVITY_DATA, person, ALSH, on, "S1") for person in (AMEL, BRUNO, CHLOE)]
        assert found == expected


def test_a_site_is_renewed_apart_from_the_others_and_what_was_withdrawn_is_not() -> None:
    march, july = date(2023, 3, 1), date(2023, 7, 1)
    book = (
        RoleBook(reference=Reference.of([TWO_SITES]))
        .assign(Role.ACTIVITY_DATA, AMEL, "S1", JANUARY, march)
        .assign(Role.ACTIVITY_DATA, AMEL, "S2", JUNE, july)
    )
    renewed = book.renew(Role.ACTIVITY_DATA, AMEL, "S1", SEPTEMBER)
    assert [(row.site, row.period) for row in renewed.history("A1")] == [
        ("S1", Period(JANUARY, SEPTEMBER)), ("S2", Period(JUNE, july))
    ]  # fmt: skip
    for end in (None, SEPTEMBER):
        with pytest.raises(NothingToRenew, match="was withdrawn"):
            book.withdraw(Role.ACTIVITY_DATA, AMEL, "S2", date(2023, 6, 15)).renew(Role.ACTIVITY_DATA, AMEL, "S2", end)


def test_renewing_puts_the_end_off_unless_somebody_stands_there() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY, JUNE)
    assert book.renew(Role.APPROVER, AMEL, ALSH, SEPTEMBER).may(Role.APPROVER, AMEL, ALSH, JUNE)
    followed = book.assign(Role.APPROVER, BRUNO, ALSH, SEPTEMBER)
    with pytest.raises(TooManyHolders) as caught:
        followed.renew(Role.APPROVER, AMEL, ALSH, None)
    assert caught.value.free == (Period(JUNE, SEPTEMBER),)
    for person, match in ((BRUNO, "has no end"), (CHLOE, "does not hold")):
        with pytest.raises(NothingToRenew, match=match):
            followed.renew(Role.APPROVER, person, ALSH, None)
    with pytest.raises(PeriodEndsBeforeItStarts):
        book.renew(Role.APPROVER, AMEL, ALSH, JUNE)


def test_withdrawn_before_it_began_an_assignment_stays_in_the_history_and_frees_its_place() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JUNE)
    withdrawn = book.withdraw(Role.APPROVER, AMEL, ALSH, JANUARY)
    (kept,) = withdrawn.history(ALSH)
    assert (kept.held, kept.state(JUNE)) == (None, State.WITHDRAWN)
    assert withdrawn.assign(Role.APPROVER, BRUNO, ALSH, JUNE).holders(Role.APPROVER, ALSH, JUNE) == (BRUNO,)


def test_a_namesake_outside_the_habilitation_module_is_refused_with_the_right_one_named() -> None:
    right, wrong = Person("U7", "Chloé Le-Goff"), Person("X9", "CHLOE LE GOFF", Registry.OTHER)
    book = RoleBook.of((), Reference.of([ALSH], [right, wrong]))
    with pytest.raises(NotInHabilitation, match=r"choose Chloé Le-Goff \(U7\)") as caught:
        book.assign(Role.APPROVER, wrong, ALSH, JANUARY)
    assert caught.value.right_ids == ("U7",)
    given = book.assign(Role.APPROVER, right, ALSH, JANUARY)
    with pytest.raises(NotInHabilitation, match=r"choose Chloé Le-Goff"):
        given.transfer(Role.APPROVER, right, wrong, ALSH, JUNE)
    with pytest.raises(NotInHabilitation, match="create the person first"):
        book.assign(Role.APPROVER, Person("X1", "Zoé", Registry.OTHER), ALSH, JANUARY)


def test_a_book_built_from_a_list_tells_all_its_faults_at_once() -> None:
    since = Period(JANUARY)
    told = [
        Assignment(Role.APPROVER, AMEL, "A1", since),
        Assignment(Role.APPROVER, BRUNO, "A1", since),
        Assignment(Role.ACTIVITY_DATA, AMEL, "S1", since),
        Assignment(Role.FINANCIAL_DATA, AMEL, "S1", since),
        Assignment(Role.ACTIVITY_DATA, AMEL, "A1", since, site="S1"),
    ]
    with pytest.raises(InvalidInput) as caught:
        RoleBook.of(told, Reference.of([ALSH]))
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("assignments[1]", "too-many-holders"),
        ("assignments[3]", "not-on-a-site"),
        ("assignments[4]", "already-holds"),
    ]


def test_the_french_of_each_refusal_names_people_and_days() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, TWO_SITES, JANUARY, SEPTEMBER)
    with pytest.raises(AlreadyHolds) as twice:
        book.assign(Role.APPROVER, AMEL, TWO_SITES, JUNE)
    assert twice.value.text("fr") == (
        "Amel est déjà Approbateur sur Loisirs : Amel (du 1er janvier 2023 au 31 août 2023 inclus). Demandé : à partir "
        "du 1er juin 2023. Prolongez plutôt cette habilitation, ou choisissez des jours où elle ne court pas."
    )
    with pytest.raises(UnknownAssignment) as nobody:
        book.withdraw(Role.APPROVER, BRUNO, TWO_SITES, JUNE)
    assert nobody.value.text("fr") == (
        "Bruno n’est pas Approbateur sur Loisirs le 1er juin 2023, ni plus tard : rien à changer. "
        "Tenu par : Amel (du 1er janvier 2023 au 31 août 2023 inclus)."
    )


# -- a person let in by mistake ---------------------------------------------------------------------------------


def book_of(*persons: Person) -> RoleBook:
    return RoleBook.of((), Reference.of([ALSH], persons))


@pytest.mark.parametrize(
    "handed",
    [
        pytest.param(Person("X9", "Amel"), id="recorded elsewhere, and told as if it were not"),
        pytest.param(Person("Z1", "AMEL"), id="not among those recorded"),
        pytest.param(CAF, id="the Caf, who holds no role"),
    ],
)
def test_the_record_of_a_person_decides_and_not_what_is_handed_in(handed: Person) -> None:
    """Among the users, "the one registered in the Mcp habilitation module is the right one"."""
    book = book_of(Person("U1", "Amel"), Person("X9", "Amel", Registry.OTHER))
    with pytest.raises(NotInHabilitation):
        book.assign(Role.APPROVER, handed, ALSH, date(2023, 1, 1))
    with pytest.raises(NotInHabilitation):
        RoleBook().assign(Role.APPROVER, CAF, ALSH, date(2023, 1, 1))


def test_the_right_one_is_found_whichever_way_round_the_name_is_written() -> None:
    with pytest.raises(NotInHabilitation) as refused:
        book_of(Person("U1", "BENALI Amel")).assign(
            Role.APPROVER, Person("X9", "Amel Bénali", Registry.OTHER), ALSH, date(2023, 1, 1)
        )
    assert refused.value.right_ids == ("U1",)


def test_nobody_acts_for_somebody_of_the_same_id_in_another_registry() -> None:
    amel, day = Person("U1", "Amel"), date(2023, 6, 1)
    book = RoleBook().assign(Role.APPROVER, amel, ALSH, date(2023, 1, 1))
    assert book.may(Role.APPROVER, amel, ALSH, day)
    assert not book.may(Role.APPROVER, Person("U1", "Amel", Registry.OTHER), ALSH, day)


@pytest.mark.parametrize("change", [{"partner": "P2"}, {"ps": "EAJE"}])
def test_a_role_says_nothing_of_an_activity_of_another_partner_or_ps(change: dict[str, Any]) -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, date(2023, 1, 1))
    other = attrs.evolve(ALSH, **change)
    assert not book.may(Role.APPROVER, AMEL, other, date(2023, 6, 1))
    with pytest.raises(ReferenceDiffers) as refused:
        book.assign(Role.FINANCIAL_DATA, BRUNO, other, date(2023, 1, 1))
    assert refused.value.what == tuple(change.values())


def test_a_ps_under_its_former_name_is_the_same() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, attrs.evolve(ALSH, ps="RAM", sites=()), date(2023, 1, 1))
    assert book.may(Role.APPROVER, AMEL, attrs.evolve(ALSH, ps="RPE", sites=()), date(2023, 6, 1))


@pytest.mark.parametrize("start", [datetime(2023, 1, 1, 9), "2023-01-01"])
def test_a_moment_or_a_text_is_not_a_day(start: Any) -> None:
    """Taken, it would only be found when the book is asked something."""
    with pytest.raises(NotADay, match="date\\(2023, 1, 1\\)"):
        RoleBook().assign(Role.APPROVER, AMEL, ALSH, start)


@pytest.mark.parametrize("limits", [{"APROVER": 3}, {Role.APPROVER: 0}, {Role.APPROVER: -1}, {Role.APPROVER: True}])
def test_a_limit_that_is_none_is_refused(limits: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        RoleBook(limits=limits)
    assert [fault.code for fault in refused.value.faults] == ["not-a-limit"]


def test_a_refusal_never_advises_what_would_be_refused_nor_an_empty_list() -> None:
    """A pending assignment is withdrawn, not transferred; and where nobody holds the role, it says so."""
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, date(2023, 1, 1), date(2023, 7, 1), pending=True)
    with pytest.raises(TooManyHolders) as full:
        book.assign(Role.APPROVER, BRUNO, ALSH, date(2023, 2, 1))
    assert "Transfer" not in full.value.text("en")
    assert "Withdraw" in full.value.text("en")
    with pytest.raises(UnknownAssignment) as unknown:
        book.withdraw(Role.APPROVER, AMEL, ALSH, date(2023, 7, 1))
    assert unknown.value.text("en").endswith("Held by: nobody.")
    assert unknown.value.text("fr").endswith("Tenu par : personne.")


@pytest.mark.parametrize("typed", ["356.000.000.49837", "356 000 000 49837", "356\u00a0000\u00a0000\u00a049837"])
def test_a_siret_is_kept_as_fourteen_digits(typed: str) -> None:
    """La Poste: 3+5+6+0+0+0+0+0+0+4+9+8+3+7 = 45, a multiple of 5."""
    partner = Partner("P1", "La Poste", typed, "PARIS")
    assert (partner.siret, partner.siren) == ("35600000049837", "356000000")


@pytest.mark.parametrize("typed", ["３５６００００００49837", 35600000049837, None])
def test_a_siret_is_a_text_of_plain_digits(typed: Any) -> None:
    with pytest.raises(NotASiret):
        Partner("P1", "La Poste", typed, "PARIS")


# -- law 3, however the book was made ----------------------------------------------------------------------------


def test_who_is_replaced_twice_ends_at_the_earlier_of_the_two_days() -> None:
    """Bruno waits from February and again from March; validated in January, he has the power from 1 February on."""
    february, march = date(2023, 2, 1), date(2023, 3, 1)
    book = (
        RoleBook()
        .assign(Role.APPROVER, AMEL, ALSH, JANUARY)
        .transfer(Role.APPROVER, AMEL, BRUNO, ALSH, february, pending=True)
        .withdraw(Role.APPROVER, BRUNO, ALSH, march)
        .transfer(Role.APPROVER, AMEL, BRUNO, ALSH, march, pending=True)
        .validate(Role.APPROVER, BRUNO, ALSH, date(2023, 1, 15))
    )
    assert book.holders(Role.APPROVER, ALSH, date(2023, 1, 31)) == (AMEL,)
    assert book.holders(Role.APPROVER, ALSH, february) == (BRUNO,)
    assert book.holders(Role.APPROVER, ALSH, march) == (BRUNO,)
    assert RoleBook.of(book.assignments, book.reference) == book


@pytest.mark.parametrize("backwards", [False, True])
def test_who_was_validated_takes_a_seat_from_that_day_in_whatever_order_the_rows_are_read(backwards: bool) -> None:
    february = date(2023, 2, 1)
    rows = [
        Assignment(Role.APPROVER, AMEL, "A1", Period(JANUARY)),
        Assignment(Role.APPROVER, BRUNO, "A1", Period(JANUARY), pending=True, validated=february, replaces="A"),
    ]
    with pytest.raises(InvalidInput) as caught:
        RoleBook.of(reversed(rows) if backwards else rows)
    (fault,) = caught.value.faults
    assert (fault.code, fault.fields["days"], fault.fields["free"]) == (
        "too-many-holders",
        (Period(february),),
        (Period(JANUARY, february),),
    )


def test_renewing_counts_the_day_of_validation_among_the_days_added() -> None:
    """Bruno's period ends in June and he would have the power from July on, when Amel is back."""
    rows = [
        Assignment(
            Role.APPROVER, BRUNO, "A1", Period(JANUARY, JUNE), pending=True, validated=date(2023, 7, 1), replaces="A"
        ),
        Assignment(Role.APPROVER, AMEL, "A1", Period(JUNE)),
    ]
    with pytest.raises(TooManyHolders) as caught:
        RoleBook.of(rows).renew(Role.APPROVER, BRUNO, "A1", None)
    assert caught.value.days == (Period(date(2023, 7, 1)),)


def test_a_validation_on_one_site_leaves_the_other_sites_as_they_are() -> None:
    book = RoleBook(reference=Reference.of([TWO_SITES]))
    for site in ("S1", "S2"):
        book = book.assign(Role.ACTIVITY_DATA, AMEL, site, JANUARY)
    book = book.transfer(Role.ACTIVITY_DATA, AMEL, BRUNO, "S1", JUNE, pending=True)
    book = book.validate(Role.ACTIVITY_DATA, BRUNO, "S1", JUNE)
    assert book.holders(Role.ACTIVITY_DATA, "S1", JUNE) == (BRUNO,)
    assert book.holders(Role.ACTIVITY_DATA, "S2", JUNE) == (AMEL,)


def test_who_waits_shares_no_seat_of_somebody_who_would_stay_on_the_site() -> None:
    """Amel has Balzac and the whole activity, Bruno Balzac: validated, Chloé would be a third beside them on Balzac."""
    book = RoleBook(reference=Reference.of([TWO_SITES]))
    for person, where in ((AMEL, "S1"), (AMEL, "A1"), (BRUNO, "S1")):
        book = book.assign(Role.ACTIVITY_DATA, person, where, JANUARY)
    with pytest.raises(TooManyHolders, match="Loisirs"):
        book.transfer(Role.ACTIVITY_DATA, AMEL, CHLOE, "A1", JUNE, pending=True)


def test_who_waits_to_replace_somebody_who_left_has_the_seat() -> None:
    book = (
        RoleBook()
        .assign(Role.APPROVER, AMEL, ALSH, JANUARY)
        .transfer(Role.APPROVER, AMEL, BRUNO, ALSH, JUNE, pending=True)
        .withdraw(Role.APPROVER, AMEL, ALSH, SEPTEMBER)
    )
    with pytest.raises(TooManyHolders) as caught:
        book.assign(Role.APPROVER, CHLOE, ALSH, SEPTEMBER)
    assert [one.person for one in caught.value.in_the_way] == [BRUNO]


def test_the_caf_validates_the_person_it_names_and_no_other() -> None:
    book = RoleBook()
    for person in (AMEL, BRUNO):
        book = book.assign(Role.FINANCIAL_DATA, person, ALSH, JANUARY, pending=True)
    book = book.validate(Role.FINANCIAL_DATA, BRUNO, ALSH, JUNE)
    assert book.holders(Role.FINANCIAL_DATA, ALSH, JUNE) == (BRUNO,)
    assert book.validate(Role.FINANCIAL_DATA, AMEL, ALSH, SEPTEMBER).holders(Role.FINANCIAL_DATA, ALSH, JUNE) == (
        BRUNO,
    )


def test_the_last_of_two_assignments_is_renewed() -> None:
    book = (
        RoleBook()
        .assign(Role.APPROVER, AMEL, ALSH, JANUARY, date(2023, 3, 1))
        .assign(Role.APPROVER, AMEL, ALSH, JUNE, date(2023, 7, 1))
        .renew(Role.APPROVER, AMEL, ALSH, SEPTEMBER)
    )
    assert [one.period for one in book.history(ALSH)] == [
        Period(JANUARY, date(2023, 3, 1)),
        Period(JUNE, SEPTEMBER),
    ]


def test_an_id_of_an_activity_is_never_that_of_a_site() -> None:
    """Whoever holds activity 12 of another partner would be given the site, and lose the activity."""
    other = Activity("12", "P2", "ALSH", "Autre", "NANTERRE")
    mine = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (Site("12", "Balzac"),))
    for first, then in ((other, mine), (mine, other)):
        book = RoleBook().assign(Role.ACTIVITY_DATA, AMEL, first, JANUARY)
        with pytest.raises(InvalidInput) as caught:
            book.assign(Role.ACTIVITY_DATA, BRUNO, then, JANUARY)
        assert [fault.code for fault in caught.value.faults] == ["id-used-twice"]
    for twice in (attrs.evolve(mine, id="12"), attrs.evolve(mine, sites=(Site("12", "Balzac"), Site("12", "Hugo")))):
        with pytest.raises(InvalidInput, match="already used"):
            RoleBook().assign(Role.APPROVER, AMEL, twice, JANUARY)


def test_a_site_is_not_named_as_an_activity_that_somebody_approves() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, "S1", JANUARY)
    with pytest.raises(InvalidInput, match="“S1” is already used"):
        book.assign(Role.APPROVER, BRUNO, ALSH, JANUARY)


def test_an_assignment_that_never_began_does_not_keep_the_next_from_being_renewed() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JUNE).withdraw(Role.APPROVER, AMEL, ALSH, JUNE)
    book = book.assign(Role.APPROVER, AMEL, ALSH, JANUARY, JUNE).renew(Role.APPROVER, AMEL, ALSH, None)
    assert book.holders(Role.APPROVER, ALSH, SEPTEMBER) == (AMEL,)


def test_a_book_that_is_given_reference_data_knows_where_nobody_is() -> None:
    for book in (RoleBook(reference=Reference.of([ALSH])), RoleBook.of((), Reference.of([ALSH]))):
        assert [one.activity for one in book.unassigned(Role.APPROVER, JUNE)] == ["A1"]


def test_the_last_day_there_is_can_be_asked_about() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY, JUNE)
    (absent,) = book.unassigned(Role.APPROVER, date.max)
    assert absent.period == Period(date.max)
    assert list(book.ending(date.max, 30)) == []
    assert list(book.ending(JANUARY, 10**9)) == list(book.assignments)
    with pytest.raises(NotADay):
        next(book.unassigned(Role.APPROVER, datetime(2023, 6, 1, 9)))


@pytest.mark.parametrize(
    "copied",
    [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))],  # noqa: S301 - our own bytes
)
def test_a_book_is_copied_and_pickled(copied: Callable[[Any], Any]) -> None:
    book = RoleBook(limits={Role.APPROVER: 2}, reference=Reference.of([TWO_SITES], [AMEL])).assign(
        Role.ACTIVITY_DATA, AMEL, "S1", JANUARY
    )
    again = copied(book)
    assert again == book
    assert again.limits == book.limits
    assert list(again.unassigned(Role.ACTIVITY_DATA, JUNE)) == list(book.unassigned(Role.ACTIVITY_DATA, JUNE))


def test_books_of_the_same_rows_reference_and_limits_are_equal_and_hash_alike() -> None:
    book = RoleBook(reference=Reference.of([ALSH])).assign(Role.APPROVER, AMEL, "A1", JANUARY)
    again = RoleBook.of(book.assignments, Reference.of([ALSH]))
    assert (again == book, hash(again), {again, book}) == (True, hash(book), {book})
    for other in (
        RoleBook(reference=Reference.of([ALSH])),
        RoleBook().assign(Role.APPROVER, AMEL, "A1", JANUARY),
        RoleBook.of(book.assignments, Reference.of([ALSH]), {Role.APPROVER: 2}),
        "RoleBook",
        None,
    ):
        assert (book == other, book != other) == (False, True)
    usual = {Role.APPROVER: 1, Role.ACTIVITY_DATA: 2, Role.FINANCIAL_DATA: 2}
    assert repr(book) == f"RoleBook(limits={usual}, 1 groups of assignments)"


def test_the_difference_of_two_books_is_the_rows_to_end_and_to_add() -> None:
    before = RoleBook(reference=Reference.of([TWO_SITES])).assign(Role.APPROVER, AMEL, "A1", JANUARY)
    after = before.transfer(Role.APPROVER, AMEL, BRUNO, "A1", JUNE).assign(Role.ACTIVITY_DATA, CHLOE, "S1", JUNE)
    found = before.difference(after)
    assert [(row.person, row.withdrawn) for row in found.ended] == [(AMEL, None)]
    assert {(row.person, row.withdrawn) for row in found.added} == {(AMEL, JUNE), (BRUNO, None), (CHLOE, None)}
    assert {*before.assignments} - {*found.ended} | {*found.added} == {*after.assignments}
    assert before.difference(before) == BookDifference((), ())


@pytest.mark.parametrize("typed", ["00000000000000", "000 000 000 00000"])
def test_a_siret_of_zeros_is_no_company(typed: str) -> None:
    with pytest.raises(NotASiret):
        Partner("P1", "Ville", typed, "NANTERRE")


def test_a_siret_that_is_not_a_text_is_shown_as_it_was_found() -> None:
    number: Any = 35600000049837
    with pytest.raises(NotASiret, match=r"“35600000049837 \(int\)”"):
        Partner("P1", "La Poste", number, "PARIS")


def test_who_waits_for_two_has_a_seat_of_their_own() -> None:
    """On Balzac, Chloé may end Bruno; Dora waits for Bruno too, and Amel has the activity: that may make three."""
    since = Period(JANUARY)
    rows = [
        Assignment(Role.ACTIVITY_DATA, AMEL, "A1", since),
        Assignment(Role.ACTIVITY_DATA, BRUNO, "A1", since, site="S1"),
        Assignment(Role.ACTIVITY_DATA, CHLOE, "A1", since, pending=True, replaces="A"),
        Assignment(Role.ACTIVITY_DATA, CHLOE, "A1", since, site="S1", pending=True, replaces="B"),
        Assignment(Role.ACTIVITY_DATA, DORA, "A1", since, site="S1", pending=True, replaces="B"),
    ]
    with pytest.raises(InvalidInput) as caught:
        RoleBook.of(rows, Reference.of([TWO_SITES]))
    assert {fault.code for fault in caught.value.faults} == {"too-many-holders"}
    assert list(RoleBook.of(rows[:3], Reference.of([TWO_SITES])).assignments) == rows[:3]
