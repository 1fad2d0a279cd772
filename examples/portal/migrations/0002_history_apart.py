"""The history of a declaration stands in its events alone; its row keeps it as it opened."""

import sys
from typing import Any

from django.db import migrations, models
from django.db.models.functions import Cast

import examples.portal.models
from examples.portal.apart import KEPT, unlike


def opened(apps: Any, schema: Any) -> None:
    """Keep what each declaration was when it opened; set aside, whole, those that their events do not give back."""
    declared, happened, apart = (apps.get_model("portal", name).objects for name in ("Declared", "Happened", "Apart"))
    texts = declared.order_by("pk").annotate(text=Cast("whole", models.TextField()))
    for row, key, text in list(texts.values_list("pk", "key", "text")):
        events = happened.filter(declared_id=row).order_by("number")
        whole, why = unlike(text, events.values_list("event", flat=True))
        if whole is not None and not why:
            declared.filter(pk=row).update(opened=whole.opened)
            continue
        apart.create(key=key, text=text, why=why)
        events.delete()
        declared.filter(pk=row).delete()
        sys.stderr.write(KEPT.fill(key=key, why=why)("fr") + "\n")
    schema.connection.check_constraints()  # PostgreSQL changes no table while a key is still to be verified


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Apart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(db_index=True, max_length=120)),
                ("text", models.TextField()),
                ("why", models.TextField()),
            ],
        ),
        migrations.AddField("declared", "opened", examples.portal.models.AfasField(null=True)),
        migrations.RunPython(opened, migrations.RunPython.noop),
        migrations.AlterField("declared", "opened", examples.portal.models.AfasField()),
        migrations.RemoveField("declared", "whole"),
        migrations.RemoveField("happened", "digest"),
        migrations.CreateModel(
            name="FromCaf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("activity", models.CharField(db_index=True, max_length=60)),
                ("kind", models.CharField(blank=True, max_length=20)),
                ("figures", examples.portal.models.AfasField()),
            ],
        ),
    ]
