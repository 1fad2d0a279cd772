"""A snapshot of reference data, and its differences with a newer one.

Afas mirrors what the Caf's system records: partners, activities, sites and persons come from there, so a newer
snapshot is never refused for what it changes; it is compared. Which assignments it leaves without a place is
`access`'s (`follow`).
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from afas.errors import Fault, FaultKind, Faults, InvalidInput
from afas.partners import CAF, Activity, Agreement, Partner, Person, Registry, Site
from afas.persistent import SortedMap
from afas.text import Code, Message, Text

__all__ = ["Change", "ChangeKind", "Reference"]

_SUBJECT: Final = Text(fr="données de référence", en="reference data")
_HABILITATION: Final = Registry.HABILITATION  # read at each question
TWICE: Final = FaultKind(
    "id-used-twice",
    Text(
        fr="l’identifiant « {id} » désigne déjà {other} : deux objets n’ont pas le même",
        en="the id “{id}” is already used by {other}",
    ),
)
NO_PARTNER: Final = FaultKind(
    "unknown-partner",
    Text(
        fr="le gestionnaire « {found} » n’est pas dans ces données ; connus : {known}",
        en="the partner “{found}” is not in this data; known: {known}",
    ),
)
_SHOWN: Final = 8  # names listed in a fault


class ChangeKind(Code):
    """A kind of difference between two snapshots, of an activity or a site."""

    ADDED = "ADDED", Text(fr="nouveau", en="new")
    CLOSED = "CLOSED", Text(fr="fermé", en="closed")
    MOVED = "MOVED", Text(fr="déplacé", en="moved")
    CHANGED = "CHANGED", Text(fr="modifié", en="changed")


_ACTIVITY: Final = Text(fr="activité {name} ({id})", en="activity {name} ({id})")
_SITE: Final = Text(fr="lieu d’implantation {name} ({id})", en="site {name} ({id})")
_LINES: Final = {
    ChangeKind.ADDED: Text(fr="{what} : nouveau", en="{what}: new"),
    ChangeKind.CLOSED: Text(fr="{what} : fermé", en="{what}: closed"),
    ChangeKind.MOVED: Text(fr="{what} : déplacé de {before} à {after}", en="{what}: moved from {before} to {after}"),
    ChangeKind.CHANGED: Text(
        fr="{what} : {field} était « {before} », est « {after} »",
        en="{what}: {field} was “{before}”, is “{after}”",
    ),
}


def _site_or_none(site: str | None) -> str | None:
    """A site's id; None for the activity itself, which stored documents may write ""."""
    return site or None


@attrs.frozen
class Change:
    """One difference between two snapshots.

    Attributes:
        activity: the activity's id (the former one, for a site that is closed or moved).
        site: the site's id; None where the activity itself is meant.
    """

    kind: ChangeKind
    activity: str
    site: str | None = attrs.field(converter=_site_or_none)
    message: Message

    @property
    def text(self) -> Message:
        """The change as a sentence."""
        return self.message


def plain(name: str) -> str:
    """A name without accents, case, hyphens nor order of its parts, to tell whether two are the same."""
    bare = "".join(
        character for character in unicodedata.normalize("NFKD", name) if not unicodedata.combining(character)
    )
    return " ".join(sorted(bare.casefold().replace("-", " ").split()))


