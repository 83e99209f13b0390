"""Smoke."""
import pytest
from tests.builders import IN_STATE
@pytest.mark.parametrize("state", list(IN_STATE))
def test_all(cast, client, state):
    i = IN_STATE[state](cast)
    client.force_login(cast.ruth)
    for u in ("/help/", "/help/?show=all&q=late", "/help/report/?title=x", f"/help/{i.number}/", f"/help/{i.number}/withdraw/"):
        r = client.get(u)
        assert r.status_code == 200, u
    r = client.get(f"/help/{i.number}/", headers={"HX-Request": "true"})
    assert r.status_code == 200
