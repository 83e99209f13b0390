"""What hangs on an incident, and who may see it."""

from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.history import save_as
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.records.models import Affected, Incident
from incidents.records.timeline_models import Attachment
from tests.builders import NOON, closed, held, make_incident, started
from tests.incidents.api.callers import ROOT, assert_problem

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    """Keep files of tests apart."""
    settings.MEDIA_ROOT = tmp_path


def upload(caller, number, name="shot.png", content=PNG, **form):
    file = SimpleUploadedFile(name, content)
    return Client().post(
        f"{ROOT}/incidents/{number}/attachments/", {"file": file, **form}, headers=caller.headers
    )


def test_a_reply_and_a_work_note(cast, agnes, ruth):
    address = f"incidents/{make_incident(cast).number}/entries/"
    reply = agnes.post(address, {"kind": "public", "body": "We look at it"})
    assert reply.status_code == 201
    assert {"kind": "public", "body": "We look at it", "author": "agnes", "channel": "api"}.items() <= (
        reply.json().items()
    )
    assert agnes.post(address, {"kind": "work_note", "body": "canary"}).status_code == 201
    assert_problem(ruth.post(address, {"kind": "work_note", "body": "x"}), 403, "permission_denied")
    assert [row["kind"] for row in agnes.get(address).json()["results"]] == ["story", "public", "work_note"]
    seen = ruth.get(address)
    assert [row["kind"] for row in seen.json()["results"]] == ["story", "public"]
    assert b"canary" not in seen.content
    assert seen.json()["results"][0]["facts"] == {}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "public", "body": ""}, "body"),
        ({"kind": "public", "body": " \u200b\u3164"}, "body"),
        ({"kind": "public"}, "body"),
        ({"kind": "story", "body": "x"}, "kind"),
        ({"body": "x"}, "kind"),
        ({"kind": "public", "body": "x" * 50_001}, "body"),
    ],
)
def test_entries_that_say_nothing(cast, agnes, body, field):
    response = agnes.post(f"incidents/{make_incident(cast).number}/entries/", body)
    assert response.status_code == 400
    assert field in response.json()["errors"]


def test_the_requesters_answer_resumes(cast, ruth):
    incident = held(cast)
    ruth.post(f"incidents/{incident.number}/entries/", {"kind": "public", "body": "Building two"})
    assert Incident.objects.get(pk=incident.pk).state == "in_progress"


def test_a_reply_to_a_closed_incident_opens_a_follow_up(cast, ruth):
    incident = closed(cast)
    response = ruth.post(f"incidents/{incident.number}/entries/", {"kind": "public", "body": "It is back"})
    assert response.status_code == 201
    assert response.json()["incident"] != incident.number


def test_files_are_streamed_to_those_who_may_see_them(cast, agnes, ruth, caller):
    number = make_incident(cast).number
    public, private = upload(agnes, number), upload(agnes, number, is_private="true")
    assert public.status_code == private.status_code == 201, public.content
    path = urlsplit(public.json()["url"]).path
    response = ruth.get(path)
    assert b"".join(response.streaming_content) == PNG
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert ruth.get(urlsplit(private.json()["url"]).path).status_code == 404
    assert caller("stefan").get(path).status_code == 404
    assert Client().get(path).status_code == 401
    listed = ruth.get(f"incidents/{number}/attachments/").json()["results"]
    assert [row["id"] for row in listed] == [public.json()["id"]]


def test_F15_a_file_is_found_below_its_own_incident_only(cast, agnes):
    number, other = make_incident(cast).number, make_incident(cast).number
    key = upload(agnes, number).json()["id"]
    assert agnes.get(f"incidents/{other}/attachments/{key}/").status_code == 404
    for wrong in ("1", key[:-1], "zz", "0" * 32, "../" + key):
        assert agnes.get(f"incidents/{number}/attachments/{wrong}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("x.exe", b"MZ", 400, "type_not_allowed"),
        ("x.png", b"<html><script>", 400, "contradicts_name"),
        ("x.svg", b"<svg/>", 400, "type_not_allowed"),
        ("noextension", b"x", 400, "type_not_allowed"),
    ],
)
def test_files_that_are_refused(cast, agnes, name, content, status, code):
    assert_problem(upload(agnes, make_incident(cast).number, name, content), status, code, "file")
    assert not Attachment.objects.exists()


