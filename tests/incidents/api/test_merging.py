"""LOG-13 and LOG-14 by the API."""

import pytest

from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.models import Incident
from tests.builders import NOON, closed, make_incident
from tests.incidents.api.callers import assert_problem


def test_LOG_13_merge_and_LOG_14_unmerge(cast, agnes):
    survivor, duplicate = make_incident(cast), make_incident(cast)
    comment(duplicate, EntryKind.PUBLIC, "Nothing", by=cast.actor("ruth"), now=NOON)
    told = agnes.post(f"incidents/{duplicate.number}/merge/", {"into": survivor.number})
    assert (told.status_code, told.json()["state"]) == (200, "cancelled")
    details = agnes.get(f"incidents/{duplicate.number}/?expand=details").json()["details"]
    assert details["duplicate_of"] == survivor.number and survivor.entries.filter(body="Nothing").exists()
    words = agnes.post(f"incidents/{duplicate.number}/entries/", {"kind": "public", "body": "x"})
    assert_problem(words, 409, "not_allowed_from_state")
    assert survivor.number in words.json()["detail"]
    told = agnes.post(f"incidents/{duplicate.number}/unmerge/", {})
    assert (told.status_code, told.json()["state"]) == (200, "new")
    assert_problem(agnes.post(f"incidents/{duplicate.number}/unmerge/", {}), 409, "not_allowed_from_state")


@pytest.mark.parametrize(
    ("who", "source", "into", "status", "code"),
    [
        ("agnes", make_incident, None, 422, "guard_failed"),
        ("agnes", make_incident, closed, 422, "guard_failed"),
        ("agnes", closed, make_incident, 409, "not_allowed_from_state"),
        ("rafael", make_incident, make_incident, 403, "permission_denied"),
        ("ruth", make_incident, make_incident, 403, "permission_denied"),
    ],
)
def test_LOG_13_refusals(cast, caller, who, source, into, status, code):
    source = source(cast)
    body = {"into": into(cast).number} if into else {}
    assert_problem(caller(who).post(f"incidents/{source.number}/merge/", body), status, code)
    assert Incident.objects.get(pk=source.pk).duplicate_of is None


def test_LOG_13_an_older_version_is_refused(cast, agnes):
    survivor, duplicate = make_incident(cast), make_incident(cast)
    response = agnes.post(f"incidents/{duplicate.number}/merge/", {"into": survivor.number}, if_match='"9"')
    assert response.status_code == 412


def test_LOG_15_split(cast, agnes, ruth):
    incident = make_incident(cast)
    entry = comment(incident, EntryKind.PUBLIC, "Ink is out", by=cast.actor("ruth"), now=NOON)
    address = f"incidents/{incident.number}/split/"
    told = agnes.post(address, {"entry": entry.pk, "title": "No ink"})
    assert (told.status_code, told.json()["title"], told.json()["requester"]) == (201, "No ink", "ruth")
    assert told["Location"].endswith(f"/incidents/{told.json()['number']}/")
    assert_problem(agnes.post(address, {"entry": entry.pk}), 422, "guard_failed", "entry")
    assert_problem(agnes.post(address, {"entry": 10**6}), 400, "unknown", "entry")
    assert_problem(ruth.post(address, {"entry": entry.pk}), 403, "permission_denied")


@pytest.mark.parametrize("as_child", [False, True])
def test_LOG_16_copy(cast, agnes, ruth, as_child):
    source = make_incident(cast)
    address = f"incidents/{source.number}/copy/"
    told = agnes.post(address, {"title": "In lab 4", "as_child": as_child})
    assert (told.status_code, told.json()["title"]) == (201, "In lab 4")
    assert told.json()["parent"] == (source.number if as_child else None)
    assert_problem(ruth.post(address, {}), 403, "permission_denied")
