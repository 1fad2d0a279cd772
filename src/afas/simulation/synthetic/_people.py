"""The first activities of a synthetic population as objects: partners, agreements, sites, persons and their roles.

The same ids, PS and communes as the table that `population` makes from the same seed; every name is invented, and the
SIRET numbers have valid check digits but belong to nobody by intention.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import attrs
import numpy as np

from afas.arithmetic import scaled
from afas.assignments import Role
from afas.forms import DeclarationKind
from afas.parameters import Pack
from afas.partners import DECLARE, Activity, Agreement, Partner, Person, Site
from afas.periods import Period
from afas.ps import PS
from afas.reference import Reference
from afas.roles import RoleBook
from afas.simulation.synthetic._draws import Draws
from afas.simulation.synthetic._figures import Declared
from afas.simulation.synthetic._population import (
    Places,
    Plan,
    activity_id,
    check_size,
    commune_name,
    partner_id,
    plan_of,
)

__all__ = ["People", "people"]

_MOST_SITES: Final = 4


@attrs.frozen
class People:
    """A small synthetic population, as the rest of the library takes it.

    Attributes:
        reference: partners, agreements, activities with their sites, persons.
        roles: for each activity an approver, who has the financial data too, and a provider of activity data.
        entries: what each activity declares, by its id, then by field; exact decimals.
    """

    reference: Reference
    roles: RoleBook
    entries: Mapping[str, Mapping[str, Decimal]] = attrs.field(hash=False)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """In the order of their ids."""
        return tuple(self.reference.activities)


def people(
    size: int,
    *,
    seed: int,
    ps: str | PS | Sequence[str | PS] | None = None,
    year: int = 2023,
    kind: DeclarationKind | str = DeclarationKind.ACTUAL,
    parameters: Pack | None = None,
) -> People:
    """The activities of `population(size, seed=…)`, as objects; for demonstrations and tests.

    Args:
        size: how many activities; some thousands at most, since each is several objects.
        seed: as for `population`.
        ps: as there.
        year: as there.
        parameters: as there.
        kind: of the declaration whose figures are in `entries`.

    Raises:
        UnknownPS: no PS has this code.
        InvalidInput: a size that is not one allowed.

    >>> some = people(2, seed=1, ps="ALSH")
    >>> [activity.ps for activity in some.activities]
    ['ALSH', 'ALSH']
    """
    plan = plan_of(seed, ps, year, (kind,), parameters)
    check_size(size)
    places = Places.of(plan, 0, size)
    days = Period(date(year, 1, 1), date(year + 2, 1, 1))
    activities, partners, persons = [], dict[str, Partner](), []
    codes: dict[str, list[str]] = {}
    owners, names = partner_id(places.partner), activity_id(np.arange(size, dtype=np.int64))
    sites = Draws(seed, 0, size).between("sites", 1, _MOST_SITES)
    for rank in range(size):
        service, commune = plan.services[places.service[rank]], commune_name(places.caf[rank], places.commune[rank])
        owner, name, number = owners[rank].decode(), names[rank].decode(), int(places.partner[rank])
        partners[owner] = Partner(owner, f"Gestionnaire {number}", _siret(number), commune, False, days, days)
        codes.setdefault(owner, []).append(service.code)
        many = int(sites[rank]) if service.sites else 0
        at = tuple(Site(f"S{name}-{number}", f"Lieu {number}") for number in range(1, many + 1))
        activities.append(Activity(name, owner, service.code, f"Activité {rank}", commune, at))
        persons += [Person(f"U{name}-{who}", f"Personne {rank}-{who}", groups=frozenset({DECLARE})) for who in (1, 2)]
    agreements = [Agreement(f"C{owner}", owner, tuple(dict.fromkeys(ps)), days) for owner, ps in codes.items()]
    reference = Reference.of(activities, persons, partners.values(), agreements)
    roles = RoleBook.of((), reference)
    for rank, activity in enumerate(activities):
        approver, provider = persons[2 * rank : 2 * rank + 2]
        roles = roles.assign(Role.APPROVER, approver, activity, start=days.start)
        roles = roles.assign(Role.FINANCIAL_DATA, approver, activity, start=days.start)
        roles = roles.assign(Role.ACTIVITY_DATA, provider, activity, start=days.start)
    return People(reference, roles, _entries(plan, size, places, names))


def _entries(plan: Plan, size: int, places: Places, names: Sequence[bytes]) -> dict[str, dict[str, Decimal]]:
    entries: dict[str, dict[str, Decimal]] = {}
    for number, service in enumerate(plan.services):
        drawn = Declared(service, plan.year, plan.kinds[0], plan.parameters).figures(Draws(plan.seed, 0, size))
        for rank in np.flatnonzero(places.service == number):
            entries[names[int(rank)].decode()] = {
                field: scaled(int(values[rank]), -decimals) for field, (values, decimals) in drawn.items()
            }
    return entries


def _siret(number: int) -> str:
    """A SIRET with valid check digits: that of the establishment, and that of the legal entity."""
    from stdnum import luhn  # noqa: PLC0415 - only where such objects are asked for

    siren = f"9{number:07}"[:8]
    siren += luhn.calc_check_digit(siren)
    nic = "0001"
    return siren + nic + luhn.calc_check_digit(siren + nic)
