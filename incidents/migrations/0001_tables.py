"""All tables of incidents, of the catalogue, the intake and the service levels."""

import accounts.make_tables
import datetime
import django.core.validators
import django.db.models.deletion
import incidents.intake.choices
import incidents.records.timeline_models
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # All in one list: a database that knows only some of them is refused, not taken for a whole one.
    replaces = [
        ("incidents", "0001_initial"),
        ("incidents", "0004_intake"),
        ("incidents", "0005_queue_indexes"),
        ("incidents", "0006_affected_people_in_the_timeline"),
        ("incidents", "0007_service_levels"),
        ("incidents", "0009_drop_calendar_name"),
        ("incidents", "0010_clock_stories"),
        ("incidents", "0011_reapplication"),
        ("incidents", "0012_audit_and_backtest"),
        ("incidents", "0013_due_queue"),
    ]
    dependencies = [("accounts", "0002_roles"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        accounts.make_tables.MakeTables(
            operations=[
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
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "working calendar",
                        "verbose_name_plural": "working calendars",
                        "ordering": ("name",),
                    },
                ),
                migrations.CreateModel(
                    name="Service",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="short name")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "owner_team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="owned_services",
                                to="accounts.team",
                                verbose_name="owner team",
                            ),
                        ),
                        (
                            "support_team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supported_services",
                                to="accounts.team",
                                verbose_name="support team",
                            ),
                        ),
                        (
                            "criticality",
                            models.CharField(
                                choices=[
                                    ("critical", "Critical"),
                                    ("high", "High"),
                                    ("medium", "Medium"),
                                    ("low", "Low"),
                                ],
                                default="medium",
                                max_length=10,
                                verbose_name="criticality",
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="incidents.calendar",
                                verbose_name="calendar",
                            ),
                        ),
                        (
                            "cost_per_hour",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=10,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost per hour, in hours",
                            ),
                        ),
                        (
                            "cost_per_hour_outside",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=10,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost per hour, out of hours",
                            ),
                        ),
                        (
                            "upstream",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The services this one cannot work without.",
                                related_name="downstream",
                                to="incidents.service",
                                verbose_name="upstream services",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "service",
                        "verbose_name_plural": "services",
                        "ordering": ("position", "name"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Category",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="incidents.category",
                                verbose_name="parent",
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, verbose_name="short name")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "path",
                            models.CharField(
                                editable=False, max_length=250, unique=True, verbose_name="path"
                            ),
                        ),
                        (
                            "default_team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.team",
                                verbose_name="default team",
                            ),
                        ),
                        (
                            "default_service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.service",
                                verbose_name="default service",
                            ),
                        ),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "category",
                        "verbose_name_plural": "categories",
                        "ordering": ("path",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("parent", "slug"),
                                name="incidents_category_once",
                                violation_error_message="Exists already.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LevelDefinition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "dimension",
                            models.CharField(
                                choices=[("impact", "Impact"), ("urgency", "Urgency")],
                                max_length=10,
                                verbose_name="dimension",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                max_length=10,
                                verbose_name="level",
                            ),
                        ),
                        ("description", models.CharField(max_length=250, verbose_name="meaning")),
                    ],
                    options={
                        "verbose_name": "impact or urgency",
                        "verbose_name_plural": "impact and urgency",
                        "ordering": ("dimension", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("dimension", "level"), name="incidents_level_definition_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PriorityCell",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "impact",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                max_length=10,
                                verbose_name="impact",
                            ),
                        ),
                        (
                            "urgency",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                max_length=10,
                                verbose_name="urgency",
                            ),
                        ),
                        (
                            "priority",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Critical"),
                                    (2, "High"),
                                    (3, "Medium"),
                                    (4, "Low"),
                                    (5, "Planning"),
                                ],
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="priority",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "priority",
                        "verbose_name_plural": "priority matrix",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("impact", "urgency"), name="incidents_priority_cell_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("priority__range", (1, 5))),
                                name="incidents_priority_cell_range",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResolutionCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="short name")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "resolution code",
                        "verbose_name_plural": "resolution codes",
                        "ordering": ("position", "name"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CauseCategory",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="short name")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cause category",
                        "verbose_name_plural": "cause categories",
                        "ordering": ("position", "name"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="HoldReason",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="short name")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                        (
                            "pauses",
                            models.BooleanField(
                                default=True,
                                help_text="Only what the requester decides should pause the promise to the requester.",
                                verbose_name="pauses the clock to the requester",
                            ),
                        ),
                        (
                            "pauses_team",
                            models.BooleanField(
                                default=True,
                                help_text="Unless the team itself is what the incident waits for.",
                                verbose_name="pauses the team's clock",
                            ),
                        ),
                        (
                            "is_supplier",
                            models.BooleanField(default=False, verbose_name="starts the supplier's clock"),
                        ),
                        (
                            "waits_for",
                            models.CharField(
                                choices=[
                                    ("requester", "An answer of the requester"),
                                    ("time", "A moment or a blocking incident"),
                                ],
                                default="time",
                                max_length=10,
                                verbose_name="waits for",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hold reason",
                        "verbose_name_plural": "hold reasons",
                        "ordering": ("position", "name"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CancelReason",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="short name")),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                        (
                            "needs_target",
                            models.BooleanField(default=False, verbose_name="needs the incident it repeats"),
                        ),
                    ],
                    options={
                        "verbose_name": "cancel reason",
                        "verbose_name_plural": "cancel reasons",
                        "ordering": ("position", "name"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Incident",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                editable=False, max_length=24, unique=True, verbose_name="number"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "description",
                            models.TextField(blank=True, max_length=50000, verbose_name="description"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("assigned", "Assigned"),
                                    ("in_progress", "In progress"),
                                    ("on_hold", "On hold"),
                                    ("resolved", "Resolved"),
                                    ("closed", "Closed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="new",
                                editable=False,
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "hold_reason",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="incidents.holdreason",
                                verbose_name="hold reason",
                            ),
                        ),
                        (
                            "hold_until",
                            models.DateTimeField(blank=True, null=True, verbose_name="on hold until"),
                        ),
                        (
                            "blocked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="blocking",
                                to="incidents.incident",
                                verbose_name="blocked by",
                            ),
                        ),
                        (
                            "major_state",
                            models.CharField(
                                choices=[
                                    ("none", "Not major"),
                                    ("candidate", "Candidate"),
                                    ("declared", "Declared"),
                                    ("stood_down", "Stood down"),
                                    ("rejected", "Rejected"),
                                ],
                                default="none",
                                max_length=12,
                                verbose_name="major",
                            ),
                        ),
                        (
                            "major_manager",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="incident manager",
                            ),
                        ),
                        (
                            "impact_statement",
                            models.TextField(blank=True, max_length=5000, verbose_name="impact statement"),
                        ),
                        (
                            "communication_plan",
                            models.TextField(blank=True, max_length=5000, verbose_name="communication plan"),
                        ),
                        (
                            "impact",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                default="medium",
                                max_length=10,
                                verbose_name="impact",
                            ),
                        ),
                        (
                            "urgency",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                default="medium",
                                max_length=10,
                                verbose_name="urgency",
                            ),
                        ),
                        (
                            "priority",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Critical"),
                                    (2, "High"),
                                    (3, "Medium"),
                                    (4, "Low"),
                                    (5, "Planning"),
                                ],
                                editable=False,
                                verbose_name="priority",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="incidents.service",
                                verbose_name="service",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="incidents.category",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "configuration_item",
                            models.CharField(blank=True, max_length=120, verbose_name="item"),
                        ),
                        ("location", models.CharField(blank=True, max_length=120, verbose_name="location")),
                        ("contact", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="accounts.team",
                                verbose_name="team",
                            ),
                        ),
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assigned_incidents",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="assignee",
                            ),
                        ),
                        (
                            "requester",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requested_incidents",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="requester",
                            ),
                        ),
                        (
                            "reporter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reported_incidents",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reported by",
                            ),
                        ),
                        (
                            "affected_count",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="number affected"
                            ),
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
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "detected_by",
                            models.CharField(
                                choices=[
                                    ("user", "User"),
                                    ("monitoring", "Monitoring"),
                                    ("support_staff", "Support staff"),
                                    ("supplier", "Supplier"),
                                ],
                                max_length=14,
                                verbose_name="detected by",
                            ),
                        ),
                        (
                            "external_reference",
                            models.CharField(blank=True, max_length=120, verbose_name="external reference"),
                        ),
                        ("opened_with", models.CharField(blank=True, editable=False, max_length=64)),
                        ("occurred_at", models.DateTimeField(blank=True, null=True, verbose_name="occurred")),
                        ("detected_at", models.DateTimeField(verbose_name="detected")),
                        ("reported_at", models.DateTimeField(verbose_name="reported")),
                        (
                            "acknowledged_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="acknowledged"),
                        ),
                        ("restored_at", models.DateTimeField(blank=True, null=True, verbose_name="restored")),
                        ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="resolved")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        (
                            "cancelled_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="cancelled"),
                        ),
                        (
                            "monitor_cleared_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="cleared by the monitor"
                            ),
                        ),
                        (
                            "answered_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="first answered"),
                        ),
                        (
                            "informed_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="last informed"),
                        ),
                        (
                            "unanswered_since",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="waiting for an answer since"
                            ),
                        ),
                        (
                            "next_due_at",
                            models.DateTimeField(
                                default=datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                editable=False,
                                verbose_name="next due",
                            ),
                        ),
                        (
                            "close_due_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="closes by itself"),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="recorded")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="updated")),
                        (
                            "resolution_code",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="incidents.resolutioncode",
                            ),
                        ),
                        (
                            "resolution_text",
                            models.TextField(blank=True, max_length=50000, verbose_name="resolution"),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="resolved by",
                            ),
                        ),
                        (
                            "resolved_directly",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("first_contact", "First contact"),
                                    ("self_healed", "Self-healed"),
                                    ("by_caller", "By the caller"),
                                    ("by_parent", "With its parent"),
                                ],
                                max_length=14,
                            ),
                        ),
                        (
                            "cause_category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="incidents.causecategory",
                            ),
                        ),
                        (
                            "resolution_evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("monitor", "The monitor is clear"),
                                    ("agent_test", "Tested by an agent"),
                                    ("requester_word", "The requester said so"),
                                    ("silent", "Nobody objected in time"),
                                ],
                                max_length=14,
                            ),
                        ),
                        (
                            "closure_evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("monitor", "The monitor is clear"),
                                    ("agent_test", "Tested by an agent"),
                                    ("requester_word", "The requester said so"),
                                    ("silent", "Nobody objected in time"),
                                ],
                                max_length=14,
                            ),
                        ),
                        (
                            "cancel_reason",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="incidents.cancelreason",
                            ),
                        ),
                        (
                            "duplicate_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="duplicates",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="incidents.incident",
                                verbose_name="parent",
                            ),
                        ),
                        ("reopen_count", models.PositiveSmallIntegerField(default=0, editable=False)),
                        ("reassignment_count", models.PositiveSmallIntegerField(default=0, editable=False)),
                        (
                            "affected_users",
                            models.ManyToManyField(
                                related_name="+",
                                through="incidents.Affected",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="affected people",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "incident",
                        "verbose_name_plural": "incidents",
                        "ordering": ("-id",),
                        "indexes": [
                            # SQLite takes the later of two indexes that promise the same: the queue's come last.
                            models.Index(fields=["-updated_at", "-id"], name="incidents_updated"),
                            models.Index(fields=["requester", "-id"], name="incidents_requester"),
                            models.Index(
                                condition=models.Q(("state", "on_hold")),
                                fields=["hold_until"],
                                name="incidents_hold_due",
                            ),
                            models.Index(fields=["external_reference"], name="incidents_reference"),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ("new", "assigned", "in_progress", "on_hold"))
                                ),
                                fields=["reported_at", "id"],
                                name="incidents_queue_reported",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ("new", "assigned", "in_progress", "on_hold"))
                                ),
                                fields=["updated_at", "id"],
                                name="incidents_queue_updated",
                            ),
                            models.Index(
                                condition=models.Q(("close_due_at__isnull", False)),
                                fields=["close_due_at"],
                                name="incidents_close_due",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ("new", "assigned", "in_progress", "on_hold"))
                                ),
                                fields=["next_due_at", "id"],
                                name="incidents_queue_due",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ("new", "assigned", "in_progress", "on_hold"))
                                ),
                                fields=["team", "next_due_at", "id"],
                                name="incidents_queue_team",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ("new", "assigned", "in_progress", "on_hold"))
                                ),
                                fields=["assignee", "next_due_at", "id"],
                                name="incidents_queue_assignee",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ("new", "assigned", "in_progress", "on_hold"))
                                ),
                                fields=["priority", "next_due_at", "id"],
                                name="incidents_queue",
                            ),
                            models.Index(
                                condition=models.Q(("state", "resolved")),
                                fields=["next_due_at", "id"],
                                name="incidents_queue_resolved",
                            ),
                            models.Index(
                                condition=models.Q(("state", "on_hold")),
                                fields=["next_due_at", "id"],
                                name="incidents_queue_held",
                            ),
                            models.Index(
                                condition=models.Q(("major_state", "declared")),
                                fields=["next_due_at", "id"],
                                name="incidents_queue_majors",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "new",
                                            "assigned",
                                            "in_progress",
                                            "on_hold",
                                            "resolved",
                                            "closed",
                                            "cancelled",
                                        ],
                                    )
                                ),
                                name="incidents_incident_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("priority__range", (1, 5))),
                                name="incidents_incident_priority",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("hold_reason__isnull", False), ("state", "on_hold")),
                                    models.Q(
                                        models.Q(("state", "on_hold"), _negated=True),
                                        ("hold_reason__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="incidents_incident_hold_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["resolved", "closed"]), _negated=True),
                                    models.Q(
                                        ("resolution_code__isnull", False),
                                        ("resolved_at__isnull", False),
                                        ("restored_at__isnull", False),
                                        models.Q(("resolution_text", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="incidents_incident_resolved_is_explained",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cancel_reason__isnull", False), ("state", "cancelled")),
                                    models.Q(
                                        models.Q(("state", "cancelled"), _negated=True),
                                        ("cancel_reason__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="incidents_incident_cancelled_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("major_state", "declared"), _negated=True),
                                    ("major_manager__isnull", False),
                                    _connector="OR",
                                ),
                                name="incidents_incident_major_has_manager",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("parent", models.F("id")), _negated=True),
                                name="incidents_incident_not_own_parent",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("external_reference", ""), _negated=True),
                                fields=("reporter", "external_reference"),
                                name="incidents_incident_reference_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Affected",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="affected",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("incident", "user"), name="incidents_affected_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Watcher",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="watchers",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="watching",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        ("may_reply", models.BooleanField(default=True, verbose_name="may reply")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("incident", "user"), name="incidents_watcher_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Link",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_out",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_in",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("related", "Related to"),
                                    ("duplicate_of", "Duplicate of"),
                                    ("blocked_by", "Blocked by"),
                                    ("recurrence_of", "Recurrence of"),
                                    ("follow_up_of", "Follow-up of"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("source", "target", "kind"), name="incidents_link_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("source", models.F("target")), _negated=True),
                                name="incidents_link_not_self",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tasks",
                                to="incidents.incident",
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="assignee",
                            ),
                        ),
                        ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                        (
                            "is_mandatory",
                            models.BooleanField(default=False, verbose_name="must be done before resolving"),
                        ),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "task",
                        "verbose_name_plural": "tasks",
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="Integration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("alertmanager", "Prometheus Alertmanager"),
                                    ("events", "Events API version 2"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                        (
                            "prefix",
                            models.CharField(editable=False, max_length=6, verbose_name="key begins with"),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                help_text="In whose name its incidents are logged.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="account",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                help_text="For alerts that name no service of the catalogue.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="incidents.service",
                                verbose_name="service",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                help_text="Is told when an alert opens an incident.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.team",
                                verbose_name="team",
                            ),
                        ),
                        (
                            "critical_opens",
                            models.CharField(
                                blank=True,
                                choices=incidents.intake.choices.openings,
                                default="high/high",
                                max_length=16,
                                verbose_name="critical",
                            ),
                        ),
                        (
                            "error_opens",
                            models.CharField(
                                blank=True,
                                choices=incidents.intake.choices.openings,
                                default="high/medium",
                                max_length=16,
                                verbose_name="error",
                            ),
                        ),
                        (
                            "warning_opens",
                            models.CharField(
                                blank=True,
                                choices=incidents.intake.choices.openings,
                                default="medium/medium",
                                max_length=16,
                                verbose_name="warning",
                            ),
                        ),
                        (
                            "info_opens",
                            models.CharField(
                                blank=True,
                                choices=incidents.intake.choices.openings,
                                default="",
                                max_length=16,
                                verbose_name="information",
                            ),
                        ),
                        (
                            "may_resolve",
                            models.BooleanField(
                                default=True,
                                help_text="When the alert is over, resolve an incident that nobody has taken.",
                                verbose_name="may resolve",
                            ),
                        ),
                        (
                            "reopen_minutes",
                            models.PositiveIntegerField(
                                default=120,
                                help_text="An alert that comes back this soon reopens its incident; later it opens a linked one.",
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(20160),
                                ],
                                verbose_name="reopen window in minutes",
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "integration",
                        "verbose_name_plural": "integrations",
                        "ordering": ("name",),
                    },
                ),
                migrations.CreateModel(
                    name="Signal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "integration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signals",
                                to="incidents.integration",
                                verbose_name="integration",
                            ),
                        ),
                        ("received_at", models.DateTimeField(verbose_name="received")),
                        ("body", models.BinaryField()),
                        ("headers", models.JSONField(default=dict, verbose_name="headers")),
                        ("made_key", models.CharField(blank=True, max_length=40)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                    ("refused", "Refused"),
                                ],
                                default="waiting",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("outcome", models.TextField(blank=True, verbose_name="outcome")),
                        ("rule_path", models.TextField(blank=True, verbose_name="rule path")),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("counted", models.PositiveIntegerField(default=0)),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        ("claim", models.UUIDField(null=True)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("done_at", models.DateTimeField(null=True, verbose_name="done")),
                    ],
                    options={
                        "verbose_name": "signal",
                        "verbose_name_plural": "intake log",
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["due_at", "id"],
                                name="incidents_signal_due",
                            ),
                            models.Index(fields=["state", "-id"], name="incidents_signal_state"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Alert",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "integration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="alerts",
                                to="incidents.integration",
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="alerts",
                                to="incidents.incident",
                            ),
                        ),
                        ("dedup_key", models.CharField(max_length=255)),
                        ("is_current", models.BooleanField(default=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("firing", "Firing"),
                                    ("acknowledged", "Acknowledged"),
                                    ("resolved", "Over"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "severity",
                            models.CharField(
                                choices=[
                                    ("critical", "Critical"),
                                    ("error", "Error"),
                                    ("warning", "Warning"),
                                    ("info", "Information"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("summary", models.TextField(blank=True)),
                        ("source", models.CharField(blank=True, max_length=255)),
                        ("component", models.CharField(blank=True, max_length=255)),
                        ("group_name", models.CharField(blank=True, max_length=255)),
                        ("class_name", models.CharField(blank=True, max_length=255)),
                        ("details", models.JSONField(default=dict)),
                        ("links", models.JSONField(default=list)),
                        ("images", models.JSONField(default=list)),
                        ("marks", models.JSONField(default=list)),
                        ("occurrences", models.PositiveIntegerField(default=0)),
                        ("first_seen_at", models.DateTimeField()),
                        ("last_seen_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("told_at", models.DateTimeField(null=True)),
                        ("first_fired", models.BigIntegerField(null=True)),
                        ("last_fired", models.BigIntegerField(null=True)),
                        ("acknowledged", models.BigIntegerField(null=True)),
                        ("over_from", models.BigIntegerField(null=True)),
                        ("over_until", models.BigIntegerField(null=True)),
                    ],
                    options={
                        "verbose_name": "alert",
                        "verbose_name_plural": "alerts",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["incident", "id"], name="incidents_alert_incident")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)),
                                fields=("integration", "dedup_key"),
                                name="incidents_alert_key_held_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_current", True), ("status", "resolved"), _connector="OR"
                                ),
                                name="incidents_alert_open_holds_key",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("public", "Public reply"),
                                    ("work_note", "Work note"),
                                    ("story", "Event"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "story",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("opened", "Opened"),
                                    ("triaged", "Triaged"),
                                    ("started", "Work started"),
                                    ("held", "Put on hold"),
                                    ("resumed", "Resumed"),
                                    ("transferred", "Handed over"),
                                    ("resolved", "Resolved"),
                                    ("reopened", "Reopened"),
                                    ("closed", "Closed"),
                                    ("cancelled", "Cancelled"),
                                    ("restored", "Brought back"),
                                    ("changed", "Changed"),
                                    ("assigned", "Assigned"),
                                    ("linked", "Linked"),
                                    ("unlinked", "Unlinked"),
                                    ("attached", "File attached"),
                                    ("watched", "Watcher added"),
                                    ("unwatched", "Watcher removed"),
                                    ("affected", "Affected person named"),
                                    ("not_affected", "Affected person removed"),
                                    ("task_added", "Task added"),
                                    ("task_done", "Task done"),
                                    ("task_reopened", "Task reopened"),
                                    ("alert_fired", "Alert fired"),
                                    ("alert_repeated", "Alert repeated"),
                                    ("alert_acknowledged", "Alert acknowledged"),
                                    ("alert_cleared", "Alert cleared"),
                                    ("followed_up", "Followed up"),
                                    ("major_proposed", "Proposed as major"),
                                    ("major_declared", "Declared major"),
                                    ("major_rejected", "Major rejected"),
                                    ("major_stood_down", "Stood down"),
                                    ("review_due", "Review due"),
                                    ("target_near", "Target near"),
                                    ("target_missed", "Target missed"),
                                    ("target_reapplied", "Service level applied anew"),
                                    ("breach_explained", "Missed target explained"),
                                    ("breach_waived", "Missed target waived"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("is_public", models.BooleanField()),
                        (
                            "author",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("author_name", models.CharField(max_length=160)),
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
                        ("body", models.TextField(blank=True, max_length=50000)),
                        ("facts", models.JSONField(default=dict)),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("is_starred", models.BooleanField(default=False)),
                    ],
                    options={
                        "verbose_name": "entry",
                        "verbose_name_plural": "entries",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(fields=["incident", "-id"], name="incidents_entry_timeline")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("is_public", True), ("kind", "work_note"), _negated=True),
                                name="incidents_entry_note_is_internal",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_public", False), ("kind", "public"), _negated=True),
                                name="incidents_entry_reply_is_public",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="attachments",
                                to="incidents.entry",
                            ),
                        ),
                        (
                            "file",
                            models.FileField(
                                max_length=120, upload_to=incidents.records.timeline_models.storage_name
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("content_type", models.CharField(max_length=100)),
                        ("size", models.PositiveBigIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("is_private", models.BooleanField(default=False, verbose_name="staff only")),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name": "attachment",
                        "verbose_name_plural": "attachments",
                        "ordering": ("uploaded_at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="NumberSequence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=20, unique=True)),
                        ("last", models.PositiveBigIntegerField(default=1000)),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("night", models.DateField(null=True, unique=True, verbose_name="night")),
                        ("began_at", models.DateTimeField(verbose_name="began")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                        ("sample", models.PositiveIntegerField(verbose_name="finished incidents drawn")),
                        ("stage", models.CharField(default="live", max_length=10)),
                        ("cursor", models.PositiveBigIntegerField(default=0)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        (
                            "incidents_checked",
                            models.PositiveIntegerField(default=0, verbose_name="incidents compared"),
                        ),
                        (
                            "clocks_checked",
                            models.PositiveIntegerField(default=0, verbose_name="clocks compared"),
                        ),
                        (
                            "difference_count",
                            models.PositiveIntegerField(default=0, verbose_name="differences"),
                        ),
                        ("differences", models.JSONField(default=list, verbose_name="what differs")),
                    ],
                    options={
                        "verbose_name": "service level audit",
                        "verbose_name_plural": "service level audits",
                        "ordering": ("-id",),
                    },
                ),
                migrations.CreateModel(
                    name="Backtest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("draft", models.JSONField(verbose_name="what is tried")),
                        (
                            "days",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(731),
                                ],
                                verbose_name="days",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="queued",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="asked")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                        ("cursor", models.PositiveBigIntegerField(default=0)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("total", models.PositiveIntegerField(default=0, verbose_name="incidents")),
                        (
                            "checked",
                            models.PositiveIntegerField(default=0, verbose_name="incidents replayed"),
                        ),
                        (
                            "changed",
                            models.PositiveIntegerField(default=0, verbose_name="promises that turn"),
                        ),
                        ("result", models.JSONField(default=dict, verbose_name="result")),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="problem")),
                    ],
                    options={
                        "verbose_name": "back-test",
                        "verbose_name_plural": "back-tests",
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ("queued", "running"))),
                                fields=["id"],
                                name="incidents_backtest_due",
                            )
                        ],
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
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="incidents.calendar",
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("calendar", "number"), name="incidents_calendar_version_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)),
                                fields=("calendar",),
                                name="incidents_calendar_one_current",
                            ),
                        ],
                    },
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
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
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
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
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
                        (
                            "policy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="incidents.policy",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="version")),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.calendar",
                                verbose_name="calendar",
                            ),
                        ),
                        (
                            "follows_service",
                            models.BooleanField(
                                default=False, verbose_name="the service's own calendar goes first"
                            ),
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
                        (
                            "services",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="incidents.service", verbose_name="services"
                            ),
                        ),
                        (
                            "organisations",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="organisations",
                            ),
                        ),
                        (
                            "teams",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="accounts.team", verbose_name="teams"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "policy version",
                        "verbose_name_plural": "policy versions",
                        "ordering": ("policy", "-number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("policy", "number"), name="incidents_policy_version_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)),
                                fields=("policy",),
                                name="incidents_policy_one_current",
                            ),
                        ],
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
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="targets",
                                to="incidents.policyversion",
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
                                choices=[
                                    (1, "Critical"),
                                    (2, "High"),
                                    (3, "Medium"),
                                    (4, "Low"),
                                    (5, "Planning"),
                                ],
                                verbose_name="priority",
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField(verbose_name="minutes")),
                    ],
                    options={
                        "ordering": ("kind", "priority"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("version", "kind", "priority"), name="incidents_target_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("priority__range", (1, 5))),
                                name="incidents_target_priority",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1)), name="incidents_target_minutes"
                            ),
                        ],
                    },
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
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="incidents.policyversion",
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
                        (
                            "raises_urgency",
                            models.BooleanField(default=False, verbose_name="raise the urgency"),
                        ),
                        (
                            "reassign_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.team",
                                verbose_name="hand over to",
                            ),
                        ),
                        ("webhook", models.URLField(blank=True, max_length=300, verbose_name="web-hook")),
                    ],
                    options={
                        "ordering": ("percent", "minutes_after"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("percent__isnull", False)),
                                fields=("version", "percent"),
                                name="incidents_step_percent_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("minutes_after__isnull", False)),
                                fields=("version", "minutes_after"),
                                name="incidents_step_minutes_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("minutes_after__isnull", True), ("percent__range", (1, 1000))),
                                    models.Q(("minutes_after__gte", 1), ("percent__isnull", True)),
                                    _connector="OR",
                                ),
                                name="incidents_step_one_measure",
                            ),
                        ],
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
                    name="Clock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="clocks",
                                to="incidents.incident",
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
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.policyversion",
                                verbose_name="policy",
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.calendarversion",
                            ),
                        ),
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
                        (
                            "paused_seconds",
                            models.PositiveIntegerField(default=0, verbose_name="paused until then"),
                        ),
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
                        (
                            "breach_comment",
                            models.CharField(blank=True, max_length=500, verbose_name="comment"),
                        ),
                        ("waived_at", models.DateTimeField(null=True, verbose_name="waived")),
                        (
                            "waived_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "waive_reason",
                            models.CharField(blank=True, max_length=500, verbose_name="reason of the waiver"),
                        ),
                    ],
                    options={
                        "verbose_name": "clock",
                        "verbose_name_plural": "clocks",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("next_at__isnull", False)),
                                fields=["next_at", "id"],
                                name="incidents_clock_next",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ("running", "paused"))),
                                fields=["warn_at"],
                                name="incidents_clock_warn",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("incident", "kind", "ordinal"), name="incidents_clock_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("running", "paused"))),
                                fields=("incident", "kind"),
                                name="incidents_clock_one_live",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "running"),
                                    models.Q(("breach_at", None), ("due_at", None)),
                                    _connector="OR",
                                ),
                                name="incidents_clock_due_only_running",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("waived_at", None),
                                    models.Q(("breached_at__isnull", False), ("waived_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="incidents_clock_waiver_signed",
                            ),
                        ],
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
                        (
                            "clock",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="segments",
                                to="incidents.clock",
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
                        (
                            "terms",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.policyversion",
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.calendarversion",
                            ),
                        ),
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
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("clock", "number"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("clock", "number"), name="incidents_segment_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("clock",),
                                name="incidents_segment_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at", None),
                                    ("ended_at__gte", models.F("started_at")),
                                    _connector="OR",
                                ),
                                name="incidents_segment_forwards",
                            ),
                        ],
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
                        (
                            "clock",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="incidents.clock",
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("clock", "target_number", "key"), name="incidents_clock_step_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reapplication",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.calendar",
                                verbose_name="calendar",
                            ),
                        ),
                        (
                            "policy",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.policy",
                                verbose_name="policy",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who",
                            ),
                        ),
                        ("channel", models.CharField(max_length=12, verbose_name="through")),
                        ("why", models.CharField(max_length=500, verbose_name="why")),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        ("incidents", models.PositiveIntegerField(verbose_name="incidents")),
                        ("looked_at", models.PositiveIntegerField(default=0, verbose_name="looked at")),
                        (
                            "clocks_changed",
                            models.PositiveIntegerField(default=0, verbose_name="clocks changed"),
                        ),
                        (
                            "failed",
                            models.PositiveIntegerField(default=0, verbose_name="could not be changed"),
                        ),
                        ("last_incident", models.PositiveBigIntegerField(default=0)),
                        ("claim", models.UUIDField(null=True)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                    ],
                    options={
                        "verbose_name": "re-application",
                        "verbose_name_plural": "re-applications",
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("finished_at__isnull", True)),
                                fields=["id"],
                                name="incidents_reapplication_left",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("calendar", None), ("policy__isnull", False)),
                                    models.Q(("calendar__isnull", False), ("policy", None)),
                                    _connector="OR",
                                ),
                                name="incidents_reapplication_of_one",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("calendar__isnull", False), ("finished_at", None)),
                                fields=("calendar",),
                                name="incidents_reapplication_calendar",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("finished_at", None), ("policy__isnull", False)),
                                fields=("policy",),
                                name="incidents_reapplication_policy",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalService",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                        (
                            "criticality",
                            models.CharField(
                                choices=[
                                    ("critical", "Critical"),
                                    ("high", "High"),
                                    ("medium", "Medium"),
                                    ("low", "Low"),
                                ],
                                default="medium",
                                max_length=10,
                                verbose_name="criticality",
                            ),
                        ),
                        (
                            "cost_per_hour",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=10,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost per hour, in hours",
                            ),
                        ),
                        (
                            "cost_per_hour_outside",
                            models.DecimalField(
                                decimal_places=2,
                                default=0,
                                max_digits=10,
                                validators=[django.core.validators.MinValueValidator(0)],
                                verbose_name="cost per hour, out of hours",
                            ),
                        ),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
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
                            "owner_team",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.team",
                                verbose_name="owner team",
                            ),
                        ),
                        (
                            "support_team",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.team",
                                verbose_name="support team",
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.calendar",
                                verbose_name="calendar",
                            ),
                        ),
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
                        "verbose_name": "historical service",
                        "verbose_name_plural": "historical services",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalService_upstream",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "from_service",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.service",
                            ),
                        ),
                        (
                            "to_service",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.service",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="incidents.historicalservice",
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                    ],
                    options={
                        "verbose_name": "HistoricalService_upstream",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCategory",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "path",
                            models.CharField(
                                db_index=True, editable=False, max_length=250, verbose_name="path"
                            ),
                        ),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.category",
                                verbose_name="parent",
                            ),
                        ),
                        (
                            "default_team",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.team",
                                verbose_name="default team",
                            ),
                        ),
                        (
                            "default_service",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.service",
                                verbose_name="default service",
                            ),
                        ),
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
                        "verbose_name": "historical category",
                        "verbose_name_plural": "historical categories",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalLevelDefinition",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                            "dimension",
                            models.CharField(
                                choices=[("impact", "Impact"), ("urgency", "Urgency")],
                                max_length=10,
                                verbose_name="dimension",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                max_length=10,
                                verbose_name="level",
                            ),
                        ),
                        ("description", models.CharField(max_length=250, verbose_name="meaning")),
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
                        "verbose_name": "historical impact or urgency",
                        "verbose_name_plural": "historical impact and urgency",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPriorityCell",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                            "impact",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                max_length=10,
                                verbose_name="impact",
                            ),
                        ),
                        (
                            "urgency",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                max_length=10,
                                verbose_name="urgency",
                            ),
                        ),
                        (
                            "priority",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Critical"),
                                    (2, "High"),
                                    (3, "Medium"),
                                    (4, "Low"),
                                    (5, "Planning"),
                                ],
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="priority",
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
                    ],
                    options={
                        "verbose_name": "historical priority",
                        "verbose_name_plural": "historical priority matrix",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalResolutionCode",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
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
                    ],
                    options={
                        "verbose_name": "historical resolution code",
                        "verbose_name_plural": "historical resolution codes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCauseCategory",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
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
                    ],
                    options={
                        "verbose_name": "historical cause category",
                        "verbose_name_plural": "historical cause categories",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalHoldReason",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                        (
                            "pauses",
                            models.BooleanField(
                                default=True,
                                help_text="Only what the requester decides should pause the promise to the requester.",
                                verbose_name="pauses the clock to the requester",
                            ),
                        ),
                        (
                            "pauses_team",
                            models.BooleanField(
                                default=True,
                                help_text="Unless the team itself is what the incident waits for.",
                                verbose_name="pauses the team's clock",
                            ),
                        ),
                        (
                            "is_supplier",
                            models.BooleanField(default=False, verbose_name="starts the supplier's clock"),
                        ),
                        (
                            "waits_for",
                            models.CharField(
                                choices=[
                                    ("requester", "An answer of the requester"),
                                    ("time", "A moment or a blocking incident"),
                                ],
                                default="time",
                                max_length=10,
                                verbose_name="waits for",
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
                    ],
                    options={
                        "verbose_name": "historical hold reason",
                        "verbose_name_plural": "historical hold reasons",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCancelReason",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=100, verbose_name="position")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                        (
                            "needs_target",
                            models.BooleanField(default=False, verbose_name="needs the incident it repeats"),
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
                    ],
                    options={
                        "verbose_name": "historical cancel reason",
                        "verbose_name_plural": "historical cancel reasons",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalIncident",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("actor_name", models.CharField(max_length=160)),
                        ("request_id", models.CharField(blank=True, max_length=64)),
                        (
                            "number",
                            models.CharField(
                                db_index=True, editable=False, max_length=24, verbose_name="number"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "description",
                            models.TextField(blank=True, max_length=50000, verbose_name="description"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("assigned", "Assigned"),
                                    ("in_progress", "In progress"),
                                    ("on_hold", "On hold"),
                                    ("resolved", "Resolved"),
                                    ("closed", "Closed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="new",
                                editable=False,
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "hold_until",
                            models.DateTimeField(blank=True, null=True, verbose_name="on hold until"),
                        ),
                        (
                            "major_state",
                            models.CharField(
                                choices=[
                                    ("none", "Not major"),
                                    ("candidate", "Candidate"),
                                    ("declared", "Declared"),
                                    ("stood_down", "Stood down"),
                                    ("rejected", "Rejected"),
                                ],
                                default="none",
                                max_length=12,
                                verbose_name="major",
                            ),
                        ),
                        (
                            "impact_statement",
                            models.TextField(blank=True, max_length=5000, verbose_name="impact statement"),
                        ),
                        (
                            "communication_plan",
                            models.TextField(blank=True, max_length=5000, verbose_name="communication plan"),
                        ),
                        (
                            "impact",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                default="medium",
                                max_length=10,
                                verbose_name="impact",
                            ),
                        ),
                        (
                            "urgency",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                                default="medium",
                                max_length=10,
                                verbose_name="urgency",
                            ),
                        ),
                        (
                            "priority",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Critical"),
                                    (2, "High"),
                                    (3, "Medium"),
                                    (4, "Low"),
                                    (5, "Planning"),
                                ],
                                editable=False,
                                verbose_name="priority",
                            ),
                        ),
                        (
                            "configuration_item",
                            models.CharField(blank=True, max_length=120, verbose_name="item"),
                        ),
                        ("location", models.CharField(blank=True, max_length=120, verbose_name="location")),
                        ("contact", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                        (
                            "affected_count",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="number affected"
                            ),
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
                                verbose_name="channel",
                            ),
                        ),
                        (
                            "detected_by",
                            models.CharField(
                                choices=[
                                    ("user", "User"),
                                    ("monitoring", "Monitoring"),
                                    ("support_staff", "Support staff"),
                                    ("supplier", "Supplier"),
                                ],
                                max_length=14,
                                verbose_name="detected by",
                            ),
                        ),
                        (
                            "external_reference",
                            models.CharField(blank=True, max_length=120, verbose_name="external reference"),
                        ),
                        ("opened_with", models.CharField(blank=True, editable=False, max_length=64)),
                        ("occurred_at", models.DateTimeField(blank=True, null=True, verbose_name="occurred")),
                        ("detected_at", models.DateTimeField(verbose_name="detected")),
                        ("reported_at", models.DateTimeField(verbose_name="reported")),
                        (
                            "acknowledged_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="acknowledged"),
                        ),
                        ("restored_at", models.DateTimeField(blank=True, null=True, verbose_name="restored")),
                        ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="resolved")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        (
                            "cancelled_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="cancelled"),
                        ),
                        (
                            "monitor_cleared_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="cleared by the monitor"
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="recorded")),
                        ("updated_at", models.DateTimeField(editable=False, verbose_name="updated")),
                        (
                            "resolution_text",
                            models.TextField(blank=True, max_length=50000, verbose_name="resolution"),
                        ),
                        (
                            "resolved_directly",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("first_contact", "First contact"),
                                    ("self_healed", "Self-healed"),
                                    ("by_caller", "By the caller"),
                                    ("by_parent", "With its parent"),
                                ],
                                max_length=14,
                            ),
                        ),
                        (
                            "resolution_evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("monitor", "The monitor is clear"),
                                    ("agent_test", "Tested by an agent"),
                                    ("requester_word", "The requester said so"),
                                    ("silent", "Nobody objected in time"),
                                ],
                                max_length=14,
                            ),
                        ),
                        (
                            "closure_evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("monitor", "The monitor is clear"),
                                    ("agent_test", "Tested by an agent"),
                                    ("requester_word", "The requester said so"),
                                    ("silent", "Nobody objected in time"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("reopen_count", models.PositiveSmallIntegerField(default=0, editable=False)),
                        ("reassignment_count", models.PositiveSmallIntegerField(default=0, editable=False)),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "hold_reason",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.holdreason",
                                verbose_name="hold reason",
                            ),
                        ),
                        (
                            "blocked_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.incident",
                                verbose_name="blocked by",
                            ),
                        ),
                        (
                            "major_manager",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="incident manager",
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
                            "category",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.category",
                                verbose_name="category",
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
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="assignee",
                            ),
                        ),
                        (
                            "requester",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="requester",
                            ),
                        ),
                        (
                            "reporter",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reported by",
                            ),
                        ),
                        (
                            "resolution_code",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.resolutioncode",
                            ),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="resolved by",
                            ),
                        ),
                        (
                            "cause_category",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.causecategory",
                            ),
                        ),
                        (
                            "cancel_reason",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.cancelreason",
                            ),
                        ),
                        (
                            "duplicate_of",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.incident",
                                verbose_name="parent",
                            ),
                        ),
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
                        "verbose_name": "historical incident",
                        "verbose_name_plural": "historical incidents",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAffected",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "incident",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
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
                        "verbose_name": "historical affected",
                        "verbose_name_plural": "historical affecteds",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalWatcher",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        ("may_reply", models.BooleanField(default=True, verbose_name="may reply")),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "incident",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
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
                        "verbose_name": "historical watcher",
                        "verbose_name_plural": "historical watchers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalLink",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("related", "Related to"),
                                    ("duplicate_of", "Duplicate of"),
                                    ("blocked_by", "Blocked by"),
                                    ("recurrence_of", "Recurrence of"),
                                    ("follow_up_of", "Follow-up of"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.incident",
                            ),
                        ),
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
                        "verbose_name": "historical link",
                        "verbose_name_plural": "historical links",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTask",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                        (
                            "is_mandatory",
                            models.BooleanField(default=False, verbose_name="must be done before resolving"),
                        ),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                        ("created_at", models.DateTimeField()),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "incident",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="assignee",
                            ),
                        ),
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
                        "verbose_name": "historical task",
                        "verbose_name_plural": "historical tasks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalIntegration",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        ("name", models.CharField(db_index=True, max_length=80, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("alertmanager", "Prometheus Alertmanager"),
                                    ("events", "Events API version 2"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "prefix",
                            models.CharField(editable=False, max_length=6, verbose_name="key begins with"),
                        ),
                        (
                            "critical_opens",
                            models.CharField(
                                blank=True,
                                choices=incidents.intake.choices.openings,
                                default="high/high",
                                max_length=16,
                                verbose_name="critical",
                            ),
                        ),
                        (
                            "error_opens",
                            models.CharField(
                                blank=True,
                                choices=incidents.intake.choices.openings,
                                default="high/medium",
                                max_length=16,
                                verbose_name="error",
                            ),
                        ),
                        (
                            "warning_opens",
                            models.CharField(
                                blank=True,
                                choices=incidents.intake.choices.openings,
                                default="medium/medium",
                                max_length=16,
                                verbose_name="warning",
                            ),
                        ),
                        (
                            "info_opens",
                            models.CharField(
                                blank=True,
                                choices=incidents.intake.choices.openings,
                                default="",
                                max_length=16,
                                verbose_name="information",
                            ),
                        ),
                        (
                            "may_resolve",
                            models.BooleanField(
                                default=True,
                                help_text="When the alert is over, resolve an incident that nobody has taken.",
                                verbose_name="may resolve",
                            ),
                        ),
                        (
                            "reopen_minutes",
                            models.PositiveIntegerField(
                                default=120,
                                help_text="An alert that comes back this soon reopens its incident; later it opens a linked one.",
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(20160),
                                ],
                                verbose_name="reopen window in minutes",
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "account",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="In whose name its incidents are logged.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="account",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="For alerts that name no service of the catalogue.",
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
                                help_text="Is told when an alert opens an incident.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.team",
                                verbose_name="team",
                            ),
                        ),
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
                        "verbose_name": "historical integration",
                        "verbose_name_plural": "historical integrations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAttachment",
                    fields=[
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
                        ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                        ("file", models.TextField(max_length=120)),
                        ("name", models.CharField(max_length=150, verbose_name="name")),
                        ("content_type", models.CharField(max_length=100)),
                        ("size", models.PositiveBigIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("is_private", models.BooleanField(default=False, verbose_name="staff only")),
                        ("uploaded_at", models.DateTimeField()),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "incident",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.entry",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
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
                        "verbose_name": "historical attachment",
                        "verbose_name_plural": "historical attachments",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCalendar",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "calendar",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.calendar",
                            ),
                        ),
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "description",
                            models.CharField(blank=True, max_length=500, verbose_name="description"),
                        ),
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
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                            models.BooleanField(
                                default=False, verbose_name="the service's own calendar goes first"
                            ),
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
                        (
                            "policy",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.policy",
                            ),
                        ),
                        (
                            "calendar",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.calendar",
                                verbose_name="calendar",
                            ),
                        ),
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
                        "verbose_name": "historical policy version",
                        "verbose_name_plural": "historical policy versions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ],
        ),
    ]
