"""What the tests of the agent's pages share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

HTMX = {"HX-Request": "true"}


class Desk:
    """Somebody at the desk: the pages as they are asked for by a browser with or without HTMX."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def step(self, incident: Any, action: str, *, htmx: bool = True, **values: Any) -> Any:
        """Do a step of the life cycle."""
        return self.post("transition", incident.number, action, htmx=htmx, **values)

    def write(self, incident: Any, *, htmx: bool = True, **values: Any) -> Any:
        """Use the composer."""
        return self.post("write", incident.number, htmx=htmx, **values)

    def edit(self, incident: Any, name: str, *, htmx: bool = True, **values: Any) -> Any:
        """Save a property."""
        return self.post("property", incident.number, name, htmx=htmx, **values)

    def post(self, page: str, *args: Any, htmx: bool = False, **values: Any) -> Any:
        """Send a form."""
        return self.client.post(reverse(page, args=args), values, headers=HTMX if htmx else {})

    def get(self, path: str, *, htmx: bool = False) -> Any:
        """Open a page, or ask for its fragment."""
        return self.client.get(path, headers=HTMX if htmx else {})


@pytest.fixture
def desk(cast: Any) -> Callable[[str], Desk]:
    """Sit somebody down at the desk, signed in by a real session."""

    def sit(name: str) -> Desk:
        client = Client()
        client.force_login(cast.people[name])
        return Desk(client)

    return sit
