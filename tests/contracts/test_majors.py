"""The major track M1 to M6: who may, what each step demands, and that the state is never touched."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.history import save_as
from accounts.notices.models import Event, Notice
from incidents.lifecycle.operations.details import change_details
from incidents.records.models import Incident
from tests.builders import IN_STATE, NOON, make_incident, started
from tests.contracts.steps import LATER, PLAYERS, do, trace

# major state -> action -> (where it leads, who may)
MAY = {
    "none": {
        "propose-major": ("candidate", "Agt Res Sys"),
        "declare-major": ("declared", "MIM IM Lead"),
    },
    "candidate": {"declare-major": ("declared", "MIM IM"), "reject-major": ("rejected", "MIM IM")},
    "declared": {"stand-down": ("stood_down", "MIM"), "demote": ("rejected", "MIM")},
    "stood_down": {},
    "rejected": {},
}
ROW = {
    ("none", "propose-major"): "M1",
    ("candidate", "declare-major"): "M2",
    ("candidate", "reject-major"): "M3",
    ("none", "declare-major"): "M4",
    ("declared", "stand-down"): "M5",
    ("declared", "demote"): "M6",
}
ACTIONS = ("propose-major", "declare-major", "reject-major", "stand-down", "demote")
WAY = {
    "none": (),
    "candidate": ("propose-major",),
    "declared": ("declare-major",),
    "stood_down": ("declare-major", "stand-down"),
    "rejected": ("declare-major", "demote"),
}


def on_track(troupe, major):
    """Return an incident at work, restored, at this point of the track."""
    incident = started(troupe)
    incident = change_details(incident, {"restored_at": LATER}, by=troupe.actor("agnes"), now=LATER)
    for action in WAY[major]:
        by = troupe.actor("agnes" if action == "propose-major" else "mia")
        details = {"reason": "Handed back"} if action == "stand-down" else {}
        incident = do(troupe, action, incident, by, **details)
    return incident


def _details(action):
    return {"reason": "Handed back"} if action == "stand-down" else {}


CASES = [
    pytest.param(major, action, role, id=f"{ROW.get((major, action), 'outside')}-{major}-{action}-{role}")
    for major in MAY
    for action in ACTIONS
    for role in PLAYERS
    if (major, action) in ROW or role in ("MIM", "Sys")
]


@pytest.mark.parametrize(("major", "action", "role"), CASES)
def test_who_may_do_what(troupe, major, action, role):
    incident = on_track(troupe, major)
    before, state = trace(incident), incident.state
    target, who = MAY[major].get(action, ("", ""))
    by = troupe.actor(PLAYERS[role])
    if role not in who.split():
        with pytest.raises(PermissionDenied if target else ValidationError) as refusal:
            do(troupe, action, incident, by, **_details(action))
        assert target or refusal.value.code == "not_allowed_from_state"
        assert trace(incident) == before
        return
    incident = do(troupe, action, incident, by, **_details(action))
    incident.refresh_from_db()
    assert (incident.major_state, incident.state) == (target, state)
    assert incident.version == incident.history.count() == before[0]["version"] + 1
    assert incident.entries.count() == len(before[2]) + 1
    assert Event.objects.filter(about=incident.number).count() == len(before[3]) + 1


GUARDS = (
    ("M1-reason", "none", "propose-major", {"reason": " "}, "reason"),
    ("M2-manager", "candidate", "declare-major", {"manager": None}, "manager"),
    ("M2-impact", "candidate", "declare-major", {"impact_statement": " "}, "impact_statement"),
    ("M2-plan", "candidate", "declare-major", {"communication_plan": ""}, "communication_plan"),
    ("M3-reason", "candidate", "reject-major", {"reason": ""}, "reason"),
    ("M4-manager", "none", "declare-major", {"manager": None}, "manager"),
    ("M4-impact", "none", "declare-major", {"impact_statement": ""}, "impact_statement"),
    ("M4-plan", "none", "declare-major", {"communication_plan": " "}, "communication_plan"),
    ("M5-update", "declared", "stand-down", {"final_update": " "}, "final_update"),
    ("M5-handed-back", "declared", "stand-down", {"reason": " "}, "reason"),
    ("M6-reason", "declared", "demote", {"reason": ""}, "reason"),
)


@pytest.mark.parametrize(
    ("major", "action", "changes", "field"), [pytest.param(*row[1:], id=row[0]) for row in GUARDS]
)
def test_guard(troupe, major, action, changes, field):
    incident = on_track(troupe, major)
    before = trace(incident)
    by = troupe.actor("agnes" if action == "propose-major" else "mia")
    with pytest.raises(ValidationError) as refusal:
        do(troupe, action, incident, by, **changes)
    assert set(refusal.value.message_dict) == {field}
    assert trace(incident) == before


def test_M5_not_before_the_service_is_restored(troupe):
    incident = do(troupe, "declare-major", started(troupe), troupe.actor("mia"))
    with pytest.raises(ValidationError) as refusal:
        do(troupe, "stand-down", incident, troupe.actor("mia"), reason="Handed back")
    assert set(refusal.value.message_dict) == {"restored_at"}


def test_M5_the_reason_of_handing_back_is_kept(troupe):
    incident = do(
        troupe, "stand-down", on_track(troupe, "declared"), troupe.actor("mia"), reason="One site left"
    )
    assert incident.entries.last().facts["reason"] == "One site left"
    assert incident.entries.last().body == "Mail works again everywhere."
    assert incident.history.latest().history_change_reason == "One site left"


def test_M5_after_resolving_no_reason_is_needed(troupe):
    incident = do(troupe, "resolve", on_track(troupe, "declared"), troupe.actor("mia"), restored_at=LATER)
    assert do(troupe, "stand-down", incident, troupe.actor("mia")).major_state == "stood_down"


@pytest.mark.parametrize("action", ["propose-major", "declare-major"])
def test_M1_not_a_child(troupe, action):
    parent, child = make_incident(troupe), started(troupe)
    child = change_details(child, {"parent": parent}, by=troupe.actor("agnes"), now=NOON)
    with pytest.raises(ValidationError) as refusal:
        do(troupe, action, child, troupe.actor("agnes" if action == "propose-major" else "mia"))
    assert set(refusal.value.message_dict) == {"parent"}


@pytest.mark.parametrize("state", ["closed", "cancelled"])
@pytest.mark.parametrize("action", ["propose-major", "declare-major"])
def test_finished_incidents_do_not_become_major(troupe, state, action):
    incident = IN_STATE[state](troupe)
    with pytest.raises(ValidationError) as refusal:
        do(troupe, action, incident, troupe.actor("agnes" if action == "propose-major" else "mia"))
    assert refusal.value.code == "not_allowed_from_state"


def test_M4_lead_of_another_team_is_refused(troupe):
    incident = do(troupe, "transfer", started(troupe), troupe.actor("rafael"))
    with pytest.raises(PermissionDenied):
        do(troupe, "declare-major", incident, troupe.actor("leo"))


def test_M2_the_manager_is_active(troupe):
    troupe.mia.is_active = False
    save_as(troupe.mia, by=troupe.system)
    with pytest.raises(ValidationError) as refusal:
        do(troupe, "declare-major", started(troupe), troupe.actor("ines"))
    assert set(refusal.value.message_dict) == {"manager"}


def test_a_declared_major_has_exactly_one_manager(troupe):
    incident = on_track(troupe, "declared")
    assert incident.major_manager == troupe.mia
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(major_manager=None)


def test_who_has_a_part_in_it_is_told(troupe):
    service = troupe.services["vpn"]
    service.owner = troupe.oskar
    save_as(service, by=troupe.system)
    incident = do(troupe, "declare-major", started(troupe), troupe.actor("ines"))
    told = Notice.objects.filter(event__about=incident.number, event__kind="incident.major_declared")
    assert set(told.values_list("recipient__username", flat=True)) == {"mia", "rafael", "oskar"}


def test_an_older_version_is_stale(troupe):
    incident = started(troupe)
    with pytest.raises(ValidationError) as refusal:
        do(troupe, "declare-major", incident, troupe.actor("mia"), version=incident.version - 1)
    assert refusal.value.code == "stale"
