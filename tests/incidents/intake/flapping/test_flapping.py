"""Flap control: one incident stays open and silent until there was quiet for long enough (CH-11)."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.notices.models import Event
from incidents.intake.flapping.operations.ending import end_flapping
from incidents.intake.flapping.rules import FlapControl, ends_after, is_flapping
from incidents.intake.models import Alert
from incidents.intake.representation import alert_out
from incidents.intake.tasks import sweep_due
from incidents.lifecycle.operations.moving import start, triage
from incidents.records.choices import State, Story
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON
from tests.incidents.intake.bodies import alert
from tests.incidents.intake.conftest import only_incident

QUIET = 15 * MINUTE


def flap(monitor, times, *, since=NOON, every=4 * MINUTE):
    """Fire and end so many times; return when it last ended."""
    for turn in range(times):
        monitor.event(now=since + turn * every)
        monitor.event("resolve", now=since + turn * every + MINUTE)
    return since + (times - 1) * every + MINUTE


def stories(incident):
    told = incident.entries.filter(story__in=[Story.FLAPPING, Story.FLAPPING_ENDED]).order_by("id")
    return list(told.values_list("story", flat=True))


# id, settings, how often, how far apart, does it flap
@pytest.mark.parametrize(
    ("settings", "times", "every", "flaps"),
    [
        pytest.param({}, 2, 4 * MINUTE, False, id="CH-11-two-pairs-of-three"),
        pytest.param({}, 3, 4 * MINUTE, True, id="CH-11-three-pairs"),
        pytest.param({}, 3, 15 * MINUTE, True, id="CH-11-just-within"),
        pytest.param({}, 3, 16 * MINUTE, False, id="CH-11-too-slow"),
        pytest.param({"flap_pairs": 0}, 5, MINUTE, False, id="CH-11-off"),
        pytest.param({"flap_pairs": 1}, 1, MINUTE, True, id="CH-11-first-pair"),
    ],
)
def test_when_it_flaps(events, settings, times, every, flaps):
    events.set(**settings)
    flap(events, times, every=every)
    incident = only_incident()
    assert (incident.flapping_since is not None) == flaps
    assert incident.is_open or not flaps
    assert stories(incident) == [Story.FLAPPING] * flaps


def test_ch_11_it_is_silent_while_it_flaps_and_told_as_over_after_the_quiet_time(events):
    flap(events, 3)
    before = (Event.objects.count(), only_incident().entries.count(), only_incident().reopen_count)
    ended = flap(events, 4, since=NOON + 12 * MINUTE)
    incident = only_incident()
    assert (Event.objects.count(), incident.entries.count(), incident.reopen_count) == before
    assert events.alert.occurrences == 7
    assert alert_out(events.alert)["flapping_until"] == "2026-03-02T12:40:00Z"

    assert end_flapping(ended + QUIET - timedelta(seconds=1)) == 0
    assert end_flapping(ended + QUIET) == 1
    incident = only_incident()
    assert (incident.flapping_since, incident.monitor_cleared_at) == (None, ended)
    assert stories(incident) == [Story.FLAPPING, Story.FLAPPING_ENDED]
    # It was reopened once, so work is in progress: by T8 people resolve it, not the system.
    assert incident.state == State.IN_PROGRESS
    assert end_flapping(ended + 2 * QUIET) == 0


def test_ch_11_what_nobody_took_up_is_resolved_after_the_quiet_time(events):
    events.set(flap_pairs=1)
    ended = flap(events, 3)
    assert only_incident().state == State.NEW
    end_flapping(ended + QUIET)
    incident = only_incident()
    assert (incident.state, incident.restored_at, incident.reopen_count) == (State.RESOLVED, ended, 0)


def test_ch_11_firing_begins_the_quiet_time_anew_and_steady_firing_ends_it(events):
    ended = flap(events, 3)
    events.event(now=ended + 10 * MINUTE)
    assert end_flapping(ended + QUIET) == 0
    assert end_flapping(ended + 10 * MINUTE + QUIET) == 1
    incident = only_incident()
    assert (incident.is_open, incident.flapping_since, events.alert.status) == (True, None, "firing")
    assert incident.monitor_cleared_at is None


def test_ch_11_who_owns_it_is_not_told_of_each_change(events, cast):
    told = Event.objects.filter(kind="incident.alert_cleared")
    events.event(now=NOON)
    place = {"category": cast.categories["email"], "service": cast.services["email"]}
    levels = {"impact": "high", "urgency": "high", "team": cast.teams["service-desk"]}
    incident = triage(only_incident(), **place, **levels, by=cast.actor("agnes"), now=NOON)
    start(incident, by=cast.actor("agnes"), now=NOON)
    flap(events, 2, since=NOON + MINUTE)
    assert told.count() == 2
    ended = flap(events, 3, since=NOON + 10 * MINUTE)
    assert told.count() == 2
    end_flapping(ended + QUIET)
    assert (told.count(), only_incident().is_open) == (3, True)


def test_ch_11_another_alert_that_flaps_keeps_the_incident_open(alertmanager):
    alertmanager.set(flap_pairs=1)
    for fingerprint, minute in (("one", 0), ("two", 5)):
        alertmanager.alerts(alert(fingerprint=fingerprint, start=NOON), now=NOON + minute * MINUTE)
    incident = Incident.objects.order_by("id").first()
    Alert.objects.update(incident=incident)
    for fingerprint, minute in (("one", 6), ("two", 10)):
        over = alert(fingerprint=fingerprint, status="resolved", start=NOON, end=NOON + minute * MINUTE)
        alertmanager.alerts(over, now=NOON + minute * MINUTE)
    assert end_flapping(NOON + 6 * MINUTE + QUIET) == 1
    incident.refresh_from_db()
    assert (incident.is_open, incident.flapping_since is not None) == (True, True)
    assert end_flapping(NOON + 10 * MINUTE + QUIET) == 1
    incident.refresh_from_db()
    assert (incident.state, incident.flapping_since) == (State.RESOLVED, None)


@pytest.mark.parametrize("sweep", [sweep_due, lambda: call_command("tick")], ids=["task", "command"])
def test_ch_11_the_task_and_the_command_end_it(events, sweep, capsys):
    events.set(flap_pairs=1)
    flap(events, 1)
    sweep()
    assert only_incident().state == State.RESOLVED


CONTROLS = st.builds(
    lambda pairs, within: FlapControl(pairs, timedelta(minutes=within), QUIET),
    st.integers(0, 6),
    st.integers(1, 60),
)


@pytest.mark.once
@given(st.lists(st.integers(0, 7200), max_size=25), CONTROLS)
def test_ch_11_the_rule_agrees_with_looking_at_all_ends(ends, control):
    """However much is forgotten on the way: flapping are N ends that reach back from the newest no further than M."""
    kept = []
    for seen, ended in enumerate(ends, 1):
        kept = ends_after(kept, ended, control)
        newest = max(ends[:seen])
        recent = [one for one in ends[:seen] if newest - one <= control.within.total_seconds()]
        assert is_flapping(kept, control) == (0 < control.pairs <= len(recent))
        assert len(kept) <= control.pairs
