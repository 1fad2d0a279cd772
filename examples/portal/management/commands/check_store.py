"""`check_store`: reads every stored object again, and says what it no longer keeps (`afas.check`)."""

from typing import Any

from django.core.management import BaseCommand, CommandError

import afas
from afas.declarations import Declaration
from afas.errors import AfasError
from examples.portal import store
from examples.portal.apart import BROKEN
from examples.portal.models import Apart, Declared


class Command(BaseCommand):
    """Verifies the whole store: declarations, roles, ledger, calendar, audit trail."""

    help = "verify every stored object; the exit status is not 0 where something is wrong"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's own shape
        """Say each fault, or that all holds."""
        said: list[str] = []
        declarations = []
        for row in Declared.objects.order_by("pk").defer("opened", "summary").iterator():
            try:
                declaration = store.declaration(row)
                said += beside(row, declaration)
                declarations.append(declaration)
            except AfasError as error:
                said.append(BROKEN.fill(key=row.key, why=" ; ".join(fault.text("fr") for fault in error.faults))("fr"))
        whole = {
            "declarations": declarations,
            "roles": store.book(),
            "ledger": store.ledger(),
            "calendars": store.calendars(),
        }
        said += [fault.text("fr") for fault in afas.check(whole)]
        for line in said:
            self.stdout.write(line)
        if said:
            raise CommandError(f"{len(said)} à corriger")
        self.stdout.write(f"Tout tient : {len(declarations)} déclarations, et {Apart.objects.count()} mises à part.")


def beside(row: Declared, declaration: Declaration) -> list[str]:
    """What stands beside a declaration, and is not what it says."""
    kept = {name: getattr(row, name) for name in store.columns(declaration)}
    names = [name for name, value in store.columns(declaration).items() if kept[name] != value]
    return [f"{row.key}: {name} ne dit pas ce que dit la déclaration" for name in names]
