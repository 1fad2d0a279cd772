"""`outbox READER`: what happened to declarations and that this reader has not had yet, a JSON line an event."""

import json
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import transaction
from django.db.models import F, TextField
from django.db.models.functions import Cast

from examples.portal.models import Delivered, Happened, Reader


class Command(BaseCommand):
    """Hands events to another system, each at least once, in the order in which they happened to their declaration.

    An event counts as handed out once it is written: whoever stops in between finds it again, under the same id.
    """

    help = "write the events that READER has not had yet, a JSON line each"

    def add_arguments(self, parser: CommandParser) -> None:
        """Who reads, and how much at once."""
        parser.add_argument("reader")
        parser.add_argument("--limit", type=int, default=1000)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's own shape
        """Write the events, then note that they were handed out; two calls of one reader wait for each other."""
        Reader.objects.get_or_create(name=options["reader"])
        reader = Reader.objects.select_for_update().get(name=options["reader"])
        left = Happened.objects.exclude(delivered__reader=reader).order_by("pk")
        texts = left.annotate(text=Cast(F("event"), TextField()))
        found = list(texts.values_list("pk", "declared__key", "number", "text")[: options["limit"]])
        for pk, key, number, text in found:
            line = {"id": pk, "declaration": key, "number": number, "event": json.loads(text)}
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        self.stdout.flush()
        Delivered.objects.bulk_create(Delivered(reader=reader, event_id=pk) for pk, *_ in found)
