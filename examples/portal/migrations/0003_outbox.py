"""Who has had which event of the outbox."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_history_apart")]

    operations = [
        migrations.CreateModel(
            name="Reader",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="Delivered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="portal.happened")),
                ("reader", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="portal.reader")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("reader", "event"), name="delivered_once")],
            },
        ),
    ]
