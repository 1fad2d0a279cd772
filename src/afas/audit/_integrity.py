"""Checks stored objects: a declaration, a book of roles, a ledger, a calendar, or all those of a portal.

The constructors refuse what breaks a rule, and `exchange` what cannot be read. `check` looks again at what no single
constructor sees: a row altered where it is stored, a restored backup older than its ledger, two copies of one row.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import attrs

from afas.arithmetic import total
from afas.assignments import Assignment, Role
from afas.calendar import Calendar
from afas.declarations import Declaration, Event, contradictions, replay, verify
from afas.errors import AfasError, Fault, FaultKind, Faults
from afas.payments import OF_WORKFLOW, Fact, Ledger, OfDeclaration, Side, from_workflow
from afas.reference import Reference
from afas.roles import RoleBook
from afas.text import Text
from afas.windows import check_windows

__all__ = ["check"]

SIGNATURE: Final = FaultKind(
    "signature-does-not-hold",
    Text(
        fr="la signature ne couvre plus ce que contient la déclaration ; modifié : {changed}",
        en="the signature no longer covers what the declaration holds; changed: {changed}",
    ),
)
TOO_MANY: Final = FaultKind(
    "too-many-holders",
    Text(
        fr="{role}, {where}, le {on} : {persons}, pour {most} au plus",
        en="{role}, {where}, on {on}: {persons}, where {most} is the most",
    ),
)
TWICE: Final = FaultKind(
    "id-used-twice",
    Text(fr="« {id} » figure déjà en {other}", en="“{id}” stands already at {other}"),
)
DIFFERS: Final = FaultKind(
    "rebuilt-differs",
    Text(
        fr="refait de ses éléments, l’objet n’est plus le même : stockez ses éléments et relisez-les",
        en="made anew from its parts, the object is not the same: store its parts and read them again",
    ),
)
DOES_NOT_ADD_UP: Final = FaultKind(
    "does-not-add-up",
    Text(
        fr="{side} : les écritures font {entries}, le solde dit {balance}",
        en="{side}: the entries add up to {entries}, the balance says {balance}",
    ),
)
NO_FACT: Final = FaultKind(
    "fact-missing",
    Text(
        fr="l’événement « {event} » n’est pas dans le registre : enregistrez-le (payments.from_workflow)",
        en="the event “{event}” is not in the ledger: record it (payments.from_workflow)",
    ),
)
OTHER_FACT: Final = FaultKind(
    "fact-differs",
    Text(
        fr="le fait « {event} » du registre dit autre chose que la déclaration",
        en="the fact “{event}” of the ledger says another thing than the declaration",
    ),
)
NO_EVENT: Final = FaultKind(
    "event-missing",
    Text(
        fr="le fait « {event} » n’a pas d’événement dans la déclaration {declaration}",
        en="the fact “{event}” has no event in declaration {declaration}",
    ),
)
NOT_APPROVER: Final = FaultKind(
    "signer-not-approver",
    Text(
        fr="{person} n’était pas approbateur de l’activité « {activity} » le {on}",
        en="{person} was not approver of the activity “{activity}” on {on}",
    ),
)
NOT_CHECKED: Final = FaultKind(
    "not-checked",
    Text(
        fr="{found} ne se vérifie pas ; se vérifient : {known}",
        en="{found} is not something to check; what is: {known}",
    ),
)


def check(found: object) -> tuple[Fault, ...]:
    """Check an object, or a portal's whole set of them, and return each rule that is broken; empty if none is.

    Of a declaration: its history replays to what it says (law 5), and its signature covers it (law 4). Of a book of
    roles: no more holders than the limits at any instant (law 3). Of a ledger: its facts give it back, and its entries
    add up (law 6). Of a calendar: its windows open before they close, each once (law 7). Of a set: every id stands
    once, those who signed were approvers, and facts and declarations tell the same events.

    Args:
        found: a `Declaration`, `RoleBook`, `Ledger`, `Calendar` or `Reference`, or a mapping or a sequence of them,
            however deep: `{"declarations": […], "roles": book, "ledger": ledger}`.

    Returns:
        One `Fault` for each thing: its `code`, its `path` from what was handed in, and its words.

    >>> import attrs, afas
    >>> from datetime import date
    >>> centre = afas.Activity("A1", "P1", "ALSH", "Loisirs", "NANTERRE")
    >>> (stored,) = afas.open_declarations(afas.calendars.get("92", 2023), [centre], on=date(2022, 12, 18))
    >>> check({"declarations": [stored], "roles": afas.RoleBook()})
    ()
    >>> altered = attrs.evolve(stored, complements="altered")
    >>> [(fault.path, fault.code) for fault in check({"declarations": [stored, altered]})]
    [('declarations[1].complements', 'contradicts-history'), ('declarations[1]', 'id-used-twice')]
    """
    faults: list[Fault] = []
    portal = _Portal()
    for path, thing in _spread(found, ""):
        kind = next((kind for kind in _CHECKS if isinstance(thing, kind)), None)
        if kind is None:
            known = tuple(kind.__name__ for kind in _CHECKS)
            faults.append(NOT_CHECKED.at(path, found=type(thing).__name__, known=known))
            continue
        try:
            faults += [_below(fault, path) for fault in _CHECKS[kind](thing)]
        except AfasError as error:
            faults += [_below(fault, path) for fault in error.faults]
        portal.take(path, thing)
    return (*faults, *portal.faults())


def _below(fault: Fault, path: str) -> Fault:
    joined = fault.path if not path else f"{path}.{fault.path}" if fault.path else path
    return attrs.evolve(fault, path=joined)


def _spread(found: object, path: str) -> Iterator[tuple[str, object]]:
    """The objects of a set, each with its path."""
    if isinstance(found, Mapping):
        for key, inner in found.items():
            yield from _spread(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(found, (list, tuple, set, frozenset)):
        for rank, inner in enumerate(found):
            yield from _spread(inner, f"{path}[{rank}]")
    else:
        yield path, found


# ------------------------------------------------------------------------------ one object


def _declaration(declaration: Declaration) -> Iterator[Fault]:
    yield from contradictions(declaration)
    verification = verify(declaration)
    if verification.signed and not verification.holds:
        yield SIGNATURE.at("signature", changed=verification.changed or ("digest",))


def _book(book: RoleBook) -> Iterator[Fault]:
    groups: dict[tuple[Any, ...], list[tuple[int, Assignment]]] = {}
    for rank, assignment in enumerate(book.assignments):
        groups.setdefault((assignment.activity, assignment.role), []).append((rank, assignment))
    for (activity, role), group in groups.items():
        for site in dict.fromkeys(assignment.site for _, assignment in group):
            there = [(rank, assignment) for rank, assignment in group if assignment.site in (None, site)]
            yield from _crowded(there, book.limits[role], f"{activity}/{site}" if site else activity)


def _crowded(there: Iterable[tuple[int, Assignment]], most: int, where: str) -> Iterator[Fault]:
    """The first days on which more persons than the limit have the power of a role at one place."""
    powers = [(rank, assignment, assignment.power) for rank, assignment in there if assignment.power is not None]
    for rank, assignment, power in powers:
        names = {other.person.id: other.person.name for _, other, days in powers if days.holds(power.start)}
        if len(names) > most:
            yield TOO_MANY.at(
                f"assignments[{rank}]",
                role=assignment.role.text,
                where=where,
                on=power.start,
                persons=tuple(names.values()),
                most=most,
            )


def _ledger(ledger: Ledger) -> Iterator[Fault]:
    if Ledger(ledger.terms, ledger.activities).record(*ledger.facts) != ledger:
        yield DIFFERS.at("facts")
    for activity, balance in ledger.balances().items():
        entries = ledger.entries(activity=str(activity))
        stated = {Side.DUE: balance.due, Side.PAID: balance.paid, Side.RECOVERED: balance.recovered}
        for side, amount in stated.items():
            added = total(entry.amount for entry in entries if entry.side is side)
            if added.copy_abs() != amount.copy_abs():
                yield DOES_NOT_ADD_UP.at(f"balance.{activity}", side=side, entries=added, balance=amount)


def _calendar(calendar: Calendar) -> Iterator[Fault]:
    faults = Faults(Text(fr="Calendrier", en="Calendar"))
    check_windows(calendar.windows, faults)
    yield from faults.found


def _reference(reference: Reference) -> Iterator[Fault]:
    parts = (reference.activities, reference.persons, reference.partners, reference.agreements)
    if Reference.of(*parts) != reference:
        yield DIFFERS.at("")


_CHECKS: Final[Mapping[type[Any], Callable[[Any], Iterator[Fault]]]] = {
    Declaration: _declaration,
    RoleBook: _book,
    Ledger: _ledger,
    Calendar: _calendar,
    Reference: _reference,
}


# ------------------------------------------------------------------------------ a whole portal


@attrs.define
class _Portal:
    """The objects of a set, and what they have to say of each other."""

    declarations: list[tuple[str, Declaration]] = attrs.field(factory=list)
    books: list[RoleBook] = attrs.field(factory=list)
    ledgers: list[tuple[str, Ledger]] = attrs.field(factory=list)
    calendars: list[tuple[str, Calendar]] = attrs.field(factory=list)

    def take(self, path: str, thing: object) -> None:
        """One object more."""
        if isinstance(thing, Declaration):
            self.declarations.append((path, thing))
        elif isinstance(thing, RoleBook):
            self.books.append(thing)
        elif isinstance(thing, Ledger):
            self.ledgers.append((path, thing))
        elif isinstance(thing, Calendar):
            self.calendars.append((path, thing))

    def faults(self) -> Iterator[Fault]:
        """The faults between objects that should agree."""
        yield from _twice((path, declaration.id.text.fr) for path, declaration in self.declarations)
        yield from _twice((path, f"{calendar.caf}/{calendar.year}") for path, calendar in self.calendars)
        yield from _twice((f"{path}.facts", fact.id) for path, ledger in self.ledgers for fact in ledger.facts)
        for path, declaration in self.declarations:
            yield from self._signers(path, declaration)
        if self.ledgers:
            yield from self._facts()

    def _signers(self, path: str, declaration: Declaration) -> Iterator[Fault]:
        """Checks that each signer was an approver that day, in a book that knows the activity."""
        for rank, event in enumerate(declaration.history):
            if event.signature is None or not self.books:
                continue
            if not any(_approver(book, declaration, event) for book in self.books):
                yield NOT_APPROVER.at(
                    f"{path}.history[{rank}].by",
                    person=event.by.name,
                    activity=declaration.activity.name,
                    on=event.at.date(),
                )

    def _facts(self) -> Iterator[Fault]:
        """The facts that ledgers hold of the declarations, and those that the declarations have for the ledgers."""
        recorded = {fact.id: (path, fact) for path, ledger in self.ledgers for fact in ledger.facts}
        by_id: dict[str, Fact] = {}
        known: dict[tuple[str, int, object], list[str]] = {}
        for path, declaration in self.declarations:
            key = (declaration.activity.id, declaration.year.year, declaration.kind)
            known.setdefault(key, []).append(declaration.id.text.fr)
            for rank, fact in _booked(declaration):
                by_id[fact.id] = fact
                if fact.id not in recorded:
                    yield NO_FACT.at(f"{path}.history[{rank}]", event=fact.id)
                elif recorded[fact.id][1] != fact:
                    yield OTHER_FACT.at(f"{path}.history[{rank}]", event=fact.id)
        for name, (path, fact) in recorded.items():
            if name not in by_id and isinstance(fact, OfDeclaration):
                ours = known.get((fact.activity, fact.year, fact.kind))
                if ours and name.startswith(f"{fact.activity}/{fact.year}/{fact.kind.value}/"):
                    yield NO_EVENT.at(f"{path}.facts", event=name, declaration=ours[0])


def _approver(book: RoleBook, declaration: Declaration, event: Event) -> bool:
    return book.may(Role.APPROVER, event.by, declaration.activity, event.at.date())


def _booked(declaration: Declaration) -> Iterator[tuple[int, Fact]]:
    """The facts that a ledger should hold for a declaration; another check reports an event that cannot be booked."""
    for rank, event in enumerate(declaration.history):
        if event.name in OF_WORKFLOW:
            with suppress(AfasError):
                fact = from_workflow(replay(declaration.opened, declaration.history[: rank + 1]), event)
                if fact is not None:
                    yield rank, fact


def _twice(ids: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for path, name in ids:
        if name in first:
            yield TWICE.at(path, id=name, other=first[name])
        first.setdefault(name, path)
