"""Reference data, as the Caf's system records it: partners, agreements, activities, sites, persons.

Identifiers are stable strings given by the Caf's system. Nothing here changes in place. A whole snapshot of it,
and what a newer one changes, is `reference`'s.
"""

from typing import Final

import attrs

from afas.errors import AfasError, error
from afas.periods import Period
from afas.text import Code, Text

__all__ = [
    "CAF",
    "DECLARE",
    "Activity",
    "Agreement",
    "NotASiret",
    "Partner",
    "Person",
    "Registry",
    "Site",
    "UnknownSite",
]


@error
class NotASiret(AfasError, ValueError):
    """A SIRET is a text of fourteen digits, the last a check digit (La Poste has a rule of its own)."""

    code = "not-a-siret"
    template = Text(
        fr="« {found} » n’est pas un numéro SIRET valide ({partner}) : vérifiez les quatorze chiffres.",
        en="“{found}” is not a valid SIRET number ({partner}): check its fourteen digits.",
    )
    found: str
    partner: str


@error
class UnknownSite(AfasError, LookupError):
    """The activity has no such site."""

    code = "unknown-site"
    template = Text(
        fr="« {site} » n’est pas un lieu d’implantation de {activity} ; connus : {known}.",
        en="“{site}” is not a site of {activity}; known: {known}.",
    )
    site: str
    activity: str
    known: tuple[str, ...]


def _digits(siret: object) -> str:
    """A SIRET as it is often typed, in groups, without its blanks and points; what is not a text is not one."""
    return "".join(siret.replace(".", " ").split()) if isinstance(siret, str) else f"{siret} ({type(siret).__name__})"


@attrs.frozen
class Partner:
    """A manager (*gestionnaire*) under agreement with a Caf.

    >>> Partner("P1", "La Poste", "356 000 000 49837", "PARIS").siren
    '356000000'

    Attributes:
        siret: its establishment, fourteen digits; the blanks and points between them are dropped.
        multi_site: does it run activities in several communes (*multi-sites*)? The Caf then names one person for all.
        service_contract: while its *contrat de service* for Mon Compte Partenaire holds; None: none was signed.
        adhesion: while its *bulletin d'adhésion* to the service Afas holds; None: none was signed.

    Raises:
        NotASiret: the SIRET is not a text of fourteen digits, fails its check digit, or is of no company (nine zeros).
    """

    id: str
    name: str
    siret: str = attrs.field(converter=_digits)
    commune: str
    multi_site: bool = False
    service_contract: Period | None = None
    adhesion: Period | None = None

    def __attrs_post_init__(self) -> None:
        from stdnum.fr import siret

        if not (self.siret.isascii() and siret.is_valid(self.siret) and self.siret[:9] != "0" * 9):
            raise NotASiret(self.siret, self.name)

    @property
    def siren(self) -> str:
        """The legal entity: the first nine digits of the SIRET."""
        return self.siret[:9]


@attrs.frozen
class Agreement:
    """An agreement (*convention*): the PS it covers, and from when to when.

    Attributes:
        ps: codes of the PS it covers.
        signed: has it been signed by both?
    """

    id: str
    partner: str
    ps: tuple[str, ...]
    period: Period
    signed: bool = True


@attrs.frozen
class Site:
    """A place where an activity is held (*lieu d'implantation*)."""

    id: str
    name: str


@attrs.frozen
class Activity:
    """An activity that is financed: one PS, in one commune, on one or several sites.

    Attributes:
        nature: as the service prints it, e.g. "Multi accueil".
    """

    id: str
    partner: str
    ps: str
    name: str
    commune: str
    sites: tuple[Site, ...] = ()
    nature: str = ""

    def site(self, site_id: str) -> Site:
        """One of its sites.

        Raises:
            UnknownSite: it has no site of that id.
        """
        for site in self.sites:
            if site.id == site_id:
                return site
        raise UnknownSite(site_id, self.name, tuple(site.id for site in self.sites))


class Registry(Code):
    """The register a person is recorded in. Only that of Mon Compte Partenaire (Mcp) makes a user of Afas."""

    HABILITATION = "HABILITATION", Text(fr="module d’habilitation Mcp", en="Mcp habilitation module")
    OTHER = "OTHER", Text(fr="hors du module d’habilitation Mcp", en="outside the Mcp habilitation module")


DECLARE: Final = "Afas-déclarer"
"""The group a person is attached to in order to declare."""


@attrs.frozen
class Person:
    """Somebody who acts on the service.

    Attributes:
        registry: where the person is recorded. Where somebody appears several times in the list of users, "the one
            registered in the Mcp habilitation module is the right one".
        groups: those the person is attached to in Mcp, such as `DECLARE`.
    """

    id: str
    name: str
    registry: Registry = Registry.HABILITATION
    groups: frozenset[str] = frozenset()


CAF: Final = Person("CAF", "Caf")
"""The Caf itself, as the actor of acceptances, refusals and cancellations."""
