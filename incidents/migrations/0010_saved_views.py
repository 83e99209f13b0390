"""Keep views of the queue under a name, and the view that a role starts with."""

import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_page_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("incidents", "0009_impact_statements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalSavedView",
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
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("view", models.CharField(max_length=20, verbose_name="view")),
                ("query", models.JSONField(default=dict, verbose_name="filters")),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("owner", "Only me"),
                            ("team", "A team"),
                            ("everybody", "Everybody at the desk"),
                        ],
                        default="owner",
                        max_length=10,
                        verbose_name="shared with",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="made")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
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
                "verbose_name": "historical saved view",
                "verbose_name_plural": "historical saved views",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("view", models.CharField(max_length=20, verbose_name="view")),
                ("query", models.JSONField(default=dict, verbose_name="filters")),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("owner", "Only me"),
                            ("team", "A team"),
                            ("everybody", "Everybody at the desk"),
                        ],
                        default="owner",
                        max_length=10,
                        verbose_name="shared with",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="made")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ("name", "id"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalFirstView",
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
                ("view", models.CharField(blank=True, max_length=20, verbose_name="view")),
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
                    "saved",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="incidents.savedview",
                        verbose_name="saved view",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical first view of a role",
                "verbose_name_plural": "historical first views of roles",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="FirstView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("view", models.CharField(blank=True, max_length=20, verbose_name="view")),
                (
                    "role",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="auth.group",
                        verbose_name="role",
                    ),
                ),
                (
                    "saved",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.savedview",
                        verbose_name="saved view",
                    ),
                ),
            ],
            options={
                "verbose_name": "first view of a role",
                "verbose_name_plural": "first views of roles",
                "ordering": ("role__name",),
            },
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("owner"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("removed_at", None)),
                name="incidents_saved_view_name_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audience", "team"), ("team__isnull", False)),
                    models.Q(("audience__in", ["owner", "everybody"]), ("team__isnull", True)),
                    _connector="OR",
                ),
                name="incidents_saved_view_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="firstview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("view", ""), ("saved__isnull", False)),
                    models.Q(models.Q(("view", ""), _negated=True), ("saved__isnull", True)),
                    _connector="OR",
                ),
                name="incidents_first_view_is_one",
            ),
        ),
    ]
