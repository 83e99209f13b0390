"""All tables of people, rights, notices and of what outlasts a request."""

import accounts.make_tables
import accounts.people.models
import datetime
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0003_webhooks"),
        ("accounts", "0004_drafts"),
        ("accounts", "0005_notice_templates"),
        ("accounts", "0006_reach"),
    ]
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        accounts.make_tables.MakeTables(
            operations=[
                migrations.CreateModel(
                    name="RightSet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                    ],
                    options={
                        "permissions": (
                            ("act_as_agent", "Work as a service desk agent"),
                            ("act_as_resolver", "Work as a resolver in the own teams"),
                            ("act_as_lead", "Lead the own teams"),
                            ("act_as_incident_manager", "Act as incident manager"),
                            ("act_as_major_incident_manager", "Act as major incident manager"),
                            ("act_as_integration", "Send and read incidents as an integration"),
                            ("see_all_incidents", "See all incidents"),
                            ("see_organisation_incidents", "See the incidents of the own organisation"),
                            ("send_communications", "Send communications of major incidents"),
                            ("override_priority", "Override the calculated priority"),
                            ("waive_sla", "Waive a missed service level"),
                            ("restrict_incidents", "Restrict incidents"),
                            ("export_incidents", "Export incidents"),
                            ("see_cost", "See costs"),
                            ("see_personal_data", "See personal data"),
                            ("delete_incidents", "Delete incidents"),
                            ("edit_knowledge", "Edit knowledge"),
                            ("write_reviews", "Write post-incident reviews"),
                            ("approve_reviews", "Approve post-incident reviews"),
                            ("read_audit", "Read the audit history"),
                            ("configure", "Configure the product"),
                        ),
                        "managed": False,
                        "default_permissions": (),
                    },
                ),
                migrations.CreateModel(
                    name="Organisation",
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
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "organisation",
                        "verbose_name_plural": "organisations",
                        "ordering": ("name",),
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                unique=True,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        (
                            "first_name",
                            models.CharField(blank=True, max_length=150, verbose_name="first name"),
                        ),
                        ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="date joined"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("person", "Person"),
                                    ("service", "Service account"),
                                    ("system", "System account"),
                                ],
                                default="person",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="accounts.organisation",
                                verbose_name="organisation",
                            ),
                        ),
                        (
                            "time_zone",
                            models.CharField(
                                default=accounts.people.models.default_zone,
                                max_length=60,
                                validators=[accounts.people.models.validate_zone],
                                verbose_name="time zone",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("en-gb", "English"), ("de", "Deutsch")],
                                default="en-gb",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "is_vip",
                            models.BooleanField(
                                default=False,
                                help_text="Shown wherever the person appears.",
                                verbose_name="VIP",
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                        ("location", models.CharField(blank=True, max_length=120, verbose_name="location")),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "person",
                        "verbose_name_plural": "people",
                        "ordering": ("first_name", "last_name", "username"),
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("username"),
                                name="accounts_user_username_without_case",
                            ),
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("email"),
                                condition=models.Q(("email", ""), _negated=True),
                                name="accounts_user_email_without_case",
                                violation_error_message="Somebody else has this e-mail address.",
                            ),
                        ],
                    },
                    managers=[
                        ("objects", accounts.people.models.PersonManager()),
                    ],
                ),
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="api_tokens",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("key", models.CharField(editable=False, max_length=12, unique=True)),
                        ("digest", models.CharField(editable=False, max_length=64)),
                        ("scopes", models.JSONField(default=list, verbose_name="scopes")),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                        ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                        (
                            "last_used_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="last used"),
                        ),
                    ],
                    options={
                        "verbose_name": "API token",
                        "verbose_name_plural": "API tokens",
                        "ordering": ("-created_at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="ActionLink",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("confirm", "Confirm that it works"),
                                    ("reopen", "Say that it does not work yet"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("target", models.CharField(max_length=40)),
                        ("expires_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["target"], name="accounts_link_target")],
                    },
                ),
                migrations.CreateModel(
                    name="IdempotentCall",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("owner", models.CharField(max_length=40)),
                        ("key", models.CharField(max_length=255)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("started_at", models.DateTimeField(db_index=True)),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("location", models.CharField(blank=True, max_length=500)),
                        ("answer", models.JSONField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("owner", "key"), name="accounts_idempotent_call_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=60)),
                        ("about", models.CharField(max_length=40)),
                        (
                            "actor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("occurred_at", models.DateTimeField()),
                        ("facts", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["about", "id"], name="accounts_event_about")],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to="accounts.event",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reason", models.CharField(help_text="Why this person is told.", max_length=120)),
                        ("subject", models.CharField(max_length=250)),
                        ("body", models.TextField(blank=True)),
                        ("path", models.CharField(max_length=200)),
                        ("links", models.JSONField(default=list)),
                        ("created_at", models.DateTimeField()),
                        ("read_at", models.DateTimeField(null=True)),
                        ("words", models.JSONField(null=True)),
                    ],
                    options={
                        "ordering": ("-id",),
                        "indexes": [
                            models.Index(fields=["recipient", "-id"], name="accounts_notice_inbox"),
                            models.Index(
                                condition=models.Q(("read_at", None)),
                                fields=["recipient"],
                                name="accounts_notice_unread",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("event", "recipient"), name="accounts_notice_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="accounts.notice",
                            ),
                        ),
                        ("way", models.CharField(choices=[("email", "E-mail")], max_length=10)),
                        ("address", models.CharField(max_length=254)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("sent", "Sent"),
                                    ("failed", "Failed"),
                                    ("dropped", "Not needed any more"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("claim", models.UUIDField(null=True)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("problem", models.CharField(blank=True, max_length=500)),
                        ("bundled_about", models.CharField(blank=True, max_length=40)),
                        (
                            "bundled_for",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "carrier",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="passengers",
                                to="accounts.delivery",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "delivery",
                        "verbose_name_plural": "deliveries",
                        "ordering": ("due_at", "id"),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["due_at"],
                                name="accounts_delivery_due",
                            ),
                            models.Index(
                                condition=models.Q(("carrier", None), ("state", "waiting")),
                                fields=["bundled_for", "bundled_about", "due_at"],
                                name="accounts_delivery_lane",
                            ),
                            models.Index(
                                condition=models.Q(("bundled_for__isnull", False)),
                                fields=["bundled_for", "-sent_at"],
                                name="accounts_delivery_lately",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("notice", "way"), name="accounts_delivery_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("carrier", None), ("bundled_for__isnull", False), _connector="OR"
                                ),
                                name="accounts_delivery_carried",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="short name")),
                        (
                            "name",
                            models.CharField(
                                max_length=120,
                                validators=[django.core.validators.MinLengthValidator(2)],
                                verbose_name="name",
                            ),
                        ),
                        (
                            "description",
                            models.CharField(blank=True, max_length=250, verbose_name="description"),
                        ),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
                        ),
                        (
                            "retired_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="retired"
                            ),
                        ),
                        (
                            "members",
                            models.ManyToManyField(
                                related_name="teams",
                                through="accounts.Membership",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="members",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "team",
                        "verbose_name_plural": "teams",
                        "ordering": ("name",),
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="accounts.team",
                                verbose_name="team",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        ("is_lead", models.BooleanField(default=False, verbose_name="leads the team")),
                    ],
                    options={
                        "verbose_name": "membership",
                        "verbose_name_plural": "memberships",
                        "ordering": ("-is_lead", "user__first_name"),
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "user"), name="accounts_membership_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalApiToken",
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
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("key", models.CharField(db_index=True, editable=False, max_length=12)),
                        ("scopes", models.JSONField(default=list, verbose_name="scopes")),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                        ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "user",
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
                        "verbose_name": "historical API token",
                        "verbose_name_plural": "historical API tokens",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalOrganisation",
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
                        "verbose_name": "historical organisation",
                        "verbose_name_plural": "historical organisations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalUser",
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
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                db_index=True,
                                error_messages={"unique": "A user with that username already exists."},
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                                verbose_name="username",
                            ),
                        ),
                        (
                            "first_name",
                            models.CharField(blank=True, max_length=150, verbose_name="first name"),
                        ),
                        ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(
                                default=django.utils.timezone.now, verbose_name="date joined"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("person", "Person"),
                                    ("service", "Service account"),
                                    ("system", "System account"),
                                ],
                                default="person",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
                        ),
                        (
                            "time_zone",
                            models.CharField(
                                default=accounts.people.models.default_zone,
                                max_length=60,
                                validators=[accounts.people.models.validate_zone],
                                verbose_name="time zone",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("en-gb", "English"), ("de", "Deutsch")],
                                default="en-gb",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "is_vip",
                            models.BooleanField(
                                default=False,
                                help_text="Shown wherever the person appears.",
                                verbose_name="VIP",
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                        ("location", models.CharField(blank=True, max_length=120, verbose_name="location")),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
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
                        "verbose_name": "historical person",
                        "verbose_name_plural": "historical people",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTeam",
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
                        (
                            "name",
                            models.CharField(
                                max_length=120,
                                validators=[django.core.validators.MinLengthValidator(2)],
                                verbose_name="name",
                            ),
                        ),
                        (
                            "description",
                            models.CharField(blank=True, max_length=250, verbose_name="description"),
                        ),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
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
                        "verbose_name": "historical team",
                        "verbose_name_plural": "historical teams",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMembership",
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
                        ("is_lead", models.BooleanField(default=False, verbose_name="leads the team")),
                        ("history_change_reason", models.CharField(blank=True, default="", max_length=500)),
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
                        "verbose_name": "historical membership",
                        "verbose_name_plural": "historical memberships",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Call",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("sent", "Sent"),
                                    ("failed", "Failed"),
                                    ("dropped", "Not needed any more"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("claim", models.UUIDField(null=True)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("problem", models.CharField(blank=True, max_length=500)),
                        ("kind", models.CharField(max_length=60, verbose_name="event")),
                        ("about", models.CharField(blank=True, max_length=40, verbose_name="about")),
                        ("sequence", models.PositiveIntegerField(default=0, verbose_name="sequence")),
                        ("body", models.TextField()),
                        ("is_detailed", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                        (
                            "event",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calls",
                                to="accounts.event",
                            ),
                        ),
                        (
                            "webhook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calls",
                                to="accounts.webhook",
                                verbose_name="web-hook",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "call of a web-hook",
                        "verbose_name_plural": "calls of web-hooks",
                        "ordering": ("-created_at", "-id"),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["due_at"],
                                name="accounts_call_due",
                            ),
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["webhook", "about", "sequence"],
                                name="accounts_call_order",
                            ),
                            models.Index(fields=["webhook", "-created_at"], name="accounts_call_log"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("webhook", "event"), name="accounts_call_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="attempt")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("milliseconds", models.PositiveIntegerField(verbose_name="milliseconds")),
                        (
                            "status_code",
                            models.PositiveSmallIntegerField(null=True, verbose_name="status code"),
                        ),
                        ("excerpt", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="problem")),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="log",
                                to="accounts.call",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "attempt",
                        "verbose_name_plural": "attempts",
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalWebhook",
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
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("url", models.CharField(max_length=500, verbose_name="address")),
                        ("kinds", models.JSONField(blank=True, default=list, verbose_name="events")),
                        ("is_active", models.BooleanField(default=True, verbose_name="switched on")),
                        (
                            "stopped_why",
                            models.CharField(blank=True, max_length=250, verbose_name="switched off because"),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                        ("rotated_at", models.DateTimeField(editable=False, verbose_name="secret since")),
                        (
                            "old_until",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="earlier secret until"
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
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Calls tell of a record what this person or service account may read of it.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical web-hook",
                        "verbose_name_plural": "historical web-hooks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Webhook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=60, unique=True, verbose_name="short name")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("url", models.CharField(max_length=500, verbose_name="address")),
                        ("kinds", models.JSONField(blank=True, default=list, verbose_name="events")),
                        ("is_active", models.BooleanField(default=True, verbose_name="switched on")),
                        (
                            "stopped_why",
                            models.CharField(blank=True, max_length=250, verbose_name="switched off because"),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="created")),
                        ("salt", models.CharField(editable=False, max_length=64)),
                        ("digest", models.CharField(editable=False, max_length=64)),
                        ("rotated_at", models.DateTimeField(editable=False, verbose_name="secret since")),
                        ("old_salt", models.CharField(blank=True, editable=False, max_length=64)),
                        ("old_digest", models.CharField(blank=True, editable=False, max_length=64)),
                        (
                            "old_until",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="earlier secret until"
                            ),
                        ),
                        (
                            "failures",
                            models.PositiveIntegerField(
                                default=0, editable=False, verbose_name="failures in a row"
                            ),
                        ),
                        (
                            "failing_since",
                            models.DateTimeField(editable=False, null=True, verbose_name="failing since"),
                        ),
                        (
                            "arrived_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="last arrival"),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                help_text="Calls tell of a record what this person or service account may read of it.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="webhooks",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "web-hook",
                        "verbose_name_plural": "web-hooks",
                        "ordering": ("name", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.CharField(max_length=60)),
                        ("token", models.CharField(max_length=64)),
                        ("words", models.JSONField(default=dict)),
                        ("saved_at", models.DateTimeField(db_index=True, verbose_name="saved")),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "draft",
                        "verbose_name_plural": "drafts",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("owner", "place", "token"), name="accounts_draft_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalNoticeTemplate",
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
                        ("key", models.CharField(max_length=60, verbose_name="message")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en-gb", "English"), ("de", "Deutsch")],
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("all", "All ways"),
                                    ("inbox", "In the product"),
                                    ("email", "E-mail"),
                                ],
                                default="all",
                                max_length=10,
                                verbose_name="for",
                            ),
                        ),
                        ("subject", models.CharField(max_length=250, verbose_name="subject")),
                        ("body", models.TextField(blank=True, max_length=10000, verbose_name="text")),
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
                        "verbose_name": "historical notice template",
                        "verbose_name_plural": "historical notice templates",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="NoticeTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=60, verbose_name="message")),
                        (
                            "language",
                            models.CharField(
                                choices=[("en-gb", "English"), ("de", "Deutsch")],
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("all", "All ways"),
                                    ("inbox", "In the product"),
                                    ("email", "E-mail"),
                                ],
                                default="all",
                                max_length=10,
                                verbose_name="for",
                            ),
                        ),
                        ("subject", models.CharField(max_length=250, verbose_name="subject")),
                        ("body", models.TextField(blank=True, max_length=10000, verbose_name="text")),
                    ],
                    options={
                        "verbose_name": "notice template",
                        "verbose_name_plural": "notice templates",
                        "ordering": ("key", "language", "way"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("key", "language", "way"),
                                name="accounts_notice_template_once",
                                violation_error_message="There are own words for this message, language and way already.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRoleDefaults",
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
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("quiet_from__isnull", True), ("quiet_to__isnull", True)),
                                    models.Q(("quiet_from__isnull", False), ("quiet_to__isnull", False)),
                                    _connector="OR",
                                ),
                                name="accounts_preferences_quiet_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("hourly_budget__range", (1, 200))),
                                name="accounts_preferences_budget",
                            ),
                        ],
                    },
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
                        (
                            "role",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notice_defaults",
                                to="auth.group",
                                verbose_name="role",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notices of a role",
                        "verbose_name_plural": "notices of roles",
                        "ordering": ("role__name",),
                    },
                ),
            ],
        ),
    ]
