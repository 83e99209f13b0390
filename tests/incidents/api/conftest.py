"""Who calls the API in tests."""

from collections.abc import Callable, Iterable

import pytest
from django.core.cache import cache

from accounts.access.choices import Scope
from accounts.access.operations import create_token
from tests.builders import NOON
from tests.cast import Cast
from tests.incidents.api.callers import Caller


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Let no test be throttled by another one."""
    cache.clear()


@pytest.fixture
def caller(cast: Cast) -> Callable[..., Caller]:
    """Return a caller for a person, with all scopes unless some are named."""

    def make(name: str, scopes: Iterable[str] = (Scope.ADMIN,)) -> Caller:
        token, text = create_token(
            getattr(cast, name),
            scopes=scopes,
            name="test",
            by=cast.actor(name),
            now=NOON,
        )
        return Caller(text)

    return make


@pytest.fixture
def agnes(caller: Callable[..., Caller]) -> Caller:
    """Agnes, an agent."""
    return caller("agnes")


@pytest.fixture
def ruth(caller: Callable[..., Caller]) -> Caller:
    """Ruth, a requester."""
    return caller("ruth")
