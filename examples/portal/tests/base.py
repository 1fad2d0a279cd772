"""A browser for each person of the demonstration, and the steps of a campaign as they take them."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client, TestCase

from afas.declarations import Declaration
from examples.portal import demo, store
from examples.portal.models import Declared

PERSONS = ("amel", "bruno", "chloe", "denise", "eric", "fanny", "gilles", "CAF")
FORMS = re.compile(r'<form[^>]*method="post"[^>]*>(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(seen|once)" value="([^"]*)"')


class Demonstration(TestCase):
    """The database holds the demonstration."""

    @classmethod
    def setUpTestData(cls) -> None:
        """Load it once."""
        demo.load()

    def browser(self, person: str) -> Client:
        """Somebody who has signed in."""
        client = Client()
        answer = client.post("/sign-in/", {"person": person})
        assert answer.status_code == 302, answer.content
        return client


def row(activity: str, kind: str = "FORECAST") -> int:
    """The number of the declaration that counts."""
    found = Declared.objects.filter(activity_id=activity, kind=kind).exclude(status="CANCELLED").get()
    return int(found.pk)


def declaration(number: int) -> Declaration:
    """As it is stored."""
    return store.declaration(Declared.objects.get(pk=number))


def hidden(answer: HttpResponse) -> dict[str, str]:
    """What the page's form sends by itself."""
    return dict(HIDDEN.findall(answer.content.decode()))


def words(answer: HttpResponse) -> str:
    """What the page says, without its markup."""
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\xa0", " ").replace("\u202f", " ")


def fill(client: Client, number: int, place: str, *, check: bool = True, **values: str) -> Any:
    """Fill a form (`activity/S1`), as the page sends it; and check it."""
    path = f"/declarations/{number}/form/{place}/"
    said = {f"field-{name}": value for name, value in values.items()}
    return client.post(path, {**hidden(client.get(path)), **said, ("check" if check else "save"): ""})


def do(client: Client, number: int, action: str, **said: str) -> Any:
    """Take an action, as its page sends it."""
    path = f"/declarations/{number}/do/{action}/"
    return client.post(path, {**hidden(client.get(path)), **said})


def move_to(client: Client, day: date) -> None:
    """Move the demonstration on."""
    client.post("/clock/", {"day": day.isoformat()})
    assert store.today() == day


def addresses(number: int) -> Iterator[str]:
    """Every address of the portal about one declaration, and the others."""
    yield from ("/", "/declarations/", "/caf/", "/caf/load/", "/payments/", "/profiles/", "/contacts/")
    yield from (f"/declarations/{number}/", f"/declarations/{number}/recap/", f"/declarations/{number}/receipt.pdf")
    yield from (
        f"/declarations/{number}/form/{place}/" for place in ("activity", "activity/S1", "activity/S2", "financial")
    )
    yield from (
        f"/declarations/{number}/do/{name}/" for name in ("VALIDATE", "SIGN", "TRANSMIT", "ACCEPT", "REFUSE", "CANCEL")
    )
