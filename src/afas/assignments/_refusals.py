"""The errors of the book of roles: which persons and days are in the way, and how to make the change possible."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from afas.assignments._assignment import Assignment, Role
from afas.errors import AfasError, error
from afas.partners import Person
from afas.periods import Period
from afas.reference import Reference
from afas.text import Message, Text

__all__ = [
    "AlreadyHolds",
    "NotInHabilitation",
    "NotOnASite",
    "NotValidatedYet",
    "NothingToRenew",
    "NothingToValidate",
    "ReferenceDiffers",
    "TooManyHolders",
    "UnknownAssignment",
    "not_in_habilitation",
    "nothing_to_renew",
    "place_name",
]  # fmt: skip


@error
class TooManyHolders(AfasError, ValueError):
    """The role is already held by as many persons as may hold it, on some of these days.

    Attributes:
        where: the activity or site.
        period: the days asked for.
        limit: how many may hold the role at a time.
        days: those of the period on which there is no place.
        in_the_way: the assignments that take the places on these days.
        free: the days of the period on which there is a place.
    """

    code = "too-many-holders"
    template = Text(
        fr="{person} ne peut être {role} sur {where} {period} : {limit} au plus à la fois, et {days} le rôle est "
        "déjà tenu par {in_the_way}. {remedy}",
        en="{person} cannot be {role} on {where} {period}: {limit} at most at a time, and {days} the role is "
        "already held by {in_the_way}. {remedy}",
    )
    person: str
    role: Role
    where: Message
    period: Period
    limit: int
    days: tuple[Period, ...]
    in_the_way: tuple[Assignment, ...]
    free: tuple[Period, ...]

    @property
    def fields(self) -> Mapping[str, object]:
        """The fields of the sentence, and the remedy."""
        waiting = any(assignment.pending and assignment.validated is None for assignment in self.in_the_way)
        remedy = (_END_ONE if self.limit > 1 else _WITHDRAW if waiting else _TRANSFER).fill()
        if self.free:
            remedy = _OR_OTHER_DAYS.fill(remedy=remedy, free=self.free)
        return {**super().fields, "remedy": remedy}


_END_ONE: Final = Text(fr="Mettez d’abord fin à l’une de ces habilitations.", en="End one of these assignments first.")
_TRANSFER: Final = Text(
    fr="Transférez le rôle, ou mettez d’abord fin à cette habilitation.",
    en="Transfer the role, or end this assignment first.",
)
_WITHDRAW: Final = Text(
    fr="Retirez d’abord l’habilitation qui attend la validation de la Caf.",
    en="Withdraw first the assignment that waits for the Caf’s validation.",
)
_OR_OTHER_DAYS: Final = Text(fr="{remedy} La place est libre {free}.", en="{remedy} There is a place {free}.")


@error
class AlreadyHolds(AfasError, ValueError):
    """The person holds the role there already, on some of these days."""

    code = "already-holds"
    template = Text(
        fr="{person} est déjà {role} sur {where} : {in_the_way}. Demandé : {period}. Prolongez plutôt cette "
        "habilitation, ou choisissez des jours où elle ne court pas.",
        en="{person} is already {role} on {where}: {in_the_way}. Asked for: {period}. Renew this assignment "
        "instead, or choose days on which it does not run.",
    )
    person: str
    role: Role
    where: Message
    period: Period
    in_the_way: tuple[Assignment, ...]


@error
class NotInHabilitation(AfasError, ValueError):
    """The person is not the one that the habilitation module of Mcp knows."""

    code = "not-in-habilitation"
    template = Text(
        fr="{person} ({id}) n’est pas la personne inscrite au module d’habilitation Mcp : {right}.",
        en="{person} ({id}) is not the one registered in the Mcp habilitation module: {right}.",
    )
    person: str
    id: str
    right: Message
    right_ids: tuple[str, ...]


_RIGHT: Final = Text(fr="choisissez {persons}", en="choose {persons}")
_NOBODY: Final = Text(
    fr="aucune inscription à ce nom, le responsable habilitations doit d’abord créer la personne",
    en="nobody of that name is in it, the habilitation manager has to create the person first",
)


@error
class UnknownAssignment(AfasError, LookupError):
    """The book holds no such assignment."""

    code = "unknown-assignment"
    template = Text(
        fr="{person} n’est pas {role} sur {where} le {on}, ni plus tard : rien à changer. Tenu par : {holders}.",
        en="{person} is not {role} on {where} on {on}, nor later: nothing to change. Held by: {holders}.",
    )
    person: str
    role: Role
    where: Message
    on: date
    holders: tuple[Assignment, ...]

    @property
    def fields(self) -> Mapping[str, object]:
        """The fields of the sentence, which says if nobody holds the role."""
        fields = super().fields
        return fields if self.holders else {**fields, "holders": Text(fr="personne", en="nobody")}


@error
class NotOnASite(AfasError, ValueError):
    """The role is held on the whole activity: its PS does not take this data site by site."""

    code = "not-on-a-site"
    template = Text(
        fr="{role} se tient sur l’activité entière pour la PS {ps}, non sur un lieu d’implantation ({where}) : "
        "habilitez sur {activity}.",
        en="For the PS {ps}, {role} is held on the whole activity and not on a site ({where}): "
        "assign it on {activity}.",
    )
    role: Role
    ps: str
    where: Message
    activity: str


@error
class NothingToRenew(AfasError, ValueError):
    """There is no end to put off."""

    code = "nothing-to-renew"
    template = Text(
        fr="Rien à prolonger pour {person}, {role} sur {where} : {found}. Habilitez à nouveau s’il le faut.",
        en="Nothing to renew for {person}, {role} on {where}: {found}. Assign the role again if need be.",
    )
    person: str
    role: Role
    where: Message
    found: Message


def nothing_to_renew(person: Person, role: Role, where: Message, last: Assignment | None) -> NothingToRenew:
    """Why the last assignment of a person cannot be put off."""
    found = _NEVER.fill() if last is None else (_WITHDRAWN if last.withdrawn else _NO_END).fill(assignment=last)
    return NothingToRenew(person.name, role, where, found)


_WITHDRAWN: Final = Text(
    fr="l’habilitation a été retirée, {assignment}", en="the assignment was withdrawn, {assignment}"
)
_NEVER: Final = Text(fr="la personne ne tient pas ce rôle", en="the person does not hold this role")
_NO_END: Final = Text(fr="l’habilitation n’a pas de fin", en="the assignment has no end")


@error
class NothingToValidate(AfasError, ValueError):
    """No assignment of this person waits for the Caf."""

    code = "nothing-to-validate"
    template = Text(
        fr="Aucune habilitation de {person} comme {role} sur {where} n’attend la validation de la Caf le {on}.",
        en="No assignment of {person} as {role} on {where} waits for the Caf’s validation on {on}.",
    )
    person: str
    role: Role
    where: Message
    on: date


@error
class ReferenceDiffers(AfasError, ValueError):
    """The activity is not the one the book knows: a snapshot has to be followed, so that nobody is left behind."""

    code = "reference-differs"
    template = Text(
        fr="{activity} a changé depuis les données de référence du carnet ({what}) : chargez-les avec "
        "afas.access.follow, qui dit quelles habilitations perdent leur place.",
        en="{activity} has changed since the reference data of the book ({what}): load it with afas.access.follow, "
        "which says what assignments lose their place.",
    )
    activity: str
    what: tuple[str, ...]


@error
class NotValidatedYet(AfasError, ValueError):
    """The assignment waits for the Caf: there is no power to hand over yet."""

    code = "not-validated-yet"
    template = Text(
        fr="{person} attend la validation de la Caf comme {role} sur {where} : rien à transférer. Retirez cette "
        "habilitation, ou attendez la validation.",
        en="{person} waits for the Caf’s validation as {role} on {where}: nothing to transfer. Withdraw this "
        "assignment, or wait for the validation.",
    )
    person: str
    role: Role
    where: Message


def not_in_habilitation(person: Person, reference: Reference) -> NotInHabilitation:
    """The refusal of a person that the habilitation module does not know, which names the right one."""
    right_ones = reference.namesakes(person)
    shown = tuple(f"{person.name} ({person.id})" for person in right_ones)
    right = _RIGHT.fill(persons=shown) if shown else _NOBODY.fill()
    return NotInHabilitation(person.name, person.id, right, tuple(person.id for person in right_ones))


_ON_ACTIVITY: Final = Text(fr="{name}", en="{name}")
_ON_SITE: Final = Text(fr="{site} ({activity})", en="{site} ({activity})")


def place_name(reference: Reference, activity: str, site: str | None) -> Message:
    """The name of a place, for the sentences: its id where the reference data does not know it."""
    known = reference.activity(activity)
    name = known.name if known else activity
    if site is None:
        return _ON_ACTIVITY.fill(name=name)
    names = {site.id: site.name for site in known.sites} if known else {}
    return _ON_SITE.fill(site=names.get(site, site), activity=name)
