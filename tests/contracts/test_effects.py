"""What each step sets in motion: moments, counters, owners, holds, links, children and who is told."""

from datetime import timedelta

import pytest

from accounts.access.models import ActionLink
from accounts.history import delete_as, save_as
from accounts.notices.models import Notice
from accounts.people.models import Membership
from incidents.catalogue.models import CancelReason, HoldReason, ResolutionCode
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.moving import resume_due
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, Evidence, LinkKind
from incidents.records.models import Link
from incidents.records.operations.relating import name_affected, watch
from tests.builders import NOON, held, make_incident, resolved, started, triaged
from tests.contracts.steps import HOUR, LATER, do, reached


def told(incident, kind):
    """Return who was told of the latest event of a kind."""
    notices = Notice.objects.filter(event__about=incident.number, event__kind=f"incident.{kind}")
    return set(notices.values_list("recipient__username", flat=True))


def test_T2_priority_and_team(troupe):
    incident = do(troupe, "triage", make_incident(troupe), troupe.actor("agnes"))
    assert (incident.impact, incident.urgency, incident.priority) == ("high", "medium", 2)
    assert (incident.team, incident.assignee) == (troupe.teams["network"], None)
    assert told(incident, "assigned") == {"rafael", "nadia", "lena", "leo"}


def test_T2_a_named_assignee_is_told_alone(troupe):
    incident = do(troupe, "triage", make_incident(troupe), troupe.actor("agnes"), assignee=troupe.nadia)
    assert incident.assignee == troupe.nadia
    assert told(incident, "assigned") == {"nadia"}


def test_T3_acknowledges_once(troupe):
    incident = do(troupe, "start", triaged(troupe), troupe.actor("agnes"), now=LATER)
    assert (incident.acknowledged_at, incident.assignee) == (LATER, troupe.nadia)
    incident = do(troupe, "transfer", incident, troupe.actor("nadia"), now=LATER + HOUR)
    incident = do(troupe, "start", incident, troupe.actor("paul"), now=LATER + 2 * HOUR, assignee=None)
    assert (incident.acknowledged_at, incident.assignee) == (LATER, troupe.paul)


def test_T4_the_question_is_sent_now(troupe):
    incident = held(troupe)
    question, story = incident.entries.all()[3:]
    assert (question.kind, question.body, question.author) == (
        EntryKind.PUBLIC,
        "Which building?",
        troupe.rafael,
    )
    assert story.facts["reason"] == "awaiting_requester"
    assert told(incident, "held") == {"ruth"}
    assert "Which building?" in Notice.objects.get(event__kind="incident.held").body


def test_T4_the_review_moment_is_set(troupe):
    incident = do(troupe, "hold", started(troupe), troupe.actor("rafael"))
    assert incident.hold_until == LATER + HOUR
    assert told(incident, "held") == set()


@pytest.mark.parametrize("action", ["resume", "transfer", "resolve", "cancel"])
def test_leaving_a_hold_clears_it(troupe, action):
    blocker = make_incident(troupe)
    incident = do(troupe, "hold", started(troupe), troupe.actor("rafael"), blocked_by=blocker)
    incident = do(troupe, action, incident, troupe.actor("agnes"))
    incident.refresh_from_db()
    assert (incident.hold_reason, incident.hold_until, incident.blocked_by) == (None, None, None)


def test_T6_the_sweep_resumes_at_the_moment(troupe):
    incident = do(troupe, "hold", started(troupe), troupe.actor("rafael"))
    assert resume_due(now=LATER + HOUR - timedelta(seconds=1)) == 0
    assert resume_due(now=LATER + HOUR) == 1
    assert resume_due(now=LATER + HOUR) == 0
    incident.refresh_from_db()
    assert (incident.state, incident.assignee) == ("in_progress", troupe.rafael)
    assert incident.history.latest().history_change_reason == "the agreed moment has come"


@pytest.mark.parametrize("end", ["resolve", "cancel"])
def test_T6_the_sweep_resumes_when_the_blocker_has_ended(troupe, end):
    blocker = make_incident(troupe, "The line is cut")
    incident = do(troupe, "hold", started(troupe), troupe.actor("rafael"), until=None, blocked_by=blocker)
    assert resume_due(now=LATER) == 0
    do(troupe, end, blocker, troupe.actor("agnes"))
    assert resume_due(now=LATER) == 1
    incident.refresh_from_db()
    assert incident.state == "in_progress"
    assert incident.history.latest().history_change_reason == "the incident it waited for has ended"


