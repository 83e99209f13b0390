"""The calendar's name has become a link to the calendar."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0008_service_level_defaults")]
    operations = [
        migrations.RemoveField(model_name=model, name="calendar_name")
        for model in ("service", "historicalservice")
    ]
