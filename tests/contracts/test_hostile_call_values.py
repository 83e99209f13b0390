"""Values of the wrong kind in every member of every address that takes JSON: named, and nothing is written."""

import pytest
from django.test import Client
from rest_framework import serializers

from incidents.api import fields
from incidents.records.operations.relating import add_task
from tests.builders import NOON, closed, make_incident, started
from tests.contracts.hostile import (
    DOORS,
    assert_clear,
    assert_next_works,
    assert_open,
    nothing_written,
    rows,
)

# Kind of member -> row of the list of hostile inputs -> values that are refused, naming the member.
WRONG = {
    fields.Text: {
        "A11": [{}, [], 5, 0, True, 1.5],
        "W04": ["a\x1bb", "a\x7fb"],
        "A37": ["x" * 60_000],
    },
    fields.Whole: {
        "A10": [2**31, 2**63, 2**70, -(2**63)],
        "A11": [True, False, 1.5, "1", {}, []],
        "A13": [" 5", "1_000", "\u0663", "\uff15", "0x10", "1e9", "", "5" * 5_000],
        "A14": ["NaN", "sNaN", "1e999999", 1e300],
    },
    fields.Flag: {"A11": [0, 1, "true", "1", "yes", "", {}, [], None]},
    fields.Word: {"A11": [1, True, {}, [], "odd", "HIGH", "high ", "high,low"]},
    fields.Instant: {
        "A11": [[], {}, True, 1_700_000_000, "", "now"],
        "A16": [
            "2026-01-13T10:00:00",
            "2026-01-13",
            "2026-01-13T10:00:00+99:99",
            "2026-01-13T10:00:00+24:00",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "2026-W03-2T10:00:00Z",
            "2026-013T10:00:00Z",
            "2026-01-13T10:00:00.123456789Z",
            "2026-01-13T24:00:01Z",
            "\uff12026-01-13T10:00:00Z",
        ],
    },
    fields.Named: {
        "A10": [2**31, 2**70, "9" * 5_000],
        "A11": [True, [], {}, ["email"], {"slug": "email"}],
        "A17": [
            1,
            -1,
            "-1",
            "nothing",
            "",
            "urn:uuid:00000000-0000-0000-0000-000000000000",
            "{x}",
            "x" * 300,
        ],
    },
    serializers.ListField: {"A11": ["1", {}, 1, True, [{}], [[]], [None], {"0": "ruth"}]},
    serializers.DictField: {"A11": [[], "x", 1, True]},
}


def kind_of(member):
    return next((kind for kind in type(member).__mro__ if kind in WRONG), None)


# (row, kind, values): every door with a member of the kind is tried with all of them.
CASES = [(row, kind, values) for kind, table in WRONG.items() for row, values in table.items()]


@pytest.fixture
def incident(cast):
    """An incident on which somebody works, with a task."""
    row = started(cast)
    add_task(row, title="Look at the relay", by=cast.actor("agnes"), now=NOON)
    return row


@pytest.mark.parametrize(
    ("row", "kind", "values"), CASES, ids=[f"{row}-{kind.__name__}" for row, kind, _values in CASES]
)
def test_a_wrong_value_is_named(settings, incident, agnes, row, kind, values):
    settings.API_CALLS_PER_MINUTE = 100_000
    tried = 0
    with nothing_written():
        for door in DOORS:
            for name in [name for name, each in door.shape().fields.items() if kind_of(each) is kind]:
                if kind is fields.Text and row != "A11" and name in door.body:
                    continue
                for value in values:
                    answer = door.send(agnes, incident, {**door.body, name: value})
                    assert_clear(answer, (400,), name)
                    tried += 1
    assert tried
    assert_next_works(agnes, incident.number)


def test_every_kind_of_member_has_its_rows():
    """A new kind of field must bring its wrong values."""
    for door in DOORS:
        for name, member in door.shape().fields.items():
            assert kind_of(member) is not None, (door.name, name)


NUMBERS = ["9" * 5_000, str(2**31), str(2**63), str(2**70), "0", "-1", "1.0", "1_0", "\u0661", "0x1", "%00"]
ADDRESSES = [
    "incidents/{id}/",
    "incidents/INC-{id}/",
    "incidents/INC-{id}/start/",
    "incidents/{number}/tasks/{id}/",
    "incidents/{number}/links/{id}/",
    "incidents/{number}/watchers/{id}/",
    "incidents/{number}/attachments/{id}/",
    "tokens/{id}/",
    "users/{id}/",
    "teams/{id}/",
    "services/{id}/",
    "categories/{id}/",
    "organisations/{id}/",
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: f"A10-{address}")
def test_numbers_that_name_nothing(cast, incident, agnes, address):
    with nothing_written():
        for number in NUMBERS:
            path = address.format(id=number, number=incident.number)
            for method in ("get", "delete"):
                assert agnes.call(method, path).status_code in (404, 405), path
    assert_open(cast, agnes, incident.number)


UUIDS = [
    "1",
    "-1",
    "x" * 32,
    "00000000-0000-0000-0000-00000000000",
    "{%s}",
    "urn:uuid:%s",
    "%s ",
    "(%s)",
    "0x%s",
]


@pytest.mark.parametrize("text", UUIDS, ids=[f"A17-{index}" for index in range(len(UUIDS))])
def test_forms_of_uuids_of_nothing(incident, agnes, text):
    """Braces and the urn form are read as the same id, which names nothing here."""
    key = text.replace("%s", "00000000-0000-4000-8000-000000000000")
    assert agnes.get(f"incidents/{incident.number}/attachments/{key}/").status_code == 404
    assert agnes.client.get(f"/attachments/{key}/").status_code in (302, 404)


TEXTS = rows(
    {
        "W05": ["\u202eright to left\u2066"],
        "W08": ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>"],
        "W10": ["{{7*7}} {% debug %} ${7*7} #{7*7}"],
        "A37": ["x" * 50_000],
        "A38": ["[" * 50_000, "*a " * 16_000, "[a](" * 12_000, "> " * 25_000, "|" * 50_000, "`" * 49_999],
    }
)


@pytest.mark.parametrize("text", [text for _row, text in TEXTS], ids=[row for row, _text in TEXTS])
def test_texts_are_kept_exactly_and_pages_open(cast, agnes, text):
    number = agnes.post("incidents/", {"title": text[:200], "description": text}).json()["number"]
    said = agnes.post(f"incidents/{number}/entries/", {"kind": "work_note", "body": text})
    shown = agnes.get(f"incidents/{number}/").json()
    assert (shown["title"], shown["description"], said.json()["body"]) == (
        text[:200].strip(),
        text.strip(),
        text.strip(),
    )
    assert_open(cast, agnes, number)
    page = agnes_page(cast, number)
    assert "<script>alert" not in page and "<img src=x" not in page


def agnes_page(cast, number):
    client = Client()
    client.force_login(cast.agnes)
    return client.get(f"/incidents/{number}/").content.decode()


def test_A37_a_word_of_a_megabyte_is_refused(agnes, cast):
    incident = make_incident(cast)
    with nothing_written():
        for size, statuses in ((900_000, (400,)), (1_100_000, (413,))):
            answer = agnes.raw("incidents/", b'{"title": "x", "description": "' + b"x" * size + b'"}')
            assert_clear(answer, statuses)
    assert_next_works(agnes, incident.number)


def test_A11_a_finished_incident_names_the_member_before_the_state(cast, agnes):
    incident = closed(cast)
    with nothing_written():
        assert_clear(agnes.post(f"incidents/{incident.number}/reopen/", {"reason": 5}), (400,), "reason")
    assert_open(cast, agnes, incident.number)