def test_T5_without_its_owner_it_returns_to_the_team(troupe):
    incident = held(troupe)
    troupe.rafael.is_active = False
    save_as(troupe.rafael, by=troupe.system)
    comment(incident, EntryKind.PUBLIC, "Two.", by=troupe.actor("ruth"), now=LATER)
    incident.refresh_from_db()
    assert (incident.state, incident.assignee) == ("in_progress", None)
    assert told(incident, "resumed") == {"nadia", "lena", "leo"}


def test_T7_counts_the_hop_and_clears_the_owner(troupe):
    incident = do(troupe, "transfer", started(troupe), troupe.actor("rafael"))
    assert (incident.team, incident.assignee) == (troupe.teams["applications"], None)
    assert incident.reassignment_count == 1
    assert told(incident, "transferred") == {"paul"}
    assert incident.entries.last().facts["reason"] == "It is the mail server"


def test_T8_is_explained_and_told_with_two_links(troupe):
    incident = started(troupe)
    watch(incident, troupe.oskar, by=troupe.actor("oskar"), now=NOON)
    name_affected(incident, troupe.stefan, by=troupe.actor("agnes"), now=NOON)
    restored_at = LATER - HOUR / 2
    incident = do(troupe, "resolve", incident, troupe.actor("rafael"), restored_at=restored_at)
    assert (incident.restored_at, incident.resolved_at) == (restored_at, LATER)
    assert (incident.resolved_by, incident.resolved_directly) == (troupe.rafael, "")
    entry = incident.entries.last()
    assert (entry.body, entry.is_public) == ("The relay was restarted.", True)
    assert told(incident, "resolved") == {"ruth", "oskar", "stefan"}
    letters = {
        notice.recipient: notice.links for notice in Notice.objects.filter(event__kind="incident.resolved")
    }
    assert [len(letters[person]) for person in (troupe.ruth, troupe.oskar, troupe.stefan)] == [2, 0, 0]
    assert set(ActionLink.objects.values_list("purpose", "user", "target")) == {
        ("confirm", troupe.ruth.pk, incident.number),
        ("reopen", troupe.ruth.pk, incident.number),
    }


def test_T8_restored_before_acknowledged_with_a_reason(troupe):
    incident = do(
        troupe,
        "resolve",
        started(troupe),
        troupe.actor("rafael"),
        restored_at=NOON,
        order_reason="Power came back",
    )
    assert incident.restored_at == NOON < incident.acknowledged_at
    assert incident.history.latest().history_change_reason == "Power came back"


@pytest.mark.parametrize(
    ("slug", "directly"),
    [
        ("fixed_permanently", "first_contact"),
        ("self_healed", "self_healed"),
        ("resolved_by_caller", "by_caller"),
    ],
)
@pytest.mark.parametrize("source", ["new", "assigned"])
def test_T9_acknowledges_at_the_same_instant(troupe, source, slug, directly):
    code = ResolutionCode.objects.get(slug=slug)
    incident = do(troupe, "resolve", reached(troupe, source), troupe.actor("agnes"), code=code)
    assert incident.acknowledged_at == incident.restored_at == incident.resolved_at == LATER
    assert incident.resolved_directly == directly


def test_children_are_resolved_with_their_parent(troupe):
    parent, kept = started(troupe), make_incident(troupe, "Other cause")
    children = [
        make_incident(troupe, "Slow too"),
        started(troupe, title="Slow as well"),
        held(troupe, title="And so"),
    ]
    for child in children:
        change_details(child, {"parent": parent}, by=troupe.actor("agnes"), now=NOON)
    do(troupe, "resolve", parent, troupe.actor("rafael"), children="resolve")
    for child in children:
        child.refresh_from_db()
        assert (child.state, parent.number in child.resolution_text) == ("resolved", True)
    assert [child.resolved_directly for child in children] == ["by_parent", "", "by_parent"]
    kept.refresh_from_db()
    assert kept.state == "new"


def test_children_may_stay_open(troupe):
    parent, child = started(troupe), make_incident(troupe, "Slow too")
    change_details(child, {"parent": parent}, by=troupe.actor("agnes"), now=NOON)
    do(troupe, "resolve", parent, troupe.actor("rafael"), children="keep")
    child.refresh_from_db()
    assert child.state == "new"


