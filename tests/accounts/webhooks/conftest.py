"""A receiver that runs and that the operator allows."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.accounts.webhooks.receiver import Receiver


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A receiver on this machine."""
    one = Receiver()
    one.start()
    settings.OUTGOING_ALLOWED_HOSTS = [one.host]
    yield one
    one.stop()
