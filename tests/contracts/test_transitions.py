"""Each row T1 to T16: every role that may, every role that may not, and the traces a step leaves."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.choices import Channel
from accounts.notices.models import Event, Notice
from incidents.catalogue.models import HoldReason
from incidents.lifecycle.operations import opening
from incidents.lifecycle.operations.talking import comment
from incidents.records.choices import EntryKind, LinkKind
from incidents.records.models import Incident, Link
from tests.builders import NOON, closed
from tests.contracts.steps import LATER, PLAYERS, do, player, reached, trace

NAMES = {
    "Req": "requester",
    "Agt": "agent",
    "Res": "resolver",
    "Lead": "lead",
    "IM": "incident-manager",
    "MIM": "major-incident-manager",
    "Sys": "system",
    "Int": "integration",
}
# row, from, action, to, who may, story told, event announced
ROWS = (
    ("T2", "new", "triage", "assigned", "Agt Lead IM Sys", "triaged", "assigned"),
    ("T3", "new", "start", "in_progress", "Res Agt", "started", "started"),
    ("T3", "assigned", "start", "in_progress", "Res Agt", "started", "started"),
    ("T4", "in_progress", "hold", "on_hold", "Res Agt Lead", "held", "held"),
    ("T6", "on_hold", "resume", "in_progress", "Sys Res Agt", "resumed", "resumed"),
    ("T7", "assigned", "transfer", "assigned", "Res Agt Lead IM Sys", "transferred", "transferred"),
    ("T7", "in_progress", "transfer", "assigned", "Res Agt Lead IM Sys", "transferred", "transferred"),
    ("T7", "on_hold", "transfer", "assigned", "Res Agt Lead IM Sys", "transferred", "transferred"),
    ("T8", "in_progress", "resolve", "resolved", "Res Agt", "resolved", "resolved"),
    ("T9", "new", "resolve", "resolved", "Agt Res Sys", "resolved", "resolved"),
    ("T9", "assigned", "resolve", "resolved", "Agt Res Sys", "resolved", "resolved"),
    ("T9", "on_hold", "resolve", "resolved", "Agt Res Sys", "resolved", "resolved"),
    ("T10", "resolved", "reopen", "in_progress", "Req Agt Sys", "reopened", "reopened"),
    ("T11-T12", "resolved", "close", "closed", "Req Agt Sys", "closed", "closed"),
    ("T14", "closed", "reopen", "in_progress", "IM", "reopened", "reopened"),
    ("T15", "new", "cancel", "cancelled", "Agt Lead IM Req", "cancelled", "cancelled"),
    ("T15", "assigned", "cancel", "cancelled", "Agt Lead IM", "cancelled", "cancelled"),
    ("T15", "in_progress", "cancel", "cancelled", "Agt Lead IM", "cancelled", "cancelled"),
    ("T15", "on_hold", "cancel", "cancelled", "Agt Lead IM", "cancelled", "cancelled"),
    ("T16", "cancelled", "restore", "new", "Lead IM", "restored", "restored"),
)


def _allowed() -> Iterator[Any]:
    for row, source, action, target, who, story, event in ROWS:
        for role in who.split():
            name = f"{row}-{source}-{NAMES[role]}"
            yield pytest.param(source, action, target, role, story, event, id=name)


def _refused() -> Iterator[Any]:
    for row, source, action, _target, who, _story, _event in ROWS:
        others = [role for role in PLAYERS if role not in who.split()]
        yield pytest.param(source, action, others, id=f"{row}-{source}-refuses-{'-'.join(others)}")


@pytest.mark.parametrize(("source", "action", "target", "role", "story", "event"), list(_allowed()))
def test_allowed(troupe, source, action, target, role, story, event):
    incident = reached(troupe, source)
    version, entries = incident.version, incident.entries.count()
    by = player(troupe, role)
    incident = do(troupe, action, incident, by)
    incident.refresh_from_db()
    assert incident.state == target
    assert incident.version == version + 1 == incident.history.count()
    signed = incident.history.latest()
    assert (signed.history_user, signed.channel, signed.version) == (by.user, by.channel, incident.version)
    assert signed.history_change_reason
    told = list(incident.entries.all()[entries:])
    assert [entry.story for entry in told] == [story]
    assert told[0].author == by.user
    announced = Event.objects.filter(about=incident.number).latest("id")
    assert (announced.kind, announced.occurred_at) == (f"incident.{event}", LATER)
    assert announced.facts["version"] == incident.version


@pytest.mark.parametrize(("source", "action", "others"), list(_refused()))
def test_refused(troupe, source, action, others):
    incident = reached(troupe, source)
    before = trace(incident)
    for role in others:
        with pytest.raises(PermissionDenied):
            do(troupe, action, incident, player(troupe, role))
        assert trace(incident) == before


@pytest.mark.parametrize("role", ["Agt", "Int", "Sys"])
def test_T1_on_behalf(troupe, role):
    by = player(troupe, role)
    report = opening.Report(title="No sound", requester=troupe.ruth)
    incident = opening.open_incident(report, by=by, now=NOON)
    assert (incident.state, incident.requester, incident.reporter) == ("new", troupe.ruth, by.user)
    assert incident.version == incident.history.count() == 1
    assert [entry.story for entry in incident.entries.all()] == ["opened"]
    acknowledgement = Notice.objects.get(event__about=incident.number)
    assert (acknowledgement.recipient, acknowledgement.event.kind) == (troupe.ruth, "incident.opened")
    assert incident.number in acknowledgement.body


@pytest.mark.parametrize("role", ["Req", "Res", "Lead", "IM", "MIM"])
def test_T1_for_oneself_only(troupe, role):
    by = player(troupe, role)
    own = opening.open_incident(opening.Report(title="No sound"), by=by, now=NOON)
    assert own.requester == own.reporter == by.user
    with pytest.raises(PermissionDenied):
        opening.open_incident(opening.Report(title="No sound", requester=troupe.oskar), by=by, now=NOON)
    assert Incident.objects.count() == 1


def test_T1_the_requester_is_acknowledged_even_after_reporting_in_person(troupe):
    opening.open_incident(opening.Report(title="No sound"), by=troupe.actor("ruth"), now=NOON)
    assert Notice.objects.get().recipient == troupe.ruth


def test_T3_resolver_of_another_team_is_refused(troupe):
    with pytest.raises(PermissionDenied):
        do(troupe, "start", reached(troupe, "assigned"), troupe.actor("paul"), assignee=None)


@pytest.mark.parametrize(
    ("source", "action"), [("in_progress", "hold"), ("assigned", "transfer"), ("in_progress", "resolve")]
)
def test_resolver_of_another_team_is_refused(troupe, source, action):
    with pytest.raises(PermissionDenied):
        do(troupe, action, reached(troupe, source), troupe.actor("paul"))


@pytest.mark.parametrize("action", ["cancel", "reopen", "close"])
def test_a_requester_acts_on_own_incidents_only(troupe, action):
    source = {"cancel": "new", "reopen": "resolved", "close": "resolved"}[action]
    with pytest.raises(PermissionDenied):
        do(troupe, action, reached(troupe, source), troupe.actor("oskar"))


@pytest.mark.parametrize("kind", ["awaiting_requester", "agreed_date"])
def test_T5_only_the_awaited_answer_resumes(troupe, kind):
    reason = HoldReason.objects.get(slug=kind)
    incident = reached(troupe, "in_progress")
    by = troupe.actor("rafael")
    incident = do(troupe, "hold", incident, by, reason=reason, question="Which building?")
    for writer, kind_of_entry in (
        ("agnes", EntryKind.PUBLIC),
        ("agnes", EntryKind.WORK_NOTE),
    ):
        comment(incident, kind_of_entry, "Still there?", by=troupe.actor(writer), now=LATER)
        incident.refresh_from_db()
        assert incident.state == "on_hold"
    comment(incident, EntryKind.PUBLIC, "Two.", by=troupe.actor("ruth", Channel.PORTAL), now=LATER)
    incident.refresh_from_db()
    if kind == "agreed_date":
        assert incident.state == "on_hold"
        return
    assert (incident.state, incident.hold_reason, incident.assignee) == ("in_progress", None, troupe.rafael)
    assert incident.history.latest().history_user == troupe.system.user
    assert incident.entries.filter(kind=EntryKind.PUBLIC).last().body == "Two."
    assert incident.entries.last().story == "resumed"
    assert Notice.objects.filter(event__kind="incident.resumed", recipient=troupe.rafael).exists()


def test_T12_never_silently_for_a_declared_major(troupe):
    incident = do(troupe, "declare-major", reached(troupe, "resolved"), troupe.actor("mia"))
    for by in (troupe.system, troupe.actor("ruth"), troupe.actor("agnes"), troupe.actor("mia")):
        with pytest.raises(ValidationError) as refusal:
            do(troupe, "close", incident, by)
        assert refusal.value.code == "not_allowed_from_state"


def test_T11_a_major_is_closed_by_its_manager_after_it_stood_down(troupe):
    mia = troupe.actor("mia")
    incident = do(troupe, "declare-major", reached(troupe, "resolved"), mia)
    incident = do(troupe, "stand-down", incident, mia)
    for by in (troupe.system, troupe.actor("ruth"), troupe.actor("agnes")):
        with pytest.raises(PermissionDenied):
            do(troupe, "close", incident, by)
    assert do(troupe, "close", incident, mia).state == "closed"


def test_T8_the_major_incident_manager_resolves_a_declared_major(troupe):
    mia = troupe.actor("mia")
    incident = do(troupe, "declare-major", reached(troupe, "in_progress"), mia)
    assert do(troupe, "resolve", incident, mia).state == "resolved"


def test_T13_a_reply_to_a_closed_incident_opens_another(troupe):
    old = closed(troupe)
    before = trace(old)[0]
    now = NOON + timedelta(days=20)
    entry = comment(old, EntryKind.PUBLIC, "It is back.", by=troupe.actor("ruth", Channel.EMAIL), now=now)
    fresh = entry.incident
    assert fresh.pk != old.pk
    assert (fresh.state, fresh.requester, fresh.channel) == ("new", troupe.ruth, "email")
    assert (fresh.description, fresh.service, fresh.category) == ("It is back.", old.service, old.category)
    assert Link.objects.get().kind == LinkKind.FOLLOW_UP
    assert (Link.objects.get().source, Link.objects.get().target) == (fresh, old)
    assert trace(old)[0] == before
    assert old.entries.last().story == "followed_up"
    told = Notice.objects.get(event__about=fresh.number)
    assert told.recipient == troupe.ruth
    assert old.number in told.body


@pytest.mark.parametrize("kind", list(EntryKind)[:2])
@pytest.mark.parametrize("who", ["agnes", "rafael"])
def test_T13_staff_do_not_write_on_a_closed_record(troupe, who, kind):
    old = closed(troupe)
    before = trace(old)
    with pytest.raises(ValidationError) as refusal:
        comment(old, kind, "One more thing", by=troupe.actor(who), now=LATER)
    assert refusal.value.code == "not_allowed_from_state"
    assert trace(old) == before