def test_T10_counts_and_withdraws_the_evidence(troupe):
    incident = do(troupe, "reopen", resolved(troupe), troupe.actor("ruth"))
    assert (incident.reopen_count, incident.assignee) == (1, troupe.rafael)
    assert (incident.resolved_at, incident.restored_at, incident.resolution_evidence) == (None, None, "")
    assert not ActionLink.objects.filter(used_at=None).exists()
    assert told(incident, "reopened") == {"rafael"}
    incident = do(troupe, "resolve", incident, troupe.actor("rafael"))
    assert do(troupe, "reopen", incident, troupe.system).reopen_count == 2


@pytest.mark.parametrize("why", ["inactive", "left the team"])
def test_T10_without_its_last_owner_it_goes_to_the_lead(troupe, why):
    incident = resolved(troupe)
    delete_as(Membership.objects.get(user=troupe.leo), by=troupe.system)
    if why == "inactive":
        troupe.rafael.is_active = False
        save_as(troupe.rafael, by=troupe.system)
    else:
        delete_as(Membership.objects.get(user=troupe.rafael), by=troupe.system)
    assert do(troupe, "reopen", incident, troupe.actor("ruth")).assignee == troupe.lena


def test_T11_informs_all_stakeholders(troupe):
    incident = resolved(troupe)
    watch(incident, troupe.oskar, by=troupe.actor("oskar"), now=NOON)
    name_affected(incident, troupe.stefan, by=troupe.actor("agnes"), now=NOON)
    incident = do(troupe, "close", incident, troupe.actor("ruth"))
    assert (incident.closed_at, incident.closure_evidence) == (LATER, Evidence.REQUESTER_WORD)
    assert told(incident, "closed") == {"ruth", "rafael", "oskar", "stefan"}
    assert not ActionLink.objects.filter(used_at=None).exists()


def test_T12_is_silent(troupe):
    assert do(troupe, "close", resolved(troupe), troupe.system).closure_evidence == Evidence.SILENT


def test_T14_is_exceptional_and_leaves_its_trace(troupe):
    incident = do(troupe, "reopen", reached(troupe, "closed"), troupe.actor("ines"), reason="Court order")
    assert (incident.reopen_count, incident.closed_at, incident.closure_evidence) == (1, None, "")
    assert incident.history.latest().history_change_reason == "Court order"


def test_T15_watchers_move_to_the_target(troupe):
    target, incident = make_incident(troupe, requester=troupe.stefan), started(troupe)
    watch(incident, troupe.oskar, by=troupe.actor("agnes"), now=NOON, may_reply=False)
    watch(incident, troupe.stefan, by=troupe.actor("agnes"), now=NOON)
    duplicate = CancelReason.objects.get(slug="duplicate")
    incident = do(troupe, "cancel", incident, troupe.actor("agnes"), reason=duplicate, target=target)
    assert (incident.duplicate_of, incident.cancelled_at) == (target, LATER)
    assert dict(target.watchers.values_list("user__username", "may_reply")) == {"ruth": True, "oskar": False}
    assert (Link.objects.get().kind, Link.objects.get().target) == (LinkKind.DUPLICATE, target)
    assert target.entries.last().story == "linked"


def test_T15_the_requester_learns_the_public_reason(troupe):
    target = make_incident(troupe)
    duplicate = CancelReason.objects.get(slug="duplicate")
    incident = do(
        troupe, "cancel", make_incident(troupe), troupe.actor("agnes"), reason=duplicate, target=target
    )
    assert incident.entries.last().is_public
    letter = Notice.objects.get(event__kind="incident.cancelled", recipient=troupe.ruth)
    assert target.number in letter.body
    assert str(duplicate) in letter.body


def test_T16_withdraws_the_cancellation(troupe):
    incident = do(troupe, "restore", reached(troupe, "cancelled"), troupe.actor("ines"))
    assert (incident.cancel_reason, incident.cancelled_at, incident.duplicate_of) == (None, None, None)
    assert told(incident, "restored") == {"ruth"}


def test_a_hold_reason_says_whether_clocks_pause(db):
    assert dict(HoldReason.objects.values_list("slug", "pauses")) == {
        "awaiting_requester": True,
        "agreed_date": True,
        "awaiting_supplier": False,
        "awaiting_change": False,
        "awaiting_problem": False,
    }
