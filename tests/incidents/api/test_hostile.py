"""Hostile bodies, by the ids of the table: each is refused clearly, and nothing is written."""

import json

import pytest

from incidents.records.models import Incident
from tests.builders import make_incident
from tests.incidents.api.callers import assert_problem

DEEP = b'{"title":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
BODIES = [
    ("A01", b""),
    ("A01", b"null"),
    ("A01", b"[]"),
    ("A01", b'"x"'),
    ("A01", b"1"),
    ("A01", b"true"),
    ("A02", b'{"title": "x"'),
    ("A02", b'{"title": "x",}'),
    ("A02", b'{"title": "x" /* why */}'),
    ("A02", b'{"title": "x"}{"title": "y"}'),
    ("A04", DEEP),
    ("A04", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    ("A05", b'{"title":"x","custom":' + b"[" * 990 + b"]" * 990 + b"}"),
    ("A07", b'{"title": "\\ud800"}'),
    ("A07", b'{"title": "x", "custom": {"a": "\\ud800"}}'),
    ("A08", b'{"title": "a\\u0000b"}'),
    ("A08", b'{"title": "x", "custom": {"a\\u0000": 1}}'),
    ("A14", b'{"title": "x", "affected_count": NaN}'),
    ("A14", b'{"title": "x", "affected_count": -Infinity}'),
    ("A19", b'\xef\xbb\xbf{"title": "x"}'),
    ("A19", '{"title": "x"}'.encode("utf-16")),
    ("A19", '{"title": "é"}'.encode("latin-1")),
    ("A20", b'{"title": "\xc0\xaf"}'),
    ("A20", b'{"title": "\x80"}'),
    ("A20", b'{"title": "\xed\xa0\x80"}'),
    ("M23", b'{"title": "x", "title": "y"}'),
    ("A10", b'{"title": "x", "affected_count": ' + b"9" * 5_000 + b"}"),
]


@pytest.mark.parametrize(("row", "body"), BODIES, ids=[f"{row}-{n}" for n, (row, _body) in enumerate(BODIES)])
def test_a_body(agnes, row, body):
    response = agnes.raw("incidents/", body)
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert not Incident.objects.exists()
    assert agnes.post("incidents/", {"title": "Good"}).status_code == 201


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/xml",
        "application/json;;=",
        "application/json; charset=klingon",
        "application/json; charset=utf-7",
        "application/json; charset=latin-1",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "x" * 10_000,
    ],
)
def test_A19_A23_a_content_type(agnes, content_type):
    assert_problem(agnes.raw("incidents/", b'{"title": "x"}', content_type), 415, "unsupported_media_type")
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=UTF-8", "Application/JSON"]
)
def test_content_types_that_are_taken(agnes, content_type):
    assert agnes.raw("incidents/", b'{"title": "x"}', content_type).status_code == 201


def test_a_body_over_the_limit(agnes):
    assert_problem(agnes.raw("incidents/", b'{"title": "' + b"x" * 5_000_000 + b'"}'), 413, "too_large")


FIELDS = [
    ("A10", "affected_count", 2**31),
    ("A10", "affected_count", 2**63),
    ("A10", "affected_count", 2**70),
    ("A11", "affected_count", True),
    ("A11", "affected_count", 1.5),
    ("A11", "affected_users", "1"),
    ("A11", "affected_users", {}),
    ("A11", "affected_users", [1]),
    ("A11", "title", {}),
    ("A11", "title", 5),
    ("A11", "title", True),
    ("A11", "title", None),
    ("A11", "description", ["x"]),
    ("A11", "occurred_at", []),
    ("A11", "occurred_at", 1_700_000_000),
    ("A11", "custom", []),
    ("A13", "affected_count", " 5"),
    ("A13", "affected_count", "5"),
    ("A13", "affected_count", "1_0"),
    ("A13", "affected_count", "٣"),
    ("W20", "affected_count", -1),
    ("A16", "occurred_at", "2026-01-13T10:00:00"),
    ("A16", "occurred_at", "2026-01-13T10:00:00+99:99"),
    ("A16", "occurred_at", "0001-01-01T00:00:00+14:00"),
    ("A16", "occurred_at", "9999-12-31T23:59:59-14:00"),
    ("A16", "occurred_at", "2026-W03-2T10:00:00Z"),
    ("A16", "occurred_at", "2026-01-13T10:00:00.123456789Z"),
    ("A16", "occurred_at", "2026-02-30T10:00:00Z"),
    ("A16", "occurred_at", "2026-01-13"),
    ("A16", "reported_at", ""),
    ("A26", "service", {"slug": "email", "name": "x"}),
    ("A26", "category", ["network"]),
    ("A17", "service", "nothing"),
    ("A17", "service", ""),
    ("A17", "service", "x" * 300),
    ("A17", "requester", 1),
    ("A17", "requester", "nobody"),
    ("W01", "title", ""),
    ("W01", "title", "   "),
    ("W01", "title", " \t\u00a0\u200b\u3164"),
    ("W02", "title", "x" * 201),
    ("W07", "title", "a\r\nBcc: b"),
    ("W07", "title", "a\u2028b"),
    ("W04", "title", "a\x1bb"),
    ("A37", "description", "x" * 50_001),
    ("A11", "impact", "urgent"),
    ("A11", "impact", 1),
    ("A11", "impact", {}),
    ("A11", "impact", None),
    ("A11", "channel", "system"),
    ("A11", "detected_by", "dog"),
    ("A34", "__proto__", 1),
    ("A34", "_connector", "OR"),
    ("A34", "pk__in", [1]),
    ("W11", "sla_due", "2099-01-01T00:00:00Z"),
    ("W11", "priority", "P1"),
]


