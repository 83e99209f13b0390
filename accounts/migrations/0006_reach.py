"""Choices of people and roles about being told, and messages that go together."""

import datetime
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_notice_templates"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalRoleDefaults",
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
                ("choices", models.JSONField(default=dict, verbose_name="told of")),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical notices of a role",
                "verbose_name_plural": "historical notices of roles",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Preferences",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notice_preferences",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("choices", models.JSONField(default=dict)),
                ("quiet_days", models.CharField(blank=True, max_length=7)),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_to", models.TimeField(null=True)),
                (
                    "pace",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("hourly", "Once an hour, together"),
                            ("daily", "Once a day, together"),
                        ],
                        default="at_once",
                        max_length=10,
                    ),
                ),
                ("daily_at", models.TimeField(default=datetime.time(8, 0))),
                (
                    "hourly_budget",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(200),
                        ],
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoleDefaults",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("choices", models.JSONField(default=dict, verbose_name="told of")),
            ],
            options={
                "verbose_name": "notices of a role",
                "verbose_name_plural": "notices of roles",
                "ordering": ("role__name",),
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="bundled_about",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="delivery",
            name="bundled_for",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="carrier",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="passengers",
                to="accounts.delivery",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("carrier", None), ("state", "waiting")),
                fields=["bundled_for", "bundled_about", "due_at"],
                name="accounts_delivery_lane",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("bundled_for__isnull", False)),
                fields=["bundled_for", "-sent_at"],
                name="accounts_delivery_lately",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("carrier", None), ("bundled_for__isnull", False), _connector="OR"),
                name="accounts_delivery_carried",
            ),
        ),
        migrations.AddField(
            model_name="historicalroledefaults",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalroledefaults",
            name="role",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="auth.group",
                verbose_name="role",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quiet_from__isnull", True), ("quiet_to__isnull", True)),
                    models.Q(("quiet_from__isnull", False), ("quiet_to__isnull", False)),
                    _connector="OR",
                ),
                name="accounts_preferences_quiet_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferences",
            constraint=models.CheckConstraint(
                condition=models.Q(("hourly_budget__range", (1, 200))), name="accounts_preferences_budget"
            ),
        ),
        migrations.AddField(
            model_name="roledefaults",
            name="role",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notice_defaults",
                to="auth.group",
                verbose_name="role",
            ),
        ),
    ]
