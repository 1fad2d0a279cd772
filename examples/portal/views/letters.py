"""The calendar feed under a secret address, and a message to the Caf with the subject it asks for."""

import secrets
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from afas import directories, ical
from afas.contacts import Topic, draft
from afas.errors import AfasError
from afas.partners import CAF, Person
from examples.portal import people, store
from examples.portal.entry import posted
from examples.portal.kept import whole
from examples.portal.models import WAITING, Feed
from examples.portal.people import signed_in


def digest(secret: str) -> str:
    """What is stored in the place of a secret: whoever reads the database does not read the feeds."""
    return sha256(secret.encode()).hexdigest()


@require_POST
@signed_in()
def feed_new(request: HttpRequest, by: Person) -> HttpResponse:
    """A new secret address, shown once; the former one answers no more."""
    if by == CAF:
        raise Http404
    secret = secrets.token_urlsafe(32)
    Feed.objects.update_or_create(person=by.id, defaults={"secret": digest(secret)})
    address = request.build_absolute_uri(reverse("feed", args=[secret]))
    return render(request, "portal/feed.html", {"address": address})


@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What is to be transmitted by the person whose address it is, and their roles that end; no session is needed.

    It is written anew once something in it has changed, and each day: calendar programs ask several times an hour.
    """
    row = Feed.objects.filter(secret=digest(secret)).first()
    by = next((one for one in people.persons() if row and one.id == row.person), None)
    if by is None:
        raise Http404
    waiting = people.seen(by).filter(status__in=WAITING)
    book, locale = store.book(), people.language(request)
    versions = waiting.aggregate(Count("pk"), Sum("version"), Max("pk"))
    key = digest(f"{by.id} {locale} {store.today()} {whole('book').version} {versions}")
    body = cache.get(key)
    if body is None:
        ending = [one for one in book.held_by(by) if one.power and one.power.end]
        names = {one.id: one.name for one in book.reference.activities}
        names |= {site.id: site.name for one in book.reference.activities for site in one.sites}
        things = [*waiting.order_by("before", "pk").values_list("summary", flat=True), *ending]
        body = ical.export(things, at=store.now(), name="Afas", names=names, locale=locale)
        cache.set(key, body)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


@require_http_methods(["GET", "POST"])
@signed_in()
def contacts(request: HttpRequest, by: Person) -> HttpResponse:
    """Whom to write to, and a message ready to be sent from one's own mail program."""
    directory, made, objections = directories.get(store.calendar().caf), None, list[Any]()
    reference = store.book().reference
    keys = [one.activity for one in store.book().held_by(by)]
    mine = {found.partner for key in keys if (found := reference.activity(key))} | set(people.home(by).partners())
    partners = [one for one in reference.partners if one.id in mine]
    if not partners:
        raise Http404
    if request.method == "POST":
        partner = next((one for one in partners if one.id == request.POST.get("partner")), partners[0])
        try:
            topic = Topic(request.POST.get("topic", Topic.DECLARATIONS))
            made = draft(
                directory,
                topic,
                request.POST.get("message", "")[:4000],
                partner=partner.name,
                commune=partner.commune,
                signed=by.name,
                year=posted(request.POST, "year"),
                keyword=request.POST.get("keyword", ""),
                locale=people.language(request),
            )
        except AfasError as error:
            objections = list(error.faults) or [error]
        except ValueError:
            objections = ["blocked"]
    day: date = store.today()
    given = {
        "found": [(one, directory.find(one)) for one in partners],
        "partners": partners,
        "topics": list(Topic),
        "keywords": directory.keywords,
        "years": [day.year - 1, day.year, day.year + 1],
        "draft": made,
        "sent": request.POST,
        "objections": objections,
    }
    return render(request, "portal/contacts.html", given, status=400 if objections else 200)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - one answer for all
    """The same answer for what is not there and for what is not for this person."""
    return render(request, "portal/error.html", status=404)
