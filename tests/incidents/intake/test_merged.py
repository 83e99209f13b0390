"""LOG-13 and LOG-14 for monitors: the alerts of a merged incident are the survivor's, until it is taken out again."""

from datetime import timedelta

from incidents.intake.models import Alert
from incidents.lifecycle.operations.merging import merge, unmerge
from incidents.records.choices import State, Story
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON, make_incident


def test_LOG_13_later_signals_reach_the_survivor(cast, events):
    events.event(dedup_key="disk")
    duplicate, survivor = Incident.objects.get(), make_incident(cast, requester=cast.monitor)
    merge(duplicate, into=survivor, by=cast.actor("agnes"), now=NOON + MINUTE)
    assert events.alert.incident == survivor
    events.event(dedup_key="disk", now=NOON + 2 * MINUTE)
    assert (events.alert.incident, events.alert.occurrences, Incident.objects.count()) == (survivor, 2, 2)
    events.event("resolve", dedup_key="disk", now=NOON + 3 * MINUTE)
    assert survivor.entries.filter(story=Story.ALERT_CLEARED).exists()
    assert Incident.objects.get(pk=duplicate.pk).state == State.CANCELLED


def test_LOG_14_alerts_come_home(cast, events):
    events.event(dedup_key="disk")
    duplicate, survivor = Incident.objects.get(), make_incident(cast, requester=cast.monitor)
    merge(duplicate, into=survivor, by=cast.actor("agnes"), now=NOON + MINUTE)
    unmerge(duplicate, by=cast.actor("agnes"), now=NOON + 2 * MINUTE)
    assert Alert.objects.get().incident == duplicate
    events.event("resolve", dedup_key="disk", now=NOON + 3 * MINUTE)
    assert duplicate.entries.filter(story=Story.ALERT_CLEARED).exists()


def test_LOG_13_a_new_episode_after_the_end_belongs_to_nobody_merged(cast, events):
    events.event(dedup_key="disk")
    duplicate, survivor = Incident.objects.get(), make_incident(cast, requester=cast.monitor)
    merge(duplicate, into=survivor, by=cast.actor("agnes"), now=NOON)
    events.event("resolve", dedup_key="disk", now=NOON + MINUTE)
    survivor.refresh_from_db()
    assert survivor.state == State.RESOLVED
    events.event(dedup_key="disk", now=NOON + timedelta(days=9))
    fresh = events.alert
    assert fresh.came_from is None and fresh.incident not in (duplicate, survivor)
