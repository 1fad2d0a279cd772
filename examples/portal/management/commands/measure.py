"""`measure`: loads a large store in a database of its own, and says how long each page takes to answer."""

from collections.abc import Callable
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from django.core.cache import cache
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

from examples.portal import large
from examples.portal.models import Declared

MEDIAN, LATEST = 0.2, 0.5
ANEW = "a feed written anew"
"""A calendar program is answered so once in a day, or when something has changed: the limit of the late ones holds."""
PAGES = ("/", "/declarations/", "/declarations/?status=TRANSMITTED&sort=-year&page=3")


class Command(BaseCommand):
    """The time of the pages that everybody opens, with thousands of declarations."""

    help = "load a large store in a database of its own and measure list, home, queue and feed"

    def add_arguments(self, parser: CommandParser) -> None:
        """How large, and how many times."""
        parser.add_argument("--activities", type=int, default=2000)
        parser.add_argument("--times", type=int, default=40)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's own shape
        """Load, ask each page so many times, say the median and the 95th percentile."""
        setup_test_environment()
        former = connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            large.load(options["activities"])
            self.stdout.write(f"{options['activities']} activities, {Declared.objects.count()} declarations")
            slow = [name for name, ask in pages() if self.too_slow(name, ask, options["times"])]
        finally:
            connection.creation.destroy_test_db(former, verbosity=0)
            teardown_test_environment()
        if slow:
            raise CommandError(f"over {MEDIAN * 1000:.0f} ms (median) or {LATEST * 1000:.0f} ms (95 %): {slow}")

    def too_slow(self, name: str, ask: Callable[[], Any], times: int) -> bool:
        """Ask, and say how long it took."""
        taken, busy = [], []
        for _ in range(times):
            start, began = perf_counter(), process_time()
            answer = ask()
            taken.append(perf_counter() - start)
            busy.append(process_time() - began)
            assert answer.status_code == 200, (name, answer.status_code)
        middle, late = median(taken), quantiles(taken, n=20)[-1]
        said = (middle, late, median(busy))
        self.stdout.write(
            "{:66} median {:5.0f} ms   95 % {:5.0f} ms   processor {:4.0f} ms".format(
                name, *(one * 1000 for one in said)
            )
        )
        return late > LATEST or (middle > MEDIAN and not name.endswith(ANEW))


def pages() -> list[tuple[str, Callable[[], Any]]]:
    """Each page, as whoever holds a role everywhere, at one partner, and as the Caf."""
    found: list[tuple[str, Callable[[], Any]]] = []
    for key in (large.ALL.id, large.SOME.id, "CAF"):
        client = Client()
        client.post("/sign-in/", {"person": key})
        address = "" if key == "CAF" else feed(client)
        paths = [*PAGES, address or "/caf/"]
        found += [(f"{key}: {path[:50]}", lambda client=client, path=path: client.get(path)) for path in paths]  # type: ignore[misc]
        if address:
            found.append((f"{key}: {ANEW}", lambda client=client, path=address: anew(client, path)))  # type: ignore[misc]
    return found


def anew(client: Client, path: str) -> Any:
    """A feed as it is the first time."""
    cache.clear()
    return client.get(path)


def feed(client: Client) -> str:
    """The secret address of a person's calendar."""
    return "/feed/" + client.post("/feed/").content.decode().split("/feed/", 2)[-1].split("<")[0]
