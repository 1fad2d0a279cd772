"""`rewrite_store`: writes what an earlier version of the wire wrote as the present one does.

Nothing needs it, since every version is read for ever: whoever reads the tables with other tools may want one form.
"""

from typing import Any

from django.apps import apps
from django.core.management import BaseCommand, CommandError
from django.db.models import F, Model, TextField
from django.db.models.functions import Cast

from afas import exchange
from afas.errors import AfasError
from examples.portal.apart import BROKEN, broken
from examples.portal.models import AfasField, Declared, Happened

_DECLARED: dict[type[Model], str] = {Declared: "pk", Happened: "declared_id"}
"""Where a row says which declaration it is of."""


class Command(BaseCommand):
    """Row by row, each in a transaction of its own: it may be stopped, and run again."""

    help = "rewrite stored objects in the present version of the wire, and say what an earlier one lacked"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's own shape
        """Rewrite every column; the exit status is not 0 where something cannot be read."""
        left = {row for row, key in Declared.objects.values_list("pk", "key") if self.told(key, broken(row))}
        done, unread = 0, len(left)
        for model in apps.get_app_config("portal").get_models():
            rows = model._default_manager.order_by("pk")
            if model in _DECLARED:
                rows = rows.exclude(**{f"{_DECLARED[model]}__in": left})
            for name in [field.name for field in model._meta.fields if isinstance(field, AfasField)]:
                texts = rows.annotate(text=Cast(F(name), TextField()))
                for pk, text in list(texts.values_list("pk", "text")):
                    try:
                        done += self.rewritten(model, name, pk, text)
                    except AfasError as error:
                        unread += 1
                        self.stdout.write(f"{model.__name__} {pk}: {error.text('fr')}")
        self.stdout.write(f"{done} rewritten in version {exchange.WIRE_VERSION}")
        if unread:
            raise CommandError(f"{unread} cannot be read, and are as they were")

    def told(self, key: str, why: str) -> bool:
        """Say that a declaration cannot be read back, and what to do: it is left as it is."""
        if why:
            self.stdout.write(BROKEN.fill(key=key, why=why)("fr"))
        return bool(why)

    def rewritten(self, model: type[Model], name: str, pk: object, text: str) -> int:
        """Rewrite one text, unless it stands as it should or somebody changed it meanwhile."""
        reading = exchange.read(text)
        for gap in reading.gaps:
            self.stdout.write(f"{model.__name__} {pk}: {gap.text('fr')}")
        for path in reading.unknown:
            self.stdout.write(f"{model.__name__} {pk}: {'.'.join(map(str, path))} n’est pas connu, et reste tel quel")
        new = exchange.dumps(reading.value, unknown=reading.unknown)
        if new == text:
            return 0
        return model._default_manager.filter(**{"pk": pk, name: text}).update(**{name: new})
