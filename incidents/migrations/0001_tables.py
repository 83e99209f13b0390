"""All tables of incidents, of the catalogue, the intake and the service levels."""

import accounts.make_tables
import accounts.people.models
import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
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
        ("incidents", "0005_grafana"),
        ("incidents", "0006_affected_groups"),
        ("incidents", "0007_step_webhook"),
        ("incidents", "0008_mail_in"),
        ("incidents", "0009_mapping"),
        ("incidents", "0010_grouping"),
        ("incidents", "0011_importing"),
        ("incidents", "0012_windows_and_flapping"),
        ("incidents", "0013_heartbeats"),
        ("incidents", "0014_open_suggestions"),
        ("incidents", "0015_mailbox_failures"),
        ("incidents", "0016_suppliers"),
        ("incidents", "0017_changes"),
        ("incidents", "0018_mail_rest"),
        ("incidents", "0019_subscriptions"),
        ("incidents", "0020_import_stopped"),
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
                        (
                            "storm_minutes",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: as everywhere.",
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(1440),
                                ],
                                verbose_name="within minutes",
                            ),
                        ),
                        (
                            "storm_reports",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="More open reports than this suggest one parent. Empty: as everywhere. 0: never.",
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(1000)],
                                verbose_name="reports that are a storm",
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
                        (
                            "afterwards_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="recorded afterwards"
                            ),
                        ),
                        (
                            "flapping_since",
                            models.DateTimeField(editable=False, null=True, verbose_name="flapping since"),
                        ),
                        (
                            "supplier_reference",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=120,
                                verbose_name="supplier’s reference",
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.supplier",
                                verbose_name="supplier",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "incident",
                        "verbose_name_plural": "incidents",
                        "ordering": ("-id",),
                        "indexes": [  # SQLite takes the later of two indexes that promise the same: the queue's come last.
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
                            models.Index(fields=["supplier_reference"], name="incidents_supplier_reference"),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("supplier_reference", ""), ("supplier__isnull", False), _connector="OR"
                                ),
                                name="incidents_incident_reference_has_supplier",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="organisation",
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("incident", "user"), name="incidents_affected_once"
                            ),
                            models.UniqueConstraint(
                                fields=("incident", "team"), name="incidents_affected_team_once"
                            ),
                            models.UniqueConstraint(
                                fields=("incident", "organisation"),
                                name="incidents_affected_organisation_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("organisation__isnull", True),
                                        ("team__isnull", True),
                                        ("user__isnull", False),
                                    ),
                                    models.Q(
                                        ("organisation__isnull", True),
                                        ("team__isnull", False),
                                        ("user__isnull", True),
                                    ),
                                    models.Q(
                                        ("organisation__isnull", False),
                                        ("team__isnull", True),
                                        ("user__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="incidents_affected_is_one",
                            ),
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
                                    ("grafana", "Grafana"),
                                    ("events", "Events API version 2"),
                                    ("json", "Any JSON, by a mapping"),
                                    ("heartbeat", "Heartbeats"),
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
                        (
                            "mapping",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="mapping"
                            ),
                        ),
                        (
                            "flap_minutes",
                            models.PositiveSmallIntegerField(
                                default=30,
                                help_text="Such an alert keeps its incident open, and nobody is told of each change.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(1440),
                                ],
                                verbose_name="within minutes",
                            ),
                        ),
                        (
                            "flap_pairs",
                            models.PositiveSmallIntegerField(
                                default=3,
                                help_text="So many times firing and over. 0: no flap control.",
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(50),
                                ],
                                verbose_name="flapping after",
                            ),
                        ),
                        (
                            "quiet_minutes",
                            models.PositiveSmallIntegerField(
                                default=15,
                                help_text="So long a flapping alert must be quiet before its incident may be resolved.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(1440),
                                ],
                                verbose_name="quiet minutes",
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
                                null=True,
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
                                    ("held", "In quarantine"),
                                    ("dropped", "Discarded"),
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
                        (
                            "mailbox",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signals",
                                to="incidents.mailbox",
                                verbose_name="mailbox",
                            ),
                        ),
                        (
                            "subject",
                            models.CharField(
                                choices=[("alerts", "Alerts"), ("change", "A change")],
                                db_default="alerts",
                                default="alerts",
                                max_length=6,
                                verbose_name="about",
                            ),
                        ),
                        ("emptied_at", models.DateTimeField(null=True, verbose_name="raw text deleted")),
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
                            models.Index(
                                condition=models.Q(("emptied_at", None)),
                                fields=["done_at", "id"],
                                name="incidents_signal_raw",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("integration", None), ("mailbox", None), _connector="XOR"
                                ),
                                name="incidents_signal_has_one_source",
                            )
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
                        ("flap_ends", models.JSONField(default=list, null=True)),
                        ("flapping_until", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name": "alert",
                        "verbose_name_plural": "alerts",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(fields=["incident", "id"], name="incidents_alert_incident"),
                            models.Index(
                                condition=models.Q(("flapping_until__isnull", False)),
                                fields=["flapping_until", "id"],
                                name="incidents_alert_flapping",
                            ),
                        ],
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
                                    ("group_affected", "Affected group named"),
                                    ("group_not_affected", "Affected group removed"),
                                    ("task_added", "Task added"),
                                    ("task_done", "Task done"),
                                    ("task_reopened", "Task reopened"),
                                    ("alert_fired", "Alert fired"),
                                    ("alert_repeated", "Alert repeated"),
                                    ("alert_acknowledged", "Alert acknowledged"),
                                    ("alert_cleared", "Alert cleared"),
                                    ("alert_joined", "Alert joined"),
                                    ("grouping_suggested", "Grouping suggested"),
                                    ("grouping_accepted", "Grouping accepted"),
                                    ("grouping_rejected", "Grouping rejected"),
                                    ("storm_gathered", "Reports gathered"),
                                    ("flapping", "Alert flaps"),
                                    ("flapping_ended", "Alert no longer flaps"),
                                    ("change_suspected", "Change suspected"),
                                    ("change_is_cause", "Change is a cause"),
                                    ("change_cleared", "Change cleared"),
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
                        (
                            "webhook",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.webhook",
                                verbose_name="call the web-hook",
                            ),
                        ),
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
                        (
                            "storm_minutes",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: as everywhere.",
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(1440),
                                ],
                                verbose_name="within minutes",
                            ),
                        ),
                        (
                            "storm_reports",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="More open reports than this suggest one parent. Empty: as everywhere. 0: never.",
                                null=True,
                                validators=[django.core.validators.MaxValueValidator(1000)],
                                verbose_name="reports that are a storm",
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
                        (
                            "flapping_since",
                            models.DateTimeField(editable=False, null=True, verbose_name="flapping since"),
                        ),
                        (
                            "supplier_reference",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=120,
                                verbose_name="supplier’s reference",
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.supplier",
                                verbose_name="supplier",
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
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="organisation",
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
                                    ("grafana", "Grafana"),
                                    ("events", "Events API version 2"),
                                    ("json", "Any JSON, by a mapping"),
                                    ("heartbeat", "Heartbeats"),
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
                        (
                            "mapping",
                            models.JSONField(
                                blank=True, default=dict, editable=False, verbose_name="mapping"
                            ),
                        ),
                        (
                            "flap_minutes",
                            models.PositiveSmallIntegerField(
                                default=30,
                                help_text="Such an alert keeps its incident open, and nobody is told of each change.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(1440),
                                ],
                                verbose_name="within minutes",
                            ),
                        ),
                        (
                            "flap_pairs",
                            models.PositiveSmallIntegerField(
                                default=3,
                                help_text="So many times firing and over. 0: no flap control.",
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(50),
                                ],
                                verbose_name="flapping after",
                            ),
                        ),
                        (
                            "quiet_minutes",
                            models.PositiveSmallIntegerField(
                                default=15,
                                help_text="So long a flapping alert must be quiet before its incident may be resolved.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(1440),
                                ],
                                verbose_name="quiet minutes",
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
                migrations.CreateModel(
                    name="MailMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("identity", models.CharField(max_length=64, unique=True)),
                        (
                            "message_id",
                            models.CharField(blank=True, max_length=250, verbose_name="message id"),
                        ),
                        ("sender", models.CharField(blank=True, max_length=254, verbose_name="sender")),
                        ("subject", models.CharField(blank=True, max_length=250, verbose_name="subject")),
                        (
                            "place",
                            models.CharField(blank=True, max_length=60, verbose_name="place in the mailbox"),
                        ),
                        ("copies", models.PositiveIntegerField(default=0, verbose_name="came again")),
                        ("was_answered", models.BooleanField(default=False)),
                        (
                            "incident",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="mails",
                                to="incidents.incident",
                                verbose_name="incident",
                            ),
                        ),
                        (
                            "released_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "signal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mail",
                                to="incidents.signal",
                            ),
                        ),
                        ("excerpt", models.CharField(blank=True, db_default="", default="", max_length=500)),
                        (
                            "shelf",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("review", "To look at"),
                                    ("ignored", "Ignored"),
                                    ("dropped", "Discarded"),
                                ],
                                db_default="",
                                default="",
                                max_length=8,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "message",
                        "verbose_name_plural": "messages",
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("message_id", ""), _negated=True),
                                fields=["message_id"],
                                name="incidents_mail_id",
                            ),
                            models.Index(
                                condition=models.Q(("was_answered", True)),
                                fields=["sender", "-id"],
                                name="incidents_mail_answers",
                            ),
                            models.Index(
                                condition=models.Q(("shelf", ""), _negated=True),
                                fields=["shelf", "-id"],
                                name="incidents_mail_shelf",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalIgnoreRule",
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
                            "looks_at",
                            models.CharField(
                                choices=[
                                    ("sender", "Sender's address"),
                                    ("domain", "Sender's domain"),
                                    ("subject", "Words in the subject"),
                                ],
                                max_length=8,
                                verbose_name="looks at",
                            ),
                        ),
                        (
                            "pattern",
                            models.CharField(
                                help_text="Compared without regard to capital letters.",
                                max_length=250,
                                verbose_name="pattern",
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
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
                        "verbose_name": "historical entry of the ignore list",
                        "verbose_name_plural": "historical ignore list",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMailbox",
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
                        ("slug", models.SlugField(max_length=40, verbose_name="short name")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "address",
                            models.EmailField(
                                help_text="Where people write. Mail from it is our own and is left alone.",
                                max_length=254,
                                verbose_name="address",
                            ),
                        ),
                        (
                            "host",
                            models.CharField(
                                blank=True,
                                help_text="Empty: a mail server hands its mail over.",
                                max_length=250,
                                verbose_name="IMAP server",
                            ),
                        ),
                        (
                            "port",
                            models.PositiveIntegerField(
                                default=993,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(65535),
                                ],
                                verbose_name="port",
                            ),
                        ),
                        (
                            "security",
                            models.CharField(
                                choices=[
                                    ("tls", "TLS from the start"),
                                    ("starttls", "STARTTLS"),
                                    ("none", "None: only on this machine or a trusted network"),
                                ],
                                default="tls",
                                max_length=8,
                                verbose_name="security",
                            ),
                        ),
                        ("username", models.CharField(blank=True, max_length=250, verbose_name="user")),
                        ("folder", models.CharField(default="INBOX", max_length=250, verbose_name="folder")),
                        (
                            "move_to",
                            models.CharField(
                                blank=True,
                                help_text="Folder for what is stored here. Empty: it is marked as read and stays.",
                                max_length=250,
                                verbose_name="move to",
                            ),
                        ),
                        (
                            "unknown_sender",
                            models.CharField(
                                choices=[
                                    ("hold", "Hold it in quarantine"),
                                    ("welcome", "Make the sender a requester"),
                                ],
                                default="hold",
                                max_length=8,
                                verbose_name="unknown senders",
                            ),
                        ),
                        (
                            "our_server",
                            models.CharField(
                                blank=True,
                                help_text="As it stands in the Authentication-Results it writes. Only those of this name prove who sent a message.",
                                max_length=250,
                                verbose_name="name of our mail server",
                            ),
                        ),
                        (
                            "trusts_senders",
                            models.BooleanField(
                                default=False,
                                help_text="Our mail server lets nobody write in the name of somebody else, so the sender is believed.",
                                verbose_name="senders are checked",
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
                            "service",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Of its incidents.",
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
                                help_text="Is told of new incidents.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.team",
                                verbose_name="team",
                            ),
                        ),
                        (
                            "client_id",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=250,
                                verbose_name="client id",
                            ),
                        ),
                        (
                            "scope",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                help_text="Of the token. Microsoft 365: https://outlook.office365.com/.default",
                                max_length=250,
                                verbose_name="scope",
                            ),
                        ),
                        (
                            "sign_in",
                            models.CharField(
                                choices=[
                                    ("password", "Password"),
                                    ("oauth2", "OAuth 2.0 (Microsoft 365, Google)"),
                                ],
                                db_default="password",
                                default="password",
                                max_length=8,
                                verbose_name="sign-in",
                            ),
                        ),
                        (
                            "token_url",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                help_text="Where OAuth 2.0 gives tokens, such as https://oauth2.googleapis.com/token.",
                                max_length=500,
                                verbose_name="token address",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical mailbox",
                        "verbose_name_plural": "historical mailboxes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="IgnoreRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "looks_at",
                            models.CharField(
                                choices=[
                                    ("sender", "Sender's address"),
                                    ("domain", "Sender's domain"),
                                    ("subject", "Words in the subject"),
                                ],
                                max_length=8,
                                verbose_name="looks at",
                            ),
                        ),
                        (
                            "pattern",
                            models.CharField(
                                help_text="Compared without regard to capital letters.",
                                max_length=250,
                                verbose_name="pattern",
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                    ],
                    options={
                        "verbose_name": "entry of the ignore list",
                        "verbose_name_plural": "ignore list",
                        "ordering": ("looks_at", "pattern"),
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("looks_at"),
                                django.db.models.functions.text.Lower("pattern"),
                                name="incidents_ignore_rule_once",
                                violation_error_message="The list has this entry.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mailbox",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=40, unique=True, verbose_name="short name")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "address",
                            models.EmailField(
                                help_text="Where people write. Mail from it is our own and is left alone.",
                                max_length=254,
                                verbose_name="address",
                            ),
                        ),
                        (
                            "host",
                            models.CharField(
                                blank=True,
                                help_text="Empty: a mail server hands its mail over.",
                                max_length=250,
                                verbose_name="IMAP server",
                            ),
                        ),
                        (
                            "port",
                            models.PositiveIntegerField(
                                default=993,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(65535),
                                ],
                                verbose_name="port",
                            ),
                        ),
                        (
                            "security",
                            models.CharField(
                                choices=[
                                    ("tls", "TLS from the start"),
                                    ("starttls", "STARTTLS"),
                                    ("none", "None: only on this machine or a trusted network"),
                                ],
                                default="tls",
                                max_length=8,
                                verbose_name="security",
                            ),
                        ),
                        ("username", models.CharField(blank=True, max_length=250, verbose_name="user")),
                        ("folder", models.CharField(default="INBOX", max_length=250, verbose_name="folder")),
                        (
                            "move_to",
                            models.CharField(
                                blank=True,
                                help_text="Folder for what is stored here. Empty: it is marked as read and stays.",
                                max_length=250,
                                verbose_name="move to",
                            ),
                        ),
                        (
                            "unknown_sender",
                            models.CharField(
                                choices=[
                                    ("hold", "Hold it in quarantine"),
                                    ("welcome", "Make the sender a requester"),
                                ],
                                default="hold",
                                max_length=8,
                                verbose_name="unknown senders",
                            ),
                        ),
                        (
                            "our_server",
                            models.CharField(
                                blank=True,
                                help_text="As it stands in the Authentication-Results it writes. Only those of this name prove who sent a message.",
                                max_length=250,
                                verbose_name="name of our mail server",
                            ),
                        ),
                        (
                            "trusts_senders",
                            models.BooleanField(
                                default=False,
                                help_text="Our mail server lets nobody write in the name of somebody else, so the sender is believed.",
                                verbose_name="senders are checked",
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                        (
                            "polled_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="last fetched"),
                        ),
                        (
                            "problem",
                            models.CharField(
                                blank=True,
                                editable=False,
                                max_length=500,
                                verbose_name="reason of the last failure",
                            ),
                        ),
                        ("claimed_until", models.DateTimeField(editable=False, null=True)),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                help_text="Of its incidents.",
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
                                help_text="Is told of new incidents.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.team",
                                verbose_name="team",
                            ),
                        ),
                        (
                            "failed_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="last failed"),
                        ),
                        (
                            "client_id",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=250,
                                verbose_name="client id",
                            ),
                        ),
                        (
                            "scope",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                help_text="Of the token. Microsoft 365: https://outlook.office365.com/.default",
                                max_length=250,
                                verbose_name="scope",
                            ),
                        ),
                        (
                            "sign_in",
                            models.CharField(
                                choices=[
                                    ("password", "Password"),
                                    ("oauth2", "OAuth 2.0 (Microsoft 365, Google)"),
                                ],
                                db_default="password",
                                default="password",
                                max_length=8,
                                verbose_name="sign-in",
                            ),
                        ),
                        (
                            "token_url",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                help_text="Where OAuth 2.0 gives tokens, such as https://oauth2.googleapis.com/token.",
                                max_length=500,
                                verbose_name="token address",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "mailbox",
                        "verbose_name_plural": "mailboxes",
                        "ordering": ("name",),
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("address"),
                                name="incidents_mailbox_address_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("sign_in", "password"),
                                    models.Q(
                                        models.Q(("token_url", ""), _negated=True),
                                        models.Q(("client_id", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="incidents_mailbox_oauth2_is_whole",
                                violation_error_message="OAuth 2.0 needs the token address and the client id.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorrelationRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                        (
                            "position",
                            models.PositiveSmallIntegerField(
                                default=100,
                                help_text="Rules are tried from the lowest position up.",
                                verbose_name="position",
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("join", "Joins the incident of the group"),
                                    ("candidate", "Opens its own incident; a person decides"),
                                ],
                                default="candidate",
                                max_length=10,
                                verbose_name="a further alert",
                            ),
                        ),
                        ("severities", models.JSONField(blank=True, default=list, verbose_name="severities")),
                        (
                            "summary_pattern",
                            models.CharField(
                                blank=True,
                                help_text="* stands for anything: *disk*",
                                max_length=250,
                                verbose_name="summary",
                            ),
                        ),
                        (
                            "source_pattern",
                            models.CharField(
                                blank=True,
                                help_text="* stands for anything: *disk*",
                                max_length=250,
                                verbose_name="source",
                            ),
                        ),
                        (
                            "component_pattern",
                            models.CharField(
                                blank=True,
                                help_text="* stands for anything: *disk*",
                                max_length=250,
                                verbose_name="component",
                            ),
                        ),
                        (
                            "group_pattern",
                            models.CharField(
                                blank=True,
                                help_text="* stands for anything: *disk*",
                                max_length=250,
                                verbose_name="group",
                            ),
                        ),
                        (
                            "class_pattern",
                            models.CharField(
                                blank=True,
                                help_text="* stands for anything: *disk*",
                                max_length=250,
                                verbose_name="class",
                            ),
                        ),
                        ("group_by", models.JSONField(default=list, verbose_name="have in common")),
                        (
                            "window_minutes",
                            models.PositiveIntegerField(
                                default=30,
                                help_text="Counted from the alert with which the group begins.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(10080),
                                ],
                                verbose_name="window in minutes",
                            ),
                        ),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                        (
                            "integrations",
                            models.ManyToManyField(
                                blank=True,
                                help_text="None means all.",
                                related_name="+",
                                to="incidents.integration",
                                verbose_name="integrations",
                            ),
                        ),
                        (
                            "services",
                            models.ManyToManyField(
                                blank=True,
                                help_text="None means all.",
                                related_name="+",
                                to="incidents.service",
                                verbose_name="services",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "correlation rule",
                        "verbose_name_plural": "correlation rules",
                        "ordering": ("position", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("window_minutes__range", (1, 10080))),
                                name="incidents_correlation_window",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("mode__in", ["join", "candidate"])),
                                name="incidents_correlation_mode",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlertGroup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("values", models.JSONField(default=dict)),
                        ("began_at", models.DateTimeField()),
                        (
                            "incident",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="groups",
                                to="incidents.correlationrule",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "group of alerts",
                        "verbose_name_plural": "groups of alerts",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("rule", "digest"), name="incidents_alert_group_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCorrelationRule",
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
                            "position",
                            models.PositiveSmallIntegerField(
                                default=100,
                                help_text="Rules are tried from the lowest position up.",
                                verbose_name="position",
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("join", "Joins the incident of the group"),
                                    ("candidate", "Opens its own incident; a person decides"),
                                ],
                                default="candidate",
                                max_length=10,
                                verbose_name="a further alert",
                            ),
                        ),
                        ("severities", models.JSONField(blank=True, default=list, verbose_name="severities")),
                        (
                            "summary_pattern",
                            models.CharField(
                                blank=True,
                                help_text="* stands for anything: *disk*",
                                max_length=250,
                                verbose_name="summary",
                            ),
                        ),
                        (
                            "source_pattern",
                            models.CharField(
                                blank=True,
                                help_text="* stands for anything: *disk*",
                                max_length=250,
                                verbose_name="source",
                            ),
                        ),
                        (
                            "component_pattern",
                            models.CharField(
                                blank=True,
                                help_text="* stands for anything: *disk*",
                                max_length=250,
                                verbose_name="component",
                            ),
                        ),
                        (
                            "group_pattern",
                            models.CharField(
                                blank=True,
                                help_text="* stands for anything: *disk*",
                                max_length=250,
                                verbose_name="group",
                            ),
                        ),
                        (
                            "class_pattern",
                            models.CharField(
                                blank=True,
                                help_text="* stands for anything: *disk*",
                                max_length=250,
                                verbose_name="class",
                            ),
                        ),
                        ("group_by", models.JSONField(default=list, verbose_name="have in common")),
                        (
                            "window_minutes",
                            models.PositiveIntegerField(
                                default=30,
                                help_text="Counted from the alert with which the group begins.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(10080),
                                ],
                                verbose_name="window in minutes",
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
                        "verbose_name": "historical correlation rule",
                        "verbose_name_plural": "historical correlation rules",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCorrelationRule_integrations",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                        (
                            "correlationrule",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.correlationrule",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="incidents.historicalcorrelationrule",
                            ),
                        ),
                        (
                            "integration",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.integration",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "HistoricalCorrelationRule_integrations",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCorrelationRule_services",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                        (
                            "correlationrule",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_tablespace="",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.correlationrule",
                            ),
                        ),
                        (
                            "history",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                to="incidents.historicalcorrelationrule",
                            ),
                        ),
                        (
                            "service",
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
                    ],
                    options={
                        "verbose_name": "HistoricalCorrelationRule_services",
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Storm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("began_at", models.DateTimeField()),
                        ("raised_at", models.DateTimeField()),
                        ("reports", models.PositiveIntegerField()),
                        ("minutes", models.PositiveIntegerField()),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("accepted", "Accepted"),
                                    ("rejected", "Rejected"),
                                ],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.service",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "storm of reports",
                        "verbose_name_plural": "storms of reports",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("service",),
                                name="incidents_storm_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decision", "open")),
                                    models.Q(
                                        models.Q(("decision", "open"), _negated=True),
                                        ("decided_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="incidents_storm_is_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decision", "accepted"), ("parent__isnull", False)),
                                    models.Q(
                                        models.Q(("decision", "accepted"), _negated=True), ("parent", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="incidents_storm_has_parent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decision", "rejected"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="incidents_storm_rejected_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Suggestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("values", models.JSONField(default=dict)),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("accepted", "Accepted"),
                                    ("rejected", "Rejected"),
                                ],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        (
                            "tie",
                            models.CharField(
                                blank=True,
                                choices=[("child", "child of"), ("related", "related to")],
                                max_length=8,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "incident",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grouping",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.correlationrule",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="incidents.incident",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "suggestion to group",
                        "verbose_name_plural": "suggestions to group",
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("decision", "open")),
                                fields=["id"],
                                name="incidents_suggestion_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("incident", models.F("target")), _negated=True),
                                name="incidents_suggestion_not_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decision", "open")),
                                    models.Q(
                                        models.Q(("decision", "open"), _negated=True),
                                        ("decided_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="incidents_suggestion_is_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decision", "accepted"), ("tie__in", ["child", "related"])),
                                    models.Q(models.Q(("decision", "accepted"), _negated=True), ("tie", "")),
                                    _connector="OR",
                                ),
                                name="incidents_suggestion_has_tie",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "subject",
                            models.CharField(
                                choices=[
                                    ("incidents", "Incidents"),
                                    ("organisations", "Organisations"),
                                    ("people", "People"),
                                    ("teams", "Teams"),
                                    ("services", "Services"),
                                    ("categories", "Categories"),
                                ],
                                max_length=14,
                                verbose_name="holds",
                            ),
                        ),
                        ("file_name", models.CharField(max_length=150, verbose_name="file")),
                        ("headers", models.JSONField(verbose_name="columns")),
                        ("mapping", models.JSONField(default=dict, verbose_name="mapping")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "To be mapped"),
                                    ("checking", "Dry run"),
                                    ("checked", "Dry run done"),
                                    ("importing", "Importing"),
                                    ("stopped", "Stopped"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="uploaded")),
                        ("started_at", models.DateTimeField(null=True, verbose_name="started")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("claim", models.CharField(blank=True, max_length=36)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("total", models.PositiveIntegerField(default=0, verbose_name="rows")),
                        ("seen", models.PositiveIntegerField(default=0, verbose_name="rows dealt with")),
                        ("made", models.PositiveIntegerField(default=0, verbose_name="new")),
                        ("changed", models.PositiveIntegerField(default=0, verbose_name="changed")),
                        ("same", models.PositiveIntegerField(default=0, verbose_name="already here")),
                        ("refused", models.PositiveIntegerField(default=0, verbose_name="refused")),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="problem")),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="imported by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "import",
                        "verbose_name_plural": "imports",
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ("checking", "importing"))),
                                fields=["id"],
                                name="incidents_import_due",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportLot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("rows", models.JSONField()),
                        ("doubles", models.JSONField(default=dict)),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lots",
                                to="incidents.importrun",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("number",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("run", "number"), name="incidents_import_lot_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Origin",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("source", models.CharField(max_length=30, verbose_name="source")),
                        ("key", models.CharField(max_length=80, verbose_name="number there")),
                        (
                            "incident",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="origin",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="origins",
                                to="incidents.importrun",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "key"), name="incidents_origin_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefusedRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="row")),
                        ("cells", models.JSONField()),
                        ("problems", models.JSONField(verbose_name="problems")),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="refused_rows",
                                to="incidents.importrun",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("number", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("run", "number"), name="incidents_import_refused_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HeldAlert",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("window_version", models.PositiveIntegerField()),
                        ("seen", models.JSONField()),
                        ("place_start", models.BigIntegerField()),
                        ("place_end", models.BigIntegerField()),
                        ("count", models.PositiveIntegerField(default=1)),
                        ("held_at", models.DateTimeField()),
                        ("held_until", models.DateTimeField()),
                        (
                            "alert",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="held",
                                to="incidents.alert",
                            ),
                        ),
                        (
                            "signal",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="incidents.signal",
                            ),
                        ),
                        (
                            "window",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held",
                                to="incidents.maintenancewindow",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "held alert",
                        "verbose_name_plural": "held alerts",
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["held_until", "id"], name="incidents_held_until")],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalMaintenanceWindow",
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
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "item",
                            models.CharField(
                                blank=True,
                                help_text="Instead of a service: the source as the monitor names it, such as db1.example.org.",
                                max_length=255,
                                verbose_name="item",
                            ),
                        ),
                        (
                            "zone",
                            models.CharField(
                                help_text="Beginning and end are meant in this zone, in summer and in winter.",
                                max_length=60,
                                validators=[accounts.people.models.validate_zone],
                                verbose_name="time zone",
                            ),
                        ),
                        ("begins_at", models.DateTimeField(verbose_name="begins")),
                        ("ends_at", models.DateTimeField(verbose_name="ends")),
                        (
                            "repeats",
                            models.CharField(
                                choices=[
                                    ("once", "Once"),
                                    ("daily", "Each day"),
                                    ("weekly", "Each week, on the same weekday"),
                                    ("monthly_day", "Each month, on the same day"),
                                    (
                                        "monthly_weekday",
                                        "Each month, on the same weekday (such as the second Sunday)",
                                    ),
                                ],
                                default="once",
                                max_length=16,
                                verbose_name="repeats",
                            ),
                        ),
                        (
                            "repeats_until",
                            models.DateField(
                                blank=True,
                                help_text="The last day on which it begins. Empty: until it is cancelled.",
                                null=True,
                                verbose_name="repeats until",
                            ),
                        ),
                        (
                            "ended_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="ended early"),
                        ),
                        (
                            "cancelled_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="cancelled"),
                        ),
                        ("over_at", models.DateTimeField(editable=False, null=True, verbose_name="over")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
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
                            "service",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Covers the alerts of this service, not those of services that depend on it.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.service",
                                verbose_name="service",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical maintenance window",
                        "verbose_name_plural": "historical maintenance windows",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="MaintenanceWindow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "item",
                            models.CharField(
                                blank=True,
                                help_text="Instead of a service: the source as the monitor names it, such as db1.example.org.",
                                max_length=255,
                                verbose_name="item",
                            ),
                        ),
                        (
                            "zone",
                            models.CharField(
                                help_text="Beginning and end are meant in this zone, in summer and in winter.",
                                max_length=60,
                                validators=[accounts.people.models.validate_zone],
                                verbose_name="time zone",
                            ),
                        ),
                        ("begins_at", models.DateTimeField(verbose_name="begins")),
                        ("ends_at", models.DateTimeField(verbose_name="ends")),
                        (
                            "repeats",
                            models.CharField(
                                choices=[
                                    ("once", "Once"),
                                    ("daily", "Each day"),
                                    ("weekly", "Each week, on the same weekday"),
                                    ("monthly_day", "Each month, on the same day"),
                                    (
                                        "monthly_weekday",
                                        "Each month, on the same weekday (such as the second Sunday)",
                                    ),
                                ],
                                default="once",
                                max_length=16,
                                verbose_name="repeats",
                            ),
                        ),
                        (
                            "repeats_until",
                            models.DateField(
                                blank=True,
                                help_text="The last day on which it begins. Empty: until it is cancelled.",
                                null=True,
                                verbose_name="repeats until",
                            ),
                        ),
                        (
                            "ended_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="ended early"),
                        ),
                        (
                            "cancelled_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="cancelled"),
                        ),
                        ("over_at", models.DateTimeField(editable=False, null=True, verbose_name="over")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                help_text="Covers the alerts of this service, not those of services that depend on it.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="maintenance_windows",
                                to="incidents.service",
                                verbose_name="service",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "maintenance window",
                        "verbose_name_plural": "maintenance windows",
                        "ordering": ("-begins_at", "-id"),
                        "indexes": [
                            models.Index(fields=["over_at", "begins_at"], name="incidents_window_over")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                                name="incidents_window_ends_after",
                                violation_error_message="It must end after it begins.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("service", None), ("item", ""), _connector="XOR"),
                                name="incidents_window_covers_one",
                                violation_error_message="Choose a service or name an item, one of the two.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "repeats__in",
                                        ["once", "daily", "weekly", "monthly_day", "monthly_weekday"],
                                    )
                                ),
                                name="incidents_window_repeats_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalHeartbeat",
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
                            "severity",
                            models.CharField(
                                choices=[
                                    ("critical", "Critical"),
                                    ("error", "Error"),
                                    ("warning", "Warning"),
                                    ("info", "Information"),
                                ],
                                default="error",
                                help_text="When it is down.",
                                max_length=8,
                                verbose_name="severity",
                            ),
                        ),
                        (
                            "period_minutes",
                            models.PositiveIntegerField(
                                default=60,
                                help_text="How often it reports that it is done.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(527040),
                                ],
                                verbose_name="period in minutes",
                            ),
                        ),
                        (
                            "grace_minutes",
                            models.PositiveIntegerField(
                                default=10,
                                help_text="How late it may be before it is down.",
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(527040),
                                ],
                                verbose_name="grace in minutes",
                            ),
                        ),
                        (
                            "limit_minutes",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="From start to success, for jobs that report their start. Empty: any length.",
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(527040),
                                ],
                                verbose_name="longest run in minutes",
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        (
                            "paused_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="paused"
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
                            "integration",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.integration",
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
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical heartbeat",
                        "verbose_name_plural": "historical heartbeats",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Heartbeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, unique=True, verbose_name="key"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                        (
                            "severity",
                            models.CharField(
                                choices=[
                                    ("critical", "Critical"),
                                    ("error", "Error"),
                                    ("warning", "Warning"),
                                    ("info", "Information"),
                                ],
                                default="error",
                                help_text="When it is down.",
                                max_length=8,
                                verbose_name="severity",
                            ),
                        ),
                        (
                            "period_minutes",
                            models.PositiveIntegerField(
                                default=60,
                                help_text="How often it reports that it is done.",
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(527040),
                                ],
                                verbose_name="period in minutes",
                            ),
                        ),
                        (
                            "grace_minutes",
                            models.PositiveIntegerField(
                                default=10,
                                help_text="How late it may be before it is down.",
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(527040),
                                ],
                                verbose_name="grace in minutes",
                            ),
                        ),
                        (
                            "limit_minutes",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="From start to success, for jobs that report their start. Empty: any length.",
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(527040),
                                ],
                                verbose_name="longest run in minutes",
                            ),
                        ),
                        ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                        (
                            "paused_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="paused"
                            ),
                        ),
                        (
                            "last_ping_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="last ping"),
                        ),
                        (
                            "last_kind",
                            models.CharField(
                                blank=True,
                                choices=[("success", "Success"), ("start", "Start"), ("fail", "Failure")],
                                editable=False,
                                max_length=7,
                                verbose_name="what it said",
                            ),
                        ),
                        (
                            "last_exit_code",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="exit code"
                            ),
                        ),
                        (
                            "last_body",
                            models.TextField(
                                blank=True, editable=False, verbose_name="text of the last ping"
                            ),
                        ),
                        (
                            "succeeded_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="last success"),
                        ),
                        (
                            "started_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="running since"),
                        ),
                        (
                            "last_seconds",
                            models.PositiveIntegerField(
                                editable=False, null=True, verbose_name="length of the last run"
                            ),
                        ),
                        (
                            "expected_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="next expected"),
                        ),
                        ("next_at", models.DateTimeField(editable=False, null=True, verbose_name="deadline")),
                        (
                            "down_since",
                            models.DateTimeField(editable=False, null=True, verbose_name="down since"),
                        ),
                        (
                            "down_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("missing", "No ping in time"),
                                    ("overrun", "Started and not finished in time"),
                                    ("failed", "Reported a failure"),
                                ],
                                editable=False,
                                max_length=8,
                                verbose_name="why it is down",
                            ),
                        ),
                        (
                            "integration",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.integration",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.service",
                                verbose_name="service",
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
                        "verbose_name": "heartbeat",
                        "verbose_name_plural": "heartbeats",
                        "ordering": ("name",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("next_at__isnull", False)),
                                fields=["next_at", "id"],
                                name="incidents_heartbeat_next",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("grace_minutes__range", (0, 527040)),
                                    ("period_minutes__range", (1, 527040)),
                                    models.Q(
                                        ("limit_minutes", None),
                                        ("limit_minutes__range", (1, 527040)),
                                        _connector="OR",
                                    ),
                                ),
                                name="incidents_heartbeat_rhythm",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("down_reason", ""), ("down_since", None)),
                                    models.Q(
                                        models.Q(("down_since", None), _negated=True),
                                        models.Q(("down_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="incidents_heartbeat_down_has_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("next_at", None),
                                    models.Q(("down_since", None), ("paused_at", None), ("retired_at", None)),
                                    _connector="OR",
                                ),
                                name="incidents_heartbeat_due_is_awake",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Supplier",
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
                            "contact",
                            models.CharField(
                                blank=True,
                                help_text="How they are reached: telephone, address, page.",
                                max_length=200,
                                verbose_name="contact",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "supplier",
                        "verbose_name_plural": "suppliers",
                        "ordering": ("position", "name"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalSupplier",
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
                            "contact",
                            models.CharField(
                                blank=True,
                                help_text="How they are reached: telephone, address, page.",
                                max_length=200,
                                verbose_name="contact",
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
                        "verbose_name": "historical supplier",
                        "verbose_name_plural": "historical suppliers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Change",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("identity", models.CharField(max_length=64)),
                        ("item", models.CharField(blank=True, max_length=120, verbose_name="item")),
                        ("source", models.CharField(blank=True, max_length=255, verbose_name="source")),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("summary", models.TextField(verbose_name="summary")),
                        ("happened_at", models.DateTimeField(verbose_name="happened")),
                        ("received_at", models.DateTimeField(verbose_name="received")),
                        ("details", models.JSONField(null=True, verbose_name="details")),
                        ("links", models.JSONField(default=list, verbose_name="links")),
                        (
                            "integration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.integration",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.service",
                                verbose_name="service",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "change",
                        "verbose_name_plural": "changes",
                        "ordering": ("-happened_at", "-id"),
                        "indexes": [
                            models.Index(fields=["-happened_at", "-id"], name="incidents_change_happened")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("integration", "identity"), name="incidents_change_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalJudgement",
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
                            "verdict",
                            models.CharField(
                                choices=[("suspect", "Suspect"), ("cause", "Cause")],
                                max_length=7,
                                verbose_name="verdict",
                            ),
                        ),
                        ("judged_at", models.DateTimeField(verbose_name="judged")),
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
                            "change",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.change",
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
                            "judged_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical judgement of a change",
                        "verbose_name_plural": "historical judgements of changes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Judgement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[("suspect", "Suspect"), ("cause", "Cause")],
                                max_length=7,
                                verbose_name="verdict",
                            ),
                        ),
                        ("judged_at", models.DateTimeField(verbose_name="judged")),
                        (
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judgements",
                                to="incidents.change",
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="judgements",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "judged_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "judgement of a change",
                        "verbose_name_plural": "judgements of changes",
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("incident", "change"), name="incidents_judgement_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("verdict__in", ["suspect", "cause"])),
                                name="incidents_judgement_verdict",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Unstored",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.CharField(max_length=60, verbose_name="place in the mailbox")),
                        ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                        ("problem", models.CharField(max_length=500, verbose_name="reason")),
                        ("attempts", models.PositiveSmallIntegerField(default=1, verbose_name="attempts")),
                        ("failed_at", models.DateTimeField(verbose_name="last failed")),
                        (
                            "mailbox",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="unstored",
                                to="incidents.mailbox",
                                verbose_name="mailbox",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "message not stored",
                        "verbose_name_plural": "messages not stored",
                        "ordering": ("-failed_at", "-id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("mailbox", "place"), name="incidents_unstored_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Subscription",
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
                        ("created_at", models.DateTimeField()),
                        (
                            "service",
                            models.ForeignKey(
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
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                                verbose_name="team",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="subscriptions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("service__name", "team__name", "id"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "service"), name="incidents_subscription_service_once"
                            ),
                            models.UniqueConstraint(
                                fields=("user", "team"), name="incidents_subscription_team_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("service__isnull", False), ("team__isnull", True)),
                                    models.Q(("service__isnull", True), ("team__isnull", False)),
                                    _connector="OR",
                                ),
                                name="incidents_subscription_is_one",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
