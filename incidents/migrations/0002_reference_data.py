"""Start with codes, reasons, levels, a complete priority matrix, and the sequence of incident numbers."""

from django.db import migrations

from incidents.catalogue import defaults
from incidents.catalogue.rules import DEFAULT_MATRIX
from incidents.records.numbering import FIRST, SEQUENCE


def fill(apps, schema_editor):
    def rows(model, entries):
        manager = apps.get_model("incidents", model).objects
        for position, (slug, entry) in enumerate(entries, start=1):
            manager.get_or_create(slug=slug, defaults={**entry, "position": position * 10})

    rows("ResolutionCode", [(slug, {"name": name}) for slug, name in defaults.RESOLUTION_CODES])
    rows("CauseCategory", [(slug, {"name": name}) for slug, name in defaults.CAUSE_CATEGORIES])
    rows(
        "HoldReason",
        [
            (slug, {"name": name, "waits_for": waits_for, "pauses": pauses})
            for slug, name, waits_for, pauses in defaults.HOLD_REASONS
        ],
    )
    rows(
        "CancelReason",
        [
            (slug, {"name": name, "needs_target": needs_target})
            for slug, name, needs_target in defaults.CANCEL_REASONS
        ],
    )
    levels = apps.get_model("incidents", "LevelDefinition").objects
    for dimension, level, description in defaults.LEVELS:
        levels.get_or_create(dimension=dimension, level=level, defaults={"description": description})
    cells = apps.get_model("incidents", "PriorityCell").objects
    for (impact, urgency), priority in DEFAULT_MATRIX.items():
        cells.get_or_create(impact=impact, urgency=urgency, defaults={"priority": priority})


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


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_tables"), ("accounts", "0002_roles")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(start_numbers, drop_numbers),
    ]
