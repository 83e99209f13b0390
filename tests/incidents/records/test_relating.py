"""Links, watchers, affected people and tasks."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from incidents.records.choices import LinkKind
from incidents.records.models import Affected, Incident, Link, Watcher
from incidents.records.operations.relating import (
    add_task,
    drop_affected,
    link,
    mark_task,
    name_affected,
    unlink,
    unwatch,
    watch,
)
from tests.builders import NOON, cancelled, closed, make_incident


@pytest.mark.parametrize("kind", list(LinkKind))
def test_both_ends_tell_of_a_link(cast, kind):
    one, other = make_incident(cast), make_incident(cast)
    row = link(one, other, kind, by=cast.actor("agnes"), now=NOON)
    assert link(one, other, kind, by=cast.actor("aaron"), now=NOON) == row
    assert one.entries.last().facts == {"number": other.number, "kind": kind}
    assert other.entries.last().facts == {"number": one.number, "kind": kind, "incoming": True}
    assert one.entries.filter(story="linked").count() == 1
    assert row.history.get().history_user == cast.agnes


def test_an_incident_is_not_linked_to_itself(cast):
    incident = make_incident(cast)
    with pytest.raises(ValidationError) as refusal:
        link(incident, incident, LinkKind.RELATED, by=cast.actor("agnes"), now=NOON)
    assert set(refusal.value.message_dict) == {"target"}


def test_a_link_goes_and_both_ends_remember_it(cast):
    one, other = make_incident(cast), make_incident(cast)
    row = link(one, other, LinkKind.RELATED, by=cast.actor("agnes"), now=NOON)
    unlink(row, by=cast.actor("agnes"), now=NOON)
    assert not Link.objects.exists()
    assert [incident.entries.last().story for incident in (one, other)] == ["unlinked", "unlinked"]
    assert Link.history.latest().history_type == "-"


def test_a_finished_incident_can_still_be_linked(cast):
    assert link(make_incident(cast), closed(cast), LinkKind.RECURRENCE, by=cast.actor("agnes"), now=NOON).pk


@pytest.mark.parametrize("who", ["ruth", "vera", "audra", "monitor"])
def test_relating_is_for_the_desk(cast, who):
    by, one, other = cast.actor(who), make_incident(cast), make_incident(cast)
    with pytest.raises(PermissionDenied):
        link(one, other, LinkKind.RELATED, by=by, now=NOON)
    with pytest.raises(PermissionDenied):
        watch(one, cast.stefan, by=by, now=NOON)
    with pytest.raises(PermissionDenied):
        name_affected(one, cast.stefan, by=by, now=NOON)
    with pytest.raises(PermissionDenied):
        drop_affected(one, cast.stefan, by=by, now=NOON)
    with pytest.raises(PermissionDenied):
        add_task(one, "Call them", by=by, now=NOON)
    assert not (Link.objects.exists() or Watcher.objects.exists() or Affected.objects.exists())


def test_watching(cast):
    incident = make_incident(cast)
    row = watch(incident, cast.oskar, by=cast.actor("agnes"), now=NOON, may_reply=False)
    assert watch(incident, cast.oskar, by=cast.actor("agnes"), now=NOON) == row
    assert incident in Incident.objects.visible_to(cast.oskar)
    unwatch(incident, cast.oskar, by=cast.actor("oskar"), now=NOON)
    unwatch(incident, cast.oskar, by=cast.actor("oskar"), now=NOON)
    assert incident not in Incident.objects.visible_to(cast.oskar)
    assert [entry.story for entry in incident.entries.all()] == ["opened", "watched", "unwatched"]


def test_affected_people_are_named_once(cast):
    incident = make_incident(cast)
    version = incident.version
    row = name_affected(incident, cast.oskar, by=cast.actor("agnes"), now=NOON)
    assert name_affected(incident, cast.oskar, by=cast.actor("agnes"), now=NOON) == row
    told = incident.entries.get(story="affected")
    assert (told.is_public, told.facts, told.author) == (False, {"person": "Oskar Example"}, cast.agnes)
    incident.refresh_from_db()
    assert incident.version == version


def test_somebody_is_not_affected_after_all(cast):
    incident, by = make_incident(cast), cast.actor("agnes")
    name_affected(incident, cast.oskar, by=by, now=NOON)
    drop_affected(incident, cast.oskar, by=by, now=NOON)
    drop_affected(incident, cast.oskar, by=by, now=NOON)
    assert incident not in Incident.objects.visible_to(cast.oskar)
    assert [entry.story for entry in incident.entries.all()] == ["opened", "affected", "not_affected"]
    gone = Affected.history.latest()
    assert (gone.history_type, gone.history_user) == ("-", cast.agnes)


def test_tasks(cast):
    incident, by = make_incident(cast), cast.actor("agnes")
    task = add_task(incident, "  Call them ", by=by, now=NOON, assignee=cast.rafael, is_mandatory=True)
    assert (task.title, task.is_mandatory, task.done_at) == ("Call them", True, None)
    assert mark_task(task, done=True, by=by, now=NOON).done_at == NOON
    assert mark_task(task, done=True, by=by, now=NOON).history.count() == 2
    assert mark_task(task, done=False, by=by, now=NOON).done_at is None
    stories = ["opened", "task_added", "task_done", "task_reopened"]
    assert [entry.story for entry in incident.entries.all()] == stories


def test_a_task_has_a_title(cast):
    with pytest.raises(ValidationError) as refusal:
        add_task(make_incident(cast), " ", by=cast.actor("agnes"), now=NOON)
    assert set(refusal.value.message_dict) == {"title"}


@pytest.mark.parametrize("build", [closed, cancelled])
def test_no_work_on_a_finished_incident(cast, build):
    incident, by = build(cast), cast.actor("agnes")
    with pytest.raises(ValidationError) as refusal:
        add_task(incident, "Call them", by=by, now=NOON)
    assert refusal.value.code == "not_allowed_from_state"
    with pytest.raises(ValidationError):
        name_affected(incident, cast.oskar, by=by, now=NOON)
    with pytest.raises(ValidationError):
        drop_affected(incident, cast.oskar, by=by, now=NOON)


def test_an_open_task_stays_as_it_was_when_the_record_was_closed(cast):
    incident, by = make_incident(cast), cast.actor("agnes")
    task = add_task(incident, "Call them", by=by, now=NOON)
    Incident.objects.filter(pk=incident.pk).update(
        state="cancelled", cancel_reason=cancelled(cast).cancel_reason_id
    )
    with pytest.raises(ValidationError) as refusal:
        mark_task(task, done=True, by=by, now=NOON)
    assert refusal.value.code == "not_allowed_from_state"
