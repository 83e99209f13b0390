"""Metrics of the API: pause integrity (SLA-29), who reads it, and what is refused."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from accounts import clock
from accounts.access.choices import Scope
from incidents.api import metric_answers
from incidents.catalogue.models import HoldReason
from incidents.lifecycle.operations import moving
from tests.builders import started
from tests.incidents.api.callers import assert_problem
from tests.incidents.api.test_schema import members

ADDRESS = "metrics/pause_integrity/"
HOUR = timedelta(hours=1)
# Four hours, around the clock.
URGENT = {"impact": "high", "urgency": "high"}


def written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture
def nine() -> datetime:
    """A moment that has passed, so that a period may end after it."""
    return clock.now() - 30 * HOUR


def _hold(cast, incident, slug, now, **details):
    reason = HoldReason.objects.get(slug=slug)
    return moving.hold(incident, reason=reason, by=cast.actor("rafael"), now=now, **details)


@pytest.fixture
def offences(cast, nine):
    """One honest pause; one late; one without a question."""
    honest, late, silent = (started(cast, **URGENT, now=nine) for _number in range(3))
    _hold(cast, honest, "awaiting_requester", nine + HOUR, question="Where?")
    _hold(cast, late, "awaiting_requester", nine + timedelta(minutes=216), question="Where?")
    _hold(cast, silent, "agreed_date", nine + HOUR, until=nine + 50 * HOUR)
    return honest, late, silent


def test_sla29_the_report_lists_exactly_the_offenders(cast, caller, nine, offences):
    _honest, late, silent = offences
    ines, asked = (
        caller("ines", [Scope.REPORTS_READ]),
        {"from": written(nine), "to": written(nine + 4 * HOUR)},
    )
    told = ines.get(f"{ADDRESS}?{urlencode(asked)}").json()
    assert set(told) == members(metric_answers.PauseIntegrityOut)
    assert (told["from"], told["to"]) == (asked["from"], asked["to"])
    assert [(row["reason"], row["person"], row["pauses"]) for row in told["shares"]] == [
        ("awaiting_requester", "rafael", 2),
        ("agreed_date", "rafael", 1),
    ]
    assert told["population_seconds"] == told["running_seconds"] + told["paused_seconds"]
    assert told["value"] == told["paused_seconds"] * 1000 // told["population_seconds"] / 1000
    [row] = told["late"]
    assert (row["incident"], row["person"], row["used_percent"]) == (late.number, "rafael", 90)
    assert row["url"].endswith(f"/api/v1/incidents/{late.number}/")
    [row] = told["silent"]
    assert (row["incident"], row["person"], row["reason"]) == (silent.number, "rafael", "agreed_date")
    assert (told["shares_count"], told["late_count"], told["silent_count"]) == (2, 1, 1)
    with CaptureQueriesContext(connection) as few:
        ines.get(ADDRESS)
    for number in range(5):
        _hold(
            cast,
            started(cast, **URGENT, now=nine),
            "agreed_date",
            nine + HOUR,
            until=nine + (50 + number) * HOUR,
        )
    with CaptureQueriesContext(connection) as many:
        assert ines.get(ADDRESS).json()["silent_count"] == 6
    assert len(few) == len(many) <= 16, "\n".join(query["sql"] for query in many)


def test_filters_narrow_what_is_counted(cast, caller, offences):
    ines = caller("ines")
    for query, count in (
        ("", 1),
        ("team=network", 1),
        ("team=applications", 0),
        ("team=none", 0),
        ("service=vpn&priority=P1", 1),
        ("service=email", 0),
        ("priority=P3", 0),
    ):
        told = ines.get(f"{ADDRESS}?{query}").json()
        assert told["silent_count"] == count, query
        assert (told["value"] is None) == (count == 0), query


@pytest.mark.parametrize(
    ("who", "silent"),
    [("ines", 1), ("mia", 1), ("audra", 1), ("lena", 1), ("rafael", None), ("agnes", None), ("ruth", None)],
)
def test_those_who_answer_for_pauses_read_it(caller, offences, who, silent):
    answer = caller(who).get(ADDRESS)
    if silent is None:
        assert_problem(answer, 403, "permission_denied")
    else:
        assert answer.json()["silent_count"] == silent


def test_what_makes_no_sense_is_refused_at_its_name(caller, nine):
    ines, ahead = caller("ines"), written(clock.now() + HOUR)
    for field, query in (
        ("from", {"from": "yesterday"}),
        ("from", {"from": "2026-01-13"}),
        ("from", {"from": "\x00"}),
        ("from", {"from": "0001-01-01T00:00:00Z"}),
        ("from", {"from": ahead}),
        ("from", {"from": written(nine - 400 * 24 * HOUR)}),
        ("from", {"from": written(nine), "to": written(nine)}),
        ("to", {"to": ahead}),
        ("to", {"to": "0001-01-01T00:00:00+14:00"}),
        ("to", {"to": "9999-12-31T23:59:59-14:00"}),
        ("team", {"team": "nope"}),
        ("team", {"team": "\x00"}),
        ("service", {"service": "' OR 1=1--"}),
        ("priority", {"priority": "P9"}),
    ):
        assert_problem(ines.get(f"{ADDRESS}?{urlencode(query)}"), 400, "invalid", field)
    assert_problem(ines.get(f"{ADDRESS}?as_of={written(nine)}"), 400, "unknown", "as_of")
    assert_problem(caller("ines", [Scope.INCIDENTS_READ]).get(ADDRESS), 403, "missing_scope")
    assert ines.get("metrics/nope/").status_code == 404
