from typing import Any

from django.db import migrations, models
from django.db.models import F, Q


def tell_failures_apart(apps: Any, schema_editor: Any) -> None:
    """A look that left a problem was no success, and when the last success was is not known."""
    boxes = apps.get_model("incidents", "Mailbox").objects.using(schema_editor.connection.alias)
    boxes.exclude(problem="").update(failed_at=F("polled_at"), polled_at=None)


def put_together(apps: Any, schema_editor: Any) -> None:
    """The earlier columns tell the last look, whatever came of it."""
    boxes = apps.get_model("incidents", "Mailbox").objects.using(schema_editor.connection.alias)
    boxes.filter(failed_at__lte=F("polled_at")).update(problem="")
    boxes.filter(Q(polled_at=None) | Q(polled_at__lt=F("failed_at"))).update(polled_at=F("failed_at"))


class Migration(migrations.Migration):
    dependencies = [("incidents", "0014_open_suggestions")]

    operations = [
        migrations.AddField(
            model_name="mailbox",
            name="failed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last failed"),
        ),
        migrations.AlterField(
            model_name="mailbox",
            name="problem",
            field=models.CharField(
                blank=True, editable=False, max_length=500, verbose_name="reason of the last failure"
            ),
        ),
        migrations.RunPython(tell_failures_apart, put_together),
    ]
