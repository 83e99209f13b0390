"""Bodies that are no JSON of ours, at every address that takes JSON: refused clearly, and nothing is written."""

import pytest

from incidents.records.operations.relating import add_task
from tests.builders import NOON, started
from tests.contracts.hostile import (
    DOORS,
    assert_clear,
    assert_next_works,
    assert_open,
    nothing_written,
    rows,
)


@pytest.fixture
def incident(cast):
    """An incident on which somebody works, with a task."""
    row = started(cast)
    add_task(row, title="Look at the relay", by=cast.actor("agnes"), now=NOON)
    return row


# Row of the list of hostile inputs -> bodies that no door may take.
BODIES = rows(
    {
        "A01": [b"null", b"[]", b'"x"', b"1", b"true", b" ", b"\n"],
        "A02": [b'{"title": "x"', b'{"title": "x",}', b'{"a": 1} // why', b'{"a": 1}{"a": 2}', b"{'a': 1}"],
        "A04": [b"[" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000],
        "A05": [b'{"title": "x", "custom": ' + b"[" * 990 + b"]" * 990 + b"}"],
        "A07": [b'{"title": "\\ud800"}', b'{"custom": {"a": ["\\udfff"]}}', b'{"\\ud800": 1}'],
        "A08": [b'{"title": "\\u0000"}', b'{"custom": {"\\u0000": 1}}', b'{"custom": {"a": "\\u0000"}}'],
        "A10": [b'{"affected_count": ' + b"9" * 5_000 + b"}"],
        "A14": [b'{"a": NaN}', b'{"a": sNaN}', b'{"a": 1e999999}', b'{"a": -Infinity}'],
        "A19": [
            b'\xef\xbb\xbf{"title": "x"}',
            '{"title": "x"}'.encode("utf-16"),
            '{"a": "é"}'.encode("latin-1"),
        ],
        "A20": [
            b'{"a": "\xc0\xaf"}',
            b'{"a": "\x80"}',
            b'{"a": "\xed\xa0\x80\xed\xb0\x80"}',
            b'{"a": "\xff"}',
        ],
        "M23": [b'{"title": "x", "title": "y"}'],
    }
)


@pytest.mark.parametrize("body", [case for _id, case in BODIES], ids=[row for row, _case in BODIES])
def test_a_body_is_refused_at_every_door(incident, agnes, body):
    with nothing_written():
        for door in DOORS:
            assert_clear(door.send_raw(agnes, incident, body))
    assert_next_works(agnes, incident.number)


def test_A02_the_place_is_named(agnes, incident):
    told = assert_clear(DOORS[0].send_raw(agnes, incident, b'{"title": "x",\n "a": }'))
    assert "line 2, column 7" in told["detail"]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"A01-empty-{door.name}")
def test_an_empty_body_is_an_object_without_members(incident, agnes, door):
    """Documented: where every member is optional, no body at all means none of them."""
    empty, without = door.send_raw(agnes, incident, b""), door.send(agnes, incident, {})
    needs = [name for name, each in door.shape().fields.items() if each.required]
    if needs:
        assert_clear(empty, (400,), *needs)
        assert_clear(without, (400,), *needs)
    assert empty.status_code < 500


CONTENT_TYPES = [
    "",
    "text/plain",
    "application/xml",
    "application/json;;=",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/merge-patch+json",
    "x" * 10_000,
    "application/json; charset=klingon",
    "application/json; charset=utf-7",
    "application/json; charset=utf-16",
    "application/json; charset=latin-1",
]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"A23-A19-{door.name}")
def test_only_utf8_json_is_taken(incident, agnes, door):
    with nothing_written():
        for content_type in CONTENT_TYPES:
            assert_clear(door.send_raw(agnes, incident, b'{"title": "x"}', content_type), (415,))
    assert_next_works(agnes, incident.number)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_A23_a_session_is_no_way_round(cast, incident, agnes, content_type):
    agnes.headers = {}
    agnes.client.force_login(cast.agnes)
    with nothing_written():
        for door in DOORS:
            assert_clear(door.send_raw(agnes, incident, b'{"title": "x"}', content_type), (415,))


STRANGE = ["__proto__", "constructor", "__class__", "$where", "_connector", "_negated", "pk__in", "by", "now"]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"A34-{door.name}")
def test_members_that_mean_nothing_are_named(incident, agnes, door):
    with nothing_written():
        for name in [
            *STRANGE,
            "a.b",
            '"',
            "x" * 300,
            "SELECT 1",
            "\x1b",
            "%s",
            "incident",
            "self",
            "version",
        ]:
            assert_clear(door.send(agnes, incident, {**door.body, name: 1}), (400,), name.split(".")[0])
    assert_next_works(agnes, incident.number)


READ_ONLY = {
    "id": 1,
    "number": "INC-9999",
    "created_at": "2020-01-01T00:00:00Z",
    "history": [],
    "sla": [],
    "state": "closed",
    "priority": "P1",
    "version": 99,
    "allowed_actions": [],
    "is_major": True,
    "reopen_count": 0,
    "attachments": ["00000000-0000-0000-0000-000000000000"],
}


@pytest.mark.parametrize(
    "name", READ_ONLY, ids=lambda name: f"A25-{name}" if name != "attachments" else "A50-A25-ids"
)
def test_what_the_product_decides_is_refused(incident, agnes, ruth, name):
    with nothing_written():
        for caller in (agnes, ruth):
            for door in DOORS[:2]:
                answer = door.send(caller, incident, {**door.body, name: READ_ONLY[name]})
                assert_clear(answer, (400,), name)
    assert_open_for_all(incident, agnes)


def assert_open_for_all(incident, agnes):
    assert agnes.get(f"incidents/{incident.number}/").status_code == 200
    assert_next_works(agnes, incident.number)


def test_A25_a_requester_reports_for_nobody_else(cast, ruth):
    with nothing_written():
        assert_clear(ruth.post("incidents/", {"title": "x", "requester": "agnes"}), (400,), "requester")
    assert ruth.post("incidents/", {"title": "x"}).json()["requester"] == "ruth"


@pytest.mark.parametrize(
    "members",
    [
        {"team": {"id": 1, "name": "x", "members": ["ruth"]}},
        {"service": {"slug": "email", "name": "x"}},
        {"category": {"path": "network"}},
        {"requester": {"username": "ruth", "is_staff": True}},
        {"parent": {"number": "INC-1001", "title": "x"}},
    ],
    ids=lambda members: f"A26-{next(iter(members))}",
)
def test_nested_writes_are_refused(cast, incident, agnes, members):
    with nothing_written():
        for door in DOORS:
            answer = door.send(agnes, incident, {**door.body, **members})
            assert_clear(answer, (400,), next(iter(members)))
    assert_open(cast, agnes, incident.number)
