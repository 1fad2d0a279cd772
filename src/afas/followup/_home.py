"""The home page of the service: the choices open to a person on a day, and the reason for each closed choice.

Source: Caf des Hauts-de-Seine, presentation of 18 October 2023: the choices of the home page depend on habilitations:
"Accueil Afas" for all, "Mes déclarations" for those who may declare, "Administration des profils" for those who may
grant roles.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

import attrs

from afas.access import visible
from afas.administration import Administrator
from afas.partners import CAF, DECLARE, Person
from afas.roles import RoleBook
from afas.text import Code, Message, Text

__all__ = ["Choice", "Choices", "Offered", "choices"]


class Choice(Code):
    """A choice of the home page."""

    HOME = "HOME", Text(fr="Accueil Afas", en="Afas home")
    DECLARATIONS = "DECLARATIONS", Text(fr="Mes déclarations", en="My declarations")
    PROFILES = "PROFILES", Text(fr="Administration des profils", en="Administration of profiles")


@attrs.frozen
class Offered:
    """A choice, whether it is open to the person, and why.

    Attributes:
        why: what opens it, or what is wanting.
        partners: for the administration of profiles, the ids of the partners whose roles the person administers.
    """

    choice: Choice
    open: bool
    why: Message
    partners: tuple[str, ...] = ()

    @property
    def text(self) -> Message:
        """The choice, and why."""
        return _LINE.fill(choice=self.choice, why=self.why)


@attrs.frozen
class Choices:
    """The home page of a person: every choice, open or not."""

    all: tuple[Offered, ...]

    def open(self, choice: Choice) -> bool:
        """Has the person this choice?"""
        return any(offered.open for offered in self.all if offered.choice is choice)

    def partners(self) -> tuple[str, ...]:
        """The partners whose roles the person administers, by id."""
        return tuple(partner for offered in self.all for partner in offered.partners)


_LINE: Final = Text(fr="{choice} : {why}", en="{choice}: {why}")
_FOR_ALL: Final = Text(fr="ouvert à tous", en="open to all")
_FOR_THE_CAF: Final = Text(fr="la Caf voit toutes les déclarations", en="the Caf sees every declaration")
_NOT_IN_MCP: Final = Text(
    fr="{person} n’est pas inscrit au module d’habilitation Mcp : voir le responsable habilitations",
    en="{person} is not registered in the Mcp habilitation module: see the habilitation manager",
)
_NO_GROUP: Final = Text(
    fr="{person} n’est pas rattaché au groupe « {group} » : voir le responsable habilitations",
    en="{person} is not attached to the group “{group}”: see the habilitation manager",
)
_NO_ROLE: Final = Text(
    fr="{person} n’a aucun rôle le {on} : voir le responsable habilitations",
    en="{person} has no role on {on}: see the habilitation manager",
)
_ROLES: Final = Text(fr="activités : {count}", en="activities: {count}")
_MANAGES: Final = Text(fr="gestionnaires : {partners}", en="partners: {partners}")
_NOT_MANAGER: Final = Text(
    fr="{person} n’est ni administrateur ni responsable habilitations d’un gestionnaire le {on}",
    en="{person} is neither administrator nor habilitation manager of a partner on {on}",
)
_CAF_VALIDATES: Final = Text(fr="la Caf valide les approbateurs", en="the Caf validates the approvers")


def choices(book: RoleBook, person: Person, *, on: date, administrators: Iterable[Administrator] = ()) -> Choices:
    """The choices of a person's home page that day; each choice that is not open says why.

    Args:
        book: who may do what.
        person: whose home.
        on: the day.
        administrators: who administers the roles of which partner, from when to when.

    >>> home = choices(RoleBook(), Person("U1", "Amel"), on=date(2023, 1, 16))
    >>> [(one.choice.value, one.open) for one in home.all]
    [('HOME', True), ('DECLARATIONS', False), ('PROFILES', False)]
    >>> print(home.all[1].text("en"))
    My declarations: Amel is not attached to the group “Afas-déclarer”: see the habilitation manager
    """
    declares, why = _declares(book, person, on)
    partners, reason = _administers(book, person, on, administrators)
    return Choices(
        (
            Offered(Choice.HOME, True, _FOR_ALL.fill()),
            Offered(Choice.DECLARATIONS, declares, why),
            Offered(Choice.PROFILES, bool(partners) or person == CAF, reason, partners),
        )
    )


def _declares(book: RoleBook, person: Person, on: date) -> tuple[bool, Message]:
    if person == CAF:
        return True, _FOR_THE_CAF.fill()
    if not book.reference.recognises(person):
        return False, _NOT_IN_MCP.fill(person=person.name)
    if DECLARE not in person.groups:
        return False, _NO_GROUP.fill(person=person.name, group=DECLARE)
    there = visible(book, person, on=on)
    return (True, _ROLES.fill(count=len(there))) if there else (False, _NO_ROLE.fill(person=person.name, on=on))


def _administers(
    book: RoleBook, person: Person, on: date, administrators: Iterable[Administrator]
) -> tuple[tuple[str, ...], Message]:
    if person == CAF:
        return (), _CAF_VALIDATES.fill()
    if not book.reference.recognises(person):
        return (), _NOT_IN_MCP.fill(person=person.name)
    there = (
        administrator
        for administrator in administrators
        if administrator.person.id == person.id and administrator.period.holds(on)
    )
    partners = tuple(dict.fromkeys(administrator.partner for administrator in there))
    if not partners:
        return (), _NOT_MANAGER.fill(person=person.name, on=on)
    names = {partner.id: partner.name for partner in book.reference.partners}
    return partners, _MANAGES.fill(partners=tuple(names.get(key, key) for key in partners))
