"""A migration that drops the indexes of history tables on what a version points to, which no question uses."""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

_KEPT = ("history_user", "history")
_KEYS = ("history_id", "m2m_history_id")


class DropHistoryIndexes(Operation):
    """Let the history tables of an app keep the indexes of their row, moment and signature alone.

    One step for all tables: field by field, the state would be rendered anew for each.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Know the columns without indexes."""
        vars(state).pop("apps", None)
        for version, name in _pointing(app_label, state):
            field: Any = version.fields[name].clone()
            field.db_index = False
            version.fields[name] = field

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the indexes."""
        for table, column in _columns(app_label, from_state):
            for name in _indexes_on(table, column, schema_editor):
                schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make them again."""
        for version, name in _pointing(app_label, to_state):
            model: Any = to_state.apps.get_model(app_label, version.name)
            schema_editor.execute(
                schema_editor._create_index_sql(model, fields=[model._meta.get_field(name)])  # type: ignore[attr-defined]
            )

    def describe(self) -> str:
        """Say it in the list of migrations."""
        return "Drop indexes of history tables that no question uses"


def _pointing(app_label: str, state: ProjectState) -> Iterator[tuple[ModelState, str]]:
    """Return the versions of an app's models, and the names of what they point to."""
    for (app, _name), version in state.models.items():
        if app != app_label or not any(key in version.fields for key in _KEYS):
            continue
        for name in list(version.fields):
            field: Any = version.fields[name]
            if field.is_relation and name not in _KEPT and field.db_index:
                yield version, name


def _columns(app_label: str, state: ProjectState) -> Iterator[tuple[str, str]]:
    for version, name in _pointing(app_label, state):
        field: Any = version.fields[name]
        table = version.options.get("db_table") or f"{app_label}_{version.name_lower}"
        yield table, field.db_column or f"{name}_id"


def _indexes_on(table: str, column: str, schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return [
        name
        for name, about in found.items()
        if about["index"]
        and about["columns"] == [column]
        and not about["unique"]
        and not about["primary_key"]
    ]
