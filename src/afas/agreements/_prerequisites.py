"""The prerequisites (*prérequis*) of a person for using the service: those missing, and who can fix each.

Source: Caf des Hauts-de-Seine, presentation of 18 October 2023: a signed *convention*, a *contrat de service* for
Mon Compte Partenaire (Mcp), a *bulletin d'adhésion* to Afas, the persons created in Mcp and attached to the group
"Afas-déclarer". Add a prerequisite: a member of `Prerequisite`, its words, and its line in `_lacking`.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import attrs

from afas import ps as registry
from afas.partners import DECLARE, Activity, Agreement, Partner, Person, Registry
from afas.periods import Period
from afas.text import Code, Message, Text

__all__ = ["FixedBy", "Missing", "Prerequisite", "missing_prerequisites"]


class Prerequisite(Code):
    """One thing that has to be there."""

    AGREEMENT = "AGREEMENT", Text(fr="Convention signée", en="Signed agreement")
    SERVICE_CONTRACT = (
        "SERVICE_CONTRACT",
        Text(fr="Contrat de service Mon Compte Partenaire", en="Service contract for Mon Compte Partenaire"),
    )
    ADHESION = "ADHESION", Text(fr="Bulletin d’adhésion au service Afas", en="Adhesion to the service Afas")
    PERSON_CREATED = "PERSON_CREATED", Text(fr="Personne créée dans Mcp", en="Person created in Mcp")
    GROUP = "GROUP", Text(fr="Groupe « Afas-déclarer »", en="Group “Afas-déclarer”")


class FixedBy(Code):
    """The people who can provide a missing prerequisite."""

    CAF = "CAF", Text(fr="la Caf", en="the Caf")
    PARTNER_AND_CAF = "PARTNER_AND_CAF", Text(fr="le gestionnaire, avec sa Caf", en="the partner, with its Caf")
    HABILITATION_MANAGER = (
        "HABILITATION_MANAGER",
        Text(
            fr="l’administrateur ou le responsable habilitations du gestionnaire",
            en="the partner’s administrator or habilitation manager",
        ),
    )


_LACKS: Final = {
    Prerequisite.AGREEMENT: Text(
        fr="{partner} n’a pas de convention signée qui couvre la PS {ps} le {on} : {found}",
        en="{partner} has no signed agreement that covers the PS {ps} on {on}: {found}",
    ),
    Prerequisite.SERVICE_CONTRACT: Text(
        fr="{partner} n’a pas de contrat de service Mcp en cours le {on}",
        en="{partner} has no service contract for Mcp in force on {on}",
    ),
    Prerequisite.ADHESION: Text(
        fr="{partner} n’a pas de bulletin d’adhésion au service Afas en cours le {on}",
        en="{partner} has no adhesion to the service Afas in force on {on}",
    ),
    Prerequisite.PERSON_CREATED: Text(
        fr="{person} ({id}) n’est pas créé dans le module d’habilitation Mcp",
        en="{person} ({id}) is not created in the Mcp habilitation module",
    ),
    Prerequisite.GROUP: Text(
        fr="{person} n’est pas rattaché au groupe « {group} »",
        en="{person} is not attached to the group “{group}”",
    ),
}
_NO_AGREEMENT = Text(fr="aucune n’est enregistrée", en="none is recorded")
_AGREEMENTS = Text(fr="{agreements} n’y répond pas", en="none of these covers it: {agreements}")
_AGREEMENT = Text(fr="{id} ({ps}, {period}, {signed})", en="{id} ({ps}, {period}, {signed})")
_SIGNED = {True: Text(fr="signée", en="signed"), False: Text(fr="non signée", en="not signed")}


@attrs.frozen
class Missing:
    """A prerequisite that lacks: why, and who can mend it."""

    prerequisite: Prerequisite
    message: Message
    fixed_by: FixedBy

    @property
    def text(self) -> Message:
        """The missing prerequisite, and who can fix it."""
        return Text(fr="{what} → {who}", en="{what} → {who}").fill(what=self.message, who=self.fixed_by)


def missing_prerequisites(
    partner: Partner, activity: Activity, person: Person, *, on: date, agreements: Iterable[Agreement] = ()
) -> tuple[Missing, ...]:
    """The prerequisites that this person lacks, that day, to declare for this activity; empty if there are none.

    >>> from afas.periods import Period
    >>> since = Period(date(2022, 1, 1))
    >>> town = Partner("P1", "Ville", "35600000049837", "NANTERRE", service_contract=since, adhesion=since)
    >>> lines = missing_prerequisites(
    ...     town, Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE"), Person("U1", "Amel"),
    ...     on=date(2023, 1, 2), agreements=[Agreement("C1", "P1", ("ALSH",), since)])
    >>> [line.text("en") for line in lines]
    ['Amel is not attached to the group “Afas-déclarer” → the partner’s administrator or habilitation manager']
    """
    lacking = _lacking(partner, activity, person, on, tuple(agreements))
    return tuple(
        Missing(
            which,
            _LACKS[which].fill(**fields),
            FixedBy.HABILITATION_MANAGER if "person" in fields else FixedBy.PARTNER_AND_CAF,
        )
        for which, fields in lacking
    )


def _lacking(
    partner: Partner, activity: Activity, person: Person, on: date, agreements: tuple[Agreement, ...]
) -> Iterator[tuple[Prerequisite, dict[str, object]]]:
    own = [agreement for agreement in agreements if agreement.partner == partner.id]
    if not any(
        agreement.signed
        and agreement.period.holds(on)
        and registry.code_of(activity.ps) in map(registry.code_of, agreement.ps)
        for agreement in own
    ):
        found = _AGREEMENTS.fill(agreements=tuple(map(_shown, own))) if own else _NO_AGREEMENT
        yield Prerequisite.AGREEMENT, {"partner": partner.name, "ps": activity.ps, "on": on, "found": found}
    if not _in_force(partner.service_contract, on):
        yield Prerequisite.SERVICE_CONTRACT, {"partner": partner.name, "on": on}
    if not _in_force(partner.adhesion, on):
        yield Prerequisite.ADHESION, {"partner": partner.name, "on": on}
    if person.registry is not Registry.HABILITATION:
        yield Prerequisite.PERSON_CREATED, {"person": person.name, "id": person.id}
    if DECLARE not in person.groups:
        yield Prerequisite.GROUP, {"person": person.name, "group": DECLARE}


def _in_force(period: Period | None, on: date) -> bool:
    return period is not None and period.holds(on)


def _shown(agreement: Agreement) -> Message:
    return _AGREEMENT.fill(
        id=agreement.id,
        ps=agreement.ps,
        period=agreement.period.message,
        signed=_SIGNED[agreement.signed],
    )
