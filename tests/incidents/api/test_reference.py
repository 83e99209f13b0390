"""Reference data, people, tokens and the change feed."""

import pytest

from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from tests.builders import NOON, make_incident, started
from tests.incidents.api.callers import assert_problem


def names(response, key="slug"):
    return [row[key] for row in response.json()["results"]]


def test_services_categories_teams(agnes, ruth):
    assert names(agnes.get("services/")) == ["email", "vpn"]
    assert agnes.get("services/vpn/").json()["support_team"] == "network"
    assert names(agnes.get("categories/"), "path") == ["email", "email/delivery", "network"]
    assert agnes.get("categories/email/delivery/").json()["parent"] == "email"
    assert names(agnes.get("teams/?q=net")) == ["network"]
    members = agnes.get("teams/network/").json()["members"]
    assert {"user": "lena", "is_lead": True} in members
    assert ruth.get("teams/network/").json()["members"] == []
    assert names(agnes.get("services/?is_retired=true")) == []
    assert_problem(agnes.get("services/nothing/"), 404, "not_found")


def test_organisations(agnes, ruth):
    assert names(agnes.get("organisations/")) == ["north", "south"]
    assert names(ruth.get("organisations/")) == ["north"]
    assert ruth.get("organisations/south/").status_code == 404


def test_people_see_themselves_and_staff_see_all(agnes, ruth, caller):
    assert names(ruth.get("users/"), "username") == ["ruth"]
    assert ruth.get("users/agnes/").status_code == 404
    assert len(names(agnes.get("users/?limit=200"), "username")) == 15
    assert names(agnes.get("users/?team=network"), "username") == ["lena", "nadia", "rafael"]
    assert names(agnes.get("users/?q=ruth exa"), "username") == ["ruth"]
    assert agnes.get("users/ruth/").json()["email"] == "ruth@example.org"
    assert caller("audra").get("users/ruth/").json()["email"] is None
    me = caller("lena").get("users/me/").json()
    assert (me["username"], me["teams"]) == ("lena", ["network"])
    assert "act_as_lead" in me["rights"]


def test_tokens_are_ones_own(cast, agnes, caller):
    made = agnes.post("tokens/", {"name": "Wallboard", "scopes": ["incidents:read"]})
    assert made.status_code == 201
    key, text = made.json()["key"], made.json()["token"]
    assert text.startswith(key)
    listed = agnes.get("tokens/").json()["results"]
    assert "token" not in listed[0]
    assert key in {row["key"] for row in listed}
    assert caller("aaron").get(f"tokens/{key}/").status_code == 404
    assert caller("aaron").call("delete", f"tokens/{key}/").status_code == 404
    narrow = caller("agnes", ["incidents:read", "incidents:write"])
    assert_problem(narrow.post("tokens/", {"name": "x", "scopes": ["admin"]}), 403, "missing_scope")
    assert agnes.call("delete", f"tokens/{key}/").status_code == 204
    assert agnes.get(f"tokens/{key}/").json()["revoked_at"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x", "scopes": []}, "scopes"),
        ({"name": "x", "scopes": "admin"}, "scopes"),
        ({"name": "x", "scopes": ["fly"]}, "scopes.0"),
        ({"name": "", "scopes": ["admin"]}, "name"),
        ({"name": "x", "scopes": ["admin"], "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"name": "x", "scopes": ["admin"], "key": "abc"}, "key"),
    ],
)
def test_tokens_that_are_refused(agnes, body, field):
    response = agnes.post("tokens/", body)
    assert response.status_code == 400
    assert field in response.json()["errors"], response.content


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_change_feed(cast, agnes, ruth):
    own, foreign = started(cast), make_incident(cast, requester=cast.stefan)
    comment(own, EntryKind.WORK_NOTE, "canary", by=cast.actor("agnes"), now=NOON)
    feed = agnes.get("changes/").json()
    assert [(row["type"], row["about"]) for row in feed["results"]][-2:] == [
        ("incident.opened", foreign.number),
        ("incident.commented", own.number),
    ]
    sequences = [row["sequence"] for row in feed["results"]]
    assert sequences == sorted(set(sequences))
    assert agnes.get(f"changes/?after={feed['last']}").json() == {
        "results": [],
        "last": feed["last"],
        "has_more": False,
    }
    first = agnes.get("changes/?limit=1").json()
    assert first["has_more"] is True
    assert agnes.get(f"changes/?after={first['last']}").json()["results"] == feed["results"][1:]
    told = ruth.get("changes/").json()["results"]
    assert {row["about"] for row in told} == {own.number}
    assert [row["type"] for row in told] == ["incident.opened", "incident.started"]
    assert all(row["data"] == {} and row["actor"] is None for row in told)


@pytest.mark.parametrize("value", ["-1", "x", "1e3", "٣", "9" * 5_000, "1.0"])
def test_S07_numbers_of_the_feed(agnes, value):
    assert_problem(agnes.get(f"changes/?after={value}"), 400, "invalid", "after")
