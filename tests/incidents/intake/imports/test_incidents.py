"""Imported incidents: their past, their clocks, and what nobody is told (IMP-01, LOG-23)."""

from datetime import datetime, timedelta

import pytest

from accounts.notices.models import Delivery, Event, Notice
from incidents.lifecycle.operations.escalating import close_due, sweep_clocks
from incidents.records.models import Incident
from incidents.sla.archive import Archive
from incidents.sla.auditing import compared
from incidents.sla.models import Clock, ClockSegment
from incidents.sla.queries import current_book
from tests.builders import MINUTE, NOON
from tests.incidents.intake.imports.files import CLOSED, imported, problems

LATER = NOON + timedelta(days=30)


def test_a_closed_incident_comes_with_its_past(cast):
    run = imported(cast, CLOSED, now=LATER)
    assert (run.state, run.made, problems(run)) == ("done", 1, [])
    incident = Incident.objects.get(origin__key="Z-1")
    assert incident.state == "closed"
    versions = incident.history.order_by("history_id").values_list("state", "history_date", "version")
    assert list(versions) == [
        ("new", NOON, 1),
        ("assigned", NOON, 2),
        ("in_progress", NOON + 2 * MINUTE, 3),
        ("resolved", NOON + 65 * MINUTE, 4),
        ("closed", NOON + 70 * MINUTE, 5),
    ]
    assert not compared([incident.pk], Archive(), current_book()).differences
