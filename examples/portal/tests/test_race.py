"""Several workers at once, and a worker that dies: nothing is lost, nothing comes twice, nothing half."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from time import sleep
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.test import TestCase, TransactionTestCase

import afas
from afas import Role
from afas.administration import TransferRole, WithdrawRole
from afas.declarations import Enter, Summary
from afas.errors import AfasError
from afas.partners import CAF, Person
from examples.portal import demo, kept, on_postgres, store
from examples.portal.models import Booked, Declared, Happened, Posted
from examples.portal.tests.base import declaration, row


def person(key: str) -> Person:
    """A person of the demonstration."""
    return next(one for one in store.book().reference.persons if one.id == key)


def at_once(*tasks: Callable[[], Any], workers: int = 3) -> list[Any]:
    """What each gives, or the error that it raises, on connections of their own."""

    def run(task: Callable[[], Any]) -> Any:
        try:
            return task()
        except (AfasError, kept.Overtaken) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, tasks))


class Race(TransactionTestCase):
    """Each test has committed rows, which several connections see."""

    def setUp(self) -> None:
        demo.load()

    def test_twenty_four_savers_of_three_workers(self) -> None:
        """Each save is an event, numbered without a hole; the last one stands."""
        centre, bruno = row("A1"), person("bruno")
        before = declaration(centre).version

        def saver(hours: int) -> Callable[[], Any]:
            save = Enter("activity", site="S1", values={"attended_hours": str(hours)})
            return lambda: store.act(centre, save, by=bruno, once=f"post {hours}")

        found = at_once(*map(saver, range(1, 25)))
        assert not [one for one in found if isinstance(one, Exception)], found
        after = declaration(centre)
        assert after.version == before + 24
        numbers = list(Happened.objects.filter(declared_id=centre).order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, after.version + 1))
        typed = {event.action.values["attended_hours"] for event in after.history[before:]}  # type: ignore[union-attr]
        assert typed == {str(hours) for hours in range(1, 25)}
        assert tuple(store.events_of(centre)) == after.history

    def test_two_sites_saved_by_those_who_saw_the_same_version(self) -> None:
        """Saves that do not overlap come together; two of one field do not, and the second is told."""
        centre, bruno, chloe = row("A1"), person("bruno"), person("chloe")
        seen = declaration(centre).version

        def save(site: str, by: Person, hours: str) -> Callable[[], Any]:
            action = Enter("activity", site=site, values={"attended_hours": hours}, seen=seen)
            return lambda: store.act(centre, action, by=by)

        found = at_once(save("S1", bruno, "1"), save("S2", chloe, "2"), save("S1", bruno, "3"))
        refused = [one for one in found if isinstance(one, Exception)]
        assert len(refused) == 1, found
        assert [fault.code for fault in refused[0].faults] == ["conflict"]  # type: ignore[attr-defined]
        assert declaration(centre).version == seen + 2

    def test_one_post_sent_by_three_workers_is_done_once(self) -> None:
        """A double click, or a proxy that sends again."""
        centre, bruno = row("A1"), person("bruno")
        before = declaration(centre).version
        save = Enter("activity", site="S1", values={"attended_hours": "7"})
        at_once(*[lambda: store.act(centre, save, by=bruno, once="same")] * 3)
        assert declaration(centre).version == before + 1

    def test_accept_against_cancel(self) -> None:
        """Whichever comes first, the history and the ledger tell the same."""
        relay = row("A3")
        at_once(
            lambda: store.act(relay, afas.Accept(), by=CAF), lambda: store.act(relay, afas.Cancel("erreur"), by=CAF)
        )
        found = declaration(relay)
        assert found.status.value == "CANCELLED"
        accepted = [event for event in found.history if event.name.value == "ACCEPT"]
        assert Booked.objects.filter(activity="A3", name__contains="/ACCEPT/").count() == len(accepted)
        call_command("check_store", stdout=_Quiet())

    def test_three_transfers_of_one_role(self) -> None:
        """One takes place; the others are told, and the book has one holder."""
        on, denise = store.today() + timedelta(days=2), person("denise")

        def hand(taker: str) -> Callable[[], Any]:
            change = TransferRole(Role.ACTIVITY_DATA, person("chloe"), "S2", person(taker), on)
            return lambda: store.change_roles(change, by=denise)

        found = at_once(hand("bruno"), hand("amel"), hand("eric"))
        assert len([one for one in found if one is None]) == 1, found
        assert len(store.role_history()) == 1
        assert len(store.book().holders(Role.ACTIVITY_DATA, "S2", on)) == 1


class Killed(TransactionTestCase):
    """A worker whose process is killed before its n-th statement, or before it commits."""

    def setUp(self) -> None:
        demo.load()

    def killed_everywhere(self, task: Callable[[], Any], state: Callable[[], object]) -> int:
        """Kill it before each statement in turn: the state stays. How many times it died before it came through."""
        before = state()
        for died in range(60):
            if not _dies(task, before_statement=died + 1):
                assert state() != before, "it came through, and nothing was stored"
                return died
            assert state() == before, f"half of it was stored before statement {died + 1}"
        raise AssertionError

    def test_an_action(self) -> None:
        """The event, the summary, the fact and the number of the post come together, or none does; then once."""
        relay = row("A3")

        def state() -> object:
            counts = (Happened.objects.count(), Booked.objects.count(), Posted.objects.count())
            return declaration(relay), Declared.objects.get(pk=relay).summary, counts

        def accept() -> object:
            return store.act(relay, afas.Accept(), by=CAF, once="accept")

        assert self.killed_everywhere(accept, state) > 8
        done = state()
        accept()
        assert state() == done, "posted again after it came through"
        assert Booked.objects.filter(name__contains="/ACCEPT/").count() == 1
        call_command("check_store", stdout=_Quiet())

    def test_a_change_of_roles(self) -> None:
        """The book and its history."""
        change = WithdrawRole(Role.APPROVER, person("amel"), "A2", store.today() + timedelta(days=1))
        denise = person("denise")
        died = self.killed_everywhere(
            lambda: store.change_roles(change, by=denise), lambda: (store.book(), len(store.role_history()))
        )
        assert died > 5

    def test_an_opening(self) -> None:
        """What opened before it was killed is not opened twice."""
        later = date(2023, 6, 26)
        died = self.killed_everywhere(lambda: store.open_due(later), Declared.objects.count)
        assert died > 3
        before = Declared.objects.count()
        store.open_due(later)
        assert Declared.objects.count() == before


def _dies(task: Callable[[], Any], *, before_statement: int) -> bool:
    """Run it in a process of its own, killed before that statement, or before it commits. Was it killed?"""
    connections.close_all()  # each process has connections of its own
    child = os.fork()
    if child == 0:
        left = [before_statement]

        def count(go_on: Callable[..., Any], *rest: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return go_on(*rest)

        commit = connection.commit
        connection.commit = lambda: count(commit)
        with connection.execute_wrapper(count):
            task()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


class Restarted(TransactionTestCase):
    """The database goes away in the midst of the day; on SQLite, every connection does."""

    def setUp(self) -> None:
        demo.load()

    def test_savers_who_send_again_lose_nothing_and_double_nothing(self) -> None:
        """Three workers and twelve saves, each sent until it is answered; the database is killed after the fourth."""
        centre, bruno = row("A1"), person("bruno")
        before = declaration(centre).version
        cluster = os.environ.get("PORTAL_CLUSTER")

        def saver(hours: int) -> Callable[[], Any]:
            save = Enter("activity", site="S1", values={"attended_hours": str(hours)})

            def send() -> object:
                if hours == 4:
                    on_postgres.restart(cluster) if cluster else connections.close_all()
                return store.act(centre, save, by=bruno, once=f"post {hours}")

            return lambda: until_answered(send)

        at_once(*map(saver, range(1, 13)))
        connections.close_all()
        after = declaration(centre)
        typed = [event.action.values["attended_hours"] for event in after.history[before:]]  # type: ignore[union-attr]
        assert sorted(map(str, typed)) == sorted(map(str, range(1, 13)))
        call_command("check_store", stdout=_Quiet())


def until_answered(task: Callable[[], Any]) -> Any:
    """Send again, as a person does who is told that the service is away."""
    for _ in range(200):
        try:
            return task()
        except (OperationalError, InterfaceError):
            connections.close_all()
            sleep(0.1)
    raise AssertionError


class Checked(TestCase):
    """`check_store` on the whole store."""

    @classmethod
    def setUpTestData(cls) -> None:
        demo.load()

    def test_a_sound_store(self) -> None:
        """Nothing to say."""
        call_command("check_store", stdout=_Quiet())

    def test_what_is_altered_where_it_is_stored_is_found(self) -> None:
        """A figure, a column of the list, an event of the trail, a digest."""
        relay = Declared.objects.filter(pk=row("A3"))
        events = Happened.objects.filter(declared_id=relay.get().pk)
        last = events.count()
        changes: tuple[Callable[[], Any], ...] = (
            lambda: relay.update(status="ACCEPTED"),
            lambda: relay.update(summary=Summary.of(relay.get().opened)),
            lambda: Happened.objects.filter(declared_id=relay.get().pk, number=2).delete(),
            lambda: events.filter(number=last).delete(),
            lambda: alter(relay.get().pk, '"animator_fte":"1.5"', '"animator_fte":"2.5"'),
            lambda: alter(relay.get().pk, '"digest":"', '"digest":"0'),
            lambda: Booked.objects.filter(name__contains="/TRANSMIT/").delete(),
        )
        for change in changes:
            with self.subTest(change=change), transaction.atomic():
                change()
                try:
                    call_command("check_store", stdout=_Quiet())
                except CommandError:
                    pass
                else:
                    self.fail("it was not found")
                transaction.set_rollback(True)


def alter(row: int, found: str, put: str) -> None:
    """Rewrite a text where it is stored, past everything."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update portal_happened set event = replace(event, %s, %s) where declared_id = %s", [found, put, row]
        )


class _Quiet:
    """Takes what is written, and shows nothing."""

    def write(self, *words: str) -> None:
        """Nothing."""
