"""What every test may ask for."""

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
