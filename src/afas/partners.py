"""Reference data, as the Caf's system records it: partners, agreements, activities, sites, persons.

Identifiers are stable strings given by the Caf's system. Nothing here changes in place.

Imports: text, errors, periods.
"""

from typing import Final

import attrs

from afas.errors import AfasError, error
from afas.periods import Period
from afas.text import Text

__all__ = ["CAF", "Activity", "Agreement", "NotASiret", "Partner", "Person", "Site", "UnknownSite"]


@error
class NotASiret(AfasError, ValueError):
    """A SIRET has fourteen digits and a check digit (La Poste's establishments have a rule of their own)."""

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


@attrs.frozen
class Partner:
    """A manager (*gestionnaire*) under agreement with a Caf.

    Raises:
        NotASiret: the SIRET fails its check digit.
    """

    id: str
    name: str
    siret: str
    commune: str

    def __attrs_post_init__(self) -> None:
        from stdnum.fr import siret

        if not siret.is_valid(self.siret):
            raise NotASiret(self.siret, self.name)


@attrs.frozen
class Agreement:
    """A signed agreement (*convention*): the PS it covers, and from when to when."""

    id: str
    partner: str
    ps: tuple[str, ...]
    period: Period


@attrs.frozen
class Site:
    """A place where an activity is held (*lieu d'implantation*)."""

    id: str
    name: str


@attrs.frozen
class Activity:
    """What a partner is financed for: one PS, in one commune, on one or several sites.

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


@attrs.frozen
class Person:
    """Somebody who acts on the service."""

    id: str
    name: str


CAF: Final = Person("CAF", "Caf")
"""The Caf itself, as the actor of acceptances, refusals and cancellations."""
