"""The home page of a person: what is open, and why not the rest."""

from datetime import date

from afas import CAF, Partner, Period, Person, Role, RoleBook
from afas.administration import Administrator
from afas.followup import Choice, choices
from afas.partners import DECLARE, Activity, Registry
from afas.reference import Reference

DAY = date(2023, 1, 16)
GROUPS = frozenset({DECLARE})
AMEL, DENISE = Person("U1", "Amel", groups=GROUPS), Person("U2", "Denise")
TWIN = Person("U3", "Amel", Registry.OTHER, GROUPS)
KNOWN = Reference.of(
    [Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")],
    [AMEL, DENISE, TWIN],
    [Partner("P1", "Ville", "35600000049837", "NANTERRE")],
)
BOOK = RoleBook(reference=KNOWN).assign(Role.APPROVER, AMEL, "A1", date(2023, 1, 1))
MANAGES = [Administrator(DENISE, "P1", Period(date(2023, 1, 1), date(2023, 6, 1)))]


def opened(person: Person, on: date = DAY) -> set[Choice]:
    found = choices(BOOK, person, on=on, administrators=MANAGES)
    return {one.choice for one in found.all if one.open}


def test_the_home_is_for_all_and_each_choice_asks_for_what_it_needs() -> None:
    assert opened(AMEL) == {Choice.HOME, Choice.DECLARATIONS}
    assert opened(DENISE) == {Choice.HOME, Choice.PROFILES}
    assert opened(CAF) == set(Choice)


def test_a_choice_ends_with_what_opened_it() -> None:
    assert opened(AMEL, date(2022, 12, 31)) == {Choice.HOME}
    assert opened(DENISE, date(2023, 6, 1)) == {Choice.HOME}


def test_each_choice_that_is_not_open_says_why() -> None:
    amel, twin = choices(BOOK, AMEL, on=date(2022, 12, 31)), choices(BOOK, TWIN, on=DAY)
    assert "n’a aucun rôle" in amel.all[1].text.fr
    assert "ni administrateur ni responsable habilitations" in amel.all[2].text.fr
    assert "n’est pas inscrit au module d’habilitation" in twin.all[1].text.fr
    assert "« Afas-déclarer »" in choices(BOOK, DENISE, on=DAY).all[1].text.fr


def test_the_partners_that_a_person_administers_are_named() -> None:
    found = choices(BOOK, DENISE, on=DAY, administrators=MANAGES)
    assert found.partners() == ("P1",)
    assert found.all[2].text.fr == "Administration des profils : gestionnaires : Ville"
