"""Say how many incidents of a team should stand in one state."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_page_choices"),
        ("incidents", "0011_mentions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalWipLimit",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("assigned", "Assigned"),
                            ("in_progress", "In progress"),
                            ("on_hold", "On hold"),
                        ],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "most",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="at most"
                    ),
                ),
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
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical work-in-progress limit",
                "verbose_name_plural": "historical work-in-progress limits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="WipLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("assigned", "Assigned"),
                            ("in_progress", "In progress"),
                            ("on_hold", "On hold"),
                        ],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "most",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="at most"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "work-in-progress limit",
                "verbose_name_plural": "work-in-progress limits",
                "ordering": ("team__name", "state"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("team", "state"),
                        name="incidents_wip_limit_once",
                        violation_error_message="This team has a limit for this state.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most__gte", 1)), name="incidents_wip_limit_most"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("new", "assigned", "in_progress", "on_hold"))),
                        name="incidents_wip_limit_state",
                    ),
                ],
            },
        ),
    ]
