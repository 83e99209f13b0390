"""What roles follow, and that somebody wants nothing of it."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_chat_addresses"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("incidents", "0015_stories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="subscription",
            name="wanted",
            field=models.CharField(
                choices=[
                    ("all", "Everything"),
                    ("outcome", "How it ends: resolved, closed, cancelled"),
                    ("major", "Major incidents only"),
                    ("none", "Nothing, whatever the role follows"),
                ],
                default="all",
                max_length=10,
                verbose_name="told of",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalRoleSubscription",
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
                    "wanted",
                    models.CharField(
                        choices=[
                            ("all", "Everything"),
                            ("outcome", "How it ends: resolved, closed, cancelled"),
                            ("major", "Major incidents only"),
                        ],
                        default="all",
                        max_length=10,
                        verbose_name="told of",
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
                    "role",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="auth.group",
                        verbose_name="role",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="incidents.service",
                        verbose_name="service",
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
                "verbose_name": "historical subscription of a role",
                "verbose_name_plural": "historical subscriptions of roles",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RoleSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "wanted",
                    models.CharField(
                        choices=[
                            ("all", "Everything"),
                            ("outcome", "How it ends: resolved, closed, cancelled"),
                            ("major", "Major incidents only"),
                        ],
                        default="all",
                        max_length=10,
                        verbose_name="told of",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="auth.group",
                        verbose_name="role",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="incidents.service",
                        verbose_name="service",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "subscription of a role",
                "verbose_name_plural": "subscriptions of roles",
                "ordering": ("role__name", "service__name", "team__name", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("role", "service"), name="incidents_role_subscription_service_once"
                    ),
                    models.UniqueConstraint(
                        fields=("role", "team"), name="incidents_role_subscription_team_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("service__isnull", False), ("team__isnull", True)),
                            models.Q(("service__isnull", True), ("team__isnull", False)),
                            _connector="OR",
                        ),
                        name="incidents_role_subscription_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wanted", "none"), _negated=True),
                        name="incidents_role_subscription_wants",
                    ),
                ],
            },
        ),
    ]
