"""Who is signed in, what they see, and the language they read.

Here a demonstration person is chosen from a list; a portal in service puts its identity provider in its place. What a
person may see or do is asked of `afas`, from the book of roles of the day.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from afas.followup import Choice, Choices, choices
from afas.partners import CAF, Person
from afas.text import Message, Text
from examples.portal import store
from examples.portal.kept import whole
from examples.portal.models import Declared
from examples.portal.words import WORDS, Words

View = Callable[..., HttpResponse]


def persons() -> list[Person]:
    """Those who may sign in: the persons of the reference data, and the Caf."""
    return [*store.book().reference.persons, CAF]


def description(one: Person) -> Text | Message:
    """What a person of the demonstration does today: their roles, and where."""
    book, on = store.book(), store.today()
    held = [row for row in book.held_by(one) if row.may_act(on)]
    places = {found.partner for row in held if (found := book.reference.activity(row.activity))}
    partners = [known.name for known in book.reference.partners if known.id in places]
    roles = [role.text for role in dict.fromkeys(row.role for row in held)]
    roles += [Choice.PROFILES.text for keeper in store.administrators() if keeper.person.id == one.id]
    roles += [WORDS["greyed"]] if one.id in store.to_validate() else []
    if one == CAF or not roles:
        return WORDS["the_caf" if one == CAF else "no_role"]
    return WORDS["roles_where"].fill(roles=roles, partners=partners) if partners else WORDS["roles"].fill(roles=roles)


def person(request: HttpRequest) -> Person | None:
    """Who is signed in; as the reference data knows them today."""
    key = request.session.get("person")
    return next((one for one in persons() if one.id == key), None) if key else None


def language(request: HttpRequest) -> str:
    """French, unless English was chosen."""
    return "en" if request.session.get("language") == "en" else "fr"


def home(by: Person) -> Choices:
    """What the person may open, and why not the rest."""
    kept, on, all_of_them = whole("book"), store.today(), store.administrators()
    question = ("home", by, on, all_of_them)
    return kept.once(question, lambda: choices(kept.value, by, on=on, administrators=all_of_them))


def signed_in(*needed: Choice) -> Callable[[View], View]:
    """A view for persons who are signed in, and to whom one of these choices of the home is open."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            by = person(request)
            if by is None:
                return redirect("sign_in")
            if needed and not any(home(by).open(choice) for choice in needed):
                raise Http404
            return view(request, by, *args, **kwargs)

        return guarded

    return decorate


declares = signed_in(Choice.DECLARATIONS)


def seen(by: Person) -> QuerySet[Declared]:
    """The declarations a person sees: those of activities where they hold a role today; the Caf sees all."""
    if by == CAF:
        return Declared.objects.all()
    there = [one.activity for one in store.visible(by)]
    return Declared.objects.filter(activity_id__in=there)


def seen_or_404(by: Person, row: int) -> Declared:
    """One of those; another does not exist for them."""
    found: Declared = get_object_or_404(seen(by), pk=row)
    return found


def context(request: HttpRequest) -> dict[str, Any]:
    """What every page shows: the person, the language, the day, and the choices of the menu."""
    locale, by = language(request), person(request)
    menu = home(by) if by else Choices(())
    return {
        "locale": locale,
        "words": Words(WORDS, locale),
        "person": by,
        "today": store.today(),
        "menu": menu.all,
        "declares": menu.open(Choice.DECLARATIONS),
        "writes": by != CAF and (menu.open(Choice.DECLARATIONS) or menu.open(Choice.PROFILES)),
        "is_caf": by == CAF,
    }
