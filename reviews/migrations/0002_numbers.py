"""Start the sequence of review numbers."""

from django.db import migrations

from incidents.records.numbering import FIRST
from reviews.records.numbering import SEQUENCE


def start_numbers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE SEQUENCE IF NOT EXISTS {SEQUENCE} START {FIRST}")
    else:
        apps.get_model("incidents", "NumberSequence").objects.get_or_create(
            name=SEQUENCE, defaults={"last": FIRST - 1}
        )


def drop_numbers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP SEQUENCE IF EXISTS {SEQUENCE}")
    else:
        apps.get_model("incidents", "NumberSequence").objects.filter(name=SEQUENCE).delete()


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_tables"), ("incidents", "0003_search")]
    operations = [migrations.RunPython(start_numbers, drop_numbers)]
