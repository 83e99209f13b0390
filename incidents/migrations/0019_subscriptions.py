"""Who follows a service or a team."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_reach"),
        ("incidents", "0018_mail_rest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                    models.UniqueConstraint(fields=("user", "team"), name="incidents_subscription_team_once"),
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
    ]