@attrs.frozen(eq=False)
class Reference:
    """A snapshot of activities, their sites and the persons; built by `Reference.of`.

    >>> from afas.partners import Site
    >>> before = Reference.of([Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE", (Site("S1", "Balzac"),))])
    >>> after = Reference.of([Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")])
    >>> [change.text("en") for change in before.changes(after)]
    ['site Balzac (S1): closed']
    """

    _activities: SortedMap[str, Activity] = attrs.field(factory=SortedMap)
    _of_site: SortedMap[str, str] = attrs.field(factory=SortedMap)
    _persons: SortedMap[tuple[str, str], Person] = attrs.field(factory=SortedMap)
    _by_id: SortedMap[str, Person] = attrs.field(factory=SortedMap)
    partners: tuple[Partner, ...] = ()
    agreements: tuple[Agreement, ...] = ()

    @classmethod
    def of(
        cls,
        activities: Iterable[Activity] = (),
        persons: Iterable[Person] = (),
        partners: Iterable[Partner] = (),
        agreements: Iterable[Agreement] = (),
    ) -> "Reference":
        """A snapshot, checked: all faults at once.

        Where partners are given, every activity and agreement has to name one of them.

        Raises:
            InvalidInput: an id used twice (`id-used-twice`), or a partner that is not there (`unknown-partner`).
        """
        listed, people = tuple(activities), tuple(persons)
        reference = cls(
            SortedMap.of(
                (activity.id, activity, 0) for activity in {activity.id: activity for activity in listed}.values()
            ),
            SortedMap.of(
                (*pair, 0) for pair in {site.id: activity.id for activity in listed for site in activity.sites}.items()
            ),
            SortedMap.of(
                ((plain(person.name), person.id), person, 0)
                for person in {person.id: person for person in people}.values()
            ),
            SortedMap.of((*pair, 0) for pair in {person.id: person for person in people}.items()),
            tuple(partners),
            tuple(agreements),
        )
        faults = Faults(_SUBJECT)
        reference._check_ids(listed, people, faults)
        reference._check_partners(listed, faults)
        faults.raise_if_any()
        return reference

    def _check_ids(self, activities: tuple[Activity, ...], persons: tuple[Person, ...], faults: Faults) -> None:
        seen: dict[str, str] = {}
        people: dict[str, str] = {}
        for number, activity in enumerate(activities):
            faults.add(*_used_twice(activity, f"activities[{number}]", seen))
        for number, person in enumerate(persons):
            if person.id in people:
                faults.add(TWICE.at(f"persons[{number}]", id=person.id, other=people[person.id]))
            people.setdefault(person.id, person.name)

    def _check_partners(self, activities: tuple[Activity, ...], faults: Faults) -> None:
        known = {partner.id for partner in self.partners}
        shown = tuple(sorted(known)[:_SHOWN])
        owned = [(f"activities[{number}].partner", activity.partner) for number, activity in enumerate(activities)]
        owned += [
            (f"agreements[{number}].partner", agreement.partner) for number, agreement in enumerate(self.agreements)
        ]
        faults.add(
            *(
                NO_PARTNER.at(path, found=partner, known=shown)
                for path, partner in owned
                if known and partner not in known
            )
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Reference):
            return NotImplemented
        return self._told() == other._told()

    def __hash__(self) -> int:
        return hash(self._told())

    def _told(self) -> tuple[object, ...]:
        return (tuple(self.activities), tuple(self.persons), self.partners, self.agreements)

    @property
    def activities(self) -> Iterator[Activity]:
        """All activities, by id."""
        return (entry.value for entry in self._activities.items())

    @property
    def persons(self) -> Iterator[Person]:
        """All persons, by name."""
        return (entry.value for entry in self._persons.items())

    def activity(self, key: str) -> Activity | None:
        """An activity by its id; None where it is not known."""
        return self._activities.get(key)

    def activity_of(self, site: str) -> Activity | None:
        """The activity that a site belongs to; None where the site is not known."""
        key = self._of_site.get(site)
        return None if key is None else self._activities.get(key)

    def knowing(self, activity: Activity) -> "Reference":
        """The snapshot with this activity and its sites in it.

        Raises:
            InvalidInput: its id, or one of its sites', is already used (`id-used-twice`).
        """
        faults = _used_twice(activity, "", {})
        holder = self.activity_of(activity.id)
        if holder is not None:
            faults.append(TWICE.at("id", id=activity.id, other=holder.site(activity.id).name))
        for place, site in enumerate(activity.sites):
            other: Activity | Site | None = self.activity(site.id)
            owner = self.activity_of(site.id)
            if other is None and owner is not None and owner.id != activity.id:
                other = owner.site(site.id)
            if other is not None:
                faults.append(TWICE.at(f"sites[{place}]", id=site.id, other=other.name))
        if faults:
            raise InvalidInput(_SUBJECT, tuple(faults))
        sites = self._of_site
        for site in activity.sites:
            sites = sites.set(site.id, activity.id)
        return attrs.evolve(self, activities=self._activities.set(activity.id, activity), of_site=sites)

    def recognises(self, person: Person) -> bool:
        """Is this somebody that the habilitation module knows?

        Where persons are listed, their record decides, and not what the caller says. The Caf is nobody there.
        """
        if person.registry is not _HABILITATION or person.id == CAF.id:
            return False
        recorded = self._by_id.get(person.id) if len(self._by_id) else person
        return recorded is not None and recorded.registry is Registry.HABILITATION

    def namesakes(self, person: Person) -> tuple[Person, ...]:
        """The other persons of the same name that are in the habilitation module."""
        name = plain(person.name)
        found = []
        for entry in self._persons.items((name, "")):
            if entry.key[0] != name:
                break
            if entry.value.registry is Registry.HABILITATION and entry.value.id != person.id:
                found.append(entry.value)
        return tuple(found)

    def changes(self, newer: "Reference") -> tuple[Change, ...]:
        """The differences with a newer snapshot, by activity."""
        found: list[Change] = []
        for before in self.activities:
            after = newer.activity(before.id)
            if after is None:
                found.append(_change(ChangeKind.CLOSED, before))
            else:
                found += _reworded(before, after)
            found += [
                change for site in before.sites if (change := _site_change(before, site.id, newer.activity_of(site.id)))
            ]
        for after in newer.activities:
            if self.activity(after.id) is None:
                found.append(_change(ChangeKind.ADDED, after))
            found += [
                _change(ChangeKind.ADDED, after, site.id) for site in after.sites if self.activity_of(site.id) is None
            ]
        return tuple(found)


