"""Own addresses at chat and SMS services, and deliveries to them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def forget_what_went_by_chat(apps, schema_editor):
    apps.get_model("accounts", "Delivery").objects.filter(way="chat").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChatAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("service", models.CharField(max_length=20)),
                ("sealed", models.TextField(editable=False)),
                ("created_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                ("tested_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="accounts_delivery_once",
        ),
        migrations.AlterField(
            model_name="delivery",
            name="way",
            field=models.CharField(choices=[("email", "E-mail"), ("chat", "Chat or SMS")], max_length=10),
        ),
        migrations.AlterField(
            model_name="historicalnoticetemplate",
            name="way",
            field=models.CharField(
                choices=[
                    ("all", "All ways"),
                    ("inbox", "In the product"),
                    ("email", "E-mail"),
                    ("chat", "Chat or SMS"),
                ],
                default="all",
                max_length=10,
                verbose_name="for",
            ),
        ),
        migrations.AlterField(
            model_name="noticetemplate",
            name="way",
            field=models.CharField(
                choices=[
                    ("all", "All ways"),
                    ("inbox", "In the product"),
                    ("email", "E-mail"),
                    ("chat", "Chat or SMS"),
                ],
                default="all",
                max_length=10,
                verbose_name="for",
            ),
        ),
        migrations.AddField(
            model_name="chataddress",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="chat_addresses",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="place",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="accounts.chataddress",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("place", None)), fields=("notice", "way"), name="accounts_delivery_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("place__isnull", False)),
                fields=("notice", "place"),
                name="accounts_delivery_once_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place__isnull", False), ("way", "chat")),
                    models.Q(models.Q(("way", "chat"), _negated=True), ("place", None)),
                    _connector="OR",
                ),
                name="accounts_delivery_place_of_chat",
            ),
        ),
        migrations.AddConstraint(
            model_name="chataddress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("user", "name"),
                name="accounts_chat_address_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="chataddress",
            constraint=models.CheckConstraint(
                condition=models.Q(("removed_at", None), ("sealed", ""), _connector="OR"),
                name="accounts_chat_address_forgotten",
            ),
        ),
        # Last, so that it is undone first: one delivery a way is all that the older table takes.
        migrations.RunPython(migrations.RunPython.noop, forget_what_went_by_chat),
    ]
