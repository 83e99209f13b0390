"""Indexes of the incident's table, one for each order of the queue and for the sweeps; columns that come in pairs."""

from django.db import models
from django.db.models import Q

from incidents.records.choices import OPEN_STATES, MajorState, State

INCIDENT_INDEXES = [
    models.Index(
        fields=["next_due_at", "id"],
        name="incidents_queue_due",
        condition=Q(state__in=OPEN_STATES),
    ),
    models.Index(
        fields=["team", "next_due_at", "id"],
        name="incidents_queue_team",
        condition=Q(state__in=OPEN_STATES),
    ),
    models.Index(
        fields=["assignee", "next_due_at", "id"],
        name="incidents_queue_assignee",
        condition=Q(state__in=OPEN_STATES),
    ),
    models.Index(
        fields=["priority", "next_due_at", "id"],
        name="incidents_queue",
        condition=Q(state__in=OPEN_STATES),
    ),
    models.Index(
        fields=["reported_at", "id"],
        name="incidents_queue_reported",
        condition=Q(state__in=OPEN_STATES),
    ),
    models.Index(
        fields=["updated_at", "id"],
        name="incidents_queue_updated",
        condition=Q(state__in=OPEN_STATES),
    ),
    models.Index(
        fields=["next_due_at", "id"],
        name="incidents_queue_resolved",
        condition=Q(state=State.RESOLVED),
    ),
    models.Index(
        fields=["next_due_at", "id"],
        name="incidents_queue_held",
        condition=Q(state=State.ON_HOLD),
    ),
    models.Index(
        fields=["next_due_at", "id"],
        name="incidents_queue_majors",
        condition=Q(major_state=MajorState.DECLARED),
    ),
    models.Index(fields=["-updated_at", "-id"], name="incidents_updated"),
    models.Index(fields=["requester", "-id"], name="incidents_requester"),
    models.Index(fields=["hold_until"], name="incidents_hold_due", condition=Q(state=State.ON_HOLD)),
    models.Index(
        fields=["close_due_at"], name="incidents_close_due", condition=Q(close_due_at__isnull=False)
    ),
    models.Index(
        fields=["assignee", "next_step_at"],
        name="incidents_next_step",
        condition=Q(next_step_at__isnull=False),
    ),
    models.Index(fields=["external_reference"], name="incidents_reference"),
    models.Index(fields=["supplier_reference"], name="incidents_supplier_reference"),
]

NEXT_STEP_HAS_TIME = models.CheckConstraint(
    condition=Q(next_step="", next_step_at=None) | (~Q(next_step="") & Q(next_step_at__isnull=False)),
    name="incidents_incident_next_step_has_time",
)
REFERENCE_HAS_SUPPLIER = models.CheckConstraint(
    condition=Q(supplier_reference="") | Q(supplier__isnull=False),
    name="incidents_incident_reference_has_supplier",
)
