from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def shelve(apps: Any, schema_editor: Any) -> None:
    """What is in quarantine already waits for a person; the ignore list sorted the rest out."""
    mails = apps.get_model("incidents", "MailMessage").objects.using(schema_editor.connection.alias)
    mails.filter(signal__state="held").update(shelf="review")
    mails.filter(signal__state="held", signal__rule_path="quarantine: ignored").update(shelf="ignored")


def take_back(apps: Any, schema_editor: Any) -> None:
    """The version before knows nothing that was discarded: it is in quarantine again."""
    signals = apps.get_model("incidents", "Signal").objects.using(schema_editor.connection.alias)
    signals.filter(state="dropped").update(state="held")


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0017_changes"),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "message not stored",
                "verbose_name_plural": "messages not stored",
                "ordering": ("-failed_at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="historicalmailbox",
            name="client_id",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=250, verbose_name="client id"
            ),
        ),
        migrations.AddField(
            model_name="historicalmailbox",
            name="scope",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of the token. Microsoft 365: https://outlook.office365.com/.default",
                max_length=250,
                verbose_name="scope",
            ),
        ),
        migrations.AddField(
            model_name="historicalmailbox",
            name="sign_in",
            field=models.CharField(
                choices=[("password", "Password"), ("oauth2", "OAuth 2.0 (Microsoft 365, Google)")],
                db_default="password",
                default="password",
                max_length=8,
                verbose_name="sign-in",
            ),
        ),
        migrations.AddField(
            model_name="historicalmailbox",
            name="token_url",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Where OAuth 2.0 gives tokens, such as https://oauth2.googleapis.com/token.",
                max_length=500,
                verbose_name="token address",
            ),
        ),
        migrations.AddField(
            model_name="mailbox",
            name="client_id",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=250, verbose_name="client id"
            ),
        ),
        migrations.AddField(
            model_name="mailbox",
            name="scope",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of the token. Microsoft 365: https://outlook.office365.com/.default",
                max_length=250,
                verbose_name="scope",
            ),
        ),
        migrations.AddField(
            model_name="mailbox",
            name="sign_in",
            field=models.CharField(
                choices=[("password", "Password"), ("oauth2", "OAuth 2.0 (Microsoft 365, Google)")],
                db_default="password",
                default="password",
                max_length=8,
                verbose_name="sign-in",
            ),
        ),
        migrations.AddField(
            model_name="mailbox",
            name="token_url",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Where OAuth 2.0 gives tokens, such as https://oauth2.googleapis.com/token.",
                max_length=500,
                verbose_name="token address",
            ),
        ),
        migrations.AddField(
            model_name="mailmessage",
            name="excerpt",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="mailmessage",
            name="shelf",
            field=models.CharField(
                blank=True,
                choices=[("review", "To look at"), ("ignored", "Ignored"), ("dropped", "Discarded")],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="signal",
            name="emptied_at",
            field=models.DateTimeField(null=True, verbose_name="raw text deleted"),
        ),
        migrations.AlterField(
            model_name="signal",
            name="state",
            field=models.CharField(
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
        migrations.AddIndex(
            model_name="mailmessage",
            index=models.Index(
                condition=models.Q(("shelf", ""), _negated=True),
                fields=["shelf", "-id"],
                name="incidents_mail_shelf",
            ),
        ),
        migrations.AddIndex(
            model_name="signal",
            index=models.Index(
                condition=models.Q(("emptied_at", None)),
                fields=["done_at", "id"],
                name="incidents_signal_raw",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sign_in", "password"),
                    models.Q(
                        models.Q(("token_url", ""), _negated=True), models.Q(("client_id", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="incidents_mailbox_oauth2_is_whole",
                violation_error_message="OAuth 2.0 needs the token address and the client id.",
            ),
        ),
        migrations.AddField(
            model_name="unstored",
            name="mailbox",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="unstored",
                to="incidents.mailbox",
                verbose_name="mailbox",
            ),
        ),
        migrations.AddConstraint(
            model_name="unstored",
            constraint=models.UniqueConstraint(fields=("mailbox", "place"), name="incidents_unstored_once"),
        ),
        migrations.RunPython(shelve, take_back),
    ]
