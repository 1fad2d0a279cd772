"""The demonstration: a town and its people, the calendar of 2023, and some first steps taken through the portal itself.

The figures of the campaign are those of `examples/data/campaign_2023.json`, worked by hand there; all are made up.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

import afas
from afas import Activity, Agreement, FinancialYear, Given, Partner, Period, Person, Role, Site
from afas.administration import Administrator
from afas.controls import Known
from afas.parameters import ParameterValue
from afas.partners import DECLARE
from afas.payments import BroughtForward
from afas.reference import Reference
from afas.sources import Source
from examples.portal import kept, store
from examples.portal.models import Clock, Declared, FromCaf

FIRST_DAY = date(2023, 1, 16)
SINCE = date(2022, 9, 1)
_DATA = Path(__file__).resolve().parent.parent / "data" / "campaign_2023.json"
_GROUPS = frozenset({DECLARE})


def data() -> dict[str, Any]:
    """The campaign of the examples."""
    found: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return found


def people_of(told: dict[str, Any]) -> dict[str, Person]:
    """Those who sign in: the campaign's, an administrator, somebody without a role, a greyed one, and a neighbour."""
    named = {**told["people"], "denise": "Denise", "eric": "Éric", "fanny": "Fanny", "gilles": "Gilles"}
    return {key: Person(key, name, groups=_GROUPS) for key, name in named.items()}


def reference(told: dict[str, Any]) -> Reference:
    """What the Caf's system records."""
    open_since = Period(date(2022, 1, 1))
    town = Partner(**told["partner"], service_contract=open_since, adhesion=open_since)
    other = Partner(
        "P2",
        "Association voisine (exemple)",
        "35600000049837",
        "COLOMBES",
        service_contract=open_since,
        adhesion=open_since,
    )
    activities = [
        Activity(
            one["id"],
            town.id,
            one["ps"],
            one["name"],
            town.commune,
            tuple(Site(**site) for site in one["sites"]),
            one["nature"],
        )
        for one in told["activities"]
    ]
    activities.append(
        Activity("B1", "P2", "LAEP", "Lieu d’accueil du Parc", "COLOMBES", nature="Lieu d’accueil enfants-parents")
    )
    agreements = [
        Agreement("C1", "P1", ("ALSH", "EAJE", "RPE"), open_since),
        Agreement("C2", "P2", ("LAEP",), open_since),
    ]
    return Reference.of(activities, people_of(told).values(), [town, other], agreements)


def from_caf(told: dict[str, Any]) -> Iterator[FromCaf]:
    """What the Caf hands over with the campaign: rates of the agreements, figures of earlier declarations."""
    source = Source("Convention (exemple)", "Caf 92")
    for activity, rates in told["given"].items():
        for name, raw in rates.items():
            rate = ParameterValue(date(2022, 1, 1), None, Decimal(raw), source)
            yield FromCaf(activity=activity, figures=Given("C1", activity, name, rate))
    for one in told["declarations"]:
        year = FinancialYear(2021 if one["kind"] == "ACTUAL" else 2022)
        known = Known({field: Decimal(raw) for field, raw in one["previous"].items()}, year=year)
        yield FromCaf(activity=one["activity"], kind=one["kind"], figures=known)


@transaction.atomic
def load() -> None:
    """Fill an empty database."""
    told = data()
    people, known = people_of(told), reference(told)
    book = afas.RoleBook(reference=known)
    for one in told["roles"]:
        book = book.assign(Role(one["role"]), people[one["person"]], one["where"], start=SINCE)
    for role in Role:
        book = book.assign(role, people["gilles"], "B1", start=SINCE)
    calendar = afas.calendars.get(caf="92", year=2023)
    terms = calendar.payment_terms
    assert terms is not None
    kept.replace("book", book)
    kept.replace("calendar/2023", calendar)
    kept.replace("terms", terms.with_cap(**told["cap"]).with_top_up(told["top_up_rate"]))
    kept.replace("pack", afas.illustrative_pack())
    managed = Administrator(people["denise"], "P1", Period(SINCE))
    kept.replace("administrator/denise", managed)
    kept.replace("greyed/fanny", people["fanny"])
    Clock.objects.create(days=(FIRST_DAY - timezone.localdate()).days)
    paid = [
        BroughtForward(f"{key}/2022", date(2022, 12, 31), key, 2022, amount)
        for key, amount in told["paid_for_2022"].items()
    ]
    store.book_facts(paid)
    FromCaf.objects.bulk_create(from_caf(told))
    store.open_due(FIRST_DAY)
    _first_steps(told, people)


def _first_steps(told: dict[str, Any], people: dict[str, Person]) -> None:
    """The relais is transmitted, and waits for the Caf; one site of the leisure centre is entered."""
    relay = Declared.objects.get(activity_id="A3", kind="FORECAST").pk
    bruno, amel = people["bruno"], people["amel"]
    for form, site, values in told["declarations"][2]["forms"]:
        store.act(relay, afas.Enter(form, site=site, values=values), by=bruno)
        store.act(relay, afas.Check(form, site=site), by=bruno)
    for action in (afas.Validate(), afas.Sign(), afas.Transmit()):
        store.act(relay, action, by=amel)
    centre = Declared.objects.get(activity_id="A1", kind="FORECAST").pk
    store.act(centre, afas.Enter("activity", site="S1", values={"attended_hours": "12500"}), by=bruno)
