"""`demo`: makes the tables, loads the demonstration where there is none, and says whom to sign in as."""

from typing import Any

from django.core.management import BaseCommand, call_command

from examples.portal import demo
from examples.portal.models import Stored
from examples.portal.people import persons


class Command(BaseCommand):
    """The demonstration, ready to be looked at."""

    help = "make the tables, load the demonstration where there is none"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's own shape
        """Make, load, say."""
        call_command("migrate", verbosity=0)
        if not Stored.objects.exists():
            demo.load()
        self.stdout.write("Portail de démonstration : http://127.0.0.1:8000/")
        self.stdout.write("Se connecter comme : " + ", ".join(one.name for one in persons()))
        self.stdout.write("Ctrl-C pour arrêter.")
