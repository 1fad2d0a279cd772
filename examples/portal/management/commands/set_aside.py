"""`set_aside KEY`: moves a declaration that cannot be read back out of the way; without a key, writes what is apart."""

import json
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from examples.portal import apart
from examples.portal.models import Apart, Declared


class Command(BaseCommand):
    """Nothing is lost: the texts are kept as they were stored."""

    help = "set a declaration aside that cannot be read back, or write those that are, a JSON line each"

    def add_arguments(self, parser: CommandParser) -> None:
        """The key of a declaration, as `check_store` and `rewrite_store` say it."""
        parser.add_argument("key", nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's own shape
        """Set it aside, or write."""
        if options["key"] is None:
            for one in Apart.objects.order_by("pk"):
                line = {"declaration": one.key, "why": one.why, "text": json.loads(one.text)}
                self.stdout.write(json.dumps(line, ensure_ascii=False))
            return
        row = Declared.objects.filter(key=options["key"]).values_list("pk", flat=True).first()
        if row is None:
            raise CommandError(f"no declaration {options['key']}")
        self.stdout.write(apart.set_aside(row))
