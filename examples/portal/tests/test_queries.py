"""What a page asks of the database: as many queries for three activities as for forty, and all of one moment."""

import re
from datetime import date
from threading import Thread
from typing import Any

from django.db import connection, transaction
from django.test import Client, TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext

import afas
from afas.declarations import Enter
from examples.portal import demo, kept, large, store
from examples.portal.models import Declared, Happened
from examples.portal.tests.base import Demonstration, row

PAGES = {
    "all": ("/", "/declarations/", "/declarations/?status=TRANSMITTED&sort=-year&page=1", "/payments/", "feed"),
    "CAF": ("/", "/declarations/", "/caf/", "/payments/"),
}


def queries(client: Client, path: str) -> list[str]:
    """Those of a page that was asked for before: the worker has read the book of roles and the calendars."""
    if path == "feed":
        path = re.findall(r"/feed/[\w-]+\.ics", client.post("/feed/").content.decode())[0]
        client.post("/language/")  # the feed in English is not the one that was written just before
    else:
        client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200, path
    return [one["sql"] for one in found]


class Counted(TestCase):
    """The list, the home page with its to-do, the queue, the feed and the payments."""

    def counts(self, activities: int) -> dict[tuple[str, str], int]:
        """How many queries each page takes in a store of so many activities."""
        found: dict[tuple[str, str], int] = {}
        with transaction.atomic():
            large.load(activities)
            for person, paths in PAGES.items():
                client = Client()
                client.post("/sign-in/", {"person": person})
                found |= {(person, path): len(queries(client, path)) for path in paths}
            transaction.set_rollback(True)
        return found

    def test_the_number_of_queries_does_not_grow_with_the_number_of_declarations(self) -> None:
        """Nor is it large: the session, the versions, the clock, and what the page is about."""
        few, many = self.counts(3), self.counts(40)
        assert few == many
        assert max(many.values()) <= 8, many

    def test_opening_what_is_due_takes_as_many_whatever_is_there(self) -> None:
        """The declarations that there are come in one query, their events in another."""
        taken = []
        for activities in (3, 40):
            with transaction.atomic():
                large.load(activities)
                with CaptureQueriesContext(connection) as found:
                    assert store.open_due(date(2023, 9, 20)) > 0
                taken.append([one["sql"].split(" ", 1)[0] for one in found])
                transaction.set_rollback(True)
        assert taken[0] == taken[1]
        assert len([one for one in taken[0] if one == "SELECT"]) <= 5, taken[0]


class Whole(Demonstration):
    """Declarations read all at once are those that are read one by one."""

    def test_all_at_once(self) -> None:
        """In their order, each with its own events, or with none."""
        rows = Declared.objects.order_by("pk")
        assert list(store.declarations()) == [store.declaration(one) for one in rows]
        assert Happened.objects.count() > 0
        assert any(not one.history for one in store.declarations())


class OneMoment(Demonstration):
    """A page is of one moment; what was stored before it is in it."""

    def test_a_page_asks_for_each_version_and_the_clock_once(self) -> None:
        """However many times its parts ask."""
        found = queries(self.browser("amel"), "/")
        assert len([sql for sql in found if '"portal_clock"' in sql]) == 1
        assert len([sql for sql in found if '"portal_stored"' in sql]) == 1

    def test_no_page_is_stale(self) -> None:
        """A role given, a calendar loaded, a day gone by: the next page has them, whoever asks."""
        amel, denise, eric = (self.browser(one) for one in ("amel", "denise", "eric"))
        amel.get("/")
        assert eric.get("/declarations/").status_code == 404
        give = {"change": "give", "role": "FINANCIAL_DATA", "person": "eric", "where": "A3", "start": "2023-01-16"}
        assert denise.post("/profiles/", give).status_code == 302
        assert eric.get("/declarations/").status_code == 200
        demo_day = store.today()
        amel.post("/clock/", {"day": "2023-01-18"})
        assert (store.today() - demo_day).days == 2
        assert "18 janvier 2023" in amel.get("/").content.decode()

    def test_an_action_is_judged_by_what_stands_when_it_has_its_lock(self) -> None:
        """Not by what the page that posts it had read: the role was withdrawn meanwhile."""
        centre, bruno = row("A1"), next(one for one in store.book().reference.persons if one.id == "bruno")
        with kept.one_moment():
            held = store.book()
            stopped = held.withdraw(afas.Role.ACTIVITY_DATA, bruno, "S1", on=store.today())
            kept.replace("book", stopped, kept.whole("book").version)
            assert store.book() is held, "this page is of one moment"
            try:
                store.act(centre, Enter("activity", site="S1", values={"attended_hours": "1"}), by=bruno)
            except afas.workflow.ActionBlocked:
                pass
            else:
                self.fail("Bruno has no role any more")
        assert store.book() == stopped


class Replaced(TransactionTestCase):
    """Another worker stores a version between two readings of this one."""

    def setUp(self) -> None:
        demo.load()

    def test_a_version_that_was_replaced_meanwhile_is_no_fault(self) -> None:
        """What took its place is read."""
        known = kept.whole("book")
        with kept.one_moment():
            kept.whole("pack")  # the versions of the page are read
            other: list[Any] = []

            def replace() -> None:
                kept.replace("book", known.value)
                other.append(True)
                connection.close()

            thread = Thread(target=replace)
            thread.start()
            thread.join()
            kept._READ.clear()
            assert kept.whole("book").value == known.value
            assert kept.whole("book").version != known.version
        assert other
        bruno = next(one for one in store.book().reference.persons if one.id == "bruno")
        store.act(row("A1"), Enter("activity", site="S1", values={"attended_hours": "1"}), by=bruno)
