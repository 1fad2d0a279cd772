"""Reading what is stored, and storing what an action gives: all of it in one transaction, or nothing.

This is where the portal hands to `afas` what it vouches for: roles, moment, scale, prerequisites, zone.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

import afas
from afas import followup
from afas.access import Visible
from afas.administration import Administrator, AnyRoleChange, FollowReference, administer
from afas.controls import Known
from afas.declarations import Action, Declaration, Event, Summary, replay
from afas.errors import FaultKind, InvalidInput
from afas.forms import DeclarationKind
from afas.parameters import Pack
from afas.partners import CAF, Person
from afas.payments import Ledger, Movement, from_workflow
from afas.roles import RoleBook
from afas.terms import PaymentTerms, TermsBook
from afas.text import Text
from examples.portal.kept import Overtaken, of_the_moment, one_moment, replace, whole, wholes
from examples.portal.models import Booked, Clock, Declared, FromCaf, Happened, Posted, RoleHistory, Stored

# ------------------------------------------------------------------------------------------ whole objects


def book() -> RoleBook:
    """Who may do what, with the reference data: partners, agreements, activities, sites and persons."""
    found: RoleBook = whole("book").value
    return found


def visible(by: Person) -> tuple[Visible, ...]:
    """The activities, or the sites, where a person has a role today: worked out once a worker, book and day."""
    kept, on = whole("book"), today()
    return kept.once(("visible", by, on), lambda: afas.visible(kept.value, by, on=on))


def calendars() -> list[afas.Calendar]:
    """The calendars of the Caf, one a year, the latest last: declarations of several years are open at once."""
    return sorted((one.value for one in wholes("calendar")), key=lambda one: one.year)


def calendar(year: int | None = None) -> afas.Calendar:
    """The calendar of a year, of this one where none is said; the latest there is before, or the first."""
    known, wanted = calendars(), year or today().year
    return next((one for one in reversed(known) if one.year <= wanted), known[0])


def scale() -> Pack:
    """The figures that no text states, brought for the demonstration: whatever uses them says so."""
    found: Pack = whole("pack").value
    return found


def zone() -> ZoneInfo:
    """The zone of the Caf."""
    return ZoneInfo(calendars()[-1].zone)


def now() -> datetime:
    """The moment at the Caf: that of the machine, moved on by the days of the demonstration."""
    return of_the_moment("now", _moment).astimezone(zone())


def _moment() -> datetime:
    ahead = Clock.objects.values_list("days", flat=True).first() or 0
    return timezone.now() + timedelta(days=ahead)


def today() -> date:
    """The day at the Caf."""
    return now().date()


# ------------------------------------------------------------------------------------------- declarations


def columns(declaration: Declaration) -> dict[str, Any]:
    """What is stored of a declaration besides its history: its summary, and the columns of the list."""
    short = Summary.of(declaration)
    return {"version": declaration.version, "summary": short, **followup.row(short)}


def declaration(row: Declared) -> Declaration:
    """The declaration that a row and its events give."""
    return replay(row.opened, events_of(row.pk))


def events_of(row: int) -> list[Event]:
    """What happened to a declaration, oldest first."""
    return list(Happened.objects.filter(declared_id=row).order_by("number").values_list("event", flat=True))


def declarations() -> Iterator[Declaration]:
    """Every declaration, in two queries."""
    happened = Happened.objects.order_by("declared_id", "number").values_list("declared_id", "event")
    events = {row: [event for _, event in found] for row, found in groupby(happened, itemgetter(0))}
    for row, opened in Declared.objects.order_by("pk").values_list("pk", "opened"):
        yield replay(opened, events.get(row, ()))


@one_moment()
def open_due(on: date) -> int:
    """Store the declarations that the calendars offer that day and that are not there yet; how many."""
    handed, known = list(FromCaf.objects.all()), list(declarations())
    previous: dict[tuple[str, DeclarationKind], list[Known]] = {}
    for one in handed:
        if one.kind:
            previous.setdefault((one.activity, DeclarationKind(one.kind)), []).append(one.figures)
    opened: list[Declaration] = []
    for year in calendars():
        opened += afas.open_declarations(
            year,
            book().reference.activities,
            on=on,
            previous=previous,
            given=[one.figures for one in handed if not one.kind],
            existing=[*known, *opened],
        )
    rows = [Declared(key=one.id.key, opened=one, **columns(one)) for one in opened]
    Declared.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def act(row: int, action: Action, *, by: Person, once: str = "") -> Declaration:
    """Take an action on a stored declaration, and store all that it gives.

    Args:
        row: the number of the stored declaration.
        action: what its author asks.
        by: who asks.
        once: the number of the form that was posted: the second time, nothing is done.

    Raises:
        ActionBlocked: every reason why not; nothing is stored.
        Overtaken: another was stored meanwhile; nothing is stored.
    """
    with transaction.atomic(), one_moment():
        stored = Declared.objects.select_for_update().get(pk=row)
        before = declaration(stored)
        if once and not Posted.objects.get_or_create(once=sha256(f"{by.id}/{once}".encode()).hexdigest())[1]:
            return before
        roles = book()
        outcome = afas.apply(
            before,
            action,
            by=by,
            roles=roles,
            at=now(),
            scale=scale(),
            prerequisites=roles.reference,
            zone=zone(),
        )
        after = outcome.declaration
        if not Declared.objects.filter(pk=row, version=before.version).update(**columns(after)):
            raise Overtaken
        for number, event in enumerate(outcome.events, start=before.version + 1):
            Happened.objects.create(declared=stored, number=number, event=event)
            book_facts([from_workflow(after, event)])
        return after


# ----------------------------------------------------------------------------------------------- payments


def book_facts(facts: Iterable[Movement | None]) -> None:
    """Keep facts of the ledger; the ledger refuses another fact under an id that it has."""
    new = [fact for fact in facts if fact is not None]
    if new:
        same = Booked.objects.filter(name__in=[fact.id for fact in new])
        ledger({fact.activity for fact in new}).record(*(row.fact for row in same), *new)
        rows = [Booked(name=fact.id, activity=fact.activity, fact=fact) for fact in new]
        Booked.objects.bulk_create(rows, ignore_conflicts=True)


def ledger(activities: Iterable[str] | None = None) -> Ledger:
    """The ledger of some activities; of all where none are named."""
    rows = Booked.objects.all() if activities is None else Booked.objects.filter(activity__in=activities)
    facts = [row.fact for row in rows]
    return Ledger(whole("terms").value, {one.id: one for one in book().reference.activities}).record(*facts)


# -------------------------------------------------------------------------------------------------- roles


def role_history() -> tuple[Any, ...]:
    """The changes of the book of roles so far."""
    return tuple(row.event for row in RoleHistory.objects.order_by("number"))


def administrators() -> tuple[Administrator, ...]:
    """Who administers the roles of which partner, as Mon Compte Partenaire has it."""
    return tuple(one.value for one in wholes("administrator"))


def to_validate() -> frozenset[str]:
    """The persons who appear greyed: the Caf has to validate them."""
    return frozenset(one.value.id for one in wholes("greyed"))


def change_roles(change: AnyRoleChange, *, by: Person) -> None:
    """Change the book of roles in somebody's name, and keep who did it.

    Raises:
        ChangeBlocked: every reason why not; nothing is stored.
        Overtaken: another change was stored meanwhile; nothing is stored.
    """
    with transaction.atomic(), one_moment():
        Stored.objects.select_for_update().only("pk").get(name="book")
        kept, history = whole("book"), role_history()
        done = administer(
            kept.value,
            change,
            by=by,
            at=now(),
            administrators=administrators(),
            to_validate=to_validate(),
            history=history,
            zone=zone(),
        )
        replace("book", done.book, kept.version)
        RoleHistory.objects.create(number=len(history) + 1, event=done.history[-1])


def load(found: object) -> None:
    """Take a document of the Caf: newer reference data is followed by the book of roles, the rest takes its place.

    Raises:
        InvalidInput: it is none of those; nothing is stored.
    """
    if isinstance(found, afas.Reference):
        change_roles(FollowReference(found, today()), by=CAF)
    elif isinstance(found, afas.Calendar):
        replace(f"calendar/{found.year}", found)
    elif isinstance(found, (PaymentTerms, TermsBook)):
        replace("terms", found)
    else:
        raise InvalidInput(
            Text(fr="Document de la Caf", en="Document of the Caf"),
            (NOT_LOADED.at("type", found=type(found).__name__),),
        )


NOT_LOADED = FaultKind(
    "not-loaded",
    Text(
        fr="{found} : attendu des données de référence, un calendrier ou des modalités de paiement",
        en="{found}: reference data, a calendar or payment terms are expected",
    ),
)
