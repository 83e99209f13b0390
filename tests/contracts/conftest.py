"""The cast of the contract tests: the usual one and a lead who is nothing else."""

import pytest

from tests.cast import Cast
from tests.contracts.steps import add_pure_lead


@pytest.fixture
def troupe(cast: Cast) -> Cast:
    """Everybody, and Leo."""
    add_pure_lead(cast)
    return cast
