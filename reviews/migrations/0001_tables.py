"""All tables of reviews, their actions and what is learned."""

import accounts.make_tables
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [("reviews", "0001_initial")]
    dependencies = [
        ("accounts", "0002_roles"),
        ("incidents", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        accounts.make_tables.MakeTables(
            operations=[
                migrations.CreateModel(
                    name="Review",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("required", "Required"),
                                    ("draft", "Draft"),
                                    ("in_review", "In review"),
                                    ("approved", "Approved"),
                                    ("published", "Published"),
                                    ("closed", "Closed"),
                                    ("waived", "Waived"),
                                ],
                                editable=False,
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "visibility",
                            models.CharField(
                                choices=[
                                    ("staff", "All staff"),
                                    ("restricted", "Those who take part, and approvers"),
                                ],
                                default="staff",
                                max_length=12,
                                verbose_name="visibility",
                            ),
                        ),
                        (
                            "incident",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="review",
                                to="incidents.incident",
                                verbose_name="incident",
                            ),
                        ),
                        ("rules", models.JSONField(default=list, verbose_name="required by")),
                        (
                            "request_reason",
                            models.CharField(blank=True, max_length=500, verbose_name="why it was asked for"),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="owned_reviews",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "facilitator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="facilitated_reviews",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="facilitator",
                            ),
                        ),
                        ("summary", models.TextField(blank=True, max_length=5000, verbose_name="summary")),
                        ("impact", models.TextField(blank=True, max_length=20000, verbose_name="impact")),
                        (
                            "detection",
                            models.TextField(blank=True, max_length=20000, verbose_name="detection"),
                        ),
                        ("response", models.TextField(blank=True, max_length=20000, verbose_name="response")),
                        ("recovery", models.TextField(blank=True, max_length=20000, verbose_name="recovery")),
                        (
                            "surprises",
                            models.TextField(blank=True, max_length=20000, verbose_name="surprises"),
                        ),
                        (
                            "went_well",
                            models.TextField(blank=True, max_length=20000, verbose_name="what went well"),
                        ),
                        (
                            "made_harder",
                            models.TextField(
                                blank=True, max_length=20000, verbose_name="what made it harder"
                            ),
                        ),
                        (
                            "lucky",
                            models.TextField(blank=True, max_length=20000, verbose_name="where luck helped"),
                        ),
                        ("submit_due_at", models.DateTimeField(null=True, verbose_name="hand in by")),
                        ("meeting_due_at", models.DateTimeField(null=True, verbose_name="talk it over by")),
                        ("approve_due_at", models.DateTimeField(null=True, verbose_name="approve by")),
                        ("created_at", models.DateTimeField(editable=False)),
                        ("updated_at", models.DateTimeField(editable=False)),
                        ("submitted_at", models.DateTimeField(null=True, verbose_name="handed in")),
                        ("approved_at", models.DateTimeField(null=True, verbose_name="approved")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        ("published_at", models.DateTimeField(null=True, verbose_name="published")),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                        ("waived_at", models.DateTimeField(null=True, verbose_name="waived")),
                        (
                            "waived_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="waived by",
                            ),
                        ),
                        (
                            "waive_reason",
                            models.CharField(blank=True, max_length=500, verbose_name="why it was waived"),
                        ),
                        (
                            "incidents",
                            models.ManyToManyField(
                                related_name="reviews",
                                through="reviews.CoveredIncident",
                                to="incidents.incident",
                            ),
                        ),
                        (
                            "authors",
                            models.ManyToManyField(
                                related_name="+", through="reviews.Author", to=settings.AUTH_USER_MODEL
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "review",
                        "verbose_name_plural": "reviews",
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(fields=["state", "submit_due_at"], name="reviews_review_due"),
                            models.Index(fields=["owner", "state"], name="reviews_review_owner"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "required",
                                            "draft",
                                            "in_review",
                                            "approved",
                                            "published",
                                            "closed",
                                            "waived",
                                        ],
                                    )
                                ),
                                name="reviews_review_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("visibility__in", ["staff", "restricted"])),
                                name="reviews_review_visibility",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["required", "draft", "waived"]),
                                    models.Q(("owner__isnull", False), ("submitted_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="reviews_review_handed_in_by_owner",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["approved", "published", "closed"]), _negated=True
                                    ),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="reviews_review_approved_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["published", "closed"]), _negated=True),
                                    ("published_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="reviews_review_published_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    ("closed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="reviews_review_closed_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "waived"),
                                        ("waived_by__isnull", False),
                                        models.Q(("waive_reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "waived"), _negated=True), ("waive_reason", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="reviews_review_waived_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CoveredIncident",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="covered",
                                to="reviews.review",
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="incidents.incident",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("review", "incident"), name="reviews_covered_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Author",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="written_by",
                                to="reviews.review",
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
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("review", "user"), name="reviews_author_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContributingFactor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="factors",
                                to="reviews.review",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("statement", models.CharField(max_length=500, verbose_name="what contributed")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("technology", "Technology"),
                                    ("process", "Process"),
                                    ("people", "People and organisation"),
                                    ("communication", "Communication"),
                                    ("external", "External"),
                                ],
                                max_length=14,
                                verbose_name="category",
                            ),
                        ),
                        ("evidence", models.TextField(blank=True, max_length=5000, verbose_name="evidence")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                                default="medium",
                                max_length=8,
                                verbose_name="confidence",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contributing factor",
                        "verbose_name_plural": "contributing factors",
                        "ordering": ("id",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "category__in",
                                        ["technology", "process", "people", "communication", "external"],
                                    ),
                                    ("confidence__in", ["low", "medium", "high"]),
                                ),
                                name="reviews_factor_words",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("statement", ""), _negated=True),
                                name="reviews_factor_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TimelineEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="timeline",
                                to="reviews.review",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("happened_at", models.DateTimeField(verbose_name="when")),
                        ("text", models.TextField(max_length=2000, verbose_name="what happened")),
                        ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("signal", "Signal"),
                                    ("decision", "Decision"),
                                    ("action", "Action"),
                                    ("communication", "Communication"),
                                    ("impact", "Change of impact"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        ("is_starred", models.BooleanField(default=False, verbose_name="important")),
                        (
                            "mark",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("occurred", "Began"),
                                    ("detected", "Detected"),
                                    ("reported", "Reported"),
                                    ("acknowledged", "Work began"),
                                    ("declared", "Declared a major incident"),
                                    ("restored", "Service restored"),
                                    ("resolved", "Resolved"),
                                ],
                                editable=False,
                                max_length=14,
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="incidents.entry",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "timeline entry",
                        "verbose_name_plural": "timeline entries",
                        "ordering": ("happened_at", "id"),
                        "indexes": [
                            models.Index(
                                fields=["review", "happened_at", "id"], name="reviews_timeline_order"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["signal", "decision", "action", "communication", "impact"])
                                ),
                                name="reviews_timeline_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("mark", ""),
                                    models.Q(
                                        (
                                            "mark__in",
                                            [
                                                "occurred",
                                                "detected",
                                                "reported",
                                                "acknowledged",
                                                "declared",
                                                "restored",
                                                "resolved",
                                            ],
                                        ),
                                        models.Q(("source", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="reviews_timeline_mark_has_source",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("mark", ""), _negated=True),
                                fields=("review", "mark"),
                                name="reviews_timeline_mark_once",
                            ),
                            models.UniqueConstraint(
                                fields=("review", "entry"), name="reviews_timeline_entry_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ActionItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="reviews.review",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(editable=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("statement", models.CharField(max_length=500, verbose_name="what will be done")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("prevent", "Prevent it"),
                                    ("detect", "Detect it earlier"),
                                    ("limit", "Limit the impact"),
                                    ("respond", "Respond faster"),
                                    ("learn", "Learn more"),
                                ],
                                default="prevent",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "factor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="actions",
                                to="reviews.contributingfactor",
                                verbose_name="factor",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="owned_actions",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                        (
                            "priority",
                            models.CharField(
                                choices=[("priority", "Priority action"), ("improvement", "Improvement")],
                                default="improvement",
                                max_length=12,
                                verbose_name="priority",
                            ),
                        ),
                        (
                            "expected_effect",
                            models.CharField(blank=True, max_length=500, verbose_name="expected effect"),
                        ),
                        (
                            "verification",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("measured", "Measured"),
                                    ("test", "Test"),
                                    ("drill", "Drill"),
                                    ("review", "Review"),
                                ],
                                default="",
                                max_length=10,
                                verbose_name="how we check it",
                            ),
                        ),
                        (
                            "external_link",
                            models.URLField(blank=True, max_length=500, verbose_name="link elsewhere"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposed"),
                                    ("accepted", "Accepted"),
                                    ("in_progress", "In progress"),
                                    ("done", "Done, effect to be checked"),
                                    ("verified", "Proven effective"),
                                    ("not_effective", "Not effective"),
                                    ("cancelled", "Cancelled, risk accepted"),
                                ],
                                default="proposed",
                                editable=False,
                                max_length=14,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "due_moves",
                            models.PositiveSmallIntegerField(
                                default=0, editable=False, verbose_name="due date moved"
                            ),
                        ),
                        ("outcome", models.CharField(blank=True, max_length=500, verbose_name="outcome")),
                        ("created_at", models.DateTimeField(editable=False)),
                        ("updated_at", models.DateTimeField(editable=False)),
                        ("done_at", models.DateTimeField(null=True, verbose_name="done")),
                        ("settled_at", models.DateTimeField(null=True, verbose_name="settled")),
                    ],
                    options={
                        "verbose_name": "action item",
                        "verbose_name_plural": "action items",
                        "ordering": ("review", "position"),
                        "indexes": [
                            models.Index(fields=["state", "due_on"], name="reviews_action_due"),
                            models.Index(fields=["owner", "state"], name="reviews_action_owner"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "proposed",
                                            "accepted",
                                            "in_progress",
                                            "done",
                                            "verified",
                                            "not_effective",
                                            "cancelled",
                                        ],
                                    )
                                ),
                                name="reviews_action_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["prevent", "detect", "limit", "respond", "learn"]),
                                    ("priority__in", ["priority", "improvement"]),
                                ),
                                name="reviews_action_words",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "state__in",
                                            ("accepted", "in_progress", "done", "verified", "not_effective"),
                                        ),
                                        _negated=True,
                                    ),
                                    models.Q(("due_on__isnull", False), ("owner__isnull", False)),
                                    _connector="OR",
                                ),
                                name="reviews_action_promised_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["verified", "not_effective", "cancelled"]),
                                        _negated=True,
                                    ),
                                    models.Q(("outcome", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="reviews_action_outcome_is_told",
                            ),
                            models.UniqueConstraint(
                                fields=("review", "position"), name="reviews_action_position_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalReview",
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
                            "number",
                            models.CharField(
                                db_index=True, editable=False, max_length=24, verbose_name="number"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("required", "Required"),
                                    ("draft", "Draft"),
                                    ("in_review", "In review"),
                                    ("approved", "Approved"),
                                    ("published", "Published"),
                                    ("closed", "Closed"),
                                    ("waived", "Waived"),
                                ],
                                editable=False,
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "visibility",
                            models.CharField(
                                choices=[
                                    ("staff", "All staff"),
                                    ("restricted", "Those who take part, and approvers"),
                                ],
                                default="staff",
                                max_length=12,
                                verbose_name="visibility",
                            ),
                        ),
                        ("rules", models.JSONField(default=list, verbose_name="required by")),
                        (
                            "request_reason",
                            models.CharField(blank=True, max_length=500, verbose_name="why it was asked for"),
                        ),
                        ("summary", models.TextField(blank=True, max_length=5000, verbose_name="summary")),
                        ("impact", models.TextField(blank=True, max_length=20000, verbose_name="impact")),
                        (
                            "detection",
                            models.TextField(blank=True, max_length=20000, verbose_name="detection"),
                        ),
                        ("response", models.TextField(blank=True, max_length=20000, verbose_name="response")),
                        ("recovery", models.TextField(blank=True, max_length=20000, verbose_name="recovery")),
                        (
                            "surprises",
                            models.TextField(blank=True, max_length=20000, verbose_name="surprises"),
                        ),
                        (
                            "went_well",
                            models.TextField(blank=True, max_length=20000, verbose_name="what went well"),
                        ),
                        (
                            "made_harder",
                            models.TextField(
                                blank=True, max_length=20000, verbose_name="what made it harder"
                            ),
                        ),
                        (
                            "lucky",
                            models.TextField(blank=True, max_length=20000, verbose_name="where luck helped"),
                        ),
                        ("submit_due_at", models.DateTimeField(null=True, verbose_name="hand in by")),
                        ("meeting_due_at", models.DateTimeField(null=True, verbose_name="talk it over by")),
                        ("approve_due_at", models.DateTimeField(null=True, verbose_name="approve by")),
                        ("created_at", models.DateTimeField(editable=False)),
                        ("updated_at", models.DateTimeField(editable=False)),
                        ("submitted_at", models.DateTimeField(null=True, verbose_name="handed in")),
                        ("approved_at", models.DateTimeField(null=True, verbose_name="approved")),
                        ("published_at", models.DateTimeField(null=True, verbose_name="published")),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                        ("waived_at", models.DateTimeField(null=True, verbose_name="waived")),
                        (
                            "waive_reason",
                            models.CharField(blank=True, max_length=500, verbose_name="why it was waived"),
                        ),
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
                                verbose_name="incident",
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
                            "facilitator",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="facilitator",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="approved by",
                            ),
                        ),
                        (
                            "waived_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="waived by",
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
                        "verbose_name": "historical review",
                        "verbose_name_plural": "historical reviews",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCoveredIncident",
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
                            "review",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reviews.review",
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
                        "verbose_name": "historical covered incident",
                        "verbose_name_plural": "historical covered incidents",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAuthor",
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
                            "review",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reviews.review",
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
                        "verbose_name": "historical author",
                        "verbose_name_plural": "historical authors",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalContributingFactor",
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
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("statement", models.CharField(max_length=500, verbose_name="what contributed")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("technology", "Technology"),
                                    ("process", "Process"),
                                    ("people", "People and organisation"),
                                    ("communication", "Communication"),
                                    ("external", "External"),
                                ],
                                max_length=14,
                                verbose_name="category",
                            ),
                        ),
                        ("evidence", models.TextField(blank=True, max_length=5000, verbose_name="evidence")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
                                default="medium",
                                max_length=8,
                                verbose_name="confidence",
                            ),
                        ),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reviews.review",
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
                        "verbose_name": "historical contributing factor",
                        "verbose_name_plural": "historical contributing factors",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTimelineEntry",
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
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("happened_at", models.DateTimeField(verbose_name="when")),
                        ("text", models.TextField(max_length=2000, verbose_name="what happened")),
                        ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("signal", "Signal"),
                                    ("decision", "Decision"),
                                    ("action", "Action"),
                                    ("communication", "Communication"),
                                    ("impact", "Change of impact"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        ("is_starred", models.BooleanField(default=False, verbose_name="important")),
                        (
                            "mark",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("occurred", "Began"),
                                    ("detected", "Detected"),
                                    ("reported", "Reported"),
                                    ("acknowledged", "Work began"),
                                    ("declared", "Declared a major incident"),
                                    ("restored", "Service restored"),
                                    ("resolved", "Resolved"),
                                ],
                                editable=False,
                                max_length=14,
                            ),
                        ),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reviews.review",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="incidents.entry",
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
                        "verbose_name": "historical timeline entry",
                        "verbose_name_plural": "historical timeline entries",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalActionItem",
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
                        ("position", models.PositiveSmallIntegerField(editable=False)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("statement", models.CharField(max_length=500, verbose_name="what will be done")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("prevent", "Prevent it"),
                                    ("detect", "Detect it earlier"),
                                    ("limit", "Limit the impact"),
                                    ("respond", "Respond faster"),
                                    ("learn", "Learn more"),
                                ],
                                default="prevent",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                        (
                            "priority",
                            models.CharField(
                                choices=[("priority", "Priority action"), ("improvement", "Improvement")],
                                default="improvement",
                                max_length=12,
                                verbose_name="priority",
                            ),
                        ),
                        (
                            "expected_effect",
                            models.CharField(blank=True, max_length=500, verbose_name="expected effect"),
                        ),
                        (
                            "verification",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("measured", "Measured"),
                                    ("test", "Test"),
                                    ("drill", "Drill"),
                                    ("review", "Review"),
                                ],
                                default="",
                                max_length=10,
                                verbose_name="how we check it",
                            ),
                        ),
                        (
                            "external_link",
                            models.URLField(blank=True, max_length=500, verbose_name="link elsewhere"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposed"),
                                    ("accepted", "Accepted"),
                                    ("in_progress", "In progress"),
                                    ("done", "Done, effect to be checked"),
                                    ("verified", "Proven effective"),
                                    ("not_effective", "Not effective"),
                                    ("cancelled", "Cancelled, risk accepted"),
                                ],
                                default="proposed",
                                editable=False,
                                max_length=14,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "due_moves",
                            models.PositiveSmallIntegerField(
                                default=0, editable=False, verbose_name="due date moved"
                            ),
                        ),
                        ("outcome", models.CharField(blank=True, max_length=500, verbose_name="outcome")),
                        ("created_at", models.DateTimeField(editable=False)),
                        ("updated_at", models.DateTimeField(editable=False)),
                        ("done_at", models.DateTimeField(null=True, verbose_name="done")),
                        ("settled_at", models.DateTimeField(null=True, verbose_name="settled")),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "review",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reviews.review",
                            ),
                        ),
                        (
                            "factor",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="reviews.contributingfactor",
                                verbose_name="factor",
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
                        "verbose_name": "historical action item",
                        "verbose_name_plural": "historical action items",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ],
        ),
    ]
