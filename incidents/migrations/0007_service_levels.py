"""Calendars, policies and clocks."""

import datetime
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles"),
        ("incidents", "0006_affected_people_in_the_timeline"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="short name")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="description")),
                (
                    "retired_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="retired"),
                ),
            ],
            options={
                "verbose_name": "working calendar",
                "verbose_name_plural": "working calendars",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("definition", models.JSONField(verbose_name="hours and holidays")),
                ("is_current", models.BooleanField(default=True)),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="why")),
                ("created_at", models.DateTimeField(verbose_name="made")),
            ],
            options={
                "verbose_name": "calendar version",
                "verbose_name_plural": "calendar versions",
                "ordering": ("calendar", "-number"),
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("response", "Response"),
                            ("update", "Next update"),
                            ("resolution", "Resolution"),
                            ("ola", "Team (OLA)"),
                            ("uc", "Supplier (UC)"),
                        ],
                        max_length=10,
                        verbose_name="clock",
                    ),
                ),
                ("ordinal", models.PositiveSmallIntegerField(default=0)),
                ("target_seconds", models.PositiveIntegerField(verbose_name="target")),
                ("target_number", models.PositiveSmallIntegerField(default=1)),
                ("targeted_at", models.DateTimeField()),
                ("chosen_by", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("stopped", "Stopped"),
                            ("excluded", "Excluded"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("turned_at", models.DateTimeField(verbose_name="in this state since")),
                (
                    "elapsed_seconds",
                    models.PositiveIntegerField(default=0, verbose_name="used up until then"),
                ),
                ("paused_seconds", models.PositiveIntegerField(default=0, verbose_name="paused until then")),
                ("due_at", models.DateTimeField(null=True, verbose_name="due")),
                ("breach_at", models.DateTimeField(null=True, verbose_name="breached after")),
                ("warn_at", models.DateTimeField(null=True, verbose_name="at risk from")),
                ("next_at", models.DateTimeField(null=True, verbose_name="next step")),
                ("is_late_logged", models.BooleanField(default=False, verbose_name="logged late")),
                ("breached_at", models.DateTimeField(null=True, verbose_name="breached")),
                (
                    "breach_cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("retarget", "The target was shortened"),
                            ("late_logging", "Logged too late"),
                            ("workload", "Workload"),
                            ("supplier", "Waiting on a supplier"),
                            ("routing", "Wrong routing"),
                            ("other", "Something else"),
                        ],
                        max_length=14,
                        verbose_name="cause",
                    ),
                ),
                ("breach_comment", models.CharField(blank=True, max_length=500, verbose_name="comment")),
                ("waived_at", models.DateTimeField(null=True, verbose_name="waived")),
                (
                    "waive_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="reason of the waiver"),
                ),
            ],
            options={
                "verbose_name": "clock",
                "verbose_name_plural": "clocks",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="ClockSegment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("stopped", "Stopped"),
                            ("excluded", "Excluded"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="from")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="to")),
                ("target_seconds", models.PositiveIntegerField()),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("started", "started"),
                            ("acknowledged", "acknowledged"),
                            ("answered", "answered in public"),
                            ("held", "put on hold"),
                            ("resumed", "resumed"),
                            ("retargeted", "target changed"),
                            ("reapplied", "policy applied anew"),
                            ("resolved", "resolved"),
                            ("reopened", "reopened"),
                            ("cancelled", "cancelled"),
                            ("restored", "brought back"),
                            ("transferred", "handed over"),
                            ("returned", "returned by the supplier"),
                            ("no_policy", "no policy applies any more"),
                        ],
                        max_length=12,
                        verbose_name="cause",
                    ),
                ),
            ],
            options={
                "ordering": ("clock", "number"),
            },
        ),
        migrations.CreateModel(
            name="ClockStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("target_number", models.PositiveSmallIntegerField()),
                ("key", models.CharField(max_length=16, verbose_name="step")),
                ("true_at", models.DateTimeField(verbose_name="reached")),
                ("processed_at", models.DateTimeField(verbose_name="dealt with")),
                ("is_late", models.BooleanField(default=False, verbose_name="late")),
                ("is_silent", models.BooleanField(default=False, verbose_name="without a notice")),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="ConfigurationStamp",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("token", models.CharField(max_length=36)),
            ],
        ),
        migrations.CreateModel(
            name="EscalationStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="percent of the target"
                    ),
                ),
                (
                    "minutes_after",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="working minutes after the breach"
                    ),
                ),
                ("tell", models.JSONField(blank=True, default=list, verbose_name="tell")),
                ("raises_urgency", models.BooleanField(default=False, verbose_name="raise the urgency")),
                ("webhook", models.URLField(blank=True, max_length=300, verbose_name="web-hook")),
            ],
            options={
                "ordering": ("percent", "minutes_after"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalCalendar",
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
                ("slug", models.SlugField(max_length=60, verbose_name="short name")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="description")),
                (
                    "retired_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="retired"),
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
            ],
            options={
                "verbose_name": "historical working calendar",
                "verbose_name_plural": "historical working calendars",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCalendarVersion",
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
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("definition", models.JSONField(verbose_name="hours and holidays")),
                ("is_current", models.BooleanField(default=True)),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="why")),
                ("created_at", models.DateTimeField(verbose_name="made")),
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
                "verbose_name": "historical calendar version",
                "verbose_name_plural": "historical calendar versions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPolicy",
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
                ("slug", models.SlugField(max_length=60, verbose_name="short name")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="description")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=100,
                        help_text="Policies are tried from the lowest position up.",
                        verbose_name="position",
                    ),
                ),
                (
                    "covers",
                    models.CharField(
                        choices=[
                            ("requester", "To the requester (SLA)"),
                            ("team", "Between teams (OLA)"),
                            ("supplier", "By a supplier (UC)"),
                        ],
                        default="requester",
                        max_length=10,
                        verbose_name="promise",
                    ),
                ),
                (
                    "retired_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="retired"),
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
            ],
            options={
                "verbose_name": "historical service level policy",
                "verbose_name_plural": "historical service level policies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPolicyVersion",
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
                ("number", models.PositiveIntegerField(verbose_name="version")),
                (
                    "follows_service",
                    models.BooleanField(default=False, verbose_name="the service's own calendar goes first"),
                ),
                ("priorities", models.JSONField(blank=True, default=list, verbose_name="priorities")),
                (
                    "majors",
                    models.CharField(
                        choices=[
                            ("any", "Major or not"),
                            ("only", "Only declared majors"),
                            ("never", "Never declared majors"),
                        ],
                        default="any",
                        max_length=10,
                        verbose_name="majors",
                    ),
                ),
                (
                    "stops_on",
                    models.CharField(
                        choices=[
                            ("either", "A public answer or taking it up"),
                            ("answer", "A public answer"),
                            ("acknowledgement", "Taking it up"),
                        ],
                        default="either",
                        max_length=16,
                        verbose_name="the response ends with",
                    ),
                ),
                (
                    "update_mode",
                    models.CharField(
                        choices=[
                            ("unanswered", "While a message of the requester waits for an answer"),
                            ("keep_informed", "Always, since the last public update"),
                        ],
                        default="unanswered",
                        max_length=16,
                        verbose_name="the next update is owed",
                    ),
                ),
                (
                    "close_after_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="working days until a resolved incident closes",
                    ),
                ),
                ("is_current", models.BooleanField(default=True)),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="why")),
                ("created_at", models.DateTimeField(verbose_name="made")),
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
                "verbose_name": "historical policy version",
                "verbose_name_plural": "historical policy versions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="short name")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="description")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=100,
                        help_text="Policies are tried from the lowest position up.",
                        verbose_name="position",
                    ),
                ),
                (
                    "covers",
                    models.CharField(
                        choices=[
                            ("requester", "To the requester (SLA)"),
                            ("team", "Between teams (OLA)"),
                            ("supplier", "By a supplier (UC)"),
                        ],
                        default="requester",
                        max_length=10,
                        verbose_name="promise",
                    ),
                ),
                (
                    "retired_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="retired"),
                ),
            ],
            options={
                "verbose_name": "service level policy",
                "verbose_name_plural": "service level policies",
                "ordering": ("covers", "position", "id"),
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                (
                    "follows_service",
                    models.BooleanField(default=False, verbose_name="the service's own calendar goes first"),
                ),
                ("priorities", models.JSONField(blank=True, default=list, verbose_name="priorities")),
                (
                    "majors",
                    models.CharField(
                        choices=[
                            ("any", "Major or not"),
                            ("only", "Only declared majors"),
                            ("never", "Never declared majors"),
                        ],
                        default="any",
                        max_length=10,
                        verbose_name="majors",
                    ),
                ),
                (
                    "stops_on",
                    models.CharField(
                        choices=[
                            ("either", "A public answer or taking it up"),
                            ("answer", "A public answer"),
                            ("acknowledgement", "Taking it up"),
                        ],
                        default="either",
                        max_length=16,
                        verbose_name="the response ends with",
                    ),
                ),
                (
                    "update_mode",
                    models.CharField(
                        choices=[
                            ("unanswered", "While a message of the requester waits for an answer"),
                            ("keep_informed", "Always, since the last public update"),
                        ],
                        default="unanswered",
                        max_length=16,
                        verbose_name="the next update is owed",
                    ),
                ),
                (
                    "close_after_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="working days until a resolved incident closes",
                    ),
                ),
                ("is_current", models.BooleanField(default=True)),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="why")),
                ("created_at", models.DateTimeField(verbose_name="made")),
            ],
            options={
                "verbose_name": "policy version",
                "verbose_name_plural": "policy versions",
                "ordering": ("policy", "-number"),
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("response", "Response"),
                            ("update", "Next update"),
                            ("resolution", "Resolution"),
                            ("ola", "Team (OLA)"),
                            ("uc", "Supplier (UC)"),
                        ],
                        max_length=10,
                        verbose_name="clock",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Critical"), (2, "High"), (3, "Medium"), (4, "Low"), (5, "Planning")],
                        verbose_name="priority",
                    ),
                ),
                ("minutes", models.PositiveIntegerField(verbose_name="minutes")),
            ],
            options={
                "ordering": ("kind", "priority"),
            },
        ),
        migrations.AddField(
            model_name="historicalholdreason",
            name="is_supplier",
            field=models.BooleanField(default=False, verbose_name="starts the supplier's clock"),
        ),
        migrations.AddField(
            model_name="historicalholdreason",
            name="pauses_team",
            field=models.BooleanField(
                default=True,
                help_text="Unless the team itself is what the incident waits for.",
                verbose_name="pauses the team's clock",
            ),
        ),
        migrations.AddField(
            model_name="holdreason",
            name="is_supplier",
            field=models.BooleanField(default=False, verbose_name="starts the supplier's clock"),
        ),
        migrations.AddField(
            model_name="holdreason",
            name="pauses_team",
            field=models.BooleanField(
                default=True,
                help_text="Unless the team itself is what the incident waits for.",
                verbose_name="pauses the team's clock",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="answered_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="first answered"),
        ),
        migrations.AddField(
            model_name="incident",
            name="close_due_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="closes by itself"),
        ),
        migrations.AddField(
            model_name="incident",
            name="informed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last informed"),
        ),
        migrations.AddField(
            model_name="incident",
            name="next_due_at",
            field=models.DateTimeField(
                default=datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                editable=False,
                verbose_name="next due",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="unanswered_since",
            field=models.DateTimeField(editable=False, null=True, verbose_name="waiting for an answer since"),
        ),
        migrations.AlterField(
            model_name="historicalholdreason",
            name="pauses",
            field=models.BooleanField(
                default=True,
                help_text="Only what the requester decides should pause the promise to the requester.",
                verbose_name="pauses the clock to the requester",
            ),
        ),
        migrations.AlterField(
            model_name="holdreason",
            name="pauses",
            field=models.BooleanField(
                default=True,
                help_text="Only what the requester decides should pause the promise to the requester.",
                verbose_name="pauses the clock to the requester",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("close_due_at__isnull", False)),
                fields=["close_due_at"],
                name="incidents_close_due",
            ),
        ),
        migrations.AddField(
            model_name="historicalservice",
            name="calendar",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="incidents.calendar",
                verbose_name="calendar",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="calendar",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="services",
                to="incidents.calendar",
                verbose_name="calendar",
            ),
        ),
        migrations.AddField(
            model_name="calendarversion",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="incidents.calendar"
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.calendarversion"
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="clocks", to="incidents.incident"
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.team",
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="waived_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="clocksegment",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="clocksegment",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.calendarversion"
            ),
        ),
        migrations.AddField(
            model_name="clocksegment",
            name="clock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="segments", to="incidents.clock"
            ),
        ),
        migrations.AddField(
            model_name="clockstep",
            name="clock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="incidents.clock"
            ),
        ),
        migrations.AddField(
            model_name="escalationstep",
            name="reassign_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.team",
                verbose_name="hand over to",
            ),
        ),
        migrations.AddField(
            model_name="historicalcalendar",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalcalendarversion",
            name="calendar",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="incidents.calendar",
            ),
        ),
        migrations.AddField(
            model_name="historicalcalendarversion",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicy",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicyversion",
            name="calendar",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="incidents.calendar",
                verbose_name="calendar",
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicyversion",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicyversion",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="incidents.policy",
            ),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="incidents.calendar",
                verbose_name="calendar",
            ),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="organisations",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="accounts.organisation", verbose_name="organisations"
            ),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="incidents.policy"
            ),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="services",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="incidents.service", verbose_name="services"
            ),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="teams",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="accounts.team", verbose_name="teams"
            ),
        ),
        migrations.AddField(
            model_name="escalationstep",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="incidents.policyversion",
            ),
        ),
        migrations.AddField(
            model_name="clocksegment",
            name="terms",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.policyversion"
            ),
        ),
        migrations.AddField(
            model_name="clock",
            name="terms",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="incidents.policyversion",
                verbose_name="policy",
            ),
        ),
        migrations.AddField(
            model_name="target",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="targets",
                to="incidents.policyversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarversion",
            constraint=models.UniqueConstraint(
                fields=("calendar", "number"), name="incidents_calendar_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("calendar",),
                name="incidents_calendar_one_current",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockstep",
            constraint=models.UniqueConstraint(
                fields=("clock", "target_number", "key"), name="incidents_clock_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.UniqueConstraint(
                fields=("policy", "number"), name="incidents_policy_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("policy",),
                name="incidents_policy_one_current",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalationstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("percent__isnull", False)),
                fields=("version", "percent"),
                name="incidents_step_percent_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalationstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("minutes_after__isnull", False)),
                fields=("version", "minutes_after"),
                name="incidents_step_minutes_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalationstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minutes_after__isnull", True), ("percent__range", (1, 1000))),
                    models.Q(("minutes_after__gte", 1), ("percent__isnull", True)),
                    _connector="OR",
                ),
                name="incidents_step_one_measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="clocksegment",
            constraint=models.UniqueConstraint(fields=("clock", "number"), name="incidents_segment_once"),
        ),
        migrations.AddConstraint(
            model_name="clocksegment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("clock",), name="incidents_segment_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="clocksegment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"
                ),
                name="incidents_segment_forwards",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)),
                fields=["next_at", "id"],
                name="incidents_clock_next",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("state__in", ("running", "paused"))),
                fields=["warn_at"],
                name="incidents_clock_warn",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                fields=("incident", "kind", "ordinal"), name="incidents_clock_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("running", "paused"))),
                fields=("incident", "kind"),
                name="incidents_clock_one_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "running"), models.Q(("breach_at", None), ("due_at", None)), _connector="OR"
                ),
                name="incidents_clock_due_only_running",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("waived_at", None),
                    models.Q(("breached_at__isnull", False), ("waived_by__isnull", False)),
                    _connector="OR",
                ),
                name="incidents_clock_waiver_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                fields=("version", "kind", "priority"), name="incidents_target_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__range", (1, 5))), name="incidents_target_priority"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 1)), name="incidents_target_minutes"
            ),
        ),
    ]
