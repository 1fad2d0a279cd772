"""Signing in, the home page with its alerts, the language, and the date of the demonstration."""

from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import afas
from afas.declarations import Status
from afas.followup import Choice, Todo, todo
from afas.partners import CAF, Person
from examples.portal import people, store
from examples.portal.models import WAITING, Clock, Declared
from examples.portal.people import signed_in

_HERE = Path(__file__).resolve().parent.parent
_SHOWN = 50
_BATCH = 200


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Choose a person of the demonstration."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        chosen = next((one for one in people.persons() if one.id == request.POST.get("person")), None)
        if chosen is not None:
            locale = people.language(request)
            request.session.flush()
            request.session["person"], request.session["language"] = chosen.id, locale
            return redirect("home")
    shown = [(one, people.description(one)) for one in people.persons()]
    return render(request, "portal/sign_in.html", {"persons": shown})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    request.session.flush()
    return redirect("sign_in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """French or English, from then on."""
    request.session["language"] = "fr" if people.language(request) == "en" else "en"
    return redirect("home" if request.session.get("person") else "sign_in")


@require_POST
@signed_in()
def clock(request: HttpRequest, by: Person) -> HttpResponse:  # noqa: ARG001 - whoever is signed in
    """Move the demonstration on to a later day, and open what is due."""
    if not settings.DEMO:
        raise Http404
    try:
        wanted = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return redirect("home")
    ahead = (wanted - store.today()).days
    if 0 < ahead <= 400:
        entry = Clock.objects.first() or Clock(days=0)
        entry.days += ahead
        entry.save()
        store.open_due(store.today())
    return redirect("home")


@require_GET
@signed_in()
def home(request: HttpRequest, by: Person) -> HttpResponse:
    """What is open to the person, what waits to be transmitted, and what they have to do."""
    on, roles = store.today(), store.book()
    rows = people.seen(by)
    rows = rows.filter(status__in=[Status.TRANSMITTED] if by == CAF else WAITING)
    activities = {one.id: one for one in roles.reference.activities}
    there = store.visible(by) if people.home(by).open(Choice.DECLARATIONS) else ()
    mine = [activities[one.activity] for one in there if one.activity in activities]
    rows_sent = people.seen(by).filter(status__in=[one for one in Status if one.sent], before__gt=on)
    sent = list(rows_sent.values_list("summary", flat=True)) if mine else []
    alerts = [one for year in store.calendars() for one in afas.alerts(year, mine, on=on, declarations=sent)]
    given = {
        "alerts": sorted(alerts, key=lambda one: (one.window.before, one.activity.id))[:_SHOWN],
        "todo": due(rows, by),
        "tomorrow": (on + timedelta(days=1)).isoformat(),
        "demo": settings.DEMO,
    }
    return render(request, "portal/home.html", given)


def due(rows: QuerySet[Declared], by: Person) -> list[tuple[int, Todo]]:
    """What awaits the person, the earliest deadlines first, with the number of each declaration's row."""
    waiting = rows.order_by("before", "pk").values_list("pk", "summary").iterator(_BATCH)
    found: list[tuple[int, Todo]] = []
    while len(found) < _SHOWN and (batch := list(islice(waiting, _BATCH))):
        numbers = {short.id: number for number, short in batch}
        tasks = todo((short for _, short in batch), by=by, roles=store.book(), on=store.today())
        found += [(numbers[task.declaration.id], task) for task in tasks]
    return found[:_SHOWN]


@require_GET
def style(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for all
    """The one style sheet."""
    return _file("portal.css", "text/css")


@require_GET
def icon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for all
    """The sign of the browser's tab."""
    return _file("portal.svg", "image/svg+xml")


def _file(name: str, kind: str) -> HttpResponse:
    answer = FileResponse((_HERE / name).open("rb"), content_type=kind)
    answer["Cache-Control"] = "max-age=300"
    return answer
