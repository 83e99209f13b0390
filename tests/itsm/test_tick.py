"""The command that does what is due."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from accounts.notices.models import Delivery
from accounts.notices.tasks import sweep
from incidents.catalogue.models import HoldReason
from incidents.lifecycle.operations import moving
from incidents.lifecycle.tasks import sweep_due
from incidents.records.choices import State
from incidents.records.models import Incident
from incidents.sla.models import ConfigurationStamp, Policy
from tests.builders import MINUTE, NOON, make_incident, started
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _no_promises(db: None) -> None:
    """Leave the clocks out: whether their notices wait for the morning depends on the time of day."""
    Policy.objects.update(retired_at=NOON)
    ConfigurationStamp.objects.update(token="nothing is promised")


def tick(*words: str) -> str:
    """Return what a tick did, without what there was nothing to do for."""
    said = StringIO()
    call_command("tick", *words, stdout=said)
    return ", ".join(part for part in said.getvalue().strip().split(", ") if not part.endswith(" 0"))


def on_hold(cast: Cast) -> Incident:
    """Return an incident whose hold ended long ago."""
    reason = HoldReason.objects.get(slug="awaiting_change")
    until = NOON + timedelta(hours=1)
    return moving.hold(
        started(cast), reason=reason, until=until, by=cast.actor("rafael"), now=NOON + 5 * MINUTE
    )


def test_until_idle_leaves_nothing_due(cast: Cast) -> None:
    incident = on_hold(cast)
    for number in range(12):
        make_incident(cast, f"Incident {number}")
    owed = Delivery.objects.count()
    assert "holds 1, " in tick("--until-idle")
    incident.refresh_from_db()
    assert incident.state == State.IN_PROGRESS
    # Resuming tells the assignee, and that message is delivered by the same tick.
    assert not Delivery.objects.waiting().exists()
    assert Delivery.objects.count() == owed + 1
    # What follows within minutes goes together (COM-05).
    assert len(mail.outbox) == Delivery.objects.filter(carrier=None).count()
    assert tick("--until-idle") == ""


def test_one_tick_does_one_round(cast: Cast) -> None:
    for number in range(12):
        make_incident(cast, f"Incident {number}")
    assert tick() == "deliveries 10"
    assert tick() == "deliveries 2"


def test_the_tasks_do_the_same(cast: Cast) -> None:
    incident = on_hold(cast)
    sweep_due()
    incident.refresh_from_db()
    assert incident.state == State.IN_PROGRESS
    sweep()
    assert not Delivery.objects.waiting().exists()
