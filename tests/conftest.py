"""What every test may ask for."""

import inspect

import pytest

from tests.cast import Cast, make_cast


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that really commit the roles and reference data back that the migrations made."""
    for item in items:
        for mark in item.iter_markers("django_db"):
            if mark.kwargs.get("transaction"):
                mark.kwargs["serialized_rollback"] = True


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, with teams, services and categories."""
    return make_cast()


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name builders in test ids: the address that pytest would write differs between two processes."""
    return val.__name__ if inspect.isfunction(val) else None
