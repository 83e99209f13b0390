"""Let escalation steps name a web-hook instead of an address that nothing ever called."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_webhooks"),
        ("incidents", "0006_affected_groups"),
    ]

    operations = [
        migrations.RemoveField(model_name="escalationstep", name="webhook"),
        migrations.AddField(
            model_name="escalationstep",
            name="webhook",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.webhook",
                verbose_name="call the web-hook",
            ),
        ),
    ]
