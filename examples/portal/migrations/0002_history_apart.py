"""The history of a declaration stands in its events alone; its row keeps it as it opened."""

from typing import Any

from django.db import migrations, models

import examples.portal.models


def opened(apps: Any, schema: Any) -> None:  # noqa: ARG001 - Django's own shape
    """Keep of each declaration what it was when it opened."""
    rows = apps.get_model("portal", "Declared").objects
    for row in rows.all():
        rows.filter(pk=row.pk).update(opened=row.whole.opened)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [
        migrations.AddField("declared", "opened", examples.portal.models.AfasField(null=True)),
        migrations.RunPython(opened),
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
