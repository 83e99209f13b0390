"""Macros: several changes, words and a step in one action; every right and guard first, all or nothing (UX-09)."""

import html
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.notices.models import Event, Notice
from incidents.catalogue.models import CancelReason, HoldReason, ResolutionCode
from incidents.lifecycle.operations.talking import comment
from incidents.prepared.macros.models import Macro
from incidents.prepared.macros.operations import run_macro, save_macro
from incidents.prepared.macros.plans import plan_of
from incidents.records.choices import EntryKind, State
from incidents.records.models import Watcher
from incidents.records.operations.relating import add_task
from tests.accounts.admin_client import address, signed_in
from tests.builders import MINUTE, NOON, closed, held, macro, make_incident, resolved, started, triaged

LATER = NOON + 10 * MINUTE


def reason(slug):
    return HoldReason.objects.get(slug=slug)


def code():
    return ResolutionCode.objects.get(slug="fixed_permanently")


def run(incident, row, cast, who="rafael", **how):
    return run_macro(incident, row, by=cast.actor(who), now=LATER, **how)


@pytest.fixture
def asking(db):
    return macro(
        "ask",
        step="hold",
        hold_reason=reason("awaiting_requester"),
        reply="Dear {{ requester_first }}, which building?\n{{ agent }}",
        note="Asked about {{ service }}",
        impact="high",
        urgency="high",
        takes=True,
        stars=True,
        watches=True,
    )


def test_everything_at_once_and_people_are_told_once(cast, asking):
    incident = started(cast)
    before = Event.objects.latest("pk").pk
    done = run(incident, asking, cast, "nadia")
    assert (done.state, done.priority, done.assignee) == (State.ON_HOLD, 1, cast.nadia)
    question, note = (done.entries.get(kind=kind) for kind in (EntryKind.PUBLIC, EntryKind.WORK_NOTE))
    assert question.body == "Dear Ruth, which building?\nNadia Example"
    assert (note.body, note.is_starred, question.is_starred) == ("Asked about VPN", True, False)
    assert Watcher.objects.filter(incident=done, user=cast.nadia).exists()
    told = Notice.objects.filter(event__pk__gt=before)
    assert [row.event.kind for row in told.filter(recipient=cast.ruth)] == ["incident.held"]
    assert "Macro “Ask”" in done.history.values_list("history_change_reason", flat=True)


def test_the_preview_says_it_and_changes_nothing(cast, asking, desk):
    incident, nadia = started(cast), desk("nadia")
    versions, events = incident.history.count(), Event.objects.count()
    page = f"{incident.get_absolute_url()}macros/ask/"
    for htmx in (True, False):
        shown = html.unescape(nadia.get(page, htmx=htmx).content.decode())
        for words in (
            "On hold",
            "P1",
            "Nadia Example",
            "which building?",
            "Asked about VPN",
            "You follow it.",
        ):
            assert words in shown, words
        assert "Do all of this" in shown
    assert (incident.history.count(), Event.objects.count()) == (versions, events)
    answer = nadia.post("macro", incident.number, "ask", htmx=True, version=incident.version)
    assert answer.status_code == 200
    assert json.loads(answer["HX-Trigger"])["toast"]["text"] == "“Ask” is done."
    incident.refresh_from_db()
    assert incident.state == State.ON_HOLD
    stale = nadia.post("macro", incident.number, "ask", htmx=True, version=1)
    assert stale.status_code == 409 and "Somebody was faster" in stale.content.decode()


REFUSED = {
    "a step of another role": (
        "assigned",
        {"step": "cancel", "cancel": "false_alarm"},
        "rafael",
        PermissionDenied,
    ),
    "details without the right": ("in_progress", {"impact": "high"}, "audra", PermissionDenied),
    "a note without the right": ("in_progress", {"note": "x"}, "ruth", PermissionDenied),
    "a step outside the table": (
        "new",
        {"step": "hold", "hold": "awaiting_requester", "reply": "?"},
        "agnes",
        "not",
    ),
    "work before the triage": (
        "new",
        {"step": "start", "note": "x"},
        "agnes",
        "category service team",
    ),
    "somebody of another team": ("in_progress", {"who": "paul", "note": "x"}, "rafael", "assignee"),
    "a mandatory task": (
        "in_progress",
        {"step": "resolve", "reply": "Done", "impact": "low"},
        "rafael",
        "tasks",
    ),
    "a cause for P1": (
        "in_progress",
        {"step": "resolve", "reply": "Done", "impact": "high", "urgency": "high"},
        "rafael",
        "cause_category tasks",
    ),
    "the same team": ("in_progress", {"step": "transfer", "to": "network", "reason": "x"}, "rafael", "team"),
    "a finished record": ("closed", {"note": "x"}, "agnes", "not"),
}


