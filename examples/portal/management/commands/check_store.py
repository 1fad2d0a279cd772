"""`check_store`: reads every stored object again, and says what it no longer keeps (`afas.check`)."""

from typing import Any

from django.core.management import BaseCommand, CommandError

import afas
from afas.errors import AfasError
from examples.portal import store
from examples.portal.models import Declared, Happened


class Command(BaseCommand):
    """Verifies the whole store: declarations, roles, ledger, calendar, audit trail."""

    help = "verify every stored object; the exit status is not 0 where something is wrong"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's own shape
        """Say each fault, or that all holds."""
        said: list[str] = []
        declarations = []
        for pk, key in Declared.objects.order_by("pk").values_list("pk", "key"):
            try:
                row = Declared.objects.get(pk=pk)
            except AfasError as error:
                said += [f"{key}: {fault.text('fr')}" for fault in error.faults]
                continue
            declarations.append(row.whole)
            said += trail(row)
        whole = {
            "declarations": declarations,
            "roles": store.book(),
            "ledger": store.ledger(),
            "calendar": store.calendar(),
        }
        said += [fault.text("fr") for fault in afas.check(whole)]
        for line in said:
            self.stdout.write(line)
        if said:
            raise CommandError(f"{len(said)} à corriger")
        self.stdout.write(f"Tout tient : {len(declarations)} déclarations.")


def trail(row: Declared) -> list[str]:
    """What a stored declaration and its audit trail say otherwise."""
    kept = store.events_of(row.pk)
    digests = list(Happened.objects.filter(declared=row).order_by("number").values_list("digest", flat=True))
    made = [event.signature.digest if event.signature else "" for event in row.whole.history]
    said = []
    if tuple(kept) != row.whole.history:
        said.append(f"{row.key}: l’historique n’est pas celui de la piste d’audit")
    if digests != made:
        said.append(f"{row.key}: l’empreinte d’une signature n’est pas celle de la piste d’audit")
    if row.version != row.whole.version or {
        name: getattr(row, name) for name in afas.listing.row(row.whole)
    } != afas.listing.row(row.whole):
        said.append(f"{row.key}: les colonnes de la liste ne disent pas ce que dit la déclaration")
    return said
