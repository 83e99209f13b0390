"""What copies and new children of an incident begin with."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


from incidents.catalogue import defaults


def fill(apps, schema_editor):
    rows = apps.get_model("incidents", "CopiedField").objects
    for name, for_copy, for_child in defaults.COPIED_FIELDS:
        rows.get_or_create(name=name, defaults={"for_copy": for_copy, "for_child": for_child})


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0013_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CopiedField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("title", "Title"),
                            ("description", "Description"),
                            ("requester", "Requester"),
                            ("service", "Service"),
                            ("category", "Category"),
                            ("impact", "Impact"),
                            ("urgency", "Urgency"),
                            ("configuration_item", "Item"),
                            ("location", "Location"),
                            ("contact", "Contact"),
                            ("occurred_at", "When it occurred"),
                            ("supplier", "Supplier"),
                            ("affected", "Who is affected"),
                        ],
                        max_length=20,
                        unique=True,
                        verbose_name="field",
                    ),
                ),
                ("for_copy", models.BooleanField(default=False, verbose_name="for copies")),
                ("for_child", models.BooleanField(default=False, verbose_name="for new children")),
            ],
            options={
                "verbose_name": "copied field",
                "verbose_name_plural": "copied fields",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="HistoricalCopiedField",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "Desk"),
                            ("portal", "Portal"),
                            ("api", "API"),
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("walk_up", "Walk-up"),
                            ("monitoring", "Monitoring"),
                            ("admin", "Administration"),
                            ("import", "Import"),
                            ("system", "System"),
                        ],
                        max_length=12,
                    ),
                ),
                ("actor_name", models.CharField(max_length=160)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("title", "Title"),
                            ("description", "Description"),
                            ("requester", "Requester"),
                            ("service", "Service"),
                            ("category", "Category"),
                            ("impact", "Impact"),
                            ("urgency", "Urgency"),
                            ("configuration_item", "Item"),
                            ("location", "Location"),
                            ("contact", "Contact"),
                            ("occurred_at", "When it occurred"),
                            ("supplier", "Supplier"),
                            ("affected", "Who is affected"),
                        ],
                        db_index=True,
                        max_length=20,
                        verbose_name="field",
                    ),
                ),
                ("for_copy", models.BooleanField(default=False, verbose_name="for copies")),
                ("for_child", models.BooleanField(default=False, verbose_name="for new children")),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical copied field",
                "verbose_name_plural": "historical copied fields",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
