"""Index what is said on timelines and the names of files, as each engine does it best."""

from django.db import migrations

from incidents.records import mentions


def build(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(mentions.POSTGRESQL_UP, params=None)
        return
    for statement in (*mentions.SQLITE_UP, *mentions.SQLITE_FILL):
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(mentions.POSTGRESQL_DOWN, params=None)
        return
    for statement in mentions.SQLITE_DOWN:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0010_saved_views")]
    operations = [migrations.RunPython(build, drop)]
