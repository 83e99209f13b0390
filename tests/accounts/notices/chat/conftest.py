"""A chat service on this machine that the operator allows; messages reach it through Apprise itself."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.accounts.webhooks.receiver import Receiver


class Chat(Receiver):
    """Takes what ntfy takes."""

    @property
    def address(self) -> str:
        return f"ntfy://{self.host}/alerts-of-ruth"

    @property
    def said(self) -> list[dict[str, Any]]:
        return [json.loads(call.body) for call in self.calls]


@pytest.fixture
def chat(settings: Any) -> Iterator[Chat]:
    """A service that answers."""
    one = Chat()
    one.start()
    settings.OUTGOING_ALLOWED_HOSTS = [one.host]
    settings.BASE_URL = "https://desk.example.org"
    yield one
    one.stop()
