"""Cleans up after tests that really commit: what the migrations made is there again, and nothing else.

Django empties every table, whether it holds rows or not, and builds rows from JSON, once after the test and once before
the next. Here only tables with rows are emptied, in the transaction that puts the rows of the migrations back, so that
nobody ever meets half of it. Sequences go on, as they do after Django's clean-up.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.test import TransactionTestCase


class Origin:
    """The rows that migrations made, as the statements that put them back."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Any]] = []
        self.is_disturbed = False

    def note(self) -> None:
        """Write down what stands in the database now; it is left as it is."""
        models = [model for model in apps.get_models(include_auto_created=True) if _has_table(model)]
        with transaction.atomic():
            made = [(model, list(model._base_manager.order_by("pk"))) for model in models]
            _empty(_filled())
            with connection.execute_wrapper(self._keep):
                for model, rows in made:
                    model._base_manager.bulk_create(rows)
            transaction.set_rollback(True)

    def _keep(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT"):
            self.statements.append((sql, params))
        return execute(sql, params, many, context)

    def bring_back(self) -> None:
        """Empty what holds rows, and put the rows of the migrations back."""
        connection.close_if_unusable_or_obsolete()
        with transaction.atomic():
            _trust()
            _empty(_filled())
            with connection.cursor() as cursor:
                for sql, params in self.statements:
                    cursor.execute(sql, params)
        self.is_disturbed = False


def _has_table(model: type[Model]) -> bool:
    return model._meta.managed and not model._meta.proxy


def _trust() -> None:
    """Spare PostgreSQL the question, for each row and each table that may point to it, whether one does.

    All rows go and those that come were judged when they were made; the question would take most of the time. Who is
    no superuser waits for the answers.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('session_replication_role', 'replica', true) "
                "FROM pg_roles WHERE rolname = current_user AND rolsuper"
            )


def _filled() -> list[str]:
    """Return the tables with rows, by one question."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [name for (name,) in cursor.fetchall()]


def _empty(tables: Iterable[str]) -> None:
    """Delete instead of truncate: a table of a test has few rows, and new files cost more than dead rows."""
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f'DELETE FROM "{name}"')


origin = Origin()


class Committing(TransactionTestCase):
    """Django's case for tests that commit, cleaned up in our way."""

    @classmethod
    def _fixture_setup(cls) -> None:
        origin.is_disturbed = True

    def _fixture_teardown(self) -> None:
        origin.bring_back()
