"""A store as large as a big Caf's portal, to measure the pages: activities on one PS, and what happened to them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

import afas
from afas import Activity, Partner, Period, Person, Reference, Role
from afas.declarations import Declaration
from afas.partners import CAF, DECLARE
from afas.payments import from_workflow
from examples.portal import kept, store
from examples.portal.models import Booked, Clock, Declared, Happened

SINCE = date(2022, 9, 1)
TODAY = date(2023, 6, 26)
OPENINGS = (date(2022, 12, 18), date(2023, 3, 6), TODAY)
EACH = 50
ALL, SOME = (Person(key, name, groups=frozenset({DECLARE})) for key, name in (("all", "Zoé"), ("some", "Yann")))
"""Whoever holds a role on every activity, and whoever holds one on those of a single partner."""


def activities(count: int) -> Iterator[Activity]:
    """So many activities, fifty a partner."""
    for rank in range(count):
        partner, name = f"Q{rank // EACH:03}", f"Accueil {rank}"
        yield Activity(f"L{rank:05}", partner, "ALSH", name, "NANTERRE", nature="Périscolaire")


@transaction.atomic
def load(count: int) -> None:
    """Fill an empty database: so many activities, and for each two or three declarations at every stage."""
    known = tuple(activities(count))
    open_since = Period(date(2022, 1, 1))
    partners = [
        Partner(
            f"Q{rank:03}",
            f"Commune {rank}",
            "21990099000017",
            "NANTERRE",
            service_contract=open_since,
            adhesion=open_since,
        )
        for rank in range(-(-count // EACH))
    ]
    book = afas.RoleBook(reference=Reference.of(known, (ALL, SOME), partners, ()))
    for rank, activity in enumerate(known):
        for role in Role:
            book = book.assign(role, ALL, activity, start=SINCE)
        if rank < EACH:
            book = book.assign(Role.ACTIVITY_DATA, SOME, activity, start=SINCE)
    calendar = afas.calendars.get(caf="92", year=2023)
    terms = calendar.payment_terms
    assert terms is not None
    for name, value in {
        "book": book,
        "calendar/2023": calendar,
        "terms": terms.with_cap(rate="0.70", base="actual N-1", scope="cumulative").with_top_up("0.40"),
        "pack": afas.illustrative_pack(),
    }.items():
        kept.replace(name, value)
    Clock.objects.create(days=(TODAY - timezone.localdate()).days)
    given = {one.id: {"general_scheme_share": Decimal("0.98")} for one in known}
    for turn, on in enumerate(OPENINGS):
        offered = [one for one in known if turn < 2 or int(one.id[1:]) % 2]
        opened = afas.open_declarations(calendar, offered, on=on, given=given)
        moved = [lived(one, rank, book, on) for rank, one in enumerate(opened)]
        rows = [Declared(key=one.id.key, opened=one.opened, **store.columns(one)) for one in moved]
        Declared.objects.bulk_create(rows)
        keep(rows, moved)


def keep(rows: list[Declared], moved: list[Declaration]) -> None:
    """The events of each, and the facts that they mean."""
    events = [
        (row, number, one, event)
        for row, one in zip(rows, moved, strict=True)
        for number, event in enumerate(one.history, start=1)
    ]
    Happened.objects.bulk_create(Happened(declared=row, number=number, event=event) for row, number, _, event in events)
    facts = [fact for _, _, one, event in events if (fact := from_workflow(one, event)) is not None]
    Booked.objects.bulk_create(Booked(name=fact.id, activity=fact.activity, fact=fact) for fact in facts)


def lived(declaration: Declaration, rank: int, book: afas.RoleBook, on: date) -> Declaration:
    """The declaration after some of the steps of its life: none, entered, transmitted or accepted, by its rank."""
    steps: list[tuple[afas.workflow.Action, Person]] = [
        (afas.Enter("activity", values={"attended_hours": str(9000 + rank)}), ALL),
        (afas.Check("activity"), ALL),
        (afas.Enter("financial", values={"expenses": str(30000 + rank)}), ALL),
        (afas.Check("financial"), ALL),
        (afas.Validate(), ALL),
        (afas.Sign(), ALL),
        (afas.Transmit(), ALL),
        (afas.Accept(), CAF),
    ]
    at = datetime.combine(on + timedelta(days=2), datetime.min.time(), store.zone())
    for minute, (action, by) in enumerate(steps[: (0, 1, 3, 7, 8)[rank % 5]]):
        moment = at + timedelta(minutes=minute)
        declaration = afas.apply(declaration, action, by=by, roles=book, at=moment, scale=store.scale()).declaration
    return declaration
