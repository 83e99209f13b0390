"""What the tests of the requester's pages share."""

from collections.abc import Callable

import pytest
from django.core.files.storage import InMemoryStorage
from django.test import Client

from incidents.records.timeline_models import Attachment


@pytest.fixture
def as_person(cast) -> Callable[[str], Client]:
    """Return a browser in which the person is signed in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(cast.people[name])
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _files_in_memory(monkeypatch):
    """Keep what the tests upload off the disk."""
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", InMemoryStorage())