def _prepared(cast, told):
    told = dict(told)
    if "cancel" in told:
        told["cancel_reason"] = CancelReason.objects.get(slug=told.pop("cancel"))
    if "hold" in told:
        told["hold_reason"] = reason(told.pop("hold"))
    if "who" in told:
        told["assignee"] = cast.people[told.pop("who")]
    if "to" in told:
        told["team"] = cast.teams[told.pop("to")]
    if told.get("step") == "resolve":
        told |= {"resolution_code": code(), "evidence": "agent_test"}
    return macro("no", **told)


@pytest.mark.parametrize(("state", "told", "who", "why"), REFUSED.values(), ids=REFUSED)
def test_whatever_is_refused_changes_nothing(cast, state, told, who, why):
    made = {"new": make_incident, "assigned": triaged, "in_progress": started, "closed": closed}[state](cast)
    if state == "in_progress":
        add_task(made, "Look again", is_mandatory=True, by=cast.system, now=NOON)
    row, before = _prepared(cast, told), (made.entries.count(), made.history.count(), Event.objects.count())
    plan = plan_of(row, made, by=cast.actor(who), now=LATER)
    with pytest.raises(why if isinstance(why, type) else ValidationError) as refused:
        run(made, row, cast, who)
    assert (made.entries.count(), made.history.count(), Event.objects.count()) == before
    assert plan.sentences
    if why == "not":
        assert refused.value.code == "not_allowed_from_state"
    elif isinstance(why, str):
        assert set(refused.value.error_dict) == set(why.split())


def test_what_fails_late_takes_back_what_was_done_before(cast):
    """The plan does not ask for the order of moments; the step does, when the note is written already."""
    incident = started(cast)
    row = _prepared(cast, {"step": "resolve", "reply": "Done", "note": "Looked at"})
    assert plan_of(row, incident, by=cast.actor("rafael"), now=NOON).refusals == []
    with pytest.raises(ValidationError) as refused:
        run_macro(incident, row, by=cast.actor("rafael"), now=NOON - MINUTE)
    assert "restored_at" in refused.value.error_dict
    assert not incident.entries.filter(kind=EntryKind.WORK_NOTE).exists()


STEPS = {
    "triage": (
        make_incident,
        "agnes",
        {"to": "network", "service": "vpn", "category": "network"},
        State.ASSIGNED,
    ),
    "start": (triaged, "nadia", {}, State.IN_PROGRESS),
    "resume": (held, "rafael", {"reason": "{{ requester }} called"}, State.IN_PROGRESS),
    "transfer": (
        started,
        "rafael",
        {"to": "applications", "reason": "Theirs", "who": "paul"},
        State.ASSIGNED,
    ),
    "resolve": (started, "rafael", {"reply": "{{ service }} works again"}, State.RESOLVED),
    "cancel": (make_incident, "agnes", {"cancel": "false_alarm"}, State.CANCELLED),
    "hold": (
        started,
        "rafael",
        {"hold": "awaiting_supplier", "hold_minutes": 60, "reply": "Ordered"},
        State.ON_HOLD,
    ),
}


@pytest.mark.parametrize(("step", "line"), STEPS.items(), ids=STEPS)
def test_each_step(cast, step, line):
    make, who, told, state = line
    told = {
        name: getattr(cast, {"service": "services", "category": "categories"}[name])[value]
        if name in ("service", "category")
        else value
        for name, value in told.items()
    }
    incident = make(cast)
    row = _prepared(cast, {"step": step, "note": "By macro", **told})
    planned = {
        name: after for name, _before, after in plan_of(row, incident, by=cast.actor(who), now=LATER).changes
    }
    done = run(incident, row, cast, who)
    assert done.state == state and planned["state"] == State(state).label
    assert done.entries.filter(kind=EntryKind.WORK_NOTE).count() == 1
    if step == "resolve":
        assert done.resolution_text == "VPN works again"


