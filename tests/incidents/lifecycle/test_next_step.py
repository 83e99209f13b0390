"""The next step with its moment: planned, shown, due in the owner's view, over with the work (INV-15)."""

import html
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import clock
from incidents.catalogue.models import CancelReason
from incidents.lifecycle.operations.cancelling import cancel
from incidents.lifecycle.operations.details import change_details
from incidents.lifecycle.operations.resolving import resolve
from incidents.records.models import Incident
from tests.builders import MINUTE, NOON, closed, make_incident, resolution, resolved, started
from tests.incidents.api.conftest import caller
from tests.incidents.desk.conftest import desk

__all__ = ["caller", "desk"]
AT = NOON + 60 * MINUTE


def plan(cast, incident, text="Call the supplier", at=AT, *, who="rafael", now=NOON):
    values = {"next_step": text, "next_step_at": at}
    return change_details(incident, values, by=cast.actor(who), now=now)


def test_it_is_planned_changed_and_emptied(cast):
    incident = plan(cast, started(cast))
    assert (incident.next_step, incident.next_step_at) == ("Call the supplier", AT)
    assert incident.history.latest("history_id").next_step == "Call the supplier"
    assert plan(cast, incident, "", None).next_step == ""
    told = incident.entries.latest("pk").facts["changes"]
    assert [change["field"] for change in told] == ["next_step", "next_step_at"]


@pytest.mark.parametrize(
    ("text", "at", "field"),
    [
        ("Call", None, "next_step_at"),
        ("", AT, "next_step"),
        ("Call", NOON, "next_step_at"),
        ("Call", AT.replace(tzinfo=None), "next_step_at"),
        ("x" * 201, AT, "next_step"),
    ],
)
def test_half_a_plan_and_a_passed_moment_are_refused(cast, text, at, field):
    with pytest.raises(ValidationError) as refused:
        plan(cast, started(cast), text, at)
    assert set(refused.value.error_dict) == {field}


def test_only_open_incidents_and_only_the_desk(cast):
    for make in (resolved, closed):
        with pytest.raises(ValidationError) as refused:
            plan(cast, make(cast), who="agnes")
        assert refused.value.code == "not_allowed_from_state"
    with pytest.raises(PermissionDenied):
        plan(cast, started(cast), who="ruth")


def test_the_plan_ends_with_the_work(cast):
    done = resolve(plan(cast, started(cast)), resolution(), by=cast.actor("rafael"), now=AT)
    assert (done.next_step, done.next_step_at) == ("", None)
    reason = CancelReason.objects.get(slug="false_alarm")
    incident = plan(cast, make_incident(cast), who="agnes")
    assert cancel(incident, reason=reason, by=cast.actor("agnes"), now=AT).next_step_at is None


def test_the_database_keeps_the_pair(cast):
    incident = started(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(next_step="x")


def test_on_the_page_in_the_row_and_due_in_the_view_of_its_owner(cast, desk):
    now = clock.now()
    incident, other = started(cast, now=now - 3 * timedelta(hours=1)), started(cast)
    rafael, nadia = desk("rafael"), desk("nadia")
    soon = (now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    page = rafael.get(incident.get_absolute_url()).content.decode()
    assert "Plan the next step" in page
    for htmx in (True, False):
        assert (
            'name="next_step_at"'
            in rafael.get(f"{incident.get_absolute_url()}next-step/", htmx=htmx).content.decode()
        )
    refused = rafael.post(
        "next_step", incident.number, htmx=True, next_step="Call", next_step_at="2020-01-01T10:00"
    )
    assert refused.status_code == 422 and "moment in the future" in refused.content.decode()
    done = rafael.post("next_step", incident.number, htmx=True, next_step="Call Ö & co", next_step_at=soon)
    assert done.status_code == 200 and "Call Ö &amp; co" in done.content.decode()
    assert "Call Ö & co" in html.unescape(nadia.get("/queue/all/").content.decode())
    assert incident.number not in rafael.get("/queue/steps/").content.decode()
    plan(cast, incident, "Called yesterday", now - timedelta(hours=1), now=now - timedelta(hours=2))
    plan(cast, other, "Later", now + timedelta(hours=5), now=now)
    due = rafael.get("/queue/steps/").content.decode()
    assert "Called yesterday" in due and other.number not in due
    assert (
        'data-tone="red"'
        in rafael.get(incident.get_absolute_url()).content.decode().split('id="next-step"')[1][:60]
    )
    assert incident.number not in nadia.get("/queue/steps/").content.decode()


def test_by_the_api(cast, caller):
    incident, rafael = started(cast), caller("rafael")
    path = f"incidents/{incident.number}/"
    at = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert rafael.patch(path, {"next_step": "Call", "next_step_at": at}).status_code == 200
    details = rafael.get(f"{path}?expand=details").json()["details"]
    assert (details["next_step"], details["next_step_at"]) == ("Call", at)
    assert rafael.patch(path, {"next_step_at": None}).status_code == 422
    assert rafael.patch(path, {"next_step": "", "next_step_at": None}).status_code == 200