def _used_twice(activity: Activity, path: str, seen: dict[str, str]) -> list[Fault]:
    """The ids used twice, among those seen and within the activity; `seen` has the name of each id."""
    faults = []
    start = f"{path}." if path else ""
    named = [(path, activity.id, activity.name)]
    named += [(f"{start}sites[{place}]", site.id, site.name) for place, site in enumerate(activity.sites)]
    for where, key, name in named:
        if key in seen:
            faults.append(TWICE.at(where, id=key, other=seen[key]))
        seen.setdefault(key, name)
    return faults


def _named(activity: Activity, site: str | None = None) -> Message:
    if site is not None:
        return _SITE.fill(name=activity.site(site).name, id=site)
    return _ACTIVITY.fill(name=activity.name, id=activity.id)


def _change(kind: ChangeKind, activity: Activity, site: str | None = None, **fields: object) -> Change:
    return Change(kind, activity.id, site, _LINES[kind].fill(what=_named(activity, site), **fields))


def _site_change(before: Activity, site: str, after: Activity | None) -> Change | None:
    if after is None:
        return _change(ChangeKind.CLOSED, before, site)
    if after.id != before.id:
        return _change(ChangeKind.MOVED, before, site, before=before.name, after=after.name)
    if after.site(site) != before.site(site):
        name = Text(fr="nom", en="name")
        return _change(
            ChangeKind.CHANGED, before, site, field=name, before=before.site(site).name, after=after.site(site).name
        )
    return None


_FIELDS: Final = {
    "partner": Text(fr="gestionnaire", en="partner"),
    "ps": Text(fr="PS", en="PS"),
    "name": Text(fr="nom", en="name"),
    "commune": Text(fr="commune", en="commune"),
    "nature": Text(fr="nature", en="nature"),
}


def _reworded(before: Activity, after: Activity) -> list[Change]:
    return [
        _change(ChangeKind.CHANGED, before, field=label, before=getattr(before, name), after=getattr(after, name))
        for name, label in _FIELDS.items()
        if getattr(before, name) != getattr(after, name)
    ]
