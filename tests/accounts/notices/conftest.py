"""A mail server that runs, and one that does not run yet."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.accounts.notices.mailbox import Mailbox


@pytest.fixture
def silent_mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server that nobody has started."""
    box = Mailbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.BASE_URL = "https://desk.example.org"
    yield box
    box.stop()


@pytest.fixture
def mailbox(silent_mailbox: Mailbox) -> Mailbox:
    """A mail server that answers."""
    silent_mailbox.start()
    return silent_mailbox
