"""The cast of the contract tests: the usual one, a lead who is nothing else, and callers of the API."""

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.contracts.steps import add_pure_lead
from tests.incidents.api.callers import Caller
from tests.incidents.api.conftest import agnes, caller, empty_cache, ruth

__all__ = ["agnes", "caller", "empty_cache", "ruth"]


@pytest.fixture
def troupe(cast: Cast) -> Cast:
    """Everybody, and Leo."""
    add_pure_lead(cast)
    return cast


@pytest.fixture
def stefan(caller: Callable[..., Caller]) -> Caller:
    """Stefan, a requester of another organisation."""
    return caller("stefan")