@pytest.mark.parametrize(
    ("row", "field", "value"), FIELDS, ids=[f"{row}-{field}-{n}" for n, (row, field, _v) in enumerate(FIELDS)]
)
def test_a_field(agnes, row, field, value):
    response = agnes.post("incidents/", {"title": "x", field: value})
    assert response.status_code == 400, response.content
    named = response.json()["errors"]
    assert any(name.split(".")[0] == field for name in named), named
    assert not Incident.objects.exists()


def test_A16_the_future_and_the_wrong_order_are_guards(agnes):
    response = agnes.post("incidents/", {"title": "x", "reported_at": "2150-01-01T00:00:00Z"})
    assert_problem(response, 422, "guard_failed", "reported_at")
    body = {"title": "x", "occurred_at": "2026-01-02T00:00:00Z", "detected_at": "2026-01-01T00:00:00Z"}
    assert agnes.post("incidents/", body).status_code == 422


@pytest.mark.parametrize(
    "text",
    [
        "🔥" * 200,
        "\u202eright to left\u2066",
        "<script>alert(1)</script>",
        "{{7*7}} {% debug %} ${7*7} #{7*7}",
        "' OR 1=1--",
        "Ünïcödé 網路 شبكة",
        "e\u0301",
    ],
)
def test_W02_W05_W08_W10_texts_are_kept_exactly(agnes, text):
    response = agnes.post("incidents/", {"title": text, "description": text})
    assert response.status_code == 201, response.content
    assert response.json()["title"] == response.json()["description"] == text
    assert agnes.get("incidents/").json()["results"][0]["title"] == text


@pytest.mark.parametrize("text", ["[" * 50_000, "*a " * 16_000, "[a](" * 12_000, "x" * 50_000, "a\r\n\tb"])
def test_A37_A38_long_texts_are_stored(agnes, text):
    response = agnes.post("incidents/", {"title": "x", "description": text})
    assert response.status_code == 201
    assert response.json()["description"] == text.strip()
    number = response.json()["number"]
    for part in ("", "entries/", "history/"):
        assert agnes.get(f"incidents/{number}/{part}").status_code == 200


@pytest.mark.parametrize(
    "number", ["INC-9", "1", "inc-1001", "%00", "a%00b", "x" * 500, "INC-1001%20", "..%2f..", "9" * 5_000]
)
def test_A10_U02_U11_numbers_that_name_nothing(cast, agnes, number):
    make_incident(cast)
    assert agnes.get(f"incidents/{number}/").status_code == 404


@pytest.mark.parametrize(
    "path", ["users/%00/", "teams/%00/", "categories/%00/x/", "tokens/%00/", "services/" + "x" * 999 + "/"]
)
def test_S02_names_that_name_nothing(agnes, path):
    assert agnes.get(path).status_code == 404


@pytest.mark.parametrize("number", ["9" * 5_000, str(2**70), "0"])
def test_A10_ids_that_name_nothing(cast, agnes, number):
    address = f"incidents/{make_incident(cast).number}"
    assert agnes.patch(f"{address}/tasks/{number}/", {"done": True}).status_code == 404
    assert agnes.call("delete", f"{address}/links/{number}/").status_code == 404


@pytest.mark.parametrize(
    "accept", ["///", ",".join(["a/b"] * 5_000), "text/html;q=abc", "image/png", "*/*;q=0", ""]
)
def test_H07_accept(agnes, accept):
    assert agnes.get("incidents/", accept=accept).status_code == 200


def test_H12_ranges_are_ignored(agnes):
    assert agnes.get("incidents/", range="bytes=0-1").status_code == 200


@pytest.mark.parametrize("method", ["x-http-method-override", "x-method"])
def test_A43_method_fields(cast, agnes, method):
    body = {"title": "x", "_method": "DELETE"}
    assert_problem(agnes.post("incidents/", body, **{method: "DELETE"}), 400, "unknown", "_method")


def test_answers_stay_out_of_shared_caches(agnes):
    response = agnes.get("incidents/")
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_an_answer_is_json_that_survives_itself(agnes):
    text = "\u2028\u2029</script>"
    response = agnes.post("incidents/", {"title": "x", "description": f"a{text}b"})
    assert json.loads(response.content)["description"] == f"a{text}b"
