"""LOG-11: what of a parent's steps its children follow, and what they do not."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from incidents.catalogue.models import HoldReason
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.moving import hold, resume, start
from incidents.lifecycle.operations.resolving import close, reopen, resolve
from incidents.records.choices import Evidence, LinkKind, State, Story
from incidents.records.models import Incident
from incidents.records.operations.relating import link
from tests.builders import MINUTE, NOON, held, make_incident, resolution, started, triaged

LATER = NOON + 60 * MINUTE


def below(cast: Any, parent: Incident, child: Incident) -> Incident:
    return change_details(child, {"parent": parent}, by=cast.actor("agnes"), now=NOON + 9 * MINUTE)


def put_on_hold(cast: Any, incident: Incident, reason: str, by: str, **how: Any) -> Incident:
    how = (
        {"question": "Where?"}
        if reason == "awaiting_requester"
        else {"until": LATER + timedelta(days=1), **how}
    )
    row = HoldReason.objects.get(slug=reason)
    return hold(incident, reason=row, by=cast.actor(by), now=how.pop("now", LATER), **how)


def do(cast: Any, parent: Incident, step: str, by: str) -> Incident:
    actor = cast.actor(by)
    if step == "start":
        return start(parent, by=actor, now=LATER)
    if step.startswith("hold "):
        return put_on_hold(cast, parent, step.removeprefix("hold "), by)
    if step == "resume":
        return resume(put_on_hold(cast, parent, "awaiting_supplier", by), by=actor, now=LATER + MINUTE)
    solved = resolve(parent, resolution(children="resolve"), by=actor, now=LATER)
    if step == "close":
        return close(solved, evidence=Evidence.AGENT_TEST, by=cast.actor("agnes"), now=LATER + MINUTE)
    if step.startswith("reopen"):
        who = cast.system if step.endswith("system") else cast.actor(step.split()[1])
        return reopen(solved, reason="Again", by=who, now=LATER + MINUTE)
    return solved


# The parent, its step, who takes it, the child before, the child after.
TABLE = [
    ("triage only", triaged, "start", "rafael", triaged, State.IN_PROGRESS),
    ("untriaged stays", triaged, "start", "rafael", make_incident, State.NEW),
    ("own question stays", triaged, "start", "rafael", held, State.ON_HOLD),
    ("hold carries", started, "hold awaiting_supplier", "rafael", started, State.ON_HOLD),
    ("hold date carries", started, "hold agreed_date", "rafael", started, State.ON_HOLD),
    ("not awaiting requester", started, "hold awaiting_requester", "rafael", started, State.IN_PROGRESS),
    ("unstarted does not wait", started, "hold awaiting_supplier", "rafael", triaged, State.ASSIGNED),
    ("resume carries", started, "resume", "rafael", started, State.IN_PROGRESS),
    ("own hold stays at resume", started, "resume", "rafael", held, State.ON_HOLD),
    ("resolve carries", started, "resolve", "agnes", started, State.RESOLVED),
    ("resolve carries to new", started, "resolve", "agnes", make_incident, State.RESOLVED),
    ("close does not", started, "close", "agnes", started, State.RESOLVED),
    ("agent reopens", started, "reopen agnes", "agnes", started, State.IN_PROGRESS),
    ("requester reopens", started, "reopen ruth", "agnes", started, State.RESOLVED),
    ("monitor reopens", started, "reopen system", "agnes", started, State.RESOLVED),
]


@pytest.mark.parametrize(
    ("parent", "step", "by", "child", "after"),
    [pytest.param(*row[1:], id=f"LOG-11 {row[0]}") for row in TABLE],
)
def test_children_follow(cast, parent, step, by, child, after):
    parent, child = parent(cast), child(cast)
    below(cast, parent, child)
    do(cast, parent, step, by)
    child.refresh_from_db()
    assert child.state == after


def test_LOG_11_the_child_takes_over_reason_note_and_moment(cast):
    parent, child = started(cast), started(cast)
    below(cast, parent, child)
    parent = put_on_hold(cast, parent, "awaiting_supplier", "rafael")
    child.refresh_from_db()
    assert (child.hold_reason, child.hold_until) == (parent.hold_reason, parent.hold_until)
    parent = resume(parent, by=cast.actor("rafael"), now=LATER + MINUTE)
    resolve(parent, resolution(children="resolve"), by=cast.actor("rafael"), now=LATER + 2 * MINUTE)
    child.refresh_from_db()
    assert child.resolution_text.startswith("The relay was restarted.")


def test_LOG_11_the_parent_says_which_could_not_follow(cast):
    parent, child = triaged(cast), make_incident(cast)
    below(cast, parent, child)
    start(parent, by=cast.actor("rafael"), now=LATER)
    assert parent.entries.get(story=Story.CHILDREN_LEFT).facts == {"numbers": child.number}


def test_LOG_11_one_that_was_resolved_by_itself_stays_when_the_parent_is_reopened(cast):
    parent, child = started(cast), started(cast)
    below(cast, parent, child)
    resolve(child, resolution(), by=cast.actor("rafael"), now=LATER - MINUTE)
    do(cast, parent, "reopen agnes", "agnes")
    child.refresh_from_db()
    assert child.state == State.RESOLVED


def test_two_never_wait_for_each_other(cast):
    one, other, third = (started(cast) for _time in range(3))
    for source, target in ((one, other), (other, third)):
        put_on_hold(cast, source, "awaiting_change", "rafael", until=None, blocked_by=target)
    with pytest.raises(ValidationError) as refusal:
        put_on_hold(cast, third, "awaiting_change", "rafael", until=None, blocked_by=one)
    assert set(refusal.value.message_dict) == {"blocked_by"}


def test_LOG_12_links_of_waiting_make_no_circle(cast):
    one, other, third = (make_incident(cast) for _time in range(3))
    by = cast.actor("agnes")
    for source, target in ((one, other), (other, third)):
        link(source, target, LinkKind.BLOCKED_BY, by=by, now=NOON)
    for target in (one, other):
        with pytest.raises(ValidationError) as refusal:
            link(third, target, LinkKind.BLOCKED_BY, by=by, now=NOON)
        assert set(refusal.value.message_dict) == {"target"}
    assert link(third, one, LinkKind.RELATED, by=by, now=NOON).pk