WRONG = {
    "nothing": ({}, "step"),
    "hold without reason": ({"step": "hold"}, "hold_reason hold_minutes"),
    "no question": ({"step": "hold", "hold": "awaiting_requester"}, "reply"),
    "no end": ({"step": "hold", "hold": "awaiting_supplier"}, "hold_minutes"),
    "no resolution": ({"step": "resolve"}, "reply"),
    "no team": ({"step": "transfer", "reason": "x"}, "team"),
    "of another step": ({"step": "start", "hold": "awaiting_supplier", "to": "network"}, "hold_reason team"),
    "two assignees": ({"who": "rafael", "takes": True}, "assignee"),
    "star without note": ({"takes": True, "stars": True}, "stars"),
    "cancel as duplicate": ({"step": "cancel", "cancel": "duplicate"}, "cancel_reason"),
    "unknown variable": ({"note": "{{ mood }}"}, "note"),
    "not in the team": ({"step": "transfer", "reason": "x", "to": "network", "who": "paul"}, "assignee"),
}


@pytest.mark.parametrize(("told", "fields"), WRONG.values(), ids=WRONG)
def test_a_macro_that_could_never_be_done_is_not_kept(cast, told, fields):
    with pytest.raises(ValidationError) as refused:
        _prepared(cast, told)
    assert set(refused.value.error_dict) == set(fields.split())
    assert not Macro.objects.exists()


def test_the_administration_says_what_is_wrong_and_keeps_the_history(cast):
    adam = signed_in(cast.adam)
    told = {"name": "Ask", "slug": "ask", "position": "1", "step": "hold", "hold_minutes": "30"}
    answer = adam.post(address(Macro, "add"), told)
    assert answer.status_code == 200 and "The step needs this." in answer.content.decode()
    told["hold_reason"] = str(reason("awaiting_supplier").pk)
    assert adam.post(address(Macro, "add"), told).status_code == 302
    assert Macro.objects.get().history.get().channel == "admin"
    with pytest.raises(PermissionDenied):
        save_macro(Macro.objects.get(), by=cast.actor("lena"), why="x")


def test_the_list_has_what_fits(cast, asking, desk):
    macro("bye", step="cancel", cancel_reason=CancelReason.objects.get(slug="false_alarm"))
    macro("look", note="Looked at")

    def listed(who, incident, asked=""):
        answer = desk(who).get(f"{incident.get_absolute_url()}macros/?part=found&q={asked}", htmx=True)
        return [slug for slug in ("ask", "bye", "look") if f"macros/{slug}/" in answer.content.decode()]

    incident = started(cast)
    assert listed("rafael", incident) == ["ask", "look"]
    assert listed("agnes", incident) == ["ask", "bye", "look"]
    assert listed("rafael", incident, "loo") == ["look"]
    assert listed("rafael", resolved(cast)) == ["look"]
    assert listed("agnes", closed(cast)) == listed("audra", incident) == []


def test_the_api_previews_and_does_it(cast, asking, caller):
    incident, agnes, ruth = started(cast), caller("rafael"), caller("ruth")
    base = f"incidents/{incident.number}/macros/"
    assert [row["slug"] for row in agnes.get(base).json()["results"]] == ["ask"]
    plan = agnes.get(f"{base}ask/").json()
    assert (
        plan["is_possible"]
        and {"name": "state", "before": "In progress", "after": "On hold"} in plan["changes"]
    )
    assert agnes.post(f"{base}ask/", {}, If_Match='"1"').status_code == 412
    assert ruth.post(f"{base}ask/").status_code == 403
    assert agnes.post(f"{base}nothing/").status_code == 404
    assert agnes.post(f"{base}ask/", {"x": 1}).status_code == 400
    first = agnes.post(f"{base}ask/", {}, Idempotency_Key="once")
    again = agnes.post(f"{base}ask/", {}, Idempotency_Key="once")
    assert first.json()["state"] == "on_hold" and again.json() == first.json()
    refused = agnes.post(f"{base}ask/")
    assert refused.status_code == 409 and refused.json()["code"] == "not_allowed_from_state"


def test_what_it_costs(cast, asking, desk):
    incident, nadia = started(cast), desk("nadia")
    for number in range(20):
        comment(incident, EntryKind.WORK_NOTE, f"{number}", by=cast.actor("rafael"), now=NOON)
    for page, most in (("macros/", 5), ("macros/ask/", 9)):
        with CaptureQueriesContext(connection) as caught:
            assert nadia.get(f"{incident.get_absolute_url()}{page}", htmx=True).status_code == 200
        assert len(caught) <= most, [query["sql"] for query in caught]