def test_F07_the_limit_of_a_file(cast, agnes, settings):
    settings.ATTACHMENT_MAX_BYTES = 1_000
    number = make_incident(cast).number
    assert upload(agnes, number, "a.txt", b"x" * 1_000).status_code == 201
    assert upload(agnes, number, "empty.txt", b" ").status_code == 201
    body = assert_problem(upload(agnes, number, "a.txt", b"x" * 1_001), 413, "too_large", "file")
    assert "a.txt" in body["errors"]["file"][0]
    assert_problem(upload(agnes, number, "a.txt", b"x" * 100_000), 413, "too_large", "file")


def test_forms_with_something_else(cast, agnes):
    number = make_incident(cast).number
    address = f"{ROOT}/incidents/{number}/attachments/"
    assert_problem(
        Client().post(address, {"is_private": "true"}, headers=agnes.headers), 400, "required", "file"
    )
    assert_problem(upload(agnes, number, incident="INC-1"), 400, "unknown", "incident")
    assert_problem(upload(agnes, number, is_private="yes"), 400, "invalid", "is_private")
    assert_problem(agnes.post(f"incidents/{number}/attachments/", {}), 415, "unsupported_media_type")
    broken = agnes.raw(f"incidents/{number}/attachments/", b"--x\r\n", "multipart/form-data; boundary=y")
    assert broken.status_code == 400
    unbound = agnes.raw(f"incidents/{number}/attachments/", b"--x\r\n", "multipart/form-data")
    assert unbound.status_code == 400


def test_the_same_upload_twice_with_a_key_is_one_file(cast, agnes):
    number = make_incident(cast).number
    agnes.headers["idempotency-key"] = "file-1"
    first, again = upload(agnes, number), upload(agnes, number)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Attachment.objects.count() == 1
    assert upload(agnes, number, content=PNG + b"more").status_code == 409


def test_tasks(cast, agnes, ruth):
    number = started(cast).number
    task = agnes.post(
        f"incidents/{number}/tasks/",
        {
            "title": "Call the supplier",
            "assignee": "rafael",
            "due_at": "2027-01-01T00:00:00Z",
            "is_mandatory": True,
        },
    )
    assert task.status_code == 201, task.content
    key = task.json()["id"]
    assert agnes.patch(f"incidents/{number}/tasks/{key}/", {"done": True}).json()["done"] is True
    assert agnes.get(f"incidents/{number}/tasks/").json()["results"][0]["done"] is True
    assert agnes.patch(f"incidents/{number}/tasks/{key}/", {"done": False}).json()["done_at"] is None
    assert agnes.patch(f"incidents/{number}/tasks/999/", {"done": True}).status_code == 404
    assert_problem(agnes.patch(f"incidents/{number}/tasks/{key}/", {"done": 1}), 400, "invalid", "done")
    assert ruth.get(f"incidents/{number}/tasks/").json()["results"] == []
    assert ruth.post(f"incidents/{number}/tasks/", {"title": "x"}).status_code == 403


def test_links_show_at_both_ends(cast, agnes, ruth):
    first, second = make_incident(cast), make_incident(cast, requester=cast.stefan)
    body = {"target": second.number, "kind": "related"}
    link = agnes.post(f"incidents/{first.number}/links/", body)
    assert link.status_code == 201
    assert agnes.post(f"incidents/{first.number}/links/", body).json()["id"] == link.json()["id"]
    other = agnes.get(f"incidents/{second.number}/links/").json()["results"][0]
    assert (other["direction"], other["incident"]) == ("incoming", first.number)
    assert ruth.get(f"incidents/{first.number}/links/").json()["results"] == []
    address = f"incidents/{first.number}/links/{link.json()['id']}/"
    assert ruth.call("delete", address).status_code == 404
    assert agnes.call("delete", address).status_code == 204
    assert agnes.call("delete", address).status_code == 404
    body = {"target": first.number, "kind": "related"}
    assert_problem(agnes.post(f"incidents/{first.number}/links/", body), 422, "guard_failed", "target")


