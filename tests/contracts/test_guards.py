"""What each step demands: every guard with the field it names, and that nothing happened after a refusal."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.history import save_as
from incidents.catalogue.models import CancelReason, CauseCategory, HoldReason, ResolutionCode
from incidents.lifecycle.operations.details import change_details
from incidents.records.choices import Evidence
from incidents.records.operations.relating import add_task
from tests.builders import NOON, make_incident, started
from tests.contracts.steps import LATER, do, reached, trace

DAY = timedelta(days=1)


def refused(troupe, incident, action, who, *fields, now=LATER, **changes):
    """Do it, expect a refusal that names exactly these fields, and find everything as it was."""
    before = trace(incident)
    with pytest.raises(ValidationError) as refusal:
        do(troupe, action, incident, troupe.actor(who), now=now, **changes)
    assert set(refusal.value.message_dict) == set(fields)
    assert {problem.code for problems in refusal.value.error_dict.values() for problem in problems} == {
        "guard_failed"
    }
    assert trace(incident) == before


SIMPLE = (
    ("T2-category", "new", "triage", "agnes", {"category": None}, "category"),
    ("T2-service", "new", "triage", "agnes", {"service": None}, "service"),
    ("T2-impact", "new", "triage", "agnes", {"impact": ""}, "impact"),
    ("T2-urgency", "new", "triage", "agnes", {"urgency": ""}, "urgency"),
    ("T2-team", "new", "triage", "agnes", {"team": None}, "team"),
    ("T4-reason", "in_progress", "hold", "rafael", {"reason": None}, "reason"),
    ("T4-end", "in_progress", "hold", "rafael", {"until": None}, "until"),
    ("T4-past", "in_progress", "hold", "rafael", {"until": LATER}, "until"),
    ("T4-naive", "in_progress", "hold", "rafael", {"until": (LATER + DAY).replace(tzinfo=None)}, "until"),
    ("T7-team", "assigned", "transfer", "rafael", {"team": None}, "team"),
    ("T7-reason", "assigned", "transfer", "rafael", {"reason": " "}, "reason"),
    ("T8-code", "in_progress", "resolve", "rafael", {"code": None}, "code"),
    ("T8-text", "in_progress", "resolve", "rafael", {"text": " \n"}, "text"),
    ("T8-evidence", "in_progress", "resolve", "rafael", {"evidence": ""}, "evidence"),
    ("T8-silence", "in_progress", "resolve", "rafael", {"evidence": Evidence.SILENT}, "evidence"),
    ("T8-future", "in_progress", "resolve", "rafael", {"restored_at": LATER + DAY}, "restored_at"),
    ("T8-order", "in_progress", "resolve", "rafael", {"restored_at": NOON}, "restored_at"),
    (
        "T8-naive",
        "in_progress",
        "resolve",
        "rafael",
        {"restored_at": LATER.replace(tzinfo=None)},
        "restored_at",
    ),
    ("T9-code", "new", "resolve", "agnes", {"code": None}, "code"),
    ("T9-text", "assigned", "resolve", "agnes", {"text": ""}, "text"),
    ("T9-evidence", "on_hold", "resolve", "agnes", {"evidence": ""}, "evidence"),
    ("T10-reason", "resolved", "reopen", "ruth", {"reason": " "}, "reason"),
    ("T10-window", "resolved", "reopen", "ruth", {"now": NOON + 15 * DAY}, "reason"),
    ("T11-evidence", "resolved", "close", "agnes", {"evidence": ""}, "evidence"),
    ("T11-silence", "resolved", "close", "agnes", {"evidence": Evidence.SILENT}, "evidence"),
    ("T12-evidence", "resolved", "close", "system", {"evidence": Evidence.AGENT_TEST}, "evidence"),
    ("T14-reason", "closed", "reopen", "ines", {"reason": ""}, "reason"),
    ("T14-window", "closed", "reopen", "ines", {"now": NOON + 31 * DAY}, "reason"),
    ("T15-reason", "new", "cancel", "agnes", {"reason": None}, "reason"),
    ("T16-reason", "cancelled", "restore", "ines", {"reason": ""}, "reason"),
    ("T16-window", "cancelled", "restore", "ines", {"now": NOON + 8 * DAY}, "reason"),
)


@pytest.mark.parametrize(
    ("source", "action", "who", "changes", "field"), [pytest.param(*row[1:], id=row[0]) for row in SIMPLE]
)
def test_guard(troupe, source, action, who, changes, field):
    refused(troupe, reached(troupe, source), action, who, field, **changes)


def test_T2_names_everything_that_is_missing_at_once(troupe):
    nothing = {"category": None, "service": None, "impact": "", "urgency": "", "team": None}
    refused(troupe, make_incident(troupe), "triage", "agnes", *nothing, **nothing)


@pytest.mark.parametrize("field", ["service", "category", "team"])
def test_T2_retired_reference_data_is_not_offered(troupe, field):
    chosen = {
        "service": troupe.services["email"],
        "category": troupe.categories["email"],
        "team": troupe.teams["applications"],
    }[field]
    chosen.retired_at = NOON
    save_as(chosen, by=troupe.system)
    refused(troupe, make_incident(troupe), "triage", "agnes", field, **{field: chosen})


def test_T3_needs_triage(troupe):
    refused(troupe, make_incident(troupe), "start", "agnes", "category", "service", "team")


def test_T3_owner_is_self_by_default(troupe):
    incident = do(troupe, "start", reached(troupe, "assigned"), troupe.actor("rafael"), assignee=None)
    assert incident.assignee == troupe.rafael


def test_T3_owner_belongs_to_the_team(troupe):
    refused(troupe, reached(troupe, "assigned"), "start", "agnes", "assignee", assignee=None)
    refused(troupe, reached(troupe, "assigned"), "start", "rafael", "assignee", assignee=troupe.paul)


def test_T3_owner_is_active(troupe):
    troupe.nadia.is_active = False
    save_as(troupe.nadia, by=troupe.system)
    refused(troupe, reached(troupe, "assigned"), "start", "rafael", "assignee", assignee=troupe.nadia)


def test_T4_awaiting_the_requester_needs_a_question(troupe):
    reason = HoldReason.objects.get(slug="awaiting_requester")
    refused(troupe, started(troupe), "hold", "rafael", "question", reason=reason, question=" ")


def test_T4_another_incident_is_an_end_too(troupe):
    blocker = make_incident(troupe, "The line is cut")
    incident = do(troupe, "hold", started(troupe), troupe.actor("rafael"), until=None, blocked_by=blocker)
    assert (incident.state, incident.blocked_by) == ("on_hold", blocker)


def test_T4_an_incident_does_not_wait_for_itself(troupe):
    incident = started(troupe)
    refused(troupe, incident, "hold", "rafael", "blocked_by", until=None, blocked_by=incident)


def test_T4_nor_for_one_that_has_ended(troupe):
    ended = reached(troupe, "closed")
    refused(troupe, started(troupe), "hold", "rafael", "blocked_by", until=None, blocked_by=ended)


def test_T7_target_differs(troupe):
    incident = reached(troupe, "assigned")
    refused(troupe, incident, "transfer", "rafael", "team", team=troupe.teams["network"])


def test_T7_target_is_not_retired(troupe):
    team = troupe.teams["applications"]
    team.retired_at = NOON
    save_as(team, by=troupe.system)
    refused(troupe, reached(troupe, "assigned"), "transfer", "rafael", "team", team=team)


def test_T7_not_for_a_closed_service(troupe):
    incident = reached(troupe, "assigned")
    service = troupe.services["vpn"]
    service.retired_at = NOON
    save_as(service, by=troupe.system)
    refused(troupe, incident, "transfer", "rafael", "service")


def test_T7_new_owner_belongs_to_the_target(troupe):
    refused(troupe, reached(troupe, "assigned"), "transfer", "rafael", "assignee", assignee=troupe.nadia)


@pytest.mark.parametrize("urgency", ["high", "medium"])
def test_T8_cause_at_priority_1_and_2(troupe, urgency):
    incident = change_details(
        started(troupe), {"impact": "high", "urgency": urgency}, by=troupe.actor("agnes"), now=NOON
    )
    assert incident.priority in (1, 2)
    refused(troupe, incident, "resolve", "rafael", "cause_category", cause_category=None)


def test_T8_no_cause_below(troupe):
    assert (
        do(troupe, "resolve", started(troupe), troupe.actor("rafael"), cause_category=None).state
        == "resolved"
    )


@pytest.mark.parametrize("source", ["in_progress", "on_hold"])
def test_T8_T9_open_mandatory_task(troupe, source):
    incident = reached(troupe, source)
    add_task(incident, "Call the supplier", by=troupe.actor("rafael"), now=LATER, is_mandatory=True)
    add_task(incident, "Tidy the rack", by=troupe.actor("rafael"), now=LATER)
    refused(troupe, incident, "resolve", "rafael", "tasks")


@pytest.mark.parametrize("choice", ["", "perhaps"])
def test_T8_undecided_child(troupe, choice):
    incident = started(troupe)
    make_child(troupe, incident)
    refused(troupe, incident, "resolve", "rafael", "children", children=choice)


def make_child(troupe, parent):
    return change_details(
        make_incident(troupe, "The same"), {"parent": parent}, by=troupe.actor("agnes"), now=NOON
    )


@pytest.mark.parametrize(
    ("field", "model", "slug"),
    [("code", ResolutionCode, "workaround"), ("cause_category", CauseCategory, "process")],
)
def test_T8_retired_codes_are_not_offered(troupe, field, model, slug):
    entry = model.objects.get(slug=slug)
    entry.retired_at = NOON
    save_as(entry, by=troupe.system)
    refused(troupe, started(troupe), "resolve", "rafael", field, **{field: entry})


def test_T10_the_last_moment_of_the_window(troupe):
    incident = reached(troupe, "resolved")
    end = incident.resolved_at + 14 * DAY
    assert do(troupe, "reopen", incident, troupe.actor("ruth"), now=end).state == "in_progress"


def test_T14_the_last_moment_of_the_window(troupe):
    incident = reached(troupe, "closed")
    end = incident.closed_at + 30 * DAY
    assert do(troupe, "reopen", incident, troupe.actor("ines"), now=end).state == "in_progress"


def test_T15_a_duplicate_names_its_target(troupe):
    duplicate = CancelReason.objects.get(slug="duplicate")
    refused(troupe, make_incident(troupe), "cancel", "agnes", "target", reason=duplicate)


@pytest.mark.parametrize("slug", ["duplicate", "test"])
def test_T15_never_a_duplicate_of_itself(troupe, slug):
    reason = CancelReason.objects.get(slug=slug)
    incident = make_incident(troupe)
    refused(troupe, incident, "cancel", "agnes", "target", reason=reason, target=incident)


def test_T15_retired_reason(troupe):
    reason = CancelReason.objects.get(slug="test")
    reason.retired_at = NOON
    save_as(reason, by=troupe.system)
    refused(troupe, make_incident(troupe), "cancel", "agnes", "reason", reason=reason)


def test_T15_not_while_major_is_declared(troupe):
    incident = do(troupe, "declare-major", started(troupe), troupe.actor("ines"))
    before = trace(incident)
    with pytest.raises(ValidationError) as refusal:
        do(troupe, "cancel", incident, troupe.actor("agnes"))
    assert refusal.value.code == "not_allowed_from_state"
    assert trace(incident) == before


@pytest.mark.parametrize("action", ["triage", "start", "resolve", "cancel"])
def test_an_older_version_is_stale(troupe, action):
    incident = reached(troupe, "new")
    before = trace(incident)
    with pytest.raises(ValidationError) as refusal:
        do(troupe, action, incident, troupe.actor("agnes"), version=incident.version - 1)
    assert refusal.value.code == "stale"
    assert refusal.value.params == {"number": incident.number, "version": incident.version}
    assert trace(incident) == before
