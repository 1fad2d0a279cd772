"""Roles: one approver, two providers, on every day; and what a refusal says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afas.partners import Activity, NotASiret, Partner, Person, Site, UnknownSite
from afas.roles import LIMITS, Role, RoleBook, TooManyHolders, UnknownAssignment

AMEL, BRUNO, CHLOE = (Person(name[0], name) for name in ("Amel", "Bruno", "Chloé"))
ALSH = Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (Site("S1", "Balzac"),))
JANUARY, JUNE, SEPTEMBER = date(2023, 1, 1), date(2023, 6, 1), date(2023, 9, 1)


def test_a_second_approver_is_refused_with_the_name_and_the_day() -> None:
    book = RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY, SEPTEMBER)
    with pytest.raises(TooManyHolders) as caught:
        book.assign(Role.APPROVER, BRUNO, ALSH, JUNE)
    french = caught.value.text("fr")
    assert "Amel (du 1er janvier 2023 au 31 août 2023 inclus)" in french
    assert "le 1er juin 2023 le rôle est déjà tenu" in french
    assert caught.value.day == JUNE


def test_one_follows_another_when_the_end_is_the_next_start() -> None:
    book = (
        RoleBook().assign(Role.APPROVER, AMEL, ALSH, JANUARY, SEPTEMBER).assign(Role.APPROVER, BRUNO, ALSH, SEPTEMBER)
    )
    assert book.holders(Role.APPROVER, ALSH, SEPTEMBER - timedelta(days=1)) == (AMEL,)
    assert book.holders(Role.APPROVER, ALSH, SEPTEMBER) == (BRUNO,)


def test_a_third_provider_for_one_day_in_the_middle_of_the_year_is_refused() -> None:
    book = RoleBook().assign(Role.FINANCIAL_DATA, AMEL, ALSH, JANUARY).assign(Role.FINANCIAL_DATA, BRUNO, ALSH, JANUARY)
    with pytest.raises(TooManyHolders):
        book.assign(Role.FINANCIAL_DATA, CHLOE, ALSH, JUNE, JUNE + timedelta(days=1))


def test_one_person_may_hold_all_the_roles_but_each_once() -> None:
    book = RoleBook()
    for role in Role:
        book = book.assign(role, AMEL, ALSH, JANUARY)
    assert all(book.may(role, AMEL, ALSH, JUNE) for role in Role)
    with pytest.raises(TooManyHolders):
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
    book = RoleBook(limits={**LIMITS, Role.APPROVER: 2})
    both = book.assign(Role.APPROVER, AMEL, ALSH, JANUARY).assign(Role.APPROVER, BRUNO, ALSH, JANUARY)
    assert both.holders(Role.APPROVER, ALSH, JUNE) == (AMEL, BRUNO)


days = st.integers(0, 30).map(lambda offset: JANUARY + timedelta(days=offset))
changes = st.tuples(st.sampled_from(Role), st.sampled_from([AMEL, BRUNO, CHLOE]), days, st.none() | days, st.booleans())


@given(st.lists(changes, max_size=25))
def test_law_3_no_day_has_more_holders_than_the_limit(
    moves: list[tuple[Role, Person, date, date | None, bool]],
) -> None:
    """Day by day, by brute force; and a change is refused only where some day would have broken the law."""
    book, every = RoleBook(), [JANUARY + timedelta(days=offset) for offset in range(40)]
    for role, person, start, end, withdrawing in moves:
        before = book
        try:
            if withdrawing:
                book = book.withdraw(role, person, ALSH, start)
            elif end is None or start < end:
                book = book.assign(role, person, ALSH, start, end)
        except TooManyHolders:
            asked = [day for day in every if start <= day and (end is None or day < end)]
            held = [before.holders(role, ALSH, day) for day in asked]
            assert any(person in there or len(there) >= LIMITS[role] for there in held)
            assert book is before
        except UnknownAssignment:
            assert person not in before.holders(role, ALSH, start)
        for day in every:
            holders = book.holders(role, ALSH, day)
            assert len(holders) == len(set(holders)) <= LIMITS[role]


def test_a_siret_is_checked_and_a_site_is_known() -> None:
    with pytest.raises(NotASiret, match="fourteen digits"):
        Partner("P1", "Ville", "21990099000018", "NANTERRE")
    # La Poste: the digits add up to a multiple of five (35600000 00048 is its head office)
    assert Partner("P2", "La Poste", "35600000049837", "PARIS").siret
    with pytest.raises(UnknownSite, match="S1"):
        ALSH.site("S2")