def test_watchers(cast, agnes, ruth, caller):
    number = make_incident(cast).number
    assert (
        agnes.post(f"incidents/{number}/watchers/", {"user": "oskar", "may_reply": False}).status_code == 201
    )
    assert agnes.post(f"incidents/{number}/watchers/", {}).json()["user"] == "agnes"
    assert [row["user"] for row in agnes.get(f"incidents/{number}/watchers/").json()["results"]] == [
        "agnes",
        "oskar",
    ]
    oskar = caller("oskar")
    assert [row["user"] for row in oskar.get(f"incidents/{number}/watchers/").json()["results"]] == ["oskar"]
    reply = {"kind": "public", "body": "Me too"}
    assert oskar.post(f"incidents/{number}/entries/", reply).status_code == 403
    assert ruth.call("delete", f"incidents/{number}/watchers/oskar/").status_code == 404
    assert oskar.call("delete", f"incidents/{number}/watchers/oskar/").status_code == 204
    assert oskar.get(f"incidents/{number}/").status_code == 404


def test_affected_people(cast, agnes, ruth, caller):
    number = make_incident(cast).number
    address, oskar = f"incidents/{number}/affected/", caller("oskar")
    assert oskar.get(address).status_code == 404
    for _twice in range(2):
        response = agnes.post(address, {"user": "oskar"})
        assert (response.status_code, response.json()["user"]) == (201, "oskar")
    agnes.post(address, {"user": "stefan"})
    assert [row["user"] for row in agnes.get(address).json()["results"]] == ["oskar", "stefan"]
    assert [row["user"] for row in oskar.get(address).json()["results"]] == ["oskar"]
    assert agnes.get(f"incidents/{number}/").json()["version"] == 1
    assert oskar.call("delete", f"{address}oskar/").status_code == 403
    assert ruth.call("delete", f"{address}oskar/").status_code == 404
    assert agnes.call("delete", f"{address}oskar/").status_code == 204
    assert agnes.call("delete", f"{address}oskar/").status_code == 404
    told = [row["event"] for row in agnes.get(f"incidents/{number}/entries/").json()["results"]]
    assert told == ["opened", "affected", "affected", "not_affected"]


def test_affected_groups(cast, agnes, ruth, caller):
    number = make_incident(cast).number
    address, vera = f"incidents/{number}/affected/", caller("vera")
    for _twice in range(2):
        response = agnes.post(address, {"organisation": "south"})
        assert response.status_code == 201
    assert response.json() == {
        "type": "organisation",
        "user": None,
        "team": None,
        "organisation": "south",
        "name": "South",
        "is_retired": False,
    }
    agnes.post(address, {"team": "network"})
    agnes.post(address, {"user": "vera"})
    listed = agnes.get(address).json()
    assert [row["name"] for row in listed["results"]] == ["Vera Example", "Network", "South"]
    # Vera; Rafael, Nadia and Lena; Stefan.
    assert listed["people"] == 5
    # Vera sees herself alone, Ruth nobody; no member of a group sees the incident.
    assert [[row["user"] for row in who.get(address).json()["results"]] for who in (vera, ruth)] == [
        ["vera"],
        [],
    ]
    assert vera.get(address).json()["people"] is None
    assert caller("stefan").get(address).status_code == 404
    agnes.patch(f"incidents/{number}/", {"affected_count": 4200})
    assert [who.get(address).json()["people"] for who in (agnes, vera)] == [4200, 4200]
    for part in ("teams/network", "organisations/south"):
        assert ruth.call("delete", f"{address}{part}/").status_code == 404
        assert agnes.call("delete", f"{address}{part}/").status_code == 204
        assert agnes.call("delete", f"{address}{part}/").status_code == 404
    assert [row["name"] for row in agnes.get(address).json()["results"]] == ["Vera Example"]
    assert ruth.post(address, {"team": "network"}).status_code == 403


