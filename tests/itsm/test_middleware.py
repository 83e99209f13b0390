"""Every answer carries the request's id."""

import re

import pytest
from django.test import Client

from itsm.middleware import HEADER


@pytest.mark.parametrize("offered", ["req-12345678", "0af7651916cd43dd8448eb211c80319c", "a.b_c:d-12"])
def test_a_sane_id_is_kept(client: Client, offered: str) -> None:
    assert client.get("/health/live", headers={HEADER: offered})[HEADER] == offered


@pytest.mark.parametrize(
    "offered", ["", "short", "x" * 65, "with space 123", "line\nbreak-1234", "<script>12345", "ümlaut-123456"]
)
def test_another_id_is_replaced(client: Client, offered: str) -> None:
    kept = client.get("/health/live", headers={HEADER: offered})[HEADER]
    assert re.fullmatch(r"[0-9a-f]{32}", kept)


def test_two_requests_have_two_ids(client: Client) -> None:
    assert client.get("/health/live")[HEADER] != client.get("/health/live")[HEADER]
