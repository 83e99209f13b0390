"""The schema is complete, valid and true; the documentation works offline; no call it describes ends in a fault."""

import re
from io import StringIO

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework import serializers
from schemathesis.checks import not_a_server_error

from incidents.api import answers, filters, inputs, reference_answers
from incidents.api.filters import described
from itsm.wsgi import application
from tests.builders import held, make_incident, resolved, started
from tests.incidents.api.callers import ROOT


@pytest.fixture
def schema(db):
    """The schema as programs get it."""
    response = Client().get(f"{ROOT}/schema/?format=json")
    assert response.status_code == 200
    return response.json()


def test_it_is_valid_and_says_everything(db):
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out, stderr=StringIO())
    assert "openapi: 3." in out.getvalue()


def test_every_address_is_described(schema):
    ours = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
        for included in get_resolver().url_patterns
        if str(included.pattern) == "api/v1/" and getattr(included, "app_name", "") == "api"
        for pattern in included.url_patterns
    }
    described_here = {path.removeprefix(f"{ROOT}/") for path in schema["paths"]}
    assert ours - {"schema/", "docs/"} <= described_here


def test_every_operation_has_a_summary_answers_and_problems(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert {"401", "403"} <= set(operation["responses"]), (method, path)


def test_writes_have_examples(schema):
    body = schema["paths"][f"{ROOT}/incidents/"]["post"]["requestBody"]["content"]["application/json"]
    assert body["examples"]
    hold = schema["paths"][f"{ROOT}/incidents/{{number}}/hold/"]["post"]["requestBody"]
    assert hold["content"]["application/json"]["examples"]


def test_every_filter_is_described():
    told = {parameter.name for parameter in described(filters.IncidentFilters)}
    assert told == set(filters.IncidentFilters.base_filters)


def members(shape):
    return {name for name, field in shape().fields.items() if field.required or name == "details"} - {
        "details"
    }


def test_answers_have_the_members_that_the_schema_names(cast, agnes):
    incident = held(cast)
    number = incident.number
    agnes.post(f"incidents/{number}/tasks/", {"title": "x"})
    agnes.post(f"incidents/{number}/watchers/", {})
    agnes.post(f"incidents/{number}/affected/", {"user": "oskar"})
    other = make_incident(cast).number
    agnes.post(f"incidents/{number}/links/", {"target": other, "kind": "related"})
    agnes.post("tokens/", {"name": "x", "scopes": ["admin"]})
    first = {
        answers.EntryOut: f"incidents/{number}/entries/",
        answers.TaskOut: f"incidents/{number}/tasks/",
        answers.WatcherOut: f"incidents/{number}/watchers/",
        answers.AffectedOut: f"incidents/{number}/affected/",
        answers.LinkOut: f"incidents/{number}/links/",
        answers.VersionOut: f"incidents/{number}/history/",
        answers.ToldOut: f"incidents/{number}/notifications/",
        reference_answers.ServiceOut: "services/",
        reference_answers.CategoryOut: "categories/",
        reference_answers.TeamOut: "teams/",
        reference_answers.OrganisationOut: "organisations/",
        reference_answers.UserOut: "users/",
        answers.TokenOut: "tokens/",
    }
    for shape, address in first.items():
        assert set(agnes.get(address).json()["results"][0]) == members(shape), address
    record = agnes.get(f"incidents/{number}/?expand=details").json()
    assert set(record) == members(answers.IncidentOut) | {"details"}
    assert set(record["details"]) == members(answers.DetailsOut)
    assert set(agnes.get("users/me/").json()) == members(reference_answers.MeOut)


@pytest.mark.parametrize("name", [name for name in dir(inputs) if name.endswith("In")])
def test_inputs_are_shapes_only(name):
    shape = getattr(inputs, name)
    assert issubclass(shape, inputs.Input)
    assert not issubclass(shape, serializers.ModelSerializer)
    assert "create" not in vars(shape) and "update" not in vars(shape)


def test_the_documentation_works_under_our_policy(db):
    client = Client()
    page = client.get(f"{ROOT}/docs/")
    html = page.content.decode()
    assert page.status_code == 200
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r'\s(?:style|on\w+)="', html)
    sources = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert sources and all(source.startswith("/") and not source.startswith("//") for source in sources)
    assert "script-src 'self'" in page["Content-Security-Policy"]
    script = client.get(next(source for source in sources if "script" in source))
    assert script["Content-Type"] == "application/javascript"
    assert "/api/v1/schema/" in script.content.decode()


@pytest.fixture
def one_connection():
    """Let requests of the real application end without closing the test's connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_no_described_call_ends_in_a_fault(cast, agnes, schema, one_connection):
    """Send what the schema allows, and what it does not; whatever happens, the server answers for it."""
    numbers = [build(cast).number for build in (make_incident, started, held, resolved)]
    described_calls = schemathesis.openapi.from_dict(schema)
    described_calls.app = application
    for result in described_calls.get_all_operations():
        send_some(result.ok(), numbers, agnes.headers)


def send_some(operation, numbers, headers):
    """Try a few made-up calls of one operation."""
    cases = st.one_of(
        operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=3,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case, number):
        if "number" in (case.path_parameters or {}):
            case.path_parameters["number"] = number
        case.call_and_validate(headers=headers, checks=[not_a_server_error])

    given(cases, st.sampled_from(numbers))(send)()
