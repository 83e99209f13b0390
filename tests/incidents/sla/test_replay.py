"""Clocks lived again from history are the clocks that ran, whatever happened late, at once, or under old rules."""

import uuid
from datetime import timedelta

import pytest

from accounts.history import save_as
from accounts.people.queries import the_product
from incidents.catalogue.models import HoldReason
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.escalating import sweep_clocks
from incidents.lifecycle.operations.moving import assign, hold, resume, resume_due
from incidents.lifecycle.operations.resolving import reopen
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind
from incidents.sla.archive import Archive
from incidents.sla.choices import Cause, ClockKind, SegmentKind
from incidents.sla.defaults import STAMP
from incidents.sla.histories import histories
from incidents.sla.models import Clock, ConfigurationStamp, Policy, PolicyVersion, Target
from incidents.sla.operations.following import read_clocks
from incidents.sla.operations.ledgers import ledger_of
from incidents.sla.queries import current_book
from incidents.sla.replay import is_met, promised_at, replay
from tests.builders import MINUTE, NOON, held, make_incident, resolved, started
from tests.incidents.sla.lives import add_policy

HOUR = timedelta(hours=1)


def lived(incident):
    """Return the clocks as history tells them."""
    return replay(histories([incident.pk])[incident.pk], Archive().at)


def kept(incident):
    """Return the clocks as they are kept."""
    rows, lines = read_clocks(incident)
    return [ledger_of(row, lines[row.pk]) for row in rows]


def _answered(cast):
    incident = started(cast)
    comment(incident, EntryKind.PUBLIC, "We are at it.", by=cast.actor("rafael"), now=NOON + HOUR)
    return incident


def _held_and_resumed_late(cast):
    incident = started(cast)
    reason = HoldReason.objects.get(slug="agreed_date")
    hold(incident, reason=reason, until=NOON + HOUR, by=cast.actor("rafael"), now=NOON + 5 * MINUTE)
    resume_due(now=NOON + 3 * HOUR)
    return incident


def _answered_from_hold(cast):
    incident = held(cast)
    comment(incident, EntryKind.PUBLIC, "Building two.", by=cast.actor("ruth"), now=NOON + HOUR)
    return incident


def _all_at_once(cast):
    incident = started(cast)
    by, at = cast.actor("rafael"), NOON + HOUR
    reason = HoldReason.objects.get(slug="awaiting_requester")
    for _each in range(2):
        hold(incident, reason=reason, question="Which one?", by=by, now=at)
        comment(incident, EntryKind.PUBLIC, "The second.", by=cast.actor("ruth"), now=at)
    hold(incident, reason=reason, question="Which one?", by=by, now=at)
    resume(incident, by=by, now=at)
    return incident


def _corrected_after_a_breach(cast):
    incident = started(cast)
    sweep_clocks(now=NOON + timedelta(days=9))
    change_details(
        incident,
        {"reported_at": NOON - 2 * HOUR},
        by=cast.actor("agnes"),
        now=NOON + timedelta(days=9, hours=1),
        why="it was earlier",
    )
    return incident


def _reopened(cast):
    incident = resolved(cast)
    reopen(incident, reason="It is back.", by=cast.actor("agnes"), now=NOON + 5 * HOUR)
    assign(incident, assignee=cast.nadia, by=cast.actor("lena"), now=NOON + 6 * HOUR)
    return incident


def _raised_with_urgency(cast):
    incident = started(cast)
    change_details(incident, {"urgency": "high"}, by=cast.actor("agnes"), now=NOON + HOUR)
    return incident


def _logged_late(cast):
    return make_incident(cast, reported_at=NOON - timedelta(days=3))


@pytest.mark.parametrize(
    "life",
    [
        _answered,
        _held_and_resumed_late,
        _answered_from_hold,
        _all_at_once,
        _corrected_after_a_breach,
        _reopened,
        _raised_with_urgency,
        _logged_late,
    ],
)
def test_history_tells_the_clocks_that_ran(cast, life):
    incident = life(cast)
    assert lived(incident) == kept(incident)


def test_a_late_resume_counts_from_its_moment(cast):
    incident = _held_and_resumed_late(cast)
    resolution = next(ledger for ledger in lived(incident) if ledger.kind == ClockKind.RESOLUTION)
    assert resolution.present.start == NOON + HOUR
    assert resolution.present.cause == Cause.RESUMED


def _new_version(minutes, at):
    policy = Policy.objects.get(slug="standard")
    before = policy.versions.get(is_current=True)
    PolicyVersion.objects.filter(pk=before.pk).update(is_current=False)
    version = PolicyVersion(policy=policy, number=2, calendar=before.calendar, created_at=at)
    save_as(version, by=the_product("a test"), at=at)
    for priority in range(1, 6):
        for kind in (ClockKind.RESPONSE, ClockKind.RESOLUTION):
            Target.objects.create(version=version, kind=kind, priority=priority, minutes=minutes)
    ConfigurationStamp.objects.filter(name=STAMP).update(token=str(uuid.uuid4()))


def test_what_was_agreed_at_the_time_counts(cast):
    before = started(cast, title="Before")
    pinned = started(cast, title="Pinned")
    _new_version(77, NOON + HOUR)
    change_details(before, {"urgency": "high"}, by=cast.actor("agnes"), now=NOON + 2 * HOUR)
    after = make_incident(cast, now=NOON + 3 * HOUR)
    for incident in (before, pinned, after):
        assert lived(incident) == kept(incident)
    targets = Clock.objects.filter(kind=ClockKind.RESOLUTION).order_by("incident")
    assert list(targets.values_list("target_seconds", flat=True)) == [77 * 60, 960 * 60, 77 * 60]


def test_a_policy_that_came_later_did_not_apply_before(cast):
    before = started(cast)
    add_policy("later", "requester", ClockKind.RESOLUTION, 5, now=NOON + HOUR, position=1)
    after = make_incident(cast, now=NOON + 3 * HOUR)
    for incident in (before, after):
        assert lived(incident) == kept(incident)


def test_somebody_who_left_spoke_for_the_desk_then(cast):
    incident = _answered(cast)
    type(cast.rafael).objects.filter(pk=cast.rafael.pk).update(is_active=False)
    assert lived(incident) == kept(incident)


def test_a_met_promise_says_when_it_was_due(cast):
    book = current_book()
    clocks = {ledger.kind: ledger for ledger in lived(resolved(cast))}
    resolution = clocks[ClockKind.RESOLUTION]
    assert resolution.present.kind == SegmentKind.STOPPED
    assert is_met(resolution, NOON + HOUR, book.calendar) is True
    assert promised_at(resolution, book.calendar) == NOON + timedelta(days=2)


def test_many_histories_cost_no_more_questions(cast, django_assert_num_queries):
    few = [held(cast).pk]
    many = [*few, *(held(cast, title=f"Number {number}").pk for number in range(6))]
    with django_assert_num_queries(11):
        histories(few)
    with django_assert_num_queries(11):
        assert len(histories(many)) == 7
