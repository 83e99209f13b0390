"""Logging an incident: what is filled in, what is refused, the order of moments, and calls that come twice."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.choices import Channel
from accounts.history import save_as
from incidents.lifecycle.operations.opening import Report, open_incident
from incidents.records.models import Incident
from tests.builders import NOON

HOUR = timedelta(hours=1)


def log(cast, who="agnes", channel=Channel.WEB, **report):
    return open_incident(Report(**{"title": "No sound", **report}), by=cast.actor(who, channel), now=NOON)


def refused_fields(cast, who="agnes", **report):
    with pytest.raises(ValidationError) as refusal:
        log(cast, who, **report)
    assert not Incident.objects.exists()
    return set(refusal.value.message_dict)


def test_only_the_title_is_needed(cast):
    incident = log(cast, "ruth", title="  No sound ")
    assert (incident.title, incident.requester, incident.reporter) == ("No sound", cast.ruth, cast.ruth)
    assert (incident.impact, incident.urgency, incident.priority) == ("medium", "medium", 3)
    assert incident.reported_at == incident.detected_at == incident.created_at == NOON
    assert (incident.acknowledged_at, incident.restored_at, incident.resolved_at) == (None, None, None)


def test_numbers_count_upwards(cast):
    first, second = log(cast), log(cast)
    assert first.number.startswith("INC-")
    assert int(second.number[4:]) == int(first.number[4:]) + 1


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [("high", "high", 1), ("high", "low", 3), ("low", "medium", 4), ("low", "low", 5)],
)
def test_priority_comes_from_the_matrix(cast, impact, urgency, priority):
    assert log(cast, impact=impact, urgency=urgency).priority == priority


def test_requester_reporter_and_affected_people_are_kept_apart(cast):
    incident = log(
        cast, requester=cast.ruth, affected_users=[cast.oskar, cast.stefan, cast.oskar], affected_count=40
    )
    assert (incident.requester, incident.reporter, incident.affected_count) == (cast.ruth, cast.agnes, 40)
    assert set(incident.affected_users.all()) == {cast.oskar, cast.stefan}


@pytest.mark.parametrize(
    ("who", "channel", "requester", "detected_by"),
    [
        ("ruth", Channel.PORTAL, None, "user"),
        ("agnes", Channel.PHONE, "ruth", "user"),
        ("agnes", Channel.WEB, None, "support_staff"),
        ("monitor", Channel.MONITORING, None, "monitoring"),
    ],
)
def test_channel_and_who_noticed_first(cast, who, channel, requester, detected_by):
    incident = log(cast, who, channel, requester=requester and getattr(cast, requester))
    assert (incident.channel, incident.detected_by) == (channel, detected_by)


@pytest.mark.parametrize("title", ["", "   ", "\n", "\u200b"])
def test_a_title_is_needed(cast, title):
    assert refused_fields(cast, title=title) == {"title"}


def test_a_title_has_a_limit(cast):
    assert log(cast, title="n" * 200).title == "n" * 200
    with pytest.raises(ValidationError) as refusal:
        log(cast, title="n" * 201)
    assert set(refusal.value.message_dict) == {"title"}


def test_reporting_for_others_is_for_the_desk(cast):
    with pytest.raises(PermissionDenied):
        log(cast, "oskar", requester=cast.ruth)
    assert not Incident.objects.exists()


@pytest.mark.parametrize("field", ["service", "category"])
def test_retired_reference_data(cast, field):
    entry = {"service": cast.services["vpn"], "category": cast.categories["network"]}[field]
    entry.retired_at = NOON
    save_as(entry, by=cast.system)
    assert refused_fields(cast, **{field: entry}) == {field}


def test_an_inactive_requester(cast):
    cast.ruth.is_active = False
    save_as(cast.ruth, by=cast.system)
    assert refused_fields(cast, requester=cast.ruth) == {"requester"}


@pytest.mark.parametrize("field", ["occurred_at", "detected_at", "reported_at"])
@pytest.mark.parametrize("moment", [NOON + HOUR, NOON.replace(tzinfo=None)], ids=["future", "naive"])
def test_moments_that_cannot_be(cast, field, moment):
    assert field in refused_fields(cast, **{field: moment})


def test_a_clock_that_is_a_little_ahead_is_forgiven(cast):
    ahead = NOON + timedelta(minutes=4)
    assert log(cast, occurred_at=NOON, detected_at=ahead, reported_at=ahead).detected_at == ahead


def test_moments_follow_one_another(cast):
    assert refused_fields(cast, occurred_at=NOON, detected_at=NOON - HOUR) == {"detected_at"}
    assert refused_fields(cast, detected_at=NOON, reported_at=NOON - HOUR) == {"reported_at"}


def test_recorded_after_the_fact(cast):
    long_ago = NOON - timedelta(days=3)
    incident = log(cast, occurred_at=long_ago - HOUR, reported_at=long_ago)
    assert (incident.occurred_at, incident.detected_at, incident.reported_at) == (
        long_ago - HOUR,
        long_ago,
        long_ago,
    )
    assert incident.created_at == NOON
    assert incident.entries.get().happened_at == long_ago
    assert incident.entries.get().recorded_at == NOON


def test_the_same_reference_twice_is_one_incident(cast):
    first = log(cast, external_reference="srv-7/disk")
    later = open_incident(
        Report(title="No sound", external_reference="srv-7/disk"), by=cast.actor("agnes"), now=NOON + HOUR
    )
    assert later == first
    assert first.history.count() == first.entries.count() == 1


@pytest.mark.parametrize("change", [{"title": "Noise"}, {"impact": "high"}, {"occurred_at": NOON - HOUR}])
def test_the_same_reference_with_other_content_is_a_conflict(cast, change):
    first = log(cast, external_reference="srv-7/disk")
    with pytest.raises(ValidationError) as refusal:
        log(cast, external_reference="srv-7/disk", **change)
    (problem,) = refusal.value.error_dict["external_reference"]
    assert problem.code == "conflict"
    assert first.number in problem.message
    assert Incident.objects.count() == 1


def test_references_belong_to_who_sends_them(cast):
    first = log(cast, external_reference="7")
    assert log(cast, "monitor", external_reference="7") != first


def test_a_naive_moment_says_so(cast):
    with pytest.raises(ValidationError) as refusal:
        log(cast, occurred_at=datetime.fromisoformat("2026-03-01T09:00"))
    assert "time zone" in refusal.value.message_dict["occurred_at"][0]
