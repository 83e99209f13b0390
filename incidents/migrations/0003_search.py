"""Index the text of incidents, as each engine does it best."""

from django.db import migrations

from incidents.records import search


def build(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(search.POSTGRESQL_UP, params=None)
        return
    for statement in search.SQLITE_UP:
        schema_editor.execute(statement, params=None)
    schema_editor.execute("INSERT INTO incidents_search(incidents_search) VALUES ('rebuild')")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(search.POSTGRESQL_DOWN, params=None)
        return
    for statement in search.SQLITE_DOWN:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_reference_data")]
    operations = [migrations.RunPython(build, drop)]