_UNKNOWN = ("nobody", "", None, 7, ["oskar"], {"slug": "north"})


_NOT_AFFECTED = [
    *(({field: name}, [field]) for field in ("user", "team", "organisation") for name in _UNKNOWN),
    ({}, ["user", "team", "organisation"]),
    ({"user": "oskar", "team": "network"}, ["user", "team"]),
    ({"group": "network"}, ["group"]),
]


def test_one_known_person_or_group_is_named(cast, agnes):
    number = make_incident(cast).number
    for body, fields in _NOT_AFFECTED:
        response = agnes.post(f"incidents/{number}/affected/", body)
        assert (response.status_code, list(response.json()["errors"])) == (400, fields), body
    for part in ("nobody", "teams/nobody", "organisations/nobody", "teams/%00"):
        assert agnes.call("delete", f"incidents/{number}/affected/{part}/").status_code == 404


def test_groups_are_affected_from_the_start(cast, agnes, ruth):
    body = {"title": "x", "affected_teams": ["network", "network"], "affected_organisations": ["north"]}
    incident = Incident.objects.get(number=agnes.post("incidents/", body).json()["number"])
    assert sorted(str(row) for row in incident.affected.all()) == ["Network", "North"]
    for who, field, name in (
        (agnes, "affected_teams", "nope"),
        (agnes, "affected_organisations", 7),
        (ruth, "affected_organisations", "south"),
    ):
        response = who.post("incidents/", {"title": "x", field: [name]})
        assert (response.status_code, list(response.json()["errors"])) == (400, [f"{field}.0"])
    retired = cast.teams["network"]
    retired.retired_at = NOON
    save_as(retired, by=cast.system)
    assert_problem(agnes.post("incidents/", body), 422, "guard_failed", "affected_teams")
    address = f"incidents/{make_incident(cast).number}/affected/"
    assert_problem(agnes.post(address, {"team": "network"}), 422, "guard_failed", "team")
    assert Affected.objects.filter(team=retired).count() == 1


def test_nobody_is_named_on_a_finished_incident(cast, agnes):
    response = agnes.post(f"incidents/{closed(cast).number}/affected/", {"user": "oskar"})
    assert_problem(response, 409, "not_allowed_from_state")


def test_history_and_delivery_log_are_for_staff(cast, agnes, ruth):
    incident = started(cast)
    versions = agnes.get(f"incidents/{incident.number}/history/").json()["results"]
    assert [row["version"] for row in versions] == [3, 2, 1]
    assert {"field": "state", "old": "assigned", "new": "in_progress"} in versions[0]["changes"]
    log = agnes.get(f"incidents/{incident.number}/notifications/").json()["results"]
    assert "ruth@example.org" in {delivery["address"] for row in log for delivery in row["deliveries"]}
    assert ruth.get(f"incidents/{incident.number}/history/").status_code == 403
    assert ruth.get(f"incidents/{incident.number}/notifications/").status_code == 403


def test_a_work_note_is_no_news_for_a_requester(cast, ruth, agnes):
    incident = make_incident(cast)
    comment(incident, EntryKind.WORK_NOTE, "canary", by=cast.actor("agnes"), now=NOON)
    told = ruth.get("notifications/").json()["results"]
    assert [row["event"] for row in told] == ["incident.opened"]
    assert ruth.post("notifications/read/", {"ids": [told[0]["id"]]}).json() == {"marked": 1}
    assert ruth.get("notifications/?unread=true").json()["results"] == []
    assert ruth.post("notifications/read/", {}).json() == {"marked": 0}
    assert agnes.post("notifications/read/", {"ids": ["1"]}).status_code == 400
